"""Several bots, each for some roles: whoever writes to the wrong one is led to the right one."""

from typing import Any, Final

from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.client import Me
from telegram.settings import BotToken
from telegram.texts import Texts

LINK: Final = "https://t.me/{name}"


class Network:
    """The bots of this process with the roles each serves; names are known after `learn`."""

    def __init__(self, tokens: tuple[BotToken, ...]) -> None:
        self._roles = {token.bot_id: token.roles for token in tokens}
        self._names: dict[int, str] = {}

    async def learn(self, bot: Bot) -> None:
        me = await bot.me()
        self._names[bot.id] = me.username or ""

    def serves(self, bot_id: int, me: Me) -> bool:
        roles = self._roles[bot_id]
        return not roles or any(role.value in roles for role in me.roles)

    async def elsewhere(self, data: dict[str, Any], me: Me) -> bool:
        """Whether the person belongs to another bot, and was told so. Nobody is left without any bot."""
        bot: Bot = data["bot"]
        texts: Texts = data["texts"]
        right = [bot_id for bot_id in self._roles if self.serves(bot_id, me)]
        if bot.id in right or not right:
            return False
        names = [name for bot_id in right if (name := self._names.get(bot_id))]
        rows = [[InlineKeyboardButton(text=f"@{name}", url=LINK.format(name=name))] for name in names]
        await bot.send_message(
            data["event_chat"].id,
            texts("core-wrong-bot", name=me.name),
            reply_markup=InlineKeyboardMarkup(inline_keyboard=rows),
        )
        return True
