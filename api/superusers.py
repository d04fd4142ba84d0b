"""The first account of a system: made at its terminal, by somebody who may run its programs."""

import sys
from getpass import getpass
from uuid import uuid4

from pydantic import ValidationError

from api.passwords import hashed
from domain.passwords import LONGEST, SHORTEST, is_common
from domain.people import Person, Role
from domain.values import PersonId
from settings import Settings
from storage.database import Conflict, Database


class RefusedError(Exception):
    """In words for the person at the terminal."""


def asked_for_password() -> str:
    """Twice at a terminal, where it is not shown; else the first line of stdin."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise RefusedError("these were two different passwords")
    return password


async def create(login: str, name: str, password: str) -> None:
    """Create the superuser.

    Raises:
        RefusedError: the password is no good, the log-in is taken, or a name is empty.
    """
    if not login.strip() or login != login.strip():
        raise RefusedError("a log-in neither is empty nor begins or ends with a space")
    _refuse_weak(login, name, password)
    try:
        person = Person(
            id=PersonId(uuid4()), organization_id=None, name=name, roles=frozenset({Role.SUPERUSER})
        )
    except ValidationError as error:
        raise RefusedError("the name is empty or too long") from error
    database = Database(Settings().database)
    try:
        async with database.transaction() as tx:
            await tx.people.put(person, login=login, password_hash=hashed(password))
    except Conflict as error:
        raise RefusedError(f"the log-in {login} is taken") from error
    finally:
        await database.close()


def _refuse_weak(login: str, name: str, password: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise RefusedError(f"a password has {SHORTEST} to {LONGEST} characters")
    if is_common(password, login, name):
        raise RefusedError("this password is one of those tried first; take several unrelated words")
