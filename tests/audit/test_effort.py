"""The number of answers that a search would go through."""

from itertools import product
from math import inf

import pytest

from prepost.audit.effort import number_of_vectors
from prepost.audit.vectors import vectors_with_sum


@pytest.mark.parametrize("n, points", list(product(range(1, 8), range(2, 6))))
def test_as_many_as_are_written_out(n, points):
    for first in range(-1, n * (points - 1) + 2):
        totals = range(first, first + 3)
        assert number_of_vectors(n, totals, points) == len(vectors_with_sum(n, totals, points))


def test_numbers_beyond_counting_and_the_shorter_end_of_the_scale():
    """The partitions of 5 into parts of at most 3, written out: 3+2, 3+1+1, 2+2+1, 2+1+1+1, 1+1+1+1+1."""
    assert number_of_vectors(10**9, range(10**9, 10**9 + 1), 4) == inf
    assert number_of_vectors(10**9, range(10**8, 10**8 + 1), 2) == 1
    assert number_of_vectors(10**6, range(5, 6), 4) == 5
    assert number_of_vectors(10**6, range(3 * 10**6 - 5, 3 * 10**6 - 4), 4) == 5
