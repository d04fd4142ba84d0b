"""Организации: all of them for superusers, each with its counts, and what an organization decides itself."""

import asyncio
from typing import Final

from bot.forms.account import PATH as PEOPLE
from bot.forms.account import Account, percent
from bot.rooms.page import MENU, Page, Room, Row, Visit, bottom, button, form_button, id_of, way
from bot.rooms.paging import listed, nth_page, number_of, turns
from bot.rooms.views import Board, OrganizationList, OrganizationView, View
from domain.orders.waiting import WaitKind
from domain.organizations import Rate
from domain.people import Permission
from domain.values import OrganizationId
from telegram.cards import fitting
from telegram.texts import Html

PATH: Final = "/v1/organizations"
SHOWN: Final = 12
"""Rates of commission that are told."""


class Commissions(View):
    commission_bp: int
    rates: tuple[Rate, ...]


class Settled(View):
    settings: Commissions


async def organizations(visit: Visit) -> Page:
    """`organizations:<page>`: with what is open and overdue in each."""
    page, texts = number_of(visit, 0), visit.texts
    found = await nth_page(visit, PATH, OrganizationList, page, {})
    boards = await asyncio.gather(*(board_of(visit, one.id) for one in found.organizations))
    lines = [told(visit, one, board) for one, board in zip(found.organizations, boards, strict=True)]
    rows: list[Row] = [[button(one.name, way("organization", one.id.hex).go)] for one in found.organizations]
    turning = turns(texts, page, found.next is not None, lambda n: way("organizations", n))
    new = [form_button(texts.plain("organizations-new"), "create_organization")]
    text = listed(visit, texts("menu-organizations"), lines, page, found.next is not None)
    return Page(text, (*rows, turning, new, bottom(texts)))


async def board_of(visit: Visit, organization: OrganizationId) -> Board:
    return await visit.caller.read("/v1/board", Board, organization=organization)


def told(visit: Visit, one: OrganizationView, board: Board) -> Html:
    return visit.texts(
        "organizations-line",
        name=one.name,
        open=board.open.orders,
        overdue=board.open.overdue,
        unassigned=board.unassigned.orders,
        paused=board.paused.orders,
        appeals=board.waits(WaitKind.DECIDE_APPEAL),
    )


async def organization(visit: Visit) -> Page:
    """`organization:<id>`: a superuser's way to its orders, people and settings."""
    named, texts, me = id_of(visit.argument(0)), visit.texts, visit.caller.me
    found = await visit.caller.read(f"{PATH}/{named}", OrganizationView)
    if not me.may(Permission.ORGANIZATIONS_MANAGE):
        return await settings(visit)
    board = await board_of(visit, found.id)
    appeals = board.waits(WaitKind.DECIDE_APPEAL)
    key = named.hex
    rows: list[Row] = [
        [
            button(
                f"{texts.plain('organizations-orders')} ({board.open.orders})",
                way("orders", "org", key, 0).go,
            ),
            button(
                f"{texts.plain('organizations-overdue')} ({board.open.overdue})",
                way("orders", "org-late", key, 0).go,
            ),
        ],
        [
            button(f"{texts.plain('menu-appeals')} ({appeals})", way("orders", "org-appeals", key, 0).go),
            button(texts.plain("people-devices"), way("custody", f"o{key}", 0).go),
        ],
        [
            button(texts.plain("menu-people"), way("staff", "org", key, 0).go),
            button(texts.plain("people-unreachable"), way("unreachable", key).go),
        ],
        [
            button(texts.plain("more-rules"), way("rules", key).go),
            button(texts.plain("more-settings"), way("settings", key).go),
        ],
        [
            form_button(texts.plain("organizations-rename"), "change_organization", named),
            button(texts.plain("people-changes"), way("audit", key, 0).go),
        ],
    ]
    said = texts("organizations-told", name=found.name, prefix=found.prefix)
    return Page(f"{said}\n\n{told(visit, found, board)}", (*rows, bottom(texts, way("organizations", 0))))


async def settings(visit: Visit) -> Page:
    """`settings:<id>`: the own organization's without an id. What holds is told by its rules."""
    texts, me = visit.texts, visit.caller.me
    named = id_of(visit.argument(0)) if visit.argument(0) else me.organization_id
    if named is None or not me.may(Permission.SETTINGS_MANAGE):
        return Page(texts("organizations-none"), (bottom(texts),))
    found = await visit.caller.read(f"{PATH}/{named}", OrganizationView)
    rows: list[Row] = [
        [form_button(texts.plain("settings-change"), "change_settings", named)],
        [form_button(texts.plain("settings-ladder"), "change_ladder", named)],
        [form_button(texts.plain("settings-penalty"), "change_penalty_rule", named)],
        [form_button(texts.plain("settings-rate"), "add_rate", named)],
        [button(texts.plain("more-rules"), way("rules", named.hex).go)],
    ]
    back = way("organization", named.hex) if me.organization_id is None else way("more")
    head = (
        texts("more-settings"),
        texts("organizations-told", name=found.name, prefix=found.prefix),
        Html(""),
    )
    return Page(fitting([*head, *await commissions(visit, found.id)]), (*rows, bottom(texts, back or MENU)))


async def commissions(visit: Visit, organization: OrganizationId) -> list[Html]:
    """What everybody else gets, then the rates, those that began or will begin last first."""
    texts = visit.texts
    settled = (await visit.caller.read(f"{PATH}/{organization}/settings", Settled)).settings
    rates = sorted(settled.rates, key=lambda rate: rate.since, reverse=True)[:SHOWN]
    people = {rate.person for rate in rates if rate.person}
    found = await asyncio.gather(*(visit.caller.read(f"{PEOPLE}/{one}", Account) for one in people))
    names = {one.id: one.name for one in found}
    lines = [
        texts(
            "settings-rate-line",
            bp=percent(rate.bp),
            since=rate.since,
            name=names[rate.person] if rate.person else texts("settings-rate-everybody"),
            kind=texts.label(rate.kind) if rate.kind else texts("settings-rate-any"),
        )
        for rate in rates
    ]
    return [texts("settings-rates", bp=percent(settled.commission_bp)), *lines]


ROOMS: Final[dict[str, Room]] = {
    "organizations": organizations,
    "organization": organization,
    "settings": settings,
}
"""Superusers begin at the list, owners at their own settings."""
