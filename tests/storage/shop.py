"""A repair shop in a database: an organization with its people, and orders that they carry along."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from activities.records import Recording, RecordRequest, Records
from domain.contacts import Contact, PrivateClient
from domain.money import Method, Payment, PricedLine, ReceiptLine
from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.orders.opening import Open
from domain.orders.parts import Device, DeviceKind, PaidBy
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.record import AnyCommand, replayed
from domain.orders.state import Order
from domain.orders.verification import Approve
from domain.organizations import Organization
from domain.people import Person, Role
from domain.values import MediaId, OrderId, OrganizationId, PersonId
from storage.database import Database
from storage.media import StoredMedia

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTACT = Contact(client=PrivateClient(name="Артём Ковалёв"), phones=("+79123456789",))
PRINTER = Device(
    kind=DeviceKind.PRINTER, brand="Kyocera", model="ECOSYS P3145dn", serial="R4X-771", complaint="Замятие"
)


class Shop:
    """`orders` are the copies that workflows would hold; `clock` is theirs too."""

    def __init__(self, database: Database) -> None:
        self.database, self.records = database, Records(database)
        self.id = OrganizationId(uuid4())
        self.curator, self.second_curator, self.engineer, self.repairer = (
            PersonId(uuid4()) for _ in range(4)
        )
        self.orders: dict[OrderId, Order] = {}
        self.clock = START
        self._ids = count(1)

    async def found(self) -> "Shop":
        roles = {
            self.curator: Role.CURATOR,
            self.second_curator: Role.CURATOR,
            self.engineer: Role.ENGINEER,
            self.repairer: Role.STATIONARY_ENGINEER,
        }
        async with self.database.transaction() as tx:
            await tx.organizations.put(Organization(id=self.id, name="Сервис", prefix="SVC"))
            for person, role in roles.items():
                await tx.people.put(
                    Person(
                        id=person, organization_id=self.id, name=f"{role} {person}", roles=frozenset({role})
                    )
                )
        return self

    def new_id(self) -> str:
        return f"c{next(self._ids)}"

    async def opening(self, **changes: object) -> Open:
        """A command that opens a new order; the client's data is stored, as the API does it."""
        order_id = OrderId(uuid4())
        async with self.database.transaction() as tx:
            sha256 = await tx.contacts.write(self.id, order_id, CONTACT, self.clock)
        values = {"id": self.new_id(), "by": self.curator, "device": PRINTER, "engineer": self.engineer}
        return Open.model_validate(
            {
                **values,
                "order_id": order_id,
                "organization_id": self.id,
                "contact_sha256": sha256,
                **changes,
            }
        )

    def request(self, command: AnyCommand, order_id: OrderId, **changes: object) -> RecordRequest:
        values = {"order": self.orders.get(order_id), "now": self.clock, **changes}
        return RecordRequest(organization_id=self.id, order_id=order_id, command=command, **values)

    async def record(self, command: AnyCommand, order_id: OrderId, **changes: object) -> Recording:
        """Record it as the order's workflow would, a minute later than the command before."""
        self.clock += timedelta(minutes=1)
        recording = await self.records.record(self.request(command, order_id, **changes))
        if recording.entries:
            known = self.orders.get(order_id)
            fresh = [entry for entry in recording.entries if not known or entry.seq > known.version]
            self.orders[order_id] = replayed(fresh, known)
        return recording

    async def open(self, **changes: object) -> Order:
        command = await self.opening(**changes)
        recording = await self.record(command, command.order_id)
        assert recording.refusal is None, recording.refusal
        return self.orders[command.order_id]

    async def give(self, order: Order, command: AnyCommand) -> Order:
        """Record a command that must be accepted; the order after it."""
        recording = await self.record(command, order.id)
        assert recording.refusal is None, recording.refusal
        return self.orders[order.id]

    def note(self, by: PersonId | None = None, **changes: object) -> AddNote:
        return AddNote.model_validate(
            {"id": self.new_id(), "by": by or self.curator, "text": "Позвонил", **changes}
        )

    def part(self, order: Order, part: str, by: PersonId) -> dict[str, object]:
        return {"id": self.new_id(), "by": by, "part": part, "version": order.parts.get(part, 0)}

    async def order_in_work(self, price: int = 500_000, prepaid: int = 0) -> Order:
        """Accepted, agreed on, prepaid in cash: its engineer may send in receipts."""
        order = await self.open()
        order = await self.give(order, Accept.model_validate(self.part(order, "assignment", self.engineer)))
        option = Option(lines=(PricedLine(name="Ремонт", unit_price=price),))
        agreement = {**self.part(order, "agreement", self.engineer), "options": (option,)}
        order = await self.give(
            order, SubmitAgreement.model_validate({**agreement, "outcome": Agreed(option=0)})
        )
        order = await self.give(order, Approve.model_validate(self.part(order, "agreement", self.curator)))
        payment = Payment(amount=prepaid, method=Method.CASH, fiscal_number="0001") if prepaid else None
        order = await self.give(
            order,
            SubmitPrepayment.model_validate(
                {**self.part(order, "prepayment", self.engineer), "payment": payment}
            ),
        )
        return await self.give(order, Approve.model_validate(self.part(order, "prepayment", self.curator)))

    async def photo(self, sha256: str) -> MediaId:
        media_id = uuid4()
        media = StoredMedia(
            id=MediaId(media_id),
            organization_id=self.id,
            sha256=sha256,
            content_type="image/jpeg",
            size=1000,
            object_key=f"org/{self.id}/media/{media_id}",
            uploaded_by=self.engineer,
            created_at=self.clock,
            stored_at=self.clock,
        )
        async with self.database.transaction() as tx:
            await tx.media.announce(media)
        return media.id

    async def receipt(self, order: Order, sha256: str, seller: str, part: str = "receipt") -> SubmitReceipt:
        return SubmitReceipt.model_validate(
            {
                **self.part(order, part, self.engineer),
                "document": await self.photo(sha256),
                "seller": seller,
                "dated": self.clock.date(),
                "total": 120_000,
                "lines": (ReceiptLine(name="Тонер", quantity=2, unit_price=60_000),),
                "paid_by": PaidBy.OWN,
            }
        )


def sha(character: str) -> str:
    return character * 64


def code(recording: Recording) -> str | None:
    """The code of its refusal; None when it was accepted."""
    return recording.refusal.code if recording.refusal else None
