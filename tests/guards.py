"""Takes each guard away in turn, and tells which test falls: `python -m tests.guards [write]`, some minutes.

Each runs in a copy of the tree, so nothing here is touched. `write` keeps the table in docs/security.md. A
guard whose removal no test notices ends the run with an error.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.listed_guards import GUARDS, Guard

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- guards: written by `python -m tests.guards write` -->\n", "<!-- end of guards -->"
HEAD = "| §10 | guard | taken out of | what fell |\n|---|---|---|---|\n"
FELL = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
LONGEST = 300
"""Seconds for the tests of one guard."""


def copied(to: Path) -> Path:
    """The tree as it is, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and name != ".venv":
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def fallen(tree: Path, guard: Guard) -> list[str]:
    """The tests that fail without the guard."""
    path = tree / guard.file
    whole = path.read_text()
    assert whole.count(guard.old) == 1, f"{guard.file}: {guard.old!r}"
    path.write_text(whole.replace(guard.old, guard.new))
    try:
        return failed(tree, guard.tests)
    finally:
        path.write_text(whole)


def failed(tree: Path, tests: str) -> list[str]:
    """The first test that fails there, if any does."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests.split()]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=LONGEST, check=False)
    return [name.partition("[")[0] for name in FELL.findall(done.stdout)]


def row(guard: Guard, fell: list[str]) -> str:
    names = "<br>".join(f"`{name}`" for name in fell)
    return f"| {guard.lines or '—'} | {guard.what} | `{guard.file}` | {names} |\n"


def kept_rows() -> str:
    return PAGE.read_text().partition(BEGIN)[2].partition(END)[0]


def main() -> int:
    rows, unnoticed = [], []
    with tempfile.TemporaryDirectory(prefix="naryad-guards-") as folder:
        tree = copied(Path(folder))
        if broken := failed(tree, " ".join(dict.fromkeys(" ".join(each.tests for each in GUARDS).split()))):
            sys.stdout.write(f"With every guard in its place there fails {', '.join(broken)}\n")
            return 1
        for guard in GUARDS:
            fell = fallen(tree, guard)
            rows.append(row(guard, fell))
            sys.stdout.write(f"{guard.what}: {', '.join(fell) or 'NO TEST FELL'}\n")
            sys.stdout.flush()
            if not fell:
                unnoticed.append(guard.what)
    if sys.argv[1:] == ["write"] and not unnoticed:
        text = PAGE.read_text()
        before, _, rest = text.partition(BEGIN)
        PAGE.write_text(before + BEGIN + HEAD + "".join(rows) + END + rest.partition(END)[2])
    return bool(unnoticed)


if __name__ == "__main__":
    sys.exit(main())
