"""Checks of printed p-values: against brute force with scipy on small samples, and against known searches."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, ttest_ind

from prepost.audit import count_vectors
from prepost.audit.candidate_tests import CANDIDATES, Case, which_test
from prepost.audit.effort import TooManyAnswers
from prepost.audit.p_values import check_p_value, sizes_that_hold, sizes_with_mean
from tests.cases import cases


def answers(counts):
    return np.repeat(np.arange(1, len(counts) + 1), counts)


@pytest.fixture(scope="module")
def small():
    """All pairs of samples of 9 and 7 answers with printed means 2.33 and 3.00, and scipy's p-values of them."""
    first, second = count_vectors(9, "2.33"), count_vectors(7, "3.00")
    p = [mannwhitneyu(answers(a), answers(b), **ASYMPTOTIC).pvalue for a, b in product(first, second)]
    return first, second, np.array(p)


def test_counts_and_range_are_those_of_all_pairs(small):
    first, second, p = small
    target = f"{np.sort(p)[len(p) // 2]:.3f}"
    check = check_p_value(target, ("2.33", 9), ("3.00", 7), most_blank=0)
    assert check.searched == len(p) and check.all_shapes and check.sizes == (9, 7)
    assert check.found == np.sum(np.abs(p - float(target)) <= 0.0005)
    assert (check.low, check.high) == pytest.approx((p.min(), p.max()), rel=1e-12)
    assert check.pass_rate == len(np.unique(np.rint(p * 1000))) / 1001


def test_the_pass_rate_counts_with_the_blanks_that_the_check_allows():
    """Measured: every value from 0.000 to 1.000 is fed to the check itself."""
    for most_blank in (0, 3):
        passed = [
            check_p_value(f"{thousandths / 1000:.3f}", ("2.33", 6), ("3.00", 4), most_blank=most_blank).found > 0
            for thousandths in range(1001)
        ]
        rates = {
            check_p_value(p, ("2.33", 6), ("3.00", 4), most_blank=most_blank).pass_rate for p in ("0.999", "0.400")
        }
        assert rates == {sum(passed) / 1001} and 0 < sum(passed) < 1001


def test_every_p_value_of_the_pairs_is_found_and_no_other_at_these_sizes(small):
    _, _, p = small
    printed = {f"{value:.3f}" for value in p}
    for target in printed:
        assert check_p_value(target, ("2.33", 9), ("3.00", 7)).found
    assert not check_p_value("0.999", ("2.33", 9), ("4.00", 7)).found


def test_blanks_are_looked_for_before_giving_up():
    """A mean of 3.59 cannot come from 23 answers; 22 of them give it."""
    assert sizes_with_mean("3.59", 23) == [22, 17]
    assert check_p_value("0.208", ("3.32", 42), ("3.59", 23)).sizes == (41, 22)
    assert check_p_value("0.5", ("5.00", 10), ("2.00", 10)) is None


def test_large_samples_are_searched_over_single_peaked_shapes():
    check = check_p_value("0.018", ("2.84", 254), ("3.02", 220))
    assert not check.all_shapes and check.found == check.plausible > 0 and check.searched > 1e7


def test_sizes_that_hold_agree_with_a_search_at_each_size():
    holds = sizes_that_hold("0.212", "2.84", range(60, 66), ("2.75", 65))
    assert holds.tried == (61, 62, 63, 64) == holds.attained
    for size in holds.tried:
        assert check_p_value("0.212", ("2.84", size), ("2.75", 65)).found


TOO_LONG = r"""
1 10001 10 | 10,001 sizes of the first sample ;; 9 9 1500 | [\d,]+ sets of answers
1 600 10 | [\d,]+ sets of answers for sizes up to 353 alone ;; 200 209 250 | [\d,]+ pairs of samples for sizes up to 203 alone
"""


@pytest.mark.parametrize("sizes, told", cases(TOO_LONG))
def test_a_search_over_sizes_that_would_take_too_long_is_refused_before_it_begins(sizes, told):
    first, last, forms = map(int, sizes.split())
    with pytest.raises(TooManyAnswers, match=f"^{told}$"):
        sizes_that_hold("0.5", "2.50", range(first, last + 1), ("2.50", forms))


ASYMPTOTIC = {"use_continuity": False, "method": "asymptotic"}


@pytest.mark.parametrize(
    "test, of_scipy, options",
    [
        ("Mann-Whitney, as SPSS prints it", mannwhitneyu, ASYMPTOTIC),
        ("Mann-Whitney with continuity correction", mannwhitneyu, {"method": "asymptotic"}),
        ("Student's t", ttest_ind, {}),
        ("Welch's t", ttest_ind, {"equal_var": False}),
    ],
)
def test_candidate_tests_are_those_of_scipy(small, test, of_scipy, options):
    first, second, _ = small
    across = CANDIDATES[test](first, second)
    varied = [[row for row, counts in enumerate(vectors) if (counts > 0).sum() > 2] for vectors in (first, second)]
    for i, j in zip(varied[0], varied[1]):
        expected = of_scipy(answers(first[i]), answers(second[j]), **options).pvalue
        assert across[i, j] == pytest.approx(expected, rel=1e-10)


def test_the_exact_candidate_is_the_permutation_distribution():
    """By hand, 1 1 2 against 3 4: of the ten ways to deal two of five answers, the two lowest and the two highest are
    as extreme.
    """
    p = CANDIDATES["Mann-Whitney, exact with ties"](np.array([[2, 1, 0, 0]]), np.array([[0, 0, 1, 1]]))
    assert p[0, 0] == pytest.approx(0.2, abs=1e-12)


def test_which_test_tells_tests_apart():
    cases = [Case("q1", "0.397", "2.71", 42, "2.83", 23), Case("q2", "0.136", "3.41", 42, "3.68", 23)]
    fits = which_test(cases)
    assert fits["Mann-Whitney, as SPSS prints it"][0] == ["q1", "q2"]
    assert fits["Student's t"][0] == []
    assert all(set(peaked) <= set(attained) for attained, peaked in fits.values())


def test_a_large_search_takes_an_implausible_pair_where_no_single_peaked_one_fits():
    """By hand: 92 ones, 2 twos and 46 fours have the mean of 140 twos, and their test by scipy has a p-value below 0.001."""
    first, second = answers([92, 2, 0, 46]), answers([0, 140, 0, 0])
    assert first.mean() == second.mean() == 2
    assert mannwhitneyu(first, second, use_continuity=False, method="asymptotic").pvalue < 0.001
    check = check_p_value("<0.001", ("2.00", 140), ("2.00", 140))
    assert (check.all_shapes, check.blanks, check.found, check.plausible) == (False, 0, 1, 0)
