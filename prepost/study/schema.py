"""The files of a study folder, described once, in `schema.csv`: what a row is, and every column.

The checks, the commented templates and the data dictionary are all made from these descriptions.
"""

import csv
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import groupby
from operator import itemgetter
from pathlib import Path


@dataclass(frozen=True)
class Column:
    """One column of a file.

    `kind` says how a cell is read: `text`; `code` (a person, an interview); `wave` and `session` (one of study.yml's);
    `number` (a decimal point, no thousands mark); `yes_no`; `quote` (words of a person, printed only where allowed).
    """

    name: str
    meaning: str
    kind: str = "text"
    required: bool = False
    filled: bool = False


@dataclass(frozen=True)
class File:
    """One CSV file: its name, what a row is, its columns, and what further columns mean (`None`: there are none)."""

    name: str
    a_row_is: str
    columns: tuple[Column, ...]
    further: str | None = None
    required: bool = False


def _described() -> tuple[File, ...]:
    """The files as `schema.csv` describes them: a row a column; a file's own row names none, and * is further columns."""
    found = []
    with Path(__file__).with_name("schema.csv").open(encoding="utf-8", newline="") as opened:
        for name, group in groupby(csv.DictReader(opened), key=itemgetter("file")):
            own, *rows = group
            columns = tuple(
                Column(row["column"], row["meaning"], row["kind"], bool(row["required"]), bool(row["filled"]))
                for row in rows
                if row["column"] != "*"
            )
            further = next((row["meaning"] for row in rows if row["column"] == "*"), None)
            found.append(File(name, own["meaning"], columns, further, bool(own["required"])))
    return tuple(found)


_ALL = _described()
FILES = tuple(file for file in _ALL if not file.name.startswith("published/"))
PUBLISHED = tuple(file for file in _ALL if file.name.startswith("published/"))
RESPONSE_COLUMNS = FILES[0].columns


def file_named(name: str) -> File:
    """Return the description of a file of the study folder.

    >>> file_named("attendance.csv").a_row_is, file_named("published/table2.csv").name
    ('a training place filled', 'published/table*.csv')
    """
    return next(file for file in _ALL if fnmatch(name, file.name))
