"""One run: every subject in every round, in another order each time: the machine's moods hit all alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from benchmarks.connection import Connection
from benchmarks.measuring import Latency, Throughput, latency, processor_times, throughput
from benchmarks.servers import Servers
from benchmarks.shops import PASSWORD, Logins, found, settle
from benchmarks.steps import Shop
from benchmarks.subjects import BareUpdate, OverHttp, PlainSql, Subject
from settings import ApiSettings
from storage.database import Database
from workflows.plugin import connect

CLIENTS = 16
ORDERS_IN_TURN = 8
RESTED = f"the same, {ORDERS_IN_TURN} orders in turn"


@dataclass(frozen=True)
class Plan:
    rounds: int = 5
    seconds: float = 3.0
    """Of each throughput measurement."""
    calls: int = 80
    """Of each latency measurement."""


@dataclass
class Figures:
    """Of one subject, a value per round."""

    name: str
    latencies: list[Latency] = field(default_factory=list)
    throughputs: list[Throughput] = field(default_factory=list)


async def measure(started: Servers, plan: Plan) -> list[Figures]:
    """The figures of bare update, baseline and HTTP, in this order."""
    settings = started.settings
    database = Database(settings.database)
    served, logins = await found(database)
    beside = Database(started.for_baseline.database)
    baseline, _ = await found(beside)
    await beside.close()
    processes = started.begin(baseline)
    client = await connect(settings.temporal)
    subjects: list[Subject] = [
        BareUpdate(client),
        PlainSql(client),
        http := await _over_http(settings.api, served, logins),
        replace(http, name=RESTED, orders=ORDERS_IN_TURN),
    ]
    figures = [Figures(subject.name) for subject in subjects]
    for number in range(plan.rounds):
        _tell(f"round {number + 1} of {plan.rounds}:")
        for turn in range(len(subjects)):
            which = (number + turn) % len(subjects)
            await settle(database, served)
            await _measure_one(subjects[which], figures[which], plan, processes)
        _tell("\n")
    await database.close()
    return figures


async def _measure_one(subject: Subject, figures: Figures, plan: Plan, processes: Mapping[str, int]) -> None:
    figures.latencies.append(await latency(subject, plan.calls))
    figures.throughputs.append(
        await throughput(subject, CLIENTS, plan.seconds, partial(processor_times, processes))
    )
    _tell(f"  {figures.latencies[-1].p50:.1f} ms, {figures.throughputs[-1].per_second:.0f}/s")


async def _over_http(api: ApiSettings, shop: Shop, logins: Logins) -> OverHttp:
    connection = await Connection.to(api.host, api.port)
    curator = await connection.log_in(logins.curator, PASSWORD)
    engineer = await connection.log_in(logins.engineer, PASSWORD)
    await connection.close()
    return OverHttp(api, shop, curator, engineer)


def _tell(text: str) -> None:
    print(text, end="", flush=True)
