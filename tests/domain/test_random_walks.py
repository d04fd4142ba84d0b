"""Random walks: whatever people do with an order, in whatever order, its invariants hold after each step.

`NARYAD_PROVE=1` walks some ten times as many orders.
"""

import os
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from domain.orders.errors import REFUSALS
from domain.orders.record import AnyCommand
from tests.domain.walk import NO_COMMAND, WAYS, Walk

LENGTH = 140
"""Attempts of one walk; a bit less than half of them are accepted."""
LEAST_ACCEPTED = 30
LEAST_OCCURRENCES = 20
PROVE = bool(os.environ.get("NARYAD_PROVE"))
WALKS = 6_000 if PROVE else 600
PARTS = 2
"""Processes that walk at the same time."""

NOT_OF_THE_RULES = {
    "order.archived": "raised where the order's workflow has ended, before any rule is asked: tests/api",
    "record.behind": "raised where the record is written, when a restored backup has lost events",
    **dict.fromkeys(
        ("cash.above_balance", "cash.receiver", "cash.unknown", "cash.not_pending", "cash.not_yours"),
        "of hand-ins, which are no orders: test_cash.py walks them",
    ),
    **dict.fromkeys(
        (
            "media.unsupported",
            "media.empty",
            "media.broken",
            "media.too_many_pixels",
            "media.disguised",
        ),
        "of files that are sent in, which are no orders: tests/activities/media",
    ),
    **dict.fromkeys(
        (
            "person.not_found",
            "person.stale_version",
            "person.not_managed",
            "person.own_rights",
            "person.right_reserved",
            "person.platform_role",
            "person.number_taken",
            "person.open_orders",
            "person.replacement",
        ),
        "of accounts, which are no orders: test_accounts.py",
    ),
    **dict.fromkeys(
        (
            "organization.not_found",
            "organization.stale_version",
            "organization.prefix_fixed",
            "organization.calendar",
            "organization.rate_person",
        ),
        "of organizations, which are no orders: test_organizations.py",
    ),
    **dict.fromkeys(
        ("invite.unknown", "invite.used", "invite.revoked", "invite.expired", "invite.telegram_taken"),
        "of invites, which are no orders: test_invites.py",
    ),
    "command.key_reused": "raised where commands are looked up, before any rule is asked",
    "command.invalid": "raised where a signal's body is read, before there is a command",
}

KINDS = [member.model_fields["kind"].default for member in get_args(get_args(AnyCommand)[0])]


def table(title: str, counts: Counter[str]) -> str:
    rows = [f"{name:<36}{count:>8}" for name, count in sorted(counts.items())]
    return "\n".join((f"{title:<36}{'times':>8}", *rows))


@dataclass
class Tally:
    """What happened on walks that were long enough, and how long they were."""

    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    walks: Counter[str] = field(default_factory=Counter)

    def add(self, walk: Walk) -> None:
        long_enough = walk.accepted.total() >= LEAST_ACCEPTED
        self.walks["long enough" if long_enough else "too short"] += 1
        if long_enough:
            self.accepted.update(walk.accepted)
            self.refused.update(walk.refused)
            self.ends[walk.world.order.stage.value] += 1

    def merge(self, other: "Tally") -> None:
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine.update(theirs)


def walked(number: int) -> Tally:
    """One part of the walks, in a process of its own. A broken invariant says in words how it came to be."""
    tally = Tally()

    @seed(number)
    @settings(
        max_examples=WALKS // PARTS, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(
        way=st.sampled_from(WAYS),
        start=st.integers(0, 2**16),
        seeds=st.lists(st.integers(0, 2**16), min_size=LENGTH, max_size=LENGTH),
    )
    def walk_once(way: str, start: int, seeds: list[int]) -> None:
        walk = Walk(way, start, LENGTH)
        for step in seeds:
            walk.step(step)
        walk.finish()
        tally.add(walk)

    try:
        walk_once()
    except BaseException:  # noqa: BLE001 - it goes on, in words
        raise AssertionError(traceback.format_exc()) from None  # as it is, it may not survive the way back
    return tally


@pytest.mark.timeout(4 * 3600 if PROVE else 600)
def test_every_walk_keeps_the_invariants_and_every_command_and_refusal_occurs() -> None:
    found = Tally()
    # Begun anew: hypothesis mixes constants of whatever modules are loaded into its numbers.
    with ProcessPoolExecutor(PARTS, mp_context=get_context("spawn")) as processes:
        for part in processes.map(walked, range(PARTS)):
            found.merge(part)
    print(table("accepted", found.accepted), table("refused", found.refused), sep="\n\n")  # noqa: T201
    print(table("ended at", found.ends), table("walks", found.walks), sep="\n\n")  # noqa: T201
    assert found.walks["long enough"] >= WALKS // 2
    assert [kind for kind in KINDS if found.accepted[kind] < LEAST_OCCURRENCES] == []
    raised = set(REFUSALS) - set(NOT_OF_THE_RULES)
    refused = found.refused
    assert {code: refused[code] for code in raised if refused[code] < LEAST_OCCURRENCES} == {}
    assert set(refused) - {NO_COMMAND} == raised, "a refusal that was said never to be raised was"
    assert min(found.ends[end] for end in ("completed", "refused", "cancelled")) >= LEAST_OCCURRENCES
