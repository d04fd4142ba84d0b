"""A message as one person gets it: everything that it is written from, and what became of their chat."""

from datetime import UTC, datetime
from typing import NamedTuple

from domain.chats import Unreachable
from domain.orders.actor import Actor
from domain.orders.audience import people_in, seen_by
from domain.orders.notices import Notice, NoticeKind
from domain.orders.state import Order
from domain.organizations import OrganizationSettings
from domain.people import Language, Person, Role
from domain.values import Moment, OrderId, OrganizationId, PaperId
from storage.chats import Addressee
from storage.database import Database, Transaction
from storage.objects import Objects
from storage.outbox import Message
from storage.papers import Paper
from telegram.cards import Seen
from telegram.news import Telling, news
from telegram.texts import Html, Texts


class Copy(NamedTuple):
    """To one person. `seen` is None of what is about no order."""

    person: Person
    addressee: Addressee
    notice: Notice
    news: Html
    texts: Texts
    now: Moment
    quiet: bool
    """It is in the organization's quiet hours."""
    seen: Seen | None
    reader: Actor
    paper: Paper | None

    @property
    def order(self) -> Order | None:
        return self.seen.order if self.seen else None

    @property
    def visible(self) -> bool:
        """Whether the person sees the order (still)."""
        return self.order is not None and seen_by(self.person, self.order)

    @property
    def answered(self) -> bool:
        """Whether what the news ask for is done."""
        wait_id = self.notice.wait_id
        return bool(wait_id and self.order and self.order.wait(wait_id) is None)


class Copies:
    def __init__(self, database: Database, objects: Objects) -> None:
        self._database, self._objects = database, objects

    async def to(self, person: Person, message: Message) -> Copy | None:
        """What the person is told, as things are now; None: they have no Telegram."""
        now = datetime.now(UTC)
        async with self._database.transaction() as tx:
            addressee = (await tx.chats.addressees([person.id])).get(person.id)
            if addressee is None:
                return None
            organization = await tx.organizations.find(message.organization_id)
            seen = await _seen(tx, message.organization_id, message.order_id)
            alone = not await tx.people.other_curators(message.organization_id, person.id)
            paper = await _paper(tx, message)
        settings = organization.settings if organization else OrganizationSettings()
        texts = Texts(addressee.language or Language.RU, settings.calendar.tz, settings.currency)
        notice = message.notice
        stands_in = notice.as_role is Role.CURATOR and notice.to_person != person.id
        return Copy(
            person=person,
            addressee=addressee,
            notice=notice,
            news=news(
                Telling(notice, texts, settings.penalty_word, stands_in or _asked(person, notice, seen))
            ),
            texts=texts,
            now=now,
            quiet=settings.calendar.audible(now) > now,
            seen=seen,
            reader=Actor.of(person, stands_in=stands_in, other_curators=not alone),
            paper=paper,
        )

    async def moved_on(self, copy: Copy) -> Copy | None:
        """The same about the order as it is by now; None: it is as it was, or not the person's any more."""
        if copy.order is None:
            return None
        async with self._database.transaction() as tx:
            seen = await _seen(tx, copy.order.organization_id, copy.order.id)
        changed = seen is not None and seen.order.version != copy.order.version
        now = copy._replace(seen=seen, now=datetime.now(UTC))
        return now if changed and now.visible else None

    async def file(self, paper: Paper) -> tuple[str, bytes]:
        """Its name and its bytes."""
        content = await self._objects.get(paper.object_key)
        return f"{paper.kind}-{paper.seq}.pdf", content

    async def open(self, copy: Copy, bot_id: int) -> None:
        """The chat took a message: note it where it was not known."""
        if bot_id not in copy.addressee.started:
            async with self._database.transaction() as tx:
                await tx.chats.open(copy.person.id, bot_id, copy.addressee.telegram_id, datetime.now(UTC))

    async def closed(self, copy: Copy, bot_id: int, why: Unreachable) -> None:
        """The chat takes nothing: whoever is above the person is told."""
        async with self._database.transaction() as tx:
            await tx.chats.close(copy.person, bot_id, copy.addressee.telegram_id, why, datetime.now(UTC))


def _asked(person: Person, notice: Notice, seen: Seen | None) -> bool:
    wait = seen.order.wait(notice.wait_id) if seen and notice.wait_id else None
    if wait is None:
        return False
    return wait.person == person.id or (wait.person is None and wait.role in person.roles)


async def _seen(tx: Transaction, organization: OrganizationId, order_id: OrderId | None) -> Seen | None:
    if order_id is None:
        return None
    order = await tx.orders.find(organization, order_id)
    if order is None:
        return None
    stored = await tx.contacts.find(order.organization_id, order.id)
    names = await tx.people.names(people_in(order))
    return Seen(order, stored.contact if stored else None, names)


async def _paper(tx: Transaction, message: Message) -> Paper | None:
    """The one that the message is about, if it is made."""
    if message.notice.kind is not NoticeKind.PAPER or not (message.order_id and message.notice.about):
        return None
    paper = await tx.papers.find(message.organization_id, message.order_id, PaperId(message.notice.about))
    return paper if paper and paper.made_at else None
