"""What a number of interviews can hear: how new themes run out, and what may have gone unheard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb

from prepost.stats.estimate import tail


def new_themes(interviews: Iterable[Iterable[str]]) -> list[int]:
    """Different themes heard after each interview, in the order in which they were held.

    Parameters
    ----------
    interviews : iterable of iterables of str
        The themes of each interview; empty for one that raised none.

    Returns
    -------
    list of int
        One number an interview, never falling.

    Examples
    --------
    >>> new_themes([["time"], ["time", "place"], [], ["cost"]])
    [1, 2, 2, 3]
    """
    heard: set[str] = set()
    curve = []
    for themes in interviews:
        heard.update(themes)
        curve.append(len(heard))
    return curve


def expected_themes(raised_by: Sequence[int], n: int) -> list[float]:
    """Different themes to be expected from 1, 2, ..., n interviews taken in any order.

    Parameters
    ----------
    raised_by : sequence of int
        For each theme the interviewees who raised it, from 1 to n.
    n : int
        Interviews held.

    Returns
    -------
    list of float
        The mean over all orders; if it has become flat, further interviews would hardly bring new themes.

    Raises
    ------
    ValueError
        If a theme was raised by fewer than 1 or more than n interviewees.

    Notes
    -----
    sum over themes of 1 - C(n - raised, m) / C(n, m): the sample-based rarefaction curve of Ugland, Gray & Ellingsen
    (2003), Journal of Animal Ecology 72, 888-897, `vegan::specaccum(method = "exact")` in R.

    Examples
    --------
    >>> [round(themes, 2) for themes in expected_themes([3, 1], 3)]
    [1.33, 1.67, 2.0]
    """
    if any(raised != int(raised) or not 1 <= raised <= n for raised in raised_by):
        raise ValueError(f"Each theme must have been raised by 1 to {n} interviewees, not {list(raised_by)}.")
    return [sum(1 - comb(n - raised, m) / comb(n, m) for raised in raised_by) for m in range(1, n + 1)]


def largest_unheard(n: int, level: float = 0.95) -> float:
    """The largest share of all people that may hold a view which none of n people drawn at random raised.

    Parameters
    ----------
    n : int
        Interviews.
    level : float
        One-sided confidence level.

    Returns
    -------
    float
        1 - (1 - level)^(1/n), exact; about 3/n at 95 % (Hanley & Lippman-Hand 1983, JAMA 249, 1743-1745).

    Examples
    --------
    >>> round(largest_unheard(30), 3)
    0.095
    """
    tail(level)
    if n != int(n) or n < 1:
        raise ValueError(f"There must be at least one interview, not {n!r}.")
    return 1 - (1 - level) ** (1 / n)
