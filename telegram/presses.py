"""What a card's button carries: `<code>:<order>:<part>:<version>` in at most 64 bytes.

A button is a request from the past. Whatever cannot be read (older, foreign, broken) is None, and whoever
pressed it gets the current card.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from domain.orders.parts import Part
from domain.values import OrderId

LONGEST: Final = 64
"""Bytes that Telegram keeps of a button."""
ORDER_SIGNS: Final = 22
MOST_VERSION: Final = 2**31 - 1

CODES: Final[dict[str, str]] = {
    # Commands, by their kinds. A code is never given to another command: old cards still carry it.
    "assign": "as",
    "offer": "of",
    "accept": "ac",
    "decline": "dc",
    "depart": "dp",
    "arrive": "ar",
    "fail_visit": "fv",
    "move_visit": "mv",
    "submit_agreement": "sa",
    "submit_prepayment": "sp",
    "confirm_payment": "cp",
    "hand_over": "ho",
    "assign_stationary": "aw",
    "set_priority": "pr",
    "take": "tk",
    "finish_repair": "fr",
    "give_device": "gd",
    "receive_device": "rd",
    "recover_device": "rc",
    "return_device": "bd",
    "submit_receipt": "sr",
    "submit_supplement": "ss",
    "submit_report": "rp",
    "submit_on_site": "os",
    "approve": "ap",
    "return": "rt",
    "pause": "pa",
    "resume": "re",
    "cancel": "ca",
    "set_deadline": "dl",
    "withdraw": "wd",
    "add_note": "nt",
    "undo": "un",
    "take_over": "to",
    "ask": "ak",
    "grant": "gr",
    "deny": "dn",
    "record_payment": "py",
    "refund": "rf",
    "settle_money": "sm",
    "pay_out": "po",
    "write_off": "wo",
    "penalize": "pn",
    "appeal": "al",
    "decide_appeal": "da",
    "reopen": "ro",
    "not_warranty": "nw",
    # Openings of other orders after this one.
    "open_sibling": "xs",
    "open_repeat": "xr",
    # What only shows something.
    "open": "o",
    "more": "m",
    "less": "l",
    "history": "h",
    "review": "v",
    "photos": "f",
}
KINDS: Final = {code: kind for kind, code in CODES.items()}
SHOWS: Final = frozenset({"open", "more", "less", "history", "review", "photos"})
"""Kinds of presses that give no command."""

_part: Final = TypeAdapter[str](Part)


class Press(NamedTuple):
    """One press of a card's button; `kind` is a command's or one of `SHOWS`."""

    kind: str
    order_id: OrderId
    part: str
    version: int


def pack(press: Press) -> str:
    order = urlsafe_b64encode(press.order_id.bytes).decode().rstrip("=")
    return f"{CODES[press.kind]}:{order}:{press.part}:{press.version}"


def unpack(data: str | None) -> Press | None:
    """The press that a button's data means; None for data that is no card's."""
    match (data or "").split(":"):
        case [code, order, part, version] if code in KINDS and len(order) == ORDER_SIGNS:
            return _read(KINDS[code], order, part, version)
        case _:
            return None


def _read(kind: str, order: str, part: str, version: str) -> Press | None:
    if not (version.isascii() and version.isdecimal() and int(version) <= MOST_VERSION):
        return None
    try:
        order_id = UUID(bytes=urlsafe_b64decode(f"{order}=="))
        _part.validate_python(part)
    except (ValueError, ValidationError):  # also signs that are no base64
        return None
    return Press(kind, OrderId(order_id), part, int(version))
