"""Matched answers: the signed-rank test and matched effect sizes, from the table of answers before by after."""

from __future__ import annotations

from math import atanh, erfc, sqrt, tanh
from typing import NamedTuple

import numpy as np
from scipy import special

from prepost.stats.counts import as_counts, as_points
from prepost.stats.estimate import Estimate, tail
from prepost.stats.means import t_interval
from prepost.stats.ranks import refuse_too_many


class SignedRank(NamedTuple):
    """Wilcoxon signed-rank test of matched answers.

    Attributes
    ----------
    w : float
        The smaller of the two sums of ranks, as scipy and pingouin return it.
    z : float
        Positive if the second answers are higher.
    p : float
        Two-sided p-value.
    n : int
        Matched people.
    changed : int
        Those whose two answers differ; the others do not enter the test.
    rank_biserial : float
        Sum of ranks of rises minus that of falls, as a share of both: 1 if everybody who changes rises.
    """

    w: float
    z: float
    p: float
    n: int
    changed: int
    rank_biserial: float


def as_table(table) -> np.ndarray:
    """Matched answers as a square array of whole numbers: rows the first answer, columns the second.

    Raises
    ------
    ValueError
        If the table is not square, holds anything but whole numbers from zero upwards, or nobody.

    Examples
    --------
    >>> as_table([[3, 1], [0, 2]]).sum()
    np.int64(6)
    """
    array = np.asarray(table)
    if array.ndim != 2 or array.shape[0] != array.shape[1]:
        raise ValueError("Matched answers must be a square table: rows the first answer, columns the second.")
    return as_counts(array.ravel(), "The table of matched answers", at_least=1).reshape(array.shape)


def wilcoxon(table, points, *, continuity: bool = False, method: str = "asymptotic") -> SignedRank:
    """Wilcoxon signed-rank test from a table of matched answers, as SPSS reports it.

    Parameters
    ----------
    table : array_like of int, shape (k, k)
        People by their first answer (rows) and their second (columns), both in scale order.
    points : array_like of float, shape (k,)
        The scale points; differences between them are ranked.
    continuity : bool
        Subtract half a unit from the distance to the expected sum. SPSS does not; R's default does.
    method : str
        `"asymptotic"`: normal approximation with tie-corrected variance. `"exact"`: all signs of the observed ranks.

    Returns
    -------
    SignedRank
        If nobody changes, z is 0 and p is 1.

    Raises
    ------
    ValueError
        If the table is none (`as_table`), the method is unknown, or the exact test is asked for a continuity
        correction.

    Notes
    -----
    Differences of zero are dropped (Wilcoxon 1945); equal sizes of change share their mid-rank R_g. With
    t_g people of that size of change, the rank sum of rises has expectation sum t_g R_g / 2 and variance sum t_g
    R_g^2 / 4.

    Examples
    --------
    >>> test = wilcoxon([[2, 5, 1], [1, 6, 4], [0, 1, 3]], (1, 2, 3))
    >>> test.w, round(test.z, 4), round(test.p, 4), round(test.rank_biserial, 4)
    (12.0, 2.3238, 0.0201, 0.6923)
    """
    if method not in ("asymptotic", "exact"):
        raise ValueError(f'"{method}" is not a method; choose "asymptotic" or "exact".')
    if method == "exact" and continuity:
        raise ValueError("The exact test takes no continuity correction.")
    table = as_table(table)
    rises, falls, doubled_ranks = _rises_and_falls(table, points)
    changed = int((rises + falls).sum())
    if changed == 0:
        return SignedRank(0.0, 0.0, 1.0, int(table.sum()), 0, 0.0)
    up, down = int(rises @ doubled_ranks), int(falls @ doubled_ranks)
    distance = abs(up - down) / 4
    if continuity:
        distance = max(distance - 0.5, 0.0)
    variance = float((rises + falls) @ doubled_ranks.astype(float) ** 2) / 16
    z = float(np.copysign(distance / sqrt(variance), up - down))
    p = _exact_p(rises + falls, doubled_ranks, abs(up - down)) if method == "exact" else erfc(abs(z) / sqrt(2))
    return SignedRank(min(up, down) / 2, z, p, int(table.sum()), changed, (up - down) / (up + down))


def matched_rank_biserial(table, points, level: float = 0.95) -> Estimate:
    """Matched-pairs rank-biserial correlation with its interval.

    Parameters
    ----------
    table, points
        As for `wilcoxon`.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        From -1 to 1, positive if the second answers are higher. If its spread cannot be estimated (fewer than
        two people change, or all change in one direction) the interval is -1 to 1.

    Notes
    -----
    Kerby (2014), Compr Psychol 3, 11.IT.3.1. Standard error by leaving out one person at a time
    (jackknife), interval on the scale of atanh, which keeps it within -1 and 1.

    Examples
    --------
    >>> effect = matched_rank_biserial([[2, 5, 1], [1, 6, 4], [0, 1, 3]], (1, 2, 3))
    >>> round(effect.value, 4), effect.low < effect.value < effect.high
    (0.6923, True)
    """
    table = as_table(table)
    tail(level)
    test = wilcoxon(table, points)
    value, n = test.rank_biserial, test.n
    if test.changed < 2 or abs(value) == 1:
        return Estimate(value, -1.0, 1.0, level, 0.0)
    left_out, people = _each_left_out(table, points)
    centred = left_out - people @ left_out / n
    se = sqrt((n - 1) / n * float(people @ centred**2))
    reach = float(special.stdtrit(n - 1, tail(level))) * se / (1 - value**2)
    return Estimate(value, tanh(atanh(value) - reach), tanh(atanh(value) + reach), level, se, n - 1)


def matched_change(table, points, level: float = 0.95) -> Estimate:
    """Mean change within persons with the paired t interval, in scale points.

    Parameters
    ----------
    table, points
        As for `wilcoxon`.
    level : float
        Confidence level.

    Raises
    ------
    ValueError
        If fewer than two people are matched.

    Examples
    --------
    >>> estimate = matched_change([[2, 5, 1], [1, 6, 4], [0, 1, 3]], (1, 2, 3))
    >>> round(estimate.value, 3), round(estimate.low, 3), round(estimate.high, 3)
    (0.391, 0.079, 0.704)
    """
    table = as_table(table)
    n = int(table.sum())
    if n < 2:
        raise ValueError("One matched person shows no spread; at least 2 needed.")
    differences = _differences(points, len(table))
    value = float((table * differences).sum()) / n
    se = sqrt(float((table * (differences - value) ** 2).sum()) / (n - 1) / n)
    return t_interval(value, se, n - 1, level)


def _differences(points, size: int) -> np.ndarray:
    points = as_points(points, size)
    return points[None, :] - points[:, None]


def _rises_and_falls(table: np.ndarray, points) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People who rise and who fall by each size of change, and twice the mid-rank of that size."""
    # Rounded, because 0.3 - 0.2 and 0.2 - 0.1 are one size of change.
    differences = np.round(_differences(points, len(table)), 9)
    changed = (table > 0) & (differences != 0)
    moved, people = differences[changed], table[changed].astype(object)  # Python's own numbers never overflow
    sizes, place = np.unique(np.abs(moved), return_inverse=True)
    rises, falls = np.zeros((2, len(sizes)), dtype=object)
    np.add.at(rises, place[moved > 0], people[moved > 0])
    np.add.at(falls, place[moved < 0], people[moved < 0])
    ties = rises + falls
    return rises, falls, 2 * (np.cumsum(ties) - ties) + ties + 1


def _each_left_out(table: np.ndarray, points) -> tuple[np.ndarray, np.ndarray]:
    """Rank-biserial correlation without one person of each filled cell, and the people in that cell."""
    cells = np.argwhere(table > 0)
    values = np.empty(len(cells))
    for position, (row, column) in enumerate(cells):
        fewer = table.copy()
        fewer[row, column] -= 1
        values[position] = wilcoxon(fewer, points).rank_biserial
    return values, table[tuple(cells.T)]


def _exact_p(ties: np.ndarray, doubled_ranks: np.ndarray, distance: int) -> float:
    """Two-sided p over all signs: the sum of rises is a sum of one binomial number per size of change."""
    total = int(ties @ doubled_ranks)
    refuse_too_many(total, sum(ties))
    probability = np.ones(1)
    for people, rank in zip(ties.tolist(), doubled_ranks.tolist()):
        number = np.arange(people + 1)
        group = np.zeros(people * rank + 1)
        group[::rank] = np.exp(
            special.gammaln(people + 1)
            - special.gammaln(number + 1)
            - special.gammaln(people - number + 1)
            - people * np.log(2)
        )
        probability = np.convolve(probability, group)
    sums = np.arange(total + 1)
    return min(float(probability[np.abs(2 * sums - total) >= distance].sum()), 1.0)
