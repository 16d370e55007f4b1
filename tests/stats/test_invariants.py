"""What must not change, or must change in a known way, whatever the answers: property tests."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from prepost.stats import (
    attrition,
    lost_pairing,
    means,
    multiplicity,
    odds,
    paired,
    ranks,
    superiority_tests,
    survivors,
)


@st.composite
def two_samples(draw, fewest=2):
    """Two samples of at least `fewest` answers on a scale of 2 to 7 points."""
    size = draw(st.integers(2, 7))
    sample = st.lists(st.integers(0, 15), min_size=size, max_size=size).filter(lambda counts: sum(counts) >= fewest)
    return draw(sample), draw(sample)


def points_of(counts):
    return np.arange(1, len(counts) + 1)


def close(value, expected):
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(two_samples())
def test_swapping_the_samples_turns_the_effect_round_and_keeps_p(samples):
    a, b = samples
    there, back = ranks.mann_whitney(a, b), ranks.mann_whitney(b, a)
    close(back.p, there.p)
    close(back.z, -there.z)
    close(back.superiority, 1 - there.superiority)
    close(back.u, sum(a) * sum(b) - there.u)
    close(ranks.mann_whitney(b, a, method="exact").p, ranks.mann_whitney(a, b, method="exact").p)
    forward, backward = ranks.superiority(a, b), ranks.superiority(b, a)
    close([backward.low, backward.high], [1 - forward.high, 1 - forward.low])
    change, turned = means.change(a, b, points_of(a)), means.change(b, a, points_of(a))
    close([turned.low, turned.high], [-change.high, -change.low])


@given(two_samples())
def test_reversing_the_scale_turns_the_effect_round_and_keeps_p(samples):
    a, b = samples
    there, reversed_ = ranks.mann_whitney(a, b), ranks.mann_whitney(a[::-1], b[::-1])
    close(reversed_.p, there.p)
    close(reversed_.rank_biserial, -there.rank_biserial)
    close(means.change(a[::-1], b[::-1], points_of(a)).value, -means.change(a, b, points_of(a)).value)


@given(two_samples(), st.data())
def test_an_empty_category_changes_no_rank_statistic(samples, data):
    a, b = samples
    place = data.draw(st.integers(0, len(a)))
    wider = [counts[:place] + [0] + counts[place:] for counts in samples]
    for method in ("asymptotic", "exact"):
        before, after = ranks.mann_whitney(a, b, method=method), ranks.mann_whitney(*wider, method=method)
        close([after.u, after.z, after.p, after.superiority], [before.u, before.z, before.p, before.superiority])
    close(ranks.superiority(*wider).low, ranks.superiority(a, b).low)


@given(two_samples(), st.data())
def test_moving_and_stretching_the_scale_keeps_the_change_in_per_cent(samples, data):
    a, b = samples
    shift, factor = data.draw(st.integers(-5, 5)), data.draw(st.integers(1, 9))
    close(
        list(means.change_percent(a, b, points_of(a) * factor + shift)[:3]),
        list(means.change_percent(a, b, points_of(a))[:3]),
    )


@given(two_samples(), st.data())
def test_a_monotone_relabelling_of_the_answers_changes_no_rank_statistic(samples, data):
    """Ranks know the order of the codes only: the raw answers under other rising codes give scipy the same U and p."""
    from scipy.stats import mannwhitneyu

    a, b = samples
    assume(np.count_nonzero(np.add(a, b)) > 1)
    steps = data.draw(st.lists(st.integers(1, 50), min_size=len(a), max_size=len(a)))
    codes = np.cumsum(steps)
    other = mannwhitneyu(np.repeat(codes, a), np.repeat(codes, b), use_continuity=False, method="asymptotic")
    test = ranks.mann_whitney(a, b)
    close([test.u, test.p], [other.statistic, other.pvalue])


@given(two_samples())
def test_asymptotic_statistic_is_scipys(samples):
    from scipy.stats import mannwhitneyu

    a, b = samples
    assume(np.count_nonzero(np.add(a, b)) > 1)
    raw = [np.repeat(points_of(counts), counts) for counts in samples]
    expected = mannwhitneyu(*raw, use_continuity=True, method="asymptotic")
    close(ranks.mann_whitney(a, b, continuity=True).p, expected.pvalue)


@given(two_samples(), st.integers(2, 5))
def test_every_interval_holds_its_estimate_and_widens_with_its_level(samples, number):
    a, b = samples
    for function in (ranks.superiority, lambda *args, level: means.change(*args, points_of(a), level)):
        narrow, wide = function(a, b, level=0.8), function(a, b, level=1 - 0.05 / number)
        value = getattr(narrow, "estimate", None)
        value = narrow.value if value is None else value
        assert wide.low <= narrow.low + 1e-12 and narrow.low <= value + 1e-12
        assert value <= narrow.high + 1e-12 and narrow.high <= wide.high + 1e-12


@given(two_samples())
def test_rows_at_once_agree_with_one_pair(samples):
    a, b = samples
    effects = survivors.effect_rows([a], [b], points_of(a), 0.98, margin=0.1)
    effect, change = ranks.superiority(a, b, level=0.98), means.change_percent(a, b, points_of(a), 0.98)
    close(effects["superiority"][0], effect.estimate)
    if effect.method == "logit":
        close([effects["ci_low"][0], effects["ci_high"][0]], effect.rank_biserial_interval)
        close(effects["equivalence_p"][0], superiority_tests.equivalence(a, b, 0.1).p)
    else:
        assert effects["equivalence_p"][0] == 1
    close([effects["change_pct"][0], effects["change_pct_low"][0], effects["change_pct_high"][0]], list(change[:3]))
    close(effects["p"][0], ranks.mann_whitney(a, b).p)
    upper = [sum(counts[point] for point in range(len(a)) if 2 * point > len(a) - 1) / sum(counts) for counts in (a, b)]
    close(effects["upper_change"][0], 100 * (upper[1] - upper[0]))


@given(two_samples())
def test_equivalence_and_brunner_munzel_do_not_depend_on_the_order_of_the_samples(samples):
    a, b = samples
    assume(ranks.superiority(a, b).method == "logit")
    close(superiority_tests.brunner_munzel(b, a).p, superiority_tests.brunner_munzel(a, b).p)
    there, back = superiority_tests.equivalence(a, b, 0.1), superiority_tests.equivalence(b, a, 0.1)
    close(back.p, there.p)
    assert there.equivalent == (0.4 < there.low and there.high < 0.6)


@given(two_samples(), st.floats(-1, 1))
def test_correlation_shortens_the_interval(samples, share):
    a, b = samples
    most = lost_pairing.largest_correlation(a, b, points_of(a))
    assert 0 <= most <= 1
    close(lost_pairing.change_at_correlation(a, b, points_of(a), 0.0).se, means.change(a, b, points_of(a)).se)
    at = lost_pairing.change_at_correlation(a, b, points_of(a), share * most)
    apart = means.change(a, b, points_of(a)).se
    assert at.se <= apart + 1e-9 if share > 0 else at.se >= apart - 1e-9


@given(two_samples(), st.integers(0, 40))
def test_the_truth_lies_within_the_worst_case_bounds(samples, missing):
    """Whatever the silent would have said: here they answer like the first sample."""
    first, answered = samples
    missing = min(missing, sum(first))
    silent = np.array(np.random.default_rng(0).multivariate_hypergeometric(first, missing))
    people = sum(answered) + missing
    low, high = attrition.worst_case_mean(answered, points_of(first), people)
    truth = means.mean(np.add(answered, silent), points_of(first))
    assert low - 1e-9 <= truth <= high + 1e-9
    low, high = attrition.superiority_bounds(first, answered, people)
    assert low - 1e-9 <= ranks.mann_whitney(first, np.add(answered, silent)).superiority <= high + 1e-9


@st.composite
def matched(draw):
    size = draw(st.integers(2, 5))
    table = draw(st.lists(st.lists(st.integers(0, 8), min_size=size, max_size=size), min_size=size, max_size=size))
    assume(np.sum(table) > 1)
    return np.array(table)


@given(matched())
def test_matched_answers_swapped_turn_round(table):
    there, back = paired.wilcoxon(table, points_of(table)), paired.wilcoxon(table.T, points_of(table))
    close([back.w, back.p, back.z, back.rank_biserial], [there.w, there.p, -there.z, -there.rank_biserial])
    turned = paired.wilcoxon(table[::-1, ::-1], points_of(table))
    close([turned.p, turned.rank_biserial], [there.p, -there.rank_biserial])
    assert -1 <= paired.matched_rank_biserial(table, points_of(table)).low <= there.rank_biserial + 1e-12


@given(matched())
def test_signed_rank_is_scipys(table):
    from scipy.stats import wilcoxon

    first, second = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0).T
    assume((first != second).any())
    expected = wilcoxon(first, second, correction=False, method="asymptotic")
    test = paired.wilcoxon(table, points_of(table))
    close([test.w, test.p], [expected.statistic, expected.pvalue])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_corrections_stand_in_their_order(p):
    raw, bonferroni, holm, false_discovery = (
        multiplicity.adjust(p, method) for method in ("none", "bonferroni", "holm", "benjamini-hochberg")
    )
    assert (raw <= false_discovery + 1e-12).all() and (false_discovery <= holm + 1e-12).all()
    assert (holm <= bonferroni + 1e-12).all() and (bonferroni <= 1).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.lists(st.integers(0, 29), max_size=10))
def test_corrections_are_those_of_statsmodels(p, repeated):
    from statsmodels.stats.multitest import multipletests

    p = p + [p[place % len(p)] for place in repeated]  # ties
    for method, name in {"bonferroni": "bonferroni", "holm": "holm", "benjamini-hochberg": "fdr_bh"}.items():
        assert multiplicity.adjust(p, method) == pytest.approx(multipletests(p, method=name)[1], rel=1e-12, abs=0)


def test_headings_of_docstrings_stand_on_lines_of_their_own():
    sources = Path(ranks.__file__).parents[1].rglob("*.py")
    run_in = {source.name for source in sources if re.search(r"(?m)^ *[A-Z]\w+ -{3,} ", source.read_text("utf-8"))}
    assert not run_in


@given(two_samples(), st.sampled_from([7, 1000, 100_000]))
def test_proportional_odds_of_the_same_shares_are_the_same_and_surer(samples, times):
    """Counted, not gone through: a hundred thousand times the answers cost no more."""
    a, b = (np.array(counts) for counts in samples)
    try:
        once = odds.proportional_odds(a, b)
    except ValueError:
        assume(False)
    more = odds.proportional_odds(a * times, b * times)
    assert more.log_odds == pytest.approx(once.log_odds, rel=1e-6, abs=1e-6)
    assert more.se * np.sqrt(times) == pytest.approx(once.se, rel=1e-6)


COUNTS = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 10**7)), min_size=4, max_size=4)


@given(COUNTS, COUNTS)
def test_proportional_odds_settle_or_are_refused_in_words(a, b):
    assume(sum(a) and sum(b))
    try:
        fit = odds.proportional_odds(a, b)
    except ValueError as refused:
        assert re.search("separated|same point", str(refused))
    else:
        assert np.isfinite(fit.log_odds) and fit.se > 0 and 0 <= fit.p <= 1
