"""What those who verify, manage and decide may do with an order now; see possible.py."""

from collections.abc import Iterator

from domain.orders.actor import Rule, Seen
from domain.orders.closing import owes_money, unverified_money
from domain.orders.parts import Part, Step, StepState
from domain.orders.penalty import PenaltyState
from domain.orders.state import Order
from domain.orders.undo import pending
from domain.people import Permission, Role
from domain.values import PersonId


def of_curator(part: Part) -> Rule:
    def rule(seen: Seen) -> Iterator[Part]:
        if seen.curates:
            yield part

    return rule


def confirm_payment(seen: Seen) -> Iterator[Part]:
    if seen.order.prepayment.state is StepState.UNPAID:
        yield "prepayment"


def approve(seen: Seen) -> Iterator[Part]:
    for part, author in pending(seen.order):
        if part != "request" and seen.verifies(author) and not stands_in_the_way(part, seen.order):
            yield part


def give_back(seen: Seen) -> Iterator[Part]:
    yield from (part for part, author in pending(seen.order) if part != "request" and seen.verifies(author))
    unpaid = seen.order.prepayment
    if unpaid.state is StepState.UNPAID and seen.verifies(unpaid.author):
        yield "prepayment"


def stands_in_the_way(part: Part, order: Order) -> tuple[Part, ...]:
    """What must be approved or closed before that part can be approved."""
    agreed = order.agreement.state is StepState.APPROVED
    steps: tuple[tuple[Part, Step], ...] = (("agreement", order.agreement), ("prepayment", order.prepayment))
    branches = tuple(branch.part for branch in order.open_branches)
    if part == "report":
        unverified = tuple(name for name, step in steps if step.state is not StepState.APPROVED)
        return (*unverified, *branches)
    if part == "onsite":
        return branches
    if part == "prepayment" or part.startswith("supplement"):
        supplement = order.supplement_at(part)
        ends = supplement is not None and supplement.refusal is not None and supplement.ends_order
        return ("agreement",) if not agreed else tuple(unverified_money(order)) if ends else ()
    refused = part == "agreement" and order.agreement.refusal is not None
    return tuple(unverified_money(order)) if refused else ()


def take_over(seen: Seen) -> Iterator[Part]:
    mine = Role.CURATOR in seen.actor.roles and seen.actor.id != seen.order.curator
    hands_on = bool(seen.actor.roles & {Role.OWNER, Role.SUPERUSER})
    if mine or hands_on or Permission.CURATORS_MANAGE in seen.actor.permissions:
        yield "order"


def record_payment(seen: Seen) -> Iterator[Part]:
    if seen.curates and seen.order.totals.debt > 0:
        yield "money"


def refund(seen: Seen) -> Iterator[Part]:
    if seen.curates and seen.order.totals.received > 0:
        yield "money"


def settle_money(seen: Seen) -> Iterator[Part]:
    if seen.curates and owes_money(seen.order):
        yield "money"


def pay_out(seen: Seen) -> Iterator[Part]:
    if seen.order.totals.debt <= 0 and any(amount > 0 for amount in seen.order.payable.values()):
        yield "money"


def write_off(seen: Seen) -> Iterator[Part]:
    if seen.order.totals.debt > 0:
        yield "money"


def resume(seen: Seen) -> Iterator[Part]:
    if seen.curates and seen.order.pause:
        yield "order"


def cancel(seen: Seen) -> Iterator[Part]:
    if seen.curates and not unverified_money(seen.order):
        yield "order"


def set_deadline(seen: Seen) -> Iterator[Part]:
    if seen.curates:
        yield from dict.fromkeys(wait.part for wait in seen.order.waits)


def grant(seen: Seen) -> Iterator[Part]:
    request = seen.order.request
    if request is None or not seen.curates:
        return
    if request.what != "cancellation" or not unverified_money(seen.order):
        yield "request"


def deny(seen: Seen) -> Iterator[Part]:
    if seen.order.request and seen.curates:
        yield "request"


def chargeable(order: Order) -> frozenset[PersonId]:
    """Who may be charged for something on this order."""
    return order.carried_by | {job.worker for job in order.stationary if job.worker}


def penalize(seen: Seen) -> Iterator[Part]:
    if seen.curates and chargeable(seen.order):
        yield f"penalty.{len(seen.order.penalties) + 1}"


def decide_appeal(seen: Seen) -> Iterator[Part]:
    decides = Permission.PENALTIES_DECIDE in seen.actor.permissions
    for penalty in seen.order.penalties:
        left_to = penalty.decider is Role.CURATOR and seen.actor.id == seen.order.curator
        impartial = seen.actor.id not in (penalty.author, penalty.person)
        if penalty.state is PenaltyState.APPEALED and impartial and (decides or left_to):
            yield penalty.part


def reopen(seen: Seen) -> Iterator[Part]:
    until = seen.order.archive_at
    if until is None or seen.now < until:
        yield "order"
