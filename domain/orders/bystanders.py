"""Whose card changes though nothing is asked of them: the workshop's, once an order goes on without it."""

from collections.abc import Sequence

from domain.orders.notices import NEWS, Notice, NoticeKind
from domain.orders.record import Entry, replayed
from domain.orders.state import Order


def bystanders(before: Order | None, entries: Sequence[Entry]) -> list[Notice]:
    """To whoever had a job of the order when these entries ended the job, or the order, or began it anew.

    Curator and engineer are told by `notices`; whoever did it sees it where they pressed.
    """
    if before is None:
        return []
    after = replayed(entries, before)
    over = {job.part for job in after.stationary if not job.open}
    ended = [
        job for job in before.stationary if before.closed != after.closed or (job.open and job.part in over)
    ]
    told = {after.curator, after.engineer, *(entry.by for entry in entries)}
    people = dict.fromkeys(person for job in ended for person in (job.assigned, job.worker))
    return [
        Notice(
            kind=NoticeKind.WENT_ON,
            to_person=person,
            to_role=None,
            order_id=after.id,
            order_number=after.number,
            device=after.device.name,
            part="order",
            text=after.stage.value,
            priority=NEWS,
        )
        for person in people
        if person and person not in told
    ]
