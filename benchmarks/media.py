"""`python -m benchmarks.media`: uploads of photos, as a share of the same puts with the bare `minio` client.

Eight clients at once. Each upload is another photo (or it would not be stored again), put by our API and by
the client alone in turns, in every round in another order; the figure is the median over the rounds. What
a turn leaves to the worker (small pictures) is done before the next begins, and counts as processor time.
"""

import argparse
import asyncio
import http.client
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from statistics import median
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import asyncpg
from minio import Minio
from PIL import Image

from benchmarks.ending import end_with
from benchmarks.measuring import processor_times
from benchmarks.servers import Servers, servers
from benchmarks.shops import PASSWORD, found
from settings import ApiSettings, S3Settings
from storage.database import Database

CLIENTS: Final = 8
ROUNDS, UPLOADS = 5, 48
BAR: Final = 0.7
PHOTOS: Final = {"photo of a chat, 1280 x 960": (1280, 960), "photo of a phone, 4000 x 3000": (4000, 3000)}
BOUNDARY: Final = "benchmark"
NUMBERS: Final = count(1)

PATIENCE: Final = 300.0
"""Seconds for the small pictures of one turn."""

Put = Callable[[bytes], None]


def photo(width: int, height: int) -> bytes:
    """Compresses about as well as a photo does."""
    noise = Image.frombytes("RGB", (width // 8, height // 8), os.urandom(width // 8 * (height // 8) * 3))
    out = BytesIO()
    noise.resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=85)
    return out.getvalue()


def another(jpeg: bytes) -> bytes:
    """The same picture with a colour profile of its own: another file, also when it is cleaned."""
    body = b"ICC_PROFILE\x00\x01\x01" + f"{next(NUMBERS):0128d}".encode() + uuid4().bytes
    return jpeg[:2] + b"\xff\xe2" + (len(body) + 2).to_bytes(2) + body + jpeg[2:]


def log_in(api: ApiSettings, login: str) -> str:
    connection = http.client.HTTPConnection(api.host, api.port)
    form = urlencode({"username": login, "password": PASSWORD})
    connection.request("POST", "/v1/auth/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
    token: str = json.loads(connection.getresponse().read())["access_token"]
    connection.close()
    return token


@contextmanager
def uploading(api: ApiSettings, token: str) -> Iterator[Put]:
    """One kept-alive connection, for one turn: the server ends it while the others have theirs."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()
    with closing(http.client.HTTPConnection(api.host, api.port, blocksize=256 * 1024)) as connection:

        def put(content: bytes) -> None:
            body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
            connection.request("POST", "/v1/media", body, headers)
            answer = connection.getresponse()
            told = answer.read()
            if answer.status != http.client.CREATED:
                raise RuntimeError(f"{answer.status} {told!r}")

        yield put


@contextmanager
def putting(s3: S3Settings) -> Iterator[Put]:
    """The `minio` client alone, as its documentation shows it."""
    client = Minio(
        s3.endpoint,
        access_key=s3.access_key,
        secret_key=s3.secret_key.get_secret_value(),
        secure=s3.secure,
        region=s3.region,
    )

    def put(content: bytes) -> None:
        client.put_object(s3.bucket, f"bench/{uuid4()}", BytesIO(content), len(content), "image/jpeg")

    yield put


def per_second(puts: Sequence[Put], contents: Sequence[bytes]) -> float:
    """All clients at once, each with its share of the files."""

    def work(number: int) -> None:
        for content in contents[number :: len(puts)]:
            puts[number](content)

    began = time.perf_counter()
    with ThreadPoolExecutor(len(puts)) as threads:
        list(threads.map(work, range(len(puts))))
    return len(contents) / (time.perf_counter() - began)


@dataclass
class Turns:
    """Of one way to put files: photos a second, and milliseconds of processor time per photo by process."""

    client: Callable[[], AbstractContextManager[Put]]
    rates: list[float] = field(default_factory=list)
    spent: list[Mapping[str, float]] = field(default_factory=list)

    def take(
        self, contents: Sequence[bytes], processes: Mapping[str, int], settle: Callable[[], None]
    ) -> None:
        before = processor_times(processes)
        with ExitStack() as stack:
            puts = [stack.enter_context(self.client()) for _ in range(CLIENTS)]
            self.rates.append(per_second(puts, contents))
        settle()
        after = processor_times(processes)
        self.spent.append({name: (after[name] - before[name]) * 1000 / len(contents) for name in before})

    def processor(self) -> str:
        middle = {name: median(one[name] for one in self.spent) for name in self.spent[0]}
        by_process = ", ".join(f"{name} {ms:.1f}" for name, ms in middle.items())
        return f"{sum(middle.values()):.1f} ms of processor time ({by_process})"


def measure(
    ours: Turns,
    bare: Turns,
    name: str,
    take: Callable[[Turns, Sequence[bytes]], None],
    plan: argparse.Namespace,
) -> None:
    """Print the figures of one kind of photo, and whether the bar holds."""
    jpeg = photo(*PHOTOS[name])
    for number in range(plan.rounds + 1):
        for turns in (ours, bare) if number % 2 else (bare, ours):
            take(turns, [another(jpeg) for _ in range(plan.uploads)])
    for turns in (ours, bare):  # the first round warms up
        del turns.rates[0], turns.spent[0]
    share = median(one / other for one, other in zip(ours.rates, bare.rates, strict=True))
    print(
        f"{name}, {len(jpeg) / 1024:.0f} KiB: {median(ours.rates):.1f}/s of"
        f" {median(bare.rates):.1f}/s with the bare client: {share:.0%}, bar {BAR:.0%}:"
        f" {'holds' if share >= BAR else 'does not hold'}"
    )
    print(f"  ours {ours.processor()}\n  bare {bare.processor()}", flush=True)


def settling(url: str) -> Callable[[], None]:
    """Wait until every small picture is made."""

    async def due() -> bool:
        connection = await asyncpg.connect(url)
        found = await connection.fetchval(
            "SELECT EXISTS (SELECT FROM media WHERE thumbnail_at IS NULL AND stored_at IS NOT NULL)"
        )
        await connection.close()
        return bool(found)

    def settle() -> None:
        end = time.monotonic() + PATIENCE
        while asyncio.run(due()):
            if time.monotonic() > end:
                raise TimeoutError("small pictures are still due")
            time.sleep(0.2)

    return settle


async def engineer_of(started: Servers) -> str:
    database = Database(started.settings.database)
    _, logins = await found(database)
    await database.close()
    return logins.engineer


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.media", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--uploads", type=int, default=UPLOADS, help="of each kind in each round")
    given = parser.parse_args()
    with servers() as started:
        settings = started.settings
        login = asyncio.run(engineer_of(started))
        processes = {**started.begin(), "store": started.stack.runner.process("s3").pid}
        token, settle = log_in(settings.api, login), settling(settings.database.url)

        def take(turns: Turns, contents: Sequence[bytes]) -> None:
            turns.take(contents, processes, settle)

        for name in PHOTOS:
            ours = Turns(lambda: uploading(settings.api, token))
            measure(ours, Turns(lambda: putting(settings.s3)), name, take, given)
    return 0


if __name__ == "__main__":
    end_with(main)
