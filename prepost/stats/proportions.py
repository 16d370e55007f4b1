"""Shares of people with their intervals."""

from __future__ import annotations

from math import sqrt

from prepost.stats.estimate import Estimate, tail

__all__ = ["fisher", "wilson"]


def wilson(count: int, n: int, level: float = 0.95) -> Estimate:
    """Share of `n` with Wilson's score interval.

    Parameters
    ----------
    count : int
        How many of them.
    n : int
        The denominator, at least 1.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        A share between 0 and 1. Its `se` is sqrt(share (1 - share) / n); the interval does not rest on it and stays
        inside 0 to 1 with a width above zero even where nobody or everybody is counted.

    Raises
    ------
    ValueError
        Where the denominator is below 1, or the count is not a whole number from 0 to n.

    Notes
    -----
    Wilson (1927), J Am Stat Assoc 22, 209-212; computed by `statsmodels.stats.proportion.proportion_confint`.

    Examples
    --------
    >>> share = wilson(23, 30)
    >>> round(share.value, 3), round(share.low, 3), round(share.high, 3)
    (0.767, 0.591, 0.882)
    """
    _check_share(count, n)
    tail(level)
    from statsmodels.stats.proportion import proportion_confint

    count, n = int(count), int(n)
    low, high = proportion_confint(count, n, alpha=1 - level, method="wilson")
    share = count / n
    return Estimate(share, min(float(low), share), max(float(high), share), level, sqrt(share * (1 - share) / n))


def fisher(count1: int, n1: int, count2: int, n2: int) -> float:
    """Two-sided p-value of Fisher's exact test that two groups have the same share.

    Parameters
    ----------
    count1, n1 : int
        How many of the first group, and its size.
    count2, n2 : int
        The same for the second group.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Where a group is empty, or a count is not a whole number from 0 to its group's size.

    Notes
    -----
    Computed by `scipy.stats.fisher_exact`.

    Examples
    --------
    >>> round(fisher(8, 10, 3, 12), 4)
    0.03
    """
    _check_share(count1, n1)
    _check_share(count2, n2)
    from scipy.stats import fisher_exact

    return float(fisher_exact([[count1, n1 - count1], [count2, n2 - count2]]).pvalue)


def _check_share(count: int, n: int) -> None:
    if n != int(n) or n < 1:
        raise ValueError(f"A share needs a denominator of at least 1, not {n!r}.")
    if count != int(count) or not 0 <= count <= n:
        raise ValueError(f"The count must be a whole number from 0 to {n}, not {count!r}.")
