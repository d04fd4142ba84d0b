"""PDF documents: kept as they are, byte by byte, or not taken at all."""

import re
from threading import Lock
from typing import BinaryIO, Final

import pypdfium2

from activities.media.pieces import Span, is_foreign
from domain.media import MediaBroken, MediaDisguised

ONE_AT_A_TIME: Final = Lock()
"""PDFium is not made for threads."""
HEAD: Final = 1024
"""Within so many bytes readers look for what a file is (ISO 32000-1, annex H)."""
TAIL: Final = 1024
END: Final = re.compile(rb"%%EOF[\r\n\t \x00]*\Z")


def kept_of_pdf(file: BinaryIO, size: int) -> list[Span]:
    """The whole of it: a document may be signed. Raises MediaBroken, MediaDisguised."""
    file.seek(0)
    if is_foreign(file.read(HEAD)[1:]):
        raise MediaDisguised
    file.seek(max(0, size - TAIL))
    if not END.search(file.read()):
        raise MediaBroken
    return [Span(0, size)]


def refuse_unreadable_pdf(file: BinaryIO) -> None:
    """Raises MediaBroken."""
    file.seek(0)
    try:
        with ONE_AT_A_TIME, pypdfium2.PdfDocument(file, autoclose=False) as document:
            document[0].close()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise MediaBroken from error
