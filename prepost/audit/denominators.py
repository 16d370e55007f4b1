"""What printed figures imply about the number of people behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prepost.audit.intervals import Interval
from prepost.audit.printed import parse_printed, show_like


class ImpliedDenominator(NamedTuple):
    """The number of people (or places, or forms) that a printed total and a printed figure per head imply.

    Attributes
    ----------
    interval : Interval
        Every number that fits both roundings.
    whole : tuple of int
        The whole numbers among them.
    nearest : tuple of (int, str)
        The whole numbers next to the interval, each with the figure per head that it would give, as it would be
        printed.
    """

    interval: Interval
    whole: tuple[int, ...]
    nearest: tuple[tuple[int, str], ...]


def implied_denominator(total: str, per_head: str) -> ImpliedDenominator:
    """The denominator that turns a printed total into a printed figure per head.

    Parameters
    ----------
    total, per_head : str
        As printed, such as "£29,998.50" and "£71.08". Each stands for every value that rounds to it, except that a
        total that is a count stands for itself.

    Returns
    -------
    ImpliedDenominator

    Raises
    ------
    ValueError
        If one is no number.
    ZeroDivisionError
        If the figure per head may be zero.

    Examples
    --------
    >>> implied_denominator("£1,000", "£33.3").whole
    (30,)
    >>> implied_denominator("£1,000.00", "£33.30").nearest
    ((30, '£33.33'), (31, '£32.26'))
    >>> implied_denominator("50", "26%").whole
    (189, 190, 191, 192, 193, 194, 195, 196)
    """
    whole_sum, figure = parse_printed(total), parse_printed(per_head)
    interval = whole_sum.as_input / figure.rounds_to
    whole = tuple(interval.whole_numbers())
    low = interval.low.numerator // interval.low.denominator
    near = whole or tuple(number for number in (low, low + 1) if number > 0)
    return ImpliedDenominator(
        interval, whole, tuple((n, show_like(whole_sum.face / n, figure, extra_places=0)) for n in near)
    )


def percentage_denominators(printed: Sequence[str], at_most: int) -> list[int]:
    """The numbers of people of whom every one of these percentages is that of a whole number.

    Parameters
    ----------
    printed : sequence of str
        Percentages as printed, such as "16%".
    at_most : int
        The largest number of people to look at.

    Returns
    -------
    list of int
        From the smallest to the largest; empty if there is none.

    Examples
    --------
    >>> percentage_denominators(["16%", "11%"], 30)
    [19]
    """
    shares = [parse_printed(text).rounds_to for text in printed]
    return [n for n in range(1, at_most + 1) if all(share.whole_numbers(n, (0, n)) for share in shares)]
