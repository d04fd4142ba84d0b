"""What an order has to do with others of its organization: a repair repeated under warranty."""

from domain.values import OrderId, Text, Value


class Warranty(Value):
    """The order repeats the repair of an earlier one, for no money."""

    of: OrderId
    number: str
    reason: Text | None = None
    """Why it is one although the earlier order's warranty does not say so."""
    denied: Text | None = None
    """Why it is none after all: since then the order is an ordinary one."""
