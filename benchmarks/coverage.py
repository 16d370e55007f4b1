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


def true_effects(shares1: np.ndarray, shares2: np.ndarray, points: np.ndarray) -> tuple[float, float]:
    """Rank-biserial correlation and change in per cent of the range between two distributions of answers."""
    below = np.cumsum(shares1) - shares1 / 2
    change = (shares2 - shares1) @ points
    return float(2 * shares2 @ below - 1), float(100 * change / (points[-1] - points[0]))


def coverage_of(first: np.ndarray, second: np.ndarray, points: np.ndarray, random) -> tuple[float, float]:
    """Share of intervals that hold the truth: logit for the rank-biserial correlation, Welch for the change."""
    samples = [random.multinomial(counts.sum(), counts / counts.sum(), SAMPLES) for counts in (first, second)]
    effects = effect_rows(*samples, points, LEVEL)
    rank, change = true_effects(first / first.sum(), second / second.sum(), points)
    holds = [
        (effects[low] <= truth) & (truth <= effects[high])
        for low, high, truth in (("ci_low", "ci_high", rank), ("change_pct_low", "change_pct_high", change))
    ]
    return float(holds[0].mean()), float(holds[1].mean())


def unpaired_rows(study, random) -> list[tuple]:
    """A row for each baseline and interval."""
    points = np.array(study.scale, dtype=float)
    rows = []
    for name, comparison in study.specifications.items():
        samples = [
            [study.counts(statement.id, side) for side in (comparison.first, comparison.second)]
            for statement in study.statements
        ]
        found = np.array([coverage_of(first, second, points, random) for first, second in samples])
        sizes = [study.n_forms(side) for side in (comparison.first, comparison.second)]
        for column, interval in enumerate(("rank-biserial, logit", "change, Welch")):
            rows.append(
                (interval, name, *sizes, LEVEL, found[:, column].mean(), found[:, column].min(), len(found), SAMPLES)
            )
    return rows


def matched_row(people: int, random) -> tuple:
    """Coverage of the matched interval, for people whose two answers on four points correlate at about one half."""
    table = np.array([[10, 5, 1, 0], [3, 15, 12, 3], [1, 6, 20, 10], [0, 1, 3, 10]])
    points = (1, 2, 3, 4)
    truth = wilcoxon(table * 100_000, points).rank_biserial
    shares = table.ravel() / table.sum()
    held = 0
    for _ in range(MATCHED_SAMPLES):
        effect = matched_rank_biserial(random.multinomial(people, shares).reshape(table.shape), points, LEVEL)
        held += effect.low <= truth <= effect.high
    share = held / MATCHED_SAMPLES
    return ("matched rank-biserial, jackknife", "invented", people, people, LEVEL, share, share, 1, MATCHED_SAMPLES)


def main() -> None:
    random = np.random.default_rng(SEED)
    rows = [*unpaired_rows(load_study(STUDY), random), *(matched_row(people, random) for people in (20, 65))]
    target = HERE / "results" / "coverage.csv"
    target.parent.mkdir(exist_ok=True)
    with open(target, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([*row[:4], f"{row[4]:.6f}", f"{row[5]:.5f}", f"{row[6]:.5f}", *row[7:]] for row in rows)
    print(target.read_text(), end="")


if __name__ == "__main__":
    main()
