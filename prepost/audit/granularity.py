"""The GRIM family: can whole-number data have the printed mean, and the printed standard deviation?

Printed figures are strings, arithmetic is in whole numbers and fractions, and every answer is by enumeration: a dataset
is shown, or none exists. There is no shortcut that could raise a false alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, gcd, isqrt

from prepost.audit.intervals import Interval, decimal_places, rounding_interval

__all__ = ["Consistency", "debit", "grim", "grimmer"]

WINDOW = 400
"""Where more printed SDs than this come into question, the pass rate is that of so many around the one at hand."""


@dataclass(frozen=True)
class Consistency:
    """Whether whole-number data with the printed summary exist. Truthy where they do.

    Attributes
    ----------
    possible : bool
        Whether a dataset exists.
    witness : tuple of int, or None
        One such dataset.
    nearest : tuple of str
        The printed value itself where it is possible, else the nearest possible ones, below and above, with as many
        decimals.
    reason : str
        A sentence.
    """

    possible: bool
    witness: tuple[int, ...] | None
    nearest: tuple[str, ...]
    reason: str
    _rate: Callable[[], float] = field(repr=False, compare=False)

    @cached_property
    def pass_rate(self) -> float:
        """Share of all values with as many decimals that would have passed: 1 means that the check excludes nothing."""
        return self._rate()

    def __bool__(self) -> bool:
        return self.possible


def grim(value, n, *, items=1, percent=False, rounding="either"):
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
    rounding : str
        See `rounding_interval`.

    Returns
    -------
    Consistency
        `witness` holds `n * items` whole numbers with this mean; for a percentage, zeros and ones.

    Raises
    ------
    TypeError, ValueError
        Where the value is not text or no decimal number, `n` or `items` is no positive whole number, or the rule is
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
    size = _positive(n, "number of people") * _positive(items, "number of items")
    if percent and isinstance(value, str):
        value = value.strip().removesuffix("%").rstrip()
    factor = Fraction(size, 100 if percent else 1)
    bounds = (0, size) if percent else None
    sums = _whole_sums(rounding_interval(value, rounding), factor, bounds)
    total = next(iter(sums), None)
    witness = None if total is None else _dataset_with_sum(size, total)
    nearest = (value.strip(),) if witness else _nearest_means(value, factor, bounds, rounding)
    reason = _mean_reason(value, size, total, nearest, percent)
    return Consistency(
        witness is not None, witness, nearest, reason, lambda: _mean_pass_rate(value, size, percent, rounding)
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
        `nearest` and `pass_rate` speak of the SD, given the mean.

    Raises
    ------
    TypeError, ValueError
        As `grim`; and where `n` is below 2 (a single answer has no sample SD) or the scale is empty.

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
    size = _positive(n, "number of answers")
    if size < 2:
        raise ValueError("A sample standard deviation needs at least two answers.")
    bounds = None if scale is None else _checked_scale(scale)
    sum_bounds = None if bounds is None else (bounds[0] * size, bounds[1] * size)
    sums = _whole_sums(rounding_interval(mean, rounding), Fraction(size), sum_bounds)
    if not sums:
        return Consistency(
            False, None, (), f"No mean of {size} such whole numbers prints as {mean}, whatever the SD.", lambda: 0.0
        )

    def dataset(printed_sd: str) -> tuple[int, ...] | None:
        candidates = (
            _dataset(size, total, squares, bounds)
            for total in sums
            for squares in _sums_of_squares(size, total, rounding_interval(printed_sd, rounding), bounds)
        )
        return next((found for found in candidates if found is not None), None)

    most = None if bounds is None else _largest_sd(size, sums, bounds)
    return _with_sd(mean, sd, size, dataset, most, rounding)


def debit(mean, sd, n, *, rounding="either"):
    """Can n zeros and ones have this printed mean together with this printed standard deviation?

    Parameters
    ----------
    mean, sd : str
        As printed; the SD is a sample SD (n - 1).
    n : int
        Number of answers, at least 2.
    rounding : str
        See `rounding_interval`.

    Returns
    -------
    Consistency
        `nearest` and `pass_rate` speak of the SD, given the mean.

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


def _mean_reason(value: str, size: int, total: int | None, nearest: tuple[str, ...], percent: bool) -> str:
    if percent:
        found = (
            f"{total} of {size} prints as {value} %."
            if total is not None
            else f"No whole number of {size} prints as {value} %"
        )
    else:
        found = (
            f"{total} / {size} prints as {value}."
            if total is not None
            else f"No whole number over {size} prints as {value}"
        )
    return found if total is not None else f"{found}; {_or(nearest)} would be possible."


def _with_sd(mean: str, sd: str, n: int, dataset, most: Fraction | None, rounding: str) -> Consistency:
    """The answer on an SD, with its neighbours and its pass rate among other printed SDs."""
    witness = dataset(sd)

    def rate() -> float:
        grid = _sd_grid(sd, most)
        return sum(dataset(value) is not None for value in grid) / len(grid)

    if witness is not None:
        return Consistency(True, witness, (sd.strip(),), f"{n} whole numbers with mean {mean} and SD {sd} exist.", rate)
    nearest = _nearest_sds(sd, most, dataset)
    would = f"; {_or(nearest)} would be possible" if nearest else ""
    return Consistency(
        False, None, nearest, f"No {n} such whole numbers with mean {mean} have an SD that prints as {sd}{would}.", rate
    )


def _positive(number, name: str) -> int:
    if isinstance(number, bool) or int(number) != number or number < 1:
        raise ValueError(f"The {name} must be a whole number of at least 1, not {number!r}.")
    return int(number)


def _checked_scale(scale) -> tuple[int, int]:
    low, high = (int(bound) for bound in scale)
    if high <= low:
        raise ValueError(f"A scale runs from its lowest to its highest point, such as (1, 4), not {tuple(scale)}.")
    return low, high


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(values)


def _whole_sums(interval: Interval, factor: Fraction, bounds: tuple[int, int] | None) -> range:
    """Whole numbers k with k / factor in the interval, within bounds."""
    scaled = Interval(interval.low * factor, interval.high * factor, interval.low_closed, interval.high_closed)
    sums = scaled.whole_numbers()
    return sums if bounds is None else range(max(sums.start, bounds[0]), min(sums.stop, bounds[1] + 1))


def _dataset_with_sum(n: int, total: int) -> tuple[int, ...]:
    """n whole numbers as equal as can be."""
    base, more = divmod(total, n)
    return (base,) * (n - more) + (base + 1,) * more


def _nearest_means(value: str, factor: Fraction, bounds, rounding: str) -> tuple[str, ...]:
    """Nearest possible printed values on either side; only the fractions next to the printed value need a look."""
    face = Fraction(value.strip().replace("\u2212", "-"))
    places = decimal_places(value)
    middle = floor(face * factor)
    near = set()
    for k in range(middle - 1, middle + 3):
        if bounds is None or bounds[0] <= k <= bounds[1]:
            near.update(_prints_as(Fraction(k) / factor, places, rounding))
    below = [number for number in near if number < face]
    above = [number for number in near if number > face]
    chosen = ([max(below)] if below else []) + ([min(above)] if above else [])
    if not chosen and bounds is not None:
        chosen = [Fraction(bounds[1] if face > 0 else bounds[0]) / factor]
    return tuple(_printed(number, places) for number in chosen)


def _prints_as(exact: Fraction, places: int, rounding: str) -> Iterator[Fraction]:
    """Numbers with so many decimals that an exact value can be printed as."""
    unit = Fraction(1, 10**places)
    whole = floor(exact / unit)
    for step in (whole - 1, whole, whole + 1):
        if exact in rounding_interval(_printed(step * unit, places), rounding):
            yield step * unit


def _printed(number: Fraction, places: int) -> str:
    scaled = int(number * 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if scaled < 0 else text


def _mean_pass_rate(value: str, size: int, percent: bool, rounding: str) -> float:
    """Share of printed values that k / size attains: over one unit of the mean, or from 0 % to 100 %.

    Where fractions lie further apart than printed values, each is printed as a value of its own, or as two if it lies
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
    factor = n * (n - 1)
    if sd.high < 0 or (sd.high == 0 and not sd.high_closed):
        return range(0)
    least = _least_squares(n, total)
    if sd.low > 0:
        bound = (sd.low**2 * factor + total**2) / n
        least = max(least, ceil(bound) if sd.low_closed else floor(bound) + 1)
    bound = (sd.high**2 * factor + total**2) / n
    most = floor(bound) if sd.high_closed else ceil(bound) - 1
    if bounds is not None:
        most = min(most, sum(bounds) * total - bounds[0] * bounds[1] * n)
    return range(least + (least - total) % 2, most + 1, 2)


def _least_squares(n: int, total: int) -> int:
    base, more = divmod(total, n)
    return (n - more) * base**2 + more * (base + 1) ** 2


def _largest_sd(n: int, sums: range, bounds: tuple[int, int]) -> Fraction:
    """An upper bound, to six decimals, of the SDs that data with these sums can have."""
    low, high = bounds
    most = max(Fraction((total - low * n) * (high * n - total), n * (n - 1)) for total in sums)
    return Fraction(isqrt(ceil(most * 10**12)) + 1, 10**6)


def _sd_grid(sd: str, most: Fraction | None) -> list[str]:
    """Printed SDs among which the pass rate is counted: from zero to the largest, or a window around the one in
    question.
    """
    places = decimal_places(sd)
    unit = Fraction(1, 10**places)
    here = floor(Fraction(sd.strip().replace("\u2212", "-")) / unit)
    first, last = here - WINDOW // 2, here + WINDOW // 2
    if most is not None:
        first, last = 0, floor(most / unit) + 1
        if last > WINDOW:
            first, last = here - WINDOW // 2, min(last, here + WINDOW // 2)
    steps = {*range(max(first, 0), last + 1), here}
    return [_printed(step * unit, places) for step in sorted(steps)]


def _nearest_sds(sd: str, most: Fraction | None, dataset) -> tuple[str, ...]:
    """Nearest possible printed SDs, below and above, no further than a window's width."""
    places = decimal_places(sd)
    unit = Fraction(1, 10**places)
    here = floor(Fraction(sd.strip().replace("\u2212", "-")) / unit)
    highest = here + WINDOW if most is None else min(here + WINDOW, floor(most / unit) + 1)
    below = range(min(here - 1, highest), max(-1, min(here, highest) - WINDOW - 1), -1)
    found = []
    for steps in (below, range(max(here + 1, 0), highest + 1)):
        printed = (_printed(step * unit, places) for step in steps)
        found.append(next((value for value in printed if dataset(value) is not None), None))
    return tuple(value for value in found if value is not None)


def _dataset(n: int, total: int, squares: int, bounds: tuple[int, int] | None) -> tuple[int, ...] | None:
    """n whole numbers with this sum and sum of squares, within bounds; None where there are none.

    The numbers are moved until their mean lies between 0 and 1. Then they are chosen by size, the largest distances
    from zero first, each as often as can be and then less often; the rest is a smaller problem of the same kind. A
    branch is left as soon as the rest cannot be filled: squares are never less than those of numbers as equal as can
    be, never more than `(a + b) sum - a b n` for numbers between a and b, and no number is further from the mean than
    all squares allow.
    """
    dead: set[tuple[int, ...]] = set()

    def fill(n: int, total: int, squares: int, low: int, high: int) -> list[int] | None:
        if n == 0 or not _may_exist(n, total, squares, low, high):
            return [] if n == total == squares == 0 else None
        base = total // n
        found = centred(n, total - n * base, squares - 2 * base * total + n * base**2, low - base, high - base)
        return None if found is None else [number + base for number in found]

    def centred(n: int, total: int, squares: int, low: int, high: int) -> list[int] | None:
        spread = isqrt((n * squares - total**2) * (n - 1))
        below, above = max(low, -((spread - total) // n)), min(high, (total + spread) // n)
        state = n, total, squares, below, above
        if state in dead:
            return None
        while _may_exist(n, total, squares, below, above):
            if max(-below, above) <= 1:
                ones = (squares + total) // 2
                return [1] * ones + [-1] * (squares - ones) + [0] * (n - squares)
            largest = above if above >= -below else below
            below, above = (below, above - 1) if largest > 0 else (below + 1, above)
            for times in range(min(n, squares // largest**2), 0, -1):
                rest = fill(n - times, total - times * largest, squares - times * largest**2, below, above)
                if rest is not None:
                    return rest + [largest] * times
        dead.add(state)
        return None

    low, high = bounds if bounds is not None else (-isqrt(squares), isqrt(squares))
    found = fill(n, total, squares, low, high)
    return None if found is None else tuple(sorted(found))


def _may_exist(n: int, total: int, squares: int, low: int, high: int) -> bool:
    if squares < 0 or not low * n <= total <= high * n or (squares - total) % 2:
        return False
    return _least_squares(n, total) <= squares <= (low + high) * total - low * high * n
