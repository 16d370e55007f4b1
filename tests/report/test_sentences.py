"""Words chosen from sign, interval and significance: for answers that rise, stay and fall, no sentence may be false."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from prepost.audit.claims_ledger import ledger
from prepost.report.answers import Answers
from prepost.report.compare import compare, effects_table, group_name, sizes
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
    agreement_sentence,
    normality_sentence,
    normality_table,
    printed_and_recomputed,
    printed_table,
    shares_table,
)
from prepost.study import load_published, load_study
from tests.report.frames import directed, frame

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
    return compare(study(folder, helps, lasts, **options)).query("comparison == 'at_once'")


def first(effects):
    return next(effects.itertuples())


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


@pytest.mark.parametrize(
    ("directions", "words", "short"),
    [
        ((1,), "significantly higher", "At once, the one statement significantly higher"),
        ((0,), "not significantly different", "At once, none significantly different"),
        ((-1, -1), "significantly lower on both statements", "At once, both significantly lower"),
        ((1, 1, 1), "significantly higher on all three statements", "At once, all three significantly higher"),
        (
            (0, 0, 0),
            "not significantly different on any of the three statements",
            "At once, none significantly different",
        ),
        (
            (1, -1, 0, None),
            "significantly higher on one of the three statements, significantly lower on one and not significantly "
            "different on one",
            "At once, one of three significantly higher and one of three significantly lower",
        ),
        ((None,), "not compared, for a group has no answers, or too few to show", "At once, too few answers"),
    ],
)
def test_every_number_of_statements_has_its_words(directions, words, short):
    assert differences(directed(*directions)) == words
    assert short_headline({"at once": directed(*directions)}) == short


def test_a_difference_without_direction_is_none():
    assert differences(frame({"significant": True, "rank_biserial": 0.0})) == "not significantly different"


def test_none_is_explained_once_and_only_after_something_was_said():
    later = {"at once": directed(None), "later": directed(0), "much later": directed(0)}
    assert short_headline(later) == "At once, too few answers; later, none significantly different; much later, none"
    assert short_headline({"at once": directed(1), "later": directed(0, 0)}).endswith("higher; later, none")
    assert short_headline({}) == headline(frame()) == "Nothing to compare"


def test_comparisons_with_the_same_finding_share_a_title(tmp_path):
    assert headline(compare(study(tmp_path, STAY, STAY))) == (
        "After against before and after against before session two: "
        "not significantly different on either of the two statements"
    )


def test_reading_of_a_rise_leaves_nothing_open(tmp_path):
    text = reading(at_once(tmp_path, RISE, RISE))
    assert "not significant" not in text and "ruled out" not in text
    assert "Each mean changed by +58.3% of the scale's range." in text


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [{}],
            "The mean changed by +2.0% of the scale's range. Where the difference is not significant, its interval "
            "reaches from −10.0% to +14.0% of the range (95% level), so that neither a fall nor a rise is ruled out.",
        ),
        (
            [{"change_pct": 1.0, "change_pct_low": 0.0, "level": 0.05 / 3}, {"level": 0.05 / 3, "change_pct_low": 2.0}],
            "Means changed by +1.0% to +2.0% of the scale's range. Where the difference is not significant, the intervals "
            "together reach from 0.0% to +14.0% of the range (98.3% level).",
        ),
        (
            [{"change_pct_high": 0.0}, {"p": 0.01, "significant": True, "change_pct_low": -90.0}],
            "Each mean changed by +2.0% of the scale's range. Where the difference is not significant, its interval "
            "reaches from −10.0% to 0.0% of the range (95% level).",
        ),
        (
            [{"change_pct_low": 0.0, "change_pct_high": 0.0}],
            "The mean changed by +2.0% of the scale's range. Where the difference is not significant, everybody answered "
            "alike, so that no interval can be given.",
        ),
        (
            [{"p": 0.049, "change_pct_low": np.nan}],
            "The mean changed by +2.0% of the scale's range. “Statement 0” (p = 0.049) lies below 0.05, but not below the "
            "level corrected for several tests.",
        ),
        (
            [{"p": 0.03, "change_pct_low": np.nan}] * 2 + [{"p": 0.05, "change_pct_low": np.nan}],
            "Each mean changed by +2.0% of the scale's range. “Statement 0” (p = 0.030) and “Statement 0” (p = 0.030) lie "
            "below 0.05, but not below the level corrected for several tests.",
        ),
    ],
)
def test_reading_says_how_far_each_interval_reaches(rows, words):
    text = reading(frame(*rows))
    assert text.partition(". ")[2] == words


def test_reading_of_nothing():
    assert reading(frame()).startswith("This comparison: answers were not compared")


def test_what_the_correction_decides_is_named():
    row = {"p": 0.03, "significant": False, "alpha": 0.05}
    assert significance(first(frame(row))) == (
        "not significant at the corrected level, though below 0.05 before the correction"
    )
    assert significance(first(frame(row | {"p": 0.05}))) == "not significant"
    assert significance(first(frame(row | {"significant": True}))) == "significant at the corrected level"


def test_small_groups_are_not_worded(tmp_path):
    few = {"before": [1, 1, 1, 0], "after": RISE["after"]}
    effects = at_once(tmp_path, few, few, min_cell=5)
    nothing = "for a group has no answers, or too few to show."
    assert reading(effects) == f"After against before: answers were not compared, {nothing}"
    assert (
        statement_sentence(study(tmp_path, few, few, min_cell=5), first(effects))
        == f"After against before: not tested, {nothing}"
    )
    assert set(effects_table(effects).iloc[0][2:]) == {"–"} and sizes(effects) == ""


CHOSEN = {
    "text": "It helps", "n1": 1040, "n2": 38, "mean1": 1.625, "mean2": 3.375, "change_pct": 58.33, "change_pct_low": -4.06,
    "change_pct_high": 66.66, "rank_biserial": 0.75, "ci_low": -0.125, "ci_high": 0.876, "p": 0.0124, "p_adjusted": 0.0372,
    "significant": True, "level": 0.025,
}  # fmt: skip


def test_a_statement_in_full():
    sides = SimpleNamespace(first={"wave": "before"}, second={"wave": "after"})
    found = SimpleNamespace(wave_labels={"before": "Before", "after": "After"}, comparisons={"c": sides})
    assert statement_sentence(found, first(frame(CHOSEN))) == (
        "After against before: mean 1.63 before (n = 1,040) and 3.38 after (n = 38), a change of +58.3% of the scale's range "
        "(97.5% interval −4.1% to +66.7%); rank-biserial correlation +0.75 (−0.13 to +0.88); p = 0.012, significant at the "
        "corrected level."
    )


def test_a_row_of_the_table_of_effects_in_full():
    table = effects_table(frame(CHOSEN, CHOSEN | {"p": 0.0001, "significant": False}, None))
    assert table.iloc[0].to_dict() == {
        "Statement": "It helps",
        "Comparison": "after against before",
        "n": "1,040, 38",
        "Means": "1.63, 3.38",
        "Change": "+58.3%",
        "Interval of change": "−4.1% to +66.7%",
        "Rank-biserial": "+0.75",
        "Interval": "−0.13 to +0.88",
        "p": "0.012",
        "Adjusted p": "0.037",
        "Significant": "yes",
    }
    assert table.iloc[1, -3:].tolist() == ["< 0.001", "0.037", "no"]
    assert table.iloc[2].tolist() == ["Statement 0", "after against before", *["–"] * 9]


def test_sizes_name_the_fewest_and_the_most_of_what_can_be_shown():
    rows = frame({"n1": 250, "n2": 1218}, {"n1": 254, "n2": 1218}, None)
    assert sizes(rows) == "n = 250 to 254 and 1,218"
    assert sizes(rows.assign(test="wilcoxon")) == "n = 250 to 254"
    assert sizes(frame(None)) == sizes(frame()) == ""


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


class TestPrintedAndRecomputed:
    """A printed table beside its recalculation; its cells are those of the answers but for what a test changes."""

    header = "statement,before,after,at_once_change,at_once_p\n"

    def cells(self, folder, printed, claims=""):
        loaded = study(folder, RISE, STAY)
        (folder / "published").mkdir()
        (folder / "published" / "table1.csv").write_text(self.header + f"helps,{printed}\n", encoding="utf-8")
        (folder / "published" / "claims.csv").write_text(
            "id,where,says,printed,calculation,note\n" + claims, encoding="utf-8"
        )
        effects = compare(loaded).query("comparison == 'at_once'")
        return printed_and_recomputed(effects, load_published(folder), loaded.scale)

    @pytest.mark.parametrize(
        ("printed", "apart"),
        [
            ("1.63,3.38,+1.75 (58.3%),p<0.001", []),
            ("1.62,3.37,+1.75 (58.3%),p<0.001", []),  # 1.625 and 3.375 lie half-way: either way is right
            ("1.6,3.4,+1.8 (58%),p=0.00000", []),  # p is 8e-13
            ("1.64,3.38,+1.75 (58.3%),p<0.001", ["first mean"]),
            ("1.64,3.38,+1.76 (58.3%),p<0.001", ["first mean", "change"]),
            ("1.63,3.36,+1.75 (58.4%),p<0.001", ["second mean", "change"]),
            ("1.63,3.38,-1.75 (-58.3%),p<0.001", ["change and percentage"]),
            ("1.63,3.38,+1.75 (5.83%),p<0.001", ["percentage only"]),
            ("1.63,3.38,+1.75 (58.3%),p=0.001", ["p"]),
            ("1.63,3.38,+1.75 (58.3%),p<0.0000000000001", ["p"]),
            ("1.63,3.38,+1.75 (58.3%),none", ["p"]),
            ("1.63,3.38,none,p=0.0000", ["change"]),
            ("one,3.38,+1.75 (58.3%),p<0.001", ["first mean"]),
        ],
    )
    def test_agreement(self, tmp_path, printed, apart):
        cells = self.cells(tmp_path, printed)
        assert [part for part in cells["differs"] if part] == apart

    def test_table_marks_by_symbol_and_word_and_links(self, tmp_path):
        claims = "helps_pre,table1/helps/before,mean,1.63,,\n"
        cells = self.cells(tmp_path, "1.63,3.38,-1.75 (-58.3%),p<0.001", claims)
        table = printed_table(cells, ledger="09.html")
        link = '<a class="prepost-printed" href="09.html#helps_pre">1.63</a>'
        assert [str(cell) for cell in table.iloc[0]] == [
            "It helps",
            "After against before",
            '<span class="prepost-mark"><span aria-hidden="true">≠</span> differs: change and percentage</span>',
            "40, 40",
            *(link, "1.63", "3.38", "3.38", "-1.75 (-58.3%)", "+1.75 (+58.3%)", "p<0.001", "< 0.001"),
        ]
        assert len(table) == 1, "nothing is printed on the other statement"
        assert printed_table(cells)["First mean: printed"][0] == "1.63"

    def test_summary(self, tmp_path):
        cells = self.cells(tmp_path, "1.63,3.38,-1.75 (-58.3%),p<0.001")
        assert agreement_sentence(cells) == (
            "Of the 4 printed figures of the table, 3 agree with the recalculation and 1 differs. This differs: "
            "“It helps” (after against before: change and percentage; printed -1.75 (-58.3%), from the printed means "
            "+1.75 (+58.3%))."
        )
        apart = cells.assign(differs="p", from_means="", here="0.2")
        assert agreement_sentence(apart).endswith("p; printed p<0.001, from the answers 0.2).")
        assert "0 agree with the recalculation and 4 differ. These differ: “It helps”" in agreement_sentence(apart)
        few, many = pd.concat([apart, apart[:2]]), pd.concat([apart, apart[:3]])
        assert "These differ" in agreement_sentence(few), "six are named"
        assert agreement_sentence(many).endswith("7 differ; those that differ are marked in the table.")
        assert agreement_sentence(cells[:0]) == "The article prints no table on these statements."

    @pytest.mark.parametrize(
        ("change", "apart"),
        [
            ("+1.75 (58.3%)", ""),
            ("+1.75 (5.83%)", "percentage only"),
            ("-1.75 (58.3%)", "change only"),
            ("-1.75 (-58.3%)", "change and percentage"),
            (
                "+1.76 (58.7%)",
                "",
            ),  # 1.625 to 1.635 and 3.375 to 3.385: a change of 1.74 to 1.76, printed 1.755 to 1.765
            ("+1.77 (58.7%)", "change only"),
            ("+1.76 (58.4%)", "percentage only"),  # 1.755 to 1.76 is 58.5% to 58.67%
            ("+1.78 (59.3%)", "change and percentage"),
        ],
    )
    def test_the_part_of_a_change_that_differs_is_named(self, tmp_path, change, apart):
        cells = self.cells(tmp_path, f"1.63,3.38,{change},p<0.001")
        assert cells["differs"].tolist() == ["", "", apart, ""]

    def test_recovered_answers_leave_only_the_changes_as_a_test(self, tmp_path):
        cells = self.cells(tmp_path, "1.63,3.38,+1.75 (5.83%),p<0.001")
        words = agreement_sentence(cells, is_recovered=True)
        assert "because the answers were recovered from them; only the changes are a test: 0 of 1 agree." in words
        assert "percentage only" in words
        assert agreement_sentence(cells.assign(differs=""), is_recovered=True).endswith("are a test: all 1 agrees.")
        assert agreement_sentence(cells.assign(differs="p"), is_recovered=True).startswith("Of the 4 printed figures")

    def test_summary_where_all_agree(self, tmp_path):
        cells = self.cells(tmp_path, "1.63,3.38,+1.75 (58.3%),p<0.001")
        assert agreement_sentence(cells) == "All 4 printed figures of the table agree with their recalculation."


def test_changes_are_judged_as_in_the_ledger():
    """The 30 changes that the article prints, each with its percentage: a claim of the ledger each."""
    folder = Path(__file__).parents[2] / "data" / "newham"
    loaded, published = load_study(folder), load_published(folder)
    verdicts = {entry.id: entry.verdict == "differs" for entry in ledger(folder)}
    cells = printed_and_recomputed(compare(loaded), published, loaded.scale).query("what == 'change'")
    words = {(False, False): "", (False, True): "percentage only", (True, False): "change only"}
    expected = [
        words.get((verdicts[claim], verdicts[f"{claim}_percent"]), "change and percentage") for claim in cells["claim"]
    ]
    assert cells["differs"].tolist() == expected and len(expected) == 30


def test_a_group_is_named_in_plain_words():
    found = SimpleNamespace(wave_labels={"later": "At one month"})
    assert group_name(found, {"wave": "later", "sessions_attended": "1-2"}) == "At one month, 1–2 sessions attended"
    assert group_name(found, {"sessions_attended": "1"}) == "1 session attended"
    assert group_name(found, {"wave": "later", "session": "3"}) == "At one month, session 3"


def test_shares_table():
    frame = shares_table([Share("Yes", 23, 30), Share("Nobody asked", 0, 0)], printed=["77%", ""])
    low, high = proportion_confint(23, 30, method="wilson")
    assert frame.iloc[0].tolist() == ["Yes", "23", "30", "77%", f"{low:.0%} to {high:.0%}", "77%"]
    assert frame.iloc[1].tolist() == ["Nobody asked", "0", "0", "–", "–", "–"]
