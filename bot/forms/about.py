"""What a form is about."""

from uuid import UUID

from pydantic import BaseModel, JsonValue

from domain.orders.state import Order
from domain.people import Language, Role
from domain.values import OrderId, PersonId

Body = dict[str, JsonValue]


class On(BaseModel):
    """What a form is about: an order and the part of it that was seen, anything else, or nothing yet."""

    order_id: OrderId | None = None
    part: str | None = None
    version: int = 0
    subject: UUID | None = None
    """A person, an organization, a hand-in."""


class About(BaseModel):
    """What a form needs to know, as it was when it was begun: so it goes on while the API is away."""

    person: PersonId
    name: str = ""
    roles: frozenset[Role] = frozenset()
    language: Language = Language.RU
    zone: str = "Europe/Moscow"
    currency: str = "RUB"
    part: str | None = None
    version: int = 0
    order: Order | None = None
    addressed: bool = True
    """Whether the order's client has an address that somebody can be sent to."""
    names: dict[PersonId, str] = {}
    subject: UUID | None = None
    seen: Body = {}
    """The subject as the API showed it last."""

    def text(self, field: str) -> str:
        """Of what was seen; empty where it is no text."""
        value = self.seen.get(field)
        return value if isinstance(value, str) else ""

    def whole(self, field: str) -> int:
        value = self.seen.get(field)
        return value if isinstance(value, int) else 0

    def words(self, field: str) -> list[str]:
        """A list of texts that was seen."""
        value = self.seen.get(field)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    def group(self, field: str) -> Body:
        """Fields within a field."""
        value = self.seen.get(field)
        return value if isinstance(value, dict) else {}
