"""Photos and documents as the rules see them: an id and the hash of the content; why a file is refused."""

from typing import Final

from domain.orders.errors import Refusal
from domain.values import MediaId, Sha256, Value

MAX_BYTES: Final = 20 * 1024 * 1024
"""Telegram's own limit for a file a bot may fetch; also ours (MED-1)."""
MAX_PIXELS: Final = 64_000_000
"""Above what phones make by themselves (50 million); a bitmap of it still fits into memory."""


class Photo(Value):
    """A stored photo or PDF. The hash stands in the event, so the evidence names the exact bytes (ORD-9)."""

    id: MediaId
    sha256: Sha256


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
