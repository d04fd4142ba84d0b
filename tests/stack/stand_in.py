"""`python -m stack up` with stand-ins for demo data, API and worker, to be killed often."""

import argparse
import sys
from pathlib import Path

from settings import Settings
from stack.__main__ import leave, own_settings
from stack.local import LocalStack
from stack.login import Login
from stack.own import environment
from stack.part import NotReadyError, Part
from stack.ports import Ports
from stack.up import Step, Up

SERVES = "import time; print('worker ready', flush=True); time.sleep(600)"


def ready(log: Path) -> None:
    if "ready" not in log.read_text():
        raise NotReadyError("it has said nothing")


def stand_in(name: str, settings: Settings, code: str = SERVES) -> Part:
    return Part(name, name.capitalize(), ready, [sys.executable, "-c", code], environment(settings))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int)
    parser.add_argument("--worker", default=SERVES)
    given = parser.parse_args()
    stack = LocalStack(Ports(), own_settings())
    stack.own = [stand_in("api", stack.settings), stand_in("worker", stack.settings, given.worker)]
    stack.bots = []
    step = Step("Demo data", lambda _settings: None)
    logins = [Login("Alpha", "curator", "+79990000001", "a demo password")]
    return Up(stack, [step], lambda: logins).run(given.parent)


if __name__ == "__main__":
    leave(main())
