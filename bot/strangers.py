"""The way in, and everybody who is not in: `/start <invite>` links an account, a stranger sees nothing."""

import re
from typing import Any, Final

from aiogram import Bot
from aiogram.types import TelegramObject, Update

from bot.client import Api, RefusedError
from telegram.texts import Texts

INVITE: Final = re.compile(r"/start(?:@\w+)?\s+(\S{1,64})\s*")
REFUSALS: Final = {
    "invite.unknown": "invite-unknown",
    "invite.expired": "invite-expired",
    "invite.used": "invite-used",
    "invite.revoked": "invite-revoked",
    "invite.telegram_taken": "invite-taken",
    "person.blocked": "stranger-blocked",
    "auth.too_many": "invite-too-many",
}


class Strangers:
    def __init__(self, api: Api) -> None:
        self._api = api

    async def invited(self, event: TelegramObject, data: dict[str, Any]) -> bool:
        """Whether this was an invite that could not be used, and the person was told why.

        A good one links the account; what then comes is their first menu, as after any `/start`.
        """
        message = event.message if isinstance(event, Update) else None
        found = INVITE.fullmatch(message.text or "") if message else None
        if found is None or message is None or message.from_user is None:
            return False
        texts: Texts = data["texts"]
        try:
            linked = await self._api.redeem(found[1], message.from_user.id)
        except RefusedError as refused:
            if refused.code not in REFUSALS or await self._is_repeated(refused, message.from_user.id):
                if refused.code not in REFUSALS:
                    raise
                return False
            await message.answer(texts(REFUSALS[refused.code]))
            return True
        await message.answer(texts("invite-welcome", name=linked.name))
        return False

    async def _is_repeated(self, refused: RefusedError, telegram_id: int) -> bool:
        """The same `/start` handled twice after a crash finds its own invite used: that is no news.

        So does a person who taps the old link again: they are in, and get their menu.
        """
        if refused.code != "invite.used":
            return False
        try:
            await self._api.caller(telegram_id)
        except Exception:  # noqa: BLE001 - whoever is not in was refused, whatever the reason
            return False
        return True

    async def turned_away(self, data: dict[str, Any], why: str) -> None:
        """Say whom to ask, and nothing else."""
        bot: Bot = data["bot"]
        user, texts = data["event_from_user"], data["texts"]
        await bot.send_message(data["event_chat"].id, texts(why, telegram_id=str(user.id)))
