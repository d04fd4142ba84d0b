"""Somebody who sends anything at all, wherever they are: the moves of the fuzz test."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from bot.forms.about import On
from bot.forms.background import CONTINUE
from bot.forms.begin import draft_for
from bot.forms.draft import Draft, Drafts
from bot.forms.registry import FORMS
from bot.identity import texts_for
from domain.orders.following import Following
from domain.values import OrderId
from stack.demo_people import demo_id
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from telegram.presses import CODES, Press, pack
from telegram.texts import Language, Texts
from tests.bot.desk import Desk, picture
from tests.bot.strange import ARGUMENTS, FILES, ROOMS, TEXTS

CURATORS: Final = {
    "petrova": "petrova",
    "smirnova": "petrova",
    "ivanov": "petrova",
    "sidorov": "petrova",
    "orlov": "petrova",
    "ekb-curator": "ekb-curator",
    "ekb-engineer": "ekb-curator",
    "duty-curator": "duty-curator",
    "duty-engineer": "duty-curator",
}
"""Who is at it, and who opens an order for them."""
ENGINEERS: Final = frozenset({"ivanov", "sidorov", "orlov", "ekb-engineer", "duty-engineer"})
PATIENCE: Final = 10.0
"""Seconds within which everything is answered."""
IN_MENU: Final = 0.3
"""How often somebody is in the menu rather than in a form."""
OPENINGS: Final = frozenset(Following)
"""Begun from a card, or from the menu about no order yet."""
GROUP: Final = -4242
LANGUAGES: Final = tuple(Texts(language, ZoneInfo("UTC")) for language in Language)

Move = Callable[["Person"], Awaitable[None]]


@dataclass
class Person:
    """Somebody at random: where they are, what was seen, and how much was sent."""

    desk: Desk
    login: str
    chat: Chat
    order: str
    dice: random.Random
    old: list[str]
    """Data of buttons that anybody has seen."""
    expected: frozenset[str] = frozenset()
    """Keys of the words that the last update is answered with; empty where anything may come."""
    in_menu: bool = True
    kinds: Counter[str] = field(default_factory=Counter)

    async def somewhere(self) -> None:
        """Into the menu, or into any form at any of its questions or its summary."""
        await self.sent(self.chat.write("/menu"))
        draft = None if self.dice.random() < IN_MENU else await self.drafted(self.dice.choice(sorted(FORMS)))
        self.in_menu = draft is None
        if draft:
            await self.tapped(f"{CONTINUE}{draft.id.hex}")
            self.kinds[f"in {draft.form} at {draft.at}"] += 1

    async def drafted(self, name: str) -> Draft | None:
        """A draft of that form, left at one of its questions; None for a form about no order."""
        form, app = FORMS[name], self.desk.app
        if form.subject or app is None:
            return None
        caller = await app.api.caller(self.chat.person.id)
        drafts: Drafts = app.dispatcher.workflow_data["drafts"]
        part = self.dice.choice(("order", "notes", "agreement", "report", "stationary.1"))
        alone = name == "open" or (name in OPENINGS and self.dice.random() < IN_MENU)
        on = On() if alone else On(order_id=OrderId(UUID(self.order)), part=part)
        texts = texts_for(caller.me)
        draft = await draft_for(form, on, caller, texts=texts, drafts=drafts, bot_id=self.chat.peer)
        async with drafts.changing(draft.id) as held:
            held.go(self.dice.choice([*(step.name for step in form.applying(held)), None]))
        return held

    async def anything(self) -> None:
        """One update of a random kind; in the menu it is answered with what the table says."""
        kind = self.dice.choice(sorted(MOVES))
        self.kinds[kind] += 1
        await MOVES[kind](self)

    async def sent(self, sending: Awaitable[object], *keys: str) -> None:
        """It is answered: something comes or changes; outside of forms one of these texts."""
        before = self.shown()
        await sending
        words = {texts.plain(key) for key in keys for texts in LANGUAGES} if self.in_menu else set[str]()

        def answered() -> bool:
            now = self.shown()
            if words:
                return any(one.text in words for number, one in now.items() if number not in before)
            return now != before

        await self.chat.wait(answered, PATIENCE)

    def shown(self) -> dict[int, Message]:
        return {one.id: one for one in self.chat.messages if one.by_bot}

    async def tapped(self, data: str, on: Message | None = None) -> None:
        """The press is answered; where it leads is not asked."""
        message = on or self.dice.choice([one for one in self.chat.messages if one.by_bot][-12:])
        query = await self.chat.tap_data(message.id, data)
        await self.chat.wait(lambda: query in self.chat.person.answers, PATIENCE)
        self.in_menu = False

    async def completes_a_note(self) -> str:
        """The order that has it then; in whatever language, so buttons are known by what they carry."""
        order, number = await opened(self.desk, self.login)
        menu = await self.chat_after("/menu", lambda one: bool(one.rows))
        await self.tapped(pack(Press("add_note", OrderId(UUID(order)), "notes", 0)), menu)
        await self.chat.until(lambda one: number in one.text and bool(carrying(one, ":s", ":b")), PATIENCE)
        asked = await self.chat_after(f"после всего {number}", lambda one: bool(carrying(one, ":s")))
        await self.tapped(carrying(asked, ":s"), asked)
        summary = await self.chat.until(
            lambda one: bool(carrying(one, ":go")) and number in one.text, PATIENCE
        )
        await self.tapped(carrying(summary, ":go"), summary)
        return order

    async def chat_after(self, text: str, fits: Callable[[Message], bool]) -> Message:
        *_, mine = await self.chat.write(text)
        return await self.chat.until(lambda one: one.id > mine.id and fits(one), PATIENCE)


async def opened(desk: Desk, login: str) -> tuple[str, str]:
    """An order of theirs: its id and number."""
    mine: dict[str, JsonValue] = {"engineer": str(demo_id(login))} if login in ENGINEERS else {}
    return await desk.system.opened(CURATORS[login], **mine)


def carrying(message: Message, *ends: str) -> str:
    """The data of the first button that ends so; empty where there is none."""
    data = [str(button.data) for row in message.rows for button in row]
    return next((one for end in ends for one in data if one.endswith(end)), "")


async def types(person: Person) -> None:
    await person.sent(person.chat.write(person.dice.choice(TEXTS)))


async def types_noise(person: Person) -> None:
    signs = [
        chr(person.dice.choice((person.dice.randrange(1, 0xD800), person.dice.randrange(0xE000, 0x11000))))
        for _ in range(40)
    ]
    await person.sent(person.chat.write("x" + "".join(signs)))


async def types_little(person: Person) -> None:
    await person.sent(person.chat.write(person.dice.choice("абвгд5")), "find-short")


async def gives_no_command(person: Person) -> None:
    await person.sent(person.chat.write(f"/nosuch{person.dice.randrange(9)} x"), "other-command")


async def sticks(person: Person) -> None:
    await person.sent(person.chat.sticker(b"RIFF0000WEBP"), "other-anything")


async def speaks(person: Person) -> None:
    await person.sent(person.chat.voice(b"OggS"), "other-voice")


async def shows_where(person: Person) -> None:
    place = person.dice.uniform(-90, 90), person.dice.uniform(-180, 180)
    await person.sent(person.chat.location(*place), "other-anything")


async def shares_a_contact(person: Person) -> None:
    await person.sent(person.chat.contact("+79120000000", "<b>"), "other-anything")


async def photographs(person: Person) -> None:
    await person.sent(person.chat.photos(picture(person.dice.randrange(10**9)), caption="<b>"), "other-file")


async def sends_an_album(person: Person) -> None:
    parts = [picture(person.dice.randrange(10**9)) for _ in range(2)]
    await person.sent(person.chat.photos(*parts), "other-file")


async def sends_a_strange_file(person: Person) -> None:
    name, content = person.dice.choice(FILES)
    await person.sent(person.chat.documents(content + person.dice.randbytes(8), names=(name,)), "other-file")


async def corrects(person: Person) -> None:
    own = [one for one in person.chat.messages if not one.by_bot and "text" in one.raw]
    if own:
        message = person.dice.choice(own[-5:])
        await person.sent(person.chat.edit(message.id, person.dice.choice(TEXTS)[:4096]), "other-edited")


async def presses(person: Person) -> None:
    """What the messages show."""
    shown = [
        (one, str(button.data))
        for one in person.chat.messages[-8:]
        if one.by_bot
        for row in one.rows
        for button in row
    ]
    if shown:
        message, data = person.dice.choice(shown)
        person.old.append(data)
        await person.tapped(data, message)


async def presses_old(person: Person) -> None:
    """What was seen long ago, or by somebody else."""
    await person.tapped(person.dice.choice(person.old))


async def presses_a_room(person: Person) -> None:
    words = [
        person.dice.choice(ROOMS),
        *(person.dice.choice(ARGUMENTS) for _ in range(person.dice.randrange(4))),
    ]
    await person.tapped(f"{person.dice.choice(('go', 'new', 'form'))}:{':'.join(words)}"[:40])


async def presses_a_card(person: Person) -> None:
    kind = person.dice.choice(sorted(CODES))
    order = OrderId(UUID(person.dice.choice((person.order, str(UUID(int=person.dice.getrandbits(128)))))))
    part = person.dice.choice(("order", "agreement", "stationary.77", "notes", "page"))
    await person.tapped(pack(Press(kind, order, part, person.dice.choice((0, 1, 5, 2**31 - 1)))))


async def presses_noise(person: Person) -> None:
    signs = "".join(person.dice.choice(":.|\x02aяf0 -🤷") for _ in range(15))
    await person.tapped(person.dice.choice((signs, f"aiogd:{signs}", f"draft:{signs}", f"{CONTINUE}{signs}")))


async def writes_into_a_group(person: Person) -> None:
    """Nothing is said there."""
    await person.chat.person.chat(GROUP).write("наряды?")


MOVES: Final[dict[str, Move]] = {
    move.__name__: move
    for move in (
        types, types_noise, types_little, gives_no_command, sticks, speaks, shows_where, shares_a_contact,
        photographs, sends_an_album, sends_a_strange_file, corrects, presses, presses_old, presses_a_room,
        presses_a_card, presses_noise, writes_into_a_group,
    )
}  # fmt: skip
