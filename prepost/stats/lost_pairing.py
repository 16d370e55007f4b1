"""What the same people's several forms do to an analysis that cannot tell who filled in which."""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np
from scipy import special

from prepost.stats.counts import as_counts, as_points
from prepost.stats.estimate import Estimate, tail
from prepost.stats.means import change, sd

__all__ = ["change_at_correlation", "design_effect", "inflated", "largest_correlation", "p_at_design_effect"]


def change_at_correlation(
    first, second, points, correlation: float, *, pairs: int | None = None, level: float = 0.95
) -> Estimate:
    """The change in means with the interval that it would have, had people's two answers this correlation.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after.
    points : array_like of float, shape (k,)
        The scale points.
    correlation : float
        Assumed correlation between a person's two answers, from -1 to 1.
    pairs : int, optional
        People who answered both times; by default as many as possible, the size of the smaller sample.
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        In scale points. Without pairs or correlation it is Welch's interval, which a positive correlation shortens.

    Raises
    ------
    ValueError
        If a sample holds fewer than two answers, `pairs` exceeds a sample, or the correlation is more than answers
        so distributed can have (`largest_correlation`).

    Notes
    -----
    se^2 = sd1^2/n1 + sd2^2/n2 - 2 r sd1 sd2 m/(n1 n2) with m pairs; t with (smaller sample - 1) degrees
    of freedom. If both samples are the same n people, this is the paired t interval of their correlation.

    Examples
    --------
    >>> at = [change_at_correlation([5, 9, 4], [3, 9, 6], (1, 2, 3), r) for r in (0, 0.5)]
    >>> [round(estimate.se, 3) for estimate in at]
    [0.239, 0.169]
    """
    unpaired = change(first, second, points, level)
    n1, n2 = int(np.sum(first)), int(np.sum(second))
    pairs = min(n1, n2) if pairs is None else pairs
    if not 0 <= pairs <= min(n1, n2):
        raise ValueError(f"There can be 0 to {min(n1, n2)} pairs among {n1} and {n2} answers, not {pairs!r}.")
    most = largest_correlation(first, second, points)
    if not -1 <= correlation <= most + 1e-12:
        raise ValueError(
            f"Answers distributed like these can have a correlation of {most:.2f} at most; {correlation!r} is beyond."
        )
    if correlation == 0 or pairs == 0:
        return unpaired
    shared = 2 * correlation * sd(first, points) * sd(second, points) * pairs / (n1 * n2)
    se = sqrt(max(unpaired.se**2 - shared, 0.0))
    half = float(special.stdtrit(min(n1, n2) - 1, tail(level))) * se
    return Estimate(unpaired.value, unpaired.value - half, unpaired.value + half, level, se)


def largest_correlation(first, second, points) -> float:
    """The highest correlation that two sets of answers can have, each with the distribution observed.

    It is reached if the people rank alike both times. If everybody answers alike in one sample it is 0.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after.
    points : array_like of float, shape (k,)
        The scale points.

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> round(largest_correlation([1, 2, 1], [2, 4, 2], (1, 2, 3)), 12)
    1.0
    """
    first, second = as_counts(first, "first", at_least=2), as_counts(second, "second", at_least=2)
    points = as_points(points, first.size)
    shares = [counts / counts.sum() for counts in (first, second)]
    means = [share @ points for share in shares]
    spreads = [sqrt(share @ (points - centre) ** 2) for share, centre in zip(shares, means)]
    if min(spreads) == 0:
        return 0.0
    ends = np.unique(np.concatenate([[0.0], *(np.cumsum(share) for share in shares)]).clip(0, 1))
    middles, widths = (ends[1:] + ends[:-1]) / 2, np.diff(ends)
    ranked = [points[np.searchsorted(np.cumsum(share), middles).clip(max=points.size - 1)] for share in shares]
    product = float((widths * (ranked[0] - means[0]) * (ranked[1] - means[1])).sum())
    return min(product / (spreads[0] * spreads[1]), 1.0)


def design_effect(people_by_forms, correlation: float) -> float:
    """How much larger a variance is because some people filled in several forms.

    Parameters
    ----------
    people_by_forms : mapping of int to int
        Number of people (values) who filled in 1, 2, 3 ... forms (keys).
    correlation : float
        Assumed correlation between two forms of one person (intraclass), from 0 to 1.

    Returns
    -------
    float
        1 if nobody fills in two forms, or forms of one person have nothing in common.

    Raises
    ------
    ValueError
        If nobody filled in a form, or the correlation is not from 0 to 1.

    Notes
    -----
    1 + (sum m^2 / sum m - 1) r, m being a person's number of forms: Kish (1965), Survey Sampling, section
    5.4, with clusters of unequal size.

    Examples
    --------
    >>> round(design_effect({1: 100, 2: 50}, 0.5), 3)
    1.25
    """
    forms = sum(number * people for number, people in people_by_forms.items())
    if forms < 1 or min(people_by_forms.values()) < 0:
        raise ValueError("A design effect needs at least one person with one form.")
    if not 0 <= correlation <= 1:
        raise ValueError(f"The correlation between forms of one person lies from 0 to 1; {correlation!r} does not.")
    squares = sum(number**2 * people for number, people in people_by_forms.items())
    return 1 + (squares / forms - 1) * correlation


def inflated(estimate: Estimate, effect: float) -> Estimate:
    """An estimate with its interval widened by the square root of a design effect.

    Examples
    --------
    >>> inflated(Estimate(1.0, 0.5, 1.5, 0.95, 0.25), 4.0)
    Estimate(value=1.0, low=0.0, high=2.0, level=0.95, se=0.5)
    """
    wider = sqrt(effect)
    value = estimate.value
    return Estimate(
        value,
        value - (value - estimate.low) * wider,
        value + (estimate.high - value) * wider,
        estimate.level,
        estimate.se * wider,
    )


def p_at_design_effect(z: float, effect: float) -> float:
    """Two-sided p-value of a test statistic whose variance was taken too small by a design effect.

    Examples
    --------
    >>> round(p_at_design_effect(1.959964 * 2, 4.0), 3)
    0.05
    """
    return erfc(abs(z) / sqrt(effect) / sqrt(2))
