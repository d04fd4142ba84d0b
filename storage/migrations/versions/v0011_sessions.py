"""Log-ins with their refresh tokens; who is who in Telegram.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SESSIONS = """
CREATE TABLE sessions (
  id UUID NOT NULL,
  organization_id UUID,
  person_id UUID NOT NULL,
  kind TEXT NOT NULL,
  restricted BOOLEAN NOT NULL,
  agent TEXT,
  network TEXT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_used_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  end_reason TEXT,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT sessions_kind_check CHECK (kind IN ('password', 'telegram')),
  CONSTRAINT sessions_end_reason_check
    CHECK (end_reason IN ('logged_out', 'reused', 'password_changed', 'blocked', 'relinked')),
  CONSTRAINT sessions_ended_check CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CONSTRAINT sessions_expires_at_check CHECK (expires_at > created_at),
  CONSTRAINT sessions_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id),
  CONSTRAINT sessions_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id)
)
"""
REFRESH_TOKENS = """
CREATE TABLE refresh_tokens (
  sha256 TEXT NOT NULL,
  session_id UUID NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  salt BYTEA,
  CONSTRAINT refresh_tokens_pkey PRIMARY KEY (sha256),
  CONSTRAINT refresh_tokens_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT refresh_tokens_salt_check CHECK (salt IS NULL OR used_at IS NOT NULL),
  CONSTRAINT refresh_tokens_session_id_fkey
    FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
)
"""


def upgrade() -> None:
    op.execute("ALTER TABLE people ADD COLUMN telegram_id BIGINT")
    op.execute("ALTER TABLE people ADD CONSTRAINT people_telegram_id_key UNIQUE (telegram_id)")
    op.execute("ALTER TABLE people ADD CONSTRAINT people_telegram_id_check CHECK (telegram_id > 0)")
    op.execute(SESSIONS)
    op.execute("CREATE INDEX sessions_person_idx ON sessions (person_id, created_at)")
    op.execute(
        "CREATE UNIQUE INDEX sessions_telegram_idx ON sessions (person_id)"
        " WHERE kind = 'telegram' AND ended_at IS NULL"
    )
    op.execute(REFRESH_TOKENS)
    op.execute("CREATE INDEX refresh_tokens_session_idx ON refresh_tokens (session_id)")


def downgrade() -> None:
    op.execute("DROP TABLE refresh_tokens")
    op.execute("DROP TABLE sessions")
    op.execute("ALTER TABLE people DROP COLUMN telegram_id")
