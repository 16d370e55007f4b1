"""What must not change, or must change in a known way, whatever the answers: property tests."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, wilcoxon
from statsmodels.stats.nonparametric import rank_compare_2ordinal

from prepost.audit.candidate_tests import CANDIDATES
from prepost.stats import means, multiplicity, paired, ranks, survivors


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
def test_a_monotone_relabelling_of_the_answers_changes_no_rank_statistic(samples, data):
    """Ranks know the order of the codes only: the raw answers under other rising codes give scipy the same U and p."""
    a, b = samples
    assume(np.count_nonzero(np.add(a, b)) > 1)
    codes = np.cumsum(data.draw(st.lists(st.integers(1, 50), min_size=len(a), max_size=len(a))))
    for continuity in (False, True):
        raw = (np.repeat(codes, counts) for counts in samples)
        other = mannwhitneyu(*raw, use_continuity=continuity, method="asymptotic")
        test = ranks.mann_whitney(a, b, continuity=continuity)
        close([test.u, test.p], [other.statistic, other.pvalue])


@given(two_samples(), st.integers(2, 5))
def test_every_interval_holds_its_estimate_and_widens_with_its_level(samples, number):
    a, b = samples
    for function in (ranks.superiority, lambda *args, level: means.change(*args, points_of(a), level)):
        narrow, wide = function(a, b, level=0.8), function(a, b, level=1 - 0.05 / number)
        assert wide.low <= narrow.low + 1e-12 and narrow.low <= narrow.value + 1e-12
        assert narrow.value <= narrow.high + 1e-12 and narrow.high <= wide.high + 1e-12


@given(two_samples())
def test_rows_at_once_agree_with_one_pair(samples):
    a, b = samples
    points = points_of(a)
    effects = survivors.effect_rows([a], [b], points, 0.98, margin=0.1)
    effect, change = ranks.superiority(a, b, level=0.98), means.change(a, b, points, 0.98)
    close(effects["superiority"][0], effect.value)
    if effect.df:
        close([effects["ci_low"][0], effects["ci_high"][0]], [2 * effect.low - 1, 2 * effect.high - 1])
    percent = 100 / (points[-1] - points[0])
    found = [effects[name][0] for name in ("change_pct", "change_pct_low", "change_pct_high")]
    close(found, [percent * value for value in change[:3]])
    test = ranks.mann_whitney(a, b)
    close([effects[name][0] for name in ("p", "z", "rank_biserial")], [test.p, test.z, test.rank_biserial])
    close(effects["change"][0], change.value)
    upper = [sum(counts[point] for point in range(len(a)) if 2 * point > len(a) - 1) / sum(counts) for counts in (a, b)]
    close(effects["upper_change"][0], 100 * (upper[1] - upper[0]))
    if effect.df:
        close(effects["equivalence_p"][0], rank_compare_2ordinal(b, a).tost_prob_superior(0.4, 0.6).pvalue)
    else:
        assert effects["equivalence_p"][0] == 1


@given(two_samples())
def test_one_pair_and_all_with_all_are_corrected_for_continuity(samples):
    """Half a unit nearer to the expected U, and never beyond it: half a unit is 1 / (2 standard errors) of z."""
    a, b = samples
    plain, corrected = ranks.mann_whitney(a, b), ranks.mann_whitney(a, b, continuity=True)
    per_unit = plain.z / (sum(a) * sum(b) / 2 - plain.u) if plain.z else 0
    close(corrected.z, np.copysign(max(abs(plain.z) - per_unit / 2, 0), plain.z))
    across = CANDIDATES["Mann-Whitney with continuity correction"]
    close(across(np.array([a]), np.array([b]))[0, 0], corrected.p)


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
    first, second = np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0).T
    assume((first != second).any())
    expected = wilcoxon(first, second, correction=False, method="asymptotic")
    test = paired.wilcoxon(table, points_of(table))
    close([test.w, test.p], [expected.statistic, expected.pvalue])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.lists(st.integers(0, 29), max_size=10))
def test_corrections_are_those_of_pingouin(p, repeated):
    import pingouin

    p = p + [p[place % len(p)] for place in repeated]  # ties
    assert multiplicity.adjust(p, "none").tolist() == p
    for method, name in {"bonferroni": "bonf", "holm": "holm", "benjamini-hochberg": "fdr_bh"}.items():
        assert multiplicity.adjust(p, method) == pytest.approx(pingouin.multicomp(p, method=name)[1], rel=1e-12, abs=0)


def test_headings_of_docstrings_stand_on_lines_of_their_own():
    sources = Path(ranks.__file__).parents[1].rglob("*.py")
    run_in = {source.name for source in sources if re.search(r"(?m)^ *[A-Z]\w+ -{3,} ", source.read_text("utf-8"))}
    assert not run_in


COUNTS = st.lists(st.one_of(st.integers(0, 5), st.integers(0, 10**7)), min_size=4, max_size=4)
