"""Two people fill the same form of one order, and send it at the same moment."""

import asyncio
from dataclasses import dataclass
from typing import Final

from stack.telegram.seen import Message
from telegram.presses import Press, pack
from tests.bot.form_squares import FormSquares, Hand
from tests.bot.hands import asks
from tests.bot.journeys import AGREED
from tests.bot.pressing import PATIENCE, pressed
from tests.bot.squares import Road

SENT: Final = "отправлено"
REFUSED: Final = "⚠️"
TYPED: Final = "Слово {login}, ничего не потерять"
TOMORROW: Final = "завтра 18:00"


@dataclass(frozen=True)
class Sheet:
    """A form that two may send; `answers` without what each types in their own words."""

    kind: str
    part: str
    answers: tuple[str, ...] = ("typed",)
    effects: int = 1
    """Two, where both are meant: a note is each person's own; of deadlines the later one holds."""


NOTE: Final = Sheet("add_note", "notes", ("typed", "[Пропустить]"), effects=2)
DEADLINE: Final = Sheet("set_deadline", "agreement", (TOMORROW,), effects=2)
PAUSE: Final = Sheet("pause", "order", (TOMORROW, "typed"))
RETURN: Final = Sheet("return", "agreement")
CANCEL: Final = Sheet("cancel", "order")
EVERY_SHEET: Final = (NOTE, DEADLINE, RETURN, PAUSE, CANCEL)


async def sent_together(road: Road, squares: FormSquares, sheet: Sheet, *logins: str) -> list[str]:
    """As many effects as are right; who comes too late is told what happened, and has every word still.

    What each of them reads then.
    """
    hands = [(await squares.card(login, road.order, road.number))[0] for login in logins]
    seen = await road.seen(logins[0])
    assert seen
    press = Press(sheet.kind, road.order, sheet.part, seen.order.parts.get(sheet.part, 0))
    squares.opened += [await squares.opens(hand, press, road.number) for hand in hands]
    filled = [Filled(hand, road.number, sheet) for hand in hands]
    await asyncio.gather(*(one.fill(press) for one in filled))
    before = (await road.record())[-1].seq
    await asyncio.gather(*(one.send() for one in filled))
    assert await effects(road, before) == sheet.effects, [one.end for one in filled]
    slower = [one for one in filled if SENT not in one.end]
    assert len(filled) - len(slower) == sheet.effects, [one.end for one in filled]
    ends = [one.end for one in filled]
    for one in slower:
        [faster] = [other for other in filled if other is not one]
        name = (await road.caller(faster.hand.login)).me.name
        assert name in one.end, one.end
        await one.send()
        assert await effects(road, before) == sheet.effects, "sent once more"
    return ends


async def effects(road: Road, after: int) -> int:
    """Commands that were recorded since."""
    return len({entry.command_id for entry in await road.record() if entry.seq > after})


@dataclass
class Filled:
    """One person's form, from its first question to what became of it."""

    hand: Hand
    number: str
    sheet: Sheet
    summary: int = 0
    """The message that is sent from."""
    end: str = ""

    @property
    def typed(self) -> str:
        return TYPED.format(login=self.hand.login)

    async def fill(self, press: Press) -> None:
        chat = self.hand.chat
        last = chat.messages[-1].id
        await pressed(chat, self.hand.message, pack(press))
        for at, answer in enumerate(self.sheet.answers, 1):
            asked = await self.shown(f"Шаг {at} из {len(self.sheet.answers)}", last)
            if answer.startswith("["):
                await self.press(answer[1:-1], asked)
            else:
                await chat.write(self.typed if answer == "typed" else answer)
        self.summary = (await self.shown("Проверьте и отправьте", last)).id

    async def shown(self, words: str, after: int) -> Message:
        return await self.hand.chat.until(
            lambda one: one.id > after and self.number in one.text and words in one.text and asks(one),
            PATIENCE,
        )

    async def press(self, label: str, message: Message) -> None:
        button = message.button(label)
        assert button, label
        await pressed(self.hand.chat, message.id, str(button.data))

    async def send(self) -> None:
        """Its verdict stands where the form was."""
        chat = self.hand.chat
        await self.press("Отправить", chat.seen[self.summary])
        ends = (SENT, REFUSED)
        shown = await chat.until(
            lambda one: one.id == self.summary and any(words in one.text for words in ends), PATIENCE
        )
        self.end = shown.text
        assert SENT in self.end or self.kept(), self.end

    def kept(self) -> bool:
        """Whether what was typed still stands there."""
        return "typed" not in self.sheet.answers or self.typed in self.end


async def both_send(road: Road, squares: FormSquares, *sheets: Sheet) -> list[str]:
    """Of an order with an agreement that waits for its verification, by two curators who both may."""
    await road.give("accept")
    await road.give("submit_agreement", **AGREED)
    ends: list[str] = []
    for sheet in sheets:
        ends += await sent_together(road, squares, sheet, "petrova", "smirnova")
        if sheet == PAUSE:
            await road.give("resume")
    return ends
