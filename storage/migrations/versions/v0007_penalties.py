"""Penalties: their postings, reversals among them, and the table they are listed from.

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = (
    "'agreed', 'payment', 'refund', 'expense', 'stationary_work', 'refusal_fee', 'commission', 'advance',"
    " 'payout', 'write_off'"
)

TABLE = """
CREATE TABLE penalties (
  order_id UUID NOT NULL,
  number INTEGER NOT NULL,
  organization_id UUID NOT NULL,
  person_id UUID NOT NULL,
  author_id UUID,
  amount BIGINT NOT NULL,
  state TEXT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  entries INTEGER[] NOT NULL,
  CONSTRAINT penalties_pkey PRIMARY KEY (order_id, number),
  CONSTRAINT penalties_number_check CHECK (number > 0),
  CONSTRAINT penalties_amount_check CHECK (amount > 0),
  CONSTRAINT penalties_entries_check CHECK (cardinality(entries) > 0),
  CONSTRAINT penalties_state_check CHECK (state IN ('charged', 'appealed', 'upheld', 'reversed')),
  CONSTRAINT penalties_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id),
  CONSTRAINT penalties_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT penalties_author_id_fkey FOREIGN KEY(author_id) REFERENCES people (id)
)
"""
NEWEST = "at DESC, order_id DESC, number DESC"


def upgrade() -> None:
    _check_postings(f"{KINDS}, 'penalty'", "'agreed', 'penalty'")
    op.execute(TABLE)
    op.execute(f"CREATE INDEX penalties_newest_idx ON penalties (organization_id, {NEWEST})")
    op.execute(f"CREATE INDEX penalties_person_idx ON penalties (organization_id, person_id, {NEWEST})")
    op.execute(
        f"CREATE INDEX penalties_appealed_idx ON penalties (organization_id, {NEWEST})"
        " WHERE state = 'appealed'"
    )


def downgrade() -> None:
    op.execute("DROP TABLE penalties")
    _check_postings(KINDS, "'agreed'")


def _check_postings(kinds: str, reversible: str) -> None:
    op.execute(
        "ALTER TABLE postings DROP CONSTRAINT postings_kind_check, DROP CONSTRAINT postings_amount_check"
    )
    op.execute(
        f"ALTER TABLE postings ADD CONSTRAINT postings_kind_check CHECK (kind IN ({kinds})),"
        f" ADD CONSTRAINT postings_amount_check CHECK (amount >= 0 OR kind IN ({reversible}))"
    )
