"""Where an order stands, in lines of its card: steps, branches, device, money, what stands in the way."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.orders.parts import (
    AssignmentState,
    ReceiptBranch,
    Stage,
    Stationary,
    Step,
    StepState,
)
from domain.orders.shares import SharedExpense
from domain.orders.state import Branch, Order
from domain.orders.supplements import Supplement
from domain.values import PersonId
from telegram.formats import Kopecks, shortened
from telegram.history import name
from telegram.texts import Filling, Html, Texts

Names = Mapping[PersonId, str]

REASON: Final = 200
DESCRIPTION: Final = 120
MOST_BRANCHES: Final = 7
MOST_NAMED: Final = 3
ARROW: Final = " → "
ICONS: Final = {StepState.APPROVED: "✅", StepState.PENDING: "🔍", StepState.UNPAID: "💳"}
NOW, RETURNED, LATER = "▶️", "↩️", "▫️"


def standing(order: Order, names: Names, texts: Texts, *, priced: bool) -> Iterator[Html]:
    """From the people to the branches; what is as usual is not told. `priced` tells what the client pays."""
    yield _people(order, names, texts)
    if order.warranty and order.under_warranty:
        yield texts("card-warranty", number=order.warranty.number)
    yield from _end(order, texts)
    if not order.closed and not order.closing:
        yield _steps(order, texts, priced=priced)
    yield from _returned(order, texts)
    yield from _branches(order, names, texts)
    yield from _device(order, names, texts)
    if order.request:
        yield texts("card-request", what=order.request.what, reason=_reason(order.request.reason))


def money(order: Order, texts: Texts) -> Iterator[Html]:
    """The price and what is left of it to pay."""
    totals = order.totals
    if totals.price or totals.received:
        yield texts(
            "card-money",
            price=Kopecks(totals.price),
            received=Kopecks(totals.received),
            debt=Kopecks(totals.debt),
            owed=int(totals.debt > 0),
        )


def _people(order: Order, names: Names, texts: Texts) -> Html:
    curator = name(order.curator, names, texts)
    if order.assignment is AssignmentState.OFFERED:
        offered = [name(one, names, texts) for one in order.offered_to[:MOST_NAMED]]
        more = len(order.offered_to) - len(offered)
        return texts("card-people-offered", curator=curator, people=", ".join(offered), more=more)
    if order.engineer is None:
        return texts("card-people-nobody", curator=curator)
    return texts("card-people", curator=curator, engineer=name(order.engineer, names, texts))


def _end(order: Order, texts: Texts) -> Iterator[Html]:
    if order.pause:
        yield texts("card-paused", until=order.pause.until, reason=_reason(order.pause.reason))
    if order.closed:
        yield texts("card-closed", stage=order.closed, at=order.closed_at)
    elif order.closing:
        yield texts("card-closing", stage=order.stage, reason=_reason(order.closing.reason))


def _steps(order: Order, texts: Texts, *, priced: bool) -> Html:
    """«✅ согласование 4 500 ₽ → 🔍 предоплата 1 000 ₽ → ▫️ отчёт»."""
    paid = order.prepayment.payment.amount if order.prepayment.payment else None
    steps = [
        ("agreement", _step(order.agreement, order, Stage.AGREEMENT), order.agreement.amount),
        ("prepayment", _step(order.prepayment, order, Stage.PREPAYMENT), paid),
        ("report", _step(order.report, order, Stage.REPORT), None),
    ]
    if order.onsite.state is StepState.PENDING:
        steps = [("onsite", ICONS[StepState.PENDING], order.onsite.agreement.amount)]
    shown = (
        f"{icon} {texts.part(part)}" + (f" {texts.money(amount)}" if priced and amount else "")
        for part, icon, amount in steps
    )
    return Html(ARROW.join(shown))


def _step(step: Step, order: Order, stage: Stage) -> str:
    if step.state in ICONS:
        return ICONS[step.state]
    if step.return_reason:
        return RETURNED
    here = order.stage is stage or (stage is Stage.REPORT and order.stage is Stage.WORK)
    return NOW if here else LATER


def _returned(order: Order, texts: Texts) -> Iterator[Html]:
    """What came back to its author, with the reason."""
    steps = (
        ("agreement", order.agreement),
        ("prepayment", order.prepayment),
        ("report", order.report),
        ("onsite", order.onsite),
    )
    found = [(part, step.return_reason) for part, step in steps if step.state is StepState.OPEN]
    branches: tuple[Branch, ...] = (*order.stationary, *order.receipts, *order.supplements)
    found += [(one.part, one.return_reason) for one in branches if one.open]
    for part, reason in found[:MOST_BRANCHES]:
        if reason and not order.closing:
            yield texts("card-returned", part=texts.part(part), reason=_reason(reason))


def _branches(order: Order, names: Names, texts: Texts) -> Iterator[Html]:
    shown = order.open_branches[:MOST_BRANCHES]
    for branch in shown:
        yield _branch(branch, names, texts)
    if left := len(order.open_branches) - len(shown):
        yield texts("card-branches-more", count=left)


def _branch(branch: Branch | SharedExpense, names: Names, texts: Texts) -> Html:
    part = texts.part(branch.part)
    match branch:
        case Stationary():
            return _job(branch, part, names, texts)
        case ReceiptBranch():
            return texts("card-receipt", part=part, state=branch.state, total=Kopecks(branch.total))
        case Supplement():
            return texts(
                "card-supplement",
                part=part,
                state=branch.state,
                amount=Kopecks(branch.amount),
                priced=int(branch.amount > 0),
            )
        case SharedExpense():
            held = sum(line.total for line in branch.share.pending)
            return texts("card-shared", part=part, number=branch.share.number, amount=Kopecks(held))


def _job(job: Stationary, part: str, names: Names, texts: Texts) -> Html:
    who = job.worker or job.assigned
    filled: dict[str, Filling] = {
        "part": part,
        "purpose": job.purpose,
        "state": job.state,
        "due": job.due.astimezone(texts.zone).date(),
        "priority": job.priority,
        "who": name(who, names, texts) if who else "none",
        "description": shortened(job.description, DESCRIPTION),
    }
    return texts("card-job", **filled)


def _device(order: Order, names: Names, texts: Texts) -> Iterator[Html]:
    custody = order.custody
    if custody.holder is None:
        return
    holder = name(custody.holder, names, texts)
    if custody.offered_to:
        yield texts("card-device-on-its-way", holder=holder, to=name(custody.offered_to, names, texts))
    else:
        yield texts("card-device", holder=holder)


def _reason(text: str) -> str:
    return shortened(text, REASON)
