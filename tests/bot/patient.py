"""Somebody who fills a form to its end, whatever becomes of the bot meanwhile, as a person would.

They look at the lowest message with buttons. Is it the form, they answer what it asks and wait until the bot
says something; is it anything else, or nothing comes, they look for their draft among `/drafts`, and begin
the form anew where there is none.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from domain.values import OrderId
from stack.telegram.people import Chat, NothingCameError
from stack.telegram.seen import Message
from telegram.presses import Press, pack
from tests.bot.conftest import BotSystem

STUCK = 8.0
"""Seconds without a word after which somebody looks for the draft."""
LONG = 600.0
"""Seconds for one form: a bot that is killed every second or two gets little done."""
PHOTOS = "Пришлите фото"


class _Order(BaseModel):
    order: dict[str, Any]


class _Timeline(BaseModel):
    entries: list[dict[str, Any]]
    next: int | None


@dataclass(frozen=True)
class Paper:
    """What somebody wants to fill in: by a question's words the answer, `[button]` or text; and photos."""

    kind: str
    part: str
    title: str
    answers: Mapping[str, str]
    photos: tuple[bytes, ...] = ()

    @property
    def typed(self) -> list[str]:
        return [answer for answer in self.answers.values() if not answer.startswith("[")]


@dataclass
class Patient:
    system: BotSystem
    login: str
    chat: Chat
    paper: Paper
    order: str
    number: str
    since: int = 0
    """The last message before the form."""
    left: int = 0
    """The last message that the form was left for."""
    sent: bool = False
    """The photos; what came while no form was open is sent again."""
    answered: bool = False
    """Whether the bot has shown that it took an answer."""

    async def fill(self) -> None:
        """Until the bot says that it was sent."""
        self.since = self.left = self.chat.messages[-1].id if self.chat.messages else 0
        began = time.monotonic()
        while not self.told():
            assert time.monotonic() - began < LONG, self.screen()
            form = self.form()
            if form is None:
                # Was it answered, the next question may be on its way.
                if not (self.lowest() and await self.see(lambda: self.form() is not None)):
                    await self.look_for_it()
                continue
            before = self.said()
            await self.go_on(form)
            if not await self.see(partial(self.differs, before)):
                await self.look_for_it()

    def told(self) -> bool:
        return any(self.number in one.text and "отправлено" in one.text for one in self.own())

    def own(self) -> list[Message]:
        """Of the form, as the bot shows it since it was begun."""
        return [one for one in self.chat.messages if one.id > self.since and self.titled(one)]

    def titled(self, message: Message) -> bool:
        return f"{self.number} · {self.paper.title}" in message.text.partition("\n")[0]

    def form(self) -> Message | None:
        """What it asks now; None while its lowest message has no buttons: it was answered."""
        return lowest if (lowest := self.lowest()) and lowest.rows else None

    def lowest(self) -> Message | None:
        """The lowest message of the form, unless it was left since."""
        return next((one for one in reversed(self.own()) if one.id > self.left), None)

    def said(self) -> list[object]:
        """The form and the counters of its photos, as they stand."""
        return [one.raw for one in self.chat.messages if one.id > self.since and self.of_form(one)]

    def differs(self, before: list[object]) -> bool:
        return self.said() != before

    def of_form(self, message: Message) -> bool:
        return self.titled(message) or "Сохранено" in message.text

    async def see(self, what: Callable[[], bool]) -> bool:
        with suppress(NothingCameError):
            await self.chat.wait(what, STUCK)
        return what()

    async def go_on(self, form: Message) -> None:
        if form.button("Отправить сейчас"):
            return
        if form.button("Отправить"):
            self.check(form)
            await self.chat.tap("Отправить", form)
        elif PHOTOS in form.text:
            await self.photograph(form)
        else:
            await self.answer(form)

    async def answer(self, asked: Message) -> None:
        question, answer = next((q, a) for q, a in self.paper.answers.items() if q in asked.text)
        self.answered = self.answered or question != next(iter(self.paper.answers))
        if asked.button("Взять") and f"«{answer}»" in asked.text:
            await self.chat.tap("Взять", asked)
        elif asked.button("Дальше"):  # it stands there already
            await self.chat.tap("Дальше", asked)
        elif asked.button("Готово"):
            await self.chat.tap("Готово", asked)
        elif answer.startswith("["):
            await self.chat.tap(answer[1:-1], asked)
        else:
            await self.chat.write(answer)

    async def photograph(self, asked: Message) -> None:
        self.answered = True
        if not self.paper.photos:
            await self.chat.tap("Пропустить", asked)
            return
        if not self.sent:
            self.sent = True
            for number, content in enumerate(self.paper.photos):
                await self.chat.documents(content, names=(f"{number}.png",))
        await self.see(self.all_stored)
        await self.chat.tap("Готово", asked)

    def all_stored(self) -> bool:
        stored = len(self.paper.photos)
        return any(f"Сохранено {stored} из {stored}" in one.text for one in self.chat.messages[-6:])

    def check(self, summary: Message) -> None:
        """Every typed value stands in the summary."""
        for typed in self.paper.typed:
            for word in typed.partition("\n")[0].split(";")[0].split():
                assert word in summary.text, (word, summary.text)

    async def look_for_it(self) -> None:
        """Among the drafts; where there is none, it was sent, or never begun."""
        [mine] = await self.chat.write("/drafts")
        if not await self.see(lambda: self.page(mine.id) is not None):
            return
        page = self.page(mine.id)
        assert page
        self.left, self.sent = page.id, self.sent and self.all_stored()
        draft = f"{self.number} · {self.paper.title}"
        if page.button(draft):
            await self.chat.tap(draft, page)
        elif self.told():
            return
        else:
            assert not self.answered, (
                f"its draft is lost, or nobody was told that it was sent\n{self.screen()}"
            )
            await self.begin(page)
        await self.see(lambda: self.form() is not None or self.told())

    def page(self, since: int) -> Message | None:
        """The list of drafts."""
        pages = [one for one in self.chat.messages if one.id > since and one.by_bot and one.rows]
        return next((one for one in reversed(pages) if one.text.startswith("📝 Черновики")), None)

    async def begin(self, page: Message) -> None:
        """Press the form's button, as it stands on a card."""
        caller = await self.system.caller(self.login)
        view = await caller.read(f"/v1/orders/{self.order}", _Order)
        version = view.order["parts"].get(self.paper.part, 0)
        press = Press(self.paper.kind, OrderId(UUID(self.order)), self.paper.part, version)
        await self.chat.tap_data(page.id, pack(press))

    async def effects(self) -> list[dict[str, Any]]:
        """What stands in the order's record."""
        caller = await self.system.caller(self.login)
        found: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            page = await caller.read(f"/v1/orders/{self.order}/timeline", _Timeline, after=after)
            found += [one["event"] for one in page.entries if one["event"]["kind"] == KINDS[self.paper.kind]]
            after = page.next
        return found

    async def stored(self) -> list[str]:
        """The ids that the photos have for whoever stores the same bytes by hand."""
        caller = await self.system.caller(self.login)
        return [
            str((await caller.upload(content, "by hand.png", f"by hand {hash(content)}")).id)
            for content in self.paper.photos
        ]

    def screen(self) -> str:
        return "\n".join(
            f"{one.id} {one.text!r} {[b.text for row in one.rows for b in row]}"
            for one in self.chat.messages[-14:]
        )


KINDS = {"add_note": "noted", "submit_agreement": "agreement_submitted"}
