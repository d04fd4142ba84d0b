"""Second factors of log-ins, and their recovery codes.

Revision ID: 0013
Revises: 0012
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SECOND_FACTORS = """
CREATE TABLE second_factors (
  person_id UUID NOT NULL,
  sealed BYTEA NOT NULL,
  confirmed_at TIMESTAMP WITH TIME ZONE,
  last_step BIGINT NOT NULL,
  CONSTRAINT second_factors_pkey PRIMARY KEY (person_id),
  CONSTRAINT second_factors_last_step_check CHECK (last_step >= 0),
  CONSTRAINT second_factors_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id)
)
"""
RECOVERY_CODES = """
CREATE TABLE recovery_codes (
  person_id UUID NOT NULL,
  sha256 TEXT NOT NULL,
  CONSTRAINT recovery_codes_pkey PRIMARY KEY (person_id, sha256),
  CONSTRAINT recovery_codes_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT recovery_codes_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id)
)
"""


def upgrade() -> None:
    op.execute(SECOND_FACTORS)
    op.execute(RECOVERY_CODES)


def downgrade() -> None:
    op.execute("DROP TABLE recovery_codes")
    op.execute("DROP TABLE second_factors")
