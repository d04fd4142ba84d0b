"""What changes while an order is in work: more to do, a step taken back, a pause, a device on its way."""

from datetime import timedelta

from domain.orders.ledger import Totals
from domain.orders.parts import Stage
from domain.orders.waiting import Clock
from stack.demo import steps
from stack.demo.clients import Client
from stack.demo.ending import Ending
from stack.demo.steps import MFP
from stack.demo.walk import Scene, Walk
from stack.demo.words import roubles

THINKS = 2
"""Seconds that the client thinks it over: so long the audience waits."""

MORE = 350_000
MISTYPED = 35_000


def changed_under_way(scene: Scene) -> Ending:
    """More work is agreed on, a slip undone, a pause asked for. Left open: the device is in the workshop."""
    # Of the organization that works day and night: there the clocks run at any hour.
    engineer, worker = scene.person("duty-engineer"), scene.person("duty-workshop")
    walk = steps.taken(scene, "duty-curator", engineer, MFP, "открывает наряд: МФУ Kyocera шумит")
    steps.into_work(walk, engineer, agreed=600_000, ahead=0)
    _more_work(walk, engineer)
    steps.hand_over(walk, engineer)
    steps.hand_over_approved(walk)
    walk.step(worker, "берёт аппарат в ремонт", "stationary/taking", part="stationary.1")
    _pause(walk, engineer)
    walk.custody(worker)
    walk.clocks()
    return Ending(walk, Stage.WORK, Totals(agreed=600_000 + MORE))


def _more_work(walk: Walk, engineer: Client) -> None:
    walk.step(
        engineer,
        f"доп. согласование, ещё {roubles(MORE)}: клиент думает",
        "supplements",
        options=[{"lines": [steps.line("Блок проявки", MORE)]}],
        outcome={"kind": "thinking", "until": steps.ahead(timedelta(days=2))},
    )
    walk.time_of(Clock.CLIENT, THINKS, "клиент думает, идут его часы")
    _agreed(walk, engineer, MISTYPED, f"клиент согласен; опечатка: {roubles(MISTYPED)}")
    walk.step(engineer, "отменяет отправленное", "undo", part="supplement.1")
    _agreed(walk, engineer, MORE, f"отправляет заново: {roubles(MORE)}")
    walk.step(walk.curator, "утверждает доп. согласование", "approval", part="supplement.1")


def _agreed(walk: Walk, engineer: Client, amount: int, words: str) -> None:
    walk.step(
        engineer,
        words,
        "supplements",
        part="supplement.1",
        options=[{"lines": [steps.line("Блок проявки", amount)]}],
        outcome={"kind": "agreed", "option": 0},
    )


def _pause(walk: Walk, engineer: Client) -> None:
    until = steps.ahead(timedelta(days=3))
    walk.step(
        engineer,
        "просит паузу: ждём запчасть три дня",
        "requests",
        what="pause",
        until=until,
        reason="Ждём запчасть",
    )
    walk.step(walk.curator, "соглашается: наряд на паузе", "requests/grant")
    walk.step(walk.curator, "возобновляет раньше: запчасть пришла", "resumption")
