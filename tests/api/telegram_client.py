"""The bot as a service client of the API, and people with Telegram accounts."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from time import time_ns

import pytest
from fastapi import FastAPI

from api.services import Services
from domain.people import Person
from storage.database import Database

SECRET = "s" * 43
ACCOUNTS = count(time_ns() % 10**12)


@pytest.fixture
async def client_of_the_api(app: FastAPI, services: Services) -> AsyncIterator[None]:
    auth = services.settings.auth.model_copy(update={"clients": {"bot": sha256(SECRET.encode()).hexdigest()}})
    settings = services.settings.model_copy(update={"auth": auth})
    app.state.services = replace(services, settings=settings)
    yield
    app.state.services = services


async def linked(database: Database, person: Person) -> int:
    """Give the person a Telegram account; its id."""
    telegram_id = next(ACCOUNTS)
    async with database.transaction() as tx:
        await tx.people.link_telegram(person.id, telegram_id, datetime.now(UTC))
    return telegram_id
