"""Входы: where somebody is logged in, and how to end that."""

from typing import Final
from uuid import UUID

from bot.client import RefusedError
from bot.rooms.page import Page, Room, Row, Visit, bottom, button, id_of, way
from bot.rooms.views import View
from domain.sessions import SessionKind
from domain.values import Moment
from telegram.formats import shortened
from telegram.refusals import words
from telegram.texts import Html

PATH: Final = "/v1/auth/sessions"
SHOWN: Final = 10


class LogIn(View):
    id: UUID
    kind: SessionKind
    agent: str | None
    network: str | None
    last_used_at: Moment
    current: bool


class LogIns(View):
    sessions: tuple[LogIn, ...]


async def log_ins(visit: Visit, said: Html | None = None) -> Page:
    texts = visit.texts
    found = (await visit.caller.read(PATH, LogIns)).sessions
    lines = [said, texts("log-ins-title")]
    rows: list[Row] = []
    for number, one in enumerate(found[:SHOWN], 1):
        lines.append(
            texts(
                "log-ins-line",
                number=number,
                kind=one.kind,
                agent=shortened(one.agent, 60) if one.agent else None,
                network=one.network,
                at=one.last_used_at,
                current="yes" if one.current else "no",
            )
        )
        if not one.current:
            rows.append([button(texts.plain("log-ins-end", number=number), way("log_out", one.id.hex).go)])
    if len(found) > SHOWN:
        lines.append(texts("log-ins-more", count=len(found) - SHOWN))
    rows.append([button(texts.plain("log-ins-end-all"), way("log_out_ask").go)])
    return Page("\n\n".join(one for one in lines if one), (*rows, bottom(texts, way("more"))))


async def log_out(visit: Visit) -> Page:
    """`log_out:<session>`: another one; one that has ended meanwhile is no news."""
    named = id_of(visit.argument(0))
    said = visit.texts("log-ins-ended")
    try:
        await visit.caller.send(f"{PATH}/{named}", {}, f"log-out-{named}", "DELETE")
    except RefusedError as refused:
        said = words(refused.code, refused.facts, refused.fields, visit.texts)
    return await log_ins(visit, said)


async def log_out_ask(visit: Visit) -> Page:
    texts = visit.texts
    yes = button(texts.plain("log-ins-end-all-yes"), way("log_out_all").go)
    return Page(texts("log-ins-end-all-ask"), ([yes], bottom(texts, way("log_ins"))))


async def log_out_all(visit: Visit) -> Page:
    """Everywhere, here too: the bot begins a new session with the next thing it does for this person."""
    await visit.caller.send(PATH, {}, f"log-out-all-{visit.caller.me.id}", "DELETE")
    visit.api.forget(visit.caller.telegram_id)
    texts = visit.texts
    return Page(texts("log-ins-all-ended"), (bottom(texts, way("more")),))


ROOMS: Final[dict[str, Room]] = {
    "log_ins": log_ins,
    "log_out": log_out,
    "log_out_ask": log_out_ask,
    "log_out_all": log_out_all,
}
