"""The stack of a run: durable servers of its own, the real API and worker, and the baseline's worker."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baseline_worker import READY
from benchmarks.steps import Shop
from settings import ApiSettings, Settings
from stack import own
from stack.local import LocalStack
from stack.part import NotReadyError, Part
from stack.ports import Ports, free_block
from stack.postgres import new_database
from storage import migrations

SERVERS = ("postgres", "temporal")


@dataclass(frozen=True)
class Servers:
    stack: LocalStack
    beside: str
    """URL of the baseline's database."""

    @property
    def settings(self) -> Settings:
        return self.stack.settings

    @property
    def for_baseline(self) -> Settings:
        """A database of its own on the same server: nobody delivers the messages that are written there."""
        database = self.settings.database.model_copy(update={"url": self.beside})
        return self.settings.model_copy(update={"database": database})

    def begin(self, baseline: Shop | None = None) -> Mapping[str, int]:
        """Start the processes that are measured; the ids of all that matter, by name."""
        parts = [*self.stack.own, *([_baseline(self.for_baseline, baseline)] if baseline else [])]
        self.stack.runner.bring_up(parts)
        names = (*SERVERS, *(part.name for part in parts))
        return {"clients": os.getpid()} | {name: self.stack.runner.process(name).pid for name in names}


@contextmanager
def servers() -> Iterator[Servers]:
    """PostgreSQL waits for the disk (fsync), as in production; ports and folder belong to this run alone."""
    os.environ["LOG_JSON_LINES"] = "true"  # as production writes its log
    # Not in the home of a user: PostgreSQL runs as an account of its own under root.
    with tempfile.TemporaryDirectory(prefix="naryad-bench-", ignore_cleanup_errors=True) as folder:
        given = Settings.model_construct(api=ApiSettings(port=free_block()))
        with LocalStack(Ports.free(Path(folder)), given, durable=True) as stack:
            stack.start()
            beside = asyncio.run(new_database(stack.settings.database.url))
            migrations.upgrade(stack.settings.database.url)
            migrations.upgrade(beside)
            yield Servers(stack, beside)


def _baseline(settings: Settings, shop: Shop) -> Part:
    ids = [str(shop.organization), str(shop.curator), str(shop.engineer)]
    return Part(
        name="baseline",
        title="Baseline worker",
        ready=_has_said_ready,
        command=[sys.executable, "-m", "benchmarks.baseline_worker", *ids],
        environment=own.environment(settings),
        folder=own.ROOT,
    )


def _has_said_ready(log: Path) -> None:
    if READY.encode() not in log.read_bytes():
        raise NotReadyError(f"it has not said `{READY}` yet")
