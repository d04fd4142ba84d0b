"""Which files are whole in S3, and what they were before they were cleaned.

Revision ID: 0019
Revises: 0018
"""

from alembic import op

from storage.migrations.second_lock import ROLE

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE media ADD COLUMN stored_at TIMESTAMP WITH TIME ZONE, ADD COLUMN original_sha256 TEXT,"
        " ADD CONSTRAINT media_original_sha256_check CHECK (original_sha256 ~ '^[0-9a-f]{64}$')"
    )
    op.execute("UPDATE media SET stored_at = created_at")
    op.execute(f"GRANT UPDATE (stored_at) ON media TO {ROLE}")


def downgrade() -> None:
    op.execute("DELETE FROM media WHERE stored_at IS NULL")
    op.execute("ALTER TABLE media DROP COLUMN stored_at, DROP COLUMN original_sha256")
