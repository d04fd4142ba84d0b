"""Which way up a photo is (EXIF tag 274): the one thing of a camera's notes that is kept.

A photo is not turned in its pixels, because a JPEG loses by it; every viewer turns it by this tag.
"""

import struct
from typing import Final

UPRIGHT: Final = 1
TURNED: Final = range(2, 9)
TAG: Final = 0x0112
SHORT: Final = 3
TIFF: Final = struct.Struct("<2sHLHHHLHHL")
"""One IFD of one SHORT: byte order, 42, its offset; count; tag, type, number, value, padding; no next one."""

NO_NOTES: Final = b"II*\x00\x08\x00\x00\x00" + bytes(6)
"""A TIFF with an IFD of nothing."""


def orientation(tiff: bytes) -> int:
    """Of a TIFF (the body of EXIF data); upright if it does not say or is not well formed."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}L", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHLH", tiff, entry)
            if (tag, kind) == (TAG, SHORT):
                return value if value in TURNED else UPRIGHT
    except struct.error:
        return UPRIGHT
    return UPRIGHT


def notes(turned: int) -> bytes:
    """A TIFF that says nothing but which way up the photo is."""
    return TIFF.pack(b"II", 42, 8, 1, TAG, SHORT, 1, turned, 0, 0)
