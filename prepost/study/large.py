"""Questionnaires counted where they lie, not held: the only step whose cost grows with their number.

All statistics rest on numbers of answers, so a study with more questionnaires than memory holds is counted by the
engine that stores it. Files are counted by DuckDB, which spills to disk what does not fit; any other frame that
narwhals knows (pandas, polars, Dask, Spark, DuckDB ...) is counted by its own engine. The checks look at each different
cell, and the study answers to what the report asks as one does whose rows are held.
"""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prepost.study.columns import HOLDS_PERSONAL_DATA, ColumnReader, Inspection, Table
from prepost.study.csv_text import LOOKED_AT, Sheet, decode, delimiter_of, tidy
from prepost.study.faults import Fault, StudyError
from prepost.study.model import Forms, Study
from prepost.study.pairing import MatchReport
from prepost.study.schema import file_named

if TYPE_CHECKING:
    import narwhals as nw
    import numpy as np
    import pandas as pd

    from prepost.study.settings import Comparison, Settings

Side = Mapping[str, Collection[str]]
MEMORY_LIMIT = "1GB"
PERSONAL_AT_MOST = 1_000
# What personal data must hold, in the syntax that every engine understands.
PERHAPS_PERSONAL = (
    r"@|\d\.\d|(?:\d[\s().-]*){8}|[(\[]at[)\]]| dot |::|:[\da-f]*:[\da-f]*:|\d \d[A-Z]{2}|[A-Za-z] ?(?:\d\d ?){3}[A-Da-d]|"
    r"[/.-]19\d\d|born|birth"
)


def cell_text(value: Any) -> str:
    """The text of a cell as a CSV file would hold it: whole numbers without decimals, nothing if nothing is there.

    >>> [cell_text(value) for value in (3, 3.0, "3", None, float("nan"), "None")]
    ['3', '3', '3', '', '', 'None']
    """
    if isinstance(value, str):
        return value
    if value is None or str(value) in ("nan", "NaN", "<NA>", "NaT"):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def count_rows(frame: Any, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Count the rows of each combination of cells of some columns, with the engine that the frame belongs to.

    Parameters
    ----------
    frame : any frame that narwhals knows, eager or lazy
        A row a questionnaire.
    by : sequence of str
        The columns, at least one.

    Returns
    -------
    dict of tuple of str to int
        The number of rows under each combination, as text.

    Notes
    -----
    Nothing but the counts leaves the engine: memory is bounded by the number of different cells, whatever the number of
    rows.

    Examples
    --------
    >>> import pandas as pd
    >>> count_rows(pd.DataFrame({"wave": ["pre", "pre", "post"], "q1": [1, 2, 2]}), ["wave", "q1"])
    {('post', '2'): 1, ('pre', '1'): 1, ('pre', '2'): 1}
    """
    import narwhals as nw

    tally: dict[tuple[str, ...], int] = {}
    for *cells, rows in _collected(_lazy(frame).group_by(*by).agg(nw.len().alias("rows counted"))):
        key = tuple(map(cell_text, cells))
        tally[key] = tally.get(key, 0) + int(rows)
    return dict(sorted(tally.items()))


def count_people(
    frame: Any, code: str, first: Side, second: Side, column: str | None = None
) -> dict[tuple[str, str], int]:
    """Count people by their forms on either side of a comparison.

    Parameters
    ----------
    frame : any frame that narwhals knows
    code : str
        The column with people's codes; rows without one are left out.
    first, second : dict of column to collection of str
        The forms of each side: those whose cell is one of the given, as text, in every column named.
    column : str, optional
        The column whose cells are paired.

    Returns
    -------
    dict of (str, str) to int
        People by the number of their forms in first and in second; with a column those who have exactly one form on each
        side, by its cell in the first and in the second.

    Examples
    --------
    >>> import pandas as pd
    >>> forms = pd.DataFrame({"wave": ["pre", "post", "pre"], "code": ["a", "a", "b"], "q1": [1, 3, 2]})
    >>> count_people(forms, "code", {"wave": ["pre"]}, {"wave": ["post"]})
    {('1', '0'): 1, ('1', '1'): 1}
    >>> count_people(forms, "code", {"wave": ["pre"]}, {"wave": ["post"]}, "q1")
    {('1', '3'): 1}
    """
    import narwhals as nw

    people = _people(frame, code, first, second, column)
    if column is None:
        return count_rows(people, ["first", "second"])
    return count_rows(people.filter(nw.col("first") == 1, nw.col("second") == 1), ["cell_first", "cell_second"])


def suspicious_cells(frame: Any, column: str) -> list[str]:
    """Different cells of a column that may hold personal data; a thousand at most."""
    import narwhals as nw

    cells = _lazy(frame).select(nw.col(column).cast(nw.String))
    found = cells.filter(nw.col(column).str.contains(PERHAPS_PERSONAL)).head(PERSONAL_AT_MOST)
    return sorted({cell_text(cell) for (cell,) in _collected(found)})


def _lazy(frame: Any) -> nw.LazyFrame:
    import narwhals as nw

    return nw.from_native(frame).lazy()


def _collected(frame: nw.LazyFrame) -> list[tuple]:
    """The rows of a small result; of DuckDB by pandas, which every study uses, where narwhals would want pyarrow."""
    return frame.collect("pandas" if frame.implementation.is_duckdb() else None).rows()


def _people(frame: Any, code: str, first: Side, second: Side, column: str | None = None) -> nw.LazyFrame:
    """A row a code: its forms in `first` and in `second`, and the largest cell of a column among each."""
    import narwhals as nw

    sides = {"first": first, "second": second}
    forms = _lazy(frame).select(
        _text(code).str.strip_chars().alias("code"),
        *(_within(side).alias(name) for name, side in sides.items()),
        *(
            nw.when(_within(side) == 1).then(nw.col(column)).alias(f"cell_{name}")
            for name, side in sides.items()
            if column
        ),
    )
    found = forms.filter(nw.col("code") != "", (nw.col("first") + nw.col("second")) > 0)
    cells = [nw.col(f"cell_{name}").max() for name in sides if column]
    return found.group_by("code").agg(nw.col("first").sum(), nw.col("second").sum(), *cells)


def _within(side: Side) -> nw.Expr:
    """1 for the forms of a side, else 0; a whole number may be stored as 3 or as 3.0."""
    import narwhals as nw

    cells = [_text(column).is_in([*values, *(f"{value}.0" for value in values)]) for column, values in side.items()]
    if not cells:
        return nw.lit(1)
    return nw.when(nw.all_horizontal(*cells, ignore_nulls=False)).then(nw.lit(1)).otherwise(nw.lit(0))


def _text(column: str) -> nw.Expr:
    import narwhals as nw

    return nw.when(~nw.col(column).is_null()).then(nw.col(column).cast(nw.String)).otherwise(nw.lit(""))


# -- files ------------------------------------------------------------------------------------------------------------


def data_files(path: Path) -> list[Path]:
    """The CSV or Parquet files that a path stands for: itself, or all of a folder, those in its folders included.

    Raises
    ------
    StudyError
        If a folder holds none, or both kinds.
    """
    if path.is_file():
        return [path]
    found = {kind: sorted(file for file in path.rglob(f"*.{kind}") if file.is_file()) for kind in ("parquet", "csv")}
    if all(found.values()):
        raise StudyError.about(
            path.name,
            "this folder holds both CSV and Parquet files.",
            "Keep one kind, or the same forms may be counted twice.",
        )
    files = found["parquet"] or found["csv"]
    if not files:
        raise StudyError.about(
            path.name, "this folder holds no CSV and no Parquet file.", "Put the files with the questionnaires into it."
        )
    return files


def open_files(files: list[Path], path: Path) -> Any:
    """Open CSV or Parquet files as a DuckDB relation, without reading their rows.

    Parameters
    ----------
    files : list of Path
        Files of one kind.
    path : Path
        The file, or the folder that holds them; folders in it that are named as `wave=pre` give their files a column.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Cells of CSV files are text. At most a gigabyte is held; what does not fit goes to the system's temporary
        folder.

    Raises
    ------
    StudyError
        If DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise StudyError.about(
            path.name,
            "counting these files needs DuckDB, which is not installed.",
            "Install it with: python -m pip install duckdb narwhals pyarrow",
        ) from None
    settings = {"memory_limit": MEMORY_LIMIT, "temp_directory": tempfile.gettempdir()}
    connection = duckdb.connect(config=settings | {"preserve_insertion_order": False})
    names = [str(file) for file in files]
    if files[0].suffix == ".csv":
        return connection.read_csv(names, all_varchar=True, header=True, sep=_delimiter(files[0]), union_by_name=True)
    return connection.read_parquet(names, union_by_name=True, hive_partitioning=path.is_dir())


def _delimiter(file: Path) -> str:
    with file.open("rb") as opened:
        text, _ = decode(opened.read(LOOKED_AT))
    return delimiter_of(text)


# -- the table and the study -------------------------------------------------------------------------------------------


@dataclass
class CountedTable(Table):
    """Questionnaires as counts: a row stands for all forms of a group that the columns which choose forms tell apart.

    Attributes
    ----------
    groups : Forms
        The forms of each row.
    answers : dict of statement to Forms
        The same by the answer to a statement as well.
    read : dict of column to dict of str to str
        What each different cell was read as.
    frame : any frame that narwhals knows
        The questionnaires themselves.
    headings : dict of str to str
        How the frame calls each column.
    """

    groups: Forms | None = None
    answers: dict[str, Forms] = field(default_factory=dict)
    read: dict[str, dict[str, str]] = field(default_factory=dict)
    frame: Any = None
    headings: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.groups.number.sum())

    def match_report(self, name: str, comparison: Comparison) -> MatchReport:
        """How the forms of one comparison match by the column respondent."""
        before, after = (
            int(self.groups.number[self.groups.chosen(side)].sum()) for side in (comparison.first, comparison.second)
        )
        counted = count_people(self.frame, self.headings["respondent"], *self.sides(comparison))
        people = {tuple(map(int, key)): number for key, number in counted.items()}
        forms = {key: sum(key) * number for key, number in people.items()}
        return MatchReport(
            name,
            before,
            after,
            paired=people.get((1, 1), 0),
            ambiguous=sum(number for key, number in forms.items() if max(key) > 1),
            blank=before + after - sum(forms.values()),
            only_before=people.get((1, 0), 0),
            only_after=people.get((0, 1), 0),
        )

    def sides(self, comparison: Comparison) -> list[dict[str, list[str]]]:
        """The cells of the frame that choose the forms of either side of a comparison."""
        return [
            {
                self.headings[column]: [cell for cell, read in self.read[column].items() if read == value]
                for column, value in side.items()
            }
            for side in (comparison.first, comparison.second)
        ]


@dataclass(frozen=True, eq=False)
class CountedStudy(Study):
    """A study whose questionnaires are counted: it answers as `Study` does, but holds no single form.

    Attributes
    ----------
    counted : CountedTable
        The counts.
    All attributes of `Study`; `responses` and `off_scale_answers` are None.
    """

    counted: CountedTable

    def where(self, filters: dict[str, object]) -> pd.DataFrame:
        """Refuse: there are too many forms to hold."""
        raise StudyError.about(
            self.counted.name,
            "these questionnaires are counted, not held one by one.",
            "Use counts(), forms() and pairs() of the study.",
        )

    def match_report(self, comparison: str) -> MatchReport:
        """Report how the forms of one comparison match by the column respondent."""
        return self.counted.match_report(comparison, self.comparisons[comparison])

    def pairs(
        self, statement_id: str, comparison: str | Comparison, within: dict[str, str] | None = None
    ) -> np.ndarray:
        """Count matched answers to one statement, as `Study.pairs` does where no code stands twice."""
        import numpy as np

        planned = self.planned(comparison)
        parts = {"first": {**planned.first, **(within or {})}, "second": {**planned.second, **(within or {})}}
        planned = planned.model_copy(update=parts)
        scale, codes, read = self.scale_of(statement_id), self.codes_of(statement_id), self.counted.read[statement_id]
        place = {cell: scale.index(codes[point]) for cell, point in read.items() if point}
        table = np.zeros((len(scale), len(scale)), dtype=np.int64)
        names = self.counted.headings["respondent"], self.counted.headings[statement_id]
        sides = self.counted.sides(planned)
        for (one, other), number in count_people(self.counted.frame, names[0], *sides, names[1]).items():
            if one in place and other in place:
                table[place[one], place[other]] += number
        return table

    def _forms(self, statement_id: str | None = None) -> Forms:
        return self.counted.answers[statement_id] if statement_id else self.counted.groups


# -- counting and checking --------------------------------------------------------------------------------------------


def count_path(path: Path, found: Inspection) -> None:
    """Count and check the questionnaires of a file or folder; add table, faults, repairs and notes to an inspection
    with settings.
    """
    known, files = len(found.faults), data_files(path)
    try:
        count_frame(open_files(files, path), path.name, found)
    except Exception as error:
        if not type(error).__module__.startswith(("duckdb", "_duckdb")):
            raise
        said = " ".join(str(error).split("\n")[0].replace(str(path.parent), "").split())[:200]
        advice = "Save it anew as Parquet or as CSV UTF-8, with the same columns in every file."
        raise StudyError.about(path.name, f"this cannot be read ({said}).", advice) from None
    found.faults[known:] = [_with_row(fault, files, path, found) for fault in found.faults[known:]]


def _with_row(fault: Fault, files: list[Path], path: Path, found: Inspection) -> Fault:
    """Name the row of a CSV file in which a faulty value stands first, as a spreadsheet numbers it."""
    if fault.row is not None or fault.column is None:
        return fault
    column = found.tables["responses.csv"].headings.get(fault.column, fault.column)
    for file in (file for file in files if file.suffix == ".csv"):
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
            rows = csv.reader(opened, delimiter=_delimiter(file))
            header = next(rows, [])
            place = header.index(column) if column in header else len(header)
            for number, row in enumerate(rows, 2):
                if row[place : place + 1] == [fault.value or ""]:
                    return replace(fault, file=file.relative_to(path.parent).as_posix(), row=number)
    return fault


def count_frame(frame: Any, name: str, found: Inspection) -> None:
    """Count and check questionnaires in any frame that narwhals knows.

    Parameters
    ----------
    frame : any frame that narwhals knows
        A row a questionnaire, with the columns of responses.csv.
    name : str
        What messages call it.
    found : Inspection
        With settings; gets the table, faults, repairs and notes.
    """
    import narwhals as nw

    headings = nw.from_native(frame).lazy().collect_schema().names()
    sheet = Sheet(name, tuple(map(tidy, headings)), [])
    known = ColumnReader(sheet, file_named("responses.csv"), found.settings, Inspection()).recognised()
    heading_of = dict(zip(known, headings, strict=True))
    by = [column for column in _choosing(found.settings) if column in heading_of]
    statements = [statement.id for statement in found.settings.statements if statement.id in heading_of]
    parts = [heading_of[column] for column in by]
    groups = count_rows(frame, parts) if by else {}
    tallies = {one: count_rows(frame, [*parts, heading_of[one]]) for one in statements}
    cells = {column: _different(groups, place) for place, column in enumerate(by)}
    cells |= {statement: _different(tally, -1) for statement, tally in tallies.items()}
    cells |= {
        column: dict.fromkeys(suspicious_cells(frame, heading), 1)
        for column, heading in heading_of.items()
        if column not in cells
    }
    table = _read({column: cells[column] for column in heading_of}, sheet, found)
    table.frame, table.headings = frame, heading_of
    table.groups = _forms(table, by, groups)
    table.rows, table.columns = list(range(len(groups))), table.groups.rows.to_dict("list")
    if by:
        table.answers = {one: _forms(table, by, tally, found.settings, one) for one, tally in tallies.items()}
    found.tables["responses.csv"] = table


def _choosing(settings: Settings) -> list[str]:
    """The columns by which forms are chosen: those that every study may have, and those that a comparison or `by` names."""
    named = [
        column
        for comparison in (*settings.comparisons.values(), *settings.specifications.values())
        for side in (comparison.first, comparison.second)
        for column in side
    ]
    return list(dict.fromkeys(["wave", "session", "sessions_attended", *named, "cohort", *settings.by]))


def _different(tally: dict[tuple[str, ...], int], place: int) -> Counter:
    """The different cells at a place of the keys of a tally, each with its number of forms."""
    cells: Counter = Counter()
    for key, number in tally.items():
        cells[key[place]] += number
    return cells


def _read(cells: dict[str, dict[str, int]], sheet: Sheet, found: Inspection) -> CountedTable:
    """Read each different cell once, as the rows of a small sheet whose shorter columns repeat their first cell."""
    longest = max(map(len, cells.values()), default=0)
    columns = [[*different, *[next(iter(different), "")] * (longest - len(different))] for different in cells.values()]
    rows = [(None, list(row)) for row in zip(*columns, strict=True)]
    known = len(found.faults), len(found.repairs)
    table = ColumnReader(replace(sheet, rows=rows), file_named("responses.csv"), found.settings, found).read()
    found.faults[known[0] :] = [_with_number(fault, cells) for fault in dict.fromkeys(found.faults[known[0] :])]
    found.repairs[known[1] :] = [
        replace(repair, cells=cells.get(repair.column, {}).get(repair.before, repair.cells))
        for repair in found.repairs[known[1] :]
    ]
    clean = table.columns | {f"off scale {column}": answers for column, answers in table.off_scale.items()}
    return CountedTable(
        sheet.name,
        [],
        read={
            column: dict(zip(cells[column.removeprefix("off scale ")], read, strict=False))
            for column, read in clean.items()
            if column.removeprefix("off scale ") in cells
        },
    )


def _with_number(fault: Fault, cells: dict[str, dict[str, int]]) -> Fault:
    """Say in how many forms a fault's value stands, unless it is withheld as personal data."""
    if fault.row is not None or fault.problem.startswith(HOLDS_PERSONAL_DATA):
        return fault
    number = cells.get(fault.column, {}).get(fault.value or "", 0)
    return replace(fault, advice=f"{number} form{'s' * (number > 1)} in all. {fault.advice}") if number else fault


def _forms(
    table: CountedTable, by: list[str], tally: dict, settings: Settings | None = None, statement: str = ""
) -> Forms:
    """The groups of a tally, by what their cells were read as, with the answers to a statement if one is named."""
    import numpy as np
    import pandas as pd

    columns = dict.fromkeys(("session", "sessions_attended"), [""] * len(tally))
    columns |= {column: [table.read[column].get(key[place], "") for key in tally] for place, column in enumerate(by)}
    forms = Forms(pd.DataFrame(columns, dtype=str), np.array([*tally.values()], dtype=np.int64))
    if settings is None:
        return forms
    codes, off_scale = settings.codes_of(statement), table.read[f"off scale {statement}"]
    answers = [codes.get(table.read[statement].get(key[-1], "")) for key in tally]
    others = [off_scale.get(key[-1], "") for key in tally]
    return forms._replace(answers=pd.Series(answers, dtype="Int64"), off_scale=pd.Series(others, dtype=str))
