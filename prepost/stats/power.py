"""What a study of a given size can detect."""

from __future__ import annotations

from prepost.stats.means import welch
from prepost.stats.paired import as_table, matched_change


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
    Of Welch's t test: the shift of the noncentral t distribution with Welch's degrees of freedom beyond whose critical
    value the wanted power lies, times the standard error of the change. On scales of a few points the rank test needs
    nearly the same sizes.

    Examples
    --------
    >>> round(detectable_change([10, 20, 30, 20], [5, 15, 25, 20], (1, 2, 3, 4), alpha=0.05 / 3), 1)
    17.2
    """
    se, df = welch(first, second, points)
    return _shift(df, alpha, power) * se * 100 / float(points[-1] - points[0]) if se else 0.0


def detectable_matched_change(table, points, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The smallest true change that as many matched people, changing as differently, would have shown.

    Parameters
    ----------
    table : array_like of int, shape (k, k)
        People by their first answer (rows) and their second (columns): only the number and the spread of their
        differences enter.
    points, alpha, power
        As for `detectable_change`.

    Returns
    -------
    float
        In per cent of the range; 0 if all change alike.

    Raises
    ------
    ValueError
        If fewer than two people are matched.

    Notes
    -----
    Of the paired t test, as `statsmodels.stats.power.TTestPower` solves it.

    Examples
    --------
    >>> round(detectable_matched_change([[2, 5, 1], [1, 6, 4], [0, 1, 3]], (1, 2, 3)), 1)
    22.1
    """
    moved = matched_change(table, points)
    if not moved.se:
        return 0.0
    df = int(as_table(table).sum()) - 1
    return _shift(df, alpha, power) * moved.se * 100 / float(points[-1] - points[0])


def _shift(df: float, alpha: float, power: float) -> float:
    """The distance from zero, in standard errors, that a two-sided t test finds with the wanted power."""
    from scipy.optimize import brentq
    from scipy.stats import nct, t

    critical = t.isf(alpha / 2, df)

    def missed(shift):
        return nct.sf(critical, df, shift) + nct.sf(critical, df, -shift) - power

    return float(brentq(missed, 0, critical + 10, xtol=1e-10))
