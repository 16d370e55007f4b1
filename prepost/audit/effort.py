"""How many answers a search would go through, told before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from math import inf

MOST_VECTORS = 1_000_000
"""Most vectors of answer counts that are written out for one sample."""
MOST_STEPS = 2_000_000
"""Most additions for counting vectors; beyond, their number is taken to be without bound."""


class TooManyAnswers(Exception):
    """A search would take too long; the text says how many answers, or pairs of samples, it would go through."""


_steps: ContextVar[list[int] | None] = ContextVar("steps", default=None)


@contextmanager
def limited(steps: int) -> Iterator[None]:
    """Let a search inside take at most so many steps; beyond, it ends with `TooManyAnswers`."""
    token = _steps.set([steps, steps])
    try:
        yield
    finally:
        _steps.reset(token)


def step() -> None:
    """Count a step of a search that may be limited."""
    left = _steps.get()
    if left is not None:
        left[0] -= 1
        if left[0] < 0:
            raise TooManyAnswers(f"more than {left[1]:,} steps")


@lru_cache(maxsize=4096)
def number_of_vectors(n: int, totals: range, points: int) -> int | float:
    """In how many ways n answers at scale points 0, 1, ..., points - 1 add up to one of several totals.

    Parameters
    ----------
    n : int
        Number of answers.
    totals : range
        Sums, without gaps.
    points : int
        Number of scale points, at least 2.

    Returns
    -------
    int, or infinity if counting itself would take too long

    Notes
    -----
    The number for a total t is the coefficient of q^t in the product of (1 - q^(n + i)) / (1 - q^i) over i = 1, ...,
    points - 1: the partitions of t into at most n parts, none above points - 1.

    Examples
    --------
    >>> number_of_vectors(2, range(2, 3), 3)
    2
    """
    highest = n * (points - 1)
    first, last = max(totals.start, 0), min(totals.stop - 1, highest)
    if first > last:
        return 0
    if first + last > highest:  # the scale turned round
        first, last = highest - last, highest - first
    if points == 2:
        return last - first + 1
    if last * (points - 1) > MOST_STEPS:
        return inf
    ways = [1] + [0] * last
    for step in range(1, points):
        for total in range(last, n + step - 1, -1):
            ways[total] -= ways[total - n - step]
        for total in range(step, last + 1):
            ways[total] += ways[total - step]
    return sum(ways[first:])
