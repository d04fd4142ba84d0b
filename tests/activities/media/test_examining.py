"""Every kind of file gets its verdict, and of a photo nothing is stored but the picture."""

import hashlib
import os
from io import BytesIO
from random import Random
from zlib import crc32

import pytest
from PIL import Image, ImageChops

from activities.media.examining import examined
from activities.media.file_types import ACCEPTED
from activities.media.jpeg import MOST_SCANS
from activities.media.pieces import MOST_PARTS
from domain.media import MediaTooManyPixels
from domain.orders.errors import Refusal
from tests.activities.media.corpus import KINDS, PDF, TAKEN
from tests.activities.media.making import GPS, MAKER, ORIENTATION, PHONE, noted, of_parts, of_scans, picture

VARIANTS = 9 if os.environ.get("NARYAD_PROVE") else 2


def chances(kind: str) -> list[Random]:
    return [Random(crc32(f"{kind} {number}".encode())) for number in range(VARIANTS)]  # noqa: S311 - repeatable


def stored(content: bytes) -> bytes:
    sent = BytesIO(content)
    found = examined(sent)
    found.file.seek(0)
    kept = found.file.read()
    if found.file is not sent:
        found.file.close()
    assert (found.sha256, found.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert found.original_sha256 == hashlib.sha256(content).hexdigest()
    return kept


def verdict(content: bytes) -> str:
    try:
        found = examined(BytesIO(content))
    except Refusal as refusal:
        return refusal.code
    found.file.close()
    return found.kind.content_type


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_gets_its_verdict(kind: str) -> None:
    make, expected = KINDS[kind]
    assert [verdict(make(chance)) for chance in chances(kind)] == [expected] * VARIANTS


def test_there_are_kinds_enough() -> None:
    assert len(KINDS) >= 40
    assert len(KINDS) * 9 >= 500


@pytest.mark.parametrize("kind", [kind for kind in TAKEN if TAKEN[kind][1] != PDF])
def test_what_is_stored_is_the_same_picture_and_nothing_else(kind: str) -> None:
    for chance in chances(kind):
        content = TAKEN[kind][0](chance)
        kept = stored(content)
        with Image.open(BytesIO(content)) as sent, Image.open(BytesIO(kept)) as picture:
            assert picture.size == sent.size
            assert ImageChops.difference(picture.convert("RGB"), sent.convert("RGB")).getbbox() is None
            assert picture.info.get("icc_profile") == sent.info.get("icc_profile")
            upright = sent.getexif().get(ORIENTATION, 1)
            notes = picture.getexif()
            assert (notes.get(MAKER), dict(notes.get_ifd(GPS))) == (None, {})
            assert notes.get(ORIENTATION, 1) == upright
        for word in (PHONE, "Иванов", "Ivanov", "55.75", "mp42"):
            assert word.encode() not in kept
        assert stored(kept) == kept, "clean once, clean for ever: the same photo is one file"


def test_a_document_is_stored_as_it_came() -> None:
    for kind in (kind for kind in TAKEN if TAKEN[kind][1] == PDF):
        content = TAKEN[kind][0](chances(kind)[0])
        assert stored(content) == content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_cut_anywhere_is_refused_or_whole(kind: str) -> None:
    """Wherever a sender's connection broke: never half a picture, never an exception."""
    whole = noted(kind)(Random(1))  # noqa: S311 - repeatable
    for length in range(0, len(whole) - 1, max(1, len(whole) // 150)):
        assert verdict(whole[:length]).startswith("media."), length


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_damage_anywhere_never_ends_in_an_error_of_ours(kind: str) -> None:
    whole, chance = noted(kind)(Random(2)), Random(3)  # noqa: S311 - repeatable
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        verdict(bytes(damaged))


def test_a_bomb_is_told_by_its_pixels_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    make, _ = KINDS["png, a bomb"]
    with pytest.raises(MediaTooManyPixels, match="3600000000"):
        examined(BytesIO(make(Random(0))))  # noqa: S311 - repeatable


def test_a_bomb_of_scans_is_refused_before_anything_is_decoded() -> None:
    """Each scan is a walk over all pixels for a dozen bytes: 20 MB of them would take hours."""
    chance = Random(4)  # noqa: S311 - repeatable
    assert verdict(of_scans(MOST_SCANS)(chance)) == "image/jpeg"
    assert verdict(of_scans(MOST_SCANS + 1)(chance)) == "media.broken"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_of_nothing_but_small_parts_is_refused_before_they_are_counted(kind: str) -> None:
    chance = Random(6)  # noqa: S311 - repeatable
    assert verdict(of_parts(kind, MOST_PARTS // 2)(chance)) in ACCEPTED
    assert verdict(of_parts(kind, MOST_PARTS)(chance)) == "media.broken"


def test_bytes_that_fill_a_jpeg_are_not_counted_for_ever() -> None:
    whole = picture("JPEG")(Random(7))  # noqa: S311 - repeatable
    assert verdict(whole[:2] + b"\xff" * 100 + whole[2:]) == "image/jpeg"
    assert verdict(whole[:2] + b"\xff" * (MOST_PARTS + 1) + whole[2:]) == "media.broken"


def test_the_limit_lies_above_what_phones_make() -> None:
    assert 8160 * 6120 < 64_000_000 < 65_500**2


def test_pictures_of_one_bitmap_and_other_notes_are_one_file() -> None:
    plain, with_notes = (make(Random(5)) for make in (picture("JPEG"), noted("JPEG")))  # noqa: S311 - repeatable
    assert plain != with_notes
    assert stored(plain) == stored(with_notes)
