import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from activities.media.file_types import recognised
from api.services import Services
from domain.media import MAX_BYTES
from settings import S3Settings
from stack.local import LocalStack
from storage.database import Database
from storage.objects import ObjectMissingError, Objects
from tests.api.caller import Caller, calling, jpeg
from tests.crew import Crew, recruit

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
AVIF = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00avifmif1miaf"


async def test_a_photo_is_stored_and_opens_by_a_short_lived_link(engineer: Caller, crew: Crew) -> None:
    content = jpeg()
    answer = await engineer.upload(content, name="../../etc/passwd", kind="text/html")
    media = answer.json()
    assert answer.status_code == 201
    assert media["sha256"] == hashlib.sha256(content).hexdigest()
    assert (media["content_type"], media["size"]) == ("image/jpeg", len(content))
    assert (await engineer.get(f"/v1/media/{media['id']}")).json() == media

    link = (await engineer.get(f"/v1/media/{media['id']}/link")).json()
    left = datetime.fromisoformat(link["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    url = urlsplit(link["url"])
    now = datetime.now(UTC)
    assert url.path.startswith(f"/naryad/org/{crew.organization.id}/media/{now:%Y/%m}/{media['id']}-")
    assert parse_qs(url.query)["X-Amz-Expires"] == ["300"]
    async with httpx2.AsyncClient() as browser:
        file = await browser.get(link["url"])
    assert (file.status_code, file.content) == (200, content)
    assert file.headers["Content-Type"] == "image/jpeg"
    assert file.headers["Content-Disposition"] == f'inline; filename="{media["id"]}.jpg"'


async def test_a_link_changed_by_hand_opens_nothing(engineer: Caller) -> None:
    media = (await engineer.upload(jpeg())).json()
    link = (await engineer.get(f"/v1/media/{media['id']}/link")).json()["url"]
    async with httpx2.AsyncClient() as browser:
        for changed in (link.replace("=300", "=900"), link.split("?")[0]):
            assert (await browser.get(changed)).status_code == 403


async def test_a_link_names_the_public_endpoint_and_is_signed_for_it(services: Services) -> None:
    inside = services.settings.s3.endpoint
    public = inside.replace("127.0.0.1", "localhost")
    settings = services.settings.s3.model_copy(update={"public_endpoint": f"http://{public}"})
    key = f"tests/{uuid4()}"
    await services.objects.put(key, b"content", "image/png")
    objects = Objects(settings)
    link = objects.presigned_get(key, timedelta(minutes=1), "image/png", "photo.png")
    objects.close()
    assert urlsplit(link)[:2] == ("http", public)
    async with httpx2.AsyncClient() as browser:
        assert (await browser.get(link)).content == b"content"
        assert (await browser.get(link.replace(public, inside))).status_code == 403


def test_a_public_endpoint_may_speak_https_when_the_inner_one_does_not() -> None:
    objects = Objects(S3Settings(public_endpoint="https://files.example.com"))
    link = objects.presigned_get("key", timedelta(minutes=1), "image/png", "photo.png")
    objects.close()
    assert urlsplit(link)[:3] == ("https", "files.example.com", "/naryad/key")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (HEIC, "image/heic"),
        (b"%PDF-1.7", "application/pdf"),
        (AVIF, None),
        (b"GIF89a", None),
        (b"<svg onload=alert(1)>", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, kind: str | None) -> None:
    found = recognised(head)
    assert (found.content_type if found else None) == kind


async def test_anything_else_is_refused_with_what_is_accepted(engineer: Caller) -> None:
    answer = await engineer.upload(b"<html>", name="photo.jpg", kind="image/jpeg")
    assert (answer.status_code, answer.json()["code"]) == (415, "media.unsupported")
    assert "image/jpeg" in answer.json()["accepted"]


async def test_without_a_file_it_is_a_422(engineer: Caller) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"files": {"photo": ("a", b"x")}},
        {"data": {"file": "text"}},
        {"json": {}},
    )
    for options in wrong:
        answer = await engineer.post("/v1/media", **options)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


async def test_20_mb_are_taken_and_a_byte_more_is_not(engineer: Caller) -> None:
    largest = jpeg().ljust(MAX_BYTES, b"\x00")
    assert (await engineer.upload(largest)).status_code == 201
    answer = await engineer.upload(largest + b"\x00")
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
    answer = await engineer.upload(largest * 2)
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


async def test_uploads_of_one_content_at_once_are_one_file(
    engineer: Caller, database: Database, crew: Crew
) -> None:
    content = jpeg()
    answers = await asyncio.gather(*(engineer.upload(content) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_another_organization_does_not_learn_of_a_file(
    app: FastAPI, engineer: Caller, database: Database
) -> None:
    content = jpeg()
    media = (await engineer.upload(content)).json()
    others = await recruit(database)
    async with calling(app, others.engineer) as stranger:
        for path in (f"/v1/media/{media['id']}", f"/v1/media/{media['id']}/link"):
            foreign, unknown = await stranger.get(path), await stranger.get(f"/v1/media/{uuid4()}")
            assert foreign.status_code == unknown.status_code == 404
            assert foreign.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
        own = await stranger.upload(content)
        assert own.status_code == 201
        assert own.json()["id"] != media["id"]


async def test_whoever_has_no_right_is_refused_before_the_file_is_read(app: FastAPI, crew: Crew) -> None:
    async with calling(app, crew.owner) as owner:
        answer = await owner.post("/v1/media", content=b"not even multipart")
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")


async def test_a_row_leads_to_a_file_even_if_the_upload_broke_off(
    engineer: Caller, services: Services, stack: LocalStack
) -> None:
    content = jpeg()
    stack.end("s3")
    try:
        answer = await engineer.upload(content)
        assert (answer.status_code, answer.json()["code"]) == (503, "dependency.away")
        assert answer.headers["Retry-After"]
    finally:
        stack.begin_again("s3")
    witness = await asyncpg.connect(services.settings.database.url)
    sha256 = hashlib.sha256(content).hexdigest()
    noted = await witness.fetch("select id, stored_at from media where sha256 = $1", sha256)
    await witness.close()
    assert [row["stored_at"] for row in noted] == [None]
    assert (await engineer.get(f"/v1/media/{noted[0]['id']}")).status_code == 404
    assert (await engineer.upload(content)).status_code == 201


async def test_objects_are_put_read_and_removed(services: Services) -> None:
    objects, key = services.objects, f"tests/{uuid4()}"
    await objects.put(key, b"content", "image/png")
    await objects.put(key, b"content", "image/png")
    assert await objects.get(key) == b"content"
    assert (await objects.stat(key)).size == 7
    await objects.remove(key)
    await objects.remove(key)
    with pytest.raises(ObjectMissingError):
        await objects.stat(key)
    with pytest.raises(ObjectMissingError):
        await objects.get(key)


async def test_a_bucket_is_made_once(services: Services) -> None:
    settings = services.settings.s3.model_copy(update={"bucket": f"b{uuid4().hex}"})
    objects = Objects(settings)
    await objects.ensure_bucket()
    await objects.ensure_bucket()
    assert await objects.bucket_exists()
    objects.close()
