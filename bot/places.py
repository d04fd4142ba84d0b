"""Where the answer to a card's press goes: into the message that was pressed, or below everything."""

from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message
from redis.exceptions import RedisError

from bot.client import Caller
from domain.values import OrderId
from logs import logger
from telegram.cards import Shown
from telegram.places import CardPlaces, Place
from telegram.texts import Html, Texts

UNCHANGED: Final = "message is not modified"
LINE: Final = 60
"""Signs of an answer that a line at the top of the chat shows; longer ones have to be closed by hand."""
TOAST: Final = 200
"""Signs that Telegram takes."""
log = logger(__name__)


class Spot:
    """One press, and the cards of its person."""

    def __init__(self, query: CallbackQuery, data: dict[str, Any]) -> None:
        self._query = query
        self._caller: Caller = data["caller"]
        self._texts: Texts = data["texts"]
        self.bot: Bot = data["bot"]
        self._places: CardPlaces = data["places"]

    async def toast(self, said: str) -> None:
        await self._query.answer(said[:TOAST], show_alert=len(said) > LINE)

    async def turn(self, order_id: OrderId, shown: Shown) -> None:
        """Into the message that was pressed; below, where that cannot be edited any more."""
        pressed = self._query.message
        if not isinstance(pressed, Message) or not await self._edited(_place(pressed), shown):
            await self.below(order_id, shown)

    async def below(self, order_id: OrderId, shown: Shown) -> None:
        """Send the card anew; the one before becomes one line that says so."""
        sent = await self.send(shown)
        try:
            before = await self._places.put(self.bot.id, self._caller.me.id, order_id, _place(sent))
        except RedisError as error:
            log.warning("a card's place could not be kept", cause=repr(error))
            return
        if before:
            await self._edited(before, Shown(self._texts("card-below"), None))

    async def refresh(self, order_id: OrderId, shown: Shown) -> None:
        """The card where it stands, if it stands anywhere."""
        try:
            place = await self._places.find(self.bot.id, self._caller.me.id, order_id)
        except RedisError as error:
            log.warning("a card's place is not known", cause=repr(error))
            return
        if place:
            await self._edited(place, shown)

    async def replace(self, said: Html) -> None:
        """What was pressed becomes these words, without buttons."""
        if isinstance(self._query.message, Message):
            await self._edited(_place(self._query.message), Shown(said, None))

    async def send(self, shown: Shown) -> Message:
        """Below everything, as a message that is no card."""
        return await self.bot.send_message(self._caller.telegram_id, shown.text, reply_markup=shown.keyboard)

    async def _edited(self, place: Place, shown: Shown) -> bool:
        """Whether the message shows that now; it may be deleted, or too old."""
        try:
            await self.bot.edit_message_text(
                shown.text, chat_id=place.chat_id, message_id=place.message_id, reply_markup=shown.keyboard
            )
        except TelegramBadRequest as error:
            return UNCHANGED in error.message
        return True


def _place(message: Message) -> Place:
    return Place(message.chat.id, message.message_id)
