"""Two kinds of postings: what people are paid, and what is written off.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BEFORE = ("agreed", "payment", "refund", "expense", "stationary_work", "refusal_fee", "commission", "advance")


def upgrade() -> None:
    _allow((*BEFORE, "payout", "write_off"))


def downgrade() -> None:
    _allow(BEFORE)


def _allow(kinds: tuple[str, ...]) -> None:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE postings DROP CONSTRAINT postings_kind_check")
    op.execute(f"ALTER TABLE postings ADD CONSTRAINT postings_kind_check CHECK (kind IN ({named}))")
