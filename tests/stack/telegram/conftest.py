"""A running sandbox, two people, and a real aiogram bot."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from PIL import Image

from stack.telegram.people import Chat, Person, Sandbox
from tests.report import report
from tests.stack.telegram.serving import BOT, OTHER_TOKEN, TOKEN, Server

CHROMIUM = shutil.which("chromium")
collect_ignore = [] if CHROMIUM else ["test_page.py"]
if not CHROMIUM:
    report("left out: tests/stack/telegram/test_page.py", "apt-get install chromium")


@asynccontextmanager
async def bot_on(url: str, token: str) -> AsyncIterator[Bot]:
    async with AiohttpSession(api=TelegramAPIServer.from_base(url)) as session:
        yield Bot(token, session=session)


def picture(width: int = 600, height: int = 400, color: str = "teal", kind: str = "JPEG") -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), color).save(written, kind)
    return written.getvalue()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("telegram"))
    server.start()
    yield server
    server.stop()
    assert server.complaints() == ""


@pytest.fixture
async def sandbox(server: Server) -> AsyncIterator[Sandbox]:
    """Without any chats."""
    async with Sandbox(server.url) as sandbox:
        await sandbox.empty()
        yield sandbox


@pytest.fixture(scope="session")
async def bots(server: Server) -> AsyncIterator[tuple[Bot, Bot]]:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(bot_on(server.url, TOKEN))
        yield first, await stack.enter_async_context(bot_on(server.url, OTHER_TOKEN))


@pytest.fixture
def bot(bots: tuple[Bot, Bot]) -> Bot:
    return bots[0]


@pytest.fixture
async def petrova(sandbox: Sandbox) -> Person:
    return await sandbox.join("petrova", 1001, "Анна", last_name="Петрова", role="Куратор")


@pytest.fixture
async def chat(petrova: Person) -> Chat:
    """Her chat with the bot, begun."""
    chat = petrova.chat(BOT)
    await chat.write("/start")
    return chat
