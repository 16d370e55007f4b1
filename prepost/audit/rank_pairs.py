"""Which pairs of samples have a rank test that prints as a given p-value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from statistics import NormalDist

import numpy as np

from prepost.audit.intervals import Interval, p_interval
from prepost.stats.ranks import exact_p_rows, u_distance_blocks

PAIRS_AT_A_TIME, DUST = 60_000, 1e-12
Holds = Callable[[int, int], bool]


def pairs(a, b, p, *, continuity=False, method="asymptotic", rounding="either"):
    """Pairs of samples whose Mann-Whitney test prints as a given p-value.

    Parameters
    ----------
    a, b : numpy.ndarray of int, shapes (m, scale points) and (r, scale points)
        Candidate samples, one a row, as `count_vectors` returns them. All rows of one array have the same size.
    p : str
        The p-value as printed: `"0.397"`, or `"<0.001"`, which means any p below 0.001. See `p_interval`.
    continuity, method
        The variant of the test: see `prepost.stats.mann_whitney`.
    rounding : str
        How the p-value was rounded: see `rounding_interval`.

    Returns
    -------
    numpy.ndarray of int64, shape (pairs, 2)
        Row indices into `a` and `b`, in lexicographic order.

    Raises
    ------
    ValueError
        If the p-value cannot be read or does not lie between 0 and 1, the scale points of the arrays differ, or the
        rows of one do not all hold the same number of answers.

    Notes
    -----
    A two-sided p-value falls as |z| grows, so the rounding interval of p is a range of |z|, and a pair is kept if
    `(2 U - n1 n2)^2` lies between the squared ends of that range times the null variance. Nothing larger than a block
    of about a million pairs is held at any time, apart from the result.

    Examples
    --------
    >>> import numpy as np
    >>> pairs(np.array([[4, 10, 20, 6]]), np.array([[1, 6, 24, 9], [6, 20, 10, 4]]), "0.079")
    array([[0, 0]])
    """
    first, second = _checked_samples("first", a), _checked_samples("second", b)
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"The samples have {first.shape[1]} and {second.shape[1]} scale points; they must have equally many."
        )
    wanted = p_interval(p, rounding)
    if method == "exact":
        if continuity:
            raise ValueError("The exact test takes no continuity correction.")
        return _exact_pairs(first, second, wanted)
    if method != "asymptotic":
        raise ValueError(f'"{method}" is not a method; choose "asymptotic" or "exact".')
    none = np.empty((0, 2), dtype=np.int64)
    return np.concatenate([none, *pair_chunks(first, second, wanted, continuity=continuity)])


def _checked_samples(name: str, samples) -> np.ndarray:
    """Candidate samples as an array, or a sentence about what is wrong with them."""
    array = np.atleast_2d(np.asarray(samples))
    if array.ndim != 2 or array.dtype.kind not in "iuf":
        raise ValueError(f"The {name} samples must be a table of counts, a row for each sample.")
    if np.any(array < 0) or np.any(array != np.floor(array)):
        raise ValueError(f"The {name} samples must hold whole numbers of answers, none below zero.")
    sizes = np.unique(array.sum(axis=1))
    if array.size and (len(sizes) > 1 or sizes[0] == 0):
        raise ValueError(
            f"The {name} samples must all hold the same number of answers, at least one; they hold {sizes[0]:g} to "
            f"{sizes[-1]:g}."
        )
    return array


def fitting(first: np.ndarray, second: np.ndarray, wanted: Interval, holds: Holds | None = None, *, continuity=False):
    """Which pairs of samples have a rank test, and totals, that print as they do, block by block, for searches too large
    to hold at once.

    Parameters
    ----------
    first, second : numpy.ndarray of int
        Candidate samples, as for `pairs`.
    wanted : Interval
        The p-values looked for, as `p_interval` gives them.
    holds : callable, optional
        Whether two totals, in points above the lowest, go together; by default any do.
    continuity : bool
        As for `pairs`.

    Yields
    ------
    rows, others, kept : numpy.ndarray of int, of int, and of bool, shape (rows, others)
        Rows of the first and of the second samples, and which pairs of them fit.
    """
    groups = [(np.arange(len(first)), np.arange(len(second)))] if len(first) and len(second) else []
    if holds is not None:
        totals = first @ np.arange(first.shape[1]), second @ np.arange(first.shape[1])
        pairs_of_totals = (pair for pair in product(*(np.unique(each).tolist() for each in totals)) if holds(*pair))
        groups = ([np.flatnonzero(each == total) for each, total in zip(totals, pair)] for pair in pairs_of_totals)
    for rows, others in groups:
        for start, distance, variance in u_distance_blocks(first[rows], second[others]):
            kept = prints_as(distance, variance, wanted, continuity=continuity)
            yield rows[start : start + len(kept)], others, kept


def pair_chunks(
    first, second, wanted: Interval, holds: Holds | None = None, *, continuity=False
) -> Iterator[np.ndarray]:
    """The pairs of `fitting` as row indices, shape (pairs, 2): in lexicographic order if any two totals go together.

    Examples
    --------
    >>> import numpy as np
    >>> before, after = np.array([[4, 10, 20, 6]]), np.array([[1, 6, 24, 9]])
    >>> [len(block) for block in pair_chunks(before, after, p_interval("0.079"))]
    [1]
    """
    for rows, others, kept in fitting(first, second, wanted, holds, continuity=continuity):
        found = np.argwhere(kept)
        yield np.column_stack([rows[found[:, 0]], others[found[:, 1]]])


def prints_as(distance: np.ndarray, variance: np.ndarray, wanted: Interval, *, continuity=False) -> np.ndarray:
    """Which tests have a p-value in an interval.

    Parameters
    ----------
    distance, variance : numpy.ndarray of float
        As `prepost.stats.ranks.u_distance_across` gives them.
    wanted : Interval
        The p-values looked for.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> prints_as(np.array([330.0]), np.array([35377.22]), p_interval("0.079"))
    array([ True])
    """
    # The p-value falls as |z| grows, so the least |z| belongs to the highest p.
    least = _deviate(float(wanted.high))
    squared = np.maximum(np.abs(distance) - 1, 0) ** 2 if continuity else distance * distance
    kept = squared >= least**2 * variance if wanted.high_closed else squared > least**2 * variance
    if wanted.low > 0:
        most = _deviate(float(wanted.low))
        kept &= squared <= most**2 * variance if wanted.low_closed else squared < most**2 * variance
    # Where all answers stand at one scale point both sides are zero, and p is 1.
    return kept & (variance > 0) if least > 0 else kept


def _deviate(p: float) -> float:
    """The |z| whose two-sided p-value is p."""
    return -NormalDist().inv_cdf(p / 2)


def _exact_pairs(first: np.ndarray, second: np.ndarray, wanted: Interval) -> np.ndarray:
    """By enumeration, block by block of rows of the first array."""
    kept = [np.empty((0, 2), dtype=np.int64)]
    rows = max(1, PAIRS_AT_A_TIME // max(len(second), 1))
    for start in range(0, len(first) if len(second) else 0, rows):
        found = np.argwhere(holds(wanted, exact_p_across(first[start : start + rows], second)))
        kept.append(found + [start, 0])
    return np.concatenate(kept)


def exact_p_across(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Exact two-sided p-values of each row of the first samples against each of the second."""
    rows, columns = np.indices((len(first), len(second))).reshape(2, -1)
    return exact_p_rows(first[rows], second[columns]).reshape(len(first), len(second))


def holds(wanted: Interval, p: np.ndarray) -> np.ndarray:
    """Which p-values, good to some twelve digits, lie in an interval."""
    low, high = float(wanted.low), float(wanted.high)
    above = p >= low - DUST if wanted.low_closed else p > low + DUST
    below = p <= high + DUST if wanted.high_closed else p < high - DUST
    return above & below
