"""Disclosure control: no group of fewer people than `min_cell` is shown, nor can one be had by subtraction.

What a book publishes about people is one account. Whatever shows a number of people, or answers, hands in an `Entry` for each
number, and one for each that it hides, with `published=`::

    table(frame, label="tab-roles", title=title, published=people(study, {"wave": "pre", "role": "Nurse"}, 12))
    figure(draw, label="fig-tea", ..., published=answers(study, "tea", {"wave": "pre"}, counts))
    prose("15 people were interviewed.", published=people(study, {}, 15, file="interviews.csv"))

The entries travel with the output, as metadata that nothing renders; `prepost.sphinx.account` collects them, and
`prepost.audit.disclose` tries to recover from them what is hidden. A group is written as study.yml writes it (columns of the
file and their values), so that nested groups are known to be nested; `matched NAME` is the column that says which forms
found their pair in comparison NAME.

What is to be hidden: a group as a whole is shown or not (`may_show`); of the parts of a known whole, small ones and as many
others as it takes (`hide_small`); and the points of an answer scale are pooled with their neighbours (`pool_small`), because a
scale with a hole in it cannot be drawn. What these propose for one output is shown only if the attacker recovers nothing from it
and from all that is shown beside it (`prepost.report.safety`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from prepost.study.model import Study

HIDDEN = "hidden"
ACCOUNT = "prepost-account"  # the name of the metadata with which an output brings its entries
SESSIONS = "sessions attended"  # of a person of attendance.csv; blank for a row without a code, which is nobody
BOTH = " at both times"  # ends a column for matched people who stand in one group before and after
PAIRS = "pairs of "  # a column for the people who answered a statement on both sides of a comparison
MEAN = 0.005  # half of the last decimal with which means are printed


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
    ]  # by column, what each value that it holds counts for: 0, 1, or a point to be added
    low: float | None  # between what the number lies, as far as it is printed; None if it is hidden
    high: float | None
    kind: str = "people"  # or "answers" (at points of a scale), or "sum" (of answers)
    question: str = ""  # the column that holds the answers
    heads: int | None = None  # distinct people known to stand behind it, if these are not the number itself
    where: str = ""  # the label of the table or figure, or the first words of the sentence

    def __str__(self) -> str:
        chosen = {column: [v or "not given" for v in values if values[v]] for column, values in self.group.items()}
        words = [
            f"{column} {' or '.join(values)}"
            for column, values in chosen.items()
            if len(values) < min(len(self.group[column]), 7)
        ]
        of = "sum of answers" if self.kind == "sum" else f"number of {self.kind}"
        return f"the {of} ({', '.join(words) or 'all'}; {self.file})"


def people(
    study: Study, group: Mapping[str, object], number: int | None, *, file: str = "responses.csv"
) -> list[Entry]:
    """Account for a number of people, or of forms: one entry, or none where `min_cell` is 1.

    Parameters
    ----------
    study : Study
    group : mapping of str to str or sequence of str
        Columns of the file and the value, or values, that they hold, as study.yml's comparisons; {} for all rows. A column
        that the file does not have holds "yes" or "no".
    number : int or None
        What is shown; None if it is hidden.
    file : str
        "responses.csv", "attendance.csv" (people with a code), "places of attendance.csv", "interviews.csv", or a name for
        other rows.
    """
    weights = {}
    for column, value in group.items() if study.min_cell > 1 else ():
        chosen = [str(one) for one in ([value] if isinstance(value, str) or not isinstance(value, Sequence) else value)]
        weights[column] = dict.fromkeys([*_held(study, file, column), *chosen], 0.0) | dict.fromkeys(chosen, 1.0)
    return [Entry(file, weights, number, number)] if study.min_cell > 1 else []


@lru_cache(maxsize=1024)
def _held(study: Study, file: str, column: str) -> tuple[str, ...]:
    """Every value that a column of a file holds."""
    frame = getattr(study, file.partition(".")[0].split()[-1], None)
    try:
        return tuple(study.value_counts(column) if file == "responses.csv" else map(str, frame[column].unique()))
    except (KeyError, AttributeError, TypeError):  # no file has it
        return "yes", "no"


def places(study: Study, group: Mapping[str, str], number: int | None) -> list[Entry]:
    """Account for the training places of a session, a sector or an organisation, with the people known to stand behind them.

    An organisation whose people all come from one sector is known to be of that sector.
    """
    rows, chosen = study.attendance, dict(group)
    for column, value in group.items():
        rows = rows[rows[column] == value]
    if "organisation" in group:
        chosen["sector"] = sorted(set(rows["sector"]))
    heads = rows["person"][rows["person"] != ""].nunique() if group else None
    return [entry._replace(heads=heads) for entry in people(study, chosen, number, file="places of attendance.csv")]


def answers(
    study: Study,
    statement: str,
    group: Mapping[str, object],
    counts: Sequence[int],
    *,
    scale: Sequence[float] = (),
    is_shown: bool = True,
    pools: Sequence[tuple[int, int]] = (),
) -> list[Entry]:
    """Account for the answers of a group to a statement: their number, their mean as it is printed, and what else is shown.

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
    pools : sequence of (int, int), optional
        Half-open ranges of positions whose numbers are shown, as `pool_small` gives them; the single points within a range of
        several are hidden.
    """
    if study.min_cell <= 1:
        return []
    scale, n = [float(point) for point in (scale or study.scale_of(statement))], int(sum(counts))
    [base] = people(study, group, n)

    def entry(kind: str, low: float | None, high: float | None, start: int = 0, end: int = len(scale)) -> Entry:
        weights = {f"{point:g}": 0.0 for point in scale} | {"": 0.0}
        weights |= {f"{point:g}": point if kind == "sum" else 1.0 for point in scale[start:end]}
        return Entry(base.file, {**base.group, statement: weights}, low, high, kind, statement)

    if not is_shown:
        named = {column: value for column, value in group.items() if not column.startswith(PAIRS)}
        forms = n if any(column.endswith(BOTH) for column in named) else study.n_forms(named)
        few = [] if may_show(forms, study.min_cell) else [entry("people", None, None)]
        return few + [entry("sum", None, None)] * bool(n)
    made = [entry("people", n, n)]
    if n:
        middle = round(sum(count * point for count, point in zip(counts, scale)) / n, 2)
        made.append(entry("sum", n * (middle - MEAN), n * (middle + MEAN)))
        for start, end in pools if len(pools) > 1 else ():
            made.append(entry("answers", *[int(sum(counts[start:end]))] * 2, start, end))
        wide = [at for start, end in pools if end - start > 1 for at in range(start, end)]
        made += [entry("answers", None, None, at, at + 1) for at in wide]
    return made


# -- what is hidden -------------------------------------------------------------------------------------------------------


def hide_small(
    counts: Mapping[str, int], min_cell: int, people: Mapping[str, int] | None = None
) -> dict[str, int | None]:
    """Hide the small parts of a whole, and as many others as it takes (complementary suppression).

    Parameters
    ----------
    counts : mapping of str to int
        Parts of a whole whose total is known.
    min_cell : int
        Counts of 1 to `min_cell` - 1 people are hidden.
    people : mapping of str to int, optional
        The people behind each count, where something else is counted, such as training places.

    Returns
    -------
    dict of str to int or None
        In the same order; None if hidden. The next smallest are hidden, zeros last, until two parts or more are, of
        `min_cell` people or more together: then the total leaves `min_cell` values or more to each of them.

    >>> hide_small({"Health": 145, "Education": 99, "Voluntary": 3}, 5)
    {'Health': 145, 'Education': None, 'Voluntary': None}
    """
    heads = counts if people is None else people
    hidden = [name for name in counts if not may_show(heads[name], min_cell)]
    others = sorted(counts.keys() - {*hidden}, key=lambda name: (counts[name] == 0, counts[name], name))
    while hidden and others and (len(hidden) == 1 or not may_show(sum(heads[name] for name in hidden), min_cell)):
        hidden.append(others.pop(0))
    return {name: None if name in hidden else int(n) for name, n in counts.items()}


def pool_small(counts: Sequence[int], min_cell: int) -> list[tuple[int, int]]:
    """Pool neighbouring points of an answer scale until each pool is empty or large enough, and the mean solves none.

    A pool reaches across the middle of the scale only where no other neighbour is left: a picture parts there.

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
    half, size = len(counts) // 2, len(counts)

    def held(pool: tuple[int, int]) -> int:
        return int(sum(counts[slice(*pool)]))

    def cost(one: tuple[int, int], other: tuple[int, int]) -> tuple:
        is_across = any(min(one[0], other[0]) < edge < max(one[1], other[1]) for edge in (half, size - half))
        return not held(one) or not held(other), is_across, held(one) + held(other)

    pools = [(at, at + 1) for at in range(size)] if may_show(int(sum(counts)), min_cell) else []
    while len(pools) > 1:
        small = [pool for pool in pools if not may_show(held(pool), min_cell)][:1]
        if not small and not _solved(counts, pools):
            break
        pairs = [pair for pair in zip(pools, pools[1:]) if not small or small[0] in pair]
        one, other = min(pairs, key=lambda pair: cost(*pair))
        pools[pools.index(one) : pools.index(other) + 1] = [(one[0], other[1])]
    return pools


def _solved(counts: Sequence[int], pools: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pools of several points of which one may be given away by the numbers in the pools and the sum of all answers.

    A point is open if it changes where one person answers a point higher and another a point lower, both within their pools:
    that leaves all that is known as it is.
    """
    inner = [at for start, end in pools for at in range(start, end - 1)]
    up, down = [at for at in inner if counts[at]], [at + 1 for at in inner if counts[at + 1]]
    moves = [(one, two) for one, two in product(up, down) if two != one + 1 and (one != two or counts[one] > 1)]
    open_ = {at for one, two in moves for at in (one, one + 1, two, two - 1)}
    return [pool for pool in pools if pool[1] - pool[0] > 1 and not open_.issuperset(range(*pool))]
