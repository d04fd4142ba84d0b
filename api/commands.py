"""The path of a command: looked up, given to its order's workflow, answered, or kept for later (DESIGN §3).

1. One query finds the person, the order and what this command id was answered before.
2. The workflow's update is waited for. A result or a refusal is the answer.
3. Anything else means unknown: the same command goes by signal, which Temporal keeps, and the sender gets a
   link to the outcome. Nothing a person sent is refused because a part is away.
"""

from dataclasses import dataclass
from datetime import UTC
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Header, Response

from api.answers import Outcome, accepted, first_answer, kept, not_taken, outcome_of
from api.auth import ClaimsOf, standing
from api.moments import told_in
from api.openapi import OF_ONE
from api.problems import ProblemError
from api.services import Services, ServicesOf
from api.temporal import OutcomeUnknownError, WorkflowGoneError
from domain.orders.audience import seen_by
from domain.orders.closing import OrderArchived
from domain.orders.errors import OrderUnknown
from domain.orders.order import Command
from domain.people import Person
from domain.values import CommandId, OrderId
from logs import bind, logger
from storage.addressed import OrderReference
from storage.commands import KnownCommand

router = APIRouter(prefix="/orders/{order_id}", tags=["commands"])
log = logger(__name__)

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        description="Names the intent: the same key again is the same intent, and gets the first answer.",
        examples=["3f0e7c1e-assign-1"],
    ),
]


@dataclass(frozen=True)
class Addressed:
    """A command's way: who sends it, to which order, under which id, and what it was answered before."""

    person: Person
    session_id: UUID
    order: OrderReference
    command_id: CommandId
    known: KnownCommand | None


def command_id_of(person_id: UUID, key: str) -> CommandId:
    """Two people may choose the same key; their commands are two."""
    return str(uuid5(person_id, key))


async def _addressed(
    order_id: OrderId, key: IdempotencyKey, claims: ClaimsOf, services: ServicesOf
) -> Addressed:
    command_id = command_id_of(claims.sub, key)
    bind(order_id=order_id, command_id=command_id)
    async with services.database.reading() as tx:
        found = await tx.addressed.find(claims.org, claims.sub, claims.sid, order_id, command_id)
    person = standing(found)
    if found is None or found.order is None:
        raise OrderUnknown
    return Addressed(person, claims.sid, found.order, command_id, found.known)


ToOrder = Annotated[Addressed, Depends(_addressed)]


async def send(to: Addressed, command: Command, services: Services) -> Response:
    """Carry a command out, or keep it; the same id and content get the same answer."""
    if to.known:
        return first_answer(to.known, command, to.order.zone)
    try:
        answer = await services.temporal.update(to.order.id, command)
    except WorkflowGoneError:
        return await _after_the_end(to, command, services)
    except OutcomeUnknownError as error:
        log.warning("outcome unknown, sent by signal", command=command.kind, cause=repr(error.__cause__))
        return await _keep(to, command, services)
    except ProblemError as error:
        raise await _with_current(error, to, services) from error
    return accepted(answer, to.order.zone)


async def _keep(to: Addressed, command: Command, services: Services) -> Response:
    try:
        await services.temporal.signal(to.order.id, command)
    except WorkflowGoneError:
        return await _after_the_end(to, command, services)
    except OutcomeUnknownError as error:
        raise not_taken() from error
    return kept(to.order.id, command.id)


async def _after_the_end(to: Addressed, command: Command, services: Services) -> Response:
    """No workflow runs: the command may have been the last one it recorded; else the order takes no more."""
    async with services.database.transaction() as tx:
        found = await tx.addressed.find(
            to.person.organization_id, to.person.id, to.session_id, to.order.id, command.id
        )
    if found is None or found.order is None:
        raise OrderUnknown
    if found.known:
        return first_answer(found.known, command, found.order.zone)
    if not found.order.stage.closed:
        log.error("an open order has no workflow", order=str(to.order.id))
        raise not_taken("The workflow of this order is missing; the operators see it.")
    raise OrderArchived(stage=found.order.stage.value)


async def _with_current(error: ProblemError, to: Addressed, services: Services) -> ProblemError:
    """Add the order as it is now where the sender spoke of an older one."""
    if error.code != "order.stale_version":
        return error
    async with services.database.transaction() as tx:
        order = await tx.orders.find(to.order.organization_id, to.order.id)
    if order and seen_by(to.person, order):
        error.members["current"] = told_in(to.order.zone, order).model_dump(mode="json")
    return error


@router.get("/commands/{command_id}", name="command_outcome", responses=OF_ONE)
async def command_outcome(
    order_id: OrderId, command_id: UUID, claims: ClaimsOf, services: ServicesOf
) -> Outcome:
    """Tell what became of a command that was answered 202. Also of an opening: then the order is new."""
    async with services.database.transaction() as tx:
        found = await tx.addressed.find(claims.org, claims.sub, claims.sid, order_id, str(command_id))
        standing(found)
        opening = claims.org and await tx.contacts.find(claims.org, order_id)
    if found is None or not (found.order or found.known or opening):
        raise OrderUnknown
    return outcome_of(found.known, found.order.zone if found.order else UTC)
