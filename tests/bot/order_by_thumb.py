"""A whole order, from opening to its last kopeck, with both branches at once, by four people's thumbs."""

import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from stack.demo.photos import ACT, REPAIR, TILL, photo
from tests.bot.hands import NO, Hands, Photos, Press

ALBUM = os.environ.get("NARYAD_PROVE") == "1"
"""A form with an album is sent fifteen seconds later. test_albums.py and test_forms.py send many."""
Look = Callable[[str], Awaitable[None]]
"""Called with the name of a moment worth a picture."""


@dataclass(frozen=True)
class Crew:
    curator: Hands
    engineer: Hands
    workshop: Hands


async def unseen(_moment: str) -> None:
    """Nobody takes a picture."""


async def whole_order(crew: Crew, look: Look = unseen) -> str:
    """Play it; returns its number."""
    number = await opened(crew, look)
    await agreed(crew, number, look)
    await both_branches(crew, number, look)
    await reported(crew, number, look)
    return number


async def opened(crew: Crew, look: Look) -> str:
    await crew.curator.menu("Новый наряд", "Новый клиент")
    await crew.curator.fills(
        ("Кто клиент", Press("Организация")),
        ("Как называется", "ООО «Ромашка» <и К°>"),
        ("ИНН", "7707083893"),
        ("Кого спросить", "Анна"),
        ("Телефон", "8 912 000-00-00"),
        ("Куда", Press("Едем к клиенту")),
        ("Адрес", "Ленина 5"),
        ("Этаж", "3"),
        ("Как пройти", NO),
        ("Что за аппарат", Press("Принтер")),
        ("Марка", "HP"),
        ("Модель", "LaserJet M404"),
        ("Серийный номер", "VNC3K04512"),
        ("Что случилось", "Не берёт бумагу, шумит"),
        ("Что вместе", "Кабель питания"),
        ("Какой инженер", Press("Иван Иванов")),
        ("Когда визит", "завтра 10-12"),
        ("Заметка", NO),
    )
    told = await crew.curator.chat.until(lambda one: "отправлено" in one.text)
    found = re.search(r"[A-Z]+-\d+", told.text)
    assert found, told.text
    await crew.engineer.card(found[0], "Принять")
    await look("engineer-new-order")
    return found[0]


async def agreed(crew: Crew, number: str, look: Look) -> None:
    await crew.engineer.does(number, "Принять")
    await crew.engineer.does(number, "Выехал")
    await crew.engineer.does(number, "На месте")
    await crew.engineer.does(number, "Согласование")
    await crew.engineer.asked("Что предлагаем клиенту")
    await look("engineer-agreement-form")
    await crew.engineer.fills(
        ("Что предлагаем клиенту", "Ролик захвата; 2; 600\nРабота; 1 500,50"),
        ("Итого", Press("Готово")),
        ("Что решил клиент", Press("Согласен")),
        ("Если клиент согласился на меньшую", NO),
        ("Пришлите фото", NO),
    )
    await crew.curator.does(number, "Проверить")
    await look("curator-review")
    await crew.curator.approves(number)
    await crew.engineer.does(number, "Предоплата")
    await crew.engineer.fills(
        ("Сколько клиент платит", "1 000 ₽"),
        ("Как оплачено", Press("Наличные")),
        ("Чем подтвердить", Press("Номер чека")),
        ("Номер фискального", "0004512"),
    )
    await crew.curator.approves(number)


async def both_branches(crew: Crew, number: str, look: Look) -> None:
    await crew.engineer.does(number, "В стационар")
    await crew.engineer.fills(
        ("Пришлите фото аппарата", Photos((photo(ACT, number, 1), photo(ACT, number, 2)), at_once=ALBUM)),
        ("Что с аппаратом", "Блок питания"),
        ("Что передаёте", "Кабель питания"),
        ("К какому дню", "завтра"),
    )
    await crew.engineer.does(number, "Оприход")
    await crew.engineer.fills(
        ("Пришлите фото документа", Photos((photo(TILL, number, 3),))),
        ("Кто продавец", "ООО «Ресурс»"),
        ("Какого числа", "сегодня"),
        ("Сумма документа", "900"),
        ("Что куплено", "Ролик; 2; 450"),
        ("Итого", Press("Готово")),
        ("Чьими деньгами", Press("Свои")),
    )
    await crew.curator.approves(number, "стационар 1")
    await crew.curator.approves(number, "оприход 1")
    await repaired(crew, number, look)


async def repaired(crew: Crew, number: str, look: Look) -> None:
    await crew.workshop.does(number, "Взять в ремонт")
    await look("workshop-job")
    await crew.workshop.does(number, "Ремонт готов")
    await crew.workshop.fills(
        ("Что сделано", "Заменён блок питания"),
        ("Стоимость работы", "500"),
        ("Пришлите фото", Photos((photo(REPAIR, number, 4),))),
    )
    await crew.curator.approves(number)
    await crew.workshop.does(number, "Отдал аппарат")
    await crew.workshop.fills(("Кому передаёте", Press("Иван Иванов")))
    await crew.engineer.does(number, "Принял аппарат")


async def reported(crew: Crew, number: str, look: Look) -> None:
    await crew.engineer.does(number, "Вернул клиенту")
    await crew.engineer.fills(
        ("Есть подписанный акт", Press("Есть")), ("Пришлите фото или PDF", Photos((photo(ACT, number, 5),)))
    )
    await crew.engineer.does(number, "Отчёт")
    await crew.engineer.fills(
        ("Есть подписанный акт", Press("Есть")),
        ("Пришлите фото или PDF", Photos((photo(ACT, number, 6),))),
        ("Сколько клиент заплатил сейчас", "1 700,50"),
        ("Как оплачено", Press("Наличные")),
        ("Чем подтвердить", Press("Номер чека")),
        ("Номер фискального", "0004513"),
        ("Какой аванс", "0"),
        ("На сколько дней", "90"),
    )
    await look("engineer-report-sent")
    await crew.curator.approves(number)
    await crew.engineer.chat.until(lambda one: number in one.text and "выполнен" in one.text)
    await look("engineer-completed")
