"""What would hurt: a step that is lost, doubled, or decided on stale facts; an answer to another command."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
from sqlalchemy import event

from activities.records import ReadRequest
from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.orders.record import replayed
from domain.values import OrderId, PersonId
from storage.database import Database
from storage.evidence import verify
from storage.orders import OrderPlace
from tests.storage.shop import Shop, code, sha

STAGE_COMMAND_STATEMENTS = 6
"""Lock, read, order, events, outbox, command: what the benchmark's budget of a stage command was made for."""


async def count_of(witness: asyncpg.Connection, table: str, order_id: OrderId) -> int:
    count: int = await witness.fetchval(f"SELECT count(*) FROM {table} WHERE order_id = $1", order_id)  # noqa: S608 - ours
    return count


async def test_the_same_request_again_has_one_effect_and_one_answer(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    """The worker died after the commit, and the activity runs again."""
    order = await shop.open()
    request = shop.request(shop.note(), order.id)
    first = await shop.records.record(request)
    events, messages = (
        await count_of(witness, "events", order.id),
        await count_of(witness, "outbox", order.id),
    )
    again = await shop.records.record(request)
    assert again.answer == first.answer
    assert again.entries == first.entries  # the request is from before: the workflow did not see them
    assert await count_of(witness, "events", order.id) == events
    assert await count_of(witness, "outbox", order.id) == messages


async def test_the_same_request_many_times_at_once_has_one_effect(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    request = shop.request(shop.note(), order.id)
    recordings = await asyncio.gather(*(shop.records.record(request) for _ in range(6)))
    assert len({recording.model_dump_json() for recording in recordings}) == 1
    assert await count_of(witness, "events", order.id) == order.version + 1


async def test_the_same_opening_many_times_at_once_opens_one_order(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    command = await shop.opening()
    request = shop.request(command, command.order_id)
    recordings = await asyncio.gather(*(shop.records.record(request) for _ in range(4)))
    assert {recording.answer and recording.answer.number for recording in recordings} == {"SVC-000001"}
    assert await witness.fetchval("SELECT last_number FROM organizations WHERE id = $1", shop.id) == 1


async def test_a_second_opening_of_an_order_is_refused(shop: Shop) -> None:
    order = await shop.open()
    command = await shop.opening(order_id=order.id)
    for copy in (None, order):
        recording = await shop.records.record(shop.request(command, order.id, order=copy))
        assert recording.refusal
        assert recording.refusal.code == "order.already_open"


async def test_a_key_used_for_something_else_is_refused_and_keeps_its_answer(shop: Shop) -> None:
    order = await shop.open()
    first = await shop.record(shop.note(id="tap"), order.id)
    other = shop.note(id="tap", text="Что-то другое")
    for remember in (False, True):
        reused = await shop.record(other, order.id, remember_refusal=remember)
        assert reused.refusal
        assert reused.refusal.code == "command.key_reused"
    assert (await shop.record(shop.note(id="tap"), order.id)).answer == first.answer


async def test_a_later_press_of_the_same_button_is_the_same_command(shop: Shop) -> None:
    order = await shop.open()
    first = await shop.record(shop.note(id="tap", at=shop.clock), order.id)
    later = await shop.record(shop.note(id="tap", at=shop.clock + timedelta(hours=1)), order.id)
    assert later.answer == first.answer


async def test_a_refusal_is_remembered_only_when_asked(shop: Shop) -> None:
    order = await shop.open()
    tap = Accept.model_validate({**shop.part(order, "assignment", shop.engineer), "version": 999})
    assert (await shop.record(tap, order.id)).refusal
    async with shop.database.transaction() as tx:
        assert await tx.commands.find(shop.id, order.id, tap.id) is None
    refused = await shop.record(tap, order.id, remember_refusal=True)
    assert refused.refusal
    assert refused.refusal.code == "order.stale_version"
    await shop.give(order, shop.note())
    assert (await shop.record(tap, order.id)).refusal == refused.refusal
    async with shop.database.transaction() as tx:
        known = await tx.commands.find(shop.id, order.id, tap.id)
    assert known
    assert known.refusal == refused.refusal


async def test_a_refused_opening_is_remembered_without_an_order(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    command = await shop.opening(engineer=uuid4())
    refused = await shop.record(command, command.order_id, remember_refusal=True)
    assert refused.refusal
    assert refused.refusal.code == "person.unknown"
    assert await witness.fetchval("SELECT count(*) FROM orders WHERE id = $1", command.order_id) == 0
    assert (await shop.record(command, command.order_id)).refusal == refused.refusal


async def test_numbers_have_no_gap_however_many_open_at_once_and_are_refused(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    openings = [await shop.opening(**({"engineer": uuid4()} if n % 3 == 0 else {})) for n in range(18)]
    recordings = await asyncio.gather(
        *(
            shop.records.record(shop.request(command, command.order_id, remember_refusal=n % 2 == 0))
            for n, command in enumerate(openings)
        )
    )
    assert sum(recording.refusal is not None for recording in recordings) == 6
    rows = await witness.fetch("SELECT number FROM orders WHERE organization_id = $1 ORDER BY 1", shop.id)
    assert [row["number"] for row in rows] == [f"SVC-{n:06d}" for n in range(1, 13)]


async def test_a_workflow_behind_its_record_gets_all_that_it_missed(shop: Shop) -> None:
    """Killed between commit and completion: the next command brings the lost entries with its own."""
    order = await shop.open()
    lost = await shop.records.record(shop.request(shop.note(), order.id))
    recording = await shop.records.record(shop.request(shop.note(), order.id, order=order))
    assert recording.entries[0] == lost.entries[0]
    assert [entry.seq for entry in recording.entries] == [order.version + 1, order.version + 2]
    assert recording.answer
    assert recording.answer.first_seq == order.version + 2
    assert replayed(recording.entries, order).version == recording.answer.version


async def test_a_refusal_too_brings_what_was_missed(shop: Shop) -> None:
    order = await shop.open()
    lost = await shop.records.record(shop.request(shop.note(), order.id))
    stale = Accept.model_validate({**shop.part(order, "assignment", shop.engineer), "version": 999})
    recording = await shop.records.record(shop.request(stale, order.id, order=order))
    assert recording.refusal
    assert recording.entries == lost.entries


async def test_a_record_behind_its_workflow_is_never_appended_to(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    """A restored backup: appending would fork what happened."""
    order = await shop.open()
    ahead = order.with_(version=order.version + 1)
    command = shop.note()
    recording = await shop.record(command, order.id, order=ahead, remember_refusal=True)
    assert recording.refusal
    assert recording.refusal.code == "record.behind"
    assert recording.refusal.facts == {"record": order.version, "workflow": order.version + 1}
    assert await count_of(witness, "events", order.id) == order.version
    reading = ReadRequest(organization_id=shop.id, order_id=order.id, version=ahead.version)
    read = await shop.records.read_since(reading)
    assert read.refusal == recording.refusal
    assert (await shop.record(command, order.id)).answer  # nothing was remembered either


async def test_catching_up_reads_what_was_recorded_since(shop: Shop) -> None:
    order = await shop.open()
    await shop.give(order, shop.note())
    request = ReadRequest(organization_id=shop.id, order_id=order.id, version=order.version)
    recording = await shop.records.read_since(request)
    assert [entry.event.kind for entry in recording.entries] == ["noted"]
    current = request.model_copy(update={"version": order.version + 1})
    assert (await shop.records.read_since(current)).entries == ()


async def test_a_command_to_no_order_is_refused(shop: Shop) -> None:
    recording = await shop.record(shop.note(), OrderId(uuid4()))
    assert recording.refusal
    assert recording.refusal.code == "order.unknown"


async def test_nothing_of_another_organization_is_seen(shop: Shop, database: Database) -> None:
    """Not its orders, not its people, not its photos, not its claims: as if they did not exist."""
    other = await Shop(database).found()
    order = await shop.order_in_work()
    assert code(await other.record(other.note(), order.id, order=None)) == "order.unknown"
    assert code(await shop.record(shop.note(by=other.curator), order.id)) == "person.unknown"
    foreign = await other.photo(sha("9"))
    assert code(await shop.record(shop.note(photos=(foreign,)), order.id)) == "media.unknown"
    theirs = await other.order_in_work()
    receipt = await other.receipt(theirs, sha("9"), "Ромашка")
    assert (await other.record(receipt, theirs.id)).answer
    same = await shop.receipt(order, sha("9"), "Ромашка")
    assert (await shop.record(same, order.id)).answer


async def test_no_step_happens_in_the_future_or_before_the_one_before(shop: Shop) -> None:
    order = await shop.open()
    early = await shop.record(shop.note(at=shop.clock - timedelta(days=1)), order.id)
    assert early.entries[0].at == order.changed_at
    late = await shop.record(shop.note(at=shop.clock + timedelta(days=1)), order.id)
    assert late.entries[0].at == shop.clock
    pressed = await shop.record(shop.note(at=shop.clock + timedelta(seconds=30)), order.id)
    assert pressed.entries[0].at == shop.clock - timedelta(seconds=30)


async def test_a_blocked_person_is_known_as_blocked(shop: Shop) -> None:
    order = await shop.open()
    async with shop.database.transaction() as tx:
        person = await tx.people.find(shop.id, shop.engineer)
        assert person
        await tx.people.put(person.model_copy(update={"active": False}))
    assert code(await shop.record(shop.note(by=PersonId(shop.engineer)), order.id)) == "person.blocked"


async def test_what_was_recorded_verifies(shop: Shop) -> None:
    order = await shop.order_in_work()
    order = await shop.give(order, await shop.receipt(order, sha("8"), "Ромашка"))
    async with shop.database.transaction() as tx:
        verdict = await verify(tx, OrderPlace(shop.id, order.id, order.number))
        ledger = await tx.events.ledger(shop.id, order.id)
        stored = await tx.orders.find(shop.id, order.id)
    assert verdict == (order.number, order.version, ())
    assert stored == order
    assert ledger.totals == order.totals


async def test_a_stage_command_costs_six_statements(shop: Shop, database: Database) -> None:
    order = await shop.open()
    command = Accept.model_validate(shop.part(order, "assignment", shop.engineer))
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        await shop.give(order, command)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert len(statements) == STAGE_COMMAND_STATEMENTS, statements


async def test_a_note_may_be_as_long_as_it_may_be(shop: Shop) -> None:
    """Nothing that the rules accept is too long or too odd for its column."""
    order = await shop.open()
    text = "ё😀\n\t'\"\\{}%" * 180
    await shop.give(order, AddNote(id="x" * 128, by=shop.curator, text=text))
    async with shop.database.transaction() as tx:
        timeline = await tx.events.timeline(shop.id, order.id, after=order.version)
    assert timeline.entries[0].event.model_dump()["text"] == text
