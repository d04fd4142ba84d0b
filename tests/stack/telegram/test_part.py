"""The sandbox under the stack's supervisor."""

import json
import urllib.request
from pathlib import Path

from stack.folder import DataFolder
from stack.ports import free_block
from stack.runner import Runner
from stack.telegram.cast import Cast
from stack.telegram.part import telegram
from tests.stack.telegram.serving import CAST


def test_the_stack_starts_kills_and_starts_it_again(tmp_path: Path) -> None:
    folder, port = DataFolder(tmp_path).claim(), free_block()
    runner = Runner(folder)
    try:
        runner.bring_up([telegram(tmp_path, port, Cast.model_validate(CAST))])
        runner.end("telegram", kill=True)
        runner.begin_again("telegram")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sandbox/users", timeout=3) as answer:
            assert [person["key"] for person in json.load(answer)] == ["petrova", "ivanov"]
    finally:
        runner.stop()
        folder.release()
