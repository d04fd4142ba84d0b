"""Which HTTP status a refusal gets: one table, by code and by family of codes.

The principle: *could another body of the same request be accepted now?* Yes: 422, mend the form and send it
again. No: 409, the order is not where the sender thought, look at it again. Who may not: 403. What is not
there, or belongs to another organization: 404.
"""

from http import HTTPStatus

FORBIDDEN, UNKNOWN = HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND
CONFLICT, MEND = HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY

FAMILIES: dict[str, HTTPStatus] = {
    "order": CONFLICT,
    "person": FORBIDDEN,
    "organization": CONFLICT,
    "invite": CONFLICT,
    "media": MEND,
    "date": MEND,
    "assignment": CONFLICT,
    "visit": CONFLICT,
    "agreement": MEND,
    "prepayment": MEND,
    "payment": MEND,
    "device": CONFLICT,
    "stationary": CONFLICT,
    "branch": CONFLICT,
    "receipt": MEND,
    "supplement": CONFLICT,
    "report": MEND,
    "verification": CONFLICT,
    "money": MEND,
    "payout": MEND,
    "cash": MEND,
    "warranty": MEND,
    "sibling": MEND,
    "wait": CONFLICT,
    "request": CONFLICT,
    "penalty": CONFLICT,
    "undo": CONFLICT,
    "record": HTTPStatus.SERVICE_UNAVAILABLE,
    "command": MEND,
}
"""Status of every code whose part before the dot is this, unless the code has one of its own."""

CODES: dict[str, HTTPStatus] = {
    "order.unknown": UNKNOWN,
    "media.unsupported": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "order.not_yours": FORBIDDEN,
    "order.unknown_part": MEND,
    "person.not_found": UNKNOWN,
    "invite.unknown": UNKNOWN,
    "organization.not_found": UNKNOWN,
    "organization.calendar": MEND,
    "organization.rate_person": MEND,
    "person.stale_version": CONFLICT,
    "person.open_orders": CONFLICT,
    "person.number_taken": MEND,
    "person.platform_role": MEND,
    "person.right_reserved": MEND,
    "person.replacement": MEND,
    "person.unknown": MEND,  # the body names somebody whom this organization does not have
    "payment.nothing_to_confirm": CONFLICT,
    "payout.debt_open": CONFLICT,
    "cash.unknown": UNKNOWN,
    "cash.not_pending": CONFLICT,
    "cash.not_yours": FORBIDDEN,
    "report.branches_open": CONFLICT,
    "verification.own": FORBIDDEN,
    "verification.no_lines": MEND,
    "money.nothing_to_settle": CONFLICT,
    "penalty.not_on_order": MEND,
    "warranty.free": CONFLICT,
    "warranty.none": CONFLICT,
    "penalty.own": FORBIDDEN,
}


def status_of(code: str) -> HTTPStatus:
    """Return the status for a refusal's code; a family that is new here reads as a conflict."""
    return CODES.get(code) or FAMILIES.get(code.partition(".")[0], CONFLICT)
