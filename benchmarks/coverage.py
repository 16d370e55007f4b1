"""How often the intervals hold the truth: `python benchmarks/coverage.py`, which writes results/coverage.csv.

The answers of a study are taken for the truth: for each statement and each baseline of study.yml, new samples of the
same sizes are drawn from the observed shares, and the share of intervals that hold the true effect is counted.
"""

import csv
import os
from pathlib import Path

import numpy as np

from prepost.stats.paired import matched_rank_biserial, wilcoxon
from prepost.stats.survivors import effect_rows
from prepost.study import load_study

HERE = Path(__file__).parent
STUDY = Path(os.environ.get("PREPOST_STUDY", HERE.parent / "data" / "newham"))
SAMPLES, MATCHED_SAMPLES, LEVEL, SEED = 20_000, 2_000, 1 - 0.05 / 3, 20161201
COLUMNS = ("interval", "comparison", "n1", "n2", "level", "coverage", "lowest_coverage", "statements", "samples_each")


def coverage_of(first: np.ndarray, second: np.ndarray, points: np.ndarray, random) -> list[float]:
    """Share of intervals that hold the truth: logit for the rank-biserial correlation, Welch for the change."""
    drawn = [random.multinomial(counts.sum(), counts / counts.sum(), SAMPLES) for counts in (first, second)]
    effects, truth = effect_rows(*drawn, points, LEVEL), effect_rows(first, second, points, LEVEL)
    intervals = (("ci_low", "rank_biserial", "ci_high"), ("change_pct_low", "change_pct", "change_pct_high"))
    return [float(((effects[low] <= truth[x]) & (truth[x] <= effects[high])).mean()) for low, x, high in intervals]


def unpaired_rows(study, random):
    """A row for each baseline and interval."""
    for name, comparison in study.specifications.items():
        sides, points = (comparison.first, comparison.second), np.array(study.scale, dtype=float)
        samples = ([study.counts(statement.id, side) for side in sides] for statement in study.statements)
        found = np.array([coverage_of(*pair, points, random) for pair in samples])
        sizes = [study.n_forms(side) for side in sides]
        for interval, held in zip(("rank-biserial, logit", "change, Welch"), found.T):
            yield interval, name, *sizes, held.mean(), held.min(), len(held), SAMPLES


def matched_row(people: int, random) -> tuple:
    """Coverage of the matched interval, for people whose two answers on four points correlate at about one half."""
    table = np.array([[10, 5, 1, 0], [3, 15, 12, 3], [1, 6, 20, 10], [0, 1, 3, 10]])
    truth, held = wilcoxon(table * 100_000, range(1, 5)).rank_biserial, 0
    for drawn in random.multinomial(people, table.ravel() / table.sum(), MATCHED_SAMPLES):
        effect = matched_rank_biserial(drawn.reshape(table.shape), range(1, 5), LEVEL)
        held += effect.low <= truth <= effect.high
    share = held / MATCHED_SAMPLES
    return "matched rank-biserial, jackknife", "invented", people, people, share, share, 1, MATCHED_SAMPLES


def main() -> None:
    """Simulate, and write the table."""
    random = np.random.default_rng(SEED)
    rows = [*unpaired_rows(load_study(STUDY), random), *(matched_row(people, random) for people in (20, 65))]
    with open(HERE / "results" / "coverage.csv", "w", newline="") as file:
        written = ([*row[:4], f"{LEVEL:.6f}", f"{row[4]:.5f}", f"{row[5]:.5f}", *row[6:]] for row in rows)
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *written])


if __name__ == "__main__":
    main()
