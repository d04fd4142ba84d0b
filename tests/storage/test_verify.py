"""`naryad verify`: says that a record is whole, and notices every way of changing it behind our back."""

import asyncio
import sys
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from cli import app
from storage.canonical import chained
from storage.database import Database
from tests.storage.shop import Shop

CHANGES = {
    "a word in an event": (
        "UPDATE events SET body = replace(body::text, '4b79', '4b7a')::bytea WHERE order_id = $1 AND seq = 1",
        "breaks at entry 1",
    ),
    "an entry taken out": (
        "WITH gone AS (DELETE FROM events WHERE order_id = $1 AND seq = 2) SELECT 1",
        "breaks at entry 2",
    ),
    "the last entry taken out": (
        "DELETE FROM events WHERE order_id = $1 AND seq = (SELECT max(seq) FROM events WHERE order_id = $1)",
        "the record ends at entry",
    ),
    "the order's state": (
        """UPDATE orders SET state = jsonb_set(state, '{device,brand}', '"Canon"') WHERE id = $1""",
        "the read model",
    ),
    "the order's whole state": ("UPDATE orders SET state = '{}' WHERE id = $1", "cannot be read as Order"),
    "the ledger": ("UPDATE postings SET amount = amount + 1 WHERE order_id = $1", "the ledger"),
    "the client": (
        """UPDATE order_contacts SET contact = jsonb_set(contact, '{phones}', '[]') WHERE order_id = $1""",
        "the client's data",
    ),
}


async def naryad_verify(order: str, url: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    """As from a terminal, in a thread of its own."""
    monkeypatch.setenv("DATABASE_URL", url)
    return await asyncio.to_thread(CliRunner().invoke, app, ["verify", order])


async def test_a_whole_record_is_whole(
    shop: Shop, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.order_in_work()
    result = await naryad_verify(str(order.id), database_url, monkeypatch)
    assert result.output == f"{order.number}: {order.version} entries, the chain is whole\n"
    assert result.exit_code == 0


@pytest.mark.parametrize("change", CHANGES)
async def test_every_change_is_noticed(
    change: str, shop: Shop, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.order_in_work()
    statement, words = CHANGES[change]
    await behind_our_back(database_url, statement, order.id)
    result = await naryad_verify(str(order.id), database_url, monkeypatch)
    assert words in result.output
    assert result.exit_code == 1


async def test_the_state_that_an_older_release_wrote_is_whole(
    shop: Shop, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lacks what a later release derives from the same entries."""
    order = await shop.order_in_work()
    older = "UPDATE orders SET state = (state - 'carriers') #- '{agreement,goes_on}' WHERE id = $1"
    await behind_our_back(database_url, older, order.id)
    result = await naryad_verify(str(order.id), database_url, monkeypatch)
    assert "the chain is whole" in result.output


async def test_a_rewritten_entry_is_noticed_by_the_next(
    shop: Shop, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever forges an entry with its hash would have to forge all that came after it."""
    order = await shop.order_in_work()
    async with shop.database.transaction() as tx:
        first, second, *_ = await tx.events.chain(shop.id, order.id)
    body = second.body.replace(b"assigned", b"accepted")
    forged = "UPDATE events SET body = $2, hash = $3 WHERE order_id = $1 AND seq = 2"
    await behind_our_back(database_url, forged, order.id, body, chained(first.hash, body))
    result = await naryad_verify(str(order.id), database_url, monkeypatch)
    assert "breaks at entry 3" in result.output


async def test_orders_of_one_number_are_all_checked(
    shop: Shop, database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.open()
    await (await Shop(database).found()).open()
    result = await naryad_verify(order.number, database_url, monkeypatch)
    assert result.output.count(f"{order.number}: ") >= 2


async def test_no_such_order_is_said_in_words(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for unknown in ("SVC-999999", str(uuid4())):
        result = await naryad_verify(unknown, database_url, monkeypatch)
        assert (result.output, result.exit_code) == (f"There is no order {unknown}.\n", 2)


async def test_no_database_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    result = await naryad_verify("SVC-000001", "postgresql://x@127.0.0.1:1/x", monkeypatch)
    assert result.output.startswith("Nothing was checked")
    assert result.exit_code == 3


async def test_the_installed_command_runs_from_anywhere(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("naryad")
    process = await asyncio.create_subprocess_exec(
        command, "verify", "--help", cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert b"record is whole" in output
    assert process.returncode == 0


async def behind_our_back(url: str, statement: str, *values: object) -> None:
    """As somebody with the server in hands could: triggers do not fire in a replica's session."""
    connection = await asyncpg.connect(url)
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(statement, *values)
    await connection.close()
