"""The first answer to each command id, kept for as long as the order is (ORD-10)."""

from typing import Final, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.orders.answer import Answer
from domain.orders.errors import Refusal
from domain.values import CommandId, Moment, OrderId, OrganizationId, Value
from storage.tables import CommandRow, Fetched, table
from storage.tables.record import Outcome

COMMANDS: Final = table(CommandRow)
REMEMBER: Final = insert(COMMANDS)


class Refused(Value):
    """A refusal as a value: its stable code, its English words, the facts for the reader's language."""

    code: str
    text: str
    facts: dict[str, str | int]

    @classmethod
    def because_of(cls, refusal: Refusal) -> "Refused":
        return cls(code=refusal.code, text=str(refusal), facts=refusal.facts)


class KnownCommand(NamedTuple):
    """A command that was answered. Exactly one of `answer` and `refusal` is there."""

    fingerprint: str
    answer: Answer | None
    refusal: Refused | None


class Commands:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(
        self, organization_id: OrganizationId, order_id: OrderId, command_id: CommandId
    ) -> KnownCommand | None:
        rows = await self._connection.execute(
            select(COMMANDS.c.fingerprint, COMMANDS.c.answer, COMMANDS.c.refusal).where(
                COMMANDS.c.order_id == order_id,
                COMMANDS.c.command_id == command_id,
                COMMANDS.c.organization_id == organization_id,
            )
        )
        row = rows.one_or_none()
        return known_command(row) if row else None

    async def remember_answer(
        self, organization_id: OrganizationId, fingerprint: str, answer: Answer, at: Moment
    ) -> None:
        await self._connection.execute(
            REMEMBER,
            {
                "order_id": answer.order_id,
                "command_id": answer.command_id,
                "organization_id": organization_id,
                "fingerprint": fingerprint,
                "outcome": Outcome.ACCEPTED,
                "answer": answer.model_dump_json(),
                "refusal": None,
                "first_seq": answer.first_seq,
                "last_seq": answer.last_seq,
                "at": at,
            },
        )

    async def remember_refusal(
        self,
        organization_id: OrganizationId,
        order_id: OrderId,
        command_id: CommandId,
        *,
        fingerprint: str,
        refusal: Refused,
        at: Moment,
    ) -> None:
        await self._connection.execute(
            REMEMBER,
            {
                "order_id": order_id,
                "command_id": command_id,
                "organization_id": organization_id,
                "fingerprint": fingerprint,
                "outcome": Outcome.REFUSED,
                "answer": None,
                "refusal": refusal.model_dump_json(),
                "first_seq": None,
                "last_seq": None,
                "at": at,
            },
        )


def known_command(row: Fetched) -> KnownCommand:
    """From a row with `fingerprint`, `answer` and `refusal`."""
    return KnownCommand(
        row.fingerprint,
        Answer.model_validate_json(row.answer) if row.answer else None,
        Refused.model_validate_json(row.refusal) if row.refusal else None,
    )
