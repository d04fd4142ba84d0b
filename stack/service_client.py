"""The secret that the bot of a local stack shows to its API, where nobody has chosen another one."""

from hashlib import sha256

from pydantic import SecretStr

from settings import LOCAL_SECRET, Environment, Settings


def known_to_both(given: Settings) -> Settings:
    """The same; on a local stack without service clients, with one for the bot."""
    if given.environment is not Environment.LOCAL or given.auth.clients or given.bot.client_secret:
        return given
    clients = {given.bot.client_id: sha256(LOCAL_SECRET.encode()).hexdigest()}
    return given.model_copy(
        update={
            "auth": given.auth.model_copy(update={"clients": clients}),
            "bot": given.bot.model_copy(update={"client_secret": SecretStr(LOCAL_SECRET)}),
        }
    )
