"""The sections of an article, `published/sections.csv`: which lines and tables they hold, and which page rebuilds
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from prepost.study.csv_text import read_sheet
from prepost.study.faults import Fault, StudyError

SECTIONS_FILE = "published/sections.csv"
REQUIRED = ("section", "first_line", "last_line")
OPTIONAL = ("table", "page")


@dataclass(frozen=True)
class Section:
    """A stretch of the article.

    Attributes
    ----------
    name : str
        As readers know it; several stretches may bear one name.
    first_line, last_line : int
        Printed line numbers, both included; 0 and -1 if the stretch is a table.
    table : str
        The table's name, such as `table1`, or empty.
    page : str
        The page of the book that rebuilds it, without ending.
    """

    name: str
    first_line: int
    last_line: int
    table: str
    page: str


def read_sections(folder: Path | str) -> tuple[Section, ...]:
    """Read a study's sections, in order.

    Parameters
    ----------
    folder : Path or str
        The study folder.

    Returns
    -------
    tuple of Section
        Empty if the folder has no `published/sections.csv`.

    Raises
    ------
    StudyError
        If a column is missing or a line number cannot be read.
    """
    path = Path(folder) / SECTIONS_FILE
    if not path.is_file():
        return ()
    sheet = read_sheet(path, SECTIONS_FILE)
    faults = list(sheet.faults) + [
        Fault(
            SECTIONS_FILE,
            1,
            column,
            None,
            "this column is missing.",
            f"The columns are {', '.join(REQUIRED + OPTIONAL)}.",
        )
        for column in REQUIRED
        if column not in sheet.header
    ]
    if faults:
        raise StudyError(faults)
    sections = []
    for number, cells in sheet.rows:
        values = dict(zip(sheet.header, (cell.strip() for cell in cells)))
        lines = values["first_line"] or "0", values["last_line"] or "-1"
        unread = [line for line in lines if not re.fullmatch(r"-?\d+", line)]
        faults += [
            Fault(SECTIONS_FILE, number, "first_line", line, "is no line number.", "Write it in digits.")
            for line in unread
        ]
        if not unread:
            sections.append(
                Section(
                    values["section"], int(lines[0]), int(lines[1]), values.get("table", ""), values.get("page", "")
                )
            )
    if faults:
        raise StudyError(faults)
    return tuple(sections)


def section_of(where: str, sections: tuple[Section, ...]) -> Section | None:
    """The section in which a claim stands; a table that is in no section is one of its own. None if no section holds
    it.

    Examples
    --------
    >>> sections = (Section("Results", 10, 20, "", "results"), Section("Table 1", 0, -1, "table1", "results"))
    >>> section_of("line 12", sections).name, section_of("table1/q1/pre", sections).name
    ('Results', 'Table 1')
    >>> section_of("line 99", sections) is None
    True
    """
    line = re.match(r"line (\d+)$", where)
    for section in sections:
        if line and section.first_line <= int(line[1]) <= section.last_line:
            return section
        if section.table and where.split("/")[0] == section.table:
            return section
    table = re.match(r"table(\d+)/", where)
    return Section(f"Table {table[1]}", 0, -1, f"table{table[1]}", "") if table else None
