"""What people get in Telegram: one card per person and order, and news that stand by themselves."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from redis.exceptions import RedisError

from activities.copies import Copies, Copy
from activities.notifications import UndeliverableError
from domain.orders.notices import NoticeKind
from domain.orders.waiting import TABLE
from domain.people import Person, Role
from domain.values import OrderId
from settings import Settings
from storage.chats import Addressee
from storage.database import Database
from storage.objects import Objects
from storage.outbox import Message
from telegram.cards import Shown, card, fitting, show
from telegram.limiter import Limiter
from telegram.news import ASKS, BY_ITSELF, URGENCY
from telegram.places import CardPlaces, Place, Told
from telegram.rates import rates
from telegram.sender import UnreachableError, Urgency, bot_of, urgent
from telegram.settings import BotToken
from telegram.texts import Html

UNCHANGED: Final = "message is not modified"
NO_BUTTONS: Final = InlineKeyboardMarkup(inline_keyboard=[])


class OurBot:
    """A bot of ours, and whom it serves."""

    def __init__(self, token: BotToken, bot: Bot) -> None:
        self.bot, self._roles = bot, token.roles

    def serves(self, roles: frozenset[Role]) -> bool:
        return not self._roles or bool(self._roles & {role.value for role in roles})


class TelegramChannel:
    """Implements `activities.notifications.Channel`.

    A message that asks for something is a new one, and the card before becomes a line that leads to it; other
    news, and turns that the reader's own act began, are written into the card where it stands. In the
    organization's quiet hours all comes without sound.
    """

    def __init__(
        self, database: Database, objects: Objects, bots: Sequence[OurBot], places: CardPlaces, told: Told
    ) -> None:
        self._database, self._copies = database, Copies(database, objects)
        self._bots, self._places, self._told = bots, places, told

    async def send(self, message: Message) -> None:
        """Tell each of the recipients who has not been told yet.

        Raises:
            UndeliverableError: none of them has a chat that takes messages, or Telegram refuses this one.
            Exception: for some of them it has to be tried again.
        """
        reached, failures = False, list[Exception]()
        for person in message.recipients:
            try:
                reached |= await self._reach(person, message)
            except Exception as error:  # noqa: BLE001 - one person's failure keeps nothing from the others
                failures.append(error)
        if failures:
            raise next((one for one in failures if not isinstance(one, UndeliverableError)), failures[0])
        if not reached:
            raise UndeliverableError("nobody whom it is for can be written to")

    async def _reach(self, person: Person, message: Message) -> bool:
        """Tell one person, by the first bot that can; False: none can."""
        name = f"{message.organization_id}:{message.id}"
        with suppress(RedisError):  # then rather twice than never
            if await self._told.knows(name, person.id):
                return True
        copy = await self._copies.to(person, message)
        if copy is None:
            return False
        if copy.notice.kind is NoticeKind.WENT_ON:
            await self._refresh(copy)
            return True
        for bot in self._candidates(copy):
            try:
                await self._deliver(bot, copy)
            except UnreachableError as error:
                await self._copies.closed(copy, bot.id, error.why)
                continue
            except TelegramBadRequest as error:
                raise UndeliverableError(f"Telegram refuses it: {error.message}") from error
            await self._copies.open(copy, bot.id)
            with suppress(RedisError):
                await self._told.note(name, person.id)
            return True
        return False

    def _candidates(self, copy: Copy) -> Iterator[Bot]:
        """Bots that serve the person and are not known to be stopped; the one for this matter first."""
        wanted, addressee = _role_of(copy), copy.addressee
        serving = (one for one in self._bots if one.serves(copy.person.roles))
        for one in sorted(serving, key=lambda one: _rank(one, wanted, addressee)):
            if one.bot.id not in addressee.closed:
                yield one.bot

    async def _deliver(self, bot: Bot, copy: Copy) -> None:
        with urgent(URGENCY[copy.notice.priority]):
            if copy.notice.kind is NoticeKind.PAPER:
                await self._send_paper(bot, copy)
            elif copy.order is None or copy.notice.kind in BY_ITSELF:
                await self._send(bot, copy, copy.news, _opening(copy))
            elif not copy.visible:
                await self._part_from(bot, copy, copy.order.id)
            elif copy.notice.kind in ASKS and copy.notice.by != copy.person.id:
                await self._catch_up(bot, copy, await self._send_card(bot, copy, copy.order.id))
            else:
                await self._catch_up(bot, copy, await self._edit_card(bot, copy, copy.order.id))

    async def _send(
        self, bot: Bot, copy: Copy, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> Place:
        chat_id = copy.addressee.telegram_id
        sent = await bot.send_message(chat_id, text, reply_markup=keyboard, disable_notification=copy.quiet)
        return Place(chat_id, sent.message_id)

    async def _send_paper(self, bot: Bot, copy: Copy) -> None:
        if copy.paper is None:
            raise UndeliverableError("the paper is called for anew")
        name, content = await self._copies.file(copy.paper)
        await bot.send_document(
            copy.addressee.telegram_id,
            BufferedInputFile(content, name),
            caption=copy.news,
            reply_markup=_opening(copy),
            disable_notification=copy.quiet,
        )

    async def _send_card(self, bot: Bot, copy: Copy, order_id: OrderId) -> Place:
        """Anew; the one before becomes a line."""
        place = await self._send(bot, copy, *_card(copy, copy.news))
        before = None
        with suppress(RedisError):  # the old card stays as it is: its buttons are requests from the past
            before = await self._places.put(bot.id, copy.person.id, order_id, place)
        if before:
            with urgent(Urgency.REMINDER), suppress(TelegramAPIError):
                await _edited(bot, before, Shown(copy.texts("card-below"), NO_BUTTONS))
        return place

    async def _edit_card(self, bot: Bot, copy: Copy, order_id: OrderId) -> Place:
        """Where it stands; where there is none any more, anew."""
        place = await self._place_of(bot, copy, order_id)
        if place and await _edited(bot, place, _card(copy, copy.news)):
            return place
        return await self._send_card(bot, copy, order_id)

    async def _refresh(self, copy: Copy) -> None:
        """Wherever the reader has a card of it; whoever has none, or stopped the bot, gets nothing."""
        if copy.order is None or not copy.visible:
            return
        for bot in self._candidates(copy):
            if place := await self._place_of(bot, copy, copy.order.id):
                with urgent(Urgency.REMINDER), suppress(UnreachableError):
                    await _edited(bot, place, _card(copy, copy.news))
                    await self._catch_up(bot, copy, place)

    async def _catch_up(self, bot: Bot, copy: Copy, place: Place) -> None:
        """A card waits for its turn at Telegram: an order that moved on meanwhile is shown as it is now.

        The news stay above it, unless they ask for what is done by now.
        """
        if by_now := await self._copies.moved_on(copy):
            above = () if by_now.answered else (copy.news,)
            with suppress(TelegramAPIError):
                await _edited(bot, place, _card(by_now, *above))

    async def _part_from(self, bot: Bot, copy: Copy, order_id: OrderId) -> None:
        """Say in place of its card that the order is not the reader's any more."""
        place = await self._place_of(bot, copy, order_id)
        if not (place and await _edited(bot, place, Shown(copy.news, NO_BUTTONS))):
            await self._send(bot, copy, copy.news)
        with suppress(RedisError):
            await self._places.forget(bot.id, copy.person.id, order_id)

    async def _place_of(self, bot: Bot, copy: Copy, order_id: OrderId) -> Place | None:
        with suppress(RedisError):
            place = await self._places.find(bot.id, copy.person.id, order_id)
            return place if place and place.chat_id == copy.addressee.telegram_id else None
        return None


async def _edited(bot: Bot, place: Place, shown: Shown) -> bool:
    """Whether the message shows that now; not if its person has deleted it."""
    try:
        await bot.edit_message_text(
            shown.text, chat_id=place.chat_id, message_id=place.message_id, reply_markup=shown.keyboard
        )
    except TelegramBadRequest as error:
        return UNCHANGED in error.message
    return True


def _card(copy: Copy, *above: Html) -> Shown:
    """The card below these words."""
    if copy.seen is None:
        return Shown(copy.news, NO_BUTTONS)
    shown = card(copy.seen, copy.reader, copy.texts, copy.now)
    return shown._replace(text=fitting([*above, "", *shown.text.split("\n")])) if above else shown


def _opening(copy: Copy) -> InlineKeyboardMarkup | None:
    """A way to the order that the news are about."""
    if copy.order is None or not copy.visible:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[show("open", copy.order, copy.texts)]])


def _rank(one: OurBot, wanted: Role | None, addressee: Addressee) -> tuple[bool, bool]:
    """The lowest is tried first: whose chat was begun, then that of the role that is wanted."""
    return one.bot.id not in addressee.started, not (wanted and one.serves(frozenset({wanted})))


def _role_of(copy: Copy) -> Role | None:
    """What the reader is told as."""
    notice = copy.notice
    kind = notice.wait_kind
    return notice.as_role or notice.to_role or (TABLE[kind].role if kind else None)


@asynccontextmanager
async def telegram_channel(
    settings: Settings, database: Database, objects: Objects
) -> AsyncIterator[TelegramChannel]:
    """By the bots that the settings name."""
    async with AsyncExitStack() as stack:
        limiter = Limiter(settings.redis, rates(settings.telegram))
        stack.push_async_callback(limiter.close)
        bots = []
        for token in settings.telegram.bots:
            bot = bot_of(token.token, settings.telegram, limiter)
            stack.push_async_callback(bot.session.close)
            bots.append(OurBot(token, bot))
        places, told = CardPlaces(settings.redis), Told(settings.redis)
        stack.push_async_callback(places.close)
        stack.push_async_callback(told.close)
        yield TelegramChannel(database, objects, bots, places, told)
