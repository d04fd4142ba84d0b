"""What is kept of a PNG (ISO/IEC 15948): the chunks that make up the picture and its colours; which way up.

Not kept: EXIF with its position, texts, dates, further pictures of an animation, whatever follows the end.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final
from zlib import crc32

from activities.media.orientation import UPRIGHT, notes, orientation
from activities.media.pieces import MOST_PARTS, Piece, Span, exactly, refuse_foreign, refuse_tail
from domain.media import MediaBroken

SIGNATURE: Final = 8
FRAME: Final = 12
"""Length, name and check sum around the data of a chunk."""
PICTURE: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"})
COLOURS: Final = frozenset({b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"cICP", b"bKGD", b"pHYs"})
LONGEST_NOTES: Final = 64 * 1024
"""As in a JPEG, where a segment is no longer."""


def kept_of_png(file: BinaryIO, size: int) -> Iterator[Piece]:
    """Raises MediaBroken, MediaDisguised."""
    yield Span(0, SIGNATURE)
    at, name = SIGNATURE, b""
    for _ in range(MOST_PARTS):
        file.seek(at)
        length, name = int.from_bytes(exactly(file, 4)), exactly(file, 4)
        end = at + FRAME + length
        if end > size:
            raise MediaBroken
        if name in PICTURE or name in COLOURS:
            yield Span(at, end)
        else:
            refuse_foreign(file, Span(at, end))
            if name == b"eXIf":
                yield from _of_notes(file, at, length)
        at = end
        if name == b"IEND":
            break
    else:
        raise MediaBroken
    refuse_tail(file, Span(at, size))


def _of_notes(file: BinaryIO, at: int, length: int) -> Iterator[Piece]:
    file.seek(at + 8)
    turned = orientation(file.read(min(length, LONGEST_NOTES)))
    if turned != UPRIGHT:
        named = b"eXIf" + notes(turned)
        yield (len(named) - 4).to_bytes(4) + named + crc32(named).to_bytes(4)
