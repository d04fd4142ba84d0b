from random import Random

import pytest

from tests.ranks import chance

ANY = Random(1)  # noqa: S311 - no secret


def test_a_worked_example() -> None:
    """By hand: U = 2 of 25, mean 12.5, variance 22.9167; z = (10.5 - 0.5) / 4.7871."""
    assert chance([1, 2, 3, 4, 7], [5, 6, 8, 9, 10]) == pytest.approx(0.0367, abs=0.0005)


def test_equal_samples_are_alike() -> None:
    assert chance([1.0] * 30, [1.0] * 30) == 1
    assert chance(list(range(40)), list(range(40))) == 1


def test_one_distribution_is_found_different_as_often_as_the_level_says() -> None:
    found = [
        chance([ANY.random() for _ in range(50)], [ANY.random() for _ in range(50)]) for _ in range(2000)
    ]
    for level in (0.01, 0.1, 0.5):
        assert sum(p < level for p in found) / len(found) == pytest.approx(level, rel=0.5)


def test_a_shift_is_found() -> None:
    first, second = ([ANY.gauss(10 + shift, 1) for _ in range(200)] for shift in (0, 0.6))
    assert chance(first, second) < 0.001
