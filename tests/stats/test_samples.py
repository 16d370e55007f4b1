"""The make-up of a sample and saturation, against R and calculations by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from prepost.stats import crosstabs, saturation


def test_make_up_against_r(r_samples):
    for row in r_samples:
        sample, population = (list(map(int, row[name].split())) for name in ("sample", "population"))
        found = crosstabs.make_up(sample, population)
        assert found.is_enumerated
        assert found.p_exact == pytest.approx(float(row["p_exact"]), rel=1e-9)


def test_make_up_is_enumerated_up_to_half_a_million_ways_to_share_out():
    """Into four categories: C(145, 3) = 497,640 ways for 142 people, C(146, 3) = 508,080 for 143."""
    assert crosstabs.make_up([141, 1, 0, 0], [150, 1, 1, 1]).is_enumerated
    assert not crosstabs.make_up([142, 1, 0, 0], [150, 1, 1, 1]).is_enumerated


def test_make_up_of_a_large_sample_rests_on_seeded_draws():
    sample, population = [30, 20, 20, 10, 10, 10, 10, 10], [100, 100, 90, 80, 70, 60, 50, 40]
    found = crosstabs.make_up(sample, population)
    assert not found.is_enumerated
    assert found == crosstabs.make_up(sample, population), "the seed is fixed"
    pearson = chi2_contingency([sample, np.subtract(population, sample)], correction=False)
    assert found.p_exact == pytest.approx(pearson.pvalue, abs=0.02), "with counts this large the two tests agree"
    assert found.p_exact * 100_001 == pytest.approx(round(found.p_exact * 100_001)), "of 100,000 draws and the sample"
    assert crosstabs.make_up([100, 0, 0, 0, 0, 0, 0, 40], population).p_exact == 1 / 100_001, "as unlike as none drawn"


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
    curves = [[len(set().union(*order[:n])) for n in (1, 2, 3)] for order in permutations(interviews)]
    assert saturation.expected_themes([2, 1], 3) == pytest.approx(np.mean(curves, axis=0))


@pytest.mark.parametrize("raised", [[0], [4], [1.5]])
def test_expected_themes_need_interviewees_behind_each_theme(raised):
    with pytest.raises(ValueError, match="1 to 3 interviewees"):
        saturation.expected_themes(raised, 3)
