"""Every operation of the API that somebody is allowed has a way of buttons, or a reason why it has none.

And every form: cards are looked at in whatever state orders come into, and somebody of each role walks
through all pages that the menu leads to.
"""

from uuid import uuid4

import pytest
from pydantic import JsonValue

from bot.forms.registry import FORMS
from bot.rooms.doors import ROOMS
from domain.orders.possible import RULES
from stack.demo_people import demo_id
from telegram.actions import AT_ONCE, PATHS
from telegram.presses import SHOWS
from tests.api.repair import CASH
from tests.api.rights import RIGHTS
from tests.bot.conftest import BotSystem
from tests.bot.stroll import forms_of_cards, forms_of_pages
from tests.bot.test_cards import AGREED, given

ON_CARDS = {kind: kind for kind in PATHS} | {"return_submission": "return"}
"""Commands of orders: what somebody may do now is a button of their card (domain/orders/possible.py)."""

WAYS = {
    "open_order": "form open",  # and each form by itself, below
    "list_orders": "room orders",
    "read_board": "room board",
    "read_overview": "room problems",
    "read_order": "card open",
    "read_waiting": "card open",
    "read_timeline": "card history",
    "read_custody_of_order": "card history",
    "read_custody": "room custody",
    "link_media": "card photos",
    "read_media": "card photos",
    "upload_media": "form add_note",
    "read_fiscal": "form submit_receipt",
    "set_language": "room language",
    "set_shift": "room shift",
    "hand_in_cash": "form hand_in",
    "confirm_hand_in": "room handin_do",
    "dispute_hand_in": "form dispute_hand_in",
    "withdraw_hand_in": "room handin_do",
    "list_hand_ins": "room handins",
    "show_hand_in": "room handin",
    "list_cash_receivers": "form hand_in",
    "list_cash": "room hands",
    "read_cash": "room cash",
    "read_own_cash": "room cash",
    "read_earnings": "room earnings",
    "list_payable": "room payable",
    "list_penalties": "room penalties",
    "list_people": "room staff",
    "show_person": "room person",
    "create_person": "form create_person",
    "change_person": "form change_person",
    "block_person": "form block_person",
    "unblock_person": "room unblock",
    "invite_person": "room invite",
    "list_invites": "room invites",
    "revoke_invite": "room revoke",
    "list_unreachable": "room unreachable",
    "list_organizations": "room organizations",
    "create_organization": "form create_organization",
    "change_organization": "form change_organization",
    "show_organization": "room organization",
    "show_rules": "room rules",
    "show_settings": "form change_settings",
    "change_settings": "form change_settings",
    "list_changes": "room audit",
    "list_sessions": "room log_ins",
    "end_session": "room log_out",
    "log_out_everywhere": "room log_out_all",
}
"""Everything else: by which room, form or button of a card."""

TYPED = "no password and no code is ever typed in a chat (ACC-3)"
EXCEPTIONS = {
    **dict.fromkeys(
        (
            "begin_totp",
            "confirm_totp",
            "remove_totp",
            "renew_recovery_codes",
            "change_password",
        ),
        TYPED,
    ),
    "log_out": "the bot is exchanged a token again with the next press: leaving is ending the chat",
    "read_fiscal": "asked by the bot itself of the photo of a receipt, to fill in date and total",
    "command_outcome": "asked by the bot itself of what the API has kept for later",
    "who_am_i": "asked by the bot itself before everything",
    "link_paper": "papers come as files by themselves as soon as they are made",
    "link_thumbnail": "small pictures are for lists at a desk; Telegram makes its own",
    "read_evidence": "bytes and hashes, for `naryad verify`",
    "read_ledger": "its sums stand on the card, its lines in the history",
    "reset_totp": "done at a desk, by somebody who has made sure who asks",
}


def test_every_operation_that_somebody_is_allowed_has_a_way_or_a_reason() -> None:
    named = {*ON_CARDS, *WAYS, *EXCEPTIONS}
    assert set(RIGHTS) - named == set(), "neither a way nor a reason"
    assert named - set(RIGHTS) - {"return"} == set(), "no such operation"


def test_the_ways_are_there() -> None:
    there = {f"room {room}" for room in ROOMS} | {f"form {form}" for form in FORMS}
    there |= {f"card {kind}" for kind in SHOWS}
    assert set(WAYS.values()) - there == set()


def test_each_command_of_an_order_is_sent_at_once_or_has_its_form() -> None:
    assert set(RULES) - AT_ONCE - set(FORMS) == set()
    assert AT_ONCE & set(FORMS) == set()


WALKERS = ("smirnova", "owner", "super", "sidorov")
"""Of each kind of menu that has forms."""


async def handed_in(system: BotSystem) -> None:
    """Cash that Smirnova may take or dispute, and some that is still in the engineer's hands."""
    order, _ = await system.opened("smirnova", engineer=str(demo_id("sidorov")))
    await given(system, "sidorov", order, "assignment/acceptance", "assignment")
    await given(system, "sidorov", order, "agreement", "agreement", **AGREED)
    await given(system, "smirnova", order, "approval", "agreement", part="agreement")
    await given(system, "sidorov", order, "prepayment", "prepayment", payment=CASH | {"amount": 10_000})
    await given(system, "smirnova", order, "approval", "prepayment", part="prepayment")
    body: dict[str, JsonValue] = {"receiver": str(demo_id("smirnova")), "amount": 5_000}
    await (await system.caller("sidorov")).send("/v1/cash/hand-ins", body, uuid4().hex)


@pytest.fixture(scope="module")
async def reached(bot_system: BotSystem) -> frozenset[str]:
    """Forms that a button leads to."""
    await handed_in(bot_system)
    found = set(forms_of_cards())
    for login in WALKERS:
        found |= await forms_of_pages(bot_system, login)
    return frozenset(found)


ASKING = sorted(name for name, form in FORMS.items() if form.steps)
"""A form that asks nothing is the press of a button itself, which is kept for later (bot/forms/press.py)."""


@pytest.mark.parametrize("form", ASKING)
async def test_every_form_is_reached_by_a_button(form: str, reached: frozenset[str]) -> None:
    assert form in reached
