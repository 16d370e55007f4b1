"""How far derived figures can differ between all answers that agree with everything printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from prepost.audit.inputs import Inputs
from prepost.audit.intervals import Interval, p_interval
from prepost.audit.rank_pairs import PAIRS_AT_A_TIME, prints_as
from prepost.audit.stages import PAIRS_SEARCHED_WHOLE, Search, candidates
from prepost.audit.survivors import surviving_pairs
from prepost.audit.vectors import single_peaked
from prepost.stats.ranks import two_sided_p, u_distance_across
from prepost.stats.survivors import effect_rows, merge_ranges, ranges

__all__ = ["Kept", "kept_by_stage", "ranges_across", "ranges_of_product", "statement_ranges"]

ROWS_AT_A_TIME = 200_000


class Kept:
    """The samples that survive one comparison, and the pairs of them.

    Attributes
    ----------
    first, second : numpy.ndarray of int, shapes (m, scale points) and (r, scale points)
        The different samples that stand in a surviving pair.
    effects : dict of str to [float, float]
        Smallest and largest value of each effect over the surviving pairs.
    pairs : int
        Number of surviving pairs.
    single_peaked_only : bool
        Whether only single-peaked samples were searched.
    """

    def __init__(self, first, second, effects, pairs, single_peaked_only):
        self.first, self.second = np.unique(first, axis=0), np.unique(second, axis=0)
        self.effects, self.pairs, self.single_peaked_only = effects, pairs, single_peaked_only


def kept_by_stage(search: Search, level: float) -> dict[str, Kept]:
    """For each comparison of a statement all samples that agree with the printed means and p-value.

    Parameters
    ----------
    search : Search
        The statement, with the sizes of all groups settled.
    level : float
        Confidence level of the intervals whose ends are followed.

    Returns
    -------
    dict of str to Kept
        By comparison. A sample that an earlier comparison left over stands for its column in the later ones.
    """
    inputs, known, kept = search.inputs, {}, {}
    for name, (first, second, p_column) in zip(inputs.stage_names, inputs.stages):
        wanted = p_interval(inputs.cells[search.statement][p_column].printed)
        if {first, second} == set(inputs.parts):
            found = search.surviving_parts()
            known[inputs.whole] = search.surviving_wholes()
            kept[name] = _kept_pairs(found.first, found.second, inputs, level)
            continue
        blank = next(search.ways_to_miss(first, second, {inputs.whole: 0} if inputs.whole in (first, second) else {}))
        samples = [
            known[column]
            if column in known
            else candidates(inputs, search.statement, column, search.size(column) - blank[column])
            for column in (first, second)
        ]
        kept[name] = _kept(samples, wanted, inputs, level)
    return kept


def _kept(samples: list[np.ndarray], wanted: Interval, inputs: Inputs, level: float) -> Kept:
    if len(samples[0]) * len(samples[1]) <= PAIRS_SEARCHED_WHOLE:
        found = surviving_pairs(*samples, wanted)
        return _kept_pairs(found.first, found.second, inputs, level)
    first, second = (rows[single_peaked(rows)] for rows in samples)
    effects, first_kept, second_kept, count = ranges_across(first, second, wanted, inputs.settings.scale)
    return Kept(first[first_kept], second[second_kept], effects, count, True)


def _kept_pairs(first: np.ndarray, second: np.ndarray, inputs: Inputs, level: float) -> Kept:
    effects = ranges(effect_rows(first, second, inputs.settings.scale, level))
    return Kept(first, second, effects, len(first), False)


def ranges_across(
    first: np.ndarray, second: np.ndarray, wanted: Interval, points
) -> tuple[dict, np.ndarray, np.ndarray, int]:
    """Smallest and largest effect over all pairs with a given p-value, without holding the pairs.

    Parameters
    ----------
    first, second : numpy.ndarray of int, shapes (m, scale points) and (r, scale points)
        Candidate samples.
    wanted : Interval
        The p-values looked for.
    points : sequence of int
        The scale points.

    Returns
    -------
    effects : dict of str to [float, float]
        `superiority`, `rank_biserial`, `change`, `change_pct`, `z` and `p`; empty where no pair survives.
    first_kept, second_kept : numpy.ndarray of bool
        Which candidates stand in a surviving pair.
    pairs : int
        Number of surviving pairs.
    """
    points = np.asarray(points, dtype=float)
    means = [rows @ points / rows.sum(axis=1) for rows in (first, second)]
    product = float(first[0].sum()) * float(second[0].sum())
    first_kept, second_kept, count, parts = np.zeros(len(first), bool), np.zeros(len(second), bool), 0, []
    rows = max(1, PAIRS_AT_A_TIME // len(second))
    for start in range(0, len(first), rows):
        block = slice(start, start + rows)
        distance, variance = u_distance_across(first[block], second)
        kept = prints_as(distance, variance, wanted)
        if not kept.any():
            continue
        first_kept[block] |= kept.any(axis=1)
        second_kept |= kept.any(axis=0)
        count += int(kept.sum())
        superiority = 0.5 + distance[kept] / (2 * product)
        z = distance[kept] / np.sqrt(variance[kept])
        change = np.subtract(means[1][None, :], means[0][block, None])[kept]
        parts.append(ranges({"superiority": superiority, "change": change, "z": z, "size": np.abs(z)}))
    if not parts:
        return {}, first_kept, second_kept, 0
    return _named(merge_ranges(*parts), points), first_kept, second_kept, count


def _named(extremes: dict, points: np.ndarray) -> dict[str, list[float]]:
    """The effects that follow from the extremes of a few of them."""
    smallest, largest = extremes.pop("size")
    extremes["rank_biserial"] = [2 * bound - 1 for bound in extremes["superiority"]]
    extremes["change_pct"] = [100 * bound / (points[-1] - points[0]) for bound in extremes["change"]]
    extremes["p"] = [float(p) for p in two_sided_p(np.array([largest, smallest]))]
    return extremes


def ranges_of_product(first: np.ndarray, second: np.ndarray, points, level: float) -> dict[str, list[float]]:
    """Smallest and largest effect over every pair of two sets of samples.

    Parameters
    ----------
    first, second : numpy.ndarray of int
        The sets, one sample a row.
    points : sequence of int
        The scale points.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    dict of str to [float, float]
    """
    rows = max(1, ROWS_AT_A_TIME // len(second))
    parts = [
        ranges(effect_rows(np.repeat(chunk, len(second), axis=0), np.tile(second, (len(chunk), 1)), points, level))
        for chunk in (first[start : start + rows] for start in range(0, len(first), rows))
    ]
    return merge_ranges(*parts)


def statement_ranges(search: Search, kept: Mapping[str, Kept], level: float) -> dict[str, dict]:
    """Ranges of a statement's effects for every planned comparison and every other baseline in study.yml.

    Returns
    -------
    dict of str to dict
        By comparison: `pairs`, `single_peaked_only`, `outer` (whether pairs were joined freely, so that the range is
        an outer bound), and the ranges.
    """
    inputs = search.inputs
    found = {
        name: {"pairs": stage.pairs, "single_peaked_only": stage.single_peaked_only, "outer": False, **stage.effects}
        for name, stage in kept.items()
    }
    sets = _sample_sets(inputs, kept)
    for name, comparison in inputs.settings.specifications.items():
        columns = [_column(inputs, filters) for filters in (comparison.first, comparison.second)]
        if name not in found and all(column in sets for column in columns):
            (first, limited), (second, also_limited) = (sets[column] for column in columns)
            found[name] = {
                "pairs": len(first) * len(second),
                "single_peaked_only": limited or also_limited,
                "outer": True,
                **ranges_of_product(first, second, inputs.settings.scale, level),
            }
    return found


def _sample_sets(inputs: Inputs, kept: Mapping[str, Kept]) -> dict[str, tuple[np.ndarray, bool]]:
    """For each column the samples that survive its last comparison, and whether only single-peaked ones were
    searched."""
    sets = {}
    for name, (first, second, _) in zip(inputs.stage_names, inputs.stages):
        sets[first] = kept[name].first, kept[name].single_peaked_only
        sets[second] = kept[name].second, kept[name].single_peaked_only
    return sets


def _column(inputs: Inputs, filters: Mapping[str, str]) -> str | None:
    matching: Iterable[str] = (column for column, forms in inputs.columns.items() if forms == dict(filters))
    return next(iter(matching), None)
