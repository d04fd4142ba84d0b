"""The overview: open orders over all organizations, and where something is wrong, the worst first.

For superusers: only to them does the second lock show more than one organization.
"""

from typing import Final, NamedTuple, Self
from uuid import UUID

from sqlalchemy import DateTime, Integer, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.values import Line, Moment, OrganizationId, Value
from storage.board import TOTALS, Count, Totals, found_in, totals_of

MOST = 2**31 - 1

# One pass over all orders that wait for something, which have an index of their own (`orders_waits_idx`).
OVERVIEW: Final = text(f"""
WITH seen AS MATERIALIZED (
  SELECT organization_id, stage, waiting_kinds, waiting_roles, due_at,
    closed_at IS NULL AS open, coalesce(due_at < :now, false) AS late,
    'assign' = ANY (waiting_kinds) AS unassigned, 'decide_appeal' = ANY (waiting_kinds) AS appealed
  FROM orders WHERE cardinality(waiting_kinds) > 0
) {TOTALS}
UNION ALL SELECT 'troubled', NULL, count(*), count(*) FILTER (WHERE late), NULL
  FROM seen WHERE late OR unassigned OR appealed
UNION ALL (SELECT 'organization', row_to_json(worst)::text, 0, 0, NULL FROM (
    SELECT id, name, open, overdue, appeals, unassigned
    FROM (
      SELECT organization_id, count(*) FILTER (WHERE open) AS open, count(*) FILTER (WHERE late) AS overdue,
        count(*) FILTER (WHERE appealed) AS appeals, count(*) FILTER (WHERE unassigned) AS unassigned
      FROM seen GROUP BY organization_id HAVING bool_or(late OR unassigned OR appealed)
    ) AS troubled JOIN organizations ON id = organization_id
    WHERE (overdue, appeals, unassigned, id) < (:overdue, :appeals, :unassigned, :id)
    ORDER BY overdue DESC, appeals DESC, unassigned DESC, id DESC LIMIT :page
  ) AS worst)
""").bindparams(  # noqa: S608 - of our own words
    bindparam("now", type_=DateTime(timezone=True)),
    *(bindparam(name, type_=Integer()) for name in ("overdue", "appeals", "unassigned", "page")),
    bindparam("id", type_=Uuid()),
)


class Troubled(Value):
    """An organization with something wrong, in open orders."""

    id: OrganizationId
    name: Line
    open: int
    overdue: int
    """A wait has run out."""
    appeals: int
    """An appeal waits for its decision."""
    unassigned: int


class Place(NamedTuple):
    """The last organization of a page; the next page begins after it."""

    overdue: int
    appeals: int
    unassigned: int
    id: UUID

    def __str__(self) -> str:
        return f"{self.overdue}-{self.appeals}-{self.unassigned}-{self.id.hex}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of the form `CURSOR`."""
        overdue, appeals, unassigned, named = text.split("-")
        return cls(int(overdue), int(appeals), int(unassigned), UUID(named))


CURSOR: Final = r"^[0-9]{1,9}-[0-9]{1,9}-[0-9]{1,9}-[0-9a-f]{32}$"
BEGIN: Final = Place(MOST, MOST, MOST, UUID(int=2**128 - 1))


class Overview(Totals):
    """Open orders of all organizations, and the organizations with something wrong."""

    troubled: Count
    """Those that are overdue, unassigned or appealed: each once."""
    organizations: tuple[Troubled, ...]
    """One page: most overdue first, then most appeals, then most unassigned."""
    next: str | None
    """The cursor of the next page; null on the last one."""


class Overviews:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def read(self, now: Moment, after: Place | None, limit: int) -> Overview:
        """Count all there are, and list one page of organizations; one statement."""
        values = (after or BEGIN)._asdict() | {"now": now, "page": limit + 1}
        rows = (await self._connection.execute(OVERVIEW, values)).all()
        listed = [Troubled.model_validate_json(row.which) for row in rows if row.what == "organization"]
        found = found_in(row for row in rows if row.what != "organization")
        worst = sorted(listed, key=_place, reverse=True)
        return Overview(
            **dict(totals_of(found)),
            troubled=found["troubled"][None],
            organizations=tuple(worst[:limit]),
            next=str(_place(worst[limit - 1])) if len(worst) > limit else None,
        )


def _place(one: Troubled) -> Place:
    return Place(one.overdue, one.appeals, one.unassigned, one.id)
