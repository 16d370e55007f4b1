"""What a number of interviews can hear: how new themes run out."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb


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
