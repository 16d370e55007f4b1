"""Numbers as words and figures on a page: the one place where a value becomes text.

Every number that a page, a figure, a table or an alternative text shows passes through here, so that the same value
reads the same everywhere: true minus signs, thousands separated by commas, halves rounded away from zero as in print,
and no bare "nan".
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite
from numbers import Rational

MINUS = "\u2212"
NOT_DEFINED = "not defined"
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹"}
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def format_number(x, places: int = 2) -> str:
    """A number with a fixed number of decimals.

    Parameters
    ----------
    x : float, int, Decimal or Fraction
        The value; None, nan and infinity give "not defined".
    places : int
        Decimals to show.

    Returns
    -------
    str
        Halves are rounded away from zero; a value that rounds to zero carries no sign.

    Examples
    --------
    >>> format_number(2.625), format_number(-0.333), format_number(-0.001), format_number(158224, 0)
    ('2.63', '−0.33', '0.00', '158,224')
    >>> format_number(float("nan"))
    'not defined'
    """
    if x is None or not (isinstance(x, Rational) or isfinite(x)):
        return NOT_DEFINED
    if isinstance(x, Rational):  # whole numbers of numpy as well
        exact = Decimal(int(x.numerator)) / Decimal(int(x.denominator))
    else:  # the shortest decimal that stands for the value, as people round by hand
        exact = Decimal(repr(float(x)))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,}"


def true_minus(printed: str) -> str:
    """A printed figure with the minus sign that the page uses everywhere.

    >>> true_minus("-0.09 (-3.0%)"), true_minus("3-4 of 12")
    ('−0.09 (−3.0%)', '3-4 of 12')
    """
    return re.sub(r"(?<![\w)])-(?=[\d.£$€])", MINUS, printed)


def signed(x, places: int = 2) -> str:
    """A difference, with its sign always shown (none where it rounds to zero).

    Examples
    --------
    >>> signed(0.4), signed(-0.094), signed(0.004)
    ('+0.40', '−0.09', '0.00')
    """
    text = format_number(x, places)
    return f"+{text}" if text[0].isdigit() and text.strip("0.") else text


def percent(share, places: int = 0, *, sign: bool = False) -> str:
    """A share (1 is the whole) as a percentage; `sign=True` for a difference of shares.

    Examples
    --------
    >>> percent(254 / 302), percent(0.1333, 1, sign=True), percent(None)
    ('84%', '+13.3%', 'not defined')
    """
    if format_number(share) == NOT_DEFINED:
        return NOT_DEFINED
    hundredfold = share * 100 if isinstance(share, Rational) else float(Decimal(repr(float(share))) * 100)
    return f"{(signed if sign else format_number)(hundredfold, places)}%"


def signed_percent(share, places: int = 1) -> str:
    """A difference of shares as a percentage with its sign.

    Examples
    --------
    >>> signed_percent(0.1333), signed_percent(-0.0002)
    ('+13.3%', '0.0%')
    """
    return percent(share, places, sign=True)


def p_value(p) -> str:
    """A p-value as journals print it: three decimals, never an equals sign where the value is only a bound.

    Parameters
    ----------
    p : float
        Between 0 and 1.

    Returns
    -------
    str
        "p = 0.018", "p < 0.001", "p > 0.999", or "p not defined".

    Examples
    --------
    >>> p_value(0.0184), p_value(0.0000004), p_value(0.99984)
    ('p = 0.018', 'p < 0.001', 'p > 0.999')
    """
    if format_number(p) == NOT_DEFINED:
        return f"p {NOT_DEFINED}"
    if p < 0.001:
        return "p < 0.001"
    return "p > 0.999" if p >= 0.9995 else f"p = {format_number(p, 3)}"


def money(x, currency: str, places: int = 2) -> str:
    """An amount of money in a currency named by its ISO 4217 code.

    Examples
    --------
    >>> money(29998.5, "GBP"), money(-12, "CHF", 0)
    ('£29,998.50', '−CHF 12')
    """
    text = format_number(x, places)
    if text == NOT_DEFINED:
        return text
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{sign}{_SYMBOLS.get(currency, currency + ' ')}{digits}"


def interval(low, high, places: int = 2, *, form=format_number) -> str:
    """An interval as "low to high"; a dash would read as a minus sign.

    Parameters
    ----------
    low, high : float
        The bounds.
    places : int
        Decimals of each bound.
    form : callable
        `number`, `signed` or `percent`.

    Examples
    --------
    >>> interval(2.541, 2.719), interval(-0.094, 0.3, form=signed), interval(0.8, 0.88, 0, form=percent)
    ('2.54 to 2.72', '−0.09 to +0.30', '80% to 88%')
    """
    ends = form(low, places), form(high, places)
    return NOT_DEFINED if NOT_DEFINED in ends else " to ".join(ends)


def level_words(level: float) -> str:
    """A confidence level as a percentage with as many decimals as it needs.

    Examples
    --------
    >>> level_words(0.95), level_words(1 - 0.05 / 3)
    ('95%', '98.3%')
    """
    return percent(level, 0 if abs(level * 100 - round(level * 100)) < 1e-9 else 1)


def plural(n: int, singular: str, several: str = "") -> str:
    """The noun that goes with a number.

    Examples
    --------
    >>> plural(1, "form"), plural(2, "person", "people")
    ('form', 'people')
    """
    return singular if n == 1 else several or singular + "s"


def with_noun(n: int, noun: str, several: str = "") -> str:
    """A whole number with its noun.

    Examples
    --------
    >>> with_noun(254, "form"), with_noun(1, "form"), with_noun(1202, "person", "people")
    ('254 forms', '1 form', '1,202 people')
    """
    return f"{format_number(n, 0)} {plural(n, noun, several)}"


def in_words(n: int) -> str:
    """A whole number below one hundred in words, any other in digits.

    Examples
    --------
    >>> in_words(0), in_words(12), in_words(45), in_words(302)
    ('zero', 'twelve', 'forty-five', '302')
    """
    if not 0 <= n < 100:
        return format_number(n, 0)
    if n < 20:
        return _UNITS[n]
    tens, units = divmod(n, 10)
    return _TENS[tens] + (f"-{_UNITS[units]}" if units else "")


def capital(text: str) -> str:
    """The text with its first letter a capital and the rest as it was.

    Examples
    --------
    >>> capital("one form is from the NHS")
    'One form is from the NHS'
    """
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text with its first letter small, for the middle of a sentence; an abbreviation stays as it is.

    Examples
    --------
    >>> uncapital("At one month"), uncapital("NHS staff")
    ('at one month', 'NHS staff')
    """
    is_abbreviation = len(text) > 1 and text[1].isupper()
    return text if is_abbreviation else text[:1].lower() + text[1:]
