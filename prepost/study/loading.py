"""A study folder in, a validated study out: read as rows or as counts, whichever its questionnaires need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prepost.study.columns import Table
from prepost.study.faults import StudyError
from prepost.study.inspection import inspect
from prepost.study.model import Study
from prepost.study.not_loaded import NotRead, chosen
from prepost.study.schema import FILES
from prepost.study.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

TABLES = tuple(file.name.removesuffix(".csv") for file in FILES)


def load_study(folder: Path | str, responses: Any = None, *, only: Collection[str] | None = None) -> Study:
    """Read and validate a study folder.

    Parameters
    ----------
    folder : path
        The folder that holds study.yml and the questionnaires: responses.csv, responses.parquet, or a folder
        `responses` of files of one of these kinds. All but a small responses.csv are counted where they lie, not held
        in memory.
    responses : any frame that narwhals knows, optional
        The questionnaires, in place of the folder's own: a frame of pandas, polars, Dask, Spark, DuckDB ..., with the
        columns of responses.csv. Its own engine does the counting.
    only : collection of str, optional
        The tables that are wanted, of responses, attendance, interviews, codings and costs; by default all. No other file
        is opened or checked, so that a page which names its tables is not built anew when another file is edited.

    Returns
    -------
    Study
        A `prepost.study.large.CountedStudy` if the questionnaires were counted.

    Raises
    ------
    StudyError
        With every fault of every file that was read; its text is the sentences that a user needs.
    ValueError
        If `only` names something else.
    """
    only = chosen(only, TABLES)
    found = inspect(folder, responses, only=only)
    if found.faults or found.settings is None:
        raise StudyError(found.faults)
    settings = found.settings
    known = {part.name: getattr(settings, part.name) for part in fields(Settings)}
    for name in TABLES:
        table = found.tables.get(f"{name}.csv")
        if name not in only:
            known[name] = NotRead(name, "load_study")
        elif name != "responses":
            known[name] = None if table is None else _frame(table.columns, len(table.rows))
    if "responses" not in only:
        return Study(**known, off_scale_answers=known["responses"])
    answers = found.tables["responses.csv"]
    if type(answers) is not Table:
        from prepost.study.large import CountedStudy

        return CountedStudy(**known, responses=None, off_scale_answers=None, counted=answers)
    off_scale_answers = _frame(answers.off_scale, len(answers.rows))
    return Study(**known, responses=_responses(settings, answers), off_scale_answers=off_scale_answers)


def _frame(columns: dict[str, list[str]], rows: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(cells, dtype=str) for name, cells in columns.items()}, index=range(rows))


def _responses(settings: Settings, table: Table) -> pd.DataFrame:
    import pandas as pd

    frame = _frame(table.columns, len(table.rows))
    for statement in settings.statements:
        codes = settings.codes_of(statement.id)
        frame[statement.id] = pd.array([codes.get(cell) for cell in table.columns[statement.id]], dtype="Int64")
    return frame
