"""What gets into the image: the locked wheels of production, its code, nothing to build with."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.compose import ROOT


class Locked(NamedTuple):
    version: str
    hashes: frozenset[str]


def locked(name: str) -> dict[str, Locked]:
    """By name: what a lock file allows."""
    found: dict[str, Locked] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text()):
        first = Requirement(block.partition("\\")[0].strip())
        version = str(first.specifier).removeprefix("==")
        found[canonicalize_name(first.name)] = Locked(version, frozenset(re.findall(r"--hash=(\S+)", block)))
    return found


ALL, PRODUCTION = locked("requirements.lock"), locked("requirements-production.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def test_production_runs_on_the_same_wheels_as_the_tests() -> None:
    assert {name: ALL.get(name) for name in PRODUCTION} == PRODUCTION
    assert all(entry.version and entry.hashes for entry in PRODUCTION.values())


def test_production_has_all_it_needs_and_no_server_or_tool() -> None:
    needed = names(PROJECT["dependencies"])
    assert needed <= set(PRODUCTION)
    extras = [line for extra in PROJECT["optional-dependencies"].values() for line in extra]
    assert not names(extras) & set(PRODUCTION)
    text = (ROOT / "requirements-production.lock").read_text()
    assert not re.search(r"^--|://", text, re.MULTILINE)  # no registry is named


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def last_stage() -> list[tuple[str, str]]:
    every = instructions()
    start = max(number for number, (word, _) in enumerate(every) if word == "FROM")
    return every[start:]


def test_every_stage_stands_on_the_same_pinned_image() -> None:
    base = dict(instructions())["ARG"]
    assert re.fullmatch(r"PYTHON=python:3\.\d+\.\d+-slim-\w+", base)
    assert {rest.split()[0] for word, rest in instructions() if word == "FROM"} == {"${PYTHON}"}


def test_the_last_stage_only_copies_and_runs_as_nobody() -> None:
    words = [word for word, _ in last_stage()]
    assert set(words) == {"FROM", "USER", "ENV", "COPY", "WORKDIR", "ENTRYPOINT", "CMD"}
    given = dict(last_stage())
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", given["USER"])
    assert all(rest.startswith("--from=wheels") for word, rest in last_stage() if word == "COPY")
    assert given["ENTRYPOINT"].startswith("[")


def test_only_hashed_wheels_are_installed_and_nothing_is_fetched_otherwise() -> None:
    runs = [rest for word, rest in instructions() if word == "RUN"]
    installs = [run for run in runs if '"install"' in run]
    assert len(installs) == 1
    assert all(flag in installs[0] for flag in ("--require-hashes", "--only-binary", ":all:"))
    assert not re.search(r"curl|wget|apt|git ", " ".join(runs))
    assert "ADD" not in dict(instructions())


LOADED = """
import sys, api.app, cli, worker
from settings import DatabaseSettings
from storage.database import Database
Database(DatabaseSettings())
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_what_production_loads_is_in_its_lock() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {
        canonicalize_name(of)
        for name, distributions in packages_distributions().items()
        if name in done.stdout.split()
        for of in distributions
    }
    # rich takes attrs when it is there, setuptools is loaded by a file of its own.
    assert loaded - set(PRODUCTION) <= {"naryad", "attrs", "setuptools"}
    assert {"greenlet", "asyncpg", "temporalio"} <= loaded
