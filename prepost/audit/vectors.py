"""Every vector of answer counts that has a printed mean (and standard deviation)."""

from __future__ import annotations

import numpy as np

from prepost.audit.arguments import checked_scale, whole_number
from prepost.audit.effort import number_of_vectors
from prepost.audit.intervals import Interval, rounding_interval

MOST_COUNTS = 50_000_000
"""Most numbers that a table of vectors may hold, 400 megabytes; making it takes up to three times that."""


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
        One row a vector: answers per scale point, from the lowest. In lexicographic order; no row if none fits.

    Raises
    ------
    ValueError
        If `n` is no positive whole number, the scale has fewer than two points, a figure cannot be read, or the
        vectors are so many that they would not fit into memory.

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
    sums = rounding_interval(mean, rounding).whole_numbers(size)
    totals = range(sums.start - low * size, sums.stop - low * size)
    number = number_of_vectors(size, totals, points)
    if number * points > MOST_COUNTS:
        raise ValueError(
            f"{size:,} answers from {low} to {high} can have the mean {mean} in more ways than fit into memory; take "
            "fewer answers, or a mean with more decimals."
        )
    vectors = vectors_with_sum(size, totals, points)
    return vectors if sd is None else vectors[_has_sd(vectors, rounding_interval(sd, rounding))]


def vectors_with_sum(n: int, totals: range, points: int) -> np.ndarray:
    """Every way to spread `n` answers over scale points 0, 1, ..., points - 1 so that they add up to a given total.

    Parameters
    ----------
    n, totals, points
        As for `number_of_vectors`.

    Returns
    -------
    numpy.ndarray of int64, shape (vectors, points)
        One row a vector, in lexicographic order.

    Notes
    -----
    The counts are chosen from the lowest point up. A choice `c` at point `j` is kept only if the other `m - c`
    answers can still reach a total: they add at least `(j + 1) (m - c)` and at most `(points - 1) (m - c)`, and
    everything between, so no branch ends without a vector.

    Examples
    --------
    >>> vectors_with_sum(2, range(2, 3), 3)
    array([[0, 2, 0],
           [1, 0, 1]])
    """
    top = points - 1
    least, most = max(totals.start, 0), min(totals.stop - 1, top * n)
    vectors = np.zeros((1 if least <= most else 0, points), dtype=np.int64)
    answers, reached = np.full(len(vectors), n, dtype=np.int64), np.zeros(len(vectors), dtype=np.int64)
    for point in range(top):
        fewest = np.maximum(0, (point + 1) * answers - (most - reached))
        choices = np.minimum(answers, (top * answers - (least - reached)) // (top - point)) - fewest + 1
        choices = choices.astype(np.intp)  # np.repeat takes no wider ones
        parent = np.repeat(np.arange(len(choices)), choices)
        chosen = np.arange(len(parent)) - np.repeat(np.cumsum(choices) - choices, choices) + fewest[parent]
        vectors = vectors[parent]
        vectors[:, point] = chosen
        answers, reached = answers[parent] - chosen, reached[parent] + chosen * point
    vectors[:, top] = answers
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


def _has_sd(vectors: np.ndarray, sd: Interval) -> np.ndarray:
    """Which vectors have a sample standard deviation inside the interval, decided in whole numbers."""
    n = int(vectors[0].sum()) if len(vectors) else 0
    if n < 2:
        return np.zeros(len(vectors), dtype=bool)
    values, squares = np.arange(vectors.shape[1]), sd.squared()
    spread = n * (vectors @ values**2) - (vectors @ values) ** 2
    allowed = squares.whole_numbers(n * (n - 1)) if squares else range(0)
    return (spread >= allowed.start) & (spread < allowed.stop)
