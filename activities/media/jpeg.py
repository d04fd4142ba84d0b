"""What is kept of a JPEG: picture, colour profile, which way up. Nothing is compressed anew.

Markers: ITU-T T.81, table B.1. Not kept: EXIF with its position and thumbnail, XMP, IPTC, comments, and what
cameras hang on behind the picture (films, second pictures).
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from activities.media.orientation import UPRIGHT, notes, orientation
from activities.media.pieces import BLOCK, MOST_PARTS, Piece, Span, exactly, refuse_foreign, refuse_tail
from domain.media import MediaBroken

EXIF: Final = b"Exif\x00\x00"
SOI: Final = 0xD8
EOI: Final = 0xD9
SOS: Final = 0xDA
APP1: Final = 0xE1
ALONE: Final = frozenset({0x01, SOI, *range(0xD0, 0xD8)})
"""Markers without a body; none belongs between the segments of a whole picture."""
COMMENTS: Final = frozenset({0xFE, *range(0xE0, 0xF0)})
KEPT: Final = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
"""Of the application segments, those that the colours depend on, by how they begin."""

BEGINNING: Final = 4096
"""Bytes of each scan that are decoded before a picture is taken."""
MOST_SCANS: Final = 100
"""A progressive picture has about ten; each is a walk over all pixels, for a dozen bytes."""

NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""Ends the data of a scan: anything but a stuffed byte, a restart, a fill byte."""


class Segment(NamedTuple):
    """A marker and what belongs to it: of a scan, also the compressed data."""

    marker: int
    start: int
    """Where its marker stands."""
    data: int
    """Where its body ends, and compressed data begins, if any."""
    end: int


def kept_of_jpeg(file: BinaryIO, size: int) -> Iterator[Piece]:
    """Raises MediaBroken, MediaDisguised."""
    end = 0
    for segment in _segments(file, size):
        if segment.marker in COMMENTS:
            yield from _of_comment(file, segment.marker, Span(segment.start + 2, segment.end))
        else:
            yield Span(segment.start, segment.end)
        end = segment.end
    refuse_tail(file, Span(end, size))


def outline(file: BinaryIO, size: int) -> Iterator[Piece]:
    """The picture without most of its compressed data: all of it that a decoder can object to.

    libjpeg raises errors for what stands in segments: tables, sizes, the order of scans. Whatever compressed
    data say is a picture to it: what is damaged or missing is filled up.

    Raises MediaBroken.
    """
    for segment in _segments(file, size):
        yield Span(segment.start, min(segment.data + BEGINNING, segment.end))


def _segments(file: BinaryIO, size: int) -> Iterator[Segment]:
    """From the beginning to the end of the picture, which need not be that of the file."""
    yield Segment(SOI, 0, 2, 2)
    scans, at = 0, 2
    for _ in range(MOST_PARTS):
        file.seek(at)
        marker = _marker(file)
        begin = file.tell()
        if marker == EOI:
            break
        if marker in ALONE:
            raise MediaBroken
        end = data = begin + int.from_bytes(exactly(file, 2))
        if not begin + 2 <= data <= size:
            raise MediaBroken
        if marker == SOS:
            scans, end = scans + 1, _end_of_scan(file, data)
        if scans > MOST_SCANS:
            raise MediaBroken
        yield Segment(marker, begin - 2, data, end)
        at = end
    if not scans or marker != EOI:
        raise MediaBroken
    yield Segment(EOI, begin - 2, begin, begin)


def _marker(file: BinaryIO) -> int:
    """The next one; fill bytes may stand before it."""
    if exactly(file, 1) != b"\xff":
        raise MediaBroken
    for _ in range(MOST_PARTS):
        if (code := exactly(file, 1)[0]) != 0xFF:  # noqa: PLR2004 - a fill byte
            return code
    raise MediaBroken


def _of_comment(file: BinaryIO, marker: int, body: Span) -> Iterator[Piece]:
    """`body` begins with its length of two bytes."""
    file.seek(body.start + 2)
    name = KEPT.get(marker)
    if name and file.read(len(name)) == name:
        yield Span(body.start - 2, body.end)
        return
    refuse_foreign(file, body)
    file.seek(body.start + 2)
    notes_there = file.read(body.end - body.start - 2)
    if marker == APP1 and notes_there.startswith(EXIF):
        turned = orientation(notes_there.removeprefix(EXIF))
        if turned != UPRIGHT:
            segment = EXIF + notes(turned)
            yield bytes((0xFF, APP1)) + (len(segment) + 2).to_bytes(2) + segment


def _end_of_scan(file: BinaryIO, at: int) -> int:
    """Where the marker stands that ends the compressed data beginning at `at`."""
    while True:
        file.seek(at)
        block = file.read(BLOCK)
        if found := NEXT_MARKER.search(block):
            return at + found.start()
        if len(block) < BLOCK:
            raise MediaBroken
        at += len(block) - 1  # a marker may be cut in two
