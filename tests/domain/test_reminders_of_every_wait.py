"""PRODUCT §10, 42, for whatever an order waits for: no burst after an outage, nothing while it is paused."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from domain.orders.errors import WaitGone
from domain.orders.lifecycle import PauseOrder
from domain.orders.notices import NoticeKind, notices
from domain.orders.record import decided, replayed
from domain.orders.reminders import Remind
from domain.orders.state import Order, Phase
from domain.orders.waiting import ELSEWHERE, Wait, WaitKind
from tests.domain.walk import WAYS, Walk
from tests.domain.world import World

WALKS = 60
LENGTH = 140
ENOUGH = 3
"""Occasions on which each kind of wait is tried."""
AFTER_AN_OUTAGE = timedelta(days=90)
ON_THE_WAY_OUT = {WaitKind.RETURN_DEVICE, WaitKind.SETTLE_MONEY, WaitKind.COLLECT_DEBT}
"""Such an order cannot be paused."""


def told(world: World, order: Order, wait: Wait, rung: int) -> tuple[Order, int]:
    """The order after a rung, and how many reminders of this wait went out."""
    command = world.command(None, Remind, wait=wait.id, rung=rung)
    entries = decided(command, order, world.facts(command))
    sent = [one for one in notices(order, entries) if one.kind is NoticeKind.REMINDER]
    return replayed(entries, order), len(sent)


def one_by_one(world: World, wait: Wait) -> None:
    """On time, each step of the ladder is told once."""
    order, sent = world.order, 0
    for rung, step in enumerate(wait.rungs[wait.next :], start=wait.next):
        world.now = max(world.now, step.at)
        order, news = told(world, order, wait, rung)
        assert news <= 1
        sent += news
    assert sent <= len(wait.rungs)
    after = order.wait(wait.id)
    assert after is None or after.rung_due(world.now + AFTER_AN_OUTAGE) is None


def all_at_once(world: World, wait: Wait) -> None:
    """After an outage the last one stands for all."""
    world.now += AFTER_AN_OUTAGE
    rung = wait.rung_due(world.now)
    assert rung is not None
    order, sent = told(world, world.order, wait, rung)
    assert sent <= 1
    after = order.wait(wait.id)
    assert after is None or after.rung_due(world.now) is None


def silent_while_paused(world: World, wait: Wait) -> None:
    curator = world.people[world.order.curator]
    until = world.now + timedelta(days=30)
    pause = world.command(curator, PauseOrder, until=until, reason="клиент в отъезде")
    order = replayed(decided(pause, world.order, world.facts(pause)), world.order)
    assert [one.kind for one in order.waits] == [WaitKind.RESUME]
    for rung, step in enumerate(wait.rungs[wait.next :], start=wait.next):
        world.now = max(world.now, step.at)
        with pytest.raises(WaitGone):
            told(world, order, wait, rung)
    (resume,) = order.waits
    assert all(step.at >= until for step in resume.rungs)


def occasions() -> Iterator[tuple[World, Wait]]:
    """Everything that random orders wait for at any moment. The world may be left at another time."""
    for number in range(WALKS):
        chance = Random(number)  # noqa: S311 - a walk, no secret
        walk = Walk(WAYS[number % len(WAYS)], number, LENGTH)
        for _ in range(LENGTH):
            walk.step(chance.randrange(1, 2**16))
            world, now = walk.world, walk.world.now
            for wait in world.order.waits if world.state else ():
                yield world, wait
                world.now = now


def test_42_whatever_it_waits_for_nobody_is_told_in_bursts_or_during_a_pause() -> None:
    reminded: Counter[WaitKind] = Counter()
    paused: Counter[WaitKind] = Counter()
    for world, wait in occasions():
        now = world.now
        if wait.next_at and reminded[wait.kind] < ENOUGH:
            reminded[wait.kind] += 1
            one_by_one(world, wait)
            world.now = now
            all_at_once(world, wait)
            world.now = now
        active = world.order.phase is Phase.ACTIVE and world.people[world.order.curator].active
        if active and paused[wait.kind] < ENOUGH:
            paused[wait.kind] += 1
            silent_while_paused(world, wait)
    everything = set(WaitKind) - ELSEWHERE  # those are of two orders: one alone never waits for them
    assert {kind for kind in everything if reminded[kind] < ENOUGH} == set()
    pausable = everything - ON_THE_WAY_OUT - {WaitKind.RESUME}
    assert {kind for kind in pausable if paused[kind] < ENOUGH} == set()
