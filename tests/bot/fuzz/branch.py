"""A new organization with somebody in every role: nobody else is there, so they may break it.

One order is in its workshop, one hand-in waits for a curator; `spare` people are there to be changed, given
rights and shut out. A superuser of their own belongs to the platform, a stranger and a blocked one to nobody.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict

from bot.client import Caller
from domain.people import Permission, Role
from domain.values import OrderId
from telegram.presses import Press, pack
from tests.api.caller import CONTACT, DEVICE
from tests.api.repair import CASH
from tests.bot.conftest import BotSystem, opening
from tests.bot.desk import picture
from tests.bot.test_cards import AGREED

NUMBERS: Final = count(910_001)
"""Telegram ids that nobody has."""
CAST: Final = {
    "superuser": Role.SUPERUSER,
    "owner": Role.OWNER,
    "curator": Role.CURATOR,
    "second curator": Role.CURATOR,
    "engineer": Role.ENGINEER,
    "second engineer": Role.ENGINEER,
    "workshop": Role.STATIONARY_ENGINEER,
    "second workshop": Role.STATIONARY_ENGINEER,
    "buyer": Role.BUYER,
    "blocked": Role.ENGINEER,
    "spare": Role.ENGINEER,
}
OUTSIDE: Final = frozenset({"blocked", "stranger"})
"""They are told whom to ask, and nothing else."""


class _Made(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: UUID
    version: int = 0


class _Invite(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: str


class _View(BaseModel):
    model_config = ConfigDict(extra="ignore")

    order: dict[str, Any]


class Account(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: UUID
    roles: tuple[Role, ...]
    active: bool
    version: int


@dataclass
class Branch:
    system: BotSystem
    id: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    telegram: dict[str, int] = field(default_factory=dict)
    """Of everybody but the spare one: they have no messenger."""
    order: str = ""
    """In the workshop."""
    hand_in: str = ""
    """Waits for the curator."""

    async def caller(self, name: str) -> Caller:
        return await self.system.api.caller(self.telegram[name])

    async def opened(self, engineer: str | None = None) -> str:
        body: dict[str, Any] = {"contact": CONTACT, "device": DEVICE}
        if engineer:
            body["engineer"] = str(self.people[engineer])
        return str((await opening(await self.caller("curator"), body))["order_id"])

    async def give(self, name: str, path: str, of: str, /, **body: Any) -> None:
        """A command about the order in the workshop, as the API takes it."""
        caller = await self.caller(name)
        seen = await caller.read(f"/v1/orders/{self.order}", _View)
        version = seen.order["parts"].get(of, 0)
        await caller.send(f"/v1/orders/{self.order}/{path}", {"version": version, **body}, uuid4().hex)

    async def button(self, order: str, kind: str, part: str) -> str:
        """The data of a card's button, as it stands on the card of now."""
        seen = await (await self.caller("curator")).read(f"/v1/orders/{order}", _View)
        return pack(Press(kind, OrderId(UUID(order)), part, seen.order["parts"].get(part, 0)))

    async def put_right(self) -> None:
        """Nobody of them is shut out, and everybody has the role of before: the fuzz may have changed it."""
        superuser = await self.system.caller("super")
        for name, person in self.people.items():
            found = await superuser.read(f"/v1/people/{person}", Account)
            if not found.active and name != "blocked":
                await superuser.send(f"/v1/people/{person}/unblock", {"version": found.version}, uuid4().hex)
                found = await superuser.read(f"/v1/people/{person}", Account)
            if found.roles != (CAST[name],):
                change: dict[str, Any] = {"version": found.version, "roles": [CAST[name].value]}
                await superuser.send(f"/v1/people/{person}", change, uuid4().hex, "PATCH")


async def founded(system: BotSystem) -> Branch:
    superuser = await system.caller("super")
    body: dict[str, Any] = {"name": f"Филиал {uuid4().hex[:6]}", "prefix": "FZ"}
    answer = await superuser.send("/v1/organizations", body, uuid4().hex)
    branch = Branch(system, _Made.model_validate(answer.receipt).id)
    await asyncio.gather(*(_written_down(branch, superuser, name) for name in CAST))
    branch.telegram["stranger"] = next(NUMBERS)
    await _shut_out(branch, superuser)
    await _in_workshop(branch)
    return branch


async def _written_down(branch: Branch, superuser: Caller, name: str) -> None:
    body: dict[str, Any] = {"name": name.capitalize(), "roles": [CAST[name].value]}
    if CAST[name] is not Role.SUPERUSER:
        body["organization_id"] = str(branch.id)
    made = _Made.model_validate((await superuser.send("/v1/people", body, uuid4().hex)).receipt)
    branch.people[name] = made.id
    if name == "spare":  # with a right to take away again
        given: dict[str, Any] = {"version": made.version, "extra_permissions": [Permission.MONEY_READ.value]}
        await superuser.send(f"/v1/people/{made.id}", given, uuid4().hex, "PATCH")
        return
    answer = await superuser.send(f"/v1/people/{made.id}/invites", {}, uuid4().hex)
    branch.telegram[name] = next(NUMBERS)
    await branch.system.api.redeem(_Invite.model_validate(answer.receipt).code, branch.telegram[name])


async def _shut_out(branch: Branch, superuser: Caller) -> None:
    named = branch.people["blocked"]
    found = await superuser.read(f"/v1/people/{named}", Account)
    body: dict[str, Any] = {"version": found.version, "reason": "Проверка", "hand_over_to": {}}
    await superuser.send(f"/v1/people/{named}/block", body, uuid4().hex)


async def _in_workshop(branch: Branch) -> None:
    """An order that has come as far as the workshop, and cash of it that is on its way to the curator."""
    branch.order = await branch.opened("engineer")
    payment = CASH | {"amount": 100_000}
    await branch.give("engineer", "assignment/acceptance", "assignment")
    await branch.give("engineer", "agreement", "agreement", **AGREED)
    await branch.give("curator", "approval", "agreement", part="agreement")
    await branch.give("engineer", "prepayment", "prepayment", payment=payment)
    await branch.give("curator", "approval", "prepayment", part="prepayment")
    engineer = await branch.caller("engineer")
    photo = await engineer.upload(picture(1), "1.png", uuid4().hex)
    due = str((datetime.now(UTC) + timedelta(days=9)).date())
    handed: dict[str, Any] = {"description": "Шумит", "completeness": "Кабель", "due": due}
    handed |= {"part": "stationary", "purpose": "repair", "photos": [str(photo.id)]}
    await branch.give("engineer", "stationary", "stationary", **handed)
    await branch.give("curator", "approval", "stationary.1", part="stationary.1")
    money: dict[str, Any] = {"receiver": str(branch.people["curator"]), "amount": 10_000}
    answer = await engineer.send("/v1/cash/hand-ins", money, uuid4().hex)
    branch.hand_in = str(_Made.model_validate(answer.receipt).id)
