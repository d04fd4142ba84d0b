"""Hand-ins of cash: each change under a lock, with its audited row, and the first answer to each key."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.cash import HandIn, HandInId, HandInState
from domain.values import OrganizationId, PersonId
from storage.people import PEOPLE
from storage.tables import Fetched, HandInEventRow, HandInRow, table

HAND_INS: Final = table(HandInRow)
EVENTS: Final = table(HandInEventRow)


class KnownHandIn(NamedTuple):
    """What a key was first answered with."""

    fingerprint: str
    answer: HandIn


class Waiting(NamedTuple):
    """A hand-in that its receiver has not decided yet."""

    hand_in: HandIn
    name: str
    """Of whoever handed it in."""


class HandInPlace(NamedTuple):
    """Where a page ends."""

    at: datetime
    id: UUID


class HandIns:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock_person(self, organization_id: OrganizationId, person_id: PersonId) -> None:
        """Let nobody else hand in for this person until the transaction ends."""
        await self._connection.execute(
            select(PEOPLE.c.id)
            .where(PEOPLE.c.id == person_id, PEOPLE.c.organization_id == organization_id)
            .with_for_update(key_share=True)
        )

    async def find(self, organization_id: OrganizationId, hand_in_id: HandInId) -> HandIn | None:
        rows = await self._connection.execute(
            select(HAND_INS).where(HAND_INS.c.id == hand_in_id, HAND_INS.c.organization_id == organization_id)
        )
        row = rows.one_or_none()
        return _hand_in_of(row) if row else None

    async def lock(self, organization_id: OrganizationId, hand_in_id: HandInId) -> HandIn | None:
        """The hand-in, which nobody else decides until the transaction ends."""
        rows = await self._connection.execute(
            select(HAND_INS)
            .where(HAND_INS.c.id == hand_in_id, HAND_INS.c.organization_id == organization_id)
            .with_for_update()
        )
        row = rows.one_or_none()
        return _hand_in_of(row) if row else None

    async def known(self, organization_id: OrganizationId, command_id: UUID) -> KnownHandIn | None:
        rows = await self._connection.execute(
            select(EVENTS.c.fingerprint, EVENTS.c.answer).where(
                EVENTS.c.command_id == command_id, EVENTS.c.organization_id == organization_id
            )
        )
        row = rows.one_or_none()
        return KnownHandIn(row.fingerprint, HandIn.model_validate_json(row.answer)) if row else None

    async def write(self, hand_in: HandIn, by: PersonId, command_id: UUID, fingerprint: str) -> None:
        """Keep a new hand-in, or what became of one; and who did it.

        Raises:
            DBAPIError: the same command was carried out meanwhile; the transaction then ends in `Conflict`.
        """
        values = {
            "state": hand_in.state.value,
            "reason": hand_in.reason,
            "decided_at": hand_in.decided_at,
            "version": hand_in.version,
        }
        if hand_in.state is HandInState.PENDING:
            await self._connection.execute(
                insert(HAND_INS).values(
                    id=hand_in.id,
                    organization_id=hand_in.organization_id,
                    person_id=hand_in.person,
                    receiver_id=hand_in.receiver,
                    amount=hand_in.amount,
                    at=hand_in.at,
                    **values,
                )
            )
        else:
            await self._connection.execute(
                update(HAND_INS)
                .where(HAND_INS.c.id == hand_in.id, HAND_INS.c.organization_id == hand_in.organization_id)
                .values(values)
            )
        await self._connection.execute(
            insert(EVENTS).values(
                command_id=command_id,
                hand_in_id=hand_in.id,
                version=hand_in.version,
                organization_id=hand_in.organization_id,
                state=hand_in.state.value,
                by_person=by,
                at=hand_in.decided_at or hand_in.at,
                fingerprint=fingerprint,
                answer=hand_in.model_dump_json(),
            )
        )

    async def waiting(self, organization_id: OrganizationId) -> list[Waiting]:
        """What active receivers have not decided yet, by id, with the name of whoever handed it in."""
        giver, receiver = PEOPLE.alias(), PEOPLE.alias()
        rows = await self._connection.execute(
            select(HAND_INS, giver.c.name)
            .join(giver, giver.c.id == HAND_INS.c.person_id)
            .join(receiver, receiver.c.id == HAND_INS.c.receiver_id)
            .where(
                HAND_INS.c.organization_id == organization_id,
                HAND_INS.c.state == HandInState.PENDING.value,
                receiver.c.active,
            )
            .order_by(HAND_INS.c.id)
        )
        return [Waiting(_hand_in_of(row), row.name) for row in rows]

    async def page(
        self,
        organization_id: OrganizationId,
        *,
        of: PersonId | None,
        state: HandInState | None,
        after: HandInPlace | None,
        count: int,
    ) -> tuple[list[HandIn], HandInPlace | None]:
        """Up to `count`, newest first: all of the organization, or those from or to one person."""
        statement = select(HAND_INS).where(HAND_INS.c.organization_id == organization_id)
        if of:
            statement = statement.where(or_(HAND_INS.c.person_id == of, HAND_INS.c.receiver_id == of))
        if state:
            statement = statement.where(HAND_INS.c.state == state.value)
        if after:
            statement = statement.where(tuple_(HAND_INS.c.at, HAND_INS.c.id) < tuple_(*after))
        statement = statement.order_by(HAND_INS.c.at.desc(), HAND_INS.c.id.desc()).limit(count + 1)
        rows = (await self._connection.execute(statement)).all()
        shown = rows[:count]
        found = [_hand_in_of(row) for row in shown]
        return found, HandInPlace(shown[-1].at, shown[-1].id) if len(rows) > count else None


def _hand_in_of(row: Fetched) -> HandIn:
    return HandIn(
        id=row.id,
        organization_id=row.organization_id,
        person=row.person_id,
        receiver=row.receiver_id,
        amount=row.amount,
        state=row.state,
        reason=row.reason,
        at=row.at,
        decided_at=row.decided_at,
        version=row.version,
    )
