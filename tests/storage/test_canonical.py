import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.orders.lifecycle import AddNote
from domain.orders.opening import Open
from domain.values import OrderId, OrganizationId, PersonId
from storage.canonical import (
    GENESIS,
    Link,
    canonical_json,
    chained,
    contact_hash,
    fingerprint,
    verify_chain,
)
from tests.storage.shop import CONTACT, PRINTER

NOTE = AddNote(id="n1", by=PersonId(UUID(int=7)), text="Ждёт «деталь»")


def chain(*bodies: bytes) -> list[Link]:
    links, previous = [], GENESIS
    for seq, body in enumerate(bodies, start=1):
        previous = chained(previous, body)
        links.append(Link(seq, body, previous))
    return links


def test_canonical_json_has_one_spelling() -> None:
    assert canonical_json({"б": [1, None], "a": {"z": True, "y": "ё\n"}}) == (
        '{"a":{"y":"ё\\n","z":true},"б":[1,null]}'.encode()
    )


@pytest.mark.parametrize("value", [1.0, {"a": [{"b": 0.5}]}, float("nan")])
def test_a_float_has_no_canonical_form(value: object) -> None:
    with pytest.raises(ValueError, match="float"):
        canonical_json(value)  # type: ignore[arg-type]  # the point


def test_a_fingerprint_is_of_what_is_asked_and_not_of_when() -> None:
    later = NOTE.model_copy(update={"at": datetime(2026, 11, 24, tzinfo=UTC)})
    other = NOTE.model_copy(update={"text": "Ждёт деталь"})
    assert fingerprint(later) == fingerprint(NOTE) != fingerprint(other)


def test_a_press_that_comes_again_after_an_upgrade_is_the_same() -> None:
    """The number is what 0.1 wrote down for this very opening, before it could name an earlier order."""
    opening = Open(
        id="o1",
        order_id=OrderId(UUID(int=2)),
        organization_id=OrganizationId(UUID(int=1)),
        contact_sha256="0" * 64,
        device=PRINTER,
    )
    assert fingerprint(opening) == "26780b68449dbf8bdcc5b542934591da8aecd04fe986113d9a6b8b417c7bf1ad"
    repeat = opening.model_copy(update={"warranty_of": OrderId(UUID(int=3))})
    assert fingerprint(repeat) != fingerprint(opening)


def test_the_hashes_stay_what_they_were() -> None:
    """Kept records are verified with these very rules: a change here breaks every chain ever written."""
    body = b'{"seq":1}'
    assert chained(GENESIS, body) == hashlib.sha256(bytes(32) + body).digest()
    assert fingerprint(NOTE) == "a4850c30bf08faff01f637ba1a0817dee76251792ebe0bd9961f4484c11dbcb9"
    assert contact_hash(b"0" * 16, CONTACT.model_dump(mode="json")) == (
        "11465ace07d4ac33f7a0c1ff98031ee4f5c7a94385daed0c9d51df420d6d2734"
    )


def test_a_whole_chain_is_whole() -> None:
    assert verify_chain(chain(b"1", b"2", b"3")) is None
    assert verify_chain([]) is None


def test_a_changed_body_breaks_the_chain() -> None:
    links = chain(b"1", b"2", b"3")
    links[1] = links[1]._replace(body=b"two")
    assert verify_chain(links) == 2


def test_a_rewritten_entry_breaks_the_one_after_it() -> None:
    links = chain(b"1", b"2", b"3")
    links[1] = Link(2, b"two", chained(links[0].hash, b"two"))
    assert verify_chain(links) == 3


def test_a_missing_or_swapped_entry_breaks_the_chain() -> None:
    one, two, three = chain(b"1", b"2", b"3")
    assert verify_chain([two, three]) == 1
    assert verify_chain([one, three]) == 2
    assert verify_chain([one, three._replace(seq=2), two._replace(seq=3)]) == 2
