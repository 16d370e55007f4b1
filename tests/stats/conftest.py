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


@pytest.fixture(scope="session")
def r_ranks() -> list[dict[str, str]]:
    """Rank tests, DeLong variance, t intervals, Shapiro-Wilk."""
    return rows("ranks.csv")


@pytest.fixture(scope="session")
def r_odds() -> list[dict[str, str]]:
    """Proportional odds."""
    return rows("odds.csv")


@pytest.fixture(scope="session")
def r_paired() -> list[dict[str, str]]:
    """Matched answers."""
    return rows("paired.csv")


@pytest.fixture(scope="session")
def r_other() -> dict[str, float]:
    """Single calls, by name."""
    return {row["name"]: float(row["value"]) for row in rows("other.csv")}


@pytest.fixture(scope="session")
def r_samples() -> list[dict[str, str]]:
    """The make-up of samples."""
    return rows("samples.csv")


@pytest.fixture(scope="session")
def r_saturation() -> list[float]:
    """Themes to be expected from so many interviews."""
    return [float(row["themes"]) for row in rows("saturation.csv")]
