"""Files written into a study folder together: all of them or none."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
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


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Write all files or none: each is complete beside its place, and what it replaces is kept until all are there.

    Parameters
    ----------
    folder : Path
        The folder; it is made if it is not there yet.
    texts : mapping of str to str
        The text of each file by its name.

    Raises
    ------
    StudyError
        If a folder has the name of one of the files, or nothing can be written here.
    """
    waiting = {folder / name: folder / f".{name}.new" for name in texts}
    kept = {folder / name: folder / f".{name}.old" for name in texts}
    for path in waiting:
        if path.is_dir():
            raise StudyError.about(
                path.name, "this is a folder, where a file has to be written.", "Rename it, or move it away."
            )
    moved: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, new in waiting.items():
            new.write_text(texts[path.name], encoding="utf-8", newline="")
            if path.exists():
                shutil.copy2(path, kept[path])
        try:
            for path, new in waiting.items():
                os.replace(new, path)
                moved.append(path)
            moved.clear()
        finally:
            while moved:  # only if a later file failed; what cannot be put back stays beside its place
                if kept[moved[-1]].exists():
                    os.replace(kept[moved[-1]], moved[-1])
                else:
                    moved[-1].unlink()
                moved.pop()
    except OSError as error:
        raise StudyError.about(
            str(folder),
            f"cannot be written to: {error.strerror}.",
            "Name a folder that you may write to, with room in it.",
        ) from None
    finally:
        if folder.is_dir():
            for path, new in waiting.items():
                new.unlink(missing_ok=True)
                if path not in moved:
                    kept[path].unlink(missing_ok=True)
