"""Many people send albums at once: parts late, out of order, downloads failing, Done pressed meanwhile."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from bot.client import Caller
from domain.people import Person, Role
from domain.values import PersonId
from stack.demo_people import SERVICE
from stack.telegram.people import NothingCameError
from storage.database import Database
from tests.bot.conftest import BotSystem
from tests.bot.desk import NUMBER, Desk, Timeline, desk_of, picture
from tests.bot.thumb import Thumb
from tests.report import report

PROVE = os.environ.get("NARYAD_PROVE") == "1"
PEOPLE, ALBUMS, PARTS = (200, 5, 2) if PROVE else (3, 2, 3)
BEGINNING = 10
"""Who open their forms at the same moment."""
FIRST = 50_000
"""The first one's Telegram id."""
AWAY = 600.0 if PROVE else 30.0
"""Seconds for one screen, while everybody sends."""


@pytest.fixture(scope="module")
async def desk(bot_system: BotSystem) -> AsyncIterator[Desk]:
    async with desk_of(bot_system) as desk:
        yield desk


async def engineers(desk: Desk) -> list[PersonId]:
    """New ones, linked to Telegram."""
    database = Database(desk.settings.database)
    people = [PersonId(uuid4()) for _ in range(PEOPLE)]
    try:
        async with database.transaction() as tx:
            for number, person in enumerate(people):
                known = Person(
                    id=person,
                    organization_id=SERVICE.id,
                    name=f"Инженер {number}",
                    roles=frozenset({Role.ENGINEER}),
                )
                await tx.people.put(known, login=f"album-{number}", password_hash="-")
                await tx.people.link_telegram(person, FIRST + number, datetime.now(UTC))
    finally:
        await database.close()
    return people


class Photographer:
    """Fills one note with several albums."""

    def __init__(self, desk: Desk, number: int, order: str) -> None:
        self.desk, self.number, self.order = desk, number, order
        self.contents = [picture(100_000 + number * 100 + n) for n in range(ALBUMS * PARTS)]
        self.dice = random.Random(number)  # noqa: S311 - moments only

    async def begin(self) -> None:
        """Open the form, up to its photos."""
        person = await self.desk.system.sandbox.join(f"album-{self.number}", FIRST + self.number, "Инженер")
        self.thumb = Thumb(person.chat(NUMBER))
        await self.desk.begin_for(self.thumb, await self.caller(), "add_note", self.order, "notes")
        [mine] = await self.thumb.chat.write("Фото ДО")
        await self.thumb.chat.until(lambda one: one.id > mine.id and "Пришлите фото" in one.text, AWAY)

    async def work(self) -> None:
        for album in range(ALBUMS):  # one may come into the other
            parts = self.contents[album * PARTS : (album + 1) * PARTS]
            names = tuple(f"{n}.png" for n in range(PARTS))
            await self.thumb.chat.documents(*parts, names=names)
            await asyncio.sleep(self.dice.uniform(0, 0.3))
        await self.thumb.chat.tap("Готово")
        await self.shown(f"Сохранено {len(self.contents)} из {len(self.contents)}")
        while not any("отправлено" in one.text for one in self.thumb.chat.messages):
            await self.press_on()

    async def press_on(self) -> None:
        """Done or Send, whichever is the lowest; a press that was too early is repeated."""
        lowest = await self.thumb.chat.until(
            lambda one: bool(one.button("Отправить") or one.button("Готово") or "отправлено" in one.text),
            AWAY,
        )
        if "отправлено" in lowest.text:
            return
        changes = self.thumb.chat.changes
        await self.thumb.chat.tap("Отправить" if lowest.button("Отправить") else "Готово", lowest)
        try:
            await self.thumb.chat.wait(lambda: self.thumb.chat.changes > changes, 5)
        except NothingCameError:
            return

    async def shown(self, words: str) -> None:
        await self.thumb.chat.until(lambda one: words in one.text, AWAY)

    async def caller(self) -> Caller:
        return await self.desk.system.api.caller(FIRST + self.number)

    async def check(self) -> None:
        """What was sent is linked, in that order, once; one counter."""
        caller = await self.caller()
        record = await caller.read(f"/v1/orders/{self.order}/timeline", Timeline)
        [event] = [one["event"] for one in record.entries if one["event"]["kind"] == "noted"]
        stored = [await caller.upload(one, "x.png", f"by hand {uuid4()}") for one in self.contents]
        assert [UUID(one["id"]) for one in event["photos"]] == [one.id for one in stored]
        assert sum("Сохранено" in one.text for one in self.thumb.chat.messages) == 1


@pytest.mark.timeout(3600 if PROVE else 120)
async def test_10_36_41_albums_of_many_people_at_once_are_linked_whole_and_once(desk: Desk) -> None:
    orders = [(await desk.system.opened(engineer=str(one)))[0] for one in await engineers(desk)]
    photographers = [Photographer(desk, number, order) for number, order in enumerate(orders)]
    for at in range(0, PEOPLE, BEGINNING):  # their albums are what comes at once
        await asyncio.gather(*(one.begin() for one in photographers[at : at + BEGINNING]))
    await desk.system.sandbox.trouble(shuffle_albums=True, album_delay=(0.0, 0.8), failing_downloads=5.0)
    try:
        await asyncio.gather(*(one.work() for one in photographers))
    finally:
        await desk.system.sandbox.trouble()
    for one in photographers:
        await one.check()
    report("albums linked whole and once: people, files", f"{PEOPLE}, {PEOPLE * ALBUMS * PARTS}")
