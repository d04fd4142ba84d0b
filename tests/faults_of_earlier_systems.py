"""PRODUCT §10, line by line: which tests would fail if a fault came back.

`python -m tests.faults_of_earlier_systems` writes docs/faults-of-earlier-systems.md anew.
"""

import re
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "faults-of-earlier-systems.md"
NAMED = re.compile(r"def (test_((?:\d\d_(?:and_)?)+)\w+)\(")
LINES = 45
NO_LINES = {"test_20_mb_are_taken_and_a_byte_more_is_not"}
"""Names that begin with another number."""
HEAD = """# Faults of earlier systems, and the tests that keep them away

The numbers are those of the lines in the product's description, §10. Written from the names of the tests by
`python -m tests.faults_of_earlier_systems`; a test says when it speaks of tests that are gone.

| line | tests |
|---|---|
"""


def keepers_by_line() -> dict[int, list[str]]:
    """`file::test` for each line that has any."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for name, lines in NAMED.findall(path.read_text()):
            if name not in NO_LINES:
                for line in re.findall(r"\d\d", lines):
                    found[int(line)].append(f"{path.relative_to(TESTS.parent)}::{name}")
    return found


def page() -> str:
    found = keepers_by_line()
    rows = (
        f"| {line} | {'<br>'.join(f'`{test}`' for test in found.get(line, [])) or 'not yet'} |\n"
        for line in range(1, LINES + 1)
    )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page())
