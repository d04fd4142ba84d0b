"""People, their roles, and what each role may do (ACC-1)."""

from enum import StrEnum

from domain.values import Line, OrganizationId, PersonId, Value


class Role(StrEnum):
    SUPERUSER = "superuser"
    OWNER = "owner"
    CURATOR = "curator"
    ENGINEER = "engineer"
    STATIONARY_ENGINEER = "stationary_engineer"
    BUYER = "buyer"


class Language(StrEnum):
    """Of a person's screens."""

    RU = "ru"
    EN = "en"


class Permission(StrEnum):
    ORDERS_READ = "orders:read"
    ORDERS_CREATE = "orders:create"
    ORDERS_MANAGE = "orders:manage"
    ORDERS_VERIFY = "orders:verify"
    ORDERS_WORK = "orders:work"
    STATIONARY_WORK = "stationary:work"
    MONEY_CONFIRM = "money:confirm"
    MONEY_READ = "money:read"
    MONEY_PAY = "money:pay"
    MONEY_WRITE_OFF = "money:write_off"
    MEDIA_UPLOAD = "media:upload"
    PENALTIES_DECIDE = "penalties:decide"
    ORDERS_REOPEN = "orders:reopen"
    PEOPLE_READ = "people:read"
    PEOPLE_MANAGE = "people:manage"
    """Engineers, stationary engineers and buyers."""
    CURATORS_MANAGE = "curators:manage"
    OWNERS_MANAGE = "owners:manage"
    SUPERUSERS_MANAGE = "superusers:manage"
    RIGHTS_GRANT = "rights:grant"
    ORGANIZATIONS_MANAGE = "organizations:manage"
    SETTINGS_MANAGE = "settings:manage"
    AUDIT_READ = "audit:read"


_CURATOR = frozenset(
    {
        Permission.ORDERS_READ,
        Permission.ORDERS_CREATE,
        Permission.ORDERS_MANAGE,
        Permission.ORDERS_VERIFY,
        Permission.ORDERS_WORK,  # a walk-in order has no engineer: its curator carries it
        Permission.MONEY_CONFIRM,
        Permission.MONEY_READ,
        Permission.MONEY_PAY,
        Permission.MEDIA_UPLOAD,
        Permission.PEOPLE_READ,
        Permission.PEOPLE_MANAGE,
    }
)
_OF_PEOPLE = frozenset(
    {
        Permission.PEOPLE_READ,
        Permission.PEOPLE_MANAGE,
        Permission.CURATORS_MANAGE,
        Permission.OWNERS_MANAGE,
        Permission.SUPERUSERS_MANAGE,
        Permission.RIGHTS_GRANT,
        Permission.ORGANIZATIONS_MANAGE,
        Permission.SETTINGS_MANAGE,
        Permission.AUDIT_READ,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPERUSER: frozenset(
        {Permission.ORDERS_READ, Permission.ORDERS_REOPEN, Permission.PENALTIES_DECIDE, *_OF_PEOPLE}
    ),
    Role.OWNER: frozenset(
        {
            Permission.ORDERS_READ,
            Permission.MONEY_CONFIRM,
            Permission.MONEY_READ,
            Permission.MONEY_PAY,
            Permission.MONEY_WRITE_OFF,
            Permission.PENALTIES_DECIDE,
            Permission.ORDERS_REOPEN,
            Permission.PEOPLE_READ,
            Permission.SETTINGS_MANAGE,
            Permission.AUDIT_READ,
        }
    ),
    Role.CURATOR: _CURATOR,
    Role.ENGINEER: frozenset({Permission.ORDERS_READ, Permission.ORDERS_WORK, Permission.MEDIA_UPLOAD}),
    Role.STATIONARY_ENGINEER: frozenset(
        {Permission.ORDERS_READ, Permission.STATIONARY_WORK, Permission.MEDIA_UPLOAD}
    ),
    Role.BUYER: frozenset(),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


class Person(Value):
    """Somebody with an account. `organization_id` is None for superusers, who belong to the platform."""

    id: PersonId
    organization_id: OrganizationId | None
    name: Line
    roles: frozenset[Role]
    active: bool = True
    commission_bp: int | None = None
    """Share of the net in basis points; None takes the organization's."""
    on_shift: bool = True
    """Of a curator; with the organization's `pool`, others act on the orders of one who is not."""
    extra_permissions: frozenset[Permission] = frozenset()
    """Granted by a superuser, besides those of the roles."""

    @property
    def reachable(self) -> bool:
        """Whoever is blocked is on no shift either."""
        return self.active and self.on_shift

    def may(self, permission: Permission) -> bool:
        return permission in permissions_of(self.roles) or permission in self.extra_permissions
