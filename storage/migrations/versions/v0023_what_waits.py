"""Lists and board find what waits for something, closed orders with a debt or an appeal as well.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX orders_waits_idx ON orders (organization_id, opened_at DESC, id DESC)"
        " WHERE cardinality(waiting_kinds) > 0"
    )
    op.execute("DROP INDEX orders_open_idx")


def downgrade() -> None:
    op.execute(
        "CREATE INDEX orders_open_idx ON orders (organization_id, opened_at DESC, id DESC)"
        " WHERE closed_at IS NULL"
    )
    op.execute("DROP INDEX orders_waits_idx")
