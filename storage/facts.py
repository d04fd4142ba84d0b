"""What a recording reads under the order's lock, in one statement: the record's news, the command, the facts.

One round trip, because it is on the way of every command. The lock was taken by the statement before, so that
this one's snapshot holds whatever was committed by the one who had the lock.
"""

from collections.abc import Collection
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, BigInteger, Date, Integer, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.media import Fiscal
from domain.orders.facts import Facts
from domain.orders.opening import Open
from domain.orders.order import Command
from domain.orders.receipt import SubmitReceipt
from domain.orders.state import Order
from domain.organizations import Organization
from domain.people import Person
from domain.values import MediaId, Moment, OrderId, OrganizationId, PersonId, Sha256, Value
from storage.organizations import settings_of
from storage.tables import Fetched

READING: Final = text("""
SELECT
  (SELECT array_agg(e.body ORDER BY e.seq) FROM events e
    WHERE e.order_id = :order_id AND e.organization_id = o.id AND e.seq > :version) AS missed,
  (SELECT e.hash FROM events e
    WHERE e.order_id = :order_id AND e.organization_id = o.id ORDER BY e.seq DESC LIMIT 1) AS head,
  known.fingerprint, known.answer, known.refusal,
  o.id AS organization_id, o.name, o.prefix, o.settings,
  (SELECT json_agg(p) FROM (
    SELECT id, organization_id, name, roles, active, commission_bp, on_shift, extra_permissions FROM people
    WHERE id = ANY (CAST(:people AS uuid[]) || ARRAY(
        SELECT CAST(jsonb_array_elements_text(
          jsonb_build_array(s.state -> 'engineer') || (s.state -> 'offered_to')) AS uuid)
        FROM orders s WHERE s.id = :sibling AND s.organization_id = o.id))
      AND (organization_id = o.id OR organization_id IS NULL AND id = :actor)
  ) p) AS people,
  (SELECT row_to_json(p) FROM (
    SELECT c.id, c.organization_id, c.name, c.roles, c.active, c.commission_bp, c.on_shift,
      c.extra_permissions
    FROM orders JOIN people c ON c.id = orders.curator_id
    WHERE orders.id = :order_id AND orders.organization_id = o.id
  ) p) AS curator,
  (SELECT json_object_agg(m.id, m.sha256) FROM media m
    WHERE m.id = ANY (:media) AND m.organization_id = o.id AND m.stored_at IS NOT NULL) AS media,
  (SELECT json_object_agg(m.id, CAST(m.fiscal AS json)) FROM media m
    WHERE m.id = ANY (:media) AND m.organization_id = o.id AND m.fiscal IS NOT NULL) AS fiscal,
  (SELECT json_object_agg(c.sha256, holder.number) FROM claims c JOIN orders holder ON holder.id = c.order_id
    WHERE c.organization_id = o.id AND (c.sha256 = ANY (:content) OR c.sha256 IN (
      SELECT unnest(ARRAY[m.sha256, m.fiscal_claim]) FROM media m
      WHERE m.id = ANY (:media) AND m.organization_id = o.id))) AS claimed,
  EXISTS (SELECT FROM people WHERE organization_id = o.id AND active AND 'curator' = ANY (roles)
    AND id IS DISTINCT FROM :actor) AS other_curators,
  (SELECT array_agg(id) FROM people
    WHERE organization_id = o.id AND active AND 'owner' = ANY (roles)) AS owners,
  (SELECT json_agg(json_build_object('order', other.state, 'head', (
      SELECT encode(e.hash, 'hex') FROM events e
      WHERE e.order_id = other.id AND e.organization_id = o.id ORDER BY e.seq DESC LIMIT 1)))
    FROM orders other WHERE other.id = ANY (:others) AND other.organization_id = o.id) AS others,
  (SELECT array_agg(k.order_id) FROM order_contacts k
    WHERE k.order_id = :sibling AND k.organization_id = o.id AND k.erased_at IS NOT NULL) AS erased,
  (SELECT array_agg(DISTINCT holder.number) FROM receipts r JOIN orders holder ON holder.id = r.order_id
    WHERE r.organization_id = o.id AND r.document_date = :document_date AND r.total = :total
    AND (r.order_id, r.part) <> (:order_id, :part)) AS similar_receipts
FROM organizations o
LEFT JOIN commands known
  ON known.order_id = :order_id AND known.command_id = :command_id AND known.organization_id = o.id
WHERE o.id = :organization_id
""").bindparams(
    bindparam("order_id", type_=Uuid()),
    bindparam("organization_id", type_=Uuid()),
    bindparam("version", type_=Integer()),
    bindparam("command_id", type_=Text()),
    bindparam("actor", type_=Uuid()),
    bindparam("people", type_=ARRAY(Uuid())),
    bindparam("media", type_=ARRAY(Uuid())),
    bindparam("sibling", type_=Uuid()),
    bindparam("others", type_=ARRAY(Uuid())),
    bindparam("content", type_=ARRAY(Text())),
    bindparam("document_date", type_=Date()),
    bindparam("total", type_=BigInteger()),
    bindparam("part", type_=Text()),
)

PEOPLE: Final = TypeAdapter(list[Person])
HASHES: Final = TypeAdapter(dict[MediaId, Sha256])
FISCAL: Final = TypeAdapter(dict[MediaId, Fiscal])
NUMBERS: Final = TypeAdapter(dict[Sha256, str])


class OtherOrder(Value):
    """Another order that a recording adds to, and the hash of its last entry in hex."""

    order: Order
    head: Sha256


OTHERS: Final = TypeAdapter(list[OtherOrder])

Reading = Fetched
"""One row of `READING`."""


async def read(
    connection: AsyncConnection,
    organization_id: OrganizationId,
    order_id: OrderId,
    version: int,
    command: Command,
    *,
    others: Collection[OrderId] = (),
) -> Reading | None:
    """Everything about the order after `version`, and around the command, the locked `others` too.

    None: there is no such organization.
    """
    receipt = command if isinstance(command, SubmitReceipt) else None
    rows = await connection.execute(
        READING,
        {
            "order_id": order_id,
            "organization_id": organization_id,
            "version": version,
            "command_id": command.id,
            "actor": command.by,
            "people": [*command.people(), *([command.by] if command.by else [])],
            "media": list(command.media()),
            "sibling": command.sibling_of if isinstance(command, Open) else None,
            "others": list(others),
            "content": list(command.content_claims()),
            "document_date": receipt.dated if receipt else None,
            "total": receipt.total if receipt else None,
            "part": receipt.part if receipt else None,
        },
    )
    return rows.one_or_none()


def people(reading: Reading) -> dict[PersonId, Person]:
    """Whoever gave the command or is named in it, as far as they are of this organization or the platform."""
    return {person.id: person for person in PEOPLE.validate_json(reading.people or "[]")}


def other_orders(reading: Reading) -> dict[OrderId, OtherOrder]:
    """The other orders that were asked for, as far as they are of this organization."""
    return {other.order.id: other for other in OTHERS.validate_json(reading.others or "[]")}


def facts(reading: Reading, actor: PersonId | None, at: Moment, number: str | None) -> Facts:
    known = people(reading)
    return Facts(
        at=at,
        organization=Organization(
            id=reading.organization_id,
            name=reading.name,
            prefix=reading.prefix,
            settings=settings_of(reading.settings),
        ),
        actor=known.get(actor) if actor else None,
        people={id_: person for id_, person in known.items() if person.organization_id is not None},
        media=HASHES.validate_json(reading.media or "{}"),
        fiscal=FISCAL.validate_json(reading.fiscal or "{}"),
        claimed=NUMBERS.validate_json(reading.claimed or "{}"),
        others={order_id: other.order for order_id, other in other_orders(reading).items()},
        erased=frozenset(reading.erased or ()),
        number=number,
        curator=Person.model_validate_json(reading.curator) if reading.curator else None,
        other_curators=reading.other_curators,
        owners=frozenset(reading.owners or ()),
        similar_receipts=tuple(sorted(reading.similar_receipts or ())),
    )
