"""Pairs of samples behind a printed p-value, and survivors, against scipy one pair at a time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from prepost.audit import count_vectors, pairs
from prepost.audit.intervals import p_interval
from prepost.audit.survivors import by_centrality, most_central, summed_distances, surviving_pairs
from prepost.stats import mann_whitney

FIRST, SECOND = count_vectors(9, "2.33"), count_vectors(8, "3.0")


def p_by_scipy(first, second, continuity):
    samples = [np.repeat(np.arange(len(counts)), counts) for counts in (first, second)]
    return mannwhitneyu(*samples, use_continuity=continuity, method="asymptotic").pvalue


def found(p, low, high):
    """The rows and columns of all pairs whose p-value lies between two bounds."""
    return [
        [i, j] for i, first in enumerate(FIRST) for j, second in enumerate(SECOND) if low <= p(first, second) <= high
    ]


@pytest.mark.parametrize(
    "printed, low, high",
    [
        *(("0.11", 0.105, 0.115), ("0.2", 0.15, 0.25), ("1", 0.5, 1), ("<0.1", -1, 0.1 - 1e-15)),
        *(("p \u2264 0.1", -1, 0.1), ("p > 0.5", 0.5 + 1e-15, 1), ("p>=0.2", 0.2, 1)),
    ],
)
@pytest.mark.parametrize("continuity", [False, True])
def test_the_pairs_are_those_that_scipy_finds(printed, low, high, continuity):
    expected = found(lambda first, second: p_by_scipy(first, second, continuity), low, high)
    assert expected and pairs(FIRST, SECOND, printed, continuity=continuity).tolist() == expected


def test_exact_pairs_are_those_of_the_exact_test():
    expected = found(lambda first, second: mann_whitney(first, second, method="exact").p, 0.075 - 1e-12, 0.085 + 1e-12)
    assert expected and pairs(FIRST, SECOND, "0.08", method="exact").tolist() == expected


COUNTS = st.lists(st.integers(0, 8), min_size=4, max_size=4).filter(any)


@given(COUNTS, COUNTS)
def test_any_two_samples_are_a_pair_of_their_own_p_value_either_way_round(first, second):
    p = mann_whitney(first, second).p
    for samples in ((first, second), (second, first)):
        one, other = (np.array([counts]) for counts in samples)
        assert pairs(one, other, f"{p:.3f}").tolist() == pairs(one, other, f"{p:.2f}").tolist() == [[0, 0]]
        assert len(pairs(one, other, f"{p + 0.01 if p < 0.9 else p - 0.01:.3f}")) == 0


@pytest.mark.parametrize("text", ["1.2", "-0.1", "abc", "", "<0", "p", "0,05"])
def test_what_is_no_p_value_is_refused(text):
    with pytest.raises(ValueError):
        pairs(FIRST, SECOND, text)


def test_printed_forms_of_the_same_p_value():
    assert p_interval("p=0.397") == p_interval("0.397") == p_interval("p = 0.397")
    assert p_interval("p<0.001") == p_interval("<0.001") == p_interval("P < .001") == p_interval("$p<0.001$")
    assert p_interval("p\u22640.05") == p_interval("<= 0.05") and p_interval("p>=0.05") == p_interval("\u22650.05")


def test_a_p_value_that_is_no_text_is_refused_and_no_candidates_have_no_pairs():
    with pytest.raises(TypeError, match="must be given as text"):
        pairs(FIRST, SECOND, 0.397)
    assert pairs(FIRST[:0], SECOND, "0.5").shape == (0, 2)


def distances_by_hand(vectors, others):
    cumulative, other = np.cumsum(vectors, axis=1), np.cumsum(others, axis=1)
    return [int(np.abs(row - other).sum()) for row in cumulative]


def test_weights_count_a_vector_as_often_as_it_says():
    weights = np.arange(len(FIRST)) % 3
    assert summed_distances(FIRST, weights).tolist() == distances_by_hand(FIRST, np.repeat(FIRST, weights, axis=0))


def distance_to(vector, others):
    return distances_by_hand(vector[None], others)[0]


def test_both_ways_to_the_medoid_agree():
    wanted = p_interval("0.1")
    kept = surviving_pairs(FIRST, SECOND, wanted)
    order = by_centrality(kept)
    distance = summed_distances(kept.first) + summed_distances(kept.second)
    best = most_central(FIRST, SECOND, wanted)
    assert best.number == len(kept) and sorted(order) == list(range(len(kept)))
    assert len(best) == 1
    assert distance_to(best.first[0], kept.first) + distance_to(best.second[0], kept.second) == distance.min()
    assert distance[order[0]] == distance.min()
    assert best.first.tolist() == kept.first[order[:1]].tolist()
    assert best.second.tolist() == kept.second[order[:1]].tolist()


def test_totals_that_do_not_go_together_are_left_out():
    wanted, points = p_interval("0.1"), np.arange(4)
    several = np.concatenate([FIRST, FIRST[:, ::-1]])
    every = surviving_pairs(several, SECOND, wanted)
    kept = surviving_pairs(several, SECOND, wanted, lambda one, other: one < 13)
    below = (every.first @ points) < 13
    assert len(kept) == below.sum() > 0 and not below.all()


@pytest.mark.parametrize(
    "samples, sentence",
    [
        ([[4, 10, 20, 6], [1, 1, 1, 1]], "same number of answers, at least one; they hold 4 to 40"),
        ([[0, 0, 0, 0]], "they hold 0 to 0"),
        ([[1, 2, 3, 4, 5]], "[45] and [45] scale points"),
        ([[-1, 2, 3, 4]], "none below zero"),
        ([[4.5, 10, 20, 5.5]], "whole numbers of answers"),
        ([[float("nan"), 10, 20, 6]], "whole numbers of answers"),
        ([["a", "b", "c", "d"]], "a table of counts"),
    ],
)
def test_samples_that_cannot_be_compared_are_refused(samples, sentence):
    for arguments in ((samples, [[1, 6, 24, 9]]), ([[1, 6, 24, 9]], samples)):
        with pytest.raises(ValueError, match=sentence):
            pairs(*arguments, "0.397")
