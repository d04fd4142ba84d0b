"""When a message that could not be sent is tried again.

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE outbox ADD COLUMN retry_at TIMESTAMP WITH TIME ZONE")
    op.execute(
        "ALTER TABLE outbox ADD CONSTRAINT outbox_retry_at_check CHECK (retry_at IS NULL OR attempts > 0)"
    )
    op.execute("DROP INDEX outbox_overdue_idx")


def downgrade() -> None:
    op.execute(
        "CREATE INDEX outbox_overdue_idx ON outbox (created_at) WHERE sent_at IS NULL AND dropped_at IS NULL"
    )
    op.execute("ALTER TABLE outbox DROP CONSTRAINT outbox_retry_at_check")
    op.execute("ALTER TABLE outbox DROP COLUMN retry_at")
