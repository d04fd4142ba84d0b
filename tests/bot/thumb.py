"""Somebody's thumb on a chat with the bot: writes and presses, and waits for what the bot shows then."""

from stack.telegram.people import Chat
from stack.telegram.seen import Answer, Message
from tests.bot.pressing import unhurried

PATIENCE = 60.0
"""Seconds; a chat gets one message a second, and the machine may be busy."""


class Thumb:
    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.answer = Answer("", show_alert=False, url="")
        """To the last press."""

    @property
    def screen(self) -> Message | None:
        """The lowest message with buttons."""
        return next((one for one in reversed(self.chat.messages) if one.by_bot and one.rows), None)

    async def write(self, text: str) -> Message:
        """Write and see what is asked next."""
        [mine] = await self.chat.write(text)
        return await self.chat.until(lambda one: one.id > mine.id and bool(one.rows), PATIENCE)

    async def press(self, label: str) -> Message:
        """Press the lowest button of that name; the message with buttons that is new then, or another one."""
        before = self._shown()
        self.answer = await unhurried(lambda: self.chat.press(label, within=PATIENCE))
        await self.chat.wait(lambda: any(one not in before for one in self._shown()), PATIENCE)
        return next(one for one in reversed(self._shown()) if one not in before)

    def _shown(self) -> list[Message]:
        return [one for one in self.chat.messages if one.by_bot and one.rows]

    async def answers(self, *answers: str) -> Message:
        """A form's answers in a row: `[label]` is pressed, anything else is written."""
        for answer in answers:
            shown = await (self.press(answer[1:-1]) if answer.startswith("[") else self.write(answer))
        return shown
