"""Before anybody is known: whose rows a credential opens. The functions have the owner's rights (ADR 20)."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import invites, sessions
from storage.second_lock import NOTHING, Rows


class Doors:
    """Each tells the organization, or the platform, that a credential belongs to, and nothing else."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_login(self, login: str) -> Rows:
        return await self._asked("rows_of_login", literal(login, Text()))

    async def of_refresh_token(self, token: str) -> Rows:
        return await self._asked("rows_of_refresh_token", literal(sessions.digest(token), Text()))

    async def of_telegram(self, telegram_id: int) -> Rows:
        return await self._asked("rows_of_telegram", literal(telegram_id, BigInteger()))

    async def of_invite(self, code: str) -> Rows:
        return await self._asked("rows_of_invite", literal(invites.digest(code), Text()))

    async def _asked(self, function: str, credential: ColumnElement[Any]) -> Rows:
        rows = await self._connection.execute(select(getattr(func, function)(credential)))
        return Rows(rows.scalar_one() or NOTHING)
