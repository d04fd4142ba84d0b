"""`python -m benchmarks.board`: lists of 30,000 open orders, as ratios to their SQL and to static bytes.

Each subject is called by one client in every round, in another order each time; the figures are medians over
the rounds. The static route is served by the same process from memory, behind no log-in.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import uuid4

import asyncpg
from fastapi import FastAPI, Response
from redis.asyncio import Redis
from sqlalchemy import ClauseElement

from activities.records import RecordRequest, Records
from api.app import create_app
from api.auth import CurrentPerson
from api.tokens import Tokens
from benchmarks.ending import end_with
from benchmarks.servers import Servers, servers
from benchmarks.shops import found
from benchmarks.steps import STEPS, Shop
from domain.contacts import Address, Contact, PrivateClient
from domain.orders.assignment import Accept
from domain.orders.opening import Open
from domain.orders.parts import Device, DeviceKind
from domain.orders.record import AnyCommand, replayed
from domain.orders.state import Order
from domain.people import Person, Role
from domain.values import OrderId
from settings import Settings
from stack import own
from storage.board import ALL, ENGINEERS
from storage.database import Database
from storage.orders import DIALECT, OrderFilter, page_sql
from storage.sessions import Origin

OPEN: Final = 30_000
LIMIT: Final = 50
ROUNDS, CALLS = 5, 60

SQL, LIST, HIT = "SQL of the list", "list", "list, kept"
STATIC, STATIC_OF_PERSON = "static bytes", "static bytes after a log-in"
BOARD_SQL, BOARD, BOARD_HIT = "SQL of the board", "board, counted anew", "board, kept"
RATIOS: Final = (
    (LIST, SQL, 3.0),
    (HIT, STATIC, 1.5),
    (HIT, STATIC_OF_PERSON, 1.5),
    (BOARD, BOARD_SQL, None),
    (BOARD_HIT, BOARD, None),
)
"""What to what, and at most how much of it."""

Call = Callable[[], Awaitable[object]]

COPY: Final = """
WITH copied AS (
  INSERT INTO orders SELECT (jsonb_populate_record(o, jsonb_build_object(
      'id', gen_random_uuid(), 'number', 'COPY-' || o.number || '-' || n,
      'opened_at', o.opened_at - n * interval '1 minute'))).*
  FROM orders o, generate_series(1, $2) n WHERE o.id = $1 RETURNING id
)
INSERT INTO order_contacts
SELECT copied.id, c.organization_id, c.contact, c.salt, c.sha256, c.created_at, NULL
FROM copied, order_contacts c WHERE c.order_id = $1
"""


def create_measured_app() -> FastAPI:
    """The API, with two routes that answer the bytes of the file `STATIC`: to anybody, and after a log-in."""
    app = create_app()
    kept: list[bytes] = []

    async def static() -> Response:
        if not kept:
            kept.append(Path(os.environ["STATIC"]).read_bytes())  # noqa: ASYNC240 - once, before the clock
        return Response(kept[0], media_type="application/json")

    async def static_of_person(_person: CurrentPerson) -> Response:
        return await static()

    app.get("/static")(static)
    app.get("/static-of-person")(static_of_person)
    return app


class Reader:
    """One kept-alive HTTP/1.1 connection that reads."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        self._reader, self._writer, self._head = reader, writer, head

    @classmethod
    async def to(cls, settings: Settings, token: str) -> "Reader":
        api = settings.api
        head = f"Host: {api.host}:{api.port}\r\nAuthorization: Bearer {token}\r\n\r\n"
        return cls(*await asyncio.open_connection(api.host, api.port, limit=2**22), head)

    async def get(self, path: str) -> bytes:
        self._writer.write(f"GET {path} HTTP/1.1\r\n{self._head}".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        body = await self._reader.readexactly(length)
        if " 200 " not in head.split("\r\n")[0]:
            raise RuntimeError(f"{path}: {head} {body!r}")
        return body


async def fill(database: Database, url: str, shop: Shop) -> None:
    """Three orders, led to three stages by the real record, then copied."""
    records = Records(database)
    templates = [await lead(database, records, shop, steps) for steps in range(3)]
    connection = await asyncpg.connect(url)
    for order in templates:
        await connection.execute(COPY, order.id, OPEN // 3 - 1, timeout=300)
    await connection.execute("VACUUM ANALYZE", timeout=300)
    await connection.close()


async def lead(database: Database, records: Records, shop: Shop, steps: int) -> Order:
    order_id, now = OrderId(uuid4()), datetime.now(UTC)
    contact = Contact(
        client=PrivateClient(name="Артём Ковалёв"),
        phones=("+79123456789",),
        address=Address(text="Москва, ул. Лесная, 5"),
    )
    async with database.transaction() as tx:
        sha256 = await tx.contacts.write(shop.organization, order_id, contact, now)
    device = Device(kind=DeviceKind.MFP, brand="Kyocera", model="M2040dn", complaint="Жуёт бумагу")
    opening = Open(
        id="open",
        by=shop.curator,
        order_id=order_id,
        organization_id=shop.organization,
        contact_sha256=sha256,
        device=device,
        engineer=shop.engineer,
    )
    order = await record(records, shop, order_id, None, opening)
    if steps > 0:
        accept = Accept(id="accept", by=shop.engineer, part="assignment", version=order.parts["assignment"])
        order = await record(records, shop, order_id, order, accept)
    if steps > 1:
        agree = STEPS[0].command(shop, order.parts.get("agreement", 0), "agree")
        order = await record(records, shop, order_id, order, agree)  # type: ignore[arg-type]  # it is one of the union
    return order


async def record(
    records: Records, shop: Shop, order_id: OrderId, order: Order | None, command: AnyCommand
) -> Order:
    request = RecordRequest(
        organization_id=shop.organization,
        order_id=order_id,
        order=order,
        command=command,
        now=datetime.now(UTC),
    )
    recording = await records.record(request)
    if recording.refusal:
        raise RuntimeError(recording.refusal.text)
    return replayed(recording.entries, order)


async def by_asyncpg(settings: Settings, sql: str, values: Sequence[object]) -> Call:
    """A statement of ours, by asyncpg alone."""
    connection = await asyncpg.connect(settings.database.url, server_settings={"jit": "off"})
    return lambda: connection.fetch(sql, *values)


def written(statement: ClauseElement, **values: object) -> tuple[str, list[object]]:
    compiled: Any = statement.compile(dialect=DIALECT)  # of SQL: it has `positiontup`
    return str(compiled), [values[name] for name in compiled.positiontup]


async def timed(call: Call, calls: int) -> float:
    """The median, in milliseconds."""
    for _ in range(5):
        await call()
    took: list[float] = []
    for _ in range(calls):
        began = time.perf_counter()
        await call()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


async def subjects(settings: Settings, shop: Shop, static: Path) -> dict[str, Call]:
    curator = Person(
        id=shop.curator, organization_id=shop.organization, name="x", roles=frozenset({Role.CURATOR})
    )
    database = Database(settings.database)
    async with database.transaction() as tx:
        session = await tx.sessions.begin(curator, Origin(None, None), datetime.now(UTC), restricted=False)
    await database.close()
    http = await Reader.to(settings, Tokens(settings.auth).issue(curator, session.session_id))
    plain = f"/v1/orders?limit={LIMIT}"
    page = await http.get(plain)
    await asyncio.to_thread(static.write_bytes, page)
    print(f"a page of {len(json.loads(page)['orders'])} orders, {len(page)} bytes", flush=True)
    redis = Redis.from_url(settings.redis.url)

    async def counted_anew() -> None:
        await redis.flushall()
        await http.get("/v1/board")

    # A list by days is not kept; these are all days there are.
    wanted = OrderFilter(opened_since=datetime(2000, 1, 1, tzinfo=UTC))
    counts = {"person": shop.curator, "organization_id": shop.organization, "engineers": ENGINEERS}
    return {
        SQL: await by_asyncpg(settings, *page_sql(shop.organization, wanted, None, LIMIT + 1)),
        LIST: lambda: http.get(f"{plain}&opened_from=2000-01-01"),
        HIT: lambda: http.get(plain),
        STATIC: lambda: http.get("/static"),
        STATIC_OF_PERSON: lambda: http.get("/static-of-person"),
        BOARD_SQL: await by_asyncpg(settings, *written(ALL, **counts, now=datetime.now(UTC))),
        BOARD: counted_anew,
        BOARD_HIT: lambda: http.get("/v1/board"),
    }


async def measure(started: Servers, static: Path, rounds: int, calls: int) -> None:
    settings = started.settings
    database = Database(settings.database)
    shop, _ = await found(database)
    print(f"filling {OPEN} open orders ...", flush=True)
    await fill(database, settings.database.url, shop)
    await database.close()
    api = own.api(settings)
    served = "benchmarks.board:create_measured_app"
    command = [served if word == "api.app:create_app" else word for word in api.command]
    command += ["--timeout-keep-alive", "600"]
    environment = {**api.environment, "STATIC": str(static)}
    await asyncio.to_thread(
        started.stack.runner.bring_up, [replace(api, command=command, environment=environment)]
    )
    measured = await subjects(settings, shop, static)
    took: dict[str, list[float]] = {name: [] for name in measured}
    names = list(measured)
    for number in range(rounds):
        for turn in range(len(names)):
            name = names[(number + turn) % len(names)]
            took[name].append(await timed(measured[name], calls))
    for name, milliseconds in took.items():
        print(f"{name:<40} {median(milliseconds):7.2f} ms ({min(milliseconds):.2f}-{max(milliseconds):.2f})")
    for name, to, bar in RATIOS:
        ratio = median(one / other for one, other in zip(took[name], took[to], strict=True))
        verdict = "" if bar is None else f", bar {bar}: {'holds' if ratio <= bar else 'does not hold'}"
        print(f"{name} / {to}: {ratio:.2f}{verdict}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.board", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--calls", type=int, default=CALLS, help="of each subject in each round")
    given = parser.parse_args()
    with servers() as started, tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(started, Path(folder, "static.json"), given.rounds, given.calls))
    return 0


if __name__ == "__main__":
    end_with(main)
