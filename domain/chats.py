"""Chats of people with our bots: who can be reached, and who not."""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from domain.orders.notices import Notice, NoticeKind
from domain.people import Person, Role
from domain.values import Moment, PersonId, Value

BotId = Annotated[int, Field(gt=0, lt=2**52)]
TelegramId = Annotated[int, Field(gt=0, lt=2**52)]
"""Of a person, and of their chat with any bot."""


class Unreachable(StrEnum):
    """Why somebody's chat takes no message."""

    BLOCKED = "blocked"
    """The person has stopped the bot."""
    DEACTIVATED = "deactivated"
    """The Telegram account is gone."""
    NEVER_STARTED = "never_started"
    """The person has not written to this bot yet, or has deleted the chat."""


class OutOfReach(Value):
    """Somebody none of our bots can write to."""

    person: PersonId
    name: str
    since: Moment
    why: Unreachable


TOLD: Final[dict[Role, Role]] = {
    Role.ENGINEER: Role.CURATOR,
    Role.STATIONARY_ENGINEER: Role.CURATOR,
    Role.BUYER: Role.CURATOR,
    Role.CURATOR: Role.OWNER,
    Role.OWNER: Role.SUPERUSER,
}
"""Who hears that somebody of a role cannot be reached. Of superusers nobody does."""


def unreachable_notice(person: Person, why: Unreachable) -> Notice | None:
    """To whoever has to call this person instead; None where nobody is above."""
    above = next((TOLD[role] for role in TOLD if role in person.roles), None)
    if above is None:
        return None
    return Notice(
        kind=NoticeKind.UNREACHABLE,
        to_person=None,
        to_role=above,
        part="order",
        name=person.name,
        text=why.value,
        about=person.id,
        priority=2,
    )
