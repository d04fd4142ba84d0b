"""An order after an earlier one, by thumb alone: another device of its client, its repair under warranty."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, JsonValue

from stack.demo.photos import ACT, photo
from stack.demo_people import demo_id
from tests.api.caller import DEVICE
from tests.bot.conftest import BotSystem
from tests.bot.hands import NO, PATIENCE, Hands, Press
from tests.bot.test_buttons import AGREED, Journey, answered

NAMED: dict[str, JsonValue] = {**DEVICE, "serial": "VN-100"}
CASH = {"amount": 450_000, "method": "cash", "fiscal_number": "0004513"}


class _View(BaseModel):
    order: dict[str, Any]
    contact: dict[str, Any]
    siblings: list[dict[str, Any]]
    repeats: list[dict[str, Any]]


async def people(system: BotSystem) -> tuple[Hands, Hands]:
    """Smirnova, who curates, and Sidorov, to whom the bot may write as soon as he has written to it."""
    curator, engineer = Hands(await system.chat("smirnova")), Hands(await system.chat("sidorov"))
    [mine] = await engineer.chat.write("/start")
    await engineer.chat.until(lambda one: one.id > mine.id and bool(one.rows), PATIENCE)
    return curator, engineer


async def seen(system: BotSystem, order: str) -> _View:
    return await (await system.caller("smirnova")).read(f"/v1/orders/{order}", _View)


async def completed(system: BotSystem) -> Journey:
    """Paid in full, with ninety days of warranty."""
    engineer = str(demo_id("sidorov"))
    way = Journey(system, *await system.opened("smirnova", engineer=engineer, device=NAMED))
    await way.give("sidorov", "assignment/acceptance", "assignment")
    await way.give("sidorov", "agreement", "agreement", **AGREED)
    await way.give("smirnova", "approval", "agreement", part="agreement")
    await way.give("sidorov", "prepayment", "prepayment", payment=None)
    await way.give("smirnova", "approval", "prepayment", part="prepayment")
    caller = await system.caller("sidorov")
    act = str((await caller.upload(photo(ACT, way.number, 1), "act.jpg", f"{way.id}-act")).id)
    await way.give("sidorov", "report", "report", act=[act], received=CASH, warranty_days=90)
    await way.give("smirnova", "approval", "report", part="report")
    return way


async def test_another_device_of_the_client_is_opened_from_the_card(bot_system: BotSystem) -> None:
    since = datetime.now(UTC) + timedelta(days=1)
    visit: dict[str, JsonValue] = {
        "since": since.isoformat(),
        "until": (since + timedelta(hours=2)).isoformat(),
    }
    order, number = await bot_system.opened("smirnova", engineer=str(demo_id("sidorov")), visit=visit)
    hands, engineer = await people(bot_system)
    [mine] = await hands.chat.write(number)
    found = await hands.chat.until(lambda one: one.id > mine.id and bool(one.button(number)), PATIENCE)
    await hands.press(number, found)
    await hands.does(number, "Ещё устройство")
    summary = await hands.fills(
        ("Что за аппарат", Press("Принтер")),
        ("Марка", "HP"),
        ("Модель", "LaserJet M404"),
        ("Серийный номер", NO),
        ("Что случилось", "Полосит"),
        ("Что вместе", NO),
        ("Заметка", NO),
    )
    assert f"как в наряде {number}: " in summary.text
    first = await seen(bot_system, order)
    [made] = first.siblings
    other = await seen(bot_system, made["id"])
    assert other.contact == first.contact
    assert other.order["sibling_of"] == order
    assert other.order["offered_to"] == first.order["offered_to"]
    assert other.order["visit"]["since"] == first.order["visit"]["since"]
    assert other.order["device"]["complaint"] == "Полосит"
    await engineer.card(made["number"], "Принять")
    said = await hands.chat.until(
        lambda one: "отправлено" in one.text and made["number"] in one.text, PATIENCE
    )
    await hands.press("Открыть наряд", said)
    await hands.chat.until(lambda one: made["number"] in one.text and "Полосит" in one.text, PATIENCE)


async def test_a_repair_is_repeated_under_warranty_from_the_menu(bot_system: BotSystem) -> None:
    earlier = await completed(bot_system)
    hands, engineer = await people(bot_system)
    await hands.menu("Новый наряд", "По гарантии")
    asked = await hands.asked("Какой наряд был раньше")
    await hands.chat.write(earlier.number)
    found = await hands.chat.until(
        lambda one: one.id >= asked.id and f"Нашлось по «{earlier.number}»" in one.text, PATIENCE
    )
    await hands.press(earlier.number, found)
    summary = await hands.fills(
        ("Что случилось", "Опять жуёт бумагу"),
        ("Когда визит", NO),
        ("Заметка", NO),
    )
    assert summary.text.count(earlier.number) >= 2, "what it is about, and who goes"
    # Sent once more by a tap that comes late: it is the same opening.
    await hands.chat.wait(lambda: not hands.chat.seen[summary.id].button("Отправить"), PATIENCE)
    sent = summary.button("Отправить")
    assert sent
    await answered(hands.chat, summary.id, str(sent.data))
    first = await seen(bot_system, earlier.id)
    [made] = first.repeats
    again = await seen(bot_system, made["id"])
    assert again.contact == first.contact
    assert again.order["warranty"] == {
        "of": earlier.id,
        "number": earlier.number,
        "reason": None,
        "denied": None,
    }
    assert again.order["device"] == first.order["device"] | {"complaint": "Опять жуёт бумагу"}
    assert again.order["agreement"]["state"] == "approved"
    await engineer.card(made["number"], "Принять")


async def test_a_button_that_only_a_card_has_is_out_of_date_anywhere_else(bot_system: BotSystem) -> None:
    chat = await bot_system.chat("smirnova")
    [mine] = await chat.write("/menu")
    menu = await chat.until(lambda one: one.id > mine.id and bool(one.button("Новый наряд")), PATIENCE)
    for form in ("submit_report", "approve", "submit_agreement", "hand_over"):
        assert await answered(chat, menu.id, f"form:{form}") == "Эта кнопка устарела."
    assert "an update failed" not in bot_system.said()
