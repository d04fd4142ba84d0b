"""Photos and documents on their way: noted in the draft at once, stored in the background, counted aloud.

Nothing is fetched inside a dialog's handler: what a person presses meanwhile would be lost. A piece is noted
by its message, so the same update twice is one piece; what was coming when the process ended comes then.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from uuid import UUID

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message

from bot.client import Api, ApiAwayError, BlockedError, Media, RefusedError, StrangerError
from bot.forms.counter import Counters
from bot.forms.draft import Draft, DraftGoneError, Drafts, DraftState, Piece, PieceState
from bot.forms.form import Form
from bot.forms.steps import PhotosStep
from domain.media import MAX_BYTES
from ending import end
from logs import logger

AT_ONCE = 8
"""Files fetched at the same moment."""
TRIES = 5
PAUSE = 0.3
"""Seconds before the second try; each one after waits twice as long."""
UNFIT = frozenset(
    {
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""Answers that another try would get as well."""

log = logger(__name__)


class Uploads:
    def __init__(self, drafts: Drafts, api: Api, bots: Mapping[int, Bot], counters: Counters) -> None:
        self._drafts, self._api, self._bots, self._counters = drafts, api, bots, counters
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._running: dict[tuple[UUID, int], asyncio.Task[None]] = {}

    async def note(self, draft: Draft, form: Form, message: Message, question: int | None) -> bool:
        """Put a message's file into the draft, held by the caller. False: no question here wants it.

        `question`: the message that asks now. A file that was sent before it, or before it asked what it asks
        now, answers an earlier question.
        """
        piece = piece_of(message)
        early = (question is not None and message.message_id < question) or message.date <= draft.asked_at
        step = _wants(draft, form, piece, early=early) if piece else None
        if piece is None or step is None:
            return False
        _put(draft.pieces.setdefault(step, []), piece)
        draft.unshown.add(step)
        if step in draft.answers:  # a part of an album that came after Done
            draft.answers[step] = len(draft.pieces[step])
        draft.revision += 1
        return True

    def begin(self, draft: Draft) -> None:
        """Fetch what is coming and is not being fetched; show the counters as they are."""
        for step, pieces in draft.pieces.items():
            for piece in pieces:
                key = (draft.id, piece.message_id)
                if piece.state is PieceState.COMING and key not in self._running:
                    task = asyncio.create_task(self._store(draft.id, step, piece, draft.chat))
                    self._running[key] = task
                    task.add_done_callback(partial(self._ended, key))
            self._counters.paint(draft.id, step)

    def _ended(self, key: tuple[UUID, int], _task: asyncio.Task[None]) -> None:
        self._running.pop(key, None)

    async def close(self) -> None:
        """Stop; what is still coming comes after the next start."""
        await end(self._running.values())
        await self._counters.close()

    async def _store(self, draft_id: UUID, step: str, piece: Piece, chat: int) -> None:
        async with self._slots:
            try:
                stored = await self._stored(piece, chat)
            except ApiAwayError:
                return  # it stays coming; `Background` begins it again
        try:
            async with self._drafts.changing(draft_id) as draft:
                draft.pieces[step] = _settled(draft.pieces.get(step, []), stored)
                draft.unshown.add(step)
        except DraftGoneError:
            return
        self._counters.paint(draft_id, step)

    async def _stored(self, piece: Piece, chat: int) -> Piece:
        """The piece after it was fetched and stored, or could not be."""
        for tried in range(TRIES):
            if tried:
                await asyncio.sleep(PAUSE * 2 ** (tried - 1))
            try:
                media = await self._kept(piece, chat)
            except (TelegramAPIError, aiohttp.ClientError, TimeoutError) as error:
                log.info("a file could not be fetched", cause=type(error).__name__, tried=tried + 1)
                if "too big" in str(error):
                    return _ended(piece, PieceState.REFUSED)
            except RefusedError as refused:
                return _ended(piece, PieceState.REFUSED if refused.status in UNFIT else PieceState.FAILED)
            except (StrangerError, BlockedError):
                break
            else:
                return piece.model_copy(update={"state": PieceState.STORED, "media": media.id})
        return _ended(piece, PieceState.FAILED)

    async def _kept(self, piece: Piece, chat: int) -> Media:
        content = await self._fetched(piece)
        caller = await self._api.caller(chat)
        return await caller.upload(content, piece.name, f"piece-{piece.bot_id}-{piece.message_id}")

    async def _fetched(self, piece: Piece) -> bytes:
        bot = self._bots.get(piece.bot_id) or next(iter(self._bots.values()))
        found = await bot.download(piece.file_id)
        return found.read() if found else b""


def _ended(piece: Piece, state: PieceState) -> Piece:
    return piece.model_copy(update={"state": state})


def piece_of(message: Message) -> Piece | None:
    """The file of a message, if it is one that may be a photo or a document."""
    bot_id = message.bot.id if message.bot else 0
    common = {"message_id": message.message_id, "album": message.media_group_id, "bot_id": bot_id}
    if message.photo:
        best = message.photo[-1]
        return Piece(file_id=best.file_id, unique_id=best.file_unique_id, name="photo.jpg", **common)
    if (file := message.document) is not None:
        piece = Piece(
            file_id=file.file_id, unique_id=file.file_unique_id, name=file.file_name or "document", **common
        )
        return _ended(piece, PieceState.REFUSED) if (file.file_size or 0) > MAX_BYTES else piece
    return None


def _wants(draft: Draft, form: Form, piece: Piece, *, early: bool) -> str | None:
    """The question that is asked; or one of before that has parts of the same album, or was asked then."""
    if draft.state is DraftState.SENDING and draft.tries:
        return None  # it may have arrived already: with more files it would be another command
    for name, pieces in draft.pieces.items():
        if any(
            one.message_id == piece.message_id or (one.album and one.album == piece.album) for one in pieces
        ):
            return name
    step = form.step(draft.at)
    if isinstance(step, PhotosStep):
        return step.name
    return _answered_last(draft, form) if early else None


def _answered_last(draft: Draft, form: Form) -> str | None:
    """The last question before the one of now that photos have answered."""
    before = []
    for step in form.applying(draft):
        if step.name == draft.at:
            break
        if isinstance(step, PhotosStep) and draft.answers.get(step.name) is not None:
            before.append(step.name)
    return before[-1] if before else None


def _settled(pieces: list[Piece], stored: Piece) -> list[Piece]:
    """With the piece as it ended; without it, where the same content is there already."""
    others = {one.media for one in pieces if one.media and one.message_id != stored.message_id}
    if stored.media in others:
        return [one for one in pieces if one.message_id != stored.message_id]
    return [stored if one.message_id == stored.message_id else one for one in pieces]


def _put(pieces: list[Piece], piece: Piece) -> None:
    """Once: neither the same message nor the same file again; one that failed is tried anew."""
    for at, one in enumerate(pieces):
        if one.message_id == piece.message_id:
            return
        if one.unique_id == piece.unique_id and one.unique_id:
            if one.state in (PieceState.FAILED, PieceState.REFUSED):
                pieces[at] = piece
            else:
                one.came_at = datetime.now(UTC)
            return
    pieces.append(piece)
