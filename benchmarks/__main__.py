"""`make bench`: what a stage command over HTTP costs, as ratios to plainer things on the same servers."""

import argparse
import asyncio
from pathlib import Path

from benchmarks import report
from benchmarks.ending import end_with
from benchmarks.run import Plan, measure
from benchmarks.servers import servers

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=Plan.rounds, help="of each measurement")
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="of one throughput measurement")
    parser.add_argument("--calls", type=int, default=Plan.calls, help="of one latency measurement")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args()
    plan = Plan(options.rounds, options.seconds, options.calls)
    with servers() as started:
        figures = asyncio.run(measure(started, plan))
    print(report.table(figures))
    print(report.verdict(figures))
    if options.write:
        PAGE.write_text(report.inserted(PAGE.read_text(), figures, plan))
    return 0


if __name__ == "__main__":
    end_with(main)
