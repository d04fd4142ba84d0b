"""Every command can be given from a terminal, as JSON, with Temporal's own CLI."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from domain.orders.errors import REFUSALS
from settings import Settings
from stack import binaries
from tests.crew import Crew
from tests.workflows.running import Orders, Running, eventually
from workflows.envelope import KINDS

LATER = (datetime.now(UTC) + timedelta(days=2)).isoformat()
AFTER = (datetime.now(UTC) + timedelta(days=2, hours=2)).isoformat()
DAY = LATER[:10]
ID = str(uuid4())
PAYMENT = {"amount": 1, "method": "cash", "fiscal_number": "17"}
OPTION = {"lines": [{"name": "Ролик", "quantity": 2, "unit_price": 100}]}
FIELDS: dict[str, dict[str, Any]] = {
    "accept": {},
    "add_note": {"text": "из терминала", "photos": []},
    "appeal": {"part": "penalty.1", "reason": "клиент не открыл"},
    "approve": {"part": "agreement"},
    "arrive": {},
    "ask": {"what": "reassignment", "reason": "заболел"},
    "assign": {"engineer": ID},
    "assign_stationary": {"part": "stationary.1", "person": ID},
    "cancel": {"reason": "клиент передумал"},
    "confirm_payment": {},
    "decide_appeal": {"part": "penalty.1", "verdict": "reverse", "reason": "так и было"},
    "decline": {"reason": "занят"},
    "deny": {"reason": "некому"},
    "depart": {},
    "fail_visit": {"reason": "nobody_there"},
    "finish_repair": {"part": "stationary.1", "done": "готово", "amount": 0, "photos": [ID]},
    "give_device": {"to": ID},
    "grant": {},
    "hand_over": {"description": "не включается", "due": DAY, "completeness": "кабель", "photos": [ID]},
    "move_visit": {"to": {"since": LATER, "until": AFTER}, "reason": "client_asked"},
    "not_warranty": {"reason": "залит кофе"},
    "offer": {"engineers": [ID, str(uuid4())]},
    "pause": {"until": LATER, "reason": "отъезд"},
    "pay_out": {"person": ID, "amount": 1, "method": "cash"},
    "penalize": {"part": "penalty.1", "person": ID, "amount": 1, "reason": "опоздал"},
    "receive_device": {},
    "record_payment": {"payment": PAYMENT},
    "recover_device": {"holder": ID, "reason": "уволен"},
    "refund": {"amount": 1, "method": "card", "recipient": "клиент", "reason": "скидка"},
    "reopen": {"reason": "вернулся с той же неисправностью"},
    "resume": {},
    "return": {"part": "receipt.1", "reason": "не читается", "lines": {"0": "цена"}},
    "return_device": {"no_act_reason": "потерян"},
    "set_deadline": {"part": "assignment", "until": LATER},
    "set_priority": {"part": "stationary.1", "priority": 1},
    "settle_money": {"refund": 0, "method": "cash", "recipient": "клиент"},
    "submit_agreement": {"options": [OPTION], "outcome": {"kind": "agreed", "option": 0}},
    "submit_on_site": {**OPTION, "no_contract_reason": "потерян", "received": PAYMENT},
    "submit_prepayment": {"payment": PAYMENT},
    "submit_receipt": {
        "document": ID,
        "seller": "Ромашка",
        "dated": DAY,
        "total": 200,
        "paid_by": "own",
        **OPTION,
    },
    "submit_report": {"no_contract_reason": "потерян", "received": PAYMENT},
    "submit_supplement": {"options": [OPTION], "outcome": {"kind": "agreed", "option": 0}},
    "take": {"part": "stationary.1"},
    "take_over": {"to": ID, "reason": "отпуск"},
    "undo": {"part": "agreement"},
    "withdraw": {"part": "receipt.1", "reason": "не нужен"},
    "write_off": {"amount": 1, "reason": "не взыскать"},
}
CODE = re.compile(r"type: ([a-z_.]+), retryable: false")
AT_ONCE = asyncio.Semaphore(3)


class Said(NamedTuple):
    status: int | None
    words: str


class Terminal:
    """Somebody who types `temporal workflow …`."""

    def __init__(self, settings: Settings, order: Running) -> None:
        self.settings, self.order = settings, order

    async def types(self, *words: str) -> Said:
        where = (
            "--address",
            self.settings.temporal.address,
            "--namespace",
            self.order.orders.client.namespace,
        )
        async with AT_ONCE:
            process = await asyncio.create_subprocess_exec(
                binaries.command("temporal"),
                "workflow",
                *words,
                *where,
                "--workflow-id",
                self.order.handle.id,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            said, complained = await process.communicate()
        return Said(process.returncode, (said + complained).decode())

    async def update(self, name: str, **body: Any) -> Said:
        return await self.types(
            "update", "execute", "--name", name, "--input", json.dumps(body), "-o", "json"
        )


@pytest.fixture
async def order(orders: Orders, crew: Crew) -> Running:
    return await orders.open(crew)


def test_every_command_is_typed_here() -> None:
    assert set(FIELDS) == KINDS - {"open", "remind"}


async def test_an_accepted_command_prints_its_answer(order: Running, crew: Crew, migrated: Settings) -> None:
    terminal = Terminal(migrated, order)
    said = await terminal.update(
        "accept",
        kind="accept",
        id="cli-1",
        by=str(crew.engineer.id),
        version=order.answer.parts["assignment"],
    )
    assert said.status == 0, said.words
    result = json.loads(said.words)["result"]
    assert (result["command_id"], result["stage"]) == ("cli-1", "agreement")
    assert (await order.recorded()).engineer == crew.engineer.id


async def test_every_command_is_understood(order: Running, crew: Crew, migrated: Settings) -> None:
    """Accepted, or refused by a rule with its code: never an error of decoding."""
    terminal = Terminal(migrated, order)

    async def gives(kind: str) -> tuple[str, str]:
        body: dict[str, Any] = {"kind": kind, "id": f"cli-{kind}", "by": str(crew.engineer.id)}
        if kind != "add_note":
            body["version"] = 0
        return kind, outcome_in(await terminal.update(kind, **body, **FIELDS[kind]))

    outcomes = dict(await asyncio.gather(*(gives(kind) for kind in FIELDS)))
    assert outcomes["add_note"] == "accepted"
    assert outcomes["accept"] == "order.stale_version"
    assert outcomes["approve"] == "verification.nothing_pending"
    assert outcomes["take"] == "person.role_missing"
    assert set(outcomes.values()) <= {*REFUSALS, "accepted"}, outcomes


def outcome_in(said: Said) -> str:
    """`accepted`, the code of the refusal, or all that was said."""
    if said.status == 0:
        return "accepted"
    refusal = CODE.search(said.words)
    return refusal[1] if refusal else said.words


async def test_signals_and_queries_work_too(order: Running, crew: Crew, migrated: Settings) -> None:
    terminal = Terminal(migrated, order)
    note = {"kind": "add_note", "id": "cli-note", "by": str(crew.engineer.id), "text": "сигналом"}
    envelope = json.dumps({"id": "cli-note", "json": json.dumps(note)})
    said = await terminal.types("signal", "--name", "command", "--input", envelope)
    assert said.status == 0, said.words

    said = await terminal.types("query", "--type", "order", "-o", "json")
    (told,) = json.loads(said.words)["queryResult"]
    assert told["number"] == order.answer.number
    said = await terminal.types("query", "--type", "waiting", "-o", "json")
    ((wait,),) = json.loads(said.words)["queryResult"]
    assert wait["kind"] == "accept"

    async def noted() -> bool:
        return "cli-note" in [entry.command_id for entry in await order.entries()]

    await eventually(noted)
