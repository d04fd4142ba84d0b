"""Деньги на руках: handed in to a receiver, who may dispute what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from bot.client import Caller, JsonObject
from bot.forms.about import About, Body
from bot.forms.answers import Answers
from bot.forms.draft import Choice
from bot.forms.form import Form, Request, Subject
from bot.forms.steps import AmountStep, Ask, Button, ChoiceStep, Rows, TextStep
from domain.cash import HandInId, HandInState
from domain.values import Moment, PersonId
from telegram.texts import Html, Kopecks, Texts

PATH = "/v1/cash/hand-ins"


class Cash(BaseModel):
    """Somebody's cash in hand, in kopecks."""

    model_config = ConfigDict(extra="ignore")

    person: PersonId
    name: str
    pending: int
    balance: int
    over_limit: bool

    @property
    def free(self) -> int:
        """What may be handed in."""
        return max(self.balance - self.pending, 0)


class _Book(BaseModel):
    cash: Cash


class HandIn(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: HandInId
    person: PersonId
    receiver: PersonId
    names: dict[PersonId, str]
    amount: int
    state: HandInState
    reason: str | None
    at: Moment

    def told(self, texts: Texts) -> Html:
        return texts(
            "cash-hand-in",
            giver=self.names.get(self.person, ""),
            receiver=self.names.get(self.receiver, ""),
            amount=Kopecks(self.amount),
            state=self.state,
            at=self.at,
        )


class _Named(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: PersonId
    name: str


class _Receivers(BaseModel):
    people: list[_Named]


async def own_cash(_subject: UUID | None, caller: Caller) -> Body:
    cash = (await caller.read("/v1/cash/me", _Book, limit=1)).cash
    return {"free": cash.free, "balance": cash.balance}


def told_cash(about: About, texts: Texts) -> Html:
    return texts("cash-free", free=Kopecks(about.whole("free")), balance=Kopecks(about.whole("balance")))


async def hand_in_seen(subject: UUID | None, caller: Caller) -> Body:
    found: Body = (await caller.read(f"{PATH}/{subject}", HandIn)).model_dump(mode="json")
    return found


def told_hand_in(about: About, texts: Texts) -> Html:
    return HandIn.model_validate(about.seen).told(texts)


async def receivers(caller: Caller, _about: About, _texts: Texts) -> Sequence[Choice]:
    found = await caller.read("/v1/cash/receivers", _Receivers)
    return [Choice(value=str(one.id), label=one.name) for one in found.people]


@dataclass(frozen=True, kw_only=True)
class FreeAmountStep(AmountStep):
    """An amount, with a button for all that is free."""

    def rows(self, ask: Ask) -> Rows:
        free = ask.about.whole("free")
        return [[Button(self._named(free, ask), f"a{free}")]] if free else []


def hand_in(answers: Answers, _about: About) -> Request:
    return Request(PATH, answers.only("receiver", "amount"))


def dispute(answers: Answers, about: About) -> Request:
    return Request(f"{PATH}/{about.subject}/dispute", answers.only("reason"))


def to_hand_in(_about: About, receipt: JsonObject) -> str:
    named = receipt.get("id")
    return f"new:handin:{UUID(str(named)).hex}" if named else ""


FORMS = (
    Form(
        "hand_in",
        (ChoiceStep(name="receiver", load=receivers), FreeAmountStep(name="amount")),
        hand_in,
        refusals={"cash.above_balance": "amount", "cash.receiver": "receiver"},
        subject=Subject(own_cash, told_cash),
        leads=to_hand_in,
    ),
    Form(
        "dispute_hand_in",
        (TextStep(name="reason"),),
        dispute,
        subject=Subject(hand_in_seen, told_hand_in),
        leads=to_hand_in,
    ),
)
