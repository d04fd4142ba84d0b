"""Small pictures are made of everything that is stored, once, upright, and in nobody's way."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from uuid import uuid4

import asyncpg
import pytest
from PIL import Image

from activities.media.thumbnails import Thumbnails, thumbnail_of
from domain.values import MediaId
from storage.database import Database
from storage.objects import ObjectMissingError, Objects
from storage.thumbnails import FIRST_PAUSE, thumbnail_key
from tests.activities.media.corpus import KINDS
from tests.activities.media.making import notes, saved
from tests.activities.test_housekeeping import keeper, objects, stored
from tests.storage.shop import Shop

__all__ = ["objects"]

CHANCE = Random(3)  # noqa: S311 - repeatable


@pytest.fixture
async def alone(witness: asyncpg.Connection) -> None:
    """What other tests have left is not this one's."""
    await witness.execute("UPDATE media SET thumbnail_at = now()")


async def photo(shop: Shop, objects: Objects, content: bytes) -> tuple[MediaId, str]:
    media = await shop.photo(hashlib.sha256(uuid4().bytes).hexdigest())
    key = f"org/{shop.id}/media/{media}"
    await objects.put(key, content, "image/jpeg")
    return media, key


async def made(witness: asyncpg.Connection, media: MediaId) -> datetime | None:
    at: datetime | None = await witness.fetchval("SELECT thumbnail_at FROM media WHERE id = $1", media)
    return at


@pytest.mark.usefixtures("alone")
async def test_each_is_made_once_upright_and_small(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    wide = Image.new("RGB", (1200, 600), "white")
    media, key = await photo(shop, objects, saved(wide, "JPEG", exif=notes(turned=6)))
    assert await Thumbnails(database, objects).make_due() == 1
    assert await made(witness, media)
    with Image.open(BytesIO(await objects.get(thumbnail_key(key)))) as small:
        assert (small.format, small.size, dict(small.getexif())) == ("JPEG", (256, 512), {})
    assert await Thumbnails(database, objects).make_due() == 0


@pytest.mark.usefixtures("alone")
async def test_one_that_fails_has_its_pause_and_holds_up_no_other(
    shop: Shop, database: Database, objects: Objects, witness: asyncpg.Connection
) -> None:
    lost = await shop.photo(hashlib.sha256(uuid4().bytes).hexdigest())
    good, _ = await photo(shop, objects, saved(Image.new("RGB", (9, 9)), "JPEG"))
    assert await Thumbnails(database, objects).make_due() == 1
    assert (await made(witness, lost), bool(await made(witness, good))) == (None, True)
    again = await witness.fetchval("SELECT thumbnail_retry_at FROM media WHERE id = $1", lost)
    left = again - datetime.now(UTC)
    assert FIRST_PAUSE - timedelta(seconds=30) < left <= FIRST_PAUSE


@pytest.mark.usefixtures("alone")
async def test_the_small_picture_goes_with_its_file(shop: Shop, database: Database, objects: Objects) -> None:
    _, key = await stored(shop, objects)
    await objects.put(thumbnail_key(key), b"small", "image/jpeg")
    await keeper(database, objects, shop, timedelta(hours=25)).sweep()
    for one in (key, thumbnail_key(key)):
        with pytest.raises(ObjectMissingError):
            await objects.get(one)


@pytest.mark.parametrize(
    "kind", ["jpeg, for print", "png, transparent", "webp", "heic", "pdf of several pages"]
)
def test_there_is_one_of_every_kind(kind: str) -> None:
    make, content_type = KINDS[kind]
    with Image.open(BytesIO(thumbnail_of(make(CHANCE), content_type))) as small:
        assert (small.format, small.mode) == ("JPEG", "RGB")
        assert max(small.size) <= 513
