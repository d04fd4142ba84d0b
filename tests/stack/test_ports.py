"""Busy ports are dodged unless somebody has fixed them, and the way is told to `make demo` and `naryad`."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ADDRESSES, ApiSettings, Settings
from stack import addresses
from stack.__main__ import dodging
from stack.local import LocalStack
from stack.part import StackError
from stack.ports import Ports, free_block, is_busy, reserve
from stack.s3 import inner_ports

ROOT = Path(__file__).parents[2]


def by_default(data: Path) -> Ports:
    """Ports that nobody has fixed."""
    return Ports.model_construct(_fields_set={"data"}, **Ports.free(data).model_dump())


@pytest.mark.parametrize(
    "name", ["postgres_port", "temporal_port", "temporal_ui_port", "redis_port", "s3_port", "telegram_port"]
)
def test_a_busy_port_that_nobody_fixed_is_dodged(tmp_path: Path, name: str) -> None:
    ports = by_default(tmp_path)
    with socket.create_server(("127.0.0.1", getattr(ports, name))):
        moved = ports.dodging()
        assert moved.model_dump(exclude={name}) == ports.model_dump(exclude={name})
        assert not is_busy(getattr(moved, name))
        LocalStack(moved, Settings.model_construct(api=ApiSettings(port=free_block()))).claim().stop()


def test_a_port_that_s3_takes_besides_its_own_moves_it(tmp_path: Path) -> None:
    ports = by_default(tmp_path)
    with socket.create_server(("127.0.0.1", inner_ports(ports.s3_port)["filer.port"])):
        assert ports.dodging().s3_port != ports.s3_port


def test_a_free_block_is_nobody_elses_before_it_is_used() -> None:
    first = free_block()
    with pytest.raises(OSError, match="in use"):
        reserve(first)


def test_free_ports_stay(tmp_path: Path) -> None:
    ports = by_default(tmp_path)
    assert ports.dodging() == ports


def test_a_fixed_port_is_not_dodged(tmp_path: Path) -> None:
    ports = Ports.free(tmp_path)
    with socket.create_server(("127.0.0.1", ports.redis_port)):
        assert ports.dodging() == ports
        with pytest.raises(StackError, match="STACK_REDIS_PORT"):
            LocalStack(ports.dodging(), Settings.model_construct()).claim()


def test_the_api_dodges_too_unless_its_port_is_fixed() -> None:
    port = free_block()
    unfixed = ApiSettings.model_construct(_fields_set=set(), host="127.0.0.1", port=port)
    fixed = Settings.model_construct(api=ApiSettings(port=port))
    with socket.create_server(("127.0.0.1", port)):
        assert dodging(Settings.model_construct(api=unfixed)).api.port != port
        assert dodging(fixed) == fixed


def read_by_others(data: Path, **variables: str) -> list[str]:
    """What `Settings()` of another process, started after, leads to."""
    code = "from settings import Settings; s = Settings(); print(s.api.port, s.redis.url, s.database.url)"
    clean = {name: value for name, value in os.environ.items() if name not in ("API_PORT", "REDIS_URL")}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**clean, "STACK_DATA": str(data), **variables},
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.split()


def test_others_find_the_parts_where_they_are_and_nothing_that_is_gone(tmp_path: Path) -> None:
    database = Settings.model_construct().database.model_copy(update={"url": "postgresql://u:secret@db/n"})
    given = Settings.model_construct(api=ApiSettings(port=free_block()), database=database)
    stack = LocalStack(Ports.free(tmp_path), given)
    addresses.write(stack)
    assert "secret" not in (tmp_path / ADDRESSES).read_text()
    port, redis, outside = read_by_others(tmp_path)
    assert (port, redis) == (str(stack.settings.api.port), stack.settings.redis.url)
    assert outside == Settings.model_construct().database.url
    assert read_by_others(tmp_path, API_PORT="12345")[0] == "12345"
    addresses.forget(stack)
    assert read_by_others(tmp_path)[:2] == ["18000", "redis://127.0.0.1:16379/0"]
