"""A study of which only some tables are loaded opens no other file, and says so when one is used all the same."""

import shutil
from pathlib import Path

import pytest

from prepost.study import StudyError, load_published, load_study
from prepost.study.not_loaded import NotRead

NEWHAM = Path(__file__).resolve().parents[2] / "data" / "newham"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(NEWHAM, tmp_path / "study")


def test_what_is_wanted_is_the_same_as_in_the_whole_study(folder):
    whole, part = load_study(folder), load_study(folder, only=["responses", "costs"])
    assert part.responses.equals(whole.responses)
    assert part.costs.equals(whole.costs)
    assert part.counts("know_health", {"wave": "pre"}).tolist() == whole.counts("know_health", {"wave": "pre"}).tolist()


def test_other_files_are_not_opened(folder):
    (folder / "attendance.csv").write_bytes(b"\xff\xfe\x00 not a table")
    (folder / "published" / "quotes.csv").write_text("nothing\n", encoding="utf-8")
    load_study(folder, only=["responses"])
    load_published(folder, only=["claims", "tables"])
    with pytest.raises(StudyError, match="attendance.csv"):
        load_study(folder)
    with pytest.raises(StudyError, match="quotes.csv"):
        load_published(folder)


@pytest.mark.parametrize(
    "use", [len, bool, list, lambda table: table["person"], lambda table: table.empty, lambda table: 1 in table]
)
def test_a_table_that_was_left_out_refuses_every_use(folder, use):
    for table in (load_study(folder, only=[]).attendance, load_published(folder, only=[]).quotes):
        assert isinstance(table, NotRead)
        with pytest.raises(LookupError, match="to `only` where load_"):
            use(table)


def test_without_responses_nothing_is_counted_and_a_table_that_does_not_exist_is_named(folder):
    with pytest.raises(LookupError, match="The table responses was not read"):
        load_study(folder, only=["costs"]).counts("know_health")
    with pytest.raises(ValueError, match='There is no table "cost". Did you mean "costs"?'):
        load_study(folder, only=["cost"])
