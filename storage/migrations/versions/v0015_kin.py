"""Which order repeats which under warranty, and which are of one client's devices.

Revision ID: 0015
Revises: 0014
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("warranty_of", "eldest_id"):
        op.execute(
            f"ALTER TABLE orders ADD COLUMN {column} UUID,"
            f" ADD CONSTRAINT orders_{column}_fkey FOREIGN KEY ({column}) REFERENCES orders (id),"
            f" ADD CONSTRAINT orders_{column}_check CHECK ({column} <> id)"
        )
    op.execute("CREATE INDEX orders_warranty_idx ON orders (warranty_of) WHERE warranty_of IS NOT NULL")
    op.execute("CREATE INDEX orders_eldest_idx ON orders (eldest_id) WHERE eldest_id IS NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP COLUMN warranty_of, DROP COLUMN eldest_id")
