"""What is written down about people, versions of people and organizations, and who changed them.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PEOPLE = (
    "extra_permissions TEXT[] DEFAULT '{}' NOT NULL",
    "phone TEXT",
    "employee_number TEXT",
    "version INTEGER DEFAULT 1 NOT NULL",
    "created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL",
    # By its own collation, so that Cyrillic capitals fold alike on every server.
    """found_by TEXT GENERATED ALWAYS AS (translate(lower((name
  || coalesce(E'\\n' || phone, '') || coalesce(E'\\n8' || substr(phone, 3), '')
  || coalesce(E'\\n' || employee_number, '') || coalesce(E'\\n' || login, '')) COLLATE "pg_c_utf8"),
  'ё', 'е')) STORED""",
)
CHECKS = {
    "people_version_check": "version > 0",
    "people_phone_check": r"phone ~ '^\+[1-9][0-9]{6,14}$'",
    "people_platform_role_check": "NOT 'superuser' = ANY (roles) OR cardinality(roles) = 1",
}
AUDIT = """
CREATE TABLE audit (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  organization_id UUID,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  by_person UUID,
  action TEXT NOT NULL,
  entity_id UUID NOT NULL,
  before JSONB NOT NULL,
  after JSONB NOT NULL,
  network TEXT,
  agent TEXT,
  request_id TEXT,
  CONSTRAINT audit_pkey PRIMARY KEY (id),
  CONSTRAINT audit_action_check CHECK (action ~ '^[a-z_]+[.][a-z_]+$'),
  CONSTRAINT audit_before_check CHECK (jsonb_typeof(before) = 'object'),
  CONSTRAINT audit_after_check CHECK (jsonb_typeof(after) = 'object')
)
"""


def upgrade() -> None:
    for column in PEOPLE:
        op.execute(f"ALTER TABLE people ADD COLUMN {column}")
    for name, check in CHECKS.items():
        op.execute(f"ALTER TABLE people ADD CONSTRAINT {name} CHECK ({check})")
    op.execute(
        "CREATE UNIQUE INDEX people_employee_number_idx ON people (organization_id, employee_number)"
        " WHERE employee_number IS NOT NULL"
    )
    op.execute("ALTER TABLE organizations ADD COLUMN version INTEGER DEFAULT 1 NOT NULL")
    op.execute("ALTER TABLE organizations ADD CONSTRAINT organizations_version_check CHECK (version > 0)")
    op.execute(AUDIT)
    op.execute("CREATE INDEX audit_organization_idx ON audit (organization_id, id)")
    op.execute("CREATE INDEX audit_entity_idx ON audit (entity_id, id)")
    op.execute(
        "CREATE TRIGGER audit_unchangeable BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TABLE audit")
    op.execute("ALTER TABLE organizations DROP COLUMN version")
    op.execute("DROP INDEX people_employee_number_idx")
    op.execute("ALTER TABLE people DROP CONSTRAINT people_platform_role_check")
    for column in ("found_by", *(column.split()[0] for column in PEOPLE[:-1])):
        op.execute(f"ALTER TABLE people DROP COLUMN {column}")
