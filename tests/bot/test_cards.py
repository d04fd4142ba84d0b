"""Cards through the whole system: pressed twice, by two people at once, and when they are old."""

import asyncio
import hashlib
from typing import Any

import pytest
from pydantic import BaseModel, JsonValue

from stack.demo.photos import ACT, photo
from stack.demo_people import demo_id
from stack.telegram.people import Chat
from stack.telegram.seen import Message
from tests.bot.conftest import BotSystem
from tests.bot.hands import NO, PATIENCE, Hands, Press


class _View(BaseModel):
    order: dict[str, Any]


class _Timeline(BaseModel):
    entries: list[dict[str, Any]]


LINE: dict[str, JsonValue] = {"name": "Ролик захвата <б>", "quantity": 2, "unit_price": 225_000}
AGREED: dict[str, JsonValue] = {"options": [{"lines": [LINE]}], "outcome": {"kind": "agreed", "option": 0}}


async def shown(bot_system: BotSystem, login: str, number: str, button: str) -> tuple[Chat, Message]:
    """The card of that order in somebody's chat, which has such a button."""
    chat = await bot_system.chat(login)
    await chat.write(number)
    found = await chat.until(lambda message: bool(message.button(number)))
    await chat.press(number, found)
    return chat, await chat.until(lambda one: number in one.text and bool(one.button(button)))


async def version(bot_system: BotSystem, login: str, order_id: str, part: str) -> int:
    view = await (await bot_system.caller(login)).read(f"/v1/orders/{order_id}", _View)
    return view.order["parts"].get(part, 0)  # type: ignore[no-any-return]


async def given(bot_system: BotSystem, login: str, order_id: str, path: str, of: str, /, **body: Any) -> None:
    """A command as the API takes it, beside the bot."""
    seen = await version(bot_system, login, order_id, of)
    key = hashlib.sha256(f"{order_id}{path}{of}{seen}".encode()).hexdigest()
    await (await bot_system.caller(login)).send(
        f"/v1/orders/{order_id}/{path}", {"version": seen, **body}, key
    )


def data(message: Message, words: str) -> str:
    button = message.button(words)
    assert button, message.rows
    return str(button.data)


async def answer(chat: Chat, message: Message, pressed: str) -> str:
    """What a press of that button says, even where the message does not show it any more."""
    query = await chat.tap_data(message.id, pressed)
    await chat.wait(lambda: query in chat.person.answers)
    return str(chat.person.answers[query].text)


async def test_05_40_a_button_tapped_twice_does_it_once_and_says_so(bot_system: BotSystem) -> None:
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    chat, card = await shown(bot_system, "ivanov", number, "Принять")
    pressed = data(card, "Принять")
    first = await chat.tap_data(card.id, pressed)
    second = await chat.tap_data(card.id, pressed)
    await chat.wait(lambda: {first, second} <= set(chat.person.answers))
    said = sorted(str(chat.person.answers[one].text) for one in (first, second))
    assert said == ["Готово.", "Уже сделано."]
    assert await events(bot_system, order_id, "accepted") == 1
    latest = await chat.until(lambda one: number in one.text and bool(one.button("Согласование")))
    assert "Ждём вас" in latest.text


async def test_two_people_press_at_once_and_the_slower_one_is_told_who_was_first(
    bot_system: BotSystem,
) -> None:
    several = [str(demo_id("ivanov")), str(demo_id("sidorov"))]
    order_id, number = await bot_system.opened()
    await given(bot_system, "petrova", order_id, "assignment/offer", "assignment", engineers=several)
    cards = [await shown(bot_system, login, number, "Принять") for login in ("ivanov", "sidorov")]
    said = await asyncio.gather(*(answer(chat, card, data(card, "Принять")) for chat, card in cards))
    assert "Готово." in said
    assert await events(bot_system, order_id, "accepted") == 1
    (loser,) = (chat for (chat, _), text in zip(cards, said, strict=True) if text != "Готово.")
    told = ("Эта кнопка устарела", "больше нет", "успел раньше")
    await loser.until(lambda one: any(words in one.text for words in told), PATIENCE)


async def test_an_old_button_tells_what_happened_meanwhile_and_shows_the_card_of_now(
    bot_system: BotSystem,
) -> None:
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    await given(bot_system, "ivanov", order_id, "assignment/acceptance", "assignment")
    chat, card = await shown(bot_system, "ivanov", number, "Согласование")
    await given(bot_system, "ivanov", order_id, "agreement", "agreement", **AGREED)
    await given(bot_system, "petrova", order_id, "approval", "agreement", part="agreement")
    said = await answer(chat, card, data(card, "Согласование"))
    assert "устарела" in said
    now = await chat.until(lambda one: "Пока вас не было" in one.text)
    assert "Согласование принято — Анна Петрова" in now.text
    assert now.button("Предоплата")
    await chat.wait(lambda: "Карточка ниже" in chat.seen[card.id].text)


async def test_nobody_approves_what_they_have_not_seen(bot_system: BotSystem) -> None:
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    await given(bot_system, "ivanov", order_id, "assignment/acceptance", "assignment")
    caller = await bot_system.caller("ivanov")
    photos = [
        str((await caller.upload(photo(ACT, number, n), f"{n}.jpg", f"{order_id}{n}")).id) for n in (1, 2)
    ]
    await given(bot_system, "ivanov", order_id, "agreement", "agreement", **AGREED, photos=photos)
    chat, card = await shown(bot_system, "petrova", number, "Проверить")
    assert not card.button("Принять")
    await chat.press("Проверить", card)
    review = await chat.until(lambda one: number in one.text and "проверка: согласование" in one.text)
    assert "Ролик захвата <б>" in review.text
    assert "2 × 2\u00a0250\u00a0₽ = 4\u00a0500\u00a0₽" in review.text
    album = [one for one in chat.messages if one.by_bot and not one.text and one.id > card.id]
    assert len(album) == 2
    assert (await chat.press("Принять", review)).text == "Готово."
    await chat.wait(lambda: "принято" in chat.seen[review.id].text)
    assert chat.seen[review.id].rows == []
    assert await events(bot_system, order_id, "agreement_approved") == 1
    await chat.until(lambda one: number in one.text and "✅ согласование" in one.text)


async def test_more_less_and_history_turn_the_card_in_place(bot_system: BotSystem) -> None:
    _, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    chat, card = await shown(bot_system, "petrova", number, "Ещё")
    await chat.press("Ещё", card)
    await chat.wait(lambda: bool(chat.seen[card.id].button("Пауза")))
    await chat.press("История", chat.seen[card.id])
    await chat.wait(lambda: "Наряд открыт — Анна Петрова" in chat.seen[card.id].text)
    await chat.press("Свернуть", chat.seen[card.id])
    await chat.wait(lambda: not chat.seen[card.id].button("Пауза") and "Куратор" in chat.seen[card.id].text)


@pytest.mark.parametrize("broken", ["ac:AAAAAAAAAAAAAAAAAAAAAg:assignment:1", "ac:broken", "zz:1:2:3"])
async def test_a_button_of_nothing_is_answered_in_words(bot_system: BotSystem, broken: str) -> None:
    chat = await bot_system.chat("owner")
    await chat.write("/menu")
    menu = await chat.until(lambda one: bool(one.rows))
    changes = chat.changes
    await answer(chat, menu, broken)
    await chat.wait(lambda: chat.changes > changes)


async def events(bot_system: BotSystem, order_id: str, kind: str) -> int:
    """How often that happened."""
    caller = await bot_system.caller("petrova")
    timeline = await caller.read(f"/v1/orders/{order_id}/timeline", _Timeline)
    return sum(entry["event"]["kind"] == kind for entry in timeline.entries)


async def told(chat: Chat, number: str, button: str, what: str = "") -> Message:
    """The card that comes by itself when it is somebody's turn: no later one takes its place."""
    return await chat.until(
        lambda one: (
            one.text[:1] in "🆕🔔" and number in one.text and what in one.text and bool(one.button(button))
        ),
        20,
    )


async def test_a_card_and_a_form_below_it_leave_each_other_whole(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("ivanov")
    await chat.write("/menu")
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    await given(bot_system, "ivanov", order_id, "assignment/acceptance", "assignment")
    card = await told(chat, number, "Согласование")
    await chat.press("Согласование", card)
    form = await chat.until(lambda one: one.id > card.id and "Шаг 1" in one.text)
    assert (chat.seen[card.id].text, chat.seen[card.id].rows) == (card.text, card.rows)
    await chat.press("Ещё", card)
    await chat.wait(lambda: bool(chat.seen[card.id].button("Попросить")))
    assert chat.seen[form.id].text == form.text
    await chat.write("Ролик; 2; 600")
    await chat.until(lambda one: "Ролик" in one.text and "SVC" in one.text)
    assert chat.seen[card.id].button("Попросить"), "what was typed went into the form, not into the card"


async def test_13_what_was_sent_in_is_nothing_to_do_any_more_on_the_card(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("ivanov")
    thumb = Hands(chat)
    await chat.write("/menu")
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    await given(bot_system, "ivanov", order_id, "assignment/acceptance", "assignment")
    card = await told(chat, number, "Согласование")
    await chat.press("Согласование", card)
    await thumb.fills(
        ("Что предлагаем клиенту", "Ролик; 2; 600"),
        ("Итого", Press("Готово")),
        ("Что решил клиент", Press("Согласен")),
        ("Если клиент согласился на меньшую", NO),
        ("Пришлите фото", NO),
    )
    await chat.wait(lambda: "проверить согласование" in chat.seen[card.id].text)
    assert not chat.seen[card.id].button("Согласование")


async def test_22_whoever_lost_the_order_loses_its_card(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("ivanov")
    await chat.write("/menu")
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    card = await told(chat, number, "Принять")
    pressed = data(card, "Принять")
    await given(bot_system, "petrova", order_id, "assignment", "assignment", engineer=str(demo_id("sidorov")))
    await answer(chat, card, pressed)
    await chat.wait(lambda: "+7" not in chat.seen[card.id].text and chat.seen[card.id].rows == [])


async def test_an_approval_that_needs_words_asks_for_them(bot_system: BotSystem) -> None:
    order_id, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    await given(bot_system, "ivanov", order_id, "assignment/acceptance", "assignment")
    await given(bot_system, "ivanov", order_id, "agreement", "agreement", **AGREED)
    await given(bot_system, "petrova", order_id, "approval", "agreement", part="agreement")
    await given(bot_system, "ivanov", order_id, "prepayment", "prepayment", payment=None)
    await given(bot_system, "petrova", order_id, "approval", "prepayment", part="prepayment")
    await given(bot_system, "ivanov", order_id, "report", "report", no_contract_reason="Без договора")
    chat = await bot_system.chat("petrova")
    await chat.write("/menu")
    card = await told(chat, number, "Проверить", "проверить отчёт")
    await chat.press("Проверить", card)
    review = await chat.until(lambda one: "проверка: отчёт" in one.text and number in one.text)
    assert "долг 4\u00a0500\u00a0₽" in review.text
    await chat.press("Принять", review)
    form = await chat.until(lambda one: one.id > review.id and "Шаг 1" in one.text)
    assert number in form.text
    assert await events(bot_system, order_id, "report_approved") == 0
