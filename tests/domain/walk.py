"""A random walk: one order, people who mostly do what is waited for, and everything that goes wrong."""

from collections import Counter
from collections.abc import Callable
from datetime import time
from random import Random

from pydantic import ValidationError

from domain.calendar import Hours, WorkingCalendar
from domain.orders.errors import Refusal
from domain.orders.lifecycle import AddNote
from domain.orders.record import decided, replayed
from domain.orders.waiting import Wait, WaitKind
from domain.organizations import Mode, OrganizationSettings, Verification
from tests.domain.hands import (
    accept,
    ask,
    assign,
    decide_request,
    decline,
    deny,
    grant,
    offer,
    recover_device,
    take_over,
    undo,
)
from tests.domain.invariants import Broken, Witness
from tests.domain.money_moves import after_the_end, pay_out, strange_split, with_split, write_off
from tests.domain.moves import Move, Player
from tests.domain.moves_of_penalties import RULES, appeal, decide_appeal, judge_appeal, penalize
from tests.domain.openings import not_warranty, open_order
from tests.domain.spoils import hasty_approval, hasty_settlement, spoilt, wrong_line, wrong_receipt
from tests.domain.ways import (
    agree_below_paid,
    clients_decision,
    new_supplement,
    refuse,
    reopen,
    submit_on_site,
    submit_supplement,
)
from tests.domain.world import ALL_HANDS, CURATOR, OTHER_CURATOR, OWNER, STAFF, World

Turn = Callable[[Player], Move]
WAYS = ("complete", "complete", "refuse", "cancel")  # the longest way, with the rarest after it: debts
NO_COMMAND = "(invalid body)"
PAUSED = World(order=9).in_work().paused()
"""An order that the same engineer carries, and that takes no expenses as long as it rests."""

EVERYTHING: tuple[Callable[[Player], Move], ...] = (
    open_order, assign, offer, accept, decline, Player.depart, Player.arrive,
    Player.fail_visit, Player.move_visit, Player.submit_agreement, Player.submit_prepayment,
    Player.confirm_payment, Player.hand_over, Player.assign_stationary, Player.set_priority,
    Player.take, Player.finish_repair, Player.give_device, Player.receive_device,
    Player.return_device, Player.submit_receipt, Player.submit_report, Player.approve,
    Player.give_back, Player.pause, Player.resume, Player.cancel, Player.set_deadline,
    Player.withdraw, Player.add_note, Player.record_payment, Player.refund, Player.settle_money,
    Player.remind, ask, grant, deny, pay_out, write_off, penalize, appeal, appeal, appeal, judge_appeal,
    undo, undo, take_over, recover_device, recover_device, submit_supplement, submit_on_site, not_warranty,
)  # fmt: skip

ANSWERS: dict[WaitKind, Callable[[Player], Move]] = {
    WaitKind.ASSIGN: assign,
    WaitKind.ACCEPT: accept,
    WaitKind.VISIT: Player.arrive,
    WaitKind.RESCHEDULE: Player.move_visit,
    WaitKind.SUBMIT_AGREEMENT: Player.submit_agreement,
    WaitKind.CLIENT_DECISION: clients_decision,
    WaitKind.SUBMIT_PREPAYMENT: Player.submit_prepayment,
    WaitKind.CONFIRM_PAYMENT: Player.confirm_payment,
    WaitKind.CORRECT_HANDOVER: Player.hand_over,
    WaitKind.TAKE: Player.take,
    WaitKind.REPAIR: Player.finish_repair,
    WaitKind.GIVE_DEVICE: Player.give_device,
    WaitKind.RECEIVE_DEVICE: Player.receive_device,
    WaitKind.CORRECT_RECEIPT: Player.submit_receipt,
    WaitKind.CORRECT_SUPPLEMENT: submit_supplement,
    WaitKind.SUBMIT_REPORT: Player.submit_report,
    WaitKind.CORRECT_ON_SITE: submit_on_site,
    WaitKind.RETURN_DEVICE: Player.return_device,
    WaitKind.SETTLE_MONEY: Player.settle_money,
    WaitKind.DECIDE_APPEAL: decide_appeal,
    WaitKind.COLLECT_DEBT: Player.record_payment,
    WaitKind.RESUME: Player.resume,
    WaitKind.DECIDE_REQUEST: decide_request,
}

INSTEAD: dict[WaitKind, tuple[Turn, ...]] = {
    WaitKind.ASSIGN: (offer,),
    WaitKind.ACCEPT: (decline, assign, offer),
    WaitKind.VISIT: (Player.depart, Player.fail_visit, Player.move_visit),
    WaitKind.SUBMIT_AGREEMENT: (
        ask,
        Player.hand_over,
        Player.move_visit,
        Player.submit_agreement,
        submit_on_site,
    ),
    WaitKind.CORRECT_ON_SITE: (Player.submit_agreement, Player.hand_over),
    WaitKind.VERIFY_ON_SITE: (Player.submit_agreement,),
    WaitKind.CONFIRM_PAYMENT: (Player.record_payment,),
    WaitKind.DECIDE_REQUEST: (ask, deny, undo),
    WaitKind.TAKE: (Player.assign_stationary, Player.set_priority, Player.withdraw),
    WaitKind.REPAIR: (Player.set_deadline, Player.set_priority, Player.submit_receipt),
    WaitKind.CORRECT_RECEIPT: (Player.withdraw,),
    WaitKind.CORRECT_HANDOVER: (Player.withdraw, assign),
    WaitKind.CORRECT_SUPPLEMENT: (Player.withdraw, Player.submit_receipt),
    WaitKind.VERIFY_SUPPLEMENT: (new_supplement,),
    WaitKind.SUBMIT_REPORT: (
        Player.hand_over,
        *(Player.submit_receipt,) * 3,
        *(wrong_receipt,) * 2,
        submit_supplement,
        not_warranty,
        Player.pause,
        Player.refund,
        Player.record_payment,
        assign,
    ),
    WaitKind.VERIFY_REPORT: (Player.record_payment, hasty_approval, hasty_approval, strange_split),
    WaitKind.COLLECT_DEBT: (write_off, write_off, pay_out),
    WaitKind.VERIFY_RECEIPT: (Player.give_back, wrong_line),
    WaitKind.SETTLE_MONEY: (hasty_settlement,),
    WaitKind.GIVE_DEVICE: (Player.settle_money, recover_device),
    WaitKind.RETURN_DEVICE: (Player.settle_money, recover_device),
    WaitKind.VERIFY_REPAIR: (recover_device,),
}
"""What people also do while the order waits for something."""

VERIFICATIONS = tuple(kind for kind in WaitKind if kind.startswith("verify_"))
UNLESS = {
    "report.branches_open": VERIFICATIONS,
    "payment.above_debt": (WaitKind.VERIFY_PREPAYMENT,),
    "device.elsewhere": (WaitKind.GIVE_DEVICE, WaitKind.RECEIVE_DEVICE),
}
"""Refusals of what is waited for that are right, as the order waits for one of these as well."""


class Walk:
    """Steps of one order towards one end; the first seed decides what organization it is in."""

    def __init__(self, way: str, seed: int, length: int, order: int = 2) -> None:
        chance = Random(seed)  # noqa: S311 - a walk, no secret
        modes = {stage: chance.choice(list(Mode)) for stage in Verification.model_fields}
        night = Hours(since=time(18), until=time(0))
        calendar = WorkingCalendar(zone="Europe/Berlin", week=(night,) * 6 + (None,))
        settings = OrganizationSettings(
            verification=Verification.model_validate(modes), reopen_days=chance.choice((0, 30, 30, 30))
        )
        alone = chance.random() < 0.2
        staff = [one for one in STAFF if one != OTHER_CURATOR and not (alone and one == ALL_HANDS)]
        self.world = World(
            settings.model_copy(update={"calendar": calendar}) if chance.random() < 0.3 else settings,
            staff=staff if alone else STAFF,
            order=order,
        )
        self.world.neighbours[PAUSED.order_id] = PAUSED
        self.world.claimed[self.world.stored[self.world.photo("elsewhere")]] = "SVC-000001"
        self.witness = Witness(self.world)
        self.witness.alone = alone
        if chance.random() < 0.5:
            self.world.set(penalties=RULES)
        if chance.random() < 0.3:
            del self.world.people[OWNER.id]
        self.way = way
        self.ends_after, self.steps = int(length * chance.uniform(0.55, 0.8)), 0
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    @property
    def finishing(self) -> bool:
        return self.steps > self.ends_after

    def step(self, seed: int) -> None:
        """One attempt; a seed of 0 does nothing, so that a failing walk shrinks to the steps it needs."""
        self.steps += 1
        if not seed:
            return
        chance = Random(f"{self.steps}:{seed}")  # noqa: S311 - a walk, no secret
        player = Player(self.world, chance)
        self.world.passes(minutes=chance.choice((0, 1, 7, 30, 200)))
        if self.world.state is None:
            self.attempt(
                open_order(player) if chance.random() < 0.8 else Move(CURATOR, AddNote, {"text": "?"})
            )
            return
        if self.world.order.closed and chance.random() < 0.12:
            self.attempt(reopen(player))
            return
        if self.world.order.closed and not self.world.order.waits and chance.random() < 0.6:
            return
        if self.world.order.waits:
            self.live(chance.choice(self.world.order.waits), player)
        self.attempt(self.pick(player, chance))

    def finish(self) -> None:
        """The whole record, read again from its first entry, makes the same order."""
        if self.world.entries and replayed(self.world.entries) != self.world.order:
            raise Broken("the record alone makes the state")

    def attempt(self, move: Move) -> None:
        before = self.witness.snapshot()
        try:
            command = self.world.command(move.by, move.kind, **move.fields)
            self.world.take(command)
        except ValidationError:
            self.refused[NO_COMMAND] += 1
        except Refusal as refusal:
            self.refused[refusal.code] += 1
            self.witness.unchanged(before)
        else:
            self.accepted[command.kind] += 1
            self.witness.check()
        finally:
            self.world.as_before()

    def live(self, wait: Wait, player: Player) -> None:
        """Whoever is waited for can do it, or send back what stands in the way."""
        refusal = self.refusal_of(answer(wait, player))
        if refusal is None:
            return
        others = {other.kind for other in self.world.order.waits if other.id != wait.id}
        if others & set(UNLESS.get(refusal.code, ())):
            return
        returnable = wait.kind in (*VERIFICATIONS, WaitKind.CONFIRM_PAYMENT)
        if returnable and self.refusal_of(player.give_back(wait.part)) is None:
            return
        if wait.kind is WaitKind.DECIDE_REQUEST and self.refusal_of(deny(player)) is None:
            return
        raise Broken(f"whoever is waited for can act: {wait.id}: {refusal}")

    def refusal_of(self, move: Move) -> Refusal | None:
        command = self.world.command(move.by, move.kind, **move.fields)
        try:
            decided(command, self.world.state, self.world.facts(command))
        except Refusal as refusal:
            return refusal
        return None

    def pick(self, player: Player, chance: Random) -> Move:
        waits = self.world.order.waits
        kind = chance.random()
        if self.world.order.payable and kind < 0.6:
            return after_the_end(player)
        if self.finishing and self.way == "cancel" and chance.random() < 0.2:
            return player.cancel()
        if self.finishing and self.way == "refuse" and chance.random() < 0.3:
            return refuse(player)
        ending = self.finishing and self.way == "complete"
        if waits and kind < (0.9 if ending else 0.65):
            move = self.turn(chance.choice(waits), player, chance)
            return move if kind < (0.8 if ending else 0.45) else spoilt(move, player)
        if kind < 0.75:
            return spoilt(self.anything(player, chance), player)
        return self.anything(player, chance)

    def anything(self, player: Player, chance: Random) -> Move:
        wanted = chance.choice(EVERYTHING)
        ends = wanted is Player.cancel or (wanted is Player.approve and self.way != "complete")
        early = ends and not self.finishing
        return player.add_note() if early else wanted(player)

    def turn(self, wait: Wait, player: Player, chance: Random) -> Move:
        """The answer to a wait, or another thing that a person does then."""
        if wait.rung_due(self.world.now) is not None and chance.random() < 0.3:
            return player.remind()
        paid_before = wait.kind is WaitKind.SUBMIT_AGREEMENT and self.world.order.totals.received
        if paid_before and chance.random() < 0.8:  # a reopened order's
            return agree_below_paid(player)
        others = INSTEAD.get(wait.kind, ())
        completing = self.finishing and not self.world.order.closing
        if others and chance.random() < (0.3 if completing else 0.6):
            return chance.choice(others)(player)
        if wait.kind in VERIFICATIONS and chance.random() < (0.03 if completing else 0.15):
            return undo(player)
        if wait.kind in VERIFICATIONS and chance.random() < self.reluctance(wait):
            return player.give_back(wait.part)
        return answer(wait, player)

    def reluctance(self, wait: Wait) -> float:
        """How often a curator returns it: what would end the walk too early nearly always."""
        supplement = self.world.order.supplement_at(wait.part)
        if supplement and supplement.ends_order:
            return 0.1 if self.finishing and self.way == "refuse" else 0.98
        refusal = wait.kind is WaitKind.VERIFY_AGREEMENT and self.world.order.agreement.refusal
        if wait.kind is WaitKind.VERIFY_AGREEMENT and self.way == "refuse":
            return 0.1 if self.finishing and refusal else 0.98
        if wait.kind in (WaitKind.VERIFY_REPORT, WaitKind.VERIFY_ON_SITE) or refusal:
            return 0.1 if self.finishing and self.way != "cancel" else 0.98
        return 0.5 if wait.kind is WaitKind.VERIFY_RECEIPT else 0.25


def answer(wait: Wait, player: Player) -> Move:
    """What the wait waits for, by whom it waits for."""
    if wait.kind in VERIFICATIONS:
        approval = player.approve(wait.part)
        return with_split(approval, player) if wait.kind is WaitKind.VERIFY_REPORT else approval
    return ANSWERS[wait.kind](player)
