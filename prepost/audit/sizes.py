"""Sizes that are not printed: of two groups by addition, of a subset by the blanks that each size would need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from prepost.audit.inputs import Inputs
from prepost.audit.parts import MOST_MISSING, Split, parts_and_whole
from prepost.audit.search import Search
from prepost.audit.survivors import Survivors, joined
from prepost.study.faults import StudyError, join_words

Found = Mapping[str, Mapping[int, Survivors]]


@dataclass(frozen=True)
class Size:
    """A number of forms that the subset may have, with which all that is printed about every statement holds.

    Attributes
    ----------
    forms : int
        The number.
    blanks, blanks_with_peak : dict of str to int
        By statement the fewest blank answers with which it holds, and with which it does so by single-peaked answers.
        The second is empty where a statement never does.
    most_blank : tuple of (int, int)
        Most answers that may be blank over all statements, and on any one of them.
    """

    forms: int
    blanks: Mapping[str, int]
    blanks_with_peak: Mapping[str, int]
    most_blank: tuple[int, int]

    @property
    def is_admissible(self) -> bool:
        """Whether the blanks stay within both bounds."""
        return self._within(self.blanks)

    @property
    def is_single_peaked(self) -> bool:
        """Whether they do so with single-peaked answers to every statement."""
        return bool(self.blanks_with_peak) and self._within(self.blanks_with_peak)

    def _within(self, blanks: Mapping[str, int]) -> bool:
        return sum(blanks.values()) <= self.most_blank[0] and max(blanks.values()) <= self.most_blank[1]

    def answers(self, statement: str, peaked: bool = False) -> range:
        """Numbers of answers to a statement that the bounds leave, given the fewest blanks on all others."""
        blanks = self.blanks_with_peak if peaked else self.blanks
        others = sum(blanks.values()) - blanks[statement]
        return range(self.forms - min(self.most_blank[1], self.most_blank[0] - others), self.forms + 1)


def group_splits(inputs: Inputs) -> list[Split]:
    """Ways to divide the whole into its two groups so that means, changes and p-values hold together.

    Returns
    -------
    list of Split
        The fewest blanks first; empty where there are no groups.

    Raises
    ------
    StudyError
        With the statements whose figures no division attains.
    """
    if not inputs.parts:
        return []
    columns, forms = (*inputs.parts, inputs.whole), inputs.forms[inputs.whole]
    means = {statement: tuple(line[column].printed for column in columns) for statement, line in inputs.cells.items()}
    printed = [tuple(inputs.forms[part] for part in inputs.parts)] if set(inputs.parts) <= set(inputs.forms) else None
    split = partial(parts_and_whole, forms, scale=inputs.scale, sizes=printed)

    def also(statement: str, first: int, second: int) -> bool:
        return len(Search(inputs, statement).pairs_of_groups(first, second)) > 0

    if splits := split(means, also=also):
        return splits
    faults, stage = [], next(place for place, stage in enumerate(inputs.stages) if stage[:2] == inputs.parts)
    for statement in means:
        line, alone = inputs.cells[statement], {statement: means[statement]}
        if not split(alone):
            faults.append(
                line[inputs.whole].fault(
                    f"cannot be the mean of both groups together: no two groups of {forms} people in all, with means of "
                    f"{join_words(means[statement][:-1])}, add up to it.",
                    f"Check columns {join_words(columns)} of this row against the printed table.",
                )
            )
        elif not split(alone, also=also):
            faults.append(inputs.unattainable(statement, stage))
    raise StudyError(faults or [inputs.unattainable(next(iter(means)), stage)])


def subset_survivors(search: Search) -> dict[int, Survivors]:
    """For every number of answers that the subset may hold, what survives of one statement; none where nothing does."""
    subset, inputs = search.inputs.subset, search.inputs
    most = inputs.forms.get(subset["part"], min(inputs.forms[subset["of"]], inputs.number(subset["at_most"])))
    found = {answers: search.with_subset_answers(answers) for answers in range(2, most + 1)}
    return {answers: pairs for answers, pairs in found.items() if len(pairs)}


def subset_sizes(inputs: Inputs, found: Found) -> list[Size]:
    """Every size of the subset at which each statement holds with a dozen blanks or as many as study.yml allows.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed.
    found : dict of str to dict of int to Survivors
        For each statement what `subset_survivors` found.

    Returns
    -------
    list of Size
        The preferred first: those with single-peaked answers throughout before the others that are admissible, in
        either the nearest to the share that study.yml names; then those that are not admissible.
    """
    subset, of = inputs.subset, inputs.forms[inputs.subset["of"]]
    peaks = {
        statement: {answers for answers, pairs in sizes.items() if pairs.plausible.any()}
        for statement, sizes in found.items()
    }
    printed = inputs.forms.get(subset["part"])
    last = printed or min(of, inputs.number(subset["at_most"]))
    sizes = []
    for forms in [printed] if printed else range(2, last + 1):
        bounds = inputs.most_blank(len(found), forms), inputs.most_blank(1, forms)
        tried = range(max(MOST_MISSING, bounds[1]) + 1)
        fewest, with_peak = (
            {name: next((blank for blank in tried if forms - blank in able[name]), None) for name in found}
            for able in (found, peaks)
        )
        if None not in fewest.values():
            sizes.append(Size(forms, fewest, {} if None in with_peak.values() else with_peak, bounds))
    wanted = Fraction(str(subset.get("nearest", 1))) * of
    return sorted(sizes, key=lambda size: (not size.is_single_peaked, not size.is_admissible, abs(size.forms - wanted)))


def permitted(sizes: Sequence[Size], statement: str, found: Mapping[int, Survivors], peaked: bool = False):
    """What survives of one statement at all admissible sizes together.

    Parameters
    ----------
    sizes : sequence of Size
        As `subset_sizes` gives them.
    statement : str
        Its id.
    found : dict of int to Survivors
        As `subset_survivors` gives it.
    peaked : bool
        Only single-peaked samples, at the sizes at which these exist throughout.

    Returns
    -------
    Survivors
    """
    kept = [size for size in sizes if (size.is_single_peaked if peaked else size.is_admissible)]
    numbers = sorted({answers for size in kept for answers in size.answers(statement, peaked)} & set(found))
    pairs = joined([found[answers] for answers in numbers] or [next(iter(found.values()))[:0]])
    return pairs[pairs.plausible] if peaked else pairs
