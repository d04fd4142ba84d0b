"""Secrets that have to be readable again, encrypted at rest: AES-256-GCM under a key of the settings.

Whoever reads the database, or a backup of it, reads none of them. A seal is bound to its person: copied to
another's row it does not open.
"""

from hashlib import sha256
from secrets import token_bytes
from typing import Final

from Crypto.Cipher import AES

from domain.values import PersonId
from settings import AuthSettings

NONCE: Final = 12
TAG: Final = 16


class SealBrokenError(Exception):
    """Sealed under another key, for somebody else, or changed."""


def _key(settings: AuthSettings) -> bytes:
    return sha256(b"naryad second factors " + settings.sealing_key.get_secret_value().encode()).digest()


def sealed(settings: AuthSettings, secret: bytes, whose: PersonId) -> bytes:
    nonce = token_bytes(NONCE)
    cipher = AES.new(_key(settings), AES.MODE_GCM, nonce=nonce, mac_len=TAG)
    cipher.update(whose.bytes)
    encrypted, tag = cipher.encrypt_and_digest(secret)
    return nonce + tag + encrypted


def opened(settings: AuthSettings, seal: bytes, whose: PersonId) -> bytes:
    """Raises SealBrokenError unless it was sealed here, for this person."""
    nonce, tag, encrypted = seal[:NONCE], seal[NONCE : NONCE + TAG], seal[NONCE + TAG :]
    cipher = AES.new(_key(settings), AES.MODE_GCM, nonce=nonce, mac_len=TAG)
    cipher.update(whose.bytes)
    try:
        return cipher.decrypt_and_verify(encrypted, tag)
    except ValueError as error:
        raise SealBrokenError from error
