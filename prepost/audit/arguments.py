"""Arguments that several checks take: whole numbers of people or answers, and answer scales."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real


def whole_number(number, name: str) -> int:
    """A number of people, answers or items.

    Parameters
    ----------
    number : int
        A whole number of any type, also `64.0`.
    name : str
        What it is the number of, for the message.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If it is no whole number of at least 1.

    Examples
    --------
    >>> whole_number(64.0, "number of answers")
    64
    """
    if isinstance(number, Real) and not isinstance(number, bool) and number >= 1 and number % 1 == 0:
        return int(number)
    raise ValueError(f"The {name} must be a whole number of at least 1, not {number!r}.")


def checked_scale(scale) -> tuple[int, int]:
    """Lowest and highest point of a scale.

    Parameters
    ----------
    scale : sequence of int
        The two ends, or all points in order.

    Returns
    -------
    tuple of int

    Raises
    ------
    ValueError
        If it has fewer than two points, or they are no rising whole numbers.

    Examples
    --------
    >>> checked_scale((1, 4)), checked_scale(range(1, 5))
    ((1, 4), (1, 4))
    """
    points = tuple(scale) if isinstance(scale, Iterable) else (scale,)
    sound = len(points) >= 2 and all(isinstance(point, Real) and point % 1 == 0 for point in points)
    if not sound or points[-1] <= points[0]:
        raise ValueError(f"A scale runs from its lowest to its highest point, such as (1, 4), not {scale!r}.")
    return int(points[0]), int(points[-1])
