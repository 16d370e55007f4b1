"""Every layout of export holds the same invented answers, and every import must find the same.

The fixtures were written once in the layouts that the programs export; five people answered three statements, with a
blank, a "Prefer not to say" and a "Not applicable" among the answers.
"""

import csv
import re
import sys
import zipfile
from pathlib import Path

import pytest

from prepost.cli import main
from prepost.study import StudyError, load_study
from prepost.study.imports.exports import read_export
from prepost.study.imports.proposal import propose
from prepost.study.imports.scales import as_ticked, guess_scale
from tests.cases import cases

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
STATEMENTS = ["I know which families to ask about smoking", "I feel able to raise it with them", "I avoid the subject"]
BEFORE = [[5, 4, 2], [2, 3, 4], [None, None, 1], [4, 5, None], [1, None, 3]]
AFTER = [[5, 5, 1], [3, 4, 3], [2, 4, 1], [5, 5, 2], [2, 2, 3]]
LAYOUTS = """
ms_forms.xlsx | a Microsoft Forms workbook ;; google_forms.csv | a Google Forms export
surveymonkey.csv | a SurveyMonkey export with 2 header rows ;; qualtrics.tsv | a Qualtrics export with 3 header rows
qualtrics_text.csv | a Qualtrics export with 3 header rows ;; qualtrics_numeric.csv | a Qualtrics export with 3 header rows
qualtrics_two_header_rows.csv | a Qualtrics export with 2 header rows
redcap_labels.csv | a REDCap export of labels ;; limesurvey_full.csv | a LimeSurvey export with full texts
spss.sav | an SPSS file ;; stata.dta | a Stata file
"""
WITHOUT_WORDS = """
redcap_raw.csv | a REDCap export of raw codes ;; limesurvey_codes.csv | a LimeSurvey export with codes
excel_eu_semicolon_cp1252.csv | a table with one header row ;; mac_line_ends.csv | a table with one header row
code_and_label.csv | a table with one header row
"""


def _import(*names, into, extra=()):
    return main(["import", *(str(EXPORTS / name) for name in names), "--into", str(into), *extra])


def _answers(study, wave):
    forms = study.where({"wave": wave})[[statement.id for statement in study.statements]]
    return [
        [None if cell is None else int(cell) for cell in row]
        for row in forms.astype(object).where(forms.notna(), None).to_numpy().tolist()
    ]


@pytest.mark.parametrize("name, layout", cases(LAYOUTS + WITHOUT_WORDS))
def test_each_layout_gives_the_same_answers(tmp_path, capsys, name, layout):
    assert _import(name, into=tmp_path) == 0
    assert f"{name}: {layout}" in capsys.readouterr().out
    study = load_study(tmp_path)
    assert _answers(study, "pre") == BEFORE and study.scale == (1, 2, 3, 4, 5)
    # Stata's .a, .b and .c have no labels: all of them, two blanks among them, are proposed as off-scale answers.
    off_scale = 4 if name == "stata.dta" else 2
    assert sum(sum(study.off_scale_counts(s.id).values()) for s in study.statements) == off_scale
    assert "CONFIRM THIS: the scale" in (tmp_path / "study.yml").read_text()
    assert main(["check", str(tmp_path)]) == 0
    assert "guessed by the import" in capsys.readouterr().out


@pytest.mark.parametrize("name, layout", cases(LAYOUTS))
def test_the_words_of_the_statements_are_found_where_the_layout_has_them(name, layout):
    export = read_export(EXPORTS / name)
    assert [question.text for question in export.questions if question.text in STATEMENTS] == STATEMENTS
    assert export.layout == layout


def test_personal_columns_and_previews_are_left_out_by_name(tmp_path, capsys):
    _import("surveymonkey.csv", into=tmp_path / "a")
    said = capsys.readouterr().out
    assert 'left out as personal data: "IP Address", "Email Address", "First Name" and "Last Name".' in said
    _import("qualtrics_text.csv", into=tmp_path / "b")
    assert "1 form was left out: a preview, a test or spam, as Status says (row 4)." in capsys.readouterr().out
    _import("limesurvey_codes.csv", into=tmp_path / "c")
    said = capsys.readouterr().out
    assert "2 forms were never submitted" in said
    assert "1 form was left out because nothing was answered" in said


@pytest.mark.parametrize(
    "names",
    ["before.csv after.csv", "wave_column.csv", "before_after_in_one_row.csv", "item_map.csv item_map_codebook.csv"],
)
def test_two_waves_however_they_are_laid_out(tmp_path, names):
    assert _import(*names.split(), into=tmp_path) == 0
    study = load_study(tmp_path)
    assert (study.waves, study.design) == (("pre", "post"), "paired")
    assert (_answers(study, "pre"), _answers(study, "post")) == (BEFORE, AFTER)
    assert study.pairs(study.statements[0].id, "pre_post").sum() == 4


@pytest.mark.parametrize(
    "answers, name, gone",
    [
        (["Agree"], "", ""),
        *((["Agree"] * 2, "agreement", ""), (["Agree", "Disagree"], "agreement", "")),
        *((["3"] * 2, "", ""), (["1", "11"] * 2, "", ""), (["1", "2", "4"] * 2, "whole", "nobody ticked 3")),
    ],
)
def test_one_answer_alone_shows_no_scale_nor_do_large_numbers(answers, name, gone):
    guess = guess_scale(answers)
    assert (getattr(guess, "name", "")).partition(" ")[0] == name
    assert not gone or gone in as_ticked(guess, answers).doubt


def test_the_export_is_read_anew_by_an_edited_study(tmp_path, capsys):
    """Without its codebook the item map is wrong; the user corrects study.yml and imports again."""
    assert _import("item_map.csv", into=tmp_path) == 0
    path = tmp_path / "study.yml"
    lines = [line for line in path.read_text().splitlines() if 'post: "Q9' not in line]
    lines = [
        line.replace('_pre"}', f'_pre", post: "Q9_{line.split("Q4_")[1][0]}_post"}}') if "Q4_" in line else line
        for line in lines
    ]
    path.write_text("\n".join(lines))
    assert _import("item_map.csv", into=tmp_path) == 2
    assert "responses.csv: the file already holds rows. Add --replace" in capsys.readouterr().err
    assert _import("item_map.csv", into=tmp_path, extra=["--replace"]) == 0
    study = load_study(tmp_path)
    assert (_answers(study, "pre"), _answers(study, "post")) == (BEFORE, AFTER)
    assert path.read_text() == "\n".join(lines), "an edited study.yml is never written over"


def test_answers_that_an_edited_study_does_not_know_are_named_by_the_exports_row(tmp_path, capsys):
    _import("before.csv", "after.csv", into=tmp_path)
    path = tmp_path / "study.yml"
    path.write_text(path.read_text().replace('off_scale: ["Prefer not to say", "Not applicable"]', "off_scale: []"))
    before = (tmp_path / "responses.csv").read_bytes()
    assert _import("before.csv", "after.csv", into=tmp_path, extra=["--replace"]) == 2
    said = capsys.readouterr().err
    assert (
        'before.csv, row 4, column I feel able to raise it with them: "Prefer not to say" is not on the scale' in said
    )
    assert (tmp_path / "responses.csv").read_bytes() == before, "nothing is half written"


def test_coded_passages(tmp_path, capsys):
    assert _import("taguette_highlights.csv", "qualcoder.csv", into=tmp_path) == 0
    assert "1 passage without a tag left out" in capsys.readouterr().out
    with (tmp_path / "codings.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["interview"], row["theme"], row["subtheme"], row["coder"], row["ok_to_print"]) for row in rows] == [
        ("Visit 01", "Barriers", "Time", "", "no"),
        ("Visit 01", "Trust", "", "", "no"),
        ("Visit 02", "Trust", "", "AB", "no"),
        ("Visit 03", "Time", "", "CD", "no"),
    ]


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("nothing.csv", b"", "nothing.csv: there is no form in this file."),
        ("header.csv", b"a,b\n", "header.csv: there is no form in this file."),
        ("text.csv", b"comment\nall good\nvery good indeed\n", "no column with answers on a scale was recognised."),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", "broken.xlsx: the workbook cannot be opened"),
        ("broken.sav", b"no SPSS file", "broken.sav: the file cannot be read"),
        ("broken.dta", b"no Stata file", "broken.dta: the file cannot be read"),
        ("renamed.csv", b"PK\x03\x04...", "renamed.csv: this is an Excel workbook under the name of a text file."),
    ],
)
def test_what_cannot_be_imported_is_said_and_nothing_is_written(tmp_path, capsys, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["import", str(path), "--into", str(tmp_path / "study")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "study").exists()


def test_a_file_that_is_not_there_a_folder_and_an_unreadable_header_are_told(tmp_path, capsys):
    odd = tmp_path / "odd.csv"
    odd.write_text(",,\n1,2,3\n4,5,2\n")
    for path, told in (
        (tmp_path / "no.csv", "no.csv: there is no such file."),
        (tmp_path, "this is a folder"),
        (odd, "odd.csv"),
    ):
        assert main(["import", str(path), "--into", str(tmp_path / "study")]) == 2
        assert told in capsys.readouterr().err


def test_hostile_headings_and_answers_come_through_as_text(tmp_path):
    hostile = ["<script>alert(1)</script>", "{{ config }}", "$x^2$", "**bold**", "{eval}`1`", '=HYPERLINK("x")']
    texts = [f"{text} {place}" for place, text in enumerate([*hostile, "a: b # c", '"', "\\"])]
    path = tmp_path / "before.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [["Timestamp", *texts], ["1", *["Agree"] * len(texts)], ["2", *["Disagree"] * len(texts)]]
        csv.writer(file).writerows(rows)
    assert main(["import", str(path), "--into", str(tmp_path / "study")]) == 0
    assert [statement.text for statement in load_study(tmp_path / "study").statements] == texts


def test_importing_without_the_package_for_statistics_files_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    assert _import("spss.sav", into=tmp_path / "study") == 2
    assert "python -m pip install pyreadstat" in capsys.readouterr().err


@pytest.mark.parametrize("place", [5, 65])
def test_a_comma_inside_a_text_does_not_move_the_answers_behind_it(tmp_path, place):
    """A comment with a comma and no quotation marks has a cell too many, whether near the top or far below."""
    labels = ["Strongly disagree", "Disagree", "Agree", "Strongly agree"]
    rows = ["Timestamp,Wave,Comment,I know a lot,I feel sure,I can contact"]
    rows += [f"1,{'pre' if i < 35 else 'post'},fine,{labels[i % 4]},{labels[-i % 4]},Agree" for i in range(70)]
    path = tmp_path / "forms.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert len(read_export(path).rows) == 70
    rows[place] = rows[place].replace("fine", "clear, calm")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    sentence = f"forms.csv, row {place + 1}: the row has 7 cells, but the header names 6 columns."
    with pytest.raises(StudyError, match=re.escape(sentence)):
        read_export(path)


def test_columns_that_no_statement_uses_are_named_and_can_be_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    header = "Timestamp,Where do you work?,How far do you agree? [I know whom to call]\n"
    Path("before.csv").write_text(header + "10/01/2017 09:00:00,School,Agree\n10/01/2017 09:01:00,Clinic,Disagree\n")
    assert main(["import", "before.csv", "--into", "my study"]) == 0
    said = capsys.readouterr().out
    assert 'Not brought in, being no answers on a scale: "Where do you work?".' in said
    assert 'keep: {a_name: "Where do you work?"}' in said
    assert 'prepost check "my study"' in said, "a folder with a space is typed within quotation marks"
    settings = Path("my study/study.yml")
    proposed = settings.read_text()
    other = proposed.replace("import:", 'import:\n  keep: {"Where do you work?": sector}')
    settings.write_text(other if other != proposed else proposed + 'import: {keep: {"Where do you work?": sector}}\n')
    assert main(["import", "before.csv", "--into", "my study", "--replace"]) == 2
    assert 'Write first the name that the column gets, then the column: {a_name: "Where do' in capsys.readouterr().err
    wrong, right = '{"Where do you work?": sector}', '{sector: "Where do you work?"}'
    settings.write_text(settings.read_text().replace(wrong, right))
    assert main(["import", "before.csv", "--into", "my study", "--replace"]) == 0
    assert "sector" in Path("my study/responses.csv").read_text().splitlines()[0]


HEADING = "Timestamp,How far do you agree? [I know whom to call]\n"


def test_a_file_given_later_is_told_which_wave_is_free(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, answer in [("before.csv", "Agree"), ("after.csv", "Disagree"), ("later.csv", "Agree")]:
        Path(name).write_text(f"{HEADING}10/01/2017 09:00:00,{answer}\n10/01/2017 09:01:00,Disagree\n")
    assert main(["import", "before.csv", "after.csv", "--into", "study"]) == 0
    assert main(["import", "before.csv", "after.csv", "later.csv", "--into", "study", "--replace"]) == 2
    said = capsys.readouterr().err
    assert "Every wave of study.yml stands for another." in said and '"later.csv": its name' in said
    assert main(["import", "before.csv", "--into", "one"]) == 0
    assert main(["import", "before.csv", "after.csv", "--into", "one", "--replace"]) == 2
    assert '{"after.csv": post}' in capsys.readouterr().err


def test_what_a_codebook_is_used_for_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("before.csv").write_text("Q1,Q2\nAgree,Disagree\nDisagree,Agree\nAgree,Agree\n")
    Path("codebook.csv").write_text("column,question\nQ1,I know whom to call\nQ2,I know where to look\n")
    assert main(["import", "before.csv", "codebook.csv", "--into", "study"]) == 0
    assert "codebook.csv: a codebook: the questions of the others." in capsys.readouterr().out
    assert "I know whom to call" in Path("study/study.yml").read_text()
    assert main(["import", "before.csv", "codebook.csv", "--into", "study", "--replace"]) == 0
    assert "codebook.csv: a codebook: not used, for study.yml is there already." in capsys.readouterr().out


def test_nothing_is_imported_beside_questionnaires_in_parquet(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("before.csv").write_text(f"{HEADING}10/01/2017 09:00:00,Agree\n10/01/2017 09:01:00,Disagree\n")
    Path("study").mkdir()
    Path("study/responses.parquet").touch()
    assert main(["import", "before.csv", "--into", "study"]) == 2
    assert capsys.readouterr().err.startswith("responses.parquet: this holds the questionnaires already")
    assert not Path("study/responses.csv").exists() and not Path("study/study.yml").exists()


def test_a_file_with_a_header_only_is_filled_and_an_unreadable_one_is_kept(tmp_path, capsys):
    assert _import("before.csv", "after.csv", into=tmp_path) == 0
    path = tmp_path / "responses.csv"
    full = path.read_bytes()
    path.write_bytes(full.splitlines(keepends=True)[0])
    assert _import("before.csv", "after.csv", into=tmp_path) == 0
    assert path.read_bytes() == full
    unreadable = b"PK\x03\x04 a workbook under the name of a text file"
    path.write_bytes(unreadable)
    assert _import("before.csv", "after.csv", into=tmp_path) == 2
    assert "responses.csv: the file already holds rows. Add --replace" in capsys.readouterr().err
    assert path.read_bytes() == unreadable


def test_a_column_that_the_export_lacks_is_named_with_its_statement(tmp_path, capsys):
    assert _import("google_forms.csv", into=tmp_path) == 0
    path = tmp_path / "study.yml"
    first = load_study(tmp_path).statements[0]
    (_, column), *_ = first.columns
    assert f'columns: "{column}"' in path.read_text()
    path.write_text(path.read_text().replace(f'columns: "{column}"', 'columns: "No such column"'))
    assert _import("google_forms.csv", into=tmp_path, extra=["--replace"]) == 2
    assert f'"No such column" is no column of this file (statement {first.id}).' in capsys.readouterr().err


def _exported(path, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return read_export(path)


def _proposed(path, *rows):
    return propose([_exported(path, *rows)])


def test_the_scale_of_most_questions_is_proposed(tmp_path):
    proposal = _proposed(
        tmp_path / "before.csv",
        ["I meet them", "The room", "The trainer"],
        ["Never", "Poor", "Good"],
        ["Often", "Good", "Fair"],
        ["Always", "Very good", "Very poor"],
    )
    assert proposal.groups[0].scale.name.startswith("quality")
    assert [statement.text for statement in proposal.groups[0].statements] == ["The room", "The trainer"]
    assert [(group.scale.name, len(group.statements)) for group in proposal.groups[1:]] == [("frequency", 1)]


@pytest.mark.parametrize("answers, known", [(("Room 2", "Room 3"), False), (("Red room", "Blue room"), True)])
def test_answers_with_a_number_in_them_are_no_scale(tmp_path, answers, known):
    rows = ["In the morning", "In the evening"], answers, answers[::-1]
    if known:
        assert _proposed(tmp_path / "before.csv", *rows).groups[0].scale.name == "labels in an unknown order"
    else:
        with pytest.raises(StudyError, match="no column with answers on a scale"):
            _proposed(tmp_path / "before.csv", *rows)


def test_an_id_is_made_of_the_first_four_telling_words():
    ids = [statement.id for statement in propose([read_export(EXPORTS / "google_forms.csv")]).groups[0].statements]
    assert ids == ["know_which_families_ask", "feel_able_raise_them", "avoid_subject"]


def test_microsofts_last_semicolon_is_no_part_of_one_answer_and_redcap_needs_no_events(tmp_path):
    times, header = ["9:00", "9:10"], ["ID", "Start time", "Completion time", "We meet"]
    rows = [[n, *times, answer] for n, answer in enumerate(["Agree;", "Agree", "Tea;Milk;"])]
    export = _exported(tmp_path / "forms.csv", header, *rows)
    assert export.layout == "a Microsoft Forms workbook"
    assert export.find("We meet").cells == ("Agree", "Agree", "Tea;Milk;")
    export = _exported(tmp_path / "forms.csv", ["Record ID", "We meet", "Complete?"], *[["1", "Agree", "Complete"]] * 2)
    assert export.layout == "a REDCap export of labels"


@pytest.mark.parametrize(
    "sheets, notes",
    [(["Forms"], ()), (["Forms", "Notes"], ('forms.ods: the sheet "Forms" was read; the others were not.',))],
)
def test_sheets_that_are_not_read_are_told(tmp_path, sheets, notes):
    """The workbook is the smallest OpenDocument file that holds these sheets."""
    names = {space: f"urn:oasis:names:tc:opendocument:xmlns:{space}:1.0" for space in ("office", "table", "text")}
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        "</table:table-row>"
        for text in ("We meet", "Agree")
    )
    tables = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name in sheets)
    spaces = " ".join(f'xmlns:{space}="{name}"' for space, name in names.items())
    with zipfile.ZipFile(tmp_path / "forms.ods", "w") as file:
        file.writestr(
            "META-INF/manifest.xml", '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}</office:spreadsheet>"
            "</office:body></office:document-content>",
        )
    export = read_export(tmp_path / "forms.ods")
    assert len(export.notes) == len(notes) and all(n.startswith(told) for n, told in zip(export.notes, notes))
    assert read_export(tmp_path / f"forms.ods#{sheets[-1]}").find("We meet").cells == ("Agree",)
    assert export.find("We meet").cells == ("Agree",)
