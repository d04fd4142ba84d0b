"""A file as the pieces of it that are kept: spans of what was sent, and bytes put in their place."""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple

from domain.media import MediaBroken, MediaDisguised

BLOCK: Final = 256 * 1024
"""How much of a file is in memory at a time."""
OVERLAP: Final = 16
"""Longer than any word looked for: none is cut in two between blocks."""

MOST_PARTS: Final = 20_000
"""Segments or chunks of a file; each is a step of a loop here, and takes but a few bytes there."""

TAGS: Final = re.compile(rb"<(?i:html|script|iframe|!doctype|\?php|svg[\s>])")
"""What a browser would take for a page, wherever it stands. One first byte: found fast."""
PDF: Final = b"%PDF-"
OTHER_FILES: Final = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MZ", b"\x7fELF", b"#!")
"""How archives and programs begin."""


def is_foreign(content: bytes) -> bool:
    """Whether a browser or a reader could take it for a page or a document."""
    return PDF in content or TAGS.search(content) is not None


class Span(NamedTuple):
    """Bytes of the sent file from `start` up to, not including, `end`."""

    start: int
    end: int


Piece = Span | bytes


def exactly(file: BinaryIO, number: int) -> bytes:
    """Read so many bytes; fewer mean that the file was cut short.

    Raises:
        MediaBroken: it was.
    """
    found = file.read(number)
    if len(found) < number:
        raise MediaBroken
    return found


def contents(file: BinaryIO, pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Every piece in turn, a block at a time."""
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        else:
            yield from blocks(file, piece)


def blocks(file: BinaryIO, span: Span) -> Iterator[bytes]:
    at = span.start
    while at < span.end:
        file.seek(at)
        yield (block := exactly(file, min(BLOCK, span.end - at)))
        at += len(block)


def refuse_foreign(file: BinaryIO, span: Span) -> None:
    """Of what is not kept: refuse it if it could pass for a page, a script or a document.

    Raises:
        MediaDisguised: it could.
    """
    before = b""
    for block in blocks(file, span):
        if is_foreign(before + block):
            raise MediaDisguised
        before = block[-OVERLAP:]


def refuse_tail(file: BinaryIO, span: Span) -> None:
    """Of what follows the end of a picture. Cameras add films and notes, which are cut off; never archives.

    Raises:
        MediaDisguised: another kind of file is hung on.
    """
    refuse_foreign(file, span)
    file.seek(span.start)
    head = file.read(min(BLOCK, span.end - span.start)).lstrip(b"\x00\r\n\t ")
    if head.startswith(OTHER_FILES):
        raise MediaDisguised
