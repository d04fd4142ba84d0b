"""Whom to tell that a paper is made: the people of the order who may see it."""

from domain.orders.notices import NEWS, Notice, NoticeKind
from domain.orders.papers import PaperKind
from domain.orders.state import Order
from domain.values import PaperId


def of_paper(order: Order, paper_id: PaperId, kind: PaperKind) -> list[Notice]:
    """To its curator and its engineer, both of whom know the client."""
    return [
        Notice(
            kind=NoticeKind.PAPER,
            to_person=person,
            to_role=None,
            order_id=order.id,
            order_number=order.number,
            device=order.device.name,
            part="papers",
            about=paper_id,
            paper=kind,
            priority=NEWS,
        )
        for person in dict.fromkeys((order.curator, order.engineer))
        if person
    ]
