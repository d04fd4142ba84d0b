"""Slash commands: routed before every form, so they are never taken for an answer."""

from typing import Any, Final

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import BotCommand, Message

from bot.forms.dialog import leave as close_form
from bot.identity import texts_of
from bot.rooms import doors
from bot.rooms.page import MENU, way
from telegram.texts import Language, Texts

ROOMS: Final = {
    "start": MENU,
    "menu": MENU,
    "orders": way("orders", "waiting", "", 0),
    "drafts": way("drafts"),
    "lang": way("language"),
    "help": way("help"),
}
"""Each command and the room it opens; `/find` searches what stands behind it."""
SHOWN: Final = ("menu", "orders", "find", "drafts", "lang", "help")

router = Router(name="commands")


async def tell(bot: Bot) -> None:
    """Put the commands behind Telegram's button, in both languages."""
    for language in Language:
        texts: Texts = texts_of(language, "UTC", "RUB")
        commands = [BotCommand(command=name, description=texts.plain(f"command-{name}")) for name in SHOWN]
        await bot.set_my_commands(commands, language_code=None if language is Language.RU else language.value)


@router.message(Command(*ROOMS))
async def open_room(message: Message, command: CommandObject, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    """Whatever form was open is left; its draft stays."""
    await close_form(data)
    if command.command == "start":
        await data["api"].note_chat(data["bot"].id, message.chat.id, is_open=True)
    to = ROOMS[command.command]
    await doors.enter(to.room, to.arguments, message, data)


@router.message(Command("find"))
async def find(message: Message, command: CommandObject, **data: Any) -> None:  # noqa: ANN401 - as above
    await close_form(data)
    await doors.search(command.args or "", message, data)
