"""The real servers every test may use, started once per run on free ports and in a folder of their own."""

import asyncio
import atexit
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from xdist.remote import Producer
from xdist.workermanage import WorkerController

from settings import ApiSettings, Settings
from stack.local import LocalStack
from stack.ports import Ports, free_block
from stack.postgres import new_database
from storage import migrations
from tests.discarding import discard
from tests.report import ROWS, table
from tests.spread import Spread, rank

SESSION = pytest.StashKey[pytest.Session]()


class AtOnce:
    """Says what failed when it failed: a run that is cut off later has said it."""

    def __init__(self, terminal: TerminalReporter) -> None:
        self.terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            reason = report.longreprtext.strip().rpartition("\n")[2]
            self.terminal.write_line(f"\n{report.nodeid} ({report.when}, {report.duration:.0f} s): {reason}")


def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.stash[SESSION] = session
    plugins = session.config.pluginmanager
    terminal = plugins.get_plugin("terminalreporter")
    if terminal is not None:  # the processes of a distributed run have none
        plugins.register(AtOnce(terminal))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread:
    return Spread(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: rank(item.nodeid))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["rows"] = ROWS


def pytest_testnodedown(node: WorkerController) -> None:
    ROWS.extend(row for row in getattr(node, "workeroutput", {}).get("rows", []) if row not in ROWS)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    if ROWS:
        terminalreporter.section("figures")
        for line in table(ROWS):
            terminalreporter.write_line(line)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the process with the verdict of the run, before the interpreter unloads itself.

    temporalio may crash in that moment, when everything is done: a green run would end as a failure, and a
    red one as a crash that nobody reads. By now all is torn down and reported; what is left is flushed.
    """
    session = config.stash.get(SESSION, None)
    if session is None or hasattr(config, "workerinput"):  # no run, or the part of a distributed one
        return
    atexit._run_exitfuncs()  # pytest removes its old folders there
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(session.exitstatus)


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalStack]:
    """PostgreSQL, Temporal, Redis and S3. Whoever ends or kills one begins it again."""
    # Not under pytest's own folder: it is closed to the account that PostgreSQL runs as under root.
    with tempfile.TemporaryDirectory(prefix="naryad-", ignore_cleanup_errors=True) as folder:
        # `model_construct`: the developer's environment and `.env` do not lead the tests elsewhere.
        given = Settings.model_construct(api=ApiSettings(port=free_block()))
        with LocalStack(Ports.free(Path(folder)), given, durable=False) as running:
            running.start()
            yield running
            discard(running)


@pytest.fixture(scope="session")
def settings(stack: LocalStack) -> Settings:
    """Leads to the servers of this run."""
    return stack.settings


@pytest.fixture(scope="session")
def migrated(settings: Settings) -> Settings:
    """The same settings, with the schema in the database."""
    migrations.upgrade(settings.database.url)
    return settings


async def with_own_database(settings: Settings) -> Settings:
    """The same with a database of its own: whoever delivers there takes no other tests' messages."""
    database = settings.database.model_copy(update={"url": await new_database(settings.database.url)})
    await asyncio.to_thread(migrations.upgrade, database.url)
    return settings.model_copy(update={"database": database})
