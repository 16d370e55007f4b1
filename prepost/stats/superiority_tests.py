"""Tests of the probability of superiority that let the two distributions differ in shape."""

from __future__ import annotations

from typing import NamedTuple

from prepost.stats.ranks import superiority

__all__ = ["BrunnerMunzel", "Equivalence", "brunner_munzel", "equivalence"]


class BrunnerMunzel(NamedTuple):
    """Brunner-Munzel test: probability of superiority of the second sample, `t`, its `df`, two-sided `p`."""

    superiority: float
    t: float
    df: float
    p: float


class Equivalence(NamedTuple):
    """Two one-sided tests that the probability of superiority lies within `margin` of one half.

    Attributes
    ----------
    superiority : float
        Of the second sample over the first.
    low, high : float
        Its interval at level 1 - 2 alpha: inside one half -+ margin exactly where the test finds equivalence.
    margin : float
        Half width of the band of differences that would not matter.
    p : float
        The larger of the two one-sided p-values.
    equivalent : bool
        Whether `p` is below alpha.
    """

    superiority: float
    low: float
    high: float
    margin: float
    p: float
    equivalent: bool


def brunner_munzel(first, second) -> BrunnerMunzel:
    """Test that neither sample tends to be higher, without assuming equal shapes.

    The Mann-Whitney test takes its variance from the case in which the two distributions are one and the same; this
    test does not, and is the safer of the two where spread or shape differ.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after.

    Returns
    -------
    BrunnerMunzel
        `t` is positive where the second sample is higher.

    Raises
    ------
    ValueError
        Where a sample holds fewer than two answers, or the samples show no spread (everybody alike, complete
        separation).

    Notes
    -----
    t = (theta - 1/2) / se, Satterthwaite's degrees of freedom: Brunner & Munzel (2000), Biom J 42, 17-25. Computed by
    `statsmodels.stats.nonparametric.rank_compare_2ordinal`.

    Examples
    --------
    >>> test = brunner_munzel([4, 10, 20, 6], [1, 6, 24, 9])
    >>> round(test.t, 4), round(test.p, 4)
    (1.7974, 0.0763)
    """
    comparison = _comparison(first, second)
    test = comparison.test_prob_superior(0.5)
    return BrunnerMunzel(float(comparison.prob1), float(test.statistic), float(test.df), float(test.pvalue))


def equivalence(first, second, margin: float, alpha: float = 0.05) -> Equivalence:
    """Test whether two samples differ by less than a margin that was stated beforehand.

    A difference that is "not significant" may be small or merely badly measured; this test tells the two apart.

    Parameters
    ----------
    first, second : array_like of int, shape (k,)
        Answers per scale point before and after.
    margin : float
        Largest distance of the probability of superiority from one half that would not matter, between 0 and 1/2.
    alpha : float
        Level of each of the two one-sided tests.

    Returns
    -------
    Equivalence

    Raises
    ------
    ValueError
        As `brunner_munzel`, and where the margin does not lie between 0 and 1/2.

    Notes
    -----
    Schuirmann (1987), J Pharmacokinet Biopharm 15, 657-680; for ordinal answers Munzel & Hauschke (2003),
    Pharm Stat 2, 31-37. Computed by `statsmodels`' `tost_prob_superior`.

    Examples
    --------
    >>> test = equivalence([40, 90, 110, 60], [42, 88, 108, 62], margin=0.06)
    >>> round(test.p, 3), test.equivalent
    (0.004, True)
    """
    if not 0 < margin < 0.5:
        raise ValueError(f"The margin is a distance from one half, between 0 and 0.5; {margin!r} is not.")
    comparison = _comparison(first, second)
    test = comparison.tost_prob_superior(0.5 - margin, 0.5 + margin)
    low, high = comparison.conf_int(alpha=2 * alpha)
    p = float(test.pvalue)
    return Equivalence(float(comparison.prob1), float(low), float(high), margin, p, p < alpha)


def _comparison(first, second):
    if superiority(first, second).method != "logit":
        raise ValueError(
            "The spread of the answers cannot be estimated: a sample holds one answer only, all answers are alike, "
            "or the two samples do not overlap."
        )
    from statsmodels.stats.nonparametric import rank_compare_2ordinal

    return rank_compare_2ordinal(second, first)
