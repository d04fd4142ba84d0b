"""Cards of orders: messages of their own, one per person and order, and what their buttons do.

They are routed before dialogs and never touch one. A button that opens a form opens it below; a button that
is a command gives it at once, under a key made of person and button: pressed twice, or by a press that came
twice, it is one command. An old button is answered with what happened meanwhile, and with the card of now.
"""

from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args, get_origin
from uuid import UUID, uuid5

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from aiogram_dialog import DialogManager
from pydantic import JsonValue
from redis.exceptions import RedisError

from bot.client import Caller, RefusedError
from bot.forms.about import On
from bot.forms.begin import begin
from bot.forms.registry import FORMS
from bot.orders import actor, seen
from domain.orders.order import Command, PartCommand
from domain.orders.record import AnyCommand
from domain.values import OrderId
from logs import bind, logger
from telegram.actions import PATHS
from telegram.cards import Shown, card
from telegram.places import CardPlaces, Place
from telegram.presses import SHOWS, Press, unpack
from telegram.refusals import words
from telegram.texts import Texts

KEYS: Final = UUID("0d0a3c2e-9a55-4c55-8a36-2f5f3b1f6a10")
"""Of the commands that presses give. Never to be changed."""
UNCHANGED: Final = "message is not modified"
STALE: Final = "order.stale_version"
log = logger(__name__)

router = Router(name="cards")


def _kinds() -> dict[str, type[Command]]:
    union = get_args(AnyCommand)[0]
    return {kind.model_fields["kind"].default: kind for kind in get_args(union)}


COMMANDS: Final = _kinds()


def body_of(press: Press) -> dict[str, JsonValue]:
    """What a command without a form says: the part and the version that the card showed."""
    kind = COMMANDS[press.kind]
    body: dict[str, JsonValue] = {}
    if issubclass(kind, PartCommand):
        body["version"] = press.version
        if get_origin(kind.model_fields["part"].annotation) is not Literal:
            body["part"] = press.part
    return body


@router.callback_query(F.data.func(unpack).as_("press"))
async def pressed(query: CallbackQuery, press: Press, dialog_manager: DialogManager, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    bind(order_id=press.order_id)
    cards = Cards(query, data)
    if press.kind in SHOWS:
        await cards.show(press)
    elif press.kind in FORMS:
        on = On(order_id=press.order_id, part=press.part, version=press.version)
        await begin(press.kind, on, dialog_manager)
    else:
        await cards.command(press)


class Cards:
    """The cards of one person in one chat, for one press."""

    def __init__(self, query: CallbackQuery, data: dict[str, Any]) -> None:
        self._query = query
        self._caller: Caller = data["caller"]
        self._texts: Texts = data["texts"]
        self._bot: Bot = data["bot"]
        self._places: CardPlaces = data["places"]

    async def show(self, press: Press) -> None:
        """More and less turn the card that was pressed; from anywhere else it is shown below."""
        shown = await self._card(press.order_id, more=press.kind == "more")
        if press.kind in ("more", "less") and await self._turned(shown):
            return
        await self._below(press.order_id, shown)

    async def command(self, press: Press) -> None:
        key = str(uuid5(KEYS, f"{self._caller.me.id} {self._query.data}"))
        try:
            answer = await self._caller.send(
                f"/v1/orders/{press.order_id}/{PATHS[press.kind]}", body_of(press), key
            )
        except RefusedError as refused:
            if refused.code != STALE:
                raise
            await self._answer(words(refused.code, refused.facts, refused.fields, self._texts))
            await self._below(press.order_id, await self._card(press.order_id))
            return
        key = "card-kept" if answer.pending else "card-done"
        await self._answer(self._texts.plain(key))
        shown = await self._card(press.order_id)
        if not await self._turned(shown):
            await self._below(press.order_id, shown)

    async def _card(self, order_id: OrderId, *, more: bool = False) -> Shown:
        order = await seen(order_id, self._caller)
        return card(order, actor(self._caller.me), self._texts, datetime.now(UTC), more=more)

    async def _answer(self, said: str) -> None:
        await self._query.answer(said[:200], show_alert=len(said) > 60)  # noqa: PLR2004 - a toast's line

    async def _turned(self, shown: Shown) -> bool:
        """Whether the message that was pressed shows that now."""
        if not isinstance(self._query.message, Message):
            return False
        try:
            await self._query.message.edit_text(shown.text, reply_markup=shown.keyboard)
        except TelegramBadRequest as error:
            return UNCHANGED in error.message
        return True

    async def _below(self, order_id: OrderId, shown: Shown) -> None:
        """Send it anew; the card before becomes one line that says so."""
        chat = self._query.from_user.id
        sent = await self._bot.send_message(chat, shown.text, reply_markup=shown.keyboard)
        try:
            before = await self._places.put(
                self._bot.id, self._caller.me.id, order_id, Place(chat, sent.message_id)
            )
        except RedisError as error:
            log.warning("a card's place could not be kept", cause=repr(error))
            return
        if before:
            await self._fold(before)

    async def _fold(self, before: Place) -> None:
        try:
            await self._bot.edit_message_text(
                self._texts("card-below"), chat_id=before.chat_id, message_id=before.message_id
            )
        except TelegramBadRequest as error:  # deleted by its person, or too old
            log.debug("an old card stays", cause=repr(error))
