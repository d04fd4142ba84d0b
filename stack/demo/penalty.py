"""What comes after and around the work: a penalty and its appeal, a debt, a payout, a reopened order."""

from pydantic import JsonValue

from domain.orders.ledger import Totals
from domain.orders.parts import Stage
from stack.demo import steps
from stack.demo.clients import Client
from stack.demo.ending import Ending
from stack.demo.steps import PRINTER
from stack.demo.walk import Scene, Walk
from stack.demo.words import roubles

PRICE, DEBT, COMMISSION, PENALTY = 500_000, 50_000, 200_000, 50_000


def penalized_and_reopened(scene: Scene) -> Ending:
    """An appeal is won, a debt written off, the commission paid out; then all is opened once more."""
    sidorov, owner = scene.person("sidorov"), scene.person("owner")
    walk = steps.taken(scene, "petrova", sidorov, PRINTER, "открывает наряд: принтер HP не берёт бумагу")
    _penalty(walk, sidorov, owner)
    steps.into_work(walk, sidorov, agreed=PRICE, ahead=0)
    _completed_with_debt(walk, sidorov)
    _paid_out(walk, sidorov, owner)
    reason = "Клиент вернулся: снова не берёт бумагу"
    walk.step(owner, "возобновляет: итог сторнирован, выплата осталась", "reopening", reason=reason)
    steps.report(walk, sidorov, received=DEBT, words="переделывает, новый отчёт")
    steps.report_approved(walk)
    totals = Totals(agreed=PRICE, payment=PRICE, commission=COMMISSION, payout=COMMISSION)
    return Ending(walk, Stage.COMPLETED, totals)


def _penalty(walk: Walk, engineer: Client, owner: Client) -> None:
    walk.step(
        walk.curator,
        f"удерживает {roubles(PENALTY)}: визит без звонка",
        "penalties",
        part="penalty.1",
        person=engineer.id,
        amount=PENALTY,
        reason="Визит без звонка клиенту",
    )
    reason = "Звонил, клиент не взял трубку"
    walk.step(engineer, "обжалует удержание", "penalties/appeal", part="penalty.1", reason=reason)
    walk.step(
        owner,
        "решает в его пользу: удержание снято",
        "penalties/decision",
        part="penalty.1",
        verdict="reverse",
        reason="Звонок есть в журнале",
    )


def _completed_with_debt(walk: Walk, engineer: Client) -> None:
    steps.report(walk, engineer, received=PRICE - DEBT)
    walk.step(
        walk.curator,
        f"утверждает отчёт, долг {roubles(DEBT)} на две недели",
        "approval",
        part="report",
        debt_due=steps.today(14),
    )


def _paid_out(walk: Walk, engineer: Client, owner: Client) -> None:
    """Not before the debt is paid or given up."""
    payout: dict[str, JsonValue] = {"person": engineer.id, "amount": COMMISSION, "method": "cash"}
    walk.refused(
        walk.curator, "хочет выплатить комиссию при долге", "payouts", code="payout.debt_open", **payout
    )
    walk.step(owner, f"списывает долг {roubles(DEBT)}", "write-offs", amount=DEBT, reason="Скидка клиенту")
    walk.step(walk.curator, f"выплачивает комиссию {roubles(COMMISSION)}", "payouts", **payout)
