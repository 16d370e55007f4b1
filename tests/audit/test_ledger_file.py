"""The ledger that a page reads instead of computing it: current, never that of other claims, and refused where edited."""

import json
import shutil
from pathlib import Path
from unittest import mock

import pytest

from prepost.audit import check_saved_ledger, ledger, saved_ledger
from prepost.audit.ledger_file import LEDGER_FILE, ledger_checksums, ledger_text
from prepost.study.faults import StudyError

ROOT = Path(__file__).parents[2]
NEWHAM = ROOT / "data" / "newham"
HEADER = "id,where,says,printed,calculation,note\n"
CLAIMS = "a,line 1,people,30,,\nk,line 2,of them,10%,whole_number_of(a),\nhalf,line 3,half,20,a / 2,\n"


@pytest.fixture
def folder(tmp_path):
    """A small article with its ledger written beside it."""
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "claims.csv").write_text(HEADER + CLAIMS, encoding="utf-8")
    (tmp_path / LEDGER_FILE).write_text(ledger_text(tmp_path, ledger(tmp_path)), encoding="utf-8")
    return tmp_path


def computing(folder):
    """The ledger that a page shows, and whether it was computed for it."""
    with mock.patch("prepost.audit.ledger_file.ledger", side_effect=ledger) as computed:
        return saved_ledger(folder), computed.called


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_repositorys_file_is_what_the_claims_come_to():
    entries = ledger(NEWHAM)
    assert (NEWHAM / LEDGER_FILE).read_text(encoding="utf-8") == ledger_text(NEWHAM, entries)
    assert computing(NEWHAM) == (entries, False)
    check_saved_ledger(NEWHAM, entries)


def test_everything_an_entry_holds_comes_back(folder):
    entries = ledger(folder)
    assert {entry.verdict for entry in entries} == {"given", "attained", "differs"}
    assert computing(folder) == (entries, False)


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
    assert computing(folder) == (ledger(folder), True)
    check_saved_ledger(folder, ledger(folder))


def test_another_scale_is_computed(tmp_path):
    study = Path(shutil.copytree(NEWHAM, tmp_path / "study"))
    before = ledger_checksums(study)
    edit(study / "study.yml", "off_scale: []", 'off_scale: ["Cannot say"]')
    assert ledger_checksums(study) == before, "nothing that the ledger rests on"
    edit(study / "study.yml", "4: Strongly agree}", '4: "", 5: Strongly agree}')
    assert ledger_checksums(study)["study.yml"] != before["study.yml"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"inputs": {}, "entries": []}', "null"])
def test_a_file_that_cannot_be_used_is_passed_over(folder, text):
    (folder / LEDGER_FILE).write_text(text, encoding="utf-8")
    assert computing(folder) == (ledger(folder), True)
    check_saved_ledger(folder, ledger(folder))


def test_entries_with_other_columns_are_passed_over(folder):
    edit(folder / LEDGER_FILE, '"verdict"', '"judgement"')
    assert computing(folder) == (ledger(folder), True)


def test_without_a_file_the_ledger_is_computed(folder):
    (folder / LEDGER_FILE).unlink()
    assert computing(folder) == (ledger(folder), True)


def test_an_edited_verdict_is_refused_by_the_page_that_computes(folder):
    edit(folder / LEDGER_FILE, '"verdict": "differs"', '"verdict": "reproduced"')
    sentence = 'ledger.json, column id: "half" is not as the claims now give it. Write the file anew with '
    with pytest.raises(StudyError) as refused:
        check_saved_ledger(folder, ledger(folder))
    assert str(refused.value).startswith(sentence)


def test_a_row_left_out_is_refused(folder):
    content = json.loads((folder / LEDGER_FILE).read_text(encoding="utf-8"))
    content["entries"].pop()
    (folder / LEDGER_FILE).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StudyError, match="half"):
        check_saved_ledger(folder, ledger(folder))


def test_claims_that_cannot_be_read_are_told_as_ever(folder):
    edit(folder / "published" / "claims.csv", HEADER, "id,where\n")
    with pytest.raises(StudyError, match="claims.csv"):
        saved_ledger(folder)
