import asyncio

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from domain.orders.assignment import Accept, Decline
from domain.orders.lifecycle import AddNote
from domain.orders.record import replayed
from domain.orders.verification import Approve
from tests.crew import Crew
from tests.workflows.histories import events_of, of_type, settled
from tests.workflows.running import Orders, refusal_in


async def test_a_refusal_carries_its_code_words_and_facts(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    refusal = await order.refused(order.command(Accept, crew.second_engineer))
    assert refusal.type == "assignment.not_offered"
    assert refusal.non_retryable
    assert refusal.details == ("This order is not offered to you.", {})

    await order.give(Accept, crew.engineer)
    nothing = await order.refused(order.command(Approve, crew.curator, part="agreement"))
    text = "agreement has nothing to verify."
    assert (nothing.type, nothing.details) == ("verification.nothing_pending", (text, {"part": "agreement"}))


async def test_a_stale_button_is_refused_without_a_trace_in_the_history(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    stale = order.command(Decline, crew.engineer, reason="занят")
    await order.give(Accept, crew.engineer)
    before = await settled(order)

    refusal = await order.refused(stale)

    assert refusal.type == "order.stale_version"
    assert refusal.details[1] == {"part": "assignment", "given": 2, "current": 4}
    assert await events_of(order) == before


async def test_an_applied_command_is_answered_again_though_its_version_is_old(
    orders: Orders, crew: Crew
) -> None:
    order = await orders.open(crew)
    accept = order.command(Accept, crew.engineer)
    first = await order.send(accept, "first")
    await order.give(AddNote, crew.engineer, text="позже")
    assert await order.send(accept, "again") == first
    assert len([entry for entry in await order.entries() if entry.command_id == accept.id]) == 2


async def test_the_same_id_with_another_body_is_refused(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    note = order.command(AddNote, crew.engineer, text="одно")
    await order.send(note)
    refusal = await order.refused(note.model_copy(update={"text": "другое"}))
    assert refusal.type == "command.key_reused"


async def test_several_commands_at_once_are_recorded_one_after_another(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    notes = [order.command(AddNote, crew.engineer, text=f"заметка {n}") for n in range(9)]
    answers = await asyncio.gather(*(order.send(note) for note in notes))
    taken = sorted((answer.first_seq, answer.last_seq) for answer in answers)
    assert taken == [(seq, seq) for seq in range(4, 13)]
    assert await order.held() == await order.recorded() == replayed(await order.entries())


async def test_of_two_answers_to_one_question_the_first_wins(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    buttons = order.command(Accept, crew.engineer), order.command(Decline, crew.engineer, reason="занят")
    outcomes = await asyncio.gather(*map(order.send, buttons), return_exceptions=True)
    (refusal,) = (one for one in outcomes if isinstance(one, WorkflowUpdateFailedError))
    assert refusal_in(refusal).type == "order.stale_version"
    assert len(outcomes) == 2


async def test_queries_tell_the_order_and_what_it_waits_for(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    before = await settled(order)
    assert await order.held() == await order.recorded()
    waiting = await order.handle.query("waiting", result_type=list[dict[str, object]])
    assert [(wait["kind"], wait["person"]) for wait in waiting] == [("accept", str(crew.engineer.id))]
    assert await events_of(order) == before


async def test_a_body_that_is_no_command_is_refused_and_the_order_goes_on(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    with pytest.raises(WorkflowUpdateFailedError):
        await order.handle.execute_update("accept", {"kind": "accept", "surprise": 1})
    await order.give(Accept, crew.engineer)
    accepted = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    assert len(list(of_type(await events_of(order), accepted))) == 2  # the opening's and this one
