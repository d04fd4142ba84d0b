"""What happens in many stories: the same few steps of the process, and what the demo's clients own."""

from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from stack.demo.clients import Client
from stack.demo.photos import ACT
from stack.demo.walk import Scene, Walk
from stack.demo.words import roubles

MFP: JsonValue = {
    "kind": "mfp",
    "brand": "Kyocera",
    "model": "M2040dn",
    "serial": "VCF9Y12345",
    "complaint": "Жуёт бумагу, шумит",
}
PRINTER: JsonValue = {
    "kind": "printer",
    "brand": "HP",
    "model": "LaserJet M404",
    "complaint": "Не берёт бумагу",
}
PLOTTER: JsonValue = {
    "kind": "plotter",
    "brand": "Canon",
    "model": "TM-300",
    "complaint": "Полосы на чертежах",
}
COMPANY: JsonValue = {
    "client": {"kind": "company", "name": "ООО «Ромашка»", "inn": "7707083893", "contact": "Анна"},
    "phones": ["+7 912 345-67-89"],
    "address": {"text": "ул. Лесная, 5", "floor": "3", "entry": "пропуск на проходной"},
}


def taken(scene: Scene, curator: str, engineer: Client, device: JsonValue, words: str) -> Walk:
    """Open an order for an engineer, who accepts it."""
    walk = scene.opens(scene.person(curator), words, contact=COMPANY, device=device, engineer=engineer.id)
    walk.step(engineer, "принимает назначение", "assignment/acceptance")
    return walk


def agreement(walk: Walk, engineer: Client, amount: int) -> None:
    walk.step(
        engineer,
        f"согласует с клиентом {roubles(amount)}",
        "agreement",
        options=[{"lines": [line("Ремонт", amount)]}],
        outcome={"kind": "agreed", "option": 0},
    )


def agreement_approved(walk: Walk) -> None:
    walk.step(walk.curator, "утверждает согласование", "approval", part="agreement")


def prepayment(walk: Walk, engineer: Client, amount: int) -> None:
    """Sent in and approved. An amount of 0: the client pays nothing ahead."""
    words = f"получает предоплату {roubles(amount)}" if amount else "сообщает: предоплаты нет"
    walk.step(engineer, words, "prepayment", payment=cash(amount) if amount else None)


def prepayment_approved(walk: Walk) -> None:
    walk.step(walk.curator, "утверждает предоплату", "approval", part="prepayment")


def into_work(walk: Walk, engineer: Client, agreed: int, ahead: int) -> None:
    """Lead an order through agreement and prepayment, in kopecks."""
    agreement(walk, engineer, agreed)
    agreement_approved(walk)
    prepayment(walk, engineer, ahead)
    prepayment_approved(walk)


def hand_over(walk: Walk, engineer: Client) -> None:
    walk.step(
        engineer,
        "сдаёт аппарат в стационар, с фото и актом",
        "stationary",
        description="Шум и замятие бумаги на выходе",
        due=today(5),
        serial="VCF9Y12345",
        completeness="Кабель питания, лоток",
        photos=[walk.photo(engineer, ACT), walk.photo(engineer, ACT)],
    )


def hand_over_approved(walk: Walk) -> None:
    walk.step(walk.curator, "проверяет передачу в стационар", "approval", part="stationary.1")


def report(
    walk: Walk, engineer: Client, received: int, advance: int = 0, words: str = "отправляет отчёт с актом"
) -> None:
    """With the signed act; amounts in kopecks."""
    walk.step(
        engineer,
        f"{words}, получено {roubles(received)}",
        "report",
        act=[walk.photo(engineer, ACT)],
        received=cash(received),
        advance=advance,
        warranty_days=90,
    )


def report_approved(walk: Walk) -> None:
    walk.step(walk.curator, "утверждает отчёт", "approval", part="report")


def line(name: str, price: int) -> JsonValue:
    return {"name": name, "quantity": 1, "unit_price": price}


def cash(amount: int) -> JsonValue:
    return {"amount": amount, "method": "cash", "fiscal_number": "0004512"}


def ahead(time: timedelta) -> str:
    return (datetime.now(UTC) + time).isoformat()


def today(later: int = 0) -> str:
    """Write the date, or one some days later, in UTC: later nowhere where the demo people live."""
    return f"{datetime.now(UTC).date() + timedelta(days=later)}"
