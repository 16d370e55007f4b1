"""Proportional-odds regression of one scale on one group, and a check of what it assumes."""

from __future__ import annotations

import warnings
from math import erfc, sqrt
from typing import NamedTuple

import numpy as np
from scipy import special

from prepost.stats.counts import as_counts
from prepost.stats.estimate import tail

__all__ = ["ProportionalOdds", "proportional_odds"]

_ENOUGH = 1000  # answers, for a beginning
_STEPS = 100
_SETTLED = 1e-9  # twice what the log-likelihood still had to gain before the last step, which squares the distance


class ProportionalOdds(NamedTuple):
    """Odds of a higher answer, second sample against first, taken as the same at each cut of the scale.

    Attributes
    ----------
    odds_ratio, low, high : float
        Above 1 if the second sample is higher; Wald interval on the log scale.
    log_odds, se : float
        Logarithm of the odds ratio and its standard error.
    p : float
        Two-sided Wald p-value.
    p_proportional : float
        Likelihood-ratio p-value of the assumption: small if the odds ratio differs from cut to cut. 1 on a scale
        with two used points, which has only one cut.
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
        If a sample is empty; if everybody chose one point; if the samples are separated (each answer of one
        is at least as high as each of the other) or all but, so that the odds ratio would run to infinity.

    Notes
    -----
    logit P(answer <= j) = c_j - beta * [second sample]: McCullagh (1980), J R Stat Soc B 42, 109-142.
    Fitted by `statsmodels.miscmodels.ordinal_model.OrderedModel` to a gradient of 1e-8 (its default stops too early),
    of more than a thousand answers to a thousand in the same shares, since it goes through them one by one. Then Newton's
    steps on the counts with the exact second derivatives, from which the standard error comes too (statsmodels' are
    numerical: five digits). The check sets the fit against the model with one odds ratio per cut, which with two
    samples reproduces the observed shares: 2 (log-likelihood of the shares - log-likelihood of the fit), chi-squared
    with (points - 2) degrees of freedom.

    Examples
    --------
    >>> fit = proportional_odds([4, 10, 20, 6], [1, 6, 24, 9])
    >>> round(fit.odds_ratio, 3), round(fit.p, 4), round(fit.p_proportional, 2)
    (2.168, 0.0788, 0.69)
    """
    table = np.array([as_counts(first, "first", at_least=1), as_counts(second, "second", at_least=1)])
    table = table[:, table.sum(axis=0) > 0]
    _refuse_what_has_no_answer(table)
    estimates = _likeliest(table, _statsmodels_estimates(_at_most(table, _ENOUGH)))
    log_likelihood, _, hessian = _likelihood(table, estimates)
    beta, se = float(estimates[0]), sqrt(np.linalg.inv(-hessian)[0, 0])
    half = float(special.ndtri(tail(level))) * se
    cuts = table.shape[1] - 1
    lack_of_fit = max(2 * (_log_likelihood_of_shares(table) - log_likelihood), 0.0)
    p_proportional = float(special.chdtrc(cuts - 1, lack_of_fit)) if cuts > 1 else 1.0
    p = erfc(abs(beta / se) / sqrt(2))
    with np.errstate(over="ignore"):  # samples that are all but separated may reach beyond all numbers
        ratio, low, high = map(float, np.exp([beta, beta - half, beta + half]))
    return ProportionalOdds(ratio, low, high, beta, se, p, p_proportional, level)


def _refuse_what_has_no_answer(table: np.ndarray) -> None:
    if table.shape[1] == 1:
        raise ValueError("Everybody chose the same point of the scale, so there are no odds to compare.")
    chosen = [np.flatnonzero(counts) for counts in table]
    if chosen[0].max() <= chosen[1].min() or chosen[1].max() <= chosen[0].min():
        raise ValueError(
            "The two samples are separated: no answer of one is below any answer of the other, so that the odds "
            "ratio has no finite estimate. Report the counts themselves."
        )


def _at_most(table: np.ndarray, total: int) -> np.ndarray:
    """A table of about so many answers in the same shares, in which no cell with answers is empty."""
    return table if table.sum() <= total else np.ceil(table * (total / table.sum())).astype(int)


def _likeliest(table: np.ndarray, estimates: np.ndarray) -> np.ndarray:
    """Log odds ratio and cuts of the greatest likelihood, which has a single peak (Pratt 1981, J Am Stat Assoc 76, 103-106)."""
    with np.errstate(all="ignore"):  # a step too long makes answers that were given impossible
        for _ in range(_STEPS):
            reached, gradient, hessian = _likelihood(table, estimates)
            if not np.isfinite(hessian).all() or np.linalg.matrix_rank(hessian) < len(hessian):
                break
            step = np.linalg.solve(hessian, gradient)
            to_gain = -gradient @ step
            while not _is_as_likely(table, estimates - step, reached):
                step /= 2
            estimates = estimates - step
            if to_gain < _SETTLED:
                return estimates
    raise ValueError("The samples are all but separated: the odds ratio does not settle. Report the counts themselves.")


def _is_as_likely(table: np.ndarray, estimates: np.ndarray, reached: float) -> bool:
    in_order = bool((np.diff(estimates[1:]) > 0).all())
    return in_order and _likelihood(table, estimates)[0] >= reached - 1e-9 * abs(reached)  # less is rounding


def _statsmodels_estimates(table: np.ndarray) -> np.ndarray:
    """Log odds ratio and cuts, shape (points,)."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    points = np.arange(table.shape[1])
    answers = np.concatenate([np.repeat(points, counts) for counts in table.astype(np.intp)])
    second = np.repeat([0.0, 1.0], table.sum(axis=1, dtype=np.intp))[:, None]
    model = OrderedModel(answers, second, distr="logit")
    with warnings.catch_warnings():
        # It divides by its own infinite outer cuts, and calls a search that ends at rounding error not converged.
        warnings.simplefilter("ignore")
        fit = model.fit(method="bfgs", gtol=1e-8, disp=False)
    cuts = model.transform_threshold_params(fit.params)[1:-1]
    return np.concatenate([[fit.params[0]], cuts])


def _likelihood(table: np.ndarray, estimates: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood at a log odds ratio and cuts, with its first and second derivatives."""
    size = table.shape[1]
    total, gradient, hessian = 0.0, np.zeros(size), np.zeros((size, size))
    for is_second, counts in enumerate(table):
        # The linear predictors of the inner cuts, and how they depend on (log odds ratio, cuts).
        design = np.hstack([np.full((size - 1, 1), -float(is_second)), np.eye(size - 1)])
        below = special.expit(design @ estimates)
        density = below * (1 - below)
        slope = density * (1 - 2 * below)
        share = np.diff(np.concatenate([[0.0], below, [1.0]]))
        total += float(counts @ np.log(share))
        lower, upper = counts / share, counts / share**2
        first = density * (lower[:-1] - lower[1:])
        second = np.diag(slope * (lower[:-1] - lower[1:]) - density**2 * (upper[:-1] + upper[1:]))
        neighbours = density[:-1] * density[1:] * upper[1:-1]
        second += np.diag(neighbours, 1) + np.diag(neighbours, -1)
        gradient += design.T @ first
        hessian += design.T @ second @ design
    return total, gradient, hessian


def _log_likelihood_of_shares(table: np.ndarray) -> float:
    shares = table / table.sum(axis=1, keepdims=True)
    used = table > 0
    return float((table[used] * np.log(shares[used])).sum())
