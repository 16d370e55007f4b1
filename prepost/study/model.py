"""The validated study: settings and tables in the form in which the pages and the statistics use them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prepost.study.faults import StudyError
from prepost.study.inspection import Inspection, Table, inspect
from prepost.study.not_loaded import NotRead, chosen
from prepost.study.schema import FILES
from prepost.study.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Study", "load_study"]

TABLES = tuple(file.name.removesuffix(".csv") for file in FILES)


@dataclass(frozen=True, eq=False)
class Study(Settings):
    """A validated study.

    Attributes
    ----------
    responses : DataFrame
        A row a questionnaire. Text columns wave, session, respondent, sessions_attended; a nullable Int64 column
        a statement, turned round already where the statement is reversed; <NA> where nothing on the scale was answered.
    off_scale_answers : DataFrame
        A text column a statement on the same index: the declared off-scale answer given, "" elsewhere.
    attendance, interviews, codings, costs : DataFrame of text, or None where the file is absent
        A table that was left out when the study was loaded is a `NotRead`.
    All attributes of `Settings`.
    """

    responses: pd.DataFrame
    off_scale_answers: pd.DataFrame
    attendance: pd.DataFrame | None
    interviews: pd.DataFrame | None
    codings: pd.DataFrame | None
    costs: pd.DataFrame | None

    def where(self, filters: dict[str, object]) -> pd.DataFrame:
        """Return the questionnaires whose columns hold the given values, compared as text.

        Parameters
        ----------
        filters : dict
            Column and value, as in study.yml's comparisons: `{"wave": "pre", "session": 3}`. None for all forms.

        Raises
        ------
        KeyError
            Where responses.csv has no such column.
        """
        return self.responses[self._chosen(filters)]

    def n_forms(self, filters: dict[str, object] | None = None) -> int:
        """Return the number of questionnaires chosen by `filters`."""
        return int(self._chosen(filters or {}).sum())

    def counts(self, statement_id: str, filters: dict[str, object] | None = None) -> np.ndarray:
        """Count the answers to one statement.

        Parameters
        ----------
        statement_id : str
        filters : dict, optional
            Which questionnaires; all by default.

        Returns
        -------
        numpy.ndarray of int64, shape (points of the scale,)
            Answers at each point, in scale order, zeros included; blank and off-scale answers are in none.
        """
        import numpy as np

        answers = self.responses[self.statement(statement_id).id][self._chosen(filters or {})].dropna()
        positions = np.searchsorted(self.scale, answers.to_numpy(dtype=np.int64))
        return np.bincount(positions, minlength=len(self.scale)).astype(np.int64)

    def off_scale_counts(self, statement_id: str, filters: dict[str, object] | None = None) -> dict[str, int]:
        """Count each declared off-scale answer to one statement; blank cells are not among them."""
        answers = self.off_scale_answers[self.statement(statement_id).id][self._chosen(filters or {})]
        return {answer: int((answers == answer).sum()) for answer in self.off_scale}

    def overlaps(self, statement_id: str, groups: Sequence[dict[str, object]]) -> dict[tuple[bool, ...], np.ndarray]:
        """Count the answers to one statement, parted by the groups in which the forms stand.

        Parameters
        ----------
        statement_id : str
        groups : sequence of dict
            Which questionnaires are in each group; a form may be in several, or in none.

        Returns
        -------
        dict of tuple of bool to numpy.ndarray
            For each combination of groups under which there is an answer, the answers at each point: `(True, False)` for
            those in the first of two groups only.
        """
        import numpy as np

        inside = np.array([self._chosen(group) for group in groups]).T
        answers = self.responses[self.statement(statement_id).id]
        parts: dict[tuple[bool, ...], np.ndarray] = {}
        for combination in np.unique(inside[answers.notna()], axis=0):
            chosen = answers[(inside == combination).all(axis=1)].dropna().to_numpy(dtype=np.int64)
            counts = np.bincount(np.searchsorted(self.scale, chosen), minlength=len(self.scale))
            parts[tuple(combination.tolist())] = counts.astype(np.int64)
        return parts

    def value_counts(self, column: str, filters: dict[str, object] | None = None) -> dict[str, int]:
        """Count the questionnaires chosen by `filters` by what stands in a column that chooses forms, such as session."""
        cells = self.responses[column][self._chosen(filters or {})]
        return {str(cell): int(number) for cell, number in cells.value_counts(sort=False).sort_index().items()}

    def pairs(self, statement_id: str, comparison: str) -> np.ndarray:
        """Count matched answers to one statement, first against second; see `prepost.study.pairing.paired_counts`."""
        from prepost.study.pairing import paired_counts

        return paired_counts(self, statement_id, comparison)

    def _chosen(self, filters: dict[str, object]) -> pd.Series:
        import pandas as pd

        chosen = pd.Series(True, index=self.responses.index)
        for column, value in filters.items():
            chosen &= self.responses[column].astype(str) == str(value)
        return chosen


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
        A `prepost.study.counted.CountedStudy` where the questionnaires were counted.

    Raises
    ------
    StudyError
        With every fault of every file that was read; its text is the sentences that a user needs.
    ValueError
        Where `only` names something else.
    """
    only = chosen(only, TABLES)
    return study_from(inspect(folder, responses, only=only), only)


def study_from(found: Inspection, only: Collection[str] = TABLES) -> Study:
    """Turn an inspection without faults into a Study; raise StudyError for one with faults."""
    if found.faults or found.settings is None:
        raise StudyError(found.faults)
    settings = found.settings
    known = {part.name: getattr(settings, part.name) for part in fields(Settings)}
    for name in TABLES[1:]:
        read = name in only
        known[name] = _optional(found.tables.get(f"{name}.csv")) if read else NotRead(name, "load_study")
    if "responses" not in only:
        unread = NotRead("responses", "load_study")
        return Study(**known, responses=unread, off_scale_answers=unread)
    responses = found.tables["responses.csv"]
    if type(responses) is not Table:
        from prepost.study.counted import CountedStudy

        return CountedStudy(**known, responses=None, off_scale_answers=None, counted=responses)
    return Study(
        **known,
        responses=_responses(settings, responses),
        off_scale_answers=_frame(responses.off_scale, len(responses.rows)),
    )


def _frame(columns: dict[str, list[str]], rows: int) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(cells, dtype=str) for name, cells in columns.items()}, index=range(rows))


def _optional(table: Table | None) -> pd.DataFrame | None:
    return None if table is None else _frame(table.columns, len(table.rows))


def _responses(settings: Settings, table: Table) -> pd.DataFrame:
    import pandas as pd

    turned = dict(zip(map(str, settings.scale), reversed(settings.scale), strict=True))
    as_is = {str(code): code for code in settings.scale}
    frame = _frame(table.columns, len(table.rows))
    for statement in settings.statements:
        codes = turned if statement.reversed else as_is
        frame[statement.id] = pd.array([codes.get(cell) for cell in table.columns[statement.id]], dtype="Int64")
    return frame
