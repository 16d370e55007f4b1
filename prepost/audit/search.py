"""The search for one statement's answers: groups by addition, then one comparison after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

import numpy as np

from prepost.audit.inputs import Inputs
from prepost.audit.intervals import p_interval, rounding_interval
from prepost.audit.p_values import MOST_PAIRS
from prepost.audit.parts import MOST_MISSING, Split
from prepost.audit.rank_pairs import fitting
from prepost.audit.survivors import Survivors, by_centrality, by_size, joined, most_central, surviving_pairs
from prepost.audit.vectors import count_vectors, single_peaked
from prepost.study.faults import StudyError

PAIRS_HELD = 1_000_000
"""Above this number of candidate pairs only single-peaked samples are searched, and of what survives only the centre is
held.
"""


@dataclass(frozen=True)
class Pick:
    """What was chosen at one stage for one statement, and out of what.

    Attributes
    ----------
    stage : str
        The comparison.
    counts : dict of str to numpy.ndarray
        Answers per scale point, by column.
    searched, survivors : int
        Pairs gone through, and pairs that agree with everything printed: of single-peaked samples where any agree.
    single_peaked : bool
        Whether they are single-peaked.
    passed_over : int
        More central pairs that left a later stage without a solution.
    """

    stage: str
    counts: Mapping[str, np.ndarray]
    searched: int
    survivors: int
    single_peaked: bool
    passed_over: int


def candidates(inputs: Inputs, statement: str, column: str, answers: int) -> np.ndarray:
    """Every vector of so many answers with the mean that is printed for a statement in a column.

    Raises
    ------
    StudyError
        If the vectors would not fit into memory.
    """
    cell, (lowest, highest) = inputs.cells[statement][column], inputs.scale
    if answers < 1:
        return np.empty((0, highest - lowest + 1), dtype=np.int64)
    try:
        return count_vectors(answers, cell.printed, (lowest, highest))
    except ValueError:
        problem = f"cannot be searched: {answers} answers from {lowest} to {highest} have this mean in too many ways."
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
    subset : tuple of (int, int) or None
        Forms of the subset, where there is one, and how many of them leave the statement blank.
    """

    inputs: Inputs
    statement: str
    split: Split | None = None
    subset: tuple[int, int] | None = None

    def solve(self, stage: int = 0, chosen: Mapping[str, np.ndarray] | None = None) -> list[Pick] | None:
        """The most central picks, one a stage, each compatible with those before; None where there are none."""
        if stage == len(self.inputs.stages):
            return []
        for pick in self.picks(stage, chosen or {}):
            counts = {**(chosen or {}), **pick.counts}
            if self.inputs.parts and all(part in counts for part in self.inputs.parts):
                counts.setdefault(self.inputs.whole, sum(counts[part] for part in self.inputs.parts))
            rest = self.solve(stage + 1, counts)
            if rest is not None:
                return [pick, *rest]
        return None

    def picks(self, stage: int, chosen: Mapping[str, np.ndarray]) -> Iterator[Pick]:
        """Possible picks of a stage, the fewest blanks first, from the most central to the least: single-peaked ones,
        and others only for want of those.
        """
        for peaked in (True, False):
            for found in self._found(stage, chosen, peaked):
                for passed_over, row in enumerate(by_centrality(found)):
                    counts = dict(zip(self.inputs.stages[stage], (found.first[row], found.second[row])))
                    name = self.inputs.stage_names[stage]
                    yield Pick(name, counts, found.searched, found.number, peaked, passed_over)

    def _found(self, stage: int, chosen: Mapping, peaked: bool):
        """What survives, one number of answers after the other; where candidates are many, the centre of it alone."""
        first, second, _ = self.inputs.stages[stage]
        if self._is_of_groups(stage):
            found = self.groups
            if self.inputs.whole in chosen:
                found = found[(found.first + found.second == chosen[self.inputs.whole]).all(axis=1)]
            found = found[found.plausible] if peaked else found
            if len(found):
                yield found
            return
        for a, b in self._by_answers(first, second, chosen, peaked):
            search = most_central if len(a) * len(b) > PAIRS_HELD else surviving_pairs
            found = search(a, b, *self.test(stage, int(a[0].sum()), int(b[0].sum())))
            if len(found):
                yield found

    def _by_answers(self, first: str, second: str, chosen: Mapping, peaked: bool):
        """Candidates for two columns by numbers of answers, the fewest blanks first, as far as they can be gone through:
        where pairs are many, single-peaked samples only.
        """
        samples = [self.samples(column, chosen) for column in (first, second)]
        gone_through = 0
        for a, b in sorted(product(*samples), key=lambda pair: -int(pair[0][0].sum() + pair[1][0].sum())):
            if peaked:
                a, b = a[single_peaked(a)], b[single_peaked(b)]
            gone_through += len(a) * len(b)
            if len(a) and len(b) and gone_through <= MOST_PAIRS and (peaked or len(a) * len(b) <= PAIRS_HELD):
                yield a, b

    def is_attainable(self, stage: int) -> bool:
        """Whether any answers at all, of those that can be gone through, give what is printed about a stage."""
        return any(
            kept.any()
            for peaked in (True, False)
            for a, b in self._by_answers(*self.inputs.stages[stage][:2], {}, peaked)
            for _, _, kept in fitting(a, b, *self.test(stage, int(a[0].sum()), int(b[0].sum())))
        )

    def samples(self, column: str, chosen: Mapping[str, np.ndarray] | None = None) -> list[np.ndarray]:
        """The samples that a column can be, by number of answers, the fewest blanks first.

        Notes
        -----
        Of the whole that two groups make up these are the sums of the groups. Elsewhere as many blanks are tried as
        study.yml allows, and more only where the printed mean leaves no other way.
        """
        inputs, chosen = self.inputs, chosen or {}
        if column in chosen:
            return [np.asarray(chosen[column])[None, :]]
        if column == inputs.whole and self.split:
            return by_size(self.groups.first + self.groups.second)
        if self.subset and column == inputs.subset["part"]:
            rows = candidates(inputs, self.statement, column, self.subset[0] - self.subset[1])
            return [rows] if len(rows) else []
        forms, found = inputs.forms[column], []
        held = chosen.get(inputs.subset["part"]) if inputs.subset and column == inputs.subset["of"] else None
        fewest = self.subset[1] if held is not None and self.subset else 0
        allowed = inputs.most_blank(1, forms)
        for blank in range(fewest, max(MOST_MISSING, allowed) + 1):
            if found and blank > allowed:
                break
            rows = candidates(inputs, self.statement, column, forms - blank)
            if held is not None:
                rows = rows[(rows >= held).all(axis=1)]
            found += [rows] if len(rows) else []
        return found

    @cached_property
    def groups(self) -> Survivors:
        """All pairs of groups that agree with the printed means, change and p-value, over all ways to leave the fewest
        answers blank.
        """
        (first, second), ways = self.split.sizes, self.split.missing[self.statement]
        return joined([self.pairs_of_groups(first - blank, second - other) for blank, other in ways])

    def pairs_of_groups(self, first: int, second: int) -> Survivors:
        """Pairs of the two groups, with so many answers each, that agree with everything printed about them."""
        inputs, answers = self.inputs, first + second
        stage = next(number for number, _ in enumerate(inputs.stages) if self._is_of_groups(number))
        whole = rounding_interval(inputs.cells[self.statement][inputs.whole].printed).whole_numbers(answers)
        wanted, change = self.test(stage, first, second)

        def holds(one: int, other: int) -> bool:
            return one + other + inputs.scale[0] * answers in whole and (change is None or change(one, other))

        a, b = (candidates(inputs, self.statement, part, size) for part, size in zip(inputs.parts, (first, second)))
        return surviving_pairs(a, b, wanted, holds)

    def with_subset_answers(self, answers: int) -> Survivors:
        """All pairs of a subset of so many answers and what it is compared with that agree with everything printed."""
        part, (stage, counterparts) = self.inputs.subset["part"], self._beside_subset
        rows = candidates(self.inputs, self.statement, part, answers)
        pairs = [(rows, other) if part == self.inputs.stages[stage][0] else (other, rows) for other in counterparts]
        return joined(
            [surviving_pairs(a, b, *self.test(stage, int(a[0].sum()), int(b[0].sum()))) for a, b in pairs if len(rows)]
            or [Survivors(rows, rows, 0)]
        )

    @cached_property
    def _beside_subset(self) -> tuple[int, list[np.ndarray]]:
        """The stage of the subset, and the samples that it can be compared with."""
        stage = self.inputs.stage_of_subset
        other = next(column for column in self.inputs.stages[stage][:2] if column != self.inputs.subset["part"])
        return stage, self.samples(other)

    def _is_of_groups(self, stage: int) -> bool:
        return self.inputs.stages[stage][:2] == self.inputs.parts

    def test(self, stage: int, first: int, second: int):
        """The p-values that a stage prints, and whether two totals of so many answers, in points above the lowest,
        differ as printed; None where any may.
        """
        change = self.inputs.change(self.statement, stage)
        holds = change and (lambda one, other: Fraction(other, second) - Fraction(one, first) in change)
        return p_interval(self.inputs.cells[self.statement][self.inputs.stages[stage][2]].printed), holds
