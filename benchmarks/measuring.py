"""Latency with one client, throughput with many, and the processor time that each process spent on it."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

import psutil

from benchmarks.subjects import Call, Subject, callers

WARM_UP = 6
"""Calls before the clock starts, of each caller."""


@dataclass(frozen=True)
class Latency:
    p50: float
    """Milliseconds."""


@dataclass(frozen=True)
class Throughput:
    per_second: float
    processor: Mapping[str, float]
    """Milliseconds of processor time per call, by process."""


async def latency(subject: Subject, calls: int) -> Latency:
    (call,) = await callers(subject, 1)
    await _repeat(call, WARM_UP)
    took: list[float] = []
    for _ in range(calls):
        began = time.perf_counter()
        await call()
        took.append((time.perf_counter() - began) * 1000)
    return Latency(median(took))


async def throughput(
    subject: Subject, clients: int, seconds: float, processor: Callable[[], Mapping[str, float]]
) -> Throughput:
    """Calls per second that `clients` callers at once get through."""
    calls = await callers(subject, clients)
    await asyncio.gather(*(_repeat(call, WARM_UP) for call in calls))
    before, began = processor(), time.perf_counter()
    done = sum(await asyncio.gather(*(_until(call, began + seconds) for call in calls)))
    took, after = time.perf_counter() - began, processor()
    spent = {name: (after[name] - before[name]) / done * 1000 for name in before}
    return Throughput(done / took, spent)


def processor_times(processes: Mapping[str, int]) -> dict[str, float]:
    """Seconds of processor time, of each process with all of its children, by name."""
    times: dict[str, float] = {}
    for name, pid in processes.items():
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)] if name != "clients" else [root]
        times[name] = sum(_own(process) for process in family)
    return times


def _own(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.NoSuchProcess:  # a backend that ended meanwhile
        return 0.0
    return float(spent.user + spent.system)


async def _repeat(call: Call, times: int) -> None:
    for _ in range(times):
        await call()


async def _until(call: Call, deadline: float) -> int:
    done = 0
    while time.perf_counter() < deadline:
        await call()
        done += 1
    return done
