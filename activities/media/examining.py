"""What is stored of a file that was sent: recognised by content, cleaned of notes, proved to be readable."""

import asyncio
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import BinaryIO, Final, NamedTuple

from activities.media.file_types import HEIC, JPEG, PDF, PNG, WEBP, FileType, recognised
from activities.media.heic import kept_of_heic
from activities.media.jpeg import kept_of_jpeg
from activities.media.looks import fiscal_in
from activities.media.pdf import kept_of_pdf, refuse_unreadable_pdf
from activities.media.pictures import refuse_unreadable_picture
from activities.media.pieces import Piece, Span, blocks, contents
from activities.media.png import kept_of_png
from activities.media.webp import kept_of_webp
from domain.media import Fiscal, MediaDisguised, MediaEmpty, MediaUnsupported
from domain.values import Sha256

HEAD: Final = 64
AT_ONCE: Final = max(2, os.cpu_count() or 1)

KEPT: Final[dict[FileType, Callable[[BinaryIO, int], Iterable[Piece]]]] = {
    JPEG: kept_of_jpeg,
    PNG: kept_of_png,
    WEBP: kept_of_webp,
    HEIC: kept_of_heic,
    PDF: kept_of_pdf,
}


class Examined(NamedTuple):
    """`file` holds what is to be stored, `size` bytes; the sent one itself where nothing was taken out."""

    file: BinaryIO
    kind: FileType
    size: int
    sha256: Sha256
    original_sha256: Sha256
    """Of the bytes as they were sent."""


class Examiner:
    """Does it beside the event loop, a few at a time."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="examining")

    async def examine(self, sent: BinaryIO) -> Examined:
        """Raises what `examined` does."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, examined, sent)

    async def fiscal(self, content: bytes, content_type: str) -> Fiscal | None:
        """Read the fiscal QR code of a file, if it has one."""
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, fiscal_in, content, content_type
        )

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def examined(sent: BinaryIO) -> Examined:
    """Read a file to its end. Memory: a block of it, and a bitmap while it is decoded.

    Raises:
        MediaEmpty, MediaUnsupported, MediaBroken, MediaTooManyPixels, MediaDisguised: it cannot be taken.
    """
    size = sent.seek(0, os.SEEK_END)
    if not size:
        raise MediaEmpty
    sent.seek(0)
    kind = recognised(sent.read(HEAD))
    if kind is None:
        raise MediaUnsupported
    if zipfile.is_zipfile(sent):
        raise MediaDisguised
    pieces = _joined(KEPT[kind](sent, size))
    original = hashed(blocks(sent, Span(0, size)))
    if pieces == [Span(0, size)]:
        _refuse_unreadable(sent, kind)
        return Examined(sent, kind, size, original, original)
    with ExitStack() as refused:
        file = refused.enter_context(TemporaryFile())
        sha256 = hashed(_written(file, contents(sent, pieces)))
        _refuse_unreadable(file, kind)
        refused.pop_all()
    return Examined(file, kind, file.seek(0, os.SEEK_END), sha256, original)


def _refuse_unreadable(file: BinaryIO, kind: FileType) -> None:
    if kind is PDF:
        refuse_unreadable_pdf(file)
    else:
        refuse_unreadable_picture(file, kind)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Spans that follow each other as one."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if isinstance(piece, Span) and isinstance(last, Span) and last.end == piece.start:
            joined[-1] = Span(last.start, piece.end)
        else:
            joined.append(piece)
    return joined


def _written(file: BinaryIO, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Write each block and hand it on."""
    for block in blocks:
        file.write(block)
        yield block


def hashed(blocks: Iterable[bytes]) -> Sha256:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()
