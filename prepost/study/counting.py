"""Counting answers where they lie: the only step whose cost grows with the number of questionnaires.

All statistics rest on numbers of answers, so a study with more questionnaires than memory holds is counted by the
engine that stores it. Files are counted by DuckDB, which spills to disk what does not fit; any other frame that
narwhals knows (pandas, polars, Dask, Spark, DuckDB ...) is counted by its own engine.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prepost.study.csv_text import decode, delimiter_of
from prepost.study.faults import Fault, StudyError, join_words

if TYPE_CHECKING:
    import narwhals as nw

__all__ = [
    "cell_text",
    "count_cells",
    "count_matched",
    "count_rows",
    "count_sides",
    "data_files",
    "first_row",
    "is_counted",
    "open_files",
    "questionnaires",
    "readable",
    "suspicious_cells",
]

Side = Mapping[str, Collection[str]]
MEMORY_LIMIT = "1GB"
HELD = 2 * 2**20  # bytes of a responses.csv whose rows are held, some sixty thousand forms
PLACES = ("responses.csv", "responses.parquet", "responses")
LOOKED_AT = 100_000  # bytes of a text file by which its delimiter is recognised
PERSONAL_AT_MOST = 1_000
# What an e-mail address, an IP address or a telephone number must hold, in the syntax that every engine understands.
PERHAPS_PERSONAL = r"@|\d\.\d|(?:\d[\s().-]*){8}"


def cell_text(value: Any) -> str:
    """The text of a cell as a CSV file would hold it: whole numbers without decimals, nothing where nothing is there.

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


def count_cells(frame: Any, columns: Sequence[str], by: Sequence[str] = ()) -> dict[str, dict[tuple[str, ...], int]]:
    """Count equal cells of some columns, within each combination of others, with the engine that the frame belongs to.

    Parameters
    ----------
    frame : any frame that narwhals knows, eager or lazy
        A row a questionnaire.
    columns : sequence of str
        The columns to count, each by itself.
    by : sequence of str
        The columns whose combinations are counted apart.

    Returns
    -------
    dict of column to dict of tuple of str to int
        For each column the number of rows under `(*cells of by, cell)`, as text.

    Notes
    -----
    Nothing but the counts leaves the engine, and one column is counted at a time: memory is bounded by the number of
    different cells, whatever the number of rows.

    Examples
    --------
    >>> import pandas as pd
    >>> forms = pd.DataFrame({"wave": ["pre", "pre", "post"], "q1": [1, 2, 2]})
    >>> count_cells(forms, ["q1"], by=["wave"])["q1"]
    {('post', '2'): 1, ('pre', '1'): 1, ('pre', '2'): 1}
    """
    lazy = _lazy(frame)
    return {column: _tally(lazy, [*by, column]) for column in columns}


def count_rows(frame: Any, by: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Count the rows of each combination of cells of some columns, at least one.

    >>> import pandas as pd
    >>> count_rows(pd.DataFrame({"wave": ["pre", "pre", "post"]}), ["wave"])
    {('post',): 1, ('pre',): 2}
    """
    return _tally(_lazy(frame), list(by))


def count_sides(frame: Any, code: str, first: Side, second: Side) -> dict[tuple[int, int], int]:
    """Count people by the number of their forms on either side of a comparison.

    Parameters
    ----------
    frame : any frame that narwhals knows
    code : str
        The column with people's codes; rows without one are left out.
    first, second : dict of column to collection of str
        The forms of each side: those whose cell is one of the given, as text, in every column named.

    Returns
    -------
    dict of (int, int) to int
        Codes by (forms in first, forms in second).
    """
    people = _people(frame, code, first, second)
    return {(int(one), int(other)): number for (one, other), number in _tally(people, ["first", "second"]).items()}


def count_matched(frame: Any, code: str, column: str, first: Side, second: Side) -> dict[tuple[str, str], int]:
    """Count the pairs of cells of people who have exactly one form on each side of a comparison.

    Parameters
    ----------
    frame, code, first, second
        As for `count_sides`.
    column : str
        The column whose cells are paired.

    Returns
    -------
    dict of (str, str) to int
        People by (cell of the first form, cell of the second).

    Examples
    --------
    >>> import pandas as pd
    >>> forms = pd.DataFrame({"wave": ["pre", "post", "pre"], "code": ["a", "a", "b"], "q1": [1, 3, 2]})
    >>> count_matched(forms, "code", "q1", {"wave": ["pre"]}, {"wave": ["post"]})
    {('1', '3'): 1}
    """
    import narwhals as nw

    people = _people(frame, code, first, second, column)
    matched = people.filter(nw.col("first") == 1, nw.col("second") == 1)
    return _tally(matched, ["cell_first", "cell_second"])


def suspicious_cells(frame: Any, column: str) -> list[str]:
    """Different cells of a column that may hold an e-mail address, an IP address or a telephone number; a thousand at
    most.
    """
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


def _tally(frame: nw.LazyFrame, columns: list[str]) -> dict[tuple[str, ...], int]:
    import narwhals as nw

    tally: dict[tuple[str, ...], int] = {}
    for *cells, rows in _collected(frame.group_by(*columns).agg(nw.len().alias("rows counted"))):
        key = tuple(map(cell_text, cells))
        tally[key] = tally.get(key, 0) + int(rows)
    return dict(sorted(tally.items()))


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


def questionnaires(folder: Path) -> Path:
    """Where a study folder holds its questionnaires: responses.csv, responses.parquet or the folder responses.

    Raises
    ------
    StudyError
        Where more than one of them is there.
    """
    there = [folder / name for name in PLACES if (folder / name).exists()]
    if len(there) > 1:
        names = join_words(path.name for path in there)
        raise StudyError.about(
            there[0].name,
            f"{names} are both there." if len(there) == 2 else f"{names} are all there.",
            "Keep the one that holds the questionnaires.",
        )
    return there[0] if there else folder / PLACES[0]


def is_counted(path: Path) -> bool:
    """Whether questionnaires are counted where they lie: all but a responses.csv that is small, or that only we can
    decode.
    """
    if path.suffix != ".csv" or not path.is_file():
        return path.exists()
    if path.stat().st_size <= HELD:
        return False
    from importlib.util import find_spec

    with path.open("rb") as opened:
        start = opened.readline(HELD)
    return find_spec("duckdb") is not None and decode(start)[1] == "utf-8"


def data_files(path: Path) -> list[Path]:
    """The CSV or Parquet files that a path stands for: itself, or all of a folder, those in its folders included.

    Raises
    ------
    StudyError
        Where a folder holds none, or both kinds.
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
            path.name,
            "this folder holds no CSV and no Parquet file.",
            "Put the files with the questionnaires into it.",
        )
    return files


def open_files(path: Path) -> Any:
    """Open CSV or Parquet files as a DuckDB relation, without reading their rows.

    Parameters
    ----------
    path : Path
        A file, or a folder of files of one kind; folders named as `wave=pre` give their files a column.

    Returns
    -------
    duckdb.DuckDBPyRelation
        Cells of CSV files are text. At most a gigabyte is held; what does not fit goes to the system's temporary
        folder.

    Raises
    ------
    StudyError
        Where DuckDB is not installed or the files cannot be opened.
    """
    files = data_files(path)
    try:
        import duckdb
    except ImportError:
        raise StudyError(
            [
                Fault(
                    path.name,
                    None,
                    None,
                    None,
                    "counting these files needs DuckDB, which is not installed.",
                    "Install it with: python -m pip install duckdb narwhals pyarrow",
                )
            ]
        ) from None
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": tempfile.gettempdir(),
            "preserve_insertion_order": False,
        }
    )
    for file in files:
        file.open("rb").close()  # DuckDB opens files itself, and a book would not hear on which of them its pages rest
    names = [str(file) for file in files]
    with readable(path):
        if files[0].suffix == ".csv":
            return connection.read_csv(
                names, all_varchar=True, header=True, sep=_delimiter(files[0]), union_by_name=True
            )
        return connection.read_parquet(names, union_by_name=True, hive_partitioning=path.is_dir())


class readable:
    """Turns what DuckDB says of files that it cannot read into a sentence for the user."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self) -> None:
        """Nothing is prepared."""

    def __exit__(self, kind, error, trace) -> None:
        if error is None or not type(error).__module__.startswith(("duckdb", "_duckdb")):
            return
        said = " ".join(str(error).split("\n")[0].replace(str(self.path.parent), "").split())[:200]
        raise StudyError.about(
            self.path.name,
            f"this cannot be read ({said}).",
            "Save it anew as Parquet or as CSV UTF-8, with the same columns in every file.",
        ) from None


def _delimiter(file: Path) -> str:
    with file.open("rb") as opened:
        text, _ = decode(opened.read(LOOKED_AT))
    return delimiter_of(text)


def first_row(files: Iterable[Path], column: str, cell: str) -> tuple[Path, int] | None:
    """Where a cell stands first in CSV files: the file, and the row as a spreadsheet numbers it; None in Parquet
    files.
    """
    for file in files:
        if file.suffix != ".csv":
            continue
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
            rows = csv.reader(opened, delimiter=_delimiter(file))
            header = next(rows, [])
            place = header.index(column) if column in header else None
            for number, row in enumerate(rows, 2):
                if place is not None and place < len(row) and row[place] == cell:
                    return file, number
    return None
