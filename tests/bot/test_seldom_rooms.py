"""Rooms that people seldom go into, through the whole system: cash is disputed, a branch withdrawn, another
Telegram given, and rights, and a rate of commission.
"""

from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from bot.client import JsonObject
from stack.demo_people import BRANCH, demo_id
from tests.api.repair import CASH
from tests.bot.conftest import BotSystem
from tests.bot.desk import picture
from tests.bot.hands import Hands
from tests.bot.test_cards import AGREED, given
from tests.bot.test_linking import newcomer
from tests.bot.test_people_and_money import at_menu
from tests.bot.thumb import Thumb


class Made(BaseModel):
    id: str


async def newly_written_down(bot_system: BotSystem) -> str:
    """An engineer whom nobody else's test knows; the name."""
    name = f"Редкий {uuid4().hex[:8]}"
    body: JsonObject = {"name": name, "roles": ["engineer"]}
    await (await bot_system.caller("ekb-curator")).send("/v1/people", body, uuid4().hex)
    return name


async def at_person(bot_system: BotSystem, login: str, name: str) -> Thumb:
    """Somebody's thumb at the page of that person."""
    thumb = await at_menu(bot_system, login)
    await thumb.write(name)
    if thumb.screen and thumb.screen.button("Искать среди людей"):
        await thumb.press("Искать среди людей")
    await thumb.press(name)
    return thumb


async def with_engineer(bot_system: BotSystem) -> tuple[str, str]:
    """An order of the branch whose engineer is at work and has taken 700 roubles: its id and number."""
    order, number = await bot_system.opened("ekb-curator", engineer=str(demo_id("ekb-engineer")))
    await given(bot_system, "ekb-engineer", order, "assignment/acceptance", "assignment")
    await given(bot_system, "ekb-engineer", order, "agreement", "agreement", **AGREED)
    payment = CASH | {"amount": 70_000}
    await given(bot_system, "ekb-engineer", order, "prepayment", "prepayment", payment=payment)
    return order, number


async def test_cash_that_did_not_come_is_disputed_and_may_be_handed_in_again(bot_system: BotSystem) -> None:
    order, _ = await with_engineer(bot_system)
    for part in ("agreement", "prepayment"):
        await given(bot_system, "ekb-curator", order, "approval", part, part=part)
    engineer = await at_menu(bot_system, "ekb-engineer")
    await engineer.answers("[Деньги]", "[Сдать деньги]", "[Дина Исетская]", "311", "[Отправить]")
    curator = await at_menu(bot_system, "ekb-curator")
    await curator.answers("[Деньги]", "[Принять у инженера]", "[Марат Чусовой: 311]", "[Сумма не та]")
    await curator.answers("Получила только 211 ₽ <б>", "[Отправить]")
    page = await curator.press("Открыть")
    assert "оспорена" in page.text
    assert "Получила только 211 ₽ <б>" in page.text
    assert not page.button("Получил")
    await engineer.chat.until(lambda one: "Получила только 211" in one.text)
    engineer = await at_menu(bot_system, "ekb-engineer")
    page = await engineer.answers("[Деньги]", "[Мои сдачи]", "[Марат Чусовой: 311]")
    assert "Получила только 211 ₽ <б>" in page.text
    assert not page.button("Отозвать")
    engineer = await at_menu(bot_system, "ekb-engineer")
    await engineer.answers("[Деньги]", "[Сдать деньги]", "[Дина Исетская]", "211", "[Отправить]")
    page = await engineer.press("Открыть")
    page = await engineer.press("Отозвать")
    assert "Сдача отозвана" in page.text
    assert "отозвана" in page.text
    assert not page.button("Отозвать")


async def test_what_was_handed_to_the_workshop_by_mistake_is_withdrawn(bot_system: BotSystem) -> None:
    order, number = await with_engineer(bot_system)
    caller = await bot_system.caller("ekb-engineer")
    photo = await caller.upload(picture(77), "77.png", uuid4().hex)
    handed = {"description": "Шумит", "completeness": "Кабель", "due": "2026-12-24"}
    handed |= {"part": "stationary", "purpose": "repair"}
    photos = [str(photo.id)]
    await given(bot_system, "ekb-engineer", order, "stationary", "stationary", photos=photos, **handed)
    await given(bot_system, "ekb-curator", order, "approval", "stationary.1", part="stationary.1")
    chat = await bot_system.chat("ekb-engineer")
    await chat.write(number)
    await chat.press(number, await chat.until(lambda one: bool(one.button(number))))
    hands = Hands(chat)
    await hands.does(number, "Отозвать")
    await hands.fills(("Почему это больше не нужно", "Клиент передумал"))
    whole = await caller.read(f"/v1/orders/{order}", Whole)
    assert [job["state"] for job in whole.order["stationary"]] == ["withdrawn"]


class Whole(BaseModel):
    order: dict[str, Any]


async def test_another_telegram_is_given_by_a_thumb_and_the_one_before_is_shut(bot_system: BotSystem) -> None:
    name = await newly_written_down(bot_system)
    first, second = await newcomer(bot_system), await newcomer(bot_system)
    curator = await at_person(bot_system, "ekb-curator", name)
    page = await curator.press("Пригласить")
    await first.write(f"/start {code_in(page.text)}")
    await first.until(lambda one: bool(one.button("Мои наряды")))
    curator = await at_person(bot_system, "ekb-curator", name)
    page = await curator.press("Другой Telegram")
    assert "нынешний потеряет доступ" in page.text
    page = await curator.press("Да, дать ссылку")
    await second.write(f"/start {code_in(page.text)}")
    await second.until(lambda one: bool(one.button("Мои наряды")))
    await first.write("/menu")
    await first.until(lambda one: "пока не знает" in one.text)


def code_in(text: str) -> str:
    """Of an invite's link, or of the words to send."""
    return text.split("start", 1)[1].lstrip("= ").split()[0]


async def test_22_rights_are_given_and_taken_by_a_superuser_and_by_nobody_else(bot_system: BotSystem) -> None:
    name = await newly_written_down(bot_system)
    curator = await at_person(bot_system, "ekb-curator", name)
    assert curator.screen
    assert not curator.screen.button("Права")
    superuser = await at_person(bot_system, "super", name)
    await superuser.press("Права")
    labels = [button.text for row in superuser.screen.rows for button in row] if superuser.screen else []
    assert "☐ выдавать права" not in labels
    await superuser.answers("[видеть деньги]", "[Готово]", "[Отправить]")
    page = await superuser.press("Открыть")
    assert "видеть деньги" in page.text
    await superuser.answers("[Права]", "[Пропустить]", "[видеть деньги]", "[Готово]", "[Отправить]")
    page = await superuser.press("Открыть")
    assert "видеть деньги" not in page.text


async def test_an_owner_sets_a_rate_of_commission_and_sees_it(bot_system: BotSystem) -> None:
    owner = await at_menu(bot_system, "ekb-owner")
    await owner.answers("[Ещё]", "[Настройки]", "[Ставка комиссии]", "101", "37,5 %")
    await owner.answers("01.02.2027", "[Марат Чусовой]", "[Принтер]", "[Отправить]")
    page = await owner.press("Открыть")
    assert "37.5 %" in page.text
    assert "Марат Чусовой" in page.text
    found = await (await bot_system.caller("ekb-owner")).read(
        f"/v1/organizations/{BRANCH.id}/settings", Settings
    )
    rate = found.settings["rates"][-1]
    assert (rate["bp"], rate["since"], rate["kind"]) == (3750, "2027-02-01", "printer")
    assert rate["person"] == str(demo_id("ekb-engineer"))


class Settings(BaseModel):
    settings: dict[str, Any]
