"""A question that is answered by photos and documents: they are stored while the person goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from bot.client import Caller
from bot.forms.about import Body
from bot.forms.draft import Draft, PieceState
from bot.forms.steps.step import Ask, Button, MisreadError, Rows, Step, Take
from telegram.texts import Html


@dataclass(frozen=True, kw_only=True)
class PhotosStep(Step):
    """Between `least` and `most` files; what is sent are the ids of the stored ones."""

    ends_itself: ClassVar[bool] = True

    least: int = 1
    most: int = 10
    learns: Callable[[Caller, str], Awaitable[Body]] | None = None
    """What the first file says of later answers, as a fiscal QR does; asked once it is stored."""

    def stored(self, draft: Draft) -> list[JsonValue]:
        """Ids in the order that the photos were sent in; the same content once."""
        pieces = sorted(draft.pieces.get(self.name, []), key=lambda piece: piece.message_id)
        ids = (str(piece.media) for piece in pieces if piece.state is PieceState.STORED and piece.media)
        return list(dict.fromkeys(ids))

    def rows(self, ask: Ask) -> Rows:
        pieces = ask.draft.pieces.get(self.name, [])
        rows: Rows = [[Button(ask.texts.plain("forms-photos-done"), "d")]]
        if any(piece.state in (PieceState.FAILED, PieceState.REFUSED) for piece in pieces):
            rows.append([Button(ask.texts.plain("forms-photos-drop-failed"), "f")])
        if any(piece.state is PieceState.STORED for piece in pieces):
            rows.append([Button(ask.texts.plain("forms-photos-drop-all"), "r")])
        return rows

    def read(self, text: str, ask: Ask, /) -> Take:
        raise MisreadError("forms-photos-wanted")

    def press(self, action: str, ask: Ask, /) -> Take:
        pieces = ask.draft.pieces.get(self.name, [])
        if action == "f":
            gone = (PieceState.FAILED, PieceState.REFUSED)
            ask.draft.pieces[self.name] = [piece for piece in pieces if piece.state not in gone]
            return Take(None, stay=True)
        if action == "r":
            ask.draft.pieces[self.name] = []
            return Take(None, stay=True)
        if action != "d":
            raise MisreadError("forms-button-gone")
        return self._done(ask)

    def _done(self, ask: Ask) -> Take:
        pieces = ask.draft.pieces.get(self.name, [])
        stored = self.stored(ask.draft)
        if coming := sum(piece.state is PieceState.COMING for piece in pieces):
            raise MisreadError("forms-photos-coming", stored=len(stored), all=len(stored) + coming)
        if any(piece.state is PieceState.FAILED for piece in pieces):
            raise MisreadError("forms-photos-failed")
        if len(stored) < self.least:
            raise MisreadError("forms-photos-few", least=self.least, stored=len(stored))
        if len(stored) > self.most:
            raise MisreadError("forms-photos-many", most=self.most, stored=len(stored))
        return Take(len(stored))

    def told(self, value: JsonValue, ask: Ask) -> Html:
        return ask.texts("forms-photos-told", count=len(self.stored(ask.draft)))
