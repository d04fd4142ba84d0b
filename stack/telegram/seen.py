"""What a person sees in a chat."""

from dataclasses import dataclass

from stack.telegram.values import Json


@dataclass(frozen=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a bot answers to a press: nothing, a toast, or an alert."""

    text: str
    show_alert: bool
    url: str


@dataclass(frozen=True)
class Message:
    """As the person sees it now. `raw` is the Bot API's object, files without `file_id`."""

    raw: Json

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """The caption, where it is one."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def by_bot(self) -> bool:
        return bool(self.raw["from"]["is_bot"])

    @property
    def edited(self) -> bool:
        return "edit_date" in self.raw

    @property
    def rows(self) -> list[list[Button]]:
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(one["text"], one.get("callback_data"), one.get("url")) for one in row] for row in rows
        ]

    def button(self, text: str) -> Button | None:
        """The first whose text contains this."""
        return next((button for row in self.rows for button in row if text in button.text), None)
