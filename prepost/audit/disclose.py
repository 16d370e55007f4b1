"""`python -m prepost disclose DIR`: what could be recovered from what a book publishes.

The attacker knows every number of the account (see `prepost.study.disclosure`) and which groups lie within which, and nothing
else. A hidden number of people is recovered if fewer than `min_cell` values are left to it, a hidden answer or sum of answers if
one is. Where published groups leave a rest of fewer than `min_cell` people, what these answered must stay open too.

Results of tests, and intervals of changes, are not part of the account.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import ceil, prod
from pathlib import Path
from typing import NamedTuple

from prepost.study.disclosure import Account, Entry, is_recovered
from prepost.study.faults import StudyError, join_words, typed

CELLS = 500  # of one program: columns that would make more are not looked at together
RECORD = ".account.json"  # in _build


class Leak(NamedTuple):
    """A number that was to stay hidden, and what gives it away."""

    what: str  # the number, and what it is, or can be
    entries: tuple[Entry, ...]  # the published numbers that give it away
    hidden: tuple[Account, Entry, int] | None = (
        None  # from which these are worked out when told: the number, and `min_cell`
    )

    def __str__(self) -> str:
        values, entries = _explained(*self.hidden) if self.hidden else ("", self.entries)
        facts = join_words(
            f"{entry} in {entry.where or 'the book'} is "
            + " to ".join(dict.fromkeys(f"{end:g}" for end in (entry.low, entry.high)))
            for entry in entries
        )
        columns = {column for entry in entries for column in entry.group}
        apart = [column for column in sorted(columns) if len({str(entry.group.get(column)) for entry in entries}) > 1]
        setting = f" that part people by {join_words(apart)}" if apart else ""
        return (
            f"{self.what[0].upper()}{self.what[1:]}{values}: {facts}. Show one of them no longer: take out of study.yml the "
            f"comparisons, groups or columns{setting}, or give a larger min_cell."
        )


def leaks(entries: Iterable[Entry], min_cell: int) -> list[Leak]:
    """Everything that the published numbers of an account give away; nothing where `min_cell` is 1 and nothing is hidden."""
    return list(_found(entries, min_cell))


def give_away(entries: Iterable[Entry], min_cell: int) -> bool:
    """Whether the published numbers give anything away, without saying by what."""
    return next(_found(entries, min_cell), None) is not None


def _found(entries: Iterable[Entry], min_cell: int) -> Iterator[Leak]:
    entries = list({_key(entry): entry for entry in entries}.values()) if min_cell > 1 else []
    for entry in entries:
        if entry.low and entry.kind in ("people", "answers"):
            if (entry.high if entry.heads is None else entry.heads) < min_cell:
                yield Leak(f"{entry} in {entry.where or 'the book'} is of fewer than {min_cell} people", (entry,))
    seen = set()
    for account in accounts(entries):
        yield from rests(account, min_cell)
        for target in account.entries:
            if target.low is None and _key(target) not in seen and account.gives_away(target, min_cell):
                seen.add(_key(target))
                yield Leak(f"{target}, hidden in {target.where or 'the book'}", (), (account, target, min_cell))


def _key(entry: Entry) -> tuple:
    group = tuple(sorted((column, tuple(sorted(values.items()))) for column, values in entry.group.items()))
    return entry.file, group, entry.low, entry.high


def accounts(entries: Sequence[Entry]) -> Iterator[Account]:
    """Part an account into programs: the entries over columns that stand together somewhere, and over fewer of them."""
    for file in dict.fromkeys(entry.file for entry in entries):
        own = [entry for entry in entries if entry.file == file]
        sizes: dict[str, set[str]] = {}
        for entry in own:
            for column, values in entry.group.items():
                sizes.setdefault(column, set()).update(values, entry.among.get(column, ()))
        sets = list(dict.fromkeys(frozenset(entry.group) for entry in own))
        sets = [one for one in sets if not any(one < other for other in sets)]
        while pair := _merged(sets, sizes):
            sets = [one for one in sets if one not in pair] + [pair[0] | pair[1]]
        for columns in sets:
            yield Account([entry for entry in own if columns.issuperset(entry.group)])


def _merged(sets: Sequence[frozenset], sizes) -> tuple[frozenset, frozenset] | None:
    """Two sets of columns that are small enough together to be looked at as one."""
    pairs = ((one, other) for one, other in combinations(sets, 2) if one & other)
    return next((pair for pair in pairs if prod(len(sizes[column]) for column in pair[0] | pair[1]) <= CELLS), None)


def _explained(account: Account, target: Entry, min_cell: int) -> tuple[str, tuple[Entry, ...]]:
    """What a hidden number can only be, and published ones of which none can be left out."""
    row = account.row_of(target)
    spared: list[int] = []
    for place, entry in enumerate(account.entries):
        if entry.low is not None and is_recovered(account.bounds(row, [*spared, place]), target.kind, min_cell):
            spared.append(place)
    ends = account.bounds(row)
    values = f", can only be {ends[0]:g}" + (f" to {ends[1]:g}" if ends[0] < ends[1] else "")
    needed = [entry for place, entry in enumerate(account.entries) if entry.low is not None and place not in spared]
    return values, tuple(needed)


# -- what published groups leave over ------------------------------------------------------------------------------------


class _Sample(NamedTuple):
    """A group with the number of its answers to one question, and what is published of them, by kind and points."""

    group: dict[str, frozenset[str]]
    number: Entry
    values: dict[tuple, Entry]


def rests(account: Account, min_cell: int) -> Iterator[Leak]:
    """Rests of fewer than `min_cell` people, of published groups less published parts of them, whose answers become known."""
    for question in dict.fromkeys(entry.question for entry in account.entries if entry.question):
        samples = list(_samples(account.entries, question))
        for whole in samples:
            parts = [part for part in samples if _within(account, part, whole, min_cell)]
            for family in _families(whole, parts, min_cell):
                yield from _known(whole, family, min_cell)


def _samples(entries: Sequence[Entry], question: str) -> Iterator[_Sample]:
    groups: dict[frozenset, dict[tuple, Entry]] = {}
    for entry in entries:
        if entry.question == question and entry.low is not None and entry.kind != "squares":
            rest = frozenset((name, frozenset(values)) for name, values in entry.group.items() if name != question)
            points = tuple(sorted(entry.group[question])) if entry.kind == "answers" else (entry.kind,)
            groups.setdefault(rest, {})[points] = entry
    for rest, values in groups.items():
        if number := values.pop(("people",), None):
            yield _Sample(dict(rest), number, values)


def _within(account: Account, part: _Sample, whole: _Sample, min_cell: int) -> bool:
    """Whether a smaller group lies within another, by its definition or because nobody can be outside."""
    import numpy as np

    if part.number.low >= whole.number.low:
        return False
    if all(column in part.group and part.group[column] <= held for column, held in whole.group.items()):
        return True
    if whole.number.low - part.number.low >= min_cell:
        return False
    outside = np.clip(account.row_of(part.number) - account.row_of(whole.number), 0, None)
    return not any(outside @ cells > 0 for cells in account.solutions) and account.bounds(outside)[1] == 0


def _families(whole: _Sample, parts: Sequence[_Sample], min_cell: int, chosen: tuple = ()) -> Iterator[tuple]:
    """The sets of disjoint parts that leave 1 to `min_cell` - 1 answers of a whole."""
    left = whole.number.low - sum(part.number.low for part in chosen)
    if chosen and 0 < left < min_cell:
        yield chosen
    for place, part in enumerate(parts if left > 0 else ()):
        if part.number.low < left and all(_are_disjoint(part, other) for other in chosen):
            yield from _families(whole, parts[place + 1 :], min_cell, (*chosen, part))


def _are_disjoint(one: _Sample, other: _Sample) -> bool:
    return any(not held & other.group.get(column, held) for column, held in one.group.items())


def _known(whole: _Sample, family: Sequence[_Sample], min_cell: int) -> Iterator[Leak]:
    """What the answers of a rest add up to, where that is one number."""
    left = whole.number.low - sum(part.number.low for part in family)
    for points, total in whole.values.items():
        others = [part.values.get(points) for part in family]
        if None in others:
            continue
        weights = [*total.group[total.question].values(), *[0.0] * (total.kind == "answers")]
        low = max(total.low - sum(one.high for one in others), left * min(weights))
        high = min(total.high - sum(one.low for one in others), left * max(weights))
        if is_recovered((low, high), "sum", min_cell):
            said = "at these points are" if total.kind == "answers" else "add up to"
            yield Leak(
                f"The answers of {left:g} {'person' if left == 1 else 'people'} left over {said} {ceil(low - 1e-6)}",
                (total, *others),
            )


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
    found = leaks(entries, min_cell)
    print("\n".join(report(entries, found, min_cell)))
    return 2 if found else 0


def report(entries: Sequence[Entry], found: Sequence[Leak], min_cell: int) -> list[str]:
    """What is published and hidden, output by output, and what could be recovered, in sentences for the book's owner."""
    lines = []
    for where in dict.fromkeys(entry.where for entry in entries):
        own = [entry for entry in entries if entry.where == where]
        hidden = [str(entry) for entry in own if entry.low is None]
        lines.append(f"{where}: {len(own) - len(hidden)} numbers of people or answers shown, {len(hidden)} hidden")
        lines += [f"    hidden: {words}" for words in dict.fromkeys(hidden)]
    lines += [f"RECOVERED: {leak}" for leak in found]
    end = f"{len(found)} could be recovered." if found else "nothing could be recovered."
    return [*lines, f"From {len(entries)} entries, groups of fewer than {min_cell} people being hidden, {end}"]


def entry_of(record: dict) -> Entry:
    """An entry out of the metadata of an output."""
    return Entry(**{name: record[name] for name in Entry._fields})


def write_account(build: Path, min_cell: int, entries: Sequence[Entry]) -> None:
    """Keep the account of a book in its folder `_build`, outside of the site, where its owner alone looks."""
    (build / RECORD).write_text(
        json.dumps({"min_cell": min_cell, "entries": [entry._asdict() for entry in entries]}), encoding="utf-8"
    )


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
