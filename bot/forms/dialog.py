"""The one dialog that shows every form: it hands texts, files and presses to the draft, and redraws."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window
from aiogram_dialog.api.internal import RawKeyboard
from aiogram_dialog.api.protocols import DialogProtocol
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.kbd import Keyboard
from aiogram_dialog.widgets.text import Format

from bot.client import ApiAwayError, Caller, RefusedError
from bot.forms.aftermath import turn_card
from bot.forms.apart import opening
from bot.forms.counter import WIDGET
from bot.forms.draft import Draft, DraftGoneError, Drafts, DraftState, Trouble
from bot.forms.earlier import take_earlier
from bot.forms.filling import Filling
from bot.forms.form import Form
from bot.forms.registry import FORMS
from bot.forms.sending import Accepted, Refused, attempt, first, waits_for_album
from bot.forms.shown import Done, Effect
from bot.forms.steps import ChoiceStep, PhotosStep, numbered
from bot.forms.uploads import Uploads
from telegram import refusals
from telegram.presses import Press, pack, unpack
from telegram.texts import Html, Texts

MENU_DATA = "new:menu"
"""What the menu's button carries on messages that are no pages (`bot.rooms.page.MENU.new`)."""
Leave = Callable[[CallbackQuery, dict[str, Any]], Awaitable[None]]
"""Shows the menu; under `leave` in the dispatcher's data."""


class Forms(StatesGroup):
    filling = State()


class FormButtons(Keyboard):
    """The rows that the getter made; each button carries the turn of the question it belongs to."""

    async def _render_keyboard(self, data: dict[str, Any], manager: DialogManager) -> RawKeyboard:
        return [
            [
                InlineKeyboardButton(
                    text=label, callback_data=self._item_callback_data(f"{data['turn']}:{action}")
                )
                for label, action in row
            ]
            for row in data["rows"]
        ]

    async def _process_item_callback(
        self, callback: CallbackQuery, data: str, dialog: DialogProtocol, manager: DialogManager
    ) -> bool:
        turn, _, action = data.partition(":")
        await pressed(callback, numbered(turn, "") or 0, action, manager)
        return True


def draft_of(manager: DialogManager) -> UUID:
    return UUID(str(manager.dialog_data["draft"]))


def _at_hand(manager: DialogManager) -> tuple[Drafts, Texts, Caller]:
    data = manager.middleware_data
    return data["drafts"], data["texts"], data["caller"]


async def remember(start_data: Any, manager: DialogManager) -> None:  # noqa: ANN401 - as of aiogram-dialog
    """Keep of what it was begun with only the draft's id."""
    manager.dialog_data["draft"] = start_data["draft"]


async def shown(dialog_manager: DialogManager, **_: Any) -> dict[str, Any]:  # noqa: ANN401
    """What the window shows: text, rows of buttons, and the turn they carry."""
    drafts, texts, caller = _at_hand(dialog_manager)
    try:
        async with drafts.changing(draft_of(dialog_manager)) as draft:
            form = FORMS[draft.form]
            draft.intent = dialog_manager.current_context().id
            await load_options(draft, form, caller, texts)
            view = Filling(form, draft, texts).shown()
            return {"text": view.text, "rows": view.rows, "turn": draft.turn}
    except DraftGoneError:
        words = await drafts.ended(draft_of(dialog_manager))
        menu = (texts.plain("forms-menu"), "m")
        return {"text": words or texts("forms-gone"), "rows": [[menu]], "turn": 0}


async def load_options(draft: Draft, form: Form, caller: Caller, texts: Texts) -> None:
    """Ask the API once for what there is to choose from; while it is away the question says so."""
    step = form.step(draft.at)
    if not isinstance(step, ChoiceStep) or not step.loads:
        return
    ask = Filling(form, draft, texts).ask
    if draft.options.get(step.kept_as(ask)):
        return
    try:
        draft.options[step.kept_as(ask)] = list(await step.loaded(caller, ask))
    except ApiAwayError:
        draft.troubles[step.name] = Trouble(key="forms-away")
    except RefusedError as refused:  # it may be cancelled, or wait for better times
        told = refusals.words(refused.code, refused.facts, refused.fields, texts)
        draft.troubles[step.name] = Trouble(words=told)
    else:
        trouble = draft.troubles.get(step.name)
        if trouble and (trouble.words or trouble.key == "forms-away"):  # what is no answer stays told
            del draft.troubles[step.name]


async def message_came(message: Message, _widget: MessageInput, manager: DialogManager) -> None:
    """A text answers the question, a file is noted; anything else is named."""
    drafts, texts = manager.middleware_data["drafts"], manager.middleware_data["texts"]
    uploads: Uploads = manager.middleware_data["uploads"]
    try:
        async with drafts.changing(draft_of(manager)) as draft:
            form = FORMS[draft.form]
            filling = Filling(form, draft, texts)
            question = manager.current_stack().last_message_id
            if message.text and not message.text.startswith("/"):
                filling.typed(message.text, message.message_id, message.date, question)
            elif await uploads.note(draft, form, message, question):
                manager.show_mode = ShowMode.NO_UPDATE  # the counter tells
            else:
                wanted = isinstance(filling.step, PhotosStep)
                key = "forms-photos-kinds" if wanted else "forms-text-wanted"
                draft.troubles[draft.at or ""] = Trouble(key=key)
        uploads.begin(draft)
    except DraftGoneError:
        return


async def pressed(callback: CallbackQuery, turn: int, action: str, manager: DialogManager) -> None:
    drafts, texts, caller = _at_hand(manager)
    await _show_below(callback, manager)
    try:
        async with drafts.changing(draft_of(manager)) as draft:
            filling = Filling(FORMS[draft.form], draft, texts)
            at = draft.at
            done = filling.pressed(action, turn)
            if at and draft.at != at:
                await _learn(filling, at, caller)
                await take_earlier(filling, at, caller)
            words = texts("forms-dropped")
            if done.effect is Effect.SEND:
                words = await _send(filling, caller, done) or words
    except DraftGoneError:
        if action == "m":
            await _leave(callback, manager)
        return
    if done.effect in (Effect.DROP, Effect.SENT):
        await drafts.drop(draft, words)
        await _finish(callback, manager, draft, words=words, leads=done.leads)
    elif done.effect is Effect.MENU:
        await _leave(callback, manager)
    if done.toast:
        with suppress(TelegramAPIError):
            await callback.answer(done.toast, show_alert=len(done.toast) > 60)  # noqa: PLR2004 - a toast's line


async def _show_below(callback: CallbackQuery, manager: DialogManager) -> None:
    """Pressed on a counter or an older question: the next one comes below, and the old buttons go."""
    last = manager.current_stack().last_message_id
    message = callback.message
    if message is None or last is None or message.message_id == last:
        return
    manager.show_mode = ShowMode.SEND
    if callback.bot:
        with suppress(TelegramAPIError):
            await callback.bot.edit_message_reply_markup(chat_id=message.chat.id, message_id=last)


async def _learn(filling: Filling, at: str, caller: Caller) -> None:
    """Let a stored file say what can be read from it; what was answered already stays."""
    step, draft = filling.form.step(at), filling.draft
    if not isinstance(step, PhotosStep) or step.learns is None:
        return
    stored = step.stored(draft)
    if not stored or step.name not in draft.answers:
        return
    with suppress(ApiAwayError):
        learnt = await step.learns(caller, str(stored[0]))
        for name, value in learnt.items():
            if name not in draft.answers:
                draft.answer(name, value)
        missing = filling.form.missing(draft, after=at)
        draft.go(missing.name if missing else None)


async def leave(data: dict[str, Any]) -> None:
    """Go out of a form that is open; its draft stays. For whatever shows something else below it."""
    manager: DialogManager | None = data.get("dialog_manager")
    if manager and manager.has_context():
        await manager.reset_stack(remove_keyboard=False)


async def _leave(callback: CallbackQuery, manager: DialogManager) -> None:
    data = manager.middleware_data
    await manager.reset_stack()
    if show_menu := data.get("leave"):
        await show_menu(callback, data)


async def _send(filling: Filling, caller: Caller, done: Done) -> Html | None:
    """Try once; what meets no verdict, or may still get a part of an album, goes on in the background."""
    draft, texts = filling.draft, filling.texts
    if waits_for_album(draft):
        done.toast = texts.plain("forms-album-waits")
        return None
    verdict = await attempt(filling, caller)
    if isinstance(verdict, Accepted):
        draft.state = DraftState.FILLING
        done.effect, done.leads = Effect.SENT, leading(draft, verdict)
        return accepted(draft, verdict, texts)
    if isinstance(verdict, Refused):
        draft.state = DraftState.FILLING
        draft.go(first(list(draft.troubles)))
    return None


def accepted(draft: Draft, verdict: Accepted, texts: Texts) -> Html:
    receipt = verdict.answer.receipt or {}
    number = str(receipt.get("number") or (draft.about.order.number if draft.about.order else ""))
    form = FORMS[draft.form]
    title = texts(form.titled(draft.about))
    if said := form.done(draft.about, receipt, texts):
        return said
    if not number and verdict.answer.pending is None:
        return texts("forms-accepted-new", title=title)
    key = "forms-accepted" if verdict.answer.pending is None else "forms-accepted-later"
    return texts(key, number=number, title=title)


def leading(draft: Draft, verdict: Accepted) -> str:
    """The data of the button to what was made or changed; empty where that is the form's own order."""
    return FORMS[draft.form].leads(draft.about, verdict.answer.receipt or {})


def way_on(draft: Draft, texts: Texts, leads: str) -> tuple[str, str] | None:
    """A button's label and data: to what was made or changed, else to the order it is about."""
    if leads:
        return texts.plain("forms-open-order" if unpack(leads) else "forms-open-subject"), leads
    if draft.about.order:
        return texts.plain("forms-open-order"), pack(Press("open", draft.about.order.id, "order", 0))
    return None


async def _finish(
    callback: CallbackQuery, manager: DialogManager, draft: Draft, *, words: str, leads: str
) -> None:
    """The form's message says how it ended; its buttons are for whoever answers them everywhere."""
    texts: Texts = manager.middleware_data["texts"]
    rows = [[InlineKeyboardButton(text=texts.plain("forms-menu"), callback_data=MENU_DATA)]]
    if way := way_on(draft, texts, leads):
        label, data = way
        rows.insert(0, [InlineKeyboardButton(text=label, callback_data=data)])
    keyboard = InlineKeyboardMarkup(inline_keyboard=rows)
    if isinstance(callback.message, Message):  # said before the form is left: a crash between loses no word
        with suppress(TelegramBadRequest):  # shown already, by the same press
            await callback.message.edit_text(words, reply_markup=keyboard, parse_mode="HTML")
    manager.show_mode = ShowMode.NO_UPDATE
    await manager.reset_stack(remove_keyboard=False)
    if draft.about.order:
        await turn_card(callback, manager.middleware_data, draft.about.order.id)


DIALOG = Dialog(
    Window(
        Format("{text}"),
        FormButtons(id=WIDGET),
        MessageInput(message_came),
        state=Forms.filling,
        getter=shown,
        parse_mode="HTML",
    ),
    on_start=remember,
)


async def open_draft(draft: Draft, manager: DialogManager) -> None:
    """Show this draft where it was left, below everything. Two forms never stack."""
    with opening():
        await manager.start(
            Forms.filling, {"draft": str(draft.id)}, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND
        )
