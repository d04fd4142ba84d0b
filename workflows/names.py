"""The names under which clients, workers and workflows find each other. Never rename one that is in use."""

from domain.values import OrderId

ORDERS = "naryad-orders"
"""Task queue of the workflows and of the record."""
DELIVERY = "naryad-delivery"
"""Task queue of the errands and whatever else talks to the outside: slow there never holds up an order."""


def order_workflow_id(order_id: OrderId) -> str:
    return f"order-{order_id}"
