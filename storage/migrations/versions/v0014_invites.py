"""Invites.

Revision ID: 0014
Revises: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INVITES = """
CREATE TABLE invites (
  id UUID NOT NULL,
  organization_id UUID,
  person_id UUID NOT NULL,
  sha256 TEXT NOT NULL,
  by UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  revoked_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT invites_pkey PRIMARY KEY (id),
  CONSTRAINT invites_sha256_key UNIQUE (sha256),
  CONSTRAINT invites_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT invites_expires_at_check CHECK (expires_at > created_at),
  CONSTRAINT invites_ended_check CHECK (used_at IS NULL OR revoked_at IS NULL),
  CONSTRAINT invites_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id),
  CONSTRAINT invites_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT invites_by_fkey FOREIGN KEY(by) REFERENCES people (id)
)
"""


def upgrade() -> None:
    op.execute(INVITES)
    op.execute(
        "CREATE UNIQUE INDEX invites_open_idx ON invites (person_id)"
        " WHERE used_at IS NULL AND revoked_at IS NULL"
    )
    op.execute("CREATE INDEX invites_latest_idx ON invites (organization_id, created_at, id)")


def downgrade() -> None:
    op.execute("DROP TABLE invites")
