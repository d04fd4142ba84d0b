"""`naryad`: what operators ask from a terminal."""

import asyncio
import json
import os
import sys
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn
from sqlalchemy.exc import DBAPIError
from temporalio.service import RPCError

from activities.doctor import Doctor, Scope
from api import superusers
from domain.orders.health import Finding
from domain.values import OrganizationId
from settings import Settings
from storage import migrations
from storage.database import Database, StorageUnavailable
from storage.evidence import Verdict, verify
from workflows.live import LiveWorkflows
from workflows.plugin import connect

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


@app.command("migrate")
def migrate() -> None:
    """Bring the database to the schema of this release. Exits with 3 when that failed."""
    try:
        migrations.upgrade(Settings().database.url)
    except (OSError, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        typer.echo(f"The schema is as it was: {cause}.", err=True)
        raise typer.Exit(3) from error
    typer.echo("The schema is that of this release.")


@app.command("doctor")
def doctor(
    organization: Annotated[UUID | None, typer.Option(help="Only this organization's orders.")] = None,
    order: Annotated[str | None, typer.Option(help="Only this order: its number or id.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object per finding and line.")] = False,
) -> None:
    """Look at every living order's record beside its workflow, and at what all of them need.

    Exits with 0 when all is whole, with 1 when something was found, with 2 when it could not look.
    """
    try:
        findings = asyncio.run(_findings(OrganizationId(organization) if organization else None, order))
    except (StorageUnavailable, RPCError, RuntimeError, LookupError) as error:
        typer.echo(f"Could not look: {error}.", err=True)
        raise typer.Exit(2) from error
    for finding in findings:
        typer.echo(_as_json(finding) if as_json else _in_words(finding))
    if findings:
        raise typer.Exit(1)
    typer.echo("Everything is whole.", err=True)


def _in_words(finding: Finding) -> str:
    seen = f" ({finding.detail})" if finding.detail else ""
    cause, action, remedy = finding.words
    mends = "the reconciler mends it" if remedy else "the reconciler leaves it to you"
    return f"{finding.fault}: {finding.about}{seen}\n  cause:  {cause}\n  action: {action}\n  {mends}"


def _as_json(finding: Finding) -> str:
    cause, action, remedy = finding.words
    told = finding.model_dump(mode="json") | {"cause": cause, "action": action, "remedy": remedy}
    return json.dumps(told, ensure_ascii=False)


async def _findings(organization: OrganizationId | None, order: str | None) -> list[Finding]:
    """Progress goes to stderr, so that the findings can be piped."""
    settings = Settings()
    database = Database(settings.database)
    try:
        client = await connect(settings.temporal)
        scopes = [Scope(organization_id=organization)]
        if order:
            async with database.transaction() as tx:
                places = await tx.orders.places(order)
            scopes = [
                Scope(organization_id=place.organization_id, order_id=place.order_id)
                for place in places
                if organization in (None, place.organization_id)
            ]
            if not scopes:
                raise LookupError(f"there is no order {order}")
        asked = Doctor(database, LiveWorkflows(client))
        columns = (*Progress.get_default_columns()[:1], MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("Orders looked at", total=None)
            seen = [
                await asked.diagnose(scope, lambda n, of: progress.update(task, completed=n, total=of))
                for scope in scopes
            ]
        return [finding for diagnosis in seen for finding in diagnosis.findings]
    finally:
        await database.close()


@app.command("create-superuser")
def create_superuser(
    login: Annotated[str, typer.Option(help="What they log in with.")],
    name: Annotated[str, typer.Option(help="Who it is, as others read it.")],
) -> None:
    """Create somebody who manages organizations and people. Asks for their password, or reads it from stdin.

    Exits with 1 when the password is too weak or the log-in is taken, with 3 without a database.
    """
    try:
        asyncio.run(superusers.create(login, name, superusers.asked_for_password()))
    except superusers.RefusedError as error:
        typer.echo(f"Nobody was created: {error}.", err=True)
        raise typer.Exit(1) from error
    except StorageUnavailable as error:
        typer.echo(f"Nobody was created: {error}.", err=True)
        raise typer.Exit(3) from error
    typer.echo(f"{name} may log in as {login}.")


async def _verdicts(order: str) -> list[Verdict]:
    """Two organizations may use the same number: then of each."""
    database = Database(Settings().database)
    try:
        async with database.transaction() as tx:
            return [await verify(tx, place) for place in await tx.orders.places(order)]
    finally:
        await database.close()


def main() -> None:
    """Run, and end with the verdict: temporalio may crash while the interpreter unloads it."""
    try:
        app()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)


if __name__ == "__main__":
    main()
