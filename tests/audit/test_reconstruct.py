"""The committed reconstruction, recomputed from its files with scipy and pandas, and the sentences for bad input.

Expected values are the article's printed ones, read from published/; nothing here is computed by the library under test
except where a test says so.
"""

import csv
import json
import re
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from prepost.audit import reconstruction
from prepost.audit.inputs import read_inputs
from prepost.audit.reconstruction import input_checksums, reconstruct, run
from prepost.study.faults import StudyError
from tests.cases import cases
from tests.reconstruction_properties import check_size, check_survival, draws

STUDY = Path(__file__).resolve().parents[2] / "data" / "newham"


def rows_of(name):
    with open(STUDY / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


RESPONSES = rows_of("responses.csv")
PRINTED = {row["statement"]: row for table in ("table1", "table2") for row in rows_of(f"published/{table}.csv")}
CLAIMS = {row["id"]: row["printed"] for row in rows_of("published/claims.csv")}
SAMPLES = {
    "pre": lambda row: row["wave"] == "pre",
    "post": lambda row: row["wave"] == "post",
    "few": lambda row: row["wave"] == "follow_up" and row["sessions_attended"] == "1-2",
    "three": lambda row: row["wave"] == "follow_up" and row["sessions_attended"] == "3",
    "s3_pre": lambda row: row["wave"] == "pre" and row["session"] == "3",
    "follow_up": lambda row: row["wave"] == "follow_up",
}
TESTS = {"pre_post_p": ("pre", "post"), "few_three_p": ("few", "three"), "s3_follow_up_p": ("s3_pre", "follow_up")}


def answers(statement, sample):
    return np.array([int(row[statement]) for row in RESPONSES if SAMPLES[sample](row) and row[statement]])


@pytest.mark.parametrize("statement", PRINTED)
def test_every_printed_mean_is_attained_by_answers_with_a_single_peak(statement):
    for sample in SAMPLES:
        given = answers(statement, sample)
        assert abs(given.mean() - float(PRINTED[statement][sample])) <= 0.005 + 1e-12
        counts = np.bincount(given, minlength=5)[1:]
        top = int(counts.argmax())
        peaked = (np.diff(counts[: top + 1]) >= 0).all() and (np.diff(counts[top:]) <= 0).all()
        assert peaked or sample in ("few", "three")


CONTRADICTED = {("know_voluntary", "s3_follow_up"), ("know_roles", "s3_follow_up")}
"""By hand: 2.31 to 2.41 and 2.80 to 2.94 are rises, of 0.09 to 0.11 and 0.13 to 0.15; both are printed as -0.09."""


@pytest.mark.parametrize("statement", PRINTED)
@pytest.mark.parametrize("column", TESTS)
def test_every_printed_p_value_is_attained_and_every_change_that_its_means_allow(statement, column):
    first, second = (answers(statement, sample) for sample in TESTS[column])
    p = mannwhitneyu(first, second, use_continuity=False, method="asymptotic").pvalue
    printed = PRINTED[statement][column].removeprefix("p")
    if printed.startswith("<"):
        assert p < float(printed[1:])
    else:
        assert abs(p - float(printed[1:])) <= 0.0005 + 1e-12
    stage = column.removesuffix("_p")
    off = abs(second.mean() - first.mean() - float(PRINTED[statement][f"{stage}_change"].split()[0]))
    assert off > 0.15 if (statement, stage) in CONTRADICTED else off <= 0.005 + 1e-12


def test_form_counts_are_the_printed_ones():
    for wave in ("pre", "post", "follow_up"):
        assert sum(row["wave"] == wave for row in RESPONSES) == int(CLAIMS[f"{wave}_questionnaires"])


def test_changes_that_contradict_their_means_bind_nothing():
    inputs = read_inputs(STUDY)
    places = ((statement, stage) for statement in inputs.cells for stage in range(3))
    unbound = {(name, inputs.stage_names[stage]) for name, stage in places if inputs.change(name, stage) is None}
    assert unbound == CONTRADICTED


def test_answers_are_missing_where_the_account_says_so():
    """By hand, in a spreadsheet: sums, changes and p-values of the groups force eleven blanks at one month, at most three
    on one statement; five are those of the forms before the last session, which are forms before.
    """
    blanks = {
        wave: [sum(not row[statement] for row in RESPONSES if row["wave"] == wave) for statement in PRINTED]
        for wave in ("pre", "post", "follow_up")
    }
    assert {wave: sum(numbers) for wave, numbers in blanks.items()} == {"pre": 5, "post": 0, "follow_up": 11}
    assert max(blanks["follow_up"]) == 3
    rules = read_inputs(STUDY).rules["most_blank"]
    assert rules == {"overall": f"{sum(blanks['follow_up'])}/{65 * len(PRINTED)}", "statement": "3/65"}


SECTORS = ("Education", "Health", "Social care", "Voluntary")


def test_attendance_adds_up():
    places = rows_of("attendance.csv")
    people = {}
    for place in places:
        people.setdefault(place["person"], []).append(place)
    assert len(places) == int(CLAIMS["attendances"]) and len(people) == int(CLAIMS["attendees"])
    times = Counter(map(len, people.values()))
    assert times == {n: int(CLAIMS[f"attended_{word}"]) for n, word in ((1, "one"), (2, "two"), (3, "three"))}
    for rows in people.values():
        assert len({row["session"] for row in rows}) == len(rows)
        assert len({(row["sector"], row["organisation"]) for row in rows}) == 1
    for column, values in (("sector", SECTORS), ("organisation", ("Health Visiting", "Families First"))):
        found = Counter(place[column] for place in places if place[column])
        assert found == {value: int(CLAIMS["places_" + value.lower().replace(" ", "_")]) for value in values}
    assert sum(place["session"] == "3" for place in places) >= sum(map(SAMPLES["s3_pre"], RESPONSES))


def test_interviews_add_up():
    interviews = rows_of("interviews.csv")
    assert len(interviews) == int(CLAIMS["interviews"])
    assert Counter(row["session"] for row in interviews) == {"1": 10, "2": 10, "3": 10}
    assert Counter(row["sector"] for row in interviews) == dict(zip(SECTORS, (17, 5, 6, 2)))


CLOSED = """
learned_pathways | yes | learned_yes ;; communication_changed | yes | communication_yes ;; people_helped | yes | impact_yes
done_differently | yes | done_yes ;; done_differently | no | done_no ;; people_helped | no | impact_no
"""
THEMES = """
most_helpful | Networking | helpful_networking ;; could_improve | More information on services | wish_information
most_helpful | Knowledge of other organisations | helpful_knowledge
most_helpful | New developments in the area | helpful_developments
could_improve | Greater social care input | wish_social_care
could_improve | Exemplar referral plans | wish_referral_plans
"""


@pytest.mark.parametrize("question, answer, claim", cases(CLOSED))
def test_every_closed_answer_has_its_printed_percentage(question, answer, claim):
    given = [row[question] for row in rows_of("interviews.csv")]
    assert f"{100 * given.count(answer) / len(given):.0f}%" == CLAIMS[claim]


@pytest.mark.parametrize("question, theme, claim", cases(THEMES))
def test_every_theme_has_its_printed_percentage(question, theme, claim):
    asked = [row["interview"] for row in rows_of("interviews.csv") if row[question] == "answered"]
    named = [row["interview"] for row in rows_of("codings.csv") if (row["question"], row["theme"]) == (question, theme)]
    assert len(set(named)) == len(named) and set(named) <= set(asked)
    assert f"{100 * len(named) / len(asked):.0f}%" == CLAIMS[claim]


def test_statements_are_not_associated_by_the_fixed_rule():
    """Rows claim no association: the mean absolute correlation of two statements is that of chance, sqrt(2 / (pi n)),
    or little more.
    """
    for sample, rest in (("pre", "3"), ("post", None)):
        forms = [row for row in RESPONSES if row["wave"] == sample and row["session"] != rest]
        table = np.array([[float(row[statement]) for statement in PRINTED] for row in forms])
        correlations = np.corrcoef(table.T)[np.triu_indices(len(PRINTED), 1)]
        assert np.abs(correlations).mean() < 1.25 * np.sqrt(2 / np.pi / len(forms)), sample


def test_the_account_belongs_to_the_files_beside_it():
    account = json.loads((STUDY / "reconstruction.json").read_text(encoding="utf-8"))
    assert account["inputs"] == input_checksums(STUDY)


def test_the_same_bytes_again(tmp_path, capsys):
    copy = copied(tmp_path)
    names = ("responses.csv", "attendance.csv", "interviews.csv", "codings.csv", "reconstruction.json")
    for name in names:
        (copy / name).unlink()
    assert run(copy) == 0
    said = "Forms: pre 254, post 220, few 42, three 23, s3_pre 93, follow_up 65.\nWrote responses.csv, attendance.csv, "
    assert said in capsys.readouterr().out
    assert all((copy / name).read_bytes() == (STUDY / name).read_bytes() for name in names)
    assert not list(copy.glob(".*"))


def copied(tmp_path):
    return Path(shutil.copytree(STUDY, tmp_path / "study"))


def change(folder, table, statement, column, printed):
    path = folder / "published" / table
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row[column] = printed if row["statement"] == statement else row[column]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


BAD = """
1 | 2 | know_health | post | 4.63 | lies outside the scale, which runs from 1 to 4.
1 | 3 | know_education | few_three_p | p=1.078 | is not a p-value between 0 and 1.
2 | 3 | know_access | pre | 2,65 | is not a mean that can be read.
2 | 3 | know_access | pre | | is not a mean that can be read.
1 | 6 | know_roles | follow_up | 3.94 | cannot be the mean of both groups together
1 | 2 | know_health | few_three_p | p=0.999 | cannot be attained
1 | 2 | know_health | pre_post_p | p=0.999 | cannot be attained
1 | 2 | know_health | pre_post_change | p=0.40 | is not a change that can be read.
2 | 2 | confident_contact | s3_follow_up_p | p<0.0000001 | cannot be attained
"""


@pytest.mark.parametrize("table, row, statement, column, printed, problem", cases(BAD))
def test_bad_figures_get_a_sentence_and_leave_the_old_files(tmp_path, table, row, statement, column, printed, problem):
    folder = copied(tmp_path)
    change(folder, f"table{table}.csv", statement, column, printed)
    before = contents(folder)
    sentence = f'published/table{table}.csv, row {row}, column {column}: "{printed}" {problem}'
    with pytest.raises(StudyError, match=re.escape(sentence)):
        run(folder)
    assert contents(folder) == before


IMPOSSIBLE = r"""
study.yml | ^scale:.*$ | scale: {1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g, 8: h, 9: i, 10: j} | in too many ways
study.yml | ^  most_blank:.*$ | | nothing says how to find it. Give most_blank
study.yml | , nearest: 1/3 | | nothing says how to find it. Give most_blank
study.yml | overall: 11/650 | overall: 11/0 | most_blank or nearest is no share. Write a share as 1/20 or 0.05.
study.yml | stages: \[s3_follow_up, few_three, | stages: [s3_follow_up, | no stage compares its two parts.
study.yml | responses.csv: reconstructed | responses.csv: collected | records are not overwritten
published/table1.csv | ,three, | ,tree, | published/table1.csv, row 1, column three: this column is missing. Did you mean "tree"?
published/table1.csv | ^know_health,.*\n | | published/table1.csv, column statement: no printed table holds know_health.
published/table1.csv | ^know_health, | know_helth, | "know_helth" is no statement of study.yml. Did you mean "know_health"?
published/claims.csv | one session,126 | one session,127 | column printed: "202" is not what
published/claims.csv | Health Visiting,61 | Health Visiting,100 | column printed: "100" are more places than Health has
published/claims.csv | before sessions,254 | before sessions,25.4 | column printed: "25.4" is no whole number. study.yml
published/claims.csv | before sessions,254 | before sessions,-254 | column printed: "-254" is no whole number. study.yml
published/claims.csv | before sessions,254 | before sessions,many | column printed: "many" is no whole number. study.yml
published/claims.csv | before sessions,254 | before sessions,0 | "0" is no number of forms that can be searched
published/claims.csv | before sessions,254 | before sessions,254000000 | "254000000" is no number of forms that can be
"""
"""254 answers from 1 to 10 have a printed mean in more ways than fit into memory; the health sector has 99 places."""


@pytest.mark.parametrize("file, old, new, sentence", cases(IMPOSSIBLE))
def test_what_cannot_be_reconstructed_gets_a_sentence(tmp_path, file, old, new, sentence):
    path = copied(tmp_path) / file
    text, changed = re.subn(old, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=re.escape(sentence)):
        run(tmp_path / "study")
    assert changed == 1


ACCOUNT = json.loads((STUDY / "reconstruction.json").read_text(encoding="utf-8"))


def test_the_groups_at_one_month():
    """By a program of its own, with exact fractions and one sum after the other: 42 and 23 need eleven, 41 and 24
    twenty-three, and nothing else holds with a dozen on any statement."""
    found = [(tuple(split["sizes"].values()), split["missing"]) for split in ACCOUNT["parts_and_whole"]]
    assert found == [((42, 23), 11), ((41, 24), 23)]


def test_the_number_of_forms_before_the_last_session():
    """By a program of its own: 93 with five blanks; 94 to 96 and, but for 154 to 157, 127 upwards beside it."""
    sizes = {size["forms"]: size for size in ACCOUNT["sizes"]}
    peaked = [forms for forms, size in sizes.items() if size["single_peaked"]]
    assert peaked == [*range(93, 97), *range(127, 154), *range(158, 203)]
    assert sum(sizes[93]["blanks_single_peaked"]) == 5 == ACCOUNT["subset"]["blanks"]
    assert ACCOUNT["forms"]["s3_pre"] == min(peaked, key=lambda forms: abs(forms - 254 / 3)) == 93
    assert sum(map(SAMPLES["s3_pre"], RESPONSES)) == 93
    just_outside = sizes[79]
    assert not just_outside["admissible"] and sum(just_outside["blanks_single_peaked"]) == 11
    assert max(just_outside["blanks"]) == 4 > just_outside["most_blank"][1] == 3


def test_both_bounds_of_every_admissible_size():
    for size in ACCOUNT["sizes"]:
        bounds = [int(Fraction(11, 650) * 10 * size["forms"]), int(Fraction(3, 65) * size["forms"])]
        assert size["most_blank"] == bounds
        within = sum(size["blanks"]) <= bounds[0] and max(size["blanks"]) <= bounds[1]
        assert size["admissible"] is within
        assert not within or min(size["survivors"]) > 0


def test_ranges_hold_what_the_answers_that_are_used_come_to():
    """Recomputed with scipy: p against all forms before and after, and the shares that answer 3 or 4."""
    for statement in PRINTED:
        found = ACCOUNT["ranges"][statement]
        baselines = (("pre_follow_up", "pre"), ("post_follow_up", "post"), ("s3_follow_up", "s3_pre"))
        for name, samples in {**{name: (sample, "follow_up") for name, sample in baselines}, "few_three": ("few", "three"),
                              "pre_post": ("pre", "post")}.items():  # fmt: skip
            first, second = (answers(statement, sample) for sample in samples)
            test = mannwhitneyu(first, second, use_continuity=False, method="asymptotic")
            rank_biserial = 1 - 2 * test.statistic / len(first) / len(second)
            change = 100 * (second.mean() - first.mean()) / 3
            for figure, value in (("p", test.pvalue), ("rank_biserial", rank_biserial), ("change_pct", change)):
                low, high = found[name][figure]
                assert low - 1e-6 <= value <= high + 1e-6, (statement, name, figure)
        for sample in SAMPLES:
            low, high = ACCOUNT["shares"][statement][sample]
            assert low - 1e-6 <= 100 * (answers(statement, sample) >= 3).mean() <= high + 1e-6


def test_ranges_over_single_peaked_answers_lie_within_those_over_all():
    for statement, comparisons in ACCOUNT["ranges_single_peaked"].items():
        for name, figures in comparisons.items():
            for figure, bounds in figures.items():
                if isinstance(bounds, list):
                    low, high = ACCOUNT["ranges"][statement][name][figure]
                    assert low - 1e-6 <= bounds[0] <= bounds[1] <= high + 1e-6, (statement, name, figure)


@pytest.mark.parametrize("check, fewest", [(check_survival, 20), (check_size, 10)])
def test_invented_records_are_found_again(check, fewest):
    """Twenty draws of each property; `python -m tests.reconstruction_properties 200` draws more."""
    assert draws(check, 20) >= fewest


SMALL = """\
title: A small study
scale: {1: low, 2: lower, 3: higher, 4: high}
domains: {one: One}
statements: [{id: q1, domain: one, text: A statement}]
waves: [pre, post]
comparisons: {change: {first: {wave: pre}, second: {wave: post}}}
reconstruction:
  columns: {pre: {wave: pre}, post: {wave: post}}
  forms: {pre: forms_pre, post: forms_post}
  stages: [change]
"""


def test_a_study_without_groups_or_subsets_is_reconstructed_too(tmp_path):
    """Any dataset is inside its own reconstruction: here 20 answers before and 20 after, summarised by scipy."""
    before, after = np.array([2, 5, 8, 5]), np.array([1, 2, 8, 9])
    first, second = (np.repeat([1, 2, 3, 4], counts) for counts in (before, after))
    p = mannwhitneyu(first, second, use_continuity=False, method="asymptotic").pvalue
    (tmp_path / "published").mkdir()
    table = f"statement,pre,post,change_p\nq1,{first.mean():.2f},{second.mean():.2f},p={p:.3f}\n"
    claims = "forms_pre,line 1,forms before,20,,\nforms_post,line 1,forms after,twenty,,\n"
    (tmp_path / "published" / "table1.csv").write_text(table)
    (tmp_path / "published" / "claims.csv").write_text("id,where,says,printed,calculation,note\n" + claims)
    (tmp_path / "study.yml").write_text(SMALL)
    found = reconstruct(tmp_path)
    assert found.chosen["q1"]["pre"].sum() == found.chosen["q1"]["post"].sum() == 20
    low, high = found.ranges[False]["q1"]["change"]["superiority"]
    superiority = np.mean([(y > x) + (y == x) / 2 for x in first for y in second])
    assert low - 1e-6 <= superiority <= high + 1e-6


@pytest.mark.parametrize(
    "file, old, new",
    [("claims.csv", "before sessions,254", "before sessions,255"), ("table1.csv", "2.63,3.03", "2.64,3.03")],
)
def test_nothing_is_written_where_files_were_edited_during_the_search(tmp_path, file, old, new):
    study = copied(tmp_path)
    before = contents(study)

    def search(*_):
        text = (study / "published" / file).read_text(encoding="utf-8")
        assert old in text
        (study / "published" / file).write_text(text.replace(old, new), encoding="utf-8")

    with (
        mock.patch.object(reconstruction, "reconstruct", side_effect=search),
        pytest.raises(StudyError, match="during the search"),
    ):
        run(study)
    assert contents(study) == before
