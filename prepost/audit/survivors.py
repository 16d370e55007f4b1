"""What survives of all possible answers when means, changes and p-values must print as they do, and its centre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from prepost.audit.intervals import Interval
from prepost.audit.rank_pairs import Holds, pair_chunks
from prepost.audit.vectors import single_peaked


@dataclass(frozen=True)
class Survivors:
    """Pairs of samples that agree with everything printed about them.

    Attributes
    ----------
    first, second : numpy.ndarray of int, shape (m, scale points)
        The samples of each pair, row by row.
    searched : int
        Pairs that the search went through.
    held_of : int or None
        How many agree, if only the most central one is held.
    """

    first: np.ndarray
    second: np.ndarray
    searched: int
    held_of: int | None = None

    @property
    def number(self) -> int:
        """How many pairs agree."""
        return len(self) if self.held_of is None else self.held_of

    @property
    def plausible(self) -> np.ndarray:
        """Which pairs consist of two single-peaked samples: bool, shape (m,)."""
        return single_peaked(self.first) & single_peaked(self.second)

    def __getitem__(self, rows) -> Survivors:
        return Survivors(self.first[rows], self.second[rows], self.searched)

    def __len__(self) -> int:
        return len(self.first)


def joined(parts: list[Survivors]) -> Survivors:
    """Several parts of one search, one at least, as a whole."""
    first, second = (np.concatenate([getattr(part, side) for part in parts]) for side in ("first", "second"))
    return Survivors(first, second, sum(part.searched for part in parts))


def by_size(rows: np.ndarray) -> list[np.ndarray]:
    """Different samples by number of answers, the most first."""
    rows = np.unique(rows, axis=0)
    return [rows[rows.sum(axis=1) == size] for size in np.unique(rows.sum(axis=1))[::-1]]


def surviving_pairs(first: np.ndarray, second: np.ndarray, wanted: Interval, holds: Holds | None = None) -> Survivors:
    """All pairs of candidate samples whose rank test, and whose totals, print as they do.

    Parameters
    ----------
    first, second : numpy.ndarray of int, shapes (m, scale points) and (r, scale points)
        Candidate samples, as `count_vectors` returns them.
    wanted : Interval
        The p-values looked for.
    holds : callable, optional
        Whether two totals, in points above the lowest, go together; by default any do.

    Returns
    -------
    Survivors

    Examples
    --------
    >>> from prepost.audit.intervals import p_interval
    >>> first, second = np.array([[4, 10, 20, 6]]), np.array([[1, 6, 24, 9], [6, 20, 10, 4]])
    >>> len(surviving_pairs(first, second, p_interval("0.079")))
    1
    """
    rows = np.concatenate([np.empty((0, 2), dtype=np.int64), *pair_chunks(first, second, wanted, holds)])
    return Survivors(first[rows[:, 0]], second[rows[:, 1]], len(first) * len(second))


def summed_distances(vectors: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Summed L1 distance of each vector's cumulative counts to those of all vectors.

    Parameters
    ----------
    vectors : numpy.ndarray of int, shape (m, scale points)
        Answer counts.
    weights : numpy.ndarray of int, shape (m,), optional
        How often each vector counts as "all vectors"; once each by default.

    Returns
    -------
    numpy.ndarray of int64, shape (m,)

    Notes
    -----
    The distance is a sum over scale points, and at each point cumulative counts are small whole numbers. A histogram
    of them therefore gives all sums at once: `sum_i w_i |x - x_i|` for every x from two cumulative sums.

    Examples
    --------
    >>> summed_distances(np.array([[3, 0], [2, 1], [0, 3]])).tolist()
    [4, 3, 5]
    """
    cumulative = np.cumsum(vectors, axis=1)
    total = np.zeros(len(vectors), dtype=np.int64)
    for column in cumulative.T if len(vectors) else ():
        histogram = np.bincount(column.astype(np.intp), weights=weights, minlength=int(column.max()) + 1).astype(
            np.int64
        )
        at_most = np.cumsum(histogram)
        sum_at_most = np.cumsum(histogram * np.arange(len(histogram)))
        value = np.arange(len(histogram))
        distance = value * at_most - sum_at_most + (sum_at_most[-1] - sum_at_most) - value * (at_most[-1] - at_most)
        total += distance[column]
    return total


def by_centrality(survivors: Survivors) -> list[int]:
    """Rows of the survivors from the most central to the least, ties in lexicographic order.

    Returns
    -------
    list of int
        Row numbers. The first is the medoid: the pair with the least summed L1 distance of cumulative counts to all.

    Examples
    --------
    >>> by_centrality(Survivors(np.array([[3, 0], [2, 1], [0, 3]]), np.array([[1, 1]] * 3), 3))
    [1, 0, 2]
    """
    distance = summed_distances(survivors.first) + summed_distances(survivors.second)
    columns = np.concatenate([survivors.first, survivors.second], axis=1)
    return np.lexsort((*columns.T[::-1], distance)).tolist()


def most_central(first: np.ndarray, second: np.ndarray, wanted: Interval, holds: Holds | None = None) -> Survivors:
    """The medoid of all surviving pairs, without holding the others: two passes over blocks of pairs.

    Parameters
    ----------
    first, second, wanted, holds
        As for `surviving_pairs`; samples in lexicographic order.

    Returns
    -------
    Survivors
        The medoid alone, with the number of all; empty where no pair survives.

    Notes
    -----
    The summed distance of a pair is the sum of one part for each sample, and each part depends only on how often every
    candidate stands in a surviving pair. The first pass counts that; the second finds the least sum among the
    survivors.

    Examples
    --------
    >>> from prepost.audit.intervals import p_interval
    >>> best = most_central(np.array([[4, 10, 20, 6]]), np.array([[1, 6, 24, 9], [6, 20, 10, 4]]), p_interval("0.079"))
    >>> best.second.tolist(), best.number
    ([[1, 6, 24, 9]], 1)
    """
    first_weights, second_weights = np.zeros(len(first), dtype=np.int64), np.zeros(len(second), dtype=np.int64)
    for block in pair_chunks(first, second, wanted, holds):
        first_weights += np.bincount(block[:, 0], minlength=len(first))
        second_weights += np.bincount(block[:, 1], minlength=len(second))
    count, searched = int(first_weights.sum()), len(first) * len(second)
    if not count:
        return Survivors(first[:0], second[:0], searched)
    first_part, second_part = summed_distances(first, first_weights), summed_distances(second, second_weights)
    best = (np.inf,)
    for block in pair_chunks(first, second, wanted, holds):
        if len(block):
            distance = first_part[block[:, 0]] + second_part[block[:, 1]]
            nearest = block[distance == distance.min()]
            best = min(best, (int(distance.min()), *min(map(tuple, nearest.tolist()))))
    return Survivors(first[best[1], None], second[best[2], None], searched, count)
