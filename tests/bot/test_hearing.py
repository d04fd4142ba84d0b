"""Whether a bot with a webhook hears Telegram: it asks, and says what is wrong."""

from datetime import UTC, datetime, timedelta
from itertools import count
from time import time_ns

from aiogram.types import WebhookInfo

from bot.receiving import RECENT, STALE, Watch, trouble_of
from stack.ports import free_block
from stack.telegram.people import Sandbox
from tests.stack.telegram.conftest import bot_on, sandbox, server
from tests.stack.telegram.serving import Server
from tests.telegram.bots import a_bot
from tests.workflows.running import eventually

__all__ = ["sandbox", "server"]
ACCOUNTS = count(time_ns() % 10**12)
OURS = "https://naryad.example.com/telegram/7"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_updates_that_go_elsewhere_or_cannot_be_brought_make_the_bot_ill(
    sandbox: Sandbox, server: Server
) -> None:
    nobody = f"http://127.0.0.1:{free_block()}/telegram"
    async with a_bot(sandbox) as (token, bot_id), bot_on(server.url, token) as bot:
        watch = Watch(bot, nobody)
        assert (watch.bot_id, watch.well) == (bot_id, True)
        await watch.ask()
        assert not watch.well
        assert watch.words.endswith(" s ago: Telegram knows of no webhook")
        await bot.set_webhook("https://elsewhere.example.com")
        await watch.ask()
        assert not watch.well
        assert watch.words.endswith(" s ago: Telegram brings updates elsewhere")
        await bot.set_webhook(nobody)
        await watch.ask()
        assert watch.well
        assert watch.words.endswith(" s ago")
        account = next(ACCOUNTS)
        await (await sandbox.join(f"h{account}", account, "Кто-то")).chat(bot_id).write("/start")

        async def refused() -> bool:
            return (await bot.get_webhook_info()).last_error_message is not None

        await eventually(refused)
        await watch.ask()
        assert not watch.well
        assert "Telegram cannot bring 1 updates: ConnectError" in watch.words
        await bot.set_webhook(nobody, drop_pending_updates=True)
        await watch.ask()
        assert watch.well


def test_an_error_that_is_over_is_no_trouble() -> None:
    def info(waiting: int, ago: timedelta) -> WebhookInfo:
        return WebhookInfo(
            url=OURS,
            has_custom_certificate=False,
            pending_update_count=waiting,
            last_error_date=NOW - ago,
            last_error_message="Connection timed out",
        )

    assert trouble_of(info(3, RECENT), OURS, NOW) == "Telegram cannot bring 3 updates: Connection timed out"
    assert trouble_of(info(0, RECENT), OURS, NOW) == ""
    assert trouble_of(info(3, RECENT + timedelta(seconds=1)), OURS, NOW) == ""


async def test_who_has_heard_nothing_for_long_is_ill(sandbox: Sandbox, server: Server) -> None:
    async with a_bot(sandbox) as (token, _), bot_on(server.url, token) as bot:
        watch = Watch(bot, OURS)
        watch._heard_at -= STALE
        assert not watch.well
