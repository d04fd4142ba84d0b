"""What a form is about."""

from pydantic import BaseModel, JsonValue

from domain.orders.state import Order
from domain.people import Language, Role
from domain.values import OrderId, PersonId

Body = dict[str, JsonValue]


class On(BaseModel):
    """What a form is about: an order and the part of it that was seen, or nothing that exists yet."""

    order_id: OrderId | None = None
    part: str | None = None
    version: int = 0


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
    names: dict[PersonId, str] = {}
