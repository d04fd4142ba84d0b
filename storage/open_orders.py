"""The orders that go to somebody else when a person is blocked (ACC-5)."""

from typing import Final

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people import Role
from domain.values import OrderId, OrganizationId, PersonId, Value

# An order that only this person was offered waits for them; of a closed one the curator collects the debt.
OPEN: Final = text("""
SELECT id, number, 'engineer' AS role, coalesce((state #>> '{parts,assignment}')::int, 0) AS version
FROM orders
WHERE organization_id = :organization_id AND closed_at IS NULL
  AND (engineer_id = :person_id OR state -> 'offered_to' = jsonb_build_array(:person_id))
UNION ALL
SELECT id, number, 'curator', coalesce((state #>> '{parts,order}')::int, 0)
FROM orders
WHERE organization_id = :organization_id AND curator_id = :person_id
  AND (closed_at IS NULL OR cardinality(waiting_kinds) > 0)
ORDER BY role, number
""").bindparams(
    bindparam("organization_id", type_=Uuid()),
    bindparam("person_id", type_=Uuid()),
)


class OpenOrder(Value):
    """An order that somebody has as engineer or as curator."""

    id: OrderId
    number: str
    role: Role
    version: int
    """Of the order's part that changes when it is handed over."""


class OpenOrders:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, organization_id: OrganizationId, person_id: PersonId) -> tuple[OpenOrder, ...]:
        rows = await self._connection.execute(
            OPEN, {"organization_id": organization_id, "person_id": person_id}
        )
        return tuple(
            OpenOrder(id=row.id, number=row.number, role=Role(row.role), version=row.version) for row in rows
        )
