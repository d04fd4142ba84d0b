"""Every button there is: of cards in whatever state, and of all pages that somebody's menu leads to."""

from collections import Counter, deque
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup
from redis.asyncio import Redis

from bot.forms.draft import Drafts
from bot.forms.registry import FORMS
from bot.rooms.doors import ROOMS
from bot.rooms.drafts import begun_by
from bot.rooms.page import FORM, GO, MENU, NowhereError, Visit
from domain.contacts import Contact, PrivateClient
from domain.orders.actor import Actor
from telegram.actions import AT_ONCE, REVIEW, deeds
from telegram.cards import Seen, card
from telegram.presses import unpack
from telegram.reviews import review, submission
from telegram.texts import Language, Texts
from tests.bot.conftest import BotSystem
from tests.domain.world import MOSCOW, STAFF
from tests.telegram.walks import walk_of

CLIENT: Final = Contact(client=PrivateClient(name="Anna"), phones=("+79123456789",))
WALKS: Final = 8
ACTS: Final = frozenset(
    {"speak", "shift", "unblock", "invite", "revoke", "handin_do", "log_out", "log_out_all", "discarded"}
)
"""Rooms that change something when they are entered; only their buttons are seen."""
OF_A_ROOM: Final = 8
"""Pages that are looked at: they differ in whose they are, not in what stands on them."""


def data_of(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    rows = keyboard.inline_keyboard if keyboard else []
    return [button.callback_data or "" for row in rows for button in row]


def forms_of_cards() -> Iterator[str]:
    """What the buttons of cards and of looks at submissions open."""
    presses = {press.kind for data in _of_cards() if (press := unpack(data))}
    yield from presses & set(FORMS) - AT_ONCE


def _of_cards() -> Iterator[str]:
    for number in range(WALKS):
        for world in walk_of(number):
            texts = Texts(Language.RU, MOSCOW)
            seen = Seen(world.order, CLIENT, {})
            for reader in (Actor.of(one) for one in STAFF):
                yield from data_of(card(seen, reader, texts, world.now, more=True).keyboard)
                shown = deeds(world.order, reader, world.now)
                for deed in (*shown.main, *shown.more):
                    sent_in = submission(world.entries, deed.part) if deed.kind == REVIEW else None
                    if sent_in:
                        yield from data_of(review(seen, sent_in, reader, texts, world.now).keyboard)


async def forms_of_pages(system: BotSystem, login: str) -> set[str]:
    """Walk through the rooms breadth first, from the menu."""
    caller, texts = await system.caller(login), Texts(Language.RU, ZoneInfo("Europe/Moscow"))
    todo, seen, entered = deque([MENU.go]), {MENU.go}, Counter[str]()
    found: set[str] = set()
    async with Redis.from_url(system.settings.redis.url) as redis:
        while todo:
            _, room, *arguments = todo.popleft().split(":")
            entered[room] += 1
            if room in ACTS or entered[room] > OF_A_ROOM:
                continue
            assert room in ROOMS, f"a button to {room}, which is nowhere"
            visit = Visit(caller, texts, system.api, Drafts(redis), frozenset(ROOMS), tuple(arguments))
            try:
                page = await ROOMS[room](visit)
            except NowhereError:
                continue
            for data in data_of(page.keyboard):
                if data.startswith(f"{FORM}:") and (begun := begun_by(data)):
                    found.add(begun[0])
                if data.startswith(f"{GO}:") and data not in seen:
                    seen.add(data)
                    todo.append(data)
    return found
