"""Files that were once read wrongly in silence: each is read right, or what is in doubt is asked on its own line.

The inputs are invented after public bug reports and export formats; the right values were told by hand from each input.
"""

import csv
import json
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from prepost.cli import main
from prepost.study import StudyError, load_study
from prepost.study.imports.exports import read_export
from prepost.study.imports.scales import guess_scale
from tests import roundtrip
from tests.cases import cases
from tests.roundtrip import workbook


def _imported(tmp_path, files, *extra):
    """The exit status of importing files given by name and text."""
    paths = []
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(str(path))
    return main(["import", *paths, "--into", str(tmp_path / "study"), *extra])


def _study(tmp_path, files, *extra):
    assert _imported(tmp_path, files, *extra) == 0
    return load_study(tmp_path / "study")


def _marks(study):
    return " | ".join(text for _, text in study.marks)


def _rows(heading, *rows):
    return "\n".join([heading, *rows]) + "\n"


def _column(heading, *answers):
    return _rows(f"code,{heading}", *(f"k{n},{answer}" for n, answer in enumerate(answers)))


def _both(before, after):
    return {"before.csv": before, "after.csv": after}


def _edit(tmp_path, *changes):
    path = tmp_path / "study" / "study.yml"
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


YES_NO, SURE = "No|Yes", "Not|Hardly|Mostly|Always ready"


@pytest.mark.parametrize(
    "before, after, labels, corrected, means",
    [
        (["Yes"] * 12 + ["No"] * 18, ["Yes"] * 24 + ["No"] * 6, YES_NO, "Yes|No", (1.6, 1.2)),
        (["Yes"] * 12 + ["No"] * 18, ["Yes"] * 24 + ["No"] * 6, YES_NO, YES_NO, (1.4, 1.8)),
        (
            ["Not", "Hardly", "Mostly"] * 4,
            ["Hardly", "Mostly", "Always ready"] * 4,
            SURE,
            "|".join(SURE.split("|")[::-1]),
            (3, 2),
        ),
    ],
)
def test_a_scale_corrected_in_study_yml_changes_the_results_at_once(tmp_path, before, after, labels, corrected, means):
    _study(tmp_path, _both(_column("calm", *before), _column("calm", *after)))
    old, new = (", ".join(f'{n}: "{x}"' for n, x in enumerate(s.split("|"), 1)) for s in (labels, corrected))
    _edit(tmp_path, (old, new), ("design: paired", "design: unpaired"))
    study = load_study(tmp_path / "study")
    counts = [study.counts("calm", {"wave": wave}) for wave in ("pre", "post")]
    assert tuple(round(float(n @ study.scale) / n.sum(), 6) for n in counts) == means


SURE, UNSURE = (Path(__file__).parents[1] / "data" / "scales.txt").read_text(encoding="utf-8").split("\n\n")


@pytest.mark.parametrize("row", [(True, *row) for row in cases(SURE)] + [(False, *row) for row in cases(UNSURE)])
def test_a_whole_set_of_labels_is_that_scale_and_nothing_else_is_sure(row):
    sure, answers, *labels = row
    guess = guess_scale(answers.split(", ") * 2)
    assert [label for _, label in guess.labels] == [text.strip() for text in (labels or [answers])[0].split(",")]
    assert guess.sure == sure


def test_codes_of_people_are_never_decoded(tmp_path):
    heading = '"id","submitdate","lastpage","startlanguage","seed","code","Q1[SQ001]"'
    row = '"{}","2024-05-01 10:00:00","2","en","9","{}","{}"'
    before = _rows(heading, row.format(1, "AB12", "AO02"), row.format(2, "CD34", "AO01"))
    after = _rows(heading, row.format(1, "XY12", "AO05"), row.format(2, "CD34", "AO04"))
    study = _study(tmp_path, _both(before, after))
    report = study.match_report("pre_post")
    assert (report.paired, report.only_before, report.only_after) == (1, 1, 1)
    assert sorted(study.responses["respondent"]) == ["AB12", "CD34", "CD34", "XY12"]


def _waves(study):
    return {wave: study.n_forms({"wave": wave}) for wave in study.waves}


CALM = _column("calm", 1, 2)


NAMES = """
before.csv, after.csv, 3 months after.csv | pre post follow_up | ;; survey_end.csv, survey_start.csv | pre post |
pre-service teachers, start.csv, pre-service teachers, end.csv | pre post |
2024 after-school club before.csv, 2024 after-school club after.csv | pre post |
post-training pre-survey.csv, post-training post-survey.csv | pre post |
2023/before.csv, 2024/before.csv | pre_2023 pre_2024 | may be one wave ;; a/x.csv, b/x.csv | a b | in order
t10.csv, t2.csv, t1.csv | t1 t2 t10 | in order ;; قبل.csv, بعد.csv | pre post | ;; 甲.csv, 乙.csv | wave_1 wave_2 | may be one wave
"""


@pytest.mark.parametrize("files, waves, asked", cases(NAMES))
def test_files_never_share_a_wave_unasked(tmp_path, files, waves, asked):
    names = [name.strip(", ") + ".csv" for name in files.split(".csv") if name]
    study = _study(tmp_path, dict.fromkeys(names, CALM))
    assert " ".join(study.waves) == waves and asked in _marks(study)
    assert set(_waves(study).values()) == {2}


WAVES = """
Survey | before.csv after.csv | Boat day | pre post ;; Time | before.csv after.csv | Morning, Afternoon | pre post
Whatever | all.csv | pre, post | pre post ;; Wave | all.csv | Pre, Post, 3 months post | pre post follow_up
redcap_event_name | all.csv | pre_arm_1, post_arm_1, 3_month_post_arm_1 | pre post follow_up
wave | all.csv | 1, 2 | t1 t2 ;; Wave | all.csv | Pre, post, pre, POST | pre post ;; time | all.csv | 1, 2 | t1 t2
"""


@pytest.mark.parametrize("heading, files, cells, waves", cases(WAVES))
def test_a_column_is_the_wave_by_its_cells(tmp_path, heading, files, cells, waves):
    rows = (f"{cell},{code},{code[1]}" for cell in cells.split(", ") for code in ("k1", "k2"))
    study = _study(tmp_path, dict.fromkeys(files.split(), _rows(f"{heading},code,calm", *rows)))
    assert " ".join(study.waves) == waves and study.design == "paired"
    assert [statement.id for statement in study.statements] == ["calm"]


QUALTRICS = "StartDate,RecordedDate,Status,Finished,ResponseId,Q1"
RETURNING = [["ann7", "bob3", "cy55", "dee1"], ["bob3", "cy55", "dee1", "eve9"]]


def _statuses(statuses):
    return _rows(QUALTRICS, *(f"1,1,{status},True,R_{n},{n % 4 + 1}" for n, status in enumerate(statuses.split("|"))))


def _of_people(heading, sides=RETURNING):
    tables = (_rows(f"{heading},calm", *(f"{code},{n % 4 + 1}" for n, code in enumerate(side))) for side in sides)
    return _both(*tables)


REPEATING = """record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,calm,pack_list
1,before_arm_1,,,2,
1,before_arm_1,kit,1,,rope
1,after_arm_1,,,4,
2,before_arm_1,,,3,
2,after_arm_1,,,5,
"""
TWO_ROWS = "The survey,,,\nHow sure?,,,Code\nI can row,I can steer,I can dock,\n1,2,3,k1\n2,3,4,k2\n3,4,5,k3\n"
GRID = _rows("Timestamp,How? [A row],How? [B row]", *(f"k{n},{n},{max(n, 2)}" for n in range(6)))
UNKNOWN = _rows(
    "code,I row,C 1,C 2", *(f"k{n},{('Agree', 'Disagree')[n % 2]}" + f",{('Nie', 'Oft')[n % 2]}" * 2 for n in range(9))
)
TWO_EACH, FOUR_EACH = ({"pre": number, "post": number} for number in (2, 4))
CODEBOOK = "column,question\na_pre,Then we start\na_post,Then we start\n"
SUMMED = {"counts": [0, 1, 0, 1], "forms": {"pre": 2, "post": 0}, "said": "1 a summary or a note"}


@pytest.mark.parametrize(
    "files, expected",
    [
        (REPEATING.replace("1,before_arm_1,kit,1,,rope", "1,enrolment_arm_1,,,,"), {"compared": ["pre_post"]}),
        (REPEATING, {"forms": {"pre": 2, "post": 2}, "pairs": 2, "said": "5 rows = 4 forms + 1 without an answer."}),
        *((f"code,calm\nk1,2\nk2,4\n{row}\n", SUMMED) for row in ("Mean:,3", "Average,2.8", "N,10", "Gesamt,6", ",3")),
        ("code,calm\nk1,2\nk2,4\n\nNotes: those who left early are not here,\n", SUMMED),
        (_statuses("IP Address|Survey Test|Survey Preview|Spam|Survey Preview Spam|Imported|Imported Spam"), {"n": 2}),
        (_statuses("0|1|2|4|8|9|12|16|17|32|40|48|256"), {"n": 5}),
        (_statuses("IP Address|Possible Spam|Offline Survey Preview|EX Spam|Synthetic|EX"), {"n": 2}),
        ("code,calm,,brave\nk1,2,5,3\nk2,4,1,2\n", {"ids": ["calm", "brave"], "said": "no heading; 2 cells are fill"}),
        (TWO_ROWS, {"ids": ["can_row", "can_steer", "can_dock"], "counts": [1, 1, 1, 0, 0], "said": "as a title"}),
        (GRID, {"texts": ["A row", "B row"], "scale": (0, 1, 2, 3, 4, 5)}),
        (_column("How safe (0 to 10)?", 3, 5, 4), {"scale": tuple(range(11))}),
        (_column("precalm,postcalm", "1,2", "3,4"), {"forms": TWO_EACH, "asked": '"precalm" and "postcalm"?'}),
        (_of_people("code", [[" k1", "k2 "], ["k1", "k2"]]), {"pairs": 2, "asked": "taken off 2 codes, as of [' k1']"}),
        (_both(*[f"record_id,calm,x_complete\n1,{n},2\n2,4,2\n" for n in (2, 3)]), {"pairs": 2}),
        ({"post-training pre-survey.csv": CALM}, {"forms": {"pre": 2, "post": 0}, "asked": "was taken for pre"}),
        ("Cohort,wave,code,calm\nA,pre,k1,2\nA,post,k1,3\n", {"said": '"Cohort"      2  the cohort'}),
        (
            dict.fromkeys(["a/start.csv", "b/start.csv", "a/end.csv", "b/end.csv"], CALM),
            {"forms": FOUR_EACH, "pairs": 4, "asked": "2 of the codes stand in two cohorts: of other people?"},
        ),
        (
            dict.fromkeys(["1.csv", "2.csv"], "code,calm_pre,calm_post\nk1,1,2\nk2,2,3\n"),
            {"forms": FOUR_EACH, "ids": ["calm"], "asked": "are these cohorts, each of other people?"},
        ),
        ({"a.csv": "a_pre,a_post\n1,2\n2,3\n", "book.csv": CODEBOOK}, {"texts": ["Then we start"]}),
        (UNKNOWN, {"texts": ["I row", "C 1", "C 2"], "asked": "but not its order"}),
        *(
            (_of_people(h), {"pairs": 3, "asked": "matched by the column respondent"})
            for h in ("UniqueID", "Subject", "Any", "token")
        ),
        (_both(*["id,calm\n1,2\n2,4\n3,1\n"] * 2), {"design": "unpaired", "asked": "only numbers the rows"}),
    ],
)
def test_what_a_file_holds_is_found_and_what_is_left_out_is_told(tmp_path, capsys, files, expected):
    study = _study(tmp_path, {"before.csv": files} if isinstance(files, str) else files)
    first, said = study.statements[0].id, capsys.readouterr().out
    found = {
        "forms": lambda _: _waves(study),
        "n": lambda _: study.n_forms(),
        "compared": lambda _: list(study.comparisons),
        "pairs": lambda _: study.design == "paired" and study.pairs(first, next(iter(study.comparisons))).sum(),
        "ids": lambda _: [statement.id for statement in study.statements],
        "texts": lambda _: [statement.text for statement in study.statements],
        "counts": lambda _: study.counts(first).tolist(),
        "scale": lambda _: study.scale,
        "design": lambda _: study.design,
        "asked": lambda words: words if words in _marks(study) else _marks(study),
        "said": lambda words: words if words in said else said,
    }
    assert {name: found[name](value) for name, value in expected.items()} == expected


TRIPS = "code,Before a trip I plan,After a trip I rest"
GRIDS = "Timestamp,How sure? [I am good at it],How often? [I am good at it]/1,1,4/1,2,5"
HELD = f"""
1, 2, 3, 4, 5 | 0, 1, 2, 3, 4 | pre 1 to 5 and post 0 to 4: was it one scale? | counts 1 2 2 2 2 1
1, 2, 5 | 1, 7 | post 1 to 7: was | counts 2 1 0 0 1 0 1 ;; Yes, yes , YES, No | | read from the answers | counts 1 3
No, Yes | No, Maybe, Yes | and post 1 to 3: | counts 2 1 2 ;; code,a,void/k0,1,/k1,2, | | no answers | counts 1 1
No, Not sure, Yes | | no points of a scale: Not sure? | counts 1 1 ;; 1, 2, 3, 4, -9 | | a scale: -9? | counts 1 1 1 1
1 - No, 2 - N/A, 3 - Yes, 3 - Yes, -, nil | | no points of a scale: 2 - N/A? | counts 1 0 2
1, 1.5, 2, 2.5 | | 1.5 has the code 150 | counts 1 1 1 1
Strongly disagree, Disagree, Slightly agree, Agree | | beside "Somewhat disagree" and "Strongly agree" | counts 1 1 1 1
{GRIDS} | Timestamp,How often? [I am good at it],How sure? [I am good at it]/2,5,1/2,4,1 | in order? | counts 3 1 0 0 0
{GRIDS} | Timestamp,How well? [I am good at it]/2,5/2,4 | are these one statement: "How sure? [I am | forms 2 2
{GRIDS.replace("I am good at it", "Row")} | Timestamp,How well? [Row]/2,5/2,4 | are these one statement: | forms 2 2
code,calm,Best/k1,1,Before work/k2,2,After work | code,calm,Best/k1,3,After work/k2,4,After work | are matched | pairs 2
code,calm,Best/k1,1,Before work/k2,2,After work | | does "Best" tell the wave? | forms 1 1
{TRIPS}/k1,1,2/k2,2,3 | {TRIPS}/k1,3,2/k2,4,1 | are matched | counts 1 1 1 1
code,Before it I could row,After it I can row/k1,2,4/k2,3,5 | | these one statement | pairs 2
code,calm/k1,1/k1,2 | code,calm/k0,1/k1,2 | 2 forms share their code with others of their wave | pairs 0
code,calm/p1,1/p2,2 | code,calm/k0,1/k1,2 | no code of "code" stands in two waves | forms 2 2
cod,calm/k0,1/k1,2 | code,calm/k0,1/k1,2 | "code" is not in every file | forms 2 2
code,calm/nil,1/k0,2 | code,calm/nil,1/k0,2 | 2 forms have no code but "nil" | pairs 1
Timestamp,calm/1:00,4/1:01,2/1:01,2 | | 1 rows equal another row in every cell | counts 0 2 0 1
code,calm/k0,1/k1,2 | code,calm,calm/k0,1,2/k1,3,4 | two columns are headed "calm" | forms 2 2
code,a,b/k0,1 - Good,2/k1,2,2 | code,a,b/k0,5 - Good,1/k1,4,3 | "a" is left out (no one scale holds | counts 1 2 1
code,a,b/k0,Agree,2/k1,Disagree,2 | code,a,b/k0,1,2/k1,4,3 | "a" is left out (no one scale holds | counts 0 3 1
code,a,b,c/k1,1,2,often/k2,2.5,3,daily/k3,2.5,4,daily | | "a" is left out (numbers, but no scale of a few | counts 0 1 1 1
code;I was calm;b/k1;2,0;1,0/k2;-2;0,0/k3;2,0;-1 | code;I am calms;b/k1;1,0;2,0/k2;0,0;-1 | these one | counts 1 0 1 1 2
m_pre,m_post/4,5/2,/1,3 | | no answer of wave post | forms 3 2 ;; m_pre,m_post,a/4,5,1/2,2,3/1,3,2 | | names no wave | forms 3 3
record_id,calm,ok___1,x_complete/1,1,1,2/2,4,0,2 | | left out: one choice of several | counts 1 0 0 1
code,Visit,calm/k0,1,1/k1,2,2 | code,Visit,calm/k0,2,1/k1,1,2 | left out: about the form | counts 2 2
sep=;/code;calm/k1;2/k2;4 | | semicolons | counts 0 1 0 1 ;; code;calm/k1;"2,0"/k2;4,0 | | semicolons | counts 0 1 0 1
id,wave,calm/1,pre,2/2,pre,3/1,post,4/2,post,5 | | are matched | pairs 2
Your code,calm/k1,1/k2,2 | Personal code,calm/k1,4/k2,3 | are matched | pairs 2
code,calm/k1,2/CODE,Calm/k2,4 | | 1 the headings once more | counts 0 1 0 1
code;I can row, steer, and dock/k1;2/k2;4 | | semicolons | counts 0 1 0 1
code,calm/k1,2/k2,4//1,low/2,some/3,high | | 3 a summary or a note | counts 0 1 0 1
"""


@pytest.mark.parametrize("before, after, words, result", cases(HELD))
def test_what_is_in_doubt_is_asked_or_told(tmp_path, capsys, before, after, words, result):
    """A file is written as its lines, parted by "/", or as the answers of one column."""
    files = [_rows(*x.split("/")) if x.count("/") > 1 else _column("calm", *x.split(", ")) for x in (before, after)]
    study = _study(tmp_path, _both(*files) if after else {"before.csv": files[0]})
    assert words in f"{_marks(study)} {capsys.readouterr().out}"
    kind, *numbers = result.split()
    first, (comparison, *_) = study.statements[0].id, study.comparisons
    found = {"counts": study.counts(first), "forms": _waves(study).values()}
    found["pairs"] = [study.pairs(first, comparison).sum()] if study.design == "paired" else []
    assert [*found[kind]] == [*map(int, numbers)]


def test_unfinished_forms_are_counted_asked_and_can_be_dropped(tmp_path, capsys):
    rows = [f"2024,2024,0,{finished},R_{n},{n + 1}" for n, finished in enumerate(["True", "False", "True"])]
    files = {"before.csv": _rows(QUALTRICS, *rows)}
    study = _study(tmp_path, files)
    assert study.n_forms() == 3 and "1 forms were begun and never sent" in _marks(study)
    _edit(tmp_path, ("unfinished: keep", "unfinished: drop"))
    assert _study(tmp_path, files, "--replace").n_forms() == 2
    assert "3 rows = 2 forms + 1 begun and never sent" in capsys.readouterr().out


def test_a_question_asked_after_only_stands_under_its_wave(tmp_path, capsys):
    before = _rows("code,I can row,I can steer", "k1,1,2", "k2,2,3")
    after = _rows("code,I can row,I can steer,The trainers were good", "k1,4,5,5", "k2,5,4,4")
    study = _study(tmp_path, {"before.csv": before, "after.csv": after})
    last = study.statements[-1]
    assert last.columns == (("post", "The trainers were good"),)
    assert (study.counts(last.id, {"wave": "pre"}).sum(), study.counts(last.id, {"wave": "post"}).sum()) == (0, 2)
    assert not study.is_asked(last.id, {"wave": "pre"})
    assert main(["check", str(tmp_path / "study")]) == main(["compare", str(tmp_path / "study")]) == 0
    assert f"{last.id}, pre_post: left out, for one side was not asked this." in capsys.readouterr().err


NEARLY = """
I can row well | I can row  well ;; I can’t row well | I can't row well ;; I can row well | I can rwo well
Section A: I can row well | Section B: I can row well ;; Before the course I could row | After the course I can row
"""


@pytest.mark.parametrize("before, after", cases(NEARLY))
def test_headings_that_nearly_agree_are_one_statement_or_asked(tmp_path, before, after):
    files = _both(_rows(f"code,{before}", "k1,1", "k2,2"), _rows(f"code,{after}", "k1,4", "k2,3"))
    study = _study(tmp_path, files)
    assert len(study.statements) == 1 and study.pairs(study.statements[0].id, "pre_post").sum() == 2
    assert "are these one statement" in _marks(study) or before.replace("’", "'") == " ".join(after.split())


def test_several_scales_stand_in_one_study(tmp_path, capsys):
    heading = "code,I can row,I am safe,Rate the day,Did you swim"
    words = ["Strongly disagree", "Tend to disagree", "Neither agree nor disagree", "Tend to agree", "Strongly agree"]
    rows = [f"k{n},{words[n % 5]},{words[::-1][n % 5]},{n % 11},{'Yes' if n % 3 else 'No'}" for n in range(22)]
    study = _study(tmp_path, {"before.csv": _rows(heading, *rows), "after.csv": _rows(heading, *rows)})
    scales = {s.text: list(study.labels_of(s.id).values()) for s in study.statements}
    assert scales["I can row"] == words and scales["Did you swim"] == ["No", "Yes"]
    assert study.scale_of(next(s.id for s in study.statements if s.text == "Rate the day")) == tuple(range(11))
    assert "on other scales were found as well: " in capsys.readouterr().out
    assert main(["compare", str(tmp_path / "study")]) == 0
    said = capsys.readouterr()
    rows = {row["statement"]: row for row in csv.DictReader(said.out.splitlines())}
    assert len(rows) == 4 and {row["change_pct"] for row in rows.values()} == {"0"}
    assert len(said.err.splitlines()) == len(study.marks) > 3


def test_codes_that_nearly_match_are_counted_and_offered(tmp_path, capsys):
    codes = ["ab12", "0415", "ef-56", "7", "K1", "same"], ["AB12", "415", "EF56", "7.0", "k1", "same"]
    files = {
        name: _rows("code,calm", *(f"{code},{n % 5 + 1}" for n, code in enumerate(side)))
        for name, side in zip(("before.csv", "after.csv"), codes)
    }
    study = _study(tmp_path, files)
    assert study.match_report("pre_post").paired == 1 and "5 more of 6 people" in _marks(study)
    _edit(tmp_path, ("  respondent:", "  codes: loose\n  respondent:"))
    assert _study(tmp_path, files, "--replace").match_report("pre_post").paired == 6


def test_the_first_visible_sheet_is_read_and_another_can_be_chosen(tmp_path):
    answers = {1: {"A": "code", "B": "calm"}, 2: {"A": "k1", "B": "4"}, 3: {"A": "k2", "B": "2"}}
    lists = {1: {"A": "Item", "B": "Rating"}, 2: {"A": "opt", "B": "1"}}
    path = tmp_path / "forms.xlsx"
    workbook(path, [("Lists", "hidden", lists), ("Pre", "visible", answers), ("Post", "visible", answers)])
    export = read_export(path)
    assert export.find("calm").cells == ("4", "2")
    assert '"Pre" was read' in export.notes[0] and '"Post"' in export.notes[0]
    assert main(["import", f"{path}#Pre", f"{path}#Post", "--into", str(tmp_path / "study")]) == 0
    assert _waves(load_study(tmp_path / "study")) == {"pre": 2, "post": 2}


TWICE = "StartDate,RecordedDate,ResponseId,q_pre,q_post\nStart Date,Recorded Date,Response ID,{0},{0}\n1,1,R_1,1,2\n1,1,R_2,4,3\n"
BOOKS = {"a.csv": CALM} | {
    f"{name}.csv": f"column,question\ncalm,{text}\n" for name, text in (("b", "I am calm"), ("c", "Boats are safe"))
}


@pytest.mark.parametrize(
    "text, sentence",
    [
        ('code,calm,why\nk1,2,"fine\nk2,4,good\nk3,1,bad\n', "row 2: a quotation mark is opened in this row"),
        ("k1,2,3\nk2,2,3\nk3,1,2\n", "before.csv: the first row seems to hold answers, such as"),
        (_column("calm", 1, 1.25, 2, 2.75), "no column with answers on a scale was recognised"),
        ("code,calm,brave\nk1,2,3\nk2,4\nk3,1,2\n", "row 3: the row has 2 cells, but the header names 3 columns."),
        (_column("calm", *[1, 2, 3, 4] * 5, 3.5), 'before.csv, row 22, column calm: "3.5" is not on the scale'),
        ("wave,code,calm\npre,k1,2\npost,k1,3\n,k2,4\n", "row 4, column wave: "),
        (
            {"one.csv": TWICE.format("I can row"), "two.csv": TWICE.format("Boats are safe")},
            'two.csv: the column q_pre asks "Boats are safe", but in another file "I can row".',
        ),
        (
            "Statement,Disagree,Neutral,Agree\nI row,2,3,4\nI swim,1,2,6\n",
            '"Disagree", "Neutral" and "Agree" head columns of numbers: this seems to be a table of counts.',
        ),
        (BOOKS, 'c.csv: the column calm asks "Boats are safe", but in another codebook "I am calm".'),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_row(tmp_path, capsys, text, sentence):
    assert _imported(tmp_path, {"before.csv": text} if isinstance(text, str) else text) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert "1.25" not in text or "left out: numbers, but no scale of a few whole numbers" in said.out


def test_a_failed_import_leaves_its_proposal_and_its_notes(tmp_path, capsys):
    text = "code;calm\n" + "".join(f"k{n};{n % 4 + 1}\n" for n in range(20)) + "k99;Caf\xe9\n"
    assert _imported(tmp_path, {"before.csv": text.encode("cp1252")}) == 2
    assert "read as cp1252" in capsys.readouterr().out
    assert "calm" in (tmp_path / "study" / "study.yml").read_text()
    assert not (tmp_path / "study" / "responses.csv").exists()


def test_changed_rules_call_for_another_import(tmp_path, capsys):
    _study(tmp_path, _both(CALM, CALM))
    _edit(tmp_path, ("[pre, post]", "[first, post]"), ("{wave: pre}", "{wave: first}"), (": pre,", ": first,"))
    assert main(["check", str(tmp_path / "study")]) == 2
    assert "Import again: python -m prepost import" in capsys.readouterr().out


def test_the_table_of_columns_is_told_as_json_too(tmp_path, capsys):
    text = "code,calm,Submitter,Consent\n" + "".join(
        f"k{n},{n + 1},{'ABCDE'[n]}da Example{'abcde'[n]},Agree\n" for n in range(5)
    )
    assert _imported(tmp_path, {"before.csv": text}, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    taken = {row["column"]: row["taken_for"] for row in told["columns"]}
    assert taken["code"] == "the person's code" and taken["calm"] == "statement calm"
    assert taken["Submitter"] == "left out: personal data: names" and taken["Consent"] == "left out: consent"
    assert told["forms"][0]["rows"] == told["forms"][0]["forms"] == 5


PERSONAL = """
Ada Example, Bo Sample, Cy Specimen, Dee Model | names ;; 943 476 5919, 9434765919, x, | health-service numbers
E15 4LZ, N1 9GU, SW1A 1AA, | postcodes ;; 12/03/1980, 1/4/1975, 30.12.1990, | dates of birth
Health Care, Social Work, Health Care, Social Work, Health Care | ;; 1.2.3, 2.4, section 3.1, £12.50 |
"""


@pytest.mark.parametrize("cells, kind", cases(PERSONAL))
def test_personal_data_are_known_by_what_stands_in_a_column(tmp_path, cells, kind):
    cells = [cell.strip() for cell in cells.split(",")]
    text = _rows("code,calm,Extra", *(f"k{n},{n + 1},{cell}" for n, cell in enumerate(cells)))
    assert _study(tmp_path, {"before.csv": text}).n_forms() == len(cells)
    assert dict(read_export(tmp_path / "before.csv").left) == ({"Extra": f"personal data: {kind}"} if kind else {})
    _edit(tmp_path, ("import:", "import:\n  keep: {extra: Extra}"))
    if kind:  # put there by hand, the column is found by the check
        path = tmp_path / "study" / "responses.csv"
        lines = path.read_text().splitlines()
        path.write_text(_rows(f"{lines[0]},extra", *(f"{line},{cell}" for line, cell in zip(lines[1:], cells))))
        assert main(["check", str(tmp_path / "study")]) == 2
    assert _imported(tmp_path, {"before.csv": text}, "--replace") == (2 if kind else 0)


@pytest.mark.parametrize(
    "text, rows, notes",
    [
        ("person,session,sector\nK1,1,Health\n,1,School\nK1,1,Health\n,2,\n", 4, "2 places hold no code|1 rows repeat"),
        ("Code,Session 1,Session 2\nK1,x,\nK2,x,x\n", 3, "3 training places"),
        ("person,sector\nK1,Health\nK2,School\n", 0, "no column says the session"),
    ],
)
def test_lists_of_attendance(tmp_path, capsys, text, rows, notes):
    extra = () if rows else ("--as", "attendance")
    assert _imported(tmp_path, {"attendance.csv": text}, *extra) == (0 if rows else 2)
    said = "".join(capsys.readouterr())
    assert all(note in said for note in notes.split("|"))
    path = tmp_path / "study" / "attendance.csv"
    assert (len(path.read_text().splitlines()) - 1 if rows else path.exists()) == rows


def _sav(path, frame, **options):
    pyreadstat.write_sav(pd.DataFrame(frame), str(path), **options)
    return str(path)


def test_labels_and_missing_codes_are_those_of_each_file(tmp_path, capsys):
    frame = {"ends": [1.0, 2, 3, 4] * 3, "bare": [1.0, 2, 1, 2] * 3, "calm": [1.0, 2, 3, 9] * 3}
    labels = {"ends": {1: "Good", 4: "Bad"}, "bare": {1: "No", 2: "Yes"}}, {"ends": {1: "Bad", 4: "Good"}}
    options = [{"variable_value_labels": one, "missing_ranges": {"calm": [9]}} for one in labels]
    paths = [_sav(tmp_path / f"{name}.sav", frame, **one) for name, one in zip(("before", "after"), options)]
    assert main(["import", *paths, "--into", str(tmp_path / "study")]) == 0
    study, said = load_study(tmp_path / "study"), capsys.readouterr().out
    assert {s.id for s in study.statements} == {"bare", "calm"} and study.counts("calm").tolist() == [6, 6, 6]
    assert '"ends" is left out (no one scale' in _marks(study) and "do the labels of one file hold" in _marks(study)
    assert '"calm": 9 is blank here, for the file declares it as missing.' in said


@pytest.mark.parametrize(
    "labels, expected",
    [
        ({1: "Not at all", 4: "Moderately", 7: "Completely"}, "Not at all|||Moderately|||Completely"),
        ({1: "never", 2: "Sometimes", 3: "Always", 4: "x", 5: "y", 6: "z", 7: "w"}, None),
    ],
)
def test_labels_on_some_points_only(tmp_path, labels, expected):
    frame = {"T1_calm": [1.0, 3.0, 7.0], "T2_calm": [2.0, 5.0, 7.0], "sex": [1.0, 2.0, 1.0]}
    other = {code: label.upper() for code, label in labels.items()}
    values = {"T1_calm": labels, "T2_calm": other, "sex": {1: "male", 2: "female"}}
    texts = ["T1: I am calm", "T2: I am calm", "Sex"]
    path = _sav(tmp_path / "forms.sav", frame, column_labels=texts, variable_value_labels=values)
    assert main(["import", path, "--into", str(tmp_path / "study")]) == 0
    study = load_study(tmp_path / "study")
    assert study.waves == ("t1", "t2") and [s.text for s in study.statements] == ["I am calm"]
    assert study.counts("calm", {"wave": "t1"}).tolist() == [1, 0, 1, 0, 0, 0, 1]
    assert expected is None or "|".join(study.scale_labels.values()).casefold() == expected.casefold()


def test_random_studies_come_back_equal_or_a_question_names_the_place():
    assert roundtrip.main(250) == 0


TEAS = "Which teas? - Selected Choice - "


@pytest.mark.parametrize(
    "text",
    [
        'Timestamp,Calm,Which teas?\n1,1,Green\n2,2,"Green, Mint"\n3,3,"Green, Mint, Cocoa"\n4,4,\n5,5,Mint\n',
        "Timestamp,Calm,Which teas?\n1,1,Green\n2,2,Green;Mint;\n3,3,Green;Mint;Cocoa\n4,4,\n5,5,Mint\n",
        f"StartDate,RecordedDate,ResponseId,Calm,Q2_1,Q2_2,Q2_3\nStart Date,Recorded Date,Response ID,Calm,{TEAS}Green,"
        f"{TEAS}Mint,{TEAS}Other\n1,1,R1,1,Green,,\n1,1,R2,2,Green,Mint,\n1,1,R3,3,Green,Mint,Other\n1,1,R4,4,,,\n"
        "1,1,R5,5,,Mint,\n",
        "record_id,Calm,teas___green,teas___mint,teas___other,x_complete\n1,1,1,0,0,2\n2,2,1,1,0,2\n3,3,1,1,1,2\n"
        "4,4,0,0,0,2\n5,5,0,1,0,2\n",
    ],
)
def test_several_options_are_a_column_each(tmp_path, text):
    study = _study(tmp_path, {"before.csv": text})
    (choice,) = study.choices.values()
    assert list(choice.options) == ["green", "mint", "other"] and "could several options be" in _marks(study)
    ticked = [study.responses[column].tolist() for column in study.option_columns]
    assert ticked == [["1", "1", "1", "", ""], ["", "1", "1", "", "1"], ["", "", "1", "", ""]]
    assert [statement.text for statement in study.statements] == ["Calm"]


def test_what_one_wave_alone_was_asked_is_kept_and_own_words_are_searched(tmp_path, capsys):
    after = _rows("code,calm,Why?,Teas", "k1,4,It rained,Green", 'k2,3,,"Green, Mint"', "k3,3,,Mint")
    files = {"before.csv": CALM, "after.csv": after}
    _study(tmp_path, files)
    _edit(tmp_path, ("waves: [pre", "comments: {why: Why?}\nwaves: [pre"), ("Why?}", '"Why?"}'))
    study = _study(tmp_path, files, "--replace")
    assert study.value_counts("why") == {"": 4, "It rained": 1} and study.value_counts("teas.mint") == {"": 3, "1": 2}
    files["after.csv"] = after.replace("It rained", "mail jo@example.org").replace("Green\n", "Rum\n")
    assert _imported(tmp_path, files, "--replace") == 2
    said = capsys.readouterr().err
    assert 'row 2, column Teas: "Rum" holds "Rum", which is no option. The options are Green and Mint.' in said
    assert "column Why?: the column was left out: personal data: e-mail" in said and "no column of" not in said


CELL = "<c {}t='inlineStr'><is><t>{}</t></is></c>"
FAR = "<row r='1048576'>" + CELL.format("r='XFD1048576' ", "x")
ODS = "<table:table-row{}><table:table-cell{}><text:p>{}</text:p></table:table-cell></table:table-row>"


ROW = '<row r="{}">{}</row>'


@pytest.mark.parametrize(
    "part, text, sentence",
    [
        ("sheet1.xml", FAR, "as in cell XFD1048576"),
        ("sheet1.xml", ROW.format(1048576, CELL.format("", "x") * 3000), "row 1,048,576 and column 3,000"),
        ("sheet1.xml", ROW.format(1, CELL.format("", "x" * 70_000_000)), "more than 64 MB of text"),
        ("content.xml", ODS.format(' table:number-rows-repeated="99999999"', "", "x"), "row 99,999,999"),
        ("content.xml", ODS.format("", ' table:number-columns-repeated="99999999"', "x"), "column 99,999,999"),
        ("../workbook.bin", b"\x83\x01\x00", "Excel's binary format cannot be read. Save it as .xlsx"),
        ("sheet1.xml", ROW.format(1048576, '<c r="XFD1048576" s="1"/>'), "the workbook cannot be opened"),
    ],
)
def test_a_sheet_is_measured_before_it_is_read(tmp_path, part, text, sentence):
    with zipfile.ZipFile(tmp_path / "forms.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"xl/worksheets/{part}", text)
    with pytest.raises(StudyError, match=sentence):
        read_export(tmp_path / "forms.xlsx")
