"""One category, no answer, one answer, complete separation: a documented value or a sentence, never a bare nan."""

import math
from functools import partial
from itertools import product

import numpy as np
import pytest
from scipy.stats import nct, t

from prepost.stats import means, multiplicity, paired, power, ranks, survivors

POINTS = (1, 2, 3, 4)
ALIKE, LOW, HIGH, ONE, NOBODY = [0, 9, 0, 0], [5, 4, 0, 0], [0, 0, 3, 6], [0, 1, 0, 0], [0, 0, 0, 0]
USUAL = [4, 10, 20, 6]

SAMPLES = (ALIKE, LOW, HIGH, ONE, NOBODY, USUAL)
FINITE = [
    *((2, 1, partial(ranks.mann_whitney, **choice)) for choice in ({}, {"continuity": True}, {"method": "exact"})),
    (2, 1, ranks.superiority),
    (2, 2, lambda a, b: means.change(a, b, POINTS)),
    (2, 2, lambda a, b: power.detectable_change(means.change(a, b, POINTS), POINTS)),
    (1, 1, lambda a: means.mean(a, POINTS)),
    (1, 2, lambda a: means.sd(a, POINTS)),
    (1, 2, lambda a: means.mean_interval(a, POINTS)),
]
"""How many samples a function takes, and how many answers each must hold."""


@pytest.mark.parametrize("number, fewest, function", FINITE)
def test_all_samples_give_finite_numbers_or_a_sentence(number, fewest, function):
    for samples in product(SAMPLES, repeat=number):
        if min(map(sum, samples)) < fewest:
            with pytest.raises(ValueError) as refusal:
                function(*samples)
            assert str(refusal.value).endswith(".") and len(str(refusal.value)) > 20
        else:
            result = function(*samples)
            assert all(map(math.isfinite, [result] if isinstance(result, float) else result))


NAN, INF, ARRAYS = float("nan"), float("inf"), [np.array(counts) for counts in (NOBODY, USUAL, [1, 2, 3], [1, -1, 3])]
BROKEN, GRID = np.array([1.5, 2, 3]), np.array([[1, 2]])
REFUSED = [
    (ranks.mann_whitney, (NOBODY, USUAL), (ARRAYS[0], ARRAYS[1]), (ARRAYS[1], ARRAYS[0]), (ARRAYS[2], ARRAYS[1])),
    (ranks.mann_whitney, (ARRAYS[2], ARRAYS[3]), (ARRAYS[3], ARRAYS[2]), (ARRAYS[2], BROKEN), (BROKEN, ARRAYS[2])),
    (ranks.mann_whitney, (GRID, GRID)),
    (partial(ranks.mann_whitney, method="permutation"), (USUAL, USUAL)),
    (partial(ranks.mann_whitney, method="exact", continuity=True), (USUAL, USUAL)),
    *((partial(ranks.superiority, level=level), (USUAL, USUAL)) for level in (0, 1)),
    (means.mean, (NOBODY, POINTS), (USUAL, (1, 2, 3)), (USUAL, (1, 3, 2, 4)), ([1, -1, 2, 2], POINTS), ([], ())),
    (means.mean, ([1, 0.5, 2, 2], POINTS), ([[1, 2], [3, 4]], POINTS), ([1.0, NAN], (1, 2)), ([1.0, INF], (1, 2))),
    (means.mean, ([1, 2], (1, INF)), ([1, 2], (1, 1)), (["1", "2"], (1, 2))),
    (means.sd, (ONE, POINTS)),
    (means.mean_interval, *((USUAL, POINTS, level) for level in (95, 0, 1))),
    (multiplicity.corrected_level, (0, 3), (1, 3), (0.05, 0), (0.05, 3, "sidak")),
    (multiplicity.adjust, ([0.1, 1.2],), ([0.1, NAN],), ([-0.1, 0.2],), ([[0.1, 0.2]],), ([0.1], "sidak")),
    (paired.wilcoxon, *((table, (1, 2)) for table in ([[1, 2, 3], [4, 5, 6]], [[0, 0], [0, 0]], [[1.5, 1], [0, 1]]))),
    (paired.wilcoxon, *((table, (1, 2)) for table in ([1, 2], [[1, -1], [0, 2]], [[1, INF], [0, 2]], [["1"] * 2] * 2))),
    (partial(paired.wilcoxon, method="permutation"), ([[1, 1], [0, 1]], (1, 2))),
    (partial(paired.wilcoxon, method="exact", continuity=True), ([[1, 1], [0, 1]], (1, 2))),
    (paired.matched_change, ([[0, 1], [0, 0]], (1, 2))),
]


@pytest.mark.parametrize("function, arguments", [(function, call) for function, *calls in REFUSED for call in calls])
def test_what_cannot_be_computed_is_refused_in_a_sentence(function, arguments):
    with pytest.raises(ValueError) as refusal:
        function(*arguments)
    assert str(refusal.value).endswith(".") and len(str(refusal.value).split()) > 4


def test_everybody_alike_differs_by_nothing_and_complete_separation_has_an_interval():
    test = ranks.mann_whitney(ALIKE, ALIKE)
    assert (test.z, test.p, test.superiority) == (0, 1, 0.5)
    assert means.change(ALIKE, ALIKE, POINTS)[:3] == (0, 0, 0)
    effect = ranks.superiority(LOW, HIGH)
    assert effect.value == 1 and effect.high == 1 and 0.5 < effect.low < 1
    test = paired.wilcoxon([[3, 0], [0, 4]], (1, 2))
    assert (test.w, test.z, test.p, test.changed, test.rank_biserial) == (0, 0, 1, 0, 0)
    assert paired.matched_rank_biserial([[3, 0], [0, 4]], (1, 2))[:3] == (0, -1, 1)


def test_effects_without_a_logit_interval_have_one_that_no_dataset_can_contradict():
    """From -1 to 1, the ends of the rank-biserial correlation: separation either way, and all answers alike."""
    effects = survivors.effect_rows([LOW, HIGH, ALIKE], [HIGH, LOW, ALIKE], POINTS)
    assert effects["rank_biserial"].tolist() == [1, -1, 0]
    assert effects["ci_low"].tolist() == [-1, -1, -1] and effects["ci_high"].tolist() == [1, 1, 1]


def test_samples_of_billions_are_tested_exactly_or_refused():
    """By hand: of 3e9 and 3e9 answers, a third and two thirds at the upper point, P(b > a) + P(b = a) / 2 =
    4/9 + (2/9 + 2/9) / 2 = 2/3."""
    before, after = np.array([2 * 10**9, 10**9]), np.array([10**9, 2 * 10**9])
    assert ranks.superiority(after, before).value == pytest.approx(1 / 3, rel=1e-12)  # 2 U is above 2^63
    assert ranks.mann_whitney(before, after).superiority == pytest.approx(2 / 3, rel=1e-12)
    with pytest.raises(ValueError, match="too large to be tested row by row"):
        ranks.mann_whitney_rows(before, after)
    with pytest.raises(ValueError, match="too many outcomes"):
        ranks.mann_whitney(before, [1, 0], method="exact")


def test_more_answers_than_64_bits_hold_are_refused_and_none_is_lost_below():
    """By hand: P(b > a) + P(b = a) / 2 = 0.64 + 0.32 / 2; the mean (4 + 2) / 5."""
    before, after = [4 * 10**18, 10**18], [10**18, 4 * 10**18]
    assert ranks.superiority(before, after).value == pytest.approx(0.8, rel=1e-12)
    assert means.mean(before, (1, 2)) == pytest.approx(1.2, rel=1e-12)
    assert ranks.mann_whitney(before, after).z == pytest.approx(0.6 * np.sqrt(1e19))  # 0.6 sqrt(2 n)
    for counts in ([5 * 10**18, 5 * 10**18], np.array([2**63, 0], dtype=np.uint64), [1e19, 0]):
        with pytest.raises(ValueError, match="cannot be counted"):
            means.mean(counts, (1, 2))
        with pytest.raises(ValueError, match="cannot be counted"):
            paired.as_table([[0, 0], counts])
    assert means.mean([2**63 - 2, 1], (1, 2)) == 1
    for call in (
        lambda: ranks.mann_whitney(before, after, method="exact"),
        lambda: ranks.exact_p_rows(np.array([before]), np.array([after])),
    ):
        with pytest.raises(ValueError, match="too many outcomes"):
            call()
    with pytest.raises(ValueError, match="row by row"):
        ranks.mann_whitney_rows([[5 * 10**18, 5 * 10**18]], [[1, 0]])


@pytest.mark.parametrize("before, after", [([2, 1], [1, 2]), ([20_000, 1], [20_000, 3]), ([7, 2], [1, 9])])
def test_all_rank_tests_of_billions_are_those_of_whole_numbers(before, after):
    """Pairs that rise less pairs that fall, counted; beyond 2^53 no float holds every whole number."""
    before, after = (np.array(counts) * 10**5 + [0, 1] for counts in (before, after))
    test = ranks.mann_whitney(before, after)
    distance, variance = ranks.u_distance_across([before], [after])
    (low, high), (later_low, later_high) = before.tolist(), after.tolist()
    assert distance[0, 0] == low * later_high - high * later_low and distance.dtype == variance.dtype == float
    assert distance[0, 0] / np.sqrt(variance[0, 0]) == pytest.approx(test.z, rel=1e-14)
    assert ranks.mann_whitney_rows(before, after)[0][0] == pytest.approx(test.z, rel=1e-14)


def test_signed_rank_test_of_billions_is_exact_or_refused():
    """z grows with the root of the number of people: three rise, one falls gives 1."""
    test = paired.wilcoxon([[0, 3 * 10**9], [10**9, 0]], (1, 2))
    assert (test.w, test.z) == (10**9 * (4 * 10**9 + 1) / 2, pytest.approx(10**4.5))
    with pytest.raises(ValueError, match="too many outcomes"):
        paired.wilcoxon([[0, 3000], [3000, 0]], (1, 2), method="exact")


def test_exact_test_of_millions_is_about_the_asymptotic_one():
    """Number drawn and sum of ranks together have no key of 64 bits here."""
    before, after = [1_501_000, 1_499_000], [1_499_000, 1_501_000]
    exact, asymptotic = (ranks.mann_whitney(before, after, method=method).p for method in ("exact", "asymptotic"))
    assert exact == pytest.approx(asymptotic, rel=0.01)


def test_the_packages_offer_the_functions_of_the_contract_and_no_others():
    import prepost.audit
    import prepost.stats

    offered = {prepost.stats: "mann_whitney", prepost.audit: "count_vectors debit grim grimmer pairs"}
    for package, names in offered.items():
        assert package.__all__ == names.split() and all(callable(getattr(package, name)) for name in package.__all__)


def test_counts_from_a_row_of_a_table_that_also_holds_text():
    row = np.array(["q1", 4, 10, 20, 6], dtype=object)[1:]
    assert ranks.mann_whitney(row, [1, 6, 24, 9]) == ranks.mann_whitney([4, 10, 20, 6], [1, 6, 24, 9])
    for broken in (["4", 10, 20, 6], [4.5, 10, 20, 6], [10**30, 10, 20, 6], [4, -1, 20, 6]):
        with pytest.raises(ValueError, match="The first sample must"):
            ranks.mann_whitney(broken, [1, 6, 24, 9])


@pytest.mark.parametrize("n1, n2", [(85, 82), (9, 199), (192, 7)])
@pytest.mark.parametrize("tests", (1, 3, 40))
def test_a_detectable_change_has_the_power_asked_for(n1, n2, tests):
    """By Welch's t test, whose statistic is noncentral t; the second sample is the less spread one."""
    first, second = [n1 - 2 * (n1 // 3), n1 // 3, n1 // 3], [n2 // 5, n2 - 2 * (n2 // 5), n2 // 5]
    change = power.detectable_change(means.change(first, second, (1, 2, 3)), (1, 2, 3), alpha=0.05 / tests)
    answers = [np.repeat([1, 2, 3], counts) for counts in (first, second)]
    parts = [each.var(ddof=1) / len(each) for each in answers]
    df = sum(parts) ** 2 / sum(part**2 / (len(each) - 1) for part, each in zip(parts, answers))
    shift, beyond = change / 100 * 2 / np.sqrt(sum(parts)), t.isf(0.025 / tests, df)
    assert nct.sf(beyond, df, shift) + nct.cdf(-beyond, df, shift) == pytest.approx(0.8, abs=1e-7)
