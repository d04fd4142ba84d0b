"""Деньги вне шагов: debts are paid or given up, money goes back, wages are paid out."""

from collections.abc import Iterable

from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.form import Form, Request, on_order
from bot.forms.payment import AT_HAND, FIELDS, LINE, method, payment_of, payment_steps
from bot.forms.people import of_order
from bot.forms.report import sums
from bot.forms.steps import AmountStep, ChoiceStep, TextStep, Told
from domain.orders.state import Order
from domain.values import PersonId
from telegram.texts import Kopecks

REASON = TextStep(name="reason")
RECIPIENT = TextStep(name="recipient", longest=LINE, words="forms-ask-recipient")


def debt(about: About) -> Told | None:
    return Told("forms-note-debt", {"debt": Kopecks(about.order.totals.debt)}) if about.order else None


def owed_back(order: Order) -> int:
    """Of the client's money, what is not the fee."""
    return order.totals.received - (order.closing.fee if order.closing else 0)


def to_settle(about: About) -> Told | None:
    return Told("forms-note-owed-back", {"amount": Kopecks(owed_back(about.order))}) if about.order else None


def earners(order: Order) -> Iterable[PersonId]:
    return (person for person, kopecks in order.payable.items() if kopecks > 0)


def record_payment(answers: Answers, about: About) -> Request:
    return on_order("payments", {"payment": payment_of(answers)}, about)


def refund(answers: Answers, about: About) -> Request:
    return on_order("refunds", answers.only("amount", "method", "recipient", "reason"), about)


def settle_money(answers: Answers, about: About) -> Request:
    body: Body = answers.only("refund", "method", "recipient", "kept_reason")
    return on_order("settlement", body, about)


def pay_out(answers: Answers, about: About) -> Request:
    return on_order("payouts", answers.only("person", "amount", "method"), about)


def write_off(answers: Answers, about: About) -> Request:
    return on_order("write-offs", answers.only("amount", "reason"), about)


FORMS = (
    Form(
        "record_payment",
        payment_steps(AmountStep(name="amount", tells=debt), AT_HAND),
        record_payment,
        fields=FIELDS,
        refusals={"payment.above_debt": "amount"},
    ),
    Form(
        "refund",
        (AmountStep(name="amount", tells=sums), method(), RECIPIENT, REASON),
        refund,
        refusals={"payment.refund_above_received": "amount"},
    ),
    Form(
        "settle_money",
        (
            AmountStep(name="refund", least=0, tells=to_settle),
            method(),
            RECIPIENT,
            TextStep(
                name="kept_reason", when=lambda answers: answers.whole("refund") < owed_back(answers.order)
            ),
        ),
        settle_money,
        refusals={"money.settlement_mismatch": "refund", "money.kept_reason": "kept_reason"},
    ),
    Form(
        "pay_out",
        (ChoiceStep(name="person", load=of_order(earners)), AmountStep(name="amount"), method()),
        pay_out,
        refusals={"payout.above_payable": "amount"},
    ),
    Form(
        "write_off",
        (AmountStep(name="amount", tells=debt), REASON),
        write_off,
        refusals={"payment.above_debt": "amount"},
    ),
)
