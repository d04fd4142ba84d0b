"""The pieces of an order: its device, visit, steps, branches, custody, and its way out."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from domain.money import Method, Payment, PricedLine, ReceiptLine
from domain.orders.ledger import Posting
from domain.orders.waiting import Clock
from domain.values import Line, Moment, OrderId, PersonId, Sha256, Text, Value

Part = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}(\.[1-9][0-9]{0,3})?$")]
"""A piece of an order that commands act on and that has a version of its own: `agreement`, `receipt.2`."""


class Stage(StrEnum):
    ASSIGNMENT = "assignment"
    AGREEMENT = "agreement"
    PREPAYMENT = "prepayment"
    WORK = "work"
    REPORT = "report"
    REFUSING = "refusing"
    CANCELLING = "cancelling"
    COMPLETED = "completed"
    REFUSED = "refused"
    CANCELLED = "cancelled"

    @property
    def closed(self) -> bool:
        return self in (Stage.COMPLETED, Stage.REFUSED, Stage.CANCELLED)


class DeviceKind(StrEnum):
    PRINTER = "printer"
    MFP = "mfp"
    PLOTTER = "plotter"
    SCANNER = "scanner"
    COMPUTER = "computer"
    MONITOR = "monitor"
    OTHER = "other"


class Device(Value):
    kind: DeviceKind
    brand: Line
    model: Line
    serial: Line | None = None
    complaint: Text
    completeness: Text | None = None
    """What came with it: cables, trays, cartridges."""

    @property
    def name(self) -> str:
        """As people call it: HP LaserJet M404."""
        return f"{self.brand} {self.model}"


class VisitState(StrEnum):
    PLANNED = "planned"
    ON_MY_WAY = "on_my_way"
    ON_SITE = "on_site"
    FAILED = "failed"


class Visit(Value):
    """An interval agreed with the client. `clock` runs while we wait for it: whoever moved it last."""

    since: Moment
    until: Moment
    clock: Clock = Clock.CLIENT
    state: VisitState


class StepState(StrEnum):
    """Of a step or a branch's paper: may be sent in, waits for a curator, waits for its money, is through."""

    OPEN = "open"
    PENDING = "pending"
    UNPAID = "unpaid"
    APPROVED = "approved"


class Step(Value):
    """One of the three steps that every order takes."""

    state: StepState = StepState.OPEN
    author: PersonId | None = None
    goes_on: bool = False
    """Verified after: the next stage is open while this one still waits for its curator."""
    return_reason: Text | None = None

    @property
    def passed(self) -> bool:
        return self.state is StepState.APPROVED or (self.state is StepState.PENDING and self.goes_on)


class RefusalCode(StrEnum):
    PRICE = "price"
    TERMS = "terms"
    GOES_ELSEWHERE = "goes_elsewhere"
    BEYOND_REPAIR = "beyond_repair"
    OTHER = "other"


class ClientRefusal(Value):
    """The client's no: why, what it costs, how that was paid."""

    code: RefusalCode
    text: Text
    fee: int
    method: Method | None


class AgreementStep(Step):
    amount: int | None = None
    """The agreed sum of the last submission; None when the client refused or has not decided."""
    lines: tuple[PricedLine, ...] = ()
    refusal: ClientRefusal | None = None
    thinking_until: Moment | None = None


class PrepaymentStep(Step):
    payment: Payment | None = None


class Custody(Value):
    """Who holds the device; None is the client. A hand-over is done when both sides have confirmed it.

    Nobody becomes a holder but by the own command (a hand-over, a taking, a receipt of the device), so the
    holder's own confirmation dates from `since`.
    """

    holder: PersonId | None = None
    since: Moment
    given_by: PersonId | None = None
    """Whom the holder has it from; None is the client, and what was recorded before it was kept."""
    offered_to: PersonId | None = None
    offered_at: Moment | None = None
    """When the holder gave it to whoever has not confirmed yet."""


class ReportStep(Step):
    received: Payment | None = None
    advance: int = 0
    warranty_days: int = 0
    commission_bp: int = 0
    """The author's rate on the day of the report, in basis points."""
    custody_before: Custody | None = None
    """Who held the device when the report said that it is with the client; None: it was there already."""
    wages: tuple[Posting, ...] = ()
    """What its approval posted to people; empty in states of 0.1."""


class OnSiteStep(Step):
    """The one form of what was done on site: what its steps become when it is approved."""

    agreement: AgreementStep = AgreementStep()
    report: ReportStep = ReportStep()


class Purpose(StrEnum):
    DIAGNOSIS = "diagnosis"
    REPAIR = "repair"


class JobState(StrEnum):
    """Of a stationary branch, from the hand-over's paper to the device's way back."""

    HANDOVER_PENDING = "handover_pending"
    HANDOVER_RETURNED = "handover_returned"
    QUEUED = "queued"
    TAKEN = "taken"
    REPAIR_PENDING = "repair_pending"
    READY = "ready"
    COLLECTED = "collected"
    WITHDRAWN = "withdrawn"


class Stationary(Value):
    """A job for the workshop."""

    part: Part
    purpose: Purpose
    state: JobState
    author: PersonId
    description: Text
    due: Moment
    """The end of work on the day the curator and the client count on."""
    priority: int = 3
    assigned: PersonId | None = None
    """Named by the curator; nobody else may take it."""
    worker: PersonId | None = None
    finding: Text | None = None
    amount: int = 0
    return_reason: Text | None = None
    custody_before: Custody | None = None
    """Who held the device when the hand-over took it: the client; None: its author had it already."""

    @property
    def open(self) -> bool:
        return self.state not in (JobState.COLLECTED, JobState.WITHDRAWN)

    @property
    def in_workshop(self) -> bool:
        return self.state in (JobState.TAKEN, JobState.REPAIR_PENDING, JobState.READY)


class PaidBy(StrEnum):
    """Whose money paid an expense."""

    CLIENT_CASH = "client_cash"
    OWN = "own"
    COMPANY = "company"


class ReceiptState(StrEnum):
    PENDING = "pending"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class ReceiptBranch(Value):
    """A document of expenses; its lines are accepted one by one or all at once."""

    part: Part
    state: ReceiptState
    author: PersonId
    paid_by: PaidBy
    total: int
    accepted: tuple[ReceiptLine, ...] = ()
    pending: tuple[ReceiptLine, ...] = ()
    shared_with: dict[OrderId, Line] = {}
    """The other orders that its lines ever named, with their numbers."""
    goes_on: bool = False
    """Verified after: the report may be sent in while this one still waits for its curator."""
    claims: tuple[Sha256, ...] = ()
    """What makes this document unique in the organization: hashes of its photo and of its content."""
    return_reasons: dict[int, Text] = {}
    return_reason: Text | None = None

    @property
    def accepted_here(self) -> tuple[ReceiptLine, ...]:
        """Those that the receipt's own order has paid; the others paid theirs (shares.py)."""
        return tuple(line for line in self.accepted if line.order is None)

    @property
    def open(self) -> bool:
        return self.state in (ReceiptState.PENDING, ReceiptState.RETURNED)

    @property
    def passed(self) -> bool:
        return self.state is ReceiptState.APPROVED or (self.state is ReceiptState.PENDING and self.goes_on)


def _one_or_none(offered: object) -> object:
    """Until 0.1.0 an order could be offered to one person only, and its state said whom, or null."""
    if offered is None:
        return ()
    return offered if isinstance(offered, list | tuple) else (offered,)


Offered = Annotated[tuple[PersonId, ...], BeforeValidator(_one_or_none)]
"""Those an order is offered to; also read from states of 0.1.0."""


class AssignmentState(StrEnum):
    NOBODY = "nobody"
    OFFERED = "offered"
    ACCEPTED = "accepted"


class Pause(Value):
    since: Moment
    until: Moment
    reason: Text


class RequestKind(StrEnum):
    PAUSE = "pause"
    REASSIGNMENT = "reassignment"
    CANCELLATION = "cancellation"


class Request(Value):
    """What the engineer asks the curator for; `until` is the end of the pause that is asked for."""

    what: RequestKind
    reason: Text
    until: Moment | None
    author: PersonId


class Closing(Value):
    """The way out of an order that is not completed: first the device goes back, then the money."""

    outcome: Stage
    reason: Text
    fee: int = 0
    money_settled: bool = False
