"""SIGKILL of the bot at random moments: each form ends with every typed value, and one effect.

A kill counts when it left something unfinished: an update, an upload or a command on its way.
NARYAD_PROVE=1 kills until three hundred have counted, instead of four.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.forms.draft import Drafts
from stack.demo_people import demo_id
from tests.bot.conftest import BotSystem
from tests.bot.desk import picture
from tests.bot.nest import Nest
from tests.bot.patient import Paper, Patient
from tests.bot.test_cards import given
from tests.report import report
from tests.workflows.running import eventually

PROVE = os.environ.get("NARYAD_PROVE") == "1"
KILLS = 300 if PROVE else 4
PEOPLE = {
    "ivanov": "petrova",
    "sidorov": "petrova",
    "ekb-engineer": "ekb-curator",
    "duty-engineer": "duty-curator",
}
WRITERS = PEOPLE if PROVE else {"ivanov": "petrova", "ekb-engineer": "ekb-curator"}
LIVES = 1.5
"""Seconds that a bot asks for updates at most, before it is killed."""
START = 120.0
"""Seconds that it has until then."""
PICTURES = count(1000)


def note(login: str, number: int) -> Paper:
    photos = tuple(picture(next(PICTURES)) for _ in range((number + 1) % 3))
    return Paper(
        "add_note", "notes", "Заметка", {"Что записать?": f"заметка {number} <&> от {login}"}, photos
    )


def agreement(login: str, number: int) -> Paper:
    answers = {
        "Что предлагаем": "Ролик <б>; 2; 2 250\nРабота; 500,50",
        "Что решил": "[Согласен]",
        "на меньшую сумму": "4 000",
        "Почему сумма меньше": f"постоянный КЛИЕНТ {number} {login}",
    }
    return Paper("submit_agreement", "agreement", "Согласование", answers, (picture(next(PICTURES)),))


def photos_of(event: dict[str, Any]) -> list[str]:
    return [photo["id"] for photo in event["photos"]]


class Writer:
    """One engineer, who fills form after form; afterwards each is looked for in its order's record."""

    def __init__(self, system: BotSystem, login: str, curator: str) -> None:
        self.system, self.login, self.curator = system, login, curator
        self.filled: list[Patient] = []

    async def fill_one(self) -> None:
        number = len(self.filled)
        kind = agreement if number % 4 == 3 else note
        order, shown = await self.system.opened(self.curator, engineer=str(demo_id(self.login)))
        if kind is agreement:
            await given(self.system, self.login, order, "assignment/acceptance", "assignment")
        chat = await self.system.chat(self.login)
        patient = Patient(self.system, self.login, chat, kind(self.login, number), order, shown)
        self.filled.append(patient)
        await patient.fill()

    async def check(self) -> None:
        for number, patient in enumerate(self.filled):
            [event] = await patient.effects()
            assert photos_of(event) == await patient.stored()
            if event["kind"] == "noted":
                assert event["text"] == f"заметка {number} <&> от {self.login}"
            else:
                assert event["amount"] == 400_000
                assert event["outcome"]["discount_reason"] == f"постоянный КЛИЕНТ {number} {self.login}"
                [lines] = event["options"]
                assert [line["name"] for line in lines["lines"]] == ["Ролик <б>", "Работа"]


class Kills:
    """Ends one bot after the other."""

    def __init__(self, system: BotSystem, redis: Redis) -> None:
        self.system, self.redis = system, redis
        self.nest = Nest(system.settings, system.stack.folder.logs / "killed.log")
        self.drafts = Drafts(redis)
        self.all, self.counted = 0, 0

    @property
    def over(self) -> bool:
        return self.counted >= KILLS

    async def go_on(self) -> None:
        dice = random.Random(11)  # noqa: S311 - the moments only
        self.nest.hatch()
        while not self.over:
            await eventually(self.ready, within=START)
            await asyncio.sleep(dice.uniform(0, LIVES))
            await asyncio.to_thread(self.nest.kill)
            self.all, self.counted = self.all + 1, self.counted + await self.unfinished()
            self.nest.hatch()

    async def ready(self) -> bool:
        return self.nest.ready

    async def unfinished(self) -> bool:
        """Whether there is an update that was not handled to its end, or a draft that goes on by itself."""
        updates = await self.redis.xlen(f"naryad:inbox:{self.system.bot_id}")
        return bool(updates or await self.drafts.pending())


@pytest.fixture
async def kills(bot_system: BotSystem) -> AsyncIterator[Kills]:
    """In place of the bot that all tests share."""
    await asyncio.to_thread(bot_system.stack.kill, "bot")
    async with Redis.from_url(bot_system.settings.redis.url) as redis:
        kills = Kills(bot_system, redis)
        yield kills
    kills.nest.kill()
    await asyncio.to_thread(bot_system.stack.begin_again, "bot")


@pytest.mark.timeout(3600 if PROVE else 300)
async def test_11_forms_survive_kills_at_random_moments(kills: Kills) -> None:
    async def work(writer: Writer) -> None:
        while not (kills.over and writer.filled):
            await writer.fill_one()
        await writer.check()

    writers = [Writer(kills.system, login, curator) for login, curator in WRITERS.items()]
    await asyncio.gather(kills.go_on(), *map(work, writers))
    told = (kills.all, kills.counted, sum(len(writer.filled) for writer in writers))
    report("the bot's SIGKILLs, those inside of work, and forms filled meanwhile", ", ".join(map(str, told)))
