"""People: create, list, view and edit them (ACC-2, ACC-5)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query
from pydantic import AwareDatetime, BaseModel, Field, model_validator

from api.auth import requires
from api.cash import Cursor, Limit
from api.commands import IdempotencyKey, command_id_of
from api.openapi import AWAY, REFUSALS, TOO_LARGE, UNAUTHORIZED, Responses, refusal_docs
from api.pages import wrong_cursor
from api.problems import FieldProblem, ProblemError, invalid, refused
from api.races import once_more
from api.services import ServicesOf
from api.traces import TraceOf
from domain.accounts import (
    Account,
    AccountStale,
    AccountUnknown,
    NumberTaken,
    OrdersOpen,
    Profile,
    refuse_change,
    refuse_creation,
)
from domain.contacts import Phone
from domain.orders.errors import KeyReused
from domain.organizations import BasisPoints
from domain.people import Permission, Person, Role
from domain.values import Line, OrganizationId, PersonId, Value
from storage.accounts import AccountFilter, Sorting
from storage.audit import fields_of
from storage.database import Transaction
from storage.open_orders import OpenOrder
from storage.searchable import SHORTEST

router = APIRouter(prefix="/people", tags=["people"])

Reader = Annotated[Person, Depends(requires(Permission.PEOPLE_READ))]
UNKNOWN: Responses = {404: refusal_docs("Nobody here by that name", "person.not_found")}
FORBIDDEN = ("auth.forbidden", "person.blocked", "person.not_managed")
WRITTEN: Responses = UNAUTHORIZED | AWAY | TOO_LARGE
MEND = ("request.invalid", "person.number_taken", "person.platform_role", "person.right_reserved")

A_PERSON = {"name": "Иван Иванов", "roles": ["engineer"], "phone": "8 912 345-67-89", "employee_number": "17"}


class NewPerson(Profile):
    """Superusers say of which organization; everybody else writes down people of the own one."""

    organization_id: OrganizationId | None = None

    @property
    def profile(self) -> Profile:
        return Profile.model_construct(**{name: getattr(self, name) for name in Profile.model_fields})


class ProfileChange(Value):
    """Only the fields that are given change; a null empties what may be empty."""

    version: int
    name: Line | None = None
    roles: Annotated[frozenset[Role], Field(min_length=1)] | None = None
    phone: Phone | None = None
    employee_number: Line | None = None
    commission_bp: BasisPoints | None = None
    extra_permissions: frozenset[Permission] | None = None

    @model_validator(mode="after")
    def _some_are_never_empty(self) -> Self:
        empty = {"name", "roles", "extra_permissions"} & self.model_fields_set
        if any(getattr(self, name) is None for name in empty):
            raise ValueError("a person always has a name, roles and a list of extra permissions")
        return self

    @property
    def given(self) -> set[str]:
        return self.model_fields_set - {"version"}


class PersonView(BaseModel):
    """Somebody as whoever manages people sees them."""

    id: PersonId
    organization_id: OrganizationId | None
    name: str
    roles: list[Role]
    extra_permissions: list[Permission]
    permissions: list[Permission] = Field(description="of the roles and the extra ones together")
    phone: str | None
    employee_number: str | None
    commission_bp: int | None
    active: bool
    on_shift: bool
    login: str | None
    in_telegram: bool
    version: int
    created_at: AwareDatetime

    @classmethod
    def of(cls, account: Account) -> Self:
        rights = [right for right in Permission if account.person.may(right)]
        told = fields_of(account.profile) | fields_of(account)
        return cls.model_validate(told | {"permissions": rights})


class PeopleList(BaseModel):
    people: list[PersonView]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


@router.post(
    "",
    name="create_person",
    responses=WRITTEN
    | {
        403: refusal_docs("Not with your rights", *FORBIDDEN),
        422: refusal_docs("Mend it", *MEND, "command.key_reused"),
    },
)
async def create(
    body: Annotated[NewPerson, Body(examples=[A_PERSON])],
    key: IdempotencyKey,
    person: Reader,
    trace: TraceOf,
    services: ServicesOf,
) -> PersonView:
    """Write somebody down. They get in with an invite; the same key again is the same person."""
    home = person.organization_id or body.organization_id
    account = Account(
        id=PersonId(UUID(command_id_of(person.id, key))),
        organization_id=home,
        profile=body.profile,
        created_at=trace.at,
    )

    async def made() -> Account:
        async with services.database.transaction() as tx:
            known = await tx.accounts.find(person.organization_id, account.id)
            if known and not await tx.audit.created_with(known.id, fields_of(account.profile)):
                raise KeyReused
            if known:
                return known
            refuse_creation(person, account.person)
            if body.organization_id not in (None, home) or not await _exists(tx, home):
                raise unknown_organization()
            await _refuse_number(tx, account)
            await tx.accounts.create(account, trace)
            return account

    return PersonView.of(await once_more(made))


async def _exists(tx: Transaction, organization_id: OrganizationId | None) -> bool:
    return organization_id is None or await tx.organizations.find(organization_id) is not None


def unknown_organization() -> ProblemError:
    return invalid(
        [FieldProblem(field="body.organization_id", code="unknown", detail="There is no such one.")]
    )


async def _refuse_number(tx: Transaction, account: Account) -> None:
    number = account.profile.employee_number
    if number is not None and await tx.accounts.number_taken(account):
        raise NumberTaken(number=number)


@router.get("", name="list_people", responses=REFUSALS)
async def people(
    *,
    person: Reader,
    services: ServicesOf,
    text: Annotated[
        str | None,
        Query(min_length=SHORTEST, max_length=100, description="any part of name, phone, number or log-in"),
    ] = None,
    role: Role | None = None,
    active: bool | None = None,
    organization: Annotated[OrganizationId | None, Query(description="for superusers")] = None,
    sort: Sorting = Sorting.NAME,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PeopleList:
    """List people: of the own organization; superusers those of all and of the platform."""
    if text and "\x00" in text:
        raise invalid([FieldProblem(field="query.text", code="nul", detail="Leave the NUL character out.")])
    wanted = AccountFilter(role=role, active=active, organization_id=organization, text=text)
    async with services.database.reading() as tx:
        found, end = await tx.accounts.page(person.organization_id, wanted, sort, _place(cursor), limit)
    return PeopleList(people=[PersonView.of(each) for each in found], next=str(end) if end else None)


def _place(cursor: str | None) -> PersonId | None:
    try:
        return PersonId(UUID(cursor)) if cursor else None
    except ValueError as error:
        raise wrong_cursor() from error


@router.get("/{person_id}", name="show_person", responses=REFUSALS | UNKNOWN)
async def show(person_id: PersonId, person: Reader, services: ServicesOf) -> PersonView:
    """Show somebody."""
    async with services.database.reading() as tx:
        account = await tx.accounts.find(person.organization_id, person_id)
    if account is None:
        raise AccountUnknown
    return PersonView.of(account)


@router.patch(
    "/{person_id}",
    name="change_person",
    responses=WRITTEN
    | UNKNOWN
    | {
        403: refusal_docs("Not with your rights", *FORBIDDEN, "person.own_rights"),
        409: refusal_docs(
            "`current` is the person now, or the open orders", "person.stale_version", "person.open_orders"
        ),
        422: refusal_docs("Mend it", *MEND),
    },
)
async def change(
    person_id: PersonId,
    body: Annotated[ProfileChange, Body(examples=[{"version": 1, "phone": None}])],
    person: Reader,
    trace: TraceOf,
    services: ServicesOf,
) -> PersonView:
    """Change what is given, and nothing else. The same change again changes nothing."""

    async def changed() -> Account:
        async with services.database.transaction() as tx:
            by, before = await locked(tx, person, person_id)
            after = _with(before.profile, body)
            refuse_change(by, before.person, before.model_copy(update={"profile": after}).person)
            if after != before.profile and body.version != before.version:
                raise stale(before, body.version)
            await _refuse_number(tx, before.model_copy(update={"profile": after}))
            await _refuse_lost_role(tx, before, after)
            return await tx.accounts.change(before, after, trace)

    return PersonView.of(await once_more(changed))


def _with(before: Profile, change: ProfileChange) -> Profile:
    given = change.model_dump(include=change.given)
    return before.model_copy(update=given)


async def _refuse_lost_role(tx: Transaction, before: Account, after: Profile) -> None:
    """A role that carries open orders is not taken away: they would be nobody's."""
    lost = before.profile.roles - after.roles
    if lost and before.organization_id:
        open_orders = await tx.open_orders.of(before.organization_id, before.id)
        for role in dict.fromkeys(order.role for order in open_orders if order.role in lost):
            raise orders_open(before, role, open_orders)


def orders_open(account: Account, role: Role, open_orders: tuple[OpenOrder, ...]) -> ProblemError:
    """Build the refusal, with all the open orders that have to go to somebody."""
    count = sum(order.role is role for order in open_orders)
    refusal = OrdersOpen(name=account.profile.name, role=role.value, orders=count)
    listed = [order.model_dump(mode="json", include={"id", "number", "role"}) for order in open_orders]
    return refused(refusal.code, str(refusal), refusal.facts, current={"open_orders": listed})


async def locked(tx: Transaction, person: Person, person_id: PersonId) -> tuple[Person, Account]:
    """Both sides of a change as they are now: whoever acts may have been blocked a moment ago."""
    found = await tx.accounts.locked(person, person_id)
    if found.by is None or not found.by.active or found.account is None:
        raise AccountUnknown
    return found.by, found.account


def stale(account: Account, given: int) -> ProblemError:
    refusal = AccountStale(given=given, current=account.version)
    current = PersonView.of(account).model_dump(mode="json")
    return refused(refusal.code, str(refusal), refusal.facts, current=current)
