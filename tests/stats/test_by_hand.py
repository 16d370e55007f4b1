"""Values worked out by hand or by simulation, where no other program has the procedure."""

import numpy as np
import pytest

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


def test_rank_test_has_about_the_power_that_the_detectable_change_promises():
    """Normal answers cut into four points, moved by the detectable change: the rank test finds about 80 in 100."""
    random = np.random.default_rng(7)
    cuts = np.array([-1.4, -0.3, 1.0])

    def draw(n, shift):
        answers = np.searchsorted(cuts, random.normal(shift, 1, n))
        return np.bincount(answers, minlength=4)

    big = draw(400_000, 0), draw(400_000, 0.5)
    per_unit = (means.mean(big[1], POINTS) - means.mean(big[0], POINTS)) / 0.5
    wanted = power.detectable_change(draw(120, 0), draw(70, 0), POINTS) * 3 / 100
    found = [ranks.mann_whitney(draw(120, 0), draw(70, wanted / per_unit)).p < 0.05 for _ in range(800)]
    assert 0.7 < np.mean(found) < 0.88


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


def test_unequal_steps_of_a_scale_are_ranked_by_size():
    """On the points 0, 1, 3 a rise from 1 to 3 outranks one from 0 to 1; a fall over the whole scale outranks both."""
    table = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    test = paired.wilcoxon(table, (0, 1, 3))
    assert (test.w, test.rank_biserial) == (3, 0)
    assert paired.wilcoxon([[0, 1, 0], [1, 0, 0], [0, 0, 0]], (0, 0.1, 0.3)).z == 0


def test_shapiro_wilk_rejects_any_answers_on_few_points_when_there_are_many():
    assert means.shapiro_wilk([25, 102, 102, 25], POINTS).p < 0.001
