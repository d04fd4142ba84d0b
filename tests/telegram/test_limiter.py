"""The limiter over real Redis: never more than the rate, the urgent first, and what holds without Redis."""

import asyncio
import random
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest

from settings import RedisSettings, Settings
from stack.telegram.traffic import most_within
from telegram.limiter import Limiter, Rates, RestingError, Urgency
from telegram.rates import Ticket, Verdict

FAST = Rates(per_second=30, alone=12, burst=3, span=0.2, lease=60)
"""Five times as fast as Telegram's; on a machine that stands still for a while nobody is taken for dead."""
NOWHERE = RedisSettings(url="redis://127.0.0.1:1/0")


class Noticing(Limiter):
    """Tells of each chat whether somebody stands in line for it."""

    stands: defaultdict[int | None, asyncio.Event]

    async def _ask(self, ticket: Ticket) -> Verdict:
        verdict = await super()._ask(ticket)
        self.stands[ticket.chat_id].set()
        return verdict


class Line:
    """Sends without Telegram: notes when each message could have been counted there."""

    def __init__(self, *limiters: Limiter) -> None:
        self.limiters, self.bot_id = limiters, secrets.randbits(40)
        self.arrived: list[tuple[float, int]] = []
        self.dice = random.Random(1)  # noqa: S311 - the same in every run
        self.news = asyncio.Condition()

    async def send(self, chat_id: int, urgency: Urgency = Urgency.REMINDER, takes: float = 0.01) -> None:
        async with self.dice.choice(self.limiters).turn(self.bot_id, chat_id, urgency):
            before = self.dice.uniform(0, takes)
            await asyncio.sleep(before)
            async with self.news:
                self.arrived.append((time.monotonic(), chat_id))
                self.news.notify_all()
            await asyncio.sleep(takes - before)

    async def until(self, count: int) -> int:
        """Wait until so many have arrived; how many there are."""
        async with self.news:
            await self.news.wait_for(lambda: len(self.arrived) >= count)
            return len(self.arrived)

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.arrived]

    def place(self, chat_id: int) -> int:
        return [chat for _, chat in self.arrived].index(chat_id)


@pytest.fixture
async def two(settings: Settings) -> AsyncIterator[tuple[Limiter, Limiter]]:
    """As bot and worker have each their own."""
    limiters = Limiter(settings.redis, FAST), Limiter(settings.redis, FAST)
    yield limiters
    for limiter in limiters:
        await limiter.close()


async def test_over_two_processes_no_window_holds_more_than_the_rate(two: tuple[Limiter, Limiter]) -> None:
    line = Line(*two)
    await asyncio.gather(*(line.send(chat) for chat in range(150)))
    assert most_within(FAST.span, line.times) <= FAST.per_second
    assert len(line.arrived) == 150


async def test_a_slow_way_to_telegram_does_not_push_two_windows_into_one(
    two: tuple[Limiter, Limiter],
) -> None:
    line = Line(*two)
    await asyncio.gather(*(line.send(chat, takes=0.15) for chat in range(90)))
    assert most_within(FAST.span, line.times) <= FAST.per_second


@pytest.mark.parametrize("redis", ["there", "away"])
async def test_the_urgent_overtake_whoever_came_before_them(settings: Settings, redis: str) -> None:
    one_by_one, away = FAST._replace(per_second=1, alone=1, lease=60), redis == "away"
    limiters = [Noticing(NOWHERE if away else settings.redis, one_by_one) for _ in range(1 if away else 2)]
    stands = defaultdict[int | None, asyncio.Event](asyncio.Event)
    for limiter in limiters:
        limiter.stands = stands
    line = Line(*limiters)
    late = [*(Urgency.REMINDER,) * 3, Urgency.NEWS, Urgency.TURN, Urgency.REPLY]
    async with asyncio.TaskGroup() as sending, limiters[0].turn(line.bot_id, 0, Urgency.REMINDER):
        for chat, urgency in enumerate(late, 1):  # while one message is on its way, all others wait
            sending.create_task(line.send(chat, urgency))
            await stands[chat].wait()
    assert [chat for _, chat in line.arrived] == [6, 5, 4, 1, 2, 3]
    for limiter in limiters:
        await limiter.close()


async def test_a_chat_gets_one_per_second_and_replies_a_small_burst(two: tuple[Limiter, Limiter]) -> None:
    line = Line(*two)
    await asyncio.gather(*(line.send(7) for _ in range(3)), *(line.send(8, Urgency.REPLY) for _ in range(4)))
    assert most_within(FAST.span, [at for at, chat in line.arrived if chat == 7]) == 1
    replies = [at for at, chat in line.arrived if chat == 8]
    assert most_within(FAST.span, replies) == FAST.burst
    assert most_within(FAST.burst * FAST.span, replies) == FAST.burst


async def test_a_full_chat_holds_up_no_other(two: tuple[Limiter, Limiter]) -> None:
    line = Line(*two)
    await asyncio.gather(*(line.send(7) for _ in range(3)), *(line.send(100 + chat) for chat in range(20)))
    assert {chat for _, chat in line.arrived[:21]} == {7, *range(100, 120)}


async def test_whoever_waited_and_went_away_holds_up_nobody(two: tuple[Limiter, Limiter]) -> None:
    line = Line(*two)
    await asyncio.gather(*(line.send(chat) for chat in range(30)))
    waiting = [asyncio.create_task(line.send(chat, Urgency.REPLY)) for chat in range(100, 140)]
    await asyncio.sleep(0.02)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(4):
        await line.send(200)


@pytest.mark.parametrize("redis", ["there", "away"])
async def test_what_telegram_asks_for_one_chat_holds_for_all_processes(
    settings: Settings, redis: str
) -> None:
    limiter = Limiter(settings.redis if redis == "there" else NOWHERE, FAST)
    line = Line(limiter)
    async with limiter.turn(line.bot_id, 7, Urgency.REPLY) as ticket:
        await limiter.rest(ticket, 60)
    with pytest.raises(RestingError):
        await line.send(7, Urgency.REPLY)
    await line.send(8, Urgency.REPLY)
    async with limiter.turn(line.bot_id, 9, Urgency.REPLY) as ticket:
        await limiter.rest(ticket, 0.5)
    asked = time.monotonic()
    await line.send(10, Urgency.REPLY)
    assert time.monotonic() - asked >= 0.4, "two chats at once: it is about the token"
    await limiter.close()


async def test_a_pause_that_one_process_was_told_of_binds_the_other(two: tuple[Limiter, Limiter]) -> None:
    line = Line(two[1])
    async with two[0].turn(line.bot_id, 7, Urgency.REPLY) as ticket:
        await two[0].rest(ticket, 60)
    with pytest.raises(RestingError):
        await line.send(7, Urgency.REPLY)


async def test_without_redis_each_process_keeps_to_its_share() -> None:
    limiters = Limiter(NOWHERE, FAST), Limiter(NOWHERE, FAST)
    line = Line(*limiters)
    reminders = [asyncio.create_task(line.send(chat)) for chat in range(200)]
    await line.until(25)
    await line.send(1000, Urgency.TURN)
    assert line.place(1000) < 200 - 2 * FAST.alone
    await asyncio.gather(*reminders)
    assert most_within(FAST.span, line.times) <= 2 * FAST.alone < FAST.per_second
    for limiter in limiters:
        await limiter.close()


async def test_a_process_that_died_holding_turns_gives_them_back(settings: Settings) -> None:
    mortal = FAST._replace(lease=0.6)
    dead, alive = Limiter(settings.redis, mortal), Limiter(settings.redis, mortal)
    line = Line(alive)
    held = [dead.turn(line.bot_id, chat, Urgency.REPLY) for chat in range(30)]
    for turn in held:
        await turn.__aenter__()
    async with asyncio.timeout(60):
        await line.send(100)
    for turn in held:
        await turn.__aexit__(None, None, None)
    for limiter in (dead, alive):
        await limiter.close()


async def test_when_redis_comes_and_goes_the_rate_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiters = Limiter(settings.redis, FAST), Limiter(settings.redis, FAST)
    line = Line(*limiters)
    sending = [asyncio.create_task(line.send(chat)) for chat in range(150)]
    await line.until(31)
    for limiter in limiters:  # as it is when a question fails
        limiter._shared._redis._paused_until = time.monotonic() + 0.5
    await asyncio.gather(*sending)
    assert len(line.arrived) == 150
    assert most_within(FAST.span, line.times) <= FAST.per_second
    for limiter in limiters:
        await limiter.close()
