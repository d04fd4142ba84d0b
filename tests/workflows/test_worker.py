"""The worker's start: it refuses in words what would otherwise fail for ever."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from settings import Settings
from tests.namespaces import add_search_attributes, bare_namespace
from worker import MissingSearchAttributesError, require_search_attributes
from workflows import search_attributes

ROOT = Path(__file__).parents[2]


async def test_without_search_attributes_it_does_not_start_and_says_how_to_make_them(
    migrated: Settings,
) -> None:
    bare = await bare_namespace(migrated.temporal)
    with pytest.raises(MissingSearchAttributesError) as refusal:
        await require_search_attributes(bare)
    for key in search_attributes.ALL:
        assert f"--name {key.name} --type " in str(refusal.value)
    assert f"--namespace {bare.namespace} --name WaitingFor --type KeywordList" in str(refusal.value)

    worker = await asyncio.create_subprocess_exec(
        sys.executable,
        "worker.py",
        cwd=ROOT,
        env=os.environ
        | {"TEMPORAL_ADDRESS": migrated.temporal.address, "TEMPORAL_NAMESPACE": bare.namespace},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, words = await worker.communicate()
    assert worker.returncode == 1
    assert "The Temporal namespace lacks search attributes. Run:" in words.decode()
    assert "Traceback" not in words.decode()

    await add_search_attributes(bare)
    await require_search_attributes(bare)
