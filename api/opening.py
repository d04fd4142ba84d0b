"""Opening an order: the client's data goes to its side record, the rest is what its workflow starts with."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Self
from uuid import UUID, uuid5

from fastapi import APIRouter, Body, Depends, Response
from pydantic import JsonValue, model_validator

from api.answers import ANSWERS, first_answer, kept, not_taken
from api.auth import requires
from api.bodies import command_from
from api.commands import IdempotencyKey, command_id_of
from api.openapi import command_refusals
from api.problems import FieldProblem, ProblemError, invalid
from api.services import Services, ServicesOf
from api.temporal import OutcomeUnknownError, WorkflowGoneError
from domain.contacts import Contact
from domain.orders.errors import OrderUnknown
from domain.orders.opening import Open
from domain.orders.parts import Device
from domain.orders.sibling import ClientErased
from domain.orders.visit import Interval
from domain.people import Permission, Person
from domain.values import OrderId, OrganizationId, PersonId, Sha256, Text, Value
from logs import bind, logger
from storage.database import Transaction

log = logger(__name__)
router = APIRouter(prefix="/orders", tags=["orders"])

NAMESPACE = UUID("6f2f2c1e-6a0e-5d43-9d0a-4d7b8a9b7f10")
"""Of order ids made from a person and an Idempotency-Key. Never to be changed."""

EXAMPLE: dict[str, JsonValue] = {
    "contact": {
        "client": {"kind": "company", "name": "ООО «Ромашка»", "inn": "7707083893", "contact": "Анна"},
        "phones": ["+7 912 345-67-89"],
        "address": {"text": "Москва, ул. Лесная, 5", "floor": "3", "entry": "пропуск на проходной"},
    },
    "device": {"kind": "mfp", "brand": "Kyocera", "model": "M2040dn", "complaint": "Жуёт бумагу"},
    "visit": {"since": "2026-12-01T10:00:00+03:00", "until": "2026-12-01T12:00:00+03:00"},
}


class OpenOrder(Value):
    """What a curator writes down when a client calls or comes."""

    contact: Contact | None = None
    sibling_of: OrderId | None = None
    """Instead of a client: another order of the same one."""
    device: Device
    engineer: PersonId | None = None
    visit: Interval | None = None
    walk_in: bool = False
    note: Text | None = None
    warranty_of: OrderId | None = None
    warranty_reason: Text | None = None

    @model_validator(mode="after")
    def _has_one_client(self) -> Self:
        if (self.contact is None) == (self.sibling_of is None):
            raise ValueError("give the client, or the order whose client has another device")
        return self

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if not self.walk_in and self.contact and self.contact.address is None:
            raise ValueError("give the address that the engineer goes to")
        return self


@router.post("", name="open_order", response_model=None, responses=ANSWERS | command_refusals(Open))
async def open_order(
    body: Annotated[OpenOrder, Body(examples=[EXAMPLE])],
    key: IdempotencyKey,
    person: Annotated[Person, Depends(requires(Permission.ORDERS_CREATE))],
    services: ServicesOf,
) -> Response:
    """Open an order for one device of one client. Waits until it has its number."""
    now = datetime.now(UTC)
    organization_id = _organization_of(person)
    order_id = OrderId(uuid5(NAMESPACE, f"{person.id} {key}"))
    command_id = command_id_of(person.id, key)
    bind(order_id=order_id, command_id=command_id)
    async with services.database.transaction() as tx:
        contact_sha256 = await _client(tx, body, organization_id, order_id, now)
        known = await tx.commands.find(organization_id, order_id, command_id)
    command = command_from(
        Open,
        body,
        id=command_id,
        by=person.id,
        at=now,
        order_id=order_id,
        organization_id=organization_id,
        contact_sha256=contact_sha256,
    )
    return await (_recorded if known else _open)(command, services)


async def _client(
    tx: Transaction, body: OpenOrder, organization_id: OrganizationId, order_id: OrderId, now: datetime
) -> Sha256:
    """Put the client beside the order that is about to be opened; the hash of that."""
    if body.contact:
        return await tx.contacts.write(organization_id, order_id, body.contact, now)
    assert body.sibling_of is not None  # noqa: S101 - the body has one of the two
    theirs = await tx.contacts.find(organization_id, body.sibling_of)
    if theirs and theirs.contact:
        if theirs.contact.address is None and not body.walk_in:
            detail = "the client of that order has no address; write the client down with one"
            raise invalid([FieldProblem(field="body.sibling_of", code="value_error", detail=detail)])
        return await tx.contacts.write(organization_id, order_id, theirs.contact, now)
    if kept := await tx.contacts.find(organization_id, order_id):  # erased since this was first sent
        return kept.sha256
    order = await tx.orders.find(organization_id, body.sibling_of)
    raise ClientErased(number=order.number) if order else OrderUnknown


def _organization_of(person: Person) -> OrganizationId:
    if person.organization_id is None:
        raise ProblemError(HTTPStatus.FORBIDDEN, "auth.forbidden", "Orders belong to an organization.")
    return person.organization_id


async def _open(command: Open, services: Services) -> Response:
    try:
        await services.temporal.open(command)
    except WorkflowGoneError:
        return await _recorded(command, services)
    except OutcomeUnknownError as error:
        log.warning("outcome unknown, started without waiting", cause=repr(error.__cause__))
        return await _keep(command, services)
    # From the record, not the update: another request with this key may have opened it with other content.
    return await _recorded(command, services)


async def _keep(command: Open, services: Services) -> Response:
    try:
        await services.temporal.start(command)
    except WorkflowGoneError:
        return await _recorded(command, services)
    except OutcomeUnknownError as error:
        raise not_taken() from error
    return kept(command.order_id, command.id)


async def _recorded(command: Open, services: Services) -> Response:
    async with services.database.transaction() as tx:
        known = await tx.commands.find(command.organization_id, command.order_id, command.id)
        calendar = await tx.organizations.calendar(command.organization_id)
    if known is None:
        raise not_taken("The opening was not recorded.")
    return first_answer(known, command, calendar.tz)
