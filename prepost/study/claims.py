"""An article's printed claims, `published/claims.csv`, read as text with its spreadsheet rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from prepost.study.csv_text import read_sheet
from prepost.study.faults import Fault, StudyError, missing_columns
from prepost.study.published_tables import TABLES_FILE, table_rows

CLAIMS_FILE = "published/claims.csv"
CLAIM_COLUMNS = ("id", "where", "says", "printed", "calculation", "note")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Claim:
    """One number or sentence that an article prints about its own study.

    Attributes
    ----------
    id : str
        A name in letters, digits and underscores, by which calculations refer to it.
    where : str
        `line 12`, `table1/<statement>/<column>` or `table1/heading/<position>`.
    says : str
        What it is, in a few words.
    printed : str
        As printed, byte for byte.
    calculation : str
        An expression over other claims, or empty if nothing printed lets one recompute it.
    note : str
        A remark for readers of the ledger.
    row : int
        Its row in the file, as a spreadsheet numbers it.
    file : str
        The file it stands in.
    fault : str
        What is amiss with the row itself, as column and sentence; "" if nothing is.
    """

    id: str
    where: str
    says: str
    printed: str
    calculation: str
    note: str
    row: int
    file: str = CLAIMS_FILE
    fault: str = ""


def read_claims(folder: Path | str) -> dict[str, Claim]:
    """Read the claims of an article: the rows of claims.csv, then the cells of the tables that tables.yml describes.

    Parameters
    ----------
    folder : Path or str
        A folder that holds `published/claims.csv`, `published/tables.yml`, or both.

    Returns
    -------
    dict of str to Claim
        By id, in the order of the files.

    Raises
    ------
    StudyError
        If the file is missing or no table, a column is missing, or an id is used twice. A row with no proper id, or
        that prints nothing, is kept with its fault.
    """
    path = Path(folder) / CLAIMS_FILE
    tables = (Path(folder) / TABLES_FILE).is_file()
    if not path.is_file() and not tables:
        raise StudyError.about(
            CLAIMS_FILE, "there is no such file in this folder.", "Give the folder that holds published/claims.csv."
        )
    faults: list[Fault] = []
    rows: list[Claim] = []
    if path.is_file():
        sheet = read_sheet(path, CLAIMS_FILE)
        wanted = dict.fromkeys(CLAIM_COLUMNS[:-1], f"The columns are {', '.join(CLAIM_COLUMNS)}.")
        unknown = [column for column in sheet.header if column not in CLAIM_COLUMNS]
        faults = [*sheet.faults, *missing_columns(CLAIMS_FILE, sheet.header, wanted, unknown)]
        if faults:
            raise StudyError(faults)
        for number, cells in sheet.rows:
            values = dict(zip(sheet.header, (cell.strip() for cell in cells)))
            rows.append(Claim(*(values.get(column, "") for column in CLAIM_COLUMNS), row=number))
    rows += [Claim(*cell[:5], "", *cell[5:]) for cell in table_rows(folder)]
    claims: dict[str, Claim] = {}
    for claim in rows:
        claim = replace(claim, id=claim.id or f"row_{claim.row}", fault=_row_fault(claim))
        if claim.id in claims:
            problem, advice = f"stands in row {claims[claim.id].row} already.", "Give each claim an id of its own."
            faults.append(Fault(claim.file, claim.row, "id", claim.id, problem, advice))
        claims.setdefault(claim.id, claim)
    if faults:
        raise StudyError(faults)
    return claims


def _row_fault(claim: Claim) -> str:
    if not _ID.fullmatch(claim.id):
        advice = "Use letters, digits and underscores, and begin with a letter, such as response_rate."
        return f'column id: "{claim.id}" is no id. {advice}'
    if not claim.printed:
        return "column printed: the cell is empty. Copy the number or the words as the article prints them."
    return ""
