"""The settings that have to do with Telegram, parts of the one Settings: `BOT_NAME`, `TELEGRAM_TOKENS`."""

import re
from collections.abc import Iterable
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field, SecretStr, field_validator

from domain.people import Role


class BotName(NamedTuple):
    name: str
    roles: frozenset[str]
    """Whom this bot serves; empty: everybody."""


class BotSettings(BaseModel):
    """The process that talks to people in Telegram, a client of the API like any other."""

    name: str | None = None
    """As in t.me/<name>: where invites lead; None: they are a code without a link.

    Of several bots, by spaces: `<name>`, or `<name>=engineer,stationary_engineer`.
    """
    api_url: Annotated[str, Field(pattern=r"^https?://[^?#]+$")] | None = None
    """Where the bot reaches the API; None: where it listens."""
    client_id: str = "bot"
    """One of AUTH_CLIENTS."""
    client_secret: SecretStr | None = None
    webhook_url: Annotated[str, Field(pattern=r"^(https?://[^?#]+)?$")] | None = None
    """Where Telegram brings updates, each bot's to /<its id> below; None or empty: the bot asks for them."""
    webhook_secret: SecretStr | None = None
    webhook_host: str = "127.0.0.1"
    webhook_port: int = 18010

    @field_validator("name")
    @classmethod
    def _refuse_unreadable(cls, name: str | None) -> str | None:
        if name is not None and not _bot_names(name):
            raise ValueError(NAMES_WANTED)
        return name

    def for_roles(self, roles: Iterable[Role]) -> str | None:
        """The name of the first bot for one of these roles; of the first of all, where no bot is for them."""
        names = _bot_names(self.name or "")
        served = (bot.name for bot in names if not bot.roles or bot.roles.intersection(roles))
        return next(served, names[0].name if names else None)


class BotToken(NamedTuple):
    token: str
    roles: frozenset[str]
    """Whom this bot serves; empty: everybody."""

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])


class TelegramSettings(BaseModel):
    """Telegram itself, as bot and worker reach it."""

    tokens: SecretStr = SecretStr("")
    """Of the bots, by spaces or lines: `<token>`, or `<token>=engineer,stationary_engineer`."""
    server: Annotated[str, Field(pattern=r"^https?://[^/?#@]+$")] | None = None
    """Another Bot API server; None: Telegram's own."""
    proxy: SecretStr | None = None
    """An HTTP proxy, as http://user:password@host:8080."""
    burst: int = Field(default=3, ge=1)
    """Replies into one chat that may follow each other at once; on average Telegram takes one a second."""

    @property
    def bots(self) -> tuple[BotToken, ...]:
        """Raises ValueError, in words, for what is no list of tokens."""
        return tuple(_bot_token(text) for text in self.tokens.get_secret_value().split())


BOT_TOKEN = re.compile(r"([0-9]{1,16}:[A-Za-z0-9_-]{16,})(?:=([a-z_,]+))?")


def _bot_token(text: str) -> BotToken:
    found = BOT_TOKEN.fullmatch(text)
    if found is None:
        raise ValueError("TELEGRAM_TOKENS: write <token> or <token>=role,role, as @BotFather gives tokens")
    return BotToken(found[1], _roles("TELEGRAM_TOKENS", found[2]))


BOT_NAME = re.compile(r"([A-Za-z0-9_]{5,32})(?:=([a-z_,]+))?")
NAMES_WANTED = "BOT_NAME: write <name> or <name>=role,role, as in t.me/<name>, several by spaces"


def _bot_names(text: str) -> tuple[BotName, ...]:
    found = [BOT_NAME.fullmatch(one) for one in text.split()]
    if None in found:
        raise ValueError(NAMES_WANTED)
    return tuple(BotName(one[1], _roles("BOT_NAME", one[2])) for one in found if one)


def _roles(setting: str, text: str | None) -> frozenset[str]:
    roles = frozenset(filter(None, (text or "").split(",")))
    if unknown := roles - frozenset(Role):
        raise ValueError(
            f"{setting}: no such role: {', '.join(sorted(unknown))}; there are {', '.join(Role)}"
        )
    return roles
