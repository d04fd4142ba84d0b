"""The settings of the bot's process, which is trusted with none of the API's keys."""

from typing import Self

from pydantic import model_validator

from settings import LOCAL_SECRET, Environment, Settings


class OutsideSettings(Settings):
    """Of a process that reaches the system over HTTP: the API's keys have their published defaults here."""

    @model_validator(mode="after")
    def _refuse_published_secrets(self) -> Self:
        secret = self.bot.client_secret
        published = secret is None or secret.get_secret_value() == LOCAL_SECRET
        if self.environment is not Environment.LOCAL and published:
            raise ValueError("set BOT_CLIENT_SECRET: the local stack's secret is public")
        return self
