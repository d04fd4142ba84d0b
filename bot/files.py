"""Stored photos and documents in a chat: as albums, fetched from the storage by their short-lived links."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto
from pydantic import BaseModel, ConfigDict

from bot.client import ApiAwayError, Caller, RefusedError
from domain.media import Photo
from logs import logger

ALBUM: Final = 10
"""Files that Telegram takes together."""
LARGEST_PHOTO: Final = 10 * 1024 * 1024
SHOWN: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
"""What Telegram shows as a picture; anything else is sent as a file."""
PATIENCE: Final = aiohttp.ClientTimeout(total=60, connect=3)
log = logger(__name__)


class _Link(BaseModel):
    model_config = ConfigDict(extra="ignore")

    url: str
    content_type: str


class File(NamedTuple):
    content: bytes
    content_type: str
    name: str

    @property
    def is_picture(self) -> bool:
        return self.content_type in SHOWN and len(self.content) <= LARGEST_PHOTO


async def show(photos: Sequence[Photo], caller: Caller, bot: Bot) -> int:
    """Send them in their order, pictures first. How many could not be shown."""
    files = await _fetched(photos, caller)
    sent = 0
    for alike in ([one for one in files if one.is_picture], [one for one in files if not one.is_picture]):
        for at in range(0, len(alike), ALBUM):
            sent += await _album(alike[at : at + ALBUM], caller.telegram_id, bot)
    return len(photos) - sent


async def _fetched(photos: Iterable[Photo], caller: Caller) -> list[File]:
    files = []
    async with aiohttp.ClientSession(timeout=PATIENCE) as storage:
        for photo in photos:
            try:
                link = await caller.read(f"/v1/media/{photo.id}/link", _Link)
                async with storage.get(link.url) as answer:
                    answer.raise_for_status()
                    content = await answer.read()
            except (ApiAwayError, RefusedError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("a file could not be fetched", media=str(photo.id), cause=repr(error))
                continue
            extension = link.content_type.partition("/")[2]
            files.append(File(content, link.content_type, f"{photo.sha256[:8]}.{extension}"))
    return files


async def _album(files: Sequence[File], chat_id: int, bot: Bot) -> int:
    try:
        if len(files) == 1:
            await _single(files[0], chat_id, bot)
        else:
            await bot.send_media_group(chat_id, [_part(one) for one in files])
    except TelegramAPIError as error:
        log.warning("files could not be shown", cause=repr(error))
        return 0
    return len(files)


async def _single(file: File, chat_id: int, bot: Bot) -> None:
    content = BufferedInputFile(file.content, file.name)
    if file.is_picture:
        await bot.send_photo(chat_id, content)
    else:
        await bot.send_document(chat_id, content)


def _part(file: File) -> InputMediaPhoto | InputMediaDocument:
    content = BufferedInputFile(file.content, file.name)
    return InputMediaPhoto(media=content) if file.is_picture else InputMediaDocument(media=content)
