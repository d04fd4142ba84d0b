import pytest

from telegram.texts import Texts
from tests.stack.telegram.conftest import sandbox, server

__all__ = ["sandbox", "server"]


@pytest.fixture(autouse=True)
def _strict_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Texts, "strict", True)
