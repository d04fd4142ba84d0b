"""What a person's client asks: `/sandbox/users/...`. The page and `people.py` use it."""

import asyncio
import json
import mimetypes
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from stack.telegram.actions import Actions
from stack.telegram.errors import PersonError
from stack.telegram.parameters import Upload
from stack.telegram.records import Chat, Person
from stack.telegram.values import Json
from stack.telegram.world import World

PAGE = 100  # messages
ALIVE = 15.0  # seconds between signs of life in a silent stream
OPEN = {"image/jpeg", "image/png", "image/webp", "application/pdf", "audio/ogg"}
"""What a browser may show in the page's origin; all else it saves."""


class Text(BaseModel):
    text: str
    reply_to: int | None = None


class Place(BaseModel):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Contact(BaseModel):
    phone_number: str
    first_name: str
    last_name: str = ""
    user_id: int | None = None


class Press(BaseModel):
    message_id: int
    data: str


class Link(BaseModel):
    link: str


class PeopleApi:
    """Built once with the app."""

    def __init__(self, world: World, actions: Actions) -> None:
        self.world, self.actions = world, actions
        self.router = APIRouter(prefix="/sandbox", tags=["people"])
        add = self.router.add_api_route
        chat = "/users/{name}/chats/{peer}"
        add("/users", self.users, methods=["GET"])
        add("/users", self.create, methods=["POST"])
        add("/users/{name}/chats", self.chats, methods=["GET"])
        add("/users/{name}/follow", self.follow, methods=["POST"])
        add(f"{chat}/messages", self.messages, methods=["GET"])
        add(f"{chat}/messages", self.write, methods=["POST"])
        add(f"{chat}/messages/{{message_id}}", self.edit, methods=["PATCH"])
        add(f"{chat}/messages/{{message_id}}", self.delete, methods=["DELETE"])
        add(f"{chat}/files", self.send_files, methods=["POST"])
        add(f"{chat}/location", self.location, methods=["POST"])
        add(f"{chat}/contact", self.contact, methods=["POST"])
        add(f"{chat}/press", self.press, methods=["POST"])
        add(f"{chat}/block", self.block, methods=["POST"])
        add(f"{chat}/unblock", self.unblock, methods=["POST"])
        add(f"{chat}/read", self.read, methods=["POST"])
        add(chat, self.forget, methods=["DELETE"])
        add("/events", self.events, methods=["GET"])
        add("/files/{unique_id}", self.file, methods=["GET"])

    async def users(self) -> list[Person]:
        return list(self.world.people.values())

    async def create(self, person: Person) -> Person:
        """Make a person, or change one."""
        return self.world.add_person(person)

    async def chats(self, name: str) -> list[Json]:
        """One for each bot, begun or not, and the person's groups; the latest first."""
        person = self.world.person(name)
        peers = [*self.world.bots] + [
            chat.id for chat in self.world.chats.values() if chat.is_group and person.id in chat.people
        ]
        return sorted((self._described(person, peer) for peer in peers), key=lambda one: -one["date"])

    async def messages(
        self, name: str, peer: int, before: int | None = None, limit: int = PAGE
    ) -> list[Json]:
        """The last ones, or those `before` a message."""
        chat = self.world.chat_of(self.world.person(name), peer)
        kept = self.world.messages.get(chat.key, {})
        return [message for number, message in kept.items() if before is None or number < before][-limit:]

    async def write(self, name: str, peer: int, body: Text) -> list[Json]:
        return self.actions.write(self.world.person(name), peer, body.text, body.reply_to)

    async def edit(self, name: str, peer: int, message_id: int, body: Text) -> Json:
        return self.actions.edit(self.world.person(name), peer, message_id, body.text)

    async def delete(self, name: str, peer: int, message_id: int) -> None:
        self.actions.delete(self.world.person(name), peer, message_id)

    async def send_files(  # noqa: PLR0917 - the fields of a form
        self,
        name: str,
        peer: int,
        files: Annotated[list[UploadFile], File()],
        kind: Annotated[Literal["photo", "document", "voice", "sticker"], Form()] = "photo",
        caption: Annotated[str, Form()] = "",
        emoji: Annotated[str, Form()] = "👍",
        duration: Annotated[int, Form()] = 1,
    ) -> list[Json]:
        """One file, or an album of photos or documents."""
        person = self.world.person(name)
        uploads = [Upload(one.filename or "", await one.read(), one.content_type or "") for one in files]
        if kind == "voice":
            return [self.actions.voice(person, peer, uploads[0], duration)]
        if kind == "sticker":
            return [self.actions.sticker(person, peer, uploads[0], emoji)]
        if len(uploads) > 1:
            return await self.actions.album(person, peer, uploads, caption, kind)
        send = self.actions.photo if kind == "photo" else self.actions.document
        return [await send(person, peer, uploads[0], caption)]

    async def location(self, name: str, peer: int, body: Place) -> Json:
        return self.actions.location(self.world.person(name), peer, body.latitude, body.longitude)

    async def contact(self, name: str, peer: int, body: Contact) -> Json:
        given = body.model_dump(exclude_none=True, exclude_defaults=True)
        return self.actions.contact(self.world.person(name), peer, given)

    async def press(self, name: str, peer: int, body: Press) -> dict[str, str]:
        """The query's id; its answer comes with the events."""
        return {"query": self.actions.press(self.world.person(name), peer, body.message_id, body.data).id}

    async def follow(self, name: str, body: Link) -> dict[str, int]:
        """Open a link `t.me/<bot>?start=<payload>`; the chat that it leads to."""
        return {"peer": self.actions.follow(self.world.person(name), body.link)}

    async def block(self, name: str, peer: int) -> None:
        self.actions.block(self.world.person(name), peer, blocked=True)

    async def unblock(self, name: str, peer: int) -> None:
        self.actions.block(self.world.person(name), peer, blocked=False)

    async def read(self, name: str, peer: int) -> None:
        self.actions.read(self.world.person(name), peer)

    async def forget(self, name: str, peer: int) -> None:
        """Delete the whole chat for both sides."""
        self.actions.forget(self.world.person(name), peer)

    async def events(self, users: str) -> StreamingResponse:
        """Everything that changes for these people (`petrova,ivanov`), as server-sent events."""
        people = [self.world.person(name).id for name in users.split(",")]
        quiet = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._stream(people), media_type="text/event-stream", headers=quiet)

    async def file(self, unique_id: str, name: str = "") -> Response:
        file = self.world.files.all.get(unique_id)
        if file is None:
            raise PersonError(404, "there is no such file")
        content = await asyncio.to_thread(self.world.files.content, file)
        kind = file.mime_type or mimetypes.guess_type(file.path)[0] or ""
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=86400"}
        if kind not in OPEN:
            kind, headers["Content-Disposition"] = "application/octet-stream", "attachment"
        return Response(content, media_type=kind, headers=headers)

    async def _stream(self, people: list[int]) -> AsyncIterator[str]:
        with self.world.hub.listening(people) as queue:
            yield 'retry: 1000\n\ndata: {"kind": "listening"}\n\n'
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), ALIVE)
                except TimeoutError:
                    yield ": alive\n\n"
                    continue
                if event is None:
                    return
                # In ASCII: whoever reads lines may take a line separator of a text for the end of one.
                yield f"data: {json.dumps(event)}\n\n"

    def _described(self, person: Person, peer: int) -> Json:
        """A chat in the list; one that was never opened is empty."""
        key = str(peer) if peer < 0 else f"{peer}:{person.id}"
        chat = self.world.chats.get(key) or Chat(id=person.id, bots=[peer], people=[person.id])
        last = next(reversed(self.world.messages.get(key, {}).values()), None)
        bot = self.world.bots.get(peer)
        commands: object = []
        if bot:
            language = f"commands/default//{person.language_code}"
            commands = bot.settings.get(language, bot.settings.get("commands/default//", []))
        return {
            "peer": peer,
            "title": bot.first_name if bot else chat.title,
            "username": bot.username if bot else None,
            "description": bot.settings.get("description/", "") if bot else "",
            "commands": commands,
            "started": chat.started,
            "blocked": chat.blocked,
            "keyboard": chat.keyboard,
            "pinned": chat.pinned,
            "unread": chat.unread.get(person.id, 0),
            "last": last,
            "date": last["date"] if last else 0,
        }
