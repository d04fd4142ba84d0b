"""How tests make trouble and look behind the curtain: `/sandbox/...`."""

from itertools import islice

from fastapi import APIRouter
from pydantic import BaseModel, Field

from stack.telegram.bot_api import BotApi
from stack.telegram.errors import PersonError
from stack.telegram.faults import Fault
from stack.telegram.records import Bot, Chat
from stack.telegram.traffic import Limits
from stack.telegram.values import Json
from stack.telegram.world import Trouble, World


class NewBot(BaseModel):
    token: str = Field(pattern=r"^\d+:[A-Za-z0-9_-]+$")
    username: str
    first_name: str


class NewGroup(BaseModel):
    id: int = Field(lt=0)
    title: str
    bots: list[int]
    people: list[int]


class Time(BaseModel):
    advance: float = Field(ge=0, description="seconds")


class Again(BaseModel):
    update_id: int | None = None
    count: int = Field(default=1, ge=1, description="of the latest, when no id is given")


class ControlApi:
    def __init__(self, world: World, bot_api: BotApi) -> None:
        self.world, self.bot_api = world, bot_api
        self.router = APIRouter(prefix="/sandbox", tags=["control"])
        add = self.router.add_api_route
        add("/bots", self.bots, methods=["GET"])
        add("/bots", self.add_bot, methods=["POST"])
        add("/bots/{bot_id}/updates", self.updates, methods=["GET"])
        add("/bots/{bot_id}/redeliver", self.redeliver, methods=["POST"])
        add("/groups", self.add_group, methods=["POST"])
        add("/faults", self.faults, methods=["GET"])
        add("/faults", self.plan, methods=["POST"])
        add("/faults", self.clear_faults, methods=["DELETE"])
        add("/limits", self.limits, methods=["GET"])
        add("/limits", self.set_limits, methods=["PUT"])
        add("/trouble", self.trouble, methods=["GET"])
        add("/trouble", self.set_trouble, methods=["PUT"])
        add("/clock", self.clock, methods=["GET"])
        add("/clock", self.advance, methods=["POST"])
        add("/statistics", self.statistics, methods=["GET"])
        add("/statistics", self.clear_statistics, methods=["DELETE"])
        add("/calls", self.calls, methods=["GET"])
        add("/queries", self.queries, methods=["GET"])
        add("/chats", self.empty, methods=["DELETE"])

    async def bots(self) -> list[Json]:
        """Without their tokens: the page reads this."""
        return [{**bot.user(), "webhook": bot.webhook is not None} for bot in self.world.bots.values()]

    async def add_bot(self, new: NewBot) -> Json:
        return self.world.add_bot(Bot(**new.model_dump())).user()

    async def updates(self, bot_id: int, limit: int = 100) -> list[Json]:
        """The latest that were confirmed and those that wait, oldest first."""
        box = self.world.boxes[self._known(bot_id)]
        return ([*box.given, *(update for _, update in box.pending.values())])[-limit:]

    async def redeliver(self, bot_id: int, again: Again) -> list[int]:
        """Send updates again under NEW update ids, as Telegram does after a reconnect."""
        box = self.world.boxes[self._known(bot_id)]
        known = [update["update_id"] for update in await self.updates(bot_id, again.count)]
        try:
            repeated = [box.again(number) for number in ([again.update_id] if again.update_id else known)]
        except LookupError as error:
            raise PersonError(404, f"there is no update {again.update_id}") from error
        return [number for number in repeated if number is not None]

    async def add_group(self, new: NewGroup) -> Chat:
        chat = Chat(**new.model_dump(), started=True)
        self.world.chats[chat.key] = chat
        self.world.save(chat)
        return chat

    async def faults(self) -> Json:
        return {"planned": self.bot_api.faults.planned, "struck": self.bot_api.faults.struck}

    async def plan(self, fault: Fault) -> Fault:
        return self.bot_api.faults.plan(fault)

    async def clear_faults(self) -> None:
        self.bot_api.faults.clear()

    async def limits(self) -> Limits:
        return self.bot_api.traffic.limits

    async def set_limits(self, limits: Limits) -> Limits:
        self.bot_api.traffic.limits = limits
        return limits

    async def trouble(self) -> Trouble:
        return self.world.trouble

    async def set_trouble(self, trouble: Trouble) -> Trouble:
        """What is not named goes back to normal."""
        self.world.trouble = trouble
        return trouble

    async def clock(self) -> dict[str, float]:
        return {"now": self.world.clock.now(), "ahead": self.world.clock.ahead}

    async def advance(self, time: Time) -> dict[str, float]:
        self.world.set_clock(time.advance)
        return await self.clock()

    async def statistics(self) -> Json:
        """By bot: calls by method and status, what was sent, and the most of it within any second."""
        return self.bot_api.traffic.statistics()

    async def clear_statistics(self) -> None:
        self.bot_api.traffic.clear()

    async def calls(self, after: int = 0, limit: int = 10_000) -> list[Json]:
        """Every call in order: seconds, bot, method, chat, HTTP status (0: dropped or under way)."""
        return [vars(call) for call in islice(self.bot_api.traffic.calls, after, after + limit)]

    async def queries(self, *, answered: bool = False) -> list[Json]:
        """Presses of buttons, by default those that no bot has answered."""
        return [
            {
                "id": query.id,
                "at": query.at,
                "user": query.person_id,
                "bot": query.bot_id,
                "answer": query.answer,
            }
            for query in self.world.queries.values()
            if (query.answer is not None) == answered
        ]

    async def empty(self) -> None:
        """Forget all chats, updates, webhooks, faults and figures; bots and people stay."""
        for bot in self.world.bots.values():
            await self.bot_api.webhooks.stop(bot)
        self.world.empty()
        self.bot_api.faults.clear()
        self.bot_api.traffic.clear()
        self.world.trouble = Trouble()
        self.bot_api.traffic.limits = Limits()

    def _known(self, bot_id: int) -> int:
        if bot_id not in self.world.bots:
            raise PersonError(404, f"there is no bot {bot_id}")
        return bot_id
