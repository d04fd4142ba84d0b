"""Cards of those whom an order leaves behind: they follow it, and nobody gets a message for that."""

from datetime import timedelta
from uuid import uuid4

from domain.orders.lifecycle import Cancel
from domain.orders.state import Order
from domain.orders.stationary import AssignStationary, HandOver
from domain.orders.verification import Approve
from storage.database import Database
from tests.activities.office import Office, channel, office, said, seen, strict
from tests.stack.telegram.conftest import sandbox, server

__all__ = ["channel", "office", "sandbox", "server", "strict"]


async def order_for_the_workshop(office: Office) -> Order:
    """Its repairer is named, and has not begun."""
    shop = office.shop
    order = await shop.order_in_work()
    job = {**shop.part(order, "stationary", shop.engineer), "due": shop.clock.date() + timedelta(days=3)}
    photos = (await shop.photo(uuid4().hex * 2),)
    told = {"description": "Не греет", "completeness": "Кабель", "photos": photos}
    order = await shop.give(order, HandOver.model_validate(job | told))
    order = await shop.give(order, Approve.model_validate(shop.part(order, "stationary.1", shop.curator)))
    assign = {**shop.part(order, "stationary.1", shop.curator), "person": shop.repairer}
    return await shop.give(order, AssignStationary.model_validate(assign))


async def cancel(office: Office, order: Order) -> None:
    given = {**office.shop.part(order, "order", office.shop.curator), "reason": "Клиент передумал"}
    await office.shop.give(order, Cancel.model_validate(given))
    await office.deliver()


async def test_the_workshops_card_follows_its_order(office: Office) -> None:
    order = await order_for_the_workshop(office)
    workshop = await office.join(office.shop.repairer)
    await office.deliver()
    card = await seen(workshop, "взять")
    await cancel(office, order)
    after = await seen(workshop, "теперь: отмена")
    assert (after.id, len(said(workshop))) == (card.id, 1)
    assert str(card.rows) != str(after.rows)


async def test_whoever_has_no_card_gets_no_message_and_is_not_taken_for_reached(
    office: Office, database: Database
) -> None:
    order = await order_for_the_workshop(office)
    await office.deliver()
    workshop = await office.join(office.shop.repairer)
    await cancel(office, order)
    assert said(workshop) == []
    async with database.transaction() as tx:
        addressee = (await tx.chats.addressees([office.shop.repairer]))[office.shop.repairer]
    assert addressee.started == frozenset()
