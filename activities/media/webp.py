"""What is kept of a WebP: picture, transparency, colour profile (RFC 9649, section 2), and which way up."""

from typing import BinaryIO, Final

from activities.media.orientation import UPRIGHT, notes, orientation
from activities.media.pieces import MOST_PARTS, Piece, Span, exactly, refuse_foreign, refuse_tail
from domain.media import MediaBroken, MediaUnsupported

HEADER: Final = 12
PICTURE: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ICCP"})
ANIMATED, EXIF, XMP = 0x02, 0x08, 0x04
"""Bits of the first byte of `VP8X`."""
EXTENDED: Final = 10
LONGEST_NOTES: Final = 64 * 1024


def kept_of_webp(file: BinaryIO, size: int) -> list[Piece]:
    """Raises MediaBroken, MediaDisguised; MediaUnsupported of an animation."""
    file.seek(4)
    end = 8 + int.from_bytes(exactly(file, 4), "little")
    if end > size:
        raise MediaBroken
    extended: bytearray | None = None
    kept: list[Piece] = []
    turned, at = UPRIGHT, HEADER
    for _ in range(MOST_PARTS):
        if at >= end:
            break
        file.seek(at)
        name, length = exactly(file, 4), int.from_bytes(exactly(file, 4), "little")
        chunk = Span(at, at + 8 + length + length % 2)
        if chunk.end > end:
            raise MediaBroken
        if name == b"VP8X":
            extended = _extended(exactly(file, length))
        elif name in PICTURE:
            kept.append(chunk)
        else:
            refuse_foreign(file, chunk)
            if name == b"EXIF":
                file.seek(at + 8)
                turned = orientation(file.read(min(length, LONGEST_NOTES)).removeprefix(b"Exif\x00\x00"))
        at = chunk.end
    else:
        raise MediaBroken
    refuse_tail(file, Span(end, size))
    return _file(extended, kept, turned)


def _extended(body: bytes) -> bytearray:
    if len(body) != EXTENDED:
        raise MediaBroken
    if body[0] & ANIMATED:
        raise MediaUnsupported
    return bytearray((body[0] & ~(EXIF | XMP), *body[1:]))


def _file(extended: bytearray | None, kept: list[Piece], turned: int) -> list[Piece]:
    pieces = list(kept)
    if extended is not None:
        if turned != UPRIGHT:
            extended[0] |= EXIF
            pieces.append(_chunk(b"EXIF", notes(turned)))
        pieces.insert(0, _chunk(b"VP8X", bytes(extended)))
    length = sum(len(one) if isinstance(one, bytes) else one.end - one.start for one in pieces)
    return [b"RIFF" + (length + 4).to_bytes(4, "little") + b"WEBP", *pieces]


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)
