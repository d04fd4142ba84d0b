"""Whichever way a phone was held, its photo is seen upright: the file itself and the small picture of it."""

from io import BytesIO
from typing import Final

import pillow_heif
import pytest
from PIL import Image, ImageDraw, ImageOps
from PIL.Image import Transpose

from activities.media.file_types import HEIC, JPEG, PNG, WEBP
from activities.media.thumbnails import thumbnail_of
from tests.activities.media.making import ORIENTATION, notes, saved
from tests.activities.media.test_examining import stored

SIZE: Final = 96, 64
CORNERS: Final = {(8, 8): "red", (88, 8): "lime", (8, 56): "blue", (88, 56): "white"}
TURNED_BY: Final = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""How a camera lays down what is upright, by what it then writes in its notes (EXIF 2.32, 4.6.4 A)."""
KINDS: Final = {"JPEG": JPEG, "PNG": PNG, "WEBP": WEBP, "HEIF": HEIC}


def as_seen() -> Image.Image:
    """Another colour in each corner."""
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    for (x, y), colour in CORNERS.items():
        draw.rectangle((x // 48 * 48, y // 32 * 32, x // 48 * 48 + 47, y // 32 * 32 + 31), colour)
    return picture


def as_sent(kind: str, turned: int) -> bytes:
    way = TURNED_BY[turned]
    laid_down = as_seen().transpose(way) if way is not None else as_seen()
    if kind == "HEIF":  # by its own property, as phones do it (ISO/IEC 23008-12, 6.5.10)
        heif = pillow_heif.from_pillow(laid_down)
        heif.info["exif"] = notes(turned).tobytes()
        out = BytesIO()
        heif.save(out, quality=90)
        return out.getvalue()
    return saved(laid_down, kind, exif=notes(turned), quality=90)


def refuse_askew(picture: Image.Image) -> None:
    assert picture.size == SIZE
    right = as_seen()
    for corner in CORNERS:
        seen, wanted = picture.convert("RGB").getpixel(corner), right.getpixel(corner)
        assert isinstance(seen, tuple)
        assert isinstance(wanted, tuple)
        assert all(abs(a - b) < 60 for a, b in zip(seen, wanted, strict=True)), (corner, seen)


@pytest.mark.parametrize("turned", TURNED_BY)
@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_is_seen_upright_however_the_phone_was_held(kind: str, turned: int) -> None:
    kept = stored(as_sent(kind, turned))
    with Image.open(BytesIO(kept)) as picture:
        refuse_askew(ImageOps.exif_transpose(picture))
    with Image.open(BytesIO(thumbnail_of(kept, KINDS[kind].content_type))) as small:
        assert dict(small.getexif()) == {}
        refuse_askew(small)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_way_up_is_the_only_note_that_is_kept(kind: str) -> None:
    for turned in TURNED_BY:
        with Image.open(BytesIO(stored(as_sent(kind, turned)))) as picture:
            assert dict(picture.getexif()) == ({} if turned == 1 else {ORIENTATION: turned})
