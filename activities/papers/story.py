"""What a paper is told from: the order as it was after one entry, and names the record has not."""

from typing import NamedTuple, TypeVar

from activities.papers import words
from activities.papers.sheets import Field, Section, day, fields, minute, roubles
from domain.contacts import CompanyClient, Contact
from domain.orders.ledger import PostingKind
from domain.orders.order import Event
from domain.orders.parts import Part
from domain.orders.record import Entry
from domain.orders.state import Order
from domain.orders.stationary import HandedOver
from domain.organizations import Organization
from domain.values import Moment, PersonId

E = TypeVar("E", bound=Event)


class Story(NamedTuple):
    organization: Organization
    order: Order
    entries: tuple[Entry, ...]
    """From the first to the one that called for the paper."""
    contact: Contact | None
    """None once it is erased."""
    names: dict[PersonId, str]

    @property
    def last(self) -> Entry:
        return self.entries[-1]

    def name(self, person: PersonId | None) -> str:
        return self.names.get(person, "") if person else ""

    def money(self, kopecks: int) -> str:
        return roubles(kopecks, self.organization.settings.currency)

    def minute(self, moment: Moment) -> str:
        return minute(moment, self.organization.settings.calendar.tz)

    def day(self, moment: Moment) -> str:
        return day(moment, self.organization.settings.calendar.tz)

    def latest(self, kind: type[E], part: str | None = None) -> tuple[Entry, E] | None:
        """The last event of this kind, of this part if one is given, and the entry it stands in."""
        for entry in reversed(self.entries):
            if isinstance(entry.event, kind) and part in (None, entry.event.part):
                return entry, entry.event
        return None

    def posted(self, kind: PostingKind, part: Part) -> int:
        """The sum of this kind, in kopecks, that entries of the part have posted."""
        return sum(
            posting.amount
            for entry in self.entries
            if entry.event.part == part
            for posting in entry.event.postings
            if posting.kind is kind
        )

    @property
    def client(self) -> str:
        if self.contact is None:
            return words.ERASED
        client = self.contact.client
        return f"{client.name}, ИНН {client.inn}" if isinstance(client, CompanyClient) else client.name

    @property
    def receiver(self) -> str:
        """Who may sign for the client."""
        if self.contact is None:
            return ""
        client = self.contact.client
        return client.contact if isinstance(client, CompanyClient) else client.name

    def device(self, *more: Field) -> Section:
        """The device with its serial number and what belongs to it, as the last hand-over found them."""
        device, handed = self.order.device, self.latest(HandedOver)
        serial = (handed and handed[1].serial) or device.serial
        complete = handed[1].completeness if handed else device.completeness
        return Section(
            heading="Аппарат",
            fields=fields(
                ("Модель", f"{words.DEVICES[device.kind]} {device.brand} {device.model}"),
                ("Серийный номер", serial or "не указан"),
                ("Комплектность", complete or "не указана"),
                ("Жалоба клиента", device.complaint),
            )
            + more,
        )
