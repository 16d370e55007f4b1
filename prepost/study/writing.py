"""Files written into a study folder together: all of them or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from prepost.study.faults import StudyError

__all__ = ["write_all"]


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Write all files or none: each is complete beside its place before the first is moved there.

    Parameters
    ----------
    folder : Path
        The folder; it is made where it is not there yet.
    texts : mapping of str to str
        The text of each file by its name.

    Raises
    ------
    StudyError
        Where a folder has the name of one of the files, or nothing can be written here.
    """
    waiting = {folder / name: folder / f".{name}.new" for name in texts}
    for path in waiting:
        if path.is_dir():
            raise StudyError.about(
                path.name, "this is a folder, where a file has to be written.", "Rename it, or move it away."
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, new in waiting.items():
            new.write_text(texts[path.name], encoding="utf-8", newline="")
        for path, new in waiting.items():
            os.replace(new, path)
    except OSError as error:
        raise StudyError.about(
            str(folder),
            f"cannot be written to: {error.strerror}.",
            "Name a folder that you may write to, with room in it.",
        ) from None
    finally:
        if folder.is_dir():
            for new in waiting.values():
                new.unlink(missing_ok=True)
