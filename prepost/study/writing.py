"""Files written into a folder together: all of them or none."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from prepost.study.faults import StudyError


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    r"""The text of a CSV file.

    >>> as_csv([["id", "says"], ["n", "people, all"]])
    'id,says\nn,"people, all"\n'
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_all(folder: Path, texts: Mapping[str, str], removed: Collection[str] = ()) -> None:
    """Write all files or none: each is complete beside its place, and what it replaces is kept until all are there.

    Parameters
    ----------
    folder : Path
        The folder; it is made if it is not there yet, and so are those within it.
    texts : mapping of str to str
        The text of each file by its name, such as `pages/methods.md`.
    removed : collection of str
        Files that are taken away together with the writing.

    Raises
    ------
    StudyError
        If a folder has the name of one of the files, or nothing can be written here.
    UnicodeEncodeError
        If a text holds half a character; nothing is then written.
    """
    contents = {folder / name: text.encode() for name, text in texts.items()}
    touched = [*contents, *(folder / name for name in removed)]
    new, old = (
        {path: path.with_name(f".{path.name}.{os.getpid()}.{end}") for path in touched} for end in ("new", "old")
    )
    folders: list[Path] = []
    beside: list[Path] = []
    moved: list[Path] = []
    try:
        for path in contents:
            if path.is_dir():
                raise StudyError.about(
                    path.name, "this is a folder, where a file has to be written.", "Rename it, or move it away."
                )
        try:
            for path in touched:
                _copy_beside(path, contents.get(path), new[path], old[path], folders, beside)
            for path in touched:
                moved.append(path)
                os.replace(new[path], path) if path in contents else path.unlink(missing_ok=True)
            moved.clear()
            folders.clear()
        finally:
            while moved:  # only if one failed; what cannot be put back stays beside its place
                path = moved.pop()
                if old[path] in beside and not new[path].exists():
                    beside.remove(old[path])
                    os.replace(old[path], path)
                elif not new[path].exists():
                    path.unlink(missing_ok=True)
    except OSError as error:
        raise StudyError.about(
            str(folder),
            f"cannot be written to: {error.strerror}.",
            "Name a folder that you may write to, with room in it.",
        ) from None
    finally:
        for path in beside:
            path.unlink(missing_ok=True)
        for path in reversed(folders):
            with suppress(OSError):  # another program has put something into it
                path.rmdir()


def _copy_beside(
    path: Path, content: bytes | None, new: Path, old: Path, folders: list[Path], beside: list[Path]
) -> None:
    """Write a file's content beside its place and keep what stands there; what was made is noted first."""
    for parent in [one for one in reversed(path.parents) if not one.is_dir()]:
        parent.mkdir(exist_ok=True)
        folders.append(parent)
    if content is not None:
        new.open("xb").close()
        beside.append(new)
        new.write_bytes(content)
    if path.exists():
        beside.append(old)
        shutil.copy2(path, old)
