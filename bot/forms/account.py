"""One person as whoever manages people sees them, and what there is to choose from about them."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from bot.client import Caller, Me
from bot.forms.about import About, Body
from bot.forms.draft import Choice
from bot.forms.form import Subject
from bot.forms.steps import Load
from domain.accounts import MANAGED_WITH, RESERVED, NotManaged, refuse_unmanaged
from domain.people import Permission, Person, Role
from domain.values import OrganizationId, PersonId
from telegram.formats import phone
from telegram.texts import Html, Texts

PATH = "/v1/people"
LINE = 200


class Account(BaseModel):
    """Somebody as whoever manages people sees them."""

    model_config = ConfigDict(extra="ignore")

    id: PersonId
    organization_id: OrganizationId | None
    name: str
    roles: tuple[Role, ...]
    extra_permissions: tuple[Permission, ...]
    permissions: tuple[Permission, ...]
    phone: str | None
    employee_number: str | None
    commission_bp: int | None
    active: bool
    on_shift: bool
    login: str | None
    in_telegram: bool
    version: int

    @property
    def person(self) -> Person:
        return Person(
            id=self.id,
            organization_id=self.organization_id,
            name=self.name,
            roles=frozenset(self.roles),
            active=self.active,
            extra_permissions=frozenset(self.extra_permissions),
        )

    def told(self, texts: Texts) -> Html:
        share = "" if self.commission_bp is None else percent(self.commission_bp)
        return texts(
            "people-account",
            active="yes" if self.active else "no",
            name=self.name,
            roles=", ".join(texts.label(role) for role in self.roles),
            phone=phone(self.phone) if self.phone else None,
            number=self.employee_number,
            commission=share or None,
            telegram="yes" if self.in_telegram else "no",
            rights=", ".join(texts.label(right) for right in self.extra_permissions) or None,
        )


class _Organization(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: OrganizationId
    name: str


class _Organizations(BaseModel):
    organizations: list[_Organization]
    next: str | None


class _People(BaseModel):
    people: list[Account]
    next: str | None


def percent(basis_points: int) -> str:
    return f"{basis_points / 100:g} %"


def reader_of(me: Me) -> Person:
    """Whoever acts, as the rules about accounts take them."""
    return Person(
        id=me.id,
        organization_id=me.organization_id,
        name=me.name,
        roles=me.roles,
        extra_permissions=me.permissions,
    )


def manages(me: Me, account: Account) -> bool:
    try:
        refuse_unmanaged(reader_of(me), account.person)
    except NotManaged:
        return False
    return True


async def account_seen(subject: UUID | None, caller: Caller) -> Body:
    found: Body = (await caller.read(f"{PATH}/{subject}", Account)).model_dump(mode="json")
    return found


def told_account(about: About, texts: Texts) -> Html:
    return Account.model_validate(about.seen).told(texts)


SOMEBODY = Subject(account_seen, told_account)

# Whom and what to choose from


async def manageable_roles(caller: Caller, about: About, texts: Texts) -> Sequence[Choice]:
    """Roles that the person may give; of somebody of an organization, none of the platform."""
    fit = [role for role in Role if caller.me.may(MANAGED_WITH[role])]
    if about.subject:
        fit = [role for role in fit if role is not Role.SUPERUSER]
    return [Choice(value=role.value, label=texts.label(role).capitalize()) for role in fit]


async def organizations(caller: Caller, _about: About, _texts: Texts) -> Sequence[Choice]:
    found: list[Choice] = []
    cursor: str | None = None
    while True:
        page = await caller.read("/v1/organizations", _Organizations, limit=100, cursor=cursor)
        found += [Choice(value=str(one.id), label=one.name) for one in page.organizations]
        if page.next is None:
            return found
        cursor = page.next


def others(role: Role) -> Load:
    """Active people of the subject's organization who have that role too."""

    async def load(caller: Caller, about: About, _texts: Texts) -> Sequence[Choice]:
        home, found, cursor = about.text("organization_id") or None, list[Choice](), None
        while True:
            page = await caller.read(
                PATH, _People, role=role.value, active=True, organization=home, limit=100, cursor=cursor
            )
            found += [
                Choice(value=str(one.id), label=one.name) for one in page.people if one.id != about.subject
            ]
            if page.next is None:
                return found
            cursor = page.next

    return load


async def rights_to_give(_caller: Caller, about: About, texts: Texts) -> Sequence[Choice]:
    held = set(about.words("permissions")) | set(about.words("extra_permissions"))
    fit = [right for right in Permission if right not in RESERVED and right.value not in held]
    return [Choice(value=right.value, label=texts.label(right)) for right in fit]


async def rights_to_take(_caller: Caller, about: About, texts: Texts) -> Sequence[Choice]:
    return [
        Choice(value=right, label=texts.label(Permission(right)))
        for right in about.words("extra_permissions")
    ]
