"""Safe repairs, open questions, and hostile files that must never end in a traceback."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepost.cli import main
from prepost.study import StudyError, inspect, load_study
from prepost.study.csv_text import read_sheet
from prepost.study.personal import personal_column
from prepost.study.settings import settings_from
from tests.cases import cases

SHARED_FOLDER = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


REPAIRS = """
4 | 4 ;; 4.0 | 4 ;; Agree | 4 ;; aGREE | 4 ;; 4 - Agree | 4 ;; 4: Agree | 4 ;; 4 \u2013 agree | 4
Agree (4) | 4 ;; 4. Agree | 4 ;; Strongly\u00a0 agree | 5 ;; | nan ;; -99 | nan ;; prefer not to say | nan
"""


@pytest.mark.parametrize("cell, code", cases(REPAIRS))
def test_safe_repairs_of_answers(folder, cell, code):
    _replace(folder / "responses.csv", "P01,1,2,4,3", f"P01,1, {cell}\u00a0,4,3")
    answers = load_study(folder).responses["know_plan"].astype(float)
    assert str(answers[0]).removesuffix(".0") == code
    assert len(inspect(folder).repairs) == (cell not in ("", "-99")), "a blank in any writing is no repair"


def test_repairs_are_listed_with_their_number_of_cells(folder, capsys):
    _replace(folder / "responses.csv", "pre,", " Pre ,")
    assert main(["check", str(folder)]) == 0
    said = capsys.readouterr().out
    assert 'responses.csv, column wave: "Pre" was read as "pre" (2 cells).' in said
    assert (
        "study.yml: 3 statements in 2 domains; scale 1 to 5; waves pre and post; unpaired design; 1 comparison." in said
    )
    assert "responses.csv: 4 rows." in said and "No fault found." in said


def test_headings_are_known_by_case_and_by_the_statement_itself(folder):
    _replace(folder / "responses.csv", "wave,", "Wave,")
    _replace(folder / "responses.csv", "know_plan", "I know what an asthma plan holds")
    found = inspect(folder)
    assert not found.faults
    assert {repair.after for repair in found.repairs if repair.before != repair.after} >= {"wave", "know_plan"}


@pytest.mark.parametrize(
    "encoding, delimiter, ending",
    [
        *(("utf-8", ",", "\n"), ("utf-8-sig", ";", "\r\n"), ("utf-16", "\t", "\r\n"), ("utf-16-le", ",", "\n")),
        *(("cp1252", ";", "\r"), ("mac_roman", ",", "\r")),
    ],
)
def test_any_common_encoding_delimiter_and_line_end(folder, encoding, delimiter, ending):
    path = folder / "attendance.csv"
    text = path.read_text().replace("Clinic", "Café des Élèves – “été”").replace(",", delimiter).replace("\n", ending)
    path.write_bytes(text.encode(encoding))
    study = load_study(folder)
    assert study.attendance["organisation"].tolist() == ['Café des Élèves – "été"', "None"]


def test_every_cell_stays_text(folder):
    _replace(folder / "responses.csv", "P01", "0415")
    _replace(folder / "attendance.csv", "Clinic", "null")
    study = load_study(folder)
    assert study.responses["respondent"].tolist() == ["0415", "P02", "0415", "P02"]
    assert study.attendance["organisation"].tolist() == ["null", "None"]


def test_zero_is_an_answer_where_the_scale_holds_it(folder):
    _replace(
        folder / "study.yml",
        "{1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree}",
        "{0: Never, 1: a, 2: b, 3: c, 4: d, 5: e, 6: Always}",
    )
    _replace(folder / "responses.csv", "P01,1,2,4,3", "P01,1,0,0,3")
    study = load_study(folder)
    assert study.counts("know_plan", {"wave": "pre"}).tolist() == [1, 0, 0, 1, 0, 0, 0]
    assert study.responses.loc[0, "find_plan"] == 6, "a reversed statement is turned round on the scale 0 to 6"


def test_counts_keep_blank_and_off_scale_answers_out(folder):
    study = load_study(folder)
    assert study.counts("call_school").tolist() == [0, 0, 1, 1, 1]
    assert study.off_scale_counts("call_school", {"wave": "pre"}) == {"Prefer not to say": 1}
    assert study.counts("find_plan", {"wave": "post"}).tolist() == [0, 0, 0, 1, 0]
    assert study.n_forms({"wave": "pre", "session": 1}) == 1


def test_questions_are_asked_not_decided(folder):
    with (folder / "responses.csv").open("a") as file:
        file.write("post,2,P02,2,5,,5\n")
    found = inspect(folder)
    assert not found.faults and load_study(folder).n_forms() == 5
    assert any("rows 5 and 6: both hold the same answers of respondent" in note for note in found.notes)
    _replace(folder / "responses.csv", "post,", "pre,")
    found = inspect(folder)
    assert not found.faults
    assert any("comparisons, pre_post, second: no form in responses.csv is chosen" in note for note in found.notes)


@pytest.mark.parametrize("forms, asked", [(4, []), (5, ["rows 7 to 11 repeat all rows above"])])
def test_a_file_imported_twice_is_asked_about_from_five_forms_on(folder, forms, asked):
    path = folder / "responses.csv"
    header = path.read_text().splitlines()[0]
    rows = [f"{('pre', 'post')[n % 2]},1,Q{n},1,1,2,3" for n in range(forms)]
    path.write_text("\n".join([header, *rows, *rows]) + "\n")
    notes = [note for note in inspect(folder).notes if "repeat all rows above" in note]
    assert len(notes) == len(asked) and all(words in note for words, note in zip(asked, notes))


def test_json_holds_the_same_sentences(folder, capsys):
    _replace(folder / "responses.csv", "P01,1,2,4,3", "P01,1,Agre,4,3")
    assert main(["check", str(folder), "--format", "json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is False
    (fault,) = said["faults"]
    assert (fault["file"], fault["row"], fault["column"], fault["value"]) == ("responses.csv", 2, "know_plan", "Agre")
    assert fault["sentence"] == str(inspect(folder).faults[0])


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["check", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'nowhere'}: there is no such folder. Give the folder")


def test_a_file_that_the_machine_does_not_give_is_named(tmp_path):
    with pytest.raises(
        StudyError, match=r"^gone.csv: this file cannot be read \(No such file or directory\). Close it"
    ):
        read_sheet(tmp_path / "gone.csv")


@SHARED_FOLDER
@given(data=st.binary(max_size=400))
def test_any_bytes_as_study_yml(folder, data):
    try:
        settings_from(data, folder)
    except StudyError as error:
        assert [fault.file for fault in error.faults] == ["study.yml"]


YAML_PIECES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=8))
    | st.sampled_from(["pre", "post", "1", "know_plan", "paired", "{{ x }}", "<script>"]),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)),
    max_leaves=12,
)
SETTING_NAMES = (
    "title setting scale off_scale missing domains statements waves sessions design comparisons specifications alpha "
    "correction min_cell currency price_year economics questions joint_display provenance equivalence_margin reconstruction"
).split()


@SHARED_FOLDER
@given(changes=st.dictionaries(st.sampled_from(SETTING_NAMES), YAML_PIECES, min_size=1, max_size=4))
def test_any_values_of_the_settings(folder, changes):
    import yaml

    sound = yaml.safe_load((folder / "study.yml").read_text())
    text = yaml.safe_dump({**sound, **changes}, allow_unicode=True)
    found, faults = settings_from(text.encode("utf-8", "surrogatepass"), folder)
    assert found is not None or faults


CELLS = st.sampled_from(["pre", "post", "1", "Agree", "", "=1+1", '"', "\x00", "9" * 5000, "<script>", "é"]) | st.text(
    max_size=6
)


@SHARED_FOLDER
@given(
    rows=st.lists(st.one_of(st.lists(CELLS, max_size=8), st.lists(CELLS, min_size=7, max_size=7)), max_size=6),
    keep_header=st.booleans(),
    file=st.sampled_from(["responses.csv", "attendance.csv", "interviews.csv", "codings.csv", "costs.csv"]),
    data=st.binary(max_size=300),
)
def test_any_rows_and_any_bytes_of_any_file(folder, rows, keep_header, file, data):
    original = (folder / file).read_bytes()
    header = original.splitlines()[0].decode() if keep_header else ""
    text = "\n".join([header, *(",".join(row) for row in rows)])
    try:
        for content in (data, text.encode("utf-8", "surrogatepass")):
            (folder / file).write_bytes(content)
            found = inspect(folder)
            assert all(str(fault).strip() and "\n" not in str(fault) for fault in found.faults)
            assert found.faults or (load_study(folder) and (content != data or file != "responses.csv"))
    finally:
        (folder / file).write_bytes(original)


def test_a_quotation_keeps_its_inner_spaces_and_is_no_repair(folder):
    _replace(folder / "codings.csv", "Too busy", "Too  busy")
    found = inspect(folder)
    assert found.tables["codings.csv"].columns["quote"][1] == "Too  busy"
    assert not found.faults and not found.repairs


def test_the_lines_that_nobody_has_confirmed_are_named(folder):
    assert not [note for note in inspect(folder).notes if "guessed by the import" in note]
    # Lines 3 and 7 of the study.yml in conftest.py.
    _replace(folder / "study.yml", "5: Strongly agree}", "5: Strongly agree}  # CONFIRM THIS: the scale")
    _replace(folder / "study.yml", "statements:\n", "statements:  # CONFIRM THIS\n")
    notes = inspect(folder).notes
    assert [note.partition(":")[0] for note in notes if "guessed by" in note] == ["study.yml, lines 3 and 7"]


def _settings(folder, old, new):
    _replace(folder / "study.yml", old, new)
    found, faults = settings_from((folder / "study.yml").read_bytes(), folder)
    assert not faults
    return found


def test_settings_at_the_edge_of_what_is_allowed(folder):
    longest = _settings(folder, "5: Strongly agree}", ", ".join(f'{code}: ""' for code in range(5, 102)) + "}")
    assert longest.scale == tuple(range(1, 102))
    shortest = _settings(folder, f"scale: {{{', '.join(_labels(longest))}}}", "scale: {0: No, 1: Yes}")
    assert (shortest.scale, shortest.scale_labels) == ((0, 1), {0: "No", 1: "Yes"})
    assert _settings(folder, "{0: No, 1: Yes}", "{-1000000: No, 1000000: Yes}").scale == (-(10**6), 10**6)
    assert _settings(folder, "alpha: 0.05", "alpha: 0.000001\neconomics: {hourly_rate: 0.5}").alpha == 1e-6
    assert _settings(folder, "alpha: 0.000001", "alpha: 0.999999").economics == {"hourly_rate": 0.5}
    assert _settings(folder, "min_cell: 5", "min_cell: 1").min_cell == 1
    assert _settings(folder, "min_cell: 1", f"min_cell: {10**9}").min_cell == 10**9
    assert _settings(folder, "method: holm", "method: fdr_bh").correction["method"] == "benjamini-hochberg"
    assert _settings(folder, "price_year: 2020", "price_year: 2020/21").price_year == "2020/21"
    named = _settings(folder, "waves: [pre, post]", "waves: {pre: , post: At the end}")
    assert (named.waves, named.wave_labels) == (("pre", "post"), {"pre": "pre", "post": "At the end"})


def _labels(settings):
    return (f"{code}: {label or chr(34) * 2}" for code, label in settings.scale_labels.items())


def test_a_described_column_may_have_a_name_that_would_be_personal(folder):
    _replace(folder / "study.yml", "id: call_school", "id: login")
    _replace(folder / "responses.csv", "call_school", "login")
    assert not inspect(folder).faults
    _replace(folder / "responses.csv", "respondent", "username")
    (fault,) = inspect(folder).faults
    assert str(fault).startswith(
        "responses.csv, row 1, column username: by its name this column holds e-mail addresses"
    )


def test_several_options_and_own_words_are_columns_of_their_own(folder):
    yml, csv = folder / "study.yml", folder / "responses.csv"
    choices = "choices: {tea: {text: Which teas, options: {green: Green, other: Other}}}\ncomments: {why: Why}\n"
    yml.write_text(yml.read_text() + choices + "import: {keep: {site: Your site, why: Why}}\n")
    added = ["tea.green,tea.other,why,site,cohort", "1,,good,A,2023", "1.0,1,,A,2023", ",,,B,2024", "2,1,,B,2024"]
    csv.write_text("".join(f"{line},{more}\n" for line, more in zip(csv.read_text().splitlines(), added)))
    found = inspect(folder)
    assert [str(fault) for fault in found.faults] == [
        'responses.csv, row 5, column tea.green: "2" is neither 1 nor blank. Write 1 where the option was ticked, nothing '
        "where not."
    ]
    assert not any("no page uses" in note for note in found.notes)
    csv.write_text(csv.read_text().replace(",2,1,,B", ",,1,,B").replace("good", "ring me: 020 7946 0018"))
    assert "row 2, column why: the cell holds personal data (telephone" in str(inspect(folder).faults[0])
    csv.write_text(csv.read_text().replace("ring me: 020 7946 0018", "good"))
    study = load_study(folder)
    assert study.option_columns == ["tea.green", "tea.other"]
    assert study.value_counts("tea.green", {"wave": "pre"}) == {"1": 2}
    assert study.value_counts("why") == {"": 3, "good": 1} and not study.comments["why"].ok_to_print


PERSONAL = """
NHS number 943 476 5919 | health-service numbers ;; NHS 943 476 5918 | ;; 12 High Street E15 4LZ | postcodes
born on 3rd April 1962 | dates of birth ;; AB 12 34 56 C | national insurance numbers ;; ask @janesmith | names of accounts
fe80::1 | IP addresses ;; jane at nhs dot net | e-mail addresses ;; jane [at] nhs [dot] net | e-mail addresses
7700 900123 | telephone numbers ;; section 3.2.1.4 | ;; version 1.2.3.4 | ;; 3@5.50 each | ;; 2016-12-01 2017-01-31 |
0123456789 | ;; room 0123 456 7890 12 | ;; at 10:30 on 01/04/2017 | ;; MA12JO |
"""
"""Words and what they are taken for; 943 476 5919 is the example of the NHS data dictionary."""


@pytest.mark.parametrize("words, kind", cases(PERSONAL))
def test_quotes_are_held_against_the_rules_for_personal_data(folder, words, kind):
    _replace(folder / "codings.csv", "I never have time", words)
    said = [str(fault) for fault in inspect(folder).faults]
    told = f"row 2, column quote: the cell holds personal data ({kind})"
    assert len(said) == bool(kind) and all(told in line for line in said)
    with (folder / "study.yml").open("a") as file:
        file.write("import: {personal_data: [quote]}\n")
    assert not inspect(folder).faults


@pytest.mark.parametrize(
    "names, kind", [(["Di Token"] * 2, ""), (["Di Token", "Ed Proof"] * 2, ""), (["Di Token"], "names")]
)
def test_names_are_persons_where_more_than_four_in_five_differ(names, kind):
    assert personal_column(["Ada Example", "Bo Sample", "Cy Specimen", *names]) == kind


def test_a_quote_that_names_a_person_is_asked_about(folder):
    _replace(folder / "codings.csv", "I never have time", "I asked Dr Example")
    told = "codings.csv, row 2, column quote: the words seem to name a person."
    assert any(told in note for note in inspect(folder).notes)
