"""Every button that acts at once, on one order's way: tapped twice, and once more when it is long old."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, JsonValue

from domain.values import OrderId
from stack.demo.photos import ACT, photo
from stack.demo_people import demo_id
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from telegram.actions import AT_ONCE
from telegram.presses import Press, pack, unpack
from tests.bot.conftest import BotSystem

LINE = {"name": "Ролик захвата", "quantity": 1, "unit_price": 450_000}
AGREED = {"options": [{"lines": [LINE]}], "outcome": {"kind": "agreed", "option": 0}}
INVOICE = {"amount": 450_000, "method": "invoice"}
WHOLE = bool(os.environ.get("NARYAD_PROVE"))
"""Each chat takes a message a second: the whole way lasts most of a minute."""
SOON = 20.0
"""Seconds within which a press is answered, on a busy machine."""


class _View(BaseModel):
    order: dict[str, Any]


@dataclass
class Journey:
    """One order among the demo people; what needs content goes beside the bot, the rest is pressed."""

    system: BotSystem
    id: str
    number: str
    used: list[tuple[str, int, str]] = field(default_factory=list)
    """Who, on which message, what."""

    async def order(self) -> dict[str, Any]:
        caller = await self.system.caller("petrova")
        return (await caller.read(f"/v1/orders/{self.id}", _View)).order

    async def give(self, login: str, path: str, of: str, /, **body: Any) -> None:
        seen = (await self.order())["parts"].get(of, 0)
        caller = await self.system.caller(login)
        key = f"{self.id}-{path}-{seen}"
        await caller.send(f"/v1/orders/{self.id}/{path}", {"version": seen, **body}, key)

    async def photo(self, login: str, copy: int) -> str:
        caller = await self.system.caller(login)
        content = photo(ACT, self.number, copy)
        return str((await caller.upload(content, "act.jpg", f"{self.id}-{copy}")).id)

    async def press(self, login: str, kind: str, part: str) -> None:
        """Tapped twice at once: it is done once, and both taps are answered."""
        chat = await self.system.chat(login)
        if not chat.messages:
            await chat.write("/menu")
            await chat.until(lambda one: bool(one.rows))
        version = (await self.order())["parts"].get(part, 0)
        order_id = OrderId(UUID(self.id))
        shows = Press("review" if kind == "approve" else "more", order_id, part, version)
        await chat.tap_data(chat.last.id, pack(shows))
        data = pack(Press(kind, order_id, part, version))
        card = await chat.until(lambda one: data in data_of(one), SOON)
        taps = [await chat.tap_data(card.id, data) for _ in range(2)]
        await chat.wait(lambda: set(taps) <= set(chat.person.answers), SOON)
        said = sorted(str(chat.person.answers[tap].text) for tap in taps)
        assert said == ["Готово.", "Уже сделано."], (kind, said)
        self.used.append((login, card.id, data))


async def answered(chat: Chat, message: int, data: str) -> str:
    tap = await chat.tap_data(message, data)
    await chat.wait(lambda: tap in chat.person.answers, SOON)
    return str(chat.person.answers[tap].text)


def data_of(message: Message) -> list[str]:
    return [str(button.data) for row in message.rows for button in row]


async def test_05_40_45_every_button_that_acts_at_once_acts_once(bot_system: BotSystem) -> None:
    since = datetime.now(UTC) + timedelta(hours=1)
    visit: dict[str, JsonValue] = {
        "since": since.isoformat(),
        "until": (since + timedelta(hours=2)).isoformat(),
    }
    way = Journey(bot_system, *await bot_system.opened(engineer=str(demo_id("ivanov")), visit=visit))
    await way.press("ivanov", "accept", "assignment")
    await way.press("ivanov", "arrive", "visit")
    await way.give("ivanov", "agreement", "agreement", **AGREED)
    await way.press("petrova", "approve", "agreement")
    if WHOLE:
        await the_rest_of(way)
        kinds = {press.kind for _, _, data in way.used if (press := unpack(data))}
        assert kinds == {*AT_ONCE, "approve"} - {"depart"}  # on site from where they were
    before = (await way.order())["version"]
    for login, message, data in way.used:
        chat = await bot_system.chat(login)
        assert await answered(chat, message, data) == "Уже сделано."
    assert (await way.order())["version"] == before


async def the_rest_of(way: Journey) -> None:
    """Its money, a pause, the workshop and back."""
    await way.give("ivanov", "prepayment", "prepayment", payment=INVOICE)
    await way.press("ivanov", "undo", "prepayment")
    await way.give("ivanov", "prepayment", "prepayment", payment=INVOICE)
    await way.give("petrova", "approval", "prepayment", part="prepayment")
    await way.press("petrova", "confirm_payment", "prepayment")
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    await way.give("ivanov", "requests", "request", what="pause", until=until, reason="Клиент в отпуске")
    await way.press("petrova", "grant", "request")
    await way.press("petrova", "resume", "order")
    job: dict[str, Any] = {"description": "Шумит", "due": until[:10], "completeness": "Кабель"}
    await way.give("ivanov", "stationary", "stationary", **job, photos=[await way.photo("ivanov", 1)])
    await way.give("petrova", "approval", "stationary.1", part="stationary.1")
    await way.press("kuznetsov", "take", "stationary.1")
    done: dict[str, Any] = {"part": "stationary.1", "done": "Смазано", "amount": 0}
    photos = [await way.photo("kuznetsov", 2)]
    await way.give("kuznetsov", "stationary/repair", "stationary.1", **done, photos=photos)
    await way.give("petrova", "approval", "stationary.1", part="stationary.1")
    await way.give("kuznetsov", "device/offer", "device", to=str(demo_id("ivanov")))
    await way.press("ivanov", "receive_device", "device")
