"""The table of planned comparisons, on small invented studies written by the tests."""

import csv
import io
import json

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, ttest_ind

from prepost.report.compare import COLUMNS, compare, comparison_level, run, to_csv, to_json
from prepost.stats import mann_whitney
from prepost.stats.paired import matched_rank_biserial, wilcoxon
from prepost.stats.ranks import superiority
from prepost.study import load_study

STUDY = """
title: An invented study
scale: {{0: Never, 1: Seldom, 2: Often, 3: Always}}
domains: {{habits: Habits}}
statements:
  - {{id: reads, domain: habits, text: Reads}}
  - {{id: worries, domain: habits, text: Worries, reversed: true}}
waves: [before, after, later]
design: {design}
comparisons:
  at_once: {{first: {{wave: before}}, second: {{wave: after}}}}
  in_time: {{first: {{wave: before}}, second: {{wave: later}}}}
alpha: 0.05
correction: {correction}
min_cell: {min_cell}
"""


@pytest.fixture
def folder(tmp_path):
    """Writes a study folder and returns it."""

    def write(rows, design="unpaired", correction="{method: bonferroni, family: comparison}", min_cell=1):
        (tmp_path / "study.yml").write_text(STUDY.format(design=design, correction=correction, min_cell=min_cell))
        lines = ["wave,session,respondent,sessions_attended,reads,worries"]
        lines += [f"{wave},,{code},,{reads},{worries}" for wave, code, reads, worries in rows]
        (tmp_path / "responses.csv").write_text("\n".join(lines) + "\n")
        return tmp_path

    return write


def many(seed=1, people=30):
    """People with a code at three waves, who read more and worry less as time goes on."""
    random = np.random.default_rng(seed)
    rows = []
    for shift, wave in enumerate(("before", "after", "later")):
        answers = np.clip(random.integers(0, 3, (people, 2)) + [int(shift > 0), 0], 0, 3)
        rows += [(wave, f"p{person}", reads, worries) for person, (reads, worries) in enumerate(answers.tolist())]
    return rows


def test_columns_rows_and_values_of_an_unpaired_study(folder):
    study = load_study(folder(many()))
    frame = compare(study)
    assert list(frame.columns[: len(COLUMNS)]) == COLUMNS
    assert frame["text"].tolist()[1:3] == ["Reads", "Worries (turned round)"]
    assert frame["label"][0] == "after against before"
    assert frame["statement"].tolist() == ["reads", "reads", "worries", "worries"]
    assert frame["comparison"].tolist() == ["at_once", "in_time"] * 2
    row = frame.iloc[0]
    first, second = (study.counts("reads", {"wave": wave}) for wave in ("before", "after"))
    test = mann_whitney(first, second)
    assert (row["test"], row["n1"], row["n2"], row["u"], row["p"]) == ("mann_whitney", 30, 30, test.u, test.p)
    assert row["p_adjusted"] == min(1, 2 * test.p)
    assert row["change_pct"] == pytest.approx(100 * (row["mean2"] - row["mean1"]) / 3)
    effect = superiority(first, second, level=1 - 0.05 / 2)
    assert (row["ci_low"], row["ci_high"]) == (2 * effect.low - 1, 2 * effect.high - 1)


def test_reversed_statements_are_turned_round_first(folder):
    rows = [("before", "", 0, 3), ("before", "", 0, 3), ("after", "", 0, 0), ("after", "", 0, 1)]
    row = compare(load_study(folder(rows))).iloc[2]
    assert (row["statement"], row["mean1"], row["mean2"], row["rank_biserial"]) == ("worries", 0, 2.5, 1)


def test_paired_studies_use_the_signed_rank_test_of_matched_people(folder):
    rows = many() + [("before", "", 3, 3), ("after", "stranger", 0, 0)]
    study = load_study(folder(rows, design="paired"))
    frame = compare(study)
    table = study.pairs("reads", "at_once")
    test, row = wilcoxon(table, study.scale), frame.iloc[0]
    assert (row["test"], row["n1"], row["n2"]) == ("wilcoxon", 30, 30)
    assert (row["u"], row["z"], row["p"], row["rank_biserial"]) == (test.w, test.z, test.p, test.rank_biserial)
    assert row["ci_low"] == matched_rank_biserial(table, study.scale, 0.975).low
    assert row["mean1"] == pytest.approx(table.sum(axis=1) @ study.scale / 30)


@pytest.mark.parametrize(
    "method, family, level",
    [
        ("bonferroni", "comparison", 0.025),
        ("bonferroni", "all", 0.0125),
        ("holm", "all", 0.0125),
        ("none", "all", 0.05),
    ],
)
def test_level_and_adjusted_p_follow_the_declared_correction(folder, method, family, level):
    study = load_study(folder(many(), correction=f"{{method: {method}, family: {family}}}"))
    assert comparison_level(study) == level
    frame = compare(study)
    raw, adjusted = frame["p"], frame["p_adjusted"]
    if method == "holm":
        assert adjusted.min() == pytest.approx(min(1, 4 * raw.min())) and adjusted.max() < 1
    else:
        assert list(adjusted) == pytest.approx([min(1, p * 0.05 / level) for p in raw])
    assert list(frame["significant"]) == [p < 0.05 for p in adjusted]


def test_a_row_by_hand(folder):
    """Test and interval of the means from scipy, on the answers themselves."""
    before, after = [0, 0, 1, 1], [1, 2, 2, 3]
    rows = [("before", "", x, 0) for x in before] + [("after", "", x, 0) for x in after]
    row = compare(load_study(folder(rows))).iloc[0]
    assert (row["n1"], row["mean1"], row["mean2"], row["change"], row["change_pct"]) == (4, 0.5, 2, 1.5, 50)
    assert (row["level"], row["alpha"]) == (0.025, 0.05)
    welch = ttest_ind(after, before, equal_var=False)
    ends = np.array(welch.confidence_interval(0.975)) * 100 / 3
    assert ends[1] > 100, "a mean cannot change by more than the scale's range"
    assert [row["change_pct_low"], row["change_pct_high"]] == pytest.approx([ends[0], 100])
    assert row["change_pct_se"] == pytest.approx(50 / welch.statistic)
    rank = mannwhitneyu(before, after, use_continuity=False, method="asymptotic")
    assert (row["u"], row["p"]) == (rank.statistic, pytest.approx(rank.pvalue))
    assert row["rank_biserial"] == 1 - 2 * rank.statistic / 16
    assert row["p_adjusted"] == pytest.approx(2 * rank.pvalue) and row["significant"] == (2 * rank.pvalue < 0.05)


@pytest.mark.parametrize("people, has_interval", [(1, False), (2, True)])
def test_a_change_has_an_interval_from_two_answers_on(folder, people, has_interval):
    rows = [("before", "", x, 0) for x in (0, 1)] + [("after", "", x, 0) for x in (2, 3)[:people]]
    for turn in (rows, [({"before": "after", "after": "before"}[wave], *rest) for wave, *rest in rows]):
        row = compare(load_study(folder(turn))).iloc[0]
        ends = row[["change_pct_low", "change_pct_high", "change_pct_se"]]
        assert ends.notna().all() if has_interval else ends.isna().all()
        assert not np.isnan(row["p"])


def test_a_wave_without_answers_leaves_its_tests_missing_and_still_counted(folder):
    rows = [row for row in many() if row[0] != "later"]
    frame = compare(load_study(folder(rows)))
    assert list(frame["n2"]) == [30, 0, 30, 0]
    assert frame["p"].isna().tolist() == [False, True, False, True]
    assert frame["p_adjusted"][0] == min(1, 2 * frame["p"][0])
    line = to_csv(frame).splitlines()[2]
    assert line == "reads,habits,in_time,mann_whitney,30,0" + "," * 12


def test_groups_below_the_smallest_cell_are_shown_nowhere(folder):
    rows = [row for row in many() if row[0] != "later"] + [("later", "", 1, 1)] * 4
    frame = compare(load_study(folder(rows, min_cell=5)))
    assert to_csv(frame).splitlines()[2] == "reads,habits,in_time,mann_whitney" + "," * 14


def test_everybody_alike_differs_by_nothing(folder):
    frame = compare(load_study(folder([(wave, "", 2, 2) for wave in ("before", "after", "later") for _ in range(6)])))
    assert (frame["p"] == 1).all() and (frame["rank_biserial"] == 0).all() and not frame["significant"].any()
    assert np.isfinite(frame[["ci_low", "ci_high"]].to_numpy()).all()


def test_csv_and_json_hold_the_same(folder, capsys):
    directory = folder(many())
    assert run(directory, "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert run(directory, "json") == 0
    objects = json.loads(capsys.readouterr().out)
    assert [list(row) for row in (rows[0], objects[0])] == [list(COLUMNS)] * 2
    for row, thing in zip(rows, objects, strict=True):
        assert row["significant"] in ("true", "false") and thing["significant"] == (row["significant"] == "true")
        assert {name: float(row[name]) for name in COLUMNS[4:14]} == {name: thing[name] for name in COLUMNS[4:14]}


def test_digits_do_not_show_rounding_dust(folder):
    rows = [("before", "", 0, 0)] * 9 + [("before", "", 1, 0)] + [("after", "", 1, 0)] * 10
    assert json.loads(to_json(compare(load_study(folder(rows)))))[0]["change"] == 0.9
