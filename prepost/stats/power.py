"""What a study of a given size can detect."""

from __future__ import annotations

from prepost.stats.estimate import Estimate


def detectable_change(estimate: Estimate, points, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The smallest true change that samples of this size and this spread would have shown, in per cent of the range.

    Parameters
    ----------
    estimate : Estimate
        As `prepost.stats.means.change` or, of matched answers, `prepost.stats.paired.matched_change` gives it: only its
        standard error and degrees of freedom enter, never the change observed.
    points : sequence of float, shape (k,)
        The scale points.
    alpha : float
        Two-sided level of the test, after any correction.
    power : float
        Wanted probability of a significant result.

    Returns
    -------
    float
        In per cent of the range; 0 if the answers show no spread, or all people change alike.

    Notes
    -----
    Of Welch's or the paired t test: the shift of the noncentral t distribution with the test's degrees of freedom beyond
    whose critical value the wanted power lies, times the standard error of the change, as
    `statsmodels.stats.power.TTestPower` solves it. On scales of a few points the rank test needs nearly the same sizes.

    Examples
    --------
    >>> from prepost.stats.means import change
    >>> moved = change([10, 20, 30, 20], [5, 15, 25, 20], (1, 2, 3, 4))
    >>> round(detectable_change(moved, (1, 2, 3, 4), alpha=0.05 / 3), 1)
    17.2
    """
    from scipy.optimize import brentq
    from scipy.stats import nct, t

    if not estimate.se:
        return 0.0
    df, critical = estimate.df, t.isf(alpha / 2, estimate.df)

    def missed(shift):
        return nct.sf(critical, df, shift) + nct.sf(critical, df, -shift) - power

    shift = float(brentq(missed, 0, critical + 10, xtol=1e-10))
    return shift * estimate.se * 100 / float(points[-1] - points[0])
