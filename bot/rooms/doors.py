"""Which room a button, a command or a text leads to."""

from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.forms.dialog import leave as close_form
from bot.rooms import (
    drafts,
    find,
    hand_ins,
    lists,
    log_ins,
    menu,
    money,
    more,
    organizations,
    people,
    problems,
    records,
    rules,
)
from bot.rooms.page import GO, NEW, NowhereError, Room, Visit, show

ROOMS: Final[dict[str, Room]] = {
    **menu.ROOMS,
    **lists.ROOMS,
    **find.ROOMS,
    **drafts.ROOMS,
    **more.ROOMS,
    **money.ROOMS,
    **hand_ins.ROOMS,
    **people.ROOMS,
    **organizations.ROOMS,
    **problems.ROOMS,
    **rules.ROOMS,
    **records.ROOMS,
    **log_ins.ROOMS,
}

router = Router(name="rooms")
leaving = Router(name="rooms from outside")


async def enter(
    room: str, arguments: tuple[str, ...], event: Message | CallbackQuery, data: dict[str, Any]
) -> None:
    """Show the room; the menu, where there is none of that name (any more)."""
    visit = visit_of(arguments, data)
    try:
        page = await ROOMS.get(room, menu.menu)(visit)
    except NowhereError:
        page = await menu.menu(visit)
    await show(page, event)


def visit_of(arguments: tuple[str, ...], data: dict[str, Any]) -> Visit:
    return Visit(data["caller"], data["texts"], data["api"], data["drafts"], frozenset(ROOMS), arguments)


@router.callback_query(F.data.startswith(f"{GO}:"))
async def pressed(query: CallbackQuery, **data: Any) -> None:  # noqa: ANN401 - what middlewares put there
    _, room, *arguments = (query.data or "").split(":")
    await enter(room, tuple(arguments), query, data)


@leaving.callback_query(F.data.startswith(f"{NEW}:"))
async def pressed_outside(query: CallbackQuery, **data: Any) -> None:  # noqa: ANN401 - as above
    """From a card or a form: whatever form was open is left, its draft stays."""
    await close_form(data)
    await pressed(query, **data)


async def leave(query: CallbackQuery, data: dict[str, Any]) -> None:
    """What a form's own button «Меню» does once it is closed: the menu comes below it."""
    await enter("menu", (), query, data)


async def search(text: str, message: Message, data: dict[str, Any]) -> None:
    """Show what is found; how to search, for no text."""
    visit = visit_of((), data)
    await show(await find.found(visit, text) if text.strip() else await find.find(visit), message)
