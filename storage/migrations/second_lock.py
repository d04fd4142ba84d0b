"""What puts a table behind the second lock (ADR 20). The API may do nothing with one that is not there."""

from alembic import op

ROLE = "naryad_api"
"""The API's. deploy/postgres/api_role.sh makes it where the migrations may not."""
WITHIN = (
    "{organization} ="
    " (SELECT nullif(nullif(current_setting('naryad.organization', true), ''), 'platform')::uuid)"
    " OR (SELECT current_setting('naryad.organization', true) = 'platform')"
)
"""The subqueries let the setting be read once per statement."""


def lock(table: str, may: str, shown: str = "") -> None:
    """Show the API rows of the organization it asks for, and let it do what is in `may` (`SELECT, INSERT`).

    `shown`: the condition for a table that has no `organization_id`.
    """
    condition = shown or WITHIN.format(organization="organization_id")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_shown ON {table} TO {ROLE} USING ({condition})")
    if may:
        op.execute(f"GRANT {may} ON {table} TO {ROLE}")


def unlock(table: str) -> None:
    op.execute(f"REVOKE ALL ON {table} FROM {ROLE}")
    op.execute(f"DROP POLICY {table}_shown ON {table}")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
