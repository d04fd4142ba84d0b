"""`make demo` as a newcomer runs it: it shows what it promises, and fails in words."""

import os
import re
import subprocess
import sys
from pathlib import Path

from stack import own
from stack.local import LocalStack
from stack.ports import free_block

ROOT = Path(__file__).parents[2]
ROUNDS = 2 if os.environ.get("NARYAD_PROVE") else 1
"""A second one meets the papers, photos and open orders of the first."""


def demo(environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run it without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "stack", "demo"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_demo_tells_ten_stories_and_succeeds(system: LocalStack) -> None:
    for _ in range(ROUNDS):
        shown = demo(dict(own.environment(system.settings)))
        assert (shown.returncode, shown.stderr) == (0, "")
        assert len(re.findall(r"^\d+\. ", shown.stdout, re.MULTILINE)) == 10
        links = re.findall(rf"{system.settings.temporal.ui_url}/\S+/order-\S+", shown.stdout)
        assert len(set(links)) == 11  # one story leads two orders
        assert "срок прошёл: напоминание, Тимур Сменный" in shown.stdout
        assert "сводка по наряду: PDF, " in shown.stdout
        assert "✗" not in shown.stdout


def test_demo_without_a_running_system_says_so_in_one_sentence() -> None:
    port = free_block()
    shown = demo({"API_PORT": str(port)})
    assert shown.returncode == 1
    assert shown.stdout == ""
    assert shown.stderr == f"Naryad does not run at http://127.0.0.1:{port}: start it with `make up`.\n"
