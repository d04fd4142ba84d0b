"""The stories of the demo, and the first six of them. Each leads an order to the ending it promises."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from domain.orders.ledger import Totals
from domain.orders.parts import Stage
from stack.demo import steps
from stack.demo.ending import Ending
from stack.demo.offer import offered
from stack.demo.penalty import penalized_and_reopened
from stack.demo.photos import ACT, REPAIR, TILL
from stack.demo.shared_receipt import receipt_for_two
from stack.demo.steps import COMPANY, MFP, PLOTTER, PRINTER
from stack.demo.supplement import changed_under_way
from stack.demo.walk import Scene, Walk
from stack.demo.words import roubles

DEADLINE = timedelta(seconds=4)
"""Of the step that is to be overdue: so long the audience waits for the reminder."""


def both_branches(scene: Scene) -> Ending:
    """The happy path, with workshop and receipt side by side."""
    ivanov, kuznetsov = scene.person("ivanov"), scene.person("kuznetsov")
    walk = with_both_branches_open(scene)
    steps.hand_over_approved(walk)
    walk.step(kuznetsov, "берёт аппарат в ремонт", "stationary/taking", part="stationary.1")
    walk.step(walk.curator, "проверяет оприход", "approval", part="receipt.1")
    walk.step(
        kuznetsov,
        f"заканчивает ремонт, работа {roubles(200_000)}",
        "stationary/repair",
        part="stationary.1",
        done="Заменён узел захвата, прогнано 200 листов",
        amount=200_000,
        photos=[walk.photo(kuznetsov, REPAIR)],
    )
    walk.step(walk.curator, "проверяет ремонт", "approval", part="stationary.1")
    _back_to(walk, "kuznetsov", "ivanov")
    steps.report(walk, ivanov, received=750_000, advance=100_000)
    steps.report_approved(walk)
    totals = Totals(
        agreed=1_250_000,
        payment=1_250_000,
        expense=320_000,
        stationary_work=200_000,
        commission=292_000,
        advance=100_000,
    )
    return Ending(walk, Stage.COMPLETED, totals)


def with_both_branches_open(scene: Scene) -> Walk:
    """Lead an order until it waits for two things at once: the hand-over's curator and the receipt's."""
    petrova, ivanov = scene.person("petrova"), scene.person("ivanov")
    walk = scene.opens(
        petrova,
        "открывает наряд: МФУ Kyocera жуёт бумагу",
        contact=COMPANY,
        device=MFP,
        engineer=ivanov.id,
        visit={"since": steps.ahead(timedelta(hours=1)), "until": steps.ahead(timedelta(hours=3))},
    )
    walk.step(ivanov, "принимает назначение", "assignment/acceptance")
    walk.step(ivanov, "выезжает к клиенту", "visit/departure")
    walk.step(ivanov, "на месте", "visit/arrival")
    cheap = [steps.line("Чистка и ролики", 750_000)]
    thorough = [steps.line("Узел захвата", 900_000), steps.line("Работа", 350_000)]
    walk.step(
        ivanov,
        f"согласует: из двух вариантов второй, {roubles(1_250_000)}",
        "agreement",
        options=[{"lines": cheap}, {"lines": thorough}],
        outcome={"kind": "agreed", "option": 1},
    )
    steps.agreement_approved(walk)
    steps.prepayment(walk, ivanov, 500_000)
    steps.prepayment_approved(walk)
    steps.hand_over(walk, ivanov)
    walk.step(
        ivanov,
        f"вводит оприход: чек на запчасти, {roubles(320_000)}",
        "receipts",
        document=walk.photo(ivanov, TILL),
        seller="ООО «Ресурс»",
        dated=steps.today(),
        total=320_000,
        # The number makes it another document in every run: the same one is refused the second time.
        lines=[steps.line(f"Ролики для {walk.card.number}", 120_000), steps.line("Площадка", 200_000)],
        paid_by="own",
    )
    return walk


def refusal_with_fee(scene: Scene) -> Ending:
    """The client refuses and pays for the visit."""
    sidorov = scene.person("sidorov")
    walk = steps.taken(scene, "petrova", sidorov, PLOTTER, "открывает наряд: плоттер Canon, полосы")
    walk.step(
        sidorov,
        f"клиент отказался: дорого; за выезд {roubles(100_000)}",
        "agreement",
        options=[{"lines": [steps.line("Печатающая головка", 4_800_000)]}],
        outcome={
            "kind": "refused",
            "code": "price",
            "text": "Новый плоттер выйдет дешевле",
            "fee": 100_000,
            "method": "cash",
        },
    )
    walk.step(walk.curator, "утверждает отказ", "approval", part="agreement")
    return Ending(walk, Stage.REFUSED, Totals(refusal_fee=100_000, payment=100_000))


def returned_report(scene: Scene) -> Ending:
    """A report is returned, corrected and approved; this organization verifies earlier steps afterwards."""
    engineer = scene.person("ekb-engineer")
    walk = steps.taken(scene, "ekb-curator", engineer, PRINTER, "открывает наряд: принтер HP не берёт бумагу")
    steps.agreement(walk, engineer, 450_000)
    steps.prepayment(walk, engineer, 0)
    steps.agreement_approved(walk)
    steps.prepayment_approved(walk)
    steps.report(walk, engineer, received=450_000)
    reason = "на акте нет подписи клиента"
    walk.step(walk.curator, f"возвращает отчёт: {reason}", "return", part="report", reason=reason)
    steps.report(walk, engineer, received=450_000, words="исправляет отчёт, новый акт")
    steps.report_approved(walk)
    return Ending(walk, Stage.COMPLETED, Totals(agreed=450_000, payment=450_000, commission=180_000))


def cancelled_in_workshop(scene: Scene) -> Ending:
    """Cancelled while the device is in the workshop: it comes back, then the money, then it is over."""
    ivanov, popov = scene.person("ivanov"), scene.person("popov")
    walk = steps.taken(scene, "smirnova", ivanov, MFP, "открывает наряд: МФУ Kyocera шумит")
    steps.into_work(walk, ivanov, agreed=800_000, ahead=300_000)
    steps.hand_over(walk, ivanov)
    steps.hand_over_approved(walk)
    walk.step(popov, "берёт аппарат в ремонт", "stationary/taking", part="stationary.1")
    walk.step(walk.curator, "отменяет: клиент закрывает офис", "cancellation", reason="Клиент закрывает офис")
    _back_to(walk, "popov", "ivanov")
    walk.step(ivanov, "возвращает аппарат клиенту по акту", "device/return", act=[walk.photo(ivanov, ACT)])
    walk.step(
        walk.curator,
        f"возвращает {roubles(250_000)}, остальное за диагностику",
        "settlement",
        refund=250_000,
        method="cash",
        recipient="Анна, ООО «Ромашка»",
        kept_reason="Диагностика выполнена",
    )
    return Ending(walk, Stage.CANCELLED, Totals(agreed=50_000, payment=300_000, refund=250_000))


def reassigned(scene: Scene) -> Ending:
    """Another engineer takes over; a button that the first one still has is refused."""
    ivanov, sidorov = scene.person("ivanov"), scene.person("sidorov")
    walk = steps.taken(scene, "petrova", ivanov, PRINTER, "открывает наряд: принтер HP не берёт бумагу")
    walk.step(walk.curator, "переназначает на Сидорова", "assignment", engineer=sidorov.id)
    walk.refused(
        ivanov,
        "нажимает старую кнопку «Согласование»",
        "agreement",
        code="order.not_yours",
        options=[{"lines": [steps.line("Ремонт", 300_000)]}],
        outcome={"kind": "agreed", "option": 0},
    )
    walk.step(sidorov, "принимает назначение", "assignment/acceptance")
    steps.into_work(walk, sidorov, agreed=300_000, ahead=0)
    steps.report(walk, sidorov, received=300_000)
    steps.report_approved(walk)
    return Ending(walk, Stage.COMPLETED, Totals(agreed=300_000, payment=300_000, commission=120_000))


def overdue(scene: Scene) -> Ending:
    """A step is overdue, and its engineer is reminded by nobody but the clock. Left open, to be looked at."""
    walk = reminded(scene)
    steps.agreement(walk, scene.person("duty-engineer"), 150_000)
    steps.agreement_approved(walk)
    return Ending(walk, Stage.PREPAYMENT, Totals(agreed=150_000))


def reminded(scene: Scene) -> Walk:
    """Lead an order until its agreement is overdue and the reminder has come."""
    engineer = scene.person("duty-engineer")
    walk = steps.taken(scene, "duty-curator", engineer, PRINTER, "открывает срочный наряд: печать стоит")
    walk.step(
        walk.curator,
        f"ставит срок согласования: {DEADLINE.seconds} секунды",
        "deadline",
        part="agreement",
        until=steps.ahead(DEADLINE),
    )
    walk.reminder("agreement", "ждём, пока пройдёт срок согласования")
    return walk


def _back_to(walk: Walk, worker: str, engineer: str) -> None:
    """Out of the workshop: both sides confirm."""
    giver, receiver = walk.scene.person(worker), walk.scene.person(engineer)
    walk.step(giver, "передаёт аппарат инженеру", "device/offer", to=receiver.id)
    walk.step(receiver, "принимает аппарат", "device/acceptance")


@dataclass(frozen=True)
class Story:
    title: str
    tell: Callable[[Scene], Ending]


STORIES = (
    Story("Обычный заказ, обе ветки сразу", both_branches),
    Story("Отказ с платой за выезд", refusal_with_fee),
    Story("Отчёт возвращён и исправлен", returned_report),
    Story("Отмена, когда аппарат в стационаре", cancelled_in_workshop),
    Story("Переназначение", reassigned),
    Story("Просроченный шаг и напоминание", overdue),
    Story("Предложен троим, сделан на месте", offered),
    Story("Перемены по ходу работы", changed_under_way),
    Story("Оприход на два наряда, деньги сданы", receipt_for_two),
    Story("Удержание, долг и возобновление", penalized_and_reopened),
)
