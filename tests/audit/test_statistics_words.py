"""Statistics recomputed from printed figures, against scipy, statsmodels and numpy: right, and never a false alarm."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

from prepost.audit.claims_ledger import VERDICTS, ledger
from prepost.audit.language import CalculationError
from tests.audit.test_language import claims_of, value_of
from tests.audit.test_ledger import article
from tests.cases import cases

DATA = [np.array(numbers) for numbers in ([3, 4, 4, 5, 6, 7, 7, 9], [1, 2, 4, 4, 5], [2, 6, 8])]
ITEMS = np.array([[1, 2, 2], [2, 3, 3], [4, 3, 5], [5, 5, 4], [3, 4, 4]])
SIX = "2.6, 0.8, 20, 3.1, 1.1, 35"
T_TEST = [stats.ttest_ind_from_stats(3.1, 1.1, 35, 2.6, 0.8, 20, equal_var=equal) for equal in (True, False)]
T_REACH = stats.t.ppf(0.975, 53) * 0.5 / T_TEST[0].statistic
SPREAD = 0.64 / 20, 1.21 / 35  # squared standard errors; degrees of freedom after Welch
WELCH_REACH = stats.t.ppf(0.975, sum(SPREAD) ** 2 / (SPREAD[0] ** 2 / 19 + SPREAD[1] ** 2 / 34)) * sum(SPREAD) ** 0.5


def summary(part):
    return f"{part.mean()!r}, {part.std(ddof=1)!r}, {len(part)}".replace("np.float64(", "").replace(")", "")


@pytest.mark.parametrize(
    "calculation, expected",
    [
        ("sqrt(2)", 2**0.5),
        ("log(2)", np.log(2)),
        ("exp(0.5)", np.exp(0.5)),
        ("power(1.5, 3)", 3.375),
        ("power(-2, 2)", 4),
        ("p_of_t(-2.2, 28)", 2 * stats.t.sf(2.2, 28)),
        ("p_of_t(2.2, 28, tails=1)", stats.t.sf(2.2, 28)),
        ("p_of_z(1.5)", 2 * stats.norm.sf(1.5)),
        ("p_of_z(-1.5, tails=1)", stats.norm.sf(1.5)),
        ("p_of_r(-0.4, 60)", 2 * stats.t.sf(0.4 * (60 / 0.84) ** 0.5, 60)),
        ("p_of_f(3.2, 2, 40)", stats.f.sf(3.2, 2, 40)),
        ("p_of_chi2(6.5, 2)", stats.chi2.sf(6.5, 2)),
        (f"t_of_means({SIX})", T_TEST[0].statistic),
        (f"t_of_means({SIX}, welch=true)", T_TEST[1].statistic),
        (f"p_of_means({SIX})", T_TEST[0].pvalue),
        (f"p_of_means({SIX}, welch=true)", T_TEST[1].pvalue),
        (f"p_of_means({SIX}, tails=1)", T_TEST[0].pvalue / 2),
        (f"d_of_means({SIX})", 0.5 / ((19 * 0.64 + 34 * 1.21) / 53) ** 0.5),
        ("se_of(1.2, 16)", 0.3),
        ("mean_of_parts(2, 10, 5, 20)", 4),
        (f"sd_of_parts({', '.join(map(summary, DATA))})", np.concatenate(DATA).std(ddof=1)),
        ("sd_of_change(1.2, 0.9, 0.6)", (1.44 + 0.81 - 2 * 0.6 * 1.2 * 0.9) ** 0.5),
        ("r_of_paired_t(0.5, 2.5, 16, 1, 0.8)", (1 + 0.64 - 0.64) / 1.6),
        ("odds_ratio(10, 20, 5, 30)", Table2x2([[10, 20], [5, 30]]).oddsratio),
        ("risk_ratio(10, 20, 5, 30)", Table2x2([[10, 20], [5, 30]]).riskratio),
        ("chi2_of(10, 20, 5, 30)", stats.chi2_contingency([[10, 20], [5, 30]], correction=False)[0]),
        ("chi2_of(10, 20, 5, 30, continuity=true)", stats.chi2_contingency([[10, 20], [5, 30]], correction=True)[0]),
        ("fisher_p(10, 20, 5, 30)", stats.fisher_exact([[10, 20], [5, 30]])[1]),
    ],
)
def test_exact_figures_give_what_scipy_and_statsmodels_give(calculation, expected):
    value = value_of(calculation)
    assert float(value.face) == pytest.approx(expected, rel=1e-9)
    assert float(value.range.low) == pytest.approx(expected, rel=3e-8) and value.face in value.range


def test_alpha_is_that_of_the_items():
    """Cronbach's alpha from the covariances of three items of five people: k / (k - 1) (1 - trace / sum)."""
    covariances = np.cov(ITEMS.T)
    sds = ", ".join(f"{sd:.12f}" for sd in (ITEMS.sum(axis=1).std(ddof=1), *ITEMS.std(axis=0, ddof=1)))
    expected = 1.5 * (1 - np.trace(covariances) / covariances.sum())
    assert float(value_of(f"alpha_of({sds})").face) == pytest.approx(expected)


@pytest.mark.parametrize("low, high, holds", [(1, 3, True), (0, 2, True), (2, 5, False)])
def test_intervals_are_those_of_statsmodels(tmp_path, low, high, holds):
    """Ends moved by so many hundredths are seen; the ways that agree are named."""
    exact = {
        "interval_of_share(17, 60)": proportion_confint(17, 60, method="wilson"),
        "interval_of_odds_ratio(10, 20, 5, 30)": Table2x2([[10, 20], [5, 30]]).oddsratio_confint(),
        "interval_of_risk_ratio(10, 20, 5, 30)": Table2x2([[10, 20], [5, 30]]).riskratio_confint(),
        "interval_of_mean(2.6, 0.8, 20)": stats.t.interval(0.95, 19, 2.6, 0.8 / 20**0.5),
        f"interval_of_difference({SIX})": (0.5 - T_REACH, 0.5 + T_REACH),
        f"interval_of_difference({SIX}, level=0.95)": (0.5 - WELCH_REACH, 0.5 + WELCH_REACH),
    }
    moved = 0 if holds else high
    rows = [
        (f"i{k}", f"{ends[0]:.3f} to {ends[1] + moved / 10:.3f}", words)
        for k, (words, ends) in enumerate(exact.items())
    ]
    assert {entry.verdict for entry in ledger(article(tmp_path, *rows))} == {"reproduced" if holds else "differs"}


@settings(max_examples=150)
@given(st.tuples(*[st.floats(1, 60), st.floats(0.3, 9), st.integers(3, 90)] * 2), st.integers(1, 3), st.booleans())
def test_no_false_alarm_for_tests_of_rounded_means(tmp_path_factory, exact, places, equal):
    m1, sd1, n1, m2, sd2, n2 = exact
    test = stats.ttest_ind_from_stats(m2, sd2, n2, m1, sd1, n1, equal_var=equal)
    welch = "" if equal else ", welch=true"
    printed = {"m1": m1, "s1": sd1, "m2": m2, "s2": sd2}
    rows = [(name, f"{value:.{places}f}") for name, value in printed.items()]
    if min(float(rows[1][1]), float(rows[3][1])) <= 0.5:
        return  # an SD that may be 0 has no test
    rows += [
        ("t", f"{test.statistic:.2f}", f"t_of_means(m1, s1, {n1}, m2, s2, {n2}{welch})"),
        ("p", f"p = {test.pvalue:.3f}", f"p_of_means(m1, s1, {n1}, m2, s2, {n2}{welch})"),
        (
            "apa",
            f"t({n1 + n2 - 2}) = {test.statistic:.2f}, p = {2 * stats.t.sf(abs(test.statistic), n1 + n2 - 2):.3f}",
            "p_of_test()",
        ),
    ]
    assert {entry.verdict for entry in ledger(article(tmp_path_factory.mktemp("a"), *rows))} <= {"given", "reproduced"}


WHY_NOT = """
p_of_test() | no test with its degrees of freedom is printed there ;; p_of_t(1, 5, tails=3) | takes as tails 1 or 2
p_of_z(1, level=1) | gives p_of_z level, which it does not take ;; alpha_of(1, 2) | at least two items
mean_of_parts(1) | a mean and a size of each part ;; sd_of_parts(1, 2) | a mean, an SD and a size of each part
sqrt(0 - 1) | cannot be carried out ;; t_of_means(1, 1, 1, 1, 1, 5) | a whole number of at least 2
p_of_means(1, 1, 9, 1, 1, 5, welch=5) | needs true or false
interval_of_mean(1, 1, 9) | checks an interval, which the claim does not print
"""


@pytest.mark.parametrize("calculation, sentence", cases(WHY_NOT))
def test_what_cannot_be_asked_says_why(calculation, sentence):
    with pytest.raises(CalculationError, match=sentence):
        value_of(calculation)


def test_a_star_stands_for_every_row_but_headings_and_its_own():
    rows = {"a_p": "p=0.01", "b_p": "p=0.02", "c_p": "p=0.30"}
    rows |= dict(a_pre="2", a_post="3", b_pre="2", b_post="1", c_pre="1", c_post="2")
    claims = claims_of(**rows, all_p=("none", "none_of(significant_at(*_p, 0.05))"))
    truth = claims.outcome("all_p")
    assert truth.value is False and truth.because == ("a_p (p=0.01) is below 0.05", "b_p (p=0.02) is below 0.05")
    rise = claims_of(
        **rows, any=("rise", "count_of(*_p) = 3"), rose=("x", "any_of(significant_rise(*_pre, *_post, *_p, 0.05))")
    )
    assert rise.outcome("any").value is True
    assert rise.outcome("rose").value is True and rise.outcome("rose").because == (
        "a_p (p=0.01) is below 0.05",
        "a_post (3) is above a_pre (2)",
    )


def test_an_unread_row_among_those_of_a_star_leaves_the_sentence_unread(tmp_path):
    rows = [("a_p", "p=0.30"), ("b_p", "p=O.20"), ("none", "none", "none_of(significant_at(*_p, 0.05))")]
    assert [entry.verdict for entry in ledger(article(tmp_path, *rows))] == ["given", "unread", "unread"]
    assert list(VERDICTS)[-1] == "unread"


def test_wide_scales_and_none_are_judged_at_once_or_given_up(tmp_path):
    """Ages and weights, as in table 1 of a clinical paper: a search of minutes is bounded."""
    rows = [("m", "180.84"), ("s", "48.37", "sd_of(m, 62, 90, 350)"), ("free", "48.37", "sd_of_numbers(m, 62)")]
    entries = ledger(article(tmp_path, *rows))
    assert [entry.verdict for entry in entries] == ["given", "attained", "attained"]


@pytest.mark.parametrize("option", ["continuity=true", 'method="exact"'])
def test_other_forms_of_the_rank_test_are_checked_by_their_own_formula(tmp_path, option):
    """scipy.stats.mannwhitneyu of 1, 2, 2, 3, 4 and 2, 3, 4, 4, 4, corrected for continuity; the exact p by all 252 splits."""
    from itertools import combinations

    a, b = [1, 2, 2, 3, 4], [2, 3, 4, 4, 4]
    p = stats.mannwhitneyu(a, b, use_continuity=True, method="asymptotic").pvalue
    if "exact" in option:
        ranks = stats.rankdata(a + b)
        sums = [abs(sum(ranks[list(places)]) - 27.5) for places in combinations(range(10), 5)]
        p = np.mean([distance >= abs(sum(ranks[:5]) - 27.5) - 1e-9 for distance in sums])
    rows = [("m1", "2.40"), ("m2", "3.40"), ("p", f"p={p:.3f}", f"rank_test_p(m1, 5, m2, 5, 1, 4, {option})")]
    rows += [("no", "p=0.999", f"rank_test_p(m1, 5, m2, 5, 1, 4, {option})")]
    assert [entry.verdict for entry in ledger(article(tmp_path, *rows))] == ["given", "given", "attained", "impossible"]
