"""Disclosure control: no group of fewer people than `min_cell` is shown, nor can one be had by subtraction.

Three rules, for whatever shows numbers of people (tables, charts, alternative texts, quotations, downloads):
a group as a whole is shown or not (`is_shown`); among the parts of a whole small parts are hidden together with the
next smallest (`hide_small`, `hide_small_cells`); and the points of an answer scale are pooled with their neighbours
(`pool_small`), because a scale with a hole in it cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study.model import Study

HIDDEN = "hidden"


def may_show(people: int, min_cell: int) -> bool:
    """Whether a group of this many people may be shown; none at all (0) may.

    >>> may_show(4, 5), may_show(5, 5), may_show(0, 5)
    (False, True, True)
    """
    return people == 0 or people >= min_cell


def hide_small(counts: Mapping[str, int], min_cell: int) -> dict[str, int | None]:
    """Hide the small parts of a whole whose total is known.

    Parameters
    ----------
    counts : mapping of name to int
        People in each part.
    min_cell : int
        Parts of 1 to `min_cell` - 1 people are hidden.

    Returns
    -------
    dict of name to int or None
        In the same order; None if hidden. What subtraction gives back is always the sum of two parts or more and of
        `min_cell` people or more: the next smallest parts are hidden until that holds (complementary suppression).

    >>> hide_small({"Health": 145, "Education": 99, "Voluntary": 3}, 5)
    {'Health': 145, 'Education': None, 'Voluntary': None}
    """
    hidden = _hidden(counts, set(), min_cell)
    return {name: None if name in hidden else people for name, people in counts.items()}


def hide_small_cells(table: pd.DataFrame, min_cell: int) -> pd.DataFrame:
    """Hide the small cells of a cross-tabulation whose row and column totals are known.

    Parameters
    ----------
    table : DataFrame of int
        Numbers of people, without totals.
    min_cell : int

    Returns
    -------
    DataFrame of nullable Int64
        <NA> if hidden. In no row and no column can the hidden cells be told apart by subtraction.
    """
    shown = table.astype("Int64")
    while True:
        before = int(shown.isna().sum().sum())
        for axis in (0, 1):
            lines = shown.index if axis == 0 else shown.columns
            for line in lines:
                counts = (table.loc[line] if axis == 0 else table[line]).to_dict()
                cells = shown.loc[line] if axis == 0 else shown[line]
                # Cells that another row or column has hidden count as small here, so that their complement goes too.
                taken = {name for name, gone in cells.isna().items() if gone}
                for name in _hidden(counts, taken, min_cell):
                    shown.loc[(line, name) if axis == 0 else (name, line)] = None
        if int(shown.isna().sum().sum()) == before:
            return shown


def _hidden(counts: Mapping[str, int], taken: set[str], min_cell: int) -> set[str]:
    """Names of the small parts, of those already `taken`, and of the next smallest that subtraction would give back."""
    hidden = taken | {name for name, people in counts.items() if not may_show(people, min_cell)}
    by_size = sorted((name for name in counts if name not in hidden and counts[name]), key=lambda name: counts[name])
    while hidden and by_size and (len(hidden) < 2 or sum(counts[name] for name in hidden) < min_cell):
        hidden.add(by_size.pop(0))
    return hidden


def pool_small(counts: Sequence[int], min_cell: int) -> list[tuple[int, int]]:
    """Pool neighbouring points of an answer scale until each pool is empty or large enough.

    Parameters
    ----------
    counts : sequence of int
        Answers at each point, in scale order.
    min_cell : int

    Returns
    -------
    list of (int, int)
        Half-open ranges of positions that cover the scale; `[(0, 1), (1, 2), ...]` if nothing has to be pooled. An
        empty list if all answers together are too few to be shown.

    >>> pool_small([2, 8, 20, 30, 1], 5)
    [(0, 2), (2, 3), (3, 5)]
    """
    counts = [int(count) for count in counts]
    if not may_show(sum(counts), min_cell):
        return []
    pools = [(place, place + 1) for place in range(len(counts))]

    def size(place: int) -> int:
        return sum(counts[slice(*pools[place])])

    while small := [place for place in range(len(pools)) if not may_show(size(place), min_cell)]:
        place = small[0]
        neighbours = [other for other in (place - 1, place + 1) if 0 <= other < len(pools)]
        other = min(neighbours, key=lambda near: (size(near) == 0, size(near)))
        first, last = sorted((place, other))
        pools[first : last + 1] = [(pools[first][0], pools[last][1])]
    return pools


def printable_passages(study: Study, theme: str | None = None) -> pd.DataFrame:
    """Return the coded passages whose words may be printed, each with the attribution that identifies nobody.

    Parameters
    ----------
    study : Study
    theme : str, optional
        Only passages of this theme.

    Returns
    -------
    DataFrame of text
        The columns of codings.csv and `attribution`; empty if the study has no codings. A theme that fewer than
        `min_cell` interviewees raised has none.
    """
    import pandas as pd

    if study.codings is None:
        return pd.DataFrame(
            columns=[
                "interview",
                "question",
                "theme",
                "subtheme",
                "stance",
                "coder",
                "quote",
                "ok_to_print",
                "attribution",
            ],
            dtype=str,
        )
    codings = study.codings
    people = codings[codings["interview"] != ""].groupby("theme")["interview"].nunique()
    shown = {name for name in codings["theme"] if may_show(int(people.get(name, 0)), study.min_cell)}
    chosen = codings[(codings["ok_to_print"] == "yes") & (codings["quote"] != "") & codings["theme"].isin(shown)]
    if theme is not None:
        chosen = chosen[chosen["theme"] == theme]
    chosen = chosen.drop_duplicates(["interview", "theme", "quote"])
    return chosen.assign(attribution=[attribution(study, interview) for interview in chosen["interview"]])


def attribution(study: Study, interview: str) -> str:
    """Say who spoke, no more narrowly than a group of `min_cell` interviewees: the role, else the sector, else nothing.

    Parameters
    ----------
    study : Study
    interview : str
        A code of interviews.csv.

    Returns
    -------
    str
        The role or the sector as interviews.csv has it, or "Interviewee".
    """
    if study.interviews is None:
        return "Interviewee"
    row = study.interviews[study.interviews["interview"] == interview]
    for column in ("role", "sector"):
        value = row[column].iloc[0] if len(row) else ""
        if value and may_show(int((study.interviews[column] == value).sum()), study.min_cell):
            return value
    return "Interviewee"
