"""What a file is, by its first bytes: the name and type a sender gives are not asked (MED-1)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FileType:
    """A kind of file that we take."""

    content_type: str
    extension: str


JPEG = FileType("image/jpeg", "jpg")
PNG = FileType("image/png", "png")
WEBP = FileType("image/webp", "webp")
HEIC = FileType("image/heic", "heic")
PDF = FileType("application/pdf", "pdf")

ACCEPTED = {kind.content_type: kind for kind in (JPEG, PNG, WEBP, HEIC, PDF)}

HEVC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
"""Brands of image files with HEVC content (ISO/IEC 23008-12); `mif1` alone may be AVIF."""


def recognised(head: bytes) -> FileType | None:
    """Return the kind of a file that begins with `head` (64 bytes are enough); None for any other."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and HEVC_BRANDS & _brands(head):
        return HEIC
    if head.startswith(b"%PDF-"):
        return PDF
    return None


def _brands(head: bytes) -> frozenset[bytes]:
    """Read the major and the compatible brands of an ISO base media file."""
    end = min(int.from_bytes(head[:4]), len(head))
    return frozenset({head[8:12], *(head[at : at + 4] for at in range(16, end, 4))})
