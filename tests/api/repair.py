"""An order carried along over HTTP by its curator and its engineer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from tests.api.caller import Caller, jpeg

LINE = {"name": "Ролик захвата", "quantity": 2, "unit_price": 60_000}
CASH = {"method": "cash", "fiscal_number": "0004512"}


class Repair:
    """`parts` are the versions as the last answer told them."""

    def __init__(self, curator: Caller, engineer: Caller, opened: dict[str, Any]) -> None:
        self.curator, self.engineer = curator, engineer
        self.id, self.number, self.parts = opened["order_id"], opened["number"], opened["parts"]

    @classmethod
    async def accepted(cls, curator: Caller, engineer: Caller, **changes: Any) -> "Repair":
        assert engineer.person
        repair = cls(curator, engineer, await curator.opened(engineer=str(engineer.person.id), **changes))
        await repair.give(engineer, "assignment/acceptance", "assignment")
        return repair

    @classmethod
    async def in_work(cls, curator: Caller, engineer: Caller, prepaid: int = 0) -> "Repair":
        """Agreed on for 1200 roubles, with a prepayment in cash if there is one."""
        repair = await cls.accepted(curator, engineer)
        await repair.agree()
        await repair.approve("agreement")
        payment = CASH | {"amount": prepaid} if prepaid else None
        await repair.give(engineer, "prepayment", "prepayment", payment=payment)
        await repair.approve("prepayment")
        return repair

    async def send(
        self, by: Caller, path: str, of: str, key: str | None = None, /, **body: Any
    ) -> httpx2.Response:
        """Give a command about a part as it was last seen; whatever the answer."""
        return await by.command(self.id, path, key, **{"version": self.parts.get(of, 0)} | body)

    async def give(
        self, by: Caller, path: str, of: str, key: str | None = None, /, **body: Any
    ) -> httpx2.Response:
        """Give a command that must be accepted."""
        answer = await self.send(by, path, of, key, **body)
        assert answer.status_code == 200, answer.text
        self.parts = answer.json()["parts"]
        return answer

    async def agree(self) -> None:
        outcome = {"kind": "agreed", "option": 0}
        await self.give(self.engineer, "agreement", "agreement", options=[{"lines": [LINE]}], outcome=outcome)

    async def approve(self, part: str, key: str | None = None) -> httpx2.Response:
        return await self.give(self.curator, "approval", part, key, part=part)

    async def give_back(self, part: str, reason: str) -> httpx2.Response:
        return await self.give(self.curator, "return", part, part=part, reason=reason)

    async def photo(self) -> str:
        media: str = (await self.engineer.upload(jpeg())).json()["id"]
        return media

    async def hand_over(self, description: str, part: str = "stationary") -> httpx2.Response:
        """To the workshop, to find out what is wrong."""
        return await self.give(
            self.engineer,
            "stationary",
            part,
            part=part,
            purpose="diagnosis",
            description=description,
            completeness="Кабель питания",
            due=str((datetime.now(UTC) + timedelta(days=9)).date()),
            photos=[await self.photo()],
        )

    async def view(self) -> dict[str, Any]:
        view: dict[str, Any] = (await self.curator.get(f"/v1/orders/{self.id}")).json()
        return view

    async def entries(self, kind: str) -> list[dict[str, Any]]:
        """The entries of the record with an event of this kind."""
        timeline = (await self.curator.get(f"/v1/orders/{self.id}/timeline")).json()
        return [entry for entry in timeline["entries"] if entry["event"]["kind"] == kind]

    async def ledger(self) -> dict[str, Any]:
        ledger: dict[str, Any] = (await self.curator.get(f"/v1/orders/{self.id}/ledger")).json()
        return ledger
