"""A document counts once in an organization, whoever sends it in, however many at once."""

import asyncio

import asyncpg

from domain.orders.verification import Return
from tests.storage.shop import Shop, code, sha


async def test_05_a_document_counts_once_however_many_send_it_at_once(
    shop: Shop, witness: asyncpg.Connection
) -> None:
    orders = [await shop.order_in_work() for _ in range(4)]
    receipts = [await shop.receipt(order, sha("c"), "Ромашка") for order in orders]
    recordings = await asyncio.gather(
        *(
            shop.records.record(shop.request(receipt, order.id))
            for receipt, order in zip(receipts, orders, strict=True)
        )
    )
    winners = [order.number for order, recording in zip(orders, recordings, strict=True) if recording.answer]
    assert len(winners) == 1
    refused = [recording.refusal for recording in recordings if recording.refusal]
    assert {refusal.code for refusal in refused} == {"receipt.used"}
    assert {refusal.facts["number"] for refusal in refused} == set(winners)
    claims = await witness.fetchval("SELECT count(*) FROM claims WHERE organization_id = $1", shop.id)
    assert claims == 2  # of the photo, and of the content


async def test_44_claims_that_cross_do_not_lock_each_other_up(shop: Shop) -> None:
    """Two pairs of orders: one of a pair claims photo A and content B, the other photo B' and content A'."""
    orders = [await shop.order_in_work() for _ in range(6)]
    receipts = [
        await shop.receipt(order, sha("de"[n % 2]), ("Ромашка", "Лютик")[n // 2 % 2])
        for n, order in enumerate(orders)
    ]
    recordings = await asyncio.gather(
        *(
            shop.records.record(shop.request(receipt, order.id))
            for receipt, order in zip(receipts, orders, strict=True)
        )
    )
    assert all(recording.answer or recording.refusal for recording in recordings)
    assert sum(recording.answer is not None for recording in recordings) <= 2


async def test_a_document_returned_whole_may_be_used_in_another_order(shop: Shop) -> None:
    one, two = await shop.order_in_work(), await shop.order_in_work()
    one = await shop.give(one, await shop.receipt(one, sha("f"), "Ромашка"))
    returned = {**shop.part(one, "receipt.1", shop.curator), "reason": "Чужой чек"}
    assert code(await shop.record(await shop.receipt(two, sha("f"), "Ромашка"), two.id)) == "receipt.used"
    one = await shop.give(one, Return.model_validate(returned))
    two = await shop.give(two, await shop.receipt(two, sha("f"), "Ромашка"))
    again = await shop.receipt(one, sha("f"), "Ромашка", part="receipt.1")
    refused = await shop.record(again, one.id)
    assert refused.refusal
    assert refused.refusal.facts["number"] == two.number


async def test_the_same_date_and_total_elsewhere_warns(shop: Shop) -> None:
    one, two = await shop.order_in_work(), await shop.order_in_work()
    await shop.give(one, await shop.receipt(one, sha("a"), "Ромашка"))
    recording = await shop.record(await shop.receipt(two, sha("b"), "Лютик"), two.id)
    assert recording.entries[0].event.model_dump()["similar_in"] == (one.number,)
