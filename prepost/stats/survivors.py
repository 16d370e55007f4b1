"""Effects of many possible datasets at once, and the range that they span."""

from __future__ import annotations

import numpy as np
from scipy import special

from prepost.stats.estimate import tail
from prepost.stats.ranks import logit_interval, mann_whitney_rows, spread_of_superiority


def effect_rows(first, second, points, level: float = 0.95, margin: float | None = None) -> dict[str, np.ndarray]:
    """Effect sizes, their intervals and the test of many pairs of samples, row by row.

    Parameters
    ----------
    first, second : array_like of int, shapes (m, k) and (m, k)
        Answers per scale point of the samples before and after, one possible dataset a row. Either may have a single
        row, which then stands for all. Every sample holds two answers at least.
    points : array_like of float, shape (k,)
        The scale points.
    level : float
        Confidence level of the intervals.
    margin : float, optional
        Half width of the band of probabilities of superiority around one half that would not matter.

    Returns
    -------
    dict of str to numpy.ndarray of float, shape (m,)
        `superiority` (probability of); `rank_biserial` and its logit interval, `ci_low` and `ci_high`; `change` in scale
        points; `change_pct`, as a percentage of the range, with Welch's interval; `z` and two-sided asymptotic `p` of
        the Mann-Whitney test; `upper_change` of the share that answers in the upper half of the scale, in percentage
        points. With a margin also `equivalence_p`, of two one-sided t tests; 1 where there is no spread.

    Notes
    -----
    The same formulas as `superiority`, `change_percent` and `mann_whitney`, which take one pair. If
    the logit interval does not exist (complete separation, no spread) its ends are -1 and 1, which no dataset can
    contradict.

    Examples
    --------
    >>> effects = effect_rows([[4, 10, 20, 6]], [[1, 6, 24, 9], [4, 10, 20, 6]], (1, 2, 3, 4))
    >>> effects["rank_biserial"].round(4).tolist(), effects["p"].round(4).tolist()
    ([0.2063, 0.0], [0.0793, 1.0])
    """
    first, second = (np.atleast_2d(np.asarray(counts, dtype=np.int64)) for counts in (first, second))
    first, second = np.broadcast_arrays(first, second)
    points = np.asarray(points, dtype=float)
    z, p, theta = mann_whitney_rows(first, second)
    se, df = spread_of_superiority(first, second, theta)
    is_spread = se > 0
    low, high = logit_interval(np.where(is_spread, theta, 0.5), se, df, level)
    ci_low, ci_high = np.where(is_spread, 2 * low - 1, -1.0), np.where(is_spread, 2 * high - 1, 1.0)
    change, low, high = _change_intervals(first, second, points, level)
    percent = 100 / (points[-1] - points[0])
    effects = {"superiority": theta, "rank_biserial": 2 * theta - 1, "ci_low": ci_low, "ci_high": ci_high}
    effects |= {"change": change, "change_pct": change * percent}
    effects |= {"change_pct_low": low * percent, "change_pct_high": high * percent, "z": z, "p": p}
    effects["upper_change"] = 100 * (upper_share(second, points) - upper_share(first, points))
    if margin is not None:
        inside = np.divide(margin - np.abs(theta - 0.5), se, out=np.full_like(theta, -np.inf), where=is_spread)
        effects["equivalence_p"] = special.stdtr(np.maximum(df, 1), -inside)
    return effects


def upper_share(rows, points) -> np.ndarray:
    """Share of the answers that stand in the upper half of the scale, row by row; a middle point does not.

    Examples
    --------
    >>> upper_share(np.array([[1, 2, 3, 4]]), (1, 2, 3, 4)).tolist()
    [0.7]
    """
    points = np.asarray(points, dtype=float)
    return rows[:, points > (points[0] + points[-1]) / 2].sum(axis=1) / rows.sum(axis=1)


def ranges(effects: dict[str, np.ndarray]) -> dict[str, list[float]]:
    """Smallest and largest value of each effect over all rows.

    Parameters
    ----------
    effects : dict of str to numpy.ndarray
        As `effect_rows` returns them, with one row at least.

    Returns
    -------
    dict of str to [float, float]
        The same keys, each with [smallest, largest].

    Examples
    --------
    >>> ranges({"p": np.array([0.2, 0.1, 0.4])})
    {'p': [0.1, 0.4]}
    """
    return {name: [float(values.min()), float(values.max())] for name, values in effects.items()}


def _change_intervals(first, second, points, level):
    (mean1, variance1, df1), (mean2, variance2, df2) = (mean_spread(counts, points) for counts in (first, second))
    variance = variance1 + variance2
    parts = variance1**2 / df1 + variance2**2 / df2
    df = np.divide(variance**2, parts, out=np.ones_like(variance), where=parts > 0)
    half = special.stdtrit(df, tail(level)) * np.sqrt(variance)
    change = mean2 - mean1
    return change, change - half, change + half


def mean_spread(counts, points):
    """Means of many samples, the variance of each mean, and its degrees of freedom."""
    n = counts.sum(axis=1)
    means = counts @ points / n
    squares = (counts * (points - means[:, None]) ** 2).sum(axis=1)
    return means, squares / (n * (n - 1)), n - 1
