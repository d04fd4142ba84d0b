"""What people do in their messengers."""

import asyncio
import random
import re
import secrets
from urllib.parse import parse_qs, urlsplit

from stack.telegram.entities import formatted
from stack.telegram.errors import ApiError, PersonError
from stack.telegram.parameters import Upload
from stack.telegram.records import Chat, Person
from stack.telegram.values import Json, Media
from stack.telegram.world import Query, World

TEXT_LIMIT, CAPTION_LIMIT, ALBUM = 4096, 1024, 10
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Actions:
    def __init__(self, world: World) -> None:
        self.world = world
        self.dice = random.Random(2)  # noqa: S311 - not a secret; the same in every run
        self._late: set[asyncio.Task[None]] = set()

    def write(self, person: Person, peer: int, text: str, reply_to: int | None = None) -> list[Json]:
        """Send a text; a long one goes as several messages, as clients do."""
        if not text.strip():
            raise PersonError(400, "the text is empty")
        chat = self._open(person, peer)
        pieces = [text[at : at + TEXT_LIMIT] for at in range(0, len(text), TEXT_LIMIT)]
        return [self._send(chat, person, {**self._reply(chat, reply_to), **_text(piece)}) for piece in pieces]

    async def photo(self, person: Person, peer: int, upload: Upload, caption: str = "") -> Json:
        content = {"photo": await self._stored_photo(upload), **_caption(caption)}
        return self._send(self._open(person, peer), person, content)

    async def document(self, person: Person, peer: int, upload: Upload, caption: str = "") -> Json:
        content = {"document": await self._stored_document(upload), **_caption(caption)}
        return self._send(self._open(person, peer), person, content)

    async def album(
        self, person: Person, peer: int, uploads: list[Upload], caption: str = "", kind: str = "photo"
    ) -> list[Json]:
        """Several at once: one message each, tied together; the bot may get them late and out of order."""
        if not 2 <= len(uploads) <= ALBUM:  # noqa: PLR2004 - one is no album
            raise PersonError(400, f"an album has 2 to {ALBUM} files")
        store = self._stored_photo if kind == "photo" else self._stored_document
        stored = [await store(upload) for upload in uploads]
        chat = self._open(person, peer)
        group = {"media_group_id": str(secrets.randbelow(10**17))}
        messages = []
        for number, media in enumerate(stored):
            content: Json = {kind: media, **group, **(_caption(caption) if number == 0 else {})}
            messages.append(self.world.send(chat, person, content))
        self._hand_out(chat, messages)
        return messages

    def voice(self, person: Person, peer: int, upload: Upload, duration: int) -> Json:
        stored = self._plain("voice", upload, "audio/ogg")
        voice = {**stored, "duration": duration, "mime_type": "audio/ogg"}
        return self._send(self._open(person, peer), person, {"voice": voice})

    def sticker(self, person: Person, peer: int, upload: Upload, emoji: str) -> Json:
        look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = {**self._plain("sticker", upload, "image/webp"), **look, "emoji": emoji}
        return self._send(self._open(person, peer), person, {"sticker": sticker})

    def location(self, person: Person, peer: int, latitude: float, longitude: float) -> Json:
        location = {"latitude": latitude, "longitude": longitude}
        return self._send(self._open(person, peer), person, {"location": location})

    def contact(self, person: Person, peer: int, contact: Json) -> Json:
        return self._send(self._open(person, peer), person, {"contact": contact})

    def edit(self, person: Person, peer: int, message_id: int, text: str) -> Json:
        """Change the own message; the bot hears of it."""
        chat, message = self._own(person, peer, message_id)
        if "text" in message:
            message.pop("entities", None)
            message.update(_text(text))
        elif any(kind in message for kind in Media):
            message.pop("caption_entities", None)
            message.update(_caption(text))
        else:
            raise PersonError(400, "this message has no text")
        self.world.change(chat, message)
        self.world.update(chat, "edited_message", message)
        return message

    def delete(self, person: Person, peer: int, message_id: int) -> None:
        """For both sides; no bot is told."""
        chat = self.world.chat_of(person, peer)
        if self.world.message(chat, message_id) is None:
            raise PersonError(404, "there is no such message")
        self.world.delete(chat, message_id)

    def press(self, person: Person, peer: int, message_id: int, data: str) -> Query:
        """Press the button that carries `data`, as the message shows it now or as somebody still saw it."""
        chat = self.world.chat_of(person, peer)
        message = self.world.message(chat, message_id)
        if message is None:
            raise PersonError(404, "there is no such message")
        bot_id = message["from"]["id"]
        if bot_id not in self.world.bots:
            raise PersonError(400, "only a bot's message has buttons")
        number = str(secrets.randbelow(10**18))
        query = Query(number, self.world.clock.now(), person.id, bot_id, chat)
        self.world.queries[query.id] = query
        instance = str(abs(chat.id) * 1_000_003 + bot_id)
        body = {
            "id": query.id,
            "from": person.user(),
            "message": message,
            "chat_instance": instance,
            "data": data,
        }
        box = self.world.boxes[bot_id]
        update_id = box.put("callback_query", body)
        if update_id and self.dice.uniform(0, 100) < self.world.trouble.doubled_presses:
            box.again(update_id)
        return query

    def follow(self, person: Person, link: str) -> int:
        """Open `t.me/<bot>?start=<payload>` and press Start. The chat's peer."""
        parts = urlsplit(link if "://" in link else f"https://{link}")
        name = parts.path.strip("/") if parts.scheme != "tg" else parse_qs(parts.query).get("domain", [""])[0]
        bot = next((one for one in self.world.bots.values() if one.username.lower() == name.lower()), None)
        if bot is None:
            raise PersonError(404, f"there is no bot {name}")
        payload = parse_qs(parts.query).get("start", [""])[0]
        if not PAYLOAD.fullmatch(payload):
            raise PersonError(400, "a start parameter has up to 64 letters, digits, - and _")
        self.write(person, bot.id, f"/start {payload}".strip())
        return bot.id

    def block(self, person: Person, peer: int, *, blocked: bool) -> None:
        """Stop the bot, or let it write again; the bot hears of both."""
        chat = self.world.chat_of(person, peer)
        if chat.is_group:
            raise PersonError(400, "a group cannot be blocked")
        if chat.blocked != blocked:
            chat.blocked = blocked
            self.world.save(chat)
            self.world.tell_chat(chat)
            self._membership(chat, person, blocked=blocked)

    def read(self, person: Person, peer: int) -> None:
        chat = self.world.chat_of(person, peer)
        if chat.unread.pop(person.id, 0):
            self.world.save(chat)
            self.world.tell_chat(chat)

    def forget(self, person: Person, peer: int) -> None:
        self.world.forget(self.world.chat_of(person, peer))

    def _membership(self, chat: Chat, person: Person, *, blocked: bool) -> None:
        bot = self.world.bots[chat.bots[0]].user()
        member: Json = {"user": bot, "status": "member"}
        kicked: Json = {"user": bot, "status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        body: Json = {"chat": self.world.shown(chat), "from": person.user(), "date": self.world.clock.date()}
        self.world.update(chat, "my_chat_member", {**body, "old_chat_member": old, "new_chat_member": new})

    def _open(self, person: Person, peer: int) -> Chat:
        """Whoever writes to a bot lets it write again."""
        chat = self.world.chat_of(person, peer)
        if chat.blocked:
            self.block(person, peer, blocked=False)
        chat.started = True
        return chat

    def _own(self, person: Person, peer: int, message_id: int) -> tuple[Chat, Json]:
        chat = self.world.chat_of(person, peer)
        message = self.world.message(chat, message_id)
        if message is None or message["from"]["id"] != person.id:
            raise PersonError(404, "this is not the person's own message")
        return chat, message

    def _send(self, chat: Chat, person: Person, content: Json) -> Json:
        message = self.world.send(chat, person, content)
        if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
            self.world.tell_chat(chat)
        self.world.update(chat, "message", message)
        return message

    def _hand_out(self, chat: Chat, messages: list[Json]) -> None:
        """Parts of an album as updates, by the order and delays that a test wants."""
        parts = list(messages)
        if self.world.trouble.shuffle_albums:
            self.dice.shuffle(parts)
        late = self.world.trouble.album_delay
        for part in parts:
            if late == (0.0, 0.0):
                self.world.update(chat, "message", part)
            else:
                task = asyncio.create_task(self._later(self.dice.uniform(*late), chat, part))
                self._late.add(task)
                task.add_done_callback(self._late.discard)

    async def _later(self, seconds: float, chat: Chat, message: Json) -> None:
        await asyncio.sleep(seconds)
        self.world.update(chat, "message", message)

    def _reply(self, chat: Chat, reply_to: int | None) -> Json:
        message = self.world.message(chat, reply_to) if reply_to else None
        return (
            {"reply_to_message": {k: v for k, v in message.items() if k != "reply_to_message"}}
            if message
            else {}
        )

    async def _stored_photo(self, upload: Upload) -> list[Json]:
        try:
            return await self.world.files.photo(upload.content)
        except ApiError as error:
            raise PersonError(400, error.description) from error

    async def _stored_document(self, upload: Upload) -> Json:
        try:
            return await self.world.files.document(upload.content, upload.name or "file", upload.mime_type)
        except ApiError as error:
            raise PersonError(400, error.description) from error

    def _plain(self, kind: str, upload: Upload, mime_type: str) -> Json:
        try:
            return self.world.files.plain(kind, upload.content, mime_type)
        except ApiError as error:
            raise PersonError(400, error.description) from error


def _text(text: str) -> Json:
    text, entities = formatted(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _caption(caption: str) -> Json:
    caption, entities = formatted(caption[:CAPTION_LIMIT])
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": entities} if entities else {"caption": caption}
