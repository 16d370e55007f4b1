"""The printed evidence as transcribed: complete, unrepaired, and the same wherever it stands twice."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from prepost.audit.printed import parse_printed
from prepost.study.claims import read_claims

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "data" / "newham"
DATA = ROOT / "tests" / "data"
NUMBERS_IN_A_CELL = re.compile(r"(\S+?)(?: \((\S+)\))?")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_cells() -> dict[str, str]:
    return {
        f"{table}/{row['statement']}/{column}": cell
        for table in ("table1", "table2")
        for row in rows(STUDY / "published" / f"{table}.csv")
        for column, cell in row.items()
        if column != "statement"
    }


@pytest.fixture(scope="module")
def claims():
    return read_claims(STUDY)


def test_every_number_of_the_article_has_a_row(claims):
    """The list was drawn up from the manuscript, line by line; nothing in it is taken from claims.csv."""
    listed = [(row["where"], row["printed"]) for row in rows(DATA / "printed_numbers.csv")]
    outside_headings = Counter((where, printed) for where, printed in listed if "/heading/" not in where)
    places = Counter(where.split("/")[0].split()[0] for where, _ in outside_headings.elements())
    assert places == {"line": 154, "table1": 75, "table2": 77}
    missing = outside_headings - Counter((claim.where, claim.printed) for claim in claims.values())
    assert not missing


def test_every_number_in_a_heading_stands_in_that_headings_row(claims):
    for row in rows(DATA / "printed_numbers.csv"):
        if "heading" in row["where"]:
            printed = [claim.printed for claim in claims.values() if claim.where == row["where"]]
            assert any(row["printed"] in text for text in printed), row


def test_nothing_is_both_listed_and_excluded():
    excluded = Counter((row["where"], row["printed"]) for row in rows(DATA / "printed_exclusions.csv"))
    listed = Counter((row["where"], row["printed"]) for row in rows(DATA / "printed_numbers.csv"))
    assert not set(excluded) & set(listed)
    assert all(row["reason"] for row in rows(DATA / "printed_exclusions.csv"))


def test_each_table_cell_has_a_row_for_each_of_its_numbers(claims):
    cells = table_cells()
    assert len(cells) == 120
    numbers = [
        (where, number)
        for where, cell in cells.items()
        for number in NUMBERS_IN_A_CELL.fullmatch(cell).groups()
        if number
    ]
    assert len(numbers) == 150
    assert Counter(numbers) == Counter(
        (claim.where, claim.printed) for claim in claims.values() if claim.where in cells
    )


def test_every_number_can_be_read(claims):
    for row in rows(DATA / "printed_numbers.csv"):
        if "heading" not in row["where"]:
            parse_printed(row["printed"])


def test_headings_stand_in_order_for_both_tables(claims):
    headings = rows(STUDY / "published" / "headings.csv")
    assert [(row["table"], int(row["position"])) for row in headings] == [
        (f"table{t}", n) for t in (1, 2) for n in range(1, 14)
    ]
    printed = {f"{row['table']}/heading/{row['position']}": row["heading"] for row in headings}
    registered = {claim.where: claim.printed for claim in claims.values() if "/heading/" in claim.where}
    assert registered == {where: heading for where, heading in printed.items() if not where.endswith("/1")}


def test_all_quotations_are_there():
    quotes = rows(STUDY / "published" / "quotes.csv")
    assert len(quotes) == 18 and len({row["id"] for row in quotes}) == 18
    assert [int(row["line"]) for row in quotes] == sorted(int(row["line"]) for row in quotes)
    topics = {"local_pathways": 5, "communication": 3, "practice": 4, "impact_on_users": 1}
    assert Counter(row["topic"] for row in quotes) == topics | {"most_helpful": 2, "improvement": 3}
    assert all(row["role"] and row["quote"] == row["quote"].strip('“”" *') for row in quotes)


def test_all_thirty_references_are_there():
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    assert text.count("keywords = {article}") == 30


def test_the_sections_cover_every_place(claims):
    sections = rows(STUDY / "published" / "sections.csv")
    for claim in claims.values():
        if claim.where.startswith("line "):
            line = int(claim.where.removeprefix("line "))
            assert sum(int(s["first_line"] or 0) <= line <= int(s["last_line"] or -1) for s in sections) == 1, claim
