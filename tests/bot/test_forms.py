"""Forms through the sandbox, the API and a worker; the bot of these tests runs in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisAway

from bot.forms.draft import Draft, Drafts
from stack.demo_people import demo_id
from telegram import limiter
from tests.bot.conftest import BotSystem
from tests.bot.desk import NUMBER, Desk, desk_of, picture
from tests.bot.test_cards import given
from tests.bot.thumb import PATIENCE, Thumb


@pytest.fixture(scope="module")
async def desk(bot_system: BotSystem) -> AsyncIterator[Desk]:
    async with desk_of(bot_system) as desk:
        yield desk


@asynccontextmanager
async def trouble(desk: Desk, **what: object) -> AsyncIterator[None]:
    await desk.system.sandbox.trouble(**what)
    yield
    await desk.system.sandbox.trouble()


def documents(*numbers: int) -> dict[str, Any]:
    """Sent as files they keep their bytes, so hashes can be compared."""
    return {
        "contents": [picture(number) for number in numbers],
        "names": tuple(f"фото {number}.png" for number in numbers),
    }


async def send(thumb: Thumb, *numbers: int) -> int:
    """The number of the first message."""
    files = documents(*numbers)
    sent = await thumb.chat.documents(*files["contents"], names=files["names"])
    return sent[0].id


async def counted(thumb: Thumb, words: str, since: int) -> None:
    await thumb.chat.until(lambda one: one.id > since and f"Сохранено {words}" in one.text, 30)


async def noted(desk: Desk, login: str = "ivanov") -> tuple[str, Thumb]:
    """An order, and somebody's thumb at the photos of a note about it."""
    order, _ = await desk.system.opened(engineer=str(demo_id("ivanov")))
    thumb = await desk.thumb(login)
    await desk.begin(thumb, login, "add_note", order, "notes")
    await thumb.write("Фото ДО ремонта")
    return order, thumb


def counters(thumb: Thumb) -> list[str]:
    return [one.text for one in thumb.chat.messages if one.by_bot and "Сохранено" in one.text]


def linked(event: dict[str, Any]) -> list[str]:
    return [photo["id"] for photo in event["photos"]]


async def by_hand(desk: Desk, login: str, *numbers: int) -> list[str]:
    """The ids that the same bytes get when they are stored without Telegram: the same content is one file."""
    caller = await desk.caller(login)
    return [str((await caller.upload(picture(n), "x.png", f"by hand {n}")).id) for n in numbers]


async def test_10_36_41_an_album_late_shuffled_and_failing_is_linked_whole_and_once(desk: Desk) -> None:
    async with trouble(desk, shuffle_albums=True, album_delay=(0.0, 0.8), failing_downloads=20.0):
        order, thumb = await noted(desk)
        before = len(counters(thumb))
        since = await send(thumb, 1, 2, 3, 4, 5)
        await send(thumb, 6)
        await counted(thumb, "6 из 6", since)
        await thumb.press("Готово")
        await thumb.press("Отправить")
        event = await desk.event(order, "noted")
    assert event["text"] == "Фото ДО ремонта"
    assert linked(event) == await by_hand(desk, "ivanov", 1, 2, 3, 4, 5, 6)
    assert len(counters(thumb)) - before == 1


async def test_done_pressed_meanwhile_waits_and_late_parts_still_come_in(desk: Desk) -> None:
    order, thumb = await noted(desk)
    await counted(thumb, "1 из 1", await send(thumb, 11))
    async with trouble(desk, shuffle_albums=True, album_delay=(0.3, 0.9)):
        since = await send(thumb, 12, 13, 14)
        await thumb.press("Готово")  # before the first part came
        await counted(thumb, "4 из 4", since - 2)  # its counter stands above them
        await thumb.press("Отправить")
        event = await desk.event(order, "noted")
    assert linked(event) == await by_hand(desk, "ivanov", 11, 12, 13, 14)


async def test_a_file_of_another_kind_is_named_and_a_video_is_told_what_will_do(desk: Desk) -> None:
    order, thumb = await noted(desk)
    await thumb.chat.documents(b"no picture at all", names=("договор.docx",))
    await thumb.chat.until(lambda one: "договор.docx" in one.text, 30)
    await thumb.chat.voice(b"OggS")
    await thumb.chat.until(lambda one: "Видео, голос" in one.text, 30)
    await send(thumb, 21)
    await counted(thumb, "1 из 2", 0)
    await thumb.press("Готово")
    await thumb.press("Отправить")
    assert linked(await desk.event(order, "noted")) == await by_hand(desk, "ivanov", 21)


async def test_11_13_after_a_restart_the_form_goes_on_and_what_was_coming_comes(desk: Desk) -> None:
    order, thumb = await noted(desk)
    await desk.system.sandbox.fault("delay", "getFile", times=2, seconds=3.0)
    since = await send(thumb, 31, 32)
    await asyncio.sleep(0.3)
    await desk.stop()
    await desk.start()
    await counted(thumb, "2 из 2", since)
    await thumb.press("Готово")
    await thumb.press("Отправить")
    event = await desk.event(order, "noted")
    assert event["text"] == "Фото ДО ремонта"
    assert linked(event) == await by_hand(desk, "ivanov", 31, 32)


async def test_a_button_of_a_form_that_was_left_goes_on_with_it(desk: Desk) -> None:
    order, thumb = await noted(desk)
    asked = thumb.screen
    menu = await thumb.write("/menu")
    await thumb.chat.tap("Пропустить", asked)
    again = await thumb.chat.until(lambda one: one.id > menu.id and "Пришлите фото" in one.text, PATIENCE)
    await thumb.press("Пропустить")
    await thumb.press("Отправить")
    assert (await desk.event(order, "noted"))["text"] == "Фото ДО ремонта"
    await thumb.chat.press("Пропустить", asked, within=PATIENCE)
    await thumb.chat.until(lambda one: one.id > again.id and "Черновики" in one.text, PATIENCE)


async def test_a_form_that_was_opened_twice_is_answered_on_either_message(desk: Desk) -> None:
    order, thumb = await noted(desk)
    first = thumb.screen
    assert first
    await desk.begin(thumb, "ivanov", "add_note", order, "notes")
    await thumb.chat.tap("Пропустить", first)
    summary = await thumb.chat.until(
        lambda one: one.id > first.id and bool(one.button("Отправить")), PATIENCE
    )
    await thumb.chat.tap("Отправить", summary)
    assert (await desk.event(order, "noted"))["text"] == "Фото ДО ремонта"


async def test_38_41_a_photo_sent_twice_is_linked_once_and_nothing_typed_is_lost(desk: Desk) -> None:
    order, thumb = await noted(desk)
    since = await send(thumb, 41)
    await send(thumb, 41)
    await desk.system.sandbox.redeliver(NUMBER, 2)
    await counted(thumb, "1 из 1", since)
    await asyncio.sleep(0.5)
    await thumb.press("Готово")
    await thumb.press("Исправить")
    await thumb.press("Текст")
    await thumb.press("оставить")
    await thumb.press("Отправить")
    event = await desk.event(order, "noted")
    assert event["text"] == "Фото ДО ремонта"
    assert linked(event) == await by_hand(desk, "ivanov", 41)


async def test_an_agreement_by_thumb_is_returned_and_nothing_has_to_be_typed_again(desk: Desk) -> None:
    order, number = await desk.system.opened(engineer=str(demo_id("ivanov")))
    await given(desk.system, "ivanov", order, "assignment/acceptance", "assignment")
    thumb = await desk.thumb("ivanov")
    await desk.begin(thumb, "ivanov", "submit_agreement", order, "agreement")
    await thumb.answers("Ролик <б>; 2; 2 250\nРабота; 500,50", "[Готово]", "[Согласен]", "4 000")
    await thumb.answers("постоянный КЛИЕНТ", "[Пропустить]", "[Отправить]")
    first = await desk.event(order, "agreement_submitted")
    assert (first["amount"], first["outcome"]["discount_reason"]) == (400_000, "постоянный КЛИЕНТ")
    await given(desk.system, "petrova", order, "return", "agreement", part="agreement", reason="Где фото?")
    await desk.begin_again(thumb, "ivanov", "submit_agreement", order, "agreement")
    assert thumb.screen
    assert number in thumb.screen.text
    assert "Где фото?" in thumb.screen.text
    await thumb.answers("[Исправить]", "[Фото]")
    await counted(thumb, "1 из 1", await send(thumb, 51))
    await thumb.answers("[Готово]", "[Отправить]")
    again = (await desk.events(order, "agreement_submitted"))[-1]
    assert again["options"] == first["options"]
    assert again["outcome"] == first["outcome"]
    assert linked(again) == await by_hand(desk, "ivanov", 51)


async def test_a_pause_that_nobody_should_wait_loses_no_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiter, "PATIENCE", 0.5)
    thumb = await desk.thumb("ivanov")
    await desk.system.sandbox.fault("too_many_requests", "sendMessage", bot=NUMBER, retry_after=2)
    menu = await thumb.write("/menu")
    assert menu.button("Найти"), menu.text


async def test_what_was_typed_while_redis_was_away_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, fails = Drafts.put, iter([True, True])

    async def fails_at_first(drafts: Drafts, draft: Draft) -> None:
        if next(fails, False):
            raise RedisAway("No connection available")
        await put(drafts, draft)

    order, _ = await desk.system.opened(engineer=str(demo_id("ivanov")))
    thumb = await desk.thumb("ivanov")
    await desk.begin(thumb, "ivanov", "add_note", order, "notes")
    monkeypatch.setattr(Drafts, "put", fails_at_first)
    asked = await thumb.write("Звонить после обеда")
    assert "Шаг 2" in asked.text, asked.text
