"""Turns that all processes of a token share: kept in Redis, by Redis's own clock.

`sent` and `chat` hold the messages that count, scored by the moment from which they count for a second: that
of their answer, or later while they are on their way. `queue` holds who waits, the most urgent first and then
as they came; `seen` until when each of them is believed to be alive. `rests` holds what Telegram has asked to
be left alone and until when; `hits` who was told so lately.
"""

import asyncio
from typing import Any, Final

from redis.asyncio import Redis

from impatient import ImpatientRedis
from settings import RedisSettings
from telegram.rates import Rates, Ticket, Verdict

PATIENCE: Final = 0.5
"""Seconds. To go on alone halves the rate, so a hiccup of the machine is waited for."""
AT_ONCE: Final = 8
"""Questions under way together: a crowd that asks is no reason to think that Redis is slow."""
ALL: Final = "all"
ASK: Final = """
local sent, queue, seen, rests, chat = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local id, urgency, chat_id = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local rate, burst, span, lease = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000

local function refused(wait, resting)
  redis.call('ZREM', queue, id)
  redis.call('ZREM', seen, id)
  return {0, math.ceil(wait), resting}
end

local rest = math.max(
  tonumber(redis.call('ZSCORE', rests, 'all') or 0), tonumber(redis.call('ZSCORE', rests, chat_id) or 0))
if rest > now then return refused(rest - now, 1) end

if chat_id ~= '' then
  redis.call('ZREMRANGEBYSCORE', chat, '-inf', now - burst * span)
  local oldest = redis.call('ZRANGE', chat, -burst, -burst, 'WITHSCORES')
  if oldest[2] then return refused(oldest[2] + burst * span - now, 0) end
  local last = redis.call('ZRANGE', chat, -1, -1, 'WITHSCORES')
  if urgency > 0 and last[2] and last[2] + span > now then return refused(last[2] + span - now, 0) end
end

redis.call('ZREMRANGEBYSCORE', sent, '-inf', now - span)
for _, gone in ipairs(redis.call('ZRANGE', seen, '-inf', now, 'BYSCORE')) do
  redis.call('ZREM', queue, gone)
  redis.call('ZREM', seen, gone)
end
redis.call('ZADD', queue, 'NX', urgency * 1e13 + now, id)
local over = redis.call('ZCARD', sent) + redis.call('ZRANK', queue, id) - rate
if over < 0 then
  redis.call('ZREM', queue, id)
  redis.call('ZREM', seen, id)
  redis.call('ZADD', sent, now + lease - span, id)
  redis.call('PEXPIRE', sent, 60000)
  if chat_id ~= '' then
    redis.call('ZADD', chat, now + lease - span, id)
    redis.call('PEXPIRE', chat, 60000)
  end
  return {1, 0, 0}
end
local frees = redis.call('ZRANGE', sent, over, over, 'WITHSCORES')
if not frees[2] then frees = redis.call('ZRANGE', sent, -1, -1, 'WITHSCORES') end
local wait = frees[2] and frees[2] + span - now or 0
if wait > span or wait <= 0 then wait = span / 20 end
redis.call('ZADD', seen, now + wait + 1500, id)
redis.call('PEXPIRE', seen, 60000)
redis.call('PEXPIRE', queue, 60000)
return {0, math.ceil(wait), 0}
"""
"""Give a turn, or say how long to wait. A message on its way may be answered, and whoever is ahead may take
their turn, at any time: look again soon."""
END: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, ARGV[1])
  redis.call('PEXPIRE', key, 60000)
end
"""
REST: Final = """
local rests, hits = KEYS[1], KEYS[2]
local who, rest = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZREMRANGEBYSCORE', rests, '-inf', now)
redis.call('ZREMRANGEBYSCORE', hits, '-inf', now - 2000)
redis.call('ZADD', hits, now, who)
redis.call('ZADD', rests, 'GT', now + rest, who)
if redis.call('ZCARD', hits) > 1 then redis.call('ZADD', rests, 'GT', now + rest, 'all') end
redis.call('PEXPIRE', hits, 2000)
redis.call('PEXPIRE', rests, math.max(rest, redis.call('PTTL', rests)))
"""
"""Two chats at once: it is not about a chat, but about the token."""


class SharedTurns:
    """What Redis says; None from each method when it does not answer."""

    def __init__(self, settings: RedisSettings, rates: Rates) -> None:
        self._redis, self._rates = ImpatientRedis(settings, PATIENCE), rates
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def ask(self, ticket: Ticket) -> Verdict | None:
        keys = [_key(ticket.bot_id, name) for name in ("sent", "queue", "seen", "rests", _chat(ticket))]
        rates = self._rates
        given = (rates.per_second, rates.burst, int(rates.span * 1000), int(rates.lease * 1000))
        said = await self._run(ASK, keys, ticket.id, int(ticket.urgency), _chat_id(ticket), *given)
        if said is None:
            return None
        granted, wait, resting = said
        return Verdict(granted=bool(granted), wait=wait / 1000, resting=bool(resting))

    async def end(self, ticket: Ticket) -> None:
        """The answer has come: from now on the message counts for a second."""
        names = ("sent",) if ticket.chat_id is None else ("sent", _chat(ticket))
        await self._run(END, [_key(ticket.bot_id, name) for name in names], ticket.id)

    async def rest(self, ticket: Ticket, seconds: float) -> None:
        """Telegram has asked for a pause. It does not say whether of the chat or of the token."""
        keys = [_key(ticket.bot_id, name) for name in ("rests", "hits")]
        await self._run(REST, keys, _chat_id(ticket) or ALL, int(seconds * 1000))

    async def close(self) -> None:
        await self._redis.close()

    async def _run(self, script: str, keys: list[str], *given: str | int) -> Any:  # noqa: ANN401 - the script's
        async def run(redis: Redis) -> Any:  # noqa: ANN401 - the script's
            return await redis.register_script(script)(keys=keys, args=given)

        async with self._at_once:
            return await self._redis.ask(run)


def _chat_id(ticket: Ticket) -> str:
    return "" if ticket.chat_id is None else str(ticket.chat_id)


def _chat(ticket: Ticket) -> str:
    return f"chat:{_chat_id(ticket)}"


def _key(bot_id: int, name: str) -> str:
    return f"naryad:turns:{{{bot_id}}}:{name}"
