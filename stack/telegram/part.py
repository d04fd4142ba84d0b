"""The sandbox as a part of the stack."""

import sys
import urllib.request
from pathlib import Path

from stack.own import ROOT
from stack.part import Part, Run
from stack.telegram.cast import Cast


def telegram(folder: Path, port: int, cast: Cast) -> Part:
    """Keeps its chats and `cast` in `folder`/telegram. Bots reach it, and people its page, on `port`."""
    own = folder / "telegram"
    who = own / "cast.json"

    def prepare(_run: Run) -> None:
        own.mkdir(exist_ok=True)
        who.write_text(cast.model_dump_json())

    options = ["--port", str(port), "--data", str(own), "--cast", str(who)]
    return Part(
        name="telegram",
        title="Telegram sandbox",
        ready=lambda _log: _serves(f"http://127.0.0.1:{port}/sandbox/bots"),
        command=[sys.executable, "-m", "stack.telegram", *options],
        folder=ROOT,
        prepare=prepare,
        ports={port: "STACK_TELEGRAM_PORT"},
    )


def _serves(url: str) -> None:
    with urllib.request.urlopen(url, timeout=3):  # noqa: S310 - our own http address
        pass
