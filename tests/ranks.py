"""The rank test of Mann and Whitney: whether two samples come from one distribution, whatever it looks like.

H. B. Mann, D. R. Whitney: On a Test of Whether one of Two Random Variables is Stochastically Larger than
the Other, Ann. Math. Statist. 18 (1947). By the normal approximation, corrected for ties and continuity: good
from 20 values.
"""

from collections import Counter
from collections.abc import Sequence
from math import erfc, sqrt


def chance(first: Sequence[float], second: Sequence[float]) -> float:
    """How likely a difference at least that large is when there is none (two-sided p)."""
    n, m = len(first), len(second)
    ranks = _ranks((*first, *second))
    above = sum(ranks[value] for value in first) - n * (n + 1) / 2
    ties = sum(count**3 - count for count in Counter((*first, *second)).values())
    both = n + m
    variance = n * m / 12 * (both + 1 - ties / (both * (both - 1)))
    if variance <= 0:
        return 1.0
    off = max(abs(above - n * m / 2) - 0.5, 0.0)
    return erfc(off / sqrt(2 * variance))


def _ranks(values: Sequence[float]) -> dict[float, float]:
    """Each value's rank; equal ones share the middle of theirs."""
    ranks, passed = {}, 0
    for value, count in sorted(Counter(values).items()):
        ranks[value] = passed + (count + 1) / 2
        passed += count
    return ranks
