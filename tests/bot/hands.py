"""Somebody who works with a thumb: opens cards, presses buttons, answers a form question by question."""

from dataclasses import dataclass

from stack.telegram.people import Chat
from stack.telegram.seen import Message
from tests.bot.pressing import unhurried

PATIENCE = 60.0
"""Seconds in which whatever follows from a step is told to whom it concerns."""


class Press(str):
    """An answer that is the button with these words."""

    __slots__ = ()


@dataclass(frozen=True)
class Photos:
    """An answer that is an album (or one photo), and «Готово»."""

    contents: tuple[bytes, ...]
    at_once: bool = True
    """Or one after the other: nobody waits for late parts of an album then."""


Reply = str | Press | Photos
NO = Press("Пропустить")
OUT_OF_DATE = "Эта кнопка устарела"


@dataclass(frozen=True)
class Hands:
    chat: Chat

    async def menu(self, *buttons: str) -> None:
        """Ask for the menu, and press there; of several buttons each on the page of the one before."""
        sent = await self.chat.write("/menu")
        for button in buttons:
            await self._on_page(button, sent[0].id)

    async def _on_page(self, button: str, after: int) -> None:
        page = await self.chat.until(lambda one: one.id > after and bool(one.button(button)), PATIENCE)
        await self.press(button, page)

    async def press(self, button: str, message: Message) -> str:
        """As fast as the bot lets anybody; what it said."""
        return str((await unhurried(lambda: self.chat.press(button, message))).text)

    async def card(self, number: str, button: str) -> Message:
        """The latest card of that order, as soon as it has such a button; nobody has to look for it."""
        return await self.chat.until(
            lambda one: number in one.text and bool(one.button(button)) and not asks(one), PATIENCE
        )

    async def does(self, number: str, button: str) -> None:
        """Press a button of the order's card, and on the card of now where that one was out of date."""
        while OUT_OF_DATE in await self._presses(number, button):
            pass

    async def _presses(self, number: str, button: str) -> str:
        """Where it is not a main button, it is under «Ещё»."""
        card = await self.chat.until(
            lambda one: number in one.text and bool(one.button(button) or one.button("Ещё")), PATIENCE
        )
        if not card.button(button):
            await self.press("Ещё", card)
            card = await self.card(number, button)
        said = await self.press(button, card)
        await self.chat.wait(lambda: self.chat.seen.get(card.id) != card or self.chat.last.id > card.id)
        return said

    async def fills(self, *answers: tuple[str, Reply]) -> Message:
        """Answer each question that contains these words, then send; returns the summary that was sent."""
        at = 0
        for question, reply in answers:
            asked = await self.asked(question, at)
            at = asked.id
            await self._reply(reply, asked)
        summary = await self.asked("Проверьте и отправьте", at)
        await self.press("Отправить", summary)
        await self.chat.until(lambda one: "отправлено" in one.text and one.id >= summary.id, PATIENCE)
        return summary

    async def asked(self, question: str, at: int = 0) -> Message:
        """The question with these words, in the message `at` or a later one: earlier forms stay in a chat."""
        return await self.chat.until(
            lambda one: question in one.text and asks(one) and one.id >= at, PATIENCE
        )

    async def _reply(self, reply: Reply, asked: Message) -> None:
        if isinstance(reply, Photos):
            sent = [reply.contents] if reply.at_once else [(one,) for one in reply.contents]
            for together in sent:
                await self.chat.photos(*together)
            count = len(reply.contents)
            stored = await self.chat.until(
                lambda one: f"{count} из {count}" in one.text and one.id > asked.id, PATIENCE
            )
            await self.press("Готово", stored)
        elif isinstance(reply, Press):
            await self.press(reply, asked)
        else:
            await self.chat.write(reply)

    async def approves(self, number: str, part: str = "Проверить") -> Message:
        """Look at what was sent in, and approve it there."""
        last = max(self.chat.seen)
        await self.does(number, part)
        shown = await self.chat.until(lambda one: one.id > last and bool(one.button("Вернуть")), PATIENCE)
        await self.press("Принять", shown)
        await self.chat.wait(lambda: not self.chat.seen[shown.id].rows, PATIENCE)
        return shown


def asks(message: Message) -> bool:
    """Whether it is a form's message, which every one of can be cancelled."""
    return bool(message.button("Отмена"))
