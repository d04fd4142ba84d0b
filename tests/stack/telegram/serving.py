"""A sandbox of the tests' own, as `python -m stack.telegram` starts it."""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from stack.ports import free_block

ROOT = Path(__file__).parents[3]
TOKEN = "4242:AAE-sandbox_token_of_the_tests"
OTHER_TOKEN = "4343:AAE-another_token_of_the_tests"
BOT, OTHER_BOT = 4242, 4343
CAST = {
    "bots": [
        {"token": TOKEN, "username": "naryad_test_bot", "first_name": "Наряд"},
        {"token": OTHER_TOKEN, "username": "other_test_bot", "first_name": "Другой"},
    ],
    "people": [
        {"id": 1001, "key": "petrova", "first_name": "Анна", "last_name": "Петрова", "role": "Куратор"},
        {"id": 1002, "key": "ivanov", "first_name": "Иван", "last_name": "Иванов", "role": "Инженер"},
    ],
}


class Server:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_block()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        cast = self.folder / "cast.json"
        cast.write_text(json.dumps(CAST))
        options = ["--port", str(self.port), "--data", str(self.folder / "data"), "--cast", str(cast)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "stack.telegram", *options], cwd=ROOT, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        code = self.process.wait(60)
        assert code == -signal.SIGTERM, (
            f"it ended with {code}:\n{self.log.read_text()}"
        )  # uvicorn stops, then obeys it

    def complaints(self) -> str:
        """What it printed beside its address."""
        lines = self.log.read_text().splitlines()
        return "\n".join(line for line in lines if not line.startswith("Telegram sandbox: http://"))

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sandbox/bots", timeout=3):  # noqa: S310 - our own http address
                return True
        except OSError:
            return False
