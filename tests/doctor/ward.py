"""Where damage is planted on purpose, each kind on an order of its own."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from unittest.mock import patch
from uuid import uuid4

import asyncpg
from temporalio.client import Client
from temporalio.worker import Worker

import workflows.story
from activities.doctor import Doctor
from activities.records import Records
from domain.calendar import Hours, WorkingCalendar
from domain.orders.health import ATTEMPTS, Fault
from domain.orders.lifecycle import AddNote, PauseOrder
from domain.orders.order import Command
from domain.organizations import OrganizationSettings
from storage.database import Database
from tests.crew import recruit
from tests.doctor.impostor import Impostor
from tests.faults.backup import KEYS, Backup
from tests.workflows.running import Orders, Running, eventually
from tests.workflows.steps import into_work, submit_receipt
from worker import order_worker
from workflows import search_attributes
from workflows.live import LiveWorkflows

LATER = timedelta(minutes=6)
"""The doctor comes so much later: what should have happened by then is overdue."""
NEVER_QUIET = WorkingCalendar(quiet=Hours(since=time(0), until=time(0)))


def doctor_for(client: Client, database: Database) -> Doctor:
    return Doctor(database, LiveWorkflows(client), clock=lambda: datetime.now(UTC) + LATER)


class Ward:
    def __init__(self, client: Client, database: Database, witness: asyncpg.Connection) -> None:
        self.client, self.database, self.witness = client, database, witness
        self.orders = Orders(client, database)
        self.doctor = doctor_for(client, database)

    async def order(self) -> Running:
        return await self.orders.open(await recruit(self.database))

    async def behind_its_back(self, sql: str, *values: object) -> None:
        """Past the triggers and foreign keys that guard the record."""
        async with self.witness.transaction():
            await self.witness.execute("SET LOCAL session_replication_role = replica")
            await self.witness.execute(sql, *values)

    async def checksums(self) -> dict[str, str]:
        """Of every table: what was touched shows."""
        names = await self.witness.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {
            name: await self.witness.fetchval(
                f"SELECT md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {name} t"  # noqa: S608 - our own names
            )
            for (name,) in names
        }


def note(order: Running) -> Command:
    return order.command(AddNote, order.crew.curator, text="дошло")


# The damage: each plants one kind, and returns the order it did it to.


async def failing_task(ward: Ward) -> Running:
    order = await ward.order()
    await order.handle.signal("command", {"id": "newer", "json": '{"kind": "of_next_year"}'})

    async def tried() -> bool:
        return (await order.handle.describe()).raw_description.pending_workflow_task.attempt >= ATTEMPTS

    await eventually(tried, within=30)
    return order


async def terminated(ward: Ward) -> Running:
    order = await ward.order()
    await order.handle.terminate("an operator's mistake")
    return order


async def ended(ward: Ward) -> Running:
    order = await terminated(ward)
    queue = f"impostors-{uuid4()}"
    async with Worker(ward.client, task_queue=queue, workflows=[Impostor]):
        await ward.client.execute_workflow("Order", id=order.handle.id, task_queue=queue)
    return order


async def unknown(ward: Ward) -> Running:
    order = await ward.order()
    for table, key in KEYS.items():
        await ward.behind_its_back(f"DELETE FROM {table} WHERE {key} = $1", order.id)  # noqa: S608 - our own names
    await ward.behind_its_back("DELETE FROM order_texts WHERE order_id = $1", order.id)
    return order


async def lying_attributes(ward: Ward) -> Running:
    queue = f"liars-{uuid4()}"
    lie = [search_attributes.ORDER_STAGE.value_set("prepayment")]
    with patch.object(workflows.story, "search_attributes_of", lambda *_: lie):
        async with order_worker(ward.client, Records(ward.database), task_queue=queue):
            crew = await recruit(ward.database)
            return await Orders(ward.client, ward.database, queue).open(crew)


async def recorded_beside(ward: Ward) -> Running:
    order = await ward.order()
    await order.record_beside(order.command(AddNote, order.crew.curator, text="мимо"))
    return order


async def restored(ward: Ward) -> Running:
    order = await ward.order()
    old = Backup(ward.witness, order.id, f"old_{order.id.hex}")
    await old.take()
    await order.send(note(order))
    await old.restore()
    return order


async def tampered_entry(ward: Ward) -> Running:
    order = await ward.order()
    await ward.behind_its_back(
        "UPDATE events SET body = replace(encode(body, 'escape'), 'LaserJet', 'DeskJet')::bytea"
        " WHERE order_id = $1 AND seq = 1",
        order.id,
    )
    return order


async def unreadable_state(ward: Ward) -> Running:
    order = await ward.order()
    await ward.behind_its_back("UPDATE orders SET state = state - 'device' WHERE id = $1", order.id)
    return order


async def tampered_state(ward: Ward) -> Running:
    order = await ward.order()
    change = """jsonb_set(state, '{device,brand}', '"Canon"')"""
    await ward.behind_its_back(f"UPDATE orders SET state = {change} WHERE id = $1", order.id)  # noqa: S608 - ours
    return order


async def tampered_ledger(ward: Ward) -> Running:
    order = await ward.order()
    await ward.behind_its_back(
        "INSERT INTO postings (order_id, seq, n, organization_id, kind, amount, at)"
        " VALUES ($1, 1, 0, $2, 'payment', 100, now())",
        order.id,
        order.crew.organization.id,
    )
    return order


async def overdue_rung(ward: Ward) -> Running:
    """Its worker is gone when the pause should end."""
    queue = f"sleepers-{uuid4()}"
    crew = await recruit(ward.database, OrganizationSettings(calendar=NEVER_QUIET))
    async with order_worker(ward.client, Records(ward.database), task_queue=queue):
        order = await Orders(ward.client, ward.database, queue).open(crew)
        soon = datetime.now(UTC) + timedelta(seconds=30)
        await order.give(PauseOrder, crew.curator, until=soon, reason="Ждём запчасть")
    return order


async def foreign_claim(ward: Ward) -> Running:
    order = await ward.order()
    await ward.behind_its_back(
        "INSERT INTO claims (organization_id, sha256, order_id, part) VALUES ($1, $2, $3, 'receipt.1')",
        order.crew.organization.id,
        hashlib.sha256(order.id.bytes).hexdigest(),
        order.id,
    )
    return order


async def lost_claim(ward: Ward) -> Running:
    order = await into_work(ward.orders, await recruit(ward.database))
    await submit_receipt(order, 60_000)
    await ward.behind_its_back("DELETE FROM claims WHERE order_id = $1", order.id)
    return order


async def forgotten_message(ward: Ward, attempts: int = 1) -> Running:
    order = await ward.order()

    async def all_sent() -> bool:
        left = "SELECT count(*) FROM outbox WHERE order_id = $1 AND sent_at IS NULL AND dropped_at IS NULL"
        return bool(await ward.witness.fetchval(left, order.id) == 0)

    await eventually(all_sent)
    await ward.behind_its_back(
        "UPDATE outbox SET sent_at = NULL, dropped_at = NULL, drop_reason = NULL, attempts = $2,"
        " created_at = now() - interval '1 hour', retry_at = now() + interval '1 hour' WHERE order_id = $1",
        order.id,
        attempts,
    )
    return order


async def failing_message(ward: Ward) -> Running:
    return await forgotten_message(ward, ATTEMPTS)


async def unmade_paper(ward: Ward) -> Running:
    order = await ward.order()
    await ward.behind_its_back(
        "INSERT INTO papers (id, organization_id, order_id, seq, kind, part, wanted_at, retry_at)"
        " VALUES ($1, $2, $3, 1, 'summary', 'report',"
        " now() - interval '1 hour', now() + interval '1 hour')",
        uuid4(),
        order.crew.organization.id,
        order.id,
    )
    return order


DAMAGE: dict[Fault, Callable[[Ward], Awaitable[Running]]] = {
    Fault.WORKFLOW_FAILING: failing_task,
    Fault.WORKFLOW_MISSING: terminated,
    Fault.WORKFLOW_ENDED: ended,
    Fault.WORKFLOW_UNKNOWN: unknown,
    Fault.WORKFLOW_ATTRIBUTES: lying_attributes,
    Fault.RECORD_AHEAD: recorded_beside,
    Fault.RECORD_BEHIND: restored,
    Fault.RECORD_CHAIN: tampered_entry,
    Fault.RECORD_UNREADABLE: unreadable_state,
    Fault.RECORD_STATE: tampered_state,
    Fault.RECORD_LEDGER: tampered_ledger,
    Fault.RUNG_OVERDUE: overdue_rung,
    Fault.CLAIM_WITHOUT_OWNER: foreign_claim,
    Fault.CLAIM_MISSING: lost_claim,
    Fault.MESSAGE_UNSENT: forgotten_message,
    Fault.MESSAGE_FAILING: failing_message,
    Fault.PAPER_UNMADE: unmade_paper,
}
