"""Organizations: superusers create and name them; each decides on its settings (ACC-2)."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Body, Depends
from pydantic import BaseModel, Field, StringConstraints

from api.auth import CurrentPerson, requires
from api.cash import Cursor, Limit
from api.commands import IdempotencyKey, command_id_of
from api.openapi import AWAY, REFUSALS, TOO_LARGE, UNAUTHORIZED, Responses, refusal_docs
from api.pages import wrong_cursor
from api.problems import ProblemError, refused
from api.races import once_more
from api.services import ServicesOf
from api.traces import TraceOf
from domain.audit import RecordedAction
from domain.calendar import WorkingCalendar
from domain.orders.errors import KeyReused
from domain.orders.penalty import PenaltyRules
from domain.orders.waiting import ELSEWHERE, TABLE, Ladder, WaitKind
from domain.organizations import (
    Organization,
    OrganizationSettings,
    OrganizationStale,
    OrganizationUnknown,
    PrefixFixed,
    Verification,
    refuse_unusable,
)
from domain.people import Permission, Person
from domain.values import Line, OrganizationId, PersonId, Value
from storage.database import Transaction
from storage.organizations import Kept, told

router = APIRouter(prefix="/organizations", tags=["organizations"])

Manager = Annotated[Person, Depends(requires(Permission.ORGANIZATIONS_MANAGE))]
Settler = Annotated[Person, Depends(requires(Permission.SETTINGS_MANAGE))]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-ZА-ЯЁ0-9]{1,8}$")]

UNKNOWN: Responses = {404: refusal_docs("Nothing here by that name", "organization.not_found")}
OF_ONE: Responses = REFUSALS | UNKNOWN
STALE = ("`current` is the organization now", "organization.stale_version")
WRITTEN: Responses = (
    UNAUTHORIZED
    | AWAY
    | TOO_LARGE
    | {403: refusal_docs("Not with your rights", "auth.forbidden", "person.blocked")}
)
UNUSABLE = ("request.invalid", "organization.calendar", "organization.rate_person")


class NewOrganization(Value):
    name: Line
    prefix: Prefix = "SVC"
    """Begins every order number, as in SVC-000123; fixed from the first order on."""
    settings: OrganizationSettings = OrganizationSettings()


class OrganizationChange(Value):
    """Only the fields that are given change."""

    version: int
    name: Line | None = None
    prefix: Prefix | None = None


class SettingsChange(Value):
    """Only the settings that are given change, each as a whole."""

    version: int
    settings: OrganizationSettings


class OrganizationView(BaseModel):
    """What everybody of an organization may know of it."""

    id: OrganizationId
    name: str
    prefix: str
    currency: str
    zone: str = Field(description="time zone, as Europe/Moscow")
    penalty_word: str = Field(description="what a penalty is called on people's screens")
    version: int

    @classmethod
    def of(cls, kept: Kept) -> Self:
        organization, settings = kept.organization, kept.organization.settings
        return cls(
            id=organization.id,
            name=organization.name,
            prefix=organization.prefix,
            currency=settings.currency,
            zone=settings.calendar.zone,
            penalty_word=settings.penalty_word,
            version=kept.version,
        )


class OrganizationList(BaseModel):
    organizations: list[OrganizationView]
    next: str | None = Field(description="the cursor of the next page; null on the last one")


class SettingsView(BaseModel):
    version: int = Field(description="of the organization, its name too")
    settings: OrganizationSettings

    @classmethod
    def of(cls, kept: Kept) -> Self:
        return cls(version=kept.version, settings=kept.organization.settings)


class RulesView(BaseModel):
    """What everybody of an organization works by: time, deadlines, limits, ways of verifying, penalties."""

    name: str
    calendar: WorkingCalendar
    ladders: dict[WaitKind, Ladder] = Field(description="of every kind of wait, the usual ones too")
    verification: Verification
    penalties: PenaltyRules
    penalty_word: str
    cash_limit: int | None = Field(description="kopecks")
    cash_remind_days: int
    pool: bool
    thinking_days: int
    pause_days: int
    reopen_days: int

    @classmethod
    def of(cls, organization: Organization) -> Self:
        settings = organization.settings
        held = {
            name: getattr(settings, name) for name in cls.model_fields if name in type(settings).model_fields
        }
        usual = {kind: row.ladder for kind, row in TABLE.items() if kind not in ELSEWHERE}
        return cls(name=organization.name, **held | {"ladders": usual | settings.ladders})


@router.post(
    "",
    name="create_organization",
    responses=WRITTEN | {422: refusal_docs("Mend it", *UNUSABLE, "command.key_reused")},
)
async def create(
    body: Annotated[NewOrganization, Body(examples=[{"name": "Сервис на Лесной", "prefix": "LES"}])],
    key: IdempotencyKey,
    person: Manager,
    trace: TraceOf,
    services: ServicesOf,
) -> OrganizationView:
    """Found an organization. The same key again is the same organization."""
    wanted = OrganizationId(UUID(command_id_of(person.id, key)))
    organization = Organization(id=wanted, name=body.name, prefix=body.prefix, settings=body.settings)
    refuse_unusable(body.settings, ())

    async def made() -> Kept:
        async with services.database.transaction() as tx:
            known = await tx.organizations.kept(wanted)
            if known is None:
                return await tx.organizations.create(organization, trace)
            if not await tx.audit.created_with(wanted, told(organization)):
                raise KeyReused
            return known

    return OrganizationView.of(await once_more(made))


@router.get("", name="list_organizations", responses=REFUSALS)
async def organizations(
    _person: Manager, services: ServicesOf, cursor: Cursor = None, limit: Limit = 50
) -> OrganizationList:
    """List all organizations by name."""
    try:
        after = OrganizationId(UUID(cursor)) if cursor else None
    except ValueError as error:
        raise wrong_cursor() from error
    async with services.database.reading() as tx:
        found, end = await tx.organizations.page(after, limit)
    listed = [OrganizationView.of(each) for each in found]
    return OrganizationList(organizations=listed, next=str(end) if end else None)


@router.get("/{organization_id}", name="show_organization", responses=OF_ONE)
async def show(
    organization_id: OrganizationId, person: CurrentPerson, services: ServicesOf
) -> OrganizationView:
    """Show the own organization: its currency, its zone, its words."""
    _refuse_other(person, organization_id)
    async with services.database.reading() as tx:
        return OrganizationView.of(_known(await tx.organizations.kept(organization_id)))


@router.get("/{organization_id}/rules", name="show_rules", responses=OF_ONE)
async def rules(organization_id: OrganizationId, person: CurrentPerson, services: ServicesOf) -> RulesView:
    """Show the rules of the own organization, without what people earn."""
    _refuse_other(person, organization_id)
    async with services.database.reading() as tx:
        return RulesView.of(_known(await tx.organizations.kept(organization_id)).organization)


@router.get("/{organization_id}/settings", name="show_settings", responses=OF_ONE)
async def settings(organization_id: OrganizationId, person: Settler, services: ServicesOf) -> SettingsView:
    """Show everything that the organization decided for itself."""
    _refuse_other(person, organization_id)
    async with services.database.reading() as tx:
        return SettingsView.of(_known(await tx.organizations.kept(organization_id)))


@router.patch(
    "/{organization_id}",
    name="change_organization",
    responses=WRITTEN
    | UNKNOWN
    | {
        409: refusal_docs(*STALE, "organization.prefix_fixed"),
        422: refusal_docs("Mend it", "request.invalid"),
    },
)
async def change(
    organization_id: OrganizationId,
    body: Annotated[OrganizationChange, Body(examples=[{"version": 1, "name": "Сервис на Лесной"}])],
    _person: Manager,
    trace: TraceOf,
    services: ServicesOf,
) -> OrganizationView:
    """Rename it, or give it another prefix while it has no orders."""
    given = body.model_dump(exclude={"version"}, exclude_none=True)
    async with services.database.transaction() as tx:
        before = _known(await tx.organizations.locked(organization_id))
        after = before.organization.model_copy(update=given)
        _refuse_stale(before, after, body.version)
        if after.prefix != before.organization.prefix and before.orders:
            raise PrefixFixed(prefix=before.organization.prefix)
        return OrganizationView.of(
            await tx.organizations.change(before, after, trace, RecordedAction.ORGANIZATION_CHANGED)
        )


@router.patch(
    "/{organization_id}/settings",
    name="change_settings",
    responses=WRITTEN | UNKNOWN | {409: refusal_docs(*STALE), 422: refusal_docs("Mend it", *UNUSABLE)},
)
async def change_settings(
    organization_id: OrganizationId,
    body: Annotated[SettingsChange, Body(examples=[{"version": 1, "settings": {"pool": True}}])],
    person: Settler,
    trace: TraceOf,
    services: ServicesOf,
) -> SettingsView:
    """Change what is given; it holds from the next wait or step on."""
    _refuse_other(person, organization_id)
    given = {name: getattr(body.settings, name) for name in body.settings.model_fields_set}
    async with services.database.transaction() as tx:
        before = _known(await tx.organizations.locked(organization_id))
        wanted = before.organization.settings.model_copy(update=given)
        after = before.organization.model_copy(update={"settings": wanted})
        _refuse_stale(before, after, body.version)
        refuse_unusable(wanted, await _people(tx, after))
        return SettingsView.of(
            await tx.organizations.change(before, after, trace, RecordedAction.SETTINGS_CHANGED)
        )


async def _people(tx: Transaction, organization: Organization) -> set[PersonId]:
    return {person.id for person in await tx.people.of_organization(organization.id)}


def _refuse_other(person: Person, organization_id: OrganizationId) -> None:
    """To whoever is of another organization, it is as if there were none."""
    if person.organization_id not in (None, organization_id):
        raise OrganizationUnknown


def _known(kept: Kept | None) -> Kept:
    if kept is None:
        raise OrganizationUnknown
    return kept


def _refuse_stale(before: Kept, after: Organization, given: int) -> None:
    """A change that is made already is no stale one: its first answer was lost."""
    if given != before.version and after != before.organization:
        raise _stale(before, given)


def _stale(kept: Kept, given: int) -> ProblemError:
    refusal = OrganizationStale(given=given, current=kept.version)
    current = OrganizationView.of(kept).model_dump(mode="json")
    return refused(refusal.code, str(refusal), refusal.facts, current=current)
