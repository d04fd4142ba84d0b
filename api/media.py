"""Photos and documents: proved to be readable, stored in S3, then found; the same content is one file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from secrets import token_hex
from typing import Annotated, Any, BinaryIO
from uuid import uuid5

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from activities.media.examining import Examined
from activities.media.file_types import ACCEPTED, JPEG, PDF
from api.auth import CurrentPerson, requires
from api.openapi import REFUSALS, TOO_LARGE, Responses, refusal_docs
from api.problems import RETRY_AFTER, FieldProblem, ProblemError, invalid
from api.refusals import status_of
from api.requests import in_larger_pieces, too_large
from api.services import Services, ServicesOf
from domain.media import MAX_BYTES, MediaUnsupported
from domain.people import Permission, Person
from domain.values import MediaId, Moment, OrganizationId, Sha256
from storage.media import StoredMedia
from storage.thumbnails import thumbnail_key

router = APIRouter(prefix="/media", tags=["media"])

LINK_LIFE = timedelta(minutes=5)

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
"""Described by hand: the body is read only after the sender is known to have the right."""

UNKNOWN: Responses = {404: refusal_docs("Nothing here by that name", "media.unknown")}
OF_A_THUMBNAIL: Responses = (
    REFUSALS | UNKNOWN | {409: refusal_docs("Ask again after `Retry-After` seconds", "media.not_ready")}
)
UNFIT: Responses = {
    415: refusal_docs("Neither JPEG, PNG, WebP, HEIC nor PDF", "media.unsupported"),
    422: refusal_docs(
        "Not a file as it should be",
        "request.invalid",
        "media.empty",
        "media.broken",
        "media.too_many_pixels",
        "media.disguised",
    ),
}


class MediaView(BaseModel):
    """A stored file; commands name it by its id."""

    id: MediaId
    sha256: Sha256
    content_type: str = Field(examples=["image/jpeg"])
    size: int = Field(description="bytes")
    created_at: Moment
    thumbnail_at: Moment | None = Field(description="since when there is a small picture of it")


class MediaLink(BaseModel):
    """Opens the file without a token until `expires_at`."""

    url: str
    content_type: str
    expires_at: Moment


Uploader = Annotated[Person, Depends(requires(Permission.MEDIA_UPLOAD))]


@router.post(
    "",
    name="upload_media",
    status_code=HTTPStatus.CREATED,
    openapi_extra=UPLOAD_BODY,
    responses=REFUSALS
    | TOO_LARGE
    | {200: {"model": MediaView, "description": "The same content was stored before."}}
    | UNFIT,
)
async def upload(request: Request, response: Response, person: Uploader, services: ServicesOf) -> MediaView:
    """Store a photo or PDF of up to 20 MB. Sending the same content again gives the same id.

    Of a photo all is kept that makes up the picture; notes of the camera, as the position, are taken out.
    """
    organization_id = _organization_of(person)
    async with _sent(request) as file:
        examined = await _examined(file, services)
        with examined.file:
            media, is_new = await _stored_once(examined, organization_id, person, services)
    if not is_new:
        response.status_code = HTTPStatus.OK
    return _view(media)


def object_key(organization_id: OrganizationId, media_id: MediaId, now: datetime) -> str:
    """Name the object; nothing of it comes from the sender.

    Another name each time: what is sent again is never what housekeeping removes at that moment.
    """
    return f"org/{organization_id}/media/{now:%Y/%m}/{media_id}-{token_hex(4)}"


def _organization_of(person: Person) -> OrganizationId:
    if person.organization_id is None:
        raise ProblemError(HTTPStatus.FORBIDDEN, "auth.forbidden", "Files belong to an organization.")
    return person.organization_id


@asynccontextmanager
async def _sent(request: Request) -> AsyncIterator[BinaryIO]:
    """The file of a request, whole, on disk from its second megabyte on."""
    async with Request(request.scope, in_larger_pieces(request.receive)).form(
        max_files=1, max_fields=1
    ) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise invalid([FieldProblem(field="body.file", code="missing", detail="Send one file.")])
        if (file.size or 0) > MAX_BYTES:
            raise too_large(MAX_BYTES)
        yield file.file


async def _examined(file: BinaryIO, services: Services) -> Examined:
    try:
        return await services.examiner.examine(file)
    except MediaUnsupported as error:
        raise ProblemError(
            status_of(error.code), error.code, str(error), members={"accepted": sorted(ACCEPTED)}
        ) from error


async def _stored_once(
    examined: Examined, organization_id: OrganizationId, person: Person, services: Services
) -> tuple[StoredMedia, bool]:
    """The file, and whether it is a new one: noted, then stored, then to be found (MED-2)."""
    media_id, now = MediaId(uuid5(organization_id, examined.sha256)), datetime.now(UTC)
    sent = StoredMedia(
        id=media_id,
        organization_id=organization_id,
        sha256=examined.sha256,
        original_sha256=examined.original_sha256,
        content_type=examined.kind.content_type,
        size=examined.size,
        object_key=object_key(organization_id, media_id, now),
        uploaded_by=person.id,
        created_at=now,
    )
    async with services.database.statement() as tx:
        media = await tx.media.announce(sent)
    if media.stored_at:
        return media, False
    await services.objects.put_file(
        media.object_key, examined.file, media.size, media.sha256, media.content_type
    )
    async with services.database.statement() as tx:
        return media, await tx.media.mark_stored(organization_id, media_id, datetime.now(UTC))


def _view(media: StoredMedia) -> MediaView:
    return MediaView(
        id=media.id,
        sha256=media.sha256,
        content_type=media.content_type,
        size=media.size,
        created_at=media.created_at,
        thumbnail_at=media.thumbnail_at,
    )


async def _stored(media_id: MediaId, person: CurrentPerson, services: ServicesOf) -> StoredMedia:
    async with services.database.transaction() as tx:
        organization_id = person.organization_id or await tx.media.home(media_id)
        found = organization_id and await tx.media.seen_by(person, organization_id, media_id)
    if not found:
        raise ProblemError(HTTPStatus.NOT_FOUND, "media.unknown", "There is no such file.")
    return found


Stored = Annotated[StoredMedia, Depends(_stored)]


@router.get("/{media_id}", name="read_media", responses=REFUSALS | UNKNOWN)
async def read_media(media: Stored) -> MediaView:
    """Tell what is known of a file."""
    return _view(media)


@router.get("/{media_id}/link", name="link_media", responses=REFUSALS | UNKNOWN)
async def link_media(media: Stored, services: ServicesOf) -> MediaLink:
    """Sign a link that opens the file for five minutes, in a browser too."""
    kind = ACCEPTED[media.content_type]
    url = services.objects.presigned_get(
        media.object_key,
        LINK_LIFE,
        kind.content_type,
        f"{media.id}.{kind.extension}",
        how="attachment" if kind is PDF else "inline",  # what others wrote is not run by our browsers
    )
    return MediaLink(url=url, content_type=kind.content_type, expires_at=datetime.now(UTC) + LINK_LIFE)


@router.get("/{media_id}/thumbnail", name="link_thumbnail", responses=OF_A_THUMBNAIL)
async def link_thumbnail(media: Stored, services: ServicesOf) -> MediaLink:
    """Sign a link to a small picture of the file, upright; of a PDF its first page."""
    if media.thumbnail_at is None:
        raise ProblemError(
            HTTPStatus.CONFLICT,
            "media.not_ready",
            "The small picture is still being made; ask again in a moment.",
            headers={"Retry-After": str(RETRY_AFTER)},
        )
    url = services.objects.presigned_get(
        thumbnail_key(media.object_key), LINK_LIFE, JPEG.content_type, f"{media.id}-small.jpg"
    )
    return MediaLink(url=url, content_type=JPEG.content_type, expires_at=datetime.now(UTC) + LINK_LIFE)
