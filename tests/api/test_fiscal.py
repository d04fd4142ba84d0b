"""A fiscal receipt is read from its photo, fills in the form, and is used once (ORD-5)."""

import httpx2
import pytest

from tests.activities.media.making import notes, saved
from tests.activities.media.test_looks import CODE, receipt
from tests.api.caller import Caller, jpeg, refused
from tests.api.repair import Repair

pytestmark = pytest.mark.usefixtures("workers")

FORM = {
    "seller": "ООО Тонер",
    "dated": "2026-11-20",
    "total": 100,
    "lines": [{"name": "Тонер", "quantity": 1, "unit_price": 100}],
    "paid_by": "own",
}


async def sent_in(repair: Repair, media: str, **changes: object) -> httpx2.Response:
    return await repair.send(repair.engineer, "receipts", "receipt", document=media, **FORM | changes)


async def test_the_code_is_read_once_and_fills_in_date_and_total(engineer: Caller) -> None:
    media = (await engineer.upload(saved(receipt(), "JPEG"))).json()["id"]
    for _ in range(2):
        answer = await engineer.get(f"/v1/media/{media}/fiscal")
        assert answer.json()["fiscal"] == {
            "dated": "2026-11-21",
            "total": 152_005,
            "fn": "9960440300000001",
            "i": "12345",
            "fp": "1234567890",
        }


async def test_a_photo_without_a_code_has_none(engineer: Caller) -> None:
    media = (await engineer.upload(jpeg())).json()["id"]
    assert (await engineer.get(f"/v1/media/{media}/fiscal")).json() == {"fiscal": None}


async def test_another_photo_of_the_same_receipt_is_refused_with_the_orders_number(
    curator: Caller, engineer: Caller
) -> None:
    """Nobody has asked for the code before: it counts all the same."""
    first, second = await Repair.in_work(curator, engineer), await Repair.in_work(curator, engineer)
    photos = [
        (await engineer.upload(content)).json()["id"]
        for content in (
            saved(receipt(), "JPEG"),
            saved(receipt().rotate(180), "JPEG", quality=60, exif=notes(turned=3)),
            saved(receipt(CODE.replace("fp=1", "fp=2")), "PNG"),
        )
    ]
    taken = await sent_in(first, photos[0])
    assert taken.status_code == 200, taken.text
    line = {"name": "Тонер", "quantity": 1, "unit_price": 70}
    again = await sent_in(second, photos[1], seller="Другой", total=70, lines=[line])
    assert refused(again, 422, "receipt.used")["facts"] == {"number": first.number}
    other = await sent_in(second, photos[2], seller="Другой")
    assert other.status_code == 200
