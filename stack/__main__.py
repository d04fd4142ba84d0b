"""`python -m stack up | demo | reset`, as the Makefile calls them."""

import argparse
import os
import sys
from typing import NoReturn

from pydantic import ValidationError

from settings import Settings
from stack.folder import DataFolder
from stack.local import LocalStack
from stack.part import StackError
from stack.ports import Ports, free_block, is_busy
from stack.up import Up


def up(parent: int | None) -> int:
    """Run the stack until it is stopped."""
    ports = Ports()
    folder = DataFolder(ports.data).claim()  # what an earlier run has left to end is not in the way
    ports, settings = ports.dodging(), measured(dodging(own_settings()))
    folder.release()
    return Up(LocalStack(ports, settings)).run(parent)


def own_settings() -> Settings:
    """What somebody has set; not where a stack of before has been."""
    return Settings(_env_file=".env")


def dodging(settings: Settings) -> Settings:
    """The same, but a free port for an API whose port, or one of those after it, is busy and not fixed."""
    if "port" in settings.api.model_fields_set or not any(is_busy(settings.api.port + n) for n in range(5)):
        return settings
    return settings.model_copy(update={"api": settings.api.model_copy(update={"port": free_block()})})


def measured(settings: Settings) -> Settings:
    """The same, with the ports of metrics beside that of the API, but those that somebody has set."""
    ports = {
        name: settings.api.port + n
        for n, name in enumerate(("api_port", "worker_port", "sdk_port", "bot_port"), 1)
    }
    given = settings.metrics
    unset = {name: port for name, port in ports.items() if name not in given.model_fields_set}
    return settings.model_copy(update={"metrics": given.model_copy(update=unset)})


def reset() -> int:
    """Empty the data folder; refuses while a stack runs from it."""
    folder = DataFolder(Ports().data)
    folder.claim()
    folder.empty()
    folder.release()
    print(f"{folder.path} is empty.")
    return 0


def demo() -> int:
    """Walk orders through the running system."""
    from stack.demo import show  # noqa: PLC0415 - heavy, and only this command needs it

    return show.main()


def main() -> int:
    parser = argparse.ArgumentParser("python -m stack", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("up", help=up.__doc__)
    start.add_argument("--parent", type=int, help="end with the process of this id")
    commands.add_parser("demo", help=demo.__doc__)
    commands.add_parser("reset", help=reset.__doc__)
    given = parser.parse_args()
    try:
        return {"up": lambda: up(given.parent), "demo": demo, "reset": reset}[given.command]()
    except StackError as error:
        print(error, file=sys.stderr)
    except ValidationError as error:
        print(f"The settings cannot be used: {error}", file=sys.stderr)
    return 1


def leave(code: int) -> NoReturn:
    """End without the interpreter's own clean-up, in which Temporal's native runtime may crash."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
