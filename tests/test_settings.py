"""`.env.example` tells every setting there is, once, in words, with its default."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsError
from redis.asyncio.connection import parse_url
from sqlalchemy import make_url

from domain.people import Role
from settings import DatabaseSettings, RedisSettings, S3Settings, Settings
from stack.ports import Ports
from telegram.settings import BotSettings, TelegramSettings

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


@pytest.mark.usefixtures("nothing_set")
def test_every_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secrets = [(name, key) for name, value in Settings() for key in kept_secret(value)]
    assert len(secrets) >= 5
    for section, key in secrets:
        variable = f"{section}_{key}".upper()
        path.write_text(f"of-{variable}-Я%/@:\n")
        monkeypatch.setenv(f"{variable}_FILE", str(path))
        secret = getattr(getattr(Settings(), section), key)
        assert secret.get_secret_value() == f"of-{variable}-Я%/@:"


def kept_secret(section: object) -> list[str]:
    fields = type(section).model_fields if isinstance(section, BaseModel) else {}
    return [key for key, field in fields.items() if field.annotation in (SecretStr, SecretStr | None)]


@pytest.mark.usefixtures("nothing_set")
def test_a_variable_wins_over_its_file_and_a_file_over_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("of the file")
    (tmp_path / ".env").write_text("AUTH_SECRET='of dotenv'")
    assert Settings().auth.secret.get_secret_value() == "of dotenv"
    monkeypatch.setenv("AUTH_SECRET_FILE", str(tmp_path / "secret"))
    assert Settings().auth.secret.get_secret_value() == "of the file"
    monkeypatch.setenv("AUTH_SECRET", "of the environment")
    assert Settings().auth.secret.get_secret_value() == "of the environment"


@pytest.mark.usefixtures("nothing_set")
def test_an_unreadable_file_is_refused_and_others_variables_are_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for foreign in ("SSL_CERT_FILE", "LOG_FILE", "AUTH_FILE", "API_PASSWORD_FILE"):
        monkeypatch.setenv(foreign, str(tmp_path / "absent"))
    Settings()
    monkeypatch.setenv("S3_SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match=r"S3_SECRET_KEY_FILE=.*absent cannot be read"):
        Settings()


def test_a_password_becomes_part_of_the_address_whatever_is_in_it() -> None:
    given = SecretStr("п@ss/w:rd?#%")
    database = DatabaseSettings(url="postgresql://naryad@postgres:5432/naryad", password=given)
    url = make_url(database.url)
    assert (url.username, url.password, url.host, url.port) == (
        "naryad",
        given.get_secret_value(),
        "postgres",
        5432,
    )
    redis = RedisSettings(url="redis://redis:6379/3", password=given)
    parsed = parse_url(redis.url)
    assert (parsed["password"], parsed["host"], parsed["db"]) == (given.get_secret_value(), "redis", 3)
    assert not RedisSettings().model_fields_set


@pytest.mark.usefixtures("nothing_set")
def test_production_refuses_the_published_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(ValidationError, match="set AUTH_SECRET and AUTH_SEALING_KEY and S3_SECRET_KEY"):
        Settings()


@pytest.mark.parametrize(
    ("name", "roles", "leads_to"),
    [
        (None, {Role.ENGINEER}, None),
        ("naryad_bot", {Role.ENGINEER}, "naryad_bot"),
        ("owners_bot=owner crew_bot=engineer,curator", {Role.CURATOR}, "crew_bot"),
        ("owners_bot=owner crew_bot=engineer,curator", {Role.CURATOR, Role.OWNER}, "owners_bot"),
        ("owners_bot=owner everybody_bot", {Role.BUYER}, "everybody_bot"),
        ("owners_bot=owner crew_bot=engineer", {Role.SUPERUSER}, "owners_bot"),
    ],
)
def test_invites_lead_to_the_bot_for_the_role(
    name: str | None, roles: set[Role], leads_to: str | None
) -> None:
    assert BotSettings(name=name).for_roles(roles) == leads_to


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "write <name>"),
        ("@naryad_bot", "write <name>"),
        ("a_bot=owner,curator other-bot", "write <name>"),
        ("naryad_bot=enginer", "no such role: enginer; there are superuser, owner"),
    ],
)
def test_what_is_no_name_of_a_bot_is_refused_in_words(name: str, words: str) -> None:
    with pytest.raises(ValidationError, match=f"BOT_NAME: {words}"):
        BotSettings(name=name)


def test_a_role_that_there_is_not_is_refused_of_a_token_too() -> None:
    tokens = SecretStr("7000000901:sandbox-only-AAH0123456789abcdefghijkl=enginer")
    with pytest.raises(ValueError, match="TELEGRAM_TOKENS: no such role: enginer"):
        _ = TelegramSettings(tokens=tokens).bots
