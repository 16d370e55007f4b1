"""The simulation of the intervals' coverage: its saved result, and a small run of the same code."""

import csv
from pathlib import Path

import numpy as np

from benchmarks import coverage

ROOT = Path(__file__).parents[2]


def test_saved_result_is_near_the_nominal_level():
    with open(ROOT / "benchmarks" / "results" / "coverage.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["n1"], row["n2"]) for row in rows} >= {("254", "65")}
    for row in rows:
        assert (
            float(row["coverage"]) > float(row["level"]) - 0.005
            and float(row["lowest_coverage"]) > float(row["level"]) - 0.01
        )


def test_a_small_run_covers_at_about_the_nominal_level(monkeypatch):
    monkeypatch.setattr(coverage, "SAMPLES", 2000)
    rank, change = coverage.coverage_of(
        np.array([30, 80, 100, 44]), np.array([5, 15, 30, 15]), np.arange(1.0, 5.0), np.random.default_rng(1)
    )
    assert 0.97 < rank < 0.997 and 0.97 < change < 0.997
