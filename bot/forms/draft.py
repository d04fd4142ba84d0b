"""A draft: everything that a person has put into a form, kept in Redis until it is sent or thrown away.

There is one for each person, order, form and part: asked for again, it is the same one. A dialog knows only
its id, so a restart, a renamed state or a pressed menu lose nothing.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4, uuid5
from weakref import WeakValueDictionary

from pydantic import BaseModel, Field, JsonValue
from redis.asyncio import Redis

from bot.forms.about import About, Body, On
from domain.values import MediaId, PersonId

NAMESPACE = UUID("5b1d9a52-0f4e-5a53-8a0e-6f5f0c1f7a11")
"""Of ids of drafts. Never to be changed."""

LIFE = timedelta(days=60)
"""How long nobody may touch a draft before it is forgotten."""

REMEMBERED = timedelta(days=1)
"""How long it is known how a draft ended."""


class DraftGoneError(Exception):
    """It was sent or thrown away meanwhile."""


class Choice(BaseModel):
    """One of several answers: what is sent, and what the button says."""

    value: str
    label: str


class PieceState(StrEnum):
    COMING = "coming"
    STORED = "stored"
    FAILED = "failed"
    REFUSED = "refused"


class Piece(BaseModel):
    """One photo or document of an answer, from the moment that its message came."""

    message_id: int
    file_id: str = ""
    unique_id: str = ""
    album: str | None = None
    name: str = ""
    bot_id: int = 0
    came_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    state: PieceState = PieceState.COMING
    media: MediaId | None = None
    tries: int = 0


class Trouble(BaseModel):
    """Why an answer was not accepted: a text's key, or finished words."""

    key: str = ""
    values: dict[str, str | int] = {}
    words: str = ""
    """HTML that is shown instead of the key's text."""


class Verdict(BaseModel):
    """How a draft ended that went on without its person: kept until they are told."""

    of: str
    """The key of the command."""
    bot_id: int
    chat: int
    words: str
    label: str
    data: str
    """Of the one button below it."""


class DraftState(StrEnum):
    FILLING = "filling"
    SENDING = "sending"


class Draft(BaseModel):
    id: UUID
    form: str
    version: int = 1
    """Of the form that it was filled for."""
    chat: int
    """The person's Telegram id."""
    bot_id: int = 0
    about: About
    nonce: str = Field(default_factory=lambda: uuid4().hex)
    revision: int = 1
    """Counts changes of what is sent, so that a changed draft is another command; 0: the nonce is its key."""
    turn: int = 1
    """Counts questions: a button of an earlier one does nothing any more."""
    at: str | None = None
    """The step that is asked; None is the summary."""
    answers: Body = {}
    pieces: dict[str, list[Piece]] = {}
    options: dict[str, list[Choice]] = {}
    page: Body = {}
    """Of the question that is shown: which month, which half of an answer."""
    troubles: dict[str, Trouble] = {}
    """By step; under "" what concerns all of it."""
    returned: str | None = None
    """Why the last submission was returned, in its curator's words."""
    late: str | None = None
    """A text that was written before the question it would have answered."""
    taken: int = 0
    """The last message whose text was put into the draft: it may be handled twice."""
    asked_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    state: DraftState = DraftState.FILLING
    tries: int = 0
    counters: dict[str, int] = {}
    """By step, the message that counts its photos."""
    unshown: set[str] = set()
    """Steps whose counter does not show yet how far it is."""
    intent: str = ""
    """Of the dialog that shows it: buttons on counters lead there."""
    changed_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def key(self) -> str:
        """The command's Idempotency-Key: the same draft unchanged is the same command."""
        return f"{self.nonce}-{self.revision}" if self.revision else self.nonce

    def answer(self, step: str, value: JsonValue) -> None:
        self.troubles.pop(step, None)
        if step not in self.answers or self.answers[step] != value:
            self.answers[step] = value
            self.revision += 1

    def go(self, step: str | None) -> None:
        """Ask that step next; None shows the summary."""
        self.at, self.page, self.late = step, {}, None
        self.turn += 1
        self.asked_at = datetime.now(UTC)

    def pieces_in(self, *states: PieceState) -> list[Piece]:
        return [piece for pieces in self.pieces.values() for piece in pieces if piece.state in states]


def draft_id(person: PersonId, form: str, on: On) -> UUID:
    subject = f" {on.subject}" if on.subject else ""
    return uuid5(NAMESPACE, f"{person} {form} {on.order_id or ''} {on.part or ''}{subject}")


class Drafts:
    """All drafts, in Redis. The process of its bot changes a draft; within it one task at a time."""

    def __init__(self, redis: "Redis", prefix: str = "naryad:drafts") -> None:
        self._redis, self._prefix = redis, prefix
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def find(self, draft: UUID) -> Draft | None:
        body = await self._redis.get(self._key(draft))
        return Draft.model_validate_json(body) if body else None

    async def put(self, draft: Draft) -> None:
        """Write it down, among its person's and, where something still has to happen, among the pending."""
        draft.changed_at = datetime.now(UTC)
        pending = draft.state is DraftState.SENDING or draft.pieces_in(PieceState.COMING) or draft.unshown
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(self._key(draft.id), draft.model_dump_json(), ex=LIFE)
            pipe.sadd(self._of(draft.about.person), str(draft.id))
            pipe.expire(self._of(draft.about.person), LIFE)
            if draft.intent:
                pipe.set(self._shown(draft.chat, draft.intent), str(draft.id), ex=LIFE)
            (pipe.sadd if pending else pipe.srem)(self._pending, str(draft.id))
            await pipe.execute()

    async def drop(self, draft: Draft, words: str = "") -> None:
        """It was sent or thrown away; `words` say so to whoever still has it on the screen."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.set(f"{self._key(draft.id)}:ended", words, ex=REMEMBERED)
            pipe.delete(self._key(draft.id))
            pipe.srem(self._of(draft.about.person), str(draft.id))
            pipe.srem(self._pending, str(draft.id))
            await pipe.execute()

    async def ended(self, draft: UUID) -> str:
        """What was said when it ended; empty when that was long ago."""
        words = await self._redis.get(f"{self._key(draft)}:ended")
        return _text(words) if words else ""

    async def of(self, person: PersonId) -> list[Draft]:
        """The person's drafts, the one changed last first."""
        found = [await self.find(UUID(_text(one))) for one in await self._redis.smembers(self._of(person))]
        return sorted((one for one in found if one), key=lambda one: one.changed_at, reverse=True)

    async def shown_by(self, chat: int, intent: str) -> UUID | None:
        """The draft that a dialog of this chat has shown, be it over since then, or sent."""
        found = await self._redis.get(self._shown(chat, intent))
        return UUID(_text(found)) if found else None

    async def pending(self) -> list[Draft]:
        """Those with a command to be sent or files to be stored."""
        found = [await self.find(UUID(_text(one))) for one in await self._redis.smembers(self._pending)]
        return [one for one in found if one]

    async def keep(self, verdict: Verdict) -> None:
        """To be told; kept before the draft goes, so that a crash between the two loses no word."""
        await self._redis.hset(self._verdicts, verdict.of, verdict.model_dump_json())

    async def verdicts(self) -> list[Verdict]:
        """What nobody has been told yet."""
        kept = await self._redis.hgetall(self._verdicts)
        return [Verdict.model_validate_json(one) for one in kept.values()]

    async def told(self, verdict: Verdict) -> None:
        await self._redis.hdel(self._verdicts, verdict.of)

    @asynccontextmanager
    async def changing(self, draft: UUID) -> AsyncIterator[Draft]:
        """Hold it alone, as it is now; what the block changes is written when it ends without an error.

        Raises:
            DraftGoneError: there is no such draft.
        """
        lock = self._locks.get(draft)
        if lock is None:
            lock = self._locks[draft] = asyncio.Lock()
        async with lock:
            found = await self.find(draft)
            if found is None:
                raise DraftGoneError(str(draft))
            before = found.model_dump_json()
            yield found
            if found.model_dump_json() != before:
                await self.put(found)

    def _key(self, draft: UUID) -> str:
        return f"{self._prefix}:{draft}"

    def _of(self, person: PersonId) -> str:
        return f"{self._prefix}:of:{person}"

    def _shown(self, chat: int, intent: str) -> str:
        return f"{self._prefix}:shown:{chat}:{intent}"

    @property
    def _verdicts(self) -> str:
        return f"{self._prefix}:verdicts"

    @property
    def _pending(self) -> str:
        return f"{self._prefix}:pending"


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
