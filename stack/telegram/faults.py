"""Failures on demand: the next calls of a method are answered 429 or 500, late, or not at all."""

import asyncio
import random
from itertools import count
from typing import Literal

from pydantic import BaseModel, Field

from stack.telegram.errors import ApiError, too_many_requests
from stack.telegram.traffic import Call


class DroppedConnectionError(Exception):
    """The connection ends without an answer."""


class Fault(BaseModel):
    """What happens to the next `times` calls that it fits."""

    kind: Literal["too_many_requests", "error", "drop", "delay"]
    method: str = Field(default="*", description="`sendMessage`, or `*` for any but getUpdates")
    bot: int | None = None
    chat: int | None = None
    times: int = Field(default=1, ge=1)
    percent: float = Field(default=100, gt=0, le=100, description="of the calls that fit")
    retry_after: int = 1
    code: int = 500
    description: str = "Internal Server Error"
    seconds: float = Field(default=1.0, description="of a delay")
    applied: bool = Field(default=False, description="the call takes effect, only its answer fails")
    id: int = 0

    def fits(self, call: Call) -> bool:
        return (
            (self.method.lower() == call.method or (self.method == "*" and call.method != "getupdates"))
            and self.bot in (None, call.bot)
            and self.chat in (None, call.chat)
        )

    async def strike(self) -> None:
        """Raise what the fault is, or take the time it takes."""
        if self.kind == "delay":
            await asyncio.sleep(self.seconds)
        elif self.kind == "drop":
            raise DroppedConnectionError
        elif self.kind == "too_many_requests":
            raise too_many_requests(self.retry_after)
        else:
            raise ApiError(self.code, self.description)


class Faults:
    def __init__(self) -> None:
        self.planned: list[Fault] = []
        self.struck = 0
        self.dice = random.Random(1)  # noqa: S311 - not a secret; the same in every run
        self._ids = count(1)

    def plan(self, fault: Fault) -> Fault:
        fault.id = next(self._ids)
        self.planned.append(fault)
        return fault

    def take(self, call: Call) -> Fault | None:
        """The first planned one that fits; spent when it struck its number of times."""
        for fault in self.planned:
            if fault.fits(call) and self.dice.uniform(0, 100) < fault.percent:
                fault.times -= 1
                if not fault.times:
                    self.planned.remove(fault)
                self.struck += 1
                return fault
        return None

    def clear(self) -> None:
        self.planned.clear()
