"""Photos and documents: stored in S3 first, then known; the same content of an organization is one file."""

import hashlib
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid5

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field
from starlette.datastructures import UploadFile

from api.auth import CurrentPerson, requires
from api.file_types import ACCEPTED, FileType, recognised
from api.openapi import REFUSALS, TOO_LARGE, Responses, refusal_docs
from api.problems import FieldProblem, ProblemError, invalid
from api.requests import too_large
from api.services import Services, ServicesOf
from domain.media import MAX_BYTES
from domain.people import Permission, Person
from domain.values import MediaId, Moment, OrganizationId, Sha256
from storage.media import StoredMedia

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
UNSUPPORTED = refusal_docs("Neither JPEG, PNG, WebP, HEIC nor PDF", "media.unsupported")


class MediaView(BaseModel):
    """A stored file; commands name it by its id."""

    id: MediaId
    sha256: Sha256
    content_type: str = Field(examples=["image/jpeg"])
    size: int = Field(description="bytes")
    created_at: Moment


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
    | {200: {"model": MediaView, "description": "The same content was stored before."}, 415: UNSUPPORTED},
)
async def upload(request: Request, response: Response, person: Uploader, services: ServicesOf) -> MediaView:
    """Store a photo or PDF of up to 20 MB. Sending the same content again gives the same id."""
    organization_id = _organization_of(person)
    content = await _content(request)
    kind = _kind(content)
    sha256 = hashlib.sha256(content).hexdigest()
    media_id = MediaId(uuid5(organization_id, sha256))
    async with services.database.transaction() as tx:
        known = await tx.media.find(organization_id, media_id)
    if known is None:
        media = StoredMedia(
            id=media_id,
            organization_id=organization_id,
            sha256=sha256,
            content_type=kind.content_type,
            size=len(content),
            object_key=object_key(organization_id, media_id, datetime.now(UTC)),
            uploaded_by=person.id,
            created_at=datetime.now(UTC),
        )
        known = await _store(media, content, services)
    else:
        response.status_code = HTTPStatus.OK
    return _view(known)


def object_key(organization_id: OrganizationId, media_id: MediaId, now: datetime) -> str:
    """Name the object; nothing of it comes from the sender."""
    return f"org/{organization_id}/media/{now:%Y/%m}/{media_id}"


def _organization_of(person: Person) -> OrganizationId:
    if person.organization_id is None:
        raise ProblemError(HTTPStatus.FORBIDDEN, "auth.forbidden", "Files belong to an organization.")
    return person.organization_id


async def _content(request: Request) -> bytes:
    async with request.form(max_files=1, max_fields=1) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise invalid([FieldProblem(field="body.file", code="missing", detail="Send one file.")])
        content = await file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    return content


def _kind(content: bytes) -> FileType:
    kind = recognised(content[:64])
    if kind is None:
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "media.unsupported",
            "This is neither a photo (JPEG, PNG, WebP, HEIC) nor a PDF.",
            members={"accepted": sorted(ACCEPTED)},
        )
    return kind


async def _store(media: StoredMedia, content: bytes, services: Services) -> StoredMedia:
    """The bytes first: a row always leads to a file (MED-2)."""
    await services.objects.put(media.object_key, content, media.content_type)
    async with services.database.transaction() as tx:
        if await tx.media.insert(media):
            return media
        first = await tx.media.find(media.organization_id, media.id)
    if first is None:
        raise LookupError("an id that is known already is found")
    if first.object_key != media.object_key:  # stored twice around midnight of a month's end
        await services.objects.remove(media.object_key)
    return first


def _view(media: StoredMedia) -> MediaView:
    return MediaView(
        id=media.id,
        sha256=media.sha256,
        content_type=media.content_type,
        size=media.size,
        created_at=media.created_at,
    )


async def _stored(media_id: MediaId, person: CurrentPerson, services: ServicesOf) -> StoredMedia:
    async with services.database.transaction() as tx:
        found = person.organization_id and await tx.media.find(person.organization_id, media_id)
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
        media.object_key, LINK_LIFE, kind.content_type, f"{media.id}.{kind.extension}"
    )
    return MediaLink(url=url, content_type=kind.content_type, expires_at=datetime.now(UTC) + LINK_LIFE)
