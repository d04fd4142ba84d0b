"""Makes one typed operation of every line of the table of steps."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from keyword import iskeyword
from typing import Annotated

from fastapi import APIRouter, Body, Response

from api.answers import ANSWERS
from api.auth import refuse_without
from api.bodies import body_of, command_from
from api.commands import ToOrder, send
from api.fiscal import read_before_use
from api.openapi import command_refusals
from api.services import ServicesOf
from api.steps import STEPS, Step
from domain.orders.order import PartCommand
from domain.orders.receipt import SubmitReceipt
from domain.values import Value


def add_steps(router: APIRouter, prefix: str) -> None:
    """Add the operations to the app's own router: FastAPI matches an included one's routes twice."""
    for step in STEPS:
        router.add_api_route(
            f"{prefix}/orders/{{order_id}}/{step.path}",
            _operation(step),
            methods=["POST"],
            tags=["commands"],
            name=_operation_id(step),
            summary=step.summary,
            response_model=None,
            responses=ANSWERS | command_refusals(step.command),
        )


def _operation_id(step: Step) -> str:
    """The command's kind, unless clients could not have a function of that name."""
    kind: str = step.command.model_fields["kind"].default
    return f"{kind}_submission" if iskeyword(kind) else kind


def _operation(step: Step) -> Callable[..., Awaitable[Response]]:
    async def operation(body: Value, to: ToOrder, services: ServicesOf) -> Response:
        person = refuse_without(step.permission, to.person)
        command = command_from(step.command, body, id=to.command_id, by=person.id, at=datetime.now(UTC))
        if isinstance(command, SubmitReceipt) and to.known is None:
            await read_before_use(to.order.organization_id, command.document, services)
        return await send(to, command, services)

    versioned = issubclass(step.command, PartCommand)
    example = {**step.example, "version": 3} if versioned else step.example
    # FastAPI reads the type of the body from here: this is what gives each operation its own.
    operation.__annotations__["body"] = Annotated[body_of(step.command), Body(examples=[example])]
    operation.__doc__ = step.command.__doc__
    return operation
