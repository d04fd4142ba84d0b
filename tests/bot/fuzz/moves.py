"""Everything that somebody may do to a bot, each under its row of the table in docs/bot.md."""

import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

from aiogram_dialog.utils import CB_SEP

from bot.commands import ROOMS as COMMANDS
from bot.forms.background import CONTINUE
from bot.forms.counter import WIDGET
from domain.orders.possible import RULES
from domain.values import OrderId
from stack.telegram.seen import Message
from telegram.presses import CODES, Press, pack
from tests.bot.desk import NUMBER, picture
from tests.bot.fuzz.person import Move, Person, Where
from tests.bot.fuzz.strange import ACTIONS, ARGUMENTS, FILES, ROOMS, TEXTS, TURNS, garbled

GROUP: Final = -4242
INVITE: Final = re.compile(r"/start\s+\S{1,64}\s*")
COMMAND: Final = re.compile(rf"/({'|'.join((*COMMANDS, 'find'))})(@naryad_forms_bot)?(\s.*)?", re.DOTALL)
ROW_OF: Final[dict[str, str]] = {}
"""By move: the row of the table that it is held against."""
MOVES: Final[dict[str, Move]] = {}


def of(row: str) -> Callable[[Move], Move]:
    """A move, and the row of the table for what it sends."""

    def listed(move: Move) -> Move:
        name = getattr(move, "__name__", "")
        ROW_OF[name], MOVES[name] = row, move
        return move

    return listed


# Words

TEXT: Final = "text"
OF_CARDS: Final = "the same with a form that only a card opens, which no page has"
COMMAND_ROW: Final = "`/menu /orders /find /drafts /lang /help`, `/start`"


async def _writes(person: Person, text: str) -> None:
    """By the first row that fits; a text of several messages is answered as many times."""
    if INVITE.fullmatch(text):
        await person.writes(text, "`/start <invite>`")
    elif COMMAND.fullmatch(text):
        await person.writes(text, COMMAND_ROW)
        person.where = Where.OUTSIDE if person.where is Where.OUTSIDE else Where.MENU
    elif text.startswith("/"):
        await person.writes(text, "another `/command`")
    else:
        await person.writes(text, TEXT)


@of(TEXT)
async def types(person: Person) -> None:
    await _writes(person, person.dice.choice(TEXTS))


@of(TEXT)
async def types_noise(person: Person) -> None:
    signs = [
        chr(person.dice.choice((person.dice.randrange(1, 0xD800), person.dice.randrange(0xE000, 0x11000))))
        for _ in range(40)
    ]
    await person.writes("x" + "".join(signs), TEXT)


@of(TEXT)
async def replies(person: Person) -> None:
    """To any message of the bot."""
    message = person.dice.choice([one for one in person.chat.messages if one.by_bot][-12:])
    person.where = Where.OUTSIDE if person.where is Where.OUTSIDE else Where.ANYWHERE
    await person.sends(person.chat.write("5", message.id), TEXT, "5")


@of("another `/command`")
async def gives_no_command(person: Person) -> None:
    await person.writes(f"/nosuch{person.dice.randrange(9)} x", "another `/command`")


@of(COMMAND_ROW)
async def gives_a_command(person: Person) -> None:
    await _writes(person, f"/{person.dice.choice(sorted(COMMANDS))}")


@of("`/start <invite>`")
async def tries_an_invite(person: Person) -> None:
    await person.writes(f"/start {person.dice.getrandbits(64):x}", "`/start <invite>`")


# Everything else that is a message

ELSE: Final = "voice, audio, video, sticker, place, contact, …"
PHOTO: Final = "photo, document"


@of(ELSE)
async def sticks(person: Person) -> None:
    await person.sends(person.chat.sticker(b"RIFF0000WEBP"), ELSE)


@of(ELSE)
async def speaks(person: Person) -> None:
    await person.sends(person.chat.voice(b"OggS"), ELSE)


@of(ELSE)
async def shows_where(person: Person) -> None:
    place = person.dice.uniform(-90, 90), person.dice.uniform(-180, 180)
    await person.sends(person.chat.location(*place), ELSE)


@of(ELSE)
async def shares_a_contact(person: Person) -> None:
    await person.sends(person.chat.contact("+79120000000", "<b>"), ELSE)


@of(PHOTO)
async def photographs(person: Person) -> None:
    await person.sends(person.chat.photos(picture(person.dice.randrange(10**9)), caption="<b>"), PHOTO)


@of(PHOTO)
async def sends_an_album(person: Person) -> None:
    """Its parts come shuffled, and late."""
    parts = [picture(person.dice.randrange(10**9)) for _ in range(person.dice.choice((2, 3)))]
    await person.sends(person.chat.photos(*parts), PHOTO)


@of(PHOTO)
async def sends_a_strange_file(person: Person) -> None:
    name, content = person.dice.choice(FILES)
    await person.sends(person.chat.documents(content + person.dice.randbytes(8), names=(name,)), PHOTO)


@of("an edited message")
async def corrects(person: Person) -> None:
    """Any message of theirs, the first ones too."""
    own = [one for one in person.chat.messages if not one.by_bot and {"text", "photo"} & set(one.raw)]
    if own:
        text = person.dice.choice(TEXTS)[:4096]
        await person.sends(person.chat.edit(person.dice.choice(own).id, text), "an edited message")


# Presses


@of("a button of a form")
async def presses(person: Person) -> None:
    """What the messages show; most often of a form."""
    shown = [
        (one, str(button.data))
        for one in person.chat.messages[-8:]
        if one.by_bot
        for row in one.rows
        for button in row
    ]
    if shown:
        message, data = person.dice.choice(shown)
        person.world.old.append(data)
        await _press(person, data, message)


async def _press(person: Person, data: str, on: Message | None = None) -> None:
    """Of a button that was really there nobody asks here where it leads."""
    if person.where is not Where.OUTSIDE:
        person.where = Where.ANYWHERE
    await person.tapped(
        "a button of a page (`go:`)" if data.startswith("go:") else "a button of a card", data, on
    )


@of("a button of a card")
async def presses_old(person: Person) -> None:
    """What was seen long ago, or by somebody else."""
    await _press(person, person.dice.choice(person.world.old))


@of("a button of a card")
async def presses_what_another_sees(person: Person) -> None:
    """A button that stands in somebody else's chat now."""
    other = person.dice.choice(person.world.people)
    data = [str(b.data) for one in other.chat.messages[-5:] if one.by_bot for row in one.rows for b in row]
    if data:
        await _press(person, person.dice.choice(data))


def argument(person: Person) -> str:
    """A word, or the id of something that there is."""
    branch = person.world.branch
    ids = (branch.id, *branch.people.values(), UUID(branch.order), UUID(branch.hand_in), person.draft)
    known = person.dice.choice([one for one in ids if one]).hex
    return person.dice.choice((known, f"o{known}", *(person.dice.choice(ARGUMENTS) for _ in range(4))))


async def _goes(person: Person, begins: str, row: str) -> None:
    words = [person.dice.choice(ROOMS), *(argument(person) for _ in range(person.dice.randrange(4)))]
    data = garbled(person.dice, f"{begins}:{':'.join(words)}")
    if person.where is not Where.OUTSIDE:
        person.where = Where.ANYWHERE
    await person.tapped(row, data)


@of("a button of a page (`go:`)")
async def presses_a_room(person: Person) -> None:
    await _goes(person, person.dice.choice(("go", "new")), "a button of a page (`go:`)")


@of("a button of a page that opens a form (`form:`)")
async def presses_a_door_to_a_form(person: Person) -> None:
    await _goes(person, "form", "a button of a page that opens a form (`form:`)")


@of(OF_CARDS)
async def presses_a_door_that_no_page_has(person: Person) -> None:
    await person.tapped(OF_CARDS, f"form:{person.dice.choice(sorted(RULES))}")


@of("a button of a card")
async def presses_a_card(person: Person) -> None:
    kind = person.dice.choice(sorted(CODES))
    there = person.order, person.world.branch.order, str(UUID(int=person.dice.getrandbits(128)))
    order = OrderId(UUID(person.dice.choice(there)))
    part = person.dice.choice(("order", "agreement", "stationary.1", "stationary.77", "notes", "page"))
    press = pack(Press(kind, order, part, person.dice.choice((0, 1, 5, 2**31 - 1))))
    await _press(person, garbled(person.dice, press))


@of("a button of a form")
async def presses_a_forged_answer(person: Person) -> None:
    """As a button of a form that is open here, or at somebody else's, would carry it; or none."""
    drafts = [
        draft for other in (person, *person.world.people) if (draft := await other.opened()) and draft.intent
    ]
    draft = person.dice.choice([*drafts[:1] * 4, *drafts]) if drafts else None
    turn = str(draft.turn) if draft and person.dice.random() < 0.7 else person.dice.choice(TURNS)
    intent = draft.intent if draft else "nosuch"
    await _press(person, f"{intent}{CB_SEP}{WIDGET}:{turn}:{person.dice.choice(ACTIONS)}")


@of("a button of a form")
async def presses_a_lost_form(person: Person) -> None:
    """Of a form that was left long ago."""
    data = f"nosuch{CB_SEP}{WIDGET}:1:{person.dice.choice(ACTIONS)}"
    await (person.tapped("a button of a form", data) if person.where is Where.MENU else _press(person, data))


@of("any other button")
async def presses_noise(person: Person) -> None:
    signs = "".join(person.dice.choice(":.|aяf0 -🤷") for _ in range(15))
    await person.tapped("any other button", f"{person.dice.choice(('', 'aiogd:', 'x'))}{signs}")


@of("a button of a card")
async def presses_a_draft(person: Person) -> None:
    """Somebody else's, or none."""
    drafts = [other.draft for other in person.world.people if other.draft]
    named = person.dice.choice(drafts).hex if drafts else "0"
    await _press(person, garbled(person.dice, f"{CONTINUE}{named}"))


# What nobody sees

NOTHING: Final = ""
"""No row: the bot is told nothing of it, or knows it already."""


@of("anything in a group or channel")
async def writes_into_a_group(person: Person) -> None:
    """Nothing is said there."""
    await person.chat.person.chat(GROUP).write("наряды?")


@of(COMMAND_ROW)
async def stops_the_bot_and_comes_back(person: Person) -> None:
    await person.chat.block()
    await person.sends(person.chat.write("/menu"), COMMAND_ROW, "/menu", count=3)
    person.where = Where.OUTSIDE if person.where is Where.OUTSIDE else Where.MENU


@of(NOTHING)
async def deletes_a_message_of_the_bot(person: Person) -> None:
    """Telegram tells no bot of it."""
    own = [one for one in person.chat.messages if one.by_bot][-4:]
    if len(own) > 1:
        path = f"/sandbox/users/{person.chat.person.key}/chats/{person.chat.peer}/messages/{own[0].id}"
        await person.chat.person.ask("DELETE", path)
        await person.chat.wait(lambda: own[0].id not in person.chat.seen)


@of(NOTHING)
async def telegram_repeats_itself(person: Person) -> None:
    """The latest updates come once more under new ids; nothing is done twice, so nothing is waited for."""
    await person.world.desk.system.sandbox.redeliver(NUMBER, person.dice.randrange(1, 4))
