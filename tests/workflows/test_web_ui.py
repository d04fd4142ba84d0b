"""What ops see of an order in the Temporal Web UI, and what they must not see."""

from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType

from api.temporal import Temporal
from domain.orders.assignment import Accept
from domain.orders.lifecycle import AddNote
from domain.orders.parts import Stage
from settings import Settings
from tests.crew import Crew
from tests.workflows.histories import details_of, of_type, settled, summary_of
from tests.workflows.running import Orders
from tests.workflows.steps import PRICE, both_branches, into_work, submit_report
from workflows import search_attributes as attributes
from workflows.names import order_workflow_id


async def test_search_attributes_follow_the_order(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    found = (await order.handle.describe()).typed_search_attributes
    (accept,) = order.answer.waits
    assert found.get(attributes.ORDER_NUMBER) == order.answer.number
    assert found.get(attributes.ORGANIZATION_ID) == str(crew.organization.id)
    assert found.get(attributes.ORDER_STAGE) == "assignment"
    assert found.get(attributes.WAITING_FOR) == ["engineer:accept"]
    assert found.get(attributes.ASSIGNED_TO) is None
    assert found.get(attributes.DUE_AT) == accept.until
    assert found.get(attributes.OVERDUE) is False

    await order.give(Accept, crew.engineer)
    found = (await order.handle.describe()).typed_search_attributes
    assert found.get(attributes.ORDER_STAGE) == "agreement"
    assert found.get(attributes.WAITING_FOR) == ["engineer:submit_agreement"]
    assert found.get(attributes.ASSIGNED_TO) == str(crew.engineer.id)


async def test_a_closed_order_waits_for_nobody(orders: Orders, crew: Crew) -> None:
    order = await into_work(orders, crew)
    await submit_report(order, PRICE)
    answer = await order.approve("report")
    assert answer.stage is Stage.COMPLETED
    found = (await order.handle.describe()).typed_search_attributes
    assert not found.get(attributes.WAITING_FOR)
    assert found.get(attributes.DUE_AT) is None
    assert found.get(attributes.OVERDUE) is False


async def test_parallel_branches_are_all_waited_for(orders: Orders, crew: Crew) -> None:
    order = await into_work(orders, crew)
    await both_branches(order)
    found = (await order.handle.describe()).typed_search_attributes
    assert found.get(attributes.WAITING_FOR) == ["stationary_engineer:take"]
    assert "any stationary_engineer: **take** (stationary.1)" in await details_of(order)


async def test_details_are_markdown_without_what_people_typed(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew, note="Домофон 42, Анна Сергеевна")
    await order.give(AddNote, crew.engineer, text="Звонить +7 912 345-67-89")
    (wait,) = order.answer.waits
    text = await details_of(order)
    assert text.startswith(f"### {order.answer.number}: HP LaserJet M404\n**assignment**, version 5\n")
    assert f"- Иванов (engineer): **accept** (assignment), since {wait.since:%Y-%m-%d %H:%M} UTC" in text
    assert f"then remind engineer at {wait.rungs[0].at:%Y-%m-%d %H:%M} UTC" in text
    assert text.count("noted (notes)") == 2
    assert not any(typed in text for typed in ("Домофон", "Анна", "912", "бумагу"))


async def test_timers_and_activities_have_names(orders: Orders, crew: Crew) -> None:
    order = await orders.open(crew)
    await order.give(Accept, crew.engineer)
    events = await settled(order)
    timers = [
        await summary_of(orders.client, one) for one in of_type(events, EventType.EVENT_TYPE_TIMER_STARTED)
    ]
    assert timers[0] == "remind Иванов (engineer): accept (assignment)"
    assert timers[-1] == "remind Иванов (engineer): submit_agreement (agreement)"
    recorded = of_type(events, EventType.EVENT_TYPE_MARKER_RECORDED)
    assert [await summary_of(orders.client, one) for one in recorded] == ["open", "accept"]


async def test_the_api_gives_each_workflow_a_summary_and_short_tasks(
    orders: Orders, crew: Crew, migrated: Settings
) -> None:
    namespace = {"namespace": orders.client.namespace}
    temporal = Temporal(migrated.temporal.model_copy(update=namespace))
    opening = crew.open()
    await temporal.open(opening)
    handle = orders.client.get_workflow_handle(order_workflow_id(opening.order_id))
    description = await handle.describe()
    assert await description.static_summary() == "printer HP LaserJet M404"
    task_timeout = description.raw_description.execution_config.default_workflow_task_timeout
    assert task_timeout.ToTimedelta() == timedelta(seconds=2)
    with pytest.raises(KeyError):
        description.typed_search_attributes[attributes.ASSIGNED_TO]
