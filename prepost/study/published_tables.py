"""Whole tables as claims: `published/tables.yml` says of each column what its cells are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from prepost.study.csv_text import read_sheet
from prepost.study.faults import StudyError, missing_columns

TABLES_FILE = "published/tables.yml"
_EXAMPLE = (
    'Write, for instance, "- {tables: [table1], columns: {pre: mean_of(30), post: mean_of(28), change: post - pre}}".'
)
_CELL = re.compile(r"(?P<main>.+?)\s*\((?P<bracket>[^()]*)\)")
_BLANK = frozenset(("", "-", "–", "—", "n/a", "NA"))


def table_rows(folder: Path | str) -> Iterator[tuple[str, str, str, str, str, int, str]]:
    """The cells of the tables that `published/tables.yml` describes, as claims.

    Parameters
    ----------
    folder : Path or str
        A folder; without that file it has no such tables.

    Yields
    ------
    tuple
        Id, place, words, printed text and calculation of a claim, with row and file it stands in.

    Raises
    ------
    StudyError
        If the file is no list of tables with columns, or names a table or a column that is not there.

    Notes
    -----
    A column is described by a calculation, or by `is`, `says` and, for a second figure in brackets, `bracket` with `id`,
    `is` and `says`. In a calculation the name of a column stands for the cell of the same row. The id of a cell is that
    of its row and its column: `know_health_pre`.
    """
    path = Path(folder) / TABLES_FILE
    if not path.is_file():
        return
    import yaml

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise StudyError.about(TABLES_FILE, "cannot be read as YAML.", _EXAMPLE) from None
    sound = isinstance(entries, list) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("tables"), list)
        and isinstance(entry.get("columns"), dict)
        and all(isinstance(spec, (str, dict)) for spec in entry["columns"].values())
        for entry in entries
    )
    if not sound:
        raise StudyError.about(TABLES_FILE, "is no list of tables with their columns.", _EXAMPLE)
    for entry in entries:
        for table in entry["tables"]:
            yield from _cells(Path(folder), str(table), entry)


def _cells(folder: Path, table: str, entry: Mapping) -> Iterator[tuple[str, str, str, str, str, int, str]]:
    file = f"published/{table}.csv"
    if not (folder / file).is_file():
        raise StudyError.about(TABLES_FILE, f"names {table}, but there is no {file}.", "Copy the table there.")
    sheet = read_sheet(folder / file, file)
    columns = {name: {"is": spec} if isinstance(spec, str) else spec for name, spec in entry["columns"].items()}
    rows = entry.get("rows", sheet.header[0] if sheet.header else "")
    wanted = dict.fromkeys((rows, *columns), f"It is described in {TABLES_FILE}.")
    faults = [*sheet.faults, *missing_columns(file, sheet.header, wanted, sheet.header)]
    if faults:
        raise StudyError(faults)
    second = {f"{name}_{spec['bracket']['id']}" for name, spec in columns.items() if "bracket" in spec}
    for number, cells in sheet.rows:
        row = dict(zip(sheet.header, (cell.strip() for cell in cells)))
        key = re.sub(r"\W+", "_", row[rows].lower()).strip("_")
        key = key if key[:1].isalpha() else f"row_{key or number}"
        name = (entry.get("names") or {}).get(row[rows], row[rows])

        def of_row(calculation, key=key) -> str:
            def own(found, key=key) -> str:
                return f"{key}_{found[0]}" if found[0] in sheet.header or found[0] in second else found[0]

            return re.sub(r"(?<![\w.*])[A-Za-z_]\w*(?![\w(*])", own, str(calculation or ""))

        for column, spec in columns.items():
            cell, bracket = row[column], spec.get("bracket")
            if cell in _BLANK:
                continue
            place, parts = f"{table}/{row[rows]}/{column}", _CELL.fullmatch(cell) if bracket else None
            says = f"{name}: {spec.get('says', column.replace('_', ' '))}"
            yield f"{key}_{column}", place, says, parts["main"] if parts else cell, of_row(spec.get("is")), number, file
            if parts:
                says = f"{name}: {bracket.get('says', bracket['id'])}"
                second_id = f"{key}_{column}_{bracket['id']}"
                yield second_id, place, says, parts["bracket"], of_row(bracket.get("is")), number, file
