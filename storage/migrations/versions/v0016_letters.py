"""Messages of no recording: about somebody's cash in hand, or of an order later on.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
ALTER TABLE outbox
  ALTER order_id DROP NOT NULL, ALTER seq DROP NOT NULL, ALTER n DROP NOT NULL,
  ADD cash_of UUID, ADD once TEXT,
  ADD CONSTRAINT outbox_cash_of_fkey FOREIGN KEY(cash_of) REFERENCES people (id),
  ADD CONSTRAINT outbox_once_key UNIQUE (once),
  ADD CONSTRAINT outbox_about_check CHECK (num_nonnulls(order_id, cash_of) = 1),
  ADD CONSTRAINT outbox_once_check CHECK (num_nonnulls(order_id, seq, n) = 3 AND once IS NULL
    OR num_nonnulls(seq, n) = 0 AND once IS NOT NULL)
""")
    op.execute("""
CREATE INDEX outbox_unsent_cash_idx ON outbox (cash_of, id)
  WHERE cash_of IS NOT NULL AND sent_at IS NULL AND dropped_at IS NULL
""")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE once IS NOT NULL")
    op.execute("DROP INDEX outbox_unsent_cash_idx")
    op.execute("""
ALTER TABLE outbox
  DROP CONSTRAINT outbox_about_check, DROP CONSTRAINT outbox_once_check,
  DROP once, DROP cash_of,
  ALTER order_id SET NOT NULL, ALTER seq SET NOT NULL, ALTER n SET NOT NULL
""")
