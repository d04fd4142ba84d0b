"""How often anybody may try a password, a code or a token; beyond that 429, with an account or without one.

Whoever guesses at an account from elsewhere does not lock its person out: the strict count is by account
*and* sender. The wide one by account is for guessing from everywhere at once.
"""

from http import HTTPStatus
from typing import Final

from api.problems import ProblemError
from api.services import Services
from storage.attempts import Limit

LOG_IN_FROM: Final = Limit("log-in-from", 10, 300)
"""By account and sender."""
LOG_IN: Final = Limit("log-in", 100, 3600)
"""By account."""
LOG_INS: Final = Limit("log-ins", 100, 300)
"""By sender: an office of people behind one address begins its day."""
REFRESHES: Final = Limit("refreshes", 120, 60)
"""By sender."""
PASSWORD: Final = Limit("password", 10, 900)
"""By person who gives the current password for another one."""
CODES: Final = Limit("codes", 10, 3600)
"""By person; counted from nothing again by the right code."""
CLIENTS: Final = Limit("clients", 20, 300)
"""By sender that gives a wrong secret of a service client."""
INVITES: Final = Limit("invites", 20, 3600)
"""By sender, or by Telegram account that the bot names."""


async def refuse_too_many(services: Services, *counted: tuple[Limit, str]) -> None:
    """Count this attempt for each, and refuse it where that is one too many."""
    waits = [await services.attempts.count(limit, whom) for limit, whom in counted]
    if seconds := max(waits):
        raise ProblemError(
            HTTPStatus.TOO_MANY_REQUESTS,
            "auth.too_many",
            f"Too many attempts: try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
            members={"facts": {"seconds": seconds}},
        )
