"""Random walks: whatever people do with an order, in whatever order, its invariants hold after each step.

`NARYAD_PROVE=1` walks some ten times as many orders.
"""

import os
from collections import Counter
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.orders.errors import REFUSALS
from domain.orders.record import AnyCommand
from tests.domain.walk import NO_COMMAND, WAYS, Walk

LENGTH = 140
"""Attempts of one walk; a bit less than half of them are accepted."""
LEAST_ACCEPTED = 30
LEAST_OCCURRENCES = 20
# hypothesis mixes constants of whatever modules are loaded into its numbers, so the walks differ with the
# selection of tests: there are enough of them for every refusal to be common in any selection.
WALKS = 6_000 if os.environ.get("NARYAD_PROVE") else 600

NOT_OF_THE_RULES = {
    "record.behind": "raised where the record is written, when a restored backup has lost events",
    **dict.fromkeys(
        ("cash.above_balance", "cash.receiver", "cash.unknown", "cash.not_pending", "cash.not_yours"),
        "of hand-ins, which are no orders: test_cash.py walks them",
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
    "command.key_reused": "raised where commands are looked up, before any rule is asked",
    "command.invalid": "raised where a signal's body is read, before there is a command",
}

KINDS = [member.model_fields["kind"].default for member in get_args(get_args(AnyCommand)[0])]


def table(title: str, counts: Counter[str]) -> str:
    rows = [f"{name:<36}{count:>8}" for name, count in sorted(counts.items())]
    return "\n".join((f"{title:<36}{'times':>8}", *rows))


def test_every_walk_keeps_the_invariants_and_every_command_and_refusal_occurs() -> None:
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    walks: Counter[str] = Counter()

    @settings(
        max_examples=WALKS,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        way=st.sampled_from(WAYS),
        start=st.integers(0, 2**16),
        seeds=st.lists(st.integers(0, 2**16), min_size=LENGTH, max_size=LENGTH),
    )
    def walked(way: str, start: int, seeds: list[int]) -> None:
        walk = Walk(way, start, LENGTH)
        for seed in seeds:
            walk.step(seed)
        walk.finish()
        long_enough = walk.accepted.total() >= LEAST_ACCEPTED
        walks["long enough" if long_enough else "too short"] += 1
        if long_enough:
            accepted.update(walk.accepted)
            refused.update(walk.refused)
            ends[walk.world.order.stage.value] += 1

    walked()
    print(table("accepted", accepted), table("refused", refused), sep="\n\n")  # noqa: T201
    print(table("ended at", ends), table("walks", walks), sep="\n\n")  # noqa: T201
    assert walks["long enough"] >= WALKS // 2
    assert [kind for kind in KINDS if accepted[kind] < LEAST_OCCURRENCES] == []
    raised = set(REFUSALS) - set(NOT_OF_THE_RULES)
    assert {code: refused[code] for code in raised if refused[code] < LEAST_OCCURRENCES} == {}
    assert set(refused) - {NO_COMMAND} == raised, "a refusal that was said never to be raised was"
    assert min(ends[end] for end in ("completed", "refused", "cancelled")) >= LEAST_OCCURRENCES
