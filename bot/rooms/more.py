"""What is needed now and then: the organization's rules, the language, the shift, help."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from bot.rooms.page import Page, Room, Row, Visit, bottom, button, way
from domain.people import Role
from telegram.texts import Language

MORE: Final = way("more")


async def more(visit: Visit) -> Page:
    me, texts = visit.caller.me, visit.texts
    rows: list[Row] = [
        [button(texts.plain("more-language"), way("language").go)],
        [button(texts.plain("more-help"), way("help").go)],
    ]
    if Role.CURATOR in me.roles:
        key, turned = ("more-shift-end", "off") if me.on_shift else ("more-shift-begin", "on")
        rows.insert(0, [button(texts.plain(key), way("shift", turned).go)])
    return Page(
        texts("more-title", name=me.name, roles=", ".join(map(texts.label, sorted(me.roles)))),
        (*rows, bottom(texts)),
    )


async def language(visit: Visit) -> Page:
    texts = visit.texts
    rows: list[Row] = [
        [button(texts.plain(f"language-{one.value}"), way("speak", one.value).go) for one in Language]
    ]
    return Page(texts("language-title"), (*rows, bottom(texts, MORE)))


async def help_page(visit: Visit) -> Page:
    me, texts = visit.caller.me, visit.texts
    parts = [texts("help-all"), *(texts(f"help-{role.value.replace('_', '-')}") for role in sorted(me.roles))]
    return Page("\n\n".join(parts), (bottom(texts, MORE),))


class Shift(BaseModel):
    model_config = ConfigDict(extra="ignore")

    on_shift: bool


async def shift(visit: Visit) -> Page:
    """Begin or end it; the same again changes nothing."""
    begins = visit.argument(0) == "on"
    await visit.caller.send("/v1/me/shift", {"on_shift": begins}, f"shift-{begins}", "PUT")
    visit.api.forget(visit.caller.telegram_id)
    texts = visit.texts
    return Page(texts("shift-begun" if begins else "shift-ended"), (bottom(texts, MORE),))


ROOMS: Final[dict[str, Room]] = {
    "more": more,
    "language": language,
    "help": help_page,
    "shift": shift,
}
