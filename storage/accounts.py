"""People as those see them who manage people. `within` None is the whole platform: for superusers only."""

from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.accounts import Account, Profile
from domain.audit import RecordedAction, Trace
from domain.people import Person, Role
from domain.sessions import SessionEnd
from domain.values import OrganizationId, PersonId, Value
from storage.audit import Audit, Changed, fields_of
from storage.people import PEOPLE, PERSON, People, person_of
from storage.searchable import folded
from storage.sessions import Sessions
from storage.tables import Fetched

ACCOUNT: Final = (
    *PERSON,
    PEOPLE.c.phone,
    PEOPLE.c.employee_number,
    PEOPLE.c.login,
    PEOPLE.c.version,
    PEOPLE.c.created_at,
    PEOPLE.c.telegram_id.is_not(None).label("in_telegram"),
)
"""The columns an `Account` is made of."""


class Sorting(StrEnum):
    NAME = "name"
    NAME_DOWN = "-name"
    CREATED = "created_at"
    CREATED_DOWN = "-created_at"


KEYS: Final[dict[str, ColumnElement[Any]]] = {"name": PEOPLE.c.found_by, "created_at": PEOPLE.c.created_at}
"""A person's name is what they are first found by, without regard to capitals."""


class AccountFilter(Value):
    """Every condition that is given must hold."""

    role: Role | None = None
    active: bool | None = None
    organization_id: OrganizationId | None = None
    text: str | None = None
    """Any part of the name, phone, employee number or log-in; capitals do not matter."""


class Locked(NamedTuple):
    by: Person | None
    """Who acts, as they are now."""
    account: Account | None


class Accounts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._audit = Audit(connection)
        self._people = People(connection)

    async def find(self, within: OrganizationId | None, person_id: PersonId) -> Account | None:
        rows = await self._connection.execute(select(*ACCOUNT).where(*_those(within, person_id)))
        row = rows.one_or_none()
        return _account_of(row) if row else None

    async def locked(self, by: Person, person_id: PersonId) -> Locked:
        """Both as they are now and stay until the transaction ends: two who block each other take turns."""
        within = by.organization_id
        rows = await self._connection.execute(
            select(*ACCOUNT)
            .where(or_(*(and_(*_those(within, one)) for one in (by.id, person_id))))
            .order_by(PEOPLE.c.id)
            .with_for_update(key_share=True)
        )
        found = {row.id: _account_of(row) for row in rows}
        actor = found.get(by.id)
        return Locked(actor.person if actor else None, found.get(person_id))

    async def page(
        self,
        within: OrganizationId | None,
        wanted: AccountFilter,
        sorting: Sorting,
        after: PersonId | None,
        count: int,
    ) -> tuple[list[Account], PersonId | None]:
        """A page, and where the next one begins."""
        down, key = sorting.startswith("-"), KEYS[sorting.removeprefix("-")]
        statement = select(*ACCOUNT).where(*_conditions(within, wanted))
        if after is not None:
            last = select(key, PEOPLE.c.id).where(*_those(within, after)).subquery()
            here, there = tuple_(key, PEOPLE.c.id), select(*last.c).scalar_subquery()
            statement = statement.where(here < there if down else here > there)
        ends = (key.desc(), PEOPLE.c.id.desc()) if down else (key, PEOPLE.c.id)
        rows = (await self._connection.execute(statement.order_by(*ends).limit(count + 1))).all()
        shown = [_account_of(row) for row in rows[:count]]
        return shown, shown[-1].id if len(rows) > count else None

    async def number_taken(self, account: Account) -> bool:
        """Whether somebody else of the organization has the employee number."""
        rows = await self._connection.execute(
            select(PEOPLE.c.id).where(
                PEOPLE.c.organization_id.is_not_distinct_from(account.organization_id),
                PEOPLE.c.employee_number == account.profile.employee_number,
                PEOPLE.c.id != account.id,
            )
        )
        return rows.first() is not None

    async def create(self, account: Account, trace: Trace) -> None:
        await self._connection.execute(
            insert(PEOPLE).values(
                id=account.id,
                organization_id=account.organization_id,
                created_at=account.created_at,
                **_written(account),
            )
        )
        made = fields_of(account.profile)
        await self._audit.write(
            trace, Changed(RecordedAction.PERSON_CREATED, account.id, account.organization_id, {}, made)
        )

    async def change(self, before: Account, profile: Profile, trace: Trace) -> Account:
        """Write the profile down, unless it is what stands there. `before` is locked."""
        if profile == before.profile:
            return before
        after = before.model_copy(update={"profile": profile, "version": before.version + 1})
        await self._write(after)
        told = (fields_of(before.profile), fields_of(profile))
        await self._audit.write(
            trace, Changed(RecordedAction.PERSON_CHANGED, after.id, after.organization_id, *told)
        )
        return after

    async def set_active(
        self, before: Account, trace: Trace, *, active: bool, reason: str | None = None
    ) -> Account:
        """Block somebody, which ends every session, or let them in again. `before` is locked."""
        if before.active == active:
            return before
        after = before.model_copy(update={"active": active, "version": before.version + 1})
        await self._write(after)
        if not active:
            await Sessions(self._connection).end_all(after.id, SessionEnd.BLOCKED, trace.at)
        action = RecordedAction.PERSON_UNBLOCKED if active else RecordedAction.PERSON_BLOCKED
        told = {"active": active} | ({"reason": reason} if reason else {})
        made = Changed(action, after.id, after.organization_id, {"active": before.active}, told)
        await self._audit.write(trace, made)
        return after

    async def link(self, person: Person, telegram_id: int | None, trace: Trace) -> None:
        """Make that Telegram account the person's, or none. The person is locked."""
        before = (
            await self._connection.execute(select(PEOPLE.c.telegram_id).where(PEOPLE.c.id == person.id))
        ).scalar_one()
        await self._people.link_telegram(person.id, telegram_id, trace.at)
        told = ({"telegram_id": before}, {"telegram_id": telegram_id})
        await self._audit.write(
            trace, Changed(RecordedAction.PERSON_LINKED, person.id, person.organization_id, *told)
        )

    async def set_password(self, account: Account, login: str, password_hash: str, trace: Trace) -> None:
        """Give somebody, who is locked, what they log in with; of the password nothing is on record."""
        await self._connection.execute(update(PEOPLE).where(PEOPLE.c.id == account.id).values(login=login))
        await self._people.set_password(account.id, password_hash, trace.at)
        told = ({"login": account.login}, {"login": login})
        await self._audit.write(
            trace, Changed(RecordedAction.PASSWORD_SET, account.id, account.organization_id, *told)
        )

    async def _write(self, account: Account) -> None:
        await self._connection.execute(
            update(PEOPLE)
            .where(
                PEOPLE.c.id == account.id,
                PEOPLE.c.organization_id.is_not_distinct_from(account.organization_id),
            )
            .values(**_written(account))
        )


def _those(within: OrganizationId | None, person_id: PersonId) -> tuple[ColumnElement[bool], ...]:
    return (PEOPLE.c.id == person_id, *((PEOPLE.c.organization_id == within,) if within else ()))


def _conditions(within: OrganizationId | None, wanted: AccountFilter) -> list[ColumnElement[bool]]:
    given: list[tuple[ColumnElement[bool], object]] = [
        (PEOPLE.c.organization_id == within, within),
        (PEOPLE.c.organization_id == wanted.organization_id, wanted.organization_id),
        (PEOPLE.c.active == wanted.active, wanted.active),
        (PEOPLE.c.roles.contains([wanted.role.value] if wanted.role else []), wanted.role),
        (func.strpos(PEOPLE.c.found_by, folded(wanted.text or "")) > 0, wanted.text),
    ]
    return [condition for condition, value in given if value is not None]


def _written(account: Account) -> dict[str, object]:
    profile = account.profile
    return {
        "name": profile.name,
        "roles": sorted(profile.roles),
        "phone": profile.phone,
        "employee_number": profile.employee_number,
        "commission_bp": profile.commission_bp,
        "extra_permissions": sorted(profile.extra_permissions),
        "active": account.active,
        "version": account.version,
    }


def _account_of(row: Fetched) -> Account:
    person = person_of(row)
    return Account(
        id=person.id,
        organization_id=person.organization_id,
        profile=Profile.model_construct(  # the phone was parsed when it was written down
            name=person.name,
            roles=person.roles,
            phone=row.phone,
            employee_number=row.employee_number,
            commission_bp=person.commission_bp,
            extra_permissions=person.extra_permissions,
        ),
        active=person.active,
        on_shift=person.on_shift,
        login=row.login,
        in_telegram=row.in_telegram,
        version=row.version,
        created_at=row.created_at,
    )
