"""The papers of an order: a link that opens one."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from api.media import LINK_LIFE, MediaLink
from api.openapi import REFUSALS, Responses, refusal_docs
from api.orders import Reader, visible
from api.problems import RETRY_AFTER, ProblemError
from api.services import ServicesOf
from domain.orders.audience import knows_client
from domain.values import OrderId, PaperId

router = APIRouter(prefix="/orders/{order_id}/papers", tags=["orders"])

CONTENT_TYPE: Final = "application/pdf"

OF_A_PAPER: Responses = REFUSALS | {
    404: refusal_docs("Nothing here by that name", "order.unknown", "paper.unknown"),
    409: refusal_docs("Ask again after `Retry-After` seconds", "paper.not_made"),
}


@router.get("/{paper_id}", name="link_paper", responses=OF_A_PAPER)
async def link_paper(order_id: OrderId, paper_id: PaperId, person: Reader, services: ServicesOf) -> MediaLink:
    """Sign a link that opens the paper for five minutes, in a browser too."""
    async with services.database.transaction() as tx:
        order = await visible(tx, person, order_id)
        paper = await tx.papers.find(order.organization_id, order.id, paper_id)
    if paper is None or (paper.kind.names_client and not knows_client(person, order)):
        raise ProblemError(HTTPStatus.NOT_FOUND, "paper.unknown", "There is no such paper.")
    if paper.made_at is None:
        raise ProblemError(
            HTTPStatus.CONFLICT,
            "paper.not_made",
            "This paper is still being made; ask again in a moment.",
            headers={"Retry-After": str(RETRY_AFTER)},
        )
    url = services.objects.presigned_get(
        paper.object_key, LINK_LIFE, CONTENT_TYPE, f"{paper.kind}-{paper.id}.pdf"
    )
    return MediaLink(url=url, content_type=CONTENT_TYPE, expires_at=datetime.now(UTC) + LINK_LIFE)
