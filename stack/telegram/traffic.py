"""Every call of every bot: Telegram's limits when they are on, and figures that prove a bot keeps them."""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic
from typing import TypeAlias

from pydantic import BaseModel, Field

from stack.telegram.errors import too_many_requests
from stack.telegram.values import Json

REMEMBERED = 500_000
Window: TypeAlias = tuple[str, int, int]
"""What is limited, the bot, and the chat (0 for all)."""
MINUTE = 60.0


class Limits(BaseModel):
    """https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

    enabled: bool = False
    per_second: int = Field(default=30, ge=1, description="messages of a token to all chats")
    per_chat: int = Field(default=1, ge=1, description="messages per second into one chat")
    per_group_minute: int = Field(default=20, ge=1)


@dataclass
class Call:
    at: float
    """Seconds since the traffic began to be counted."""
    bot: int
    method: str
    chat: int | None
    code: int = 0
    """The HTTP status; 0 for a connection that was dropped."""

    @property
    def counts(self) -> bool:
        """Whether Telegram's limits look at it: new messages, not changes of one."""
        return self.method.startswith(("send", "forward", "copy")) and self.method != "sendchataction"


class Traffic:
    def __init__(self) -> None:
        self.limits = Limits()
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self._began = monotonic()
        self._windows: dict[Window, deque[float]] = defaultdict(deque)

    def begin(self, bot: int, method: str, chat: int | None) -> Call:
        call = Call(monotonic() - self._began, bot, method, chat)
        self.calls.append(call)
        return call

    def check(self, call: Call) -> None:
        """Let it through and count it, or raise 429 with the seconds until there is room."""
        if not self.limits.enabled or not call.counts:
            return
        rules: list[tuple[Window, int, float]] = [(("bot", call.bot, 0), self.limits.per_second, 1.0)]
        if call.chat is not None:
            rules.append((("chat", call.bot, call.chat), self.limits.per_chat, 1.0))
            if call.chat < 0:
                rules.append((("group", call.bot, call.chat), self.limits.per_group_minute, MINUTE))
        waits = [self._wait(key, allowed, span, call.at) for key, allowed, span in rules]
        if longest := max(waits):
            raise too_many_requests(math.ceil(longest))
        for key, _, _ in rules:
            self._windows[key].append(call.at)

    def _wait(self, key: Window, allowed: int, span: float, now: float) -> float:
        window = self._windows[key]
        while window and window[0] <= now - span:
            window.popleft()
        return max(window[-allowed] + span - now, 0.001) if len(window) >= allowed else 0.0

    def clear(self) -> None:
        self.calls.clear()
        self._windows.clear()

    def statistics(self) -> Json:
        """By bot: calls by method and by status, and the worst second of what was really sent."""
        by_bot: dict[int, list[Call]] = defaultdict(list)
        for call in self.calls:
            by_bot[call.bot].append(call)
        return {str(bot): _summary(calls) for bot, calls in by_bot.items()}


def _summary(calls: list[Call]) -> Json:
    sent = [call for call in calls if call.counts and call.code == 200]  # noqa: PLR2004 - HTTP's OK
    by_chat: dict[int, list[float]] = defaultdict(list)
    for call in sent:
        if call.chat is not None:
            by_chat[call.chat].append(call.at)
    return {
        "calls": len(calls),
        "methods": Counter(call.method for call in calls),
        "statuses": Counter(str(call.code) for call in calls),
        "sent": len(sent),
        "most_in_a_second": most_within(1.0, (call.at for call in sent)),
        "most_in_a_second_by_chat": {str(chat): most_within(1.0, times) for chat, times in by_chat.items()},
        "most_in_a_minute_by_chat": {
            str(chat): most_within(MINUTE, times) for chat, times in by_chat.items()
        },
    }


def most_within(span: float, times: Iterable[float]) -> int:
    """The most events in any window of `span` seconds, wherever it begins."""
    most, window = 0, deque[float]()
    for time in times:
        window.append(time)
        while window[0] <= time - span:
            window.popleft()
        most = max(most, len(window))
    return most
