"""The bot dies at every single step of a form's walk, and the form then ends as if it had not.

A step is a command to Redis or a request to Telegram or the API. Walk n dies at the n-th step after each
thing that the person does, until no walk takes so many; then walks that die again at a step of their
next life, and walks that die anywhere. The person does nothing special about it: they wait for an answer,
and do what the lowest message with buttons asks for.

NARYAD_PROVE=1 makes all walks instead of two.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import pytest

from bot.forms.draft import Drafts
from stack.demo_people import demo_id
from stack.telegram.seen import Message
from tests.bot.conftest import BotSystem
from tests.bot.desk import NUMBER, desk_of, picture
from tests.bot.mortal import Mortal, steps
from tests.bot.patient import PHOTOS, Paper, Patient
from tests.bot.test_cards import given
from tests.report import report

PROVE = os.environ.get("NARYAD_PROVE") == "1"
PATIENCE = 60.0
"""Seconds for the answer to one thing that the person does."""
LOOK = 0.02
"""Seconds between two looks at what the bot is doing."""
MOST = 40
"""Things to be done for one form, by far."""
WALKS = 60 if PROVE else 1
"""That die anywhere."""
WHO, CURATOR = "sidorov", "petrova"
PICTURES = count(5000)
Plan = Iterator[int]
"""At which step the next life ends; 0: it does not."""


@pytest.fixture(scope="module")
async def mortal(bot_system: BotSystem) -> AsyncIterator[Mortal]:
    with steps():
        async with desk_of(bot_system) as desk:
            await desk.stop()
            mortal = Mortal(desk)
            await mortal.begin()
            yield mortal


def agreement(photos: int) -> Paper:
    answers = {
        "Что предлагаем": "Ролик <б>; 2; 2 250\nРабота; 500,50",
        "Что решил": "[Согласен]",
        "на меньшую сумму": "4 000",
        "Почему сумма меньше": "постоянный КЛИЕНТ",
    }
    pictures = tuple(picture(next(PICTURES)) for _ in range(photos))
    return Paper("submit_agreement", "agreement", "Согласование", answers, pictures)


@dataclass
class Steady(Patient):
    """Does what the lowest message asks for, and looks for nothing; once leaves the form and comes back."""

    mortal: Mortal = field(kw_only=True)
    plan: Plan = field(kw_only=True)
    """Two lives for each thing that is done."""
    story: list[str] = field(default_factory=list)

    async def walk(self) -> None:
        """Raises AssertionError: the form is not the lowest message, or no answer came."""
        [menu] = await self.chat.write("/menu")
        self.since = menu.id
        page = await self.chat.until(lambda one: one.id > menu.id and bool(one.rows), PATIENCE)
        await self.does(lambda: self.begin(page))
        while not self.told():
            asked = self.asked()
            if self.answered and not self.left:
                await self.comes_back()
            elif PHOTOS not in asked.text or not self.paper.photos:
                await self.does(partial(self.go_on, asked))
            elif self.sent:
                await self.does(partial(self.chat.tap, "Готово"))
            else:
                await self.does(self.send_photos, self.all_stored)

    async def send_photos(self) -> None:
        self.sent = True
        names = tuple(f"{number}.png" for number in range(len(self.paper.photos)))
        await self.chat.documents(*self.paper.photos, names=names)

    def asked(self) -> Message:
        """The form, or the counter of its photos below it."""
        lowest = next(one for one in reversed(self.chat.messages) if one.by_bot and one.rows)
        assert self.of_form(lowest), self.told_so_far()
        form = self.form()
        assert form, self.told_so_far()
        return form

    async def comes_back(self) -> None:
        [mine] = await self.chat.write("/drafts")
        await self.goes_well(lambda: self.page(mine.id) is not None)
        page = self.page(mine.id)
        assert page
        self.left = page.id
        draft = f"{self.number} · {self.paper.title}"
        await self.does(lambda: self.chat.tap(draft, page), lambda: self.form() is not None)

    async def does(
        self, what: Callable[[], Awaitable[object]], answered: Callable[[], bool] | None = None
    ) -> None:
        before = self.said()
        assert len(self.story) < MOST, self.told_so_far()
        self.story.append("")
        self.mortal.life.left = next(self.plan) or None
        await what()
        await self.goes_well(answered or (lambda: self.differs(before)), next(self.plan))

    async def goes_well(self, answered: Callable[[], bool], again: int = 0) -> None:
        """Until it is answered, and nothing is under way any more; the next life ends at step `again`."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not (answered() and await self.quiet()):
            if self.mortal.dead:
                self.story[-1] += f" {self.mortal.life.step};"
                await self.mortal.begin_again(again or None)
                again = 0
            assert asyncio.get_running_loop().time() < end, f"no answer\n{self.told_so_far()}"
            await asyncio.sleep(LOOK)
        self.mortal.life.left = None

    async def quiet(self) -> bool:
        """Whether everything that came was handled to its end, and every verdict told."""
        app = self.mortal.desk.app
        if self.mortal.dead or app is None:
            return False
        return not (await app.redis.xlen(f"naryad:inbox:{NUMBER}") or await Drafts(app.redis).verdicts())

    def told_so_far(self) -> str:
        deaths = (f"{number}. died before{step}" for number, step in enumerate(self.story, 1) if step)
        return "\n".join((*deaths, self.screen()))


async def walked(mortal: Mortal, plan: Plan, photos: int = 2) -> int:
    """Fill a form; how often the bot died of it."""
    system, deaths = mortal.desk.system, len(mortal.deaths)
    order, number = await system.opened(CURATOR, engineer=str(demo_id(WHO)))
    await given(system, WHO, order, "assignment/acceptance", "assignment")
    chat = (await mortal.desk.thumb(WHO)).chat
    one = Steady(system, WHO, chat, agreement(photos), order, number, mortal=mortal, plan=plan)
    await one.walk()
    [event] = await one.effects()
    assert [photo["id"] for photo in event["photos"]] == await one.stored(), one.told_so_far()
    assert event["amount"] == 400_000
    assert event["outcome"]["discount_reason"] == "постоянный КЛИЕНТ"
    [lines] = event["options"]
    assert [line["name"] for line in lines["lines"]] == ["Ролик <б>", "Работа"]
    return len(mortal.deaths) - deaths


def dying_at(step: int, again: int = 0) -> Plan:
    """Of each thing that is done: at that step, and the next life at that one."""
    while True:
        yield step
        yield again


def dying_anywhere(number: int) -> Plan:
    dice = random.Random(number)  # noqa: S311 - the steps only
    while True:
        yield dice.choice((dice.randint(1, 15), dice.randint(1, 40)))
        yield dice.choice((0, dice.randint(1, 25)))


@pytest.mark.timeout(3600 if PROVE else 240)
@pytest.mark.parametrize("photos", [2, 0])
async def test_11_a_form_ends_well_whichever_step_the_bot_dies_at(mortal: Mortal, photos: int) -> None:
    walks, deaths = 0, 0
    for step in count(1) if PROVE else ():
        died = await walked(mortal, dying_at(step), photos)
        if not died:
            break
        walks, deaths = walks + 1, deaths + died
    for number in range(WALKS):
        walks, deaths = walks + 1, deaths + await walked(mortal, dying_anywhere(number), photos)
    report(f"forms with {photos} photos walked, and deaths on their way", f"{walks}, {deaths}")
