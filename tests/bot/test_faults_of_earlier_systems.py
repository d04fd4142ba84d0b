"""PRODUCT §10, as a person with a thumb would meet it: each test fails if that fault comes back."""

import asyncio
from uuid import uuid4

import httpx2
import pytest
from pydantic import BaseModel, JsonValue
from redis.asyncio import Redis

from bot.forms.registry import FORMS
from stack.demo_people import SANDBOX_TOKEN, demo_id
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from tests.api.caller import jpeg
from tests.bot.conftest import BotSystem
from tests.bot.hands import PATIENCE

CURATORS = {"ekb-engineer": "ekb-curator", "duty-engineer": "duty-curator"} | dict.fromkeys(
    ("ivanov", "sidorov", "orlov"), "petrova"
)
"""Each chat takes a message a second: the tests use many."""
AWAY = "Сервер сейчас не отвечает"
LONG = 120.0
"""Seconds; what goes on by itself may wait for its next try."""


async def card_of(system: BotSystem, login: str, number: str) -> tuple[Chat, Message]:
    """The chat of somebody with the card of an order, opened from the search."""
    chat = await system.chat(login)
    await chat.write(f"/find {number}")
    found = await chat.until(lambda message: number in message.text and "🔍" in message.text)
    await chat.press(number, found)
    card = await chat.until(
        lambda message: message.id > found.id and number in message.text and bool(message.button("История"))
    )
    return chat, card


async def with_note(system: BotSystem, login: str = "ivanov") -> tuple[Chat, str, str]:
    """The same, with the form of a note begun; and the order's id and number."""
    order, number = await system.opened(CURATORS[login], engineer=str(demo_id(login)))
    chat, card = await card_of(system, login, number)
    await chat.press("Ещё", card)
    await chat.wait(lambda: chat.seen[card.id].button("Заметка") is not None)
    await chat.press("Заметка", chat.seen[card.id])
    await step(chat, number, "Что записать")
    return chat, order, number


async def step(chat: Chat, number: str, words: str, within: float = PATIENCE) -> Message:
    """The form of that order, when it says so."""
    return await chat.until(
        lambda message: f"{number} · Заметка" in message.text and words in message.text, within
    )


async def send(chat: Chat, number: str, skip: str = "Пропустить") -> None:
    """From the question for photos to the end."""
    await chat.press(skip, await step(chat, number, "Шаг 2"))
    await chat.press("Отправить", await step(chat, number, "Проверьте"))
    await step(chat, number, "отправлено")


async def ask(chat: Chat, text: str, words: str) -> None:
    await chat.write(text)
    await chat.until(lambda message: words in message.text)


class _Entry(BaseModel):
    event: dict[str, object]


class _Timeline(BaseModel):
    entries: list[_Entry]


async def events(system: BotSystem, order: str, kind: str, login: str = "petrova") -> list[dict[str, object]]:
    timeline = await (await system.caller(login)).read(f"/v1/orders/{order}/timeline", _Timeline)
    return [entry.event for entry in timeline.entries if entry.event["kind"] == kind]


async def notes(system: BotSystem, order: str, login: str = "petrova") -> list[object]:
    return [event["text"] for event in await events(system, order, "noted", login)]


async def test_06_a_mistyped_choice_is_asked_again_and_takes_nobody_else(bot_system: BotSystem) -> None:
    order, number = await bot_system.opened("duty-curator")
    chat, card = await card_of(bot_system, "duty-curator", number)
    await chat.press("Назначить", card)
    await chat.until(lambda one: number in one.text and "Кто поедет?" in one.text)
    await ask(chat, "Тимур Сменный-Ночной", "нет в списке")
    await chat.write("Тимур Сменный")
    await chat.press(
        "Отправить", await chat.until(lambda one: number in one.text and "Проверьте" in one.text)
    )
    await chat.until(lambda one: number in one.text and "отправлено" in one.text)
    assigned = await events(bot_system, order, "assigned", "duty-curator")
    assert [event["engineer"] for event in assigned] == [str(demo_id("duty-engineer"))]


async def test_11_a_restart_in_the_middle_of_a_form_loses_nothing(bot_system: BotSystem) -> None:
    chat, order, number = await with_note(bot_system)
    await asyncio.to_thread(bot_system.stack.kill, "bot")
    await chat.write("до перезапуска <b>")  # while it is away
    await asyncio.to_thread(bot_system.stack.begin_again, "bot")
    # The press that opened the form may be handled once more, so that the question is newer than the answer.
    asked = await chat.until(
        lambda message: (
            number in message.text and bool(message.button("Взять") or message.button("Пропустить"))
        )
    )
    if asked.button("Взять"):
        await chat.press("Взять", asked)
    await send(chat, number)
    assert await notes(bot_system, order) == ["до перезапуска <b>"]


async def test_12_an_error_of_the_server_is_told_and_eats_nothing(bot_system: BotSystem) -> None:
    chat, order, number = await with_note(bot_system, "sidorov")
    given, offered = await bot_system.opened(engineer=str(demo_id("orlov")))
    orlov, card = await card_of(bot_system, "orlov", offered)
    accept = str(card.button("Принять").data)  # type: ignore[union-attr]  # the card is of an order to accept
    await asyncio.to_thread(bot_system.stack.end, "api")
    try:
        for _ in range(2):
            await orlov.tap_data(card.id, accept)
        await orlov.wait(lambda: ["Выполню сам" in one.text for one in orlov.messages].count(True) == 2, LONG)
        await chat.write("пока сервера нет")
        await chat.press("Пропустить", await step(chat, number, "Шаг 2"))
        await chat.press("Отправить", await step(chat, number, "Проверьте"))
        kept = await step(chat, number, "Отправлю сам")
        await ask(chat, "/menu", AWAY)
    finally:
        await asyncio.to_thread(bot_system.stack.begin_again, "api")
    await chat.press("Отправить сейчас", kept)
    await chat.until(lambda one: number in one.text and "отправлено" in one.text, LONG)
    assert await notes(bot_system, order) == ["пока сервера нет"]
    told = await orlov.until(lambda one: offered in one.text and "отправлено" in one.text, LONG)
    await orlov.press("Открыть", told)
    now = await orlov.until(lambda one: one.id > told.id and bool(one.button("Согласование")), LONG)
    assert offered in now.text
    assert len(await events(bot_system, given, "accepted")) == 1


async def test_14_a_log_in_that_was_ended_is_begun_anew_without_a_word(bot_system: BotSystem) -> None:
    _, number = await bot_system.opened(engineer=str(demo_id("sidorov")))
    chat, _ = await card_of(bot_system, "sidorov", number)
    mine = await bot_system.caller("sidorov")
    await mine.send("/v1/auth/sessions", {}, uuid4().hex, "DELETE")
    await chat.write("/orders")
    await chat.until(lambda message: "🔔" in message.text and bool(message.button(number)))


async def test_16_the_menu_pressed_inside_a_form_is_no_answer(bot_system: BotSystem) -> None:
    chat, order, number = await with_note(bot_system, "orlov")
    await chat.press("Меню", chat.last)
    menu = await chat.until(lambda message: bool(message.button("Черновики")))
    await chat.press("Черновики", menu)
    await chat.wait(lambda: chat.seen[menu.id].button(number) is not None)
    await chat.press(number, chat.seen[menu.id])
    await step(chat, number, "Шаг 1")
    await chat.write("Меню")
    await ask(chat, "/menu", "Орлов")
    before = chat.last.id
    await chat.write("/drafts")
    await chat.press(number, await chat.until(lambda message: message.id > before and "📝" in message.text))
    await send(chat, number)
    assert await notes(bot_system, order) == ["Меню"]


async def test_17_a_list_longer_than_a_message_is_paged(bot_system: BotSystem) -> None:
    long: JsonValue = {"kind": "printer", "brand": "B" * 200, "model": "M" * 200, "complaint": "<&>" * 300}
    for _ in range(10):
        await bot_system.opened("ekb-curator", device=long)
    chat = await bot_system.chat("ekb-curator")
    await chat.write("kyocera")
    await chat.write("BBBBBB")
    found = await chat.until(lambda message: "BBB" in message.text and bool(message.button("Старее")))
    assert len(found.text) < 4096
    await chat.press("Старее", found)
    await chat.wait(lambda: "стр. 2" in chat.seen[found.id].text)
    await chat.press("Новее", chat.seen[found.id])
    await chat.wait(lambda: "стр. 1" in chat.seen[found.id].text)


async def test_19_the_token_of_the_bot_stands_nowhere_that_people_see(bot_system: BotSystem) -> None:
    await with_note(bot_system, "duty-engineer")
    secret = SANDBOX_TOKEN.partition(":")[2]
    for person in bot_system.people.values():
        for message in person.chat(bot_system.bot_id).messages:
            assert secret not in str(message.raw)
    assert secret not in bot_system.said()


def test_20_no_form_asks_for_a_password() -> None:
    asked = [step.name for form in FORMS.values() for step in form.steps]
    assert asked
    assert not [name for name in asked if "password" in name or "secret" in name]


async def test_23_photos_are_kept_by_us_and_not_by_telegram(bot_system: BotSystem) -> None:
    chat, order, number = await with_note(bot_system, "ekb-engineer")
    await chat.write("с фото")
    await step(chat, number, "Шаг 2")
    await chat.photos(jpeg())
    await chat.until(lambda message: "1 из 1" in message.text and message.id > chat.messages[-3].id)
    await chat.press("Готово")
    await chat.press("Отправить", await step(chat, number, "Проверьте"))
    await step(chat, number, "отправлено")
    (note,) = await events(bot_system, order, "noted", "ekb-curator")
    assert len(note["photos"]) == 1  # type: ignore[arg-type]  # a list
    caller = await bot_system.caller("ekb-curator")
    link = await caller.read(f"/v1/media/{note['photos'][0]['id']}/link", _Link)  # type: ignore[index]  # a list
    assert bot_system.settings.s3.endpoint in link.url
    async with httpx2.AsyncClient() as http:
        assert (await http.get(link.url)).content.startswith(b"\xff\xd8")


class _Link(BaseModel):
    url: str


async def test_08_another_engineer_cannot_act_with_somebody_elses_buttons(bot_system: BotSystem) -> None:
    order, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    _, card = await card_of(bot_system, "ivanov", number)
    data = card.button("Принять")
    assert data
    assert data.data
    other = await bot_system.chat("sidorov")
    await ask(other, "/menu", "Сидоров")
    query = await other.tap_data(other.last.id, data.data)
    await other.until(lambda message: "наряд вам больше не виден" in message.text)
    await other.wait(lambda: query in other.person.answers)
    assert not await events(bot_system, order, "accepted")


async def test_45_one_press_that_arrives_twice_is_one_effect(bot_system: BotSystem) -> None:
    order, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    chat, card = await card_of(bot_system, "ivanov", number)
    await bot_system.sandbox.trouble(doubled_presses=100)
    try:
        await chat.press("Принять", card)
        await chat.wait(lambda: not chat.seen[card.id].button("Принять"))
    finally:
        await bot_system.sandbox.trouble()
    await bot_system.sandbox.redeliver(bot_system.bot_id, 2)
    await ask(chat, "/menu", "Иванов")
    assert len(await events(bot_system, order, "accepted")) == 1


@pytest.mark.parametrize("typed", ["аб", "/nosuch", "<b>" * 1000, "🤷" * 50, "SVC-999999"])
async def test_every_text_is_answered(bot_system: BotSystem, typed: str) -> None:
    chat = await bot_system.chat("ekb-curator")
    await ask(chat, "/menu", "Исетская")
    before = len(chat.messages)
    await chat.write(typed)
    await chat.wait(lambda: len(chat.messages) > before + 1)
    assert chat.last.by_bot


async def test_a_form_that_a_release_has_renamed_locks_nobody_out(bot_system: BotSystem) -> None:
    chat, _, number = await with_note(bot_system, "ekb-engineer")
    async with Redis.from_url(bot_system.settings.redis.url, decode_responses=True) as redis:
        keys = await redis.keys(f"*{bot_system.bot_id}*{chat.person.id}*aiogd:context:*")
        for key in keys:
            body = str(await redis.get(key))
            await redis.set(key, body.replace("Forms:filling", "Gone:asked"))
    assert keys
    await ask(chat, "/menu", "Чусовой")
    await chat.write("/drafts")
    await chat.press(number, await chat.until(lambda message: "📝" in message.text))
    await step(chat, number, "Что записать")


async def test_a_button_of_a_form_that_leads_out_outlives_the_form(bot_system: BotSystem) -> None:
    chat, _, number = await with_note(bot_system, "duty-engineer")
    form = await step(chat, number, "Шаг 1")
    await chat.write("слова")
    await send(chat, number)
    done = await step(chat, number, "отправлено")
    await ask(chat, "/menu", "Сменный")
    before = chat.messages[-1].id
    await chat.press("Открыть наряд", done)
    await chat.until(lambda message: message.id > before and bool(message.button("История")))
    assert form.id <= done.id
