"""What a change cost, how sure that is, and on what it leans.

Every function takes amounts of money in one currency and effects as `Estimate`; none knows where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from prepost.stats.counts import as_counts, as_points
from prepost.stats.estimate import Estimate

__all__ = [
    "CostOfEffect",
    "Swing",
    "acceptability",
    "average",
    "bootstrap_change",
    "cost_of_effect",
    "one_way",
    "total_cost",
]


class CostOfEffect(NamedTuple):
    """What one unit of an effect cost.

    Attributes
    ----------
    value : float or None
        Cost of one unit of gain; None if the effect is no gain.
    low, high : float or None
        Interval, at the level of the effect's; `high` is None if the effect's interval holds zero (any cost above
        `low` is then possible, and so is that there was no gain to pay for), both are None if the whole interval
        is no gain.
    level : float
        Confidence level.
    """

    value: float | None
    low: float | None
    high: float | None
    level: float

    @property
    def has_meaning(self) -> bool:
        """Whether the effect's interval lies wholly above zero, so that a cost of one unit of gain is bounded."""
        return self.high is not None


class Swing(NamedTuple):
    """How far an outcome moves when one of its inputs goes from one end of its range to the other.

    Attributes
    ----------
    name : str
        The input.
    low, high : float
        The ends of its range.
    at_low, at_high : float
        The outcome at each end, all other inputs at their base values.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """Distance between the two outcomes."""
        return abs(self.at_high - self.at_low)


def total_cost(items: Sequence[tuple[str | Fraction, str | Fraction]]) -> Fraction:
    """The sum of amounts times quantities, exact to the penny.

    Parameters
    ----------
    items : sequence of (amount, quantity)
        As decimal text or Fraction; a blank quantity is 1.

    Returns
    -------
    Fraction
        In the currency of the amounts.

    Examples
    --------
    >>> total_cost([("120.50", "2"), ("0.10", "")])
    Fraction(2411, 10)
    """
    return sum(
        (Fraction(amount) * Fraction(1 if quantity == "" else quantity) for amount, quantity in items), Fraction(0)
    )


def average(effects: Sequence[Estimate]) -> Estimate:
    """Mean of several effects measured on the same people, with the widest interval that their association allows.

    Parameters
    ----------
    effects : sequence of Estimate
        At least one, in one unit and at one level.

    Returns
    -------
    Estimate
        Its interval and standard error are the means of theirs: what complete association gives. With any other
        association of the answers, which counts alone do not show, the true ones are narrower.

    Raises
    ------
    ValueError
        If there is none, or the levels differ.

    Examples
    --------
    >>> average([Estimate(10.0, 5.0, 15.0, 0.95, 2.5), Estimate(20.0, 13.0, 27.0, 0.95, 3.5)])
    Estimate(value=15.0, low=9.0, high=21.0, level=0.95, se=3.0)
    """
    if not effects:
        raise ValueError("There is no effect to average.")
    if len({effect.level for effect in effects}) > 1:
        raise ValueError("Effects with intervals at different levels cannot be averaged.")
    value, low, high, se = (
        float(np.mean([getattr(effect, name) for effect in effects])) for name in ("value", "low", "high", "se")
    )
    return Estimate(value, low, high, effects[0].level, se)


def cost_of_effect(cost: float, effect: Estimate) -> CostOfEffect:
    """Cost of one unit of gain, with the interval that the effect's interval gives it.

    Parameters
    ----------
    cost : float
        What was spent for the effect, not below zero.
    effect : Estimate
        The gain: positive is better.

    Returns
    -------
    CostOfEffect

    Raises
    ------
    ValueError
        If the cost is below zero.

    Notes
    -----
    cost / effect falls as the effect grows, so the ends of the effect's interval give those of the ratio, in reverse:
    exact for a cost that is known (the case of Fieller's theorem in which the numerator does not vary). If the
    effect's interval holds zero the set of ratios runs through infinity and has no upper end.

    Examples
    --------
    >>> cost_of_effect(100, Estimate(10.0, 5.0, 20.0, 0.95, 2.5))
    CostOfEffect(value=10.0, low=5.0, high=20.0, level=0.95)
    >>> cost_of_effect(100, Estimate(2.0, -1.0, 5.0, 0.95, 1.5))
    CostOfEffect(value=50.0, low=20.0, high=None, level=0.95)
    """
    cost = float(cost)
    if cost < 0:
        raise ValueError(f"A cost cannot be below zero, as {cost} is.")
    value = cost / effect.value if effect.value > 0 else None
    low = cost / effect.high if effect.high > 0 else None
    high = cost / effect.low if effect.low > 0 else None
    return CostOfEffect(value, low, high, effect.level)


def one_way(
    outcome: Callable[..., float], base: Mapping[str, float], ranges: Mapping[str, tuple[float, float]]
) -> list[Swing]:
    """One-way sensitivity analysis: each input in turn to the ends of its range, the others at their base values.

    Parameters
    ----------
    outcome : callable
        Takes the inputs by name and returns a number.
    base : mapping of str to float
        The base value of every input.
    ranges : mapping of str to (low, high)
        The range of each input that is to be varied.

    Returns
    -------
    list of Swing
        The widest first, as a tornado diagram shows them.

    Raises
    ------
    KeyError
        If a range names no input.

    Examples
    --------
    >>> base, ranges = {"cost": 100, "people": 10}, {"people": (5, 20), "cost": (90, 110)}
    >>> swings = one_way(lambda cost, people: cost / people, base, ranges)
    >>> [(swing.name, swing.at_low, swing.at_high) for swing in swings]
    [('people', 20.0, 5.0), ('cost', 9.0, 11.0)]
    """
    swings = []
    for name, (low, high) in ranges.items():
        if name not in base:
            raise KeyError(f"There is no input called {name!r}.")
        swings.append(Swing(name, low, high, outcome(**{**base, name: low}), outcome(**{**base, name: high})))
    return sorted(swings, key=lambda swing: -swing.width)


def bootstrap_change(first, second, points, *, draws: int = 10_000, seed: int = 1) -> np.ndarray:
    """Changes of the mean, as percentages of the scale's range, that resampling the answers gives.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after, two independent samples of at least one answer.
    points : array_like of float, shape (k,)
        The scale points.
    draws : int
        Resamples.
    seed : int
        The same seed gives the same draws on any machine.

    Returns
    -------
    numpy.ndarray of float, shape (draws,)
        One change a resample, positive if the second sample is higher.

    Notes
    -----
    Drawing n answers with replacement from n answers gives multinomial counts, so no answer need be written out.

    Examples
    --------
    >>> changes = bootstrap_change([5, 5, 0], [0, 5, 5], (1, 2, 3))
    >>> changes.shape, bool(45 < changes.mean() < 55)
    ((10000,), True)
    """
    points = as_points(points, np.size(points))
    random = np.random.default_rng(seed)
    means = []
    for counts, name in ((first, "first"), (second, "second")):
        counts = as_counts(counts, name, at_least=1)
        n = int(counts.sum())
        means.append(random.multinomial(n, counts / n, size=draws) @ points / n)
    return (means[1] - means[0]) * (100 / float(points[-1] - points[0]))


def acceptability(cost: float, effect: Estimate, values) -> np.ndarray:
    """Chance that the gain was worth its cost, for each value that one unit of gain may have.

    Parameters
    ----------
    cost : float
        What was spent for the effect.
    effect : Estimate
        The gain, with its standard error.
    values : array_like of float
        What one unit of gain is worth, above zero.

    Returns
    -------
    numpy.ndarray of float
        Between 0 and 1: a cost-effectiveness acceptability curve.

    Notes
    -----
    P(value x gain > cost) with the gain normal around its estimate: Phi((effect - cost / value) / se). With no prior
    opinion this is the probability that the net benefit is positive (Fenwick, O'Brien & Briggs 2004, Health Economics
    13, 405-415).

    Examples
    --------
    >>> acceptability(100, Estimate(10.0, 5.0, 15.0, 0.95, 2.5), [5, 10, 1000]).round(3).tolist()
    [0.0, 0.5, 1.0]
    """
    from scipy.special import ndtr

    needed = float(cost) / np.asarray(values, dtype=float)
    if effect.se == 0:
        return (effect.value > needed).astype(float)
    return ndtr((effect.value - needed) / effect.se)
