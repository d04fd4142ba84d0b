"""What is needed now and then: the organization's rules, the language, the shift, help."""

from collections.abc import Callable
from typing import Final

from bot.client import Me
from bot.identity import texts_of
from bot.rooms.page import Page, Room, Row, Visit, Way, bottom, button, way
from domain.people import Permission, Role
from telegram.texts import Language

MORE: Final = way("more")


At = Callable[[Me], bool]


def of_organization(me: Me) -> bool:
    return me.organization_id is not None


def sees_devices(me: Me) -> bool:
    return of_organization(me) and me.may(Permission.ORDERS_READ)


def settles(me: Me) -> bool:
    """Superusers do so at the organization."""
    return of_organization(me) and me.may(Permission.SETTINGS_MANAGE)


PLACES: Final[tuple[tuple[str, Way, At], ...]] = (
    ("more-rules", way("rules"), of_organization),
    ("more-devices", way("custody", "all", 0), sees_devices),
    ("more-settings", way("settings"), settles),
    ("more-audit", way("audit", "all", 0), lambda me: me.may(Permission.AUDIT_READ)),
    ("more-log-ins", way("log_ins"), lambda _me: True),
)
"""What everybody may have besides, and who has it."""


async def more(visit: Visit) -> Page:
    me, texts = visit.caller.me, visit.texts
    rows: list[Row] = [
        [button(texts.plain("more-language"), way("language").go)],
        [button(texts.plain("more-help"), way("help").go)],
    ]
    if Role.CURATOR in me.roles:
        key, turned = ("more-shift-end", "off") if me.on_shift else ("more-shift-begin", "on")
        rows.insert(0, [button(texts.plain(key), way("shift", turned).go)])
    rows[-2:-2] = [[button(texts.plain(key), to.go)] for key, to, there in PLACES if there(me)]
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


async def speak(visit: Visit) -> Page:
    """Choose it; what is said from now on, also by the worker, is in that language."""
    known = {one.value for one in Language}
    if visit.argument(0) not in known:
        return await language(visit)
    chosen, me = Language(visit.argument(0)), visit.caller.me
    await visit.caller.send("/v1/me/language", {"language": chosen.value}, f"speak-{chosen}", "PUT")
    visit.api.forget(visit.caller.telegram_id)
    texts = texts_of(chosen, me.zone, me.currency)
    return Page(texts("language-chosen"), (bottom(texts, MORE),))


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
    "speak": speak,
}
