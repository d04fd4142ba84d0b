"""Every operation of the API that somebody is allowed has a way of buttons, or a reason why it has none."""

from bot.forms.registry import FORMS
from bot.rooms.doors import ROOMS
from domain.orders.possible import RULES
from telegram.actions import AT_ONCE, PATHS
from telegram.presses import SHOWS
from tests.api.rights import RIGHTS

ON_CARDS = {kind: kind for kind in PATHS} | {"return_submission": "return"}
"""Commands of orders: what somebody may do now is a button of their card (domain/orders/possible.py)."""

WAYS = {
    "open_order": "form open",
    "list_orders": "room orders",
    "read_board": "room board",
    "read_order": "card open",
    "read_waiting": "card open",
    "read_timeline": "card history",
    "read_custody_of_order": "card history",
    "read_custody": "room handing",
    "link_media": "card photos",
    "read_media": "card photos",
    "upload_media": "form add_note",
    "read_fiscal": "form submit_receipt",
    "set_language": "room language",
    "set_shift": "room shift",
    "hand_in_cash": "room money",
    "confirm_hand_in": "room money",
    "dispute_hand_in": "room money",
    "withdraw_hand_in": "room money",
    "list_hand_ins": "room money",
    "show_hand_in": "room money",
    "list_cash_receivers": "room money",
    "list_cash": "room money",
    "read_cash": "room money",
    "read_own_cash": "room money",
    "read_earnings": "room money",
    "list_payable": "room money",
    "list_penalties": "room money",
    "list_people": "room people",
    "show_person": "room people",
    "create_person": "room people",
    "change_person": "room people",
    "block_person": "room people",
    "unblock_person": "room people",
    "invite_person": "room people",
    "list_invites": "room people",
    "revoke_invite": "room people",
    "list_unreachable": "room people",
    "list_organizations": "room organizations",
    "create_organization": "room organizations",
    "change_organization": "room organizations",
    "show_organization": "room organizations",
    "show_rules": "room organizations",
}
"""Everything else: by which room, form or button of a card."""

TYPED = "no password and no code is ever typed in a chat (ACC-3)"
SESSIONS = "the bot's tokens are exchanged for each person; other log-ins are ended where they were made"
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
    **dict.fromkeys(("log_out", "log_out_everywhere", "list_sessions", "end_session"), SESSIONS),
    "read_fiscal": "asked by the bot itself of the photo of a receipt, to fill in date and total",
    "command_outcome": "asked by the bot itself of what the API has kept for later",
    "who_am_i": "asked by the bot itself before everything",
    "link_paper": "papers come as files by themselves as soon as they are made",
    "link_thumbnail": "small pictures are for lists at a desk; Telegram makes its own",
    "read_evidence": "bytes and hashes, for `naryad verify`",
    "read_ledger": "its sums stand on the card, its lines in the history",
    "list_changes": "the audit is read at a desk: who changed what, field by field",
    "reset_totp": "done at a desk, by somebody who has made sure who asks",
    "show_settings": "calendars, ladders and rates are edited at a desk",
    "change_settings": "calendars, ladders and rates are edited at a desk",
}

UNBUILT = {"money", "people", "organizations"}
"""Rooms that are still to be built; nothing else may be missing."""


def test_every_operation_that_somebody_is_allowed_has_a_way_or_a_reason() -> None:
    named = {*ON_CARDS, *WAYS, *EXCEPTIONS}
    assert set(RIGHTS) - named == set(), "neither a way nor a reason"
    assert named - set(RIGHTS) - {"return"} == set(), "no such operation"


def test_the_ways_are_there() -> None:
    there = {f"room {room}" for room in ROOMS} | {f"form {form}" for form in FORMS}
    there |= {f"card {kind}" for kind in SHOWS}
    unbuilt = {f"room {room}" for room in UNBUILT}
    assert set(WAYS.values()) - there - unbuilt == set()


def test_each_command_of_an_order_is_sent_at_once_or_has_its_form() -> None:
    assert set(RULES) - AT_ONCE - set(FORMS) == set()
    assert AT_ONCE & set(FORMS) == set()
