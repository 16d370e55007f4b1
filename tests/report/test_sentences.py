"""Words chosen from sign, interval and significance: for answers that rise, stay and fall, no sentence may be false."""

from types import SimpleNamespace

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from prepost.report.answers import Answers
from prepost.report.compare import compare, effects_table, group_name, sizes
from prepost.report.figures import Share
from prepost.report.sentences import differences, headline, reading, shares_title
from prepost.report.tables import beside_print, shares_table
from prepost.study import load_published, load_study
from tests.cases import cases
from tests.report.frames import frame

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
NO_SPREAD = "Where the difference is not significant, no interval can be given, for the answers show no spread."
UNCORRECTED = "below 0.05, but not below the level corrected for several tests."
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


def test_a_difference_without_direction_is_none_and_nothing_has_no_reading():
    assert differences(frame({"significant": True, "rank_biserial": 0.0})) == "not significantly different"
    assert reading(frame()).startswith("This comparison: answers were not compared")


def test_comparisons_with_the_same_finding_share_a_title(tmp_path):
    assert headline(compare(study(tmp_path, STAY, STAY))) == (
        "After against before and after against before session two: "
        "not significantly different on either of the two statements"
    )


def test_reading_of_a_rise_leaves_nothing_open(tmp_path):
    text = reading(at_once(tmp_path, RISE, RISE))
    assert "not significant" not in text and "ruled out" not in text
    assert "Each mean changed by +58.3% of the scale's range." in text


CHANGED = "changed by +2.0% of the scale's range."
OPEN = {"change_pct_low": np.nan}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [{}],
            f"The mean {CHANGED} Where the difference is not significant, its interval reaches from −10.0% to +14.0% of the "
            "range (95% level), so that neither a fall nor a rise is ruled out.",
        ),
        (
            [{"change_pct": 1.0, "change_pct_low": 0.0, "level": 0.05 / 3}, {"level": 0.05 / 3, "change_pct_low": 2.0}],
            "Means changed by +1.0% to +2.0% of the scale's range. Where the difference is not significant, the intervals "
            "together reach from 0.0% to +14.0% of the range (98.3% level).",
        ),
        (
            [{"change_pct_high": 0.0}, {"p": 0.01, "significant": True, "change_pct_low": -90.0}],
            f"Each mean {CHANGED} Where the difference is not significant, its interval reaches from −10.0% to 0.0% of the "
            "range (95% level).",
        ),
        ([OPEN | {"change_pct_high": np.nan}], f"The mean {CHANGED} {NO_SPREAD}"),
        ([OPEN | {"p": 0.049}], f"The mean {CHANGED} “Statement 0” (p = 0.049) lies {UNCORRECTED} {NO_SPREAD}"),
        (
            [OPEN | {"p": 0.03}] * 2 + [OPEN | {"p": 0.05}],
            f"Each mean {CHANGED} “Statement 0” (p = 0.030) and “Statement 0” (p = 0.030) lie {UNCORRECTED} {NO_SPREAD}",
        ),
    ],
)
def test_reading_says_how_far_each_interval_reaches(rows, words):
    assert reading(frame(*rows)).partition(". ")[2] == words


CHOSEN = {
    "text": "It helps", "n1": 1040, "n2": 38, "mean1": 1.625, "mean2": 3.375, "change_pct": 58.33, "change_pct_low": -4.06,
    "change_pct_high": 66.66, "rank_biserial": 0.75, "ci_low": -0.125, "ci_high": 0.876, "p": 0.0124, "p_adjusted": 0.0372,
    "significant": True, "level": 0.025,
}  # fmt: skip


def test_a_row_of_the_table_of_effects_in_full():
    """Where points are shown together, the interval is rounded outward to steps of 5 %, or left out, and the test with it."""
    rows = CHOSEN, CHOSEN | {"p": 0.0001, "significant": False}, None, CHOSEN | {"step": 5.0}, CHOSEN | {"step": np.nan}
    table = effects_table(frame(*rows))
    assert [row[5:] for row in table.values.tolist()[3:]] == [[told, *"––––", "yes"] for told in ("−5% to +70%", "–")]
    names = "Statement|Comparison|n|Means|Change|Interval of change|Rank-biserial|Interval|p|Adjusted p|Significant"
    assert list(table) == names.split("|")
    assert table.iloc[0].tolist() == [
        *("It helps", "after against before", "1,040, 38", "1.63, 3.38", "+58.3%", "−4.1% to +66.7%", "+0.75"),
        *("−0.13 to +0.88", "0.012", "0.037", "yes"),
    ]
    assert table.iloc[1, -3:].tolist() == ["< 0.001", "0.037", "no"]
    assert table.iloc[2].tolist() == ["Statement 0", "after against before", *["–"] * 9]


def test_sizes_name_the_fewest_and_the_most_of_what_can_be_shown():
    rows = frame({"n1": 250, "n2": 1218}, {"n1": 254, "n2": 1218}, None)
    assert sizes(rows) == "n = 250 to 254 and 1,218"
    assert sizes(rows.assign(test="wilcoxon")) == "n = 250 to 254"
    assert sizes(frame(None)) == sizes(frame()) == ""


class TestShares:
    @pytest.mark.parametrize(
        ("groups", "said"),
        [
            ([[3, 3, 2, 2], [1, 1, 4, 4]], "after, more frequent on both statements"),
            ([[3, 3, 2, 2], [1, 1, 4, 4], [1, 2, 3, 4]], "after and later, more frequent on both statements"),
            (
                [[1, 1, 4, 4], [3, 3, 2, 2], [1, 1, 4, 4]],
                "after, less frequent on both statements; later, equally frequent",
            ),
        ],
    )
    def test_what_holds_of_several_groups_is_said_once(self, groups, said):
        named = {name: np.array(counts) for name, counts in zip(["Before", "After", "Later"], groups)}
        answers = Answers((1, 2, 3, 4), {}, {"s0": named, "s1": named})
        assert shares_title(answers) == f"Answers of 3 or 4, compared with before: {said}"

    def test_statements_of_which_nothing_can_be_told_are_counted(self):
        """Of two statements the second has three answers above the middle: no share of it may be told."""
        groups = {"s0": {"Before": np.array([8, 0, 0, 6]), "After": np.array([0, 6, 0, 8])}}
        groups["s1"] = {"Before": np.array([6, 0, 0, 6]), "After": np.array([9, 0, 3, 0])}
        said = "after, more frequent on one of two statements (too few answers to tell on one)"
        for found in (groups, groups | {"s2": {"After": np.array([0, 6, 6, 0])}}):
            title = shares_title(Answers((1, 2, 3, 4), {}, found, 5))
            assert title == f"Answers of 3 or 4, compared with before: {said}"

    def test_one_group(self):
        assert shares_title(Answers((1, 2), {}, {"s": {"Before": np.array([1, 1])}})) == "How often 2 was chosen"


PRINTED = """
1.63,3.38,+1.75 (58.3%),p<0.001 | ;; 1.62,3.37,+1.75 (58.3%),p<0.001 | ;; 1.6,3.4,+1.8 (58%),p=0.00000 |
1.63,3.38,+1.75 (5.83%),p<0.001 | ;; 1.64,3.38,+1.75 (58.3%),p<0.001 | first mean
1.64,3.38,+1.76 (58.3%),p<0.001 | first mean and change ;; 1.63,3.36,+1.75 (58.4%),p<0.001 | second mean
1.63,3.38,-1.75 (-58.3%),p<0.001 | change ;; 1.63,3.38,+1.76 (58.7%),p<0.001 | change
1.63,3.38,+1.75 (58.3%),p=0.001 | p ;; 1.63,3.38,+1.75 (58.3%),p<0.0000000000001 | p
1.63,3.38,+1.75 (58.3%),none | p ;; 1.63,3.38,none,p=0.0000 | change ;; one,3.38,+1.75 (58.3%),p<0.001 | first mean
"""
"""1.625 and 3.375 lie half-way, so either way is right; the percentage is no figure of its own; the change is 1.75 exactly."""


class TestBesidePrint:
    """A printed table beside its recalculation: means 1.625 and 3.375, a change of 1.75, p = 8e-13."""

    def row(self, folder, printed, claims=""):
        loaded = study(folder, RISE, STAY)
        (folder / "published").mkdir()
        header = "statement,before,after,at_once_change,at_once_p\n"
        (folder / "published" / "table1.csv").write_text(header + f"helps,{printed}\n", encoding="utf-8")
        (folder / "published" / "claims.csv").write_text("id,where,says,printed,calculation,note\n" + claims)
        compared = compare(loaded).query("comparison == 'at_once'")
        [row] = beside_print(compared, loaded, load_published(folder), "09.html").to_dict("records")
        return row

    @pytest.mark.parametrize(("printed", "differs"), cases(PRINTED))
    def test_agreement(self, tmp_path, printed, differs):
        words = self.row(tmp_path, printed)["Agreement"].striptags()
        assert words == (f"≠ differs: {differs}" if differs else "✓ agrees")

    def test_printed_figures_link_and_stand_beside_both_ways_of_computing(self, tmp_path):
        claims = "helps_pre,table1/helps/before,mean,1.63,,\n"
        row = self.row(tmp_path, "1.63,3.38,-1.74 (-58.3%),p<0.001", claims)
        assert str(row["Means: printed"]) == '<a class="prepost-printed" href="09.html#helps_pre">1.63</a>, 3.38'
        assert row["Means: here"] == "1.63, 3.38" and str(row["Change: printed"]) == "-1.74 (-58.3%)"
        assert (row["Change: of means"], row["Change: here"]) == ("+1.75", "+1.75")
        assert (str(row["p: printed"]), row["p: here"]) == ("p&lt;0.001", "< 0.001")


def test_a_group_is_named_in_plain_words():
    found = SimpleNamespace(wave_labels={"later": "At one month"})
    assert group_name(found, {"wave": "later", "sessions_attended": "1-2"}) == "At one month, 1–2 sessions attended"
    assert group_name(found, {"sessions_attended": "1"}) == "1 session attended"
    assert group_name(found, {"wave": "later", "session": "3"}) == "At one month, session 3"


def test_shares_table():
    frame = shares_table([Share("Yes", 23, 30), Share("Nobody asked", 0, 0)], what="Answer")
    low, high = proportion_confint(23, 30, method="wilson")
    assert frame.iloc[0].tolist() == ["Yes", "23", "30", "77%", f"{low:.0%} to {high:.0%}"]
    assert frame.iloc[1].tolist() == ["Nobody asked", "0", "0", "–", "–"]
