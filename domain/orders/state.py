"""What an order is at one moment: the fold of its events. Built by `evolve` only."""

from enum import StrEnum

from domain.orders.clocks import Clocks, Stretch, Ticking
from domain.orders.kin import Warranty
from domain.orders.ledger import Totals
from domain.orders.parts import (
    AgreementStep,
    AssignmentState,
    Closing,
    Custody,
    Device,
    Offered,
    OnSiteStep,
    Part,
    Pause,
    PrepaymentStep,
    ReceiptBranch,
    ReportStep,
    Request,
    Stage,
    Stationary,
    StepState,
    Visit,
)
from domain.orders.penalty import Penalty
from domain.orders.shares import SharedExpense
from domain.orders.supplements import Supplement, SupplementState
from domain.orders.waiting import Wait
from domain.values import Moment, OrderId, OrganizationId, PersonId, Sha256, Value


class Phase(StrEnum):
    """What kinds of commands an order takes at all."""

    ACTIVE = "active"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"


SHAPE = 2
"""Of the state that today's `evolve` builds. A release whose states say more than those of the release before
raises it: older states are then folded anew from their entries, instead of lacking what they never kept."""

Branch = Stationary | ReceiptBranch | Supplement
"""A part of the work that not every order has."""


class Order(Value):
    """One client's repair job for one device."""

    id: OrderId
    organization_id: OrganizationId
    number: str
    shape: int = 1
    """The `SHAPE` it was built with; states of 0.1 do not say."""
    version: int = 0
    opened_at: Moment
    changed_at: Moment
    parts: dict[Part, int] = {}
    """Version of each part: the sequence number of the last event that changed it."""
    contact_sha256: Sha256
    """Salted hash of the client's data, which lies outside of the events (ORD-9)."""
    device: Device
    curator: PersonId
    former_curators: tuple[PersonId, ...] = ()
    """From whom it was taken over; they may still hold the device or have a document to correct."""
    walk_in: bool
    sibling_of: OrderId | None = None
    """The order with which the client had another device looked at."""
    eldest: OrderId | None = None
    """The first of all its siblings; None of that one itself."""
    warranty: Warranty | None = None
    """The repair that it repeats, also when that turned out to be no case of warranty."""
    assignment: AssignmentState = AssignmentState.NOBODY
    engineer: PersonId | None = None
    """The engineer who accepted; while an offer is open, nobody."""
    carriers: tuple[PersonId, ...] = ()
    """Every engineer who ever accepted it; the last one last."""
    offered_to: Offered = ()
    """Who may accept it now; the first to do so carries it."""
    visit: Visit | None = None
    agreement: AgreementStep = AgreementStep()
    prepayment: PrepaymentStep = PrepaymentStep()
    report: ReportStep = ReportStep()
    onsite: OnSiteStep = OnSiteStep()
    stationary: tuple[Stationary, ...] = ()
    receipts: tuple[ReceiptBranch, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    shared: tuple[SharedExpense, ...] = ()
    """Expenses of this order in receipts of other orders."""
    custody: Custody
    request: Request | None = None
    pause: Pause | None = None
    closing: Closing | None = None
    closed: Stage | None = None
    closed_at: Moment | None = None
    archive_at: Moment | None = None
    debt_due: Moment | None = None
    totals: Totals = Totals()
    wages: dict[PersonId, int] | None = None
    """Commission less advances and payouts, by person; None before the first, and in states of 0.1."""
    penalties: tuple[Penalty, ...] = ()
    deadlines: dict[str, Moment] = {}
    """The curator's own dates, by `<part>:<kind of wait>`; gone with the wait."""
    waits: tuple[Wait, ...] = ()
    held: tuple[Wait, ...] = ()
    """The waits that a pause interrupted at `held_since`."""
    held_since: Moment | None = None
    clocks: Clocks = Clocks()
    """Working time up to the last change of waits."""
    ticking: Ticking | None = None
    """The clock that has run since then; none once the order is closed."""
    uncounted: tuple[Stretch, ...] = ()
    """Stretches of a record from before clocks were kept, to be counted with the next change of waits."""

    @property
    def carrier(self) -> PersonId | None:
        """Who carries the order through its steps: its engineer, or the curator where nobody else will."""
        nobody_comes = self.assignment is AssignmentState.NOBODY and (self.walk_in or self.closing)
        return self.curator if nobody_comes else self.engineer

    @property
    def carried_by(self) -> frozenset[PersonId]:
        """Everybody who carried it so far: who accepted it, and who sent in a step of it."""
        authors = (self.agreement.author, self.prepayment.author, self.report.author)
        return frozenset(one for one in (*self.carriers, self.engineer, *authors) if one)

    @property
    def payable(self) -> dict[PersonId, int]:
        """What each person has earned here and was not given yet, in kopecks; due when there is no debt."""
        author = self.report.author
        if self.wages is None and author and self.totals.commission:  # a state of 0.1: all was the author's
            return {author: self.totals.commission - self.totals.advance}
        return self.wages or {}

    @property
    def phase(self) -> Phase:
        if self.closed:
            return Phase.CLOSED
        if self.closing:
            return Phase.CLOSING
        return Phase.PAUSED if self.pause else Phase.ACTIVE

    @property
    def in_work(self) -> bool:
        """Branches may be opened and the report sent in."""
        return (
            self.agreement.passed
            and self.prepayment.passed
            and self.report.state is StepState.OPEN
            and self.closing is None
        )

    @property
    def stage(self) -> Stage:
        if self.closed:
            return self.closed
        if self.closing:
            return Stage.REFUSING if self.closing.outcome is Stage.REFUSED else Stage.CANCELLING
        if self.onsite.state is StepState.PENDING:
            return Stage.REPORT
        if self.carrier is None and self._untouched:
            return Stage.ASSIGNMENT
        if not self.agreement.passed:
            return Stage.AGREEMENT
        if not self.prepayment.passed:
            return Stage.PREPAYMENT
        reported = self.report.state is not StepState.OPEN or self.report.return_reason is not None
        return Stage.REPORT if reported else Stage.WORK

    @property
    def _untouched(self) -> bool:
        """Nobody has begun to work on it."""
        sent_in = self.agreement.author or self.prepayment.author or self.report.author
        return not (sent_in or self.stationary or self.receipts)

    @property
    def under_warranty(self) -> bool:
        """It is a repeat, so it costs nothing and earns nothing."""
        return self.warranty is not None and self.warranty.denied is None

    @property
    def agreed_amount(self) -> int:
        """What the client agreed to pay: the agreement, also while it is verified after, and supplements."""
        approved = (s.amount for s in self.supplements if s.state is SupplementState.APPROVED)
        return (self.agreement.amount or 0) + sum(approved)

    @property
    def open_branches(self) -> tuple[Branch | SharedExpense, ...]:
        branches: tuple[Branch | SharedExpense, ...] = (
            *self.stationary,
            *self.receipts,
            *self.supplements,
            *self.shared,
        )
        return tuple(branch for branch in branches if branch.open)

    @property
    def blocking_branches(self) -> tuple[Branch | SharedExpense, ...]:
        """Open branches that the report has to wait for."""
        return tuple(
            branch
            for branch in self.open_branches
            if not (isinstance(branch, ReceiptBranch | SharedExpense) and branch.passed)
        )

    def stationary_at(self, part: Part) -> Stationary | None:
        return next((job for job in self.stationary if job.part == part), None)

    def receipt_at(self, part: Part) -> ReceiptBranch | None:
        return next((receipt for receipt in self.receipts if receipt.part == part), None)

    def supplement_at(self, part: Part) -> Supplement | None:
        return next((supplement for supplement in self.supplements if supplement.part == part), None)

    def wait(self, wait_id: str) -> Wait | None:
        return next((wait for wait in self.waits if wait.id == wait_id), None)

    def with_(self, **changes: object) -> "Order":
        return self.model_copy(update=changes)

    def with_job(self, part: Part, **changes: object) -> "Order":
        jobs = (job.model_copy(update=changes) if job.part == part else job for job in self.stationary)
        return self.with_(stationary=tuple(jobs))

    def with_receipt(self, part: Part, **changes: object) -> "Order":
        receipts = (r.model_copy(update=changes) if r.part == part else r for r in self.receipts)
        return self.with_(receipts=tuple(receipts))

    def with_penalty(self, part: Part, **changes: object) -> "Order":
        penalties = (p.model_copy(update=changes) if p.part == part else p for p in self.penalties)
        return self.with_(penalties=tuple(penalties))

    def with_supplement(self, part: Part, **changes: object) -> "Order":
        found = (s.model_copy(update=changes) if s.part == part else s for s in self.supplements)
        return self.with_(supplements=tuple(found))
