"""What survives of all possible answers when means and p-values must print as they do, and the most central of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from prepost.audit.intervals import Interval
from prepost.audit.rank_pairs import pair_chunks
from prepost.audit.vectors import single_peaked

__all__ = [
    "Central",
    "Survivors",
    "by_centrality",
    "most_central",
    "summed_distances",
    "surviving_pairs",
    "surviving_totals",
]


@dataclass(frozen=True)
class Survivors:
    """Pairs of samples that agree with everything printed about them.

    Attributes
    ----------
    first, second : numpy.ndarray of int, shape (m, scale points)
        The samples of each pair, row by row.
    searched : int
        Pairs that the search went through.
    """

    first: np.ndarray
    second: np.ndarray
    searched: int

    @property
    def plausible(self) -> np.ndarray:
        """Which pairs consist of two single-peaked samples: bool, shape (m,)."""
        return single_peaked(self.first) & single_peaked(self.second)

    def __len__(self) -> int:
        return len(self.first)


def surviving_pairs(first: np.ndarray, second: np.ndarray, wanted: Interval, *, continuity=False) -> Survivors:
    """All pairs of candidate samples whose rank test prints as it does.

    Parameters
    ----------
    first, second : numpy.ndarray of int, shapes (m, scale points) and (r, scale points)
        Candidate samples, as `count_vectors` returns them.
    wanted : Interval
        The p-values looked for.

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
    blocks = [np.empty((0, 2), dtype=np.int64), *pair_chunks(first, second, wanted, continuity=continuity)]
    rows = np.concatenate(blocks)
    return Survivors(first[rows[:, 0]], second[rows[:, 1]], len(first) * len(second))


def surviving_totals(survivors: Survivors) -> np.ndarray:
    """The different wholes that the pairs add up to: int array (wholes, scale points), in lexicographic order.

    Examples
    --------
    >>> surviving_totals(Survivors(np.array([[1, 0], [0, 1]]), np.array([[0, 1], [1, 0]]), 4))
    array([[1, 1]])
    """
    return np.unique(survivors.first + survivors.second, axis=0)


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


def by_centrality(survivors: Survivors) -> Iterator[int]:
    """Rows of the survivors from the most central to the least: plausible shapes first, ties in lexicographic order.

    Yields
    ------
    int
        Row numbers. The first is the medoid: the pair with the least summed L1 distance of cumulative counts to all
        survivors, among those with two single-peaked samples where any exist.

    Examples
    --------
    >>> list(by_centrality(Survivors(np.array([[3, 0], [2, 1], [0, 3]]), np.array([[1, 1]] * 3), 3)))
    [1, 0, 2]
    """
    distance = summed_distances(survivors.first) + summed_distances(survivors.second)
    columns = np.concatenate([survivors.first, survivors.second], axis=1)
    keys = (*columns.T[::-1], distance, ~survivors.plausible)
    yield from np.lexsort(keys).tolist()


@dataclass(frozen=True)
class Central:
    """The most central pair of a search too large to hold, and what that search found.

    Attributes
    ----------
    first, second : numpy.ndarray of int, shape (scale points,)
        The pair.
    survivors, searched : int
        Pairs that agree with everything printed, and pairs gone through.
    first_weights, second_weights : numpy.ndarray of int
        In how many surviving pairs each candidate stands.
    """

    first: np.ndarray
    second: np.ndarray
    survivors: int
    searched: int
    first_weights: np.ndarray
    second_weights: np.ndarray


def most_central(first: np.ndarray, second: np.ndarray, wanted: Interval, *, continuity=False) -> Central | None:
    """The medoid of all surviving pairs, without holding them: two passes over blocks of pairs.

    Parameters
    ----------
    first, second : numpy.ndarray of int, shapes (m, scale points) and (r, scale points)
        Candidate samples, in lexicographic order.
    wanted : Interval
        The p-values looked for.

    Returns
    -------
    Central or None
        None where no pair survives.

    Notes
    -----
    The summed distance of a pair is the sum of one part for each sample, and each part depends only on how often every
    candidate stands in a surviving pair. The first pass counts that; the second finds the least sum among the
    survivors.

    Examples
    --------
    >>> from prepost.audit.intervals import p_interval
    >>> best = most_central(np.array([[4, 10, 20, 6]]), np.array([[1, 6, 24, 9], [6, 20, 10, 4]]), p_interval("0.079"))
    >>> best.second.tolist(), best.survivors
    ([1, 6, 24, 9], 1)
    """
    first_weights, second_weights = np.zeros(len(first), dtype=np.int64), np.zeros(len(second), dtype=np.int64)
    for block in pair_chunks(first, second, wanted, continuity=continuity):
        first_weights += np.bincount(block[:, 0], minlength=len(first))
        second_weights += np.bincount(block[:, 1], minlength=len(second))
    if not first_weights.any():
        return None
    first_part, second_part = summed_distances(first, first_weights), summed_distances(second, second_weights)
    least, best = None, None
    for block in pair_chunks(first, second, wanted, continuity=continuity):
        if len(block):
            distance = first_part[block[:, 0]] + second_part[block[:, 1]]
            row = int(np.argmin(distance))
            if least is None or distance[row] < least:
                least, best = distance[row], block[row]
    count = int(first_weights.sum())
    return Central(first[best[0]], second[best[1]], count, len(first) * len(second), first_weights, second_weights)
