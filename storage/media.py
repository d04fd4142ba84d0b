"""What is known of photos and documents; their bytes lie in S3 (`objects.py`)."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ARRAY, Boolean, Select, Text, Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.media import Fiscal
from domain.orders.audience import names_of, sees_all
from domain.people import Person
from domain.values import MediaId, Moment, OrganizationId, PersonId, Sha256, Value
from storage.tables import MediaRow, MediaSenderRow, table

MEDIA: Final = table(MediaRow)
SENDERS: Final = table(MediaSenderRow)

SEEN: Final = text("""
SELECT m.* FROM media m
WHERE m.id = :media_id AND m.organization_id = :organization_id AND m.stored_at IS NOT NULL AND (
  EXISTS (SELECT FROM media_links l JOIN orders o ON o.id = l.order_id
    WHERE l.media_id = m.id AND l.organization_id = m.organization_id AND (:all OR o.audience && :names))
  OR EXISTS (SELECT FROM media_senders s WHERE s.media_id = m.id AND s.person_id = :person_id)
    AND NOT EXISTS (SELECT FROM media_links l WHERE l.media_id = m.id))
""").bindparams(
    bindparam("media_id", type_=Uuid()),
    bindparam("organization_id", type_=Uuid()),
    bindparam("person_id", type_=Uuid()),
    bindparam("all", type_=Boolean()),
    bindparam("names", type_=ARRAY(Text())),
)


class StoredMedia(Value):
    """One file. `size` in bytes."""

    id: MediaId
    organization_id: OrganizationId
    sha256: Sha256
    content_type: str
    size: int
    object_key: str
    uploaded_by: PersonId
    created_at: Moment
    stored_at: Moment | None = None
    """Since when its bytes are whole in S3; before, nobody finds it."""
    original_sha256: Sha256 | None = None
    """Of what was sent first, before it was cleaned; None of what 0.2 stored."""
    thumbnail_at: Moment | None = None
    """Since when there is a small picture of it."""
    fiscal_read: bool = False
    fiscal: Fiscal | None = None
    """Of its fiscal QR code; None where there is none, or none was looked for."""


NOTED: Final = tuple(StoredMedia.model_fields.keys() - {"fiscal_read", "fiscal", "thumbnail_at"})
"""What is known of a file that comes in."""


def _announced() -> Select[Any]:
    """Both rows by one statement, built once: an upload is asked for nothing twice."""
    noted = insert(MEDIA).values({name: bindparam(name) for name in NOTED})
    found = noted.on_conflict_do_update(
        index_elements=["id"],
        set_={"stored_at": MEDIA.c.stored_at},  # as it was: only what is written is returned
        where=MEDIA.c.organization_id == noted.excluded.organization_id,
    ).returning(MEDIA)
    sent = insert(SENDERS).values(
        media_id=bindparam("id"),
        person_id=bindparam("uploaded_by"),
        organization_id=bindparam("organization_id"),
        sent_at=bindparam("created_at"),
    )
    again = sent.on_conflict_do_update(
        index_elements=["media_id", "person_id"], set_={"sent_at": sent.excluded.sent_at}
    )
    return select(found.cte("noted")).add_cte(again.cte("sent"))


ANNOUNCED: Final = _announced()
MARKED: Final = (
    update(MEDIA)
    .where(
        MEDIA.c.id == bindparam("media_id"),
        MEDIA.c.organization_id == bindparam("home"),
        MEDIA.c.stored_at.is_(None),
    )
    .values(stored_at=bindparam("at"))
)


class Media:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def announce(self, media: StoredMedia) -> StoredMedia:
        """Note a file whose bytes are about to be stored and who sent it, or find the one noted before.

        Noted first, so that bytes of an upload that broke off are known of and can be removed.
        """
        rows = await self._connection.execute(ANNOUNCED, media.model_dump(include=set(NOTED)))
        return _media(dict(rows.mappings().one()))

    async def mark_stored(self, organization_id: OrganizationId, media_id: MediaId, at: Moment) -> bool:
        """Let it be found: its bytes are whole. False when that was known: the same content came twice."""
        result = await self._connection.execute(
            MARKED, {"media_id": media_id, "home": organization_id, "at": at}
        )
        return result.rowcount == 1

    async def stored(self, organization_id: OrganizationId, media_id: MediaId) -> StoredMedia | None:
        """Whoever may see it: for the system's own use."""
        rows = await self._connection.execute(
            select(MEDIA).where(
                MEDIA.c.id == media_id,
                MEDIA.c.organization_id == organization_id,
                MEDIA.c.stored_at.is_not(None),
            )
        )
        row = rows.mappings().one_or_none()
        return _media(dict(row)) if row else None

    async def mark_read(self, media: StoredMedia, fiscal: Fiscal | None) -> None:
        """Note what its fiscal QR code says; None: it has none."""
        await self._connection.execute(
            update(MEDIA)
            .where(MEDIA.c.id == media.id, MEDIA.c.organization_id == media.organization_id)
            .values(
                fiscal_read=True,
                fiscal=fiscal and fiscal.model_dump_json(),
                fiscal_claim=fiscal and fiscal.claim,
            )
        )

    async def home(self, media_id: MediaId) -> OrganizationId | None:
        """For superusers, who belong to none: whose file it is."""
        rows = await self._connection.execute(select(MEDIA.c.organization_id).where(MEDIA.c.id == media_id))
        return rows.scalar_one_or_none()

    async def seen_by(
        self, person: Person, organization_id: OrganizationId, media_id: MediaId
    ) -> StoredMedia | None:
        """A file of an order that this person sees, or that they sent in and no order names yet (MED-3)."""
        rows = await self._connection.execute(
            SEEN,
            {
                "media_id": media_id,
                "organization_id": organization_id,
                "person_id": person.id,
                "all": sees_all(person),
                "names": sorted(names_of(person)),
            },
        )
        row = rows.mappings().one_or_none()
        return _media(dict(row)) if row else None


def _media(row: Mapping[str, Any]) -> StoredMedia:
    fiscal = row["fiscal"] and Fiscal.model_validate_json(row["fiscal"])
    return StoredMedia.model_validate(
        {name: row[name] for name in StoredMedia.model_fields} | {"fiscal": fiscal}
    )
