"""The client's data of an order, beside its record, and what the order is found by."""

import json
import secrets
from typing import Final, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contacts import Contact
from domain.orders.state import Order
from domain.values import Moment, OrderId, OrganizationId, Sha256
from storage.canonical import contact_hash
from storage.papers import make_again
from storage.searchable import grams, order_text
from storage.tables import OrderContactRow, OrderTextRow, table

CONTACTS: Final = table(OrderContactRow)
TEXTS: Final = table(OrderTextRow)

SALT_BYTES = 16


class ContactUnderHash(NamedTuple):
    """The side record as stored; without body and salt once it is erased."""

    body: str | None
    """The contact as JSON."""
    salt: bytes | None
    sha256: Sha256

    @property
    def contact(self) -> Contact | None:
        return Contact.stored(self.body) if self.body else None

    def fits(self) -> bool:
        """Whether the data is what its hash was made of; an erased one cannot be told."""
        if self.body is None or self.salt is None:
            return True
        return contact_hash(self.salt, json.loads(self.body)) == self.sha256


class Contacts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def write(
        self, organization_id: OrganizationId, order_id: OrderId, contact: Contact, at: Moment
    ) -> Sha256:
        """Store the client of an order that is about to be opened; returns the salted hash for `Open`.

        The first one stays. The same data again gives the same hash; other data gives another one, so that
        a reused Idempotency-Key is noticed.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        body = contact.model_dump(mode="json")
        await self._connection.execute(
            insert(CONTACTS)
            .values(
                order_id=order_id,
                organization_id=organization_id,
                contact=json.dumps(body),
                salt=salt,
                sha256=contact_hash(salt, body),
                created_at=at,
            )
            .on_conflict_do_nothing(index_elements=["order_id"])
        )
        stored = await self.find(organization_id, order_id)
        return contact_hash((stored and stored.salt) or salt, body)

    async def find(self, organization_id: OrganizationId, order_id: OrderId) -> ContactUnderHash | None:
        rows = await self._connection.execute(
            select(CONTACTS.c.contact, CONTACTS.c.salt, CONTACTS.c.sha256).where(
                CONTACTS.c.order_id == order_id, CONTACTS.c.organization_id == organization_id
            )
        )
        row = rows.one_or_none()
        return ContactUnderHash(row.contact, row.salt, row.sha256) if row else None

    async def erase(self, organization_id: OrganizationId, order: Order, at: Moment) -> None:
        """Forget the client, also to the search and in papers, which are made again without the name.

        The record stays verifiable: it holds the hash alone.
        """
        await self._connection.execute(
            update(CONTACTS)
            .where(
                CONTACTS.c.order_id == order.id,
                CONTACTS.c.organization_id == organization_id,
                CONTACTS.c.erased_at.is_(None),
            )
            .values(contact=None, salt=None, erased_at=at)
        )
        await self._connection.execute(
            delete(TEXTS).where(TEXTS.c.order_id == order.id, TEXTS.c.organization_id == organization_id)
        )
        await make_again(self._connection, organization_id, order.id, at)
        await self.index(organization_id, order)

    async def index(self, organization_id: OrganizationId, order: Order) -> None:
        """Let an opened order be found by its number, its device and what is stored of its client."""
        stored = await self.find(organization_id, order.id)
        text = order_text(order.number, order.device, stored.contact if stored else None)
        await self._connection.execute(
            insert(TEXTS).values(
                order_id=order.id, organization_id=organization_id, text=text, grams=grams(text)
            )
        )
