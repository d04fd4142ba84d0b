"""What people try about penalties: to charge, to appeal, to decide."""

from domain.orders.penalties import Appeal, DecideAppeal, Penalize, Verdict
from domain.orders.penalty import Penalty, PenaltyRule, PenaltyState
from domain.orders.waiting import WaitKind
from domain.people import Role
from tests.domain.moves import Move, Player
from tests.domain.world import BUYER

QUICK = (WaitKind.ACCEPT, WaitKind.SUBMIT_AGREEMENT, WaitKind.SUBMIT_REPORT, WaitKind.VISIT)
RULES = tuple(PenaltyRule(kind=kind, after=40, amount=700) for kind in QUICK)


def penalize(player: Player) -> Move:
    order = player.order
    workers = (job.worker for job in order.stationary if job.worker)
    charged = player.chance.choice([*sorted(order.carried_by, key=str), *workers] or [BUYER.id])
    part = f"penalty.{len(order.penalties) + 1}"
    fields = {"part": part, "person": charged, "amount": player.chance.randint(1, 900), "reason": "Опоздал"}
    return Move(player.curator(), Penalize, fields)


def penalty_in(player: Player, *states: PenaltyState) -> Penalty | None:
    """One in such a state, or just any."""
    penalties = player.order.penalties
    fitting = [penalty for penalty in penalties if penalty.state in states]
    return player.chance.choice(fitting or penalties) if penalties else None


def appeal(player: Player) -> Move:
    states = list(PenaltyState)
    penalty = penalty_in(player, *(states[:1] if player.chance.random() < 0.5 else states[1:]))
    fields = {"part": penalty.part if penalty else "penalty.1", "reason": "Клиент не открыл"}
    return Move(player.someone(penalty.person if penalty else None, Role.ENGINEER), Appeal, fields)


def decide_appeal(player: Player) -> Move:
    penalty = penalty_in(player, PenaltyState.APPEALED)
    decider = (penalty.judge(player.order.curator) if penalty else None) or Role.SUPERUSER
    judge = player.curator() if decider is Role.CURATOR else player.someone(None, decider)
    fields = {"part": penalty.part if penalty else "penalty.1", "reason": "Разобрались"}
    return Move(judge, DecideAppeal, {**fields, "verdict": player.chance.choice(list(Verdict))})


def judge_appeal(player: Player) -> Move:
    """By whoever may, and now and then by whoever was charged."""
    move = decide_appeal(player)
    penalty = penalty_in(player, PenaltyState.APPEALED)
    partial = penalty and player.chance.random() < 0.15
    return move._replace(by=player.someone(penalty.person)) if penalty and partial else move
