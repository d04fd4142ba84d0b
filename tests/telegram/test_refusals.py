"""Every code that the API can answer is told in words, in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from api import app
from domain.orders.errors import REFUSALS
from telegram.refusals import MONEY, key_of, words
from telegram.texts import Language, Texts
from tests.telegram.fluent_files import variables

API = Path(app.__file__).parent
"""Loaded as a whole: every refusal enters itself in `REFUSALS` when its module is."""
MADE_BY = {"ProblemError", "unauthorized", "away", "refused"}
CODE = re.compile(r"^[a-z]+(\.[a-z_]+)?$")
FACTS = {"auth.forbidden": {"permission"}, "auth.too_many": {"seconds"}, "request.invalid": {"fields"}}
"""Of codes that are no refusals of the domain."""

SAMPLES: dict[str, str | int] = {
    "part": "receipt.2",
    "parts": "agreement, stationary.1",
    "last": "report",
    "later": "device",
    "until": "2026-11-22T18:00:00+03:00",
    "at": "2026-11-22T18:00:00+03:00",
    "stage": "agreement",
    "state": "queued",
    "role": "curator",
    "permission": "orders:verify",
    "what": "pause",
    "field": "due",
    "whose": "engineer",
    "holder": "client",
    "name": "<b>Anna</b>",
    "days": 5,
    "count": 2,
    "seconds": 30,
}


def codes_of_the_api() -> Iterator[str]:
    for file in sorted(API.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE_BY:
                for one in node.args[:2]:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str) and CODE.match(one.value):
                        yield one.value


CODES = sorted({*REFUSALS, *codes_of_the_api()})


def facts_of(code: str) -> set[str]:
    if code not in REFUSALS:
        return FACTS.get(code, set())
    return {name for _, name, _, _ in Formatter().parse(REFUSALS[code].text) if name}


def test_the_codes_of_the_api_are_found() -> None:
    assert {"auth.forbidden", "media.unsupported", "telegram.unknown", "internal", "request.invalid"} <= set(
        CODES
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_told_in_words_from_the_facts_it_comes_with(code: str, language: Language) -> None:
    texts = Texts(language, ZoneInfo("Europe/Moscow"))
    assert key_of(code) in variables(language), "add it to refusals.ftl"
    shared = {"name"} if code == "person.blocked" else set()  # the log-in's answer does not name anybody
    assert variables(language)[key_of(code)] <= facts_of(code) - shared
    facts = {name: SAMPLES.get(name, 150_000 if name in MONEY else "SVC-000007") for name in facts_of(code)}
    said = words(code, facts, [{"field": "body.amount"}], texts)
    assert "<" not in said
    assert "{" not in said
    assert "receipt.2" not in said


def test_no_text_is_left_of_a_code_that_is_gone() -> None:
    aside = ("refusal-field-", "refusal-whose-", "refusal-holder-", "refusal-http-", "refusal-other")
    written = {
        key for key in variables(Language.RU) if key.startswith("refusal-") and not key.startswith(aside)
    }
    assert written == {key_of(code) for code in CODES}


def test_a_code_that_is_new_here_still_gets_an_answer() -> None:
    texts = Texts(Language.RU, ZoneInfo("Europe/Moscow"))
    assert "brand.new" in words("brand.new", {"x": 1}, None, texts)


def test_an_amount_is_money_and_a_part_has_its_name() -> None:
    texts = Texts(Language.RU, ZoneInfo("Europe/Moscow"))
    said = words("receipt.sum_mismatch", {"lines": 152_000, "total": 125_000}, None, texts)
    assert said.startswith("Строки дают 1\u00a0520\u00a0₽, а в документе 1\u00a0250\u00a0₽.")
    said = words("report.branches_open", {"parts": "agreement, receipt.2"}, None, texts)
    assert said == "Сначала закончите: согласование, оприход 2."
