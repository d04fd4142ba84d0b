"""The local stack: the servers of one data folder, our own processes, and the settings that lead to them."""

import signal
from collections.abc import Callable
from typing import Self

from pydantic import SecretStr

from settings import Settings
from stack import demo_people, own, postgres, redis, s3, service_client, temporal
from stack.folder import DataFolder
from stack.part import Part
from stack.ports import Ports, refuse_busy
from stack.runner import Runner
from stack.telegram.part import telegram


class LocalStack:
    """PostgreSQL, Temporal, Redis and S3, each local, or outside where its variable is set.

    `make up` runs one on fixed ports; the tests run one on free ports and in a folder of their own:

        with LocalStack(Ports.free(folder), Settings.model_construct()) as stack:
            stack.start()
            stack.settings.database.url
    """

    def __init__(self, ports: Ports, given: Settings, *, durable: bool = True) -> None:
        """`given`: settings as read from the environment. Not `durable`: do not wait for the disk."""
        self.folder = DataFolder(ports.data)
        self.runner = Runner(self.folder)
        self.settings = leading_to(ports, given)
        self.servers = _servers(ports, given, self.folder, durable=durable)
        self.own = [own.api(self.settings), own.worker(self.settings)]
        self.bots = _bots(ports, self.settings, self.folder)

    @property
    def claimed(self) -> bool:
        return self.folder.claimed

    def claim(self) -> Self:
        """Take the data folder and make sure of the ports.

        Raises:
            StackError: another stack runs from the folder, or a port is taken.
        """
        self.folder.claim()
        try:
            refuse_busy([*self.servers, *self.own, *self.bots])
        except BaseException:
            self.folder.release()
            raise
        return self

    def start(self, on_ready: Callable[[Part, float], None] | None = None) -> None:
        """Start all servers together and wait until each serves. Errors as of `Runner.bring_up`."""
        self.runner.bring_up(self.servers, on_ready)

    def stop(self) -> None:
        """Stop everything, own processes before servers, and give the folder back."""
        self.runner.stop()
        self.folder.release()

    def end(self, name: str) -> None:
        """Stop one server (`postgres`, `temporal`, `redis`, `s3`) in peace; returns when it is gone."""
        self.runner.end(name)

    def kill(self, name: str) -> None:
        """SIGKILL one server; returns when it is gone."""
        self.runner.end(name, kill=True)

    def begin_again(self, name: str) -> None:
        """Start an ended or killed server on the same port and data; returns when it serves."""
        self.runner.begin_again(name)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to one server, as SIGSTOP and SIGCONT."""
        self.runner.process(name).signal(number)

    def __enter__(self) -> Self:
        return self.claim()

    def __exit__(self, *_: object) -> None:
        self.stop()


def leading_to(ports: Ports, given: Settings) -> Settings:
    """`given`, with the addresses of the local servers wherever no outside one was set."""
    given = with_sandbox(ports, service_client.known_to_both(given))
    local: dict[str, dict[str, str]] = {
        "database": {"url": postgres.url_on(ports.postgres_port)},
        "temporal": {
            "address": f"127.0.0.1:{ports.temporal_port}",
            "ui_url": f"http://127.0.0.1:{ports.temporal_ui_port}",
        },
        "redis": {"url": redis.url_on(ports.redis_port)},
        "s3": {"endpoint": f"127.0.0.1:{ports.s3_port}"},
    }
    return given.model_copy(
        update={
            section: current.model_copy(
                update={key: value for key, value in addresses.items() if key not in current.model_fields_set}
            )
            for section, addresses in local.items()
            if (current := getattr(given, section))
        }
    )


def with_sandbox(ports: Ports, given: Settings) -> Settings:
    """The same; without a token of a real bot, with the sandbox in Telegram's place."""
    if given.telegram.tokens.get_secret_value():
        return given
    telegram = given.telegram.model_copy(
        update={
            "tokens": SecretStr(demo_people.SANDBOX_TOKEN),
            "server": f"http://127.0.0.1:{ports.telegram_port}",
        }
    )
    bot = given.bot.model_copy(update={"name": given.bot.name or demo_people.BOT_NAME})
    return given.model_copy(update={"telegram": telegram, "bot": bot})


def in_sandbox(settings: Settings) -> bool:
    return settings.telegram.tokens.get_secret_value() == demo_people.SANDBOX_TOKEN


def _bots(ports: Ports, settings: Settings, folder: DataFolder) -> list[Part]:
    """The bot, and the Telegram it works against where that is the sandbox."""
    bot = own.bot(settings)
    if not in_sandbox(settings):
        return [bot]
    cast = demo_people.cast(demo_people.SANDBOX_TOKEN)
    return [telegram(folder.path, ports.telegram_port, cast), bot]


def _servers(ports: Ports, given: Settings, folder: DataFolder, *, durable: bool) -> list[Part]:
    """A part whose address is set by hand is an outside one."""
    settings, path = leading_to(ports, given), folder.path
    return [
        postgres.outside_postgres(settings.database.url)
        if "url" in given.database.model_fields_set
        else postgres.postgres(path, ports.postgres_port, durable=durable),
        temporal.outside_temporal(settings.temporal)
        if "address" in given.temporal.model_fields_set
        else temporal.temporal(
            path, ports.temporal_port, ports.temporal_ui_port, settings.temporal.namespace
        ),
        redis.outside_redis(settings.redis.url)
        if "url" in given.redis.model_fields_set
        else redis.redis(path, ports.redis_port),
        s3.outside_s3(settings.s3)
        if "endpoint" in given.s3.model_fields_set
        else s3.s3(path, ports.s3_port, settings.s3),
    ]
