"""Presses of buttons, as fast as the bot lets anybody; also of those that no message shows any more."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from domain.values import OrderId
from stack.telegram.people import Chat
from stack.telegram.seen import Answer, Message

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
    """As fast as the bot lets anybody."""
    return str((await unhurried(lambda: once(chat, message, data))).text)


async def unhurried(press: Callable[[], Awaitable[Answer]]) -> Answer:
    """What a press says; one that is too fast for the bot is repeated."""
    for _ in range(TRIES):
        if TOO_FAST not in (answer := await press()).text:
            return answer
        await asyncio.sleep(0.5)
    raise AssertionError("it stays too fast")


async def once(chat: Chat, message: int, data: str) -> Answer:
    query = await chat.tap_data(message, data)
    await chat.wait(lambda: query in chat.person.answers, PATIENCE)
    return chat.person.answers[query]
