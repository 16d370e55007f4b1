"""Reporting checklists: how completely a report covers what the guidelines of its field ask for."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.canvas import Sheet, sheet_width, wrapped
from prepost.report.style import CATEGORIES, GROUND, INK, QUIET
from prepost.report.wording import format_number, plural, uncapital, with_noun
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

STATUSES = ("reported", "partly", "not reported")
COLUMNS = {
    "guideline": "The guideline's name, such as SQUIRE 2.0.",
    "item": "The number of the item in the guideline.",
    "topic": "What it is about, in a word or two.",
    "asks": "What the item asks for, in words of our own.",
    "status": "reported, partly or not reported.",
    "lines": "Where: lines of the manuscript or a table, such as 48-75, table 1; blank where nowhere.",
    "page": "The page of the book that takes it up: index, or the file's name without its ending; blank where none.",
    "note": "What is missing, or a remark.",
}

_LINES = re.compile(r"(\d+(-\d+)?|table \d+)(, (\d+(-\d+)?|table \d+))*")
_PAGE = re.compile(r"index|\d\d_\w+")
_MARKS = {"reported": "● reported", "partly": "◐ partly", "not reported": "○ not reported"}
_STEP = 19.0
_SQUARE = _STEP - 2.5


def load_reporting(path: Path | str) -> pd.DataFrame:
    """Read and check a file of checklists.

    Parameters
    ----------
    path : path
        A CSV file with the columns of `COLUMNS`, a row for each item.

    Returns
    -------
    pandas.DataFrame of str

    Raises
    ------
    prepost.study.StudyError
        With a sentence for every fault: a missing column, an unknown status, a place that is none, an item that
        stands twice, an item that is reported nowhere or not reported somewhere.
    """
    import pandas as pd

    from prepost.study.faults import Fault, StudyError

    path = Path(path)
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or [])]
    if missing:
        raise StudyError(
            [Fault(path.name, 1, column, None, "this column is missing.", COLUMNS[column]) for column in missing]
        )
    faults, seen = [], set()
    for place, row in enumerate(rows, 2):
        faults += [
            Fault(path.name, place, column, row[column], problem, COLUMNS[column])
            for column, problem in _problems(row, seen)
        ]
        seen.add((row["guideline"], row["item"]))
    if faults:
        raise StudyError(faults)
    return pd.DataFrame([{column: row[column] for column in COLUMNS} for row in rows], columns=list(COLUMNS), dtype=str)


def _problems(row: dict, seen: set) -> list[tuple[str, str]]:
    """Columns of one row that are wrong, and in what."""
    row.update({column: row[column] or "" for column in COLUMNS})
    found = [
        (column, "this cell is blank.") for column in ("guideline", "item", "topic", "asks") if not row[column].strip()
    ]
    if (row["guideline"], row["item"]) in seen:
        found.append(("item", f"this item of {row['guideline']} stands twice."))
    if row["status"] not in STATUSES:
        found.append(("status", "is none of the possible values."))
    elif row["status"] == "reported" and not row["lines"]:
        found.append(("lines", "an item that is reported stands somewhere."))
    if row["lines"] and not _LINES.fullmatch(row["lines"]):
        found.append(("lines", "names no lines or tables."))
    if row["page"] and not _PAGE.fullmatch(row["page"]):
        found.append(("page", "names no page."))
    return found


def completeness(checklists: pd.DataFrame) -> pd.DataFrame:
    """Items of each guideline, by status.

    Returns
    -------
    pandas.DataFrame
        guideline, items, and a column of numbers for each of `STATUSES`.
    """
    import pandas as pd

    rows = [
        {
            "guideline": guideline,
            "items": len(items),
            **{status: int((items["status"] == status).sum()) for status in STATUSES},
        }
        for guideline, items in checklists.groupby("guideline", sort=False)
    ]
    return pd.DataFrame(rows, columns=["guideline", "items", *STATUSES])


def completeness_sentence(checklists: pd.DataFrame) -> str:
    """How many items are reported, partly and not, over all guidelines; which topics more than one of them misses."""
    found = {status: int((checklists["status"] == status).sum()) for status in STATUSES}
    absent = checklists[checklists["status"] == "not reported"]
    repeated = [topic for topic, n in absent["topic"].value_counts().items() if n > 1]
    sentence = (
        f"Of {with_noun(len(checklists), 'item')}, {format_number(found['reported'], 0)} "
        f"{plural(found['reported'], 'is', 'are')} reported, {format_number(found['partly'], 0)} in part and "
        f"{format_number(found['not reported'], 0)} not"
    )
    if not repeated:
        return sentence + "."
    return f"{sentence}; missing from more than one list: {join_words(sorted(topic.lower() for topic in repeated))}."


def checklist(checklists: pd.DataFrame, guideline: str) -> pd.DataFrame:
    """One guideline as a table: item, status with a mark and a remark, place in the manuscript, page of the book.

    Parameters
    ----------
    checklists : pandas.DataFrame
        As `load_reporting` returns it.
    guideline : str
        Its name.
    """
    import pandas as pd

    items = checklists[checklists["guideline"] == guideline]
    columns = {
        "Item": [f"{row.item} {row.topic}. {row.asks}." for row in items.itertuples()],
        "Status": [_MARKS[row.status] + (f": {uncapital(row.note)}" if row.note else "") for row in items.itertuples()],
        "Manuscript": [_place(lines) for lines in items["lines"]],
        "This report": [_page_link(page) for page in items["page"]],
    }
    # As objects: a column of strings would turn the links into plain text.
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def _place(lines: str) -> str:
    """Lines and tables as a reader says them."""
    if not lines:
        return "–"
    numbers = [part.replace("-", "–") for part in lines.split(", ") if not part.startswith("table")]
    tables = [part for part in lines.split(", ") if part.startswith("table")]
    word = "line" if len(numbers) == 1 and "–" not in numbers[0] else "lines"
    return ", ".join([f"{word} {', '.join(numbers)}"] * bool(numbers) + tables)


def _page_link(page: str) -> Markup | str:
    if not page:
        return "–"
    address, words = (
        ("../index.html", "front page")
        if page == "index"
        else (f"{page}.html", page.partition("_")[2].replace("_", " "))
    )
    return Markup('<a href="{}">{}</a>').format(address, words)


def completeness_figure(checklists: pd.DataFrame):
    """A square for each item, guideline by guideline: full where reported, half full where in part, empty where not.

    Parameters
    ----------
    checklists : pandas.DataFrame
        As `load_reporting` returns it.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.
    """

    def draw(ax) -> None:
        groups = list(checklists.groupby("guideline", sort=False))
        per_line = int(sheet_width(ax) // _STEP)
        heights = [15 + _STEP * -(-len(items) // per_line) + 9 for _, items in groups]
        sheet, top = Sheet(24 + sum(heights), ax), 24.0
        for place, status in enumerate(STATUSES):
            _draw_item(sheet, 90.0 * place, 0, status, "")
            sheet.text(90 * place + 22, 9, "in part" if status == "partly" else status, size=9, colour=QUIET)
        for (guideline, items), height in zip(groups, heights):
            sheet.text(0, top + 7, wrapped(guideline, sheet.width, 10, "bold")[0], weight="bold")
            for place, row in enumerate(items.itertuples()):
                line, column = divmod(place, per_line)
                _draw_item(sheet, column * _STEP, top + 15 + line * _STEP, row.status, row.item)
            top += height

    parts = [
        f"{row.guideline}: {format_number(row.reported, 0)} of {format_number(row.items, 0)} reported, "
        f"{format_number(row.partly, 0)} in part, {format_number(row.absent, 0)} not"
        for row in completeness(checklists).rename(columns={"not reported": "absent"}).itertuples()
    ]
    summary = "; ".join(parts) + "."
    return draw, f"Squares, one for each item of a guideline. {summary}", summary


def _draw_item(sheet: Sheet, x: float, y: float, status: str, words: str) -> None:
    colour = CATEGORIES[1]
    sheet.bar(x, y, _SQUARE, _SQUARE, GROUND, edge=colour, line=1)
    share = {"reported": 1.0, "partly": 0.3, "not reported": 0.0}[status]
    if share:
        sheet.bar(x, y + _SQUARE * (1 - share), _SQUARE, _SQUARE * share, colour, edge=colour, line=1)
    if words:
        middle = y + _SQUARE * (0.5 if status != "partly" else 0.36)
        sheet.text(
            x + _SQUARE / 2, middle, words, align="center", size=8, colour=GROUND if status == "reported" else INK
        )
