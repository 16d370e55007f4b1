"""`python -m prepost disclose DIR`: what could be recovered from what a book publishes.

The attacker knows every number of the account (see `prepost.study.disclosure`) and which groups lie within which, and nothing
else. A hidden number of people is recovered if fewer than `min_cell` values are left to it, a hidden answer or sum of answers if
one is. Where published groups leave a rest of fewer than `min_cell` people, what these answered must stay open too.

Results of tests, intervals of changes, medians, standard deviations and Cronbach's alpha are not part of the account. They are
given only of groups that are shown, and so tell of `min_cell` people or more together: each is one equation between the answers of
all of them, which names nobody; and it is left out where it would tell apart what is shown together. The standard deviation of
answers, and intervals of their means, stand beside the numbers at every point of the scale alone, from which they follow; the
median of a statement where the points beside it are told; alpha where the whole wave stands for its score.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import combinations
from math import ceil, floor, inf, prod
from pathlib import Path
from typing import TYPE_CHECKING

from prepost.study.disclosure import Entry
from prepost.study.faults import StudyError, join_words, typed

if TYPE_CHECKING:
    import numpy as np

CELLS = 500  # of one program: columns that would make more are not looked at together
RECORD = ".account.json"  # in _build
_WHOLE = 1e-4  # what a solver may be away from a whole number: its own tolerance is a hundredth of that


def leaks(entries: Iterable[Entry], min_cell: int) -> list[str]:
    """Everything that the published numbers of an account give away, each with the numbers of which none can be left out.

    Nothing where `min_cell` is 1 and nothing is hidden.
    """
    return [_told(*found, min_cell) for found in recovered(entries, min_cell)]


def recovered(entries: Iterable[Entry], min_cell: int) -> Iterator[tuple[str, str, Account, np.ndarray | None]]:
    """The same in words, with its kind, the program and what each cell counts for in it; None for what is itself published."""
    entries = list({json.dumps(entry[:4], sort_keys=True): entry for entry in entries}.values()) if min_cell > 1 else []
    for entry in entries:
        if entry.low and entry.kind != "sum" and (entry.high if entry.heads is None else entry.heads) < min_cell:
            words = f"{entry} in {entry.where or 'the book'} is of fewer than {min_cell} people"
            yield words, entry.kind, Account([entry]), None
    seen = set()
    for account in accounts(entries):
        for words, kind, row in account.targets(min_cell):
            if words not in seen and account.is_recovered(row, kind, min_cell):
                seen.add(words)
                yield words, kind, account, row


def _told(words: str, kind: str, account: Account, row: np.ndarray | None, min_cell: int) -> str:
    """What is recovered, what it can only be, by which published numbers, and what can be done about it."""
    entries, spared = account.entries, []
    if row is not None:
        for place in account.known:
            if account.is_recovered(row, kind, min_cell, [*spared, place]):
                spared.append(place)
        entries = [entries[place] for place in account.known if place not in spared]
        words += ", can only be " + _range(*(account.end(sign, row) for sign in (1, -1)))
    facts = join_words(f"{one} in {one.where or 'the book'} is {_range(one.low, one.high)}" for one in entries)
    columns = sorted({column for entry in entries for column in entry.group})
    apart = [column for column in columns if len({str(entry.group.get(column)) for entry in entries}) > 1]
    setting = f" that part people by {join_words(apart)}" if apart else ""
    return (
        f"{words[0].upper()}{words[1:]}: {facts}. Show one of them no longer: take out of study.yml the "
        f"comparisons, groups or columns{setting}, or give a larger min_cell."
    )


def _range(low: float, high: float) -> str:
    return " to ".join(dict.fromkeys(f"{end:g}" for end in (low, high)))


def is_recovered(ends: tuple[float, float], kind: str, min_cell: int) -> bool:
    """Whether bounds give a hidden number away: people, if fewer than `min_cell` values are left; answers, if one is.

    >>> is_recovered((0, 4), "people", 5), is_recovered((1, 4), "people", 5), is_recovered((2, 2), "sum", 5)
    (False, True, True)
    """
    left = floor(ends[1] + _WHOLE) - ceil(ends[0] - _WHOLE) + 1 if -inf < ends[0] and ends[1] < inf else inf
    return left < (min_cell if kind == "people" else 2)


def accounts(entries: Sequence[Entry]) -> Iterator[Account]:
    """Part an account into programs: the entries over columns that stand together somewhere, and over fewer of them.

    Sets of columns that share one are looked at together as far as their cells are few enough.
    """
    for file in dict.fromkeys(entry.file for entry in entries):
        own, sizes = [entry for entry in entries if entry.file == file], {}
        for column, weights in (pair for entry in own for pair in entry.group.items()):
            sizes.setdefault(column, set()).update(weights)
        sets = list(dict.fromkeys(frozenset(entry.group) for entry in own))
        while pair := next(filter(partial(_are_one, sizes), combinations(sets, 2)), None):
            sets = [one for one in sets if one not in pair] + [pair[0] | pair[1]]
        for columns in sets:
            yield Account([entry for entry in own if columns.issuperset(entry.group)])


def _are_one(sizes: Mapping[str, set[str]], pair: tuple[frozenset, frozenset]) -> bool:
    either = pair[0] | pair[1]
    return either in pair or bool(pair[0] & pair[1]) and prod(len(sizes[column]) for column in either) <= CELLS


class Account:
    """Entries of one file as a program in whole numbers: how many people stand in each cell of the groups' partition."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        self.known = [place for place, entry in enumerate(self.entries) if entry.low is not None]
        self._solutions: list[np.ndarray] = []

    @cached_property
    def rows(self) -> np.ndarray:
        """What each cell counts for, entry by entry; worked out where it is asked for, which is not where nothing is hidden."""
        import numpy as np

        ones: dict[str, dict[str, float]] = {}  # by column, every value that it holds
        for column, weights in (pair for entry in self.entries for pair in entry.group.items()):
            ones.setdefault(column, {}).update(dict.fromkeys(weights, 1.0))
        rows = []
        for group in (entry.group for entry in self.entries):
            parts = [[group.get(column, held).get(value, 0.0) for value in held] for column, held in ones.items()]
            rows.append(reduce(np.multiply.outer, map(np.array, parts), np.array(1.0)).ravel())
        rows = np.array(rows)
        filled = ~(rows[[entry.high == 0 for entry in self.entries]] > 0).any(axis=0)
        return np.unique(rows * filled, axis=1)  # cells that count alike in every entry are one

    def targets(self, min_cell: int) -> Iterator[tuple[str, str, np.ndarray]]:
        """What is to stay open, in words, with its kind and what each cell counts for in it.

        That is all that is hidden, and what 1 to `min_cell` - 1 people answered who are left of a published group less
        published parts of it.
        """
        samples: dict[str, dict[str, dict[str, int]]] = {}  # by question and group, the places of what is told of it
        for place, entry in enumerate(self.entries):
            if entry.low is None:
                yield f"{entry}, hidden in {entry.where or 'the book'}", entry.kind, self.rows[place]
            elif entry.question:
                group = json.dumps({**entry.group, entry.question: {}}, sort_keys=True)
                fact = "n" if entry.kind == "people" else json.dumps(entry.group[entry.question], sort_keys=True)
                samples.setdefault(entry.question, {}).setdefault(group, {})[fact] = place
        for groups in samples.values():
            told = [facts for facts in groups.values() if "n" in facts and len(groups) > 1]
            sizes = [self.entries[facts["n"]].low for facts in told]
            parts = [{fact: self.rows[place] for fact, place in facts.items()} for facts in told]
            for facts, size, whole in zip(told, sizes, parts, strict=True):
                for left, rest in _rests(whole, size, list(zip(sizes, parts, strict=True)), min_cell):
                    for fact in left.keys() - {"n"}:
                        yield f"{self.entries[facts[fact]]}, of the {rest:g} left over", "sum", left[fact]

    def is_recovered(self, row: np.ndarray, kind: str, min_cell: int, without: Sequence[int] = ()) -> bool:
        """Whether a hidden sum over cells is recovered, also without the entries at some places.

        What earlier questions have shown to be possible is not asked again.
        """
        ends = []
        for sign in (1, -1):
            seen = [row @ cells for cells in self._solutions]
            if seen and not is_recovered((min(seen), max(seen)), kind, min_cell):
                return False
            ends.append(self.end(sign, row, without))
        return is_recovered((ends[0], ends[1]), kind, min_cell)

    def end(self, sign: int, row: np.ndarray, without: Sequence[int] = ()) -> float:
        """The least (1) or the largest (-1) sum over cells that everything published leaves, but the entries at some places."""
        import numpy as np
        from scipy.optimize import LinearConstraint, milp

        known = [place for place in self.known if place not in without]
        low, high = (np.array([getattr(self.entries[place], end) for place in known]) for end in ("low", "high"))
        limits = LinearConstraint(self.rows[known], low - _WHOLE, high + _WHOLE) if known else ()
        # Without presolving, whose repairs HiGHS prints to the page.
        found = milp(sign * row, constraints=limits, integrality=np.ones(len(row)), options={"presolve": False})
        if found.x is None:
            return -sign * inf
        self._solutions += [] if without else [np.round(found.x)]
        return float(row @ np.round(found.x))


def _rests(whole: dict, n: float, parts: Sequence[tuple[float, dict]], min_cell: int) -> Iterator[tuple[dict, float]]:
    """What is left of a group less disjoint parts of it, where it is of few people: what each cell counts for, fact by fact."""
    for at, (number, part) in enumerate(parts):
        rest = n - number
        if rest > 0 and (part["n"] <= whole["n"]).all():
            left = {fact: whole[fact] - part[fact] for fact in whole if fact in part}
            if rest < min_cell:
                yield left, rest
            yield from _rests(left, rest, parts[at + 1 :], min_cell)


# -- the command -----------------------------------------------------------------------------------------------------------


def run(folder: Path) -> int:
    """Say what could be recovered from what the book in a folder publishes, and what it hides: 0 if nothing could, else 2.

    Raises
    ------
    StudyError
        If the book has not been built: its account lies in `_build`, outside of what is published.
    """
    min_cell, entries = read_account(folder)
    if min_cell <= 1:
        print("min_cell is 1: nothing is hidden in this book, so there is nothing to recover.")
        return 0
    lines, found = [], leaks(entries, min_cell)
    for where in dict.fromkeys(entry.where for entry in entries):
        own = [entry for entry in entries if entry.where == where]
        hidden = [str(entry) for entry in own if entry.low is None]
        lines.append(f"{where}: {len(own) - len(hidden)} numbers of people or answers shown, {len(hidden)} hidden")
        lines += [f"    hidden: {words}" for words in dict.fromkeys(hidden)]
    end = f"{len(found)} could be recovered." if found else "nothing could be recovered."
    end = f"From {len(entries)} entries, groups of fewer than {min_cell} people being hidden, {end}"
    print("\n".join([*lines, *(f"RECOVERED: {leak}" for leak in found), end]))
    return 2 if found else 0


def entry_of(record: dict) -> Entry:
    """An entry out of the metadata of an output."""
    return Entry(**{name: record[name] for name in Entry._fields})


def write_account(build: Path, min_cell: int, entries: Sequence[Entry]) -> None:
    """Keep the account of a book in its folder `_build`, outside of the site, where its owner alone looks."""
    kept = {"min_cell": min_cell, "entries": [entry._asdict() for entry in entries]}
    (build / RECORD).write_text(json.dumps(kept), encoding="utf-8")


def read_account(folder: Path) -> tuple[int, list[Entry]]:
    """The `min_cell` and the entries of the book that was built in a folder."""
    try:
        kept = json.loads((folder / "_build" / RECORD).read_text(encoding="utf-8"))
        return int(kept["min_cell"]), [entry_of(record) for record in kept["entries"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise StudyError.about(
            str(folder),
            "there is no built book with its account here.",
            f"Build it first: jupyter-book build {typed(folder)}",
        ) from None
