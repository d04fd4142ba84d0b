"""The fiscal QR code of a receipt's photo: read here, by nobody outside (ORD-5)."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.media import UNKNOWN, Stored
from api.openapi import REFUSALS
from api.services import Services, ServicesOf
from domain.media import Fiscal
from domain.values import MediaId, OrganizationId
from logs import logger
from storage.media import StoredMedia
from storage.objects import ObjectMissingError

log = logger(__name__)

router = APIRouter(prefix="/media", tags=["media"])


class FiscalView(BaseModel):
    """What the form can be filled in with; null where no code can be read."""

    fiscal: Fiscal | None


@router.get("/{media_id}/fiscal", name="read_fiscal", responses=REFUSALS | UNKNOWN)
async def read_fiscal(media: Stored, services: ServicesOf) -> FiscalView:
    """Read the fiscal QR code of a receipt: its date and total in kopecks, and what makes it the only one."""
    return FiscalView(fiscal=await _read(media, services))


async def read_before_use(organization_id: OrganizationId, media_id: MediaId, services: Services) -> None:
    """Whoever sends a receipt in need not have asked for its code: it counts all the same.

    Raises:
        ObjectStoreAwayError: it cannot be looked at now.
    """
    async with services.database.reading() as tx:
        media = await tx.media.stored(organization_id, media_id)
    if media is not None:  # else the rule will refuse it
        await _read(media, services)


async def _read(media: StoredMedia, services: Services) -> Fiscal | None:
    if media.fiscal_read:
        return media.fiscal
    try:
        content = await services.objects.get(media.object_key)
    except ObjectMissingError:  # somebody has emptied the store: a code that nobody can read stops no work
        log.exception("media.lost", media_id=str(media.id))
        return None
    fiscal = await services.examiner.fiscal(content, media.content_type)
    async with services.database.transaction() as tx:
        await tx.media.mark_read(media, fiscal)
    return fiscal
