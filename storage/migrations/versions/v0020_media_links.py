"""Which orders name which files, who sent them in, and what is still to be removed from S3.

Revision ID: 0020
Revises: 0019
"""

from alembic import op

from storage.migrations.second_lock import lock, unlock

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SENDERS = """
CREATE TABLE media_senders (
  media_id UUID NOT NULL,
  person_id UUID NOT NULL,
  organization_id UUID NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT media_senders_pkey PRIMARY KEY (media_id, person_id),
  CONSTRAINT media_senders_media_id_fkey FOREIGN KEY(media_id) REFERENCES media (id) ON DELETE CASCADE,
  CONSTRAINT media_senders_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT media_senders_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id)
)
"""
LINKS = """
CREATE TABLE media_links (
  media_id UUID NOT NULL,
  order_id UUID NOT NULL,
  organization_id UUID NOT NULL,
  CONSTRAINT media_links_pkey PRIMARY KEY (media_id, order_id),
  CONSTRAINT media_links_media_id_fkey FOREIGN KEY(media_id) REFERENCES media (id),
  CONSTRAINT media_links_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id),
  CONSTRAINT media_links_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id)
)
"""
REMOVED = """
CREATE TABLE removed_objects (
  object_key TEXT NOT NULL,
  organization_id UUID NOT NULL,
  CONSTRAINT removed_objects_pkey PRIMARY KEY (object_key),
  CONSTRAINT removed_objects_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id)
)
"""
OF_EVENTS = """
INSERT INTO media_links (media_id, order_id, organization_id)
SELECT DISTINCT m.id, e.order_id, e.organization_id
FROM events e
CROSS JOIN LATERAL jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'event' -> 'photos') p
JOIN media m ON m.id = (p ->> 'id')::uuid AND m.organization_id = e.organization_id
"""


def upgrade() -> None:
    for statement in (SENDERS, LINKS, REMOVED):
        op.execute(statement)
    op.execute("INSERT INTO media_senders SELECT id, uploaded_by, organization_id, created_at FROM media")
    op.execute(OF_EVENTS)
    lock("media_senders", "SELECT, INSERT, UPDATE")
    lock("media_links", "SELECT")
    lock("removed_objects", "")


def downgrade() -> None:
    for table in ("removed_objects", "media_links", "media_senders"):
        unlock(table)
        op.execute(f"DROP TABLE {table}")
