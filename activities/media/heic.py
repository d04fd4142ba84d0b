"""What is kept of a HEIC: all but its notes, which are written over where they lie.

Boxes: ISO/IEC 14496-12 and 23008-12. Others say where the picture lies by its distance from the beginning, so
nothing is moved. Which way up it is says the picture's own property (`irot`), not EXIF. Cut off: films and
whatever else stands behind the picture.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from activities.media.orientation import NO_NOTES
from activities.media.pieces import Piece, Span, exactly, refuse_foreign, refuse_tail
from domain.media import MediaBroken

BOXES: Final = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip", b"wide"})
NEEDED: Final = frozenset({b"meta", b"mdat"})
NOTES: Final = frozenset({b"Exif", b"mime", b"uri "})
"""Types of the items that hold EXIF, XMP and the like."""
LARGEST_META: Final = 1024 * 1024
IN_FILE, IN_IDAT = 0, 1
"""Construction methods: from where an item's distance counts."""
NO_EXIF: Final = bytes(4) + NO_NOTES
"""An EXIF item begins with the distance of its TIFF."""


class Box(NamedTuple):
    name: bytes
    begin: int
    body: int
    end: int


def kept_of_heic(file: BinaryIO, size: int) -> list[Piece]:
    """Raises MediaBroken, MediaDisguised."""
    boxes = list(_boxes_of_file(file, size))
    end = boxes[-1].end if boxes else 0
    meta = next((box for box in boxes if box.name == b"meta"), None)
    if meta is None or not {box.name for box in boxes} >= NEEDED or meta.end - meta.body > LARGEST_META:
        raise MediaBroken
    refuse_tail(file, Span(end, size))
    file.seek(meta.body)
    pieces: list[Piece] = []
    at = 0
    for notes in sorted(set(_notes(exactly(file, meta.end - meta.body), meta.body))):
        if not at <= notes.start <= notes.end <= end:
            raise MediaBroken
        refuse_foreign(file, notes)
        pieces += [Span(at, notes.start), _blank(notes.end - notes.start)]
        at = notes.end
    return [*pieces, Span(at, end)]


def _blank(length: int) -> bytes:
    return NO_EXIF.ljust(length, b"\x00") if length >= len(NO_EXIF) else bytes(length)


def _boxes_of_file(file: BinaryIO, size: int) -> Iterator[Box]:
    """Those of a picture, from the beginning up to the first that is none."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        box = _box(head, at, size)
        if box is None or box.name not in BOXES:
            return
        if box.end > size:
            raise MediaBroken
        yield box
        at = box.end


def _box(head: bytes, at: int, outer_end: int) -> Box | None:
    length, name, body = int.from_bytes(head[:4]), head[4:8], at + 8
    if length == 1:
        length, body = int.from_bytes(head[8:16]), at + 16
    elif length == 0:
        length = outer_end - at
    return Box(name, at, body, at + length) if at + length >= body else None


def _inside(data: bytes, begin: int, end: int) -> dict[bytes, Box]:
    """The boxes within a box, by name; the first of each."""
    found: dict[bytes, Box] = {}
    at = begin
    while at + 8 <= end:
        box = _box(data[at : at + 16], at, end)
        if box is None or box.end > end:
            raise MediaBroken
        found.setdefault(box.name, box)
        at = box.end
    return found


class Reader:
    """Reads numbers of so many bytes, one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def number(self, length: int) -> int:
        if self.at + length > len(self.data):
            raise MediaBroken
        self.at += length
        return int.from_bytes(self.data[self.at - length : self.at])


def _notes(meta: bytes, offset: int) -> Iterator[Span]:
    """Where in the file the items lie that are notes; `offset` is where `meta` does."""
    boxes = _inside(meta, 4, len(meta))
    if b"iinf" not in boxes or b"iloc" not in boxes:
        raise MediaBroken
    named = set(_items_of_notes(meta, boxes[b"iinf"]))
    idat = boxes.get(b"idat")
    starts = {IN_FILE: 0, IN_IDAT: offset + idat.body if idat else None}
    for item, method, begin, length in _places(Reader(meta, boxes[b"iloc"].body)):
        start = starts.get(method)
        if item in named and length and start is not None:
            yield Span(start + begin, start + begin + length)


def _items_of_notes(meta: bytes, iinf: Box) -> Iterator[int]:
    counter = Reader(meta, iinf.body)
    version = counter.number(4) >> 24
    at, count = counter.at + (4 if version else 2), counter.number(4 if version else 2)
    for _ in range(count):
        box = _box(meta[at : at + 16], at, iinf.end)
        if box is None or box.end > iinf.end:
            raise MediaBroken
        entry = Reader(meta, box.body)
        wide = entry.number(4) >> 24 == 3  # noqa: PLR2004 - the version with ids of four bytes
        item = entry.number(4 if wide else 2)
        entry.number(2)
        if entry.number(4).to_bytes(4) in NOTES:
            yield item
        at = box.end


def _places(iloc: Reader) -> Iterator[tuple[int, int, int, int]]:
    """Item, construction method, distance and length of each extent."""
    version = iloc.number(4) >> 24
    sizes, more_sizes = iloc.number(1), iloc.number(1)
    in_offset, in_length, in_base = sizes >> 4, sizes & 15, more_sizes >> 4
    in_index = more_sizes & 15 if version else 0
    wide = 4 if version >= 2 else 2  # noqa: PLR2004 - the version with ids of four bytes
    for _ in range(iloc.number(wide)):
        item = iloc.number(wide)
        method = iloc.number(2) & 15 if version else IN_FILE
        iloc.number(2)
        base = iloc.number(in_base)
        for _ in range(iloc.number(2)):
            iloc.number(in_index)
            begin = base + iloc.number(in_offset)
            yield item, method, begin, iloc.number(in_length)
