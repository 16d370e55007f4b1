"""What a printed figure says: "62%", "£71.08", "p<0.001", "+0.40 (13.3%)", "five", "three quarters" as exact values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from prepost.audit.intervals import Interval, decimal_places, decimals_of, p_interval, read_p_value, rounding_interval

MOST_LETTERS = 200
PER_CENT = Interval.exactly(Fraction(1, 100))
MOST_PLACES = 6
"""Most decimals shown beyond the printed ones."""

_NUMBER = r"[+\-\u2212\u2013]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)?(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?:[nN]\s*=\s*)?(?P<sign>[+\-\u2212\u2013]?)(?P<symbol>[£$€]?)(?P<number>{_NUMBER})\s*"
    r"(?P<percent>%|per cent|percent)?"
)
_BRACKET = re.compile(r"(?P<main>.+?)\s*\((?P<inner>[^()]+)\)")
_LEVEL = re.compile(r"^(?:\d+(?:\.\d+)?\s*%\s*(?:CI|confidence interval)|IQR|range)\s*[:,=]?\s*", re.IGNORECASE)
_WITH_UNIT = re.compile(r"(?P<main>.*\d)\s+(?P<unit>[A-Za-z]+(?:\s+[A-Za-z]+)?)")
_MEASURES = frozenset(
    "second seconds minute minutes hour hours day days week weeks month months year years mile miles".split()
)
_NO_UNITS = frozenset(
    "k m bn hundred thousand million billion dozen percent percentage per cent pence in of out to or and from times "
    "half halves third thirds quarter quarters fifth fifths e by over plus minus".split()
)
_RANGE = re.compile(r"[\[(]?(?P<low>[^\[\](),]+?)(?:\s+to\s+|\s*\u2013\s*|,\s+|\s*;\s*)(?P<high>[^\[\](),]+?)[\])]?")
_HEDGE = re.compile(
    r"^(?:(?:about|approximately|around|roughly|some|circa|ca?\.)\s+|[~\u2248\u223c]\s*)", re.IGNORECASE
)
_MARKS = re.compile(
    r"(?<=[\d%)\]])\s*(?:[*\u2020\u2021\u00a7\u00b6#\u1d43\u1d47\u1d9c\u1d48\u1d49]+|[a-e](?:,[a-e])*)$"
)
"""Signs of a footnote behind a figure, as in "0.018*" and "0.03a"."""
_SPACED = re.compile(r"(?<![\d.])(\d{1,3})((?:[ \u2009\u202f]\d{3})+)(?!\d)")
_POWER = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(?:[eE]|[\u00d7x*]\s*10\s*\^?)\s*([+\-\u2212\u2013]?\d+)(?!\d|\.\d)")
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")
_NOT_SIGNIFICANT = re.compile(r"(?:p\s*[=:]?\s*)?n\.?\s?s\.?", re.IGNORECASE)
_OUT_OF = re.compile(r"(?P<count>\d+)\s*(?:/|of|out of)\s*(?P<of>\d+)(?:\s*\((?P<inner>[^()]+)\))?")
_PLUS_MINUS = re.compile(r"(?P<main>.+?)\s*(?:\u00b1|\+/-|\+/\u2212)\s*(?P<spread>.+)")
_SQUARE = re.compile(r"(?P<main>[^\[\]]*[\d%])\s*(?P<inner>\[[^\[\]]+\])")
_OF_PEOPLE = re.compile(
    r"(?P<main>.+%)\s+of\s+(?:the\s+|all\s+)?(?:people|participants|respondents|patients|women|men|children)"
)
_LARGE = re.compile(
    r"(?P<symbol>[\u00a3$\u20ac])\s*(?P<number>[\d,.]+)\s*(?P<unit>k|m|bn|thousand|million|billion)", re.IGNORECASE
)
_SHORTENED = re.compile(r"(?P<low>\d{2,})\s*[-\u2013]\s*(?P<high>\d+)")
_UNITS = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
_PIECES = re.compile(r"[,;](?:\s+|(?=[A-Za-z]))(?![^(\[]*[)\]])")
_SIDES = re.compile(r"(?:one|two|1|2)[- ](?:tailed|sided)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>[A-Za-z\u0370-\u03ff]+(?:-[a-z]+|[_^]?[2\u00b2])?)\s*(?:[(\[](?P<df>[^()\[\]]*)[)\]])?\s*(?P<relation>[=<>\u2264\u2265]?)\s*"
    r"(?P<number>[+\-\u2212\u2013]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+))(?:\s*(?P<inner>[(\[].*[)\]]))?"
)
_NAMES = {
    **{name: name for name in "t r z d g n m sd se mse q u w h v b df alpha beta median".split()},
    **{"f": "F", "mean": "m", "r2": "r2", "\u03b2": "beta", "\u03b72": "eta2"},
    **dict.fromkeys(("chi2", "\u03c72", "x2"), "chi2"),
    **dict.fromkeys(("qm", "qw", "qb", "qwithin", "qbetween"), "q"),
    **dict.fromkeys(("or", "rr", "hr", "aor", "arr", "ahr", "irr"), "ratio"),
}
"""What a name before a figure stands for, by which a calculation asks for it, as in `row.t`."""

NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_WORDS = {word: value for value, word in enumerate(NUMBER_WORDS)} | {"a": 1, "an": 1, "no": 0, "none": 0, "both": 2}
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10)))
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
    parts : mapping of str to Printed
        Every figure that it holds, by the name under which a calculation asks for it: `t`, `df` and `p` of
        "t(28) = 2.20, p = .06", where the p-value is the figure itself; `sd` of "2.63 \u00b1 0.81"; `count`, `of` and
        `percent` of "12/30 (40%)"; `low` and `high` of an interval; `bracket`.
    cannot : str
        Why no such figure can be, as a sentence; "" if it can.

    Notes
    -----
    As an input of other calculations a count stands for itself alone, for people and forms are whole; every other
    figure, and a mean or an SD without decimals, stands for all values that round to it.
    """

    text: str
    kind: str
    face: Fraction
    rounds_to: Interval
    places: int
    symbol: str = ""
    bracket: Printed | None = None
    parts: Mapping[str, Printed] = field(default_factory=dict, hash=False)
    cannot: str = ""

    @property
    def as_input(self) -> Interval:
        """What it stands for if another claim is calculated from it."""
        return Interval.exactly(self.face) if self.kind == "count" else self.rounds_to

    @property
    def digits(self) -> str:
        """Its digits and decimals without unit and brackets, as `rounding_interval` takes them."""
        return decimals_of(self.face * (100 if self.kind == "percent" else 1), self.places)

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
        its unit ("1.5 hours") or by a bracket; a test ("t(28) = 2.20, p = .06"), named figures ("M = 2.6, SD = 0.8"),
        "2.63 \u00b1 0.81", "12/30 (40%)", "2.25 [0.99, 5.09]", "<1%", "ns", "5.8 \u00d7 10\u22124", "1 234", "£1.2m", with
        or without the sign of a footnote.

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
    plain = _plain(text)
    printed = _not_significant(text, plain) or _several(text, plain)
    matches = ((read, pattern.fullmatch(plain)) for pattern, read in _FORMS)
    printed = printed or next((read(text, found) for read, found in matches if found), None)
    return _with_parts(printed) if printed else _single(text, plain)


def _single(text: str, plain: str) -> Printed:
    shortened = _SHORTENED.fullmatch(plain)
    if shortened and len(shortened["high"]) < len(shortened["low"]):  # 2016-17
        plain = f"{shortened['low']}\u2013{shortened['low'][: -len(shortened['high'])]}{shortened['high']}"
    inside = _LEVEL.sub("", plain)
    bounds = _RANGE.fullmatch(re.sub(r"(?<=[\d%])\s*-\s*(?=[\d.])", "\u2013", inside))
    if bounds:
        return _range(text, bounds["low"], bounds["high"])
    p_value = read_p_value(plain)
    if p_value is not None and p_value[2]:
        below_one = re.fullmatch(r"[<>].*%", plain) is None
        return _p_value(text, plain, marked=plain[0] in "pP$" and below_one)
    figure = _FIGURE.fullmatch(plain)
    if figure and any(character.isdigit() for character in figure["number"]):
        return _figure(text, figure)
    if bounded := re.fullmatch(r"([<>\u2264\u2265]=?)\s*([\d.]+)\s*%", plain):
        return _bounded_percent(text, *bounded.groups())
    measured = _WITH_UNIT.fullmatch(plain)
    if measured and not _NO_UNITS.intersection(measured["unit"].lower().split()):
        main = parse_printed(measured["main"])
        whole = main.kind == "count" and measured["unit"].lower().split()[0] in _MEASURES
        return replace(main, text=text, kind="number" if whole else main.kind)
    return _in_words(text, plain.lower())


def _plain(text: str) -> str:
    """The text without footnote signs, hedges, powers of ten and thousands kept apart by spaces."""
    if len(text) > MOST_LETTERS:
        raise ValueError(f"No figure has more than {MOST_LETTERS} letters.")
    plain = text.translate(_RAISED) if "\u00d7" in text else text
    plain = re.sub(r"(?<![A-Za-z])([pP])[- ]values?\s*(?:of|was|is)?\s*(?=[=<>\u2264\u2265\d.])", r"\1 ", plain)
    plain = re.sub(r"(?<=\d)\u00b7(?=\d)", ".", plain.replace("\u00a0", " ").strip())
    plain = re.sub(r"^\(([^()]*)\)$", r"\1", _HEDGE.sub("", _MARKS.sub("", plain)))
    plain = _SPACED.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), plain)
    return _POWER.sub(lambda found: _written_out(found[1], int(re.sub("[\u2212\u2013]", "-", found[2]))), plain)


def _written_out(digits: str, power: int) -> str:
    """A number times a negative power of ten with all its decimals, so that its last one is the last printed.

    Examples
    --------
    >>> _written_out("5.8", -4)
    '0.00058'
    """
    whole, _, decimals = digits.partition(".")
    if power >= len(decimals) or not -30 < power < 0:
        raise ValueError(f'"{digits}" times ten to the power of {power} is not read.')
    figures = (whole + decimals).rjust(1 - power + len(decimals), "0")
    places = len(decimals) - power
    return f"{figures[:-places]}.{figures[-places:]}"


def _not_significant(text: str, plain: str) -> Printed | None:
    """Read "ns" as p > 0.05, the usual level."""
    return replace(_p_value(text, "> 0.05"), text=text) if _NOT_SIGNIFICANT.fullmatch(plain) else None


def _several(text: str, plain: str) -> Printed | None:
    """A test with its p-value, or several named figures: "t(28) = 2.20, p = .06", "M = 2.6, SD = 0.8"."""
    parts: dict[str, Printed] = {}
    main = None
    for piece in map(str.strip, _PIECES.split(plain)):
        p_value = read_p_value(piece)
        named = _NAMED.fullmatch(piece)
        name = named and _NAMES.get(re.sub("[-_^]", "", named["name"].lower().replace("\u00b2", "2")))
        if (p_value is not None and "p" in piece.lower()) or _NOT_SIGNIFICANT.fullmatch(piece):
            parts["p"] = main = _not_significant(piece, piece) or _single(piece, piece)
        elif name and not (name == "n" and named["number"] and not parts and _PIECES.search(plain) is None):
            figure = parse_printed(named["number"])
            if named["relation"] not in ("", "="):
                raise ValueError(f'"{text}" gives no value of {name}, only a bound.')
            parts[name] = replace(figure, kind="number" if name not in ("n", "df") else figure.kind)
            main = main or parts[name]
            parts |= _degrees(name, named["df"])
            if named["inner"]:
                bracket = _in_brackets(named["inner"].strip("()[]"))
                parts |= {"bracket": bracket} if bracket else {}
        elif parts and _LEVEL.match(piece):
            parts["bracket"] = parse_printed(piece)
        elif parts and _SIDES.fullmatch(piece):
            continue
        else:
            return None
    if "r" in parts and abs(parts["r"].face) > 1:
        return replace(main, text=text, parts=parts, cannot="A correlation lies between -1 and 1.")
    below_zero = [name for name in ("F", "chi2", "q", "sd", "se") if name in parts and parts[name].face < 0]
    cannot = f"{below_zero[0]} is never negative." if below_zero else ""
    bracket = parts.get("bracket")
    return replace(main, text=text, parts=parts, cannot=cannot, bracket=bracket) if main else None


def _degrees(name: str, inner: str | None) -> dict[str, Printed]:
    """Degrees of freedom in brackets behind a statistic, and the number of people: "F(1, 32)", "\u03c72(1, N = 85)"."""
    if not inner:
        return {}
    inside = re.split("," if name == "F" else r",(?!\d{3}(?!\d))", inner)  # the thousands of N, but never df1,df2
    people = [part for part in inside if re.match(r"\s*[nN]\s*=", part)]
    degrees = [parse_printed(re.sub(r"^\s*df\s*=", "", part).strip()) for part in inside if part not in people]
    names = ("df1", "df2") if len(degrees) == 2 else ("df",)
    return dict(zip(names, degrees)) | ({"n": parse_printed(people[0].strip())} if people else {})


def _out_of(text: str, found: re.Match) -> Printed:
    """Read "12/30 (40%)" as the count, of a number of people."""
    count, of = parse_printed(found["count"]), parse_printed(found["of"])
    cannot = f"{found['count']} are more than the {found['of']} they are part of." if count.face > of.face else ""
    inside = _in_brackets(found["inner"]) if found["inner"] else None
    parts = {"count": count, "of": of} | ({"percent": inside} if inside and inside.kind == "percent" else {})
    return replace(count, text=text, bracket=inside, parts=parts, cannot=cannot)


def _large_money(text: str, found: re.Match) -> Printed:
    digits, factor = found["number"].replace(",", ""), Fraction(10) ** _UNITS[found["unit"].lower()]
    stands_for = rounding_interval(digits) * Interval.exactly(factor)
    return Printed(text, "money", Fraction(digits) * factor, stands_for, 0, found["symbol"])


def _of_people(text: str, found: re.Match) -> Printed:
    share = parse_printed(found["main"])
    cannot = "" if 0 <= share.face <= 1 else "A share of people lies between 0% and 100%."
    return replace(share, text=text, cannot=cannot)


def _bounded_percent(text: str, relation: str, number: str) -> Printed:
    """Read "<1%" as 0% to 1%, and ">99%" as 99% to 100%."""
    share, closed = Fraction(number) / 100, relation not in ("<", ">")
    within = (Fraction(0), share, True, closed) if relation[0] in "<\u2264" else (share, Fraction(1), closed, True)
    return Printed(text, "percent", share, Interval(*within), decimal_places(number))


def _spread(text: str, found: re.Match) -> Printed:
    """Read "2.63 \u00b1 0.81" as a mean with the spread printed beside it."""
    main, spread = parse_printed(found["main"]), parse_printed(found["spread"])
    cannot = "A spread is never negative." if spread.face < 0 else ""
    return replace(main, text=text, kind=_no_count(main), parts={"sd": spread}, cannot=cannot)


def _no_count(mean: Printed) -> str:
    """The kind of a figure with a spread: a mean, which is rounded though it may be printed without decimals."""
    return "number" if mean.kind == "count" else mean.kind


def _bracketed(text: str, bracket: re.Match) -> Printed:
    """A figure with an interval or another figure in brackets, round or square."""
    inner = bracket["inner"].strip("[] ")
    main, inside = parse_printed(bracket["main"]), _in_brackets(inner)
    parts = dict(main.parts)
    named = re.fullmatch(r"(SD|SE|n)\s*=?\s*(\d*\.?\d+)", inner)
    if named:
        parts[named[1].lower()] = parse_printed(named[2])
    of = _OUT_OF.fullmatch(inner)
    if of:
        parts |= {"count": parse_printed(of["count"]), "of": parse_printed(of["of"])}
    kind = _no_count(main) if named and named[1] != "n" else main.kind
    return replace(main, text=text, kind=kind, bracket=None if named or of else inside, parts=parts)


_FORMS = (
    *((_OUT_OF, _out_of), (_LARGE, _large_money), (_OF_PEOPLE, _of_people)),
    *((_PLUS_MINUS, _spread), (_SQUARE, _bracketed), (_BRACKET, _bracketed)),
)
"""Forms with a second figure, a unit or people behind the first, and what reads each; the first that fits is taken."""


def _with_parts(printed: Printed) -> Printed:
    """The figure with the ends of its interval and its bracket among its parts, and with what they cannot be."""
    parts = dict(printed.parts)
    if printed.bracket is not None:
        parts |= {name: part for name, part in printed.bracket.parts.items() if name not in parts}
        parts.setdefault("bracket", printed.bracket)
    cannot = printed.cannot or next((part.cannot for part in parts.values() if part.cannot), "")
    return replace(printed, parts=parts, cannot=cannot)


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


def _range(text: str, first: str, last: str) -> Printed:
    if last.endswith("%") and not first.endswith("%"):
        first += "%"
    low, high = parse_printed(first), parse_printed(last)
    if "interval" in (low.kind, high.kind):
        raise ValueError(f'"{text}" is no interval from a lower to a higher bound.')
    exchanged = (
        f"An interval runs from its lower to its higher end; with its ends exchanged it reads {last} to {first}."
    )
    cannot = exchanged if low.face > high.face else ""
    ends = (low.rounds_to.low, low.rounds_to.high, high.rounds_to.low, high.rounds_to.high)
    stands_for = Interval(min(ends), max(ends))
    places = max(low.places, high.places)
    parts = {"low": low, "high": high}
    return Printed(text, "interval", (low.face + high.face) / 2, stands_for, places, low.symbol, None, parts, cannot)


def _p_value(text: str, plain: str, marked: bool = False) -> Printed:
    relation, number, _ = read_p_value(plain)
    value = Fraction(number)
    try:
        stands_for, cannot = p_interval(plain), ""
    except ValueError:
        if not marked:
            raise
        stands_for, cannot = Interval(Fraction(0), Fraction(1)), "A p-value lies between 0 and 1, and is never below 0."
    return Printed(text, "p_value", value, stands_for, decimal_places(number), cannot=cannot)


def _figure(text: str, figure: re.Match) -> Printed:
    digits = figure["number"].replace(",", "")
    if figure["sign"] and digits[0] in "+-\u2212\u2013":
        raise ValueError(f'"{text}" has two signs.')
    printed = (figure["sign"] + digits).replace("\u2013", "-")
    stands_for = rounding_interval(printed)
    face, places = Fraction(printed.replace("\u2212", "-")), decimal_places(printed)
    if figure["percent"]:
        return Printed(text, "percent", face / 100, stands_for * PER_CENT, places)
    if figure["symbol"]:
        return Printed(text, "money", face, stands_for, places, figure["symbol"])
    return Printed(text, "number" if places else "count", face, stands_for, places)


def _in_words(text: str, plain: str) -> Printed:
    words = plain.replace("-", " ").replace("per cent", "percent").split()
    value = _whole_in_words(words[:-1]) if words[-1:] == ["percent"] else None
    if value is not None:
        return Printed(text, "percent", Fraction(value, 100), rounding_interval(str(value)) * PER_CENT, 0)
    part = _PARTS.get(words[-1].removesuffix("s")) if words else None
    if part:
        above = _whole_in_words(words[:-1]) if words[:-1] else 1
        if above is not None and 0 <= above <= part:
            share = Fraction(above, part)
            return Printed(text, "share", share, _nearest_to(share), 0)
    value = _whole_in_words(words)
    if value is None and re.search(r"(?<![\d.,])\d+,\d+(?![\d,])", plain):
        raise ValueError(f'"{text}" has a comma before its decimals; it is read with a point there.')
    if value is None:
        raise ValueError(f'"{text}" is no number, in digits or in words.')
    return Printed(text, "count", Fraction(value), rounding_interval(str(value)), 0)


def _whole_in_words(words: list[str]) -> int | None:
    if len(words) == 1:
        return _WORDS.get(words[0], TENS.get(words[0]))
    if len(words) == 2 and words[0] in TENS and 1 <= _WORDS.get(words[1], 0) <= 9:
        return TENS[words[0]] + _WORDS[words[1]]
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
