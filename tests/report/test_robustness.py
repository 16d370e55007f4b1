"""Sensitivity of results, and the sentences about it, on invented studies written by the tests."""

import math
from unittest import mock

import numpy as np
import pytest

from prepost.report import robustness, robustness_tables
from prepost.report.compare import compare
from prepost.stats import mann_whitney
from prepost.stats.contrasts import contrast
from prepost.stats.means import change_percent
from prepost.stats.odds import proportional_odds
from prepost.stats.ranks import superiority
from prepost.study import load_study

STUDY = """
title: An invented study
scale: {1: Never, 2: Seldom, 3: Often, 4: Always}
domains: {habits: Habits}
statements:
  - {id: reads, domain: habits, text: Reads}
  - {id: writes, domain: habits, text: Writes}
waves: [before, after, later]
sessions: [1, 2]
comparisons:
  at_once: {first: {wave: before}, second: {wave: after}, text: After against before}
  in_time: {first: {wave: before, session: 2}, second: {wave: later}, text: Later against before session 2}
specifications:
  in_time: {first: {wave: before, session: 2}, second: {wave: later}, text: Later against before session 2}
  over_all: {first: {wave: before}, second: {wave: later}, text: Later against all before}
alpha: 0.05
correction: {method: bonferroni, family: comparison}
equivalence_margin: 0.1
min_cell: 1
provenance: {responses.csv: PROVENANCE}
"""


@pytest.fixture
def study(tmp_path):
    """Writes a study whose answers `draw(wave, session)` gives for each form, and loads it."""

    def write(draw, people=60, attendance=True, provenance="invented"):
        (tmp_path / "study.yml").write_text(STUDY.replace("PROVENANCE", provenance))
        lines = ["wave,session,respondent,sessions_attended,reads,writes"]
        for wave in ("before", "after", "later"):
            for person in range(people if wave != "later" else people // 2):
                session = person % 2 + 1
                often = "" if wave != "later" else ("2" if person % 3 else "1")
                lines.append(
                    f"{wave},{session if wave != 'later' else ''},,{often},{draw(wave, session)},{draw(wave, session)}"
                )
        (tmp_path / "responses.csv").write_text("\n".join(lines) + "\n")
        if attendance:
            places = [
                f"p{person},{session},Health,Clinic"
                for person in range(people)
                for session in range(1, 2 + (person < people // 3))
            ]
            (tmp_path / "attendance.csv").write_text("\n".join(["person,session,sector,organisation", *places]) + "\n")
        return load_study(tmp_path)

    return write


def drawn(shift):
    """Answers that move by `shift[wave]` points."""
    random = np.random.default_rng(5)
    return lambda wave, session: int(np.clip(random.integers(1, 4) + shift[wave], 1, 4))


RISE, FALL, SAME = (
    {"before": 0, "after": 1, "later": 1},
    {"before": 1, "after": 0, "later": 0},
    {"before": 0, "after": 0, "later": 0},
)
ALIKE, APART = (lambda wave, session: 3), (lambda wave, session: 1 if wave == "before" else 4)
CASES = {"rise": drawn(RISE), "fall": drawn(FALL), "same": drawn(SAME), "alike": ALIKE, "apart": APART}


def specified(study, account=None):
    """Its baselines, as pages put them together."""
    return robustness.specifications(compare(study, robustness.baselines(study)), account)


def test_every_baseline_has_the_numbers_of_its_comparison(study):
    found = study(drawn(RISE))
    frame = specified(found)
    assert list(frame["comparison"].unique()) == ["in_time", "over_all"] and len(frame) == 4
    row = frame[(frame["statement"] == "reads") & (frame["comparison"] == "over_all")].iloc[0]
    first, second = found.counts("reads", {"wave": "before"}), found.counts("reads", {"wave": "later"})
    assert row["p"] == mann_whitney(first, second).p
    assert row["change_pct_low"] == change_percent(first, second, found.scale, 0.975).low
    assert frame["throughout"].isna().all()


def test_ranges_over_possible_answers_say_what_is_always_significant(study):
    found = study(drawn(RISE), provenance="reconstructed")
    level = 0.025
    specified_rows = specified(found)
    names, change = list(zip(specified_rows["statement"], specified_rows["comparison"])), specified_rows["change_pct"]
    wide = {(0.0, level / 2): "always", (level, 1.0): "never", (0.0, 1.0): "some"}
    for (least, most), word in wide.items():
        ranges: dict = {}
        for (statement, comparison), value in zip(names, change):
            ranges.setdefault(statement, {})[comparison] = {
                "p": [least, most],
                "change_pct": [value - 1, value + 1],
                "rank_biserial": [-1, 1],
            }
        account = robustness.valid_summary(found, compare(found), {"ranges": ranges})
        assert account is not None
        assert set(specified(found, account)["throughout"]) == {word}
    assert len(names) == 4


def test_an_account_of_other_answers_is_not_used(study):
    ranges = {"reads": {"at_once": {"p": [0, 1], "change_pct": [90.0, 91.0], "rank_biserial": [0, 1]}}}
    found = study(drawn(SAME), provenance="reconstructed")
    assert robustness.valid_summary(found, compare(found), {"ranges": ranges}) is None
    value = compare(found)["change_pct"][0]
    for low, high, fits in ((value, value, True), (value + 1e-4, 90.0, False), (-90.0, value - 1e-4, False)):
        ranges["reads"]["at_once"]["change_pct"] = [low, high]
        assert (robustness.valid_summary(found, compare(found), {"ranges": ranges}) is not None) == fits
    assert robustness.valid_summary(found, compare(found), {}) is None
    found = study(drawn(SAME))
    assert robustness.valid_summary(found, compare(found), {"ranges": ranges}) is None


def test_corrections_count_what_each_leaves(study):
    found = study(drawn(RISE))
    ways = robustness.corrections(found, robustness.specifications(compare(found)))
    assert ways["correction"].tolist() == [
        "None",
        "Bonferroni, 2 tests a statement",
        "Holm, all 4 tests",
        "Benjamini-Hochberg, all 4 tests",
    ]
    counts = ways[["at_once", "in_time"]].to_numpy()
    assert (counts[0] >= counts[1:]).all()


def test_difference_of_changes_of_samples_that_share_nothing_is_a_plain_contrast(study):
    found = study(drawn(RISE))
    early, late = found.comparisons["at_once"], found.comparisons["in_time"]
    of = found.counts
    parts = [
        of("reads", {"wave": "later"}),
        of("reads", {"wave": "before", "session": 2}),
        of("reads", {"wave": "before", "session": 1}),
        of("reads", {"wave": "after"}),
    ]
    share = parts[1].sum() / (parts[1].sum() + parts[2].sum())
    expected = contrast(parts, [1, share - 1, 1 - share, -1], found.scale, 0.95).times(100 / 3)
    assert robustness.difference_of_changes(found, "reads", early, late, 0.95) == pytest.approx(expected)


def test_difference_of_a_change_to_itself_is_nought(study):
    found = study(drawn(RISE))
    early = found.comparisons["at_once"]
    estimate = robustness.difference_of_changes(found, "reads", early, early, 0.95)
    assert (estimate.value, estimate.low, estimate.high) == (0, 0, 0)


def test_who_answered_is_set_against_who_attended(study):
    found = study(drawn(SAME))
    who = robustness.answered(found, {"wave": "later"})
    assert robustness.attendance_by_person(found) == {1: 40, 2: 20}
    assert (
        who["people"].tolist() == [40, 20]
        and who["forms"].tolist() == [10, 20]
        and who["share"].tolist() == [0.25, 1.0]
    )
    weighed = robustness.standardised(found, found.comparisons["in_time"])
    low, high = (
        found.counts("reads", {"wave": "later", "sessions_attended": group}) @ found.scale / n
        for group, n in (("1", 10), ("2", 20))
    )
    before = found.counts("reads", {"wave": "before", "session": 2})
    expected = (low * 40 / 60 + high * 20 / 60 - before @ found.scale / before.sum()) * 100 / 3
    assert weighed["weighted"][0] == pytest.approx(expected)


def test_without_attendance_nothing_is_said_of_who_answered(study):
    found = study(drawn(SAME), attendance=False)
    assert robustness.answered(found, {"wave": "later"}) is None
    assert robustness.standardised(found, found.comparisons["in_time"]) is None
    assert robustness.repeated_forms(found, found.comparisons, (0, 0.5)) is None


def test_attrition_by_hand(study):
    """30 of 60 answered: at the tipping point the others stand lower by the gain over one half."""
    found = study(drawn(RISE))
    row = robustness.attrition(found, found.specifications["over_all"], 60).iloc[0]
    assert row["response"] == 0.5
    assert row["tipping"] == pytest.approx(2 * row["change"]) and row["unchanged"] == pytest.approx(row["change"] / 2)
    before = found.counts("reads", {"wave": "before"}) @ found.scale / 60
    later = found.counts("reads", {"wave": "later"}) @ found.scale / 30
    assert row["worst"] == pytest.approx((0.5 * later + 0.5 * 1 - before) * 100 / 3)


def test_fewer_people_than_answers_leaves_attrition_out(study):
    assert robustness.attrition(study(drawn(SAME)), study(drawn(SAME)).specifications["over_all"], 29).empty


def test_correlation_can_only_narrow_and_repeated_forms_only_widen(study):
    found = study(drawn(RISE))
    widths = robustness.matching(found, found.comparisons, (0, 0.3, 0.6))["at_once_width"]
    assert widths.is_monotonic_decreasing
    counts = robustness.repeated_forms(found, found.comparisons, (0, 0.5, 1.0))
    assert counts["at_once"].is_monotonic_decreasing and counts["design_effect"].tolist() == pytest.approx(
        [1, 1.25, 1.5]
    )


def test_next_study_needs_fewer_forms_for_larger_changes_and_closer_pairs(study):
    found = study(drawn(SAME))
    needed = robustness.next_study(found, found.comparisons["at_once"], (5, 10, 15), (0.3, 0.7))
    assert needed["unmatched"].is_monotonic_decreasing
    assert (needed["matched_0.7"] < needed["matched_0.3"]).all() and (needed["matched_0.3"] < needed["unmatched"]).all()


def test_other_tests_name_those_that_could_not_be_made(study):
    found = study(APART)
    tried = robustness.other_tests(found, found.comparisons).set_index("test")
    assert tried.loc["Proportional odds", "refused"] == 4 and tried.loc["Mann-Whitney, exact with ties", "refused"] == 0
    said = robustness_tables.other_tests_sentence(tried.reset_index(), {"at_once": "A", "in_time": "B"})
    left_out = "“Brunner-Munzel”, “Proportional odds” and “Welch's t”, which are left out here."
    assert said.endswith(f"Not every statement allows {left_out}")


def test_a_model_is_fitted_once_for_all_that_is_asked_of_it(study):
    found = study(drawn(RISE))
    with mock.patch.object(robustness, "proportional_odds", side_effect=proportional_odds) as fitted:
        robustness._odds.cache_clear()
        robustness.other_tests(found, found.comparisons)
        assert robustness.unequal_odds(found, found.comparisons)[1] == fitted.call_count == 4


@pytest.mark.parametrize("case", CASES)
def test_sentences_follow_the_answers(study, case):
    found = study(CASES[case])
    early, late = found.comparisons["at_once"], found.comparisons["in_time"]
    planned, later = robustness.specifications(compare(found)), specified(found)
    curve = robustness.overview(planned, "at_once", later)
    sentences = {
        "title": robustness_tables.lasting_title(curve),
        "solid": robustness_tables.solid_sentence(planned, "at_once", found.alpha),
        "baseline": robustness_tables.baseline_sentence(later),
        "open": robustness_tables.open_sentence(found, late, 60),
        "equivalence": robustness_tables.equivalence_sentence(found, late),
        "retained": robustness_tables.retained_sentence(robustness.retained(found, early, late), 0.975),
        "answered": robustness_tables.answered_sentence(robustness.answered(found, {"wave": "later"})),
        "attrition": robustness_tables.attrition_sentence(robustness.attrition(found, late, 60)),
        "tests": robustness_tables.other_tests_sentence(
            robustness.other_tests(found, {"at_once": early}), {"at_once": "After"}
        ),
        "needed": robustness_tables.forms_needed_sentence(
            robustness.next_study(found, early, (10.0,), (0.5,)), 10, 0.5
        ),
        **{f"note on {name}": note for name, note in robustness_tables.reading_notes(found, specified(found)).items()},
    }
    for name, sentence in sentences.items():
        assert "nan" not in sentence and "not defined" not in sentence, name
    word = {"rise": "higher", "apart": "higher", "fall": "lower", "same": "none", "alike": "none"}[case]
    assert word in sentences["solid"]
    if case in ("alike", "apart"):
        assert "no spread" in sentences["needed"]
    if case == "alike":
        assert "none" in sentences["retained"] and "no spread" in sentences["equivalence"]
    if case == "apart":
        # 30 of 60 answered, all of them 4 where all were 1: the others at 1 would still leave (4 + 1) / 2 - 1 points.
        assert "even the lowest possible answers would leave every gain" in sentences["attrition"]


@pytest.mark.parametrize("case", CASES)
def test_figures_and_tables_are_made_of_any_answers(study, case):
    from prepost.report.spec_curve import strip_figure

    found = study(CASES[case])
    planned = robustness.specifications(compare(found))
    curve = robustness.overview(planned, "at_once", specified(found))
    fig, alt, summary = strip_figure(robustness_tables.specification_strips(curve), axis="Change")
    assert "After against before" in alt and summary in alt
    table = robustness_tables.specification_table(curve)
    assert len(table) == len(curve) and not table.isin(["nan"]).any().any()
    assert len(robustness_tables.equivalence_table(robustness.equivalences(found, found.comparisons["in_time"]))) == 2


def test_groups_below_the_smallest_cell_are_left_out(study, tmp_path):
    found = study(drawn(SAME), people=6)
    text = (tmp_path / "study.yml").read_text().replace("min_cell: 1", "min_cell: 5")
    (tmp_path / "study.yml").write_text(text)
    found = load_study(tmp_path)
    assert specified(found).empty
    assert robustness.equivalences(found, found.comparisons["in_time"]).empty
    assert robustness.answered(found, {"wave": "later"}) is None
    assert "Too few" in robustness_tables.baseline_sentence(specified(found))
    assert "Too few" in robustness_tables.reading_notes(found, specified(found))["baseline"]


def test_planned_comparisons_stand_in_where_no_baselines_are_given(study, tmp_path):
    study(drawn(SAME))
    text = (tmp_path / "study.yml").read_text()
    start, end = text.index("specifications:"), text.index("alpha:")
    (tmp_path / "study.yml").write_text(text[:start] + text[end:])
    assert list(robustness.baselines(load_study(tmp_path))) == ["in_time"]


def test_margin_is_optional(study, tmp_path):
    study(drawn(SAME))
    (tmp_path / "study.yml").write_text((tmp_path / "study.yml").read_text().replace("equivalence_margin: 0.1\n", ""))
    found = load_study(tmp_path)
    frame = robustness.equivalences(found, found.comparisons["in_time"])
    assert frame["p_equivalence"].isna().all() and math.isfinite(frame["detectable"][0])
    assert "states no margin" in robustness_tables.equivalence_sentence(found, found.comparisons["in_time"])


def test_equivalence_is_two_one_sided_t_tests_and_agrees_with_its_interval():
    """By hand: t = (effect -+ margin) / standard error, the larger p of the two."""
    from scipy.stats import t

    a, b = [40, 90, 110, 60], [42, 88, 108, 62]
    effect, test = superiority(a, b), robustness._rank_comparison(a, b)
    expected = max(
        t.sf((effect.estimate - 0.44) / effect.se, effect.df), t.cdf((effect.estimate - 0.56) / effect.se, effect.df)
    )
    assert test.tost_prob_superior(0.44, 0.56).pvalue == pytest.approx(expected, rel=1e-9) and expected < 0.05
    assert 0.44 < test.conf_int(alpha=0.1)[0] < test.conf_int(alpha=0.1)[1] < 0.56
    with pytest.raises(ValueError, match="spread"):
        robustness._rank_comparison([5, 4, 0], [0, 0, 6])
