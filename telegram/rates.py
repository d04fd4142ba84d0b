"""Telegram's limits as this system keeps them, and how urgent a message is (BOT-5)."""

from enum import IntEnum
from typing import Final, NamedTuple

from telegram.settings import TelegramSettings


class Urgency(IntEnum):
    """The lower goes first."""

    REPLY = 0
    TURN = 1
    NEWS = 2
    REMINDER = 3


class Rates(NamedTuple):
    """How many messages may be sent or changed.

    https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    """

    per_second: int = 30
    """Of one token, to all chats, in any second."""
    alone: int = 12
    """By each process for itself while Redis does not answer: bot and worker together stay below the rate."""
    burst: int = 3
    """Replies into one chat that may follow each other at once; on average it is one per second."""
    span: float = 1.0
    """Seconds that a message counts *after its answer has come*: however long it was on its way, Telegram
    sees no more than the rate in any second."""
    lease: float = 3.0
    """Seconds after which a message that had no answer counts no more: its process may be dead."""


TELEGRAM: Final = Rates()


def rates(settings: TelegramSettings) -> Rates:
    """As somebody has set them."""
    return TELEGRAM._replace(burst=settings.burst)


class Ticket(NamedTuple):
    """Somebody who waits for a turn, or has it."""

    id: str
    bot_id: int
    chat_id: int | None
    urgency: Urgency


class Verdict(NamedTuple):
    granted: bool
    wait: float = 0.0
    """Seconds until it is worth asking again."""
    resting: bool = False
    """Telegram itself has asked for the pause."""


GRANTED: Final = Verdict(granted=True)
