"""`make up`: the whole system, from nothing to a ready line, until somebody stops it."""

import asyncio
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psutil
from rich.console import Console
from rich.status import Status
from rich.table import Table

from settings import Settings
from stack import addresses
from stack.local import LocalStack, in_sandbox
from stack.login import Login
from stack.parent import stop_with
from stack.part import Part, StackError
from stack.runner import StoppingError


@dataclass(frozen=True)
class Step:
    """Something done once the servers are there and before our own processes start."""

    title: str
    run: Callable[[Settings], object]


def migrate(settings: Settings) -> None:
    from storage import migrations  # noqa: PLC0415 - heavy, and `stack` alone does not need it

    migrations.upgrade(settings.database.url)


def load_demo_data(settings: Settings) -> None:
    from stack import demo_data  # noqa: PLC0415 - heavy, and `stack` alone does not need it

    asyncio.run(demo_data.load(settings))


def demo_logins() -> Sequence[Login]:
    from stack import demo_data  # noqa: PLC0415 - heavy, and `stack` alone does not need it

    return demo_data.LOGINS


STEPS = (Step("Database schema", migrate), Step("Demo data", load_demo_data))


class Up:
    """One run of `make up`."""

    def __init__(
        self,
        stack: LocalStack,
        steps: Sequence[Step] = STEPS,
        logins: Callable[[], Sequence[Login]] = demo_logins,
    ) -> None:
        self.stack, self.steps, self.logins = stack, steps, logins
        self.console = Console(highlight=False, soft_wrap=True)

    def run(self, parent: int | None) -> int:
        """Start, serve, stop. The exit code: 0 when somebody asked for the end, 1 when something failed.

        `parent`: the process whose end is ours too.
        """
        stopping = self.stack.runner.stopping
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopping.set())
        if parent is not None:
            stop_with(parent, stopping)
        try:
            self.stack.claim()
            addresses.write(self.stack)
            self._start()
            self.stack.runner.watch(self._tell)
        except StoppingError:
            self.console.print("Stopping ...")
            return 0
        except StackError as error:
            self.console.print(str(error), style="red", markup=False)
            return 1
        finally:
            if self.stack.claimed:
                addresses.forget(self.stack)
            self.stack.stop()

    def _start(self) -> None:
        with self.console.status("Starting ...") as status:
            self._bring_up(self.stack.servers, status)
            for step in self.steps:
                self._do(step, status)
            self._bring_up([*self.stack.own, *self.stack.bots], status)
        self._welcome()

    def _bring_up(self, parts: Sequence[Part], status: Status) -> None:
        awaited = [part.title for part in parts]
        status.update(f"Starting {', '.join(awaited)} ...")

        def on_ready(part: Part, seconds: float) -> None:
            awaited.remove(part.title)
            self._done(part.title, seconds)
            status.update(f"Waiting for {', '.join(awaited)} ...")

        self.stack.runner.bring_up(parts, on_ready)

    def _do(self, step: Step, status: Status) -> None:
        status.update(f"{step.title} ...")
        began = time.monotonic()
        try:
            self.stack.runner.do(lambda: step.run(self.stack.settings))
        except (StackError, StoppingError):
            raise
        except Exception as error:
            log = self.stack.folder.logs / "up.log"
            log.write_text(traceback.format_exc())
            raise StackError(f"{step.title} failed: {error!r}. The whole story is in {log}") from error
        self._done(step.title, time.monotonic() - began)

    def _tell(self, words: str) -> None:
        self.console.print(words, style="yellow", markup=False)

    def _done(self, title: str, seconds: float) -> None:
        self.console.print(f"[green]✓[/] {title:<16}[dim]{seconds:5.1f} s[/]")

    def _page(self) -> str | None:
        """Where to talk to the bot without Telegram; None where it is a real one."""
        settings = self.stack.settings
        return settings.telegram.server if in_sandbox(settings) else None

    def _welcome(self) -> None:
        settings = self.stack.settings
        api = f"http://{settings.api.host}:{settings.api.port}"
        page = self._page()
        shown = {
            **({"Telegram, in a browser": page} if page else {}),
            "API and its docs": f"{api}/docs",
            "Temporal Web UI": settings.temporal.ui_url,
            "Temporal": settings.temporal.address,
            "PostgreSQL": without_password(settings.database.url),
            "Redis": without_password(settings.redis.url),
            "S3": f"{settings.s3.endpoint} (bucket {settings.s3.bucket})",
            "Metrics of API, worker, SDK, bot": ", ".join(_measured(settings)) or "nowhere",
            "Logs": str(self.stack.folder.logs),
        }
        self.console.print(table(("part", "address"), list(shown.items())))
        self.console.print(table(Login._fields, self.logins()))
        if moved := addresses.moved(self.stack):
            self.console.print(f"Not where they are by default: {', '.join(moved)}.", style="yellow")
        seconds = time.time() - psutil.Process().create_time()
        self.console.print(f"[bold green]Ready in {seconds:.1f} s.[/] See orders go through: `make demo`")
        if page:
            self.console.print(f"Two people with their messengers: [bold]{page}/?people=petrova,ivanov[/]")


def _measured(settings: Settings) -> Iterator[str]:
    served = settings.metrics
    for port in (served.api_port, served.worker_port, served.sdk_port, served.bot_port):
        if port:
            yield f"http://{served.host}:{port}/metrics"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    drawn = Table(*(column.capitalize() for column in columns))
    for row in rows:
        drawn.add_row(*row)
    return drawn


def without_password(url: str) -> str:
    """The address as it may be shown on a screen."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit(parts._replace(netloc=user + host))
