"""The dialog over aiogram, with a person whose commands are caught: nothing lost, one effect."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiogram import Dispatcher, Router
from aiogram.filters import Command
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, TelegramMethod
from aiogram.types import Message, Update
from aiogram_dialog import DialogManager, setup_dialogs
from aiogram_dialog.api.exceptions import UnknownIntent
from aiogram_dialog.test_tools import BotClient, MockMessageManager
from aiogram_dialog.test_tools.bot_client import FakeBot
from redis.asyncio import Redis

from bot.client import Answer, ApiAwayError, RefusedError
from bot.forms.about import On
from bot.forms.background import Background
from bot.forms.begin import begin
from bot.forms.dialog import DIALOG, leave
from bot.forms.draft import Draft, Drafts, DraftState
from bot.forms.form import Form, Request
from bot.forms.registry import FORMS
from bot.forms.steps import AmountStep, TextStep
from domain.people import Language
from settings import Settings
from telegram.texts import Texts
from tests.bot.forms.conftest import MOSCOW, PERSON


class CatchingCaller:
    """Catches what is sent; answers with what a test puts into `verdicts`, else accepts."""

    def __init__(self) -> None:
        self.me = SimpleNamespace(id=PERSON, name="Иванов", roles=frozenset(), zone="Europe/Moscow")
        self.telegram_id = 1
        self.sent: list[tuple[str, dict[str, Any], str]] = []
        self.verdicts: list[Exception] = []

    async def send(self, path: str, body: dict[str, Any], key: str, _method: str = "POST") -> Answer:
        self.sent.append((path, body, key))
        if self.verdicts:
            raise self.verdicts.pop(0)
        return Answer(receipt={"number": "SVC-000001"})


class Phone(BotClient):
    """Numbers and dates of messages as Telegram gives them: one row for both sides, and today."""

    def __init__(self, dispatcher: Dispatcher, screen: MockMessageManager) -> None:
        super().__init__(dispatcher, bot=SilentBot())  # type: ignore[no-untyped-call]  # as of aiogram-dialog
        self.screen = screen

    def _new_message_id(self) -> int:
        self.screen.last_message_id += 1
        return self.screen.last_message_id

    def _new_message(self, text: str, reply_to: Message | None) -> Message:
        message: Message = super()._new_message(text, reply_to)
        return message.model_copy(update={"date": datetime.now(UTC)})

    @property
    def said(self) -> str:
        """How the form ended."""
        assert isinstance(self.bot, SilentBot)
        return self.bot.said

    @property
    def text(self) -> str:
        return str([one for one in self.screen.sent_messages if one.text][-1].text)

    async def tap(self, label: str) -> None:
        """The latest button with these words, also of an older message."""
        shown, button = next(
            (one, button)
            for one in reversed(self.screen.sent_messages)
            if one.reply_markup
            for row in one.reply_markup.inline_keyboard
            for button in row
            if label in button.text
        )
        query = self._new_callback(shown, button)
        await self.dp.feed_update(
            self.bot, Update(update_id=self.screen.last_message_id, callback_query=query)
        )


class SilentBot(FakeBot):
    """Lets keyboards be taken away; keeps what a form's message says at its end."""

    said = ""

    async def __call__(self, method: TelegramMethod[Any], request_timeout: int | None = None) -> Any:
        if isinstance(method, EditMessageReplyMarkup):
            return True
        if isinstance(method, EditMessageText):
            self.said = method.text or ""
            return True
        return await super().__call__(method, request_timeout)


class NoUploads:
    async def note(self, *_: object) -> bool:
        return False

    def begin(self, _draft: object) -> None:
        return


@pytest.fixture
async def drafts(settings: Settings) -> AsyncIterator[Drafts]:
    redis = Redis.from_url(settings.redis.url)
    await redis.flushdb()
    yield Drafts(redis)
    await redis.aclose()


@pytest.fixture
def caller() -> CatchingCaller:
    return CatchingCaller()


@pytest.fixture
def phone(drafts: Drafts, caller: CatchingCaller) -> Phone:
    return phone_of(drafts, caller)


def phone_of(drafts: Drafts, caller: CatchingCaller, storage: MemoryStorage | None = None) -> Phone:
    screen = MockMessageManager()  # type: ignore[no-untyped-call]  # as of aiogram-dialog
    dispatcher = Dispatcher(
        storage=storage or MemoryStorage(),
        drafts=drafts,
        caller=caller,
        uploads=NoUploads(),
        texts=Texts(Language.RU, MOSCOW),
    )
    router = Router()

    @router.message(Command("note"))
    async def note(_message: Message, dialog_manager: DialogManager) -> None:
        await begin("add_note", On(), dialog_manager)

    @router.message(Command("menu"))
    async def menu(_message: Message, **data: Any) -> None:
        await leave(data)

    dispatcher.include_router(router)
    router.include_router(_dialog())
    setup_dialogs(dispatcher, message_manager=screen)
    return Phone(dispatcher, screen)


def _dialog() -> Any:
    """The one dialog belongs to one dispatcher at a time."""
    DIALOG._parent_router = None
    return DIALOG


@pytest.fixture(autouse=True)
def _opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "form-decline-reason"
    steps = (TextStep(name="text", words=words), AmountStep(name="amount", words=words))
    form = Form(
        "add_note",
        steps,
        lambda answers, _about: Request("/v1/opinions", dict(answers)),
        refusals={"payment.above_debt": "amount"},
    )
    monkeypatch.setitem(FORMS, "add_note", form)


async def one_draft(drafts: Drafts) -> Draft:
    found = await drafts.of(PERSON)
    assert len(found) == 1
    return found[0]


async def test_a_form_from_command_to_command(phone: Phone, caller: CatchingCaller, drafts: Drafts) -> None:
    await phone.send("/note")
    await phone.send("Хороший АППАРАТ")
    await phone.send("1 500 ₽")
    await phone.tap("Отправить")
    [(path, body, _key)] = caller.sent
    assert (path, body) == ("/v1/opinions", {"text": "Хороший АППАРАТ", "amount": 150_000})
    assert "отправлено" in phone.said
    assert await drafts.of(PERSON) == []


async def test_11_a_restart_in_mid_form_loses_nothing(
    phone: Phone, caller: CatchingCaller, drafts: Drafts
) -> None:
    await phone.send("/note")
    await phone.send("первое")
    after = phone_of(drafts, caller)  # nothing in memory is left
    after.screen.last_message_id = phone.screen.last_message_id
    await after.send("/note")
    assert "Шаг 2 из 2" in after.text
    await after.send("2")
    await after.tap("Отправить")
    assert [body for _, body, _ in caller.sent] == [{"text": "первое", "amount": 200}]


async def test_16_a_command_is_never_an_answer_and_leaves_the_form(phone: Phone, drafts: Drafts) -> None:
    await phone.send("/note")
    await phone.send("/menu")
    await phone.send("просто текст")
    draft = await one_draft(drafts)
    assert draft.answers == {}
    await phone.send("/note")
    await phone.send("/nothing")
    assert (await one_draft(drafts)).answers == {}


async def test_40_several_taps_send_one_command(phone: Phone, caller: CatchingCaller) -> None:
    await phone.send("/note")
    await phone.send("раз")
    await phone.send("1")
    await phone.tap("Отправить")
    with pytest.raises(UnknownIntent):  # which the router of errors answers
        await phone.tap("Отправить")
    assert len({key for _, _, key in caller.sent}) == 1


async def test_while_the_api_is_away_the_command_is_kept_and_sent_under_the_same_key(
    phone: Phone, caller: CatchingCaller, drafts: Drafts
) -> None:
    await phone.send("/note")
    await phone.send("раз")
    await phone.send("1")
    caller.verdicts.append(ApiAwayError("away"))
    await phone.tap("Отправить")
    assert "Отправлю сам" in phone.text
    assert (await one_draft(drafts)).state is DraftState.SENDING
    await phone.tap("Отправить сейчас")
    assert "отправлено" in phone.said
    assert len(caller.sent) == 2
    assert len({key for _, _, key in caller.sent}) == 1


async def test_a_refusal_is_told_at_the_question_it_concerns(
    phone: Phone, caller: CatchingCaller, drafts: Drafts
) -> None:
    await phone.send("/note")
    await phone.send("раз")
    await phone.send("100")
    facts: dict[str, str | int] = {"amount": 10_000, "debt": 5_000}
    caller.verdicts.append(RefusedError(422, "payment.above_debt", facts=facts))
    await phone.tap("Отправить")
    assert "Шаг 2 из 2" in phone.text
    assert "⚠️" in phone.text
    await phone.send("50")
    await phone.tap("Отправить")
    first, second = caller.sent
    assert first[2] != second[2]
    assert second[1]["amount"] == 5_000
    assert await drafts.of(PERSON) == []


async def test_a_second_begin_shows_the_same_draft(phone: Phone, drafts: Drafts) -> None:
    await phone.send("/note")
    await phone.send("раз")
    await phone.send("/note")
    await phone.send("/note")
    assert (await one_draft(drafts)).answers == {"text": "раз"}


class Switchboard:
    """Gives the background its callers, and hears what it tells."""

    def __init__(self, caller: CatchingCaller) -> None:
        self.one, self.told = caller, list[str]()

    async def caller(self, _telegram_id: int) -> CatchingCaller:
        return self.one

    async def send_message(self, _chat: int, text: str, **_: object) -> None:
        self.told.append(text)


async def test_what_was_kept_while_the_api_was_away_is_sent_by_itself_once_and_told(
    phone: Phone, caller: CatchingCaller, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.forms.background._due", lambda _draft: True)
    await phone.send("/note")
    await phone.send("раз")
    await phone.send("1")
    caller.verdicts += [ApiAwayError("away"), ApiAwayError("away")]
    await phone.tap("Отправить")
    board = Switchboard(caller)
    bots: Any = {(await one_draft(drafts)).bot_id: board}
    background = Background(drafts, cast("Any", board), bots, cast("Any", NoUploads()))
    await background.look()
    assert board.told == []
    await background.look()
    await background.look()
    assert len(caller.sent) == 3
    assert len({key for _, _, key in caller.sent}) == 1
    assert ["отправлено" in text for text in board.told] == [True]
    assert await drafts.of(PERSON) == []


async def test_what_is_refused_later_is_told_and_nothing_typed_is_lost(
    phone: Phone, caller: CatchingCaller, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.forms.background._due", lambda _draft: True)
    await phone.send("/note")
    await phone.send("раз")
    await phone.send("100")
    caller.verdicts += [
        ApiAwayError("away"),
        RefusedError(422, "payment.above_debt", facts={"amount": 1, "debt": 0}),
    ]
    await phone.tap("Отправить")
    board = Switchboard(caller)
    bots: Any = {(await one_draft(drafts)).bot_id: board}
    await Background(drafts, cast("Any", board), bots, cast("Any", NoUploads())).look()
    draft = await one_draft(drafts)
    assert (draft.state, draft.at, draft.answers["text"]) == (DraftState.FILLING, "amount", "раз")
    assert "сохранено" in board.told[0]
