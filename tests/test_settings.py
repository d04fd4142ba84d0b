"""`.env.example` tells every setting there is, once, in words, with its default."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings

from settings import S3Settings, Settings
from stack.ports import Ports

EXAMPLE = Path(__file__).parent.parent / ".env.example"


class Told(NamedTuple):
    name: str
    default: str
    words: str


def told() -> list[Told]:
    """The variables of the example, each with the line above it."""
    lines = EXAMPLE.read_text().splitlines()
    found = []
    for above, line in pairwise(lines):
        if variable := re.fullmatch(r"#([A-Z0-9_]+)=(.*)", line):
            found.append(Told(variable[1], variable[2], above))
    return found


def known(settings: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The variable of every setting, and its default as it would be written."""
    for name, value in settings:
        variable = f"{prefix}{name}".upper()
        if isinstance(value, BaseModel):
            yield from known(value, f"{variable}_")
        else:
            yield variable, written(value)


def written(value: Any) -> str:
    if value is None:
        return ""
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor their `.env`."""
    monkeypatch.chdir(tmp_path)
    for variable, *_ in told():
        monkeypatch.delenv(variable, raising=False)


@pytest.mark.usefixtures("nothing_set")
def test_the_example_tells_every_variable_with_its_default() -> None:
    every = dict([*known(Settings()), *known(Ports(), "STACK_")])
    assert {variable.name: variable.default for variable in told()} == every
    assert len(told()) == len(every)


def test_every_variable_is_told_in_words() -> None:
    for variable in told():
        assert re.match(r"# \S.{8,}", variable.words), variable.name
        assert not re.match(r"# ---|#[A-Z]", variable.words), variable.name


@pytest.mark.parametrize("settings", [Settings, Ports])
def test_the_example_uncommented_gives_the_same_settings(
    settings: type[BaseSettings], nothing_set: None, tmp_path: Path
) -> None:
    given = "\n".join(f"{variable.name}={variable.default}" for variable in told() if variable.default)
    (tmp_path / ".env").write_text(given)
    assert settings(_env_file=tmp_path / ".env") == settings(_env_file=None)


@pytest.mark.parametrize(
    "wrong", ["files.example.com", "ftp://files", "https://", "https://files/bucket", "https://a@files", ""]
)
def test_a_public_endpoint_is_a_scheme_and_a_host(wrong: str) -> None:
    assert S3Settings(public_endpoint="https://files.example.com:8443").public_endpoint
    with pytest.raises(ValidationError):
        S3Settings(public_endpoint=wrong)
