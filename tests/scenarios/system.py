"""The whole system as `make up` runs it, in a folder and on ports of its own."""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from settings import ApiSettings, Settings
from stack import demo_data
from stack.local import LocalStack
from stack.ports import Ports, free_block
from storage import migrations
from telegram.settings import TelegramSettings
from tests.discarding import discard


@contextmanager
def whole_system(*, bots: bool = False) -> Iterator[LocalStack]:
    """Start servers, schema, demo data, API and worker, each a real process; with `bots` sandbox and bot."""
    with tempfile.TemporaryDirectory(prefix="naryad-", ignore_cleanup_errors=True) as folder:
        hasty = TelegramSettings(burst=10_000)  # its people press as fast as a program can
        given = Settings.model_construct(api=ApiSettings(port=free_block()), telegram=hasty)
        with LocalStack(Ports.free(Path(folder)), given, durable=False) as stack:
            stack.start()
            migrations.upgrade(stack.settings.database.url)
            with ThreadPoolExecutor(1) as elsewhere:  # a loop of its own, beside the caller's
                elsewhere.submit(asyncio.run, demo_data.load(stack.settings)).result()
            ours = [*stack.own, *(stack.bots if bots else ())]
            stack.runner.bring_up(ours)
            yield stack
            discard(stack, *(part.name for part in ours))
