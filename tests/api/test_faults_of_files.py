"""Faults of earlier systems with files, as the API keeps them away (PRODUCT §10)."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx2
import pytest

from domain.values import MediaId
from storage.database import Database
from storage.media import StoredMedia
from tests.api.caller import Caller, jpeg
from tests.crew import Crew

pytestmark = pytest.mark.usefixtures("workers")


async def test_19_a_link_to_a_photo_holds_no_token_and_opens_nothing_else(engineer: Caller) -> None:
    first, second = [(await engineer.upload(jpeg())).json()["id"] for _ in range(2)]
    link = urlsplit((await engineer.get(f"/v1/media/{first}/link")).json()["url"])
    assert {name for name in parse_qs(link.query) if not name.startswith(("X-Amz-", "response-"))} == set()
    assert engineer.http.headers["Authorization"].removeprefix("Bearer ") not in link.geturl()
    assert "telegram" not in link.geturl()
    async with httpx2.AsyncClient() as browser:
        assert (await browser.get(link.geturl())).status_code == 200
        assert (await browser.get(link.geturl().replace(first, second))).status_code == 403
        assert (await browser.get(link._replace(query="").geturl())).status_code == 403


async def test_36_a_stage_takes_only_photos_that_are_whole_and_they_stay(
    curator: Caller, engineer: Caller, crew: Crew, database: Database
) -> None:
    order = (await curator.opened())["order_id"]
    on_its_way = StoredMedia(
        id=MediaId(uuid4()),
        organization_id=crew.organization.id,
        sha256="0" * 64,
        original_sha256="0" * 64,
        content_type="image/jpeg",
        size=1,
        object_key=f"nowhere/{uuid4()}",
        uploaded_by=crew.engineer.id,
        created_at=datetime.now(UTC),
    )
    async with database.transaction() as tx:
        await tx.media.announce(on_its_way)
    for photo in (str(on_its_way.id), str(uuid4())):
        answer = await curator.command(order, "notes", text="Акт", photos=[photo])
        assert (answer.status_code, answer.json()["code"]) == (422, "media.unknown")
    content = jpeg()
    photo = (await engineer.upload(content)).json()["id"]
    noted = await curator.command(order, "notes", text="Акт", photos=[photo])
    assert noted.status_code == 200, noted.text
    link = (await curator.get(f"/v1/media/{photo}/link")).json()["url"]
    async with httpx2.AsyncClient() as browser:
        assert (await browser.get(link)).content == content
