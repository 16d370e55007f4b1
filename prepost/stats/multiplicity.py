"""Several tests at once: the level that each is held to, and p-values that allow for the others."""

from __future__ import annotations

import numpy as np

CORRECTIONS = ("none", "bonferroni", "holm", "benjamini-hochberg")


def corrected_level(alpha: float, tests: int, method: str = "bonferroni") -> float:
    """The level that each of several tests is held to, and to which its interval belongs.

    Parameters
    ----------
    alpha : float
        Level of the whole family, such as 0.05.
    tests : int
        How many tests the family holds.
    method : str
        One of `CORRECTIONS`.

    Returns
    -------
    float
        `alpha / tests`; `alpha` itself for `"none"`. Holm's and Benjamini and Hochberg's procedures have no one level;
        intervals at `alpha / tests` hold for all of the family at once, so they are safe beside either.

    Examples
    --------
    >>> round(100 * (1 - corrected_level(0.05, 3)), 1)
    98.3
    """
    _known(method)
    if not 0 < alpha < 1:
        raise ValueError(f"A significance level lies between 0 and 1, such as 0.05; {alpha!r} does not.")
    if tests < 1:
        raise ValueError(f"A family holds at least one test, not {tests!r}.")
    return alpha if method == "none" else alpha / tests


def adjust(p_values, method: str = "bonferroni") -> np.ndarray:
    """p-values adjusted for each other, to be compared with the level of the whole family.

    Parameters
    ----------
    p_values : array_like of float, shape (m,)
        The family's p-values.
    method : str
        `"bonferroni"`: m p. `"holm"`: step-down (Holm 1979). `"benjamini-hochberg"`: false discovery rate (Benjamini &
        Hochberg 1995). `"none"`: as they are.

    Returns
    -------
    numpy.ndarray of float, shape (m,)
        In the order given, none above 1.

    Raises
    ------
    ValueError
        If the method is unknown or a p-value does not lie between 0 and 1.

    Examples
    --------
    >>> adjust([0.01, 0.04, 0.03], "holm").round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    _known(method)
    p_values = np.asarray(p_values, dtype=float)
    if p_values.ndim != 1 or not np.all((p_values >= 0) & (p_values <= 1)):
        raise ValueError("p-values must be one list of numbers between 0 and 1.")
    if method == "none" or p_values.size == 0:
        return p_values.copy()
    if method == "bonferroni":
        return np.minimum(p_values * p_values.size, 1)
    if method == "holm":
        return _holm(p_values)
    from scipy.stats import false_discovery_control

    return false_discovery_control(p_values)


def _holm(p_values: np.ndarray) -> np.ndarray:
    """Holm's step-down p-values; statsmodels has them too, but collects the garbage of the whole process each time."""
    order = np.argsort(p_values)
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * np.arange(p_values.size, 0, -1)), 1)
    return adjusted


def _known(method: str) -> None:
    if method not in CORRECTIONS:
        raise ValueError(f'"{method}" is not a correction; choose one of {", ".join(CORRECTIONS)}.')
