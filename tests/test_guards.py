"""Every guard that is listed stands where it is taken away, and has its line in docs/security.md."""

import pytest

from tests.guards import HEAD, ROOT, kept_rows
from tests.listed_guards import GUARDS, Guard


@pytest.mark.parametrize("guard", GUARDS, ids=[guard.what for guard in GUARDS])
def test_the_guard_stands_and_its_tests_are_there(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text().count(guard.old) == 1
    for test in guard.tests.split():
        path, _, name = test.partition("::")
        assert (
            f"def {name.partition('[')[0]}(" in (ROOT / path).read_text() if name else (ROOT / path).is_file()
        )


def test_the_page_tells_what_fell_without_each() -> None:
    rows = kept_rows().removeprefix(HEAD).splitlines()
    told = [tuple(cell.strip() for cell in line.split("|")[1:5]) for line in rows]
    assert [(lines, what, file) for lines, what, file, _ in told] == [
        (guard.lines or "—", guard.what, f"`{guard.file}`") for guard in GUARDS
    ]
    for *_, fell in told:
        path, _, name = fell.partition("<br>")[0].strip("`").partition("::")
        assert f"def {name}(" in (ROOT / path).read_text()
