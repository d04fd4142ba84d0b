"""What a form changes beside itself when it was accepted: the order's card, wherever it stands."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiogram.types import CallbackQuery

from bot.client import ApiAwayError, RefusedError
from bot.orders import look
from bot.places import Spot
from domain.values import OrderId
from telegram.cards import card


async def turn_card(query: CallbackQuery, data: dict[str, Any], order_id: OrderId) -> None:
    """What was sent in is nothing to do any more (fault 13). Without the API the card stays as it is."""
    with suppress(ApiAwayError, RefusedError):
        found = await look(order_id, data["caller"])
        shown = card(found.seen, found.reader, data["texts"], datetime.now(UTC))
        await Spot(query, data).refresh(order_id, shown)
