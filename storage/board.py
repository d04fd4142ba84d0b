"""The board: how many orders of each kind are open or wait for something, of those that somebody sees."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Final

from sqlalchemy import DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.parts import Stage
from domain.orders.waiting import WaitKind
from domain.people import Role
from domain.values import Line, Moment, OrganizationId, PersonId, Value
from storage.tables import Fetched

ENGINEERS = 20
"""Those with the most open orders are shown."""

TOTALS: Final = """
SELECT 'all' AS what, NULL AS which, count(*) FILTER (WHERE open) AS orders,
  count(*) FILTER (WHERE late) AS overdue, min(due_at) FILTER (WHERE NOT late) AS next_due FROM seen
UNION ALL SELECT 'stage', stage, count(*), count(*) FILTER (WHERE late), NULL FROM seen
  WHERE open GROUP BY stage
UNION ALL SELECT 'kind', kind, count(*), count(*) FILTER (WHERE late), NULL
  FROM seen, unnest(waiting_kinds) kind GROUP BY kind
UNION ALL SELECT 'role', role, count(*), count(*) FILTER (WHERE late), NULL
  FROM seen, unnest(waiting_roles) role GROUP BY role
"""
"""Of the orders `seen`, whichever those are."""

_COUNTS = """
WITH seen AS MATERIALIZED (
  SELECT stage, engineer_id, waiting_kinds, waiting_roles, waiting_people, due_at,
    closed_at IS NULL AS open, coalesce(due_at < :now, false) AS late
  FROM orders WHERE organization_id = :organization_id AND cardinality(waiting_kinds) > 0 {audience}
) {totals}
UNION ALL SELECT 'mine', NULL, count(*), count(*) FILTER (WHERE late), NULL FROM seen
  WHERE :person = ANY (waiting_people)
UNION ALL (SELECT 'engineer', engineer_id || ' ' || name, orders, overdue, NULL FROM (
    SELECT engineer_id, count(*) AS orders, count(*) FILTER (WHERE late) AS overdue
    FROM seen WHERE open AND engineer_id IS NOT NULL GROUP BY engineer_id
    ORDER BY orders DESC, engineer_id LIMIT :engineers
  ) busiest JOIN people ON people.id = engineer_id)
"""
_PARAMETERS = (
    bindparam("organization_id", type_=Uuid()),
    bindparam("person", type_=Uuid()),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("engineers", type_=Integer()),
)
ALL: Final = text(_COUNTS.format(totals=TOTALS, audience="")).bindparams(*_PARAMETERS)
SOME: Final = text(_COUNTS.format(totals=TOTALS, audience="AND audience && :audience")).bindparams(
    *_PARAMETERS, bindparam("audience", type_=ARRAY(Text()))
)


class Count(Value):
    orders: int = 0
    overdue: int = 0
    """Those of which a wait has run out."""


Found = dict[str, dict[str | None, Count]]
"""Counts by what they are of, and which of those."""


class Load(Count):
    """What one engineer carries."""

    engineer: PersonId
    name: Line


class Totals(Value):
    """Open orders, counted; by what is waited for also closed ones that wait for a debt or an appeal.

    One that waits for two things counts in each of both.
    """

    open: Count
    """`overdue` has the closed ones as well that still wait for something."""
    unassigned: Count
    paused: Count
    stages: dict[Stage, Count]
    waiting_for: dict[Role, Count]
    waiting: dict[WaitKind, Count]


class Board(Totals):
    """Those that the person sees who asks."""

    waiting_for_me: Count
    """Those that wait for the person who asks."""
    engineers: tuple[Load, ...]
    """Those who carry the most, the busiest first."""


class Counted(Value):
    board: Board
    next_due: Moment | None
    """When the next order becomes overdue: until then the counts hold, unless an order changes."""


class Boards:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count(
        self,
        organization_id: OrganizationId,
        person: PersonId,
        audience: frozenset[str] | None,
        now: Moment,
    ) -> Counted:
        """Count the orders that one of these names sees, all of them for None; one statement."""
        values = {"organization_id": organization_id, "person": person, "now": now, "engineers": ENGINEERS}
        if audience is None:
            rows = (await self._connection.execute(ALL, values)).all()
        else:
            rows = (await self._connection.execute(SOME, {**values, "audience": sorted(audience)})).all()
        found = found_in(rows)
        board = Board(
            **dict(totals_of(found)),
            waiting_for_me=found["mine"][None],
            engineers=tuple(sorted(map(_load, _sorted(found, "engineer")), key=_busiest_first)),
        )
        return Counted(board=board, next_due=next(row.next_due for row in rows if row.what == "all"))


def found_in(rows: Iterable[Fetched]) -> Found:
    found: Found = {}
    for row in rows:
        found.setdefault(row.what, {})[row.which] = Count(orders=row.orders, overdue=row.overdue)
    return found


def totals_of(found: Found) -> Totals:
    kinds = {WaitKind(kind): count for kind, count in _sorted(found, "kind")}
    return Totals(
        open=found["all"][None],
        unassigned=kinds.get(WaitKind.ASSIGN, Count()),
        paused=kinds.get(WaitKind.RESUME, Count()),
        stages={Stage(stage): count for stage, count in _sorted(found, "stage")},
        waiting_for={Role(role): count for role, count in _sorted(found, "role")},
        waiting=kinds,
    )


def _sorted(found: Found, what: str) -> list[tuple[str, Count]]:
    return sorted(((which or "", count) for which, count in found.get(what, {}).items()), key=itemgetter(0))


def _load(of: tuple[str, Count]) -> Load:
    engineer, _, name = of[0].partition(" ")
    return Load.model_validate({"engineer": engineer, "name": name, **dict(of[1])})


def _busiest_first(load: Load) -> tuple[int, str]:
    return -load.orders, load.name
