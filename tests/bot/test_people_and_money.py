"""What is about no order, through the whole system: money, people, organizations, rules, records, log-ins."""

import re
from uuid import uuid4

from stack.demo_people import demo_id
from tests.api.repair import CASH
from tests.bot.conftest import BotSystem
from tests.bot.hands import Hands
from tests.bot.test_cards import AGREED, given
from tests.bot.thumb import PATIENCE, Thumb


async def at_menu(bot_system: BotSystem, login: str) -> Thumb:
    """News may come between: waited for is the menu itself."""
    thumb = Thumb(await bot_system.chat(login))
    [mine] = await thumb.chat.write("/menu")
    await thumb.chat.until(lambda one: one.id > mine.id and bool(one.button("⚙️")), PATIENCE)
    return thumb


async def with_cash(bot_system: BotSystem) -> None:
    """An order whose engineer has taken 1 000 roubles in cash."""
    order_id, _ = await bot_system.opened(engineer=str(demo_id("sidorov")))
    await given(bot_system, "sidorov", order_id, "assignment/acceptance", "assignment")
    await given(bot_system, "sidorov", order_id, "agreement", "agreement", **AGREED)
    await given(bot_system, "petrova", order_id, "approval", "agreement", part="agreement")
    await given(
        bot_system, "sidorov", order_id, "prepayment", "prepayment", payment=CASH | {"amount": 100_000}
    )
    await given(bot_system, "petrova", order_id, "approval", "prepayment", part="prepayment")


async def test_cash_is_handed_in_and_confirmed_once(bot_system: BotSystem) -> None:
    await with_cash(bot_system)
    engineer = await at_menu(bot_system, "sidorov")
    page = await engineer.press("Деньги")
    free = engineer.chat.seen[page.id].text
    assert "На руках" in free
    await engineer.answers("[Сдать деньги]", "[Анна Петрова]", "900 000", "[Отправить]")
    assert "больше, чем у вас на руках" in engineer.screen.text  # type: ignore[union-attr]
    await engineer.answers("400", "[Отправить]")
    curator = await at_menu(bot_system, "petrova")
    await curator.answers("[Деньги]", "[Принять у инженера]")
    page = await curator.press("Пётр Сидоров: 400")
    confirm = page.button("Получил")
    assert confirm
    page = await curator.press("Получил")
    assert "Получение подтверждено" in page.text
    query = await curator.chat.tap_data(page.id, str(confirm.data))
    await curator.chat.wait(lambda: query in curator.chat.person.answers)
    assert "подтверждена" in curator.chat.seen[page.id].text
    assert not curator.chat.seen[page.id].button("Получил")


async def test_18_27_somebody_is_written_down_and_invited(
    bot_system: BotSystem,
) -> None:
    """Nobody names themselves into a role: the invite does, and only who manages that role gives one."""
    name = f"Новиков {uuid4().hex[:8]}"
    curator = await at_menu(bot_system, "petrova")
    await curator.answers("[Люди]", "[Новый человек]", name)
    labels = [button.text for row in curator.screen.rows for button in row]  # type: ignore[union-attr]
    assert "☐ Инженер" in labels
    assert not {"☐ Куратор", "☐ Руководитель", "☐ Суперпользователь"} & set(labels)
    await curator.answers("[☐ Инженер]", "[Готово]", "8 912 111-22-33", "[Пропустить]", "12,5", "[Отправить]")
    page = await curator.press("Открыть")
    assert name in page.text
    assert "12.5 %" in page.text
    assert "+7 912 111-22-33" in page.text
    page = await curator.press("Пригласить")
    assert re.search(r"(?:start=|/start )\S+", page.text), page.text
    page = await curator.press("Отозвать приглашение")
    assert "Приглашение отозвано" in page.text


async def test_whoever_is_blocked_hands_their_open_orders_over(bot_system: BotSystem) -> None:
    _, number = await bot_system.opened(engineer=str(demo_id("orlov")))
    curator = await at_menu(bot_system, "smirnova")
    await curator.write("Орлов")
    await curator.answers("[Искать среди людей]", "[Егор Орлов]", "[Заблокировать]", "В отпуске")
    await curator.answers("[Пропустить]", "[Отправить]")
    await curator.chat.until(lambda one: "Егор Орлов: инженер, открытые наряды" in one.text, PATIENCE)
    await curator.answers("[Иван Иванов]")
    await curator.chat.until(lambda one: "Инженер: Иван Иванов" in one.text, PATIENCE)
    await curator.answers("[Отправить]")
    await curator.chat.until(lambda one: number in one.text, PATIENCE)
    page = await curator.press("Открыть")
    await Hands(curator.chat).press("Разблокировать", page)
    await curator.chat.until(  # others work with him
        lambda one: one.id >= page.id and "Егор Орлов" in one.text and bool(one.button("Заблокировать"))
    )


async def test_22_an_owner_reads_people_and_changes_none(bot_system: BotSystem) -> None:
    owner = await at_menu(bot_system, "owner")
    page = await owner.press("Люди")
    assert not page.button("Новый человек")
    page = await owner.answers("[Кураторы]", "[Анна Петрова]")
    assert not page.button("Изменить")
    assert not page.button("Заблокировать")
    assert page.button("Заработок")
    await owner.chat.tap_data(page.id, "go:person:nobody")
    await owner.chat.wait(lambda: bool(owner.chat.seen[page.id].button("Доска")))


async def test_an_owner_changes_settings_which_everybody_reads_and_the_audit_tells(
    bot_system: BotSystem,
) -> None:
    owner = await at_menu(bot_system, "ekb-owner")
    await owner.answers("[Ещё]", "[Настройки]", "[Изменить настройки]", "[Лимит денег на руках]", "[Готово]")
    await owner.answers("15 000", "[Отправить]")
    engineer = await at_menu(bot_system, "ekb-engineer")
    page = await engineer.answers("[Ещё]", "[Правила]")
    assert "На руках не больше 15\u00a0000\u00a0₽" in page.text
    await owner.write("/menu")
    page = await owner.answers("[Ещё]", "[Кто что менял]")
    assert "Рустам Уралов · изменены настройки" in page.text
    assert "Лимит денег на руках: — → 1500000" in page.text


async def test_a_superuser_founds_an_organization_and_sees_the_others(bot_system: BotSystem) -> None:
    superuser = await at_menu(bot_system, "super")
    page = await superuser.press("Организации")
    assert "Сервис на Ленина" in page.text
    name = f"Филиал {uuid4().hex[:6]}"
    await superuser.answers("[Новая организация]", name, "FIL", "Asia/Nowhere", "[Отправить]")
    await superuser.answers("Asia/Omsk", "[Отправить]")
    page = await superuser.press("Открыть")
    assert name in page.text
    page = await superuser.press("Открытые")
    assert "Здесь сейчас пусто" in page.text


async def test_a_superuser_who_asks_for_orders_is_led_to_the_organizations(bot_system: BotSystem) -> None:
    superuser = await at_menu(bot_system, "super")
    page = await superuser.write("/orders")
    assert "откройте «Организации»" in page.text


async def test_15_lists_of_nothing_say_so(bot_system: BotSystem) -> None:
    engineer = await at_menu(bot_system, "duty-engineer")
    await engineer.press("Деньги")
    for way in ("Мои сдачи", "Удержания"):
        page = await engineer.press(way)
        assert "Здесь сейчас пусто" in page.text, way
        await engineer.press("Назад")


async def test_log_ins_are_listed_and_ended_everywhere(bot_system: BotSystem) -> None:
    thumb = await at_menu(bot_system, "smirnova")
    page = await thumb.answers("[Ещё]", "[Входы]")
    assert "этот бот" in page.text
    page = await thumb.answers("[Выйти везде]", "[Да, выйти]")
    assert "Все входы закончены" in page.text
    page = await thumb.answers("[Назад]", "[аппараты]")
    assert "У кого какие аппараты" in page.text
