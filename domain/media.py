"""Photos and documents as the rules see them: an id and the hash of the content; why a file is refused."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import StringConstraints

from domain.orders.errors import Refusal
from domain.values import MediaId, Sha256, Value

MAX_BYTES: Final = 20 * 1024 * 1024
"""Telegram's own limit for a file a bot may fetch; also ours (MED-1)."""
MAX_PIXELS: Final = 64_000_000
"""Above what phones make by themselves (50 million); a bitmap of it still fits into memory."""


Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


class Photo(Value):
    """A stored photo or PDF. The hash stands in the event, so the evidence names the exact bytes (ORD-9)."""

    id: MediaId
    sha256: Sha256


class Fiscal(Value):
    """A fiscal receipt by its QR code: `fn`, `i` and `fp` name it among all there are."""

    dated: date
    total: int
    """In kopecks."""
    fn: Digits
    """The number of the fiscal drive."""
    i: Digits
    """The number of the document on it."""
    fp: Digits
    """Its fiscal sign."""

    @property
    def claim(self) -> Sha256:
        """What is claimed with it: the same receipt claims the same, whatever photo it stands on."""
        return hashlib.sha256(f"fiscal:{self.fn}:{self.i}:{self.fp}".encode()).hexdigest()


def fiscal_of(code: str) -> Fiscal | None:
    """Read the text of a QR code: `t=20261121T1200&s=1234.50&fn=…&i=…&fp=…&n=1`; None for any other.

    Source: the order of the Federal Tax Service of Russia ED-7-20/662@, on the details of fiscal documents.
    """
    fields = dict(part.split("=", 1) for part in code.strip().split("&") if "=" in part)
    try:
        total = Decimal(fields["s"]) * 100
        return Fiscal(
            dated=datetime.strptime(fields["t"][:8], "%Y%m%d").date(),  # noqa: DTZ007 - a day without a zone
            total=int(total),
            fn=fields["fn"],
            i=fields["i"].lstrip("0"),
            fp=fields["fp"].lstrip("0"),
        )
    except (KeyError, ValueError, ArithmeticError):
        return None


class MediaUnsupported(Refusal):
    code = "media.unsupported"
    text = "This is neither a photo (JPEG, PNG, WebP, HEIC) nor a PDF."


class MediaEmpty(Refusal):
    code = "media.empty"
    text = "This file is empty."


class MediaBroken(Refusal):
    code = "media.broken"
    text = "This file cannot be read to its end: damaged, cut short, or locked with a password."


class MediaTooManyPixels(Refusal):
    code = "media.too_many_pixels"
    text = "This picture has {pixels} pixels; at most {most} are taken."


class MediaDisguised(Refusal):
    code = "media.disguised"
    text = "There is something else in this file besides the picture or document."
