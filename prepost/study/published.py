"""What an article prints, as transcribed: tables, headings, quotations and claims, all as strings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prepost.study.claims import CLAIMS_FILE, Claim, read_claims
from prepost.study.csv_text import Sheet, read_sheet
from prepost.study.faults import Fault, StudyError, missing_columns
from prepost.study.not_loaded import NotRead, chosen
from prepost.study.schema import File, file_named

if TYPE_CHECKING:
    import pandas as pd

_FRAMES = {"headings": "", "quotes": "id", "themes": "", "organisations": "organisation"}
"""What is read as a table, and its column, if any, in which nothing may stand twice."""
PARTS = ("tables", *_FRAMES, "claims")


@dataclass(frozen=True)
class Published:
    """The printed evidence of a study.

    Attributes
    ----------
    folder : Path
        The study folder.
    tables : dict of str to dict of str to str
        For each statement the printed cells by column, over all printed tables in their order.
    table_of : dict of str to str
        The table (`table1`) in which each statement stands.
    headings : DataFrame of text
        table, position, heading: the column headings of the printed tables, counted from the left.
    quotes : DataFrame of text
        id, line, topic, role, quote: printed words, with the manuscript's line and the topic under which they stand.
    themes : DataFrame of text
        question, theme, definition, stance, claim, quotes, line: the themes that the article names, with or without a
        count.
    organisations : DataFrame of text
        organisation, places, line: the organisations that the article names, with the places they filled if printed.
    claims : dict of str to Claim
    """

    folder: Path
    tables: dict[str, dict[str, str]]
    table_of: dict[str, str]
    headings: pd.DataFrame
    quotes: pd.DataFrame
    themes: pd.DataFrame
    organisations: pd.DataFrame
    claims: dict[str, Claim]


def load_published(folder: Path | str, *, only: Collection[str] | None = None) -> Published:
    """Read `published/` of a study folder.

    Parameters
    ----------
    folder : path
        The study folder (the one above `published/`).
    only : collection of str, optional
        What is wanted of tables, headings, quotes, themes, organisations and claims; by default all. No other file is
        opened; see `prepost.study.load_study`.

    Returns
    -------
    Published
        Files that are absent leave their part empty. What was left out is a `NotRead`.

    Raises
    ------
    StudyError
        If `published/` is missing, or a file has the wrong columns, blank ids or ids twice.
    ValueError
        If `only` names something else.
    """
    only, folder = chosen(only, PARTS), Path(folder)
    directory = folder / "published"
    if not directory.is_dir():
        raise StudyError.about(
            "published/",
            f"there is no such folder in {folder.name or folder}.",
            "It holds what the article prints: claims.csv, and the tables.",
        )
    faults: list[Fault] = []
    parts: dict[str, Any] = {name: NotRead(name, "load_published") for name in PARTS}
    parts["table_of"] = parts["tables"]
    if "tables" in only:
        parts["tables"], parts["table_of"] = _tables(directory, faults)
    if "claims" in only:
        parts["claims"] = _claims(folder, faults)
    for name, unique in _FRAMES.items():
        if name in only:
            parts[name] = _frame(directory, f"published/{name}.csv", faults, unique=unique)
    if faults:
        raise StudyError(faults)
    return Published(folder, **parts)


def _claims(folder: Path, faults: list[Fault]) -> dict[str, Claim]:
    if not (folder / CLAIMS_FILE).is_file():
        return {}
    try:
        return read_claims(folder)
    except StudyError as error:
        faults += error.faults
        return {}


def _tables(directory: Path, faults: list[Fault]) -> tuple[dict, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    table_of: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for path in sorted(directory.glob("table*.csv")):
        for row, cells in _rows(directory, f"published/{path.name}", faults):
            statement = cells["statement"]
            if statement in tables:
                problem = f"stands in {table_of[statement]}, row {numbers[statement]}, as well."
                faults.append(Fault(f"published/{path.name}", row, "statement", statement, problem, "Keep one."))
            tables[statement] = {name: text for name, text in cells.items() if name != "statement"}
            table_of[statement] = path.stem
            numbers[statement] = row
    return tables, table_of


def _rows(directory: Path, name: str, faults: list[Fault], unique: str = "") -> list[tuple[int, dict[str, str]]]:
    """The rows of one published file as dicts of text, spaces at the ends removed; none if the file is absent."""
    file, path = file_named(name), directory.parent / name
    if not path.is_file():
        return []
    try:
        sheet = read_sheet(path, name)
    except StudyError as error:
        faults += error.faults
        return []
    faults += sheet.faults
    wanted = {column.name: column.meaning for column in file.columns if column.required}
    missing = missing_columns(name, sheet.header, wanted, sheet.header)
    faults += missing
    if missing or sheet.faults:
        return []
    _check_filled(sheet, file, unique, faults)
    return [(number, dict(zip(sheet.header, map(str.strip, cells), strict=True))) for number, cells in sheet.rows]


def _check_filled(sheet: Sheet, file: File, unique: str, faults: list[Fault]) -> None:
    seen: dict[str, int] = {}
    for column in file.columns:
        if not column.filled:
            continue
        for (number, _), cell in zip(sheet.rows, sheet.column(column.name), strict=True):
            if not cell.strip():
                faults.append(Fault(sheet.name, number, column.name, None, "the cell is blank.", column.meaning))
            elif column.name == unique and cell.strip() in seen:
                problem = f"stands in row {seen[cell.strip()]} as well."
                faults.append(Fault(sheet.name, number, unique, cell.strip(), problem, "Give each row its own id."))
            elif column.name == unique:
                seen[cell.strip()] = number


def _frame(directory: Path, name: str, faults: list[Fault], unique: str = "") -> pd.DataFrame:
    import pandas as pd

    columns = [column.name for column in file_named(name).columns]
    cells = [[row[column] for column in columns] for _, row in _rows(directory, name, faults, unique=unique)]
    return pd.DataFrame(cells, columns=columns, dtype=str)
