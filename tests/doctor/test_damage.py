"""Every kind of damage is found and named, the safe ones are mended, and nothing else is touched."""

from typing import NamedTuple
from uuid import uuid4

import pytest

from activities.doctor import Diagnosis, Scope
from domain.orders.health import WORDS, Fault, Finding, Remedy
from domain.values import OrderId
from tests.doctor.ward import DAMAGE, Ward, note
from tests.workflows.running import Running, eventually
from workflows.names import ORDERS
from workflows.reconciler import Reconciler, Round

MENDED = {fault for fault in DAMAGE if WORDS[fault].remedy}


class Hospital(NamedTuple):
    """All kinds of damage at once, each on its own order, and a healthy one."""

    ward: Ward
    healthy: Running
    ill: dict[Fault, Running]
    diagnosis: Diagnosis


@pytest.fixture(scope="module")
async def hospital(ward: Ward) -> Hospital:
    healthy = await ward.order()
    older = "UPDATE orders SET state = state - 'carriers' WHERE id = $1"  # a later release derives it
    await ward.behind_its_back(older, healthy.id)
    ill = {fault: await plant(ward) for fault, plant in DAMAGE.items()}
    everybody = len(ill) + 1

    async def listed() -> bool:
        orders = ward.client.list_workflows("WorkflowType = 'Order' AND ExecutionStatus = 'Running'")
        # All but the terminated and the one that came to its end.
        return len([order async for order in orders]) == everybody - 2

    await eventually(listed)
    return Hospital(ward, healthy, ill, await ward.doctor.diagnose())


def of(order_id: OrderId, diagnosis: Diagnosis) -> list[Finding]:
    return [finding for finding in diagnosis.findings if finding.order_id == order_id]


def test_every_kind_of_damage_is_planted_somewhere_here() -> None:
    elsewhere = {Fault.ERRAND_MISSING, Fault.ERRAND_STUCK, Fault.QUEUE_UNPOLLED}
    assert set(Fault) - elsewhere == set(DAMAGE)
    assert set(WORDS) == set(Fault)
    assert len(DAMAGE) >= 12


@pytest.mark.parametrize("fault", DAMAGE)
async def test_it_is_found_and_named_and_nothing_else_is(hospital: Hospital, fault: Fault) -> None:
    order = hospital.ill[fault]
    assert [finding.fault for finding in of(order.id, hospital.diagnosis)] == [fault]


async def test_a_healthy_order_and_its_surroundings_have_no_finding(hospital: Hospital) -> None:
    assert len(hospital.diagnosis.findings) == len(DAMAGE)
    assert of(hospital.healthy.id, hospital.diagnosis) == []


async def test_one_order_may_be_asked_for(hospital: Hospital) -> None:
    for fault in (Fault.WORKFLOW_FAILING, Fault.RECORD_AHEAD, Fault.WORKFLOW_ATTRIBUTES):
        order = hospital.ill[fault]
        scope = Scope(organization_id=order.crew.organization.id, order_id=order.id)
        diagnosis = await hospital.ward.doctor.diagnose(scope)
        assert [finding.fault for finding in diagnosis.findings] == [fault]
        assert diagnosis.orders == 1


async def test_one_organization_may_be_asked_for(hospital: Hospital) -> None:
    order = hospital.ill[Fault.RECORD_LEDGER]
    diagnosis = await hospital.ward.doctor.diagnose(Scope(organization_id=order.crew.organization.id))
    assert [finding.fault for finding in diagnosis.findings] == [Fault.RECORD_LEDGER]


async def test_the_reconciler_mends_what_is_safe_and_touches_nothing_else(hospital: Hospital) -> None:
    ward, ill = hospital.ward, hospital.ill
    before = await ward.checksums()
    starts = {fault: (await ill[fault].handle.describe()).run_id for fault in DAMAGE}
    done = await reconciled(ward)
    assert (done.mendable, done.mended) == (len(MENDED), len(MENDED))

    async def only_the_others() -> bool:
        left = (await ward.doctor.diagnose()).findings
        return sorted(finding.fault for finding in left) == sorted(set(DAMAGE) - MENDED)

    await eventually(only_the_others)
    assert await ward.checksums() == before
    again = {fault: (await ill[fault].handle.describe()).run_id for fault in DAMAGE}
    assert {fault for fault in DAMAGE if again[fault] != starts[fault]} == {Fault.WORKFLOW_MISSING}
    for fault in MENDED:  # and the mended orders go on, with what the workflow holds
        order = ill[fault]
        assert await order.held() == await order.recorded()
        version = (await order.recorded()).version
        assert (await order.send(note(order))).first_seq == version + 1
    assert (await reconciled(ward)).mended == 0


async def reconciled(ward: Ward) -> Round:
    return await ward.client.execute_workflow(Reconciler.run, id=f"reconciler-{uuid4()}", task_queue=ORDERS)


async def test_a_workflow_that_the_record_contradicts_is_not_started_again(ward: Ward) -> None:
    """The backup that was restored lacks what the terminated workflow had seen."""
    order = await DAMAGE[Fault.RECORD_BEHIND](ward)
    await order.handle.terminate("somebody tidied up")
    diagnosis = await ward.doctor.diagnose(Scope(order_id=order.id))
    assert [finding.fault for finding in diagnosis.findings] == [Fault.RECORD_BEHIND]
    made_up = Finding(
        fault=Fault.WORKFLOW_MISSING,
        about="",
        order_id=order.id,
        organization_id=order.crew.organization.id,
    )
    assert not await ward.doctor.mend(made_up)


async def test_a_remedy_is_not_applied_where_nothing_is_wrong_any_more(hospital: Hospital) -> None:
    healthy = hospital.healthy
    for fault in MENDED:
        finding = Finding(
            fault=fault,
            about=healthy.answer.number,
            order_id=healthy.id,
            organization_id=healthy.crew.organization.id,
        )
        assert not await hospital.ward.doctor.mend(finding)
    assert Remedy.START_ERRANDS in {WORDS[fault].remedy for fault in Fault}
