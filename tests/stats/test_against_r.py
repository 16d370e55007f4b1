"""Every expected value here was produced by R 4.2.2: scripts in tests/stats/oracle, calls in the files' first lines."""

import numpy as np
import pytest
from scipy.stats import binomtest, brunnermunzel, fisher_exact, ttest_ind
from statsmodels.stats.nonparametric import rank_compare_2ordinal
from statsmodels.stats.proportion import proportion_confint

from prepost.stats import mann_whitney
from prepost.stats.chosen import independent, matched
from prepost.stats.means import change, mean_interval, sd
from prepost.stats.multiplicity import adjust
from prepost.stats.paired import matched_change, wilcoxon
from prepost.stats.ranks import superiority


def points_of(counts):
    return np.arange(1, len(counts) + 1)


def same(value, expected, relative):
    assert value == pytest.approx(float(expected), rel=relative, abs=0 if float(expected) else 1e-14)


def test_mann_whitney_is_wilcox_test_coin_and_delongs_variance_of_proc(tables, r_ranks):
    for row in r_ranks:
        samples = tables[row["id"]]
        test = mann_whitney(*samples)
        same(test.u, row["w"], 1e-12)
        same(test.p, row["p"], 1e-12)
        same(test.superiority, row["auc"], 1e-12)
        same(test.rank_biserial, 2 * float(row["auc"]) - 1, 1e-11)
        same(test.z, row["z"], 1e-12)
        same(superiority(*samples).se, row["se"], 1e-12)


def test_change_is_welchs_interval_of_t_test(tables, r_ranks):
    for row in r_ranks:
        first, second = tables[row["id"]]
        for level, name in ((0.95, "welch"), (1 - 0.05 / 3, "corrected")):
            estimate = change(first, second, points_of(first), level)
            same(estimate.low, row[f"{name}_low"], 1e-11)
            same(estimate.high, row[f"{name}_high"], 1e-11)


def test_mean_interval_is_that_of_t_test(tables, r_ranks):
    for row in (row for row in r_ranks if row["student_low"]):
        first, _ = tables[row["id"]]
        estimate = mean_interval(first, points_of(first))
        same(estimate.low, row["student_low"], 1e-11)
        same(estimate.high, row["student_high"], 1e-11)
        same(sd(first, points_of(first)), row["sd_first"], 1e-12)


def test_matched_answers_are_tested_as_by_wilcox_test_and_changed_as_by_t_test(r_paired):
    for row in r_paired:
        table = _square(row["table"])
        test = wilcoxon(table, points_of(table))
        total = test.changed * (test.changed + 1) / 2
        same(test.w, min(float(row["v"]), total - float(row["v"])), 1e-12)
        same(test.p, row["p"], 1e-12)
        same(test.z, row["z"], 1e-12)
        estimate = matched_change(table, points_of(table))
        same(estimate.value, row["change"], 1e-12)
        same(estimate.low, row["change_low"], 1e-11)
        same(estimate.high, row["change_high"], 1e-11)


def test_adjusted_p_values_are_those_of_p_adjust(r_other):
    p = [0.0001, 0.018, 0.0004, 0.212, 0.397, 0.047, 0.0009, 0.887, 0.12, 0.055]
    for method, name in (("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini-hochberg", "bh")):
        expected = [r_other[f"{name}_{i}"] for i in range(1, 11)]
        assert adjust(p, method) == pytest.approx(expected, rel=1e-12)


def test_the_wilson_interval_that_pages_use_is_prop_test_without_correction(r_other):
    for count, n, alpha in ((23, 30, 0.05), (0, 30, 0.05), (30, 30, 0.05), (65, 202, 0.01)):
        ends = dict(zip(("low", "high"), proportion_confint(count, n, alpha=alpha, method="wilson")))
        expected = {end: r_other[name] for end in ends if (name := f"wilson_{count}_{n}_{end}") in r_other}
        assert expected == pytest.approx({end: ends[end] for end in expected}, rel=1e-10) and expected
    assert proportion_confint(0, 30, method="wilson")[0] == 0 and proportion_confint(30, 30, method="wilson")[1] == 1


def test_the_fisher_test_that_pages_use_is_fisher_test(r_other):
    same(fisher_exact([[20, 4], [45, 133]]).pvalue, r_other["fisher_20_24_45_178"], 1e-9)


def test_brunner_munzel_on_counts_is_scipys_on_the_answers_written_out(tables):
    for first, second in tables.values():
        if not superiority(first, second).df:
            continue
        expected = brunnermunzel(*(np.repeat(points_of(counts), counts) for counts in (first, second)))
        test = rank_compare_2ordinal(second, first).test_prob_superior(0.5)
        same(test.statistic, expected.statistic, 1e-9)
        same(test.pvalue, expected.pvalue, 1e-9)
        same(superiority(first, second).df, test.df, 1e-9)


def _square(text):
    counts = np.array(text.split(), dtype=int)
    size = int(np.sqrt(counts.size))
    return counts.reshape(size, size)


def test_the_test_that_is_chosen_is_that_of_scipy_and_of_r(tables, r_ranks):
    """brunnermunzel and ttest_ind on the single answers; the corrected p of wilcox.test and the exact one of coin."""
    for row in r_ranks:
        first, second = tables[row["id"]]
        points = points_of(first)
        same(independent("mann_whitney", first, second, points, continuity=True).p, row["p_continuity"], 1e-12)
        exact = independent("mann_whitney", first, second, points, continuity=True, exact=True)
        same(exact.p, row["p_exact"], 1e-9)
        x, y = (np.repeat(points, counts) for counts in (first, second))
        for test, call in {"brunner_munzel": brunnermunzel, "welch": ttest_ind}.items() if x.std() and y.std() else ():
            oracle = call(x, y) if test == "brunner_munzel" else call(y, x, equal_var=False)
            found = independent(test, first, second, points)
            same(found.z, oracle.statistic, 1e-9)
            same(found.p, oracle.pvalue, 1e-9)
            assert found.test == test and np.isnan(found.u)


def test_the_test_of_matched_answers_that_is_chosen_is_that_of_r_and_of_scipy(r_paired):
    for row in r_paired:
        table = _square(row["table"])
        points = points_of(table)
        same(matched("wilcoxon", table, points, continuity=True).p, row["p_continuity"], 1e-12)
        same(matched("wilcoxon", table, points, exact=True).p, row["p_exact"], 1e-9)
        sign, rises, falls = matched("sign", table, points), np.triu(table, 1).sum(), np.tril(table, -1).sum()
        assert (sign.u, sign.p) == (rises, binomtest(rises, rises + falls).pvalue) and np.isnan(sign.z)


@pytest.mark.parametrize("test", ["brunner_munzel", "welch"])
def test_without_spread_of_its_own_a_test_is_the_rank_test(test):
    """Complete separation, for which scipy's brunnermunzel gives p = 0 and ttest_ind nan."""
    found = independent(test, [5, 0, 0], [0, 0, 5], (1, 2, 3))
    assert found == independent("mann_whitney", [5, 0, 0], [0, 0, 5], (1, 2, 3)) and found.p < 0.01
    assert found.p == mann_whitney([5, 0, 0], [0, 0, 5]).p
    assert independent(test, [0, 5], [0, 5], (1, 2)).p == 1 == matched("sign", [[3, 0], [0, 4]], (1, 2)).p
