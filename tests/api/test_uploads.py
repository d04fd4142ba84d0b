"""Uploads that break off, lie about themselves or come twice: nothing half is ever to be seen."""

import hashlib
from collections.abc import AsyncIterator
from io import BytesIO
from random import Random

import asyncpg
import pytest
from fastapi import FastAPI
from PIL import Image
from starlette.types import Message, Receive

from api.requests import PIECE, in_larger_pieces
from api.services import Services
from tests.activities.media.corpus import KINDS
from tests.activities.media.making import ORIENTATION, noted
from tests.api.caller import Caller, jpeg, refused, token_for
from tests.crew import Crew

BOUNDARY = "cut-here"
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()


@pytest.fixture
async def witness(services: Services) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(services.settings.database.url)
    yield connection
    await connection.close()


async def break_off(app: FastAPI, token: str, body: bytes, length: int) -> list[int]:
    """Send the head and so many bytes of the body, then hang up; the statuses that were answered."""
    sent: list[dict[str, object]] = [
        {"type": "http.request", "body": body[:length], "more_body": True},
        {"type": "http.disconnect"},
    ]
    statuses: list[int] = []

    async def receive() -> dict[str, object]:
        return sent.pop(0) if len(sent) > 1 else sent[0]

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(str(message["status"])))

    headers = {
        "authorization": f"Bearer {token}",
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "content-length": str(len(body)),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/media",
        "raw_path": b"/v1/media",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("10.255.0.1", 1),
        "server": ("api", 80),
    }
    await app(scope, receive, send)  # type: ignore[arg-type]  # plain dictionaries are what servers give
    return statuses


async def test_an_upload_that_breaks_off_at_any_byte_leaves_nothing(
    app: FastAPI, services: Services, crew: Crew, witness: asyncpg.Connection
) -> None:
    """Line 36 of PRODUCT §10 from its other end: what did not arrive whole was never said to be there."""
    content = jpeg()
    body = HEAD + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    token = await token_for(services, crew.engineer)
    for length in (*range(0, len(HEAD), 40), *range(len(HEAD), len(body), 90), len(body) - 1):
        assert await break_off(app, token, body, length) == []
    sha256 = hashlib.sha256(content).hexdigest()
    assert await witness.fetchval("select count(*) from media where sha256 = $1", sha256) == 0


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00.jpg", "фото 📷.jpg", 'a"b\r\nX-Evil: 1.jpg', "", "a" * 3000]
)
async def test_a_name_is_never_used(engineer: Caller, crew: Crew, name: str, services: Services) -> None:
    answer = await engineer.upload(jpeg(), name=name)
    if name == "":  # a part without a name is a field, not a file
        refused(answer, 422, "request.invalid")
        return
    assert answer.status_code == 201
    link = (await engineer.get(f"/v1/media/{answer.json()['id']}/link")).json()["url"]
    assert f"/org/{crew.organization.id}/media/" in link
    assert "passwd" not in link
    assert "Evil" not in link


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("nothing", 422),
        ("gif", 415),
        ("jpeg, cut short", 422),
        ("png, a bomb", 422),
        ("jpeg and archive", 422),
        ("heic of a phone, with its position", 201),
        ("pdf", 201),
        ("webp", 201),
    ],
)
async def test_each_verdict_is_told(engineer: Caller, kind: str, status: int) -> None:
    make, expected = KINDS[kind]
    answer = await engineer.upload(make(Random()), name="photo.jpg")  # noqa: S311 - no secret
    assert answer.status_code == status
    assert answer.json().get("code", answer.json().get("content_type")) == expected


async def test_23_and_41_a_photo_sent_twice_is_one_file_in_our_own_store(
    engineer: Caller, services: Services, witness: asyncpg.Connection
) -> None:
    """Lines 23 and 41 of PRODUCT §10: no link to somebody else's disk, no copy for every try."""
    content = noted("JPEG", turned=6)(Random())  # noqa: S311 - no secret
    first, second = await engineer.upload(content), await engineer.upload(content, name="other.png")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    row = await witness.fetchrow("select * from media where id = $1", first.json()["id"])
    assert row
    assert row["original_sha256"] == hashlib.sha256(content).hexdigest() != row["sha256"]
    stored = await services.objects.get(row["object_key"])
    assert hashlib.sha256(stored).hexdigest() == row["sha256"] == first.json()["sha256"]
    with Image.open(BytesIO(stored)) as picture:
        assert dict(picture.getexif()) == {ORIENTATION: 6}


async def test_whoever_hangs_up_is_no_error_of_ours(
    app: FastAPI, services: Services, crew: Crew, caplog: pytest.LogCaptureFixture
) -> None:
    await break_off(app, await token_for(services, crew.engineer), HEAD, len(HEAD))
    assert "'status': 499" in caplog.text
    assert "request failed" not in caplog.text


async def test_a_body_is_taken_in_larger_pieces_than_it_arrives_in() -> None:
    """Each piece is a walk to another thread."""
    arriving: list[Message] = [
        {"type": "http.request", "body": bytes([number]) * 65536, "more_body": True} for number in range(20)
    ]
    arriving += [{"type": "http.request", "body": b"the end", "more_body": False}]
    sent = b"".join(message["body"] for message in arriving)
    receive = in_larger_pieces(deliver(arriving))
    taken = [await receive() for _ in range(3)]
    assert [len(one["body"]) for one in taken] == [PIECE, PIECE, len(sent) - 2 * PIECE]
    assert b"".join(one["body"] for one in taken) == sent
    assert [one["more_body"] for one in taken] == [True, True, False]


async def test_who_hangs_up_between_two_pieces_is_noticed() -> None:
    receive = in_larger_pieces(
        deliver([{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}])
    )
    assert (await receive())["type"] == "http.disconnect"


def deliver(messages: list[Message]) -> Receive:
    left = iter(messages)

    async def receive() -> Message:
        return next(left)

    return receive
