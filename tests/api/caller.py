"""A person with an HTTP client: what a bot or a desk would send for them."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any

import httpx2
from fastapi import FastAPI
from PIL import Image

from api.services import Services
from domain.people import Person
from storage.second_lock import rows_of, showing
from storage.sessions import Origin
from tests.api.described import Described

KEYS = count(1)
ADDRESSES = count(1)
CONTACT = {
    "client": {"kind": "person", "name": "Артём Ковалёв"},
    "phones": ["8 (912) 345-67-89"],
    "address": {"text": "Москва, ул. Лесная, 5", "floor": "3"},
}
DEVICE = {"kind": "mfp", "brand": "Kyocera", "model": "M2040dn", "complaint": "Жуёт бумагу"}


def new_address() -> str:
    """Nobody's attempts count for another test."""
    n = next(ADDRESSES)
    return f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


class Caller:
    """`person` None has no token."""

    def __init__(self, http: httpx2.AsyncClient, person: Person | None) -> None:
        self.http, self.person = http, person

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        return await self.http.get(path, **options)

    async def post(self, path: str, **options: Any) -> httpx2.Response:
        return await self.http.post(path, **options)

    async def patch(self, path: str, **options: Any) -> httpx2.Response:
        return await self.http.patch(path, **options)

    async def create(self, path: str, key: str | None = None, **body: Any) -> httpx2.Response:
        """Post under a key of its own unless one is given."""
        return await self.post(path, json=body, headers={"Idempotency-Key": key or f"key-{next(KEYS)}"})

    async def command(self, order: Any, path: str, key: str | None = None, **body: Any) -> httpx2.Response:
        """Give a command about an order, under a key of its own unless one is given."""
        headers = {"Idempotency-Key": key or f"key-{next(KEYS)}"}
        return await self.post(f"/v1/orders/{order}/{path}", json=body, headers=headers)

    async def open(self, key: str | None = None, **changes: Any) -> httpx2.Response:
        headers = {"Idempotency-Key": key or f"key-{next(KEYS)}"}
        body = {"contact": CONTACT, "device": DEVICE} | changes
        return await self.post("/v1/orders", json=body, headers=headers)

    async def opened(self, **changes: Any) -> dict[str, Any]:
        """Open an order that must be accepted; its answer."""
        response = await self.open(**changes)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def upload(
        self, content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg"
    ) -> httpx2.Response:
        return await self.post("/v1/media", files={"file": (name, content, kind)})


async def token_for(services: Services, person: Person) -> str:
    """An access token in a session of its own."""
    with showing(rows_of(person.organization_id)):
        return await _begun(services, person)


async def _begun(services: Services, person: Person) -> str:
    async with services.database.transaction() as tx:
        session = await tx.sessions.begin(person, Origin("tests", None), datetime.now(UTC), restricted=False)
    return services.tokens.issue(person, session.session_id)


@asynccontextmanager
async def calling(
    app: FastAPI, person: Person | None = None, address: str | None = None, token: str | None = None
) -> AsyncIterator[Caller]:
    """Call as a person, in a session of its own unless a token of one is given."""
    headers = {}
    if person:
        headers["Authorization"] = f"Bearer {token or await token_for(app.state.services, person)}"
    transport = httpx2.ASGITransport(app, client=(address or new_address(), 50_000))
    hooks: dict[str, list[Callable[..., Any]]] = {"response": [Described(app)]}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://api", headers=headers, event_hooks=hooks
    ) as http:
        yield Caller(http, person)


def refused(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    problem: dict[str, Any] = answer.json()
    return problem


def jpeg() -> bytes:
    """A real photo, another one with every call."""
    out = BytesIO()
    Image.frombytes("RGB", (16, 16), os.urandom(16 * 16 * 3)).save(out, "JPEG")
    return out.getvalue()
