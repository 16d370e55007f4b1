"""Words chosen from sign, interval and significance: for answers that rise, stay and fall, no sentence may be false."""

from math import nan
from types import SimpleNamespace

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from prepost.report.answers import Answers
from prepost.report.effects import Effect, effects_of, effects_table, forest_rows, group_name
from prepost.report.figures import Share
from prepost.report.sentences import (
    differences,
    headline,
    reading,
    shares_title,
    short_headline,
    significance,
    statement_sentence,
)
from prepost.report.tables import (
    normality_sentence,
    normality_table,
    rebuilt_cells,
    rebuilt_summary,
    rebuilt_table,
    shares_table,
)
from prepost.stats import mann_whitney
from prepost.stats.estimate import Estimate
from prepost.stats.means import change_percent
from prepost.study import load_published, load_study

STUDY = """
title: An invented study
scale: {1: "No", 2: "", 3: "", 4: "Yes"}
domains: {use: Use}
statements:
  - {id: helps, domain: use, text: It helps}
  - {id: lasts, domain: use, text: It lasts}
waves: {before: Before, after: After}
sessions: [1, 2]
comparisons:
  at_once: {first: {wave: before}, second: {wave: after}}
  second_session: {first: {wave: before, session: 2}, second: {wave: after}, text: After against before session two}
alpha: 0.05
correction: {method: bonferroni, family: comparison}
min_cell: MIN_CELL
"""
RISE = {"before": [20, 15, 5, 0], "after": [0, 5, 15, 20]}
STAY = {"before": [5, 15, 15, 5], "after": [5, 15, 14, 6]}
ALIKE = {"before": [0, 0, 40, 0], "after": [0, 0, 40, 0]}
FALL = {"before": RISE["after"], "after": RISE["before"]}


def study(folder, helps, lasts, min_cell=1):
    """A study folder in which two statements were answered as given, wave by wave."""
    lines = ["wave,session,respondent,sessions_attended,helps,lasts"]
    for wave in ("before", "after"):
        answers = [np.repeat((1, 2, 3, 4), counts[wave]) for counts in (helps, lasts)]
        lines += [f"{wave},{1 + row % 2},,,{a},{b}" for row, (a, b) in enumerate(zip(*answers))]
    (folder / "study.yml").write_text(STUDY.replace("MIN_CELL", str(min_cell)), encoding="utf-8")
    (folder / "responses.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_study(folder)


def at_once(folder, helps, lasts, **options):
    effects = effects_of(study(folder, helps, lasts, **options), "use")
    return [effect for effect in effects if effect.comparison == "at_once"]


@pytest.mark.parametrize(
    ("helps", "lasts", "words"),
    [
        (RISE, RISE, "significantly higher on both statements"),
        (FALL, FALL, "significantly lower on both statements"),
        (STAY, ALIKE, "not significantly different on either of the two statements"),
        (RISE, STAY, "significantly higher on one of the two statements and not significantly different on one"),
        (RISE, FALL, "significantly higher on one of the two statements and significantly lower on one"),
    ],
)
def test_differences(tmp_path, helps, lasts, words):
    effects = at_once(tmp_path, helps, lasts)
    assert differences(effects) == words
    assert words in reading(effects)
    assert headline(effects) == f"After against before: {words}"


def test_comparisons_with_the_same_finding_share_a_title(tmp_path):
    effects = effects_of(study(tmp_path, STAY, STAY))
    groups = [[e for e in effects if e.comparison == name] for name in ("at_once", "second_session")]
    assert headline(*groups) == (
        "After against before and after against before session two: "
        "not significantly different on either of the two statements"
    )


def test_reading_of_a_rise_leaves_nothing_open(tmp_path):
    text = reading(at_once(tmp_path, RISE, RISE))
    assert "not significant" not in text and "ruled out" not in text
    assert "Each mean changed by +58.3% of the scale's range." in text


def test_reading_of_no_change_says_what_is_not_ruled_out(tmp_path):
    effects = at_once(tmp_path, STAY, STAY)
    low, high = effects[0].change.low, effects[0].change.high
    assert low < 0 < high
    assert "neither a fall nor a rise is ruled out" in reading(effects)
    assert f"+{high:.1f}%" in reading(effects) and f"−{-low:.1f}%" in reading(effects)


def test_reading_where_everybody_answers_alike(tmp_path):
    assert "everybody answered alike" in reading(at_once(tmp_path, ALIKE, ALIKE))


def test_what_the_correction_decides_is_named(tmp_path):
    first, second = [10, 14, 10, 6], [5, 10, 14, 11]
    p = mann_whitney(first, second).p
    assert 0.025 < p < 0.05, "the example lies between the corrected level and alpha"
    effects = at_once(tmp_path, {"before": first, "after": second}, STAY)
    assert not effects[0].significant
    assert "“It helps” (p = 0.0" in reading(effects)
    assert "lies below 0.05, but not below the level corrected for several tests." in reading(effects)
    assert significance(effects[0]) == "not significant at the corrected level, though below 0.05 before the correction"


def test_small_groups_are_not_worded(tmp_path):
    effects = at_once(
        tmp_path,
        {"before": [1, 1, 1, 0], "after": RISE["after"]},
        {"before": [1, 1, 1, 0], "after": RISE["after"]},
        min_cell=5,
    )
    assert (
        reading(effects)
        == "After against before: answers were not compared, for a group has no answers, or too few to show."
    )
    assert (
        statement_sentence(effects[0])
        == "After against before: not tested, for a group has no answers, or too few to show."
    )
    assert forest_rows(effects) == {}
    assert set(effects_table(effects).iloc[0][2:]) == {"–"}


def test_effect_is_what_the_statistics_give(tmp_path):
    """Corrected level 0.05/2: the interval is at 97.5 %."""
    effect = at_once(tmp_path, RISE, STAY)[0]
    expected = change_percent(RISE["before"], RISE["after"], (1, 2, 3, 4), 0.975)
    assert effect.change == pytest.approx(expected)
    assert (effect.n1, effect.n2, effect.p) == (40, 40, mann_whitney(RISE["before"], RISE["after"]).p)


def test_sentence_of_a_statement_has_n_effect_interval_and_p(tmp_path):
    text = statement_sentence(at_once(tmp_path, RISE, STAY)[0])
    for part in (
        "After against before: mean 1.63 before (n = 40) and 3.38 after (n = 40)",
        "+58.3%",
        "97.5% interval",
        "rank-biserial",
        "p < 0.001, significant at the corrected level.",
    ):
        assert part in text


def test_no_sentence_says_nan():
    nothing = Estimate(nan, nan, nan, 0.95, nan)
    effect = Effect(
        "a", "A", "c", "C", "First", "Second", "mann_whitney", 0, 0, nan, nan, nothing, nothing, nan, nan, False, 0.05
    )
    for text in (
        reading([effect]),
        statement_sentence(effect),
        headline([effect]),
        str(effects_table([effect]).to_dict()),
    ):
        assert "nan" not in text


class TestShares:
    def answers(self, before, *later):
        names = ["Before", "After", "Later"]
        return Answers(
            (1, 2, 3, 4),
            {},
            {
                f"s{n}": {name: np.array(counts) for name, counts in zip(names, row)}
                for n, row in enumerate(zip([before, before], *[[part, part] for part in later]))
            },
        )

    def test_rise(self):
        assert shares_title(self.answers([3, 3, 2, 2], [1, 1, 4, 4])) == (
            "Answers of 3 or 4, compared with before: after, more frequent on both statements"
        )

    def test_what_holds_of_several_groups_is_said_once(self):
        assert shares_title(self.answers([3, 3, 2, 2], [1, 1, 4, 4], [1, 2, 3, 4])) == (
            "Answers of 3 or 4, compared with before: after and later, more frequent on both statements"
        )

    def test_fall_and_no_change(self):
        title = shares_title(self.answers([1, 1, 4, 4], [3, 3, 2, 2], [1, 1, 4, 4]))
        assert (
            title
            == "Answers of 3 or 4, compared with before: after, less frequent on both statements; later, equally frequent"
        )

    def test_one_group(self):
        assert shares_title(Answers((1, 2), {}, {"s": {"Before": np.array([1, 1])}})) == "How often 2 was chosen"


class TestNormality:
    def test_rejected_everywhere(self):
        answers = Answers((1, 2, 3, 4), {}, {"s": {"a": np.array([20, 20, 20, 20]), "b": np.array([5, 50, 50, 5])}})
        assert (
            normality_sentence(answers, 0.05)
            == "Normality is rejected for all two groups of answers (p < 0.001 each time; level 0.05)."
        )

    def test_not_testable(self):
        answers = Answers((1, 2, 3, 4), {}, {"s": {"a": np.array([0, 9, 0, 0])}})
        assert normality_table(answers).iloc[0].tolist() == ["s", "9", "–", "–"]
        assert normality_sentence(answers, 0.05).startswith("No group")

    def test_not_rejected(self):
        answers = Answers((1, 2, 3, 4, 5), {}, {"s": {"a": np.array([1, 2, 3, 2, 1])}})
        assert normality_sentence(answers, 0.05).startswith("Normality is rejected for zero of one")


class TestRebuilt:
    """A printed table beside its recalculation; its cells are those of the answers but for what a test changes."""

    header = "statement,before,after,at_once_change,at_once_p\n"

    def cells(self, folder, printed, claims=""):
        loaded = study(folder, RISE, STAY)
        (folder / "published").mkdir()
        (folder / "published" / "table1.csv").write_text(self.header + f"helps,{printed}\n", encoding="utf-8")
        (folder / "published" / "claims.csv").write_text(
            "id,where,says,printed,calculation,note\n" + claims, encoding="utf-8"
        )
        published = load_published(folder)
        effects = [effect for effect in effects_of(loaded) if effect.comparison == "at_once"]
        return rebuilt_cells(effects[0], published, loaded.scale), effects, published

    @pytest.mark.parametrize(
        ("printed", "apart"),
        [
            ("1.63,3.38,+1.75 (58.3%),p<0.001", []),
            ("1.62,3.37,+1.75 (58.3%),p<0.001", []),  # 1.625 and 3.375 lie half-way: either way is right
            ("1.64,3.38,+1.74 (58.0%),p<0.001", ["first mean"]),
            ("1.63,3.38,-1.75 (-58.3%),p<0.001", ["change"]),
            ("1.63,3.38,+1.75 (5.83%),p<0.001", ["change"]),
            ("1.63,3.38,+1.75 (58.3%),p=0.001", ["p"]),
            ("1.63,3.38,none,p=0.0000", ["change"]),
            ("one,3.38,+1.75 (58.3%),p<0.001", ["first mean"]),
        ],
    )
    def test_agreement(self, tmp_path, printed, apart):
        cells, *_ = self.cells(tmp_path, printed)
        assert [cell.what for cell in cells if not cell.agrees] == apart

    def test_table_marks_by_symbol_and_word_and_links(self, tmp_path):
        claims = "helps_pre,table1/helps/before,mean,1.63,,\n"
        _, effects, published = self.cells(tmp_path, "1.63,3.38,-1.75 (-58.3%),p<0.001", claims)
        frame = rebuilt_table(effects, published, (1, 2, 3, 4), ledger="09.html")
        assert len(frame) == 1, "nothing is printed on the other statement"
        assert frame["Agreement"][0].striptags() == "≠ differs: change and percentage"
        assert frame["First mean: printed"][0] == '<a class="prepost-printed" href="09.html#helps_pre">1.63</a>'
        assert frame["First mean: here"][0] == "1.63" and frame["n"][0] == "40, 40"

    def test_summary(self, tmp_path):
        _, effects, published = self.cells(tmp_path, "1.63,3.38,-1.75 (-58.3%),p<0.001")
        assert rebuilt_summary(effects, published, (1, 2, 3, 4)) == (
            "Of the 4 printed figures of the table, 3 agree with the recalculation and 1 differs. This differs: "
            "“It helps” (after against before: change and percentage; printed -1.75 (-58.3%), from the printed means "
            "+1.75 (+58.3%))."
        )

    @pytest.mark.parametrize(
        ("change", "apart"),
        [
            ("+1.75 (58.3%)", ""),
            ("+1.75 (5.83%)", "percentage only"),
            ("-1.75 (58.3%)", "change only"),
            ("-1.75 (-58.3%)", "change and percentage"),
            ("+1.78 (59.3%)", "change and percentage"),
        ],
    )
    def test_the_part_of_a_change_that_differs_is_named(self, tmp_path, change, apart):
        cells, *_ = self.cells(tmp_path, f"1.63,3.38,{change},p<0.001")
        assert [cell.apart for cell in cells if cell.what == "change"] == [apart]

    def test_recovered_answers_leave_only_the_changes_as_a_test(self, tmp_path):
        _, effects, published = self.cells(tmp_path, "1.63,3.38,+1.75 (5.83%),p<0.001")
        words = rebuilt_summary(effects, published, (1, 2, 3, 4), is_recovered=True)
        assert "because the answers were recovered from them; only the changes are a test: 0 of 1 agree." in words
        assert "percentage only" in words

    def test_summary_where_all_agree(self, tmp_path):
        _, effects, published = self.cells(tmp_path, "1.63,3.38,+1.75 (58.3%),p<0.001")
        assert rebuilt_summary(effects, published, (1, 2, 3, 4)).startswith("All 4 printed figures")


def test_a_group_is_named_in_plain_words():
    found = SimpleNamespace(wave_labels={"later": "At one month"})
    assert group_name(found, {"wave": "later", "sessions_attended": "1-2"}) == "At one month, 1–2 sessions attended"
    assert group_name(found, {"sessions_attended": "1"}) == "1 session attended"
    assert group_name(found, {"wave": "later", "session": "3"}) == "At one month, session 3"


def test_short_headline_counts_each_way(tmp_path):
    """RISE is significantly higher, STAY is unchanged."""
    effects = [effect for effect in effects_of(study(tmp_path, RISE, STAY)) if effect.comparison == "at_once"]
    both = short_headline({"At once": effects, "later": effects[1:]})
    assert both == "At once, one of two significantly higher; later, none"
    assert short_headline({"at once": effects[1:]}) == "At once, none significantly different"
    assert short_headline({"at once": effects[:1]}) == "At once, the one statement significantly higher"
    assert short_headline({}) == "Nothing to compare"


def test_shares_table():
    frame = shares_table([Share("Yes", 23, 30), Share("Nobody asked", 0, 0)], printed=["77%", ""])
    low, high = proportion_confint(23, 30, method="wilson")
    assert frame.iloc[0].tolist() == ["Yes", "23", "30", "77%", f"{low:.0%} to {high:.0%}", "77%"]
    assert frame.iloc[1].tolist() == ["Nobody asked", "0", "0", "–", "–", "–"]
