"""What was sent in, in full, for whoever verifies it: nobody approves what they do not see (ORD-7).

A submission may be longer than a message: then it is several, and the buttons stand under the last one.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Final, NamedTuple

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from domain.media import Photo
from domain.money import Payment, PricedLine
from domain.orders.actor import Actor
from domain.orders.agreement import Agreed, AgreementSubmitted, Option, Refused
from domain.orders.deciding import stands_in_the_way
from domain.orders.onsite import OnSiteSubmitted
from domain.orders.order import Event
from domain.orders.parts import ReceiptBranch
from domain.orders.possible import Possible, possible
from domain.orders.prepayment import PrepaymentSubmitted
from domain.orders.receipt import ReceiptSubmitted
from domain.orders.record import Entry
from domain.orders.report import ReportSubmitted
from domain.orders.stationary import HandedOver, RepairFinished
from domain.orders.supplement import SupplementSubmitted
from domain.values import Moment
from telegram.cards import LONGEST, Seen, length, show
from telegram.formats import Kopecks, shortened
from telegram.history import name
from telegram.presses import Press, pack
from telegram.texts import Html, Texts

NAME: Final = 100
TEXT: Final = 1500
SUBMISSIONS: Final = (
    AgreementSubmitted,
    PrepaymentSubmitted,
    HandedOver,
    RepairFinished,
    ReceiptSubmitted,
    SupplementSubmitted,
    ReportSubmitted,
    OnSiteSubmitted,
)
VERDICTS: Final = ("approve", "return")


class Review(NamedTuple):
    """Messages in their order, the files that belong to them, and the buttons under the last one."""

    texts: tuple[str, ...]
    photos: tuple[Photo, ...]
    keyboard: InlineKeyboardMarkup


def submission(entries: Iterable[Entry], part: str) -> Entry | None:
    """What was sent in last for this part."""
    found = [entry for entry in entries if entry.event.part == part and isinstance(entry.event, SUBMISSIONS)]
    return found[-1] if found else None


def review(seen: Seen, sent_in: Entry, reader: Actor, texts: Texts, now: Moment) -> Review:
    """The submission as its verifier sees it; without buttons for what they may not decide."""
    order, part = seen.order, sent_in.event.part
    head = texts(
        "review-title",
        number=order.number,
        part=texts.part(part),
        author=name(sent_in.by, seen.names, texts),
        at=sent_in.at,
    )
    lines = [head, *told(sent_in.event, texts), *_before(seen, part, texts)]
    offered = [one for one in possible(order, reader, now) if one.part == part and one.kind in VERDICTS]
    if offered and sent_in.by == reader.id:
        lines.append(texts("review-own"))
    if way := stands_in_the_way(part, order):
        lines.append(texts("review-first", parts=", ".join(texts.part(one) for one in way)))
    keyboard = _keyboard(seen, sent_in, offered, texts)
    return Review(tuple(messages(lines)), sent_in.event.photos, keyboard)


def _before(seen: Seen, part: str, texts: Texts) -> Iterator[Html]:
    """Of a receipt that came back in parts, what was accepted of it earlier."""
    receipt: ReceiptBranch | None = seen.order.receipt_at(part)
    if receipt and receipt.accepted:
        yield texts("review-accepted", total=Kopecks(sum(line.total for line in receipt.accepted)))


def messages(lines: Sequence[str]) -> Iterator[str]:
    """The lines in as few messages as Telegram takes."""
    page: list[str] = []
    for line in lines:
        if page and length("\n".join([*page, line])) > LONGEST:
            yield "\n".join(page)
            page = []
        page.append(line)
    yield "\n".join(page)


def _keyboard(seen: Seen, sent_in: Entry, offered: Sequence[Possible], texts: Texts) -> InlineKeyboardMarkup:
    order, part = seen.order, sent_in.event.part
    version = order.parts.get(part, 0)
    verdicts = [
        InlineKeyboardButton(
            text=texts.plain(f"deed-{one.kind}"),
            callback_data=pack(Press(one.kind, order.id, part, version)),
        )
        for one in sorted(offered)
    ]
    files = [show("photos", order, texts, part, version)] if sent_in.event.photos else []
    last = [*files, show("open", order, texts)]
    return InlineKeyboardMarkup(inline_keyboard=[row for row in (verdicts, last) if row])


@singledispatch
def told(event: Event, _texts: Texts) -> Iterator[Html]:
    """Every line of what a submission says."""
    raise TypeError(f"{type(event).__name__} is nothing that is verified")


@told.register
def _(event: AgreementSubmitted, texts: Texts) -> Iterator[Html]:
    yield from _offers(event.options, event.outcome, event.amount, texts)


@told.register
def _(event: SupplementSubmitted, texts: Texts) -> Iterator[Html]:
    yield from _offers(event.options, event.outcome, event.amount, texts)
    if event.ends_order:
        yield texts("review-ends-order")


def _offers(
    options: Sequence[Option], outcome: Agreed | Refused, amount: int | None, texts: Texts
) -> Iterator[Html]:
    chosen = outcome.option if isinstance(outcome, Agreed) else None
    for number, option in enumerate(options):
        yield texts(
            "review-option", number=number + 1, chosen=int(number == chosen), total=Kopecks(option.total)
        )
        yield from _lines(option.lines, texts)
    if isinstance(outcome, Refused):
        yield texts("review-refused", code=outcome.code, text=shortened(outcome.text, TEXT))
        if outcome.fee and outcome.method:
            yield texts("review-fee", fee=Kopecks(outcome.fee), method=outcome.method)
        return
    yield texts("review-agreed", amount=Kopecks(amount or 0))
    if outcome.discount_reason:
        yield texts("review-discount", reason=shortened(outcome.discount_reason, TEXT))


def _lines(lines: Iterable[PricedLine], texts: Texts) -> Iterator[Html]:
    for number, line in enumerate(lines):
        yield texts(
            "review-line",
            number=number + 1,
            name=shortened(line.name, NAME),
            quantity=line.quantity,
            price=Kopecks(line.unit_price),
            total=Kopecks(line.total),
        )


@told.register
def _(event: PrepaymentSubmitted, texts: Texts) -> Iterator[Html]:
    yield from _payment(event.payment, texts)


def _payment(payment: Payment | None, texts: Texts) -> Iterator[Html]:
    if payment is None:
        yield texts("review-nothing-paid")
        return
    yield texts("review-paid", amount=Kopecks(payment.amount), method=payment.method)
    if payment.fiscal_number:
        yield texts("review-fiscal-number", number=payment.fiscal_number)
    if payment.fiscal_photo:
        yield texts("review-fiscal-photo")
    if payment.no_fiscal_reason:
        yield texts("review-no-fiscal", reason=shortened(payment.no_fiscal_reason, TEXT))


@told.register
def _(event: HandedOver, texts: Texts) -> Iterator[Html]:
    yield texts("review-job", purpose=event.purpose, description=shortened(event.description, TEXT))
    yield texts(
        "review-handed-over",
        due=event.due.astimezone(texts.zone).date(),
        serial=event.serial,
        completeness=shortened(event.completeness, TEXT),
    )


@told.register
def _(event: RepairFinished, texts: Texts) -> Iterator[Html]:
    yield texts("review-repaired", done=shortened(event.done, TEXT), amount=Kopecks(event.amount))


@told.register
def _(event: ReceiptSubmitted, texts: Texts) -> Iterator[Html]:
    yield texts(
        "review-receipt",
        seller=event.seller,
        dated=event.dated,
        total=Kopecks(event.total),
        paid=event.paid_by,
    )
    yield from _lines(event.lines, texts)
    if event.shared_with:
        yield texts("review-shared", numbers=", ".join(event.shared_with.values()))
    if event.similar_in:
        yield texts("review-similar", numbers=", ".join(event.similar_in))


@told.register
def _(event: ReportSubmitted, texts: Texts) -> Iterator[Html]:
    yield from _report(event, texts)


def _report(event: ReportSubmitted, texts: Texts) -> Iterator[Html]:
    if event.no_contract_reason:
        yield texts("review-no-contract", reason=shortened(event.no_contract_reason, TEXT))
    yield from _payment(event.received, texts)
    yield texts("review-report", advance=Kopecks(event.advance), days=event.warranty_days)
    figures = event.figures
    yield texts(
        "review-figures",
        gross=Kopecks(figures.gross),
        costs=Kopecks(figures.costs),
        net=Kopecks(figures.net),
        commission=Kopecks(figures.commission),
        debt=Kopecks(figures.debt),
    )


@told.register
def _(event: OnSiteSubmitted, texts: Texts) -> Iterator[Html]:
    yield from _lines(event.lines, texts)
    yield texts("review-agreed", amount=Kopecks(event.amount))
    if event.discount_reason:
        yield texts("review-discount", reason=shortened(event.discount_reason, TEXT))
    yield from _report(event.report, texts)
