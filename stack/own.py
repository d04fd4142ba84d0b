"""Our own processes: the API, the worker and the bot, with the settings they are given."""

import json
import os
import sys
import urllib.request
from pathlib import Path

from settings import Settings
from stack.part import NotReadyError, Part

ROOT = Path(__file__).parent.parent
WORKER_IS_READY, BOT_IS_READY = b"worker ready", b"bot ready"
"""What these print, in whatever format, once they ask for work."""


def api(settings: Settings) -> Part:
    """The HTTP facade; ready when its own readiness check says so."""
    host, port = settings.api.host, settings.api.port
    options = ["--factory", "--host", host, "--port", str(port), "--timeout-graceful-shutdown", "5"]
    options += ["--timeout-keep-alive", "75"]  # longer than callers keep idle connections: none is cut in use
    options += ["--forwarded-allow-ips", settings.api.trusted_proxies]
    return Part(
        name="api",
        title="API",
        ready=lambda _log: _answers(f"http://{host}:{port}/health/ready"),
        command=[sys.executable, "-m", "uvicorn", "api.app:create_app", *options],
        environment=environment(settings),
        folder=ROOT,
        ports={port: "API_PORT", **measured(settings, "api_port")},
    )


def worker(settings: Settings) -> Part:
    """The Temporal worker; ready when it has said so in the log of this run."""
    return Part(
        name="worker",
        title="Worker",
        ready=lambda log: _has_said(WORKER_IS_READY, log),
        command=[sys.executable, str(ROOT / "worker.py")],
        environment=environment(settings),
        folder=ROOT,
        grace=15.0,  # it drains for up to 10
        ports=measured(settings, "worker_port", "sdk_port"),
    )


def bot(settings: Settings) -> Part:
    """The bot; ready when it has said so in the log of this run."""
    return Part(
        name="bot",
        title="Bot",
        ready=lambda log: _has_said(BOT_IS_READY, log),
        command=[sys.executable, "-m", "bot"],
        environment=environment(settings),
        folder=ROOT,
        grace=15.0,  # it ends what it has begun for up to 10
        ports=measured(settings, "bot_port"),
    )


def measured(settings: Settings, *names: str) -> dict[int, str]:
    """The ports of these metrics, where they are served at all, each with the variable that moves it."""
    ports = {getattr(settings.metrics, name): f"METRICS_{name.upper()}" for name in names}
    return {port: variable for port, variable in ports.items() if port}


def environment(settings: Settings) -> dict[str, str]:
    """The variables of a process of ours that uses the parts `settings` names."""
    return {
        **addresses(settings),
        **_for_bot(settings),
        **{f"METRICS_{name.upper()}": str(value) for name, value in settings.metrics},
        "PYTHONUNBUFFERED": "1",  # its log is read while it runs
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }


def _for_bot(settings: Settings) -> dict[str, str]:
    """What the local stack has chosen for it; the rest each process reads by itself."""
    told: dict[str, str] = {}
    if settings.bot.client_secret:
        told["AUTH_CLIENTS"] = json.dumps(settings.auth.clients)
        told["BOT_CLIENT_SECRET"] = settings.bot.client_secret.get_secret_value()
    if settings.telegram.server:
        told["TELEGRAM_SERVER"] = settings.telegram.server
        told["TELEGRAM_TOKENS"] = settings.telegram.tokens.get_secret_value()
        told["TELEGRAM_BURST"] = str(settings.telegram.burst)
    if settings.bot.name:
        told["BOT_NAME"] = settings.bot.name
    return told


def addresses(settings: Settings) -> dict[str, str]:
    """The variables that lead to the parts `settings` names."""
    return {
        "DATABASE_URL": settings.database.url,
        "TEMPORAL_ADDRESS": settings.temporal.address,
        "TEMPORAL_UI_URL": settings.temporal.ui_url,
        "REDIS_URL": settings.redis.url,
        "S3_ENDPOINT": settings.s3.endpoint,
        "API_HOST": settings.api.host,
        "API_PORT": str(settings.api.port),
    }


def _answers(url: str) -> None:
    with urllib.request.urlopen(url, timeout=3):  # noqa: S310 - our own http address
        pass


def _has_said(words: bytes, log: Path) -> None:
    if words not in log.read_bytes():
        raise NotReadyError(f"it has not said `{words.decode()}` yet")
