"""The checklists that the repository ships."""

import re
from pathlib import Path

import pandas as pd
import pytest

SHIPPED = Path(__file__).parents[2] / "data" / "newham" / "reporting.csv"


@pytest.fixture(scope="module")
def items():
    return pd.read_csv(SHIPPED, dtype=str, keep_default_na=False)


def test_shipped_checklists_hold_the_items_of_each_guideline(items):
    """SQUIRE 2.0: 18 items; TIDieR: 12; SRQR: 21; GRAMMS: 6; CHEERS 2022: all of its 28 but the
    two on models and their parameters."""
    found = items["guideline"].value_counts().to_dict()
    assert found == {"SQUIRE 2.0": 18, "TIDieR": 12, "SRQR": 21, "GRAMMS": 6, "CHEERS 2022": 26, "SAMPL": 12}


def test_shipped_lines_stand_in_the_manuscript_and_pages_in_the_book(items):
    parts = [part for text in items["lines"] if text for part in text.split(", ")]
    assert [part for part in parts if not re.fullmatch(r"\d+(-\d+)?|table \d+", part)] == []
    numbers = [int(n) for part in parts if not part.startswith("table") for n in part.split("-")]
    assert min(numbers) >= 1 and max(numbers) <= 461
    book = SHIPPED.parents[2]
    named = set(items["page"]) - {"", "index"}
    assert [page for page in sorted(named) if not (book / "notebooks" / f"{page}.md").exists()] == []


def test_what_is_not_reported_says_so(items):
    assert set(items["status"]) == {"reported", "partly", "not reported"}
    assert (items["note"][items["status"] == "partly"] != "").all()
    assert (items["lines"][items["status"] == "reported"] != "").all()
    assert not (items[["guideline", "item", "topic", "asks"]] == "").any(axis=None)
