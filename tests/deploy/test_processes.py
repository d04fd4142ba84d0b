"""API and worker as the image runs them: its files and no others, nothing written, secrets from files."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from pydantic import SecretStr

from settings import ApiSettings, S3Settings, Settings
from stack.account import let_through
from stack.local import LocalStack
from stack.ports import Ports, free_block
from storage import migrations
from tests.deploy import compose
from tests.deploy.test_compose import JSON

OURS = (
    "activities",
    "api",
    "bot",
    "cli",
    "domain",
    "ending",
    "impatient",
    "logs",
    "metrics",
    "settings",
    "stack",
    "storage",
    "telegram",
    "tests",
    "worker",
    "workflows",
)
WHERE_FROM = f"""
import sys, api.app, bot.app, cli, worker
print(*{{
    module.__file__ for name, module in list(sys.modules.items())
    if name.partition(".")[0] in {OURS} and getattr(module, "__file__", None)
}})
"""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `COPY . /app` leaves of the repository."""
    folder = tmp_path_factory.mktemp("image") / "app"
    folder.mkdir()
    let_through(folder / "worker.py")
    for line in (compose.ROOT / ".dockerignore").read_text().splitlines():
        if line.startswith("!"):
            source = compose.ROOT / line[1:]
            copy: Callable[[Path, Path], object] = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / line[1:])
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)


@pytest.fixture(scope="module")
def servers() -> Iterator[Settings]:
    """A stack whose secrets nobody has published."""
    with tempfile.TemporaryDirectory(prefix="naryad-", ignore_cleanup_errors=True) as folder:
        s3 = S3Settings(secret_key=SecretStr("0123456789abcdef" * 4))
        given = Settings.model_construct(s3=s3, api=ApiSettings(port=free_block()))
        with LocalStack(Ports.free(Path(folder)), given, durable=False) as running:
            running.start()
            migrations.upgrade(running.settings.database.url)
            yield running.settings


@pytest.fixture
def variables(servers: Settings, image: Path) -> dict[str, str]:
    """Those of docker-compose.yml, led to the servers of this run."""
    secrets = image.parent / "secrets"
    secrets.mkdir(exist_ok=True)
    let_through(secrets / "any")
    services = compose.services()
    given = compose.environment(services["worker"]) | compose.environment(services["api"])
    for name, value in given.items():
        if name.endswith("_FILE"):
            secret = secrets / Path(value).name
            secret.write_text("{}" if secret.name in JSON else "0123456789abcdef" * 4)
            given[name] = str(secret)
    (secrets / "telegram_tokens").write_text("")  # messages go to the log
    (secrets / "s3_secret_key").write_text(servers.s3.secret_key.get_secret_value())
    # The servers of the tests ask for no passwords; PostgreSQL lets one be given, Redis does not.
    del given["REDIS_PASSWORD_FILE"]
    return given | {
        "TEMPORAL_NAMESPACE": servers.temporal.namespace,
        "DATABASE_URL": servers.database.url,
        "REDIS_URL": servers.redis.url,
        "TEMPORAL_ADDRESS": servers.temporal.address,
        "S3_ENDPOINT": servers.s3.endpoint,
        "PATH": os.environ["PATH"],
        "HOME": "/tmp",  # noqa: S108 - as in the image
        "PYTHONDONTWRITEBYTECODE": "1",
        "METRICS_HOST": "127.0.0.1",
        "METRICS_WORKER_PORT": str(free_block()),
    }


def started(image: Path, variables: dict[str, str], command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *command], cwd=image, env=variables)


def answers(url: str, process: subprocess.Popen[bytes]) -> int:
    """The status, as soon as it is 200; the last one after four minutes: it imports without any bytecode."""
    status, until = 0, time.monotonic() + 240
    while status != 200 and time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own http address
                status = answer.status
        except URLError as error:
            status = getattr(error, "code", 0)
    return status


def test_the_image_holds_all_that_it_runs_and_nothing_of_the_stack(image: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHERE_FROM], cwd=image, capture_output=True, text=True, check=True
    )
    outside = [path for path in done.stdout.split() if not Path(path).is_relative_to(image)]
    assert not outside
    assert not (image / "stack").exists()


def test_worker_and_api_serve_write_nothing_and_stop_in_peace(image: Path, variables: dict[str, str]) -> None:
    port = free_block()
    before = {path: path.stat().st_mtime_ns for path in image.rglob("*")}
    command: list[str] = compose.services()["api"]["command"]
    options = ["--host", "127.0.0.1", "--port", str(port)]
    command = [*command[: command.index("--host")], *options, *command[command.index("--port") + 2 :]]
    processes = {
        f"http://127.0.0.1:{variables['METRICS_WORKER_PORT']}/health": started(image, variables, ["worker"]),
        f"http://127.0.0.1:{port}/health/ready": started(image, variables, command),
    }
    try:
        for url, process in processes.items():
            assert answers(url, process) == 200, url
        for process in processes.values():
            process.terminate()
        worker, api = (process.wait(timeout=15) for process in processes.values())
        assert (worker, api) == (0, -signal.SIGTERM)  # uvicorn ends by the signal, once it has closed all
        assert {path: path.stat().st_mtime_ns for path in image.rglob("*")} == before
    finally:
        for process in processes.values():
            process.kill()
