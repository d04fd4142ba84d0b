"""What must hold after each step of any order, told by a witness that keeps its own books.

It reads the entries as they are stored (JSON), and never asks the rules how they came to a result.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import ValidationError

from domain.orders.agreement import AgreementApproved, AgreementSubmitted
from domain.orders.assignment import Accepted
from domain.orders.custody import DeviceReceived, DeviceRecovered, DeviceReturned
from domain.orders.expectations import expectations
from domain.orders.ledger import PostingKind
from domain.orders.lifecycle import Noted
from domain.orders.notices import NoticeKind, notices
from domain.orders.onsite import OnSiteApproved, OnSiteSubmitted
from domain.orders.opening import Opened
from domain.orders.order import Event
from domain.orders.parts import Stage, StepState
from domain.orders.payments import PaymentRecorded
from domain.orders.payout import PaidOut
from domain.orders.penalties import AppealDecided, Appealed, Penalized
from domain.orders.prepayment import PrepaymentApproved, PrepaymentSubmitted
from domain.orders.receipt import ReceiptApproved
from domain.orders.record import Entry, replayed
from domain.orders.reminders import Reminded, WaitsChanged
from domain.orders.reopening import Reopened
from domain.orders.report import ReportApproved, ReportSubmitted
from domain.orders.state import Order, Phase
from domain.orders.stationary import HandedOver, HandoverApproved, RepairApproved, RepairFinished, Taken
from domain.orders.supplement import SupplementApproved
from domain.orders.takeover import TakenOver
from domain.orders.undo import Undone
from domain.orders.waiting import ELSEWHERE, WaitKind
from domain.orders.write_off import WrittenOff
from domain.values import PersonId, Sha256
from tests.domain.guarantor import Guarantor
from tests.domain.judge import Judge
from tests.domain.timekeeping import Timekeeper
from tests.domain.world import World

AFTER_THE_END = (
    TakenOver,
    Noted,
    PaymentRecorded,
    PaidOut,
    WrittenOff,
    Penalized,
    Appealed,
    AppealDecided,
    Reopened,
    Reminded,
    WaitsChanged,
)
DECIDED_AGAIN = (
    PostingKind.COMMISSION,
    PostingKind.ADVANCE,
    PostingKind.REFUSAL_FEE,
    PostingKind.WRITE_OFF,
)
BY_CARRIERS = (Accepted, AgreementSubmitted, PrepaymentSubmitted, ReportSubmitted, OnSiteSubmitted)
APPROVALS = (
    AgreementApproved,
    PrepaymentApproved,
    HandoverApproved,
    RepairApproved,
    ReceiptApproved,
    SupplementApproved,
    ReportApproved,
    OnSiteApproved,
)


class Broken(AssertionError):  # noqa: N818 - says what the invariant is
    """An invariant does not hold; its first argument is the invariant's name."""


def _read_back(entry: Entry) -> Entry:
    """The entry in its stored form; a rule that skips validation may write what nobody can read."""
    try:
        stored = Entry.model_validate_json(entry.model_dump_json())
    except ValidationError as error:
        raise Broken("entries come back from JSON as they were") from error
    if stored != entry:
        raise Broken("entries come back from JSON as they were")
    return stored


class Witness:
    """Follows one world's order from its first entry on."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.before: Order | None = None
        self.replay: Order | None = None
        """Folded from the stored form of the entries alone."""
        self.seen = 0
        self.last = world.now
        self.sums: Counter[PostingKind] = Counter()
        self.of_people: Counter[tuple[PostingKind, PersonId | None]] = Counter()
        self.carried: set[PersonId | None] = set()
        self.holder: PersonId | None = None
        self.before_sending: dict[str, PersonId | None] = {}
        """Who held the device before the submission that may have moved it."""
        self.held: set[Sha256] = set(world.claimed)
        self.foreign = set(world.claimed)
        self.workers: dict[str, PersonId] = {}
        self.authors: dict[str, PersonId | None] = {}
        self.alone = False
        self.reopened = False
        """What was paid out before may then be more than is earned in the end."""
        self.timekeeper = Timekeeper(world.organization.settings.calendar)
        self.judge = Judge(world, self.timekeeper)
        self.guarantor = Guarantor()

    def check(self) -> None:
        """Read what was added since the last time; raise `Broken` with the name of what does not hold."""
        added = self.world.entries[self.seen :]
        self.seen += len(added)
        for entry in added:
            self._read(entry)
        for name, holds in self._invariants(added):
            if not holds:
                raise Broken(name)
        self.before = self.world.order

    def unchanged(self, snapshot: str | None) -> None:
        """After a refusal: the record and the state are what they were."""
        if self.seen != len(self.world.entries) or snapshot != self.snapshot():
            raise Broken("a refusal changes nothing")

    def snapshot(self) -> str | None:
        return self.world.state.model_dump_json() if self.world.state else None

    def _read(self, entry: Entry) -> None:
        stored = _read_back(entry)
        version = self.replay.version if self.replay else 0
        if stored.seq != version + 1:
            raise Broken("versions are gap-free")
        if stored.at < self.last:
            raise Broken("time does not run backwards")
        self.last = stored.at
        self.replay = replayed([stored], self.replay)
        for posting in stored.event.postings:
            self.sums[posting.kind] += posting.amount
            self.of_people[posting.kind, posting.person] += posting.amount
        self.timekeeper.read(stored, self.replay)
        self._follow_commission(stored)
        self.judge.read(stored)
        self.guarantor.read(stored.event)
        self._follow_claims(stored.event)
        before = self.holder
        self._follow_device(stored)
        self._follow_undone(stored.event, before)
        self._follow_approval(stored)

    def _follow_commission(self, entry: Entry) -> None:
        event = entry.event
        if isinstance(event, BY_CARRIERS):
            self.carried.add(entry.by)
        if isinstance(event, Reopened):
            self.reopened = True
            if any(amount for (kind, _), amount in self.of_people.items() if kind in DECIDED_AGAIN):
                raise Broken("a reopened order is settled anew")
            return
        earned = [posting for posting in event.postings if posting.kind is PostingKind.COMMISSION]
        whole = event.figures.commission if isinstance(event, ReportApproved | OnSiteApproved) else 0
        if sum(posting.amount for posting in earned) != whole:
            raise Broken("the parts of a commission make it")
        if not {posting.person for posting in earned} <= self.carried:
            raise Broken("only who carried the order earns with it")

    def _follow_claims(self, event: Event) -> None:
        if self.held & set(event.claims) or not set(event.releases) <= self.held - self.foreign:
            raise Broken("claims are unique")
        self.held = (self.held | set(event.claims)) - set(event.releases)

    def _follow_device(self, entry: Entry) -> None:
        match entry.event:
            case Opened(walk_in=walk_in, curator=curator):
                self.holder = curator if walk_in else None
            case HandedOver():
                self.holder = self.holder or entry.by
            case Taken(part=part):
                if part in self.workers or entry.by is None:
                    raise Broken("one worker takes a job")
                self.workers[part] = self.holder = entry.by
            case DeviceReceived() | DeviceRecovered():
                self.holder = entry.by
            case DeviceReturned() | ReportSubmitted() | OnSiteSubmitted():
                self.holder = None

    def _follow_undone(self, event: Event, holder: PersonId | None) -> None:
        """Whatever moved the device and is undone puts it back to the `holder` before."""
        match event:
            case HandedOver() | ReportSubmitted() | OnSiteSubmitted():
                self.before_sending[event.part] = holder
            case Taken():
                del self.before_sending[event.part]
            case Undone() if event.part in self.before_sending:
                self.holder = self.before_sending[event.part]

    def _follow_approval(self, entry: Entry) -> None:
        event = entry.event
        if event.kind.endswith("_submitted") or isinstance(event, HandedOver | RepairFinished):
            self.authors[event.part] = entry.by
        if isinstance(event, APPROVALS):
            own = self.authors[event.part] == entry.by
            if own != event.self_check or (own and not self.alone):
                raise Broken("nobody verifies the own submission")

    def _invariants(self, added: Sequence[Entry]) -> Iterator[tuple[str, bool]]:
        order = self.world.order
        yield "the record alone makes the state", self.replay == order
        yield "versions are gap-free", order.version == len(self.world.entries)
        yield "the totals are the sum of the postings", self._sums_hold(order)
        yield from self._money(order)
        yield "one holder per device", order.custody.holder == self.holder
        yield "one holder per device", self.holder is None or self.holder in self.world.people
        yield "one job at a time", sum(job.open for job in order.stationary) <= 1
        yield "one supplement at a time", sum(supplement.open for supplement in order.supplements) <= 1
        yield "claims are unique", self.held - self.foreign == self._claims_in(order)
        yield from self._waiting(order)
        yield from self.timekeeper.invariants(order, self.world.now)
        yield from self.judge.invariants(order)
        yield from self.guarantor.invariants(order, self.sums)
        yield "whoever must act is told", self._told(added)
        ended = self.before is not None and self.before.closed is not None
        quiet = all(isinstance(entry.event, AFTER_THE_END) for entry in added)
        yield "a closed order stays closed", quiet or not ended

    def _sums_hold(self, order: Order) -> bool:
        return all(getattr(order.totals, kind.value) == self.sums[kind] for kind in PostingKind)

    def _money(self, order: Order) -> Iterator[tuple[str, bool]]:
        sums = self.sums
        price = sums[PostingKind.AGREED] + sums[PostingKind.REFUSAL_FEE]
        received = sums[PostingKind.PAYMENT] - sums[PostingKind.REFUND]
        agreed = order.agreement.state is StepState.APPROVED and not order.closing
        yield "nobody gets back more than was paid", received >= 0
        debt = price - received - sums[PostingKind.WRITE_OFF]
        yield "the client never pays too much", debt >= 0 or not agreed
        yield "a debt is what is neither paid nor given up", order.totals.debt == debt
        yield "nobody is given more than they earned", order.payable == self._payable()
        yield (
            "nobody is given more than they earned",
            (self.reopened or min(self._payable().values(), default=0) >= 0),
        )
        if order.closed is Stage.CANCELLED:
            yield "a cancelled order owes nothing", price == received
        if order.closed is Stage.REFUSED and order.closing:
            yield "a refused order costs its fee", price == received == order.closing.fee

    def _payable(self) -> dict[PersonId, int]:
        """Commission less what was given, by person."""
        sums: Counter[PersonId] = Counter()
        for (kind, person), amount in self.of_people.items():
            if person and kind in (PostingKind.COMMISSION, PostingKind.ADVANCE, PostingKind.PAYOUT):
                sums[person] += amount if kind is PostingKind.COMMISSION else -amount
        return dict(sums)

    def _claims_in(self, order: Order) -> set[Sha256]:
        return {sha256 for receipt in order.receipts for sha256 in receipt.claims}

    def _waiting(self, order: Order) -> Iterator[tuple[str, bool]]:
        waits = order.waits
        appealed = any(penalty.state == "appealed" for penalty in order.penalties)
        open_or_owed = order.closed is None or order.totals.debt > 0 or appealed
        yield "no open order without a waiting", bool(waits) == open_or_owed
        paused = order.phase is Phase.PAUSED
        yield "a pause is silent", not paused or [wait.kind for wait in waits] == [WaitKind.RESUME]
        yield "each wait has its own name", len({wait.id for wait in waits}) == len(waits)
        expected = expectations(order)
        yield "it waits for what its state expects", len(waits) == len(expected)
        yield "it waits for what its state expects", all(any(e.met_by(w) for w in waits) for e in expected)
        for wait in waits:
            rising = all(one.at <= next_one.at for one, next_one in pairwise(wait.rungs))
            yield "rungs rise", bool(wait.rungs) and rising and wait.next <= len(wait.rungs)

    def _told(self, added: Sequence[Entry]) -> bool:
        started = {
            wait.id
            for entry in added
            if isinstance(entry.event, WaitsChanged)
            for wait in entry.event.started
            if wait.kind not in (*ELSEWHERE, WaitKind.RESUME)
        }
        told = [n.wait_id for n in notices(self.before, added) if n.kind is NoticeKind.YOUR_TURN]
        return sorted(filter(None, told)) == sorted(started)
