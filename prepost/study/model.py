"""The validated study: settings and tables in the form in which the pages and the statistics use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from prepost.study.faults import join_words
from prepost.study.pairing import MatchReport, match
from prepost.study.settings import Comparison, Settings

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class Forms(NamedTuple):
    """Questionnaires, or groups of them: what chooses them, how many each row stands for, and answers to a statement.

    Attributes
    ----------
    rows : DataFrame
        The columns by which forms are chosen.
    number : numpy.ndarray of int64
        The forms that each row stands for.
    answers : Series of Int64, optional
        The point of the scale, as in `Study.responses`.
    off_scale : Series of text, optional
        The declared off-scale answer, "" elsewhere.
    """

    rows: pd.DataFrame
    number: np.ndarray
    answers: pd.Series | None = None
    off_scale: pd.Series | None = None

    def chosen(self, filters: dict[str, object] | None) -> np.ndarray:
        """Whether the columns of each row hold the given values, compared as text; KeyError without such a column."""
        import numpy as np

        missing = [column for column in filters or {} if column not in self.rows]
        if missing:
            advice = "Of forms that are counted where they lie, name it in a comparison of study.yml."
            raise KeyError(f"The forms have no column {join_words(missing)}. {advice}")
        chosen = np.ones(len(self.rows), dtype=bool)
        for column, value in (filters or {}).items():
            chosen &= (self.rows[column].astype(str) == str(value)).to_numpy()
        return chosen


@dataclass(frozen=True, eq=False)
class Study(Settings):
    """A validated study.

    Attributes
    ----------
    responses : DataFrame
        A row a questionnaire. Text columns wave, session, respondent, sessions_attended; a nullable Int64 column
        a statement, turned round already if the statement is reversed; <NA> if nothing on the scale was answered.
    off_scale_answers : DataFrame
        A text column a statement on the same index: the declared off-scale answer given, "" elsewhere.
    attendance, interviews, codings, costs : DataFrame of text, or None if the file is absent
        A table that was left out when the study was loaded is a `NotRead`.
    All attributes of `Settings`.
    """

    __eq__, __hash__ = (
        object.__eq__,
        object.__hash__,
    )  # a study is equal to itself alone, so that results can be kept by it

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
            If responses.csv has no such column.
        """
        return self.responses[self._forms().chosen(filters)]

    def n_forms(self, filters: dict[str, object] | None = None) -> int:
        """Return the number of questionnaires chosen by `filters`."""
        forms = self._forms()
        return int(forms.number[forms.chosen(filters)].sum())

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
        forms = self._forms(statement_id)
        return self._at_points(statement_id, forms, forms.chosen(filters))

    def off_scale_counts(self, statement_id: str, filters: dict[str, object] | None = None) -> dict[str, int]:
        """Count each declared off-scale answer to one statement; blank cells are not among them."""
        forms = self._forms(statement_id)
        chosen, given = forms.chosen(filters), forms.off_scale.to_numpy()
        return {answer: int(forms.number[chosen & (given == answer)].sum()) for answer in self.off_scale}

    def value_counts(self, column: str, filters: dict[str, object] | None = None) -> dict[str, int]:
        """Count the questionnaires chosen by `filters` by what stands in a column that chooses forms, such as session."""
        import pandas as pd

        forms = self._forms()
        chosen = forms.chosen(filters)
        numbers = pd.Series(forms.number[chosen]).groupby(forms.rows[column][chosen].array).sum()
        return {str(cell): int(number) for cell, number in numbers.items()}

    def match_report(self, comparison: str | Comparison) -> MatchReport:
        """Report how the forms of one comparison match by the column respondent; one that study.yml does not name has no id."""
        codes = [side["respondent"].tolist() for side in self._sides(comparison)]
        return MatchReport(comparison if isinstance(comparison, str) else "", **match(*codes)[1])

    def pairs(
        self, statement_id: str, comparison: str | Comparison, within: dict[str, str] | None = None
    ) -> np.ndarray:
        """Count matched answers to one statement, first against second.

        Parameters
        ----------
        statement_id : str
        comparison : str or Comparison
            An id of study.yml's comparisons or specifications, or another one.
        within : dict, optional
            Only people both of whose forms hold these values, once all are matched.

        Returns
        -------
        numpy.ndarray of int64, shape (points of the scale, points of the scale)
            How many people moved from the row's answer (first) to the column's (second), both in scale order. People
            who left one of the two blank or off the scale are in no cell.
        """
        import numpy as np

        sides, scale = self._sides(comparison), self.scale_of(statement_id)
        matched, _ = match(*(side["respondent"].tolist() for side in sides))
        table = np.zeros((len(scale), len(scale)), dtype=np.int64)
        if not matched:
            return table
        before, after = (
            side[statement_id].iloc[list(positions)].reset_index(drop=True)
            for side, positions in zip(sides, zip(*matched, strict=True), strict=True)
        )
        both = before.notna() & after.notna()
        for side, positions in zip(sides, zip(*matched, strict=True), strict=True) if within else ():
            both &= self._forms().chosen(within)[side.index[list(positions)]]
        places = [np.searchsorted(scale, side[both].to_numpy(dtype=np.int64)) for side in (before, after)]
        np.add.at(table, tuple(places), 1)
        return table

    def planned(self, comparison: str | Comparison) -> Comparison:
        """Return the comparison or specification with this id; one that is given as such comes back."""
        if isinstance(comparison, str):
            return self.comparisons.get(comparison) or self.specifications[comparison]
        return comparison

    def _sides(self, comparison: str | Comparison) -> list[pd.DataFrame]:
        planned = self.planned(comparison)
        return [self.where(side) for side in (planned.first, planned.second)]

    def _forms(self, statement_id: str | None = None) -> Forms:
        """All questionnaires, with the answers to a statement if one is named."""
        import numpy as np

        statement = self.statement(statement_id).id if statement_id else None
        answers = (self.responses[statement], self.off_scale_answers[statement]) if statement else ()
        return Forms(self.responses, np.ones(len(self.responses), dtype=np.int64), *answers)

    def _at_points(self, statement_id: str, forms: Forms, chosen: np.ndarray) -> np.ndarray:
        """The number of chosen forms at each point of the statement's scale."""
        import numpy as np

        scale, chosen = self.scale_of(statement_id), chosen & forms.answers.notna().to_numpy()
        counts = np.zeros(len(scale), dtype=np.int64)
        places = np.searchsorted(scale, forms.answers[chosen].to_numpy(dtype=np.int64))
        np.add.at(counts, places, forms.number[chosen])
        return counts
