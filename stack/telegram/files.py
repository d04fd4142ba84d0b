"""Files that people and bots send, as Telegram treats them.

A photo comes in several sizes. Unlike Telegram the largest keeps the sender's bytes when it is a JPEG within
2560 pixels, so that a test can compare hashes; others are converted. Smaller sizes are made when asked for.
"""

import asyncio
import base64
import binascii
import hashlib
import io
import mimetypes
import secrets
from collections import defaultdict
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from stack.telegram.errors import ApiError, bad_request
from stack.telegram.records import StoredFile
from stack.telegram.store import Store
from stack.telegram.values import Json, Media

PHOTO_LIMIT = 10 * 1024 * 1024
UPLOAD_LIMIT = 50 * 1024 * 1024
DOWNLOAD_LIMIT = 20 * 1024 * 1024
SIDES = (90, 320, 800, 1280, 2560)  # pixels of the longer side
THUMBNAIL = 320
MAX_SIDES_SUM, MAX_RATIO = 10_000, 20
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}

pillow_heif.register_heif_opener()


class Files:
    """Contents on disk by their hash; records in the store."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store = folder, store
        folder.mkdir(parents=True, exist_ok=True)
        self.all = {key: StoredFile.model_validate_json(body) for key, body in store.rows("file")}
        self.by_path = {file.path: file for file in self.all.values()}
        self._sizes: dict[str, list[StoredFile]] = defaultdict(list)
        for file in self.all.values():
            if file.original:
                self._sizes[file.original].append(file)

    async def photo(self, content: bytes) -> list[Json]:
        """Sizes of a photo, smallest first, as `PhotoSize` without file_id."""
        if len(content) > PHOTO_LIMIT:
            raise bad_request(
                f"file of size {len(content)} bytes is too big for a photo; "
                f"the maximum size is {PHOTO_LIMIT} bytes"
            )
        jpeg, width, height = await asyncio.to_thread(_as_photo, content)
        original = self._add("photo", jpeg, "", "image/jpeg", (width, height))
        for side in SIDES:
            if side < max(width, height):
                self._smaller(original, side)
        return self.photo_again(original)

    def photo_again(self, file: StoredFile) -> list[Json]:
        """The same sizes of a photo that is here already, whichever of them is named."""
        original = self.all[file.original] if file.original else file
        if not original.path.startswith(FOLDERS["photo"]):
            raise bad_request("can't use file of type Document as Photo")
        return [_size(size) for size in [*self._sizes[original.unique_id], original]]

    async def document(self, content: bytes, name: str, mime_type: str = "") -> Json:
        mime_type = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self._add("document", content, name, mime_type)
        if mime_type.startswith("image/") and (size := await asyncio.to_thread(_dimensions, content)):
            file.width, file.height = size
            self._smaller(file, min(THUMBNAIL, max(size)))
        return self.document_again(file)

    def document_again(self, file: StoredFile) -> Json:
        if not file.path.startswith(FOLDERS["document"]):
            raise bad_request("can't use file of type Photo as Document")
        document: Json = {"file_name": file.name, "mime_type": file.mime_type, **_ids(file)}
        for thumbnail in self._sizes[file.unique_id]:
            document["thumbnail"] = _size(thumbnail)
        return document

    def plain(self, kind: str, content: bytes, mime_type: str) -> Json:
        """A voice or a sticker, of which only the file itself matters."""
        return _ids(self._add(kind, content, "", mime_type))

    def content(self, file: StoredFile) -> bytes:
        """Blocks: call it in a thread."""
        if file.original is None:
            return (self.folder / file.sha256).read_bytes()
        made = self.folder / f"{file.unique_id}.jpg"
        if not made.exists():
            whole = (self.folder / self.all[file.original].sha256).read_bytes()
            made.write_bytes(_resized(whole, max(file.width, file.height)))
        return made.read_bytes()

    def of(self, file_id: str, bot_id: int) -> StoredFile:
        """Another bot's file_id means nothing to this one."""
        try:
            owner, _, unique_id = base64.urlsafe_b64decode(file_id.encode()).decode().partition(":")
        except (binascii.Error, UnicodeError) as error:
            raise bad_request("invalid file_id") from error
        if owner != str(bot_id) or unique_id not in self.all:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return self.all[unique_id]

    def _add(
        self, kind: str, content: bytes, name: str, mime_type: str, size: tuple[int, int] = (0, 0)
    ) -> StoredFile:
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > UPLOAD_LIMIT:
            raise ApiError(413, "Request Entity Too Large")
        digest = hashlib.sha256(content).hexdigest()
        target = self.folder / digest
        if not target.exists():
            target.write_bytes(content)
        suffix = Path(name).suffix or mimetypes.guess_extension(mime_type) or ""
        path = f"{FOLDERS[kind]}/file_{len(self.by_path)}{suffix}"
        return self._keep(
            StoredFile(
                unique_id="AQAD" + secrets.token_urlsafe(9),
                path=path,
                sha256=digest,
                size=len(content),
                name=name,
                mime_type=mime_type,
                width=size[0],
                height=size[1],
            )
        )

    def _smaller(self, original: StoredFile, side: int) -> StoredFile:
        scale = side / max(original.width, original.height)
        smaller = self._keep(
            StoredFile(
                unique_id="AQAD" + secrets.token_urlsafe(9),
                path=f"photos/file_{len(self.by_path)}.jpg",
                sha256="",
                size=0,
                mime_type="image/jpeg",
                width=max(1, round(original.width * scale)),
                height=max(1, round(original.height * scale)),
                original=original.unique_id,
            )
        )
        self._sizes[original.unique_id].append(smaller)
        return smaller

    def _keep(self, file: StoredFile) -> StoredFile:
        self.all[file.unique_id] = self.by_path[file.path] = file
        self.store.put("file", file.unique_id, file)
        return file


def file_id(unique_id: str, bot_id: int) -> str:
    return base64.urlsafe_b64encode(f"{bot_id}:{unique_id}".encode()).decode()


def with_file_ids(message: Json, bot_id: int) -> Json:
    """A message as one bot gets it: every file with that bot's own id."""
    seen = dict(message)
    for kind in Media:
        if kind in seen:
            media = seen[kind]
            seen[kind] = [_named(one, bot_id) for one in media] if kind == "photo" else _named(media, bot_id)
    for name in ("reply_to_message", "pinned_message", "message"):
        if name in seen:
            seen[name] = with_file_ids(seen[name], bot_id)
    return seen


def _named(media: Json, bot_id: int) -> Json:
    named = {"file_id": file_id(media["file_unique_id"], bot_id), **media}
    if "thumbnail" in named:
        named["thumbnail"] = _named(named["thumbnail"], bot_id)
    return named


def _ids(file: StoredFile) -> Json:
    return {"file_unique_id": file.unique_id, "file_size": file.size}


def _size(file: StoredFile) -> Json:
    """Of a size that is not made yet nobody knows how many bytes it has."""
    size: Json = {"file_unique_id": file.unique_id, "width": file.width, "height": file.height}
    return {**size, "file_size": file.size} if file.size else size


def _as_photo(content: bytes) -> tuple[bytes, int, int]:
    """A JPEG within 2560 pixels with its width and height."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            if width + height > MAX_SIDES_SUM or max(width, height) > MAX_RATIO * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            if image.format == "JPEG" and max(width, height) <= SIDES[-1]:
                return content, width, height
            jpeg = _resized(content, SIDES[-1])
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    with Image.open(io.BytesIO(jpeg)) as image:
        return jpeg, image.width, image.height


def _resized(content: bytes, side: int) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((side, side))
        written = io.BytesIO()
        upright.save(written, "JPEG", quality=87)
        return written.getvalue()


def _dimensions(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError):
        return None
