"""Who changed what, written in the transaction that changes it."""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from pydantic import BaseModel, JsonValue
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.audit import Change, RecordedAction, Trace
from domain.people import Person
from domain.values import OrganizationId, PersonId, Value
from storage.tables import AuditRow, Fetched, table

AUDIT: Final = table(AuditRow)

Fields = Mapping[str, JsonValue]


class ChangeFilter(Value):
    """Every condition that is given must hold."""

    entity_id: UUID | None = None
    by: PersonId | None = None
    action: RecordedAction | None = None


class Changed(NamedTuple):
    """A change that is to be recorded: of it, what differs between `before` and `after`."""

    action: RecordedAction
    entity_id: UUID
    organization_id: OrganizationId | None
    before: Fields
    after: Fields


class Audit:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(self, trace: Trace, change: Changed) -> None:
        before, after = change.before, change.after
        differ = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        await self._connection.execute(
            insert(AUDIT).values(
                organization_id=change.organization_id,
                at=trace.at,
                by_person=trace.by,
                action=change.action.value,
                entity_id=change.entity_id,
                before=_json(before, differ),
                after=_json(after, differ),
                network=trace.network,
                agent=trace.agent,
                request_id=trace.request_id,
            )
        )

    async def note(self, action: RecordedAction, person: Person, trace: Trace) -> None:
        """Record what somebody did about a person's log-in; of secrets nothing is kept."""
        await self.write(trace, Changed(action, person.id, person.organization_id, {}, {}))

    async def created_with(self, entity_id: UUID, fields: Fields) -> bool:
        """Whether that is what the entity was created with, and not something else under the same key."""
        created = (RecordedAction.PERSON_CREATED.value, RecordedAction.ORGANIZATION_CREATED.value)
        rows = await self._connection.execute(
            select(AUDIT.c.after).where(AUDIT.c.entity_id == entity_id, AUDIT.c.action.in_(created))
        )
        after = rows.scalar_one_or_none()
        return after is not None and json.loads(after) == {
            name: value for name, value in fields.items() if value is not None
        }

    async def page(
        self, within: OrganizationId | None, wanted: ChangeFilter, before: int | None, count: int
    ) -> tuple[list[Change], int | None]:
        """The latest changes first, and where the next page begins. `within` None: of the whole platform."""
        given = (
            (AUDIT.c.organization_id, within),
            (AUDIT.c.entity_id, wanted.entity_id),
            (AUDIT.c.by_person, wanted.by),
            (AUDIT.c.action, wanted.action and wanted.action.value),
        )
        conditions = [column == value for column, value in given if value is not None]
        if before is not None:
            conditions.append(AUDIT.c.id < before)
        rows = (
            await self._connection.execute(
                select(AUDIT).where(*conditions).order_by(AUDIT.c.id.desc()).limit(count + 1)
            )
        ).all()
        shown = [_change_of(row) for row in rows[:count]]
        return shown, shown[-1].id if len(rows) > count else None


def fields_of(value: BaseModel) -> dict[str, JsonValue]:
    """The value's fields as they are recorded; sets in one order, so that they compare."""
    dumped: dict[str, JsonValue] = json.loads(value.model_dump_json())
    return {name: _sorted(held) for name, held in dumped.items()}


def _sorted(held: JsonValue) -> JsonValue:
    texts = isinstance(held, list) and all(isinstance(each, str) for each in held)
    return sorted(held, key=str) if isinstance(held, list) and texts else held


def _json(fields: Fields, names: set[str]) -> str:
    return json.dumps({name: fields[name] for name in sorted(names) if name in fields}, ensure_ascii=False)


def _change_of(row: Fetched) -> Change:
    return Change(
        id=row.id,
        organization_id=row.organization_id,
        action=RecordedAction(row.action),
        entity_id=row.entity_id,
        before=json.loads(row.before),
        after=json.loads(row.after),
        trace=Trace(
            by=row.by_person, at=row.at, network=row.network, agent=row.agent, request_id=row.request_id
        ),
    )
