"""Buttons that open something: a form, what was sent in, a page. Pressed at each step, and when they are old.

At each step each such button stands on the real card of whoever may press it. One of them presses it twice,
all others once, all at the same moment: each gets a draft of their own, one, and nothing is recorded.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Final, NamedTuple, Self
from uuid import UUID

from aiogram_dialog.utils import remove_intent_id
from pydantic import JsonValue

from bot.client import ApiAwayError, RefusedError
from bot.forms.about import On
from bot.forms.draft import Draft, draft_id
from bot.orders import Look, look
from domain.values import OrderId
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from telegram.actions import REVIEW
from telegram.presses import Press, pack, unpack
from tests.bot.conftest import BotSystem
from tests.bot.hands import asks
from tests.bot.openable import Square, Wanted, kind_of, openable, under_review
from tests.bot.pressing import PATIENCE, holds, pressed

PEOPLE: Final = ("petrova", "smirnova", "owner", "super", "orlov", "sidorov", "kuznetsov", "popov")
PAGES: Final = ("history", "more", "less")
"""What turns the card itself; its words are another's matter."""
OLD: Final = ("устарела", "успел раньше", "больше нет")
BELOW: Final = "устарела"
"""Is also said above the card of now, with what happened meanwhile."""
THE_FORM, WHAT_WAS_SENT_IN, THE_PAGE = "its form", "what was sent in", "its page"
AT_A_STEP: Final = 3
"""Squares at one step, where not all are wanted."""


class Hand(NamedTuple):
    """Somebody at a message with the button."""

    login: str
    chat: Chat
    message: int


@dataclass(frozen=True)
class Opened:
    """What somebody has opened; `draft` is None of what is no form."""

    hand: Hand
    number: str
    press: Press
    draft: UUID | None


@dataclass
class FormSquares:
    system: BotSystem
    most: int | None = None
    """About so many squares, each of another button; None: all."""
    presses: Counter[Square] = field(default_factory=Counter)
    together: int = 0
    """Squares where somebody else pressed at the same moment."""
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By when it was pressed, and what came of it."""
    opened: list[Opened] = field(default_factory=list)

    async def stop(self, order: OrderId, number: str) -> None:
        """Everything at the order as it is now that was not yet pressed at this stage by these roles."""
        enough = self.most is not None and len(self.presses) >= self.most
        if enough or not (wanted := self.wanted(await self.readers(order))):
            return
        logins = sorted({login for _, holders in wanted.values() for login in holders})
        found = await asyncio.gather(*(self.card(one, order, number) for one in logins))
        cards = dict(zip(logins, found, strict=True))
        before = await self.version(order)
        turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

        async def at_once(square: Square, press: Press, holders: Sequence[str]) -> None:
            async with AsyncExitStack() as stack:
                for login in sorted(holders):
                    await stack.enter_async_context(turns[login])
                for login in holders:
                    assert holds(cards[login][1], pack(press)), (login, press)
                hands = [cards[login][0] for login in holders]
                await self.at_once(square, press, hands, number)

        await asyncio.gather(*(at_once(square, press, all_) for square, (press, all_) in wanted.items()))
        await asyncio.gather(*(self.turned(*cards[login]) for login in logins))
        assert await self.version(order) == before, "something was recorded by looking"

    def wanted(self, readers: dict[str, Look]) -> Wanted:
        """Buttons that open something, and who has them."""
        wanted = {square: one for square, one in openable(readers).items() if square not in self.presses}
        return wanted if self.most is None else dict(self.some_of(wanted, self.most))

    def some_of(self, wanted: Wanted, most: int) -> list[tuple[Square, tuple[Press, list[str]]]]:
        """Of the buttons that were at no step yet a few: what was sent in, what most people have, and any."""
        known = {kind_of(square) for square in self.presses}
        new = [one for one in wanted.items() if kind_of(one[0]) not in known]
        Random(len(known)).shuffle(new)  # noqa: S311 - which buttons, no secret
        new.sort(key=lambda one: (one[0][1] != REVIEW, -len(one[1][1]) * (not known)))
        return new[: min(AT_A_STEP, max(most - len(self.presses), 0))]

    async def at_once(self, square: Square, press: Press, hands: Sequence[Hand], number: str) -> None:
        """One of them twice and the others once, at the same moment."""
        first = hands[len(self.presses) % len(hands)]
        taps = [first, *hands]
        last = {hand.login: hand.chat.messages[-1].id for hand in hands}
        said = await asyncio.gather(*(pressed(tap.chat, tap.message, pack(press)) for tap in taps))
        assert not any(said), (press, said)
        opened = [await self.opens(hand, press, number) for hand in hands]
        below: list[Hand] = []
        for one in opened:
            shown = await self.shown(one, last[one.hand.login], 2 if one.hand is first else 1)
            assert len({message.text for message in shown}) == 1, [message.text for message in shown]
            below.append(one.hand._replace(message=shown[-1].id))
        self.opened += opened
        self.presses[square] += len(taps)
        self.together += len(hands) > 1
        self.answers["at once", THE_FORM if opened[0].draft else WHAT_WAS_SENT_IN] += len(taps)
        if press.kind == REVIEW:  # where it is shown are the buttons of more forms
            for kind, verdict in under_review(square):
                await self.at_once(verdict, press._replace(kind=kind), below, number)

    async def turned(self, hand: Hand, card: Message) -> None:
        """The card's pages, each twice; in the end it is the card again."""
        pages = [one for row in card.rows for button in row if (one := unpack(button.data))]
        for page in (one for one in pages if one.kind in PAGES):
            for _ in range(2):
                assert not await pressed(hand.chat, hand.message, pack(page))
            self.answers["at once", THE_PAGE] += 2
            self.opened.append(Opened(hand, "", page, None))

    async def moved_on(self, order: OrderId) -> None:
        """Once more, all that was opened of that order."""
        await self.again("after the order moved on", [one for one in self.opened if _of(one) == order])

    async def a_week_later(self) -> None:
        """The sandbox's clock has been moved by whoever calls this."""
        await self.again("a week later", self.opened)

    async def again(self, when: str, some: Sequence[Opened]) -> None:
        """Each is answered, nothing is recorded, and no draft loses a word."""
        orders = {_of(one) for one in some}
        before = [await self.version(order) for order in orders]
        filled = await self.filled()
        by_login: dict[str, list[Opened]] = defaultdict(list)
        for one in some:
            by_login[one.hand.login].append(one)
        await asyncio.gather(*(self.in_turn(when, mine) for mine in by_login.values()))
        assert [await self.version(order) for order in orders] == before, f"recorded {when}"
        after = await self.filled()
        assert {draft: after.get(draft) for draft in filled} == filled

    async def in_turn(self, when: str, mine: Iterable[Opened]) -> None:
        for one in mine:
            last = one.hand.chat.messages[-1].id
            said = await pressed(one.hand.chat, one.hand.message, pack(one.press))
            self.answers[when, await self.came(one, said, last)] += 1

    async def came(self, one: Opened, said: str, last: int) -> str:
        """What came of it, in a word: an old button says so, and shows the order; any other does as ever."""
        chat = one.hand.chat
        if said:
            assert any(words in said for words in OLD), (one.press, said)
            if BELOW in said:
                await chat.until(lambda message: message.id > last and BELOW in message.text, PATIENCE)
            return f"«{said}»"
        if one.press.kind in PAGES:
            return THE_PAGE
        await self.shown(one, last, 1)
        return THE_FORM if one.draft else WHAT_WAS_SENT_IN

    async def shown(self, one: Opened, last: int, least: int) -> list[Message]:
        """What came below that message: so many times the form of that very draft, or what was sent in."""

        def fits(message: Message) -> bool:
            if message.id <= last or not message.by_bot or one.number not in message.text:
                return False
            return asks(message) if one.draft else _verdicts(message)

        chat = one.hand.chat
        await chat.wait(lambda: sum(map(fits, chat.messages)) >= least, PATIENCE)
        found = [message for message in chat.messages if fits(message)]
        assert len(found) == least, [message.text for message in found]
        if one.draft:
            assert {await self.draft_of(chat, message) for message in found} == {one.draft}, one.press
        return found

    async def opens(self, hand: Hand, press: Press, number: str) -> Opened:
        if press.kind == REVIEW:
            return Opened(hand, number, press, None)
        me = (await self.system.caller(hand.login)).me
        on = On(order_id=press.order_id, part=press.part, version=press.version)
        return Opened(hand, number, press, draft_id(me.id, press.kind, on))

    async def draft_of(self, chat: Chat, message: Message) -> UUID | None:
        """Which one that message shows."""
        intent, _ = remove_intent_id(str(message.rows[0][0].data))
        return await self.system.drafts.shown_by(chat.person.id, intent or "")

    async def filled(self) -> dict[UUID, dict[str, JsonValue]]:
        """The answers in each draft."""
        return {one.id: one.answers for one in await self.kept()}

    async def kept(self) -> list[Draft]:
        """Drafts of what was opened that nobody has sent."""
        drafts = [one.draft for one in self.opened if one.draft]
        found = [await self.system.drafts.find(draft) for draft in drafts]
        return [one for one in found if one]

    async def card(self, login: str, order: OrderId, number: str) -> tuple[Hand, Message]:
        """As people open it: from the menu, with all its buttons."""
        chat = await self.system.chat(login)
        menu = await self.menu(chat)
        await pressed(chat, menu.id, pack(Press("open", order, "order", 0)))
        card = await chat.until(lambda one: one.id > menu.id and number in one.text, PATIENCE)
        if more := _button(card, "more"):
            await pressed(chat, card.id, more)
            card = await chat.until(lambda one: one.id == card.id and bool(_button(one, "less")), PATIENCE)
        return Hand(login, chat, card.id), card

    async def readers(self, order: OrderId) -> dict[str, Look]:
        found = await asyncio.gather(*(self.seen(login, order) for login in PEOPLE))
        return {login: seen for login, seen in zip(PEOPLE, found, strict=True) if seen}

    async def seen(self, login: str, order: OrderId) -> Look | None:
        await self.system.chat(login)
        try:
            return await look(order, await self.system.caller(login))
        except (RefusedError, ApiAwayError):
            return None

    async def version(self, order: OrderId) -> int:
        return (await look(order, await self.system.caller("petrova"))).order.version

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nobody has a form open, or a draft of these, for whoever comes next."""
        for login in {one.hand.login for one in self.opened}:
            await self.menu(await self.system.chat(login))
        for draft in await self.kept():
            await self.system.drafts.drop(draft)

    async def menu(self, chat: Chat) -> Message:
        [mine] = await chat.write("/menu")
        return await chat.until(lambda one: one.id > mine.id and bool(one.rows), PATIENCE)


def _of(one: Opened) -> OrderId:
    return one.press.order_id


def _button(message: Message, kind: str) -> str:
    data = [str(button.data) for row in message.rows for button in row]
    return next((one for one in data if (press := unpack(one)) and press.kind == kind), "")


def _verdicts(message: Message) -> bool:
    return bool(_button(message, "return") or _button(message, "approve"))
