"""One order on its way through the whole system, at whose buttons several people press at the same moment."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, JsonValue

from bot.client import Caller
from bot.forms.press import request_of
from bot.orders import Look, look
from domain.orders.possible import possible
from domain.values import OrderId
from stack.demo.photos import ACT, photo
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from telegram.actions import REVIEW, deeds
from telegram.presses import Press, pack
from tests.bot.conftest import BotSystem
from tests.bot.form_squares import PEOPLE, FormSquares
from tests.bot.pressing import PATIENCE, Old, answered, holds, pressed


class _Entry(BaseModel):
    seq: int
    command_id: str


class _Timeline(BaseModel):
    entries: list[_Entry]


@dataclass
class Tally:
    """What was pressed: by stage, button and role, how many presses; and the buttons that are old now."""

    presses: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    together: int = 0
    """Squares where somebody else pressed at the same moment."""
    answers: Counter[str] = field(default_factory=Counter)
    old: list[Old] = field(default_factory=list)
    forms: FormSquares | None = None
    """Presses at each step what opens something."""


@dataclass
class Road:
    system: BotSystem
    order: OrderId
    number: str
    tally: Tally
    choose: int
    """Which of those who may press is the one that presses twice."""

    @classmethod
    async def begin(cls, system: BotSystem, tally: Tally, choose: int, **fields: JsonValue) -> "Road":
        since = datetime.now(UTC) + timedelta(days=1)
        visit: JsonValue = {
            "since": since.isoformat(),
            "until": (since + timedelta(hours=2)).isoformat(),
        }
        order, number = await system.opened("petrova", visit=visit, **fields)
        return cls(system, OrderId(UUID(order)), number, tally, choose)

    async def caller(self, login: str) -> Caller:
        await self.system.chat(login)
        return await self.system.api.caller(self.system.people[login].id)

    async def seen(self, login: str) -> Look | None:
        """The order for that person; None, if they do not see it."""
        try:
            return await look(self.order, await self.caller(login))
        except Exception:  # noqa: BLE001 - whoever does not see it has no button of it
            return None

    async def may(self, kind: str, part: str | None = None, enough: int = len(PEOPLE)) -> dict[str, Press]:
        """Who may do that now, and the button that does it; not more of them than are enough."""
        found: dict[str, Press] = {}
        for login in PEOPLE:
            if len(found) == enough:
                break
            if (theirs := await self.seen(login)) is None:
                continue
            for one in possible(theirs.order, theirs.reader, datetime.now(UTC)):
                if one.kind == kind and part in (None, one.part):
                    version = theirs.order.parts.get(one.part, 0)
                    found.setdefault(login, Press(kind, self.order, one.part, version))
        return found

    async def stop(self) -> None:
        """At the order as it is now."""
        if self.tally.forms:
            await self.tally.forms.stop(self.order, self.number)

    async def end(self) -> None:
        """The order does not move on."""
        await self.stop()
        if self.tally.forms:
            await self.tally.forms.moved_on(self.order)

    async def give(self, kind: str, part: str | None = None, /, **body: Any) -> None:
        """Beside the bot: by whoever may first."""
        await self.stop()
        by = await self.may(kind, part, 1)
        assert by, f"nobody may {kind} {part}"
        login, press = next(iter(by.items()))
        request = request_of(press)
        sent = await (await self.caller(login)).send(request.path, {**request.body, **body}, uuid4().hex)
        assert sent.receipt, sent

    async def file(self, login: str = "orlov") -> str:
        content = photo(ACT, self.number, 1)
        return str((await (await self.caller(login)).upload(content, "act.jpg", f"{self.order}")).id)

    async def press(self, kind: str, part: str | None = None) -> None:
        """One person twice and another one who may, all at the same moment; and once more afterwards."""
        await self.stop()
        holders = await self.may(kind, part, self.choose + 2)
        assert holders, f"nobody may press {kind} {part}"
        logins = list(holders)
        first = logins[self.choose % len(logins)]
        others = [login for login in logins if login != first][:1]
        thumbs = [await self.button(login, holders[login]) for login in (first, *others)]
        before = (await self.record())[-1].seq
        stage = await self.stage()
        taps = [thumbs[0], *thumbs]
        said = await asyncio.gather(*(answered(one) for one in taps))
        assert all(said), (kind, said)
        after = [entry for entry in await self.record() if entry.seq > before]
        assert len({entry.command_id for entry in after}) == 1, (kind, said, after)
        again = await answered(thumbs[0])
        assert again, kind
        assert (await self.record())[-1].seq == after[-1].seq, f"{kind} was done again"
        self.tally.answers.update([*said, again])
        self.tally.together += bool(others)
        for login, presses in ((first, 3), *((login, 1) for login in others)):
            role = await self.role(login)
            self.tally.presses[stage, kind, role] += presses
        self.tally.old += thumbs

    async def button(self, login: str, press: Press) -> Old:
        """Opened as people do: the card, «Ещё», and what is approved is looked at first."""
        chat = await self.system.chat(login)
        [mine] = await chat.write("/menu")
        menu = await chat.until(lambda one: one.id > mine.id and bool(one.rows), PATIENCE)
        card = await self.shown(chat, menu.id, Press("open", self.order, "order", 0), below=True)
        wanted = press._replace(kind=REVIEW) if press.kind == "approve" else press
        if not holds(card, pack(wanted)):
            theirs = await self.seen(login)
            assert theirs
            assert wanted.kind in {
                one.kind for one in deeds(theirs.order, theirs.reader, datetime.now(UTC)).more
            }
            card = await self.shown(chat, card.id, Press("more", self.order, "order", 0), pack(wanted))
        if press.kind == "approve":
            card = await self.shown(chat, card.id, wanted, pack(press))
        assert holds(card, pack(press)), (press, card.rows)
        return Old(self.order, chat, card.id, pack(press))

    async def shown(
        self, chat: Chat, at: int, press: Press, wanted: str = "", *, below: bool = False
    ) -> Message:
        """What comes of pressing that: a message with that button, or the order's card below."""
        last = chat.messages[-1].id
        await pressed(chat, at, pack(press))
        return await chat.until(
            lambda one: (
                (one.id > last if below else True)
                and (holds(one, wanted) if wanted else self.number in one.text and bool(one.rows))
            ),
            PATIENCE,
        )

    async def record(self) -> list[_Entry]:
        caller = await self.caller("petrova")
        return (await caller.read(f"/v1/orders/{self.order}/timeline", _Timeline)).entries

    async def stage(self) -> str:
        found = await self.seen("petrova")
        assert found
        return found.order.stage.value

    async def role(self, login: str) -> str:
        return min((await self.caller(login)).me.roles).value
