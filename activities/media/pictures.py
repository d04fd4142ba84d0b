"""Pictures, really decoded: that a file begins like one says little of the rest."""

import os
from tempfile import SpooledTemporaryFile
from threading import Semaphore
from typing import IO, BinaryIO, Final

import pillow_heif
from PIL import Image

from activities.media.file_types import HEIC, JPEG, PNG, WEBP, FileType
from activities.media.jpeg import outline
from activities.media.pieces import BLOCK, contents
from domain.media import MAX_PIXELS, MediaBroken, MediaTooManyPixels

FORMATS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
SMALLEST: Final = (1, 1)
"""A JPEG is decoded to an eighth of its size: that takes little memory."""
LARGE: Final = 16 * 1024 * 1024
"""Bytes of a bitmap, of which one at a time is made, however many threads there are."""
LARGE_ONE: Final = Semaphore()
BYTES_OF_PIXEL: Final = 4
BYTES_WHILE_PROGRESSIVE: Final = 6
"""A progressive JPEG's coefficients are kept in memory until the last scan, whatever size is asked for."""

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # ours are refused below, with our words


def refuse_unreadable_picture(file: BinaryIO, kind: FileType) -> None:
    """Decode the picture; of a JPEG all that can be refused. Raises MediaBroken, MediaTooManyPixels."""
    if kind is not JPEG:
        _refuse_undecoded(file, kind)
        return
    with SpooledTemporaryFile(BLOCK) as short:
        for block in contents(file, outline(file, file.seek(0, os.SEEK_END))):
            short.write(block)
        _refuse_undecoded(short, kind)


def _refuse_undecoded(file: IO[bytes], kind: FileType) -> None:
    file.seek(0)
    try:
        with Image.open(file, formats=[FORMATS[kind]]) as picture:
            pixels = _refuse_bomb(picture)
            needed = pixels * (BYTES_WHILE_PROGRESSIVE if "progressive" in picture.info else 0)
            if kind is JPEG:
                picture.draft("L", SMALLEST)
            needed += picture.width * picture.height * BYTES_OF_PIXEL
            _load(picture, needed)
    except MediaTooManyPixels:
        raise
    except Exception as error:  # the decoders raise whatever comes to hand
        raise MediaBroken from error


def _refuse_bomb(picture: Image.Image) -> int:
    """Before anything is decoded; returns the number of pixels."""
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS:
        raise MediaTooManyPixels(pixels=pixels, most=MAX_PIXELS)
    return pixels


def _load(picture: Image.Image, needed: int) -> None:
    if needed <= LARGE:
        picture.load()
        return
    with LARGE_ONE:
        picture.load()
