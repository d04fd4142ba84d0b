"""Whom to choose from: people of a role, or those an order speaks of."""

from collections.abc import Callable, Iterable

from pydantic import BaseModel, ConfigDict

from bot.client import Caller
from bot.forms.about import About
from bot.forms.draft import Choice
from bot.forms.steps import Load
from domain.orders.state import Order
from domain.people import Role
from domain.values import PersonId
from telegram.texts import Texts


class _Listed(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: PersonId
    name: str


class _People(BaseModel):
    people: list[_Listed]
    next: str | None


def with_role(role: Role) -> Load:
    """Everybody of the organization who has it and is not blocked, by name."""

    async def load(caller: Caller, _about: About, _texts: Texts) -> list[Choice]:
        found: list[Choice] = []
        cursor: str | None = None
        while True:
            page = await caller.read(
                "/v1/people", _People, role=role.value, active=True, limit=100, cursor=cursor
            )
            found += [Choice(value=str(one.id), label=one.name) for one in page.people]
            if page.next is None:
                return found
            cursor = page.next

    return load


def of_order(people: Callable[[Order], Iterable[PersonId | None]]) -> Load:
    """Those of the order that `people` names, without asking anybody."""

    async def load(_caller: Caller, about: About, _texts: Texts) -> list[Choice]:
        named = people(about.order) if about.order else ()
        return [
            Choice(value=str(one), label=about.names.get(one, str(one)))
            for one in dict.fromkeys(named)
            if one is not None
        ]

    return load
