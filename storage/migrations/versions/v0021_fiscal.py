"""What the fiscal QR code of a photo says.

Revision ID: 0021
Revises: 0020
"""

from alembic import op

from storage.migrations.second_lock import ROLE

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE media ADD COLUMN fiscal_read BOOLEAN DEFAULT false NOT NULL,"
        " ADD COLUMN fiscal TEXT, ADD COLUMN fiscal_claim TEXT,"
        " ADD CONSTRAINT media_fiscal_claim_check CHECK (fiscal_claim ~ '^[0-9a-f]{64}$'),"
        " ADD CONSTRAINT media_fiscal_check"
        " CHECK (num_nonnulls(fiscal, fiscal_claim) IN (0, 2) AND (fiscal IS NULL OR fiscal_read))"
    )
    op.execute(f"GRANT UPDATE (fiscal_read, fiscal, fiscal_claim) ON media TO {ROLE}")


def downgrade() -> None:
    op.execute("ALTER TABLE media DROP COLUMN fiscal_read, DROP COLUMN fiscal, DROP COLUMN fiscal_claim")
