"""What a printed figure says: "62%", "£71.08", "p<0.001", "+0.40 (13.3%)", "five", "three quarters" as exact values."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from prepost.audit.intervals import Interval, decimal_places, p_interval, read_p_value, rounding_interval

__all__ = ["Printed", "more_places", "parse_printed", "show_like"]

MOST_PLACES = 6
"""Most decimals shown beyond the printed ones."""

_NUMBER = r"[+\-\u2212\u2013]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?:[nN]\s*=\s*)?(?P<sign>[+\-\u2212\u2013]?)(?P<symbol>[£$€]?)(?P<number>{_NUMBER})\s*"
    r"(?P<percent>%|per cent|percent)?"
)
_BRACKET = re.compile(r"(?P<main>.+?)\s*\((?P<inner>[^()]+)\)")
_LEVEL = re.compile(r"^\d+(?:\.\d+)?\s*%\s*(?:CI|confidence interval)\s*[:,=]?\s*", re.IGNORECASE)
_WITH_UNIT = re.compile(r"(?P<main>.*\d)\s+(?P<unit>[A-Za-z]+(?:\s+[A-Za-z]+)?)")
_MEASURES = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years mile miles".split()
)
_NO_UNITS = frozenset(
    "k m bn hundred thousand million billion dozen percent percentage per cent pence in of out to or and from times "
    "half halves third thirds quarter quarters fifth fifths e by over plus minus".split()
)
_RANGE = re.compile(r"[\[(]?(?P<low>[^\[\](),]+?)(?:\s+to\s+|\s*\u2013\s*|,\s+)(?P<high>[^\[\](),]+?)[\])]?")
_HEDGE = re.compile(r"^(?:about|approximately|around|roughly|some)\s+", re.IGNORECASE)

_WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"a": 1, "an": 1, "no": 0, "none": 0, "both": 2}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
_USUAL_SHARES = sorted({Fraction(n, d) for d in (1, 2, 3, 4, 5) for n in range(d + 1)})


@dataclass(frozen=True)
class Printed:
    """A printed figure and what it can stand for.

    Attributes
    ----------
    text : str
        As printed.
    kind : str
        `"count"` (a whole number), `"number"`, `"percent"`, `"money"`, `"p_value"`, `"share"` (a fraction in words) or
        `"interval"` (two bounds).
    face : fractions.Fraction
        The value at its face; a percentage as a share of 1; the middle of an interval.
    rounds_to : Interval
        All values that would be printed so.
    places : int
        Decimals printed.
    symbol : str
        Currency symbol, or empty.
    bracket : Printed or None
        The figure in brackets behind it, as in "+0.40 (13.3%)".

    Notes
    -----
    As an input of other calculations a count stands for itself alone, for people and forms are whole; every other
    figure stands for all values that round to it.
    """

    text: str
    kind: str
    face: Fraction
    rounds_to: Interval
    places: int
    symbol: str = ""
    bracket: Printed | None = None

    @property
    def as_input(self) -> Interval:
        """What it stands for if another claim is calculated from it."""
        return Interval.exactly(self.face) if self.kind == "count" else self.rounds_to

    def as_p_value(self) -> Printed | None:
        """The figure as a p-value, for tables that print "0.212" without "p="; None if it cannot be one.

        Examples
        --------
        >>> parse_printed("0.212").as_p_value().kind, parse_printed("2.84").as_p_value()
        ('p_value', None)
        """
        if self.kind == "p_value":
            return self
        digits = self.text.strip()
        if self.kind != "number" or not 0 <= self.face <= 1 or not re.fullmatch(r"\d*\.\d+", digits):
            return None
        return _p_value(digits, digits)


@lru_cache(maxsize=4096)
def parse_printed(text: str) -> Printed:
    """Read a figure as an article prints it.

    Parameters
    ----------
    text : str
        Digits with sign, thousands separators, currency, percent sign, "n=" or "p<"; a number in words up to
        999; a fraction in words ("three quarters", "about half"); two bounds ("0.12 to 0.55"); or a figure followed by
        its unit ("1.5 hours") or by a bracket. A bracket that is itself no plain figure, as in "84% (254/302)", is
        left unread.

    Returns
    -------
    Printed

    Raises
    ------
    ValueError
        If it is none of these.

    Notes
    -----
    A fraction in words stands for all shares that are nearer to it than to any other of the halves, thirds, quarters
    and fifths: "three quarters" for anything from 0.708 to 0.775. "About" does not widen that.

    Examples
    --------
    >>> parse_printed("£29,998.50").face, parse_printed("62%").rounds_to.low, parse_printed("five").face
    (Fraction(59997, 2), Fraction(123, 200), Fraction(5, 1))
    >>> parse_printed("+0.40 (13.3%)").bracket.kind
    'percent'
    >>> parse_printed("Three quarters").rounds_to
    Interval(low=Fraction(17, 24), high=Fraction(31, 40), low_closed=True, high_closed=True)
    """
    plain = _HEDGE.sub("", text.replace("\u00a0", " ").strip())
    bracket = _BRACKET.fullmatch(plain)
    if bracket:
        main = parse_printed(bracket["main"])
        return replace(main, text=text, bracket=_in_brackets(bracket["inner"]))
    bounds = _RANGE.fullmatch(plain)
    if bounds:
        return _range(text, parse_printed(bounds["low"]), parse_printed(bounds["high"]))
    p_value = read_p_value(plain)
    if p_value is not None and p_value[2]:
        return _p_value(text, plain)
    figure = _FIGURE.fullmatch(plain)
    if figure and any(character.isdigit() for character in figure["number"]):
        return _figure(text, figure)
    measured = _WITH_UNIT.fullmatch(plain)
    if measured and not _NO_UNITS.intersection(measured["unit"].lower().split()):
        main = parse_printed(measured["main"])
        whole = main.kind == "count" and measured["unit"].lower().split()[0] in _MEASURES
        return replace(main, text=text, kind="number" if whole else main.kind)
    return _in_words(text, plain.lower())


def show_like(value: Fraction, printed: Printed, extra_places: int = 1) -> str:
    """A recomputed value in the unit of a printed one, with a little more precision, and signed if that is signed.

    Examples
    --------
    >>> show_like(Fraction(254, 302), parse_printed("84%"))
    '84.1%'
    >>> show_like(Fraction("29998.50") / 302, parse_printed("£71.08"), extra_places=0)
    '£99.33'
    >>> show_like(Fraction("0.1"), parse_printed("+0.11"), extra_places=0)
    '+0.10'
    """
    percent = printed.kind in ("percent", "share")
    places = printed.places + extra_places
    unit = Fraction(1, 10**places)
    scaled = abs(value) * (100 if percent else 1)
    shown = float(int(scaled / unit + Fraction(1, 2)) * unit)
    plus = "+" if printed.text.lstrip().startswith(("+", "-", "\u2212", "\u2013")) else ""
    sign = "" if not shown else "\u2212" if value < 0 else plus
    return f"{sign}{printed.symbol}{shown:,.{places}f}{'%' if percent else ''}"


def more_places(value: Fraction, printed: Printed, most: int) -> int:
    """Decimals to show beyond the printed ones: none for money, else as few as show the value exactly, up to `most`;
    more if those hold fewer than two digits, as in 0.25 beside a printed 25.

    Examples
    --------
    >>> more_places(Fraction(1, 3), parse_printed("0.33"), 1), more_places(Fraction(1, 4), parse_printed("25"), 1)
    (1, 2)
    """
    scaled = value * (100 if printed.kind in ("percent", "share") else 1) * 10**printed.places
    exact = (more for more in range(MOST_PLACES) if more < most and (scaled * 10**more).denominator == 1)
    while 0 < abs(scaled) * 10**most < 10 and (scaled * 10**most).denominator != 1 and most < MOST_PLACES:
        most += 1
    return 0 if printed.kind == "money" else next(exact, most)


def _in_brackets(inner: str) -> Printed | None:
    """The figure in brackets; None if it is a remark or a calculation."""
    try:
        return parse_printed(_LEVEL.sub("", inner.strip()))
    except ValueError:
        return None


def _range(text: str, low: Printed, high: Printed) -> Printed:
    if low.face > high.face or "interval" in (low.kind, high.kind):
        raise ValueError(f'"{text}" is no interval from a lower to a higher bound.')
    stands_for = Interval(low.rounds_to.low, high.rounds_to.high)
    return Printed(text, "interval", (low.face + high.face) / 2, stands_for, max(low.places, high.places), low.symbol)


def _p_value(text: str, plain: str) -> Printed:
    _, number, _ = read_p_value(plain)
    return Printed(text, "p_value", Fraction(number), p_interval(plain), decimal_places(number))


def _figure(text: str, figure: re.Match) -> Printed:
    digits = figure["number"].replace(",", "")
    if figure["sign"] and digits[0] in "+-\u2212\u2013":
        raise ValueError(f'"{text}" has two signs.')
    printed = (figure["sign"] + digits).replace("\u2013", "-")
    stands_for = rounding_interval(printed)
    face, places = Fraction(printed.replace("\u2212", "-")), decimal_places(printed)
    if figure["percent"]:
        per_cent = Interval.exactly(Fraction(1, 100))
        return Printed(text, "percent", face / 100, stands_for * per_cent, places)
    if figure["symbol"]:
        return Printed(text, "money", face, stands_for, places, figure["symbol"])
    return Printed(text, "number" if places else "count", face, stands_for, places)


def _in_words(text: str, plain: str) -> Printed:
    words = plain.replace("-", " ").split()
    if words[-1:] == ["percent"] or words[-2:] == ["per", "cent"]:
        value = _whole_in_words(words[: -1 if words[-1] == "percent" else -2])
        if value is not None:
            per_cent = Interval.exactly(Fraction(1, 100))
            return Printed(text, "percent", Fraction(value, 100), rounding_interval(str(value)) * per_cent, 0)
    part = _PARTS.get(words[-1].removesuffix("s")) if words else None
    if part:
        above = _whole_in_words(words[:-1]) if words[:-1] else 1
        if above is not None and 0 <= above <= part:
            share = Fraction(above, part)
            return Printed(text, "share", share, _nearest_to(share), 0)
    value = _whole_in_words(words)
    if value is None:
        raise ValueError(f'"{text}" is no number, in digits or in words.')
    return Printed(text, "count", Fraction(value), rounding_interval(str(value)), 0)


def _whole_in_words(words: list[str]) -> int | None:
    if len(words) == 1:
        return _WORDS.get(words[0], _TENS.get(words[0]))
    if len(words) == 2 and words[0] in _TENS and 1 <= _WORDS.get(words[1], 0) <= 9:
        return _TENS[words[0]] + _WORDS[words[1]]
    if len(words) >= 2 and words[1] == "hundred" and 1 <= _WORDS.get(words[0], 0) <= 9 and words[0] != "both":
        rest = words[2:][words[2:3] == ["and"] :]
        more = _whole_in_words(rest) if rest and rest[0] not in ("a", "an", "no", "none", "both", "zero") else None
        if len(words) == 2:
            return 100 * _WORDS[words[0]]
        return 100 * _WORDS[words[0]] + more if more is not None and more < 100 else None
    return None


def _nearest_to(share: Fraction) -> Interval:
    """All shares that are at least as near to this one as to any other usual fraction."""
    below = [usual for usual in _USUAL_SHARES if usual < share]
    above = [usual for usual in _USUAL_SHARES if usual > share]
    low = (share + below[-1]) / 2 if below else share
    high = (share + above[0]) / 2 if above else share
    return Interval(low, high)
