"""Оприход: the document's photo first, then what it says, line by line; lines may be for several orders."""

from datetime import date

from pydantic import BaseModel, ConfigDict, JsonValue

from bot.client import Caller, RefusedError
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Prefill, Request, UnfitError, on_part
from bot.forms.payment import LINE
from bot.forms.steps import AmountStep, ChoiceStep, DayStep, LinesStep, PhotosStep, TextStep
from bot.forms.steps.lines import Group
from domain.money import ReceiptLine
from domain.orders.parts import PaidBy
from domain.orders.receipt import ReceiptSubmitted
from domain.orders.record import AnyEvent
from domain.values import OrderId


class _Numbered(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: OrderId
    number: str


class _Orders(BaseModel):
    orders: list[_Numbered]


class _Code(BaseModel):
    model_config = ConfigDict(extra="ignore")

    dated: date
    total: int


class _Fiscal(BaseModel):
    """What a fiscal QR on a stored photo says; nothing where none can be read."""

    fiscal: _Code | None


async def fiscal(caller: Caller, media: str) -> Body:
    """Date and total of the document, read from its QR."""
    try:
        code = (await caller.read(f"/v1/media/{media}/fiscal", _Fiscal)).fiscal
    except RefusedError:  # of an API that reads none
        return {}
    return {"dated": code.dated.isoformat(), "total": code.total} if code else {}


def lines_of(answers: Answers) -> Group:
    return [line for group in LinesStep.groups_of(answers.get("lines")) for line in group]


async def with_orders(answers: Answers, about: About, caller: Caller) -> Answers:
    """Numbers of other orders become their ids; the own number is no other order."""
    lines: list[JsonValue] = []
    for line in lines_of(answers):
        number = line.get("order")
        other = await _order_of(str(number), caller) if number and number != answers.order.number else None
        bare: Body = {name: value for name, value in line.items() if name != "order"}
        lines.append(bare | ({"order": other} if other else {}))
    return Answers({**answers.given, "lines": lines}, about)


async def _order_of(number: str, caller: Caller) -> str:
    found = await caller.read("/v1/orders", _Orders, text=number, show="all")
    for order in found.orders:
        if order.number.casefold() == number.casefold():
            return str(order.id)
    raise UnfitError("lines", "forms-order-unknown", number=number)


def submit_receipt(answers: Answers, about: About) -> Request:
    body: Body = {
        "document": answers.several("document")[0],
        "lines": answers.several("lines"),
        **answers.only("seller", "dated", "total", "paid_by"),
    }
    return on_part("receipts", body, about)


def answered(event: AnyEvent, about: About) -> Body:
    """After single lines were returned, only those: the others are accepted."""
    if not isinstance(event, ReceiptSubmitted):
        return {}
    branch = about.order.receipt_at(event.part) if about.order else None
    lines = branch.pending if branch and branch.accepted else event.lines
    return {
        "seller": event.seller,
        "dated": event.dated.isoformat(),
        "total": event.total,
        "paid_by": event.paid_by.value,
        "lines": [[_line(line, event) for line in lines]] if lines else [],
    }


def _line(line: ReceiptLine, event: ReceiptSubmitted) -> Body:
    told: Body = {"name": line.name, "quantity": line.quantity, "unit_price": line.unit_price}
    return told | ({"order": event.shared_with.get(line.order, str(line.order))} if line.order else {})


def photos(event: AnyEvent) -> dict[str, list[str]]:
    return {"document": [str(photo.id) for photo in event.photos]}


FORMS = (
    Form(
        "submit_receipt",
        (
            PhotosStep(name="document", least=1, most=1, learns=fiscal),
            TextStep(name="seller", longest=LINE),
            DayStep(name="dated", ahead=False),
            AmountStep(name="total"),
            LinesStep(name="lines", most=50, orders=True),
            ChoiceStep(name="paid_by", options=tuple(PaidBy)),
        ),
        submit_receipt,
        prefill=Prefill((ReceiptSubmitted,), answered, photos),
        prepare=with_orders,
        refusals={
            "receipt.used": "document",
            "receipt.sum_mismatch": "lines",
            "receipt.empty": "lines",
            "receipt.order_unknown": "lines",
            "receipt.order_unfit": "lines",
        },
    ),
)
