"""Blocking somebody, and to whom their open orders go (ACC-5). People are never deleted.

The person is shut out first, in one transaction; then each open order is handed over by a command of its own.
Its id says what it does to which version, so that sending the same again after a crash finishes what is left.
"""

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid5

from fastapi import APIRouter, Body
from pydantic import BaseModel, Field

from api.openapi import refusal_docs
from api.people import FORBIDDEN, UNKNOWN, WRITTEN, PersonView, Reader, locked, orders_open, stale
from api.problems import ProblemError
from api.services import Services, ServicesOf
from api.temporal import OutcomeUnknownError, WorkflowGoneError
from api.traces import TraceOf
from domain.accounts import Account, OrdersOpen, fit_to_replace, refuse_block, refuse_unmanaged
from domain.orders.assignment import Assign
from domain.orders.closing import OrderArchived
from domain.orders.order import Command
from domain.orders.takeover import TakeOver
from domain.people import Person, Role
from domain.values import OrderId, PersonId, Text, Value
from storage.database import Transaction
from storage.open_orders import OpenOrder

router = APIRouter(prefix="/people/{person_id}", tags=["people"])

AT_ONCE = 8
"""Orders that are handed over side by side."""
CHANGED = refusal_docs("Changed meanwhile: `current` is the person now", "person.stale_version")


class HandOverTo(Value):
    """Who gets the open orders, by what the blocked person is on them."""

    engineer: PersonId | None = None
    curator: PersonId | None = None

    def of(self, role: Role) -> PersonId | None:
        return self.engineer if role is Role.ENGINEER else self.curator


class Block(Value):
    """`hand_over_to` is needed where the person has open orders; the refusal lists them."""

    version: int
    reason: Text
    hand_over_to: HandOverTo = HandOverTo()


class Unblock(Value):
    version: int


class OrderLeft(BaseModel):
    """An order that still is the blocked person's, and why."""

    id: OrderId
    number: str
    role: Role
    code: str = Field(description="of the refusal; `pending`: kept, it will be carried out")
    detail: str


class Blocked(BaseModel):
    person: PersonView
    handed_over: list[str] = Field(description="numbers of orders")
    left: list[OrderLeft] = Field(description="send the same again to try these once more")


BLOCKED = {
    "version": 3,
    "reason": "Уволился",
    "hand_over_to": {"engineer": "0190f3c2-5b1e-7cc0-8d7e-5a8a4a1f9f01"},
}


@router.post(
    "/block",
    name="block_person",
    responses=WRITTEN
    | UNKNOWN
    | {
        403: refusal_docs("Not with your rights", *FORBIDDEN, "person.own_rights"),
        409: refusal_docs(
            "`current` is the person now, or the open orders", "person.stale_version", "person.open_orders"
        ),
        422: refusal_docs("Mend it", "request.invalid", "person.replacement"),
    },
)
async def block(
    person_id: PersonId,
    body: Annotated[Block, Body(examples=[BLOCKED])],
    person: Reader,
    trace: TraceOf,
    services: ServicesOf,
) -> Blocked:
    """Shut somebody out at once and hand their open orders over. The same again finishes what is left."""
    async with services.database.transaction() as tx:
        by, before = await locked(tx, person, person_id)
        refuse_block(by, before.person)
        if before.active and body.version != before.version:
            raise stale(before, body.version)
        await _refuse_nobody_for_orders(tx, before, body.hand_over_to)
        account = await tx.accounts.set_active(before, trace, active=False, reason=body.reason)
        await tx.invites.revoke(account, trace)
    done, left = await _handed_over(account, body, by, services)
    return Blocked(person=PersonView.of(account), handed_over=done, left=left)


async def _refuse_nobody_for_orders(tx: Transaction, account: Account, to: HandOverTo) -> None:
    """Every role with open orders has somebody who takes them; of one blocked already, some may be left."""
    home = account.organization_id
    if home is None:
        return
    open_orders = await tx.open_orders.of(home, account.id)
    for role in dict.fromkeys(order.role for order in open_orders):
        other = to.of(role)
        if other is not None:
            replacing = await tx.accounts.find(home, other)
            fit_to_replace(role, account.person, replacing.person if replacing else None)
        elif account.active:
            raise orders_open(account, role, open_orders)


async def _handed_over(
    account: Account, body: Block, by: Person, services: Services
) -> tuple[list[str], list[OrderLeft]]:
    if account.organization_id is None:
        return [], []
    async with services.database.reading() as tx:
        open_orders = await tx.open_orders.of(account.organization_id, account.id)
    handing = _HandingOver(account, body, by, services)
    results = await asyncio.gather(*(handing.over(order) for order in open_orders))
    numbers = [order.number for order, left in zip(open_orders, results, strict=True) if left is None]
    return numbers, [left for left in results if left]


class _HandingOver:
    def __init__(self, account: Account, body: Block, by: Person, services: Services) -> None:
        self._account, self._body, self._by = account, body, by
        self._temporal = services.temporal
        self._turn, self._away = asyncio.Semaphore(AT_ONCE), False

    async def over(self, order: OpenOrder) -> OrderLeft | None:
        """Hand one order over; what is left of it when that cannot be done now."""
        to = self._body.hand_over_to.of(order.role)
        if to is None:
            return _left(order, OrdersOpen.code, "Nobody was named for it.")
        async with self._turn:
            return await self._give(order, _command(order, to, self._account, self._body, self._by))

    async def _give(self, order: OpenOrder, command: Command) -> OrderLeft | None:
        """Through the order's workflow; one that does not answer is not waited for again and again."""
        if self._away:
            return _not_taken(order)
        try:
            await self._temporal.update(order.id, command)
        except ProblemError as refusal:
            return _left(order, refusal.code, str(refusal.detail))
        except WorkflowGoneError:
            return _left(order, OrderArchived.code, "The workflow of this order has ended.")
        except OutcomeUnknownError:
            return await self._keep(order, command)
        return None

    async def _keep(self, order: OpenOrder, command: Command) -> OrderLeft:
        try:
            await self._temporal.signal(order.id, command)
        except (WorkflowGoneError, OutcomeUnknownError):
            self._away = True
            return _not_taken(order)
        return _left(order, "pending", "Kept: it will be carried out.")


def _not_taken(order: OpenOrder) -> OrderLeft:
    return _left(order, "command.not_taken", "The workflows cannot be reached; send the same again.")


def _left(order: OpenOrder, code: str, detail: str) -> OrderLeft:
    return OrderLeft(id=order.id, number=order.number, role=order.role, code=code, detail=detail)


def _command(order: OpenOrder, to: PersonId, account: Account, body: Block, by: Person) -> Command:
    """The same order, version and people make the same command, however often it is sent."""
    intent = f"{order.role}:{order.version}:{account.id}:{to}:{by.id}:{body.reason}"
    given = {
        "id": str(uuid5(order.id, intent)),
        "by": by.id,
        "at": datetime.now(UTC),
        "version": order.version,
    }
    if order.role is Role.CURATOR:
        return TakeOver(to=to, reason=body.reason, **given)
    return Assign(engineer=to, instead_of=account.id, **given)


@router.post(
    "/unblock",
    name="unblock_person",
    responses=WRITTEN
    | UNKNOWN
    | {
        403: refusal_docs("Not with your rights", *FORBIDDEN),
        409: CHANGED,
        422: refusal_docs("Mend it", "request.invalid"),
    },
)
async def unblock(
    person_id: PersonId,
    body: Annotated[Unblock, Body(examples=[{"version": 4}])],
    person: Reader,
    trace: TraceOf,
    services: ServicesOf,
) -> PersonView:
    """Let somebody in again. They log in anew; their orders stay with whom they went to."""
    async with services.database.transaction() as tx:
        by, before = await locked(tx, person, person_id)
        refuse_unmanaged(by, before.person)
        if not before.active and body.version != before.version:
            raise stale(before, body.version)
        return PersonView.of(await tx.accounts.set_active(before, trace, active=True))
