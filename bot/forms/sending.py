"""Sending a draft: one command under one key, tried until there is a verdict."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from bot.client import Answer, ApiAwayError, Caller, RefusedError
from bot.forms.draft import Draft, Trouble
from bot.forms.filling import Filling
from bot.forms.form import Form, UnfitError
from bot.orders import record
from domain.contacts import Contact
from domain.orders.state import Order
from domain.values import OrderId, PersonId
from telegram.cards import happened
from telegram.refusals import words
from telegram.texts import Html, Texts

ALBUM = timedelta(seconds=15)
"""So late may a part of an album come: until then it is not complete (FACTS)."""

STALE = frozenset({"order.stale_version"})
MOVED_ON = STALE | {"order.closed", "order.paused", "order.stage_mismatch"}
"""Refusals that somebody else's step has led to: who sent too late is told which."""
DATES = frozenset({"date.past", "date.too_far", "date.future"})


class SeenOrder(BaseModel):
    """What a form needs of the API's view of an order."""

    order: Order
    contact: Contact | None = None
    names: dict[PersonId, str] = {}

    @property
    def addressed(self) -> bool:
        return self.contact is not None and self.contact.address is not None


@dataclass(frozen=True)
class Accepted:
    answer: Answer


@dataclass(frozen=True)
class Refused:
    """The draft says at which step."""


@dataclass(frozen=True)
class Away:
    """Nothing is known; the same is sent again later."""


def waits_for_album(draft: Draft, now: datetime | None = None) -> bool:
    """Whether parts of an album may still be on their way."""
    latest = max((p.came_at for pieces in draft.pieces.values() for p in pieces if p.album), default=None)
    return latest is not None and (now or datetime.now(UTC)) < latest + ALBUM


async def attempt(filling: Filling, caller: Caller) -> Accepted | Refused | Away:
    """Send it. A refusal leads to the step it concerns, and makes the next attempt another command."""
    draft, form = filling.draft, filling.form
    draft.tries += 1
    answers = form.answers(draft)
    try:
        if form.prepare:
            answers = await form.prepare(answers, draft.about, caller)
        request = form.send(answers, draft.about)
        return Accepted(await caller.send(request.path, request.body, draft.key, request.method))
    except ApiAwayError:
        return Away()
    except UnfitError as unfit:
        draft.revision += 1
        draft.troubles[unfit.step] = Trouble(key=unfit.key, values=dict(unfit.values))
        return Refused()
    except RefusedError as refused:
        await _refused(filling, caller, refused)
        return Refused()


async def _refused(filling: Filling, caller: Caller, refused: RefusedError) -> None:
    draft = filling.draft
    draft.revision += 1
    said = words(refused.code, refused.facts, refused.fields, filling.texts)
    if refused.code in MOVED_ON:
        said = Html("\n".join([said, *await _meanwhile(draft, caller, filling.texts)]))
    steps = [step for field in refused.fields if (step := _step_of(field, filling.form))]
    if not steps:
        steps = [_step_of_refusal(refused, filling.form)]
    for step in steps:
        draft.troubles[step] = Trouble(words=said)
    if refused.code in STALE:
        await refresh(draft, caller)
    if filling.form.subject:
        with suppress(ApiAwayError, RefusedError):  # gone, or not to be seen any more: what was seen stays
            seen = await filling.form.subject.look(draft.about.subject, caller)
            draft.about = draft.about.model_copy(update={"seen": seen})


async def _meanwhile(draft: Draft, caller: Caller, texts: Texts) -> list[Html]:
    """What happened since the form was opened; nothing, where that cannot be read."""
    order = draft.about.order
    with suppress(ApiAwayError, RefusedError):
        if order:
            since = await record(order.id, caller, order.version)
            return happened(since.entries, draft.about.part or "", order.version, since.names, texts)
    return []


def _step_of(field: dict[str, str] | object, form: Form) -> str | None:
    """The step of a field of the body, as `body.payment.amount`; the longest name that is known."""
    name = field.get("field", "") if isinstance(field, dict) else ""
    path = str(name).removeprefix("body.").split(".")
    for length in range(len(path), 0, -1):
        known = ".".join(path[:length])
        step = form.fields.get(known, known)
        if form.step(step):
            return step
    return None


def _step_of_refusal(refused: RefusedError, form: Form) -> str:
    """By the form's own table; of a date by the field that the refusal names; else "" for all of it."""
    if refused.code in DATES:
        field = str(refused.facts.get("field", ""))
        step = form.fields.get(field, field)
        return step if form.step(step) else ""
    of_role = form.refusals.get(f"{refused.code}:{refused.facts.get('role')}")
    return of_role or form.refusals.get(refused.code, "")


async def refresh(draft: Draft, caller: Caller) -> None:
    """Take the order as it is now: what is sent next answers that."""
    if draft.about.order is None:
        return
    seen = await see(draft.about.order.id, caller)
    version = seen.order.parts.get(draft.about.part or "", 0)
    draft.about = draft.about.model_copy(
        update={"order": seen.order, "names": seen.names, "version": version}
    )


async def see(order_id: OrderId, caller: Caller) -> SeenOrder:
    return await caller.read(f"/v1/orders/{order_id}", SeenOrder)


def first(steps: Sequence[str]) -> str | None:
    """The step to go to after a refusal."""
    return next((step for step in steps if step), None)
