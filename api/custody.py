"""Who holds which device: since when, from whom, and who has confirmed it."""

from datetime import tzinfo
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth import requires
from api.moments import told_in
from api.openapi import OF_ONE, REFUSALS
from api.orders import visible
from api.problems import FieldProblem, invalid
from api.services import ServicesOf
from api.views import Names
from domain.orders.audience import sees_all
from domain.orders.holdings import Stay, holdings
from domain.orders.parts import Device
from domain.orders.state import Order
from domain.people import Permission, Person
from domain.values import Moment, OrderId, OrganizationId, PersonId
from storage.orders import BadCursorError, Cursor

router = APIRouter(prefix="/custody", tags=["orders"])

Reader = Annotated[Person, Depends(requires(Permission.ORDERS_READ))]


class Filters(BaseModel):
    """Conditions that must all hold. Whoever does not see all orders sees the own devices only."""

    model_config = ConfigDict(extra="forbid")

    person: PersonId | None = Field(default=None, description="who holds it, or is to confirm that")
    organization: OrganizationId | None = Field(
        default=None, description="superusers choose one; others always read their own"
    )
    cursor: str | None = Field(default=None, max_length=200, description="`next` of the page before")
    limit: int = Field(default=50, ge=1, le=100)


class OnItsWay(BaseModel):
    """A device on its way: given by its holder, not confirmed by the receiver yet."""

    to: PersonId
    given_at: Moment | None


class Holding(BaseModel):
    """One device that somebody of the company holds."""

    order: OrderId
    order_number: str
    device: Device
    holder: PersonId
    since: Moment
    given_by: PersonId | None = Field(description="null: the client")
    confirmed_by: PersonId = Field(description="the receiving side, at `since`")
    under_way: OnItsWay | None


class DeviceStory(BaseModel):
    """One order's device: who holds it now, and where it has been."""

    device: Device
    now: Holding | None = Field(description="null while the client has it")
    history: tuple[Stay, ...] = Field(
        description="oldest first, without what was undone; a null `holder` or `given_by` is the client"
    )
    names: Names


class CustodyList(BaseModel):
    devices: list[Holding]
    names: Names
    next: str | None = Field(description="the cursor of the next page; null on the last one")


@router.get("", name="read_custody", responses=REFUSALS)
async def read_custody(
    filters: Annotated[Filters, Query()], person: Reader, services: ServicesOf
) -> CustodyList:
    """List who holds which device, the longest held first; curators and owners see everybody's."""
    organization_id = person.organization_id or filters.organization
    if organization_id is None:
        raise invalid([FieldProblem(field="query.organization", code="missing", detail="Choose one.")])
    whose = filters.person if sees_all(person) else person.id
    async with services.database.transaction() as tx:
        zone = (await tx.organizations.calendar(organization_id)).tz
        page = await tx.custodies.page(organization_id, whose, _cursor(filters.cursor), filters.limit)
        names = await tx.people.names(_people_in(page.orders))
    devices = [_holding(order, order.custody.holder, zone) for order in page.orders if order.custody.holder]
    return CustodyList(devices=devices, names=names, next=page.next)


of_order = APIRouter(prefix="/orders/{order_id}/custody", tags=["orders"])


@of_order.get("", name="read_custody_of_order", responses=OF_ONE)
async def read_custody_of_order(order_id: OrderId, person: Reader, services: ServicesOf) -> DeviceStory:
    """Show who holds the order's device, since when, from whom, and who held it before."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        stays = holdings(await tx.record.entries_after(order.organization_id, order.id, 0))
        zone = (await tx.organizations.calendar(order.organization_id)).tz
        names = await tx.people.names(
            _people_in((order,)) | {one for stay in stays for one in (stay.holder, stay.given_by) if one}
        )
    holder = order.custody.holder
    story = DeviceStory(
        device=order.device,
        now=_holding(order, holder, zone) if holder else None,
        history=stays,
        names=names,
    )
    return told_in(zone, story)


def _holding(order: Order, holder: PersonId, zone: tzinfo) -> Holding:
    custody = order.custody
    under_way = None
    if custody.offered_to:
        given_at = custody.offered_at.astimezone(zone) if custody.offered_at else None
        under_way = OnItsWay(to=custody.offered_to, given_at=given_at)
    return Holding(
        order=order.id,
        order_number=order.number,
        device=order.device,
        holder=holder,
        since=custody.since.astimezone(zone),
        given_by=custody.given_by,
        confirmed_by=holder,
        under_way=under_way,
    )


def _people_in(orders: tuple[Order, ...]) -> set[PersonId]:
    held = [order.custody for order in orders]
    return {p for one in held for p in (one.holder, one.given_by, one.offered_to) if p}


def _cursor(text: str | None) -> Cursor | None:
    try:
        return Cursor.parse(text) if text else None
    except BadCursorError as error:
        raise invalid([FieldProblem(field="query.cursor", code="cursor", detail=str(error))]) from error
