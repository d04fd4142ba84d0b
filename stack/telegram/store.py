"""What survives a restart: rows of JSON in one SQLite file, written a moment later in the background.

A SIGKILL loses the last quarter of a second, as much as nobody minds in a sandbox.
"""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel

from stack.telegram.values import Json

Row: TypeAlias = BaseModel | Json | None
EVERY = 0.25  # seconds


class Store:
    """Rows by kind and key. `put` keeps a reference and writes what the object is by then."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(file, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))"
        )
        self._changed: dict[tuple[str, str], Row] = {}

    def rows(self, kind: str) -> Iterator[tuple[str, str]]:
        """Keys and JSON texts, oldest first."""
        yield from self._database.execute(
            "SELECT key, body FROM kept WHERE kind = ? ORDER BY rowid", (kind,)
        ).fetchall()

    def put(self, kind: str, key: str, row: Row) -> None:
        """None deletes."""
        self._changed[kind, key] = row

    async def keep_writing(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.write()

    async def write(self) -> None:
        """Write everything that changed."""
        changed, self._changed = self._changed, {}
        if changed:
            texts = [(kind, key, _text(row)) for (kind, key), row in changed.items()]
            await asyncio.to_thread(self._write, texts)

    def close(self) -> None:
        self._database.close()

    def _write(self, texts: list[tuple[str, str, str | None]]) -> None:
        gone = [(kind, key) for kind, key, text in texts if text is None]
        kept = [(kind, key, text) for kind, key, text in texts if text is not None]
        with self._database, contextlib.closing(self._database.cursor()) as cursor:
            cursor.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", gone)
            cursor.executemany(
                "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
                kept,
            )


def _text(row: Row) -> str | None:
    if row is None:
        return None
    return row.model_dump_json() if isinstance(row, BaseModel) else json.dumps(row, ensure_ascii=False)
