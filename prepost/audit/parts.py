"""Parts and whole: the sizes of two groups, and their missing answers, from three printed means a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product

from prepost.audit.intervals import rounding_interval

MOST_MISSING = 12
"""Most answers to one statement that are assumed missing from a group before its printed mean is given up."""


@dataclass(frozen=True)
class Split:
    """One way to divide the whole into its two parts so that all printed means agree.

    Attributes
    ----------
    sizes : tuple of int
        Forms in the first and in the second part.
    missing : dict of str to tuple of (int, int)
        For each statement the ways to leave as few answers blank as possible: blank in the first, blank in the second
        part.
    """

    sizes: tuple[int, int]
    missing: Mapping[str, tuple[tuple[int, int], ...]]

    @property
    def total_missing(self) -> int:
        """Answers missing over all statements."""
        return sum(sum(ways[0]) for ways in self.missing.values())


def parts_and_whole(
    size: int, means: Mapping[str, Sequence[str]], *, scale=(1, 4), also=lambda *_: True, sizes=None
) -> list[Split]:
    """Sizes of two groups that together make up a sample, from the printed means of both groups and of the sample.

    Parameters
    ----------
    size : int
        Forms in the whole sample.
    means : mapping of str to three str
        For each statement the printed means of the first part, the second part and the whole.
    scale : tuple of int
        Lowest and highest point of the scale.
    also : callable, optional
        Called with a statement and the numbers of answers in both parts, where the sums add up: whether everything
        else that is printed holds there too.
    sizes : list of (int, int), optional
        The divisions to try; by default all.

    Returns
    -------
    list of Split
        All divisions in which every statement's means can hold at once with at most `MOST_MISSING` blanks in it,
        those with the fewest missing answers first (then the larger first part first). Empty where the groups cannot
        add up.

    Notes
    -----
    Answers are whole numbers, so the sums of the parts add up exactly to the sum of the whole:
    `S1 + S2 = S`, where `S / n` must round to the printed mean. Below a hundred answers a mean printed to two
    decimals leaves one possible sum at most, which is why so much follows from so little.

    Examples
    --------
    >>> best = parts_and_whole(5, {"q1": ("2.00", "3.50", "2.60"), "q2": ("1.33", "4.00", "2.40")})[0]
    >>> best.sizes, best.total_missing
    ((3, 2), 0)
    """
    splits = []
    for first, second in sizes or ((first, size - first) for first in range(size - 1, 0, -1)):
        missing = {}
        for statement, printed in means.items():
            holds = partial(also, statement)
            missing[statement] = _fewest_missing(first, second, tuple(printed), tuple(scale), holds)
            if not missing[statement]:
                break
        else:
            splits.append(Split((first, second), missing))
    return sorted(splits, key=lambda split: split.total_missing)


def _fewest_missing(first: int, second: int, means, scale, also) -> tuple[tuple[int, int], ...]:
    """Ways to leave as few answers blank as possible so that the sums of two groups add up to that of the whole; none
    where `MOST_MISSING` blanks do not suffice.
    """
    for blanks in range(MOST_MISSING + 1):
        sizes = ((first - in_first, second - blanks + in_first) for in_first in range(blanks + 1))
        ways = tuple((first - n1, second - n2) for n1, n2 in sizes if _adds_up(n1, n2, means, scale) and also(n1, n2))
        if ways:
            return ways
    return ()


def _adds_up(first: int, second: int, means: tuple[str, str, str], scale) -> bool:
    if first < 1 or second < 1:
        return False
    parts = product(_sums(means[0], first, scale), _sums(means[1], second, scale))
    whole = _sums(means[2], first + second, scale)
    return any(one + other in whole for one, other in parts)


@lru_cache(maxsize=100_000)
def _sums(mean: str, n: int, scale: tuple[int, int]) -> range:
    """Sums of `n` answers on the scale that print as this mean."""
    return rounding_interval(mean).whole_numbers(n, (scale[0] * n, scale[1] * n))
