"""Cash in hand: what each hand-in needs, and that no walk of them loses a kopeck."""

from collections import Counter
from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest

from domain.cash import (
    AboveBalance,
    Cash,
    HandIn,
    HandInDecided,
    HandInId,
    HandInOfAnother,
    HandInState,
    ReceiverUnfit,
    confirmed,
    disputed,
    handed_in,
    withdrawn,
)
from domain.orders.errors import Refusal
from domain.orders.ledger import Posting, PostingKind
from domain.people import Person
from domain.values import PersonId
from tests.domain.world import (
    BLOCKED,
    CURATOR,
    ENGINEER,
    HOME,
    MONDAY,
    OTHER_CURATOR,
    OTHER_ENGINEER,
    OWNER,
    STAFF,
    World,
)


def of(amount: int, receiver: Person = CURATOR, by: Person = ENGINEER, number: int = 1) -> HandIn:
    return HandIn(
        id=HandInId(UUID(int=number)),
        organization_id=HOME,
        person=by.id,
        receiver=receiver.id,
        amount=amount,
        at=MONDAY,
    )


def test_the_balance_is_what_came_less_what_went() -> None:
    cash = Cash(taken=10_000, spent=1_000, refunded=500, handed_in=3_000, pending=2_000)
    assert (cash.balance, cash.over(5_499), cash.over(5_500), cash.over(None)) == (5_500, True, False, False)
    handed_in(of(3_500), CURATOR, cash)
    with pytest.raises(AboveBalance) as refused:
        handed_in(of(3_501), CURATOR, cash)
    assert refused.value.facts == {"amount": 3_501, "free": 3_500}


def test_who_gave_clients_more_than_they_took_has_nothing_to_hand_in() -> None:
    with pytest.raises(AboveBalance) as refused:
        handed_in(of(1), CURATOR, Cash(refunded=500))
    assert refused.value.facts["free"] == 0


@pytest.mark.parametrize("receiver", [OTHER_ENGINEER, BLOCKED, None])
def test_cash_goes_to_who_may_confirm_money(receiver: Person | None) -> None:
    with pytest.raises(ReceiverUnfit):
        handed_in(of(1, receiver or OWNER), receiver, Cash(taken=1))


def test_nobody_hands_in_to_oneself() -> None:
    with pytest.raises(ReceiverUnfit):
        handed_in(of(1, CURATOR, by=CURATOR), CURATOR, Cash(taken=1))


def test_the_receiver_decides_and_whoever_handed_in_takes_it_back() -> None:
    for other in (ENGINEER, OTHER_CURATOR, OWNER):
        with pytest.raises(HandInOfAnother):
            confirmed(of(1), other.id, MONDAY)
        with pytest.raises(HandInOfAnother):
            disputed(of(1), other.id, MONDAY, "less")
    with pytest.raises(HandInOfAnother):
        withdrawn(of(1), CURATOR.id, MONDAY)
    assert disputed(of(1), CURATOR.id, MONDAY, "less").reason == "less"


def test_it_is_decided_once() -> None:
    done = (
        confirmed(of(1), CURATOR.id, MONDAY),
        disputed(of(1), CURATOR.id, MONDAY, "less"),
        withdrawn(of(1), ENGINEER.id, MONDAY),
    )
    for hand_in in done:
        assert (hand_in.version, hand_in.decided_at) == (2, MONDAY)
        with pytest.raises(HandInDecided):
            confirmed(hand_in, CURATOR.id, MONDAY)
        with pytest.raises(HandInDecided):
            withdrawn(hand_in, ENGINEER.id, MONDAY)


@pytest.mark.parametrize(("paid_by", "method"), [("client_cash", "cash"), ("own", None), ("company", None)])
def test_an_expense_says_whether_it_was_paid_from_the_clients_cash(paid_by: str, method: str | None) -> None:
    world = World().in_work().submit_receipt(700, paid_by=paid_by).approve("receipt.1")
    (posting,) = world.entries[-2].event.postings or world.entries[-1].event.postings
    assert posting == Posting(kind=PostingKind.EXPENSE, amount=700, person=ENGINEER.id, method=method)


def test_whatever_people_do_with_hand_ins_the_cash_is_where_it_is_said_to_be() -> None:
    counts: Counter[str] = Counter()
    for seed in range(100):
        walk(Random(seed), counts)  # noqa: S311 - a walk, no secret
    wanted = {
        "taken",
        "handed_in",
        *(state.value for state in HandInState if state is not HandInState.PENDING),
        *(refusal.code for refusal in (AboveBalance, ReceiverUnfit, HandInDecided, HandInOfAnother)),
    }
    assert {name: counts[name] for name in wanted if counts[name] < 20} == {}


DECIDES: dict[int, Callable[[HandIn, PersonId], HandIn]] = {
    3: lambda one, by: confirmed(one, by, MONDAY),
    4: lambda one, by: disputed(one, by, MONDAY, "less"),
    5: lambda one, by: withdrawn(one, by, MONDAY),
}


def walk(chance: Random, counts: Counter[str]) -> None:
    """One engineer's cash, told by a witness that only counts what left the hand."""
    taken, hand_ins = 0, dict[int, HandIn]()

    def held(state: HandInState) -> int:
        return sum(one.amount for one in hand_ins.values() if one.state is state)

    for number in range(1, 60):
        cash = Cash(taken=taken, handed_in=held(HandInState.CONFIRMED), pending=held(HandInState.PENDING))
        assert 0 <= cash.pending <= cash.balance
        somebody = chance.choice([ENGINEER, CURATOR, OWNER, *STAFF])
        try:
            match chance.randrange(6):
                case 0:
                    taken += chance.randint(1, 900)
                    counts["taken"] += 1
                case 1 | 2:
                    wanted = of(chance.randint(1, 900), somebody, number=number)
                    hand_ins[number] = handed_in(wanted, somebody, cash)
                    counts["handed_in"] += 1
                case choice if hand_ins:
                    known = chance.choice(list(hand_ins))
                    one = hand_ins[known]
                    by = chance.choice((somebody.id, one.receiver, one.person))
                    after = DECIDES[choice](one, by)
                    hand_ins[known] = after
                    counts[after.state.value] += 1
        except Refusal as refusal:
            counts[refusal.code] += 1
