"""Whether some of a group are like all of it: the make-up of a sample against that of the population it came from."""

from __future__ import annotations

from collections.abc import Iterator
from math import comb
from typing import NamedTuple

import numpy as np

from prepost.stats.counts import as_counts

MOST_VECTORS = 500_000
_SAME = 1 + 1e-7  # R's tolerance for probabilities that are equal but for rounding
_DRAWS, _SEED = 100_000, 1


class MakeUp(NamedTuple):
    """The make-up of a sample against that of its population.

    Attributes
    ----------
    p_exact : float
        Two-sided exact p-value of drawing a sample as unlike the population as this one by chance.
    is_enumerated : bool
        Whether `p_exact` counts every possible sample; if these are too many it rests on 100,000 seeded draws.
    """

    p_exact: float
    is_enumerated: bool


def make_up(sample, population) -> MakeUp:
    """Test whether a sample drawn without replacement has the make-up of its population.

    Parameters
    ----------
    sample : array_like of int, shape (k,)
        Members of the sample in each category.
    population : array_like of int, shape (k,)
        Members of the whole population in each category, the sample among them.

    Returns
    -------
    MakeUp

    Raises
    ------
    ValueError
        If the two have different lengths, the sample is empty or the whole population, a category of the sample is
        larger than that of the population, or fewer than two categories have members.

    Notes
    -----
    Given the margins, a sample drawn at random is multivariate hypergeometric: prod C(population_j, sample_j) / C(N,
    n). The exact p-value adds the probabilities of all samples that are no more probable than the one seen (Freeman &
    Halton 1951, Biometrika 38, 141-149), as R's `fisher.test` does on the table of those drawn and those left.

    Examples
    --------
    >>> result = make_up([6, 1, 1], [10, 10, 10])
    >>> round(result.p_exact, 4), result.is_enumerated
    (0.0217, True)
    """
    drawn, whole = as_counts(sample, "sample", at_least=1), as_counts(population, "population", at_least=1)
    if drawn.size != whole.size:
        raise ValueError("The sample and the population need the same categories.")
    if np.any(drawn > whole):
        raise ValueError("The sample holds more of a category than the population does.")
    drawn, whole = drawn[whole > 0], whole[whole > 0]
    if whole.size < 2:
        raise ValueError("A make-up needs at least two categories with members.")
    if drawn.sum() == whole.sum():
        raise ValueError("The sample is the whole population, so there is nothing to test.")
    return MakeUp(*_exact_p(drawn, whole))


def _exact_p(drawn: np.ndarray, whole: np.ndarray) -> tuple[float, bool]:
    from scipy.stats import multivariate_hypergeom

    n = int(drawn.sum())
    log_probability = multivariate_hypergeom(whole, n).logpmf
    most = log_probability(drawn) + np.log(_SAME)
    if comb(n + whole.size - 1, whole.size - 1) <= MOST_VECTORS:
        logs = log_probability(np.array(list(_vectors(n, whole.tolist()))))
        return min(float(np.exp(logs[logs <= most]).sum()), 1.0), True
    draws = np.random.default_rng(_SEED).multivariate_hypergeometric(whole, n, size=_DRAWS, method="marginals")
    as_unlike = (log_probability(draws) <= most).sum()
    return float((as_unlike + 1) / (_DRAWS + 1)), False


def _vectors(n: int, most: list[int]) -> Iterator[tuple[int, ...]]:
    """Every way to draw n from categories of these sizes."""
    if len(most) == 1:
        yield (n,)
        return
    rest = sum(most[1:])
    for first in range(max(0, n - rest), min(n, most[0]) + 1):
        for others in _vectors(n - first, most[1:]):
            yield (first, *others)
