"""A file as a picture to look at: upright, no larger than is needed; of a document the first page."""

from io import BytesIO
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, ImageOps

from activities.media.file_types import ACCEPTED, JPEG, PDF
from activities.media.pdf import ONE_AT_A_TIME
from activities.media.pictures import FORMATS
from domain.media import Fiscal, fiscal_of

SIDES_FOR_CODES: Final = (1600, 4000)
"""Pixels along the longer side: most codes are read of a small picture, in a tenth of the time."""

NEARLY: Final = 0.9
"""Of the side that is wanted: phones make some 4,000 pixels, an eighth of which is some 500."""

QR_CODES: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def look(content: bytes, content_type: str, side: int) -> Image.Image:
    """At most `side` pixels wide and high. The content is what was proved to be readable before."""
    kind = ACCEPTED[content_type]
    if kind is PDF:
        return _first_page(content, side)
    with Image.open(BytesIO(content), formats=[FORMATS[kind]]) as picture:
        if kind is JPEG:
            picture.draft("RGB", _fitted(picture.size, side))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((side, side))
    return upright


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """What it will nearly come to: as little of it as will do is decoded."""
    width, height = size
    share = NEARLY * side / max(width, height)
    return max(1, round(width * share)), max(1, round(height * share))


def _first_page(content: bytes, side: int) -> Image.Image:
    with ONE_AT_A_TIME, pypdfium2.PdfDocument(content) as document:
        page = document[0]
        scale = side / max(*page.get_size(), 1)
        picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        page.close()
    return picture


def fiscal_in(content: bytes, content_type: str) -> Fiscal | None:
    """Read the fiscal QR code; None where there is none that can be read."""
    for side in SIDES_FOR_CODES:
        found = zxingcpp.read_barcodes(look(content, content_type, side), formats=QR_CODES)
        for code in found:
            if fiscal := fiscal_of(code.text):
                return fiscal
    return None
