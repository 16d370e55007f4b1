"""Whole numbers with a given sum and sum of squares, against all datasets there are."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepost.audit.datasets import attained_squares, even_dataset, find_dataset, first_run, least_squares


def squares_by_sum(n: int, highest: int) -> dict[int, set[int]]:
    """Brute force: the sums of squares of all n numbers from zero to the highest, by their sum."""
    found: dict[int, set[int]] = {}
    for numbers in combinations_with_replacement(range(highest + 1), n):
        found.setdefault(sum(numbers), set()).add(sum(number**2 for number in numbers))
    return found


SIZES = [(1, 4), (2, 5), (3, 6), (4, 6), (5, 5), (6, 5), (7, 4), (9, 3), (10, 3), (12, 2), (8, 4), (13, 3), (11, 4)]
"""From few numbers on a long scale to so many that several pairs of them are equal."""


@given(st.sampled_from(SIZES), st.integers(-20, 20))
def test_sums_of_squares_against_all_datasets(size, lowest):
    """Wherever the scale starts; sums of squares outside those possible, on either side, are asked for too."""
    n, highest = size
    for total, expected in squares_by_sum(n, highest).items():
        first = least_squares(n, total)
        candidates = range(first - 4, highest * total + 5, 2)
        moved_total = total + lowest * n
        moved = [square + 2 * lowest * total + n * lowest**2 for square in candidates]
        asked = range(moved[0], moved[-1] + 1, 2)
        bounds = (lowest, lowest + highest)
        attained = [square for run in attained_squares(n, moved_total, asked, bounds) for square in run]
        there = [square for here, square in zip(candidates, moved, strict=True) if here in expected]
        assert attained == there, (total, bounds)
        assert attained == [square for square in asked if find_dataset(n, moved_total, square, bounds)]


@settings(max_examples=200)
@given(st.lists(st.integers(-40, 60), min_size=1, max_size=60), st.booleans(), st.integers(0, 8))
def test_any_numbers_are_found_again_from_their_sums(numbers, bounded, room):
    bounds = (min(numbers) - room, max(numbers) + room) if bounded else None
    total, squares = sum(numbers), sum(number**2 for number in numbers)
    found = find_dataset(len(numbers), total, squares, bounds)
    assert sum(times for _, times in found) == len(numbers)
    assert sum(number * times for number, times in found) == total
    assert sum(number**2 * times for number, times in found) == squares
    assert bounds is None or (found[0][0] >= bounds[0] and found[-1][0] <= bounds[1])
    assert list(found) == sorted(found) and all(times > 0 for _, times in found)


@given(st.integers(1, 50), st.integers(-200, 200))
def test_numbers_as_equal_as_can_be_have_the_least_squares(n, total):
    """By hand: of numbers that differ by two or more, moving both inward keeps the sum and lowers the squares. A number
    and its square are both odd or both even, so that the squares cannot be more by an odd number."""
    dataset = even_dataset(n, total)
    assert sum(times for _, times in dataset) == n and sum(number * times for number, times in dataset) == total
    assert dataset[-1][0] - dataset[0][0] <= 1
    assert sum(number**2 * times for number, times in dataset) == least_squares(n, total)
    assert find_dataset(n, total, least_squares(n, total) + 1001) is None


@pytest.mark.parametrize("bounds", [None, (0, 100), (1, 5)])
def test_a_million_answers_are_no_harder(bounds):
    n = 1_000_000
    total = 3 * n + 7
    first = least_squares(n, total)
    found = find_dataset(n, total, first + n, bounds)
    assert sum(number**2 * times for number, times in found) == first + n
    run = first_run(n, total, range(first, first + 2 * n, 2), bounds or (-50, 50))
    assert run[0] == first and len(run) > n // 4
