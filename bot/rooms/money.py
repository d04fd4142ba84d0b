"""Деньги: what somebody has in hand, has earned and is charged; for who reads money, everybody's."""

from datetime import date
from typing import Final

from aiogram.types import InlineKeyboardButton

from bot.forms.cash import Cash
from bot.rooms.menu import board_of
from bot.rooms.page import Page, Room, Row, Visit, Way, bottom, button, form_button, id_of, way
from bot.rooms.paging import Asked, listed, nth_page, number_of, opening, turns
from bot.rooms.views import Board, Listed, View
from domain.orders.ledger import PostingKind
from domain.orders.penalty import PenaltyState
from domain.orders.waiting import WaitKind
from domain.people import Permission
from domain.values import Moment, OrderId, PersonId
from telegram.texts import Html, Kopecks, Texts

MONEY: Final = way("money")
TOLD: Final = (PostingKind.COMMISSION, PostingKind.ADVANCE, PostingKind.PAYOUT, PostingKind.PENALTY)
"""Sums of a period, in this order; those of nothing are left out."""


class CashLine(View):
    at: Moment
    kind: str
    amount: int
    order_id: OrderId | None
    number: str | None


class CashBook(Listed):
    cash: Cash
    lines: tuple[CashLine, ...]


class CashList(Listed):
    people: tuple[Cash, ...]
    cash_limit: int | None


class Period(View):
    since: date
    until: date
    sums: dict[PostingKind, int]


class Earning(View):
    at: Moment
    kind: PostingKind
    amount: int
    order_id: OrderId
    number: str


class Earnings(Listed):
    periods: tuple[Period, ...]
    lines: tuple[Earning, ...]


class Payable(View):
    name: str
    order_id: OrderId
    number: str
    amount: int
    until: Moment | None


class PayableList(Listed):
    payable: tuple[Payable, ...]


class Penalty(View):
    order: OrderId
    order_number: str
    name: str | None
    amount: int
    automatic: bool
    state: PenaltyState
    at: Moment


class PenaltyList(Listed):
    word: str
    penalties: tuple[Penalty, ...]


async def money(visit: Visit) -> Page:
    texts, reads = visit.texts, visit.caller.me.may(Permission.MONEY_READ)
    book = await visit.caller.read("/v1/cash/me", CashBook, limit=1)
    earned = await visit.caller.read("/v1/earnings", Earnings, limit=1)
    lines = [
        texts("menu-money"),
        "",
        hand(book.cash, texts),
        "",
        *(told(one, texts) for one in earned.periods),
    ]
    own: list[Row] = [
        [button(texts.plain("money-earnings"), way("earnings", "me", 0).go), of_penalties(texts, "me")],
        [
            button(texts.plain("money-book"), way("cash", "me", 0).go),
            button(texts.plain("money-own"), way("handins", "me", 0).go),
        ],
    ]
    if book.cash.free:
        own.insert(0, [form_button(texts.plain("money-hand-in"), "hand_in")])
    return Page("\n".join(lines), (*own, *(await others(visit) if reads else ()), bottom(texts)))


async def others(visit: Visit) -> list[Row]:
    """What whoever reads money decides on, with counts."""
    texts, board = visit.texts, await board_of(visit) or Board()
    invoices, debts = board.waits(WaitKind.CONFIRM_PAYMENT), board.waits(WaitKind.COLLECT_DEBT)
    return [
        [button(texts.plain("money-take"), way("handins", "pending", 0).go)],
        [
            button(
                counted(texts.plain("money-invoices"), invoices),
                way("orders", "kind", "confirm_payment", 0).go,
            ),
            button(counted(texts.plain("money-debts"), debts), way("orders", "kind", "collect_debt", 0).go),
        ],
        [
            button(texts.plain("money-payable"), way("payable", 0).go),
            button(texts.plain("money-hands"), way("hands", "all", 0).go),
        ],
        [of_penalties(texts, "all")],
    ]


def counted(label: str, count: int) -> str:
    return f"{label} ({count})" if count else label


def of_penalties(texts: Texts, whose: str) -> InlineKeyboardButton:
    return button(
        texts.plain("money-penalties-own" if whose == "me" else "money-penalties"),
        way("penalties", whose, 0).go,
    )


def hand(cash: Cash, texts: Texts) -> Html:
    return texts(
        "money-hand",
        balance=Kopecks(cash.balance),
        pending=Kopecks(cash.pending),
        waits="yes" if cash.pending else "no",
        over="yes" if cash.over_limit else "no",
    )


def told(period: Period, texts: Texts) -> Html:
    """«1–22 ноября: комиссия 1 500 ₽, аванс 300 ₽»."""
    sums = [
        texts("money-sum", kind=kind, amount=Kopecks(period.sums[kind]))
        for kind in TOLD
        if period.sums.get(kind)
    ]
    return texts(
        "money-period",
        since=period.since,
        until=period.until,
        sums=Html(", ".join(sums)) or texts("money-nothing"),
    )


def whose(visit: Visit) -> PersonId | None:
    """Of the button's `me` or id of somebody."""
    named = visit.argument(0, "me")
    return None if named == "me" else PersonId(id_of(named))


async def earnings(visit: Visit) -> Page:
    """`earnings:<me|person>:<page>`."""
    person, page, texts = whose(visit), number_of(visit, 1), visit.texts
    found = await nth_page(visit, "/v1/earnings", Earnings, page, _of(person))
    lines = [
        texts("money-earning", at=one.at, kind=one.kind, amount=Kopecks(one.amount), number=one.number)
        for one in found.lines
    ]
    head = Html("\n".join((texts("money-earnings"), *(told(one, texts) for one in found.periods))))
    here = visit.argument(0, "me")
    turning = turns(texts, page, found.next is not None, lambda n: way("earnings", here, n))
    rows = opening([(one.number, one.order_id) for one in found.lines])
    return Page(
        listed(visit, head, lines, page, found.next is not None),
        (*rows, turning, bottom(texts, _back(person))),
    )


async def cash(visit: Visit) -> Page:
    """`cash:<me|person>:<page>`: what somebody's cash is made of."""
    person, page, texts = whose(visit), number_of(visit, 1), visit.texts
    found = await nth_page(visit, f"/v1/cash/{person or 'me'}", CashBook, page, {})
    lines = [
        texts(
            "money-line",
            at=one.at,
            kind=texts.plain(f"money-line-{one.kind}".replace("_", "-")),
            amount=Kopecks(one.amount),
            number=one.number,
        )
        for one in found.lines
    ]
    head = Html("\n".join((texts("money-book-of", name=found.cash.name), hand(found.cash, texts))))
    here = visit.argument(0, "me")
    turning = turns(texts, page, found.next is not None, lambda n: way("cash", here, n))
    rows = opening([(one.number or "", one.order_id) for one in found.lines])
    return Page(
        listed(visit, head, lines, page, found.next is not None),
        (*rows, turning, bottom(texts, _back(person))),
    )


async def hands(visit: Visit) -> Page:
    """`hands:<all|over>:<page>`: who has how much."""
    which, page, texts = visit.argument(0, "all"), number_of(visit, 1), visit.texts
    found = await nth_page(visit, "/v1/cash", CashList, page, {"over_limit": which == "over"})
    lines = [
        texts(
            "money-of",
            name=one.name,
            balance=Kopecks(one.balance),
            over="yes" if one.over_limit else "no",
        )
        for one in found.people
    ]
    rows: list[Row] = [[button(one.name, way("cash", one.person.hex, 0).go)] for one in found.people]
    if which == "all" and found.cash_limit is not None:
        rows.append([button(texts.plain("money-over"), way("hands", "over", 0).go)])
    turning = turns(texts, page, found.next is not None, lambda n: way("hands", which, n))
    return Page(
        listed(visit, texts("money-hands"), lines, page, found.next is not None),
        (*rows, turning, bottom(texts, MONEY)),
    )


async def payable(visit: Visit) -> Page:
    """`payable:<page>`: paid out from the order's card."""
    page, texts = number_of(visit, 0), visit.texts
    found = await nth_page(visit, "/v1/earnings/payable", PayableList, page, {})
    lines = [
        texts("money-to-pay", name=one.name, number=one.number, amount=Kopecks(one.amount), until=one.until)
        for one in found.payable
    ]
    turning = turns(texts, page, found.next is not None, lambda n: way("payable", n))
    rows = opening([(one.number, one.order_id) for one in found.payable])
    return Page(
        listed(visit, texts("money-payable-how"), lines, page, found.next is not None),
        (*rows, turning, bottom(texts, MONEY)),
    )


async def penalties(visit: Visit) -> Page:
    """`penalties:<me|all|person>:<page>`: appealed, decided and charged on the order's card."""
    which, page, texts = visit.argument(0, "me"), number_of(visit, 1), visit.texts
    asked: Asked = {} if which == "all" else {"person": whose(visit) or visit.caller.me.id}
    found = await nth_page(visit, "/v1/penalties", PenaltyList, page, asked)
    lines = [
        texts(
            "money-penalty",
            at=one.at,
            name=one.name,
            amount=Kopecks(one.amount),
            number=one.order_number,
            state=one.state,
            automatic="yes" if one.automatic else "no",
        )
        for one in found.penalties
    ]
    title = texts("money-penalties-of", word=found.word)
    turning = turns(texts, page, found.next is not None, lambda n: way("penalties", which, n))
    rows = opening([(one.order_number, one.order) for one in found.penalties])
    return Page(
        listed(visit, title, lines, page, found.next is not None), (*rows, turning, bottom(texts, MONEY))
    )


def _of(person: PersonId | None) -> Asked:
    return {"person": person} if person else {}


def _back(person: PersonId | None) -> Way:
    return way("person", person.hex) if person else MONEY


ROOMS: Final[dict[str, Room]] = {
    "money": money,
    "earnings": earnings,
    "cash": cash,
    "hands": hands,
    "payable": payable,
    "penalties": penalties,
}
