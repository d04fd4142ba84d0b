"""People for tests: each writes, presses and sees what a person with a messenger does and sees.

async with Sandbox("http://127.0.0.1:18081") as sandbox:
    petrova = await sandbox.join("petrova", 1001, "Анна")
    chat = petrova.chat(bot_id)
    await chat.write("/start")
    menu = await chat.until(lambda message: "Меню" in message.text)
    answer = await chat.press("Найти", menu)
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from types import TracebackType
from typing import Any, Self

import httpx2

from stack.telegram.seen import Answer, Message
from stack.telegram.values import Json

PATIENCE = 60.0  # seconds: the machine may be busy
FOREVER = httpx2.Timeout(PATIENCE, read=None)


class NothingCameError(AssertionError):
    """What was waited for did not come; the text says what is there instead."""


@dataclass
class Chat:
    """One chat of one person, as it stands; kept up to date by the person's events."""

    person: "Person"
    peer: int
    seen: dict[int, Message] = field(default_factory=dict)
    keyboard: Json | None = None
    blocked: bool = False
    action: str = ""
    """What the bot was last doing: `typing`."""
    changes: int = 0
    """Events so far: messages, edits, deletions."""

    @property
    def messages(self) -> list[Message]:
        return [self.seen[number] for number in sorted(self.seen)]

    @property
    def last(self) -> Message:
        """The bot's last message."""
        return next(message for message in reversed(self.messages) if message.by_bot)

    async def until(self, fits: Callable[[Message], bool], within: float = PATIENCE) -> Message:
        """The latest message of the bot that fits, as soon as there is one."""

        def found() -> Message | None:
            return next((one for one in reversed(self.messages) if one.by_bot and fits(one)), None)

        await self.wait(lambda: found() is not None, within)
        message = found()
        assert message is not None  # noqa: S101 - just waited for
        return message

    async def wait(self, happened: Callable[[], bool], within: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(within), self.person.news:
                await self.person.news.wait_for(happened)
        except TimeoutError as error:
            there = "\n".join(
                f"  {message.id}: {message.text!r} {message.rows}" for message in self.messages[-5:]
            )
            raise NothingCameError(
                f"{self.person.key} waited {within} s in vain. There is:\n{there}"
            ) from error

    async def write(self, text: str, reply_to: int | None = None) -> list[Message]:
        sent = await self._post("messages", {"text": text, "reply_to": reply_to})
        return [Message(raw) for raw in sent]

    async def edit(self, message_id: int, text: str) -> None:
        await self.person.ask("PATCH", f"{self._path}/messages/{message_id}", json={"text": text})

    async def photos(self, *contents: bytes, caption: str = "", names: tuple[str, ...] = ()) -> list[Message]:
        """One photo, or an album."""
        return await self._files("photo", contents, names, caption=caption)

    async def documents(self, *contents: bytes, names: tuple[str, ...], caption: str = "") -> list[Message]:
        return await self._files("document", contents, names, caption=caption)

    async def voice(self, content: bytes, duration: int = 1) -> list[Message]:
        return await self._files("voice", (content,), duration=str(duration))

    async def sticker(self, content: bytes, emoji: str = "👍") -> list[Message]:
        return await self._files("sticker", (content,), emoji=emoji)

    async def location(self, latitude: float, longitude: float) -> None:
        await self._post("location", {"latitude": latitude, "longitude": longitude})

    async def contact(self, phone_number: str, first_name: str) -> None:
        await self._post("contact", {"phone_number": phone_number, "first_name": first_name})

    async def press(self, text: str, message: Message | None = None, within: float = PATIENCE) -> Answer:
        """Press the button and wait for its answer. Without a message: the latest that has such a button."""
        query = await self.tap(text, message)
        await self.wait(lambda: query in self.person.answers, within)
        return self.person.answers[query]

    async def tap(self, text: str, message: Message | None = None) -> str:
        """Press without waiting; the query's id."""
        holder = message or next((one for one in reversed(self.messages) if one.button(text)), None)
        button = holder.button(text) if holder else None
        if holder is None or button is None or button.data is None:
            raise NothingCameError(f"{self.person.key} sees no button {text!r}")
        return await self.tap_data(holder.id, button.data)

    async def tap_data(self, message_id: int, data: str) -> str:
        """Press a button that the message may not show any more."""
        return str((await self._post("press", {"message_id": message_id, "data": data}))["query"])

    async def block(self) -> None:
        await self._post("block", {})

    async def unblock(self) -> None:
        await self._post("unblock", {})

    async def forget(self) -> None:
        """Delete the chat."""
        await self.person.ask("DELETE", self._path)

    @property
    def _path(self) -> str:
        return f"/sandbox/users/{self.person.key}/chats/{self.peer}"

    async def _post(self, action: str, body: Json) -> Any:  # noqa: ANN401 - JSON
        return await self.person.ask("POST", f"{self._path}/{action}", json=body)

    async def _files(
        self, kind: str, contents: tuple[bytes, ...], names: tuple[str, ...] = (), **fields: str
    ) -> list[Message]:
        titles = names or tuple(f"{kind}{number}.jpg" for number, _ in enumerate(contents, 1))
        files = [
            ("files", (PurePath(name).name, content)) for name, content in zip(titles, contents, strict=True)
        ]
        sent = await self.person.ask(
            "POST", f"{self._path}/files", data={"kind": kind, **fields}, files=files
        )
        return [Message(raw) for raw in sent]

    def learn(self, event: Json) -> None:
        kind = event["kind"]
        if kind in ("message", "edited"):
            self.seen[event["message"]["message_id"]] = Message(event["message"])
            self.changes += 1
        elif kind == "deleted":
            self.seen.pop(event["message_id"], None)
            self.changes += 1
        elif kind == "chat":
            self.keyboard, self.blocked = event["keyboard"], event["blocked"]
        elif kind == "action":
            self.action = event["action"]


@dataclass
class Person:
    key: str
    id: int
    http: httpx2.AsyncClient
    chats: dict[int, Chat] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def chat(self, peer: int) -> Chat:
        """With a bot, by its id, or with a group."""
        return self.chats.setdefault(peer, Chat(self, peer))

    async def follow(self, link: str) -> Chat:
        """Open `t.me/<bot>?start=<payload>`."""
        body = await self.ask("POST", f"/sandbox/users/{self.key}/follow", json={"link": link})
        return self.chat(body["peer"])

    async def ask(self, method: str, path: str, **what: Any) -> Any:  # noqa: ANN401 - as of the HTTP client; JSON
        answer = await self.http.request(method, path, **what)
        answer.raise_for_status()
        return answer.json()

    async def listen(self, ready: asyncio.Event) -> None:
        """Follow the person's events until cancelled."""
        async with self.http.stream("GET", f"/sandbox/events?users={self.key}", timeout=FOREVER) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    event = json.loads(line.removeprefix("data: "))
                    if event["kind"] == "listening":
                        await self._catch_up()
                        ready.set()
                    else:
                        await self._learn(event)

    async def _catch_up(self) -> None:
        for described in await self.ask("GET", f"/sandbox/users/{self.key}/chats"):
            peer = described["peer"]
            self.chat(peer).keyboard, self.chat(peer).blocked = described["keyboard"], described["blocked"]
            for raw in await self.ask("GET", f"/sandbox/users/{self.key}/chats/{peer}/messages"):
                self.chat(peer).seen[raw["message_id"]] = Message(raw)

    async def _learn(self, event: Json) -> None:
        async with self.news:
            if event["kind"] == "answer":
                self.answers[event["query"]] = Answer(event["text"], event["show_alert"], event["url"])
            else:
                self.chat(event["peer"]).learn(event)
            self.news.notify_all()


class Sandbox:
    """A running sandbox, and the people that a test lets in."""

    def __init__(self, url: str) -> None:
        self.url = url
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64)
        self.http = httpx2.AsyncClient(base_url=url, timeout=60, limits=limits)
        self._listening: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)
        await self.http.aclose()

    async def join(self, key: str, number: int, first_name: str, **more: str) -> Person:
        """A person who listens from now on; made when missing."""
        await self.do("POST", "/sandbox/users", {"key": key, "id": number, "first_name": first_name, **more})
        person, ready = Person(key, number, self.http), asyncio.Event()
        task = asyncio.create_task(person.listen(ready))
        self._listening.append(task)
        while not ready.is_set():
            await asyncio.wait(
                [asyncio.ensure_future(ready.wait()), task], return_when=asyncio.FIRST_COMPLETED
            )
            if task.done():
                await task  # it ended with an error
        return person

    async def add_bot(self, token: str, username: str, first_name: str) -> int:
        body = {"token": token, "username": username, "first_name": first_name}
        return int((await self.do("POST", "/sandbox/bots", body))["id"])

    async def fault(self, kind: str, method: str = "*", **more: object) -> None:
        """Plan one; fields as of `faults.Fault`."""
        await self.do("POST", "/sandbox/faults", {"kind": kind, "method": method, **more})

    async def trouble(self, **what: object) -> None:
        """Fields as of `world.Trouble`; what is not named goes back to normal."""
        await self.do("PUT", "/sandbox/trouble", what)

    async def limits(self, **what: object) -> None:
        """Fields as of `traffic.Limits`."""
        await self.do("PUT", "/sandbox/limits", what)

    async def advance(self, seconds: float) -> None:
        await self.do("POST", "/sandbox/clock", {"advance": seconds})

    async def redeliver(self, bot_id: int, count: int = 1) -> list[int]:
        """Send the latest updates again under new ids."""
        return [
            int(number)
            for number in await self.do("POST", f"/sandbox/bots/{bot_id}/redeliver", {"count": count})
        ]

    async def statistics(self, bot_id: int) -> Json:
        return dict((await self.do("GET", "/sandbox/statistics"))[str(bot_id)])

    async def unanswered(self) -> list[Json]:
        return list(await self.do("GET", "/sandbox/queries"))

    async def empty(self) -> None:
        await self.do("DELETE", "/sandbox/chats")

    async def do(self, method: str, path: str, body: Json | None = None) -> Any:  # noqa: ANN401 - JSON
        """Any call of the control API."""
        answer = await self.http.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json()
