"""Whole numbers with a given sum and sum of squares: whether any exist, and which sums of squares are attained.

A dataset is held as its different numbers, each with how often it occurs: a million answers cost no more than ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import isqrt

from prepost.audit.effort import step

WIDE = 8
"""From so much room between the mean and the ends of a scale on, datasets are made before they are searched for."""
Dataset = tuple[tuple[int, int], ...]
"""Different whole numbers in rising order, each with how often it occurs."""


def even_dataset(n: int, total: int) -> Dataset:
    """n whole numbers with a sum, as equal as can be.

    Examples
    --------
    >>> even_dataset(3, 7)
    ((2, 2), (3, 1))
    """
    base, more = divmod(total, n)
    return ((base, n - more), (base + 1, more)) if more else ((base, n),)


def least_squares(n: int, total: int) -> int:
    """The smallest sum of squares of n whole numbers with a sum: that of numbers as equal as can be.

    Examples
    --------
    >>> least_squares(3, 7)
    17
    """
    base, more = divmod(total, n)
    return (n - more) * base**2 + more * (base + 1) ** 2


def find_dataset(n: int, total: int, squares: int, bounds: tuple[int, int] | None = None) -> Dataset | None:
    """n whole numbers with this sum and sum of squares, within bounds; None if there are none.

    Parameters
    ----------
    n, total, squares : int
        How many numbers, at least 1, their sum and their sum of squares.
    bounds : tuple of int, optional
        Smallest and largest number allowed.

    Returns
    -------
    Dataset or None

    Notes
    -----
    The numbers are moved until their mean lies between 0 and 1. Then they are chosen by size, the largest distances
    from zero first, each as often as can be and then less often; the rest is a smaller problem of the same kind. A
    branch is left as soon as the rest cannot be filled: squares are never less than those of numbers as equal as can
    be, never more than `(a + b) sum - a b n` for numbers between a and b, and no number is further from the mean than
    all squares allow. On a wide scale, or without one, most sums need no search: see `_parted`.

    Examples
    --------
    >>> find_dataset(4, 10, 30, (1, 4)), find_dataset(4, 10, 36, (1, 4)), find_dataset(4, 10, 36)
    (((1, 1), (2, 1), (3, 1), (4, 1)), None, ((1, 2), (3, 1), (5, 1)))
    """
    parted = _parted(n, total, squares, bounds)
    if parted is not None:
        return parted
    dead: set[tuple[int, ...]] = set()

    def fill(n: int, total: int, squares: int, low: int, high: int) -> list[tuple[int, int]] | None:
        step()
        if n == 0 or not _may_exist(n, total, squares, low, high):
            return [] if n == total == squares == 0 else None
        base = total // n
        found = centred(n, total - n * base, squares - 2 * base * total + n * base**2, low - base, high - base)
        return None if found is None else [(number + base, times) for number, times in found]

    def centred(n: int, total: int, squares: int, low: int, high: int) -> list[tuple[int, int]] | None:
        spread = isqrt((n * squares - total**2) * (n - 1))
        below, above = max(low, -((spread - total) // n)), min(high, (total + spread) // n)
        state = n, total, squares, below, above
        if state in dead:
            return None
        while _may_exist(n, total, squares, below, above):
            if max(-below, above) <= 1:
                ones = (squares + total) // 2
                return [(1, ones), (-1, squares - ones), (0, n - squares)]
            largest = above if above >= -below else below
            below, above = (below, above - 1) if largest > 0 else (below + 1, above)
            for times in _how_often(n, total, squares, largest, below, above):
                rest = fill(n - times, total - times * largest, squares - times * largest**2, below, above)
                if rest is not None:
                    return [*rest, (largest, times)]
        dead.add(state)
        return None

    low, high = bounds if bounds is not None else (-isqrt(squares), isqrt(squares))
    found = fill(n, total, squares, low, high)
    return None if found is None else tuple(sorted((number, times) for number, times in found if times))


def _parted(n: int, total: int, squares: int, bounds: tuple[int, int] | None) -> Dataset | None:
    """A dataset made of numbers as equal as can be, of which pairs of equals part; None if that does not reach.

    By the same theorem as in `first_run`: some pairs part as far as the scale allows, four make up the rest.
    """
    (base, more), further = divmod(total, n), squares - least_squares(n, total)
    pairs = (n - more) // 2 + more // 2
    if pairs < 4 or further < 0 or further % 2:
        return None
    room = isqrt(further) + 1 if bounds is None else min(base - bounds[0], bounds[1] - base - 1)
    if room < WIDE or further // 2 > (pairs - 3) * room**2:
        return None
    far = min(further // 2 // room**2, pairs - 4)
    moves = [room] * far + _four_squares(further // 2 - far * room**2)
    numbers: Counter[int] = Counter({base: n - more, base + 1: more})
    for place, move in enumerate(moves):
        middle = base if place < (n - more) // 2 else base + 1
        numbers[middle] -= 2
        numbers[middle - move] += 1
        numbers[middle + move] += 1
    return tuple(sorted((number, times) for number, times in numbers.items() if times))


def _four_squares(number: int) -> list[int]:
    """Four whole numbers whose squares add up to a number.

    Examples
    --------
    >>> _four_squares(7)
    [2, 1, 1, 1]
    """
    for a in range(isqrt(number), -1, -1):
        for b in range(min(a, isqrt(number - a * a)), -1, -1):
            rest = number - a * a - b * b
            for c in range(min(b, isqrt(rest)), isqrt(rest // 2) - 1, -1):
                d = isqrt(rest - c * c)
                if d * d == rest - c * c:
                    return [a, b, c, d]
            if 2 * b * b < number - a * a - b * b:
                break
    raise AssertionError("every whole number is the sum of four squares")


def first_run(n: int, total: int, squares: range, bounds: tuple[int, int]) -> range | None:
    """The first of some sums of squares that n whole numbers with a given sum have, and those seen to follow it.

    Parameters
    ----------
    n, total : int
        How many numbers, and their sum.
    squares : range
        Sums of squares two apart, of the parity of the sum: no other can occur.
    bounds : tuple of int
        Smallest and largest number allowed.

    Returns
    -------
    range or None
        Sums of squares that are all attained; it may reach beyond those asked for. None if not one is attained.

    Notes
    -----
    Two equal numbers that part by j, one up and one down, leave the sum as it is and add `2 j^2` to the squares. By
    Lagrange every whole number is the sum of four squares. So if a dataset holds k >= 4 pairs of equal numbers that
    may each part by h, the next `(k - 3) h^2` sums of squares are attained as well: some pairs part by h, four make up
    the rest. One dataset thus settles a whole run.

    References
    ----------
    Hardy GH, Wright EM (2008). An Introduction to the Theory of Numbers, 6th edition, theorem 369.

    Examples
    --------
    >>> first_run(4, 10, range(26, 36, 2), (1, 4)), first_run(4, 10, range(32, 34, 2), (1, 4))
    (range(26, 32, 2), None)
    """
    for square in squares:
        found = find_dataset(n, total, square, bounds)
        if found is not None:
            return range(square, square + 2 * _further_squares(found, bounds) + 2, 2)
    return None


def attained_squares(n: int, total: int, squares: range, bounds: tuple[int, int]) -> Iterator[range]:
    """Which of some sums of squares n whole numbers with a given sum have.

    Parameters
    ----------
    n, total, squares, bounds
        As for `first_run`.

    Yields
    ------
    range
        Sums of squares that are attained, in rising order.

    Examples
    --------
    >>> list(attained_squares(4, 10, range(26, 36, 2), (1, 4)))
    [range(26, 32, 2), range(34, 36, 2)]
    """
    while run := first_run(n, total, squares, bounds):
        yield range(run.start, min(run.stop, squares.stop), 2)
        squares = range(run.stop, squares.stop, 2)


def _further_squares(dataset: Dataset, bounds: tuple[int, int]) -> int:
    """How many sums of squares in a row, two apart, are attained beyond that of a dataset: see `first_run`."""
    low, high = bounds
    rooms = ((min(number - low, high - number), times // 2) for number, times in dataset)
    pairs, further = 0, 0
    for room, more in sorted(rooms, reverse=True):
        if room > 0:
            pairs += more
            # Fewer than four pairs still part by one each.
            further = max(further, pairs, (pairs - 3) * room**2)
    return further


def _may_exist(n: int, total: int, squares: int, low: int, high: int) -> bool:
    if squares < 0 or not low * n <= total <= high * n or (squares - total) % 2:
        return False
    return least_squares(n, total) <= squares <= (low + high) * total - low * high * n


def _how_often(n: int, total: int, squares: int, number: int, low: int, high: int) -> range:
    """How often a number outside bounds can occur so that numbers within them may make up the rest, the most first.

    At most: the rest has at least the squares of equal numbers, `(Q - t x^2) (n - t) >= (S - t x)^2`, which is linear
    in t. At least: the rest has at most the squares of numbers at both bounds.
    """
    distance = squares + n * number**2 - 2 * total * number
    most = min(n, (n * squares - total**2) // distance) if distance > 0 else n
    too_much = squares - (low + high) * total + low * high * n
    least = max(1, -(-too_much // ((number - low) * (number - high))))
    return range(most, least - 1, -1)
