"""PRODUCT §10 by number, over HTTP: what earlier systems made of choices, dates and times."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from api.asker import Searcher
from api.orders import Filters
from domain.calendar import WorkingCalendar
from domain.organizations import OrganizationSettings
from storage.database import Database
from tests.api.caller import DEVICE, Caller, calling
from tests.api.repair import CASH, LINE, Repair
from tests.crew import Crew, recruit

pytestmark = pytest.mark.usefixtures("workers")

REFUSED = {"kind": "refused", "code": "price", "text": "Дорого"}
OPTIONS = [{"lines": [LINE]}]
RECEIPT = {
    "document": "0190f3c2-5e2a-7cc0-8000-00000000f001",
    "seller": "ООО «Ресурс»",
    "dated": "2026-01-15",
    "total": 120_000,
    "lines": [LINE],
}


@pytest.fixture
async def repair(curator: Caller, engineer: Caller) -> Repair:
    return await Repair.accepted(curator, engineer)


@pytest.mark.parametrize(
    ("path", "body", "field", "choices"),
    [
        (
            "visit/failure",
            {"reason": "nobody"},
            "reason",
            {"nobody_there", "no_answer", "no_pass", "client_moved"},
        ),
        (
            "agreement",
            {"options": OPTIONS, "outcome": {"kind": "agred", "option": 0}},
            "outcome",
            {"agreed", "thinking", "refused"},
        ),
        (
            "agreement",
            {"options": OPTIONS, "outcome": REFUSED | {"code": "prise"}},
            "outcome.refused.code",
            {"price", "terms", "goes_elsewhere", "beyond_repair", "other"},
        ),
        (
            "prepayment",
            {"payment": CASH | {"amount": 100, "method": "cahs"}},
            "payment.method",
            {"cash", "card", "sbp", "invoice"},
        ),
        ("prepayment", {"payment": CASH | {"amount": 100, "method": 2}}, "payment.method", {"cash"}),
        ("receipts", RECEIPT | {"paid_by": "me"}, "paid_by", {"client_cash", "own", "company"}),
        ("stationary", {"purpose": "repare"}, "purpose", {"diagnosis", "repair"}),
    ],
)
async def test_06_a_mistyped_choice_is_told_and_changes_nothing(
    repair: Repair, path: str, body: dict[str, Any], field: str, choices: set[str]
) -> None:
    before = await repair.view()
    answer = await repair.send(repair.engineer, path, "none", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    told = {problem["field"]: problem["detail"] for problem in answer.json()["fields"]}
    assert choices <= set(re.findall(r"'(\w+)'", told[f"body.{field}"]))
    assert await repair.view() == before


async def test_06_a_mistyped_kind_of_device_opens_nothing(curator: Caller) -> None:
    answer = await curator.open(device=DEVICE | {"kind": "printre"})
    assert answer.status_code == 422
    (problem,) = answer.json()["fields"]
    assert problem["field"] == "body.device.kind"
    assert "'printer'" in problem["detail"]
    assert (await curator.get("/v1/orders", params={"show": "all"})).json()["orders"] == []


def other_day() -> str:
    """A zone in which it is another day now than in UTC."""
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago")  # 14 hours ahead, 11 behind
    now = datetime.now(UTC)
    return next(zone for zone in zones if now.astimezone(ZoneInfo(zone)).date() != now.date())


@pytest.fixture
async def far_away(app: FastAPI, database: Database) -> AsyncIterator[tuple[Caller, Caller, Crew]]:
    """A curator and an engineer of an organization where it is another day."""
    crew = await recruit(database, OrganizationSettings(calendar=WorkingCalendar(zone=other_day())))
    async with calling(app, crew.curator) as curator, calling(app, crew.engineer) as engineer:
        yield curator, engineer, crew


async def listed(caller: Caller, **filters: Any) -> list[str]:
    answer = await caller.get("/v1/orders", params=filters)
    assert answer.status_code == 200, answer.text
    return [order["number"] for order in answer.json()["orders"]]


async def test_09_the_day_that_is_shown_is_the_day_that_finds(far_away: tuple[Caller, Caller, Crew]) -> None:
    curator, _, _ = far_away
    opened = await curator.opened()
    view = (await curator.get(f"/v1/orders/{opened['order_id']}")).json()
    shown = datetime.fromisoformat(view["order"]["opened_at"])
    day, found = shown.date(), [opened["number"]]
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    assert await listed(curator, opened_from=day, opened_to=day) == found
    assert await listed(curator, opened_from=before, opened_to=after, show="all") == found
    assert await listed(curator, opened_from=day) == await listed(curator, opened_to=day) == found
    assert await listed(curator, opened_to=before) == await listed(curator, opened_from=after) == []
    assert await listed(curator, opened_from=day, opened_to=day, show="closed") == []


@pytest.mark.parametrize(
    ("zone", "day", "since", "before"),
    [
        ("Europe/Moscow", "2026-11-21", "2026-11-20T21:00Z", "2026-11-21T21:00Z"),
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),  # an hour short
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),  # an hour long
    ],
)
def test_09_a_day_is_a_day_of_the_organization(
    crew: Crew, zone: str, day: str, since: str, before: str
) -> None:
    filters = Filters.model_validate({"opened_from": day, "opened_to": day})
    calendar = WorkingCalendar(zone=zone)
    asker = Searcher(crew.curator, calendar, now=datetime.now(UTC))
    wanted = filters.wanted_by(asker)
    assert wanted.opened_since == datetime.fromisoformat(since)
    assert wanted.opened_before == datetime.fromisoformat(before)


@pytest.mark.parametrize(
    ("dates", "field", "words"),
    [
        (
            {"opened_from": "2026-11-22", "opened_to": "2026-11-21"},
            "opened_to",
            "the last day, 2026-11-21, lies before the first, 2026-11-22",
        ),
        ({"opened_from": "21.11.2026"}, "opened_from", "Input should be a valid date"),
        ({"opened_to": "9999-12-31"}, "opened_to", "less than or equal to 2199-12-31"),
        ({"opened_from": "0001-01-01"}, "opened_from", "greater than or equal to 2000-01-01"),
    ],
)
async def test_09_dates_that_make_no_sense_are_told(
    curator: Caller, dates: dict[str, str], field: str, words: str
) -> None:
    answer = await curator.get("/v1/orders", params=dates)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
    (problem,) = answer.json()["fields"]
    assert problem["field"] == f"query.{field}"
    assert words in problem["detail"]


def moments(answer: Any) -> Iterator[str]:
    """Everything in an answer that tells a time of a day."""
    if isinstance(answer, str) and re.match(r"\d{4}-\d\d-\d\dT", answer):
        yield answer
    for part in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        yield from moments(part)


async def test_09_every_time_is_told_in_the_zone_of_the_organization(
    far_away: tuple[Caller, Caller, Crew],
) -> None:
    curator, engineer, crew = far_away
    soon = datetime.now(UTC) + timedelta(days=2)
    visit = {"since": str(soon), "until": str(soon + timedelta(hours=2))}
    repair = await Repair.accepted(curator, engineer, visit=visit)
    seen = repair.parts["order"]
    paused = await repair.give(curator, "pause", "order", "pause", until=str(soon), reason="Ждём запчасть")
    parts = ("", "/waiting", "/timeline", "/ledger", f"/commands/{paused.json()['command_id']}")
    answers = [
        paused,
        await curator.get("/v1/orders"),
        *[await curator.get(f"/v1/orders/{repair.id}{part}") for part in parts],
        await repair.send(curator, "pause", "order", version=seen, until=str(soon), reason="Ещё"),
        await repair.send(engineer, "report", "report", no_contract_reason="Нет"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 7 + [409] * 2
    zone = crew.organization.settings.calendar.tz
    offset = datetime.now(zone).isoformat()[-6:]
    for answer in answers:
        told = list(moments(answer.json()))
        assert {moment[-6:] for moment in told} == ({offset} if "ledger" not in str(answer.url) else set())
    first = answers[0].json()
    again = await repair.send(
        curator, "pause", "order", "pause", version=seen, until=str(soon), reason="Ждём запчасть"
    )
    assert again.json() == first
