"""Who somebody is, as the API tells it to the bot."""

from pydantic import BaseModel, ConfigDict

from domain.people import Permission, Role
from domain.values import OrganizationId, PersonId


class Me(BaseModel):
    """The person behind a token."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: PersonId
    organization_id: OrganizationId | None
    name: str
    roles: frozenset[Role]
    permissions: frozenset[Permission]
    on_shift: bool = True
    language: str | None = None
    """None: nobody has chosen one."""
    zone: str = "Europe/Moscow"
    """Of the organization."""
    currency: str = "RUB"

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions
