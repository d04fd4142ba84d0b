"""Log-in names are given by the system: asking for one never tells whether another account has it (ACC-6)."""

from typing import Final

SOUNDS: Final = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch - y - e yu ya"
LATIN: Final = str.maketrans(dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", SOUNDS.split(), strict=True)))
LONGEST: Final = 20
"""Letters of the name in it."""
DIGITS: Final = 6
"""Of chance, that tell namesakes apart."""


def login_of(name: str, chance: int) -> str:
    """As `ivanov-048217`: the last word of the name in Latin letters, and `chance`, below 10 ** DIGITS."""
    words = ["".join(filter(_plain, word.casefold().translate(LATIN))) for word in name.split()]
    known = [word for word in words if word]
    return f"{known[-1][:LONGEST] if known else 'user'}-{chance:0{DIGITS}d}"


def _plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
