"""`python -m benchmarks.plain_bot <server>`: what the bot is compared with, a plain aiogram bot.

It edits the message whose button was pressed, and answers the press. Its token is `TOKEN`.
"""

import asyncio
import sys
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

TOKEN: Final = "7000000900:sandbox-only-AAG0123456789abcdefghijkl"
PAGES: Final = ("go:menu", "go:more", "go:orders:waiting::0", "go:find")
"""Data of the buttons on each of its messages, as on a menu."""


def keyboard() -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=data, callback_data=data)] for data in PAGES]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def started(message: Message) -> None:
    await message.answer("Меню", reply_markup=keyboard())


async def pressed(query: CallbackQuery) -> None:
    if isinstance(query.message, Message):
        await query.message.edit_text(f"{query.data} {query.id}", reply_markup=keyboard())
    await query.answer()


async def serve(server: str) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(started)
    dispatcher.callback_query.register(pressed)
    session = AiohttpSession(api=TelegramAPIServer.from_base(server))
    async with Bot(TOKEN, session=session) as bot:
        await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
