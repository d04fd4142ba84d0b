"""What every process counts, and the loopback port where Prometheus reads it.

Only figures without people, clients or orders in their labels: whoever reads them sees no data of anybody.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

REQUESTS = Histogram(
    "naryad_http_request_seconds",
    "Requests to the API",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
"""By the route's template, never the path itself."""
RECORDINGS = Histogram(
    "naryad_recording_seconds",
    "Commands given to the record",
    ["outcome"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
"""By outcome: accepted, refused, failed. A repeated command counts by its first answer."""
MESSAGES = Counter("naryad_messages", "Messages of the outbox by what became of them", ["outcome"])
UNSENT = Gauge("naryad_outbox_unsent", "Messages that wait to be sent")
FINDINGS = Gauge("naryad_doctor_findings", "Findings of the doctor's last round", ["fault"])


class Health(NamedTuple):
    """Whether a process does what it is for, and what it is that it does not."""

    well: bool
    parts: dict[str, str]


def always_well() -> Health:
    return Health(well=True, parts={})


@contextmanager
def served(host: str, port: int, health: Callable[[], Health] = always_well) -> Iterator[None]:
    """Answer `/metrics` and `/health` from a thread, so that a stuck event loop is told and not shared.

    Raises:
        RuntimeError: something else has the port.
    """
    if not port:  # nobody asked for it
        yield
        return
    try:
        server = ThreadingHTTPServer((host, port), _handler(health))
    except OSError as error:
        raise RuntimeError(f"Port {port} of the metrics is taken: set another one, or 0.") from error
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(health: Callable[[], Health]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._send(HTTPStatus.OK, CONTENT_TYPE_LATEST, generate_latest())
            elif self.path == "/health":
                well, parts = health()
                status = HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE
                told = {"status": "well" if well else "ill", "parts": parts}
                self._send(status, "application/json", json.dumps(told).encode())
            else:
                self.send_error(HTTPStatus.NOT_FOUND)

        def _send(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Whoever measures asks every few seconds: no line for each."""

    return Handler
