"""The figures as a table for the terminal and for docs/performance.md, and the two ratios with their bars."""

import platform
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median

from benchmarks.run import CLIENTS, Figures, Plan

LATENCY_BAR, THROUGHPUT_BAR = 1.8, 0.6
"""A stage command's p50 at most, and its throughput at least, as ratios to the baseline's."""
BEGIN, END = "<!-- figures: written by `make bench WRITE=1` -->", "<!-- end of figures -->"


def table(figures: Sequence[Figures]) -> str:
    """A Markdown table: medians over the rounds, with the lowest and highest."""
    rows = ["| call | p50, one client | 16 clients | processor time per call |", "|---|---|---|---|"]
    for one in figures:
        p50 = [latency.p50 for latency in one.latencies]
        rate = [throughput.per_second for throughput in one.throughputs]
        rows.append(
            f"| {one.name} | {median(p50):.1f} ms ({min(p50):.1f}–{max(p50):.1f}) "
            f"| {median(rate):.0f}/s ({min(rate):.0f}–{max(rate):.0f}) | {_processor(one)} |"
        )
    return "\n".join(rows)


def _processor(one: Figures) -> str:
    """Milliseconds by process; those that took part."""
    names = one.throughputs[0].processor
    spent = {name: median(round_.processor[name] for round_ in one.throughputs) for name in names}
    parts = ", ".join(f"{name} {ms:.1f}" for name, ms in spent.items() if round(ms, 1))
    return f"{sum(spent.values()):.1f} ms: {parts}"


def verdict(figures: Sequence[Figures]) -> str:
    """The ratios of the stage command to the baseline, and whether the bars hold."""
    _, baseline, http, *_ = figures
    slower = _ratio([one.p50 for one in http.latencies], [one.p50 for one in baseline.latencies])
    share = _ratio(
        [one.per_second for one in http.throughputs], [one.per_second for one in baseline.throughputs]
    )
    return (
        f"p50 {slower:.2f} times the baseline's "
        f"(bar: at most {LATENCY_BAR}): {_holds(slower <= LATENCY_BAR)}. "
        f"Throughput at {CLIENTS} clients {share:.0%} of it (bar: at least {THROUGHPUT_BAR:.0%}): "
        f"{_holds(share >= THROUGHPUT_BAR)}."
    )


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    return median(some) / median(others)


def _holds(bar: bool) -> str:
    return "holds" if bar else "does not hold"


def inserted(page: str, figures: Sequence[Figures], plan: Plan) -> str:
    """The page with this run's figures between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    settings = (
        f"{plan.rounds} interleaved rounds, {plan.calls} calls per p50, {plan.seconds:.0f} s per throughput; "
        f"Python {platform.python_version()}, temporalio {version('temporalio')}, "
        f"SQLAlchemy {version('sqlalchemy')}, asyncpg {version('asyncpg')}, FastAPI {version('fastapi')}."
    )
    return f"{before}{BEGIN}\n{table(figures)}\n\n{verdict(figures)}\n\n{settings}\n{END}{after}"
