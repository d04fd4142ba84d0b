"""Everything that exists in the sandbox, and how messages come and go."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from stack.telegram.clock import Clock
from stack.telegram.errors import ApiError, PersonError, blocked, chat_not_found
from stack.telegram.files import Files
from stack.telegram.hub import Hub
from stack.telegram.mailbox import Mailbox
from stack.telegram.records import Bot, Chat, Person, chat_key
from stack.telegram.store import Store
from stack.telegram.values import Json


@dataclass
class Query:
    """A press of a button that waits for its answer."""

    id: str
    at: float
    person_id: int
    bot_id: int
    chat: Chat
    answer: Json | None = None


@dataclass
class Trouble:
    """What goes wrong on the way, by wish of a test."""

    shuffle_albums: bool = False
    album_delay: tuple[float, float] = (0.0, 0.0)
    """Each part of an album comes this many seconds late, from and to."""
    doubled_presses: float = 0.0
    """Per cent of the presses that arrive as two updates with different ids."""
    failing_downloads: float = 0.0
    """Per cent of the file downloads that fail."""
    query_seconds: float = 15.0
    """How long a press may be answered."""


@dataclass
class World:
    """Opened from a folder; `Store` writes changes back."""

    store: Store
    files: Files
    clock: Clock = field(default_factory=Clock)
    hub: Hub = field(default_factory=Hub)
    trouble: Trouble = field(default_factory=Trouble)
    people: dict[int, Person] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    boxes: dict[int, Mailbox] = field(default_factory=dict)
    chats: dict[str, Chat] = field(default_factory=dict)
    messages: dict[str, dict[int, Json]] = field(default_factory=dict)
    """By chat and number; in the order they were sent."""
    queries: dict[str, Query] = field(default_factory=dict)

    @classmethod
    def opened(cls, folder: Path) -> "World":
        folder.mkdir(parents=True, exist_ok=True)
        store = Store(folder / "telegram.sqlite")
        world = cls(store, Files(folder / "files", store))
        world._restore()
        return world

    def _restore(self) -> None:
        for _, body in self.store.rows("clock"):
            self.clock.ahead = json.loads(body)["ahead"]
        for _, body in self.store.rows("person"):
            person = Person.model_validate_json(body)
            self.people[person.id] = person
        for _, body in self.store.rows("bot"):
            self.add_bot(Bot.model_validate_json(body))
        for key, body in self.store.rows("chat"):
            self.chats[key] = Chat.model_validate_json(body)
        for key, body in self.store.rows("message"):
            self.messages.setdefault(key.rpartition("/")[0], {})[int(key.rpartition("/")[2])] = json.loads(
                body
            )
        for key, body in self.store.rows("update"):
            kept = json.loads(body)
            self.boxes[int(key.partition(":")[0])].restore((kept["at"], kept["update"]))

    # Who and where

    def add_bot(self, bot: Bot) -> Bot:
        """Known already: it keeps what it has but its name."""
        if known := self.bots.get(bot.id):
            known.token, known.username, known.first_name = bot.token, bot.username, bot.first_name
            bot = known
        else:
            self.bots[bot.id] = bot
            self.boxes[bot.id] = Mailbox(bot, self.store, self.clock)
        self.save_bot(bot)
        return bot

    def save_bot(self, bot: Bot) -> None:
        self.store.put("bot", str(bot.id), bot)

    def add_person(self, person: Person) -> Person:
        self.people[person.id] = person
        self.store.put("person", str(person.id), person)
        return person

    def bot_of(self, token: str) -> Bot:
        number = token.partition(":")[0]
        bot = self.bots.get(int(number)) if number.isascii() and number.isdigit() else None
        if bot is None or not secrets.compare_digest(bot.token.encode(), token.encode()):
            raise ApiError(401, "Unauthorized")
        return bot

    def person(self, name: str | int) -> Person:
        """By id or short name."""
        found = next((one for one in self.people.values() if str(name) in (str(one.id), one.key)), None)
        if found is None:
            raise PersonError(404, f"there is no person {name}")
        return found

    def chat_of(self, person: Person, peer: int) -> Chat:
        """The chat as a person's client calls it: a bot's id or a group's; begins it when it is new."""
        key = chat_key(peer, person.id) if peer > 0 else str(peer)
        if key not in self.chats:
            if peer not in self.bots:
                raise PersonError(404, f"there is no bot or group {peer}")
            self.chats[key] = Chat(id=person.id, bots=[peer], people=[person.id])
            self.save(self.chats[key])
        chat = self.chats[key]
        if person.id not in chat.people:
            raise PersonError(404, f"{person.key} is not in the group {peer}")
        return chat

    def chat_for(self, bot: Bot, chat_id: int, *, writing: bool = True) -> Chat:
        """The chat as a bot calls it.

        Raises:
            ApiError: unknown to this bot, or, when it means to write, the person blocked it.
        """
        chat = self.chats.get(chat_key(bot.id, chat_id))
        if chat is None or not chat.started:
            raise chat_not_found()
        if bot.id not in chat.bots:
            raise ApiError(403, "Forbidden: bot is not a member of the group chat")
        if writing and chat.blocked:
            raise blocked()
        return chat

    def save(self, chat: Chat) -> None:
        self.store.put("chat", chat.key, chat)

    def shown(self, chat: Chat) -> Json:
        """A chat as messages name it."""
        if chat.is_group:
            return {"id": chat.id, "type": "group", "title": chat.title}
        user = self.people[chat.id].user()
        names = {name: value for name, value in user.items() if name.endswith("name")}
        return {"id": chat.id, "type": "private", **names}

    # Messages

    def message(self, chat: Chat, message_id: int) -> Json | None:
        return self.messages.get(chat.key, {}).get(message_id)

    def send(self, chat: Chat, sender: Bot | Person, content: Json) -> Json:
        """Put a message into a chat and show it to its people."""
        message = {
            "message_id": self._next_id(chat),
            "from": sender.user(),
            "chat": self.shown(chat),
            "date": self.clock.date(),
            **content,
        }
        self.messages.setdefault(chat.key, {})[message["message_id"]] = message
        self._save(chat, message)
        for person_id in chat.people:
            if person_id != message["from"]["id"]:
                chat.unread[person_id] = chat.unread.get(person_id, 0) + 1
        self.save(chat)
        self.tell(chat, "message", message=message, unread=chat.unread)
        return message

    def change(self, chat: Chat, message: Json, *, edited: bool = True) -> None:
        """Tell of a message that was changed in place."""
        if edited:
            message["edit_date"] = self.clock.date()
        self._save(chat, message)
        self.tell(chat, "edited", message=message)

    def delete(self, chat: Chat, message_id: int) -> None:
        del self.messages[chat.key][message_id]
        self.store.put("message", f"{chat.key}/{message_id}", None)
        self.tell(chat, "deleted", message_id=message_id)

    def forget(self, chat: Chat) -> None:
        """Delete a chat with all its messages; the bot cannot write before the person does."""
        for message_id in list(self.messages.get(chat.key, {})):
            self.delete(chat, message_id)
        chat.keyboard, chat.unread, chat.pinned, chat.started = None, {}, None, False
        self.save(chat)
        self.tell_chat(chat)

    def tell_chat(self, chat: Chat) -> None:
        """What is around the messages changed: keyboard, blocked, unread."""
        self.tell(
            chat, "chat", keyboard=chat.keyboard, blocked=chat.blocked, unread=chat.unread, pinned=chat.pinned
        )

    def update(self, chat: Chat, kind: str, body: Json) -> list[int]:
        """Queue an update for each bot of the chat; the ids it got."""
        ids = [self.boxes[bot_id].put(kind, body) for bot_id in chat.bots]
        return [update_id for update_id in ids if update_id is not None]

    def _next_id(self, chat: Chat) -> int:
        counter = chat if chat.is_group else self.bots[chat.bots[0]]
        counter.next_message_id += 1
        if isinstance(counter, Bot):
            self.save_bot(counter)
        return counter.next_message_id - 1

    def _save(self, chat: Chat, message: Json) -> None:
        self.store.put("message", f"{chat.key}/{message['message_id']}", message)

    def tell(self, chat: Chat, kind: str, **what: object) -> None:
        for person_id in chat.people:
            self.hub.tell(person_id, kind, chat.peer, **what)

    def set_clock(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.store.put("clock", "clock", {"ahead": self.clock.ahead})

    def empty(self) -> None:
        """Forget chats and updates; bots and people stay."""
        for chat in self.chats.values():
            self.forget(chat)
            self.store.put("chat", chat.key, None)
        self.chats.clear()
        self.messages.clear()
        self.queries.clear()
        for box in self.boxes.values():
            box.drop_all()
            box.given.clear()
            box.bot.allowed_updates, box.bot.webhook = [], None
            self.save_bot(box.bot)

    def close(self) -> None:
        self.hub.close()
        for box in self.boxes.values():
            box.wake()
