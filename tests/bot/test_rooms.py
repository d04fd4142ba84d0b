"""The bot answers: the menu of each role, lists, cards, search, strangers."""

import pytest

from stack.demo_people import demo_id
from tests.bot.conftest import BotSystem


@pytest.mark.parametrize("login", ["petrova", "ivanov", "kuznetsov", "owner", "super", "buyer"])
async def test_everybody_gets_their_menu(bot_system: BotSystem, login: str) -> None:
    chat = await bot_system.chat(login)
    await chat.write("/start")
    menu = await chat.until(lambda message: bool(message.rows))
    assert menu.button("Ещё")


async def test_15_an_empty_list_is_said_in_words(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("duty-workshop")
    await chat.write("/orders")
    assert "Здесь сейчас пусто" in (await chat.until(lambda message: "Ждут меня" in message.text)).text


async def test_a_stranger_is_told_whom_to_ask_and_sees_nothing(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("stranger")
    await chat.write("SVC-000001")
    said = await chat.until(lambda message: "приглашение" in message.text)
    assert said.rows == []


async def test_an_order_is_found_opened_and_accepted_from_its_card(bot_system: BotSystem) -> None:
    _, number = await bot_system.opened(engineer=str(demo_id("ivanov")))
    chat = await bot_system.chat("ivanov")
    await chat.write(number.lower())
    await chat.until(lambda message: bool(message.button(number)))
    await chat.press(number)
    card = await chat.until(lambda message: bool(message.button("Принять")))
    answer = await chat.press("Принять", card)
    assert answer.text.startswith("Готово")
    await chat.wait(lambda: not chat.seen[card.id].button("Принять"))
    again = await chat.tap_data(card.id, card.button("Принять").data)  # type: ignore[union-attr,arg-type]
    await chat.wait(lambda: again in chat.person.answers)
    assert chat.person.answers[again].text
