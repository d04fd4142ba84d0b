"""Whatever the whole of a JPEG would be refused for, its outline is: a decoder objects to nothing else."""

import os
from collections.abc import Callable
from io import BytesIO
from random import Random
from typing import Any, Final

import pytest
from PIL import Image

from activities.media import jpeg, pictures
from activities.media.file_types import JPEG
from activities.media.jpeg import BEGINNING, Segment, outline
from activities.media.pieces import contents
from domain.media import MediaBroken
from domain.orders.errors import Refusal
from tests.activities.media.making import saved

DAMAGED = 3000 if os.environ.get("NARYAD_PROVE") else 60
WAYS: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "grey": {"mode": "L"},
    "for print": {"mode": "CMYK"},
    "progressive": {"progressive": True},
    "with restarts": {"restart_marker_rows": 1},
    "all colours": {"subsampling": 0},
}


def large(chance: Random, mode: str = "RGB", **options: Any) -> bytes:
    """Its scans are longer than their beginnings."""
    width, height = chance.randrange(120, 200), chance.randrange(120, 200)
    noise = Image.frombytes("RGB", (width, height), chance.randbytes(width * height * 3))
    return saved(noise.convert(mode), "JPEG", quality=90, **options)


def segments(content: bytes) -> list[Segment]:
    return list(jpeg._segments(BytesIO(content), len(content)))


def damaged(content: bytes, chance: Random) -> bytes:
    """In a segment or anywhere; a piece missing; a segment twice, or at another place."""
    parts = [content[one.start : one.end] for one in segments(content)]
    which, other = chance.randrange(1, len(parts) - 1), chance.randrange(1, len(parts))
    match chance.randrange(5):
        case 0:
            part = bytearray(parts[which])
            part[chance.randrange(2, len(part))] = chance.randrange(256)
            parts[which] = bytes(part)
        case 1:
            whole = bytearray(content)
            for _ in range(chance.randrange(1, 20)):
                whole[chance.randrange(2, len(whole))] = chance.randrange(256)
            return bytes(whole)
        case 2:
            at = chance.randrange(2, len(content))
            return content[:at] + content[at + chance.choice((1, 10, 1000, 100_000)) :]
        case 3:
            parts.insert(other, parts[which])
        case _:
            parts.insert(other, parts.pop(which))
    return b"".join(parts)


def whole(content: bytes) -> None:
    pictures._refuse_undecoded(BytesIO(content), JPEG)


def by_outline(content: bytes) -> None:
    pictures.refuse_unreadable_picture(BytesIO(content), JPEG)


def refused(check: Callable[[bytes], object], content: bytes) -> bool:
    try:
        check(content)
    except Refusal:
        return True
    return False


@pytest.mark.parametrize("way", WAYS)
def test_whatever_the_whole_is_refused_for_the_outline_is(way: str) -> None:
    chance = Random(way)  # noqa: S311 - repeatable
    objections = 0
    for _ in range(DAMAGED):
        content = damaged(large(chance, **WAYS[way]), chance)
        if not refused(segments, content) and refused(whole, content):
            objections += 1
            assert refused(by_outline, content)
    assert objections > DAMAGED // 20


def test_an_outline_is_short_however_large_the_picture_is() -> None:
    content = large(Random(1))  # noqa: S311 - repeatable
    short = b"".join(contents(BytesIO(content), outline(BytesIO(content), len(content))))
    assert len(short) < BEGINNING + 1000 < len(content)
    assert segments(short)[-1].marker == jpeg.EOI


def test_a_picture_without_data_is_none() -> None:
    content = large(Random(2))  # noqa: S311 - repeatable
    scan = next(one for one in segments(content) if one.marker == jpeg.SOS)
    with pytest.raises(MediaBroken):
        by_outline(content[: scan.data])
