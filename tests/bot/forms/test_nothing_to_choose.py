"""A question whose list is empty now: it is loaded again each time that it is shown."""

from types import SimpleNamespace
from typing import Any

from bot.forms.dialog import load_options
from bot.forms.form import Form, Request
from bot.forms.steps import ChoiceStep
from tests.bot.forms.conftest import Typist


async def nobody(*_: Any) -> list[Any]:
    return []


async def test_what_is_no_answer_stays_told_though_there_is_nothing_to_choose_from() -> None:
    step = ChoiceStep(name="text", words="form-decline-reason", load=nobody)
    typist = Typist(Form("decline", (step,), lambda answers, _about: Request("/", dict(answers))))
    typist.type("Иванов")
    caller: Any = SimpleNamespace()
    await load_options(typist.draft, typist.filling.form, caller, typist.filling.texts)
    assert "«Иванов» нет в списке" in typist.shown.text
