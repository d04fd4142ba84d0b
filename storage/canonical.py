"""Bytes that a hash may stand on: one canonical JSON per value, the fingerprint of a command, the chain.

Canonical JSON: keys sorted by code point, no spaces, UTF-8 as typed (no escapes, no normalisation), whole
numbers only. The chain: `hash = SHA-256(hash of the entry before || body)`, beginning with 32 zero bytes.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from pydantic import BaseModel, JsonValue

from domain.orders.order import Command

GENESIS = bytes(32)
"""What the first entry of every order is chained to."""


def canonical(value: BaseModel) -> bytes:
    """The canonical JSON of a model."""
    return canonical_json(value.model_dump(mode="json"))


def canonical_json(value: JsonValue) -> bytes:
    """The canonical bytes of a JSON value.

    Raises:
        ValueError: it holds a float, which has no one spelling.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: JsonValue) -> None:
    if isinstance(value, float):
        raise ValueError(f"a float ({value}) has no canonical form: use whole units")  # noqa: TRY004 - see docstring
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_floats(inner)


def fingerprint(command: BaseModel) -> str:
    """What a command asks for, as SHA-256 in hex. Not when: a repeated press carries a later time.

    A field that is newer than the first release counts when something is said in it: a press that comes again
    after an upgrade is still the same.
    """
    body = command.model_dump(mode="json", exclude={"at"})
    said = command.model_dump(mode="json", exclude_defaults=True)
    newer = command.since_0_1 if isinstance(command, Command) else frozenset()
    kept = {name: value for name, value in body.items() if name not in newer or name in said}
    return hashlib.sha256(canonical_json(kept)).hexdigest()


def chained(previous: bytes, body: bytes) -> bytes:
    """The hash of an entry, from that of the entry before."""
    return hashlib.sha256(previous + body).digest()


def contact_hash(salt: bytes, contact: JsonValue) -> str:
    """What the record holds instead of the client's data: SHA-256 over salt and canonical JSON, in hex."""
    return hashlib.sha256(salt + canonical_json(contact)).hexdigest()


class Link(NamedTuple):
    """One entry of the chain as it is stored."""

    seq: int
    body: bytes
    hash: bytes


def verify_chain(links: Iterable[Link]) -> int | None:
    """The sequence number at which the chain breaks, or None when it is whole.

    A gap breaks it at the first number that is missing.
    """
    previous = GENESIS
    for expected, link in enumerate(links, start=1):
        if link.seq != expected or link.hash != chained(previous, link.body):
            return expected
        previous = link.hash
    return None
