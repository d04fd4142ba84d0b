"""Somebody who sends anything at all, wherever they are."""

import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from aiogram_dialog.utils import CB_SEP

from bot.client import BlockedError, RefusedError
from bot.forms.about import On
from bot.forms.background import CONTINUE
from bot.forms.begin import draft_for
from bot.forms.counter import WIDGET
from bot.forms.draft import Draft, Drafts, DraftState, draft_id
from bot.forms.registry import FORMS
from bot.identity import texts_for
from domain.people import Role
from domain.values import OrderId, PersonId
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from tests.bot.desk import Desk
from tests.bot.fuzz.anywhere import PLACES, Place, on, put_at
from tests.bot.fuzz.branch import CAST, OUTSIDE, Branch
from tests.bot.fuzz.documented import CELLS, Row, Seen
from tests.bot.fuzz.stopwatch import Stopwatch

PATIENCE: Final = 60.0
"""Seconds that a test waits for anything: the machine may be busy."""
OWN: Final = 10.0
"""Seconds within which everything is answered, as far as it is the bot's."""
BY_KIND: Final = 0.4
"""How often somebody goes to the kind of question that least was thrown at."""
IN_MENU: Final = 0.25
"""How often somebody is in the menu rather than in a form."""
RARE: Final = 0.5
"""How often what was thrown least at such a question is thrown at it."""
SUMMARY: Final = "summary"
DOOR: Final = "a button of a page that opens a form (`form:`)"


class Where(StrEnum):
    MENU = "menu"
    FORM = "form"
    ANYWHERE = "anywhere"
    """After a press that may have led anywhere."""
    OUTSIDE = "outside"
    """Somebody who is not let in."""


def kind_of(place: Place) -> str:
    """The kind of question that is asked there."""
    form, step = place
    return type(FORMS[form].step(step)).__name__ if step else SUMMARY


@dataclass
class World:
    """What all of them share."""

    desk: Desk
    branch: Branch
    table: dict[str, Row]
    watch: Stopwatch
    people: list["Person"] = field(default_factory=list)
    old: list[str] = field(default_factory=lambda: ["go:menu"])
    """Data of buttons that anybody has seen."""
    reached: Counter[Place] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    """By the kind of question: how often something was thrown at it."""
    thrown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By the kind of question and the move."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Updates by row of the table."""
    own: float = 0.0
    """The most seconds of the bot's own until anybody was answered."""
    waits: list[float] = field(default_factory=list)
    """Seconds until each was answered, on this machine."""

    @property
    def drafts(self) -> Drafts:
        assert self.desk.app
        drafts: Drafts = self.desk.app.dispatcher.workflow_data["drafts"]
        return drafts


Move = Callable[["Person"], Awaitable[None]]


@dataclass
class Person:
    """Somebody at random: where they are, and what they see."""

    world: World
    name: str
    chat: Chat
    order: str
    dice: random.Random
    where: Where = Where.MENU
    draft: UUID | None = None
    """Of the form that is open."""
    closed: set[Place] = field(default_factory=set)
    """Where this person does not get to."""

    # Going somewhere

    async def somewhere(self) -> None:
        """Into the menu, or into any form at any of its questions or its summary."""
        await self.writes("/menu")
        if self.name in OUTSIDE:
            self.where = Where.OUTSIDE
            return
        self.where, self.draft = Where.MENU, None
        if self.dice.random() < IN_MENU:
            return
        place = self.least_known()
        self.closed.add(place)
        if draft := await self.drafted(*place):
            self.closed.remove(place)
            await self.tapped(DOOR, f"{CONTINUE}{draft.id.hex}")
            self.where, self.draft = Where.FORM, draft.id
            self.world.reached[place] += 1

    def least_known(self) -> Place:
        """Where the fewest have been yet, or the least was thrown, of all that is open to this person."""
        by_kind = self.dice.random() < BY_KIND
        known = {
            place: self.world.asked[kind_of(place)] if by_kind else self.world.reached[place]
            for place in PLACES
            if place not in self.closed
        }
        fewest = min(known.values())
        return self.dice.choice([place for place, times in known.items() if times == fewest])

    async def drafted(self, name: str, step: str | None) -> Draft | None:
        """A draft of that form, left at that question; None where this person gets none."""
        assert self.world.desk.app
        form, drafts = FORMS[name], self.world.drafts
        about = on(name, step, self.world.branch, self.order, self.dice)
        try:
            caller = await self.world.desk.app.api.caller(self.chat.person.id)
            texts = texts_for(caller.me)
            draft = await draft_for(form, about, caller, texts=texts, drafts=drafts, bot_id=self.chat.peer)
        except BlockedError:
            await self.world.branch.put_right()
            self.closed.discard((name, step))
            return None
        except RefusedError:  # it is not theirs to see: what the bot says to that
            self.closed |= {place for place in PLACES if place[0] == name}
            subject = f":{about.subject.hex}" if about.subject else ""
            await self.tapped(DOOR, f"form:{name}{subject}")
            return None
        async with drafts.changing(draft.id) as held:
            held.state = DraftState.FILLING
            return held if await put_at(held, step, caller, texts, self.dice) else None

    # Doing something

    async def anything(self, moves: dict[str, Move]) -> None:
        """One move; at a question of a form often the one that was made least there."""
        question = await self.question()
        names = self.dice.sample(sorted(moves), len(moves))
        if question and self.dice.random() < RARE:
            names.sort(key=lambda name: self.world.thrown[question, name])
        self.world.asked[question] += 1
        self.world.thrown[question, names[0]] += 1
        await moves[names[0]](self)

    async def question(self) -> str:
        """The kind of question that is asked of them; empty outside of forms."""
        draft = await self.opened()
        if self.where is not Where.FORM or draft is None:
            return ""
        return kind_of((draft.form, draft.at))

    async def opened(self) -> Draft | None:
        return await self.world.drafts.find(self.draft) if self.draft else None

    async def writes(
        self, text: str, row: str = "`/menu /orders /find /drafts /lang /help`, `/start`"
    ) -> None:
        await self.sends(self.chat.write(text), row, text)

    async def sends(self, sending: Awaitable[object], row: str, text: str = "", count: int = 1) -> None:
        """Send it, and see what the table says; where nobody knows where they are, that something comes."""
        before, mark, began = self.shown(), len(self.world.watch.ended), time.monotonic()
        self.world.kinds[row] += 1
        fits = CELLS[await self.cell(row)] if self.where is not Where.ANYWHERE else None
        result = await sending
        count = len(result) if isinstance(result, list) else count
        await self.world.watch.handled(self.chat.person.id, mark, count, PATIENCE)
        left = self.draft is None or await self.opened() is not None

        def fitting() -> bool:
            seen = Seen(self.news(before), text, left=left)
            turned_away = CELLS["whom to ask, and nothing else"](seen)
            other = turned_away or seen.away or seen.forbidden
            return bool(seen.messages) and (fits is None or fits(seen) or other)

        await self.chat.wait(fitting, PATIENCE)
        self.judge(row, mark, began)

    async def tapped(self, row: str, data: str, on: Message | None = None) -> None:
        """The press is answered, with what the table says of it."""
        shown = [one for one in self.chat.messages if one.by_bot][-12:]
        before, mark, began = self.shown(), len(self.world.watch.ended), time.monotonic()
        self.world.kinds[row] += 1
        fits = CELLS[await self.cell(row)]
        query = await self.chat.tap_data((on or self.dice.choice(shown)).id, data)
        await self.world.watch.handled(self.chat.person.id, mark, 1, PATIENCE)
        answers = self.chat.person.answers

        def fitting() -> bool:
            said = answers.get(query)
            seen = Seen(self.news(before), toast=said.text if said else None)
            turned_away = CELLS["whom to ask, and nothing else"](seen)
            return said is not None and (fits(seen) or turned_away or seen.away)

        await self.chat.wait(fitting, PATIENCE)
        self.judge(row, mark, began)
        if self.where is not Where.OUTSIDE:
            self.where = Where.ANYWHERE

    async def cell(self, row: str) -> str:
        """What the table says, here; of a form that is being sent or thrown away, that something comes."""
        found = self.world.table[row]
        if self.where is Where.OUTSIDE:
            return "whom to ask, and nothing else"
        if self.where is Where.MENU or not found.in_form:
            return found.elsewhere
        draft = await self.opened()
        asks = draft and draft.state is DraftState.FILLING and not draft.page.get("dropping")
        return found.in_form if asks or found.in_form == found.elsewhere else "the answer"

    def shown(self) -> dict[int, Message]:
        return {one.id: one for one in self.chat.messages if one.by_bot}

    def news(self, before: dict[int, Message]) -> list[Message]:
        return [one for number, one in self.shown().items() if before.get(number) != one]

    def judge(self, row: str, mark: int, began: float) -> None:
        self.world.waits.append(time.monotonic() - began)
        own = self.world.watch.own_since(self.chat.person.id, mark, began)
        self.world.own = max(self.world.own, own)
        assert own <= OWN, f"{self.name}: {row} took {own:.1f} s of the bot's own"

    # Afterwards

    async def completes_a_form(self) -> tuple[str, str]:
        """Whatever was before. An order and the words of the note about it; nothing for who has no form."""
        if self.name in OUTSIDE:
            await self.writes("Я здесь?", "anything from somebody unknown or blocked")
            return "", ""
        role = CAST[self.name]
        self.where, self.draft = Where.ANYWHERE, None
        if role is Role.BUYER:  # who may send nothing yet: the language it is
            menu = await self.after("/menu", lambda one: bool(one.rows))
            await self.tapped("a button of a page (`go:`)", "go:speak:ru", menu)
            return "", ""
        return await self.completes_a_note(role)

    async def completes_a_note(self, role: Role) -> tuple[str, str]:
        """In whatever language, so buttons are known by what they carry."""
        in_workshop = role is Role.STATIONARY_ENGINEER
        order = self.world.branch.order if in_workshop else await self.world.branch.opened()
        if role is Role.ENGINEER:
            order = await self.world.branch.opened(self.name)
        menu = await self.after("/menu", lambda one: bool(one.rows))
        mine = draft_id(await self.person(), "add_note", On(order_id=OrderId(UUID(order)), part="notes"))
        await self.tapped("a button of a page (`go:`)", f"go:discarded:{mine.hex}", menu)
        since, words = self.chat.messages[-1].id, f"после всего {uuid4().hex}"
        press = await self.world.branch.button(order, "add_note", "notes")
        await self.tapped("a button of a card", press, menu)
        await self.chat.until(lambda one: one.id > since and bool(carrying(one, f"{WIDGET}:")), PATIENCE)
        asked = await self.after(words, lambda one: bool(carrying(one, ":s")))
        await self.tapped("a button of a form", carrying(asked, ":s"), asked)
        summary = await self.chat.until(
            lambda one: words in one.text and bool(carrying(one, ":go")), PATIENCE
        )
        await self.tapped("a button of a form", carrying(summary, ":go"), summary)
        return order, words

    async def person(self) -> PersonId:
        return PersonId(self.world.branch.people[self.name])

    async def after(self, text: str, fits: Callable[[Message], bool]) -> Message:
        *_, mine = await self.chat.write(text)
        return await self.chat.until(lambda one: one.id > mine.id and fits(one), PATIENCE)


def carrying(message: Message, end: str) -> str:
    """The data of the first button that has this part; empty where there is none."""
    data = [str(button.data) for row in message.rows for button in row]
    return next(
        (one for one in data if one.endswith(end) or (end == f"{WIDGET}:" and CB_SEP + end in one)), ""
    )
