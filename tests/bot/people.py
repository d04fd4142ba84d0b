"""People as the bot knows them."""

from uuid import uuid4

from bot.me import Me
from domain.people import Role, permissions_of
from domain.values import OrganizationId, PersonId


def somebody(*roles: str) -> Me:
    held = frozenset(map(Role, roles))
    return Me(
        id=PersonId(uuid4()),
        organization_id=OrganizationId(uuid4()),
        name="Кто-то",
        roles=held,
        permissions=permissions_of(held),
    )
