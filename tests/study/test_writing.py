"""Files written together: all of them or none, and sentences where it cannot be done."""

import os
from unittest import mock

import pytest

from prepost.study.faults import StudyError
from prepost.study.writing import write_all


def test_all_files_are_written_and_nothing_else_is_left(tmp_path):
    folder = tmp_path / "new" / "study"
    write_all(folder, {"a.csv": "one\n", "b.json": "{}\n"})
    write_all(folder, {"a.csv": "two\r\n"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"a.csv": b"two\r\n", "b.json": b"{}\n"}


def test_a_folder_in_the_place_of_a_file_or_the_reverse_is_named_and_nothing_written(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "b.json").mkdir()
    with pytest.raises(StudyError, match="b.json: this is a folder"):
        write_all(tmp_path, {"a.csv": "new", "b.json": "{}"})
    with pytest.raises(StudyError, match="cannot be written to"):
        write_all(tmp_path / "a.csv", {"a.csv": "new"})
    assert (tmp_path / "a.csv").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.json"]


def test_where_the_disk_is_full_nothing_is_left_half_written(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    full = OSError(28, "No space left on device")
    with mock.patch.object(os, "replace", side_effect=full), pytest.raises(StudyError, match="No space left on device"):
        write_all(tmp_path, {"a.csv": "new", "b.json": "{}"})
    assert (tmp_path / "a.csv").read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("old", [{"a.csv": "old a", "b.json": "old b"}, {"b.json": "old b"}, {}])
def test_a_failure_at_the_second_file_puts_the_first_one_back(tmp_path, old):
    for name, text in old.items():
        (tmp_path / name).write_text(text)
    moves, replace = [], os.replace

    def fail_at_the_second(source, target):
        moves.append(target)
        if len(moves) == 2:
            raise OSError(28, "No space left on device")
        replace(source, target)

    with mock.patch.object(os, "replace", fail_at_the_second), pytest.raises(StudyError, match="No space left"):
        write_all(tmp_path, {"a.csv": "new a", "b.json": "new b"})
    assert [path.name for path in moves[:2]] == ["a.csv", "b.json"]
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == old


def test_what_failed_or_was_stopped_leaves_no_folder_and_takes_nothing_away(tmp_path):
    (tmp_path / "old.md").write_text("old")
    for stopped, raised in (
        (OSError(28, "No space left on device"), StudyError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ):
        with mock.patch.object(os, "replace", side_effect=stopped), pytest.raises(raised):
            write_all(tmp_path, {"pages/deep/a.md": "new"}, ["old.md"])
        assert [path.name for path in tmp_path.rglob("*")] == ["old.md"]
    with pytest.raises(UnicodeEncodeError):
        write_all(tmp_path, {"a.md": "\ud800", "b.md": "new"}, ["old.md"])
    write_all(tmp_path, {"pages/deep/a.md": "new"}, ["old.md"])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.md", "deep", "pages"]
