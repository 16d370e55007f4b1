"""Checklists: the file that the repository ships, and faults in invented ones."""

from pathlib import Path
from unittest import mock

import pytest

from prepost.report import show
from prepost.report.canvas import drawn
from prepost.report.reporting import (
    COLUMNS,
    STATUSES,
    checklist,
    completeness,
    completeness_figure,
    completeness_sentence,
    load_reporting,
)
from prepost.report.style import NARROW, WIDTH
from prepost.study import StudyError

SHIPPED = Path(__file__).parents[2] / "data" / "newham" / "reporting.csv"
GOOD = 'Guide,1,Title,Asks,reported,"1-2, table 1",index,\n'


@pytest.fixture
def written(tmp_path):
    def write(*rows, header=",".join(COLUMNS)):
        path = tmp_path / "reporting.csv"
        path.write_text("\n".join([header, *(row.strip() for row in rows)]) + "\n")
        return path

    return write


def test_shipped_checklists_hold_the_items_of_each_guideline():
    """SQUIRE 2.0: 18 items; TIDieR: 12; SRQR: 21; GRAMMS: 6; CHEERS 2022: all of its 28 but the
    two on models and their parameters."""
    found = completeness(load_reporting(SHIPPED)).set_index("guideline")["items"].to_dict()
    assert found == {"SQUIRE 2.0": 18, "TIDieR": 12, "SRQR": 21, "GRAMMS": 6, "CHEERS 2022": 26, "SAMPL": 12}


def test_shipped_lines_stand_in_the_manuscript():
    lines = load_reporting(SHIPPED)["lines"]
    numbers = [
        int(number)
        for text in lines
        for part in text.split(", ")
        if part and not part.startswith("table")
        for number in part.split("-")
    ]
    assert min(numbers) >= 1 and max(numbers) <= 461


def test_shipped_pages_exist():
    book = SHIPPED.parents[2]
    named = {page for page in load_reporting(SHIPPED)["page"] if page and page != "index"}
    assert [page for page in sorted(named) if not (book / "notebooks" / f"{page}.md").exists()] == []


def test_what_is_not_reported_says_so():
    frame = load_reporting(SHIPPED)
    assert set(frame["status"]) == set(STATUSES)
    assert (frame["note"][frame["status"] == "partly"] != "").all()


@pytest.mark.parametrize(
    "row, sentence",
    [
        ("Guide,1,Title,Asks,perhaps,1,index,", 'row 3, column status: "perhaps" is none of the possible values.'),
        ("Guide,1,Title,,reported,1,index,", "row 3, column asks"),
        ("Guide,2,Title,Asks,reported,,index,", "row 3, column lines"),
        ("Guide,2,Title,Asks,reported,page five,index,", '"page five" names no lines or tables.'),
        ("Guide,2,Title,Asks,reported,1,http://elsewhere,", "names no page."),
        ("Guide,1,Title,Asks,reported,1,index,", "this item of Guide stands twice."),
    ],
)
def test_faults_are_named_with_their_row(written, row, sentence):
    with pytest.raises(StudyError) as refusal:
        load_reporting(written(GOOD, row))
    assert sentence in str(refusal.value) and "reporting.csv" in str(refusal.value)


def test_a_missing_column_is_named(written):
    with pytest.raises(StudyError, match="column status: this column is missing"):
        load_reporting(written(header=",".join(column for column in COLUMNS if column != "status")))


def test_table_links_pages_and_words_places(written):
    table = checklist(load_reporting(written(GOOD, "Guide,2,Why,Asks,not reported,,02_methods,No word")), "Guide")
    assert table["Manuscript"].tolist() == ["lines 1–2, table 1", "–"]
    assert "02_methods.html" in table["This report"][1] and hasattr(table["This report"][1], "__html__")
    assert table["Status"].tolist() == ["● reported", "○ not reported: no word"]


def test_hostile_text_reaches_the_page_escaped(written):
    frame = load_reporting(written('Guide,1,<script>,"Asks <b>",partly,1,index,<img src=x>'))
    with mock.patch("IPython.display.display") as shown:
        show.table(checklist(frame, "Guide"), label="t", title="T")
    html = shown.call_args[0][0]["text/html"]
    assert "<script>" not in html and "<img" not in html and "&lt;script&gt;" in html


def test_figure_and_sentence_count_the_items(written):
    frame = load_reporting(written(GOOD, "Guide,2,Why,Asks,not reported,,,", "Other,1,Why,Asks,not reported,,,"))
    draw, alt, summary = completeness_figure(frame)
    assert "Guide: 1 of 2 reported, 0 in part, 1 not" in summary and summary in alt
    assert (
        completeness_sentence(frame)
        == "Of 3 items, 1 is reported, 0 in part and 2 not; missing from more than one list: why."
    )


@pytest.mark.parametrize(("width", "lines"), [(WIDTH, 2), (NARROW, 3)])
def test_squares_run_on_in_a_new_line_before_the_edge(written, width, lines):
    """By hand: 28 squares, 19 points apart, in 5.9 and 3.72 inches with margins of nine points: 21 and 13 to a line."""
    frame = load_reporting(written(*(f"Guide,{n},Why,Asks,not reported,,," for n in range(1, 29))))
    ax = drawn(completeness_figure(frame)[0], width, 1).axes[0]
    squares = [patch.get_bbox() for patch in ax.patches][-28:]
    assert len({square.y0 for square in squares}) == lines
    assert all(square.x1 < ax.get_xlim()[1] and square.y1 < ax.get_ylim()[0] for square in squares)
