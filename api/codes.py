"""Checking the second factor: a code of the phone, or one of those written down for when it is lost."""

from datetime import UTC, datetime
from hashlib import sha256

from api.attempts import CODES, refuse_too_many
from api.auth import unauthorized
from api.problems import ProblemError
from api.seals import SealBrokenError, opened
from api.services import Services
from domain.people import Person
from domain.totp import is_code, normal, step_of
from domain.values import PersonId
from logs import logger
from storage.database import Transaction
from storage.second_factors import Factor

log = logger(__name__)


def code_required() -> ProblemError:
    return unauthorized("auth.code_required", "Give a code of your second factor as well.")


def wrong_code() -> ProblemError:
    return unauthorized("auth.wrong_code", "This code is wrong, too old, or was used already.")


async def count_code(services: Services, person_id: PersonId) -> None:
    """Count a try before it is looked at."""
    await refuse_too_many(services, (CODES, str(person_id)))


async def spend(services: Services, tx: Transaction, person: Person, factor: Factor, given: str) -> None:
    """Take a code, which nobody can use again; refuse any other. Its try was counted.

    Raises:
        ProblemError: 401, wrong or spent.
    """
    code = normal(given)
    if is_code(code):
        step = _step(services, person, factor, code)
        good = step is not None and await tx.second_factors.spend_step(person.id, step)
    else:
        good = factor.confirmed and await tx.second_factors.spend_recovery_code(person.id, digest_of(code))
    if not good:
        raise wrong_code()
    await services.attempts.forgive(CODES, str(person.id))


def _step(services: Services, person: Person, factor: Factor, code: str) -> int | None:
    try:
        secret = opened(services.settings.auth, factor.sealed, person.id)
    except SealBrokenError:
        log.exception("a second factor was sealed with another key; its recovery codes work")
        return None
    return step_of(secret, code, datetime.now(UTC), factor.last_step)


def digest_of(code: str) -> str:
    """What is kept of a recovery code, which is 80 bits of chance."""
    return sha256(normal(code).encode()).hexdigest()
