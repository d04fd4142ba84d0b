"""What Telegram marks in a text by itself: commands, addresses, mentions, hashtags, phones."""

import re

from stack.telegram.entities.text import in_order, utf16_length
from stack.telegram.values import Json

EDGE = r"(?<![\w/@.#:+-])"
PATTERNS = (
    ("email", re.compile(rf"{EDGE}[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Zа-яё]{{2,}}\b", re.IGNORECASE)),
    (
        "url",
        re.compile(
            rf"{EDGE}(?:https?://[\w.-]+(?::\d+)?|(?:[\w-]+\.)+(?:com|org|net|ru|рф|su|me|io|dev|app|info|by|kz))"
            r"(?:/[^\s<>\"«»]*[^\s<>\"«».,:;!?)])?/?(?![\w@])",
            re.IGNORECASE,
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(rf"{EDGE}@[A-Za-z]\w{{3,31}}\b")),
    ("hashtag", re.compile(r"(?<![\w#&/])#(?=\w*[^\W\d])\w{1,255}")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{8,18}\d(?!\w)")),
)


def added(text: str, entities: list[Json]) -> list[Json]:
    """`entities` and what else is found; never within code, a link or one another."""
    taken = [
        (one["offset"], one["offset"] + one["length"])
        for one in entities
        if one["type"] in ("code", "pre", "text_link", "text_mention")
    ]
    result = list(entities)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            begin = utf16_length(text[: match.start()])
            end = begin + utf16_length(match.group())
            if not any(begin < other and start < end for start, other in taken):
                taken.append((begin, end))
                result.append({"type": kind, "offset": begin, "length": end - begin})
    return in_order(result)
