"""Beginning a form: the draft that lies there already, or a new one, filled with what was sent in last."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from aiogram_dialog import DialogManager
from pydantic import Field

from bot.client import Caller
from bot.forms.about import About, On
from bot.forms.dialog import open_draft
from bot.forms.draft import Draft, Drafts, Piece, PieceState, draft_id
from bot.forms.form import Form
from bot.forms.registry import FORMS
from bot.forms.sending import SeenOrder, see
from domain.orders.record import AnyEvent, Entry
from domain.values import MediaId, PersonId, Value
from telegram.texts import Texts


class _Timeline(Value):
    """A page of an order's record, as the API gives it."""

    entries: tuple[Entry, ...]
    next: int | None
    names: dict[PersonId, str] = Field(default={})


async def begin(form_name: str, on: On, manager: DialogManager) -> None:
    """Open a form; a second time the same draft.

    Raises:
        ApiAwayError: the order cannot be read now.
        RefusedError: there is no such order.
    """
    data = manager.middleware_data
    caller: Caller = data["caller"]
    draft = await draft_for(
        FORMS[form_name], on, caller, texts=data["texts"], drafts=data["drafts"], bot_id=data["bot"].id
    )
    await open_draft(draft, manager)


async def draft_for(
    form: Form, on: On, caller: Caller, *, texts: Texts, drafts: Drafts, bot_id: int
) -> Draft:
    """The person's draft of this form about this part; what is new about the order is taken over."""
    found = await drafts.find(draft_id(caller.me.id, form.name, on))
    chosen = found.about.order.id if found and found.about.order else None
    order_id = on.order_id or chosen
    seen = await see(order_id, caller) if order_id else None
    subject = await form.subject.look(on.subject, caller) if form.subject else {}
    about = _about(on, seen, caller, texts).model_copy(update={"subject": on.subject, "seen": subject})
    if found is None:
        draft = Draft(
            id=draft_id(caller.me.id, form.name, on),
            form=form.name,
            version=form.version,
            chat=caller.telegram_id,
            bot_id=bot_id,
            about=about,
        )
        begun = form.begins(draft.about)
        draft.answers.update(begun)
        if seen:
            await _fill_again(draft, form, on, seen, caller)
        missing = form.missing(draft)
        if (
            form.steps and form.steps[0].name in begun and missing
        ):  # a beginning, which the person goes on with
            missing = form.steps[0]
        draft.at = missing.name if missing else None
    else:
        draft = found.model_copy(update={"about": about})
        if draft.bot_id != bot_id:  # whose messages have numbers of their own
            draft.bot_id, draft.taken, draft.counters = bot_id, 0, {}
        if draft.version != form.version:
            _carry_over(draft, form)
    await drafts.put(draft)
    return draft


def _about(on: On, seen: SeenOrder | None, caller: Caller, texts: Texts) -> About:
    version = seen.order.parts.get(on.part or "", 0) if seen else on.version
    return About(
        person=caller.me.id,
        name=caller.me.name,
        roles=caller.me.roles,
        language=texts.language,
        zone=caller.me.zone,
        currency=texts.currency,
        part=on.part,
        version=version,
        order=seen.order if seen else None,
        addressed=seen.addressed if seen else True,
        names=seen.names if seen else {},
    )


def _carry_over(draft: Draft, form: Form) -> None:
    """The form has changed since: what it still asks is kept, old buttons do nothing."""
    known = {step.name for step in form.steps}
    draft.answers = {name: value for name, value in draft.answers.items() if name in known}
    draft.pieces = {name: pieces for name, pieces in draft.pieces.items() if name in known}
    draft.version = form.version
    missing = form.missing(draft)
    draft.go(missing.name if missing else None)


async def _fill_again(draft: Draft, form: Form, on: On, seen: SeenOrder, caller: Caller) -> None:
    """From the last submission of this part, with the reason it was returned for."""
    prefill = form.prefill
    if prefill is None:
        return
    last = None
    for event in [entry.event for entry in await _record(seen, caller) if entry.event.part == on.part]:
        if isinstance(event, prefill.events):
            last, draft.returned = event, None
        elif event.kind.endswith("_returned"):
            draft.returned = _reasons(event)
    if last is not None:
        draft.answers.update(prefill.answers(last, draft.about))
        _take_photos(draft, prefill.photos(last))
        for step in form.applying(draft):
            if step.optional:  # it was left out
                draft.answers.setdefault(step.name, None)


def _take_photos(draft: Draft, photos: Mapping[str, Sequence[str]]) -> None:
    """Files that are stored already."""
    for step, ids in photos.items():
        draft.pieces[step] = [
            Piece(message_id=n - len(ids), state=PieceState.STORED, media=MediaId(UUID(media)))
            for n, media in enumerate(ids)
        ]
        if ids:
            draft.answers[step] = len(ids)


def _reasons(event: AnyEvent) -> str | None:
    """Why it was returned; of single lines each one's reason too."""
    reason = str(getattr(event, "reason", ""))
    lines: dict[int, str] = getattr(event, "lines", {})
    told = [reason, *(f"{number + 1}: {why}" for number, why in lines.items() if why != reason)]
    return "\n".join(one for one in told if one) or None


async def _record(seen: SeenOrder, caller: Caller) -> list[Entry]:
    entries: list[Entry] = []
    after: int | None = 0
    while after is not None:
        page = await caller.read(f"/v1/orders/{seen.order.id}/timeline", _Timeline, after=after)
        entries += page.entries
        after = page.next
    return entries
