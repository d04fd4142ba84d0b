"""Drafts: what somebody has begun to fill in, to go on with or to throw away."""

from typing import Any, Final
from uuid import UUID

from aiogram import F, Router
from aiogram.types import CallbackQuery
from aiogram_dialog import DialogManager

from bot.forms.about import On
from bot.forms.background import CONTINUE
from bot.forms.begin import begin
from bot.forms.dialog import open_draft
from bot.forms.draft import Draft, Drafts, DraftState
from bot.forms.registry import FORMS
from bot.rooms.page import FORM, Page, Room, Row, Visit, bottom, button, show, way
from domain.orders.possible import RULES
from telegram.texts import Html, Texts

MOST: Final = 20
DRAFTS: Final = way("drafts")

router = Router(name="drafts")


async def drafts(visit: Visit) -> Page:
    texts = visit.texts
    found = [draft for draft in await visit.drafts.of(visit.caller.me.id) if draft.form in FORMS][:MOST]
    if not found:
        return Page(f"{texts('menu-drafts')}\n\n{texts('drafts-empty')}", (bottom(texts),))
    lines = [line(draft, texts) for draft in found]
    rows: list[Row] = [
        [
            button(titled(draft, texts), f"{CONTINUE}{draft.id.hex}"),
            button("🗑", way("discard", draft.id.hex).go),
        ]
        for draft in found
    ]
    return Page("\n".join((texts("menu-drafts"), "", *lines)), (*rows, bottom(texts)))


def titled(draft: Draft, texts: Texts) -> str:
    order = draft.about.order
    title = texts.plain(FORMS[draft.form].titled(draft.about))
    name = order.number if order else draft.about.text("name")
    return f"{name} · {title}" if name else title


def line(draft: Draft, texts: Texts) -> Html:
    key = "drafts-sending" if draft.state is DraftState.SENDING else "drafts-line"
    return texts(key, title=titled(draft, texts), answers=len(draft.answers), at=draft.changed_at)


async def own(visit: Visit) -> Draft | None:
    """The draft that the button names, if it is this person's."""
    try:
        draft = await visit.drafts.find(UUID(visit.argument(0)))
    except ValueError:
        return None
    return draft if draft and draft.about.person == visit.caller.me.id else None


async def discard(visit: Visit) -> Page:
    """Ask before anything that was typed is thrown away."""
    draft, texts = await own(visit), visit.texts
    if draft is None:
        return await drafts(visit)
    yes = button(texts.plain("drafts-discard-yes"), way("discarded", draft.id.hex).go)
    return Page(texts("drafts-discard", title=titled(draft, texts)), ([yes], bottom(texts, DRAFTS)))


async def discarded(visit: Visit) -> Page:
    if draft := await own(visit):
        await visit.drafts.drop(draft)
    return await drafts(visit)


@router.callback_query(F.data.startswith(CONTINUE))
async def go_on(query: CallbackQuery, dialog_manager: DialogManager, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    texts: Texts = data["texts"]
    kept: Drafts = data["drafts"]
    named = (query.data or "").removeprefix(CONTINUE)
    visit = Visit(data["caller"], texts, data["api"], kept, frozenset(), (named,))
    draft = await own(visit)
    if draft is None or draft.form not in FORMS:
        await query.answer(texts.plain("drafts-gone"))
        await show(await drafts(visit), query)
        return
    await open_draft(draft, dialog_manager)


def begun_by(data: str) -> tuple[str, On] | None:
    """The form that a button opens; None for one that names none, or one that only a card leads to."""
    name, _, named = data.removeprefix(f"{FORM}:").partition(":")
    if name not in FORMS or name in RULES or not FORMS[name].steps:
        return None
    try:
        return name, On(subject=UUID(named) if named else None)
    except ValueError:
        return None


@router.callback_query(F.data.startswith(f"{FORM}:"), F.data.func(begun_by).as_("begun"))
async def begin_form(_query: CallbackQuery, begun: tuple[str, On], dialog_manager: DialogManager) -> None:
    """A form about nothing that exists yet, as a new order, or about what the button names by its id."""
    await begin(*begun, dialog_manager)


ROOMS: Final[dict[str, Room]] = {"drafts": drafts, "discard": discard, "discarded": discarded}
