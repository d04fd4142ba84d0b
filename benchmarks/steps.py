"""The measured stage commands: two that follow each other on one order without end.

The engineer sends an agreement in, the curator returns it with a reason, and so on. Both answer the version
of the same part, move the order between two people, change its waits and send a message.
"""

from dataclasses import dataclass
from typing import Any, Final

from domain.orders.agreement import SubmitAgreement
from domain.orders.order import PartCommand
from domain.orders.verification import Return
from domain.values import OrganizationId, PersonId

ANSWERED: Final = "agreement"
"""The part whose version both commands name."""


@dataclass(frozen=True)
class Shop:
    organization: OrganizationId
    curator: PersonId
    engineer: PersonId


@dataclass(frozen=True)
class Step:
    path: str
    """Under the order's address."""
    kind: type[PartCommand]
    body: dict[str, Any]
    by_engineer: bool

    def command(self, shop: Shop, version: int, command_id: str) -> PartCommand:
        sender = shop.engineer if self.by_engineer else shop.curator
        return self.kind.model_validate({"id": command_id, "by": sender, "version": version, **self.body})


def _line(name: str, unit_price: int) -> dict[str, Any]:
    return {"name": name, "quantity": 1, "unit_price": unit_price}


STEPS: Final = (
    Step(
        "agreement",
        SubmitAgreement,
        {
            "options": [
                {"lines": [_line("Чистка и смазка", 250_000), _line("Ролик захвата", 90_000)]},
                {"lines": [_line("Узел захвата в сборе", 900_000), _line("Работа", 350_000)]},
            ],
            "outcome": {"kind": "agreed", "option": 1},
        },
        by_engineer=True,
    ),
    Step(
        "return",
        Return,
        {"part": ANSWERED, "reason": "Приложите фото узла захвата"},
        by_engineer=False,
    ),
)
