"""Turns of one process, for while Redis does not answer: the same rules, with a share of the rate."""

import time
from collections import defaultdict
from dataclasses import dataclass, field

from telegram.rates import GRANTED, Rates, Ticket, Urgency, Verdict

Counting = dict[str, float]
"""By ticket: the moment from which it counts, for a second or for a chat's burst."""


@dataclass
class Token:
    """Of one bot."""

    sent: Counting = field(default_factory=dict)
    chats: defaultdict[int, Counting] = field(default_factory=lambda: defaultdict(dict))
    queue: dict[str, tuple[Urgency, int]] = field(default_factory=dict)
    rests: dict[int | None, float] = field(default_factory=dict)
    """None is the token."""
    asked: int = 0


class OwnTurns:
    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._tokens: defaultdict[int, Token] = defaultdict(Token)

    def ask(self, ticket: Ticket) -> Verdict:
        token, now = self._tokens[ticket.bot_id], time.monotonic()
        rest = max(token.rests.get(None, 0.0), token.rests.get(ticket.chat_id, 0.0))
        if rest > now:
            return self._refused(token, ticket, rest - now, resting=True)
        if wait := self._wait_for_chat(token, ticket, now):
            return self._refused(token, ticket, wait)
        _forget(token.sent, now - self._rates.span)
        token.asked += 1
        place = token.queue.setdefault(ticket.id, (ticket.urgency, token.asked))
        over = len(token.sent) + sum(other < place for other in token.queue.values()) - self._rates.alone
        if over < 0:
            self._grant(token, ticket, now)
            return GRANTED
        return Verdict(granted=False, wait=self._until_free(token, over, now))

    def end(self, ticket: Ticket) -> None:
        """The answer has come."""
        token, now = self._tokens[ticket.bot_id], time.monotonic()
        if ticket.id in token.sent:
            token.sent[ticket.id] = now
        if ticket.chat_id is not None and ticket.id in token.chats.get(ticket.chat_id, ()):
            token.chats[ticket.chat_id][ticket.id] = now

    def leave(self, ticket: Ticket) -> None:
        """Give back the turn, or the place in the line: nothing was sent."""
        token = self._tokens[ticket.bot_id]
        token.queue.pop(ticket.id, None)
        token.sent.pop(ticket.id, None)
        if ticket.chat_id is not None:
            token.chats.get(ticket.chat_id, {}).pop(ticket.id, None)

    def rest(self, ticket: Ticket, seconds: float) -> None:
        """Telegram has asked for a pause; one that is asked of two chats is the token's."""
        token, now = self._tokens[ticket.bot_id], time.monotonic()
        token.rests = {who: until for who, until in token.rests.items() if until > now}
        for who in (ticket.chat_id, None) if token.rests.keys() - {ticket.chat_id} else (ticket.chat_id,):
            token.rests[who] = max(token.rests.get(who, 0.0), now + seconds)

    def _until_free(self, token: Token, over: int, now: float) -> float:
        """Seconds until the message ends to count that stands in the way; soon, where that is not known."""
        frees, span = sorted(token.sent.values()), self._rates.span
        wait = frees[min(over, len(frees) - 1)] + span - now if frees else 0.0
        return wait if 0 < wait <= span else span / 20

    def _wait_for_chat(self, token: Token, ticket: Ticket, now: float) -> float:
        """Seconds until the chat takes one more; 0: now."""
        if ticket.chat_id is None or ticket.chat_id not in token.chats:
            return 0.0
        counting = token.chats[ticket.chat_id]
        _forget(counting, now - self._rates.burst * self._rates.span)
        if not counting:
            del token.chats[ticket.chat_id]
            return 0.0
        times = sorted(counting.values())
        if len(times) >= self._rates.burst:
            return times[-self._rates.burst] + self._rates.burst * self._rates.span - now
        return 0.0 if ticket.urgency is Urgency.REPLY else max(0.0, times[-1] + self._rates.span - now)

    def _grant(self, token: Token, ticket: Ticket, now: float) -> None:
        del token.queue[ticket.id]
        token.sent[ticket.id] = now + self._rates.lease - self._rates.span
        if ticket.chat_id is not None:
            token.chats[ticket.chat_id][ticket.id] = now + self._rates.lease - self._rates.span

    def _refused(self, token: Token, ticket: Ticket, wait: float, *, resting: bool = False) -> Verdict:
        token.queue.pop(ticket.id, None)
        return Verdict(granted=False, wait=wait, resting=resting)


def _forget(counting: Counting, before: float) -> None:
    for ticket_id in [ticket_id for ticket_id, at in counting.items() if at <= before]:
        del counting[ticket_id]
