"""The earlier order of an opening: found by its form, or given by the card that the form was begun from."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from bot.client import ApiAwayError, Caller, RefusedError
from bot.forms.about import About
from bot.forms.answers import Answers
from bot.forms.draft import Choice, Trouble
from bot.forms.filling import Filling
from bot.forms.sending import see
from bot.forms.steps import Find, FindStep
from bot.orders import actor
from domain.orders.following import Following, following
from domain.orders.parts import Device
from domain.orders.sibling import ClientErased
from domain.values import OrderId
from telegram.formats import shortened
from telegram.refusals import words

EARLIER = "earlier"
FOUND = 40
"""Orders that are shown of those found; what is not among them is found by more characters."""
DEVICE, CLIENT = 24, 24
"""Characters of a button."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: OrderId
    number: str
    device: Device
    client: str | None
    """None: erased, and nothing to be taken over."""


class _Lines(BaseModel):
    orders: tuple[_Line, ...]


def among(show: str) -> Find:
    """Orders whose client is known, the latest first: `all` of them, or the `closed` ones."""

    async def find(caller: Caller, text: str) -> Sequence[Choice]:
        found = await caller.read("/v1/orders", _Lines, show=show, text=text or None, limit=FOUND)
        return [Choice(value=str(one.id), label=_label(one)) for one in found.orders if one.client]

    return find


def _label(one: _Line) -> str:
    client = shortened(one.client or "", CLIENT)
    return f"{one.number} · {shortened(one.device.name, DEVICE)} · {client}"


def from_menu(answers: Answers) -> bool:
    """Whether the form was begun without an order; a card gives its own."""
    return answers.about is not None and answers.about.part is None


def number(about: About) -> str:
    return about.order.number if about.order else ""


def earlier(show: str) -> FindStep:
    return FindStep(name=EARLIER, find=among(show), named=number, when=from_menu, words="forms-ask-earlier")


async def take_earlier(filling: Filling, at: str, caller: Caller) -> None:
    """Make the form about the order that was just chosen; what cannot follow it is asked again."""
    draft, form = filling.draft, filling.form
    chosen = draft.answers.get(at)
    if at != EARLIER or not isinstance(chosen, str):
        return
    trouble = await _take(filling, OrderId(UUID(chosen)), caller)
    if trouble:
        del draft.answers[at]
        draft.go(at)
        draft.troubles[at] = trouble
        return
    for name, value in form.begins(draft.about).items():
        draft.answers.setdefault(name, value)
    missing = form.missing(draft, after=at)
    draft.go(missing.name if missing else None)


async def _take(filling: Filling, order_id: OrderId, caller: Caller) -> Trouble | None:
    draft, texts = filling.draft, filling.texts
    try:
        seen = await see(order_id, caller)
    except ApiAwayError:
        return Trouble(key="forms-away")
    except RefusedError as refused:
        return Trouble(words=words(refused.code, refused.facts, refused.fields, texts))
    if seen.contact is None:
        return Trouble(words=words(ClientErased.code, {"number": seen.order.number}, (), texts))
    if Following(filling.form.name) not in following(seen.order, actor(caller.me), erased=False):
        return Trouble(key="forms-earlier-open")
    draft.about = draft.about.model_copy(
        update={"order": seen.order, "names": seen.names, "addressed": seen.addressed}
    )
    return None
