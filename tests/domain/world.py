"""The small world that the domain's tests live in: an organization, its people, and one order."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.media import Fiscal
from domain.money import Method, Payment, PricedLine, ReceiptLine
from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Accept
from domain.orders.custody import GiveDevice, ReceiveDevice
from domain.orders.echoes import echoes
from domain.orders.facts import Facts
from domain.orders.lifecycle import PauseOrder
from domain.orders.opening import Open
from domain.orders.order import Command, PartCommand
from domain.orders.parts import Device, DeviceKind
from domain.orders.prepayment import SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.record import Entry, decided, replayed
from domain.orders.report import SubmitReport
from domain.orders.sharing import partners
from domain.orders.sibling import engineers
from domain.orders.state import Order
from domain.orders.stationary import FinishRepair, HandOver, Take
from domain.orders.verification import Approve
from domain.orders.waiting import Wait, WaitKind
from domain.organizations import Organization, OrganizationSettings
from domain.people import Person, Role
from domain.values import MediaId, OrderId, OrganizationId, PersonId, Sha256

MOSCOW = ZoneInfo("Europe/Moscow")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=MOSCOW)
HOME = OrganizationId(UUID(int=1))


def person(number: int, name: str, *roles: Role, active: bool = True) -> Person:
    return Person(
        id=PersonId(UUID(int=100 + number)),
        organization_id=None if Role.SUPERUSER in roles else HOME,
        name=name,
        roles=frozenset(roles),
        active=active,
    )


CURATOR = person(1, "Olga", Role.CURATOR)
OTHER_CURATOR = person(2, "Pavel", Role.CURATOR)
ENGINEER = person(3, "Ivan", Role.ENGINEER)
OTHER_ENGINEER = person(4, "Semyon", Role.ENGINEER)
WORKER = person(5, "Nikolai", Role.STATIONARY_ENGINEER)
OTHER_WORKER = person(6, "Gleb", Role.STATIONARY_ENGINEER)
OWNER = person(7, "Rimma", Role.OWNER)
BUYER = person(8, "Boris", Role.BUYER)
BLOCKED = person(9, "Fyodor", Role.CURATOR, Role.ENGINEER, Role.STATIONARY_ENGINEER, active=False)
ALL_HANDS = person(10, "Vera", Role.CURATOR, Role.ENGINEER, Role.STATIONARY_ENGINEER)
"""Does everything, as in a shop of three."""
STRANGER = person(11, "Nobody", Role.CURATOR, Role.ENGINEER, Role.STATIONARY_ENGINEER)
"""Known to no facts of this organization."""

SUPERUSER = person(12, "Zoya", Role.SUPERUSER)

STAFF = (
    CURATOR,
    OTHER_CURATOR,
    ENGINEER,
    OTHER_ENGINEER,
    WORKER,
    OTHER_WORKER,
    OWNER,
    BUYER,
    BLOCKED,
    ALL_HANDS,
    SUPERUSER,
)
PRINTER = Device(kind=DeviceKind.PRINTER, brand="HP", model="M404", serial="VN-1", complaint="Не ВКЛючается")
ROUBLE = 100


def line(price: int, name: str = "work", quantity: int = 1) -> PricedLine:
    return PricedLine(name=name, quantity=quantity, unit_price=price)


def bought(price: int, name: str = "part", quantity: int = 1, order: OrderId | None = None) -> ReceiptLine:
    """A line of a receipt, perhaps for another order than its own."""
    return ReceiptLine(name=name, quantity=quantity, unit_price=price, order=order)


def cash(amount: int) -> Payment:
    return Payment(amount=amount, method=Method.CASH, fiscal_number="0001")


def invoice(amount: int) -> Payment:
    return Payment(amount=amount, method=Method.INVOICE)


class World:
    """One order among its people. `give` fills what a command always has; time moves by `passes` only."""

    def __init__(
        self, settings: OrganizationSettings | None = None, staff: Iterable[Person] = STAFF, order: int = 2
    ) -> None:
        self.order_id = OrderId(UUID(int=order))
        self.number = f"SVC-{order + 121:06d}"
        self.neighbours: dict[OrderId, World] = {}
        """Other orders of the organization, which receipts of this one may name."""
        self.organization = Organization(
            id=HOME, name="Naryad test", settings=settings or OrganizationSettings()
        )
        self.people = {someone.id: someone for someone in staff}
        self.now = MONDAY
        self.entries: list[Entry] = []
        self.state: Order | None = None
        self.stored: dict[MediaId, Sha256] = {}
        self.fiscal: dict[MediaId, Fiscal] = {}
        self.claimed: dict[Sha256, str] = {}
        """Hashes that may be used once, with the order that holds each."""
        self.erased = False
        self.given = 0
        self.changed: dict[PersonId, Person] = {}
        """Those who are another way for a moment, as they were."""

    @property
    def order(self) -> Order:
        assert self.state is not None, "nothing is open yet"
        return self.state

    def passes(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def set(self, **settings: object) -> None:
        """The organization decides otherwise from now on."""
        changed = self.organization.settings.model_copy(update=settings)
        self.organization = self.organization.model_copy(update={"settings": changed})

    def for_a_moment(self, person_id: PersonId, **changes: object) -> None:
        """Somebody is another way until `as_before`."""
        person = self.people[person_id]
        self.changed.setdefault(person_id, person)
        self.people[person_id] = person.model_copy(update=changes)

    def as_before(self) -> None:
        self.people |= self.changed
        self.changed.clear()

    def photo(self, content: str | None = None) -> MediaId:
        """Stores a photo; the same content has the same hash, though another id."""
        media_id = MediaId(UUID(int=10_000 + len(self.stored)))
        self.stored[media_id] = sha256((content or str(media_id)).encode()).hexdigest()
        return media_id

    def fiscal_photo(self, fp: str) -> MediaId:
        """Stores a photo of a fiscal receipt, another one each time, with its sign."""
        media_id = self.photo()
        self.fiscal[media_id] = Fiscal(dated=MONDAY.date(), total=100, fn="9960440300000001", i="7", fp=fp)
        return media_id

    def command(self, by: Person | None, kind: type[Command], **fields: object) -> Command:
        self.given += 1
        if issubclass(kind, PartCommand) and "version" not in fields:
            part = fields.get("part", kind.model_fields["part"].default)
            fields["version"] = self.state.parts.get(str(part), 0) if self.state else 0
        return kind.model_validate({"id": f"c{self.given}", "by": by.id if by else None, **fields})

    def facts(self, command: Command) -> Facts:
        """What the storage would load for it."""
        media = {one: self.stored[one] for one in command.media() if one in self.stored}
        fiscal = {one: self.fiscal[one] for one in command.media() if one in self.fiscal}
        wanted = {*media.values(), *command.content_claims(), *(one.claim for one in fiscal.values())}
        actor = self.people.get(command.by) if command.by else None
        near = [self.neighbours.get(one) for one in (*command.orders(), *partners(self.state))]
        others = {world.order_id: world.order for world in near if world and world.state}
        named = (*command.people(), *(one for other in others.values() for one in engineers(other)))
        return Facts(
            at=self.now,
            organization=self.organization,
            actor=actor,
            people={one: self.people[one] for one in named if one in self.people},
            media=media,
            fiscal=fiscal,
            claimed={one: self.claimed[one] for one in wanted if one in self.claimed},
            number=self.number,
            others=others,
            erased=frozenset(one for one in others if self.neighbours[one].erased),
            owners=frozenset(p.id for p in self.people.values() if p.active and Role.OWNER in p.roles),
            curator=self.people.get(self.state.curator) if self.state else None,
            other_curators=any(
                someone.active and Role.CURATOR in someone.roles and someone != actor
                for someone in self.people.values()
            ),
        )

    def give(self, by: Person | None, kind: type[Command], **fields: object) -> list[Entry]:
        """The entries it adds; a `Refusal` comes through and adds nothing."""
        return self.take(self.command(by, kind, **fields))

    def take(self, command: Command) -> list[Entry]:
        facts, before = self.facts(command), self.state
        added = decided(command, before, facts)
        self.state = replayed(added, before)
        for order_id, entries in echoes(command, before, self.state, facts).items():
            self.neighbours[order_id].hear(entries)
        self.entries += added
        for event in (entry.event for entry in added):
            self.claimed |= dict.fromkeys(event.claims, self.state.number)
            self.claimed = {sha: held for sha, held in self.claimed.items() if sha not in event.releases}
        return added

    def takes_expenses_of(self, person: PersonId | None) -> bool:
        """As far as whoever carries it can see."""
        order = self.state
        return bool(order and order.in_work and not order.pause and order.carrier == person)

    def hear(self, entries: list[Entry]) -> None:
        """What a neighbour's command adds to this order's record."""
        self.state = replayed(entries, self.state)
        self.entries += entries

    def waits(self) -> list[tuple[WaitKind, PersonId | None]]:
        return [(wait.kind, wait.person) for wait in self.order.waits]

    def wait(self, kind: WaitKind) -> Wait:
        (found,) = (wait for wait in self.order.waits if wait.kind is kind)
        return found

    # The ways that many tests begin with.

    def open(self, **fields: object) -> "World":
        self.give(
            CURATOR,
            Open,
            order_id=self.order_id,
            organization_id=HOME,
            contact_sha256="0" * 64,
            **({"device": PRINTER} | fields),
        )
        return self

    def accepted(self) -> "World":
        self.open(engineer=ENGINEER.id)
        self.give(ENGINEER, Accept)
        return self

    def submit_agreement(self, price: int, **fields: object) -> "World":
        outcome = Agreed(option=0)
        options = (Option(lines=(line(price),)),)
        self.give(ENGINEER, SubmitAgreement, **({"options": options, "outcome": outcome} | fields))
        return self

    def agreed(self, price: int = 1000 * ROUBLE) -> "World":
        self.accepted().submit_agreement(price)
        return self.approve("agreement")

    def in_work(self, price: int = 1000 * ROUBLE, prepaid: int = 0) -> "World":
        self.agreed(price)
        self.give(ENGINEER, SubmitPrepayment, payment=cash(prepaid) if prepaid else None)
        return self.approve("prepayment")

    def paused(self) -> "World":
        self.give(CURATOR, PauseOrder, until=self.now + timedelta(days=3), reason="client away")
        return self

    def handed_over(self, by: Person = ENGINEER, **fields: object) -> "World":
        wanted = {
            "description": "no power",
            "due": self.now.date() + timedelta(days=3),
            "completeness": "cable",
            "photos": (self.photo(),),
        }
        self.give(by, HandOver, **(wanted | fields))
        return self

    def in_workshop(self) -> "World":
        self.in_work().handed_over().approve("stationary.1")
        self.give(WORKER, Take, part="stationary.1")
        return self

    def repaired(self, part: str = "stationary.1", amount: int = 0) -> "World":
        self.give(WORKER, FinishRepair, part=part, done="fuse", amount=amount, photos=(self.photo(),))
        return self.approve(part)

    def collected(self) -> "World":
        self.give(WORKER, GiveDevice, to=ENGINEER.id)
        self.give(ENGINEER, ReceiveDevice)
        return self

    def submit_receipt(self, *prices: int, by: Person = ENGINEER, **fields: object) -> "World":
        wanted = {
            "document": self.photo(),
            "seller": "Toner Ltd",
            "dated": self.now.date(),
            "total": sum(prices),
            "lines": tuple(bought(price, f"part {index}") for index, price in enumerate(prices)),
            "paid_by": "own",
        }
        self.give(by, SubmitReceipt, **(wanted | fields))
        return self

    def submit_report(self, received: int = 0, by: Person = ENGINEER, **fields: object) -> "World":
        payment = cash(received) if received else None
        wanted = {"act": (self.photo(),), "received": payment}
        self.give(by, SubmitReport, **(wanted | fields))
        return self

    def approve(self, part: str, by: Person = CURATOR, **fields: object) -> "World":
        self.give(by, Approve, part=part, **fields)
        return self
