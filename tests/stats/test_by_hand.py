"""Values worked out by hand or by simulation, where no other program has the procedure."""

from math import comb

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import nct, norm, sem, t
from statsmodels.stats.proportion import proportion_confint

from prepost.stats import (
    attrition,
    contrasts,
    estimate,
    lost_pairing,
    means,
    multiplicity,
    odds,
    paired,
    power,
    ranks,
)

POINTS = (1, 2, 3, 4)
BEFORE, AFTER = [10, 20, 30, 20], [5, 15, 25, 20]


def test_corrected_level_of_three_tests_is_98_3_per_cent():
    assert 1 - multiplicity.corrected_level(0.05, 3) == pytest.approx(0.98333333)
    assert multiplicity.corrected_level(0.05, 30, "none") == 0.05


def test_no_tests_need_no_correction():
    assert [multiplicity.adjust([], method).tolist() for method in multiplicity.CORRECTIONS] == [[]] * 4


def test_contrast_of_two_samples_is_welchs_interval():
    assert contrasts.contrast([BEFORE, AFTER], [-1, 1], POINTS, 0.98) == pytest.approx(
        means.change(BEFORE, AFTER, POINTS, 0.98)
    )


def test_contrast_leaves_out_samples_without_weight():
    with_nobody = contrasts.contrast([BEFORE, AFTER, [0, 0, 0, 0]], [-1, 1, 0], POINTS)
    assert with_nobody == contrasts.contrast([BEFORE, AFTER], [-1, 1], POINTS)


def test_difference_between_two_changes():
    """(mean 3 - mean 2) - (mean 3 - mean 1), each sample with variance 1/3 and 4 answers: se^2 = 4 (1/3) / 4."""
    samples = [[0, 1, 2, 1], [1, 2, 1, 0], [0, 1, 2, 1], [1, 2, 1, 0]]
    estimate = contrasts.contrast(samples, [1, -1, -1, 1], POINTS)
    assert estimate.value == 0
    assert estimate.se == pytest.approx(np.sqrt(4 * (2 / 3) / 4))


def test_design_effect_of_repeated_attendance():
    """126 people with one form, 52 with two, 24 with three: sum m^2 = 550, sum m = 302."""
    assert lost_pairing.design_effect({1: 126, 2: 52, 3: 24}, 0.5) == pytest.approx(1 + (550 / 302 - 1) * 0.5)
    assert lost_pairing.design_effect({1: 126, 2: 52, 3: 24}, 0) == 1 == lost_pairing.design_effect({1: 10}, 1)


def test_paired_interval_follows_from_margins_and_correlation(r_paired):
    """Where the pairing is known after all, the assumed correlation gives t.test(paired=TRUE) of R back."""
    for row in r_paired:
        counts = np.array(row["table"].split(), dtype=int)
        size = int(np.sqrt(counts.size))
        table = counts.reshape(size, size)
        points = np.arange(1, size + 1)
        estimate = lost_pairing.change_at_correlation(
            table.sum(axis=1), table.sum(axis=0), points, float(row["correlation"])
        )
        assert [estimate.low, estimate.high] == pytest.approx(
            [float(row["change_low"]), float(row["change_high"])], rel=1e-9
        )


def test_largest_correlation_is_reached_by_ranking_alike():
    """Written out: 1 1 2 3 against 1 2 2 3."""
    expected = np.corrcoef([1, 1, 2, 3], [1, 2, 2, 3])[0, 1]
    assert lost_pairing.largest_correlation([2, 1, 1], [1, 2, 1], (1, 2, 3)) == pytest.approx(expected)


def test_worst_case_bounds_by_hand():
    """65 of 202 answered with mean 3: (65 x 3 + 137 x 1) / 202 and (65 x 3 + 137 x 4) / 202."""
    low, high = attrition.worst_case_mean([0, 0, 65, 0], POINTS, 202)
    assert (low, high) == pytest.approx(((65 * 3 + 137) / 202, (65 * 3 + 137 * 4) / 202))


def test_at_the_tipping_point_the_gain_is_gone():
    gain = means.change(BEFORE, AFTER, POINTS)
    tip = attrition.tipping_point(gain.value, 0.3)
    assert attrition.delta_adjusted(gain, 0.3, -tip).value == pytest.approx(0)


def test_detectable_change_of_equal_sizes_agrees_with_forms_needed():
    sample = [10, 20, 30, 20]
    percent = power.detectable_change(sample, sample, POINTS, alpha=0.05 / 3)
    assert power.forms_needed(percent * 3.0001 / 100, means.sd(sample, POINTS), alpha=0.05 / 3) == 80


def test_p_at_design_effect_one_is_the_p_of_the_test():
    test = ranks.mann_whitney(BEFORE, AFTER)
    assert lost_pairing.p_at_design_effect(test.z, 1.0) == pytest.approx(test.p)
    assert lost_pairing.p_at_design_effect(test.z, 1.5) > test.p


def test_p_at_design_effect_is_that_of_a_rise_for_a_fall():
    """2 x 1.96 at a design effect of 4 is 1.96, the two-sided 5 % point of the normal distribution, on either side."""
    for z in (2 * 1.959963985, -2 * 1.959963985):
        assert lost_pairing.p_at_design_effect(z, 4.0) == pytest.approx(0.05, rel=1e-8)


def test_an_interval_excludes_what_lies_beyond_its_ends_only():
    """By the definition: an end that touches the value does not exclude it."""
    assert not estimate.Estimate(-0.3, -0.7, 0.0, 0.95, 0.2).excludes(0)
    assert not estimate.Estimate(0.3, 0.0, 0.7, 0.95, 0.2).excludes(0)
    assert estimate.Estimate(-0.3, -0.7, -0.1, 0.95, 0.2).excludes(0)
    assert estimate.Estimate(0.3, 0.1, 0.7, 0.95, 0.2).excludes(0)


def test_separation_is_refused_in_words():
    with pytest.raises(ValueError, match="separated"):
        odds.proportional_odds([3, 2, 0, 0], [0, 2, 3, 0])


def test_proportional_odds_of_two_points_is_the_odds_ratio():
    """(4 x 9) / (6 x 2)"""
    fit = odds.proportional_odds([4, 6], [2, 9])
    assert fit.odds_ratio == pytest.approx((9 / 2) / (6 / 4), rel=1e-9)
    assert fit.p_proportional == 1


def test_matched_superiority_by_hand():
    """Of ten people four rise, one falls: (4 + 5/2) / 10."""
    effect = paired.matched_superiority([[3, 4], [1, 2]])
    assert effect.value == pytest.approx(0.65)
    assert effect.se == pytest.approx(np.sqrt((0.5 - 0.09) / 10) / 2)


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
    assert paired.matched_rank_biserial(table, points, 0.9) == pytest.approx((value, *ends, 0.9, se))


def test_matched_superiority_interval_is_walds_and_stays_within_its_bounds():
    """0.65 -+ 1.96 x 0.1012; of ten people nine rise and one stays: 0.95 + 1.96 x 0.047 is above 1."""
    effect = paired.matched_superiority([[3, 4], [1, 2]])
    assert (effect.low, effect.high) == pytest.approx((0.65 - 1.959964 * effect.se, 0.65 + 1.959964 * effect.se))
    assert (
        paired.matched_superiority([[1, 9], [0, 0]]).high == 1 and paired.matched_superiority([[1, 0], [9, 0]]).low == 0
    )


def test_unequal_steps_of_a_scale_are_ranked_by_size():
    """On the points 0, 1, 3 a rise from 1 to 3 outranks one from 0 to 1; a fall over the whole scale outranks both."""
    table = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    test = paired.wilcoxon(table, (0, 1, 3))
    assert (test.w, test.rank_biserial) == (3, 0)
    assert paired.wilcoxon([[0, 1, 0], [1, 0, 0], [0, 0, 0]], (0, 0.1, 0.3)).z == 0


def test_shapiro_wilk_rejects_any_answers_on_few_points_when_there_are_many():
    assert means.shapiro_wilk([25, 102, 102, 25], POINTS).p < 0.001


def test_units_change_every_figure_but_the_level():
    assert estimate.Estimate(1.0, 0.5, 2.0, 0.9, 0.25).times(4) == (4.0, 2.0, 8.0, 0.9, 1.0)


def test_intervals_reach_as_far_as_their_level_says():
    """mean -+ t sd / sqrt(n), of 65 answers; log odds -+ z standard errors."""
    found, fit = means.mean_interval(BEFORE, POINTS, 0.8), odds.proportional_odds(BEFORE, AFTER, 0.8)
    raw = np.repeat(POINTS, BEFORE)
    assert found[:3] == pytest.approx((raw.mean(), *t.interval(0.8, 79, raw.mean(), sem(raw))))
    assert (found.level, found.se) == (0.8, pytest.approx(sem(raw)))
    ends = np.exp(fit.log_odds + np.array([-1, 1]) * norm.ppf(0.9) * fit.se)
    assert (fit.odds_ratio, fit.low, fit.high, fit.level) == pytest.approx((np.exp(fit.log_odds), *ends, 0.8))


def test_superiority_intervals_by_their_formulas():
    """The logit interval from the standard error; Wilson's for 9 of 9 where nothing overlaps, from statsmodels."""
    effect = ranks.superiority(BEFORE, AFTER, level=0.9)
    theta, reach = effect.estimate, t.ppf(0.95, effect.df) * effect.se
    centre, reach = np.log(theta / (1 - theta)), reach / (theta * (1 - theta))
    assert (effect.low, effect.high) == pytest.approx((expit(centre - reach), expit(centre + reach)))
    assert effect.rank_biserial_interval == pytest.approx((2 * effect.low - 1, 2 * effect.high - 1))
    assert effect.rank_biserial == pytest.approx(2 * theta - 1)
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
        assert (effect.df, effect.method) == (0, "wilson")


def test_fewer_pairs_than_answers_shorten_the_interval_less():
    """se^2 = s1^2/n1 + s2^2/n2 - 2 r s1 s2 m/(n1 n2), t with 64 degrees of freedom."""
    sd1, sd2 = means.sd(BEFORE, POINTS), means.sd(AFTER, POINTS)
    for pairs in (65, 30, 1):
        se = np.sqrt(sd1**2 / 80 + sd2**2 / 65 - 2 * 0.4 * sd1 * sd2 * pairs / (80 * 65))
        found = lost_pairing.change_at_correlation(BEFORE, AFTER, POINTS, 0.4, pairs=pairs, level=0.9)
        assert found.se == pytest.approx(se) and found.high - found.value == pytest.approx(t.ppf(0.95, 64) * se)
        assert found.low + found.high == pytest.approx(2 * found.value)
    unpaired = means.change(BEFORE, AFTER, POINTS)
    assert lost_pairing.change_at_correlation(BEFORE, AFTER, POINTS, 0.4, pairs=0) == unpaired
    assert lost_pairing.change_at_correlation(BEFORE, AFTER, POINTS, 0) == unpaired
    assert lost_pairing.change_at_correlation(BEFORE, BEFORE, POINTS, 1.0).se == 0
    assert lost_pairing.change_at_correlation(BEFORE, AFTER, POINTS, -1).se > unpaired.se


@pytest.mark.parametrize("correlation", [-1, 0, 0.5, 0.9])
def test_the_pairs_needed_have_the_power_asked_for_and_one_fewer_have_not(correlation):
    """By the noncentral t distribution; differences have the standard deviation sd sqrt(2 (1 - r))."""

    def reached(n):
        shift, beyond = 0.3 / (0.75 * np.sqrt(2 * (1 - correlation))) * np.sqrt(n), t.isf(0.01, n - 1)
        return nct.sf(beyond, n - 1, shift) + nct.cdf(-beyond, n - 1, shift)

    needed = power.pairs_needed(0.3, 0.75, correlation, alpha=0.02, power=0.9)
    assert reached(needed - 1) < 0.9 <= reached(needed) + 1e-6


def test_an_inflated_interval_stays_off_centre():
    """By a design effect of 4 each end moves twice as far from the value."""
    found = lost_pairing.inflated(estimate.Estimate(1.0, 0.5, 2.0, 0.9, 0.25), 4.0)
    assert found == (1.0, 0.0, 3.0, 0.9, 0.5)
    assert attrition.delta_adjusted(found, 0.25, -2) == (-0.5, -1.5, 1.5, 0.9, 0.5)
    assert attrition.delta_adjusted(found, 1, -2) == found


def test_superiority_bounds_by_hand():
    """Before 1, 2; after 2, 3 and two silent: both low, 1 and 2 against 1 1 2 3 win 3.5 of 8; both high, 7 of 8 less 0.5."""
    low, high = attrition.superiority_bounds([1, 1, 0], [0, 1, 1], 4)
    assert (low, high) == pytest.approx(((1 + 3.5) / 8, 7.5 / 8))


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


def test_what_has_no_spread_has_an_interval_of_no_width():
    assert contrasts.contrast([[0, 9, 0, 0], [0, 0, 9, 0]], [-1, 1], POINTS, 0.9) == (1, 1, 1, 0.9, 0)
    assert means.change([0, 9, 0, 0], [0, 0, 9, 0], POINTS, 0.9) == (1, 1, 1, 0.9, 0)
    assert attrition.worst_case_mean(BEFORE, POINTS, 80) == (means.mean(BEFORE, POINTS),) * 2
    assert multiplicity.corrected_level(0.05, 1) == 0.05


def test_shapiro_wilk_takes_3_to_5000_answers():
    assert means.shapiro_wilk([2500, 2500], (0, 1)).n == 5000 and means.shapiro_wilk([2, 1], (0, 1)).n == 3
    with pytest.raises(ValueError, match="up to 5000 answers; there are 5001"):
        means.shapiro_wilk([2501, 2500], (0, 1))
    with pytest.raises(ValueError, match="counts holds 1 answer; at least 2"):
        means.sd([0, 1], (0, 1))
