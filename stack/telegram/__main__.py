"""`python -m stack.telegram --port 18081 --data .data/telegram --cast cast.json`."""

import argparse
import sys
from pathlib import Path

import uvicorn

from stack.telegram.app import create_app
from stack.telegram.cast import Cast
from stack.telegram.server import KEEP_ALIVE, STOP_WITHIN, Protocol, Server
from stack.telegram.world import World

PORT = 18081


def main() -> int:
    parser = argparse.ArgumentParser("python -m stack.telegram", description="A Telegram of your own.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument(
        "--data", type=Path, default=Path(".data/telegram"), help="the folder that keeps chats"
    )
    parser.add_argument("--cast", type=Path, help='bots and people: {"bots": [...], "people": [...]}')
    given = parser.parse_args()
    world = World.opened(given.data)
    if given.cast:
        cast = Cast.model_validate_json(given.cast.read_text())
        for bot in cast.bots:
            world.add_bot(bot)
        for person in cast.people:
            world.add_person(person)
    config = uvicorn.Config(
        create_app(world),
        host=given.host,
        port=given.port,
        http=Protocol,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=STOP_WITHIN,
    )
    server = Server(config, world.close)
    print(f"Telegram sandbox: http://{given.host}:{given.port}", flush=True)
    server.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
