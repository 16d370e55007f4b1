"""Means of answers, their change, and whether the answers can be called normal: all from counts."""

from __future__ import annotations

import numpy as np
from scipy import special

from prepost.stats.counts import as_counts, as_points
from prepost.stats.estimate import Estimate, tail


def mean(counts, points) -> float:
    """Mean answer, the categories taken as equally far apart as their codes.

    Parameters
    ----------
    counts : array_like of int, shape (k,)
        Answers per scale point, in scale order.
    points : array_like of float, shape (k,)
        The scale points.

    Returns
    -------
    float
        In scale points.

    Raises
    ------
    ValueError
        If there is no answer.

    Examples
    --------
    >>> mean([1, 0, 2, 1], (1, 2, 3, 4))
    2.75
    """
    counts = as_counts(counts, at_least=1)
    return float(counts @ as_points(points, counts.size) / counts.sum())


def sd(counts, points) -> float:
    """Sample standard deviation of the answers (divisor n - 1), in scale points.

    Parameters
    ----------
    counts, points
        As for `mean`.

    Raises
    ------
    ValueError
        If there are fewer than two answers: one answer shows no spread.

    Examples
    --------
    >>> round(sd([1, 0, 2, 1], (1, 2, 3, 4)), 4)
    1.2583
    """
    counts = as_counts(counts, at_least=2)
    points = as_points(points, counts.size)
    centred = points - counts @ points / counts.sum()
    return float(np.sqrt(counts @ centred**2 / (counts.sum() - 1)))


def mean_interval(counts, points, level: float = 0.95) -> Estimate:
    """Mean answer with Student's t interval, mean -+ t(n - 1) sd / sqrt(n).

    Parameters
    ----------
    counts, points
        As for `mean`.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        In scale points. If everybody answers alike the interval has no width: the sample holds no sign of spread.
        With a handful of answers it can reach beyond the ends of the scale.

    Raises
    ------
    ValueError
        If there are fewer than two answers.

    Examples
    --------
    >>> estimate = mean_interval([10, 40, 60, 20], (1, 2, 3, 4))
    >>> round(estimate.value, 2), round(estimate.low, 2), round(estimate.high, 2)
    (2.69, 2.55, 2.84)
    """
    n = int(as_counts(counts, at_least=2).sum())
    return t_interval(mean(counts, points), float(sd(counts, points) / np.sqrt(n)), n - 1, level)


def t_interval(value: float, se: float, df: float, level: float) -> Estimate:
    """The estimate with Student's t interval, value -+ t(df) se; without spread it has no width.

    Examples
    --------
    >>> round(t_interval(2.0, 0.5, 10, 0.95).high, 3)
    3.114
    """
    quantile = special.stdtrit(df, tail(level))
    half = float(quantile * se) if se else 0.0
    return Estimate(value, value - half, value + half, level, se, df)


def change(first, second, points, level: float = 0.95) -> Estimate:
    """Mean of the second sample minus mean of the first, with Welch's interval.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after, two independent samples.
    points : array_like of float, shape (k,)
        The scale points.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        In scale points, positive if the second sample is higher. If everybody in each sample answers alike the
        interval has no width.

    Raises
    ------
    ValueError
        If either sample holds fewer than two answers.

    Notes
    -----
    The standard error is sqrt(sd1^2/n1 + sd2^2/n2), with the degrees of freedom of Satterthwaite (1946) and Welch
    (1947), Biometrika 34, 28-35; both 0 if neither sample shows any spread.

    Examples
    --------
    >>> estimate = change([5, 5, 0], [0, 5, 5], (1, 2, 3))
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3), round(estimate.se, 4), round(estimate.df, 6)
    (1.0, 0.505, 1.495, 0.2357, 18.0)
    """
    sizes = [int(as_counts(counts, name, at_least=2).sum()) for counts, name in ((first, "first"), (second, "second"))]
    parts = [sd(counts, points) ** 2 / n for counts, n in zip((first, second), sizes)]
    df = sum(parts) ** 2 / sum(part**2 / (n - 1) for part, n in zip(parts, sizes)) if any(parts) else 0.0
    return t_interval(mean(second, points) - mean(first, points), float(np.sqrt(sum(parts))), df, level)
