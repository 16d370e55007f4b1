"""Every vector of answer counts that has a printed mean (and standard deviation)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import numpy as np

from prepost.audit.arguments import checked_scale, whole_number
from prepost.audit.intervals import Interval, rounding_interval

__all__ = ["count_vectors", "single_peaked", "vectors_with_sum"]


def count_vectors(n, mean, scale=(1, 4), *, sd=None, rounding="either"):
    """Every vector of answer counts with a given size and printed mean (and standard deviation).

    Parameters
    ----------
    n : int
        Number of answers, at least 1.
    mean : str
        The mean as printed, such as `"2.84"`.
    scale : tuple of int
        Lowest and highest point of the scale; answers are the whole numbers between them.
    sd : str, optional
        The sample standard deviation (n - 1) as printed.
    rounding : str
        How the figures were rounded: see `rounding_interval`.

    Returns
    -------
    numpy.ndarray of int64, shape (vectors, scale points)
        One row a vector: answers per scale point, from the lowest. In lexicographic order; no row where none fits.

    Raises
    ------
    ValueError
        Where `n` is no positive whole number, the scale has fewer than two points, or a figure cannot be read.

    Notes
    -----
    A vector `c` has the sum `S = sum(j * c_j)` and the sum of squares `Q = sum(j^2 * c_j)`. Its mean is `S / n` and its
    variance `(n * Q - S^2) / (n * (n - 1))`, compared with the squared rounding interval in whole numbers.

    Examples
    --------
    >>> count_vectors(3, "1.33", scale=(1, 4))
    array([[2, 1, 0, 0]])
    >>> len(count_vectors(64, "2.84"))
    464
    """
    low, high = checked_scale(scale)
    size = whole_number(n, "number of answers")
    points = high - low + 1
    blocks = [
        vectors_with_sum(size, total - low * size, points)
        for total in rounding_interval(mean, rounding).whole_numbers(size)
    ]
    vectors = np.concatenate(blocks) if blocks else np.empty((0, points), dtype=np.int64)
    if sd is not None:
        vectors = vectors[_has_sd(vectors, low, rounding_interval(sd, rounding))]
    return vectors[np.lexsort(vectors.T[::-1])]


def vectors_with_sum(n: int, total: int, points: int) -> np.ndarray:
    """Every way to spread `n` answers over scale points 0, 1, ..., points - 1 so that they add up to `total`.

    Parameters
    ----------
    n, total : int
        Number of answers and their sum.
    points : int
        Number of scale points, at least 2.

    Returns
    -------
    numpy.ndarray of int64, shape (vectors, points)
        One row a vector, in no particular order.

    Notes
    -----
    The counts are chosen from the highest point down. A choice `c` at point `j` is kept only where the rest can still
    be filled: `0 <= total - c j <= (n - c) (j - 1)`, so no branch ends without a vector.

    Examples
    --------
    >>> vectors_with_sum(2, 2, 3)
    array([[0, 2, 0],
           [1, 0, 1]])
    """
    if not 0 <= total <= n * (points - 1):
        return np.empty((0, points), dtype=np.int64)
    vectors = np.zeros((1, points), dtype=np.int64)
    answers = np.array([n], dtype=np.int64)
    remaining = np.array([total], dtype=np.int64)
    for point in range(points - 1, 1, -1):
        fewest = np.maximum(0, remaining - answers * (point - 1))
        choices = np.minimum(answers, remaining // point) - fewest + 1
        parent = np.repeat(np.arange(len(choices)), choices)
        chosen = np.arange(len(parent)) - np.repeat(np.cumsum(choices) - choices, choices) + fewest[parent]
        vectors = vectors[parent]
        vectors[:, point] = chosen
        answers = answers[parent] - chosen
        remaining = remaining[parent] - chosen * point
    vectors[:, 1] = remaining
    vectors[:, 0] = answers - remaining
    return vectors


def single_peaked(vectors: np.ndarray) -> np.ndarray:
    """Which vectors rise to one peak and then fall, plateaus allowed: the plausible shapes of answers to one question.

    Parameters
    ----------
    vectors : numpy.ndarray, shape (vectors, scale points)
        Answer counts.

    Returns
    -------
    numpy.ndarray of bool, shape (vectors,)

    Examples
    --------
    >>> single_peaked(np.array([[1, 3, 3, 2], [3, 1, 2, 0]]))
    array([ True, False])
    """
    steps = np.diff(np.atleast_2d(vectors), axis=1)
    has_fallen = np.logical_or.accumulate(steps < 0, axis=1)
    return ~np.any(has_fallen & (steps > 0), axis=1)


def _has_sd(vectors: np.ndarray, low: int, sd: Interval) -> np.ndarray:
    """Which vectors have a sample standard deviation inside the interval, decided in whole numbers."""
    n = int(vectors[0].sum()) if len(vectors) else 0
    if n < 2:
        return np.zeros(len(vectors), dtype=bool)
    values = np.arange(vectors.shape[1])
    spread = n * (vectors @ values**2) - (vectors @ values) ** 2
    scale = n * (n - 1)
    high = Fraction(sd.high) ** 2 * scale
    least = 0 if Fraction(0) in sd else 1
    if sd.low > 0:
        exact = Fraction(sd.low) ** 2 * scale
        least = ceil(exact) if sd.low_closed else floor(exact) + 1
    most = -1 if sd.high < 0 else floor(high) if sd.high_closed else ceil(high) - 1
    return (spread >= least) & (spread <= most)
