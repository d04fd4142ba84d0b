"""A way to people that keeps what it was told, and can be out of order for one organization."""

from typing import NamedTuple

from domain.orders.notices import Notice
from domain.values import OrganizationId
from storage.outbox import Message


class BrokenError(Exception):
    """As when Telegram does not answer."""


class Told(NamedTuple):
    notice: Notice
    names: tuple[str, ...]


class PostRoom:
    """Implements `activities.notifications.Channel`."""

    def __init__(self) -> None:
        self.told: dict[OrganizationId | None, list[Told]] = {}
        self.broken: set[OrganizationId | None] = set()
        self.attempts = 0

    async def send(self, message: Message) -> None:
        notice, recipients = message.notice, message.recipients
        self.attempts += 1
        organization = recipients[0].organization_id
        if organization in self.broken:
            raise BrokenError
        told = Told(notice, tuple(person.name for person in recipients))
        self.told.setdefault(organization, []).append(told)

    def told_to(self, organization: OrganizationId) -> list[Told]:
        """What that organization's people were told, in order."""
        return self.told.get(organization, [])
