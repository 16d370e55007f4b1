"""Values worked out by hand or by simulation, where no other program has the procedure."""

from math import comb

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from prepost.stats import multiplicity, paired, ranks

POINTS = (1, 2, 3, 4)
BEFORE, AFTER = [10, 20, 30, 20], [5, 15, 25, 20]


def test_corrected_level_of_three_tests_is_98_3_per_cent():
    assert 1 - multiplicity.corrected_level(0.05, 3) == pytest.approx(0.98333333)
    assert multiplicity.corrected_level(0.05, 30, "none") == 0.05


def test_no_tests_need_no_correction():
    assert [multiplicity.adjust([], method).tolist() for method in multiplicity.CORRECTIONS] == [[]] * 4


def test_matched_rank_biserial_interval_by_leaving_out_each_person():
    """The jackknife, person by person: se^2 = (n - 1) / n sum (r_i - mean r)^2; t with n - 1 degrees of freedom."""
    table, points = np.array([[2, 5, 1], [1, 6, 4], [0, 1, 3]]), (1, 2, 3)
    people = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0)
    left_out = []
    for person in range(len(people)):
        fewer = np.zeros((3, 3), dtype=int)
        np.add.at(fewer, tuple(np.delete(people, person, axis=0).T), 1)
        left_out.append(paired.wilcoxon(fewer, points).rank_biserial)
    n, value = len(people), paired.wilcoxon(table, points).rank_biserial
    se = np.sqrt((n - 1) * np.var(left_out))
    ends = np.tanh(np.arctanh(value) + np.array([-1, 1]) * t.ppf(0.95, n - 1) * se / (1 - value**2))
    assert paired.matched_rank_biserial(table, points, 0.9) == pytest.approx((value, *ends, 0.9, se, n - 1))


def test_unequal_steps_of_a_scale_are_ranked_by_size():
    """On the points 0, 1, 3 a rise from 1 to 3 outranks one from 0 to 1; a fall over the whole scale outranks both."""
    table = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    test = paired.wilcoxon(table, (0, 1, 3))
    assert (test.w, test.rank_biserial) == (3, 0)
    assert paired.wilcoxon([[0, 1, 0], [1, 0, 0], [0, 0, 0]], (0, 0.1, 0.3)).z == 0


def test_superiority_intervals_by_their_formulas():
    """The logit interval from the standard error; Wilson's for 9 of 9 where nothing overlaps, from statsmodels."""
    effect = ranks.superiority(BEFORE, AFTER, level=0.9)
    theta, reach = effect.value, t.ppf(0.95, effect.df) * effect.se
    centre, reach = np.log(theta / (1 - theta)), reach / (theta * (1 - theta))
    assert (effect.low, effect.high) == pytest.approx((expit(centre - reach), expit(centre + reach)))
    for first, second, share in (
        ([9, 0], [0, 12], 9),
        ([0, 12], [9, 0], 0),
        ([0, 9], [0, 30], 4.5),
        ([1, 1], [0, 1], 0.75),
    ):
        n = min(sum(first), sum(second))
        wilson = proportion_confint(share, n, alpha=0.1, method="wilson")
        effect = ranks.superiority(first, second, level=0.9)
        assert (effect.low, effect.high) == pytest.approx(wilson, abs=1e-12)
        assert (effect.df, effect.se) == (0, 0)


def test_exact_p_counts_all_ways_to_deal_the_answers_out():
    """In whole numbers, group by group: so many ways to draw so many answers with this sum of ranks."""
    first, second = np.array([3, 14, 12, 11]), np.array([30, 17, 25, 20])
    totals, size = (first + second).tolist(), int(first.sum())
    ranks_of = [2 * sum(totals[:j]) + totals[j] + 1 for j in range(4)]
    ways = {(0, 0): 1}
    for group, rank in zip(totals, ranks_of):
        after = {}
        for (drawn, summed), number in ways.items():
            for k in range(min(group, size - drawn) + 1):
                state = drawn + k, summed + k * rank
                after[state] = after.get(state, 0) + number * comb(group, k)
        ways = after
    middle, seen = size * (sum(totals) + 1), int(first @ ranks_of)
    beyond = sum(n for (k, s), n in ways.items() if k == size and abs(s - middle) >= abs(seen - middle))
    assert ranks.mann_whitney(first, second, method="exact").p == pytest.approx(
        beyond / comb(sum(totals), size), rel=1e-9
    )
