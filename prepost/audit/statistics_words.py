"""Words for statistics that follow from other printed figures: p-values of tests, effect sizes, intervals.

Every result is a range: arithmetic is exact, and what passes through a root, a logarithm or a distribution is evaluated
at the ends of what was printed and rounded outward, so that no rounding of ours calls a figure into question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from math import exp as exponential
from math import isnan
from math import log as logarithm
from math import sqrt as root

import scipy

from prepost.audit.intervals import Interval
from prepost.audit.language import CalculationError, Node
from prepost.audit.printed import Printed
from prepost.audit.values import Count, Quantity, Rounded, Truth, Two, Whole, rounded, whole

USUAL_LEVEL = Fraction(95, 100)
MARGIN = Fraction(1, 10**9)
"""How far, as a share of it, a value of a distribution is moved outward: far more than its error of calculation."""


def sqrt(context, a: Quantity) -> Quantity:
    """`sqrt(a)`: the square root."""
    return _of(root, a)


def log(context, a: Quantity) -> Quantity:
    """`log(a)`: the natural logarithm."""
    return _of(logarithm, a)


def exp(context, a: Quantity) -> Quantity:
    """`exp(a)`: e to the power of a."""
    return _of(exponential, a)


def power(context, a: Quantity, times: Whole) -> Quantity:
    """`power(a, 2)`: a multiplied by itself, a whole number of times."""
    ends = [a.range.low**times, a.range.high**times]
    low = Fraction(0) if 0 in a.range and times % 2 == 0 else min(ends)
    return Quantity(a.face**times, Interval(low, max(ends)))


def p_of_t(context, t: Rounded, df: Quantity, *, tails=2) -> Quantity:
    """`p_of_t(t, df)`: the p-value of a t statistic with so many degrees of freedom, two-sided, or with `tails=1`
    one-sided (Student 1908).
    """
    return _of(lambda t, df: min(1.0, tails * scipy.special.stdtr(df, -t)), _size(t), df)


def p_of_z(context, z: Rounded, *, tails=2) -> Quantity:
    """`p_of_z(z)`: the p-value of a standard normal statistic, two-sided, or with `tails=1` one-sided."""
    return _of(lambda z: min(1.0, tails * scipy.special.ndtr(-z)), _size(z))


def p_of_r(context, r: Rounded, df: Quantity, *, tails=2) -> Quantity:
    """`p_of_r(r, df)`: the p-value of a correlation with n - 2 degrees of freedom, from t = r sqrt(df / (1 - r^2)),
    two-sided, or with `tails=1` one-sided (Fisher 1915).
    """
    size, most = _size(r), Fraction(1)
    within = Quantity(min(size.face, most), Interval(min(size.range.low, most), min(size.range.high, most)))
    return p_of_t(context, _of(lambda r, df: r * root(df / max(1 - r * r, 1e-300)), within, df), df, tails=tails)


def p_of_f(context, f: Rounded, df1: Quantity, df2: Quantity) -> Quantity:
    """`p_of_f(f, df1, df2)`: the p-value of an F statistic (Fisher 1924)."""
    return _of(lambda f, a, b: scipy.special.fdtrc(a, b, max(f, 0.0)), f, df1, df2)


def p_of_chi2(context, statistic: Rounded, df: Quantity) -> Quantity:
    """`p_of_chi2(x, df)`: the p-value of a chi-square statistic, also of Q, H or G (Pearson 1900)."""
    return _of(lambda x, df: scipy.special.chdtrc(df, max(x, 0.0)), statistic, df)


def p_of_test(context, *row: Printed, tails=2) -> Quantity:
    """`p_of_test()` or `p_of_test(row)`: the p-value of the test that this row, or another, prints with its degrees of
    freedom, as "t(28) = 2.20, p = .06"; t, z and r two-sided, or with `tails=1` one-sided; as statcheck does
    (Nuijten and others 2016).
    """
    printed = row[0] if row else context.own
    parts = {name: Quantity(part.face, part.as_input) for name, part in (printed.parts if printed else {}).items()}
    if "r" in parts and "n" in parts:
        parts.setdefault("df", parts["n"] - Quantity.exactly(2))
    sided = {"tails": tails}
    tests = {"z": (p_of_z, (), sided), "t": (p_of_t, ("df",), sided), "r": (p_of_r, ("df",), sided)}
    tests |= {"F": (p_of_f, ("df1", "df2"), {})} | dict.fromkeys(("chi2", "q", "h"), (p_of_chi2, ("df",), {}))
    for name, (p_value, degrees, options) in tests.items():
        if name in parts and all(part in parts for part in degrees):
            return p_value(context, parts[name], *(parts[part] for part in degrees), **options)
    raise CalculationError("asks for the p-value of a test, but no test with its degrees of freedom is printed there.")


def t_of_means(
    context, m1: Rounded, sd1: Rounded, n1: Two, m2: Rounded, sd2: Rounded, n2: Two, *, welch=False
) -> Quantity:
    """`t_of_means(m1, sd1, n1, m2, sd2, n2)`: t of the second mean against the first, with the pooled variance
    (Student 1908), or with `welch=true` with each its own (Welch 1947).
    """
    return (m2 - m1) / _error_and_df(sd1, n1, sd2, n2, welch)[0]


def p_of_means(
    context, m1: Rounded, sd1: Rounded, n1: Two, m2: Rounded, sd2: Rounded, n2: Two, *, welch=False, tails=2
) -> Quantity:
    """`p_of_means(m1, sd1, n1, m2, sd2, n2)`: the p-value of that t, two-sided; `welch=true` and `tails=1` as there."""
    error, degrees = _error_and_df(sd1, n1, sd2, n2, welch)
    return p_of_t(context, (m2 - m1) / error, degrees, tails=tails)


def d_of_means(context, m1: Rounded, sd1: Rounded, n1: Whole, m2: Rounded, sd2: Rounded, n2: Whole) -> Quantity:
    """`d_of_means(m1, sd1, n1, m2, sd2, n2)`: the standardised difference (m2 - m1) / pooled SD (Cohen 1988)."""
    return (m2 - m1) / _within(sd1, n1, sd2, n2)


def se_of(context, sd: Rounded, n: Whole) -> Quantity:
    """`se_of(sd, n)`: the standard error of a mean, sd / sqrt(n)."""
    return _of(lambda sd: sd / root(n), sd)


def mean_of_parts(context, *parts: Node) -> Quantity:
    """`mean_of_parts(m1, n1, m2, n2, ...)`: the mean of the whole, from the means and sizes of its parts."""
    means, sizes = [rounded(context, m) for m in parts[::2]], [whole(context, n) for n in parts[1::2]]
    if not parts or len(means) != len(sizes):
        raise CalculationError("needs a mean and a size of each part.")
    return _weighted(means, [Fraction(size, sum(sizes)) for size in sizes])


def sd_of_parts(context, *parts: Node) -> Quantity:
    """`sd_of_parts(m1, sd1, n1, m2, sd2, n2, ...)`: the SD of the whole, from the means, SDs and sizes of its parts: within them
    and between their means.
    """
    if not parts or len(parts) % 3:
        raise CalculationError("needs a mean, an SD and a size of each part.")
    means, spreads = ([rounded(context, part) for part in parts[at::3]] for at in (0, 1))
    sizes = [whole(context, n) for n in parts[2::3]]
    total = sum(sizes)
    squares = [_square(spread) for spread in spreads]
    squares += [_square(means[i] - means[j]) for i in range(len(sizes)) for j in range(i)]
    weights = [Fraction(n - 1, total - 1) for n in sizes]
    weights += [Fraction(sizes[i] * sizes[j], total * (total - 1)) for i in range(len(sizes)) for j in range(i)]
    return _of(root, _weighted(squares, weights))


def sd_of_change(context, sd1: Rounded, sd2: Rounded, r: Rounded) -> Quantity:
    """`sd_of_change(sd1, sd2, r)`: the SD of a change, sqrt(sd1^2 + sd2^2 - 2 r sd1 sd2)."""
    # (sd1 - r sd2)^2 + (1 - r^2) sd2^2, the narrower way to write it.
    rest = _square(sd1 - r * sd2)
    free = _square(sd2) * (Quantity.exactly(1) - _square(r))
    return _of(lambda square: root(max(square, 0.0)), rest + free)


def r_of_paired_t(context, change: Rounded, t: Rounded, n: Whole, sd1: Rounded, sd2: Rounded) -> Quantity:
    """`r_of_paired_t(change, t, n, sd1, sd2)`: the correlation before and after that a paired t test implies: the SD of
    the change is change sqrt(n) / t.
    """
    changed = _square(change / t) * Quantity.exactly(n)
    return (_square(sd1) + _square(sd2) - changed) / (sd1 * sd2 * Quantity.exactly(2))


def alpha_of(context, sd_whole: Rounded, *sd_items: Rounded) -> Quantity:
    """`alpha_of(sd_sum, sd1, sd2, ...)`: Cronbach's alpha of items, from the SD of their sum and their own (Cronbach 1951); with
    rounded SDs a range, its bounds.
    """
    k = len(sd_items)
    if k < 2:
        raise CalculationError("needs the SDs of at least two items.")
    share = sum(map(_square, sd_items), Quantity.exactly(0)) / _square(sd_whole)
    return (Quantity.exactly(1) - share) * Quantity.exactly(Fraction(k, k - 1))


def odds_ratio(context, a: Quantity, b: Quantity, c: Quantity, d: Quantity) -> Quantity:
    """`odds_ratio(a, b, c, d)`: a d / (b c), where a and b are those with and without the event in one group, c and d in the
    other.
    """
    return a * d / (b * c)


def risk_ratio(context, a: Count, b: Count, c: Count, d: Count) -> Quantity:
    """`risk_ratio(a, b, c, d)`: (a / (a + b)) / (c / (c + d))."""
    return Quantity.exactly(Fraction(a * (c + d), c * (a + b)))


def chi2_of(context, a: Count, b: Count, c: Count, d: Count, *, continuity=False) -> Quantity:
    """`chi2_of(a, b, c, d)`: chi-square of a 2 x 2 table (Pearson 1900), or with `continuity=true` with Yates's correction
    (1934).
    """
    n, size = a + b + c + d, Fraction(abs(a * d - b * c))
    if continuity:
        size = max(size - Fraction(n, 2), Fraction(0))
    return Quantity.exactly(n * size**2 / ((a + b) * (c + d) * (a + c) * (b + d)))


def fisher_p(context, a: Count, b: Count, c: Count, d: Count) -> Quantity:
    """`fisher_p(a, b, c, d)`: the two-sided p-value of Fisher's exact test (1935): all tables no more likely than this one."""
    return _of(lambda p: p, Quantity.exactly(Fraction(float(scipy.stats.fisher_exact([[a, b], [c, d]])[1]))))


# Intervals, of the two ends printed here ------------------------------------------------------------------------------


def interval_of_mean(context, mean: Rounded, sd: Rounded, n: Whole, *, level=USUAL_LEVEL) -> Truth:
    """`interval_of_mean(m, sd, n)`: the interval printed here is m -+ t sd / sqrt(n), at 95% or `level=90%`, with t or with
    the normal deviate.
    """
    deviates = {"with t": _t_quantile(level, n - 1), "with the normal deviate": _z_quantile(level)}
    far = {name: se_of(context, sd, n) * _float(times) for name, times in deviates.items()}
    return _holds(context, {name: (mean - by, mean + by) for name, by in far.items()})


def interval_of_difference(
    context, m1: Rounded, sd1: Rounded, n1: Two, m2: Rounded, sd2: Rounded, n2: Two, *, level=USUAL_LEVEL
) -> Truth:
    """`interval_of_difference(m1, sd1, n1, m2, sd2, n2)`: the interval printed here is that of m2 - m1, with the pooled
    variance, Welch's, or the normal deviate.
    """
    change, found = m2 - m1, {}
    for name, welch in (("with the pooled variance", False), ("with Welch's", True)):
        reach, degrees = _error_and_df(sd1, n1, sd2, n2, welch)
        times = _of(lambda df: _t_quantile(level, df), degrees)
        found[name] = change - reach * times, change + reach * times
    return _holds(context, found)


def interval_of_share(context, count: Count, n: Whole, *, level=USUAL_LEVEL) -> Truth:
    """`interval_of_share(x, n)`: the interval printed here is that of x out of n people: Wilson's (1927), the exact one
    (Clopper and Pearson 1934), Wald's, or that of Agresti and Coull (1998).
    """
    of_test, z = scipy.stats.binomtest(count, n).proportion_ci, _z_quantile(level)
    found = {"by Wilson": of_test(float(level), "wilson")}
    more, near = n + z * z, (count + z * z / 2) / (n + z * z)
    for name, at, people in (("by Wald", count / n, n), ("by Agresti and Coull", near, more)):
        reach = z * root(at * (1 - at) / people)
        found[name] = at - reach, at + reach
    found["exact"] = of_test(float(level), "exact")
    return _holds(context, {name: tuple(map(_float, ends)) for name, ends in found.items()})


def interval_of_odds_ratio(context, a: Whole, b: Whole, c: Whole, d: Whole, *, level=USUAL_LEVEL) -> Truth:
    """`interval_of_odds_ratio(a, b, c, d)`: the interval printed here is exp(log OR -+ z sqrt(1/a + 1/b + 1/c + 1/d))
    (Woolf 1955).
    """
    error = root(1 / a + 1 / b + 1 / c + 1 / d)
    return _holds(context, _ratio_ends(a * d / (b * c), error, level))


def interval_of_risk_ratio(context, a: Whole, b: Whole, c: Whole, d: Whole, *, level=USUAL_LEVEL) -> Truth:
    """`interval_of_risk_ratio(a, b, c, d)`: the interval printed here is exp(log RR -+ z sqrt(1/a - 1/(a+b) + 1/c - 1/(c+d)))
    (Katz and others 1978).
    """
    error = root(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
    return _holds(context, _ratio_ends(a * (c + d) / (c * (a + b)), error, level))


STATISTICS = (
    *(sqrt, log, exp, power, p_of_t, p_of_z, p_of_r, p_of_f, p_of_chi2, p_of_test, t_of_means, p_of_means, d_of_means),
    *(se_of, mean_of_parts, sd_of_parts, sd_of_change, r_of_paired_t, alpha_of, odds_ratio, risk_ratio, chi2_of),
    fisher_p,
)
INTERVALS = interval_of_mean, interval_of_difference, interval_of_share, interval_of_odds_ratio, interval_of_risk_ratio
ABOUT_OWN_TEST = ("p_of_test",)
"""Words that ask what a row prints beside its own figure, and so recompute no claim."""


# Helpers --------------------------------------------------------------------------------------------------------------


def _of(function: Callable[..., float], *given: Quantity) -> Quantity:
    """A function that rises or falls in each of its arguments, over their ranges, rounded outward."""
    try:
        face = function(*(float(quantity.face) for quantity in given))
        corners = product(*({float(quantity.range.low), float(quantity.range.high)} for quantity in given))
        values = [float(function(*corner)) for corner in corners]
    except (ValueError, OverflowError, ZeroDivisionError):
        raise CalculationError("cannot be carried out with all values that round to these figures.") from None
    if any(isnan(value) or abs(value) == float("inf") for value in (face, *values)):
        raise CalculationError("cannot be carried out with all values that round to these figures.")
    low, high = Fraction(min(values)), Fraction(max(values))
    return Quantity(Fraction(float(face)), Interval(low - abs(low) * MARGIN, high + abs(high) * MARGIN))


def _float(value: float) -> Quantity:
    return _of(lambda same: same, Quantity.exactly(Fraction(float(value))))


def _size(quantity: Quantity) -> Quantity:
    ends = abs(quantity.range.low), abs(quantity.range.high)
    low = Fraction(0) if 0 in quantity.range else min(ends)
    return Quantity(abs(quantity.face), Interval(low, max(ends)))


def _square(quantity: Quantity) -> Quantity:
    size = _size(quantity)
    return Quantity(size.face**2, Interval(size.range.low**2, size.range.high**2))


def _weighted(parts: Iterable[Quantity], weights: Iterable[Fraction]) -> Quantity:
    products = (part * Quantity.exactly(weight) for part, weight in zip(parts, weights))
    return sum(products, Quantity.exactly(0))


def _within(spread1: Quantity, n1: int, spread2: Quantity, n2: int) -> Quantity:
    """The pooled SD."""
    weights = [Fraction(n1 - 1, n1 + n2 - 2), Fraction(n2 - 1, n1 + n2 - 2)]
    return _of(root, _weighted([_square(spread1), _square(spread2)], weights))


def _error_and_df(sd1: Quantity, n1: int, sd2: Quantity, n2: int, welch: bool) -> tuple[Quantity, Quantity]:
    """The standard error of the difference of two means, and its degrees of freedom."""
    if not welch:
        pooled = _within(sd1, n1, sd2, n2)
        return _of(lambda sd: sd * root(1 / n1 + 1 / n2), pooled), Quantity.exactly(n1 + n2 - 2)
    first, second = _square(sd1), _square(sd2)
    error = _of(root, _weighted([first, second], [Fraction(1, n1), Fraction(1, n2)]))

    def satterthwaite(a: float, b: float) -> float:
        return (a / n1 + b / n2) ** 2 / ((a / n1) ** 2 / (n1 - 1) + (b / n2) ** 2 / (n2 - 1))

    degrees = _of(satterthwaite, first, second)
    # Between the ends the degrees of freedom may reach their most, where both variances share alike.
    ratio = first.range / second.range
    most = Fraction(n1 + n2 - 2) if Fraction(n1 * (n1 - 1), n2 * (n2 - 1)) in ratio else degrees.range.high
    return error, Quantity(degrees.face, Interval(degrees.range.low, max(most, degrees.range.high)))


def _t_quantile(share: Fraction, df: float) -> float:
    return float(scipy.special.stdtrit(df, (1 + float(share)) / 2))


def _z_quantile(share: Fraction) -> float:
    return float(scipy.special.ndtri((1 + float(share)) / 2))


def _ratio_ends(ratio: float, error: float, share: Fraction) -> dict[str, tuple[Quantity, Quantity]]:
    reach = _z_quantile(share) * error
    return {"": (_float(ratio * exponential(-reach)), _float(ratio * exponential(reach)))}


def _holds(context, ways: dict[str, tuple[Quantity, Quantity]]) -> Truth:
    """Whether both printed ends agree with those that one of several ways gives; the first that does is named."""
    parts = context.own.parts if context.own is not None else {}
    if "low" not in parts or "high" not in parts:
        raise CalculationError("checks an interval, which the claim does not print.")
    printed = parts["low"].rounds_to, parts["high"].rounds_to
    said = []
    for name, ends in ways.items():
        agrees = all(end.range.overlap(within) for end, within in zip(ends, printed))
        scale = 100 if parts["high"].kind == "percent" else 1
        low, high = (f"{float(end.face) * scale:.4g}" for end in ends)
        said.append(f"{name} it runs from {low} to {high}".strip())
        if agrees:
            return Truth(True, (said[-1],))
    return Truth(False, tuple(said))
