"""What people try with the money of an order that has come to its end."""

from domain.money import BASIS_POINTS, Method
from domain.orders.payout import PayOut
from domain.orders.verification import Approve
from domain.orders.write_off import WriteOff
from tests.domain.moves import Move, Player
from tests.domain.world import OWNER, STRANGER


def with_split(approval: Move, player: Player) -> Move:
    """The same approval of a report, mostly with the commission split among those who carried the order."""
    people = sorted(player.order.carried_by)
    player.chance.shuffle(people)
    people = people[: player.chance.randint(0, len(people))]
    if not people:
        return approval
    shares = [player.chance.randint(1, BASIS_POINTS // len(people)) for _ in people[1:]]
    split = dict(zip(people, (BASIS_POINTS - sum(shares), *shares), strict=True))
    return Move(approval.by, Approve, {**approval.fields, "commission_split": split})


def strange_split(player: Player) -> Move:
    """Gives a part to somebody who had nothing to do with the order."""
    approval = player.approve("report")
    split = {STRANGER.id: 1, player.order.report.author or STRANGER.id: BASIS_POINTS - 1}
    return Move(approval.by, Approve, {**approval.fields, "commission_split": split})


def pay_out(player: Player) -> Move:
    """To somebody who has something to get, where there is anybody; sometimes a kopeck too much."""
    payable = sorted(player.order.payable.items()) or [(player.order.curator, 0)]
    person, amount = player.chance.choice(payable)
    wanted = player.chance.choice((amount, amount // 2, amount + 1))
    by = player.chance.choice((player.curator(), OWNER))
    method = player.chance.choice(list(Method))
    return Move(by, PayOut, {"person": person, "amount": max(wanted, 1), "method": method})


def write_off(player: Player) -> Move:
    debt = player.order.totals.debt
    amount = player.chance.choice((debt, debt // 2, debt // 5, debt // 5, debt // 10, debt + 1))
    return Move(OWNER, WriteOff, {"amount": max(amount, 1), "reason": "bankrupt"})


def after_the_end(player: Player) -> Move:
    owed = player.order.totals.debt > 0
    return player.chance.choice((pay_out, write_off) if owed else (pay_out,))(player)
