"""What the fuzz sends: words, names of rooms, files, and what stands behind a name on a button."""

import random
from typing import Final

from bot.forms.registry import FORMS
from bot.rooms import doors
from telegram.presses import LONGEST

TEXTS: Final = (
    "а",
    "аб",
    "5",
    "Иванов",
    "/nosuch",
    "/start",
    "/start@another_bot",
    "/menu@naryad_forms_bot",
    "/start no-such-invite",
    "/start \u202e",
    "/find",
    "/find \u202e",
    "/find Иванов: и сыновья",
    "/Menu",
    "/",
    "//",
    "<b>не закрыт",
    "&lt;&amp;<script>",
    "{name} %s {0}",
    "x" * 4096,
    "слово " * 1500,
    "🤷" * 90,
    "👩\u200d👩\u200d👧\u200d👦" * 40,
    "\u202eсправа налево",
    "и\u0301" * 200,
    "x\u2028\u2029y",
    "\x00x",
    "a\x00b\x07c",
    "\ufeff\ufffe\uffff",
    "٣٤٥",
    "½",
    "²",
    "1e999",
    "-1",
    "0",
    "00",
    "1 500,50 ₽",
    "9" * 4000,
    "1,2,3",
    "+7 (912) 000-00-00, 8 800 5",
    "31.02.2026",
    "99.99.9999",
    "01.01.0001",
    "9999-12-31",
    "31.12.9999 23:59",
    "00:00",
    "завтра с 25 до 3",
    "завтра 10-12",
    "пн-пт 9-18",
    "пн-",
    "9-18",
    "24-24",
    "Europe/../../etc/passwd",
    "Asia/Omsk",
    "RUB",
    "Ролик; 2; 100",
    "a;b;c;d;e",
    ";;;",
    "; 1; 1\n" * 300,
    "Ролик; 2; 100\n" * 200,
    "Ролик; 99999999999999999999; 1",
    "null",
    "true",
    "[]",
    "Меню",
    "Назад",
    "Отправить",
    "' OR 1=1 --",
    "%_%",
    "SVC-1",
    "go:menu",
    "🔍" * 3,
    "\t\n x \n",
)
ROOMS: Final = (*doors.ROOMS, *FORMS, "nosuch", "")
FILES: Final = (
    ("договор.docx", b"PK no picture"),
    ("пустой.bin", b"x"),
    ("a" * 200 + ".exe", b"MZ"),
    ("<b>.pdf", b"%PDF-1.4 broken"),
    ("фото.heic", b"....ftypheic broken"),
    ("../../etc/passwd", b"root"),
    ("фото.jpg", b"\xff\xd8\xff broken"),
)
ARGUMENTS: Final = (
    "",
    "0",
    "1",
    "-1",
    "²",
    "99999999999999999999",
    "x",
    "kind",
    "role",
    "org",
    "find",
    "engineer",
    "closed",
    "all",
    "me",
    "o",
    "confirm",
    "on",
    "ru",
    "%",
    "🤷",
    "None",
    "{00000000-0000-0000-0000-000000000000}",
)
ACTIONS: Final = (
    "", ".", ".d", ".c0", ".c²", ".c999", ".p0", ".p²", ".p99999999999999999999", ".m2026-13", ".m0001-01",
    ".m9999-12", ".m", ".d0001-01-01", ".d9999-12-31", ".d2026-02-31", ".h25:99", ".h10:00", ".a0", ".a²",
    ".a99999999999999999999", ".n²", ".n-1", ".n99999999999", ".r", ".g", ".f", "e", "e²", "e0", "e99", "E",
    "k", "w", "t", "s", "n", "b", "x", "🤷", "go ", "go:go", "\x00",
)  # fmt: skip
"""What a button of a form may carry, and what none ever does."""
TURNS: Final = ("", "0", "-1", "²", "99999999999999999999", "x")


def garbled(dice: random.Random, data: str) -> str:
    """Now and then with one sign more, less or another; never longer than Telegram keeps."""
    at, sign = dice.randrange(len(data)), dice.choice(":²x0🤷")
    mend = (data, data, data, data[:at], data[:at] + sign + data[at:], data[:at] + sign + data[at + 1 :])
    return dice.choice(mend).encode()[:LONGEST].decode(errors="ignore") or "go:"
