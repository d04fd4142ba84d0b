"""Who may create, change, block and give rights to whom (ACC-1, ACC-2, ACC-5).

Whoever manages people needs the right for each role that the person has, before and after the change; and
nobody manages a person who may more than they may by an extra right: an invite would hand them that account.
"""

from collections.abc import Collection
from typing import Annotated, Final

from annotated_types import Len

from domain.contacts import Phone
from domain.orders.errors import Refusal
from domain.organizations import BasisPoints
from domain.people import Permission, Person, Role
from domain.values import Line, Moment, OrganizationId, PersonId, Value

MANAGED_WITH: Final[dict[Role, Permission]] = {
    Role.SUPERUSER: Permission.SUPERUSERS_MANAGE,
    Role.OWNER: Permission.OWNERS_MANAGE,
    Role.CURATOR: Permission.CURATORS_MANAGE,
    Role.ENGINEER: Permission.PEOPLE_MANAGE,
    Role.STATIONARY_ENGINEER: Permission.PEOPLE_MANAGE,
    Role.BUYER: Permission.PEOPLE_MANAGE,
}
RESERVED: Final = frozenset(
    {
        Permission.OWNERS_MANAGE,
        Permission.SUPERUSERS_MANAGE,
        Permission.ORGANIZATIONS_MANAGE,
        Permission.RIGHTS_GRANT,
    }
)
"""Rights of the platform: they reach beyond one organization, so nobody gets them besides the role."""


class AccountUnknown(Refusal):
    code = "person.not_found"
    text = "There is no such person here."


class AccountStale(Refusal):
    code = "person.stale_version"
    text = "This person was changed meanwhile: you saw version {given}, it is at {current}."


class NotManaged(Refusal):
    code = "person.not_managed"
    text = "Managing this person needs the right {permission}."


class OwnRights(Refusal):
    code = "person.own_rights"
    text = "Nobody changes the own roles and rights, or blocks themselves."


class NotGranted(Refusal):
    code = "person.right_reserved"
    text = "The right {permission} cannot be granted to this person."


class PlatformRole(Refusal):
    code = "person.platform_role"
    text = "A superuser belongs to no organization and has no other role; everybody else belongs to one."


class NumberTaken(Refusal):
    code = "person.number_taken"
    text = "Somebody else here has the employee number {number}."


class OrdersOpen(Refusal):
    code = "person.open_orders"
    text = "{name} has open orders as {role} ({orders}): say to whom they go."


class ReplacementUnfit(Refusal):
    code = "person.replacement"
    text = "The orders go to another active {role} of the organization."


class Profile(Value):
    """What others write down about a person."""

    name: Line
    roles: Annotated[frozenset[Role], Len(1)]
    phone: Phone | None = None
    employee_number: Line | None = None
    """Unique in the organization."""
    commission_bp: BasisPoints | None = None
    """Share of the net in basis points; None takes the organization's."""
    extra_permissions: frozenset[Permission] = frozenset()
    """Besides those of the roles; granted by superusers."""


class Account(Value):
    """A person as whoever manages people sees them."""

    id: PersonId
    organization_id: OrganizationId | None
    profile: Profile
    active: bool = True
    on_shift: bool = True
    login: str | None = None
    in_telegram: bool = False
    """Whether a Telegram account is linked."""
    version: int = 1
    created_at: Moment

    @property
    def person(self) -> Person:
        return Person(
            id=self.id,
            organization_id=self.organization_id,
            active=self.active,
            on_shift=self.on_shift,
            **{name: getattr(self.profile, name) for name in Profile.model_fields if name in OF_A_PERSON},
        )


OF_A_PERSON: Final = frozenset({"name", "roles", "commission_bp", "extra_permissions"})


def refuse_unmanaged(by: Person, person: Person) -> None:
    """The person may be changed, blocked and invited by `by`."""
    _refuse_roles(by, person.roles)
    beyond = person.extra_permissions - {right for right in Permission if by.may(right)}
    if beyond and not by.may(Permission.RIGHTS_GRANT):
        raise NotManaged(permission=min(beyond).value)


def refuse_creation(by: Person, new: Person) -> None:
    _refuse_platform(new.roles, new.organization_id)
    _refuse_roles(by, new.roles)
    _refuse_grant(by, new, new.extra_permissions)


def refuse_change(by: Person, before: Person, after: Person) -> None:
    refuse_unmanaged(by, before)
    rights = (after.roles, after.extra_permissions)
    if by.id == before.id and rights != (before.roles, before.extra_permissions):
        raise OwnRights
    _refuse_platform(after.roles, after.organization_id)
    _refuse_roles(by, after.roles)
    _refuse_grant(by, after, after.extra_permissions ^ before.extra_permissions)


def refuse_block(by: Person, person: Person) -> None:
    refuse_unmanaged(by, person)
    if by.id == person.id:
        raise OwnRights


def fit_to_replace(role: Role, blocked: Person, other: Person | None) -> Person:
    """The person the blocked one's orders go to."""
    if other is None or other.id == blocked.id or not other.active or role not in other.roles:
        raise ReplacementUnfit(role=role.value)
    return other


def _refuse_roles(by: Person, roles: Collection[Role]) -> None:
    missing = {MANAGED_WITH[role] for role in roles if not by.may(MANAGED_WITH[role])}
    if missing:
        raise NotManaged(permission=min(missing).value)


def _refuse_platform(roles: frozenset[Role], organization_id: OrganizationId | None) -> None:
    platform = roles == {Role.SUPERUSER}
    if platform != (organization_id is None) or (Role.SUPERUSER in roles) != platform:
        raise PlatformRole


def _refuse_grant(by: Person, person: Person, rights: frozenset[Permission]) -> None:
    """Only superusers give and take extra rights, and none that reaches beyond the organization."""
    if rights and not by.may(Permission.RIGHTS_GRANT):
        raise NotManaged(permission=Permission.RIGHTS_GRANT.value)
    out_of_reach = rights & person.extra_permissions & RESERVED
    if out_of_reach or (rights and person.organization_id is None):
        raise NotGranted(permission=min(out_of_reach or rights).value)
