"""How far figures that are not printed can differ between all answers that agree with everything that is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from prepost.audit.inputs import Inputs
from prepost.audit.rank_pairs import PAIRS_AT_A_TIME, fitting
from prepost.audit.search import PAIRS_HELD, Search
from prepost.audit.survivors import Survivors, by_size
from prepost.audit.vectors import single_peaked
from prepost.stats.ranks import two_sided_p, u_distance_across
from prepost.stats.survivors import effect_rows, mean_spread, ranges, upper_share

SEARCHED = {
    "all": "every pair that survives, at every admissible size",
    "fewest blanks": "every pair that survives with as few blanks as hold, or with the blanks of the answers that are used",
    "joined freely": "samples that survive apart from each other, paired freely: an outer bound",
}


class Possible:
    """What one statement's answers can be.

    Parameters
    ----------
    search : Search
        The statement, with the sizes of the groups settled.
    beside : Survivors or None
        What survives of the subset and the sample that it is compared with, at all admissible sizes.
    peaked : bool
        Whether to leave out samples without a single peak.
    used : dict of str to numpy.ndarray
        The answers that are used, by column.
    """

    def __init__(self, search: Search, beside: Survivors | None, peaked: bool, used: Mapping[str, np.ndarray]):
        self.inputs, self.search, self.peaked, self.used = search.inputs, search, peaked, used
        self.pairs: dict[tuple[str, str], Survivors] = {}
        self.columns: dict[str, list[np.ndarray]] = {}
        inputs = self.inputs
        if beside is not None:
            stage = inputs.stages[inputs.stage_of_subset][:2]
            self.pairs[stage] = beside
            self.columns |= {column: by_size(rows) for column, rows in zip(stage, (beside.first, beside.second))}
        if inputs.parts:
            groups = search.groups
            if inputs.whole in self.columns:
                groups = groups[_among(groups.first + groups.second, self.columns[inputs.whole])]
            self.pairs[inputs.parts] = groups[groups.plausible] if peaked else groups

    def samples(self, column: str) -> list[np.ndarray]:
        """The samples that a column can be, by number of answers: in a subset's stage what survives, of the sample that
        holds the subset's forms what holds one that survives, elsewhere what has the printed mean.
        """
        if column not in self.columns:
            rows = [each[single_peaked(each)] if self.peaked else each for each in self.search.samples(column)]
            if self.inputs.subset.get("of") == column:
                parts = self.columns[self.inputs.subset["part"]]
                held = _least(np.concatenate(parts)) if parts else ()
                rows = [each[_holds_any(each, held)] for each in rows]
            self.columns[column] = [each for each in rows if len(each)]
        return self.columns[column]


def statement_ranges(possible: Possible, level: float) -> dict[str, dict]:
    """Ranges of a statement's figures for every planned comparison and every other baseline in study.yml.

    Parameters
    ----------
    possible : Possible
        What the statement's answers can be.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    dict of str to dict
        By comparison: `pairs`, their number; `searched`, a key of `SEARCHED`; and the ranges. No entry if nothing
        survives, or if the pairs of all shapes are too many.
    """
    inputs = possible.inputs
    settings, found = inputs.settings, {}
    for name, comparison in {**settings.comparisons, **settings.specifications}.items():
        columns = tuple(inputs.column(filters) for filters in (comparison.first, comparison.second))
        if columns in possible.pairs:
            how, values = "all", _of_pairs(possible.pairs[columns], inputs, level)
        elif name in inputs.stage_names:
            how, values = "fewest blanks", _of_stage(possible, inputs.stage_names.index(name))
        elif None not in columns:
            how, values = "joined freely", _of_product(*map(possible.samples, columns), inputs.settings.scale, level)
        else:
            continue
        if values:
            found[name] = {"pairs": values.pop("pairs"), "searched": how, **values}
    return found


def statement_shares(possible: Possible) -> dict[str, list[float]]:
    """By column, the range of the percentage that answers in the upper half of the scale."""
    inputs, points = possible.inputs, possible.inputs.settings.scale
    rows = {column: possible.samples(column) for column in inputs.columns if column not in inputs.parts}
    if inputs.parts:
        groups = possible.pairs[inputs.parts]
        rows |= dict(zip(inputs.parts, ([groups.first], [groups.second])))
    return ranges(
        {
            column: np.concatenate([100 * upper_share(each, points) for each in samples])
            for column, samples in rows.items()
            if sum(map(len, samples))
        }
    )


def _of_pairs(pairs: Survivors, inputs: Inputs, level: float) -> dict:
    if not len(pairs):
        return {}
    points, margin = inputs.settings.scale, inputs.settings.equivalence_margin
    effects = effect_rows(pairs.first, pairs.second, points, level, margin)
    return {"pairs": len(pairs), **ranges(effects), "detectable": _detectable(pairs, points, 1 - level)}


def _detectable(pairs: Survivors, points, alpha: float) -> list[float]:
    """The change that would have been seen, where the samples spread least and where they spread most."""
    from prepost.stats.means import change
    from prepost.stats.power import detectable_change

    spread = sum(mean_spread(rows, points)[1] for rows in (pairs.first, pairs.second))
    order = np.argsort(spread, kind="stable")
    few = np.unique(np.concatenate([order[:5], order[-5:]]))
    moved = [change(pairs.first[row], pairs.second[row], points) for row in few]
    changes = [detectable_change(each, points, alpha=alpha) for each in moved]
    return [float(min(changes)), float(max(changes))]


def _of_stage(possible: Possible, stage: int) -> dict:
    """Over the pairs that survive a printed test with few blanks, without holding them."""
    search, columns = possible.search, possible.inputs.stages[stage][:2]
    collect = _Extremes(possible.inputs.settings.scale)
    used = tuple(int(possible.used[column].sum()) for column in columns)
    samples = (possible.samples(column) for column in columns)
    for a, b in sorted(product(*samples), key=lambda pair: -int(pair[0][0].sum() + pair[1][0].sum())):
        sizes = int(a[0].sum()), int(b[0].sum())
        if not possible.peaked and len(a) * len(b) > PAIRS_HELD:
            return {}
        if not collect.pairs or sizes == used:
            for rows, others, kept in fitting(a, b, *search.test(stage, *sizes)):
                collect.add(a[rows], b[others], kept)
    return collect.bounds()


def _of_product(first: list[np.ndarray], second: list[np.ndarray], points, level: float) -> dict:
    """Over every pair of two sets of samples."""
    collect = _Extremes(points)
    for a, b in product(first, second):
        rows = max(1, PAIRS_AT_A_TIME // len(b))
        for start in range(0, len(a), rows):
            collect.add(a[start : start + rows], b)
    if not collect.pairs:
        return {}
    ends = product(*([row for rows in each for row in _by_spread(rows, points)] for each in (first, second)))
    effects = effect_rows(*(np.array(side) for side in zip(*ends)), points, level)
    welch = ranges({name: effects[name] for name in ("change_pct_low", "change_pct_high")})
    return {**collect.bounds(), **welch}


def _by_spread(rows: np.ndarray, points) -> list[np.ndarray]:
    """For every total the samples that spread least and most: among them are the ends of Welch's interval."""
    totals, spread = rows @ np.asarray(points), mean_spread(rows, points)[1]
    same = [np.flatnonzero(totals == total) for total in np.unique(totals)]
    return [rows[each[pick(spread[each])]] for each in same for pick in (np.argmin, np.argmax)]


class _Extremes:
    """The least and the largest figure of many pairs, block by block."""

    def __init__(self, points):
        self.points, self.pairs, self.low, self.high = np.asarray(points, dtype=float), 0, {}, {}

    def add(self, first: np.ndarray, second: np.ndarray, kept: np.ndarray | None = None) -> None:
        """Add every row of the first against every row of the second, or those of them that are kept."""
        distance, variance = u_distance_across(first, second)
        z = np.divide(distance, np.sqrt(variance), out=np.zeros_like(distance), where=variance > 0)
        change = (second @ self.points / second[0].sum())[None, :] - (first @ self.points / first[0].sum())[:, None]
        upper = upper_share(second, self.points)[None, :] - upper_share(first, self.points)[:, None]
        size = float(first[0].sum()) * float(second[0].sum())
        figures = {"z": z, "size": np.abs(z), "rank": distance / size, "change": change, "up": upper}
        for name, values in figures.items():
            values = values if kept is None else values[kept]
            if values.size:
                self.low[name] = min(self.low.get(name, np.inf), float(values.min()))
                self.high[name] = max(self.high.get(name, -np.inf), float(values.max()))
        self.pairs += z.size if kept is None else int(kept.sum())

    def bounds(self) -> dict:
        """Number of pairs, and the ranges; nothing where there are no pairs."""
        if not self.pairs:
            return {}
        percent = 100 / (self.points[-1] - self.points[0])
        both = {name: [self.low[name], self.high[name]] for name in self.low}
        return {
            "pairs": self.pairs,
            "superiority": [0.5 + bound / 2 for bound in both["rank"]],
            "rank_biserial": both["rank"],
            "change": both["change"],
            "change_pct": [bound * percent for bound in both["change"]],
            "z": both["z"],
            "p": [float(p) for p in two_sided_p(np.array(both["size"][::-1]))],
            "upper_change": [100 * bound for bound in both["up"]],
        }


def _among(rows: np.ndarray, samples: list[np.ndarray]) -> np.ndarray:
    """Which rows are one of the samples."""
    known = {tuple(row) for each in samples for row in each.tolist()}
    return np.array([tuple(row) in known for row in rows.tolist()], dtype=bool)


def _holds_any(rows: np.ndarray, held) -> np.ndarray:
    """Which rows are at no scale point below some sample of a subset."""
    found = np.zeros(len(rows), dtype=bool)
    for sample in held:
        left = np.flatnonzero(~found)
        found[left] = (rows[left] >= sample).all(axis=1)
    return found


def _least(samples: np.ndarray) -> np.ndarray:
    """Those samples that hold no other one: whatever holds any sample holds one of these."""
    left, kept = samples[np.argsort(samples.sum(axis=1), kind="stable")], []
    while len(left):
        kept.append(left[0])
        left = left[(left < left[0]).any(axis=1)]
    return np.array(kept)
