"""The schema's history. `upgrade` brings a database to the newest version, `downgrade` back to nothing."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config

from settings import DatabaseSettings
from storage.database import Database
from storage.refolding import refold

HERE = Path(__file__).parent
ONE_AT_A_TIME = Lock()
"""Alembic keeps its context in globals. Other processes are kept apart by the lock in `env.py`."""


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate up. `url` is a plain `postgresql://` one. Several at once wait for each other.

    At the newest version the read models follow, with all that today's rules know of an order.
    """
    _apart(_upgrade, url, revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Migrate down; to the base it drops all data."""
    _apart(command.downgrade, url, revision)


def _upgrade(config: Config, revision: str) -> None:
    command.upgrade(config, revision)
    if revision == "head":
        asyncio.run(_refold(config.attributes["url"]))


async def _refold(url: str) -> None:
    database = Database(DatabaseSettings(url=url))
    try:
        await refold(database)
    finally:
        await database.close()


def _apart(step: Callable[[Config, str], None], url: str, revision: str) -> None:
    """In a thread of its own: the driver is asynchronous, and the caller may be inside a running loop."""
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["url"] = url
    with ONE_AT_A_TIME, ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(step, config, revision).result()
