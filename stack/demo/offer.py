"""An order that several engineers are offered, done in one visit."""

from domain.orders.ledger import Totals
from domain.orders.papers import PaperKind
from domain.orders.parts import Stage
from stack.demo import steps
from stack.demo.ending import Ending
from stack.demo.photos import ACT
from stack.demo.steps import COMPANY, PRINTER
from stack.demo.walk import Scene, Walk
from stack.demo.words import roubles

PRICE = 250_000


def offered(scene: Scene) -> Ending:
    """Offered to three: the first to accept has it. One form and one approval complete it, with its paper."""
    walk = _offered_to_three(scene)
    sidorov = scene.person("sidorov")
    walk.step(
        sidorov,
        f"«сделано на месте»: работа, акт, получено {roubles(PRICE)}, одной формой",
        "onsite",
        lines=[steps.line("Чистка и ролик захвата", PRICE)],
        act=[walk.photo(sidorov, ACT)],
        received=steps.cash(PRICE),
        warranty_days=30,
    )
    walk.step(walk.curator, "утверждает всё одной проверкой", "approval", part="onsite")
    walk.paper(PaperKind.SUMMARY)
    return Ending(walk, Stage.COMPLETED, Totals(agreed=PRICE, payment=PRICE, commission=100_000))


def _offered_to_three(scene: Scene) -> Walk:
    ivanov, sidorov, orlov = (scene.person(login) for login in ("ivanov", "sidorov", "orlov"))
    petrova = scene.person("petrova")
    walk = scene.opens(petrova, "открывает наряд без инженера", contact=COMPANY, device=PRINTER)
    walk.step(
        petrova,
        "предлагает наряд сразу троим",
        "assignment/offer",
        engineers=[ivanov.id, sidorov.id, orlov.id],
    )
    in_ivanovs_hand = walk.as_seen_now()
    walk.step(orlov, "отказывается: другой район", "assignment/decline", reason="Другой район")
    walk.step(sidorov, "принимает первым", "assignment/acceptance")
    in_ivanovs_hand.refused(
        ivanov,
        "нажимает «Принять» на старой карточке: наряд уже у другого",
        "assignment/acceptance",
        code="assignment.taken",
    )
    return walk
