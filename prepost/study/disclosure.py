"""Disclosure control: no group of fewer people than `min_cell` is shown, nor can one be had by subtraction.

What a book publishes about people is one account. Whatever shows a number of people, or answers, hands in an `Entry` for each
number, and one for each that it hides, with `published=`::

    table(frame, label="tab-roles", title=title, published=people(study, {"wave": "pre", "role": "Nurse"}, 12))
    figure(draw, label="fig-tea", ..., published=answers(study, "tea", {"wave": "pre"}, counts, mean=2))
    prose("15 people were interviewed.", published=people(study, {}, 15, file="interviews.csv"))

The entries travel with the output, as metadata that nothing renders; `prepost.sphinx.account` collects them, and
`prepost.audit.disclose` tries to recover from them what is hidden. A group is written as study.yml writes it (columns of the
file and their values), so that nested groups are known to be nested; `matched NAME` is the column that says which forms
found their pair in comparison NAME.

What is to be hidden: a group as a whole is shown or not (`may_show`); of the cells of a table whose totals are known, small
ones and as many others as it takes (`hide_small`); and the points of an answer scale are pooled with their neighbours
(`pool_small`), because a scale with a hole in it cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, reduce
from itertools import pairwise
from math import ceil, floor, inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study.model import Study

HIDDEN = "hidden"
ACCOUNT = "prepost-account"  # the name of the metadata with which an output brings its entries
SESSIONS = "sessions attended"  # of a person of attendance.csv; blank for a row without a code, which is nobody
BOTH = " at both times"  # ends a column for matched people who stand in one group before and after
PAIRS = "pairs of "  # a column for the people who answered a statement on both sides of a comparison
_WHOLE = 1e-4  # what a solver may be away from a whole number: its own tolerance is a hundredth of that


def may_show(people: int, min_cell: int) -> bool:
    """Whether a group of this many people may be shown; none at all (0) may.

    >>> may_show(4, 5), may_show(5, 5), may_show(0, 5)
    (False, True, True)
    """
    return people == 0 or people >= min_cell


# -- the account -------------------------------------------------------------------------------------------------------


class Entry(NamedTuple):
    """What one output says, or hides, of one group."""

    file: str  # whose rows are counted, such as "responses.csv"
    group: Mapping[
        str, Mapping[str, float]
    ]  # by column, what each value counts for: 1, or the point of a scale that is added
    among: Mapping[str, Sequence[str]]  # all values that these columns hold
    low: float | None  # between what the number lies, as far as it is printed; None if it is hidden
    high: float | None
    kind: str = "people"  # or "answers" (at points of a scale), "sum" or "squares" (of answers)
    question: str = ""  # the column that holds the answers
    heads: int | None = None  # distinct people known to stand behind it, if these are not the number itself
    where: str = ""  # the label of the table or figure, or the first words of the sentence

    def __str__(self) -> str:
        chosen = [
            f"{column} {' or '.join(value or 'not given' for value in values)}"
            for column, values in self.group.items()
            if set(values) != set(self.among.get(column, ())) and len(values) < 7
        ]
        of = f"number of {self.kind}" if self.kind in ("people", "answers") else f"{self.kind} of answers"
        return f"the {of} ({', '.join(chosen) or 'all'}; {self.file})"


def people(
    study: Study,
    group: Mapping[str, object],
    number: int | None,
    *,
    file: str = "responses.csv",
    among: Mapping[str, Sequence[str]] | None = None,
) -> list[Entry]:
    """Account for a number of people, or of forms: one entry, or none where `min_cell` is 1.

    Parameters
    ----------
    study : Study
    group : mapping of str to str or sequence of str
        Columns of the file and the value, or values, that they hold, as study.yml's comparisons; {} for all rows.
    number : int or None
        What is shown; None if it is hidden.
    file : str
        "responses.csv", "attendance.csv" (people with a code; see `places`), "interviews.csv", or a name for other rows.
    among : mapping of str to sequence of str, optional
        All values of columns that the file does not have, such as {"theme Time": ["yes", "no"]}.
    """
    if study.min_cell <= 1:
        return []
    frame = study if file == "responses.csv" else getattr(study, file.partition(".")[0].split()[-1], None)
    chosen, spread = _chosen(group), 0
    if file == "attendance.csv":
        chosen[SESSIONS] = chosen.get(SESSIONS) or _times(study)
        kinds = frame[frame["person"] != ""].drop_duplicates(["person", "sector", "organisation"])["person"]
        spread = int(kinds.duplicated(keep=False).sum())  # who came from two sectors stands in two cells
    domains = {column: _domain(frame, column, chosen, among or {}) for column in chosen}
    weights = {column: dict.fromkeys(values, 1.0) for column, values in chosen.items()}
    ends = (None, None) if number is None else (max(number - spread, 0), number + spread)
    return [Entry(file, weights, domains, *ends)]


def _chosen(group: Mapping[str, object]) -> dict[str, list[str]]:
    """The values of each column, as text, where one may stand by itself."""
    lists = {
        column: [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        for column, value in group.items()
    }
    return {column: [str(one) for one in values] for column, values in lists.items()}


def _domain(frame: Study | pd.DataFrame | None, column: str, chosen: Mapping, among: Mapping) -> list[str]:
    """Every value that a column holds: as given, as the file (of the study, if it is responses.csv) has it, or yes and no."""
    if column in among:
        return list(among[column])
    known: Iterable[str] = ("yes", "no")
    with suppress(KeyError, AttributeError, TypeError):  # a column that no file has, such as "matched NAME"
        known = frame[column].unique() if hasattr(frame, "columns") else _held(frame, column)
    return list(dict.fromkeys([*chosen[column], *map(str, known)]))


@lru_cache(maxsize=256)
def _held(study: Study, column: str) -> tuple[str, ...]:
    return tuple(study.value_counts(column))


def places(study: Study, group: Mapping[str, object], number: int | None, *, is_coded: bool = False) -> list[Entry]:
    """Account for a number of training places, or with `is_coded` for those of people with a code alone.

    People with a code fill places one by one, rows without a code by themselves. An organisation whose people all come from
    one sector is known to be of that sector.
    """
    if study.min_cell <= 1:
        return []
    chosen, rows = _chosen(group), study.attendance
    for column, values in chosen.items():
        rows = rows[rows[column].isin(values)]
    heads = rows["person"][rows["person"] != ""].nunique() if group else None
    if "session" in group:  # one person fills a place at each of several sessions: there places are counted alone
        return [entry._replace(heads=heads) for entry in people(study, group, number, file="places of attendance.csv")]
    if "organisation" in group:
        chosen.setdefault("sector", sorted(set(rows["sector"])))
    weights = {time: float(time) for time in _times(study)} | ({} if is_coded else {"": 1.0})
    [entry] = people(study, chosen, number, file="attendance.csv")
    among = {**entry.among, SESSIONS: [*_times(study), ""]}
    by_session = people(study, {}, number, file="places of attendance.csv") if not (group or is_coded) else []
    return [Entry(entry.file, {**entry.group, SESSIONS: weights}, among, number, number, heads=heads), *by_session]


def _times(study: Study) -> list[str]:
    """How often a person can have come."""
    coded = study.attendance["person"][study.attendance["person"] != ""]
    return [str(time) for time in range(1, max([1, len(study.sessions), *coded.value_counts()]) + 1)]


def answers(
    study: Study,
    statement: str,
    group: Mapping[str, object],
    counts: Sequence[int],
    *,
    scale: Sequence[float] = (),
    is_shown: bool = True,
    mean: int | None = None,
    deviation: int | None = None,
    pools: Sequence[tuple[int, int]] | None = None,
) -> list[Entry]:
    """Account for the answers of a group to a statement: their number, and what else is shown of them.

    Parameters
    ----------
    study, group
        As for `people`.
    statement : str
        Its id; or a name for whatever else has points, such as a score.
    counts : sequence of int
        Answers at each point, in scale order.
    scale : sequence of float, optional
        The points; by default those of the statement.
    is_shown : bool
        False if not even the number of answers is shown: then their sum is hidden, and their number too where the group is
        of few people. How few of many left a statement blank is nothing to hide.
    mean, deviation : int, optional
        Decimals with which the mean, and the standard deviation or an interval that it can be worked out from, are shown.
    pools : sequence of (int, int), optional
        Half-open ranges of positions whose numbers are shown, as `pool_small` gives them; the single points within a range of
        several are hidden.
    """
    if study.min_cell <= 1:
        return []
    scale = [float(point) for point in (scale or study.scale_of(statement))]
    points, n = [f"{point:g}" for point in scale], int(sum(counts))
    first, second = (sum(count * point**power for count, point in zip(counts, scale)) for power in (1, 2))
    [base] = people(study, group, n)
    among = {**base.among, statement: [*points, ""]}

    def entry(kind: str, low: float | None, high: float | None, places: slice = slice(None)) -> Entry:
        power = {"sum": 1, "squares": 2}.get(kind, 0)
        weights = {text: point**power for text, point in list(zip(points, scale))[places]}
        return Entry(base.file, {**base.group, statement: weights}, among, low, high, kind, statement)

    if not is_shown:
        named = {column: value for column, value in group.items() if not column.startswith(PAIRS)}
        forms = n if any(column.endswith(BOTH) for column in named) else study.n_forms(named)
        few = [] if may_show(forms, study.min_cell) else [entry("people", None, None)]
        return few + [entry("sum", None, None)] * bool(n)
    made = [entry("people", n, n)]
    if not n:
        return made
    if mean is not None:
        half, middle = n * 0.5 * 10.0**-mean, n * round(first / n, mean)
        made.append(entry("sum", middle - half, middle + half))
    if deviation is not None and n > 1:
        spread, half = max((second - first**2 / n) / (n - 1), 0.0) ** 0.5, 0.5 * 10.0**-deviation
        ends = [(n - 1) * max(end, 0.0) ** 2 + first**2 / n for end in (spread - half, spread + half)]
        made.append(entry("squares", *ends))
    for start, end in pools if pools and len(pools) > 1 else ():
        made.append(entry("answers", *[int(sum(counts[start:end]))] * 2, slice(start, end)))
    wide = [pool for pool in pools or () if pool[1] - pool[0] > 1]
    return made + [entry("answers", None, None, slice(at, at + 1)) for pool in wide for at in range(*pool)]


# -- what can be recovered -----------------------------------------------------------------------------------------------


class Account:
    """Entries of one file as a program in whole numbers: how many people stand in each cell of the groups' partition."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        self._known = [place for place, entry in enumerate(self.entries) if entry.low is not None]
        self.solutions: list = []

    @cached_property
    def rows(self):
        """What each cell counts for, entry by entry; worked out where it is asked for, which is not where nothing is hidden."""
        import numpy as np

        columns: dict[str, dict] = {}
        for entry in self.entries:
            for column in entry.group:
                values = columns.setdefault(column, {})
                values.update(dict.fromkeys([*entry.among.get(column, ()), *entry.group[column]]))
        parts = [
            [
                [entry.group[column].get(value, 0.0) if column in entry.group else 1.0 for value in columns[column]]
                for column in columns
            ]
            for entry in self.entries
        ]
        rows = [reduce(np.multiply.outer, map(np.array, part), np.array(1.0)).ravel() for part in parts]
        return np.unique(np.array(rows), axis=1)  # cells that count alike in every entry are one

    def row_of(self, entry: Entry):
        """What each cell counts for in one of the entries."""
        return self.rows[self.entries.index(entry)]

    def bounds(self, row, without: Sequence[int] = ()) -> tuple[float, float]:
        """The least and the largest sum over cells that everything published leaves, but the entries at some places."""
        known = [place for place in self._known if place not in without]
        low, high = ([getattr(self.entries[place], end) for place in known] for end in ("low", "high"))
        return _ends(row, self.rows[known], low, high, None if without else self.solutions)

    def gives_away(self, hidden: Entry, min_cell: int) -> bool:
        """Whether a hidden entry is recovered; what earlier questions have shown to be possible is not asked again."""
        row = self.row_of(hidden)
        seen = [row @ cells for cells in self.solutions]
        if seen and not is_recovered((min(seen), max(seen)), hidden.kind, min_cell):
            return False
        return is_recovered(self.bounds(row), hidden.kind, min_cell)


def _ends(row, rows, low: Sequence[float], high: Sequence[float], solutions: list | None = None) -> tuple[float, float]:
    """The least and the largest sum of a row over whole numbers, none below 0, whose sums over `rows` lie within limits."""
    import numpy as np
    from scipy.optimize import LinearConstraint, milp

    limits = LinearConstraint(rows, np.array(low) - _WHOLE, np.array(high) + _WHOLE) if len(rows) else ()
    ends = []
    for sign in (1, -1):  # without presolving, whose repairs HiGHS prints to the page
        found = milp(sign * row, constraints=limits, integrality=np.ones(len(row)), options={"presolve": False})
        ends.append(-sign * inf if found.x is None else float(row @ np.round(found.x)))
        if found.x is not None and solutions is not None:
            solutions.append(np.round(found.x))
    return ends[0], ends[1]


def is_recovered(ends: tuple[float, float], kind: str, min_cell: int) -> bool:
    """Whether bounds give a hidden number away: people, if fewer than `min_cell` values are left; answers, if one is.

    >>> is_recovered((0, 4), "people", 5), is_recovered((1, 4), "people", 5), is_recovered((2, 2), "sum", 5)
    (False, True, True)
    """
    left = floor(ends[1] + _WHOLE) - ceil(ends[0] - _WHOLE) + 1 if -inf < ends[0] and ends[1] < inf else inf
    return left < (min_cell if kind == "people" else 2)


# -- what is hidden -------------------------------------------------------------------------------------------------------


def hide_small(counts, min_cell: int, people=None):
    """Hide the small parts of a whole, or the small cells of a cross-tabulation, and as many others as it takes.

    Parameters
    ----------
    counts : mapping of str to int, or DataFrame of int
        Parts of a whole whose total is known; or cells whose row and column totals are known, as far as this function shows
        these in their turn.
    min_cell : int
        Counts of 1 to `min_cell` - 1 people are hidden.
    people : mapping or DataFrame like `counts`, optional
        The people behind each count, where something else is counted, such as training places.

    Returns
    -------
    dict of str to int or None, or DataFrame of nullable Int64
        In the same order; None or <NA> if hidden. The totals leave `min_cell` values or more to every hidden count, 0 among
        them, and hidden counts that a total gives together are of `min_cell` people or more: the next smallest are hidden
        until that holds, zeros last (complementary suppression; bounds by integer programming).

    >>> hide_small({"Health": 145, "Education": 99, "Voluntary": 3}, 5)
    {'Health': 145, 'Education': None, 'Voluntary': None}
    """
    import numpy as np

    if isinstance(counts, Mapping):
        values, heads = ([int(n) for n in parts.values()] for parts in (counts, people or counts))
        hidden = _hidden(np.array([values]), np.array([heads]), [True], [False] * len(values), min_cell)
        return {name: None if (0, place) in hidden else values[place] for place, name in enumerate(counts)}
    values, heads = counts.to_numpy(dtype=int), (counts if people is None else people).to_numpy(dtype=int)
    known = [
        [n is not None for n in hide_small(dict(enumerate(heads.sum(axis=axis))), min_cell).values()] for axis in (1, 0)
    ]
    shown = counts.astype("Int64")
    for row, column in _hidden(values, heads, *known, min_cell):
        shown.iloc[row, column] = None
    return shown


def _hidden(values, heads, rows_known, columns_known, min_cell: int) -> set[tuple[int, int]]:
    """Places of the cells of a table to be hidden, given which totals of rows and of columns are known."""
    height, width = values.shape
    cells = [(row, column) for row in range(height) for column in range(width)]
    lines = [[cell for cell in cells if cell[0] == row] for row in range(height) if rows_known[row]]
    lines += [[cell for cell in cells if cell[1] == column] for column in range(width) if columns_known[column]]
    hidden = {cell for cell in cells if not may_show(int(heads[cell]), min_cell)}
    while min_cell > 1 and (weak := _weak(values, heads, lines, hidden, min_cell)):
        near = [cell for line in lines if weak & set(line) for cell in line if cell not in hidden]
        if not near:
            return set(cells)
        hidden.add(min(near, key=lambda cell: (values[cell] == 0, values[cell])))
    return hidden


def _weak(values, heads, lines, hidden: set[tuple[int, int]], min_cell: int) -> set[tuple[int, int]]:
    """Hidden cells that the totals of lines give away: together, being few people, or one by itself."""
    import numpy as np

    order = sorted(hidden)
    for line in lines:
        inside = hidden.intersection(line)
        if inside and (len(inside) == 1 or not may_show(sum(int(heads[cell]) for cell in inside), min_cell)):
            return inside
    rows = np.array([[float(cell in line) for cell in order] for line in lines if hidden.intersection(line)])
    left = [sum(values[cell] for cell in hidden.intersection(line)) for line in lines if hidden.intersection(line)]
    for place, cell in enumerate(order if len(rows) else ()):
        if is_recovered(_ends(np.eye(len(order))[place], rows, left, left), "people", min_cell):
            return {cell}
    return set()


def pool_small(counts: Sequence[int], min_cell: int) -> list[tuple[int, int]]:
    """Pool neighbouring points of an answer scale until each pool is empty or large enough, and the mean solves none.

    Where it can be, no pool reaches across the middle of the scale: then a picture that parts there can be drawn.

    Returns
    -------
    list of (int, int)
        Half-open ranges of positions that cover the scale; `[(0, 1), (1, 2), ...]` if nothing has to be pooled. An
        empty list if all answers together are too few to be shown.

    >>> pool_small([2, 8, 20, 30, 1], 5)
    [(0, 2), (2, 3), (3, 5)]
    >>> pool_small([2, 8, 20, 30, 10], 5)  # one pool of two points would be solved by the mean
    [(0, 2), (2, 3), (3, 5)]
    >>> pool_small([1, 2, 20, 30, 10], 5)
    [(0, 3), (3, 4), (4, 5)]
    """
    return list(_pools(tuple(int(count) for count in counts), min_cell))


@lru_cache(maxsize=4096)
def _pools(counts: tuple[int, ...], min_cell: int) -> tuple[tuple[int, int], ...]:
    if not may_show(sum(counts), min_cell):
        return ()
    half, size, points = len(counts) // 2, len(counts), [(place, place + 1) for place in range(len(counts))]
    sides = [(start, end) for start, end in pairwise((0, half, size - half, size)) if start < end]
    if all(may_show(sum(counts[start:end]), min_cell) for start, end in sides):
        fine = [pool for start, end in sides for pool in _merged(counts, points[start:end], min_cell, False)]
        for pools in (fine, sides):
            if not _solved(counts, pools):
                return tuple(pools)
    return tuple(_merged(counts, points, min_cell, True))


def _merged(counts: Sequence[int], pools: list, min_cell: int, is_mean_known: bool) -> list[tuple[int, int]]:
    """Pools, each small one (and each that the mean solves) joined with the smaller of its neighbours until there is none."""

    def size(place: int) -> int:
        return sum(counts[slice(*pools[place])])

    while len(pools) > 1:
        small = [place for place in range(len(pools)) if not may_show(size(place), min_cell)]
        small = small or (_solved(counts, pools) if is_mean_known else [])
        if not small:
            break
        place = small[0]
        neighbours = [other for other in (place - 1, place + 1) if 0 <= other < len(pools)]
        other = min(neighbours, key=lambda near: (size(near) == 0, size(near)))
        first, last = sorted((place, other))
        pools[first : last + 1] = [(pools[first][0], pools[last][1])]
    return pools


def _solved(counts: Sequence[int], pools: Sequence[tuple[int, int]]) -> list[int]:
    """The pools of several points of which one is given away by the numbers in the pools and the sum of all answers."""
    import numpy as np

    up = [at for start, end in pools for at in range(start, end - 1) if counts[at]]
    down = [at for start, end in pools for at in range(start + 1, end) if counts[at]]
    # One person a point up and another a point down leave all that is known as it is: no solver is needed there.
    pairs = [(one, two) for one in up for two in down if two != one + 1 and (one != two or counts[one] > 1)]
    open_ = {at for one, two in pairs for at in (one, one + 1, two, two - 1)}
    places = np.arange(len(counts))
    rows = np.array([places, *((start <= places) & (places < end) for start, end in pools)], dtype=float)
    known = rows @ np.array(counts)

    def is_known(at: int) -> bool:
        return at not in open_ and is_recovered(_ends(np.eye(len(counts))[at], rows, known, known), "answers", 2)

    wide = [(pool, ends) for pool, ends in enumerate(pools) if ends[1] - ends[0] > 1]
    return [pool for pool, ends in wide if any(map(is_known, range(*ends)))]


def printable_passages(study: Study, theme: str | None = None) -> pd.DataFrame:
    """The coded passages whose words may be printed, of one theme or of all, each with the attribution that identifies nobody.

    Returns
    -------
    DataFrame of text
        The columns of codings.csv and `attribution`; empty if the study has no codings. A theme that fewer than
        `min_cell` interviewees raised has none.
    """
    import pandas as pd

    if study.codings is None:
        return pd.DataFrame(columns=["interview", "theme", "quote", "attribution"], dtype=str)
    codings = study.codings
    raised = codings["interview"].where(codings["interview"] != "").groupby(codings["theme"]).transform("nunique")
    chosen = codings[(codings["ok_to_print"] == "yes") & (codings["quote"] != "")]
    chosen = chosen[raised[chosen.index].map(lambda n: may_show(n, study.min_cell)).astype(bool)]
    chosen = chosen if theme is None else chosen[chosen["theme"] == theme]
    chosen = chosen.drop_duplicates(["interview", "theme", "quote"])
    return chosen.assign(attribution=[attribution(study, interview) for interview in chosen["interview"]])


def attribution(study: Study, interview: str) -> str:
    """Who spoke, no more narrowly than `min_cell` interviewees: the role as interviews.csv has it, else the sector, else
    "Interviewee"."""
    held = study.interviews
    for column in ("role", "sector") if held is not None else ():
        for value in held[column][held["interview"] == interview][:1]:
            if value and may_show(int((held[column] == value).sum()), study.min_cell):
                return value
    return "Interviewee"
