"""Papers of orders: called for by a recording, made later.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
CREATE TABLE papers (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  order_id UUID NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  part TEXT NOT NULL,
  wanted_at TIMESTAMP WITH TIME ZONE NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE,
  sha256 TEXT,
  size BIGINT,
  attempts INTEGER DEFAULT 0 NOT NULL,
  retry_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT papers_pkey PRIMARY KEY (id),
  CONSTRAINT papers_order_id_seq_kind_key UNIQUE (order_id, seq, kind),
  CONSTRAINT papers_kind_check CHECK (kind IN ('handover', 'return', 'summary', 'expenses')),
  CONSTRAINT papers_seq_check CHECK (seq > 0),
  CONSTRAINT papers_size_check CHECK (size > 0),
  CONSTRAINT papers_attempts_check CHECK (attempts >= 0),
  CONSTRAINT papers_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT papers_made_check CHECK (num_nonnulls(made_at, sha256, size) IN (0, 3)),
  CONSTRAINT papers_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""")
    op.execute("CREATE INDEX papers_due_idx ON papers (retry_at) WHERE made_at IS NULL")


def downgrade() -> None:
    op.execute("DROP TABLE papers")
