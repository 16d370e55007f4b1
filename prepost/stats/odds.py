"""Proportional-odds regression of one scale on one group, and a check of what it assumes."""

from __future__ import annotations

from math import exp
from typing import NamedTuple

import numpy as np

from prepost.stats.counts import as_counts
from prepost.stats.estimate import tail

__all__ = ["ProportionalOdds", "proportional_odds"]


class ProportionalOdds(NamedTuple):
    """Odds of a higher answer, second sample against first, taken as the same at each cut of the scale.

    Attributes
    ----------
    odds_ratio, low, high : float
        Above 1 where the second sample is higher; Wald interval on the log scale.
    log_odds, se : float
        Logarithm of the odds ratio and its standard error.
    p : float
        Two-sided Wald p-value.
    p_proportional : float
        Likelihood-ratio p-value of the assumption: small where the odds ratio differs from cut to cut. 1 on a scale with two
        used points, which has only one cut.
    level : float
        Confidence level of the interval.
    """

    odds_ratio: float
    low: float
    high: float
    log_odds: float
    se: float
    p: float
    p_proportional: float
    level: float


def proportional_odds(first, second, level: float = 0.95) -> ProportionalOdds:
    """Cumulative logit model with the sample as its only predictor.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after. Points that nobody chose drop out: they hold no information.
    level : float
        Confidence level.

    Returns
    -------
    ProportionalOdds

    Raises
    ------
    ValueError
        Where a sample is empty; where everybody chose one point; where the samples are separated (each answer of one is at least
        as high as each of the other), so that the odds ratio would run to infinity.

    Notes
    -----
    logit P(answer <= j) = c_j - beta * [second sample]: McCullagh (1980), J R Stat Soc B 42, 109-142. Fitted by
    `statsmodels.miscmodels.ordinal_model.OrderedModel` to a gradient of 1e-8 (its default stops too early). The check sets the
    fit against the model with one odds ratio per cut, which with two samples reproduces the observed shares:
    2 (log-likelihood of the shares - log-likelihood of the fit), chi-squared with (points - 2) degrees of freedom.

    Examples
    --------
    >>> fit = proportional_odds([4, 10, 20, 6], [1, 6, 24, 9])
    >>> round(fit.odds_ratio, 3), round(fit.p, 4), round(fit.p_proportional, 2)
    (2.168, 0.0788, 0.69)
    """
    table = np.array([as_counts(first, "first", at_least=1), as_counts(second, "second", at_least=1)])
    table = table[:, table.sum(axis=0) > 0]
    _refuse_what_has_no_answer(table)
    fit = _fitted(table)
    beta, se = float(fit.params[0]), float(fit.bse[0])
    from scipy.special import chdtrc, ndtri

    half = float(ndtri(tail(level))) * se
    cuts = table.shape[1] - 1
    lack_of_fit = max(2 * (_log_likelihood_of_shares(table) - float(fit.llf)), 0.0)
    p_proportional = float(chdtrc(cuts - 1, lack_of_fit)) if cuts > 1 else 1.0
    return ProportionalOdds(exp(beta), exp(beta - half), exp(beta + half), beta, se, float(fit.pvalues[0]), p_proportional, level)


def _refuse_what_has_no_answer(table: np.ndarray) -> None:
    if table.shape[1] == 1:
        raise ValueError("Everybody chose the same point of the scale, so there are no odds to compare.")
    chosen = [np.flatnonzero(counts) for counts in table]
    if chosen[0].max() <= chosen[1].min() or chosen[1].max() <= chosen[0].min():
        raise ValueError("The two samples are separated: no answer of one is below any answer of the other, so that the odds "
                         "ratio has no finite estimate. Report the counts themselves.")


def _fitted(table: np.ndarray):
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    points = np.arange(table.shape[1])
    answers = np.concatenate([np.repeat(points, counts) for counts in table])
    second = np.repeat([0.0, 1.0], table.sum(axis=1))[:, None]
    return OrderedModel(answers, second, distr="logit").fit(method="bfgs", gtol=1e-8, disp=False)


def _log_likelihood_of_shares(table: np.ndarray) -> float:
    shares = table / table.sum(axis=1, keepdims=True)
    used = table > 0
    return float((table[used] * np.log(shares[used])).sum())
