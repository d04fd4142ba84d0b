"""SIGKILL of the bot at random moments: each form ends with every typed value, and one effect.

NARYAD_PROVE=1 kills three hundred times instead of four.
"""

import asyncio
import os
import random
from itertools import count
from typing import Any

import pytest

from stack.demo_people import demo_id
from tests.bot.conftest import BotSystem
from tests.bot.desk import picture
from tests.bot.patient import Paper, Patient
from tests.bot.test_cards import given
from tests.report import report

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
"""Seconds that the bot lives at most before it is killed again."""
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


@pytest.mark.timeout(3600 if PROVE else 300)
async def test_11_forms_survive_kills_at_random_moments(bot_system: BotSystem) -> None:
    dice = random.Random(11)  # noqa: S311 - the moments only
    killed = 0

    async def kill() -> None:
        nonlocal killed
        while killed < KILLS:
            await asyncio.sleep(dice.uniform(0, LIVES))
            await asyncio.to_thread(bot_system.stack.kill, "bot")
            killed += 1
            await asyncio.to_thread(bot_system.stack.begin_again, "bot")

    async def work(writer: Writer) -> None:
        while killed < KILLS or not writer.filled:
            await writer.fill_one()
        await writer.check()

    writers = [Writer(bot_system, login, curator) for login, curator in WRITERS.items()]
    await asyncio.gather(kill(), *map(work, writers))
    report(
        "the bot's SIGKILLs, and forms filled meanwhile", f"{killed}, {sum(len(w.filled) for w in writers)}"
    )
