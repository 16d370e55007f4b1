"""Answer counts: the one form of data that the statistics take."""

from __future__ import annotations

from numbers import Integral

import numpy as np


def as_counts(values, name: str = "counts", *, at_least: int = 0) -> np.ndarray:
    """Answers per scale point as an array of whole numbers.

    Parameters
    ----------
    values : array_like of int, shape (k,)
        Number of answers at each of the k scale points, in scale order.
    name : str
        What to call the values in a message.
    at_least : int
        Fewest answers that the calculation can do with.

    Returns
    -------
    numpy.ndarray of int64, shape (k,)
        The same numbers.

    Raises
    ------
    ValueError
        If the values are no list of whole numbers from zero upwards, or add up to fewer than `at_least` or to more
        than 64 bits hold.

    Examples
    --------
    >>> as_counts([3, 0, 2.0])
    array([3, 0, 2])
    >>> as_counts([0, 0], "second", at_least=1)
    Traceback (most recent call last):
    ...
    ValueError: second holds 0 answers; at least 1 needed.
    """
    array = np.asarray(values)
    if array.dtype == object and all(isinstance(count, Integral) and abs(count) < 2**63 for count in array.flat):
        # A row of a table that also holds text, for instance.
        array = array.astype(np.int64)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must be one list of answer counts, one per scale point.")
    if array.dtype.kind not in "biuf" or not np.all(np.isfinite(array)) or np.any(array != np.floor(array)):
        raise ValueError(f"{name} must hold whole numbers of answers, not {array.tolist()}.")
    if np.any(array < 0):
        raise ValueError(f"{name} must hold no negative numbers of answers, not {array.tolist()}.")
    total = sum(map(int, array.tolist()))
    if total >= 2**63:
        raise ValueError(f"{name} holds {total:,} answers; more than 2^63 - 1 cannot be counted.")
    if total < at_least:
        raise ValueError(f"{name} holds {total} answer{'' if total == 1 else 's'}; at least {at_least} needed.")
    return array.astype(np.int64)


def as_points(points, size: int) -> np.ndarray:
    """The scale points as numbers in rising order, one per count.

    Parameters
    ----------
    points : array_like of float, shape (k,)
        The codes of the scale, for instance `(1, 2, 3, 4)`.
    size : int
        Number of counts that they belong to.

    Returns
    -------
    numpy.ndarray of float, shape (k,)
        The same numbers.

    Raises
    ------
    ValueError
        If there are not as many points as counts, or they do not rise.

    Examples
    --------
    >>> as_points((1, 2, 3), 3)
    array([1., 2., 3.])
    """
    array = np.asarray(points, dtype=float)
    if array.shape != (size,):
        raise ValueError(f"There are {size} counts but {array.size} scale points; give one point per count.")
    if not np.all(np.isfinite(array)) or np.any(np.diff(array) <= 0):
        raise ValueError(f"The scale points must be numbers in rising order, not {array.tolist()}.")
    return array
