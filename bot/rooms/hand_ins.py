"""Сдачи: cash on its way from a hand to its receiver, who confirms or disputes it."""

from typing import Final

from bot.client import RefusedError
from bot.forms.cash import PATH, HandIn
from bot.rooms.money import MONEY
from bot.rooms.page import Page, Room, Row, Visit, bottom, button, form_button, id_of, way
from bot.rooms.paging import Asked, listed, nth_page, number_of, turns
from bot.rooms.views import Listed
from domain.cash import HandInState
from domain.people import Permission
from telegram.formats import shortened
from telegram.refusals import words
from telegram.texts import Html, Kopecks

DECISIONS: Final = ("confirm", "withdraw")


class HandInList(Listed):
    hand_ins: tuple[HandIn, ...]


async def hand_ins(visit: Visit) -> Page:
    """`handins:<me|pending>:<page>`: the own ones, or all that wait for a receiver."""
    which, page, texts = visit.argument(0, "me"), number_of(visit, 1), visit.texts
    pending: Asked = {"state": HandInState.PENDING.value}
    own: Asked = {"person": visit.caller.me.id}
    asked = own if which == "me" else pending
    found = await nth_page(visit, PATH, HandInList, page, asked)
    lines = [Html(f"• {one.told(texts)}") for one in found.hand_ins]
    rows: list[Row] = [
        [
            button(
                f"{shortened(one.names.get(one.person, ''), 30)}: {texts.money(one.amount)}",
                way("handin", one.id.hex).go,
            )
        ]
        for one in found.hand_ins
    ]
    title = texts("money-own" if which == "me" else "money-take")
    turning = turns(texts, page, found.next is not None, lambda n: way("handins", which, n))
    text = listed(visit, title, lines, page, found.next is not None)
    return Page(text, (*rows, turning, bottom(texts, MONEY)))


async def hand_in(visit: Visit) -> Page:
    """`handin:<id>`: one, with what this person may do about it."""
    found = await visit.caller.read(f"{PATH}/{id_of(visit.argument(0))}", HandIn)
    return shown(visit, found)


def shown(visit: Visit, found: HandIn, said: Html | None = None) -> Page:
    texts, me = visit.texts, visit.caller.me
    rows: list[Row] = []
    if found.state is HandInState.PENDING and found.receiver == me.id:
        amount = Kopecks(found.amount)
        confirm = way("handin_do", "confirm", found.id.hex)
        rows = [
            [button(texts.plain("money-confirm", amount=amount), confirm.go)],
            [form_button(texts.plain("money-dispute"), "dispute_hand_in", found.id)],
        ]
    if found.state is HandInState.PENDING and found.person == me.id:
        rows.append([button(texts.plain("money-withdraw"), way("handin_do", "withdraw", found.id.hex).go)])
    lines = [said, found.told(texts)]
    if found.reason:
        lines.append(texts("money-disputed", reason=shortened(found.reason, 500)))
    back = "pending" if me.may(Permission.MONEY_READ) else "me"
    return Page("\n\n".join(one for one in lines if one), (*rows, bottom(texts, way("handins", back, 0))))


async def decide(visit: Visit) -> Page:
    """`handin_do:<confirm|withdraw>:<id>`; of one that was decided meanwhile, how it stands now."""
    decision, named = visit.argument(0), id_of(visit.argument(1))
    if decision not in DECISIONS:
        return await hand_ins(visit)
    said = visit.texts(f"money-{decision}-done")
    try:
        await visit.caller.send(f"{PATH}/{named}/{decision}", {}, f"{decision}-{named}")
    except RefusedError as refused:
        said = words(refused.code, refused.facts, refused.fields, visit.texts)
    return shown(visit, await visit.caller.read(f"{PATH}/{named}", HandIn), said)


ROOMS: Final[dict[str, Room]] = {"handins": hand_ins, "handin": hand_in, "handin_do": decide}
