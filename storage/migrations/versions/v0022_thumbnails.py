"""Small pictures of files.

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE media ADD COLUMN thumbnail_at TIMESTAMP WITH TIME ZONE,"
        " ADD COLUMN thumbnail_attempts INTEGER DEFAULT 0 NOT NULL,"
        " ADD COLUMN thumbnail_retry_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,"
        " ADD CONSTRAINT media_thumbnail_attempts_check CHECK (thumbnail_attempts >= 0)"
    )
    op.execute(
        "CREATE INDEX media_thumbnails_idx ON media (thumbnail_retry_at)"
        " WHERE thumbnail_at IS NULL AND stored_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute(
        "ALTER TABLE media DROP COLUMN thumbnail_at, DROP COLUMN thumbnail_attempts,"
        " DROP COLUMN thumbnail_retry_at"
    )
