"""The make-up of a sample, saturation and agreement of coders, against R, a published table and calculations by
hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prepost.stats import agreement, crosstabs, saturation


def test_make_up_against_r(r_samples):
    for row in r_samples:
        sample, population = (list(map(int, row[name].split())) for name in ("sample", "population"))
        found = crosstabs.make_up(sample, population)
        assert found.is_enumerated
        assert found.p_exact == pytest.approx(float(row["p_exact"]), rel=1e-9)
        assert found.chi_square == pytest.approx(float(row["chi_square"]), rel=1e-12, abs=1e-12)
        assert found.p_chi_square == pytest.approx(float(row["p_chi_square"]), rel=1e-12)


def test_make_up_expects_the_shares_of_the_population():
    assert crosstabs.make_up([2, 3, 0], [10, 10, 0]).expected == (2.5, 2.5, 0.0)


def test_make_up_is_enumerated_up_to_half_a_million_ways_to_share_out():
    """Into four categories: C(145, 3) = 497,640 ways for 142 people, C(146, 3) = 508,080 for 143."""
    assert crosstabs.make_up([141, 1, 0, 0], [150, 1, 1, 1]).is_enumerated
    assert not crosstabs.make_up([142, 1, 0, 0], [150, 1, 1, 1]).is_enumerated


def test_make_up_of_a_large_sample_rests_on_seeded_draws():
    sample, population = [30, 20, 20, 10, 10, 10, 10, 10], [100, 100, 90, 80, 70, 60, 50, 40]
    found = crosstabs.make_up(sample, population)
    assert not found.is_enumerated
    assert found == crosstabs.make_up(sample, population), "the seed is fixed"
    assert found.p_exact == pytest.approx(found.p_chi_square, abs=0.02), "with counts this large the two tests agree"


@pytest.mark.parametrize(
    ("sample", "population", "words"),
    [
        ([1, 2], [3], "same categories"),
        ([4, 0], [3, 3], "more of a category"),
        ([0, 0], [3, 3], "at least 1"),
        ([3, 3], [3, 3], "whole population"),
        ([2, 0], [3, 0], "two categories"),
    ],
)
def test_make_up_refuses_in_words(sample, population, words):
    with pytest.raises(ValueError, match=words):
        crosstabs.make_up(sample, population)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 8)), min_size=2, max_size=4), st.randoms())
def test_make_up_does_not_depend_on_the_order_of_categories(pairs, random):
    sample, population = [a for a, _ in pairs], [a + b for a, b in pairs]
    if not sum(sample) or sum(sample) == sum(population) or sum(size > 0 for size in population) < 2:
        return
    order = list(range(len(pairs)))
    random.shuffle(order)
    first = crosstabs.make_up(sample, population)
    second = crosstabs.make_up([sample[place] for place in order], [population[place] for place in order])
    assert first.p_exact == pytest.approx(second.p_exact, rel=1e-9)
    assert 0 < first.p_exact <= 1


def test_saturation_against_vegan(r_saturation):
    assert saturation.expected_themes([21, 9, 5, 3, 1], 30) == pytest.approx(r_saturation, rel=1e-12)


def test_expected_themes_are_the_mean_over_all_orders():
    """Three interviews raise {a}, {a, b}, {}: the six orders, one by one."""
    from itertools import permutations

    interviews = [["a"], ["a", "b"], []]
    curves = [saturation.new_themes(order) for order in permutations(interviews)]
    assert saturation.expected_themes([2, 1], 3) == pytest.approx(np.mean(curves, axis=0))


@pytest.mark.parametrize("raised", [[0], [4], [1.5]])
def test_expected_themes_need_interviewees_behind_each_theme(raised):
    with pytest.raises(ValueError, match="1 to 3 interviewees"):
        saturation.expected_themes(raised, 3)


def test_what_a_number_of_interviews_hears():
    """The share p for which (1 - p)^30 is 5 %."""
    assert (1 - saturation.largest_unheard(30)) ** 30 == pytest.approx(0.05)
    with pytest.raises(ValueError, match="at least one interview"):
        saturation.largest_unheard(0)


def test_kappa_of_a_published_table():
    """Two dermatologists rate 88 patients: SAS/STAT user's guide, PROC FREQ, example "Cohen's kappa coefficient":
    simple kappa 0.3449, asymptotic standard error 0.0724, 95 % limits 0.2030 and 0.4868."""
    found = agreement.cohen_kappa([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]])
    assert found.n == 88
    assert [round(x, 4) for x in (found.kappa.value, found.kappa.se, found.kappa.low, found.kappa.high)] == [
        0.3449,
        0.0724,
        0.2030,
        0.4868,
    ]


def test_kappa_by_hand():
    """Of 100 units 42 and 27 are coded alike; margins 60, 40 and 55, 45: expected 0.6 x 0.55 + 0.4 x 0.45 = 0.51."""
    found = agreement.cohen_kappa([[42, 18], [13, 27]])
    assert found.observed == 0.69
    assert found.expected == pytest.approx(0.6 * 0.55 + 0.4 * 0.45)
    assert found.kappa.value == pytest.approx((0.69 - 0.51) / 0.49)


def test_kappa_where_coders_agree_on_everything():
    found = agreement.cohen_kappa([[7, 0], [0, 3]])
    assert (found.kappa.value, found.kappa.low, found.kappa.high) == (1, 1, 1)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ([[0, 0], [0, 0]], "No unit"),
        ([[5, 0], [0, 0]], "same category"),
        ([[1, 2, 3], [1, 2, 3]], "square"),
        ([[5]], "square"),
        ([[1, -1], [0, 2]], "whole numbers"),
        ([[1, 0.5], [0, 2]], "whole numbers"),
    ],
)
def test_kappa_refuses_in_words(table, words):
    with pytest.raises(ValueError, match=words):
        agreement.cohen_kappa(table)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_kappa_does_not_depend_on_who_is_called_first(cells):
    table = np.array(cells).reshape(3, 3)
    if table.sum() == 0 or (table.sum(axis=0) @ table.sum(axis=1)) == table.sum() ** 2:
        return
    first, second = agreement.cohen_kappa(table), agreement.cohen_kappa(table.T)
    assert first.kappa.value == pytest.approx(second.kappa.value)
    assert first.kappa.se == pytest.approx(second.kappa.se)
    assert -1 <= first.kappa.low <= first.kappa.value <= first.kappa.high <= 1
