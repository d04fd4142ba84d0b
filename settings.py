"""One Settings for every process, read from the environment and `.env`.

A nested name is written with one underscore: `DATABASE_URL`, `TEMPORAL_ADDRESS`, `S3_ACCESS_KEY`.
The defaults are those of the local stack; outside of it (`ENVIRONMENT=production`) a default secret
is refused, so that nobody runs a public system on a published password. Every one may come from a file:
`AUTH_SECRET_FILE=/run/secrets/auth_secret`.
"""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from telegram.settings import BotSettings, TelegramSettings

LOCAL_SECRET = "local-stack-only-secret-0123456789abcdef"  # noqa: S105 - refused in production below

API_ROLE = "naryad_api"
"""The API's in PostgreSQL: the migrations give it what it may (ADR 20)."""

SHORTEST_KEY = 32
"""Characters of a secret that signs: less than a SHA-256 can be guessed (RFC 7518, 3.2)."""

ADDRESSES = "addresses.env"
"""In the data folder of a local stack: where its parts are while some of their usual ports are taken."""


class LocalData(BaseSettings):
    """The folder of the local stack."""

    model_config = SettingsConfigDict(env_prefix="STACK_", env_file=".env", extra="ignore")

    data: Path = Path(".data")


def with_password(url: str, password: SecretStr) -> str:
    """The same address, with the password for its user."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    secret = quote(password.get_secret_value(), safe="")
    return parts._replace(netloc=f"{parts.username or ''}:{secret}@{host}").geturl()


def with_user(url: str, user: str, password: SecretStr | None) -> str:
    """The same address, for somebody else."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    named = parts._replace(netloc=f"{user}@{host}").geturl()
    return with_password(named, password) if password else named


class Environment(StrEnum):
    LOCAL = "local"
    PRODUCTION = "production"


class DatabaseSettings(BaseModel):
    url: str = "postgresql://naryad@127.0.0.1:15432/naryad"
    password: SecretStr | None = None
    """Becomes part of `url`: so the address may be told to anybody."""
    api_password: SecretStr | None = None
    """Of the role that the API logs in as, which has no other rights than it needs."""
    pool_size: int = Field(default=20, ge=2)
    # Below the 5 s that a recording may take, so that an absent database is an error and not a hang.
    connect_timeout: float = Field(default=3.0, gt=0, description="seconds")
    command_timeout: float = Field(default=4.0, gt=0, description="seconds")

    @model_validator(mode="after")
    def _with_password(self) -> Self:
        if self.password:  # else it would look as if somebody had set the address
            self.url = with_password(self.url, self.password)
        return self

    @property
    def of_api(self) -> Self:
        """The same database, by the API's own role."""
        return self.model_copy(update={"url": with_user(self.url, API_ROLE, self.api_password)})


class TemporalSettings(BaseModel):
    address: str = "127.0.0.1:17233"
    namespace: str = "default"
    ui_url: str = "http://127.0.0.1:18233"
    api_key: SecretStr | None = None
    tls: bool = False
    tls_ca: Path | None = None
    """Whom to trust instead of the system's authorities: a file of certificates (PEM)."""


class RedisSettings(BaseModel):
    url: str = "redis://127.0.0.1:16379/0"
    password: SecretStr | None = None
    """Becomes part of `url`."""

    @model_validator(mode="after")
    def _with_password(self) -> Self:
        if self.password:  # else it would look as if somebody had set the address
            self.url = with_password(self.url, self.password)
        return self


class S3Settings(BaseModel):
    endpoint: str = "127.0.0.1:18333"
    public_endpoint: Annotated[str, Field(pattern=r"^https?://[^/?#@]+$")] | None = None
    """Where browsers reach the same store, as https://files.example.com; None: where we do.

    Whatever stands in between passes the Host header on: links are signed for this host.
    """
    access_key: str = "naryad"
    secret_key: SecretStr = SecretStr(LOCAL_SECRET)
    bucket: str = "naryad"
    region: str = "us-east-1"
    secure: bool = False


class ApiSettings(BaseModel):
    host: str = "127.0.0.1"
    port: int = 18000
    trusted_proxies: str = "127.0.0.1"
    """Addresses or networks, by commas, of who may say in X-Forwarded-For whom a request comes from."""


class PublicSettings(BaseModel):
    url: Annotated[str, Field(pattern=r"^https?://[^/?#@]+$")] | None = None
    """Where people reach the system, as https://naryad.example.com; None: where the API listens."""


class AuthSettings(BaseModel):
    secret: SecretStr = SecretStr(LOCAL_SECRET)
    key_id: str = "1"
    old_keys: dict[str, SecretStr] = {}
    """By key id: they sign nothing more, and what they signed stays good. Keep one for as long as a token."""
    access_token_minutes: int = Field(default=15, ge=1, le=60)
    sealing_key: SecretStr = SecretStr(LOCAL_SECRET)
    """Encrypts the secrets of second factors; with another one their people have to enrol anew."""
    totp_for_superusers: bool = False
    clients: dict[str, Annotated[str, Field(pattern="^[0-9a-f]{64}$")]] = {}
    """Service clients, as the bot: id and SHA-256 of its secret, which is chance of 32 characters or more."""

    @model_validator(mode="after")
    def _refuse_two_keys_of_one_id(self) -> Self:
        if self.key_id in self.old_keys:
            raise ValueError("AUTH_KEY_ID also names one of AUTH_OLD_KEYS: give the new key a new id")
        return self


class MetricsSettings(BaseModel):
    """Where Prometheus reads, and where a worker tells its health. 0: nowhere. `make up` chooses its own."""

    host: str = "127.0.0.1"
    api_port: int = Field(default=0, ge=0, le=65535)
    worker_port: int = Field(default=0, ge=0, le=65535)
    sdk_port: int = Field(default=0, ge=0, le=65535)
    """What the worker's Temporal SDK counts by itself."""
    bot_port: int = Field(default=0, ge=0, le=65535)


class LogSettings(BaseModel):
    level: str = "INFO"
    json_lines: bool = False


class FilesSource(EnvSettingsSource):
    """`<variable>_FILE` names a file with the variable's value: so container engines hand secrets over."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        files = {
            name.lower().removesuffix("_file"): path
            for name, path in os.environ.items()
            if name.lower().endswith("_file") and path
        }
        return {name: _read(name, path) for name, path in files.items() if self._is_setting(name)}

    def _is_setting(self, name: str) -> bool:
        """Others have variables that end like this too: SSL_CERT_FILE."""
        section, _, key = name.partition("_")
        field = self.settings_cls.model_fields.get(section)
        kind = field.annotation if field else None
        return isinstance(kind, type) and issubclass(kind, BaseModel) and key in kind.model_fields


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name.upper()}_FILE={path} cannot be read: {error}") from error


class Settings(BaseSettings):
    """All settings of one process."""

    model_config = SettingsConfigDict(
        env_file=(LocalData().data / ADDRESSES, ".env"),
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="ignore",
    )

    environment: Environment = Environment.LOCAL
    database: DatabaseSettings = DatabaseSettings()
    temporal: TemporalSettings = TemporalSettings()
    redis: RedisSettings = RedisSettings()
    s3: S3Settings = S3Settings()
    api: ApiSettings = ApiSettings()
    public: PublicSettings = PublicSettings()
    auth: AuthSettings = AuthSettings()
    bot: BotSettings = BotSettings()
    telegram: TelegramSettings = TelegramSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Of two that say something, the one named first here is right."""
        return init_settings, env_settings, FilesSource(settings_cls), dotenv_settings, file_secret_settings

    @property
    def public_url(self) -> str:
        """What the addresses on papers begin with."""
        return self.public.url or f"http://{self.api.host}:{self.api.port}"

    @property
    def api_url(self) -> str:
        """Where the bot reaches the API."""
        return self.bot.api_url or f"http://{self.api.host}:{self.api.port}"

    @model_validator(mode="after")
    def _refuse_published_secrets(self) -> Self:
        if self.environment is Environment.LOCAL:
            return self
        keys = {"AUTH_SECRET": self.auth.secret, "AUTH_SEALING_KEY": self.auth.sealing_key} | {
            f"AUTH_OLD_KEYS ({key_id})": key for key_id, key in self.auth.old_keys.items()
        }
        secrets = keys | {"S3_SECRET_KEY": self.s3.secret_key}
        if self.bot.client_secret:
            secrets["BOT_CLIENT_SECRET"] = self.bot.client_secret
        published = [name for name, value in secrets.items() if value.get_secret_value() == LOCAL_SECRET]
        if published:
            raise ValueError(f"set {' and '.join(published)}: the local stack's secret is public")
        short = [name for name, key in keys.items() if len(key.get_secret_value()) < SHORTEST_KEY]
        if short:
            raise ValueError(f"{' and '.join(short)}: give at least {SHORTEST_KEY} characters")
        return self
