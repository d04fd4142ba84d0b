"""Forms without Telegram: a draft, the words of both languages, and a person who types and presses."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.forms.about import About
from bot.forms.draft import Draft, Piece, PieceState
from bot.forms.filling import Filling
from bot.forms.form import Form, Request
from bot.forms.shown import Done, Effect, Shown
from domain.people import Language
from domain.values import MediaId, PersonId
from telegram.texts import Texts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
PERSON = PersonId(UUID("0190f3c2-5e2a-7cc0-8000-00000000e001"))


@pytest.fixture(autouse=True)
def _strict() -> Iterator[None]:
    """A missing text is an error."""
    Texts.strict = True
    yield
    Texts.strict = False


class Typist:
    """Fills a form in and sees what it shows."""

    def __init__(self, form: Form, about: About | None = None, language: Language = Language.RU) -> None:
        given = about or About(person=PERSON)
        texts = Texts(language, MOSCOW, clock=lambda: NOW)
        draft = Draft(id=uuid4(), form=form.name, chat=1, about=given, asked_at=NOW)
        draft.answers.update(form.begins(given))
        self.filling = Filling(form, draft, texts)
        missing = form.missing(draft)
        draft.at = missing.name if missing else None
        self.messages = 0

    @property
    def draft(self) -> Draft:
        return self.filling.draft

    @property
    def at(self) -> str | None:
        return self.draft.at

    @property
    def shown(self) -> Shown:
        return self.filling.shown()

    def type(self, *texts: str) -> str:
        """Each as an answer to the question that is shown then; what is shown after the last."""
        for text in texts:
            self.messages += 1
            self.filling.typed(text, self.messages, self.draft.asked_at, None)
        return self.shown.text

    def press(self, *labels: str) -> Done:
        done = Done()
        for label in labels:
            buttons = [button for row in self.shown.rows for button in row]
            found = [one for one in buttons if one.label == label] or [
                one for one in buttons if label in one.label
            ]
            assert found, f"no {label!r} among {[one.label for one in buttons]}"
            done = self.filling.pressed(found[0].action, self.draft.turn)
        return done

    def photo(self, *states: PieceState) -> None:
        """One file for each, as if it had come and ended so."""
        assert self.at
        pieces = self.draft.pieces.setdefault(self.at, [])
        for state in states or (PieceState.STORED,):
            media = MediaId(uuid4()) if state is PieceState.STORED else None
            pieces.append(Piece(message_id=len(pieces) + 1, unique_id=str(uuid4()), state=state, media=media))

    @property
    def request(self) -> Request:
        return self.filling.form.send(self.filling.form.answers(self.draft), self.draft.about)

    def sent(self) -> dict[str, Any]:
        """The body, after the one press that sends it."""
        assert self.at is None, f"still asks {self.at}: {self.shown.text}"
        done = self.press("Отправить")
        assert done.effect is Effect.SEND, done.toast
        body: dict[str, Any] = json.loads(json.dumps(self.request.body))
        return body


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)
