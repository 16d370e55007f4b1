"""Vectors of answer counts behind printed means, against enumeration by hand."""

from decimal import Decimal
from itertools import product
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prepost.audit import count_vectors
from prepost.audit.vectors import single_peaked, vectors_with_sum

answers = st.lists(st.integers(1, 4), min_size=1, max_size=60)


def as_counts(values, scale=(1, 4)):
    return np.bincount(np.array(values) - scale[0], minlength=scale[1] - scale[0] + 1)


def by_enumeration(n, keep, points):
    return [counts for counts in product(range(n + 1), repeat=points) if sum(counts) == n and keep(counts)]


@pytest.mark.parametrize(
    "n, printed, scale",
    [(5, "2.40", (1, 4)), (7, "3.0", (1, 5)), (6, "0.17", (0, 3)), (4, "-0.5", (-1, 1)), (9, "2", (1, 4))],
)
def test_all_vectors_and_no_other(n, printed, scale):
    """Hand calculation: every composition of n whose mean lies within half a unit of the printed mean."""
    half = 0.5 * 10 ** -len(printed.partition(".")[2])
    points = range(scale[0], scale[1] + 1)
    expected = by_enumeration(
        n,
        lambda counts: abs(sum(c * p for c, p in zip(counts, points)) / n - float(printed)) <= half + 1e-12,
        len(points),
    )
    assert count_vectors(n, printed, scale).tolist() == [list(counts) for counts in expected]


def test_with_a_standard_deviation():
    """Hand calculation over all compositions of 12 answers, with statistics.stdev."""

    def keep(counts):
        values = [point for point, count in zip((1, 2, 3, 4), counts) for _ in range(count)]
        return abs(mean(values) - 2.5) <= 0.05 + 1e-12 and abs(stdev(values) - 0.9) <= 0.05 + 1e-12

    assert count_vectors(12, "2.5", sd="0.9").tolist() == [list(counts) for counts in by_enumeration(12, keep, 4)]


@given(values=answers, places=st.integers(0, 3))
def test_any_dataset_is_among_the_vectors_of_its_own_mean(values, places):
    printed = f"{mean(values):.{places}f}"
    assert as_counts(values).tolist() in count_vectors(len(values), printed).tolist()


@given(values=st.lists(st.integers(1, 4), min_size=2, max_size=40), places=st.integers(1, 3))
def test_any_dataset_is_among_the_vectors_of_its_own_mean_and_sd(values, places):
    vectors = count_vectors(len(values), f"{mean(values):.{places}f}", sd=f"{stdev(values):.{places}f}")
    assert as_counts(values).tolist() in vectors.tolist()


@given(values=answers)
def test_turning_the_scale_round_turns_the_vectors_round(values):
    printed = f"{mean(values):.3f}"
    vectors, others = count_vectors(len(values), printed), count_vectors(len(values), str(5 - Decimal(printed)))
    assert sorted(vectors[:, ::-1].tolist()) == others.tolist()


def test_what_is_no_number_of_answers_and_no_scale_is_refused():
    for n in (0, -1, 2.5):
        with pytest.raises(ValueError, match="whole number of at least 1"):
            count_vectors(n, "2.84")
    for scale in ((1, 1), (4, 1), (1.5, 5), (1,)):
        with pytest.raises(ValueError, match="lowest to its highest point"):
            count_vectors(3, "1.00", scale)


def test_a_mean_outside_the_scale_has_no_vector_and_a_scale_may_be_given_by_all_its_points():
    assert count_vectors(10, "4.60").shape == (0, 4)
    assert count_vectors(9, "2.33", range(1, 5)).tolist() == count_vectors(9, "2.33", (1, 4)).tolist()


def test_an_sd_of_nought_never_rounds_up_to_more():
    """By hand: rounded up, an SD of 0 prints as 0.00, and only an SD above 0 prints as 0.01."""
    assert len(count_vectors(3, "1.00", (1, 4), sd="0.01", rounding="ceiling")) == 0
    assert count_vectors(3, "1.00", (1, 4), sd="0.00", rounding="ceiling").tolist() == [[3, 0, 0, 0]]


@given(counts=st.lists(st.integers(0, 6), min_size=2, max_size=7))
def test_single_peaked_means_never_up_after_down(counts):
    """Hand definition: some peak exists to which the counts never fall and from which they never rise."""

    def rises(part):
        return all(a <= b for a, b in zip(part, part[1:]))

    expected = any(rises(counts[: peak + 1]) and rises(counts[peak:][::-1]) for peak in range(len(counts)))
    assert single_peaked(np.array([counts]))[0] == expected


@given(n=st.integers(1, 9), first=st.integers(-2, 30), more=st.integers(0, 4), points=st.integers(2, 5))
def test_several_totals_at_once_are_those_of_each_in_order(n, first, more, points):
    """Hand enumeration: all ways to spread the answers, those with one of the totals kept, in the order of product."""
    totals = range(first, first + more)
    expected = by_enumeration(n, lambda counts: sum(c * p for p, c in enumerate(counts)) in totals, points)
    assert vectors_with_sum(n, totals, points).tolist() == [list(counts) for counts in expected]


@pytest.mark.parametrize("n, mean, scale", [(5000, "2.84", (1, 4)), (64, "5.0", (1, 10)), (10**9, "2.84", (1, 4))])
def test_more_vectors_than_memory_holds_are_refused_before_they_are_made(n, mean, scale):
    with pytest.raises(ValueError, match="in more ways than fit into memory"):
        count_vectors(n, mean, scale)
