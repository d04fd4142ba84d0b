"""A receipt over several orders is one step of all of them: crossing, repeated, against their ends."""

import asyncio
from contextlib import suppress
from itertools import count
from uuid import uuid4

import asyncpg

from activities.records import ReadRequest, Recording
from domain.money import ReceiptLine
from domain.orders.parts import PaidBy
from domain.orders.receipt import SubmitReceipt
from domain.orders.record import AnyCommand
from domain.orders.report import SubmitReport
from domain.orders.state import Order
from domain.orders.verification import Approve, Return
from domain.values import OrderId
from storage.database import Database, StorageUnavailable
from storage.evidence import verify
from storage.orders import OrderPlace
from tests.storage.shop import Shop, code, sha

SELLERS = count(1)


async def shared(shop: Shop, home: Order, *others: OrderId, each: int = 100) -> SubmitReceipt:
    """A document with one line for its own order and one for each other; a different one every time."""
    lines = [ReceiptLine(name="Тонер", unit_price=each, order=order) for order in (None, *others)]
    return SubmitReceipt.model_validate(
        {
            **shop.part(home, "receipt", shop.engineer),
            "document": await shop.photo(uuid4().hex * 2),
            "seller": f"Ромашка {next(SELLERS)}",
            "dated": shop.clock.date(),
            "total": each * len(lines),
            "lines": lines,
            "paid_by": PaidBy.OWN,
        }
    )


async def stored(shop: Shop, order_id: OrderId) -> Order:
    async with shop.database.transaction() as tx:
        order = await tx.orders.find(shop.id, order_id)
    assert order
    return order


async def whole(shop: Shop, *order_ids: OrderId) -> None:
    """Chain, read model and ledger of each agree, as `naryad verify` asks."""
    for order_id in order_ids:
        async with shop.database.transaction() as tx:
            verdict = await verify(tx, OrderPlace(shop.id, order_id, "?"))
        assert verdict.faults == ()


async def at_once(shop: Shop, *commands: tuple[AnyCommand, Order]) -> list[Recording]:
    return await asyncio.gather(*(insisting(shop, command, order) for command, order in commands))


async def insisting(shop: Shop, command: AnyCommand, order: Order) -> Recording:
    """As the workflow does: a database that was too busy for too long is asked again."""
    request = shop.request(command, order.id)
    while True:
        with suppress(StorageUnavailable):
            return await shop.records.record(request)


async def expenses(witness: asyncpg.Connection, *order_ids: OrderId) -> list[int]:
    sql = "SELECT coalesce(sum(amount), 0) FROM postings WHERE order_id = $1 AND kind = 'expense'"
    return [int(await witness.fetchval(sql, order_id)) for order_id in order_ids]


async def test_one_recording_writes_to_both_orders_and_says_so(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    home, other = await shop.order_in_work(), await shop.order_in_work()
    receipt = await shared(shop, home, other.id)
    recording = await shop.record(receipt, home.id)
    assert recording.also == (other.id,)
    home = shop.orders[home.id]
    told = await stored(shop, other.id)
    assert [one.share.number for one in told.shared] == [home.number]
    assert [wait.kind.value for wait in told.waits] == ["verify_shared"]
    events = await witness.fetch(
        "SELECT kind, command_id, by_person FROM events WHERE order_id = $1 AND seq > $2 ORDER BY seq",
        other.id,
        other.version,
    )
    assert [tuple(row) for row in events] == [
        (kind, receipt.id, shop.engineer) for kind in ("expense_shared", "waits_changed")
    ]
    assert await witness.fetchval("SELECT count(*) FROM commands WHERE order_id = $1", other.id) == 6
    approval = Approve.model_validate(shop.part(home, "receipt.1", shop.curator))
    assert (await shop.record(approval, home.id)).also == (other.id,)
    assert await expenses(witness, home.id, other.id) == [100, 100]
    await whole(shop, home.id, other.id)


async def test_the_other_orders_workflow_goes_on_from_an_old_copy(shop: Shop) -> None:
    """Nobody has told it yet: its next command brings what the home's has added, and is decided on it."""
    home, other = await shop.order_in_work(), await shop.order_in_work()
    await shop.give(home, await shared(shop, home, other.id))
    report = SubmitReport.model_validate(
        {**shop.part(other, "report", shop.engineer), "no_contract_reason": "утерян"}
    )
    refused = await shop.records.record(shop.request(report, other.id, order=other))
    assert code(refused) == "report.branches_open"
    assert [entry.event.kind for entry in refused.entries] == ["expense_shared", "waits_changed"]


async def test_05_the_same_receipt_twice_at_once_counts_once_in_each_order(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    home, other = await shop.order_in_work(), await shop.order_in_work()
    receipt = await shared(shop, home, other.id)
    recordings = await at_once(shop, *[(receipt, home)] * 6)
    assert len({recording.model_dump_json() for recording in recordings}) == 1
    assert {recording.also for recording in recordings} == {(other.id,)}
    told = await stored(shop, other.id)
    assert (told.version, len(told.shared)) == (other.version + 2, 1)
    approval = Approve.model_validate(
        {**shop.part(home, "receipt.1", shop.curator), "version": home.version + 1}
    )
    recordings = await at_once(shop, *[(approval, home)] * 6)
    assert {code(recording) for recording in recordings} == {None}
    assert await expenses(witness, home.id, other.id) == [100, 100]
    await whole(shop, home.id, other.id)


async def test_44_receipts_that_cross_wait_for_each_other_in_no_circle(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    """Thirty at once: each of three orders names the two others, from copies that know of no share."""
    orders = [await shop.order_in_work() for _ in range(3)]
    receipts = [
        (await shared(shop, home, *(one.id for one in orders if one is not home)), home)
        for home in orders
        for _ in range(10)
    ]
    recordings = await at_once(shop, *receipts)
    assert [code(recording) for recording in recordings] == [None] * 30
    for order in orders:
        told = await stored(shop, order.id)
        assert (len(told.receipts), len(told.shared)) == (10, 20)
    copies = {order.id: await stored(shop, order.id) for order in orders}
    approvals = [
        (Approve.model_validate(shop.part(copies[order.id], f"receipt.{n + 1}", shop.curator)), order)
        for order in orders
        for n in range(10)
    ]
    recordings = await at_once(shop, *approvals)
    assert [code(recording) for recording in recordings] == [None] * 30
    ids = [order.id for order in orders]
    assert await expenses(witness, *ids) == [3000] * 3
    total = await witness.fetchval("SELECT sum(total) FROM receipts WHERE order_id = ANY ($1)", ids)
    assert total == sum(await expenses(witness, *ids))
    await whole(shop, *ids)


async def test_44_an_order_that_is_reported_meanwhile_takes_no_expense_or_no_report(shop: Shop) -> None:
    """Its report and the receipt that names it are sent in at the same moment: one of them is told no."""
    told: list[list[str]] = []
    for _ in range(10):
        home, other = await shop.order_in_work(), await shop.order_in_work()
        report = SubmitReport.model_validate(
            {**shop.part(other, "report", shop.engineer), "no_contract_reason": "утерян"}
        )
        receipt = await shared(shop, home, other.id)
        both: list[tuple[AnyCommand, Order]] = [(report, other), (receipt, home)]
        recordings = await at_once(shop, *(both if len(told) % 2 else both[::-1]))
        told.append(sorted(filter(None, map(code, recordings))))
        assert sum(recording.answer is not None for recording in recordings) == 1
        await whole(shop, home.id, other.id)
    assert all(codes in (["report.branches_open"], ["receipt.order_unfit"]) for codes in told)


async def test_a_share_that_the_copy_does_not_know_is_locked_all_the_same(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    """The worker died after it was sent in; its approval comes from a copy of before."""
    home, other = await shop.order_in_work(), await shop.order_in_work()
    sent = await shop.records.record(shop.request(await shared(shop, home, other.id), home.id))
    assert sent.answer
    approval = Approve.model_validate(
        {**shop.part(home, "receipt.1", shop.curator), "version": sent.answer.parts["receipt.1"]}
    )
    recording = await shop.records.record(shop.request(approval, home.id, order=home))
    assert recording.answer
    assert recording.also == (other.id,)
    assert await expenses(witness, home.id, other.id) == [100, 100]


async def test_whoever_learns_of_it_late_learns_whom_to_tell(shop: Shop) -> None:
    home, other = await shop.order_in_work(), await shop.order_in_work()
    receipt = await shared(shop, home, other.id)
    await shop.records.record(shop.request(receipt, home.id))
    request = ReadRequest(organization_id=shop.id, order_id=home.id, version=home.version)
    assert (await shop.records.read_since(request)).also == (other.id,)
    note = await shop.records.record(shop.request(shop.note(), home.id, order=home))
    assert note.also == (other.id,)
    later = await stored(shop, home.id)
    assert (await shop.records.record(shop.request(shop.note(), home.id, order=later))).also == ()


async def test_a_returned_document_may_go_to_another_order(shop: Shop, witness: asyncpg.Connection) -> None:
    home, first, second = [await shop.order_in_work() for _ in range(3)]
    home = await shop.give(home, await shared(shop, home, first.id))
    returned = {**shop.part(home, "receipt.1", shop.curator), "reason": "Не тот заказ", "lines": {1: "чужой"}}
    home = await shop.give(home, Return.model_validate(returned))
    again = await shared(shop, home, second.id)
    fields = {
        **shop.part(home, "receipt.1", shop.engineer),
        "lines": again.lines[1:],
        "document": again.document,
    }
    recording = await shop.record(again.model_copy(update=fields), home.id)
    assert code(recording) is None
    assert set(recording.also) == {first.id, second.id}
    approval = Approve.model_validate(shop.part(shop.orders[home.id], "receipt.1", shop.curator))
    await shop.give(home, approval)
    assert await expenses(witness, home.id, first.id, second.id) == [100, 0, 100]
    await whole(shop, home.id, first.id, second.id)


async def test_an_order_of_another_organization_is_no_order(shop: Shop, database: Database) -> None:
    other = await Shop(database).found()
    home, theirs = await shop.order_in_work(), await other.order_in_work()
    for stranger in (theirs.id, OrderId(uuid4())):
        recording = await shop.record(await shared(shop, home, stranger), home.id)
        assert code(recording) == "receipt.order_unknown"
        assert recording.refusal
        assert recording.refusal.facts == {"order": str(stranger)}
    assert (await stored(other, theirs.id)).version == theirs.version


async def test_a_receipt_of_one_order_touches_no_other(shop: Shop) -> None:
    home = await shop.order_in_work()
    assert (await shop.record(await shop.receipt(home, sha("7"), "Ромашка"), home.id)).also == ()
