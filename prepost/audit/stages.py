"""The search for one plausible set of answers, statement by statement and stage by stage, going back where it must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from prepost.audit.inputs import Inputs
from prepost.audit.intervals import p_interval, rounding_interval
from prepost.audit.parts import MOST_MISSING, Split
from prepost.audit.rank_pairs import PAIRS_AT_A_TIME, pair_chunks
from prepost.audit.survivors import Survivors, by_centrality, most_central, surviving_pairs, surviving_totals
from prepost.audit.vectors import count_vectors, single_peaked
from prepost.study.faults import StudyError

__all__ = ["PAIRS_SEARCHED_WHOLE", "Pick", "Search", "candidates", "subset_sizes"]

PAIRS_SEARCHED_WHOLE = 1_000_000
"""Above this number of pairs only single-peaked samples are searched."""


@dataclass(frozen=True)
class Pick:
    """What was chosen at one stage for one statement, and out of what.

    Attributes
    ----------
    stage : str
        The comparison.
    counts : dict of str to numpy.ndarray
        Answers per scale point, by column.
    missing : dict of str to int
        Forms without an answer, by column.
    searched, survivors, plausible : int
        Pairs gone through, pairs that agree with everything printed, and those of single-peaked samples.
    single_peaked_only : bool
        Whether the search was limited to single-peaked samples.
    passed_over : int
        More central pairs that left a later stage without a solution.
    """

    stage: str
    counts: Mapping[str, np.ndarray]
    missing: Mapping[str, int]
    searched: int
    survivors: int
    plausible: int
    single_peaked_only: bool
    passed_over: int


def candidates(inputs: Inputs, statement: str, column: str, size: int) -> np.ndarray:
    """Every vector of `size` answers with the mean that is printed for a statement in a column.

    Raises
    ------
    StudyError
        Where the vectors would not fit into memory.
    """
    if size < 1:
        return _none(inputs)
    cell, (lowest, highest) = inputs.cells[statement][column], inputs.scale
    try:
        return count_vectors(size, cell.printed, (lowest, highest))
    except ValueError:
        problem = f"cannot be searched: {size} answers from {lowest} to {highest} have this mean in too many ways."
        raise StudyError([cell.fault(problem, "A reconstruction needs fewer forms, or a shorter scale.")]) from None


@dataclass
class Search:
    """The search for one statement's answers.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed.
    statement : str
        Its id.
    split : Split or None
        Sizes and missing answers of the parts, where there are any.
    subset_size, subset_missing : int or None
        Forms of the subset, where there is one, and how many of them leave the statement blank.
    """

    inputs: Inputs
    statement: str
    split: Split | None = None
    subset_size: int | None = None
    subset_missing: int | None = None
    _failed_at: int = field(default=0, init=False)

    def solve(self) -> list[Pick] | None:
        """The most central picks, one a stage, each compatible with those before; None where there are none."""
        self._failed_at = 0
        return self._from_stage(0, {}, {})

    @property
    def failed_stage(self) -> int:
        """The latest stage that the last unsuccessful search reached."""
        return self._failed_at

    def _from_stage(self, stage: int, counts: dict, missing: dict) -> list[Pick] | None:
        if stage == len(self.inputs.stages):
            return []
        self._failed_at = max(self._failed_at, stage)
        for pick in self.picks(stage, counts, missing):
            chosen, blank = self._with_whole({**counts, **pick.counts}, {**missing, **pick.missing})
            rest = self._from_stage(stage + 1, chosen, blank)
            if rest is not None:
                return [pick, *rest]
        return None

    def _with_whole(self, counts: dict, missing: dict) -> tuple[dict, dict]:
        """Adds the sample that the parts make up, once both parts are chosen."""
        parts, whole = self.inputs.parts, self.inputs.whole
        if parts and whole not in counts and all(part in counts for part in parts):
            counts = {**counts, whole: sum(counts[part] for part in parts)}
            missing = {**missing, whole: sum(missing[part] for part in parts)}
        return counts, missing

    def picks(self, stage: int, counts: Mapping, missing: Mapping) -> Iterator[Pick]:
        """Possible picks of a stage from the most central to the least, given what earlier stages chose."""
        first, second, p_column = self.inputs.stages[stage]
        wanted = p_interval(self.inputs.cells[self.statement][p_column].printed)
        for blank in self.ways_to_miss(first, second, missing):
            samples = [self._samples(column, blank[column], counts) for column in (first, second)]
            limited = len(samples[0]) * len(samples[1]) > PAIRS_SEARCHED_WHOLE
            describe = {"stage": self.inputs.stage_names[stage], "missing": blank, "single_peaked_only": limited}
            if limited:
                yield from _most_central_pick((first, second), [_plausible(rows) for rows in samples], wanted, describe)
            else:
                yield from _ordered((first, second), samples, wanted, describe)

    def ways_to_miss(self, first: str, second: str, missing: Mapping) -> Iterator[dict[str, int]]:
        """Numbers of blank answers in two columns: as few as the printed means allow, given those already settled."""
        settled = {column: missing[column] for column in (first, second) if column in missing}
        subset = self.inputs.subset
        if subset and subset["part"] in (first, second):
            settled[subset["part"]] = self.subset_missing
        if self.split and {first, second} == set(self.inputs.parts):
            for ways in self.split.missing[self.statement]:
                yield dict(zip(self.inputs.parts, ways))
            return
        open_columns = [column for column in (first, second) if column not in settled]
        for total in range(MOST_MISSING + 1):
            ways = [
                {**settled, **dict(zip(open_columns, blank))}
                for blank in product(range(total + 1), repeat=len(open_columns))
                if sum(blank) == total or not open_columns
            ]
            possible = [way for way in ways if self._room_for_subset(way, missing) and self._means_hold(way)]
            yield from possible
            if possible or not open_columns:
                return

    def _means_hold(self, blank: Mapping) -> bool:
        """Whether whole numbers of answers give the printed means of these columns."""
        return all(
            len(
                rounding_interval(self.inputs.cells[self.statement][column].printed).whole_numbers(
                    self.size(column) - count
                )
            )
            for column, count in blank.items()
            if column != self.inputs.whole
        )

    def _room_for_subset(self, blank: Mapping, missing: Mapping) -> bool:
        subset = self.inputs.subset
        return not subset or subset["of"] not in blank or blank[subset["of"]] >= missing.get(subset["part"], 0)

    def _samples(self, column: str, blank: int, counts: Mapping) -> np.ndarray:
        if column in counts:
            return np.asarray(counts[column])[None, :]
        rows = candidates(self.inputs, self.statement, column, self.size(column) - blank)
        subset = self.inputs.subset
        if subset and column == subset["of"] and subset["part"] in counts:
            rows = rows[(rows >= counts[subset["part"]]).all(axis=1)]
        return rows

    def size(self, column: str) -> int:
        """Forms behind a column."""
        if self.split and column in self.inputs.parts:
            return self.split.sizes[self.inputs.parts.index(column)]
        if self.inputs.subset and column == self.inputs.subset["part"]:
            return self.subset_size
        return self.inputs.forms[column]

    def subset_blanks(self, size: int, wholes: np.ndarray) -> int | None:
        """Fewest blank answers with which a subset of `size` forms has its printed mean and p-value.

        Parameters
        ----------
        size : int
            Forms in the subset.
        wholes : numpy.ndarray of int, shape (m, scale points)
            The samples it may be compared with.

        Returns
        -------
        int or None
            None where `MOST_MISSING` blanks do not suffice.
        """
        part = self.inputs.subset["part"]
        wanted, order = self._subset_test(part)
        for blank in range(MOST_MISSING + 1):
            rows = candidates(self.inputs, self.statement, part, size - blank)
            if len(rows) and _any_pair(*((rows, wholes) if order else (wholes, rows)), wanted):
                return blank
        return None

    def _subset_test(self, part: str):
        first, _, p_column = next(stage for stage in self.inputs.stages if part in stage[:2])
        return p_interval(self.inputs.cells[self.statement][p_column].printed), first == part

    def surviving_wholes(self) -> np.ndarray:
        """All samples that surviving pairs of parts add up to: int array (m, scale points)."""
        return surviving_totals(self.surviving_parts())

    def surviving_parts(self) -> Survivors:
        """All pairs of parts that agree with the printed means and p-value, over all ways to miss the fewest
        answers."""
        stage = next(stage for stage in self.inputs.stages if set(stage[:2]) == set(self.inputs.parts))
        wanted = p_interval(self.inputs.cells[self.statement][stage[2]].printed)
        found = [
            surviving_pairs(*(self._samples(column, blank[column], {}) for column in stage[:2]), wanted)
            for blank in self.ways_to_miss(stage[0], stage[1], {})
        ]
        return Survivors(
            np.concatenate([each.first for each in found]),
            np.concatenate([each.second for each in found]),
            sum(each.searched for each in found),
        )


def subset_sizes(inputs: Inputs, searches: Mapping[str, Search]) -> list[dict]:
    """For every number of forms the subset may have: which statements can hold, and with how many blanks.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed.
    searches : dict of str to Search
        One for each statement.

    Returns
    -------
    list of dict
        `forms`; `without_blanks` and `holding` (numbers of statements); `missing` (blanks over all statements, None
        where not all can hold); `blanks` (by statement).
    """
    subset = inputs.subset
    most = inputs.forms[subset["of"]]
    if "at_most" in subset:
        most = min(most, inputs.number(subset["at_most"]))
    wholes = {statement: search.surviving_wholes() for statement, search in searches.items()}
    sizes = []
    for size in range(2, most + 1):
        blanks = [search.subset_blanks(size, wholes[statement]) for statement, search in searches.items()]
        holding = [blank for blank in blanks if blank is not None]
        sizes.append(
            {
                "forms": size,
                "without_blanks": holding.count(0),
                "holding": len(holding),
                "missing": sum(holding) if len(holding) == len(blanks) else None,
                "blanks": dict(zip(searches, blanks)),
            }
        )
    return sizes


def _ordered(names, samples, wanted, describe: Mapping) -> Iterator[Pick]:
    survivors = surviving_pairs(*samples, wanted)
    plausible = int(survivors.plausible.sum())
    for passed_over, row in enumerate(by_centrality(survivors)):
        counts = dict(zip(names, (survivors.first[row], survivors.second[row])))
        yield Pick(
            counts=counts,
            searched=survivors.searched,
            survivors=len(survivors),
            plausible=plausible,
            passed_over=passed_over,
            **describe,
        )


def _most_central_pick(names, samples, wanted, describe: Mapping) -> Iterator[Pick]:
    best = most_central(*samples, wanted)
    if best is not None:
        yield Pick(
            counts=dict(zip(names, (best.first, best.second))),
            searched=best.searched,
            survivors=best.survivors,
            plausible=best.survivors,
            passed_over=0,
            **describe,
        )


def _any_pair(first: np.ndarray, second: np.ndarray, wanted) -> bool:
    """Whether any pair has such a p-value; a thin sample of rows is tried before all of them."""
    step = max(1, len(first) // max(1, PAIRS_AT_A_TIME // 20 // len(second)))
    return any(len(block) for rows in (first[::step], first) for block in pair_chunks(rows, second, wanted))


def _plausible(rows: np.ndarray) -> np.ndarray:
    return rows[single_peaked(rows)]


def _none(inputs: Inputs) -> np.ndarray:
    return np.empty((0, inputs.scale[1] - inputs.scale[0] + 1), dtype=np.int64)
