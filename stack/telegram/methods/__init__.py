"""The methods of the Bot API, by their names in lower case: Telegram does not mind the case either."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from stack.telegram.methods import about, chats, editing, receiving, sending
from stack.telegram.methods.call import Call

Method: TypeAlias = Callable[[Call], Awaitable[object]]

METHODS: dict[str, Method] = {
    name.lower(): method
    for module in (about, chats, editing, receiving, sending)
    for name, method in module.METHODS.items()
}
