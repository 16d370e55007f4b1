"""Differences between changes: linear contrasts of the means of independent samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from prepost.stats.counts import as_counts
from prepost.stats.estimate import Estimate, tail
from prepost.stats.means import mean, sd

__all__ = ["contrast"]


def contrast(samples: Sequence, weights: Sequence[float], points, level: float = 0.95) -> Estimate:
    """A weighted sum of the means of independent samples, with its interval.

    That one change is significant and another is not does not show that the two differ (Gelman & Stern 2006, Am Stat
    60, 328-331). The difference itself is such a sum: (after - before) - (later - before last) has weights 1, -1, -1,
    1.

    Parameters
    ----------
    samples : sequence of array_like of int, each of shape (k,)
        Answers per scale point of each sample; no form may stand in two of them.
    weights : sequence of float
        One weight a sample.
    points : array_like of float, shape (k,)
        The scale points.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        In scale points.

    Raises
    ------
    ValueError
        If there are not as many weights as samples, or a sample with a weight holds fewer than two answers.

    Notes
    -----
    se^2 = sum w^2 sd^2 / n, degrees of freedom after Satterthwaite (1946), Biometrics Bull 2, 110-114.
    With weights (-1, 1) it is Welch's interval.

    Examples
    --------
    >>> estimate = contrast([[5, 5, 0], [0, 5, 5]], [-1, 1], (1, 2, 3))
    >>> estimate.value, round(estimate.low, 3), round(estimate.high, 3)
    (1.0, 0.505, 1.495)
    """
    if len(samples) != len(weights):
        raise ValueError(f"There are {len(samples)} samples but {len(weights)} weights; give one weight per sample.")
    used = [
        (as_counts(counts, "each sample", at_least=2), weight) for counts, weight in zip(samples, weights) if weight
    ]
    sizes = np.array([counts.sum() for counts, _ in used], dtype=float)
    variances = np.array([(weight * sd(counts, points)) ** 2 for counts, weight in used]) / sizes
    value = sum(weight * mean(counts, points) for counts, weight in used)
    se = float(np.sqrt(variances.sum()))
    if se == 0:
        return Estimate(value, value, value, level, 0.0)
    df = variances.sum() ** 2 / (variances**2 / (sizes - 1)).sum()
    half = float(special.stdtrit(df, tail(level))) * se
    return Estimate(value, value - half, value + half, level, se)
