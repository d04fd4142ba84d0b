"""The bot answers: the menu of each role, lists, cards, search, strangers."""

from uuid import uuid4

import pytest

from stack.demo_people import demo_id
from tests.api.caller import DEVICE
from tests.bot.conftest import BotSystem
from tests.bot.thumb import Thumb


@pytest.mark.parametrize("login", ["petrova", "ivanov", "kuznetsov", "owner", "super", "buyer"])
async def test_everybody_gets_their_menu(bot_system: BotSystem, login: str) -> None:
    chat = await bot_system.chat(login)
    [mine] = await chat.write("/start")
    menu = await chat.until(lambda message: message.id > mine.id and bool(message.rows))
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


async def test_a_superuser_finds_orders_of_every_organization_and_people_from_there(
    bot_system: BotSystem,
) -> None:
    serial = f"vn-{uuid4().hex[:12]}"
    found = {}
    for login, organization in (("smirnova", "Сервис на Ленина"), ("ekb-curator", "Сервис в Екатеринбурге")):
        _, number = await bot_system.opened(login, device={**DEVICE, "serial": serial.upper()})
        found[number] = organization
    thumb = Thumb(await bot_system.chat("super"))
    for text in (serial[3:], f"/find {serial}"):
        page = await thumb.write(text)
        for number, organization in found.items():
            assert f"{number} ·" in page.text
            assert organization in page.text
    [number, *_] = found
    card = await thumb.press(number)
    assert number in card.text
    page = await thumb.write("Дина Исетская")
    page = await thumb.press("Искать среди людей")
    assert page.button("Дина Исетская")


async def test_everybody_chooses_a_language_and_reads_the_rules(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("ekb-workshop")
    await chat.write("/lang")
    page = await chat.until(lambda message: bool(message.button("English")))
    await chat.press("English", page)
    await chat.wait(lambda: "We speak English" in chat.seen[page.id].text)
    await chat.write("/menu")
    menu = await chat.until(lambda message: bool(message.button("More")))
    await chat.press("More", menu)
    await chat.wait(lambda: chat.seen[menu.id].button("Rules") is not None)
    await chat.press("Rules", chat.seen[menu.id])
    await chat.wait(lambda: "Mon–Fri 09:00–18:00" in chat.seen[menu.id].text)
    assert "go on at once" in chat.seen[menu.id].text


async def test_a_superuser_sees_what_is_wrong_in_all_organizations_and_goes_there(
    bot_system: BotSystem,
) -> None:
    branch = "Сервис в Екатеринбурге"
    _, number = await bot_system.opened("ekb-curator")
    thumb = Thumb(await bot_system.chat("super"))
    menu = await thumb.write("/menu")
    assert "Открыто нарядов" in menu.text
    entries = [one.text.partition(" (")[0] for row in menu.rows for one in row]
    assert entries == [
        "🚨 Проблемы",
        "🏢 Организации",
        "👤 Кураторы",
        "📊 Обзор",
        "⚖️ Обжалования",
        "📝 Черновики",
        "👥 Люди",
        "🔍 Найти",
        "⚙️ Ещё",
    ]
    page = await thumb.press("Проблемы (")
    assert f"{branch}: просрочено" in page.text
    await thumb.press(branch)
    page = await thumb.press("Открытые")
    assert number in page.text
    await thumb.write("/menu")
    page = await thumb.answers("[Проблемы (]", "[назначить]")
    assert f"{number} ·" in page.text
    assert branch in page.text
    page = await thumb.press("Назад")
    assert "что-то не так" in page.text
    await thumb.press("Меню")
    page = await thumb.press("Обзор")
    assert "Не назначено" in page.text
    page = await thumb.press("Ждём: куратор")
    assert f"{number} ·" in page.text
    page = await thumb.press("Назад")
    assert "Не назначено" in page.text
    await thumb.press("Меню")
    page = await thumb.press("Кураторы")
    assert page.button("Дина Исетская")
    await thumb.write("/menu")
    page = await thumb.press("Обжалования")
    assert "Назад" in str(page.rows)
