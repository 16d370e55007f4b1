"""An estimate with its interval: what most functions of this package return."""

from __future__ import annotations

from typing import NamedTuple


class Estimate(NamedTuple):
    """A value with a two-sided confidence interval.

    Attributes
    ----------
    value : float
        The point estimate.
    low, high : float
        Ends of the interval, in the units of `value`.
    level : float
        Confidence level of the interval, between 0 and 1.
    se : float
        Standard error of the value, in its units; zero if the sample shows no spread at all.
    df : float
        Degrees of freedom of the standard error; zero if the data do not give them.

    Examples
    --------
    >>> Estimate(0.4, 0.1, 0.7, 0.95, 0.15, 20)[1:3]
    (0.1, 0.7)
    """

    value: float
    low: float
    high: float
    level: float
    se: float
    df: float = 0.0


def tail(level: float) -> float:
    """Upper-tail quantile that a two-sided interval at `level` reaches to.

    Raises
    ------
    ValueError
        If the level does not lie strictly between 0 and 1.

    Examples
    --------
    >>> round(tail(0.95), 3)
    0.975
    """
    if not 0 < level < 1:
        raise ValueError(f"A confidence level lies between 0 and 1, such as 0.95; {level!r} does not.")
    return (1 + level) / 2
