"""Люди: lists by role, one person with what may be done, invites, who cannot be reached.

`staff:<which>:<value>:<page>` are lists, `person:<id>` is one of them.
"""

from typing import Final

from bot.client import RefusedError
from bot.forms.account import PATH, Account, manages
from bot.rooms.page import Page, Room, Row, Visit, Way, bottom, button, form_button, id_of, way
from bot.rooms.paging import Asked, listed, nth_page, number_of, turns
from bot.rooms.views import Listed, View
from domain.accounts import MANAGED_WITH
from domain.chats import Unreachable
from domain.people import Permission, Role
from domain.values import Moment, OrganizationId, PersonId
from telegram.formats import shortened
from telegram.presses import LONGEST
from telegram.refusals import words
from telegram.texts import Html, Texts

PEOPLE: Final = way("people")
OF_ORGANIZATION: Final = (Role.ENGINEER, Role.STATIONARY_ENGINEER, Role.BUYER, Role.CURATOR, Role.OWNER)


class PeopleList(Listed):
    people: tuple[Account, ...]


class Invited(View):
    person: PersonId
    name: str
    expires_at: Moment


class InviteList(Listed):
    invites: tuple[Invited, ...]


class OutOfReach(View):
    person: PersonId
    name: str
    since: Moment
    why: Unreachable


class OutOfReachList(View):
    people: tuple[OutOfReach, ...]


class InviteMade(View):
    code: str
    link: str | None
    expires_at: Moment


async def people(visit: Visit) -> Page:
    """By role; superusers see those of all organizations."""
    texts, me = visit.texts, visit.caller.me
    roles = [*OF_ORGANIZATION, Role.SUPERUSER] if me.organization_id is None else OF_ORGANIZATION
    buttons = [
        button(
            texts.plain(f"people-of-{role.value}".replace("_", "-")), way("staff", "role", role.value, 0).go
        )
        for role in roles
    ]
    rows: list[Row] = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    rows.append(
        [
            button(texts.plain("people-blocked-ones"), way("staff", "blocked", "", 0).go),
            button(texts.plain("people-invites"), way("invites", 0).go),
        ]
    )
    if me.organization_id:
        unreachable = await visit.caller.read("/v1/telegram/unreachable", OutOfReachList)
        label = texts.plain("people-unreachable")
        count = f" ({len(unreachable.people)})" if unreachable.people else ""
        rows.append([button(f"{label}{count}", way("unreachable").go)])
    if any(me.may(right) for right in MANAGED_WITH.values()):
        rows.append([form_button(texts.plain("people-new"), "create_person")])
    return Page(f"{texts('menu-people')}\n\n{texts('people-how-to-find')}", (*rows, bottom(texts)))


def asked_of(which: str, value: str) -> Asked:
    match which:
        case "role":
            return {"role": value, "active": True}
        case "org":
            return {"organization": value}
        case "find":
            return {"text": value}
        case _:
            return {"active": False}


async def staff(visit: Visit) -> Page:
    which, value, page, texts = visit.argument(0), visit.argument(1), number_of(visit, 2), visit.texts
    found = await nth_page(visit, PATH, PeopleList, page, asked_of(which, value))
    lines = [line(one, texts) for one in found.people]
    buttons = [button(shortened(one.name, 30), way("person", one.id.hex).go) for one in found.people]
    rows: list[Row] = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    turning = turns(texts, page, found.next is not None, lambda n: way("staff", which, value, n))
    text = listed(visit, title_of(texts, which, value), lines, page, found.next is not None)
    back = way("organization", value) if which == "org" else PEOPLE
    return Page(text, (*rows, turning, bottom(texts, back)))


def title_of(texts: Texts, which: str, value: str) -> Html:
    match which:
        case "role":
            return texts(f"people-of-{value}".replace("_", "-"))
        case "find":
            return texts("people-found", text=value)
        case "blocked":
            return texts("people-blocked-ones")
        case _:
            return texts("menu-people")


def line(one: Account, texts: Texts) -> Html:
    return texts(
        "people-line",
        name=one.name,
        roles=", ".join(texts.label(role) for role in one.roles),
        active="yes" if one.active else "no",
        telegram="yes" if one.in_telegram else "no",
    )


def searching(text: str, texts: Texts) -> Row:
    """The way from a search among orders to the same among people; none for a text that is too long."""
    to = way("staff", "find", text, 0).go
    return [button(texts.plain("people-search"), to)] if len(to.encode()) <= LONGEST else []


async def person(visit: Visit) -> Page:
    found = await visit.caller.read(f"{PATH}/{id_of(visit.argument(0))}", Account)
    return shown(visit, found)


def shown(visit: Visit, found: Account, said: Html | None = None) -> Page:
    """Somebody, with what this reader may do; whatever the API refuses besides is said in its words."""
    texts, me = visit.texts, visit.caller.me
    rows = managing(visit, found) if manages(me, found) else []
    if me.may(Permission.MONEY_READ):
        rows.append(
            [
                button(texts.plain("money-earnings"), way("earnings", found.id.hex, 0).go),
                button(texts.plain("money-book"), way("cash", found.id.hex, 0).go),
            ]
        )
    if me.organization_id and Role.ENGINEER in found.roles:
        rows.append([button(texts.plain("people-orders"), way("orders", "engineer", found.id.hex, 0).go)])
    if me.organization_id and me.may(Permission.ORDERS_READ):
        rows.append([button(texts.plain("people-devices"), way("custody", found.id.hex, 0).go)])
    if me.may(Permission.AUDIT_READ):
        rows.append([button(texts.plain("people-changes"), way("audit", found.id.hex, 0).go)])
    text = "\n\n".join(one for one in (said, found.told(texts)) if one)
    return Page(text, (*rows, bottom(texts, back_of(found, visit))))


def back_of(found: Account, visit: Visit) -> Way:
    if visit.caller.me.organization_id is None and found.organization_id:
        return way("staff", "org", found.organization_id.hex, 0)
    return way("staff", "role", found.roles[0].value, 0) if found.active else way("staff", "blocked", "", 0)


def managing(visit: Visit, found: Account) -> list[Row]:
    texts, me, named = visit.texts, visit.caller.me, found.id.hex
    rows: list[Row] = [[form_button(texts.plain("people-change"), "change_person", found.id)]]
    if found.active:
        invite = texts.plain("people-relink" if found.in_telegram else "people-invite")
        rows.append([button(invite, way("invite_ask" if found.in_telegram else "invite", named).go)])
        if me.may(Permission.RIGHTS_GRANT) and found.organization_id:
            rows.append([form_button(texts.plain("people-rights"), "grant_rights", found.id)])
        if found.id != me.id:
            rows.append([form_button(texts.plain("people-block"), "block_person", found.id)])
    else:
        rows.append([button(texts.plain("people-unblock"), way("unblock", named, found.version).go)])
        rows.append([form_button(texts.plain("people-hand-over"), "block_person", found.id)])
    return rows


async def unblock(visit: Visit) -> Page:
    """`unblock:<id>:<version>`; whoever was changed meanwhile is shown as they are now."""
    named, texts = id_of(visit.argument(0)), visit.texts
    said = texts("people-unblocked")
    try:
        await visit.caller.send(
            f"{PATH}/{named}/unblock",
            {"version": number_of(visit, 1)},
            f"unblock-{named}-{visit.argument(1)}",
        )
    except RefusedError as refused:
        said = words(refused.code, refused.facts, refused.fields, texts)
    return shown(visit, await visit.caller.read(f"{PATH}/{named}", Account), said)


async def invite_ask(visit: Visit) -> Page:
    """Another Telegram account takes the place of the one they have: asked before."""
    texts, named = visit.texts, visit.argument(0)
    yes = button(texts.plain("people-relink-yes"), way("invite", named).go)
    return Page(texts("people-relink-ask"), ([yes], bottom(texts, way("person", named))))


async def invite(visit: Visit) -> Page:
    """The link is shown here and nowhere else; made anew, the one before is good no more."""
    texts, named = visit.texts, id_of(visit.argument(0))
    answer = await visit.caller.send(f"{PATH}/{named}/invites", {}, f"invite-{named}")
    made = InviteMade.model_validate(answer.receipt)
    account = await visit.caller.read(f"{PATH}/{named}", Account)
    link = made.link or f"/start {made.code}"
    revoke = button(texts.plain("people-revoke"), way("revoke", named.hex).go)
    text = texts("people-invited", name=account.name, link=link, until=made.expires_at)
    return Page(text, ([revoke], bottom(texts, way("person", named.hex))))


async def revoke(visit: Visit) -> Page:
    named = id_of(visit.argument(0))
    await visit.caller.send(f"{PATH}/{named}/invites", {}, f"revoke-{named}", "DELETE")
    found = await visit.caller.read(f"{PATH}/{named}", Account)
    return shown(visit, found, visit.texts("people-revoked"))


async def invites(visit: Visit) -> Page:
    """`invites:<page>`: those that may still be used."""
    page, texts = number_of(visit, 0), visit.texts
    found = await nth_page(visit, "/v1/invites", InviteList, page, {})
    lines = [texts("people-open-invite", name=one.name, until=one.expires_at) for one in found.invites]
    rows: list[Row] = [
        [button(one.name, way("person", one.person.hex).go), button("✖", way("revoke", one.person.hex).go)]
        for one in found.invites
    ]
    turning = turns(texts, page, found.next is not None, lambda n: way("invites", n))
    text = listed(visit, texts("people-invites"), lines, page, found.next is not None)
    return Page(text, (*rows, turning, bottom(texts, PEOPLE)))


async def unreachable(visit: Visit) -> Page:
    """`unreachable:<organization>`: whom no bot can write to."""
    texts, chosen = visit.texts, visit.argument(0)
    organization = OrganizationId(id_of(chosen)) if chosen else None
    found = await visit.caller.read("/v1/telegram/unreachable", OutOfReachList, organization=organization)
    lines = [
        texts("people-out-of-reach", name=one.name, since=one.since, why=one.why) for one in found.people
    ]
    rows: list[Row] = [[button(one.name, way("person", one.person.hex).go)] for one in found.people]
    text = listed(visit, texts("people-unreachable"), lines, 0, more=False)
    return Page(text, (*rows[:20], bottom(texts, way("organization", chosen) if chosen else PEOPLE)))


ROOMS: Final[dict[str, Room]] = {
    "people": people,
    "staff": staff,
    "person": person,
    "unblock": unblock,
    "invite_ask": invite_ask,
    "invite": invite,
    "revoke": revoke,
    "invites": invites,
    "unreachable": unreachable,
}
