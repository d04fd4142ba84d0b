"""Reopening: what the end of an order had posted is reversed, so these kinds of postings may be negative too.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = "'agreed', 'penalty'"
REVERSIBLE = f"{BEFORE}, 'commission', 'advance', 'refusal_fee', 'write_off'"


def upgrade() -> None:
    _may_be_negative(REVERSIBLE)


def downgrade() -> None:
    # The ledger is only appended to: reversals that stand in it stay, and only new ones are refused.
    _may_be_negative(BEFORE, "NOT VALID")


def _may_be_negative(kinds: str, validity: str = "") -> None:
    op.execute("ALTER TABLE postings DROP CONSTRAINT postings_amount_check")
    op.execute(
        "ALTER TABLE postings ADD CONSTRAINT postings_amount_check"
        f" CHECK (amount >= 0 OR kind IN ({kinds})) {validity}"
    )
