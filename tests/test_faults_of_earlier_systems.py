"""The page that says which test keeps which fault away speaks of tests that are there."""

import re

from tests.faults_of_earlier_systems import LINES, PAGE, keepers_by_line

ROW = re.compile(r"^\| (\d+) \| (.+) \|$", re.MULTILINE)


def test_the_page_names_tests_that_are_there_for_every_line_that_has_one() -> None:
    there = keepers_by_line()
    told = {int(line): re.findall(r"`([^`]+)`", tests) for line, tests in ROW.findall(PAGE.read_text())}
    assert set(told) == set(range(1, LINES + 1))
    gone = {test for line, tests in told.items() for test in tests if test not in there.get(line, [])}
    assert not gone, "python -m tests.faults_of_earlier_systems"
    untold = {line for line in there if not told[line]}
    assert not untold, "python -m tests.faults_of_earlier_systems"


def test_the_lines_that_were_promised_have_a_test() -> None:
    assert set(keepers_by_line()) >= {24, 37, 39, 42, 43}
