"""Updates: long polling, confirmation, webhooks, presses; and a restart in between."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot, Dispatcher, F
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from stack.telegram.people import Chat, Person, Sandbox
from tests.stack.telegram.conftest import bot_on
from tests.stack.telegram.serving import BOT, OTHER_BOT, TOKEN, Server

SECRET = "s3cret_token-1"
BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Ещё", callback_data="more")]])


def dispatcher() -> Dispatcher:
    """Echoes texts with a button that counts."""
    dispatcher = Dispatcher()

    @dispatcher.message(F.text)
    async def echo(message: Message) -> SendMessage:
        return message.answer(f"Эхо: {message.text}", reply_markup=BUTTON)

    @dispatcher.callback_query()
    async def more(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text(f"{query.message.text}!", reply_markup=BUTTON)
        await query.answer("Ещё раз", show_alert=True)

    return dispatcher


@asynccontextmanager
async def polling(bot: Bot) -> AsyncIterator[None]:
    polled = dispatcher()
    task = asyncio.create_task(polled.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield
    await polled.stop_polling()
    await task


async def test_a_dispatcher_polls(bot: Bot, chat: Chat) -> None:
    async with polling(bot):
        await chat.until(lambda message: message.text == "Эхо: /start")
        await chat.write("привет")
        await chat.until(lambda message: message.text == "Эхо: привет")
        answer = await chat.press("Ещё")
        assert (answer.text, answer.show_alert) == ("Ещё раз", True)
        assert chat.last.text == "Эхо: привет!"
        assert chat.last.edited


async def test_two_bots_do_not_mix(bots: tuple[Bot, Bot], petrova: Person) -> None:
    async with polling(bots[0]), polling(bots[1]):
        await petrova.chat(BOT).write("первому")
        await petrova.chat(OTHER_BOT).write("второму")
        await petrova.chat(BOT).until(lambda message: message.text == "Эхо: первому")
        await petrova.chat(OTHER_BOT).until(lambda message: message.text == "Эхо: второму")
    assert all("второму" not in message.text for message in petrova.chat(BOT).messages)


async def test_updates_wait_until_they_are_confirmed(bot: Bot, chat: Chat) -> None:
    for text in "abc":
        await chat.write(text)
    updates = await bot.get_updates()
    assert [update.message.text for update in updates if update.message] == ["/start", "a", "b", "c"]
    assert await bot.get_updates() == updates
    ids = [update.update_id for update in updates]
    assert ids == list(range(ids[0], ids[0] + 4))
    assert await bot.get_updates(offset=ids[2], limit=1) == updates[2:3]
    assert await bot.get_updates(offset=-1) == updates[3:]
    assert await bot.get_updates(offset=ids[3] + 1) == []


async def test_a_long_poll_ends_with_the_first_update(bot: Bot, chat: Chat) -> None:
    await bot.get_updates(offset=-1)
    offset = (await bot.get_updates())[-1].update_id + 1
    polling = asyncio.create_task(bot.get_updates(offset=offset, timeout=30))
    await asyncio.sleep(0.2)
    assert not polling.done()
    await chat.write("пора")
    (update,) = await asyncio.wait_for(polling, 5)
    assert update.message is not None
    assert update.message.text == "пора"


async def test_a_second_poll_ends_the_first(bot: Bot, sandbox: Sandbox) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.2)
    assert await bot.get_updates(timeout=0) == []
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first


async def test_only_allowed_updates_come(bot: Bot, chat: Chat) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    sent = await bot.send_message(1001, "a", reply_markup=BUTTON)
    await chat.until(lambda message: message.id == sent.message_id)
    await chat.write("не придёт")
    query = await chat.tap("Ещё")
    updates = await bot.get_updates(allowed_updates=[])
    assert [update.callback_query.id for update in updates if update.callback_query] == [query]
    assert [update.message.text for update in updates if update.message] == ["/start"]


async def test_an_edited_message_is_an_update(bot: Bot, chat: Chat) -> None:
    (mine,) = await chat.write("1 500")
    await chat.edit(mine.id, "1500,50 ₽")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert (edited.message_id, edited.text) == (mine.id, "1500,50 ₽")


@asynccontextmanager
async def listening(answer: web.Application) -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    runner = web.AppRunner(answer)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/hook"
    await runner.cleanup()


@pytest.mark.parametrize("background", [True, False])
async def test_a_dispatcher_gets_a_webhook(bot: Bot, chat: Chat, background: bool) -> None:
    """In the foreground aiogram answers the webhook with the method to call."""
    application = web.Application()
    SimpleRequestHandler(dispatcher(), bot, handle_in_background=background, secret_token=SECRET).register(
        application, "/hook"
    )
    async with listening(application) as url:
        await bot.set_webhook(url, secret_token=SECRET)
        assert (await bot.get_webhook_info()).url == url
        with pytest.raises(
            TelegramConflictError, match="can't use getUpdates method while webhook is active"
        ):
            await bot.get_updates()
        await chat.write("привет")
        await chat.until(lambda message: message.text == "Эхо: привет")
        await chat.press("Ещё")
        await bot.delete_webhook()
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_a_webhook_is_tried_again_in_order_until_it_takes(bot: Bot, chat: Chat) -> None:
    got: list[str] = []
    codes = [500, 503, 200]
    all_there = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        got.append((await request.json())["message"]["text"])
        if len(got) == 4:
            all_there.set()
        return web.Response(status=codes.pop(0) if codes else 200, headers={"Retry-After": "1"})

    application = web.Application()
    application.router.add_post("/hook", hook)
    async with listening(application) as url:
        await bot.set_webhook(url)
        await chat.write("b")
        await asyncio.wait_for(all_there.wait(), 10)
        info = await bot.get_webhook_info()
        await bot.delete_webhook()
    assert got == ["/start", "/start", "/start", "b"]
    assert info.last_error_message is not None
    assert "503" in info.last_error_message


async def test_everything_survives_a_restart(server: Server, petrova: Person) -> None:
    chat = petrova.chat(BOT)
    await chat.write("/start")
    async with bot_on(server.url, TOKEN) as bot:
        sent = await bot.send_message(1001, "до", reply_markup=BUTTON)
        before = await bot.get_updates()
    server.stop()
    server.start()
    async with bot_on(server.url, TOKEN) as bot:
        assert await bot.get_updates() == before
        after = await bot.send_message(1001, "после")
        assert after.message_id == sent.message_id + 1
        await bot.edit_message_text("изменено", chat_id=1001, message_id=sent.message_id)
    async with Sandbox(server.url) as again:
        person = await again.join("petrova", 1001, "Анна")
        assert [one.text for one in person.chat(BOT).messages] == ["/start", "изменено", "после"]
