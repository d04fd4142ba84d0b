"""Money in forms: how much, how, and its fiscal proof. One list of methods everywhere (fault 2)."""

from collections.abc import Callable

from pydantic import JsonValue

from bot.forms.about import Body
from bot.forms.answers import Answers
from bot.forms.steps import AmountStep, ChoiceStep, PhotosStep, Step, TextStep
from bot.forms.steps.step import always
from domain.money import Method, Payment

AT_HAND = (Method.CASH, Method.CARD, Method.SBP)
LINE = 200
"""Signs of a name or a number, as `domain.values.Line`."""

FIELDS = {
    "payment.amount": "amount",
    "payment.method": "method",
    "payment.fiscal_number": "fiscal_number",
    "payment.fiscal_photo": "fiscal_photo",
    "payment.no_fiscal_reason": "no_fiscal_reason",
    "payment": "proof",
    "received.amount": "amount",
    "received.method": "method",
    "received": "proof",
}


def method(methods: tuple[Method, ...] = AT_HAND, when: Callable[[Answers], bool] = always) -> ChoiceStep:
    return ChoiceStep(name="method", options=methods, words="forms-ask-method", when=when)


def payment_steps(
    amount: AmountStep,
    methods: tuple[Method, ...] = tuple(Method),
    when: Callable[[Answers], bool] = always,
) -> tuple[Step, ...]:
    """The amount, then how, then the proof; nothing more is asked of nothing."""

    def paid(answers: Answers) -> bool:
        return when(answers) and answers.whole("amount") > 0

    def proven(answers: Answers) -> bool:
        return paid(answers) and answers.text("method") != Method.INVOICE

    def proof(kind: str) -> Callable[[Answers], bool]:
        return lambda answers: proven(answers) and answers.text("proof") == kind

    return (
        amount,
        method(methods, paid),
        ChoiceStep(
            name="proof",
            options=("proof-number", "proof-photo", "proof-none"),
            words="forms-ask-proof",
            when=proven,
        ),
        TextStep(
            name="fiscal_number", longest=LINE, words="forms-ask-fiscal-number", when=proof("proof-number")
        ),
        PhotosStep(
            name="fiscal_photo", least=1, most=1, words="forms-ask-fiscal-photo", when=proof("proof-photo")
        ),
        TextStep(name="no_fiscal_reason", words="forms-ask-no-fiscal-reason", when=proof("proof-none")),
    )


def payment_of(answers: Answers) -> JsonValue:
    """The payment as the API takes it; None of nothing."""
    if not answers.whole("amount"):
        return None
    photos = answers.several("fiscal_photo")
    return {
        **answers.only("amount", "method", "fiscal_number", "no_fiscal_reason"),
        **({"fiscal_photo": photos[0]} if photos else {}),
    }


def answers_of(payment: Payment | None) -> Body:
    """The same backwards: what was answered for this payment."""
    if payment is None:
        return {"amount": 0}
    proof = "proof-none" if payment.no_fiscal_reason else "proof-number"
    answers: Body = {"amount": payment.amount, "method": payment.method.value}
    if payment.fiscal_photo:
        proof = "proof-photo"
    if payment.method is not Method.INVOICE:
        answers["proof"] = proof
    if payment.fiscal_number:
        answers["fiscal_number"] = payment.fiscal_number
    if payment.no_fiscal_reason:
        answers["no_fiscal_reason"] = payment.no_fiscal_reason
    return answers


def fiscal_photo_of(payment: Payment | None) -> list[str]:
    return [str(payment.fiscal_photo)] if payment and payment.fiscal_photo else []
