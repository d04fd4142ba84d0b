"""Any interleaving of what happens to log-ins keeps the rules (ACC-4): a model of them against the API."""

import asyncio
import os
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pydantic import SecretStr

from api import passwords
from api.app import create_app
from api.auth import claims_of, standing
from api.problems import ProblemError
from api.tokens import Tokens
from domain.people import Person
from settings import AuthSettings, Settings
from storage.attempts import Attempts
from storage.database import Database
from tests.api.caller import Caller, calling
from tests.api.doors import bearer, later, log_in, refresh, set_active
from tests.conftest import with_own_database
from tests.crew import recruit

PROVE = bool(os.environ.get("NARYAD_PROVE"))
MONTH = 30 * 86_400
ANY = st.integers(0, 2**16)
T = TypeVar("T")


@dataclass
class Family:
    """A log-in as it should be: its refresh tokens in order, when each began, when it was used."""

    whose: int
    refresh: list[str]
    began: list[float]
    access: list[str]
    used: dict[int, float] = field(default_factory=dict)
    ended: bool = False


@dataclass
class World:
    app: FastAPI
    database: Database
    door: Caller
    runner: asyncio.Runner

    def do(self, what: Awaitable[T]) -> T:
        async def done() -> T:
            return await what

        return self.runner.run(done())


class LogIns(RuleBasedStateMachine):
    world: World

    @initialize()
    def two_people(self) -> None:
        database = self.world.database
        crew = self.world.do(recruit(database))
        self.people: list[Person] = [crew.curator, crew.engineer]
        self.blocked = [False, False]
        self.passwords = [0, 0]
        self.families: list[Family] = []
        self.now = 0.0
        self.keys = 0
        self.the_key_is_rotated()
        for who in range(2):
            self.world.do(self._put(who))

    async def _put(self, who: int) -> None:
        password_hash = passwords.hashed(self._password(who))
        async with self.world.database.transaction() as tx:
            await tx.people.put(self.people[who], login=self._login(who), password_hash=password_hash)

    def _login(self, who: int) -> str:
        return str(self.people[who].id)

    def _password(self, who: int) -> str:
        return f"лошадь трамвай чайник {self.passwords[who]}"

    def _begun(self, who: int, given: dict[str, Any]) -> None:
        for family in self.families:
            if family.whose == who and family.began[-1] + MONTH <= self.now:
                family.ended = True  # forgotten by now
        self.families.append(Family(who, [given["refresh_token"]], [self.now], [given["access_token"]]))

    def _end(self, who: int) -> None:
        for family in self.families:
            family.ended |= family.whose == who

    def _living(self, which: int) -> Family | None:
        living = [family for family in self.families if not family.ended and not self.blocked[family.whose]]
        return living[which % len(living)] if living else None

    @rule(who=st.integers(0, 1), right=st.booleans())
    def logs_in(self, who: int, right: bool) -> None:
        answer = self.world.do(
            log_in(self.world.door, self._login(who), self._password(who) if right else "не та же")
        )
        if right and not self.blocked[who]:
            assert answer.status_code == 200, answer.text
            self._begun(who, answer.json())
        else:
            assert (answer.status_code, answer.json()["code"]) == (401, "auth.wrong_credentials")

    @precondition(lambda self: self.families)
    @rule(which=ANY, back=st.sampled_from([0, 0, 0, 1, 1, 2, 3]))
    def refreshes(self, which: int, back: int) -> None:
        """With the latest token, or one that many before it."""
        family = self.families[which % len(self.families)]
        n = max(len(family.refresh) - 1 - back, 0)
        answer = self.world.do(refresh(self.world.door, family.refresh[n]))
        good = not family.ended and not self.blocked[family.whose] and family.began[n] + MONTH > self.now
        newest = n == len(family.refresh) - 1
        again = n == len(family.refresh) - 2 and self.now - family.used[n] <= 10
        if not good or not (newest or again):
            assert (answer.status_code, answer.json()["code"]) == (401, "auth.refresh_refused")
            family.ended |= good
            return
        assert answer.status_code == 200, answer.text
        given = answer.json()
        family.access.append(given["access_token"])
        if newest:
            assert given["refresh_token"] not in family.refresh
            family.used[n] = self.now
            family.refresh.append(given["refresh_token"])
            family.began.append(self.now)
        assert given["refresh_token"] == family.refresh[-1]

    @rule(which=ANY)
    def two_refresh_at_once(self, which: int) -> None:
        family = self._living(which)
        if family is None or family.began[-1] + MONTH <= self.now:
            return

        async def both() -> list[Any]:
            return await asyncio.gather(*(refresh(self.world.door, family.refresh[-1]) for _ in range(2)))

        first, second = self.world.do(both())
        assert first.status_code == second.status_code == 200
        assert first.json()["refresh_token"] == second.json()["refresh_token"]
        family.used[len(family.refresh) - 1] = self.now
        family.refresh.append(first.json()["refresh_token"])
        family.began.append(self.now)
        family.access.append(first.json()["access_token"])

    @rule(which=ANY, everywhere=st.booleans())
    def logs_out(self, which: int, everywhere: bool) -> None:
        family = self._living(which)
        if family is None:
            return
        path = "/v1/auth/sessions" if everywhere else "/v1/auth/sessions/current"
        answer = self.world.do(self.world.door.http.delete(path, headers=bearer(family.access[-1])))
        assert answer.status_code == 204
        family.ended = True
        if everywhere:
            self._end(family.whose)

    @rule(which=ANY)
    def changes_the_password(self, which: int) -> None:
        family = self._living(which)
        if family is None:
            return
        body = {"current": self._password(family.whose)}
        self.passwords[family.whose] += 1
        body["new"] = self._password(family.whose)
        headers = bearer(family.access[-1])
        answer = self.world.do(self.world.door.http.put("/v1/me/password", json=body, headers=headers))
        assert answer.status_code == 200, answer.text
        self._end(family.whose)
        self._begun(family.whose, answer.json())

    @rule(who=st.integers(0, 1))
    def is_blocked_or_unblocked(self, who: int) -> None:
        async def turned() -> None:
            async with self.world.database.transaction() as tx:
                if self.blocked[who]:
                    await set_active(tx, self.people[who], active=True)
                else:
                    await set_active(tx, self.people[who], active=False)

        self.world.do(turned())
        self.blocked[who] = not self.blocked[who]
        self._end(who)

    @rule()
    def the_key_is_rotated(self) -> None:
        self.keys += 1
        keys = {str(n): SecretStr(f"{n:032}") for n in range(1, self.keys + 1)}
        newest = str(self.keys)
        rotated = AuthSettings(secret=keys.pop(newest), key_id=newest, old_keys=keys)
        services = self.world.app.state.services
        self.world.app.state.services = replace(services, tokens=Tokens(rotated))

    @rule(seconds=st.sampled_from([20, 20, 86_400, MONTH + 1]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds
        self.world.do(later(self.world.database, seconds))

    @invariant()
    def the_latest_tokens_open_what_they_should(self) -> None:
        self.world.do(self._look([(family, family.access[-1]) for family in self.families]))

    def teardown(self) -> None:
        every = [(family, token) for family in self.families for token in family.access]
        self.world.do(self._look(every))

    async def _look(self, tokens: list[tuple[Family, str]]) -> None:
        services = self.world.app.state.services
        for family, token in tokens:
            claims = await claims_of(services, token)
            async with services.database.reading() as tx:
                visitor = await tx.people.visitor(claims.org, claims.sub, claims.sid)
            try:
                standing(visitor)
                met = "ok"
            except ProblemError as error:
                met = error.code
            expected = "auth.ended" if family.ended else "ok"
            assert met == ("person.blocked" if self.blocked[family.whose] else expected)


def test_any_interleaving_keeps_the_rules(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never_too_many(*_: object) -> int:
        return 0

    monkeypatch.setattr(Attempts, "count", never_too_many)
    with asyncio.Runner() as runner:
        own = runner.run(with_own_database(settings))
        app = create_app(own)
        database = Database(own.database)
        lifespan, door = app.router.lifespan_context(app), calling(app)
        runner.run(lifespan.__aenter__())
        try:
            LogIns.world = World(app, database, runner.run(door.__aenter__()), runner)
            run_state_machine_as_test(
                LogIns,
                settings=how(
                    max_examples=400 if PROVE else 40,
                    stateful_step_count=60 if PROVE else 25,
                    deadline=None,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
            runner.run(door.__aexit__(None, None, None))
        finally:
            runner.run(database.close())
            runner.run(lifespan.__aexit__(None, None, None))
