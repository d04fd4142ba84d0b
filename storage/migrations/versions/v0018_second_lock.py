"""Row-level security for the role that the API logs in as.

Revision ID: 0018
Revises: 0017
"""

from alembic import op

from storage.migrations.second_lock import ROLE, WITHIN, lock, unlock

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Where the owner is no superuser, somebody else has made it before.
MAKE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    CREATE ROLE {ROLE} LOGIN;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the role {ROLE} is missing: run deploy/postgres/api_role.sh (docs/deploy.md)';
END $$
"""
# They tell nothing of rows that are not shown: so an index may find by them before the policy is asked.
LEAKPROOF = """
DO $$ BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    ALTER FUNCTION pg_catalog.arrayoverlap(anyarray, anyarray) LEAKPROOF;
    ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
  END IF;
END $$
"""
CONNECT = f"""
DO $$ BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO {ROLE}', current_database());
END $$
"""

READ, ADD, EDIT = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE"
EVERYTHING = "SELECT, INSERT, UPDATE, DELETE"
TABLES = {
    "audit": ADD,
    "claims": "",
    "commands": READ,
    "events": READ,
    "hand_in_events": ADD,
    "hand_ins": EDIT,
    "invites": EDIT,
    "media": ADD,
    "order_contacts": ADD,
    "order_texts": READ,
    "orders": READ,
    "organization_changes": EDIT,
    "outbox": ADD,
    "papers": READ,
    "penalties": READ,
    "people": EDIT,
    "postings": READ,
    "receipts": "",
    "sessions": EVERYTHING,
}
"""What the API does with the tables that have an organization."""
OF_PERSON = "EXISTS (SELECT FROM people WHERE people.id = person_id)"
BEHIND = {
    "organizations": (EDIT, WITHIN.format(organization="id")),
    # The rows of the other table are chosen by its own policy.
    "refresh_tokens": (EVERYTHING, "EXISTS (SELECT FROM sessions WHERE sessions.id = session_id)"),
    "second_factors": (EVERYTHING, OF_PERSON),
    "recovery_codes": (EVERYTHING, OF_PERSON),
    "chats": (EDIT, OF_PERSON),
}

# What is told of a superuser who acts in an organization, and of nobody else from outside.
NAMES = f"""
CREATE VIEW person_names WITH (security_barrier) AS SELECT id, name FROM people
WHERE organization_id IS NULL OR current_user <> '{ROLE}' OR {WITHIN.format(organization="organization_id")}
"""  # noqa: S608 - all of it stands here

# Before anybody is known: whose a credential is, and nothing else.
WHOSE = "SELECT coalesce({table}.organization_id::text, 'platform') FROM {source} WHERE {credential} = $1"
DOORS = {
    "rows_of_login": ("text", "people", "people", "login"),
    "rows_of_telegram": ("bigint", "people", "people", "telegram_id"),
    "rows_of_invite": ("text", "invites", "invites", "sha256"),
    "rows_of_refresh_token": (
        "text",
        "sessions",
        "refresh_tokens JOIN sessions ON sessions.id = session_id",
        "sha256",
    ),
}


def upgrade() -> None:
    for statement in (MAKE_ROLE, LEAKPROOF, CONNECT, f"GRANT USAGE ON SCHEMA public TO {ROLE}"):
        op.execute(statement)
    for table, may in TABLES.items():
        lock(table, may)
    for table, (may, shown) in BEHIND.items():
        lock(table, may, shown)
    op.execute(NAMES)
    op.execute(f"GRANT SELECT ON person_names TO {ROLE}")
    for name, (kind, table, source, credential) in DOORS.items():
        body = WHOSE.format(table=table, source=source, credential=credential)
        op.execute(
            f"CREATE FUNCTION {name}({kind}) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER"
            f" SET search_path = public, pg_temp AS $$ {body} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION {name}({kind}) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name}({kind}) TO {ROLE}")


def downgrade() -> None:
    """The role stays, with nothing: it belongs to all databases of the server."""
    for name, (kind, *_) in DOORS.items():
        op.execute(f"DROP FUNCTION {name}({kind})")
    op.execute("DROP VIEW person_names")
    for table in (*BEHIND, *TABLES):
        unlock(table)
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {ROLE}")
    op.execute(CONNECT.replace("GRANT", "REVOKE").replace(" TO ", " FROM "))
