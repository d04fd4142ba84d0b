"""`python -m benchmarks.media`: uploads of photos, as a share of the same puts with the bare `minio` client.

Eight clients at once. Each upload is another photo (or it would not be stored again), put by our API and by
the client alone in turns, in every round in another order; the figure is the median over the rounds.
"""

import argparse
import asyncio
import http.client
import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count
from statistics import median
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from minio import Minio
from PIL import Image

from benchmarks.ending import end_with
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


def uploading(api: ApiSettings, token: str) -> Put:
    """One kept-alive connection."""
    connection = http.client.HTTPConnection(api.host, api.port, blocksize=256 * 1024)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()

    def put(content: bytes) -> None:
        body = head + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        connection.request("POST", "/v1/media", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        if answer.status != http.client.CREATED:
            raise RuntimeError(f"{answer.status} {told!r}")

    return put


def putting(s3: S3Settings) -> Put:
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

    return put


def per_second(puts: Sequence[Put], contents: Sequence[bytes]) -> float:
    """All clients at once, each with its share of the files."""

    def work(number: int) -> None:
        for content in contents[number :: len(puts)]:
            puts[number](content)

    began = time.perf_counter()
    with ThreadPoolExecutor(len(puts)) as threads:
        list(threads.map(work, range(len(puts))))
    return len(contents) / (time.perf_counter() - began)


def measure(ours: Sequence[Put], bare: Sequence[Put], rounds: int, uploads: int) -> None:
    """Print the figures, and whether the bar holds for each kind of photo."""
    for name, size in PHOTOS.items():
        jpeg = photo(*size)
        rates: dict[str, list[float]] = {"ours": [], "bare": []}
        for number in range(rounds + 1):
            turns = (("ours", ours), ("bare", bare))
            for who, puts in turns if number % 2 else reversed(turns):
                rate = per_second(puts, [another(jpeg) for _ in range(uploads)])
                if number:  # the first round warms up
                    rates[who].append(rate)
        share = median(one / other for one, other in zip(rates["ours"], rates["bare"], strict=True))
        print(
            f"{name}, {len(jpeg) / 1024:.0f} KiB: {median(rates['ours']):.1f}/s of"
            f" {median(rates['bare']):.1f}/s with the bare client: {share:.0%}, bar {BAR:.0%}:"
            f" {'holds' if share >= BAR else 'does not hold'}",
            flush=True,
        )


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
        started.begin()
        token = log_in(settings.api, login)
        measure(
            [uploading(settings.api, token) for _ in range(CLIENTS)],
            [putting(settings.s3) for _ in range(CLIENTS)],
            given.rounds,
            given.uploads,
        )
    return 0


if __name__ == "__main__":
    end_with(main)
