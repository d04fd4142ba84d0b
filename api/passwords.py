"""Passwords: Argon2id, computed in threads so that nobody else waits for a log-in."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.passwords import LONGEST

_argon2 = PasswordHash((Argon2Hasher(),))
_NOBODYS = _argon2.hash("nobody has this password")
"""Verified when the log-in is unknown, so that the time of an answer does not tell who exists."""


def hashed(password: str) -> str:
    """Hash for storing; takes some 50 ms of one core."""
    return _argon2.hash(password)


async def rehashed(password: str, stored: str) -> str | None:
    """A better hash of a password that has matched; None: the stored one is as good as we make them."""
    if not _argon2.current_hasher.check_needs_rehash(stored):
        return None
    return await asyncio.to_thread(hashed, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password behind the stored hash; takes as long when there is none."""
    return await asyncio.to_thread(_matches, password, stored)


def _matches(password: str, stored: str | None) -> bool:
    try:
        same = _argon2.verify(password[:LONGEST], stored or _NOBODYS)
    except UnknownHashError:
        return False
    return same and stored is not None and len(password) <= LONGEST
