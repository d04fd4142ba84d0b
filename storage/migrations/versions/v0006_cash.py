"""Hand-ins of cash, and the index that every person's money is summed up on.

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCHEMA = (
    """
CREATE TABLE hand_ins (
  id UUID NOT NULL,
  organization_id UUID NOT NULL,
  person_id UUID NOT NULL,
  receiver_id UUID NOT NULL,
  amount BIGINT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  decided_at TIMESTAMP WITH TIME ZONE,
  version INTEGER NOT NULL,
  CONSTRAINT hand_ins_pkey PRIMARY KEY (id),
  CONSTRAINT hand_ins_state_check CHECK (state IN ('pending', 'confirmed', 'disputed', 'withdrawn')),
  CONSTRAINT hand_ins_amount_check CHECK (amount > 0),
  CONSTRAINT hand_ins_receiver_id_check CHECK (person_id <> receiver_id),
  CONSTRAINT hand_ins_decided_at_check CHECK ((state = 'pending') = (decided_at IS NULL)),
  CONSTRAINT hand_ins_reason_check CHECK ((state = 'disputed') = (reason IS NOT NULL)),
  CONSTRAINT hand_ins_version_check CHECK (version = CASE state WHEN 'pending' THEN 1 ELSE 2 END),
  CONSTRAINT hand_ins_organization_id_fkey FOREIGN KEY(organization_id) REFERENCES organizations (id),
  CONSTRAINT hand_ins_person_id_fkey FOREIGN KEY(person_id) REFERENCES people (id),
  CONSTRAINT hand_ins_receiver_id_fkey FOREIGN KEY(receiver_id) REFERENCES people (id)
)
""",
    "CREATE INDEX hand_ins_latest_idx ON hand_ins (organization_id, at DESC, id DESC)",
    "CREATE INDEX hand_ins_person_idx ON hand_ins (organization_id, person_id, at DESC, id DESC)",
    "CREATE INDEX hand_ins_receiver_idx ON hand_ins (organization_id, receiver_id, at DESC, id DESC)",
    """
CREATE TABLE hand_in_events (
  command_id UUID NOT NULL,
  hand_in_id UUID NOT NULL,
  version INTEGER NOT NULL,
  organization_id UUID NOT NULL,
  state TEXT NOT NULL,
  by_person UUID NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  fingerprint TEXT NOT NULL,
  answer JSON NOT NULL,
  CONSTRAINT hand_in_events_pkey PRIMARY KEY (command_id),
  CONSTRAINT hand_in_events_hand_in_id_version_key UNIQUE (hand_in_id, version),
  CONSTRAINT hand_in_events_fingerprint_check CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
  CONSTRAINT hand_in_events_state_check CHECK (
    state IN ('pending', 'confirmed', 'disputed', 'withdrawn')),
  CONSTRAINT hand_in_events_hand_in_id_fkey FOREIGN KEY(hand_in_id) REFERENCES hand_ins (id)
)
""",
    """
CREATE TRIGGER hand_in_events_unchangeable BEFORE UPDATE OR DELETE OR TRUNCATE ON hand_in_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
""",
    """
CREATE INDEX postings_person_idx ON postings (organization_id, person_id, at)
  WHERE person_id IS NOT NULL
""",
)


def upgrade() -> None:
    for statement in SCHEMA:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX postings_person_idx")
    op.execute("DROP TABLE hand_in_events")
    op.execute("DROP TABLE hand_ins")
