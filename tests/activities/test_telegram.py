"""Messages from the real outbox to the real sandbox: what people see of their orders, and when."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from aiogram import Bot

from activities.notifications import Delivery
from domain.calendar import WorkingCalendar
from domain.money import PricedLine
from domain.orders.agreement import Agreed, Option, SubmitAgreement
from domain.orders.assignment import Assign
from domain.orders.state import Order
from domain.orders.verification import Return
from domain.people import Language, Person, Role
from domain.values import PersonId
from tests.activities.office import ALWAYS, NEVER, Office, channel, office, said, seen, strict
from tests.stack.telegram.conftest import sandbox, server

__all__ = ["channel", "office", "sandbox", "server", "strict"]


async def test_33_whoever_must_act_gets_a_card_with_the_buttons_for_it(office: Office) -> None:
    order = await office.shop.open()
    assert await office.deliver() == Delivery(sent=1)
    card = await seen(office.engineer, "вам назначен наряд")
    assert card.text.startswith(f"🆕 {order.number}")
    assert "Kyocera" in card.text
    assert card.button("✅ Принять") or card.rows, card.rows
    assert said(office.curator) == []


async def test_a_card_is_sent_anew_when_the_reader_must_act_and_else_edited(office: Office) -> None:
    order = await office.shop.open()
    await office.deliver()
    first = await seen(office.engineer, "вам назначен наряд")
    order = await office.accept(order)
    await office.deliver()
    by_own_act = await seen(office.engineer, "ждём вас: отправить согласование")
    assert by_own_act.id == first.id
    order = await office.remind(order)
    await office.deliver()
    second = await office.engineer.until(lambda message: message.id > first.id)
    assert order.number in second.text
    old = await seen(office.engineer, "Карточка ниже ↓")
    assert (old.id, old.rows) == (first.id, [])
    await office.shop.give(order, office.shop.note(text="Код домофона <42>"))
    await office.deliver()
    edited = await seen(office.engineer, "Код домофона <42>")
    assert (edited.id, len(said(office.engineer))) == (second.id, 2)


async def delivered_while(
    office: Office, happens: Callable[[], Awaitable[Order]], monkeypatch: pytest.MonkeyPatch
) -> Order:
    """The order, which has moved on between the reading of its card and the sending."""
    send = Bot.send_message
    moved = list[Order]()

    async def slowly(bot: Bot, *to: Any, **what: Any) -> Any:
        sent = await send(bot, *to, **what)
        if not moved:
            moved.append(await happens())
        return sent

    with monkeypatch.context() as slow:
        slow.setattr(Bot, "send_message", slowly)
        await office.deliver()
    return moved[0]


async def test_a_card_whose_order_moved_on_while_it_was_sent_shows_it_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, shop = await office.shop.open(), office.shop
    noted = await delivered_while(office, lambda: shop.give(order, shop.note(by=shop.engineer)), monkeypatch)
    card = await office.engineer.until(lambda card: f":order:{noted.version}" in str(card.rows))
    assert "вам назначен наряд" in card.text


async def test_news_that_ask_for_what_is_done_by_now_leave_the_card(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    order, texts = await office.shop.open(), list[str]()
    edit = Bot.edit_message_text

    async def read(bot: Bot, text: str, **what: Any) -> Any:
        texts.append(text)
        return await edit(bot, text, **what)

    monkeypatch.setattr(Bot, "edit_message_text", read)
    await delivered_while(office, lambda: office.accept(order), monkeypatch)
    assert texts
    assert not [text for text in texts if "вам назначен наряд" in text]


async def test_33_a_return_goes_to_its_author_with_the_reason(office: Office) -> None:
    order = await office.accept(await office.shop.open())
    option = Option(lines=(PricedLine(name="Ремонт", unit_price=500_000),))
    part = office.shop.part(order, "agreement", office.shop.engineer)
    order = await office.shop.give(
        order, SubmitAgreement.model_validate({**part, "options": (option,), "outcome": Agreed(option=0)})
    )
    await office.deliver()
    await seen(office.curator, "проверить согласование")
    back = {**office.shop.part(order, "agreement", office.shop.curator), "reason": "Где запчасти?"}
    await office.shop.give(order, Return.model_validate(back))
    await office.deliver()
    card = await seen(office.engineer, "Где запчасти?")
    assert "вернули" in card.text.splitlines()[0]


async def test_whose_order_is_taken_away_sees_its_card_turn_into_a_line(office: Office) -> None:
    order = await office.shop.open()
    await office.deliver()
    card = await seen(office.engineer, "вам назначен наряд")
    other = Person(
        id=PersonId(uuid4()), organization_id=office.shop.id, name="Другой", roles=frozenset({Role.ENGINEER})
    )
    async with office.shop.database.transaction() as tx:
        await tx.people.put(other)
    part = office.shop.part(order, "assignment", office.shop.curator)
    await office.shop.give(order, Assign.model_validate({**part, "engineer": other.id}))
    await office.deliver()
    gone = await seen(office.engineer, "наряд больше не у вас")
    assert (gone.id, gone.rows) == (card.id, [])
    assert office.shop.orders[order.id].number in gone.text


async def test_in_quiet_hours_messages_come_without_a_sound(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent: list[object] = []
    send = Bot.send_message

    async def noted(bot: Bot, *args: Any, **given: Any) -> Any:
        silent.append(given["disable_notification"])
        return await send(bot, *args, **given)

    monkeypatch.setattr(Bot, "send_message", noted)
    for quiet in (ALWAYS, NEVER):
        await office.settle(calendar=WorkingCalendar(quiet=quiet))
        await office.shop.open()
        assert (await office.deliver()).sent == 1
    assert silent == [True, False]


async def test_everybody_is_spoken_to_in_their_language(office: Office) -> None:
    async with office.shop.database.transaction() as tx:
        await tx.chats.speak(office.shop.engineer, Language.EN)
    await office.shop.open()
    await office.deliver()
    await seen(office.engineer, "an order is assigned to you")
