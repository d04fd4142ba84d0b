"""Tells people's clients what changes, as it changes."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterator

from stack.telegram.values import Json


class Hub:
    """Subscribers by person. None in a queue means: the sandbox stops."""

    def __init__(self) -> None:
        self._listening: dict[int, set[asyncio.Queue[Json | None]]] = defaultdict(set)
        self.closed = asyncio.Event()

    def tell(self, person_id: int, kind: str, peer: int, **what: object) -> None:
        """`peer` is the chat as the person's client calls it."""
        for queue in self._listening[person_id]:
            queue.put_nowait({"kind": kind, "user": person_id, "peer": peer, **what})

    @contextlib.contextmanager
    def listening(self, person_ids: list[int]) -> Iterator[asyncio.Queue[Json | None]]:
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        if self.closed.is_set():
            queue.put_nowait(None)
        for person_id in person_ids:
            self._listening[person_id].add(queue)
        try:
            yield queue
        finally:
            for person_id in person_ids:
                self._listening[person_id].discard(queue)

    def close(self) -> None:
        """End every stream and every long poll."""
        self.closed.set()
        for queues in self._listening.values():
            for queue in queues:
                queue.put_nowait(None)
