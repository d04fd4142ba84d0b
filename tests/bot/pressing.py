"""Presses of buttons, as fast as the bot lets anybody; also of those that no message shows any more."""

import asyncio
from dataclasses import dataclass
from typing import Final

from domain.values import OrderId
from stack.telegram.people import Chat
from stack.telegram.seen import Message

PATIENCE: Final = 60.0
TOO_FAST: Final = "Не так быстро"
TRIES: Final = 60


@dataclass(frozen=True)
class Old:
    """A button that somebody has pressed."""

    order: OrderId
    chat: Chat
    message: int
    data: str


def holds(message: Message, data: str) -> bool:
    return any(button.data == data for row in message.rows for button in row)


async def answered(old: Old) -> str:
    """What a press of that button says."""
    return await pressed(old.chat, old.message, old.data)


async def pressed(chat: Chat, message: int, data: str) -> str:
    """As fast as the bot lets anybody; a press that is too much may be repeated."""
    for _ in range(TRIES):
        if TOO_FAST not in (said := await once(chat, message, data)):
            return said
        await asyncio.sleep(0.5)
    raise AssertionError("it stays too fast")


async def once(chat: Chat, message: int, data: str) -> str:
    query = await chat.tap_data(message, data)
    await chat.wait(lambda: query in chat.person.answers, PATIENCE)
    return str(chat.person.answers[query].text)
