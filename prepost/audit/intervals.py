"""What a printed number can stand for: the exact set of values that round to it, and arithmetic with such sets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

ROUNDING_RULES = ("either", "half_up", "half_down", "half_even", "ceiling", "floor", "truncate")

_PRINTED = re.compile(r"[+\-\u2212]?(\d+(\.\d*)?|\.\d+)")
_P_VALUE = re.compile(
    r"\$?\s*(?P<p>[pP])?\s*(?P<relation>[<>]=?|[=\u2264\u2265])?\s*(?P<number>\d+(?:\.\d*)?|\.\d+)\s*\$?"
)
_SAME_RELATION = {"\u2264": "<=", "\u2265": ">=", None: "="}


@dataclass(frozen=True)
class Interval:
    """All values between two exact bounds.

    Parameters
    ----------
    low, high : fractions.Fraction
        The bounds, `low <= high`.
    low_closed, high_closed : bool
        Whether the bound itself belongs to the interval.

    Examples
    --------
    >>> tenth = Interval(Fraction(1, 20), Fraction(3, 20), high_closed=False)
    >>> Fraction(1, 20) in tenth, Fraction(3, 20) in tenth
    (True, False)
    >>> rounding_interval("3.03") - rounding_interval("2.63")
    Interval(low=Fraction(39, 100), high=Fraction(41, 100), low_closed=True, high_closed=True)
    """

    low: Fraction
    high: Fraction
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value) -> bool:
        above = value > self.low or (self.low_closed and value == self.low)
        below = value < self.high or (self.high_closed and value == self.high)
        return above and below

    @classmethod
    def exactly(cls, value) -> Interval:
        """The interval that holds one value only."""
        return cls(Fraction(value), Fraction(value))

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        corners = [
            (a * b, (a_closed and b_closed) or (a == 0 and a_closed) or (b == 0 and b_closed))
            for a, a_closed in ((self.low, self.low_closed), (self.high, self.high_closed))
            for b, b_closed in ((other.low, other.low_closed), (other.high, other.high_closed))
        ]
        low, high = min(value for value, _ in corners), max(value for value, _ in corners)
        return Interval(low, high, (low, True) in corners, (high, True) in corners)

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError("The divisor may be zero.")
        return self * Interval(1 / other.high, 1 / other.low, other.high_closed, other.low_closed)

    def overlap(self, other: Interval) -> Interval | None:
        """The values that lie in both intervals; None if there are none.

        Examples
        --------
        >>> rounding_interval("0.43").overlap(rounding_interval("0.44"))
        Interval(low=Fraction(87, 200), high=Fraction(87, 200), low_closed=True, high_closed=True)
        """
        low, high = max(self.low, other.low), min(self.high, other.high)
        low_closed = all(part.low_closed for part in (self, other) if part.low == low)
        high_closed = all(part.high_closed for part in (self, other) if part.high == high)
        if low > high or (low == high and not (low_closed and high_closed)):
            return None
        return Interval(low, high, low_closed, high_closed)

    def squared(self) -> Interval | None:
        """The squares of the values that are not below zero; None if there are none.

        Examples
        --------
        >>> Interval(Fraction(-1), Fraction(2), high_closed=False).squared()
        Interval(low=Fraction(0, 1), high=Fraction(4, 1), low_closed=True, high_closed=False)
        """
        part = self.overlap(Interval(Fraction(0), max(self.high, Fraction(0))))
        return part and Interval(part.low**2, part.high**2, part.low_closed, part.high_closed)

    def whole_numbers(self, factor: int | Fraction = 1, within: tuple[int, int] | None = None) -> range:
        """Whole numbers `s` for which `s / factor` lies in the interval.

        Parameters
        ----------
        factor : int or fractions.Fraction
            A positive number, for instance that of the answers behind a mean.
        within : tuple of int, optional
            The least and the largest that are wanted.

        Returns
        -------
        range
            Consecutive whole numbers, empty if there are none.

        Examples
        --------
        >>> list(rounding_interval("2.84").whole_numbers(64))
        [182]
        """
        low, high = self.low * factor, self.high * factor
        first = ceil(low) if self.low_closed else floor(low) + 1
        last = floor(high) if self.high_closed else ceil(high) - 1
        least, most = within or (first, last)
        return range(max(first, least), min(last, most) + 1)


def decimal_places(printed: str) -> int:
    """Number of digits after the decimal point of a printed number.

    Examples
    --------
    >>> decimal_places("2.60"), decimal_places("13")
    (2, 0)
    """
    return len(printed.strip().partition(".")[2])


def decimals_of(number: Fraction, places: int) -> str:
    """A number written with so many decimals, the others cut off.

    Examples
    --------
    >>> decimals_of(Fraction(-1, 20), 2), decimals_of(Fraction(13), 0)
    ('-0.05', '13')
    """
    scaled = int(number * 10**places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if scaled < 0 else text


@lru_cache(maxsize=4096)
def rounding_interval(printed: str, rounding: str = "either") -> Interval:
    """The values that a printed number can stand for under a rounding rule.

    Parameters
    ----------
    printed : str
        A decimal number as printed, such as `"2.84"`, `"-0.09"` or `"302"`. Trailing zeros count: they are decimals.
    rounding : str
        `"either"`: half a unit of the last digit each way, both ends included (whichever way a tie was rounded).
        `"half_up"`, `"half_down"`: ties away from zero, ties towards zero. `"half_even"`: ties to the even last digit.
        `"ceiling"`, `"floor"`: always up, always down. `"truncate"`: digits cut off.

    Returns
    -------
    Interval
        Exact bounds.

    Raises
    ------
    TypeError
        If `printed` is not a string: a float has already lost its trailing zeros.
    ValueError
        If the string is no decimal number, or the rule is unknown.

    Notes
    -----
    The rules are those of Python's `decimal` module, inverted.

    Examples
    --------
    >>> rounding_interval("2.84")
    Interval(low=Fraction(567, 200), high=Fraction(569, 200), low_closed=True, high_closed=True)
    >>> Fraction("2.849") in rounding_interval("2.84", "truncate")
    True
    """
    if not isinstance(printed, str):
        raise TypeError(f'A printed number must be given as text, such as "2.84", not as {printed!r}.')
    text = printed.strip()
    if not _PRINTED.fullmatch(text):
        raise ValueError(
            f'"{printed}" is not a decimal number. Write it with a point and without thousands separators, as in 2.84.'
        )
    if rounding not in ROUNDING_RULES:
        raise ValueError(f'"{rounding}" is not a rounding rule; choose one of {", ".join(ROUNDING_RULES)}.')
    value = Fraction(text.replace("\u2212", "-"))
    unit = Fraction(1, 10 ** len(text.partition(".")[2]))
    half, none, even = unit / 2, Fraction(0), (value / unit) % 2 == 0
    below, above, low_closed, high_closed = {
        "either": (half, half, True, True),
        "half_up": (half, half, True, False),
        "half_down": (half, half, False, True),
        "half_even": (half, half, even, even),
        "ceiling": (unit, none, False, True),
        "floor": (none, unit, True, False),
        "truncate": (none, unit, True, False),
    }[rounding]
    if rounding in ("half_up", "half_down", "truncate"):  # a negative number is the mirror image of the positive one
        if value == 0:
            return Interval(-above, above, high_closed, high_closed)
        if value < 0:
            below, above, low_closed, high_closed = above, below, high_closed, low_closed
    return Interval(value - below, value + above, low_closed, high_closed)


def read_p_value(printed: str) -> tuple[str, str, bool] | None:
    """A printed p-value in its parts.

    Parameters
    ----------
    printed : str
        `"0.397"`, `"p=0.397"`, `"p < 0.001"`, `"\u22640.05"`, `">0.05"` and the like.

    Returns
    -------
    tuple of (str, str, bool), or None
        The relation (`"="`, `"<"`, `"<="`, `">"` or `">="`), the number, and whether a "p" or a relation marks it as a
        p-value; None if the text has another form.

    Examples
    --------
    >>> read_p_value("p < .001"), read_p_value("0.397"), read_p_value("62%")
    (('<', '.001', True), ('=', '0.397', False), None)
    """
    parts = _P_VALUE.fullmatch(printed.strip())
    if parts is None:
        return None
    relation = _SAME_RELATION.get(parts["relation"], parts["relation"])
    return relation, parts["number"], bool(parts["p"] or parts["relation"])


def p_interval(printed: str, rounding: str = "either") -> Interval:
    """The p-values that a printed p-value can stand for.

    Parameters
    ----------
    printed : str
        A number, alone or after `"p"` and one of `= < > <= >= \u2264 \u2265`.
    rounding : str
        See `rounding_interval`; an inequality is taken at its word.

    Returns
    -------
    Interval
        Within 0 and 1.

    Raises
    ------
    TypeError
        If it is no text.
    ValueError
        If the text is no p-value, or stands outside 0 to 1.

    Examples
    --------
    >>> p_interval("p<0.001")
    Interval(low=Fraction(0, 1), high=Fraction(1, 1000), low_closed=True, high_closed=False)
    >>> p_interval("0.40").low, p_interval("> 0.05").low_closed
    (Fraction(79, 200), False)
    """
    if not isinstance(printed, str):
        raise TypeError(f'A printed p-value must be given as text, such as "0.397", not as {printed!r}.')
    parts = read_p_value(printed)
    if parts is None:
        raise ValueError(f'"{printed}" is not a p-value that can be read, such as "0.397" or "<0.001".')
    relation, number, _ = parts
    exact, value = rounding_interval(number, rounding), Fraction(number)
    within, closed = Interval(Fraction(0), Fraction(1)), "=" in relation
    below, above = Interval(Fraction(-1), value, high_closed=closed), Interval(value, Fraction(2), low_closed=closed)
    stands_for = within.overlap({"=": exact, "<": below, ">": above}[relation[0]])
    if stands_for is None or value not in within:
        raise ValueError(f'"{printed}" is not a p-value: it must lie between 0 and 1.')
    return stands_for
