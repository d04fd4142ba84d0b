"""What nobody uses goes after its time, and nothing else ever."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from activities.housekeeping import CONTACTS_KEPT, KEPT, Housekeeping
from domain.values import MediaId, OrderId
from settings import Settings
from storage.database import Database
from storage.objects import ObjectMissingError, Objects
from tests.storage.shop import Shop


@pytest.fixture(scope="session")
async def objects(settings: Settings) -> AsyncIterator[Objects]:
    objects = Objects(settings.s3)
    await objects.ensure_bucket()
    yield objects
    objects.close()


def keeper(database: Database, objects: Objects, shop: Shop, later: timedelta) -> Housekeeping:
    return Housekeeping(database, objects, lambda: shop.clock + later)


async def stored(shop: Shop, objects: Objects) -> tuple[MediaId, str]:
    media = await shop.photo(hashlib.sha256(uuid4().bytes).hexdigest())
    key = f"org/{shop.id}/media/{media}"
    await objects.put(key, b"content", "image/jpeg")
    return media, key


async def known(witness: asyncpg.Connection, media: MediaId) -> bool:
    return bool(await witness.fetchval("SELECT count(*) FROM media WHERE id = $1", media))


async def test_a_file_that_no_order_names_is_removed_after_a_day(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    (unused, key), (used, used_key) = await stored(shop, objects), await stored(shop, objects)
    order = await shop.open()
    await shop.give(order, shop.note(photos=(used,)))
    await keeper(database, objects, shop, KEPT - timedelta(hours=1)).sweep()
    assert await known(witness, unused)
    await keeper(database, objects, shop, KEPT + timedelta(hours=1)).sweep()
    assert not await known(witness, unused)
    with pytest.raises(ObjectMissingError):
        await objects.get(key)
    assert await known(witness, used)
    assert await objects.get(used_key) == b"content"


async def test_a_file_that_was_sent_again_has_its_day_anew(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    media, _ = await stored(shop, objects)
    await witness.execute(
        "UPDATE media_senders SET sent_at = sent_at + interval '2 hours' WHERE media_id = $1", media
    )
    await keeper(database, objects, shop, KEPT + timedelta(hours=1)).sweep()
    assert await known(witness, media)


async def test_a_note_that_comes_while_its_photo_goes_is_refused_or_keeps_it(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    for _ in range(20):
        media, key = await stored(shop, objects)
        request = shop.request(shop.note(photos=(media,)), order.id)
        recording, _ = await asyncio.gather(
            shop.records.record(request),
            keeper(database, objects, shop, KEPT + timedelta(hours=1)).sweep(),
        )
        if recording.refusal:
            assert recording.refusal.code == "media.unknown"
            assert not await known(witness, media)
        else:
            assert await objects.get(key) == b"content"
            order = await shop.give(order, shop.note())


async def test_a_round_that_broke_off_is_made_up_for(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    class Away:
        async def remove(self, key: str) -> None:
            raise ConnectionError(key)

    media, key = await stored(shop, objects)
    with pytest.raises(ConnectionError):
        await Housekeeping(database, Away(), lambda: shop.clock + 2 * KEPT).sweep()
    assert not await known(witness, media)
    assert await objects.get(key) == b"content"
    await keeper(database, objects, shop, 2 * KEPT).sweep()
    with pytest.raises(ObjectMissingError):
        await objects.get(key)


async def test_the_client_of_an_order_that_was_never_opened_is_forgotten(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    order = await shop.open()
    refused = OrderId(uuid4())
    await witness.execute(
        "INSERT INTO order_contacts SELECT $1, organization_id, contact, salt, sha256, $3, NULL"
        " FROM order_contacts WHERE order_id = $2",
        refused,
        order.id,
        shop.clock,
    )

    async def left() -> set[object]:
        ids = await witness.fetch(
            "SELECT order_id FROM order_contacts WHERE order_id = any($1)", [refused, order.id]
        )
        return {row["order_id"] for row in ids}

    await keeper(database, objects, shop, CONTACTS_KEPT - timedelta(hours=1)).sweep()
    assert await left() == {refused, order.id}
    await keeper(database, objects, shop, CONTACTS_KEPT + timedelta(hours=1)).sweep()
    assert await left() == {order.id}


async def test_the_store_keeps_what_is_removed_for_a_while(objects: Objects) -> None:
    key = f"tests/{uuid4()}"
    await objects.put(key, b"content", "image/png")
    await objects.remove(key)
    versions = list(objects._client.list_objects(objects.bucket, prefix=key, include_version=True))
    assert sorted(version.is_delete_marker for version in versions) == [False, True]
