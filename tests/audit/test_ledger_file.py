"""The ledger that a page reads instead of computing it: current, never that of other claims, and refused where edited."""

import json
import shutil
from pathlib import Path
from unittest import mock

import pytest

from prepost.audit import reconstruction as command
from prepost.audit.claims_ledger import entries_of, ledger, read_register
from prepost.audit.ledger_file import LEDGER_FILE, check_saved_ledger, ledger_inputs, ledger_text, saved_ledger
from prepost.study.faults import StudyError

ROOT = Path(__file__).parents[2]
NEWHAM = ROOT / "data" / "newham"
HEADER = "id,where,says,printed,calculation,note\n"
CLAIMS = "a,line 1,people,30,,\nk,line 2,of them,10%,whole_number_of(a),\nhalf,line 3,half,20,a / 2,\n"


def written(folder):
    """The text of the file that belongs to a folder."""
    register = read_register(folder)
    return ledger_text(register, entries_of(register))


@pytest.fixture
def folder(tmp_path):
    """A small article with its ledger written beside it."""
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "claims.csv").write_text(HEADER + CLAIMS, encoding="utf-8")
    (tmp_path / LEDGER_FILE).write_text(written(tmp_path), encoding="utf-8")
    return tmp_path


@pytest.fixture
def study(tmp_path):
    return Path(shutil.copytree(NEWHAM, tmp_path / "study"))


def shown(folder):
    """The ledger that a page shows, and whether it was computed for it."""
    with mock.patch("prepost.audit.ledger_file.entries_of", side_effect=entries_of) as computed:
        return saved_ledger(folder), computed.called


def check(folder):
    """What the page that computes the ledger does."""
    register = read_register(folder)
    check_saved_ledger(folder, register, entries_of(register))


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_repositorys_file_is_what_the_claims_come_to():
    assert (NEWHAM / LEDGER_FILE).read_text(encoding="utf-8") == written(NEWHAM)
    assert shown(NEWHAM) == (ledger(NEWHAM), False)


def test_everything_an_entry_holds_comes_back(folder):
    entries = ledger(folder)
    assert {entry.verdict for entry in entries} == {"given", "attained", "differs"}
    assert shown(folder) == (entries, False)
    check(folder)


@pytest.mark.parametrize(
    "old, new",
    [
        ("30,,", "31,,"),
        ("a / 2", "a / 3"),
        ("of them,10%", "of those,10%"),
        ("a / 2,\n", "a / 2,\nmore,line 4,more,15,a / 2,\n"),
    ],
)
def test_other_claims_are_computed(folder, old, new):
    edit(folder / "published" / "claims.csv", old, new)
    assert shown(folder) == (ledger(folder), True)
    check(folder)


def test_an_empty_row_makes_no_other_ledger(folder):
    edit(folder / "published" / "claims.csv", "k,line 2", ",,,,,\nk,line 2")
    assert shown(folder) == (ledger(folder), False)


def test_another_scale_makes_another_ledger(study):
    before = ledger_inputs(read_register(study))
    edit(study / "study.yml", "off_scale: []", 'off_scale: ["Cannot say"]')
    assert ledger_inputs(read_register(study)) == before, "nothing that the ledger rests on"
    edit(study / "study.yml", "4: Strongly agree}", '4: "", 5: Strongly agree}')
    assert ledger_inputs(read_register(study))["study.yml"] != before["study.yml"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "not json", '{"inputs": {}, "entries": []}', "[" * 200_000, '{"inputs": 1e999}']
)
def test_a_file_that_cannot_be_used_is_passed_over(folder, text):
    (folder / LEDGER_FILE).write_text(text, encoding="utf-8")
    assert shown(folder) == (ledger(folder), True)
    check(folder)


def test_a_folder_or_nothing_in_its_place_is_passed_over(folder):
    (folder / LEDGER_FILE).unlink()
    assert shown(folder) == (ledger(folder), True)
    check(folder)
    (folder / LEDGER_FILE).mkdir()
    assert shown(folder) == (ledger(folder), True)


@pytest.mark.parametrize(
    "old, new",
    [
        ('"verdict": "differs"', '"verdict": "reproduced"'),
        ('"verdict": "differs"', '"verdict": {}'),
        ('"recomputed": 15.0', '"recomputed": 15'),
        ('"repeats": ""', '"repeats": [[1], {}]'),
        ('"says"', '"said"'),
    ],
)
def test_edited_entries_are_not_shown_and_the_page_that_computes_refuses_them(folder, old, new):
    edit(folder / LEDGER_FILE, old, new)
    assert shown(folder) == (ledger(folder), True)
    with pytest.raises(StudyError) as refused:
        check(folder)
    sentences = f"ledger.json: this is not what the claims beside it come to. Write it anew with `python -m prepost reconstruct {folder}`"
    assert str(refused.value).startswith(sentences)


@pytest.mark.parametrize("entries", [[], [[]], [None], {"a": 1}, "abc", None])
def test_something_else_in_place_of_the_entries_is_not_shown(folder, entries):
    content = json.loads((folder / LEDGER_FILE).read_text(encoding="utf-8"))
    (folder / LEDGER_FILE).write_text(json.dumps(content | {"entries": entries}), encoding="utf-8")
    assert shown(folder) == (ledger(folder), True)
    with pytest.raises(StudyError, match="not what the claims beside it come to"):
        check(folder)


def test_a_library_that_comes_to_something_else_is_noticed(folder):
    """The claims are the same, and so are the checksums; the page that computes the ledger finds other entries."""
    register = read_register(folder)
    *others, _ = entries_of(register)
    with pytest.raises(StudyError, match="not what the claims beside it come to"):
        check_saved_ledger(folder, register, others)


def test_claims_that_cannot_be_read_are_told_as_ever(folder):
    edit(folder / "published" / "claims.csv", HEADER, "id,where\n")
    with pytest.raises(StudyError, match="claims.csv"):
        saved_ledger(folder)


@pytest.mark.parametrize("file, line", [("claims.csv", "one_more,line 1,one more,1,,\n"), ("table1.csv", "\n")])
def test_nothing_is_written_where_files_were_edited_during_the_search(study, file, line):
    before = {path.name: path.read_bytes() for path in study.iterdir() if path.is_file()}

    def search(*_):
        with (study / "published" / file).open("a", encoding="utf-8") as edited:
            edited.write(line)

    with (
        mock.patch.object(command, "reconstruct", side_effect=search),
        pytest.raises(StudyError, match="during the search"),
    ):
        command.run(study)
    assert {path.name: path.read_bytes() for path in study.iterdir() if path.is_file()} == before


def test_a_faulty_claim_is_told_before_the_search(study):
    with (study / "published" / "claims.csv").open("a", encoding="utf-8") as file:
        file.write("one_more,line 1,one more,1,nonsense(,\n")
    with mock.patch.object(command, "reconstruct") as search, pytest.raises(StudyError, match="one_more|nonsense"):
        command.run(study)
    assert not search.called
