"""Expected values that R produced: tests/stats/oracle/*.R wrote the files beside them, which name version and call."""

import csv
from pathlib import Path

import pytest

ORACLE = Path(__file__).parent / "oracle"


def rows(name: str) -> list[dict[str, str]]:
    with open(ORACLE / name, newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.fixture(scope="session")
def tables() -> dict[str, tuple[list[int], list[int]]]:
    """The pairs of samples of tables.csv, by id."""
    return {
        row["id"]: tuple(list(map(int, row[side].split())) for side in ("first", "second"))
        for row in rows("tables.csv")
    }


def table_of(name, what):
    """A fixture that gives the rows of a file."""
    return pytest.fixture(scope="session", name=name)(lambda: rows(what))


r_ranks = table_of("r_ranks", "ranks.csv")  # rank tests, DeLong variance, t intervals, Shapiro-Wilk
r_paired = table_of("r_paired", "paired.csv")  # matched answers
r_samples = table_of("r_samples", "samples.csv")  # the make-up of samples


@pytest.fixture(scope="session")
def r_other() -> dict[str, float]:
    """Single calls, by name."""
    return {row["name"]: float(row["value"]) for row in rows("other.csv")}


@pytest.fixture(scope="session")
def r_saturation() -> list[float]:
    """Themes to be expected from so many interviews."""
    return [float(row["themes"]) for row in rows("saturation.csv")]
