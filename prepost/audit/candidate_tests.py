"""Which test printed p-values can have come from: for each candidate, how many of them some answers attain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from prepost.audit.intervals import p_interval
from prepost.audit.p_values import sizes_with_mean
from prepost.audit.rank_pairs import exact_p_across, holds
from prepost.audit.vectors import count_vectors, single_peaked
from prepost.stats.ranks import two_sided_p, u_distance_across


@dataclass(frozen=True)
class Case:
    """One printed p-value with the printed means and the forms of the two samples behind it.

    Attributes
    ----------
    name : str
        What is compared.
    p, mean1, mean2 : str
        As printed.
    forms1, forms2 : int
        Forms of either sample; the fewest blanks that the means allow are assumed.
    """

    name: str
    p: str
    mean1: str
    forms1: int
    mean2: str
    forms2: int


@dataclass(frozen=True)
class Candidate:
    """What one candidate test can give.

    Attributes
    ----------
    test : str
        Its name.
    attained, plausible : tuple of str
        Names of the cases whose p-value some pair of samples attains, and some pair of single-peaked samples.
    cases : int
        Number of cases.
    """

    test: str
    attained: tuple[str, ...]
    plausible: tuple[str, ...]
    cases: int


def which_test(cases: Iterable[Case], scale=(1, 4)) -> list[Candidate]:
    """Hold printed p-values to each candidate test, over all answers with the printed sizes and means.

    Parameters
    ----------
    cases : iterable of Case
        Small samples: all pairs of answer sets are gone through.
    scale : tuple of int
        Lowest and highest point of the scale.

    Returns
    -------
    list of Candidate
        In the order of `CANDIDATES`.

    Notes
    -----
    A test that cannot give a printed p-value was not used for it, if sizes, means and p-value are printed as they were.
    A test that can give them all need not have been used.

    Examples
    --------
    >>> fits = which_test([Case("q1", "0.397", "2.71", 42, "2.83", 23)])
    >>> [(fit.test, len(fit.attained), len(fit.plausible)) for fit in fits][0]
    ('Mann-Whitney, as SPSS prints it', 1, 1)
    """
    cases = list(cases)
    attained, plausible = ({test: [] for test in CANDIDATES} for _ in range(2))
    for case in cases:
        first, second = (
            _vectors(mean, forms, scale) for mean, forms in ((case.mean1, case.forms1), (case.mean2, case.forms2))
        )
        wanted = p_interval(case.p)
        peaked = single_peaked(first)[:, None] & single_peaked(second)[None, :]
        for test, p_across in CANDIDATES.items():
            fits = holds(wanted, p_across(first, second))
            if fits.any():
                attained[test].append(case.name)
            if (fits & peaked).any():
                plausible[test].append(case.name)
    return [Candidate(test, tuple(attained[test]), tuple(plausible[test]), len(cases)) for test in CANDIDATES]


def _vectors(mean: str, forms: int, scale) -> np.ndarray:
    sizes = sizes_with_mean(mean, forms, scale)
    return count_vectors(sizes[0], mean, scale) if sizes else np.empty((0, scale[1] - scale[0] + 1), dtype=np.int64)


def _rank_test(first: np.ndarray, second: np.ndarray, *, continuity: bool = False) -> np.ndarray:
    distance, variance = u_distance_across(first, second)
    distance = np.maximum(np.abs(distance) - continuity, 0)
    return two_sided_p(np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance), where=variance > 0))


def _t_test(first: np.ndarray, second: np.ndarray, *, equal_var: bool) -> np.ndarray:
    """Two-sided p-values of Student's or Welch's t; if no answers vary, 1 for equal means and 0 for different ones."""
    from scipy.stats import ttest_ind_from_stats

    (n1, mean1, sd1), (n2, mean2, sd2) = _moments(first), _moments(second)
    before = mean1[:, None], sd1[:, None], n1
    with np.errstate(divide="ignore", invalid="ignore"):
        p = ttest_ind_from_stats(*before, mean2, sd2, n2, equal_var=equal_var).pvalue
    return np.where(np.isnan(p), 1.0, p)


def _moments(vectors: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Size, means and sample SDs; where the scale starts makes no difference to a t test."""
    n, points = int(vectors[0].sum()), np.arange(vectors.shape[1])
    total = vectors @ points
    return n, total / n, np.sqrt((n * (vectors @ points**2) - total**2) / (n * (n - 1)))


CANDIDATES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "Mann-Whitney, as SPSS prints it": _rank_test,
    "Mann-Whitney with continuity correction": partial(_rank_test, continuity=True),
    "Mann-Whitney, exact with ties": exact_p_across,
    "Student's t": partial(_t_test, equal_var=True),
    "Welch's t": partial(_t_test, equal_var=False),
}
"""Candidate tests by name: each takes the samples before and after, one a row, and gives the p-values of all pairs."""
