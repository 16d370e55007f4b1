"""Which test printed p-values can have come from: for each candidate, how many of them some answers attain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from prepost.audit.intervals import p_interval
from prepost.audit.p_values import fewest_blanks
from prepost.audit.rank_pairs import exact_p_across, holds
from prepost.audit.vectors import single_peaked
from prepost.stats.ranks import two_sided_p, u_distance_across


class Case(NamedTuple):
    """One printed p-value, with the printed mean and the forms of either sample behind it."""

    name: str
    p: str
    mean1: str
    forms1: int
    mean2: str
    forms2: int


def which_test(cases: Sequence[Case], scale=(1, 4)) -> dict[str, tuple[list[str], list[str]]]:
    """Hold printed p-values to each candidate test, over all answers with the printed sizes and means.

    Parameters
    ----------
    cases : sequence of Case
        Small samples: all pairs of answer sets are gone through. The fewest blanks that the means allow are assumed.
    scale : tuple of int
        Lowest and highest point of the scale.

    Returns
    -------
    dict of str to (list of str, list of str)
        For each of `CANDIDATES` the names of the cases whose p-value some pair of samples attains, and some pair of
        single-peaked samples.

    Notes
    -----
    A test that cannot give a printed p-value was not used for it, if sizes, means and p-value are printed as they were.
    A test that can give them all need not have been used.

    Examples
    --------
    >>> which_test([Case("q1", "0.397", "2.71", 42, "2.83", 23)])["Mann-Whitney, as SPSS prints it"]
    (['q1'], ['q1'])
    """
    found = {test: ([], []) for test in CANDIDATES}
    for case in cases:
        first, second = fewest_blanks(case.mean1, case.forms1, scale), fewest_blanks(case.mean2, case.forms2, scale)
        wanted, peaked = p_interval(case.p), single_peaked(first)[:, None] & single_peaked(second)
        for test, p_across in CANDIDATES.items():
            fits = holds(wanted, p_across(first, second))
            for names, some in zip(found[test], (fits, fits & peaked)):
                names += [case.name] if some.any() else []
    return found


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
