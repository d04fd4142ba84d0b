"""A crash while the interpreter unloads changes no verdict of a test run."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONFTEST = "from tests.conftest import pytest_sessionstart, pytest_unconfigure\n"
CRASH = """
import ctypes
libc = ctypes.CDLL(None)
libc.__cxa_atexit(libc.abort, None, None)
"""


@pytest.mark.parametrize(
    ("conftest", "body", "status", "spread"),
    [
        (CONFTEST, "assert True", 0, []),
        (CONFTEST, "assert False", 1, []),
        (CONFTEST, "assert True", 0, ["-n1"]),
        (CONFTEST, "assert False", 1, ["-n1"]),
        ("", "assert True", -6, []),
    ],
)
async def test_a_crash_at_exit(
    conftest: str, body: str, status: int, spread: list[str], tmp_path: Path
) -> None:
    (tmp_path / "conftest.py").write_text(conftest)
    (tmp_path / "crash.py").write_text(CRASH)
    (tmp_path / "test_it.py").write_text(f"def test_it():\n    {body}\n")
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-p", "crash", *spread, "test_it.py"),
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{tmp_path}"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    words, _ = await run.communicate()
    assert run.returncode == status
    assert (" passed" if body == "assert True" else " failed") in words.decode()
