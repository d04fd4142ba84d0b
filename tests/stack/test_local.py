import asyncio
import io
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
import urllib3
from minio import Minio, S3Error
from redis import Redis

from settings import ApiSettings, Settings
from stack import binaries
from stack.folder import DataFolder
from stack.local import LocalStack, leading_to
from stack.part import StackError
from stack.ports import Ports, free_block


def given() -> Settings:
    return Settings.model_construct(api=ApiSettings(port=free_block()))


def object_store(settings: Settings, access_key: str | None, secret_key: str | None) -> Minio:
    return Minio(
        settings.s3.endpoint,
        access_key=access_key,
        secret_key=secret_key,
        secure=False,
        region=settings.s3.region,
        http_client=urllib3.PoolManager(timeout=3, retries=False),
    )


def own_store(settings: Settings) -> Minio:
    return object_store(settings, settings.s3.access_key, settings.s3.secret_key.get_secret_value())


async def write_row(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database.url)
    await connection.execute("create table kept (word text); insert into kept values ('Кириллица')")
    await connection.close()


async def read_row(settings: Settings) -> str:
    connection = await asyncpg.connect(settings.database.url)
    word = await connection.fetchval("select word from kept where word ilike 'КИРИЛЛ%'")
    await connection.execute("drop table kept")
    await connection.close()
    return str(word)


async def write_key(settings: Settings) -> None:
    with Redis.from_url(settings.redis.url) as client:
        client.set("kept", "Кириллица")


async def read_key(settings: Settings) -> str:
    with Redis.from_url(settings.redis.url, decode_responses=True) as client:
        return str(client.getdel("kept"))


async def write_object(settings: Settings) -> None:
    text = "Кириллица".encode()
    await asyncio.to_thread(
        own_store(settings).put_object, settings.s3.bucket, "kept", io.BytesIO(text), len(text)
    )


async def read_object(settings: Settings) -> str:
    with await asyncio.to_thread(own_store(settings).get_object, settings.s3.bucket, "kept") as answer:
        return str(answer.read().decode())


async def start_workflow(settings: Settings) -> None:
    await on_temporal(settings, "start", "--type", "Kept", "--task-queue", "nobody", "--workflow-id", "kept")


async def find_workflow(settings: Settings) -> str:
    listed = await on_temporal(settings, "describe", "--workflow-id", "kept")
    await on_temporal(settings, "terminate", "--workflow-id", "kept")
    return "Кириллица" if "Kept" in listed else listed


async def on_temporal(settings: Settings, *command: str) -> str:
    temporal = await asyncio.create_subprocess_exec(
        binaries.command("temporal"), "workflow", *command, "--address", settings.temporal.address,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await temporal.communicate()
    assert temporal.returncode == 0, said
    return said.decode()


@pytest.mark.parametrize("how", [LocalStack.end, LocalStack.kill])
@pytest.mark.parametrize(
    ("name", "write", "read"),
    [
        ("postgres", write_row, read_row),
        ("redis", write_key, read_key),
        ("s3", write_object, read_object),
        ("temporal", start_workflow, find_workflow),
    ],
)
async def test_a_server_keeps_what_it_was_told_over_its_end(
    stack: LocalStack,
    name: str,
    write: Callable[[Settings], Awaitable[None]],
    read: Callable[[Settings], Awaitable[str]],
    how: Callable[[LocalStack, str], None],
) -> None:
    await write(stack.settings)
    await asyncio.to_thread(how, stack, name)
    await asyncio.to_thread(stack.begin_again, name)
    assert await read(stack.settings) == "Кириллица"


@pytest.mark.parametrize("keys", [(None, None), ("naryad", "a wrong secret"), ("somebody", "else")])
def test_s3_is_closed_to_others(settings: Settings, keys: tuple[str | None, str | None]) -> None:
    with pytest.raises(S3Error, match=r"AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch"):
        object_store(settings, *keys).put_object(settings.s3.bucket, "intruder", io.BytesIO(b"x"), 1)


def test_servers_listen_on_this_machine_only(stack: LocalStack) -> None:
    listening = subprocess.run(
        [sys.executable, "-c", LISTENING, str(stack.folder.path)], check=True, capture_output=True, text=True
    ).stdout.split()
    assert len(listening) >= len([port for part in stack.servers for port in part.ports])
    assert set(listening) == {"127.0.0.1"}


LISTENING = """
import sys, psutil
for process in psutil.process_iter(["cmdline"]):
    if sys.argv[1] in " ".join(process.info["cmdline"] or []) and "json" not in process.name():
        for connection in process.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN:
                print(connection.laddr.ip)
"""


def test_a_part_whose_variable_is_set_is_awaited_and_not_started(
    stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = stack.settings
    monkeypatch.setenv("DATABASE_URL", elsewhere.database.url)
    monkeypatch.setenv("TEMPORAL_ADDRESS", elsewhere.temporal.address)
    monkeypatch.setenv("REDIS_URL", elsewhere.redis.url)
    monkeypatch.setenv("S3_ENDPOINT", elsewhere.s3.endpoint)
    monkeypatch.setenv("API_PORT", str(free_block()))
    with LocalStack(Ports.free(tmp_path), Settings()) as second:
        ready: list[str] = []
        second.start(lambda part, _seconds: ready.append(part.name))
        assert sorted(ready) == ["postgres", "redis", "s3", "temporal"]
        assert [path.name for path in tmp_path.rglob("*")] == ["logs"]
        assert second.settings.database == elsewhere.database


@pytest.mark.parametrize(
    ("variable", "value", "title"),
    [
        ("DATABASE_URL", "postgresql://naryad@127.0.0.1:1/naryad", "PostgreSQL"),
        ("TEMPORAL_ADDRESS", "127.0.0.1:1", "Temporal"),
        ("REDIS_URL", "redis://127.0.0.1:1/0", "Redis"),
        ("S3_ENDPOINT", "127.0.0.1:1", "S3"),
    ],
)
def test_an_outside_part_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, title: str
) -> None:
    monkeypatch.setenv(variable, value)
    monkeypatch.setenv("API_PORT", str(free_block()))
    with LocalStack(Ports.free(tmp_path), Settings()) as stack:
        stack.runner.ready_within = 0.1
        with pytest.raises(StackError, match=f"{title} is not ready"):
            stack.runner.bring_up([part for part in stack.servers if not part.command])


@pytest.mark.parametrize(
    "name", ["postgres_port", "temporal_port", "temporal_ui_port", "redis_port", "s3_port"]
)
def test_a_busy_port_names_the_variable_to_change(tmp_path: Path, name: str) -> None:
    ports = Ports.free(tmp_path)
    with socket.create_server(("127.0.0.1", getattr(ports, name))):
        expected = (
            rf"Port {getattr(ports, name)} \(.+\) is taken: .* set STACK_{name.upper()} to another port"
        )
        with pytest.raises(StackError, match=expected):
            LocalStack(ports, given()).claim()
    LocalStack(ports, given()).claim().stop()


def test_a_busy_port_of_the_api_names_its_variable(tmp_path: Path) -> None:
    settings = given()
    with (
        socket.create_server(("127.0.0.1", settings.api.port)),
        pytest.raises(StackError, match=rf"Port {settings.api.port} \(API\) is taken: .* set API_PORT"),
    ):
        LocalStack(Ports.free(tmp_path), settings).claim()


def test_a_second_stack_in_the_same_folder_is_refused(stack: LocalStack) -> None:
    with pytest.raises(StackError, match="already runs from"):
        LocalStack(Ports.free(stack.folder.path), given()).claim()


def reset(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stack", "reset"]
    return subprocess.run(
        command, env={"STACK_DATA": str(folder)}, check=False, capture_output=True, text=True
    )


def test_reset_refuses_while_the_stack_runs(stack: LocalStack) -> None:
    refused = reset(stack.folder.path)
    assert refused.returncode == 1
    assert "already runs from" in refused.stderr
    assert (stack.folder.path / "postgres" / "PG_VERSION").exists()


def test_reset_empties_the_folder(tmp_path: Path) -> None:
    DataFolder(tmp_path).claim().release()
    (tmp_path / "postgres").mkdir()
    (tmp_path / "temporal.db").write_text("")
    assert reset(tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_the_fixed_ports_are_those_the_settings_expect() -> None:
    expected = Settings.model_construct()
    fixed = Ports.model_construct()
    led = leading_to(fixed, expected)
    ours = {"telegram": expected.telegram, "bot": expected.bot, "auth": expected.auth}  # as of the sandbox
    assert led.model_copy(update=ours) == expected
