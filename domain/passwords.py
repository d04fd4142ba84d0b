"""What passes for a password: long enough, and not one that everybody tries first (ACC-3).

The commonest passwords are made of few bricks: a popular word, a run of neighbouring keys, a year, the same
again, and a sign at the end. So the rule takes the bricks out and asks whether enough is left that somebody
thought of. No list of leaked passwords is as long as what it refuses.
"""

import re
from typing import Annotated, Final

from pydantic import Field

SHORTEST: Final = 10
LONGEST: Final = 128
"""Characters; more is refused before any work is done."""
LEFT: Final = 4
"""So many different characters have to be left when the bricks are out."""
RUN: Final = 3
"""Neighbouring characters from this number on are a brick."""

NewPassword = Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]

WORDS: Final = """
password passwd pass parol admin administrator root user login letmein welcome secret private master
monkey dragon football baseball superman batman pokemon princess sunshine shadow iloveyou lovely love hello
freedom whatever trustno ninja soccer hockey killer charlie jordan michael jessica ashley daniel thomas
computer internet google samsung iphone android qwerty azerty asdf zxcv default changeme change test temp
guest system server oracle mysql starwars summer winter spring autumn money naryad
пароль парол админ администратор привет любовь люблю солнце солнышко наташа марина максим сергей андрей
александр дмитрий екатерина анастасия владимир никита россия москва спартак зенит динамо йцукен фывапр
ячсмит секрет логин лето зима весна осень деньги наряд заказ ремонт сервис
"""
ROWS: Final = (
    *("1234567890", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    *("1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "й1ц2у3к4е5н6г7"),
)
LOOKALIKES: Final = str.maketrans("@4301$57!", "aaeoissti")
WELL_KNOWN: Final = re.compile("|".join(sorted(WORDS.split(), key=len, reverse=True)))
AGAIN: Final = re.compile(r"(.+?)\1{2,}")
YEAR: Final = re.compile(r"(19|20)\d\d")


def is_common(password: str, *own: str) -> bool:
    """Whether it is easily guessed; `own` is what everybody knows of the person: log-in and name."""
    text = password.casefold()
    for word in re.findall(r"\w{3,}", " ".join(own).casefold()):
        text = text.replace(word, " ")
    for word in WELL_KNOWN.finditer(text.translate(LOOKALIKES)):
        text = text[: word.start()] + " " * len(word[0]) + text[word.end() :]
    text = YEAR.sub(" ", AGAIN.sub(" ", text))
    left = "".join(" " if end - start >= RUN else text[start:end] for start, end in _runs(text))
    return len({letter for letter in left if letter.isalnum()}) < LEFT


def _runs(text: str) -> list[tuple[int, int]]:
    """Cut the text where a character is not the neighbour of the one before, in one direction."""
    runs, start = [], 0
    while start < len(text):
        end = max((_run(text, start, row) for way in ROWS for row in (way, way[::-1])), default=start)
        runs.append((start, max(end, start + 1)))
        start = runs[-1][1]
    return runs


def _run(text: str, start: int, row: str) -> int:
    """Where the run along that row ends which begins at `start`."""
    at, end = row.find(text[start]), start + 1
    while at >= 0 and end < len(text) and at + end - start < len(row) and text[end] == row[at + end - start]:
        end += 1
    return end
