"""`naryad`: what operators ask from a terminal."""

import asyncio

import typer

from settings import Settings
from storage.database import Database, StorageUnavailable
from storage.evidence import Verdict, verify

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def naryad() -> None:
    """Naryad: repair orders as durable workflows."""


@app.command("verify")
def verify_order(order: str) -> None:
    """Check that an order's record is whole. ORDER is its number or id.

    Exits with 1 when something was changed, with 2 when there is no such order, with 3 without a database.
    """
    try:
        verdicts = asyncio.run(_verdicts(order))
    except StorageUnavailable as error:
        typer.echo(f"Nothing was checked: {error}.", err=True)
        raise typer.Exit(3) from error
    if not verdicts:
        typer.echo(f"There is no order {order}.", err=True)
        raise typer.Exit(2)
    for verdict in verdicts:
        typer.echo(f"{verdict.number}: {verdict.entries} entries, {_words(verdict)}")
    if any(verdict.faults for verdict in verdicts):
        raise typer.Exit(1)


def _words(verdict: Verdict) -> str:
    return "; ".join(verdict.faults) if verdict.faults else "the chain is whole"


async def _verdicts(order: str) -> list[Verdict]:
    """Two organizations may use the same number: then of each."""
    database = Database(Settings().database)
    try:
        async with database.transaction() as tx:
            return [await verify(tx, place) for place in await tx.orders.places(order)]
    finally:
        await database.close()


if __name__ == "__main__":
    app()
