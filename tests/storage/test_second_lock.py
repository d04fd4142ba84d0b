"""What PostgreSQL itself refuses the API's role, whatever our statements say (ADR 20)."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from settings import API_ROLE, DatabaseSettings
from storage.database import Database
from storage.second_lock import NOTHING, PLATFORM, Rows, rows_of, show, showing
from tests.storage.shop import Shop

TABLES = """
SELECT c.relname, c.relrowsecurity, array_agg(p.polname::text) FILTER (WHERE p.polname IS NOT NULL)
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'alembic_version'
GROUP BY c.oid
"""
FOR_ALL = """
SELECT polrelid::regclass::text FROM pg_policy
WHERE polcmd <> '*' OR polwithcheck IS NOT NULL
  OR polroles <> ARRAY[(SELECT oid FROM pg_roles WHERE rolname = $1)]
"""
POWERS = """
SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
  EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid),
  EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid),
  EXISTS (SELECT FROM pg_proc WHERE proowner = pg_roles.oid)
FROM pg_roles WHERE rolname = $1
"""
READABLE = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')
"""
FOUNDED = (
    "INSERT INTO organizations (id, name, prefix, settings) VALUES (gen_random_uuid(), 'Чужая', 'A', '{}')"
)
WITH_OWNERS_RIGHTS = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[Database]:
    """The API's own pool, of one connection that all share."""
    settings = DatabaseSettings.model_validate({"url": database_url, "pool_size": 2})
    api = Database(settings.of_api)
    yield api
    await api.close()


@pytest.fixture
async def intruder(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Whoever can run any statement as the API's role."""
    connection = await asyncpg.connect(DatabaseSettings(url=database_url).of_api.url)
    yield connection
    await connection.close()


async def seen(api: Database, shop: Shop) -> int:
    async with api.reading() as tx:
        return len(await tx.people.of_organization(shop.id))


async def test_every_table_is_behind_the_second_lock(witness: asyncpg.Connection) -> None:
    """One that was added without is: call `lock` of storage/migrations/second_lock.py in its migration."""
    found = {name: (on, policies) for name, on, policies in await witness.fetch(TABLES)}
    assert found == {name: (True, [f"{name}_shown"]) for name in found}
    assert not await witness.fetch(FOR_ALL, API_ROLE)


async def test_few_functions_have_the_rights_of_the_owner(witness: asyncpg.Connection) -> None:
    names = {name for (name,) in await witness.fetch(WITH_OWNERS_RIGHTS)}
    assert names == {"rows_of_login", "rows_of_telegram", "rows_of_invite", "rows_of_refresh_token"}


async def test_the_role_of_the_api_has_no_powers(witness: asyncpg.Connection) -> None:
    assert set(await witness.fetchrow(POWERS, API_ROLE)) == {False}


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE naryad",
        "SET SESSION AUTHORIZATION naryad",
        "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY orders_shown ON orders USING (true)",
        "DROP POLICY orders_shown ON orders",
        "CREATE POLICY mine ON orders USING (true)",
        "ALTER ROLE naryad_api BYPASSRLS",
        "CREATE TABLE public.mine ()",
        "TRUNCATE people CASCADE",
        "DELETE FROM people",
        "DELETE FROM audit",
        "UPDATE audit SET at = now()",
        "UPDATE orders SET version = 1",
        "INSERT INTO postings SELECT * FROM postings",
        "UPDATE events SET seq = 1",
        "SELECT * FROM claims",
        "SELECT * FROM alembic_version",
    ],
)
async def test_the_role_of_the_api_is_refused(intruder: asyncpg.Connection, statement: str) -> None:
    await intruder.execute("SET naryad.organization = 'platform'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await intruder.execute(statement)


async def test_with_row_security_off_it_is_refused_instead_of_shown_everything(
    intruder: asyncpg.Connection,
) -> None:
    await intruder.execute("SET row_security = off")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await intruder.fetch("SELECT * FROM people")


async def test_without_the_setting_nothing_is_shown_and_nothing_written(
    intruder: asyncpg.Connection, witness: asyncpg.Connection, shop: Shop
) -> None:
    await shop.open()
    readable = await intruder.fetch(READABLE)
    assert len(readable) > 15
    for (table,) in readable:
        assert await intruder.fetchval(f"SELECT count(*) FROM {table}") == 0, table  # noqa: S608 - of the catalog
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await intruder.execute(FOUNDED)
    assert await intruder.execute("UPDATE people SET roles = '{}'") == "UPDATE 0"
    assert await witness.fetchval("SELECT count(*) FROM orders") > 0


async def test_nobody_writes_into_another_organization(
    intruder: asyncpg.Connection, shop: Shop, database: Database
) -> None:
    other = await Shop(database).found()
    await intruder.execute(f"SET naryad.organization = '{shop.id}'")
    assert await intruder.execute("UPDATE people SET name = name WHERE id = $1", other.engineer) == "UPDATE 0"
    assert await intruder.execute("UPDATE people SET name = name WHERE id = $1", shop.engineer) == "UPDATE 1"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        await intruder.execute(
            "UPDATE people SET organization_id = $1 WHERE id = $2", other.id, shop.engineer
        )


async def test_a_pooled_connection_keeps_no_organization(
    api: Database, shop: Shop, database: Database
) -> None:
    other = await Shop(database).found()
    for _ in range(8):  # more than the pool has connections
        for rows, whose, sees in (
            (rows_of(shop.id), shop, 4),
            (NOTHING, shop, 0),
            (rows_of(other.id), shop, 0),
            (PLATFORM, other, 4),
            (rows_of(shop.id), other, 0),
        ):
            with showing(rows):
                assert await seen(api, whose) == sees


async def test_a_connection_that_was_cut_off_shows_what_is_asked_next(
    api: Database, shop: Shop, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its setting may have been changed or not: nobody knows, and so it is set anew."""

    async def cut_off(_driver: object, statement: str) -> None:
        await execute(_driver, statement)
        raise asyncpg.ConnectionDoesNotExistError

    with showing(rows_of(shop.id)):
        assert await seen(api, shop) == 4
    execute = asyncpg.Connection.execute
    with showing(PLATFORM), monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "execute", cut_off)
        for _ in range(2):
            with pytest.raises(Exception, match="away"):
                await seen(api, shop)
    other = await Shop(database).found()
    with showing(rows_of(shop.id)):
        assert (await seen(api, shop), await seen(api, other)) == (4, 0)


async def test_what_was_shown_is_forgotten_with_the_request(api: Database, shop: Shop) -> None:
    with showing(NOTHING):
        show(rows_of(shop.id))
        assert await seen(api, shop) == 4
    assert await seen(api, shop) == 0


async def test_the_owner_is_above_it(database: Database, shop: Shop) -> None:
    """Worker, doctor and migrations: what is shown to a request is none of theirs."""
    assert await seen(database, shop) == 4


async def test_a_word_that_is_no_organization_shows_nothing(api: Database, shop: Shop) -> None:
    with showing(Rows("Platform")), pytest.raises(Exception, match="uuid"):
        await seen(api, shop)
