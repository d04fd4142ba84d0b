"""The fiscal QR code is read of a receipt's photo, however it was taken."""

from datetime import date
from io import BytesIO
from random import Random

import pytest
import segno
from PIL import Image, ImageFilter

from activities.media.looks import fiscal_in, look
from tests.activities.media.making import notes, pages, saved

CODE = "t=20261121T1234&s=1520.05&fn=9960440300000001&i=0012345&fp=1234567890&n=1"


def receipt(text: str = CODE, scale: int = 5) -> Image.Image:
    """A photo of a paper with the code in its lower half."""
    out = BytesIO()
    segno.make(text).save(out, kind="png", scale=scale)
    with Image.open(out) as code:
        paper = Image.new("RGB", (900, 1500), (235, 230, 220))
        paper.paste(code.convert("RGB"), (300, 800))
    return paper


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (saved(receipt(), "JPEG"), "image/jpeg"),
        (saved(receipt().rotate(90, expand=True), "JPEG", exif=notes(turned=6)), "image/jpeg"),
        (saved(receipt().rotate(7).filter(ImageFilter.GaussianBlur(1)), "JPEG", quality=40), "image/jpeg"),
        (saved(receipt(scale=8).resize((4500, 7500)), "JPEG"), "image/jpeg"),
        (saved(receipt(), "PNG"), "image/png"),
        (saved(receipt(), "WEBP"), "image/webp"),
        (saved(receipt(), "HEIF"), "image/heic"),
        (saved(receipt(), "PDF"), "application/pdf"),
    ],
    ids=["jpeg", "turned", "askew and blurred", "large", "png", "webp", "heic", "pdf"],
)
def test_the_fiscal_code_is_read(content: bytes, content_type: str) -> None:
    fiscal = fiscal_in(content, content_type)
    assert fiscal
    assert (fiscal.dated, fiscal.total) == (date(2026, 11, 21), 152_005)
    assert (fiscal.fn, fiscal.i, fiscal.fp) == ("9960440300000001", "12345", "1234567890")


@pytest.mark.parametrize("text", ["https://example.com/?t=1&s=2", "t=20261399T1234&s=1&fn=1&i=1&fp=1", "t=x"])
def test_another_code_is_no_receipt(text: str) -> None:
    assert fiscal_in(saved(receipt(text), "JPEG"), "image/jpeg") is None


def test_two_photos_of_one_receipt_claim_the_same() -> None:
    one, other = (
        fiscal_in(saved(receipt(), "JPEG"), "image/jpeg"),
        fiscal_in(saved(receipt(), "PNG"), "image/png"),
    )
    assert one
    assert other
    assert one.claim == other.claim
    another = fiscal_in(saved(receipt(CODE.replace("fp=1", "fp=2")), "JPEG"), "image/jpeg")
    assert another
    assert another.claim != one.claim


@pytest.mark.parametrize(
    ("size", "seen"), [((1280, 960), (512, 384)), ((4000, 3000), (500, 375)), ((300, 200), (300, 200))]
)
def test_no_more_of_a_photo_is_decoded_than_is_looked_at(
    size: tuple[int, int], seen: tuple[int, int]
) -> None:
    content = saved(Image.new("RGB", size, "red"), "JPEG")
    assert look(content, "image/jpeg", 512).size == seen


def test_a_document_is_looked_at_by_its_first_page() -> None:
    page = look(pages(2)(Random(1)), "application/pdf", 300)  # noqa: S311 - repeatable
    assert max(page.size) in (300, 301)
