"""Keyboards as bots send them, checked as Telegram checks them."""

from stack.telegram.entities.text import checked_link
from stack.telegram.errors import bad_request
from stack.telegram.values import Json

MAX_DATA = 64  # bytes
MAX_BUTTONS = 100
ACTIONS = {
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}


def inline_keyboard(markup: Json | None) -> Json | None:
    """The keyboard that a message keeps, None for an empty one.

    Raises:
        ApiError: it is of another kind, or a button is wrong.
    """
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    rows = [[_inline_button(button) for button in _row(row)] for row in _rows(markup["inline_keyboard"])]
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def reply_keyboard(markup: Json) -> Json:
    """`keyboard`, `remove_keyboard` or `force_reply`."""
    if "keyboard" in markup:
        rows = [[_button(button) for button in _row(row)] for row in _rows(markup["keyboard"])]
        return {**markup, "keyboard": [row for row in rows if row]}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    raise bad_request("can't parse reply markup: expected an inline keyboard, a keyboard or a forced reply")


def _rows(rows: object) -> list[object]:
    if not isinstance(rows, list):
        raise bad_request("field must be of type Array")
    return rows


def _row(row: object) -> list[object]:
    if not isinstance(row, list):
        raise bad_request("can't parse keyboard: row must be an Array")
    return row


def _text(button: object, kind: str) -> Json:
    if not isinstance(button, dict):
        raise bad_request(f"can't parse {kind}: object expected")
    if not str(button.get("text", "")).strip():
        raise bad_request(
            f"can't parse {kind}: text must be non-empty"
            if "text" in button
            else f"can't parse {kind}: Can't find field \"text\""
        )
    return {name: value for name, value in button.items() if value is not None}


def _button(button: object) -> Json:
    return _text({"text": button} if isinstance(button, str) else button, "keyboard button")


def _inline_button(button: object) -> Json:
    known = _text(button, "inline keyboard button")
    if not ACTIONS & set(known):
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in known and not 1 <= len(str(known["callback_data"]).encode()) <= MAX_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in known:
        link = checked_link(str(known["url"]))
        if link is None and not str(known["url"]).startswith("tg:"):
            raise bad_request(f"inline keyboard button URL '{known['url']}' is invalid: Wrong HTTP URL")
        known["url"] = link or known["url"]
    return known
