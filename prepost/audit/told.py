"""How closely an interval may be told beside answers of which some are shown together.

A group's size, its mean and the numbers in its pools leave few sets of answers. The interval of a change tells how widely the
answers spread, and so may leave only one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb, prod

import numpy as np
from scipy import special

from prepost.study.disclosure import MEAN, pool_small

STEPS = (1, 5)  # per cent of the scale's range, to which the ends of an interval are rounded outward
_TRIED, _KEPT = 100_000, 80  # sets of answers of a group: so many are listed, the nearest in spread are tried in pairs


def pooled(counts: Sequence[int], min_cell: int) -> list[int]:
    """The positions of the points that are shown together with others.

    >>> pooled([2, 8, 20, 30, 12], 5)
    [0, 1, 3, 4]
    """
    pools = pool_small(counts, min_cell) or [(0, len(counts))]
    return [at for start, end in pools if end - start > 1 for at in range(start, end)]


class Sample:
    """The sets of answers of one group that fit what is shown of it, the true one first.

    Parameters
    ----------
    counts, min_cell
        Answers per scale point and the smallest cell, as `pool_small` takes them.
    points : sequence of float
        The scale points, in rising order.
    """

    def __init__(self, counts: Sequence[int], points: Sequence[float], min_cell: int):
        self.points, self.n = np.asarray(points, dtype=float), int(sum(counts))
        self.sets, self.pooled = np.array([counts]), pooled(counts, min_cell)
        pools = pool_small(counts, min_cell) or [(0, len(counts))]
        held = [(int(sum(counts[start:end])), end - start) for start, end in pools]
        self.is_listed = prod(comb(n + width - 1, n) for n, width in held) <= _TRIED
        if self.pooled and self.is_listed and self.n > 1:
            self.sets = self._fitting(self.sets[0], held)

    def _fitting(self, true: np.ndarray, held: Sequence[tuple[int, int]]) -> np.ndarray:
        fitting = np.zeros((1, 0), dtype=np.int64)
        for part in (_compositions(*one) for one in held):
            fitting = np.hstack([np.repeat(fitting, len(part), axis=0), np.tile(part, (len(fitting), 1))])
        off = fitting @ self.points / self.n - round(float(true @ self.points) / self.n, 2)
        fitting = fitting[np.abs(off) <= MEAN + 1e-9]
        distance = np.abs((fitting - true) @ self.points**2) + (fitting != true).any(axis=1) * 1e-9
        return fitting[np.argsort(distance, kind="stable")][:_KEPT]

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean of each set, and its variance divided by its size (squared standard error)."""
        means = self.sets @ self.points / self.n
        return means, (self.sets @ self.points**2 / self.n - means**2) / (self.n - 1)

    def values(self, kept: np.ndarray | None = None) -> list[int]:
        """How many values each pooled point can have, over all sets or those kept."""
        sets = self.sets if kept is None else self.sets[kept]
        return [len(np.unique(sets[:, at])) for at in self.pooled]


def _compositions(n: int, width: int) -> np.ndarray:
    """Every way of sharing `n` answers among `width` points."""
    bars = np.array(list(combinations(range(n + width - 1), width - 1)), dtype=np.int64).reshape(
        comb(n + width - 1, n), -1
    )
    return np.diff(bars, axis=1, prepend=-1, append=n + width - 1) - 1


def step_of_interval(first: Sample, second: Sample, level: float, least: int = 3) -> int | None:
    """To how many per cent of the range the interval of a change may be rounded, so that no pooled point is found out.

    Parameters
    ----------
    first, second : Sample
        Two independent groups. Sets of answers that do not go with the interval leave them, so that the next interval is tried
        with those that are left.
    level : float
        Confidence level of Welch's interval.
    least : int
        So many values are left to each pooled point, or as many as it has without the interval. Finding them proves it, for
        each stands in a pair of sets that gives the same interval; that some sets are not tried only makes it stricter.

    Returns
    -------
    int or None
        0 if no point is pooled; a step of `STEPS`; None if the interval may not be told.

    Examples
    --------
    >>> few, more = Sample([2, 7, 9, 4, 1], (1, 2, 3, 4, 5), 5), Sample([1, 3, 8, 8, 4], (1, 2, 3, 4, 5), 5)
    >>> len(few.sets), len(more.sets), step_of_interval(few, more, 0.95)
    (6, 54, 1)
    """
    groups = (first, second)
    if not any(group.pooled for group in groups):
        return 0
    if not all(group.is_listed for group in groups):
        return None
    ends = _intervals(first, second, level)
    for step in STEPS:
        rounded = np.stack([np.floor(ends[0] / step), np.ceil(ends[1] / step)])
        same = (rounded == rounded[:, :1, :1]).all(axis=0)
        kept = [same.any(axis=1), same.any(axis=0)]
        if all(
            left >= min(least, all_)
            for group, fits in zip(groups, kept)
            for left, all_ in zip(group.values(fits), group.values())
        ):
            first.sets, second.sets = (group.sets[fits] for group, fits in zip(groups, kept))
            return step
    return None


def _intervals(first: Sample, second: Sample, level: float) -> np.ndarray:
    """Low and high ends of Welch's interval for each pair of sets, in per cent of the range: shape (2, sets, sets)."""
    (mean1, part1), (mean2, part2) = first.moments(), second.moments()
    part1, part2 = part1[:, None], part2[None, :]
    with np.errstate(invalid="ignore", divide="ignore"):
        df = (part1 + part2) ** 2 / (part1**2 / (first.n - 1) + part2**2 / (second.n - 1))
        half = special.stdtrit(df, (1 + level) / 2) * np.sqrt(part1 + part2)
    change = mean2[None, :] - mean1[:, None]
    ends = np.stack([change - half, change + half]) * 100 / (first.points[-1] - first.points[0])
    return np.nan_to_num(ends).clip(-100, 100)
