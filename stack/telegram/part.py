"""The sandbox as a part of the stack."""

import sys
import urllib.request
from pathlib import Path

from stack.own import ROOT
from stack.part import Part

TITLE = "Telegram sandbox"


def telegram(folder: Path, port: int, cast: Path) -> Part:
    """Keeps its chats in `folder`; `cast` is a file of bots and people (see `Cast`), there when it starts."""
    options = ["--port", str(port), "--data", str(folder / "telegram"), "--cast", str(cast)]
    return Part(
        name="telegram",
        title=TITLE,
        ready=lambda _log: _serves(f"http://127.0.0.1:{port}/sandbox/bots"),
        command=[sys.executable, "-m", "stack.telegram", *options],
        folder=ROOT,
        ports={port: "STACK_TELEGRAM_PORT"},
    )


def _serves(url: str) -> None:
    with urllib.request.urlopen(url, timeout=3):  # noqa: S310 - our own http address
        pass
