"""Who holds which device: columns of the orders, filled from their states.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FROM_STATES = """
UPDATE orders SET
  holder_id = (state #>> '{custody,holder}')::uuid,
  held_since = (state #>> '{custody,since}')::timestamptz,
  receiver_id = (state #>> '{custody,offered_to}')::uuid
WHERE state #>> '{custody,holder}' IS NOT NULL
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE orders ADD COLUMN holder_id UUID, ADD COLUMN held_since TIMESTAMP WITH TIME ZONE,"
        " ADD COLUMN receiver_id UUID"
    )
    op.execute(FROM_STATES)
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while triggers of its rows are put off
    op.execute(
        "ALTER TABLE orders ADD CONSTRAINT orders_custody_check"
        " CHECK ((holder_id IS NULL) = (held_since IS NULL))"
    )
    held = "WHERE holder_id IS NOT NULL"
    op.execute(f"CREATE INDEX orders_custody_idx ON orders (organization_id, held_since, id) {held}")
    op.execute(f"CREATE INDEX orders_holder_idx ON orders (organization_id, holder_id) {held}")
    op.execute(
        "CREATE INDEX orders_receiver_idx ON orders (organization_id, receiver_id)"
        " WHERE receiver_id IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP COLUMN holder_id, DROP COLUMN held_since, DROP COLUMN receiver_id")
