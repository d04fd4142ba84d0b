"""Codes that change every 30 seconds (RFC 6238): the second factor of a log-in with a password."""

import hmac
import re
from base64 import b32encode
from datetime import datetime
from typing import Final
from urllib.parse import quote

ISSUER: Final = "Naryad"
SECRET_BYTES: Final = 20
STEP: Final = 30
"""Seconds that a code stands for."""
SLACK: Final = 1
"""Steps that the clock of a phone may be off, to either side."""
DIGITS: Final = 6
RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 10
"""Of chance in each: 80 bits, sixteen letters."""


def code_of(secret: bytes, step: int) -> str:
    """The code for that step; what apps show by default (RFC 4226, 5.3: HMAC-SHA-1, cut to six digits)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, now: datetime, last: int) -> int | None:
    """Which step the code is of; None: it is wrong, or no later than `last`, the last one used."""
    current = int(now.timestamp()) // STEP
    fitting = [
        step
        for step in range(current - SLACK, current + SLACK + 1)
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()) and step > last
    ]
    return min(fitting, default=None)


def enrolment_uri(secret: bytes, account: str) -> str:
    """What a phone reads from the QR code."""
    label = quote(f"{ISSUER}:{account}", safe="")
    return f"otpauth://totp/{label}?secret={spelt(secret)}&issuer={ISSUER}&digits={DIGITS}&period={STEP}"


def spelt(secret: bytes) -> str:
    return b32encode(secret).decode().rstrip("=")


def is_code(given: str) -> bool:
    """Of an app, and no recovery code."""
    return re.fullmatch(r"[0-9]{6}", given) is not None


def recovery_code(chance: bytes) -> str:
    """As people write it down."""
    letters = b32encode(chance).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def normal(given: str) -> str:
    """What was typed, without what people add."""
    return re.sub(r"[\s-]", "", given).lower()
