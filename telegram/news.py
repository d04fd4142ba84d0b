"""What a notice says above the card of its order, or by itself; in the reader's language."""

from collections.abc import Callable
from typing import Final, NamedTuple

from domain.chats import Unreachable
from domain.orders.notices import Notice, NoticeKind
from domain.orders.parts import RequestKind, Stage
from domain.orders.waiting import WaitKind
from telegram.formats import shortened
from telegram.rates import Urgency
from telegram.texts import Html, Kopecks, Texts

WORDS: Final = 900
"""Signs of what somebody wrote that stand in the news; all of it stands in the order's history."""
URGENCY: Final = {1: Urgency.TURN, 2: Urgency.NEWS, 3: Urgency.REMINDER}

ASKS: Final = frozenset({NoticeKind.YOUR_TURN, NoticeKind.REMINDER})
"""The reader must act: a new message with sound. Any other news is written into the card where it stands."""
BY_ITSELF: Final = frozenset(
    {
        NoticeKind.PENALTY,
        NoticeKind.PAID_OUT,
        NoticeKind.PAPER,
        NoticeKind.CASH_LIMIT,
        NoticeKind.CASH_REMINDER,
        NoticeKind.HAND_IN,
        NoticeKind.HAND_IN_REMINDER,
        NoticeKind.HAND_IN_CONFIRMED,
        NoticeKind.HAND_IN_DISPUTED,
        NoticeKind.HAND_IN_WITHDRAWN,
        NoticeKind.UNREACHABLE,
    }
)
"""About somebody's money, a paper or a person, and not about how the order goes: a message of its own."""
RETURNED: Final = frozenset(kind for kind in WaitKind if kind.value.startswith(("submit", "correct")))
"""Waits for what was sent in before, where they come with words: the reason of a return."""


class Telling(NamedTuple):
    """What news need besides the notice."""

    notice: Notice
    texts: Texts
    penalty_word: str
    """What the organization calls a penalty."""
    asked: bool
    """The reader is the one who is waited for, and not told of somebody who is."""


def news(told: Telling) -> Html:
    """One line or a few: what happened, and what is wanted."""
    return KINDS.get(told.notice.kind, _plain)(told)


def _plain(told: Telling) -> Html:
    """Of most kinds: number, device, whose words, how much."""
    notice = told.notice
    return told.texts(
        f"news-{notice.kind.value.replace('_', '-')}",
        number=notice.order_number,
        device=notice.device,
        name=notice.name,
        amount=_amount(notice),
        words=_words(notice),
    )


def _your_turn(told: Telling) -> Html:
    notice, texts = told.notice, told.texts
    kind = notice.wait_kind
    if kind is WaitKind.ACCEPT:
        return texts("news-assigned", number=notice.order_number)
    if notice.text and kind in RETURNED:
        return texts("news-returned", number=notice.order_number, what=kind, words=_words(notice))
    if notice.text:
        return texts("news-turn-words", number=notice.order_number, what=kind, words=_words(notice))
    return texts("news-turn", number=notice.order_number, what=kind)


def _reminder(told: Telling) -> Html:
    notice = told.notice
    key = "news-reminder" if told.asked else "news-escalation"
    return told.texts(key, number=notice.order_number, what=notice.wait_kind, until=notice.until)


def _closed(told: Telling) -> Html:
    notice = told.notice
    return told.texts("news-closed", number=notice.order_number, outcome=Stage(notice.text or ""))


def _went_on(told: Telling) -> Html:
    notice = told.notice
    return told.texts("news-went-on", number=notice.order_number, stage=Stage(notice.text or ""))


def _granted(told: Telling) -> Html:
    notice = told.notice
    return told.texts("news-granted", number=notice.order_number, what=RequestKind(notice.text or ""))


def _penalty(told: Telling) -> Html:
    notice, texts = told.notice, told.texts
    amount = notice.amount or 0
    key = "news-penalty" if amount > 0 else "news-penalty-back" if amount < 0 else "news-penalty-stays"
    return texts(
        key,
        number=notice.order_number,
        word=told.penalty_word,
        amount=Kopecks(abs(amount)),
        words=_words(notice),
    )


def _paper(told: Telling) -> Html:
    notice = told.notice
    return told.texts("news-paper", number=notice.order_number, paper=notice.paper)


def _unreachable(told: Telling) -> Html:
    why = Unreachable(told.notice.text or "")
    return told.texts(f"news-unreachable-{why.value.replace('_', '-')}", name=told.notice.name)


KINDS: Final[dict[NoticeKind, Callable[[Telling], Html]]] = {
    NoticeKind.YOUR_TURN: _your_turn,
    NoticeKind.REMINDER: _reminder,
    NoticeKind.CLOSED: _closed,
    NoticeKind.WENT_ON: _went_on,
    NoticeKind.GRANTED: _granted,
    NoticeKind.PENALTY: _penalty,
    NoticeKind.PAPER: _paper,
    NoticeKind.UNREACHABLE: _unreachable,
}


def _words(notice: Notice) -> str | None:
    return shortened(notice.text, WORDS) if notice.text else None


def _amount(notice: Notice) -> Kopecks | None:
    return None if notice.amount is None else Kopecks(notice.amount)
