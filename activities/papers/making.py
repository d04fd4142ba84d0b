"""Papers that recordings called for are made, stored and noted: each once, whoever else is at it."""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Final, Protocol

import structlog
from temporalio import activity

from activities.papers.contents import sheet_of
from activities.papers.printing import printed
from activities.papers.story import Story
from activities.shifts import work_a_shift
from domain.orders.paper_notices import of_paper
from domain.orders.papers import PaperKind, is_outdated, last_end
from domain.orders.record import Entry, replayed
from domain.values import Moment, PersonId
from storage.database import Database, Transaction
from storage.outbox import Letter
from storage.papers import Paper

CONTENT_TYPE: Final = "application/pdf"
AT_ONCE: Final = 4
PAUSE: Final = 1.0
"""Seconds between two looks at what is called for."""

log = structlog.get_logger(__name__)


class Store(Protocol):
    """Where the files go."""

    async def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep it, instead of what was there. Raises ObjectStoreAwayError."""


class Papers:
    """`public_url` is where people reach the system; QR codes lead there."""

    def __init__(self, database: Database, store: Store, public_url: str) -> None:
        self._database, self._store = database, store
        self._public_url = public_url.rstrip("/")

    @activity.defn
    async def make_papers_as_they_come(self) -> None:
        """Make what is due again and again, for a shift. Raises StorageUnavailable: nothing is lost."""
        await work_a_shift(self.make_due, PAUSE)

    async def make_due(self) -> int:
        """Make every paper, of any organization, whose turn it is; how many were made.

        One that fails is tried again after a pause, a longer one each time, and holds up no other.

        Raises:
            StorageUnavailable: nothing is lost.
        """
        made = 0
        while True:
            async with self._database.transaction() as tx:
                papers = await tx.papers.begin(datetime.now(UTC), AT_ONCE)
            if not papers:
                return made
            made += sum(await asyncio.gather(*(self._tried(paper) for paper in papers)))
            if activity.in_activity():
                activity.heartbeat()

    async def _tried(self, paper: Paper) -> bool:
        try:
            await self._make(paper)
        except Exception as error:  # noqa: BLE001 - whatever it is, its attempt is counted, and the others go on
            log.warning(
                "paper.failed",
                order_id=str(paper.order_id),
                paper=f"{paper.kind}-{paper.seq}",
                attempts=paper.attempts,
                cause=repr(error),
            )
            return False
        return True

    async def _make(self, paper: Paper) -> None:
        """The bytes first: a link always leads to a file."""
        story = await self._story(paper)
        address = f"{self._public_url}/o/{paper.order_id}"
        content = await asyncio.to_thread(_printed, paper.kind, story, address)
        await self._store.put(paper.object_key, content, CONTENT_TYPE)
        sha256 = hashlib.sha256(content).hexdigest()
        now = datetime.now(UTC)
        async with self._database.transaction() as tx:
            if await tx.papers.mark_made(paper, sha256, len(content), now):
                await _tell(tx, paper, now)

    async def _story(self, paper: Paper) -> Story:
        async with self._database.transaction() as tx:
            organization = await tx.organizations.find(paper.organization_id)
            entries = await _entries(tx, paper)
            stored = await tx.contacts.find(paper.organization_id, paper.order_id)
            names = await tx.people.names(_people(entries))
        if organization is None:
            raise LookupError(f"there is no organization {paper.organization_id}")
        return Story(organization, replayed(entries), entries, stored.contact if stored else None, names)


def _printed(kind: PaperKind, story: Story, address: str) -> bytes:
    return printed(sheet_of(kind, story), address)


async def _tell(tx: Transaction, paper: Paper, now: Moment) -> None:
    """Once, also where it is made again; nobody is told of an end that is none any more."""
    order = await tx.orders.find(paper.organization_id, paper.order_id)
    every = await tx.papers.of_order(paper.organization_id, paper.order_id)
    last = last_end((one.kind, one.seq) for one in every)
    if order is None or is_outdated(paper.kind, paper.seq, order, last):
        return
    letters = [
        Letter(
            paper.organization_id,
            f"paper:{paper.id}:{notice.to_person}",
            notice,
            now,
            order_id=paper.order_id,
        )
        for notice in of_paper(order, paper.id, paper.kind)
    ]
    await tx.outbox.put(letters)


async def _entries(tx: Transaction, paper: Paper) -> tuple[Entry, ...]:
    """The record up to the entry that called for the paper: what came later is not its matter."""
    entries = await tx.record.entries_after(paper.organization_id, paper.order_id, 0)
    return tuple(entry for entry in entries if entry.seq <= paper.seq)


def _people(entries: tuple[Entry, ...]) -> frozenset[PersonId]:
    """Whoever took part: a paper names nobody else but those the order holds at its end."""
    order = replayed(entries)
    holders = (order.curator, order.engineer, order.carrier, order.custody.holder)
    workshop = (person for job in order.stationary for person in (job.author, job.assigned, job.worker))
    authors = (receipt.author for receipt in order.receipts)
    sharers = (expense.share.author for expense in order.shared)
    found = (*holders, *workshop, *authors, *sharers, *(entry.by for entry in entries))
    return frozenset(person for person in found if person)
