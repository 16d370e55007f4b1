"""The test that a study chooses, on answer counts: of two independent samples, or of matched answers."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

from scipy import special

from prepost.stats.means import change
from prepost.stats.paired import as_table, wilcoxon
from prepost.stats.ranks import mann_whitney, superiority


class ChosenTest(NamedTuple):
    """What a test of a first sample (before) against a second (after) gives.

    Attributes
    ----------
    test : str
        The test that was made, which need not be the one that was asked for (`independent`).
    u : float
        U, W or the number of rises; nan for the others.
    z : float
        What p comes from, z or t, positive if the second sample is higher; nan for the sign test.
    p : float
        Two-sided p-value.
    """

    test: str
    u: float
    z: float
    p: float


def independent(test: str, first, second, points, *, continuity: bool = False, exact: bool = False) -> ChosenTest:
    """Test two independent samples.

    Parameters
    ----------
    test : str
        `"mann_whitney"`; `"brunner_munzel"`, as scipy's `brunnermunzel` on the single answers; or `"welch"`, as its
        `ttest_ind` without equal variances. If a sample shows no spread of its own, so that these two do not exist, it is
        `"mann_whitney"`.
    first, second : sequence of int, shape (k,)
        Answers per scale point, in scale order.
    points : sequence of float, shape (k,)
        The scale points.
    continuity, exact : bool
        For the Mann-Whitney test; an exact one takes no continuity correction.

    Examples
    --------
    >>> for test in ("mann_whitney", "brunner_munzel", "welch"):
    ...     found = independent(test, [4, 10, 20, 6], [1, 6, 24, 9], (1, 2, 3, 4))
    ...     print(found.test, round(found.z, 4), round(found.p, 4))
    mann_whitney 1.7545 0.0793
    brunner_munzel 1.7974 0.0763
    welch 1.865 0.0661
    """
    found, centre = None, 0.0
    if test == "brunner_munzel":
        found, centre = superiority(first, second), 0.5
    elif test == "welch" and min(sum(first), sum(second)) > 1:
        found = change(first, second, points)
    if found is not None and found.df:
        t = (found.value - centre) / found.se
        return ChosenTest(test, nan, t, 2 * float(special.stdtr(found.df, -abs(t))))
    method = "exact" if exact else "asymptotic"
    found = mann_whitney(first, second, continuity=continuity and not exact, method=method)
    return ChosenTest("mann_whitney", found.u, found.z, found.p)


def matched(test: str, table, points, *, continuity: bool = False, exact: bool = False) -> ChosenTest:
    """Test matched answers.

    Parameters
    ----------
    test : str
        `"wilcoxon"`, or `"sign"`: scipy's binomial test of rises among those who changed, always exact.
    table, points
        As for `prepost.stats.paired.wilcoxon`.
    continuity, exact : bool
        For Wilcoxon's test; an exact one takes no continuity correction.

    Examples
    --------
    >>> found = matched("sign", [[2, 5, 1], [1, 6, 4], [0, 1, 3]], (1, 2, 3))
    >>> found.u, round(found.p, 4)
    (10.0, 0.0386)
    """
    if test == "sign":
        from scipy.stats import binomtest

        above = as_table(table)
        rises, falls = (sum(int(above.diagonal(k).sum()) for k in range(s, s * len(above), s)) for s in (1, -1))
        return ChosenTest(
            test, float(rises), nan, float(binomtest(rises, rises + falls).pvalue) if rises + falls else 1.0
        )
    method = "exact" if exact else "asymptotic"
    found = wilcoxon(table, points, continuity=continuity and not exact, method=method)
    return ChosenTest(test, found.w, found.z, found.p)
