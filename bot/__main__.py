"""`python -m bot` prints `bot ready` when it asks for updates, and drains on SIGTERM and Ctrl-C."""

import asyncio
import sys

from bot.app import serve
from bot.settings import OutsideSettings
from logs import configure


def main() -> int:
    settings = OutsideSettings()
    configure(settings.log)
    try:
        asyncio.run(serve(settings))
    except ValueError as error:
        print(error, file=sys.stderr)  # noqa: T201 - for the person at the terminal
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
