"""Count the changes of each organization's lists, by which cached answers are known to be good.

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHANGES = """
CREATE TABLE organization_changes (
  organization_id UUID NOT NULL,
  shard SMALLINT NOT NULL,
  changes BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT organization_changes_pkey PRIMARY KEY (organization_id, shard),
  CONSTRAINT organization_changes_shard_check CHECK (shard BETWEEN 0 AND 15),
  CONSTRAINT organization_changes_changes_check CHECK (changes > 0),
  CONSTRAINT organization_changes_organization_id_fkey
    FOREIGN KEY(organization_id) REFERENCES organizations (id)
)
"""

# Once per transaction and organization: a transaction that changes many orders is one change.
NOTE_CHANGE = """
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid;
BEGIN
  IF TG_TABLE_NAME = 'organizations' THEN changed := NEW.id; ELSE changed := NEW.organization_id; END IF;
  IF changed IS NOT NULL THEN
    INSERT INTO organization_changes AS known (organization_id, shard)
    VALUES (changed, pg_backend_pid() % 16)
    ON CONFLICT (organization_id, shard) DO UPDATE SET changes = known.changes + 1
    WHERE known.xmin <> pg_current_xact_id()::xid;
  END IF;
  RETURN NULL;
END
$$
"""

WHEN_CHANGED = {
    "orders": "INSERT OR UPDATE",
    "order_contacts": "UPDATE",
    "people": "UPDATE",
    "organizations": "UPDATE OF name, prefix, settings",
}
"""Not the drawing of a number: the order that gets it is a change itself."""

# Deferred to the commit: the count is held no longer than the commit takes.
TRIGGER = """
CREATE CONSTRAINT TRIGGER {table}_changed AFTER {when} ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_change()
"""


def upgrade() -> None:
    op.execute(CHANGES)
    op.execute(NOTE_CHANGE)
    for table, when in WHEN_CHANGED.items():
        op.execute(TRIGGER.format(table=table, when=when))


def downgrade() -> None:
    for table in WHEN_CHANGED:
        op.execute(f"DROP TRIGGER {table}_changed ON {table}")
    op.execute("DROP FUNCTION note_change()")
    op.execute("DROP TABLE organization_changes")
