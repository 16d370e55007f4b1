"""How far two coders agree beyond chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from prepost.stats.estimate import Estimate, tail

__all__ = ["Agreement", "cohen_kappa"]


class Agreement(NamedTuple):
    """Agreement of two coders on the same units.

    Attributes
    ----------
    kappa : Estimate
        Agreement beyond chance: 1 is complete, 0 is what chance alone would give.
    observed, expected : float
        Share of units coded alike, and the share that chance would give with the same margins.
    n : int
        Units that both coded.
    """

    kappa: Estimate
    observed: float
    expected: float
    n: int


def cohen_kappa(table, level: float = 0.95) -> Agreement:
    """Cohen's kappa of two coders, unweighted.

    Parameters
    ----------
    table : array_like of int, shape (k, k)
        Units by the first coder's category (rows) and the second coder's (columns), in the same order.
    level : float
        Confidence level.

    Returns
    -------
    Agreement

    Raises
    ------
    ValueError
        Where the table is not square or holds other things than whole numbers from zero upwards, where no unit was
        coded by both, or where both put every unit into one and the same category: chance then gives complete
        agreement and kappa has no value.

    Notes
    -----
    kappa = (observed - expected) / (1 - expected). Standard error after Fleiss, Cohen & Everitt (1969), Psychological
    Bulletin 72, 323-327; computed by `statsmodels.stats.inter_rater.cohens_kappa`. The interval is symmetric and cut
    at 1.

    Examples
    --------
    >>> agreement = cohen_kappa([[20, 5], [10, 15]])
    >>> round(agreement.kappa.value, 3), agreement.observed, agreement.expected, agreement.n
    (0.4, 0.7, 0.5, 50)
    """
    counts = _as_square(table)
    quantile = _normal_quantile(level)
    n = int(counts.sum())
    if n == 0:
        raise ValueError("No unit was coded by both coders, so there is no agreement to measure.")
    expected = float(counts.sum(axis=1) @ counts.sum(axis=0) / n**2)
    if expected == 1:
        raise ValueError("Both coders put every unit into the same category, so agreement beyond chance has no value.")
    from statsmodels.stats.inter_rater import cohens_kappa

    with np.errstate(
        divide="ignore", invalid="ignore"
    ):  # it also makes a z value, which has none where a coder never varies
        result = cohens_kappa(counts)
    value, se = float(result.kappa), float(np.sqrt(max(result.var_kappa, 0.0)))
    kappa = Estimate(value, max(value - quantile * se, -1.0), min(value + quantile * se, 1.0), level, se)
    return Agreement(kappa, float(np.trace(counts) / n), expected, n)


def _as_square(table) -> np.ndarray:
    counts = np.asarray(table)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or counts.shape[0] < 2:
        raise ValueError("Agreement needs a square table: the first coder's categories by the second coder's.")
    if counts.dtype.kind not in "biuf" or np.any(counts < 0) or np.any(counts != np.floor(counts)):
        raise ValueError(f"The table must hold whole numbers of units, not {counts.tolist()}.")
    return counts.astype(np.int64)


def _normal_quantile(level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(tail(level)))
