"""Parts and whole: the sizes of two groups, and their missing answers, from three printed means a statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

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
    size: int, means: Mapping[str, Sequence[str]], *, scale=(1, 4), rounding="either", also=lambda *_: True, sizes=None
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
    rounding : str
        See `rounding_interval`.
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
            missing[statement] = fewest_missing(first, second, tuple(printed), tuple(scale), rounding, holds)
            if not missing[statement]:
                break
        else:
            splits.append(Split((first, second), missing))
    return sorted(splits, key=lambda split: split.total_missing)


def fewest_missing(
    first: int, second: int, means: tuple[str, str, str], scale=(1, 4), rounding="either", also=lambda *_: True
):
    """Ways to leave as few answers blank as possible so that the sums of two groups add up to that of the whole.

    Parameters
    ----------
    first, second : int
        Forms in each group.
    means : tuple of three str
        Printed means of the first group, the second group and both together.
    scale, rounding
        As for `parts_and_whole`.
    also : callable
        As for `parts_and_whole`, without the statement.

    Returns
    -------
    tuple of (int, int)
        Blanks in the first and second group, each pair with the same least total; empty where `MOST_MISSING` do not
        suffice.

    Examples
    --------
    >>> fewest_missing(3, 3, ("2.00", "3.50", "2.60"))
    ((0, 1),)
    """
    for blanks in range(MOST_MISSING + 1):
        ways = tuple(
            (in_first, blanks - in_first)
            for in_first in range(blanks + 1)
            if _adds_up(first - in_first, second - blanks + in_first, means, scale, rounding)
            and also(first - in_first, second - blanks + in_first)
        )
        if ways:
            return ways
    return ()


def _adds_up(first: int, second: int, means: tuple[str, str, str], scale, rounding: str) -> bool:
    if first < 1 or second < 1:
        return False
    whole = _sums(means[2], first + second, scale, rounding)
    return any(
        one + other in whole
        for one in _sums(means[0], first, scale, rounding)
        for other in _sums(means[1], second, scale, rounding)
    )


@lru_cache(maxsize=100_000)
def _sums(mean: str, n: int, scale: tuple[int, int], rounding: str) -> range:
    """Sums of `n` answers on the scale that print as this mean."""
    return rounding_interval(mean, rounding).whole_numbers(n, (scale[0] * n, scale[1] * n))
