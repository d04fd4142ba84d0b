"""Keys that sign tokens change, and nobody is logged out by it (ACC-4)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError

from api.services import Services
from api.tokens import TokenInvalidError, Tokens
from settings import LOCAL_SECRET, AuthSettings, Environment, S3Settings, Settings
from tests.api.caller import Caller, token_for
from tests.api.doors import asked
from tests.crew import Crew

OLD, NEW = SecretStr("o" * 32), SecretStr("n" * 32)
BEFORE = AuthSettings(secret=OLD, key_id="1")
AFTER = AuthSettings(secret=NEW, key_id="2", old_keys={"1": OLD})
DONE = AuthSettings(secret=NEW, key_id="2", sealing_key=OLD)


def test_a_token_of_the_old_key_is_good_until_the_key_is_taken_away(crew: Crew) -> None:
    token, session = Tokens(BEFORE).issue(crew.curator, uuid4()), uuid4()
    assert Tokens(AFTER).read(token).sub == crew.curator.id
    with pytest.raises(TokenInvalidError):
        Tokens(DONE).read(token)
    assert Tokens(DONE).read(Tokens(AFTER).issue(crew.curator, session)).sid == session
    with pytest.raises(TokenInvalidError):
        Tokens(BEFORE).read(Tokens(AFTER).issue(crew.curator, session))


async def test_rotating_logs_nobody_out(
    app: FastAPI, services: Services, anybody: Caller, crew: Crew
) -> None:
    before = await token_for(services, crew.curator)
    auth = services.settings.auth
    rotated = AuthSettings(secret=NEW, key_id="2", old_keys={auth.key_id: auth.secret})
    app.state.services = replace(services, tokens=Tokens(rotated))
    try:
        after = await token_for(app.state.services, crew.curator)
        assert await asked(anybody, before) == await asked(anybody, after) == "ok"
    finally:
        app.state.services = services
    assert await asked(anybody, after) == "auth.invalid"


def test_one_id_names_one_key() -> None:
    with pytest.raises(ValidationError, match="AUTH_KEY_ID"):
        AuthSettings(secret=NEW, key_id="1", old_keys={"1": OLD})


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        (AuthSettings(), "AUTH_SECRET"),
        (AuthSettings(secret=NEW), "AUTH_SEALING_KEY"),
        (DONE.model_copy(update={"old_keys": {"1": SecretStr(LOCAL_SECRET)}}), "AUTH_OLD_KEYS"),
        (AuthSettings(secret=SecretStr("short"), sealing_key=OLD), "32"),
    ],
)
def test_a_published_or_short_key_signs_nothing_in_production(auth: AuthSettings, words: str) -> None:
    given = {"environment": Environment.PRODUCTION, "s3": S3Settings(secret_key=NEW)}
    assert Settings.model_validate(given | {"auth": DONE})
    with pytest.raises(ValidationError, match=words):
        Settings.model_validate(given | {"auth": auth})
