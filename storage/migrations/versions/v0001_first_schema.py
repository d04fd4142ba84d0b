"""The first schema: people and their organizations, orders, the record, the outbox.

Revision ID: 0001
Revises:
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = (
    """
CREATE TABLE organizations (
  id UUID NOT NULL,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  settings JSONB NOT NULL,
  last_number BIGINT DEFAULT 0 NOT NULL,
  CONSTRAINT organizations_pkey PRIMARY KEY (id),
  CONSTRAINT organizations_prefix_check CHECK (length(prefix) BETWEEN 1 AND 8),
  CONSTRAINT organizations_last_number_check CHECK (last_number >= 0),
  CONSTRAINT organizations_settings_check CHECK (jsonb_typeof(settings) = 'object')
)
""",
    """
CREATE TABLE people (
  id UUID NOT NULL,
  organization_id UUID,
  name TEXT NOT NULL,
  login TEXT,
  password_hash TEXT,
  roles TEXT[] NOT NULL,
  active BOOLEAN DEFAULT true NOT NULL,
  commission_bp INTEGER,
  CONSTRAINT people_pkey PRIMARY KEY (id),
  CONSTRAINT people_roles_check CHECK (cardinality(roles) > 0
    AND roles <@ ARRAY['superuser', 'owner', 'curator', 'engineer', 'stationary_engineer', 'buyer']),
  CONSTRAINT people_platform_check CHECK ((organization_id IS NULL) = ('superuser' = ANY (roles))),
  CONSTRAINT people_commission_bp_check CHECK (commission_bp BETWEEN 0 AND 10000),
  CONSTRAINT people_password_hash_check CHECK (password_hash IS NULL OR login IS NOT NULL),
  CONSTRAINT people_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id),
  CONSTRAINT people_login_key UNIQUE (login)
)
""",
    "CREATE INDEX people_organization_idx ON people (organization_id)",
    """
CREATE TABLE media (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  sha256 TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  object_key TEXT NOT NULL,
  uploaded_by UUID NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT media_pkey PRIMARY KEY (id),
  CONSTRAINT media_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT media_size_check CHECK (size BETWEEN 1 AND 20971520),
  CONSTRAINT media_content_type_check CHECK (content_type ~ '^(image/[a-z]+|application/pdf)$'),
  CONSTRAINT media_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id),
  CONSTRAINT media_object_key_key UNIQUE (object_key),
  CONSTRAINT media_uploaded_by_fkey FOREIGN KEY(uploaded_by) REFERENCES people (id)
)
""",
    "CREATE INDEX media_content_idx ON media (organization_id, sha256)",
    """
CREATE TABLE orders (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  number TEXT NOT NULL,
  version INTEGER NOT NULL,
  stage TEXT NOT NULL,
  curator_id UUID NOT NULL,
  engineer_id UUID,
  waiting_people UUID[] NOT NULL,
  waiting_roles TEXT[] NOT NULL,
  waiting_kinds TEXT[] NOT NULL,
  audience TEXT[] NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE,
  opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
  closed_at TIMESTAMP WITH TIME ZONE,
  state JSONB NOT NULL,
  CONSTRAINT orders_pkey PRIMARY KEY (id),
  CONSTRAINT orders_organization_id_number_key UNIQUE (organization_id, number),
  CONSTRAINT orders_version_check CHECK (version > 0),
  CONSTRAINT orders_stage_check CHECK (
    stage IN ('assignment', 'agreement', 'prepayment', 'work', 'report',
      'refusing', 'cancelling', 'completed', 'refused', 'cancelled')),
  CONSTRAINT orders_closed_at_check CHECK (
    (closed_at IS NOT NULL) = (stage IN ('completed', 'refused', 'cancelled'))
  ),
  CONSTRAINT orders_waiting_check CHECK (closed_at IS NOT NULL OR cardinality(waiting_kinds) > 0),
  CONSTRAINT orders_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id),
  CONSTRAINT orders_curator_id_fkey FOREIGN KEY(curator_id) REFERENCES people (id),
  CONSTRAINT orders_engineer_id_fkey FOREIGN KEY(engineer_id) REFERENCES people (id)
)
""",
    "CREATE INDEX orders_due_idx ON orders (organization_id, due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX orders_engineer_idx ON orders (organization_id, engineer_id, opened_at DESC, id DESC)",
    "CREATE INDEX orders_newest_idx ON orders (organization_id, opened_at DESC, id DESC)",
    """
CREATE INDEX orders_open_idx ON orders (organization_id, opened_at DESC, id DESC)
  WHERE closed_at IS NULL
""",
    "CREATE INDEX orders_stage_idx ON orders (organization_id, stage, opened_at DESC, id DESC)",
    """
CREATE INDEX orders_waiting_idx ON orders
  USING gin (waiting_people, waiting_roles, audience) WITH (fastupdate = off)
""",
    """
CREATE TABLE order_contacts (
  order_id UUID NOT NULL,
  organization_id UUID NOT NULL,
  contact JSONB,
  salt BYTEA,
  sha256 TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  erased_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT order_contacts_pkey PRIMARY KEY (order_id),
  CONSTRAINT order_contacts_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT order_contacts_erased_check CHECK (
    (erased_at IS NULL AND contact IS NOT NULL AND octet_length(salt) >= 16)
      OR (erased_at IS NOT NULL AND contact IS NULL AND salt IS NULL)),
  CONSTRAINT order_contacts_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id)
)
""",
    """
CREATE TABLE order_texts (
  order_id UUID NOT NULL,
  organization_id UUID NOT NULL,
  text TEXT NOT NULL,
  grams TEXT[] NOT NULL,
  CONSTRAINT order_texts_pkey PRIMARY KEY (order_id),
  CONSTRAINT order_texts_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    "CREATE INDEX order_texts_grams_idx ON order_texts USING gin (grams) WITH (fastupdate = off)",
    """
CREATE TABLE commands (
  order_id UUID NOT NULL,
  command_id TEXT NOT NULL,
  organization_id UUID NOT NULL,
  fingerprint TEXT NOT NULL,
  outcome TEXT NOT NULL,
  answer JSON,
  refusal JSON,
  first_seq INTEGER,
  last_seq INTEGER,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT commands_pkey PRIMARY KEY (order_id, command_id),
  CONSTRAINT commands_fingerprint_check CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  CONSTRAINT commands_answered_check CHECK (
    (outcome = 'accepted' AND answer IS NOT NULL AND refusal IS NULL
      AND first_seq IS NOT NULL AND last_seq IS NOT NULL)
      OR (outcome = 'refused' AND answer IS NULL
      AND refusal IS NOT NULL AND first_seq IS NULL AND last_seq IS NULL)),
  CONSTRAINT commands_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id)
)
""",
    """
CREATE TABLE events (
  order_id UUID NOT NULL,
  seq INTEGER NOT NULL,
  organization_id UUID NOT NULL,
  command_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  part TEXT NOT NULL,
  by_person UUID,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  body BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (order_id, seq),
  CONSTRAINT events_seq_check CHECK (seq > 0),
  CONSTRAINT events_hash_check CHECK (octet_length(hash) = 32),
  CONSTRAINT events_body_check CHECK (octet_length(body) > 0),
  CONSTRAINT events_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    """
CREATE TABLE postings (
  order_id UUID NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  organization_id UUID NOT NULL,
  kind TEXT NOT NULL,
  amount BIGINT NOT NULL,
  person_id UUID,
  method TEXT,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT postings_pkey PRIMARY KEY (order_id, seq, n),
  CONSTRAINT postings_kind_check CHECK (
    kind IN ('agreed', 'payment', 'refund', 'expense', 'stationary_work', 'refusal_fee',
      'commission', 'advance')),
  CONSTRAINT postings_method_check CHECK (method IN ('cash', 'card', 'sbp', 'invoice')),
  CONSTRAINT postings_n_check CHECK (n >= 0),
  CONSTRAINT postings_amount_check CHECK (amount >= 0 OR kind = 'agreed'),
  CONSTRAINT postings_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    """
CREATE TABLE outbox (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  organization_id UUID NOT NULL,
  order_id UUID NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  notice JSONB NOT NULL,
  priority INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  sent_at TIMESTAMP WITH TIME ZONE,
  dropped_at TIMESTAMP WITH TIME ZONE,
  drop_reason TEXT,
  attempts INTEGER DEFAULT 0 NOT NULL,
  CONSTRAINT outbox_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_order_id_seq_n_key UNIQUE (order_id, seq, n),
  CONSTRAINT outbox_priority_check CHECK (priority BETWEEN 1 AND 3),
  CONSTRAINT outbox_attempts_check CHECK (attempts >= 0),
  CONSTRAINT outbox_outcome_check CHECK (sent_at IS NULL OR dropped_at IS NULL),
  CONSTRAINT outbox_drop_reason_check CHECK ((dropped_at IS NULL) = (drop_reason IS NULL)),
  CONSTRAINT outbox_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    "CREATE INDEX outbox_overdue_idx ON outbox (created_at) WHERE sent_at IS NULL AND dropped_at IS NULL",
    "CREATE INDEX outbox_unsent_idx ON outbox (order_id, id) WHERE sent_at IS NULL AND dropped_at IS NULL",
    """
CREATE TABLE claims (
  organization_id UUID NOT NULL,
  sha256 TEXT NOT NULL,
  order_id UUID NOT NULL,
  part TEXT NOT NULL,
  CONSTRAINT claims_pkey PRIMARY KEY (organization_id, sha256),
  CONSTRAINT claims_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT claims_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    "CREATE INDEX claims_order_idx ON claims (order_id)",
    """
CREATE TABLE receipts (
  order_id UUID NOT NULL,
  part TEXT NOT NULL,
  organization_id UUID NOT NULL,
  document_date DATE NOT NULL,
  total BIGINT NOT NULL,
  CONSTRAINT receipts_pkey PRIMARY KEY (order_id, part),
  CONSTRAINT receipts_total_check CHECK (total >= 0),
  CONSTRAINT receipts_order_id_fkey FOREIGN KEY(order_id) REFERENCES orders (id)
)
""",
    "CREATE INDEX receipts_similar_idx ON receipts (organization_id, document_date, total)",
)

UNCHANGEABLE = ("events", "postings")

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: what happened is corrected by a new entry', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END
$$
"""

TABLES = (
    "receipts",
    "claims",
    "outbox",
    "postings",
    "events",
    "commands",
    "order_texts",
    "order_contacts",
    "orders",
    "media",
    "people",
    "organizations",
)


def upgrade() -> None:
    for statement in SCHEMA:
        op.execute(statement)
    op.execute(REFUSE_CHANGE)
    for table in UNCHANGEABLE:
        op.execute(
            f"CREATE TRIGGER {table}_unchangeable BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION refuse_change()")
