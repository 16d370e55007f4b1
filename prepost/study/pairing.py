"""Matching the forms of one person by a code: what could be matched, what could not, and the matched answers as counts.

Nothing is guessed: a blank code matches nothing, and a code that stands twice on one side is left out as ambiguous.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prepost.study.inspection import Inspection, Table
from prepost.study.settings import Comparison, Settings

if TYPE_CHECKING:
    import numpy as np

    from prepost.study.model import Study

__all__ = ["MatchReport", "match", "match_report", "match_reports", "matched_comparisons", "paired_counts"]


@dataclass(frozen=True)
class MatchReport:
    """How the forms of a comparison could be matched.

    Attributes
    ----------
    comparison : str
    before, after : int
        Forms on the first and on the second side.
    paired : int
        People with exactly one form on each side.
    ambiguous : int
        Forms whose code stands more than once on a side, and the forms opposite them: none is paired.
    blank : int
        Forms without a code.
    only_before, only_after : int
        Forms whose code has none opposite it.
    """

    comparison: str
    before: int
    after: int
    paired: int
    ambiguous: int
    blank: int
    only_before: int
    only_after: int

    def __str__(self) -> str:
        return (
            f"{self.comparison}: {self.before} forms before, {self.after} after; {self.paired} pairs; "
            f"{self.ambiguous} forms with an ambiguous code, {self.blank} without a code, "
            f"{self.only_before} only before, {self.only_after} only after."
        )


def match(first: list[str], second: list[str]) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """Match two lists of codes.

    Parameters
    ----------
    first, second : list of str
        The codes of the forms on each side; "" where a form has none.

    Returns
    -------
    (list of (int, int), dict)
        Positions of the matched forms, in the order of `first`, and the numbers of a `MatchReport`.

    >>> match(["a", "b", "", "c", "c"], ["c", "a", "", "d"])[0]
    [(0, 1)]
    """
    counts = Counter(filter(None, first)), Counter(filter(None, second))
    doubled = {code for side in counts for code, times in side.items() if times > 1}
    place = {code: position for position, code in enumerate(second) if code}
    pairs = [
        (position, place[code]) for position, code in enumerate(first) if code and code not in doubled and code in place
    ]
    numbers = {
        "before": len(first),
        "after": len(second),
        "paired": len(pairs),
        "ambiguous": sum(code in doubled for code in (*first, *second)),
        "blank": sum(not code for code in (*first, *second)),
        "only_before": sum(bool(code) and code not in doubled and code not in counts[1] for code in first),
        "only_after": sum(bool(code) and code not in doubled and code not in counts[0] for code in second),
    }
    return pairs, numbers


def match_report(study: Study, comparison: str) -> MatchReport:
    """Report how the forms of one comparison of a study match by the column respondent."""
    from prepost.study.counted import CountedStudy

    planned = study.comparisons[comparison]
    if isinstance(study, CountedStudy):
        return study.counted.match_report(comparison, planned)
    codes = [study.where(side)["respondent"].tolist() for side in (planned.first, planned.second)]
    return MatchReport(comparison, **match(*codes)[1])


def match_reports(found: Inspection) -> list[MatchReport]:
    """The same for every comparison between waves of an inspected folder, before it becomes a Study."""
    from prepost.study.counted import CountedTable

    table = found.tables["responses.csv"]
    planned = matched_comparisons(found.settings)
    if isinstance(table, CountedTable):
        return [table.match_report(name, comparison) for name, comparison in planned.items()]
    return [
        MatchReport(name, **match(_codes(table, comparison.first), _codes(table, comparison.second))[1])
        for name, comparison in planned.items()
    ]


def matched_comparisons(settings: Settings) -> dict[str, Comparison]:
    """The comparisons of a paired design that set different waves against each other: only these match people."""
    if settings.design != "paired":
        return {}
    return {
        name: planned
        for name, planned in settings.comparisons.items()
        if planned.first.get("wave") != planned.second.get("wave")
    }


def _codes(table: Table, filters: dict[str, str]) -> list[str]:
    columns = [(table.columns[column], value) for column, value in filters.items()]
    return [
        code for i, code in enumerate(table.columns["respondent"]) if all(cells[i] == value for cells, value in columns)
    ]


def paired_counts(study: Study, statement_id: str, comparison: str) -> np.ndarray:
    """Count matched answers to one statement.

    Parameters
    ----------
    study : Study
    statement_id : str
    comparison : str
        An id of study.yml's comparisons or specifications.

    Returns
    -------
    numpy.ndarray of int64, shape (points of the scale, points of the scale)
        How many people moved from the row's answer (first) to the column's (second), both in scale order. People who
        left one of the two blank or off the scale are in no cell.
    """
    import numpy as np

    planned = study.comparisons.get(comparison) or study.specifications[comparison]
    sides = [study.where(side) for side in (planned.first, planned.second)]
    pairs, _ = match(*(side["respondent"].tolist() for side in sides))
    table = np.zeros((len(study.scale), len(study.scale)), dtype=np.int64)
    if not pairs:
        return table
    before, after = (
        side[statement_id].iloc[list(positions)].reset_index(drop=True)
        for side, positions in zip(sides, zip(*pairs, strict=True), strict=True)
    )
    both = before.notna() & after.notna()
    places = [np.searchsorted(study.scale, side[both].to_numpy(dtype=np.int64)) for side in (before, after)]
    np.add.at(table, tuple(places), 1)
    return table
