"""The Mann-Whitney U test and the probability of superiority, from counts of answers alone."""

from __future__ import annotations

from math import erfc, sqrt
from typing import NamedTuple

import numpy as np

from prepost.stats.counts import as_counts
from prepost.stats.estimate import Estimate, tail

MOST_STATES = 20_000_000
"""Outcomes that the exact test may go through at once, about a gigabyte of memory."""


class RankTest(NamedTuple):
    """A Mann-Whitney U test of a first sample `a` (before) against a second sample `b` (after).

    Attributes
    ----------
    u : float
        U of `a`, as scipy returns it and as R's W: pairs in which `a` is higher, plus half of the tied pairs.
    z : float
        Standardised difference, positive when `b` is higher. SPSS prints it with a minus sign, always.
    p : float
        Two-sided p-value.
    n1, n2 : int
        Answers in `a` and in `b`.
    superiority : float
        P(b > a) + P(b = a) / 2: 0.5 means that neither tends to be higher.
    rank_biserial : float
        `2 * superiority - 1`, also known as Cliff's delta: from -1 to 1, positive when `b` is higher.
    """

    u: float
    z: float
    p: float
    n1: int
    n2: int
    superiority: float
    rank_biserial: float


PAIRS_AT_A_TIME = 20_000
"""Pairs of samples in a block: few enough for the processor's cache, and for a product of matrices that the linear
algebra library does not share out among threads, which on a busy machine takes ten times as long.
"""


def mann_whitney(a, b, *, continuity=False, method="asymptotic"):
    """Mann-Whitney U test from counts of answers, as SPSS reports it.

    Parameters
    ----------
    a, b : sequence of int, shape (scale points,)
        Answers per scale point, in scale order: first sample (before) and second sample (after).
    continuity : bool
        Subtract half a unit from the distance to the expected U. SPSS does not; R's and scipy's defaults do.
    method : str
        `"asymptotic"`: normal approximation with tie-corrected variance.
        `"exact"`: all ways to deal the answers out to two samples of these sizes, conditional on the ties.

    Returns
    -------
    RankTest

    Raises
    ------
    ValueError
        If the samples are empty, differ in their scale points, hold negative or broken counts, if the method is
        unknown, or if a continuity correction is asked of the exact test, or more answers than it can go through.

    Notes
    -----
    With `B_j` the answers of `b` below point j, `t_j = a_j + b_j` and `N = n1 + n2`:

        U = sum a_j (B_j + b_j / 2)
        variance = n1 n2 (N^3 - sum t_j^3) / (12 N (N - 1))
        |z| = |U - n1 n2 / 2| / sqrt(variance),  p = erfc(|z| / sqrt 2)

    If all answers stand at one scale point the variance is zero: z is 0 and p is 1, for nothing speaks of a
    difference. The exact p adds up the probabilities of all outcomes at least as far from the expected rank sum as
    the observed one.

    References
    ----------
    Lehmann EL (1975). Nonparametrics: Statistical Methods Based on Ranks. Sections 1.4 (ties) and 1.5.

    Examples
    --------
    >>> test = mann_whitney([4, 10, 20, 6], [1, 6, 24, 9])
    >>> test.u, round(test.z, 4), round(test.p, 4)
    (635.0, 1.7545, 0.0793)
    >>> round(test.superiority, 4), round(test.rank_biserial, 4)
    (0.6031, 0.2063)
    >>> round(mann_whitney([4, 10, 20, 6], [1, 6, 24, 9], method="exact").p, 4)
    0.0789
    """
    first, second = _whole_numbers(a, b)
    if method not in ("asymptotic", "exact"):
        raise ValueError(f'"{method}" is not a method; choose "asymptotic" or "exact".')
    if method == "exact" and continuity:
        raise ValueError("The exact test takes no continuity correction.")
    n1, n2, below, doubled_u, ties = sum(first), sum(second), 0, 0, 0
    if method == "exact":
        refuse_too_many(n1 + n2, n1 + n2)
    for before, after in zip(first, second, strict=True):
        doubled_u += before * (2 * below + after)
        below += after
        ties += (before + after) ** 3
    z = _single_z(n1 * n2 - doubled_u, n1, n2, ties, continuity)
    if method == "exact":
        smaller = np.array(min(first, second, key=sum))
        p = float(_exact_p(np.add(first, second), smaller[None])[0])
    else:
        p = min(erfc(abs(z) / sqrt(2)), 1.0)
    theta = 1 - doubled_u / (2 * n1 * n2)
    return RankTest(doubled_u / 2, z, p, n1, n2, theta, 2 * theta - 1)


def mann_whitney_rows(a, b):
    """z, p and probability of superiority of many samples at once, row by row.

    Parameters
    ----------
    a, b : numpy.ndarray of int, shapes (m, scale points) and (m, scale points)
        Answers per scale point; either may have a single row, which is then compared with each row of the other.

    Returns
    -------
    z, p, superiority : numpy.ndarray of float, shape (m,)
        As `mann_whitney` gives them.

    Raises
    ------
    ValueError
        If samples are so large that twice the number of their pairs is no whole number of 64 bits.

    Examples
    --------
    >>> z, p, theta = mann_whitney_rows(np.array([[4, 10, 20, 6]]), np.array([[1, 6, 24, 9], [4, 10, 20, 6]]))
    >>> p.round(4).tolist(), theta.round(4).tolist()
    ([0.0793, 1.0], [0.6031, 0.5])
    """
    first, second = np.atleast_2d(a).astype(np.int64), np.atleast_2d(b).astype(np.int64)
    n1, n2 = first.sum(axis=1), second.sum(axis=1)
    if np.any(2 * first.sum(axis=1, dtype=float) * second.sum(axis=1, dtype=float) >= 2.0**63):
        raise ValueError("The samples are too large to be tested row by row; test each pair on its own.")
    doubled_u, total, ties = _doubled_u_rows(first, second), (n1 + n2).astype(float), (first + second).astype(float)
    distance = (n1 * n2 - doubled_u).astype(float)
    # N^3 - sum t^3, without a difference of large numbers that rounding would eat.
    spread = (ties * (total[:, None] - ties) * (total[:, None] + ties)).sum(axis=1)
    variance = n1 * n2 * spread / (3 * total * (total - 1))
    z = np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance + variance), where=variance > 0)
    return z, two_sided_p(z), 1 - doubled_u / (2 * n1 * n2)


def u_distance_across(a, b):
    """Twice the distance of U from its expectation, and four times its variance, of each row of `a` against each of
    `b`.

    Parameters
    ----------
    a, b : numpy.ndarray of int
        Answers per scale point, shapes (m, scale points) and (r, scale points); neither array may be empty. All rows of
        one array have the same number of answers.

    Returns
    -------
    distance, variance : numpy.ndarray of float, shape (m, r)
        `n1 n2 - 2 U`, positive if `b` is higher, and `n1 n2 (N^3 - sum t^3) / (3 N (N - 1))`, so that
        `distance = z sqrt(variance)`. Whole numbers are never rounded on the way, however many answers there are.

    Notes
    -----
    Both U and the ties are sums of products of counts, so each is a matrix product:
    `sum (a + b)^3 = sum a^3 + 3 sum a^2 b + 3 sum a b^2 + sum b^3`.

    Examples
    --------
    >>> distance, variance = u_distance_across([[4, 10, 20, 6]], [[1, 6, 24, 9]])
    >>> distance.tolist(), variance.round(2).tolist()
    ([[330.0]], [[35377.22]])
    """
    _, distances, variances = zip(*u_distance_blocks(a, b))
    return np.concatenate(distances), np.concatenate(variances)


def u_distance_blocks(a, b):
    """`u_distance_across`, a few rows of `a` at a time; what each sample contributes is worked out once.

    Parameters
    ----------
    a, b : numpy.ndarray of int
        As for `u_distance_across`; neither array may be empty.

    Yields
    ------
    start : int
        The first row of the block.
    distance, variance : numpy.ndarray of float, shape (rows of the block, r)
        As `u_distance_across` returns them, for the caller to overwrite.
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    total = first[0].sum() + second[0].sum()
    if 4 * total**3 > 2.0**53:  # whole numbers beyond it are no floats: Python's own take longer and stay exact
        first, second = np.asarray(a).astype(object), np.asarray(b).astype(object)
    n1, n2 = first[0].sum(), second[0].sum()
    total = n1 + n2
    one, another = np.ones((len(first), 1), first.dtype), np.ones((1, len(second)), first.dtype)
    # Each sum, with what either sample adds to it alone, is one product of matrices of whole numbers.
    places = np.hstack([first, n1 * n2 * one])
    against = np.vstack([(second - 2 * np.cumsum(second, axis=1)).T, another])
    cubes_of_first, cubes_of_second = (first**2 * first).sum(axis=1, keepdims=True), (second**2 * second).sum(axis=1)
    powers = np.hstack([first * first, first, total**3 - cubes_of_first, one])
    ties = np.vstack([-3 * second.T, -3 * (second * second).T, another, -cubes_of_second])
    scale = n1 * n2 / (3 * total * (total - 1))
    rows = max(1, PAIRS_AT_A_TIME // len(second))
    for start in range(0, len(first), rows):
        variance = powers[start : start + rows] @ ties
        variance *= scale
        distance = places[start : start + rows] @ against
        yield start, distance.astype(float, copy=False), variance.astype(float, copy=False)


def two_sided_p(z):
    """Two-sided p-value of standard normal deviates.

    Examples
    --------
    >>> float(two_sided_p(np.array([1.959963984540054])).round(12)[0])
    0.05
    """
    from scipy.special import erfc as erfc_of_array

    return np.minimum(erfc_of_array(np.abs(z) / np.sqrt(2)), 1.0)


def superiority(a, b, *, level=0.95):
    """Probability that an answer after is higher than an answer before (ties count half), with its interval.

    Parameters
    ----------
    a, b : sequence of int, shape (scale points,)
        Answers per scale point: first sample (before) and second sample (after).
    level : float
        Confidence level, between 0 and 1; 0.95 for 95 %.

    Returns
    -------
    Estimate
        P(b > a) + P(b = a) / 2, with an interval within 0 and 1; twice a value less 1 is the rank-biserial correlation.

    Raises
    ------
    ValueError
        As `mann_whitney`, and if the level does not lie between 0 and 1.

    Notes
    -----
    The standard error is that of DeLong and others (1988), which is Brunner and Munzel's (2000): placements of each
    answer among the other sample, `s10 = sum a_j (v10_j - theta)^2 / (n1 - 1)`, likewise `s01`, `se^2 = s10 / n1 +
    s01 / n2`. The interval is `expit(logit theta -+ t se / (theta (1 - theta)))` with Satterthwaite's degrees of
    freedom. If it does not exist (a sample of one answer, no spread at all, or complete separation) the interval
    is Wilson's for the same share of as many answers as the smaller sample has, wide and never empty, and standard
    error and degrees of freedom are 0.

    References
    ----------
    DeLong ER, DeLong DM, Clarke-Pearson DL (1988). Biometrics 44: 837-845.
    Brunner E, Munzel U (2000). Biometrical Journal 42: 17-25.

    Examples
    --------
    >>> effect = superiority([4, 10, 20, 6], [1, 6, 24, 9])
    >>> round(effect.value, 4), round(effect.low, 4), round(effect.high, 4)
    (0.6031, 0.4853, 0.7101)
    """
    first, second = _checked_counts(a, b)
    tail(level)
    n1, n2 = int(first.sum()), int(second.sum())
    theta = 1 - int(_doubled_u_rows(first.astype(object), second.astype(object))) / (2 * n1 * n2)
    se, df = (float(part[0]) for part in spread_of_superiority(first[None], second[None], np.array([theta])))
    low, high = map(float, logit_interval(theta, se, df, level)) if se else _wilson(theta, min(n1, n2), level)
    return Estimate(theta, low, high, level, se, df)


def spread_of_superiority(first: np.ndarray, second: np.ndarray, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Standard error and degrees of freedom of probabilities of superiority, row by row; both 0 where none can be told."""
    n1, n2 = (counts.sum(axis=1, dtype=float) for counts in (first, second))
    centre = theta[:, None]
    placed_first = 1 - (np.cumsum(second, axis=1) - second / 2) / n2[:, None]
    placed_second = (np.cumsum(first, axis=1) - first / 2) / n1[:, None]
    part1 = (first * (placed_first - centre) ** 2).sum(axis=1) / (n1 * np.maximum(n1 - 1, 1))
    part2 = (second * (placed_second - centre) ** 2).sum(axis=1) / (n2 * np.maximum(n2 - 1, 1))
    variance = part1 + part2
    inside = (theta > 0) & (theta < 1) & (variance > 1e-24) & (np.minimum(n1, n2) > 1)
    parts = np.where(inside, part1**2 / np.maximum(n1 - 1, 1) + part2**2 / np.maximum(n2 - 1, 1), 1.0)
    return np.where(inside, np.sqrt(variance), 0.0), np.where(inside, variance**2 / parts, 0.0)


def logit_interval(theta, se, df, level: float) -> tuple:
    """The interval of probabilities of superiority on the scale of the logit; the figures may be arrays."""
    from scipy.special import expit, logit, stdtrit

    reach = stdtrit(df, tail(level)) * se / (theta * (1 - theta))
    return expit(logit(theta) - reach), expit(logit(theta) + reach)


def _wilson(share: float, n: int, level: float) -> tuple[float, float]:
    """Wilson's interval; a share of ties counted half is no whole number of answers, so statsmodels cannot be asked."""
    from scipy.special import ndtri

    z2 = float(ndtri(tail(level))) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(0.0, centre - reach), min(1.0, centre + reach)


def _doubled_u_rows(first: np.ndarray, second: np.ndarray):
    """2 U of the first sample: a whole number, kept so."""
    return (first * (2 * (np.cumsum(second, axis=-1) - second) + second)).sum(axis=-1)


def _single_z(distance: int, n1: int, n2: int, ties: int, continuity: bool) -> float:
    """Standardised distance of one pair of samples, positive if the second is higher: whole numbers, never rounded."""
    total = n1 + n2
    spread = n1 * n2 * (total**3 - ties)
    if continuity:
        distance = max(abs(distance) - 1, 0) * (1 if distance > 0 else -1)
    return distance / sqrt(spread / (3 * total * (total - 1))) if spread else 0.0


def exact_p_rows(a, b):
    """Exact two-sided p-values of many pairs of samples, row by row.

    Parameters
    ----------
    a, b : numpy.ndarray of int, shapes (m, scale points) and (m, scale points)
        Answers per scale point. All rows of one array have the same number of answers.

    Returns
    -------
    numpy.ndarray of float, shape (m,)
        The `p` of `mann_whitney(..., method="exact")`.

    Notes
    -----
    Conditional on the ties, the distribution of the rank sum depends only on what both samples add up to, so it is
    worked out once for each different total.

    Examples
    --------
    >>> exact_p_rows(np.array([[4, 10, 20, 6]] * 2), np.array([[1, 6, 24, 9], [4, 10, 20, 6]])).round(4).tolist()
    [0.0789, 1.0]
    """
    first, second = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    refuse_too_many(total := int(first[0].sum(dtype=float) + second[0].sum(dtype=float)), total)
    small = first if first[0].sum() <= second[0].sum() else second
    totals, kind = np.unique(first + second, axis=0, return_inverse=True)
    p = np.empty(len(first))
    for row, ties in enumerate(totals):
        chosen = kind.ravel() == row
        p[chosen] = _exact_p(ties, small[chosen])
    return p


def _exact_p(ties: np.ndarray, small: np.ndarray) -> np.ndarray:
    """Two-sided exact p-values, conditional on the ties, of samples (one a row) that with another add up to `ties`."""
    size = int(small[0].sum())
    doubled_midranks = 2 * (np.cumsum(ties) - ties) + ties + 1
    sums, probabilities = _rank_sum_distribution(ties, size, doubled_midranks)
    expected = size * (int(ties.sum()) + 1)
    distance = np.abs(sums - expected)
    order = np.argsort(distance, kind="stable")
    at_least = np.append(np.cumsum(probabilities[order][::-1])[::-1], 0.0)
    observed = np.abs(small @ doubled_midranks - expected)
    return np.minimum(at_least[np.searchsorted(distance[order], observed)], 1.0)


def _rank_sum_distribution(ties: np.ndarray, size: int, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of scores, and their probabilities, of `size` answers drawn without replacement from the tied groups.

    One tied group after the other: how many of it are drawn is hypergeometric given what was drawn so far. States
    with the same number drawn and the same sum are merged, so the work grows with the sums and not with the number of
    samples.
    """
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, int(ties.sum()) + 1)))])
    drawn, sums, probability = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64), np.ones(1)
    left = int(ties.sum())
    for group, score in zip(ties.tolist(), scores.tolist()):
        rest = left - group
        fewest = np.maximum(0, size - drawn - rest)
        choices = np.minimum(group, size - drawn) - fewest + 1
        refuse_too_many(choices.sum(), int(ties.sum()))
        choices = choices.astype(np.intp)  # np.repeat takes no wider ones
        parent = np.repeat(np.arange(len(drawn)), choices)
        chosen = np.arange(len(parent)) - np.repeat(np.cumsum(choices) - choices, choices) + fewest[parent]
        wanted = size - drawn[parent]
        log_share = (
            _log_choose(log_factorial, group, chosen)
            + _log_choose(log_factorial, rest, wanted - chosen)
            - _log_choose(log_factorial, left, wanted)
        )
        drawn, sums, probability = _merged(
            drawn[parent] + chosen, sums[parent] + chosen * score, probability[parent] * np.exp(log_share)
        )
        left = rest
    return sums, probability


def refuse_too_many(states: int, answers: int) -> None:
    """Nothing, or a ValueError that tells that an exact test would go through more states than fit into memory."""
    if states > MOST_STATES:
        raise ValueError(
            f"The exact test of {answers} answers would go through too many outcomes; take the asymptotic one."
        )


def _merged(drawn: np.ndarray, sums: np.ndarray, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Equal states as one, if there are so many that merging them costs less than carrying them on."""
    if len(drawn) < 20_000:
        return drawn, sums, probability
    stride = int(sums.max()) + 1
    if (int(drawn.max()) + 1) * stride >= 2**63:
        return drawn, sums, probability  # a state has no key of 64 bits
    keys, state = np.unique(drawn * stride + sums, return_inverse=True)
    return keys // stride, keys % stride, np.bincount(state, weights=probability)


def _log_choose(log_factorial: np.ndarray, n, k):
    return log_factorial[n] - log_factorial[k] - log_factorial[n - k]


def _whole_numbers(a, b) -> tuple[list[int], list[int]]:
    """Both samples as Python's whole numbers, which never overflow, or a sentence about what is wrong with them."""
    if type(a) is type(b) is np.ndarray and a.dtype.kind in "iu" and b.dtype.kind in "iu" and a.ndim == b.ndim == 1:
        first, second = (
            a.tolist(),
            b.tolist(),
        )  # a small part of the time of the checks below, for counts that pass them
        if len(first) == len(second) and any(first) and any(second) and min(first) >= 0 and min(second) >= 0:
            return first, second
    first, second = _checked_counts(a, b)
    return first.tolist(), second.tolist()


def _checked_counts(a, b) -> tuple[np.ndarray, np.ndarray]:
    """Both samples as whole numbers, or a sentence about what is wrong with them."""
    samples = as_counts(a, "The first sample", at_least=1), as_counts(b, "The second sample", at_least=1)
    if samples[0].size != samples[1].size:
        raise ValueError(
            f"The samples have {samples[0].size} and {samples[1].size} scale points; they must have equally many."
        )
    return samples
