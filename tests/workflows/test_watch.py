"""A worker is healthy as long as it polls: the server's word, its own, and its event loop's."""

import asyncio
import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.worker import Worker

import metrics
from activities.records import Records
from settings import Settings, TemporalSettings
from stack.ports import free_block
from storage.database import Database
from tests.namespaces import own_namespace
from tests.workflows.running import eventually
from worker import WORKFLOWS, beside, order_worker
from workflows import watch as watches
from workflows.plugin import connect
from workflows.watch import Polled, Watch

ROOT = Path(__file__).parents[2]
Answer = tuple[int, dict[str, str]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watches, "LOOK", 0.1)
    monkeypatch.setattr(watches, "ANSWER", 0.5)
    monkeypatch.setattr(watches, "STALE", 1.0)


class Cable:
    """A way to the server that can be cut."""

    def __init__(self, address: str) -> None:
        self._host, _, self._port = address.rpartition(":")
        self._writers: set[asyncio.StreamWriter] = set()

    async def laid(self) -> str:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))

    def cut(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()


def asked(port: int) -> Answer:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status, json.load(answer)["parts"]
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)["parts"]


@pytest.fixture
def port() -> int:
    return free_block()


@pytest.fixture
async def client(settings: Settings) -> Client:
    return await own_namespace(settings.temporal)


@asynccontextmanager
async def watched(client: Client, worker: Worker, port: int) -> AsyncIterator[None]:
    watch = Watch(client, [Polled(worker, WORKFLOWS)])
    with metrics.served("127.0.0.1", port, watch.health):
        assert (await asyncio.to_thread(asked, port))[0] == 503  # nothing is known yet
        async with worker, beside(watch.keep()):
            await becomes(port, 200, "polls", worker.task_queue)
            yield


async def becomes(port: int, status: int, said: str, part: str) -> None:
    async def it_is() -> bool:
        seen = await asyncio.to_thread(asked, port)
        return seen[0] == status and said in seen[1][part]

    await eventually(it_is, within=20)


def worker_of(client: Client, database: Database) -> Worker:
    return order_worker(client, Records(database), task_queue=f"watched-{uuid4()}")


async def test_a_worker_that_has_stopped_polling_is_not_healthy(
    client: Client, database: Database, port: int
) -> None:
    worker = worker_of(client, database)
    async with watched(client, worker, port):
        await worker.shutdown()
        await becomes(port, 503, "stopped", worker.task_queue)


async def test_the_word_of_the_worker_alone_does_not_count(
    client: Client, database: Database, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = worker_of(client, database)
    async with watched(client, worker, port):
        monkeypatch.setattr(client.service_client.config, "identity", "somebody else")
        await becomes(port, 503, "has not polled lately", worker.task_queue)


async def test_a_worker_whose_temporal_is_gone_is_not_healthy(
    settings: Settings, client: Client, database: Database, port: int
) -> None:
    cable = Cable(settings.temporal.address)
    far = await connect(TemporalSettings(address=await cable.laid(), namespace=client.namespace))
    worker = worker_of(far, database)
    async with watched(far, worker, port):
        cable.cut()
        await becomes(port, 503, "Temporal does not answer", worker.task_queue)


async def test_a_stuck_event_loop_is_not_healthy(client: Client, database: Database, port: int) -> None:
    async with watched(client, worker_of(client, database), port):
        before = asyncio.create_task(asyncio.to_thread(_asked_after, 1.5, port))
        await asyncio.sleep(0)
        time.sleep(2.5)  # noqa: ASYNC251 - it is stuck
        status, parts = await before
        assert status == 503
        assert parts["loop"].startswith("stuck for")


def _asked_after(seconds: float, port: int) -> Answer:
    time.sleep(seconds)
    return asked(port)


def read(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        told: str = answer.read().decode()
        return told


def test_metrics_are_served_and_nothing_else_is(port: int) -> None:
    with metrics.served("127.0.0.1", port):
        told = read(port)
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
        refusal.value.close()
    for name in ("recording_seconds", "outbox_unsent", "http_request_seconds", "messages_total"):
        assert f"# TYPE naryad_{name} " in told


async def test_the_process_tells_its_health_its_figures_and_those_of_the_sdk(
    migrated: Settings, client: Client, port: int
) -> None:
    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "worker.py",
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": migrated.database.url,
            "TEMPORAL_ADDRESS": migrated.temporal.address,
            "TEMPORAL_NAMESPACE": client.namespace,
            "S3_ENDPOINT": migrated.s3.endpoint,
            "METRICS_WORKER_PORT": str(port),
            "METRICS_SDK_PORT": str(port + 1),
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:

        async def well() -> bool:
            with suppress(OSError):
                return (await asyncio.to_thread(asked, port))[0] == 200
            return False

        await eventually(well, within=40)
        assert "naryad_outbox_unsent 0.0" in await asyncio.to_thread(read, port)
        assert "temporal_worker_task_slots_available" in await asyncio.to_thread(read, port + 1)
    finally:
        worker.terminate()
        assert await worker.wait() == 0


def test_a_taken_port_is_refused_in_words(port: int) -> None:
    with (
        metrics.served("127.0.0.1", port),
        pytest.raises(RuntimeError, match=f"Port {port} of the metrics is taken"),
        metrics.served("127.0.0.1", port),
    ):
        raise AssertionError("it began")
