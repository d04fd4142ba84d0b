"""The composition root of the bot."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.fsm.storage.base import DefaultKeyBuilder
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Update
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

import metrics
from bot import cards, commands, errors, fallback
from bot.chats import Chats
from bot.client import Api
from bot.dialogs import with_dialogs
from bot.forms.background import Background
from bot.forms.counter import Counters
from bot.forms.dialog import DIALOG
from bot.forms.draft import Drafts
from bot.forms.uploads import Uploads
from bot.identity import Identity, InTurn, NotesAnswers
from bot.inbox import Inbox, Kept, RawUpdate
from bot.network import Network
from bot.receiving import PAUSES, Hearing, Polling, Watch, Webhook
from bot.rooms import doors, drafts
from bot.strangers import Strangers
from ending import end
from logs import logger
from settings import Settings
from telegram.limiter import Limiter
from telegram.places import CardPlaces
from telegram.rates import rates
from telegram.sender import bot_of

READY: Final = "bot ready"
DRAIN: Final = 8.0
"""Seconds that handlers under way may go on after SIGTERM; what does not end then is begun again."""
CONNECTIONS: Final = 64
"""To Redis; more than that wait for each other, which is faster than a refusal."""

log = logger(__name__)


@dataclass
class App:
    """Everything that one process of the bot consists of."""

    settings: Settings
    redis: Redis
    api: Api
    bots: list[Bot]
    dispatcher: Dispatcher
    network: Network
    background: Background


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[App]:
    """Nothing is asked of Telegram or the API yet: both may be away."""
    tokens = settings.telegram.bots
    if not tokens:
        raise ValueError("TELEGRAM_TOKENS is empty: there is no bot to be")
    async with AsyncExitStack() as stack:
        pool = BlockingConnectionPool.from_url(settings.redis.url, max_connections=CONNECTIONS, timeout=10)
        redis = Redis(connection_pool=pool)
        stack.push_async_callback(pool.disconnect)
        api = await stack.enter_async_context(Api(settings, redis))
        limiter = Limiter(settings.redis, rates(settings.telegram))
        stack.push_async_callback(limiter.close)
        bots = []
        for token in tokens:
            bot = bot_of(token.token, settings.telegram, limiter)
            bot.session.middleware(NotesAnswers())
            stack.push_async_callback(bot.session.close)
            bots.append(bot)
        places = CardPlaces(settings.redis)
        stack.push_async_callback(places.close)
        drafts, by_id = Drafts(redis), {bot.id: bot for bot in bots}
        counters = Counters(drafts, by_id)
        stack.push_async_callback(counters.close)
        uploads = Uploads(drafts, api, by_id, counters)
        network = Network(tokens)
        dispatcher = dispatcher_of(
            redis, api, network, drafts=drafts, uploads=uploads, places=places, leave=doors.leave
        )
        background = Background(drafts, api, by_id, uploads)
        yield App(settings, redis, api, bots, dispatcher, network, background)


def dispatcher_of(redis: Redis, api: Api, network: Network, **beside: object) -> Dispatcher:
    """All handlers, in the order in which they are asked; `beside`: what they find beside each update."""
    storage = RedisStorage(redis, key_builder=DefaultKeyBuilder(with_bot_id=True, with_destiny=True))
    # Nothing here has a state of its own, so none is loaded with each update; dialogs ask for the storage.
    dispatcher = Dispatcher(disable_fsm=True, fsm_storage=storage, api=api)
    dispatcher.workflow_data.update(beside)
    dispatcher.update.outer_middleware(InTurn())
    dispatcher.update.outer_middleware(Identity(api, Strangers(api), network))
    # Pages are asked before dialogs: a step of the menu loads nothing of them. Cards, and whatever leaves
    # a form, are asked before the forms themselves, which take every text.
    leading_out = commands.router, doors.leaving, drafts.router, cards.router, fallback.before_forms
    dialogs = with_dialogs(*leading_out, DIALOG)
    dispatcher.include_routers(errors.router, doors.router, dialogs, fallback.router)
    return dispatcher


class Line:
    """One bot with its inbox and its chats."""

    def __init__(self, app: App, bot: Bot) -> None:
        self.bot, self._dispatcher = bot, app.dispatcher
        self.inbox = Inbox(app.redis, bot.id)
        self.chats = Chats(self.inbox, self._handle)

    async def _handle(self, raw: RawUpdate) -> None:
        update = Update.model_validate(raw, context={"bot": self.bot})
        await self._dispatcher.feed_update(self.bot, update)

    async def take_left_over(self) -> None:
        """First what was kept before and not handled to its end; waits for Redis."""
        self.chats.take(await self._left_over())

    async def _left_over(self) -> list[Kept]:
        for pause in PAUSES:
            try:
                return await self.inbox.left_over()
            except RedisError as error:
                log.warning("Redis is away", cause=repr(error))
                await asyncio.sleep(pause)
        return await self.inbox.left_over()


async def serve(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT, then end what is under way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with build(settings) as app:
        await run(app, stop)


async def run(app: App, stop: asyncio.Event) -> None:
    await app.dispatcher.emit_startup(**app.dispatcher.workflow_data)
    lines = [Line(app, bot) for bot in app.bots]
    for line in lines:
        await introduced(app, line.bot, stop)
        await line.take_left_over()
    if not stop.is_set():
        async with receiving(app, lines, stop), beside(app.background.run()):
            log.info(READY)
            await stop.wait()
    log.info("draining")
    await asyncio.gather(*(line.chats.finish(DRAIN) for line in lines))
    await app.dispatcher.emit_shutdown(**app.dispatcher.workflow_data)


async def introduced(app: App, bot: Bot, stop: asyncio.Event) -> None:
    """Learn its name and tell its commands."""
    await patiently(partial(app.network.learn, bot), stop)
    await patiently(partial(commands.tell, bot), stop)


async def patiently(step: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Do it as soon as Telegram lets us; not any more when the end is asked for."""
    tries = 0
    while not stop.is_set():
        try:
            await step()
        except (TelegramAPIError, OSError) as error:
            pause = PAUSES[min(tries, len(PAUSES) - 1)]
            tries += 1
            log.warning("Telegram is away", cause=repr(error), again_in=pause)
            await asyncio.wait([asyncio.ensure_future(stop.wait())], timeout=pause)
        else:
            return


@asynccontextmanager
async def receiving(app: App, lines: list[Line], stop: asyncio.Event) -> AsyncIterator[None]:
    """Let updates come in, by the way the settings say, and tell how it goes."""
    served = app.settings.metrics
    if app.settings.bot.webhook_url:
        webhook = Webhook(app.settings.bot)
        for line in lines:
            webhook.serve(line.bot.id, line.inbox, line.chats)
        async with webhook.listening():
            for line in lines:
                await patiently(partial(webhook.set_for, line.bot), stop)
            watches = [Watch(line.bot, webhook.url_of(line.bot)) for line in lines]
            async with beside(*(watch.keep() for watch in watches)):
                with metrics.served(served.host, served.bot_port, lambda: health(watches)):
                    yield
        return
    polls = [Polling(line.bot, line.inbox, line.chats) for line in lines]
    for line in lines:
        await patiently(line.bot.delete_webhook, stop)
    async with beside(*(poll.keep() for poll in polls)):
        with metrics.served(served.host, served.bot_port, lambda: health(polls)):
            yield


@asynccontextmanager
async def beside(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do these too, until the block ends."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        await end(tasks)


def health(hearings: Sequence[Hearing]) -> metrics.Health:
    parts = {str(hearing.bot_id): hearing.words for hearing in hearings}
    return metrics.Health(all(hearing.well for hearing in hearings), parts)
