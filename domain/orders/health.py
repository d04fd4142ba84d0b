"""What can be wrong between an order's record, its workflow and the rest, and what to do about it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel

from domain.orders.state import Order
from domain.values import Moment, OrderId, OrganizationId, Sha256, Value

PATIENCE = timedelta(minutes=5)
"""How late a rung, a message or a first recording may be before it is a finding."""
PAPER_PATIENCE = timedelta(minutes=10)
ATTEMPTS = 3
"""How often a workflow task or a message may be tried before it is a finding."""


class Remedy(StrEnum):
    """What the reconciler may do by itself: each is safe to repeat and leaves the record alone (ADR 18)."""

    CATCH_UP = "catch_up"
    START_AGAIN = "start_again"
    START_ERRANDS = "start_errands"


class Words(NamedTuple):
    """For an operator: what is wrong, and what can safely be done about it."""

    cause: str
    action: str
    remedy: Remedy | None = None


class Fault(StrEnum):
    WORKFLOW_FAILING = "workflow.failing"
    WORKFLOW_MISSING = "workflow.missing"
    WORKFLOW_ENDED = "workflow.ended"
    WORKFLOW_UNKNOWN = "workflow.unknown"
    WORKFLOW_ATTRIBUTES = "workflow.attributes"
    RECORD_AHEAD = "record.ahead"
    RECORD_BEHIND = "record.behind"
    RECORD_CHAIN = "record.chain"
    RECORD_UNREADABLE = "record.unreadable"
    RECORD_STATE = "record.state"
    RECORD_LEDGER = "record.ledger"
    RUNG_OVERDUE = "rung.overdue"
    CLAIM_WITHOUT_OWNER = "claim.without_owner"
    CLAIM_MISSING = "claim.missing"
    MESSAGE_UNSENT = "message.unsent"
    MESSAGE_FAILING = "message.failing"
    PAPER_UNMADE = "paper.unmade"
    ERRAND_MISSING = "errand.missing"
    ERRAND_STUCK = "errand.stuck"
    QUEUE_UNPOLLED = "queue.unpolled"


WORDS: dict[Fault, Words] = {
    Fault.WORKFLOW_FAILING: Words(
        "the workflow's task fails again and again: its code breaks on this order",
        "read the failure in the Web UI, roll the release back or forward; never reset or terminate it",
    ),
    Fault.WORKFLOW_MISSING: Words(
        "no workflow runs, so nobody takes its commands or keeps its deadlines",
        "start it again from the record: the reconciler does",
        Remedy.START_AGAIN,
    ),
    Fault.WORKFLOW_ENDED: Words(
        "its workflow came to its end, yet the record says that it goes on: perhaps a restored backup",
        "put back what the record lost before anything else; then start it again by hand",
    ),
    Fault.WORKFLOW_UNKNOWN: Words(
        "a workflow runs for an order that the record does not know",
        "look for a restored backup, or a database that refuses its opening; never terminate it before",
    ),
    Fault.WORKFLOW_ATTRIBUTES: Words(
        "the Web UI's search attributes are not what the order is: filters miss it",
        "nothing is lost; the next command corrects them",
    ),
    Fault.RECORD_AHEAD: Words(
        "the record holds entries that the workflow has not seen: its deadlines are those of before",
        "signal catch_up: the reconciler does",
        Remedy.CATCH_UP,
    ),
    Fault.RECORD_BEHIND: Words(
        "the record lacks entries that the workflow has seen: somebody restored a backup",
        "put the missing rows back (docs/runbooks/restored-backup.md); the order refuses commands until then",
    ),
    Fault.RECORD_CHAIN: Words(
        "the chain of hashes is broken: an entry was changed, removed or put in",
        "keep the database as it is, compare with a backup, find out who wrote to it",
    ),
    Fault.RECORD_UNREADABLE: Words(
        "what is stored cannot be read",
        "look whether a newer release wrote it; roll forward",
    ),
    Fault.RECORD_STATE: Words(
        "the read model is not what the entries lead to: lists and the next commands are wrong",
        "compare with `naryad verify`; put the row back from a backup",
    ),
    Fault.RECORD_LEDGER: Words(
        "the ledger is not what the entries posted: totals are wrong",
        "compare with `naryad verify`; put the rows back from a backup",
    ),
    Fault.RUNG_OVERDUE: Words(
        "a reminder or escalation is long due and was not given",
        "look whether workers poll and whether the record refuses it (log: a rung was refused)",
    ),
    Fault.CLAIM_WITHOUT_OWNER: Words(
        "content is held for this order that no part of it holds: nobody else can send that document in",
        "compare with the order's receipts; delete the row of `claims` by hand",
    ),
    Fault.CLAIM_MISSING: Words(
        "a part of the order holds content that `claims` does not: the document could be sent in twice",
        "look for a second use, then insert the row of `claims` by hand",
    ),
    Fault.MESSAGE_UNSENT: Words(
        "messages have not been sent for minutes",
        "look at the errand `errand-messages` and at the worker's log; nothing is lost",
    ),
    Fault.MESSAGE_FAILING: Words(
        "a message fails again and again, and those after it wait",
        "read `notice.failed` in the worker's log: it names the cause; it is tried again by itself",
    ),
    Fault.PAPER_UNMADE: Words(
        "a paper was called for long ago and is not made",
        "look at the worker's log and at S3; it is tried again by itself",
    ),
    Fault.ERRAND_MISSING: Words(
        "a standing errand does not run: nothing is delivered for any order",
        "start it: the reconciler and every worker's start do",
        Remedy.START_ERRANDS,
    ),
    Fault.ERRAND_STUCK: Words(
        "nobody is on a standing errand, or it fails again and again",
        "read its failure in the Web UI and the worker's log; restart the worker",
    ),
    Fault.QUEUE_UNPOLLED: Words(
        "no worker polls this task queue: nothing of it goes on",
        "start a worker; nothing is lost meanwhile",
    ),
}


class Finding(Value):
    """One fault of one order, or of what all orders share: then it names no order."""

    fault: Fault
    about: str
    """The order's number or id, the errand, the queue."""
    detail: str = ""
    """What was seen, in figures."""
    order_id: OrderId | None = None
    organization_id: OrganizationId | None = None

    @property
    def words(self) -> Words:
        return WORDS[self.fault]


class Unsent(NamedTuple):
    """The messages of an order that wait to be sent; `attempts` is of the one tried most often."""

    since: Moment
    attempts: int


class Recorded(NamedTuple):
    """An order as its record has it, and what a check of the record by itself has shown."""

    id: OrderId
    organization_id: OrganizationId
    number: str
    version: int
    """Of the read model."""
    order: Order | None
    """None: it cannot be read."""
    flaws: Mapping[Fault, str]
    """Of chain, read model and ledger, with details."""
    held: frozenset[Sha256]
    """The content that its entries hold."""
    claimed: frozenset[Sha256]
    """The content that is held for it."""
    unsent: Unsent | None
    unmade_since: Moment | None
    """When the oldest paper that is not made was called for."""


class Ending(StrEnum):
    NEVER = "never"
    """Not known to Temporal, or forgotten."""
    DONE = "done"
    BROKEN_OFF = "broken_off"
    """Terminated, failed, timed out or cancelled."""


class Seen(NamedTuple):
    """An order's workflow as Temporal has it."""

    ending: Ending | None
    """None: it runs."""
    version: int | None
    """Of its copy of the order; None where its history tells none."""
    attempt: int
    """Of its pending workflow task; 0 without one."""
    outdated: tuple[str, ...]
    """Names of the search attributes that are not what the record says."""


def faults_of(recorded: Recorded, seen: Seen, now: Moment) -> Iterator[Finding]:
    """What is wrong with an order. What follows from a fault by itself is not told beside it."""
    found = {
        **recorded.flaws,
        **_claims(recorded),
        **_outside(recorded, now),
        **_workflow(recorded, seen, now),
    }
    for fault, detail in found.items():
        yield Finding(
            fault=fault,
            about=recorded.number,
            detail=detail,
            order_id=recorded.id,
            organization_id=recorded.organization_id,
        )


def _claims(recorded: Recorded) -> dict[Fault, str]:
    if recorded.flaws:
        return {}
    differences = {
        Fault.CLAIM_WITHOUT_OWNER: recorded.claimed - recorded.held,
        Fault.CLAIM_MISSING: recorded.held - recorded.claimed,
    }
    return {fault: ", ".join(sorted(hashes)) for fault, hashes in differences.items() if hashes}


def _outside(recorded: Recorded, now: Moment) -> dict[Fault, str]:
    found = {}
    unsent, unmade = recorded.unsent, recorded.unmade_since
    if unsent and unsent.attempts >= ATTEMPTS:
        found[Fault.MESSAGE_FAILING] = f"{unsent.attempts} attempts since {_told(unsent.since)}"
    elif unsent and unsent.since < now - PATIENCE:
        found[Fault.MESSAGE_UNSENT] = f"since {_told(unsent.since)}"
    if unmade and unmade < now - PAPER_PATIENCE:
        found[Fault.PAPER_UNMADE] = f"since {_told(unmade)}"
    return found


def _workflow(recorded: Recorded, seen: Seen, now: Moment) -> dict[Fault, str]:
    version = seen.version or 0
    if version > recorded.version:
        return {Fault.RECORD_BEHIND: f"record at {recorded.version}, workflow at {version}"}
    if seen.ending is Ending.DONE:
        return {Fault.WORKFLOW_ENDED: f"record at {recorded.version}"}
    if seen.ending:
        return {Fault.WORKFLOW_MISSING: seen.ending.value}
    if seen.attempt >= ATTEMPTS:
        return {Fault.WORKFLOW_FAILING: f"attempt {seen.attempt}"}
    if version < recorded.version:
        return {Fault.RECORD_AHEAD: f"record at {recorded.version}, workflow at {version}"}
    outdated = {Fault.WORKFLOW_ATTRIBUTES: ", ".join(seen.outdated)} if seen.outdated else {}
    return {**_rungs(recorded, now), **outdated}


def _rungs(recorded: Recorded, now: Moment) -> dict[Fault, str]:
    waits = recorded.order.waits if recorded.order else ()
    overdue = [wait for wait in waits if wait.next_at and wait.next_at < now - PATIENCE]
    return {Fault.RUNG_OVERDUE: ", ".join(wait.id for wait in overdue)} if overdue else {}


def should_live(order: Order, now: Moment) -> bool:
    """Whether a workflow has to run for it: it waits for somebody, or may yet be opened again."""
    return (
        order.closed is None or bool(order.waits) or (order.archive_at is not None and order.archive_at > now)
    )


def _told(moment: Moment) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def agrees(stored: object, replayed: object) -> bool:
    """Whether a stored state is what the entries lead to, as far as the release that wrote it knew.

    A later release derives more from the same entries; what it adds is missing in older states and no damage.
    """
    match stored, replayed:
        case BaseModel(), BaseModel():
            return type(stored) is type(replayed) and all(
                agrees(getattr(stored, name), getattr(replayed, name)) for name in stored.model_fields_set
            )
        case tuple(), tuple():
            return len(stored) == len(replayed) and all(map(agrees, stored, replayed))
        case dict(), dict():
            return stored.keys() == replayed.keys() and all(
                agrees(stored[key], replayed[key]) for key in stored
            )
        case _:
            return stored == replayed
