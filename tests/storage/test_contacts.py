"""The client's data lies beside the record: hashed, found by, and erased without a trace in the chain."""

from uuid import uuid4

import asyncpg
import pytest
from pydantic import ValidationError

from domain.contacts import CompanyClient, Contact, PrivateClient
from domain.orders.state import Order
from domain.values import OrderId, Sha256
from storage.canonical import verify_chain
from storage.evidence import verify
from storage.orders import OrderFilter, OrderPlace
from tests.storage.shop import CONTACT, Shop

OTHER = Contact(client=PrivateClient(name="Иван Петров"), phones=("+74951234567",))


async def write(shop: Shop, order_id: OrderId, contact: Contact) -> Sha256:
    async with shop.database.transaction() as tx:
        return await tx.contacts.write(shop.id, order_id, contact, shop.clock)


async def found_by(shop: Shop, text: str) -> int:
    async with shop.database.transaction() as tx:
        return len((await tx.orders.page(shop.id, OrderFilter(text=text))).orders)


async def erase(shop: Shop, order: Order) -> None:
    async with shop.database.transaction() as tx:
        await tx.contacts.erase(shop.id, order, shop.clock)


async def test_the_same_client_again_has_the_same_hash_and_another_one_has_not(shop: Shop) -> None:
    """So a repeated opening is the same command, and a reused key is noticed."""
    order_id = (await shop.opening()).order_id
    first = await write(shop, order_id, CONTACT)
    assert await write(shop, order_id, CONTACT) == first
    assert await write(shop, order_id, OTHER) != first
    async with shop.database.transaction() as tx:
        stored = await tx.contacts.find(shop.id, order_id)
    assert stored
    assert (stored.contact, stored.sha256) == (CONTACT, first)


async def test_a_client_stays_readable_when_a_later_release_rejects_the_numbers(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are judged when they are written down, and never again."""
    company = CompanyClient(name="ООО «Ромашка»", inn="7707083893", contact="Анна")
    contact = Contact(client=company, phones=("+79123456789",))
    order_id = OrderId(uuid4())
    sha256 = await write(shop, order_id, contact)
    monkeypatch.setattr("domain.contacts.phonenumbers.is_valid_number", lambda _number: False)
    monkeypatch.setattr("domain.contacts._check_digit", lambda *_: None)
    for numbers in ({"phones": contact.phones}, {"client": company.model_dump()}):
        with pytest.raises(ValidationError, match=r"no such phone|check digit"):
            Contact.model_validate(contact.model_dump() | numbers)
    async with shop.database.transaction() as tx:
        stored = await tx.contacts.find(shop.id, order_id)
    assert stored
    assert (stored.contact, stored.sha256, stored.fits()) == (contact, sha256, True)


async def test_the_same_client_in_two_orders_has_two_hashes(shop: Shop) -> None:
    one, two = await shop.opening(), await shop.opening()
    assert one.contact_sha256 != two.contact_sha256


async def test_nothing_of_the_client_is_in_the_record(shop: Shop, witness: asyncpg.Connection) -> None:
    order = await shop.order_in_work()
    bodies = await witness.fetch("SELECT body FROM events WHERE order_id = $1", order.id)
    record = b"".join(row["body"] for row in bodies).decode()
    assert "Ремонт" in record
    assert "Ковал" not in record
    assert "9123456789" not in record


async def test_an_erased_client_is_found_nowhere_and_the_record_still_verifies(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    order = await shop.order_in_work()
    assert await found_by(shop, "ковал") == 1
    await erase(shop, order)
    await erase(shop, order)  # twice is once
    assert (await found_by(shop, "ковал"), await found_by(shop, "912345")) == (0, 0)
    assert (await found_by(shop, order.number), await found_by(shop, "r4x-771")) == (1, 1)
    row = await witness.fetchrow("SELECT * FROM order_contacts WHERE order_id = $1", order.id)
    assert row["contact"] is None
    assert row["salt"] is None
    async with shop.database.transaction() as tx:
        assert verify_chain(await tx.events.chain(shop.id, order.id)) is None
        assert (await verify(tx, OrderPlace(shop.id, order.id, order.number))).faults == ()
