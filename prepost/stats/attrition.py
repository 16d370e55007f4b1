"""Those who did not answer: how far what they would have said could change a result."""

from __future__ import annotations

from math import inf

import numpy as np

from prepost.stats.counts import as_counts, as_points
from prepost.stats.estimate import Estimate
from prepost.stats.means import mean
from prepost.stats.ranks import mann_whitney

__all__ = ["delta_adjusted", "superiority_bounds", "tipping_point", "worst_case_mean"]


def worst_case_mean(counts, points, people: int) -> tuple[float, float]:
    """Bounds on the mean of all people asked, whatever those who did not answer would have said.

    Parameters
    ----------
    counts : array_like of int, shape (k,)
        Answers per scale point of those who answered.
    points : array_like of float, shape (k,)
        The scale points.
    people : int
        All who were asked, at least as many as answered.

    Returns
    -------
    low, high : float
        In scale points: all others at the lowest point, all others at the highest.

    Raises
    ------
    ValueError
        If nobody answered, or more answered than were asked.

    Notes
    -----
    Manski (1989), J Hum Resour 24, 343-360: r mean + (1 - r) times the lowest or the highest point, r the
    share that answered.

    Examples
    --------
    >>> worst_case_mean([0, 0, 5, 5], (1, 2, 3, 4), 20)
    (2.25, 3.75)
    """
    counts = as_counts(counts, at_least=1)
    points = as_points(points, counts.size)
    share = _response(int(counts.sum()), people)
    answered = share * mean(counts, points)
    return answered + (1 - share) * float(points[0]), answered + (1 - share) * float(points[-1])


def superiority_bounds(first, second, people: int) -> tuple[float, float]:
    """Bounds on the probability of superiority when those missing from the second sample could have answered anything.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after.
    people : int
        All whose answers the second sample stands for.

    Returns
    -------
    low, high : float
        All the others at the lowest point, all at the highest.

    Examples
    --------
    >>> superiority_bounds([0, 5, 5, 0], [0, 5, 5, 0], 20)
    (0.25, 0.75)
    """
    first, second = as_counts(first, "first", at_least=1), as_counts(second, "second", at_least=1)
    missing = people - int(second.sum())
    _response(int(second.sum()), people)
    filled = []
    for place in (0, -1):
        everybody = second.copy()
        everybody[place] += missing
        filled.append(mann_whitney(first, everybody).superiority)
    return filled[0], filled[1]


def delta_adjusted(estimate: Estimate, response: float, delta: float) -> Estimate:
    """A change, had those who did not answer later differed by `delta` from those who did.

    Parameters
    ----------
    estimate : Estimate
        The change among those who answered.
    response : float
        Share of the people that answered, above 0 and at most 1.
    delta : float
        Assumed mean difference, those who did not answer minus those who did, in the units of the estimate. Zero:
        they are alike.

    Returns
    -------
    Estimate
        value + (1 - response) delta; the interval is shifted along, for delta is assumed and not estimated.

    Notes
    -----
    Pattern-mixture model: Little (1993), J Am Stat Assoc 88, 125-134.

    Examples
    --------
    >>> delta_adjusted(Estimate(0.4, 0.2, 0.6, 0.95, 0.1), 0.5, -0.2).value
    0.30000000000000004
    """
    _check_share(response)
    shift = (1 - response) * delta
    return estimate._replace(value=estimate.value + shift, low=estimate.low + shift, high=estimate.high + shift)


def tipping_point(gain: float, response: float) -> float:
    """How much lower those who did not answer must stand, on average, for a gain to vanish.

    Parameters
    ----------
    gain : float
        The change among those who answered, or an end of its interval.
    response : float
        Share of the people that answered, above 0 and at most 1.

    Returns
    -------
    float
        gain / (1 - response), in the units of the gain; infinite with its sign if everybody answered, 0 if
        there is no gain.

    Notes
    -----
    Yan, Lee & Li (2009), J Biopharm Stat 19, 1085-1098. A value beyond what the scale allows means that
    nobody's silence could undo the gain.

    Examples
    --------
    >>> round(tipping_point(0.09, 65 / 202), 3)
    0.133
    """
    _check_share(response)
    if gain == 0:
        return 0.0
    return gain / (1 - response) if response < 1 else float(np.copysign(inf, gain))


def _response(answered: int, people: int) -> float:
    if people != int(people) or people < answered:
        raise ValueError(f"{answered} people answered, so {people!r} cannot be the number of all who were asked.")
    return answered / people


def _check_share(response: float) -> None:
    if not 0 < response <= 1:
        raise ValueError(f"The share that answered lies above 0 and is 1 at most; {response!r} does not.")
