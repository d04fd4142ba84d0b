"""Orders as the first release left them: its rows, and what its workflows handed on (`orders_of_0_1`).

Recorded by the code of that release, commit e725da3; so these files can never be written anew.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from domain.orders.answer import Answer
from domain.organizations import Organization
from domain.values import MediaId
from storage.database import Database
from tests.crew import Crew
from tests.workflows.running import Orders, Running
from workflows.names import order_workflow_id

FILES = sorted((Path(__file__).parent / "orders_of_0_1").glob("*.json"))
Json = dict[str, Any]


@dataclass(frozen=True)
class Left:
    """One order of the first release."""

    rows: dict[str, list[Json]]
    """By table, each table after those it refers to. The body of an event is text here."""
    progress: Json
    """What the run that goes on with it is started with."""
    crew: dict[str, str]
    """Ids of its people, by what `Crew` calls them."""

    @property
    def bodies(self) -> list[str]:
        return [row["body"] for row in self.rows["events"]]

    @property
    def state(self) -> str:
        return json.dumps(self.rows["orders"][0]["state"])


def left(path: Path) -> Left:
    return Left(**json.loads(path.read_text()))


async def put_back(connection: asyncpg.Connection, order: Left) -> None:
    """Write its rows as they were."""
    for table, rows in order.rows.items():
        for row in rows:
            hexed = {"body": "\\x" + row["body"].encode().hex()} if table == "events" else {}
            columns = ", ".join(row)
            await connection.execute(
                f"INSERT INTO {table} ({columns})"  # noqa: S608 - names of columns, from our own files
                f" SELECT {columns} FROM json_populate_record(NULL::{table}, $1)",
                json.dumps(row | hexed, ensure_ascii=False),
            )


async def crew_of(database: Database, order: Left) -> Crew:
    """Its people, with the photos that it does not hold yet."""
    (row,) = order.rows["organizations"]
    organization = Organization.model_validate_json(
        json.dumps({name: row[name] for name in ("id", "name", "prefix", "settings")})
    )
    async with database.transaction() as tx:
        people = {str(person.id): person for person in await tx.people.of_organization(organization.id)}
    record = "".join(order.bodies)
    photos = [MediaId(UUID(row["id"])) for row in order.rows["media"] if row["sha256"] not in record]
    return Crew(
        organization=organization,
        photos=photos,
        **{role: people[person] for role, person in order.crew.items()},
    )


async def go_on(orders: Orders, order: Left) -> Running:
    """Start its workflow where the first release's left off, to the letter."""
    answer = Answer.model_validate(order.progress["opened"])
    await orders.client.start_workflow(
        "Order",
        order.progress,
        id=order_workflow_id(answer.order_id),
        task_queue=orders.task_queue,
    )
    return Running(orders, await crew_of(orders.database, order), answer)
