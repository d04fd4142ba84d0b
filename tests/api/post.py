"""A way to people whose messages a test can wait for."""

import asyncio

from domain.orders.notices import Notice
from domain.people import Person
from storage.outbox import Message
from tests.workflows.channels import PostRoom

PATIENCE = 20
"""Seconds; a message mostly takes some hundredths of one."""


class Post(PostRoom):
    def __init__(self) -> None:
        super().__init__()
        self._came = asyncio.Condition()

    async def send(self, message: Message) -> None:
        await super().send(message)
        async with self._came:
            self._came.notify_all()

    async def comes(self, person: Person, number: str, count: int) -> list[Notice]:
        """The messages to a person about an order of theirs, once there are so many."""

        def found() -> list[Notice]:
            told = self.told.get(person.organization_id, [])
            return [t.notice for t in told if t.notice.order_number == number and person.name in t.names]

        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: len(found()) >= count)
        return found()
