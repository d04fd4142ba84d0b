"""`naryad doctor`: findings on stdout, progress on stderr, the verdict as exit code."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from domain.orders.health import WORDS, Fault
from settings import Settings
from tests.doctor.ward import DAMAGE, Ward

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    status: int | None
    out: str
    err: str


async def naryad(ward: Ward, settings: Settings, *words: str, **variables: str) -> Said:
    where = {
        "DATABASE_URL": settings.database.url,
        "TEMPORAL_ADDRESS": settings.temporal.address,
        "TEMPORAL_NAMESPACE": ward.client.namespace,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "cli.py", "doctor", *words),
        cwd=ROOT,
        env={**os.environ, **where, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Said(process.returncode, out.decode(), err.decode())


async def test_whole_damaged_and_out_of_reach(ward: Ward, migrated: Settings) -> None:
    await ward.order()
    whole = await naryad(ward, migrated)
    assert (whole.status, whole.out) == (0, ""), whole
    assert "Everything is whole." in whole.err
    assert re.search(r"Orders looked at +(\d+)/\1 ", whole.err), "how many, of how many"

    order = await DAMAGE[Fault.RECORD_CHAIN](ward)
    damaged = await naryad(ward, migrated, "--json")
    assert damaged.status == 1
    finding = json.loads(damaged.out)
    assert (finding["fault"], finding["order_id"]) == ("record.chain", str(order.id))
    assert finding["cause"] == WORDS[Fault.RECORD_CHAIN].cause
    assert (finding["action"], finding["remedy"]) == (WORDS[Fault.RECORD_CHAIN].action, None)
    organization = str((await ward.order()).crew.organization.id)
    in_words, another, away, alone, unknown = await asyncio.gather(  # most of their time they wait
        naryad(ward, migrated, "--order", str(order.id)),
        naryad(ward, migrated, "--organization", organization),
        naryad(ward, migrated, DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing"),
        naryad(ward, migrated, TEMPORAL_ADDRESS="127.0.0.1:1"),
        naryad(ward, migrated, "--order", "SVC-999999"),
    )
    assert in_words.status == 1
    assert f"record.chain: {order.answer.number} (at entry 1)" in in_words.out
    assert another.status == 0

    assert (away.status, away.out) == (2, "")
    assert "Could not look" in away.err
    assert "Traceback" not in away.err
    assert alone.status == 2
    assert unknown.status == 2
