"""What a study of a given size can detect, and what size the next one needs."""

from __future__ import annotations

from math import sqrt

import numpy as np

from prepost.stats.counts import as_counts
from prepost.stats.means import sd

__all__ = ["detectable_change", "pooled_sd"]


def pooled_sd(first, second, points) -> float:
    """Standard deviation within two samples taken together, in scale points.

    sqrt(((n1 - 1) sd1^2 + (n2 - 1) sd2^2) / (n1 + n2 - 2))

    Examples
    --------
    >>> round(pooled_sd([5, 9, 4], [3, 9, 6], (1, 2, 3)), 3)
    0.716
    """
    df1, df2 = (int(as_counts(counts, "each sample", at_least=2).sum()) - 1 for counts in (first, second))
    return sqrt((df1 * sd(first, points) ** 2 + df2 * sd(second, points) ** 2) / (df1 + df2))


def detectable_change(first, second, points, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The smallest true change that samples of these sizes and this spread would have shown, in per cent of the range.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after: only their sizes and their spread enter, never the change observed.
    points : array_like of float, shape (k,)
        The scale points.
    alpha : float
        Two-sided level of the test, after any correction.
    power : float
        Wanted probability of a significant result.

    Returns
    -------
    float
        In per cent of the range; 0 if neither sample shows any spread.

    Raises
    ------
    ValueError
        If a sample holds fewer than two answers.

    Notes
    -----
    Of the two-sample t test (`statsmodels.stats.power.TTestIndPower`); on scales of a few points the rank
    test needs nearly the same sizes.

    Examples
    --------
    >>> round(detectable_change([10, 20, 30, 20], [5, 15, 25, 20], (1, 2, 3, 4), alpha=0.05 / 3), 1)
    17.3
    """
    spread = pooled_sd(first, second, points)
    n1, n2 = int(sum(first)), int(sum(second))
    from statsmodels.stats.power import tt_ind_solve_power

    effect = tt_ind_solve_power(nobs1=n1, ratio=n2 / n1, alpha=alpha, power=power)
    return _single(effect) * spread * 100 / float(points[-1] - points[0])


def _single(solution) -> float:
    """A solution of statsmodels, which returns an array of one number if only the last of its searches finds it."""
    return float(np.ravel(solution)[0])
