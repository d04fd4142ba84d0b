"""What would hurt: a paper that is lost, made twice, or in the way of others; a client never forgotten."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from activities.papers import Papers, making
from activities.papers.printing import printed
from activities.papers.sheets import Sheet
from domain.orders.papers import PaperKind
from domain.orders.parts import Purpose
from domain.orders.reopening import Reopen
from domain.orders.report import SubmitReport
from domain.orders.state import Order
from domain.orders.stationary import HandOver
from domain.orders.verification import Approve
from domain.people import Person, Role
from domain.values import PersonId
from settings import Settings
from storage.database import Database
from storage.objects import Objects
from storage.papers import FIRST_PAUSE, Paper
from tests.storage.shop import Shop, sha

ADDRESS = "http://naryad.test"


@pytest.fixture(scope="session")
async def objects(settings: Settings) -> AsyncIterator[Objects]:
    objects = Objects(settings.s3)
    await objects.ensure_bucket()
    yield objects
    objects.close()


@pytest.fixture
async def papers(database: Database, objects: Objects, witness: asyncpg.Connection) -> Papers:
    """Nothing of other tests is due."""
    await witness.execute("UPDATE papers SET retry_at = 'infinity' WHERE made_at IS NULL")
    return Papers(database, objects, ADDRESS)


async def handed_over(shop: Shop) -> Order:
    """Its act is called for."""
    shop.clock = datetime.now(UTC) - timedelta(hours=1)
    order = await shop.order_in_work()
    given = {
        **shop.part(order, "stationary", shop.engineer),
        "purpose": Purpose.REPAIR,
        "description": "Не включается <b>#panic()",
        "due": shop.clock.date() + timedelta(days=3),
        "completeness": "Кабель",
        "photos": (await shop.photo(sha("7")),),
    }
    order = await shop.give(order, HandOver.model_validate(given))
    return await shop.give(order, Approve.model_validate(shop.part(order, "stationary.1", shop.curator)))


async def completed(shop: Shop) -> Order:
    """Without the workshop: its summary is called for."""
    shop.clock = datetime.now(UTC) - timedelta(hours=1)
    order = await shop.order_in_work(price=0)
    report = {**shop.part(order, "report", shop.engineer), "no_contract_reason": "договора нет"}
    order = await shop.give(order, SubmitReport.model_validate(report))
    return await shop.give(order, Approve.model_validate(shop.part(order, "report", shop.curator)))


async def of(shop: Shop, order: Order) -> Paper:
    """The order's only paper."""
    async with shop.database.transaction() as tx:
        (paper,) = await tx.papers.of_order(shop.id, order.id)
    return paper


async def told(witness: asyncpg.Connection, order: Order) -> list[tuple[str, str, str]]:
    rows = await witness.fetch(
        "SELECT notice->>'to_person', notice->>'paper', notice->>'about' FROM outbox"
        " WHERE order_id = $1 AND notice->>'kind' = 'paper' ORDER BY id",
        order.id,
    )
    return [tuple(row) for row in rows]


async def passes(witness: asyncpg.Connection, order: Order, pause: timedelta) -> None:
    """For the papers of this order."""
    await witness.execute(
        "UPDATE papers SET retry_at = retry_at - $1::interval WHERE order_id = $2", pause, order.id
    )


async def test_a_recording_calls_for_its_paper_and_it_is_made_once(
    shop: Shop, papers: Papers, objects: Objects
) -> None:
    order = await handed_over(shop)
    wanted = await of(shop, order)
    assert (wanted.kind, wanted.part, wanted.made_at) == (PaperKind.HANDOVER, "stationary.1", None)
    assert await papers.make_due() == 1
    paper = await of(shop, order)
    content = await objects.get(paper.object_key)
    assert paper.object_key == f"org/{shop.id}/papers/{order.id}/handover-{paper.seq}.pdf"
    assert (paper.sha256, paper.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert content.startswith(b"%PDF-")
    assert await papers.make_due() == 0
    assert await of(shop, order) == paper


async def test_the_same_command_again_calls_for_nothing_more(shop: Shop, papers: Papers) -> None:
    order = await shop.order_in_work(price=0)
    report = {**shop.part(order, "report", shop.engineer), "no_contract_reason": "договора нет"}
    order = await shop.give(order, SubmitReport.model_validate(report))
    approval = shop.request(Approve.model_validate(shop.part(order, "report", shop.curator)), order.id)
    for _ in range(2):
        await shop.records.record(approval)
    assert (await of(shop, order)).kind is PaperKind.SUMMARY


async def test_many_makers_at_once_make_each_paper_once(
    shop: Shop, papers: Papers, database: Database, objects: Objects
) -> None:
    counting = Counting(objects)
    makers = Papers(database, counting, ADDRESS)
    orders = [await handed_over(shop) for _ in range(3)]
    made = await asyncio.gather(*(makers.make_due() for _ in range(4)))
    assert sum(made) == len(counting.keys) == 3
    assert all([(await of(shop, order)).made_at for order in orders])


class Counting:
    """The store, which remembers what was put."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self.keys: list[str] = []

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        self.keys.append(key)
        await self._objects.put(key, content, content_type)


async def test_a_failing_paper_holds_up_no_other_and_is_tried_after_growing_pauses(
    shop: Shop, papers: Papers, objects: Objects, database: Database, witness: asyncpg.Connection
) -> None:
    bad, good = await handed_over(shop), await handed_over(shop)
    failing = Papers(database, Failing(objects, str(bad.id)), ADDRESS)
    assert await failing.make_due() == 1
    assert (await of(shop, good)).made_at
    pauses = []
    for attempt in range(1, 4):
        paper = await of(shop, bad)
        assert (paper.attempts, paper.made_at) == (attempt, None)
        left = paper.retry_at - datetime.now(UTC)
        pauses.append(round(left / FIRST_PAUSE))
        await passes(witness, bad, left)
        await failing.make_due()
    assert pauses == [1, 2, 4]
    await passes(witness, bad, timedelta(hours=1))
    assert await papers.make_due() == 1
    assert (await of(shop, bad)).made_at


class Failing(Counting):
    """The store, which refuses whatever has the word in its key."""

    def __init__(self, objects: Objects, word: str) -> None:
        super().__init__(objects)
        self._word = word

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        if self._word in key:
            raise ConnectionError("the store is away")
        await self._objects.put(key, content, content_type)


async def test_the_pause_never_grows_beyond_an_hour(
    shop: Shop, database: Database, objects: Objects, papers: Papers, witness: asyncpg.Connection
) -> None:
    order = await handed_over(shop)
    await witness.execute("UPDATE papers SET attempts = 100000 WHERE order_id = $1", order.id)
    assert await Papers(database, Failing(objects, str(order.id)), ADDRESS).make_due() == 0
    assert timedelta(0) < (await of(shop, order)).retry_at - datetime.now(UTC) <= timedelta(hours=1)


async def test_a_paper_tells_the_order_as_it_was_however_late_it_is_made(
    shop: Shop, papers: Papers, objects: Objects
) -> None:
    order = await handed_over(shop)
    paper = await of(shop, order)
    await papers.make_due()
    at_once = await objects.get(paper.object_key)
    await objects.remove(paper.object_key)
    await shop.give(order, shop.note(text="позже"))
    await papers._make(paper)
    assert await objects.get(paper.object_key) == at_once


async def test_the_people_of_the_order_hear_of_the_summary_once(
    shop: Shop, papers: Papers, witness: asyncpg.Connection
) -> None:
    order = await completed(shop)
    assert await told(witness, order) == []
    assert await papers.make_due() == 1
    paper = await of(shop, order)
    heard = [(str(person), "summary", str(paper.id)) for person in (shop.curator, shop.engineer)]
    assert await told(witness, order) == heard
    async with shop.database.transaction() as tx:
        await tx.contacts.erase(shop.id, order, datetime.now(UTC))
    await passes(witness, order, FIRST_PAUSE)
    assert await papers.make_due() == 1
    assert await told(witness, order) == heard


async def test_nobody_hears_of_the_summary_of_an_end_that_is_none_any_more(
    shop: Shop, papers: Papers, witness: asyncpg.Connection
) -> None:
    order = await completed(shop)
    owner = PersonId(uuid4())
    async with shop.database.transaction() as tx:
        role = frozenset({Role.OWNER})
        await tx.people.put(Person(id=owner, organization_id=shop.id, name="Вера", roles=role))
    again = {**shop.part(order, "order", owner), "reason": "не печатает"}
    order = await shop.give(order, Reopen.model_validate(again))
    assert await papers.make_due() == 1
    assert await told(witness, order) == []


async def test_an_erased_client_goes_from_the_papers_too(
    shop: Shop, papers: Papers, objects: Objects, witness: asyncpg.Connection
) -> None:
    order = await completed(shop)
    assert await papers.make_due() == 1
    paper = await of(shop, order)
    named = await objects.get(paper.object_key)
    async with shop.database.transaction() as tx:
        await tx.contacts.erase(shop.id, order, datetime.now(UTC))
    assert await papers.make_due() == 0  # whoever is at one of them now ends first
    await passes(witness, order, FIRST_PAUSE)
    assert await papers.make_due() == 1
    again = await of(shop, order)
    assert (again.object_key, again.sha256 == paper.sha256) == (paper.object_key, False)
    assert await objects.get(paper.object_key) != named


async def test_one_made_with_the_erased_client_does_not_count(
    shop: Shop, papers: Papers, witness: asyncpg.Connection
) -> None:
    order = await completed(shop)
    begun = await of(shop, order)
    async with shop.database.transaction() as tx:
        await tx.contacts.erase(shop.id, order, datetime.now(UTC))
    await papers._make(begun)
    assert (await of(shop, order)).made_at is None
    await passes(witness, order, FIRST_PAUSE)
    assert await papers.make_due() == 1


async def test_papers_are_printed_beside_the_loop(
    shop: Shop, papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def printed_here(sheet: Sheet, address: str) -> bytes:
        threads.append(threading.current_thread())
        return printed(sheet, address)

    monkeypatch.setattr(making, "printed", printed_here)
    await handed_over(shop)
    assert await papers.make_due() == 1
    assert threads
    assert threading.main_thread() not in threads
