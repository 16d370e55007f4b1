"""The GRIM family: can whole-number data have the printed mean, and the printed standard deviation?

Printed figures are strings, arithmetic is in whole numbers and fractions, and every answer is exact: a dataset is
shown, or none exists. There is no shortcut that could raise a false alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain, count, repeat
from math import ceil, floor, gcd, inf, isqrt

from prepost.audit.arguments import checked_scale, whole_number
from prepost.audit.datasets import Dataset, attained_squares, even_dataset, find_dataset, first_run, least_squares
from prepost.audit.intervals import Interval, decimal_places, decimals_of, rounding_interval

WINDOW = 400
"""Without a scale SDs have no largest value; the pass rate is that of so many printed ones around the one at hand."""


@dataclass(frozen=True)
class Consistency:
    """Whether whole-number data with the printed summary exist. Truthy if they do.

    Attributes
    ----------
    possible : bool
        Whether a dataset exists.
    nearest : tuple of str
        The printed value itself if it is possible, else the nearest possible ones, below and above, with as many
        decimals.
    reason : str
        A sentence.
    """

    possible: bool
    nearest: tuple[str, ...]
    reason: str
    _dataset: Dataset | None = field(repr=False)
    _rate: Callable[[], float] = field(repr=False, compare=False)

    @cached_property
    def witness(self) -> tuple[int, ...] | None:
        """One such dataset, in rising order; None if there is none."""
        if self._dataset is None:
            return None
        return tuple(chain.from_iterable(repeat(number, times) for number, times in self._dataset))

    @cached_property
    def pass_rate(self) -> float:
        """Share of all values with as many decimals that would have passed: 1 means that the check excludes nothing."""
        return self._rate()

    def __bool__(self) -> bool:
        return self.possible


def grim(value, n, *, items=1, percent=False, scale=None, rounding="either"):
    """Granularity test: can a mean or a percentage of whole numbers print as this?

    Parameters
    ----------
    value : str
        The mean or the percentage as printed; a percent sign may be left out.
    n : int
        Number of people.
    items : int
        Whole-number items that each person's value is the mean of.
    percent : bool
        Whether the value is a percentage of `n` people (so that only 0 to 100 can occur).
    scale : tuple of int, optional
        Lowest and highest possible answer. Without it answers are whole numbers without bounds. The pass rate takes no
        account of it.
    rounding : str
        See `rounding_interval`.

    Returns
    -------
    Consistency
        `witness` holds `n * items` whole numbers with this mean; for a percentage, zeros and ones.

    Raises
    ------
    TypeError, ValueError
        If the value is not text or no decimal number, `n` or `items` is no positive whole number, or the rule is
        unknown.

    Notes
    -----
    A mean of N = n * items whole numbers is k / N for some whole k. The test asks whether the values that round to the
    printed one hold such a fraction. Below N = 10^decimals most printed values fail; above it all pass.

    References
    ----------
    Brown NJL, Heathers JAJ (2017). Social Psychological and Personality Science 8: 363-369.

    Examples
    --------
    >>> result = grim("5.19", 28)
    >>> result.possible, result.nearest, result.pass_rate
    (False, ('5.18', '5.21'), 0.28)
    >>> grim("16", 30, percent=True).nearest
    ('13', '17')
    >>> bool(grim("2.84", 64)), sum(grim("2.84", 64).witness)
    (True, 182)
    """
    size = whole_number(n, "number of people") * whole_number(items, "number of items")
    points = None if scale is None or percent else checked_scale(scale)
    value = _stripped(value, percent)
    factor = Fraction(size, 100 if percent else 1)
    bounds = (0, size) if percent else points and (points[0] * size, points[1] * size)
    sums = rounding_interval(value, rounding).whole_numbers(factor, bounds)
    total = next(iter(sums), None)
    nearest = (value,) if sums else _nearest_means(value, factor, bounds, rounding)
    return Consistency(
        bool(sums),
        nearest,
        _mean_reason(value, size, total, nearest, percent, points),
        even_dataset(size, total) if sums else None,
        lambda: _mean_pass_rate(value, size, percent, rounding),
    )


def grimmer(mean, sd, n, *, scale=None, rounding="either"):
    """Can whole-number data have this printed mean together with this printed standard deviation?

    Parameters
    ----------
    mean, sd : str
        As printed; the SD is a sample SD (n - 1).
    n : int
        Number of answers, at least 2.
    scale : tuple of int, optional
        Lowest and highest possible answer. Without it answers are whole numbers without bounds.
    rounding : str
        See `rounding_interval`.

    Returns
    -------
    Consistency
        `nearest` and `pass_rate` speak of the SD, given the mean. On a scale, the pass rate is that of all printed SDs
        from 0 to the largest that so many answers can have on it. Without one there is no largest, and it is that of
        the printed SDs around the one at hand.

    Raises
    ------
    TypeError, ValueError
        As `grim`; and if `n` is below 2 (a single answer has no sample SD) or the scale is empty.

    Notes
    -----
    For each sum S that prints as the mean, every whole sum of squares Q with `(n Q - S^2) / (n (n - 1))` inside the
    squared interval of the SD is tried: do n whole numbers with sum S and sum of squares Q exist? Shortcuts that ask
    for the parity of Q alone, or round before they compare, call possible data impossible.

    References
    ----------
    Anaya J (2016). PeerJ Preprints 4: e2400v1.

    Examples
    --------
    >>> bool(grimmer("8.9", "2.81", 25))
    True
    >>> bool(grimmer("3.00", "0.10", 10, scale=(1, 5)))
    False
    """
    size = whole_number(n, "number of answers")
    if size < 2:
        raise ValueError("A sample standard deviation needs at least two answers.")
    mean, sd = _stripped(mean), _stripped(sd)
    bounds = None if scale is None else checked_scale(scale)
    spread = rounding_interval(sd, rounding)
    sum_bounds = None if bounds is None else (bounds[0] * size, bounds[1] * size)
    sums = rounding_interval(mean, rounding).whole_numbers(size, sum_bounds)
    if not sums:
        reason = f"No mean of {size} such whole numbers prints as {mean}, whatever the SD."
        return Consistency(False, (), reason, None, lambda: 0.0)

    def rate() -> float:
        if bounds is not None:
            return _sd_pass_rate(size, sums, bounds, decimal_places(sd), rounding)
        grid = [rounding_interval(value, rounding) for value in _sd_window(sd)]
        return sum(_with_sd(size, sums, around, bounds) is not None for around in grid) / len(grid)

    found = _with_sd(size, sums, spread, bounds)
    if found is not None:
        return Consistency(True, (sd,), f"{size} whole numbers with mean {mean} and SD {sd} exist.", found, rate)
    nearest = _nearest_sds(sd, size, sums, bounds, rounding)
    would = f"; {' or '.join(nearest)} would be possible" if nearest else ""
    reason = f"No {size} such whole numbers with mean {mean} have an SD that prints as {sd}{would}."
    return Consistency(False, nearest, reason, None, rate)


def debit(mean, sd, n, *, rounding="either"):
    """Can n zeros and ones have this printed mean together with this printed standard deviation?

    Parameters
    ----------
    mean, sd, n, rounding
        As for `grimmer`.

    Returns
    -------
    Consistency
        `nearest` and `pass_rate` speak of the SD, given the mean. The pass rate is that of all printed SDs from 0 to
        the largest of n zeros and ones.

    Raises
    ------
    TypeError, ValueError
        As `grimmer`.

    Notes
    -----
    With k ones the mean is `k / n` and the variance `k (n - k) / (n (n - 1))`: every k is tried.

    References
    ----------
    Heathers JAJ, Brown NJL (2019). DEBIT: a simple consistency test for binary data.

    Examples
    --------
    >>> bool(debit("0.35", "0.48", 100)), bool(debit("0.35", "0.46", 100))
    (True, False)
    """
    return grimmer(mean, sd, n, scale=(0, 1), rounding=rounding)


def _stripped(value, percent: bool = False):
    """A printed figure without space around it, and without the sign of a percentage; no text is left as it is."""
    if not isinstance(value, str):
        return value
    return value.strip().removesuffix("%").rstrip() if percent else value.strip()


def _mean_reason(
    value: str, size: int, total: int | None, nearest: tuple[str, ...], percent: bool, scale: tuple[int, int] | None
) -> str:
    if total is not None:
        return f"{total} of {size} prints as {value} %." if percent else f"{total} / {size} prints as {value}."
    if percent:
        none = f"No whole number of {size} prints as {value} %"
    elif scale is not None:
        none = f"No {size} answers from {scale[0]} to {scale[1]} have the mean {value}"
    else:
        none = f"No whole number over {size} prints as {value}"
    return f"{none}; {' or '.join(nearest)} would be possible."


def _nearest_means(value: str, factor: Fraction, bounds, rounding: str) -> tuple[str, ...]:
    """Nearest possible printed values on either side; only the fractions next to the printed value need a look."""
    face = Fraction(value.replace("\u2212", "-"))
    places = decimal_places(value)
    least, most = bounds or (-inf, inf)
    middle = min(max(floor(face * factor), least), most)
    near = {
        number
        for k in range(middle - 1, middle + 3)
        if least <= k <= most
        for number in _prints_as(Fraction(k) / factor, places, rounding)
    }
    below, above = sorted(n for n in near if n < face)[-1:], sorted(n for n in near if n > face)[:1]
    return tuple(decimals_of(number, places) for number in below + above)


def _prints_as(exact: Fraction, places: int, rounding: str) -> Iterator[Fraction]:
    """Numbers with so many decimals that an exact value can be printed as."""
    unit = Fraction(1, 10**places)
    whole = floor(exact / unit)
    for step in (whole - 1, whole, whole + 1):
        if exact in rounding_interval(decimals_of(step * unit, places), rounding):
            yield step * unit


def _mean_pass_rate(value: str, size: int, percent: bool, rounding: str) -> float:
    """Share of printed values that k / size attains: over one unit of the mean, or from 0 % to 100 %.

    If fractions lie further apart than printed values, each is printed as a value of its own, or as two if it lies
    halfway and `rounding` allows either.
    """
    grid = 10 ** decimal_places(value) * (100 if percent else 1)
    if size >= grid:
        return 1.0
    common = gcd(grid, size)
    halfway = common if rounding == "either" and (size // common) % 2 == 0 else 0
    return (size + percent + halfway) / (grid + percent)


def _sums_of_squares(n: int, total: int, sd: Interval, bounds: tuple[int, int] | None) -> range:
    """Sums of squares Q, of the parity of the sum, whose sample SD lies in the interval, as far as bounds allow."""
    squares = sd.squared()
    if squares is None:
        return range(0)
    spread = squares.whole_numbers(n * (n - 1))
    least = max(least_squares(n, total), -(-(spread.start + total**2) // n))
    most = (spread.stop - 1 + total**2) // n
    if bounds is not None:
        most = min(most, sum(bounds) * total - bounds[0] * bounds[1] * n)
    return range(least + (least - total) % 2, most + 1, 2)


def _with_sd(n: int, sums: range, sd: Interval, bounds: tuple[int, int] | None) -> Dataset | None:
    """A dataset with one of these sums and an SD in the interval."""
    candidates = (
        find_dataset(n, total, squares, bounds) for total in sums for squares in _sums_of_squares(n, total, sd, bounds)
    )
    return next((found for found in candidates if found is not None), None)


def _variance(n: int, total: int, squares: int) -> Fraction:
    return Fraction(n * squares - total**2, n * (n - 1))


def _root_prints_as(square: Fraction, places: int, rounding: str) -> Iterator[int]:
    """Numbers of units of the last decimal that a root can be printed as."""
    # In half units the ends of every rounding interval are whole numbers, and so are their squares.
    scaled, divisor = square.numerator * 4 * 100**places, square.denominator
    whole = isqrt(scaled // (4 * divisor))
    for step in (whole, whole + 1):
        # Apart from zero, the rules treat all even and all odd numbers alike.
        low, low_closed, high, high_closed = _half_units(min(step, 2 + step % 2), rounding)
        low, high = low + 2 * step, high + 2 * step
        above = low < 0 or low**2 * divisor < scaled + low_closed
        if above and scaled < high**2 * divisor + high_closed:
            yield step


@lru_cache
def _half_units(step: int, rounding: str) -> tuple[int, bool, int, bool]:
    """Ends of the values that print as so many units, as far as they lie from it, and whether they belong to them."""
    interval = rounding_interval(str(step), rounding)
    return (
        int(2 * interval.low) - 2 * step,
        interval.low_closed,
        int(2 * interval.high) - 2 * step,
        interval.high_closed,
    )


def _sd_window(sd: str) -> list[str]:
    """Printed SDs around one."""
    places = decimal_places(sd)
    here = floor(Fraction(sd.replace("\u2212", "-")) * 10**places)
    steps = {*range(max(here - WINDOW // 2, 0), here + WINDOW // 2 + 1), here}
    return [decimals_of(Fraction(step, 10**places), places) for step in sorted(steps)]


def _sd_pass_rate(n: int, sums: range, bounds: tuple[int, int], places: int, rounding: str) -> float:
    """Share of printed SDs, from zero to the largest that n answers on the scale can have, that go with these sums.

    Counted over the printed SDs or over the possible sums of squares, whichever are fewer.
    """
    last = _most_steps(n, bounds, places)
    everything = Interval(Fraction(0), Fraction(bounds[1] - bounds[0]))
    squares = {total: _sums_of_squares(n, total, everything, bounds) for total in sums}
    if sum(map(len, squares.values())) <= last:
        possible = {
            step
            for total, candidates in squares.items()
            for run in attained_squares(n, total, candidates, bounds)
            for square in run
            for step in _root_prints_as(_variance(n, total, square), places, rounding)
        }
        return len(possible) / (last + 1)
    runs = dict.fromkeys(sums, range(0))
    return sum(_has_square(n, step, runs, bounds, places, rounding) for step in range(last + 1)) / (last + 1)


def _has_square(n: int, step: int, runs: dict[int, range], bounds: tuple[int, int], places: int, rounding: str) -> bool:
    """Whether an SD of so many units goes with one of the sums, of which each has a run of squares known to be attained."""
    around = rounding_interval(decimals_of(Fraction(step, 10**places), places), rounding)
    for total, run in runs.items():
        squares = _sums_of_squares(n, total, around, bounds)
        if max(run.start, squares.start) < min(run.stop, squares.stop):
            return True
        if found := first_run(n, total, squares, bounds):
            runs[total] = found
            return True
    return False


def _nearest_sds(sd: str, n: int, sums: range, bounds: tuple[int, int] | None, rounding: str) -> tuple[str, ...]:
    """Nearest possible printed SDs, below and above: looked for outward, from within what such answers can have at all."""
    places = decimal_places(sd)
    here = floor(Fraction(sd.replace("\u2212", "-")) * 10**places)
    least = min(_variance(n, total, least_squares(n, total)) for total in sums)
    first = max(isqrt(floor(least * 100**places)) - 1, 0)
    last = None if bounds is None else _most_steps(n, bounds, places)
    below = range(here - 1 if last is None else min(here - 1, last), first - 1, -1)
    start = max(here + 1, first)
    above = count(start) if last is None else range(start, last + 1)
    texts = ((decimals_of(Fraction(step, 10**places), places) for step in steps) for steps in (below, above))
    found = (
        next((text for text in side if _with_sd(n, sums, rounding_interval(text, rounding), bounds)), "")
        for side in texts
    )
    return tuple(filter(None, found))


def _most_steps(n: int, bounds: tuple[int, int], places: int) -> int:
    """The largest SD of n answers on a scale, in units of the last decimal, rounded up."""
    most = Fraction((n // 2) * (n - n // 2) * (bounds[1] - bounds[0]) ** 2, n * (n - 1))
    return isqrt(ceil(most * 100**places) - 1) + 1
