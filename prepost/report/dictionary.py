"""The data dictionary of a study folder, from the same descriptions that the checks are made from."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import pandas as pd


def settings_dictionary() -> pd.DataFrame:
    """Every setting of study.yml, and every key of its lists: name, meaning, whether it must be there, its default."""
    import pandas as pd

    from prepost.study.study_yml import settings_of

    rows = [["study.yml", s] for s in settings_of()] + [
        [f"Within {name}", s]
        for name in ("statements", "choices", "comments", "questions", "joint_display", "import", "economics")
        for s in settings_of(name)
    ]
    return pd.DataFrame(
        [
            [where, s.name, s.meaning.replace("`", ""), "yes" if s.required else "no", s.default or "–"]
            for where, s in rows
        ],
        columns=["Where", "Setting", "What it is", "Needed", "If left out"],
    )


def columns_dictionary() -> pd.DataFrame:
    """Every column of every file of a study folder: what a row is, what the column holds, whether it must be there."""
    import pandas as pd

    from prepost.study.schema import FILES, PUBLISHED

    rows = []
    for file in (*FILES, *PUBLISHED):
        heading = f"{file.name}: a row is {file.a_row_is}"
        rows += [
            [heading, column.name, column.meaning.replace("`", ""), "yes" if column.required else "no"]
            for column in file.columns
        ]
        if file.further:
            rows.append([heading, "(further columns)", file.further.replace("`", ""), "yes" if file.required else "no"])
    return pd.DataFrame(rows, columns=["File", "Column", "What it holds", "Needed"])


def blank_study_link(folder: Path | str, words: str) -> Markup:
    """A link that holds all files of a new book as one zip archive, the same bytes each time.

    Parameters
    ----------
    folder : path
        A book as `prepost new` made it; its name becomes the folder in the archive.
    words : str
        The text of the link.
    """
    folder = Path(folder)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            # A fixed date: an archive of the same files is the same archive.
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    encoded = base64.b64encode(target.getvalue()).decode()
    return Markup(
        '<p class="prepost-download"><a download="{}.zip" href="data:application/zip;base64,{}">{}</a></p>'
    ).format(folder.name, encoded, words)
