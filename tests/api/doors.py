"""Log-ins as a desk makes them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2

from api.passwords import hashed
from domain.audit import Trace
from domain.people import Person
from storage.database import Database, Transaction
from tests.api.caller import Caller

PASSWORD = "правильная лошадь"
OTHER = "чайник сел на четвёртый трамвай"
HASH = hashed(PASSWORD)


async def put(database: Database, person: Person, login: str | None = None) -> str:
    """Give the person a log-in with PASSWORD."""
    login = login or uuid4().hex
    async with database.transaction() as tx:
        await tx.people.put(person, login=login, password_hash=HASH)
    return login


async def log_in(door: Caller, login: str, password: str = PASSWORD, **fields: str) -> httpx2.Response:
    return await door.post("/v1/auth/token", data={"username": login, "password": password} | fields)


async def tokens(door: Caller, login: str, password: str = PASSWORD) -> dict[str, Any]:
    """Of a log-in that must succeed."""
    answer = await log_in(door, login, password)
    assert answer.status_code == 200, answer.text
    given: dict[str, Any] = answer.json()
    return given


async def refresh(door: Caller, refresh_token: str) -> httpx2.Response:
    return await door.post("/v1/auth/refresh", json={"refresh_token": refresh_token})


def bearer(token: str | dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token if isinstance(token, str) else token['access_token']}"}


async def asked(door: Caller, token: str | dict[str, Any]) -> str:
    """`ok`, or the code that the token is refused with."""
    answer = await door.get("/v1/auth/me", headers=bearer(token))
    return "ok" if answer.status_code == 200 else str(answer.json()["code"])


async def later(database: Database, seconds: float) -> None:
    """Let time pass for every log-in: all their moments move into the past."""
    async with database.engine.begin() as connection:
        moved = f"- interval '{seconds} seconds'"
        await connection.exec_driver_sql(
            f"UPDATE refresh_tokens SET used_at = used_at {moved}, expires_at = expires_at {moved}"  # noqa: S608
        )
        await connection.exec_driver_sql(
            f"UPDATE sessions SET created_at = created_at {moved}, expires_at = expires_at {moved}"  # noqa: S608
        )


async def set_active(tx: Transaction, person: Person, *, active: bool) -> None:
    """Block somebody, or let them in again, as the API does."""
    account = await tx.accounts.find(person.organization_id, person.id)
    assert account
    await tx.accounts.set_active(account, Trace(by=None, at=datetime.now(UTC)), active=active)
