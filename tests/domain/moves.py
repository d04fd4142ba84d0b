"""What the people of a random walk try: answers to what the order waits for, and things nobody asked for."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from domain.money import Method
from domain.orders.agreement import Agreed, Option, Refused, SubmitAgreement, Thinking
from domain.orders.custody import GiveDevice, ReceiveDevice, ReturnDevice
from domain.orders.lifecycle import AddNote, Cancel, PauseOrder, ResumeOrder, SetDeadline, Withdraw
from domain.orders.order import Command
from domain.orders.parts import Purpose, RefusalCode
from domain.orders.payments import RecordPayment, Refund, SettleMoney
from domain.orders.prepayment import ConfirmPayment, SubmitPrepayment
from domain.orders.receipt import SubmitReceipt
from domain.orders.reminders import Remind
from domain.orders.report import SubmitReport
from domain.orders.state import Order
from domain.orders.stationary import AssignStationary, FinishRepair, HandOver, SetPriority, Take
from domain.orders.supplements import TO_SEND_IN
from domain.orders.verification import Approve, Return
from domain.orders.visit import Arrive, Depart, FailReason, FailVisit, Interval, MoveReason, MoveVisit
from domain.people import Person, Role
from domain.values import MediaId, OrderId, PersonId
from tests.domain.world import World, bought, cash, invoice, line


class Move(NamedTuple):
    by: Person | None
    kind: type[Command]
    fields: Mapping[str, object]


class Player:
    """Builds moves for one order. What it builds fits the state as far as a person would see it."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world, self.chance = world, chance

    @property
    def order(self) -> Order:
        return self.world.order

    def someone(self, person_id: PersonId | None, role: Role = Role.CURATOR) -> Person:
        """That person, or anybody active of the role."""
        if person_id:
            return self.world.people[person_id]
        return self.chance.choice(self.having(role) or self.having(Role.CURATOR))

    def having(self, role: Role) -> list[Person]:
        return [one for one in self.world.people.values() if one.active and role in one.roles]

    def other_than(self, *ids: PersonId | None, role: Role) -> Person:
        return self.chance.choice([one for one in self.having(role) if one.id not in ids])

    def curator(self) -> Person:
        return self.someone(self.order.curator)

    def carrier(self) -> Person:
        return self.someone(self.order.carrier, Role.ENGINEER)

    def verifier(self, author: PersonId | None) -> Person:
        """The order's curator; of the own submissions another one, where there is another."""
        if author != self.order.curator:
            return self.curator()
        others = [one for one in self.having(Role.CURATOR) if one.id != author]
        return self.chance.choice(others) if others else self.curator()

    def photos(self, least: int = 1) -> tuple[MediaId, ...]:
        return tuple(self.world.photo() for _ in range(self.chance.randint(least, 2)))

    def later(self, **longest: float) -> datetime:
        return self.world.now + timedelta(**longest) * self.chance.uniform(0.05, 1)

    def day(self, most: int) -> date:
        calendar = self.world.organization.settings.calendar
        return calendar.local_date(self.world.now) + timedelta(days=self.chance.randint(0, most))

    def amount(self, most: int) -> int:
        return self.chance.choice((most, self.chance.randint(0, max(most, 0))))

    # One method for each command; the state may or may not want it now.

    def depart(self) -> Move:
        return Move(self.carrier(), Depart, {})

    def arrive(self) -> Move:
        return Move(self.carrier(), Arrive, {})

    def fail_visit(self) -> Move:
        return Move(self.carrier(), FailVisit, {"reason": self.chance.choice(list(FailReason))})

    def move_visit(self) -> Move:
        since = self.later(days=5)
        to = Interval(since=since, until=since + timedelta(hours=3))
        reason = self.chance.choice(list(MoveReason))
        return Move(self.curator(), MoveVisit, {"to": to, "reason": reason})

    def submit_agreement(self) -> Move:
        price = self.chance.randint(1, 20) * 1000 + self.order.totals.received
        options = (Option(lines=(line(price),)), Option(lines=(line(price), line(500, quantity=2))))
        chosen = self.chance.randrange(2)
        total = options[chosen].total
        outcome: Agreed | Thinking | Refused = Agreed(option=chosen)
        match self.chance.randrange(8):
            case 0:
                outcome = Thinking(until=self.later(days=20))
            case 1:
                outcome = self.refusal()
            case 2:
                outcome = Agreed(option=chosen, amount=total - 1000, discount_reason="regular client")
        fields = {"options": options, "outcome": outcome, "photos": self.photos(0)}
        return Move(self.carrier(), SubmitAgreement, fields)

    def refusal(self) -> Refused:
        fee = self.chance.choice((0, 700, 700))
        return Refused(code=RefusalCode.PRICE, text="Дорого", fee=fee, method=Method.CASH if fee else None)

    def submit_prepayment(self) -> Move:
        amount = self.amount(self.order.agreed_amount - self.order.totals.received)
        payment = (cash(amount) if self.chance.random() < 0.4 else invoice(amount)) if amount > 0 else None
        return Move(self.carrier(), SubmitPrepayment, {"payment": payment})

    def confirm_payment(self) -> Move:
        return Move(self.curator(), ConfirmPayment, {})

    def hand_over(self) -> Move:
        part = next((job.part for job in self.order.stationary if job.state == "handover_returned"), None)
        job = self.order.stationary_at(part) if part else None
        wanted = Purpose.REPAIR if self.order.in_work else Purpose.DIAGNOSIS
        fields: dict[str, object] = {"part": part} if part else {}
        fields |= {"purpose": job.purpose if job else wanted, "description": "no power"}
        fields |= {"due": self.day(10), "completeness": "cable", "photos": self.photos()}
        return Move(self.carrier(), HandOver, fields)

    def job_part(self) -> str:
        live = [job.part for job in self.order.stationary if job.open]
        return (live or [job.part for job in self.order.stationary] or ["stationary.1"])[-1]

    def assign_stationary(self) -> Move:
        worker = self.someone(None, Role.STATIONARY_ENGINEER)
        return Move(self.curator(), AssignStationary, {"part": self.job_part(), "person": worker.id})

    def set_priority(self) -> Move:
        priority = self.chance.randint(1, 5)
        return Move(self.curator(), SetPriority, {"part": self.job_part(), "priority": priority})

    def take(self) -> Move:
        job = self.order.stationary_at(self.job_part())
        worker = self.someone(job.assigned if job else None, Role.STATIONARY_ENGINEER)
        return Move(worker, Take, {"part": self.job_part()})

    def finish_repair(self) -> Move:
        job = self.order.stationary_at(self.job_part())
        worker = self.someone(job.worker if job else None, Role.STATIONARY_ENGINEER)
        amount = self.chance.choice((0, self.chance.randint(1, 9_000)))
        fields = {"part": self.job_part(), "done": "fuse", "amount": amount, "photos": self.photos()}
        return Move(worker, FinishRepair, fields)

    def give_device(self) -> Move:
        holder = self.order.custody.holder
        job = any(job.in_workshop for job in self.order.stationary)
        to = [one for one in (self.order.carrier, self.order.curator) if one and (job or one != holder)]
        by = self.someone(holder, Role.ENGINEER)
        return Move(by, GiveDevice, {"to": self.chance.choice(to or [self.order.curator])})

    def receive_device(self) -> Move:
        return Move(self.someone(self.order.custody.offered_to, Role.ENGINEER), ReceiveDevice, {})

    def return_device(self) -> Move:
        by = self.someone(self.order.custody.holder, Role.ENGINEER)
        return Move(by, ReturnDevice, {"act": self.photos()})

    def whose(self, buyer: PersonId | None) -> OrderId | None:
        """For which order a line was bought: mostly the receipt's own."""
        mine = [one.order_id for one in self.world.neighbours.values() if one.takes_expenses_of(buyer)]
        return self.chance.choice((None, None, *mine))

    def submit_receipt(self) -> Move:
        back = next((receipt for receipt in self.order.receipts if receipt.state == "returned"), None)
        buyer = back.author if back else self.order.carrier
        lines = tuple(
            bought(
                self.chance.randint(1, 40) * 100,
                f"part {index}",
                self.chance.randint(1, 3),
                self.whose(buyer),
            )
            for index in range(self.chance.randint(1, 3))
        )
        accepted = back.accepted if back else ()
        if accepted and self.chance.random() < 0.3:
            lines = ()
        fields: dict[str, object] = {"part": back.part} if back else {}
        seller = f"Toner {len(self.world.stored)}"
        fields |= {"document": self.world.photo(), "seller": seller, "dated": self.day(0)}
        fields |= {"total": sum(one.total for one in (*accepted, *lines)), "lines": lines}
        fields |= {"paid_by": self.chance.choice(("own", "company", "client_cash"))}
        return Move(self.someone(buyer, Role.ENGINEER), SubmitReceipt, fields)

    def submit_report(self) -> Move:
        price, totals = self.order.agreed_amount, self.order.totals
        ahead = self.order.prepayment.payment if self.order.prepayment.state == "pending" else None
        left = price - totals.received - (ahead.amount if ahead else 0)
        amount = self.amount(left) if self.chance.random() < 0.8 else 0
        commission = max(price - totals.costs, 0) * 4 // 10
        advance = self.chance.choice((0, commission, commission // 2))
        proof = self.chance.choice(({"act": self.photos()}, {"no_contract_reason": "lost"}))
        received = cash(amount) if amount > 0 else None
        return Move(self.carrier(), SubmitReport, {"received": received, "advance": advance, **proof})

    def _pending(self) -> tuple[str, PersonId | None]:
        """The part that waits for a curator, and its author."""
        verify = [wait.part for wait in self.order.waits if wait.kind.startswith("verify_")]
        part = self.chance.choice(verify or ["agreement", "report", "prepayment"])
        return part, self.author(part)

    def author(self, part: str) -> PersonId | None:
        job = self.order.stationary_at(part)
        if job and job.state == "repair_pending":
            return job.worker
        branch = job or self.order.receipt_at(part) or self.order.supplement_at(part)
        steps = {step: getattr(self.order, step) for step in ("agreement", "prepayment", "report", "onsite")}
        submission = branch or steps.get(part)
        return submission.author if submission else None

    def approve(self, part: str | None = None) -> Move:
        at, author = (part, self.author(part)) if part else self._pending()
        extra = {"net_reason": "first order", "debt_due": self.day(20)} if at in ("report", "onsite") else {}
        return Move(self.verifier(author), Approve, {"part": at, **extra})

    def give_back(self, part: str | None = None) -> Move:
        at, author = (part, self.author(part)) if part else self._pending()
        receipt = self.order.receipt_at(at)
        lines = {0: "wrong price"} if receipt and self.chance.random() < 0.6 and receipt.pending else {}
        return Move(self.verifier(author), Return, {"part": at, "reason": "blurred", "lines": lines})

    def pause(self) -> Move:
        return Move(self.curator(), PauseOrder, {"until": self.later(days=10), "reason": "client away"})

    def resume(self) -> Move:
        return Move(self.curator(), ResumeOrder, {})

    def cancel(self) -> Move:
        return Move(self.curator(), Cancel, {"reason": "client moved"})

    def set_deadline(self) -> Move:
        part = self.chance.choice([wait.part for wait in self.order.waits] or ["order"])
        return Move(self.curator(), SetDeadline, {"part": part, "until": self.later(days=4)})

    def withdraw(self) -> Move:
        back = [
            *(job.part for job in self.order.stationary if job.state == "queued"),
            *(one.part for one in self.order.receipts if one.state == "returned"),
            *(one.part for one in self.order.supplements if one.state in TO_SEND_IN),
        ]
        part = self.chance.choice(back or [one.part for one in self.order.open_branches] or ["receipt.1"])
        return Move(self.curator(), Withdraw, {"part": part, "reason": "not needed"})

    def add_note(self) -> Move:
        by = self.someone(None, self.chance.choice((Role.ENGINEER, Role.CURATOR, Role.OWNER)))
        return Move(by, AddNote, {"text": "Заметка <б>", "photos": self.photos(0)})

    def record_payment(self) -> Move:
        amount = max(self.amount(self.order.totals.debt), 1)
        return Move(self.curator(), RecordPayment, {"payment": cash(amount)})

    def refund(self) -> Move:
        amount = max(self.chance.randint(0, max(self.order.totals.received, 0)), 1)
        fields = {"amount": amount, "method": Method.CARD, "recipient": "client", "reason": "discount"}
        return Move(self.curator(), Refund, fields)

    def settle_money(self) -> Move:
        fee = self.order.closing.fee if self.order.closing else 0
        most = max(self.order.totals.received - fee, 0)
        amount = most if self.order.stage == "refusing" else self.amount(most)
        fields = {"refund": amount, "method": Method.CASH, "recipient": "client", "kept_reason": "trip"}
        return Move(self.curator(), SettleMoney, fields)

    def remind(self) -> Move:
        ripe = [wait for wait in self.order.waits if wait.rung_due(self.world.now) is not None]
        if not ripe:
            return Move(None, Remind, {"wait": "agreement:visit@1", "rung": 0})
        wait = self.chance.choice(ripe)
        return Move(None, Remind, {"wait": wait.id, "rung": wait.rung_due(self.world.now)})
