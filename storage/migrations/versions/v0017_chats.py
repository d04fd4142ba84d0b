"""People's languages, and their chats with our bots.

Revision ID: 0017
Revises: 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
ALTER TABLE people ADD language TEXT,
  ADD CONSTRAINT people_language_check CHECK (language IN ('ru', 'en'))
""")
    op.execute("""
CREATE TABLE chats (
  person_id UUID NOT NULL,
  bot_id BIGINT NOT NULL,
  chat_id BIGINT NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE,
  unreachable_since TIMESTAMP WITH TIME ZONE,
  why TEXT,
  CONSTRAINT chats_pkey PRIMARY KEY (person_id, bot_id),
  CONSTRAINT chats_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT chats_bot_id_check CHECK (bot_id > 0),
  CONSTRAINT chats_chat_id_check CHECK (chat_id > 0),
  CONSTRAINT chats_why_check CHECK (why IN ('blocked', 'deactivated', 'never_started')),
  CONSTRAINT chats_unreachable_check CHECK ((unreachable_since IS NULL) = (why IS NULL)),
  CONSTRAINT chats_known_check CHECK (num_nonnulls(started_at, unreachable_since) > 0)
)
""")
    op.execute("ALTER TABLE outbox RENAME cash_of TO about_person")
    op.execute("ALTER TABLE outbox RENAME CONSTRAINT outbox_cash_of_fkey TO outbox_about_person_fkey")
    op.execute("ALTER INDEX outbox_unsent_cash_idx RENAME TO outbox_unsent_person_idx")


def downgrade() -> None:
    op.execute("ALTER INDEX outbox_unsent_person_idx RENAME TO outbox_unsent_cash_idx")
    op.execute("ALTER TABLE outbox RENAME CONSTRAINT outbox_about_person_fkey TO outbox_cash_of_fkey")
    op.execute("ALTER TABLE outbox RENAME about_person TO cash_of")
    op.execute("DROP TABLE chats")
    op.execute("ALTER TABLE people DROP language")
