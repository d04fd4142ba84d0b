"""What is typed to find something, as the API takes it."""

from typing import Final

SHORTEST: Final = 3
LONGEST: Final = 100


def fits(text: str) -> bool:
    return SHORTEST <= len(searched(text)) <= LONGEST


def searched(text: str) -> str:
    """One line, as the API takes it; a colon would end the text on a button."""
    return " ".join(text.replace("\x00", " ").replace(":", " ").split())
