"""Pictures of answers: how they spread over the scale, their means, and how two samples differ.

All three share one form: under each statement stand its rows, one a wave or comparison, with their numbers beside them. So
the text of a statement has the full width, and a picture reads on a phone as on a desk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from prepost.report.canvas import SHEET_WIDTH, Sheet, key_height, text_width, wrapped
from prepost.report.style import CATEGORIES, GROUND, INK, LINE, QUIET, diverging, styled
from prepost.report.wording import MINUS, count, interval, listed, number, percent

__all__ = ["EffectRow", "answer_counts", "answers_table", "comparison_figure", "likert_figure", "means_figure"]

ROW, HEAD_LINE, GAP = 17.0, 13.0, 10.0
INDENT, N_WIDTH, WIDEST_NAME = 8.0, 46.0, 190.0
SHAPES = "osD^vPX"
TOO_FEW = "too few answers to show"
LONGEST_ALT = 8  # statements; beyond that an alternative text would be longer than the table it stands for

Answers = Mapping[str, Mapping[str, "np.ndarray | None"]]


@dataclass(frozen=True)
class EffectRow:
    """One comparison of a picture of effects.

    Attributes
    ----------
    value, low, high : float
        The effect and its interval.
    n1, n2 : int
        Answers in the first and in the second sample.
    note : str
        What stands at the right of the row, such as the p-value.
    strong : bool
        Whether the test is significant at the corrected level: such a row has a filled marker.
    """

    value: float
    low: float
    high: float
    n1: int
    n2: int
    note: str
    strong: bool


def answer_counts(study, statements: Sequence[str], rows: Mapping[str, dict]) -> dict[str, dict[str, np.ndarray | None]]:
    """Counts of answers for pictures and tables, by the text of the statement and the name of the row.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    statements : sequence of str
        Ids of statements.
    rows : mapping of str to dict
        The name of each row and the filter that picks its forms, such as `{"Before": {"wave": "pre"}}`.

    Returns
    -------
    dict of dict
        None for a group that is smaller than the study's `min_cell`: it is shown nowhere.
    """
    found = {}
    for statement in statements:
        counts = {name: study.counts(statement, filters) for name, filters in rows.items()}
        found[study.statement(statement).text] = {
            name: None if 0 < row.sum() < study.min_cell else row for name, row in counts.items()
        }
    return found


def answers_table(answers: Answers, scale: Sequence[int], scale_labels: Mapping[int, str]):
    """Every count of answers as a table: statement, group, n, one column a point of the scale.

    Parameters
    ----------
    answers : mapping of str to mapping of str to array of int, shape (scale points,)
        As `answer_counts` returns them.
    scale, scale_labels
        The points in order, and their names.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    heads = [_point_name(point, scale_labels) for point in scale]
    rows = [
        [statement, name, *(["–", *["–"] * len(heads)] if counts is None else [int(counts.sum()), *map(int, counts)])]
        for statement, groups in answers.items()
        for name, counts in groups.items()
    ]
    return pd.DataFrame(rows, columns=["Statement", "Group", "n", *heads])


@styled
def likert_figure(answers: Answers, scale: Sequence[int], scale_labels: Mapping[int, str]):
    """Diverging stacked bars: the answers of each group, parted at the middle of the scale.

    Parameters
    ----------
    answers : mapping of str to mapping of str to array of int, shape (scale points,)
        Counts by statement and group, as `answer_counts` returns them.
    scale : sequence of int
        The whole scale, in order: a point that nobody chose keeps its colour and its place.
    scale_labels : mapping of int to str
        Names of the points, blank where a point has none.

    Returns
    -------
    fig, alt, summary
        The picture, its alternative text and its one-line summary.

    Notes
    -----
    An odd number of points has its middle one astride the middle. The figures at the ends of a bar are the shares of answers
    below and above the middle.
    """
    colours = diverging(len(scale))
    key = [(colour, _point_name(point, scale_labels)) for colour, point in zip(colours, scale)]
    top = key_height(key) + 8
    places, height = _stacked(answers, top)
    sheet = Sheet(height + 4)
    sheet.key(key)
    middle, unit = _middle(answers)
    for top_row, bottom_row in places.blocks:
        sheet.line([middle, middle], [top_row, bottom_row], colour=INK, width=0.8)
    _write_heads(sheet, places)
    for y, name, counts in places.rows:
        _row_name(sheet, y, name, counts, _name_width(answers))
        if counts is not None and counts.sum():
            _draw_shares(sheet, y, counts / counts.sum(), colours, middle, unit)
    return sheet.fig, _likert_alt(answers, scale), _upper_half_summary(answers, scale)


def _name_width(groups) -> float:
    """Room for the names of rows; a longer one is cut."""
    return INDENT + min(max((text_width(name, 9) for name in _group_names(groups)), default=0.0), WIDEST_NAME)


def _middle(answers: Answers) -> tuple[float, float]:
    """Where the middle line stands, and points of length a share of one takes, so that the longest bars just fit."""
    reach = [(0.01, 0.01)]
    for counts in _all_counts(answers):
        low, neutral, high = _halves(counts / counts.sum())
        reach.append((low + neutral / 2, high + neutral / 2))
    left, right = max(low for low, _ in reach), max(high for _, high in reach)
    start, end = _name_width(answers) + N_WIDTH + 34, SHEET_WIDTH - 32
    unit = (end - start) / (left + right)
    return start + left * unit, unit


def _halves(shares) -> tuple[float, float, float]:
    side = len(shares) // 2
    return float(shares[:side].sum()), float(shares[side : len(shares) - side].sum()), float(shares[len(shares) - side :].sum())


def _draw_shares(sheet: Sheet, y: float, shares, colours, middle: float, unit: float) -> None:
    low, neutral, high = _halves(shares)
    x = middle - (low + neutral / 2) * unit
    sheet.text(x - 4, y, percent(low), align="right", size=9, colour=QUIET)
    for share, colour in zip(shares, colours):
        if share > 0:
            sheet.bar(x, y - 6.5, share * unit, 13, colour)
        if share * unit >= text_width(percent(share), 8.5) + 5:
            sheet.bar_text(x + share * unit / 2, y, percent(share), colour, size=8.5)
        x += share * unit
    sheet.text(x + 4, y, percent(high), size=9, colour=QUIET)


@styled
def means_figure(answers: Answers, scale: Sequence[int], scale_labels: Mapping[int, str], level: float = 0.95):
    """Mean answers of each group with their intervals, on the whole scale.

    Parameters
    ----------
    answers, scale, scale_labels
        As for `likert_figure`.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    fig, alt, summary
    """
    from prepost.stats import mean_interval

    places, height = _stacked(answers, 8)
    sheet = Sheet(height + 34)
    names_end = _name_width(answers)
    start, end = names_end + N_WIDTH + 12, SHEET_WIDTH - 34

    def across(value):
        return start + (value - scale[0]) / (scale[-1] - scale[0]) * (end - start)

    for top_row, bottom_row in places.blocks:
        for point in scale:
            sheet.line([across(point)] * 2, [top_row, bottom_row])
    _write_heads(sheet, places)
    names = _group_names(answers)
    for y, name, counts in places.rows:
        _row_name(sheet, y, name, counts, names_end)
        if counts is None or not counts.sum():
            continue
        place = names.index(name)
        colour, estimate = CATEGORIES[place % len(CATEGORIES)], mean_interval(counts, scale, level)
        sheet.line([across(estimate.low), across(estimate.high)], [y, y], colour=colour, width=2)
        sheet.dot(across(estimate.value), y, colour, shape=SHAPES[place % len(SHAPES)])
        sheet.text(SHEET_WIDTH, y, number(estimate.value), align="right", weight="bold", colour=colour)
    _scale_axis(sheet, height + 8, scale, scale_labels, across)
    alt, summary = _means_words(answers, scale, level)
    return sheet.fig, alt, summary


def _scale_axis(sheet: Sheet, y: float, scale, scale_labels, across) -> None:
    for point in scale:
        sheet.text(across(point), y, str(point), align="center", size=9, colour=QUIET)
    for point, align in ((scale[0], "left"), (scale[-1], "right")):
        offset = -3 if align == "left" else 3
        sheet.text(across(point) + offset, y + 14, scale_labels.get(point, ""), align=align, size=9, colour=QUIET)


@styled
def comparison_figure(effects: Mapping[str, Mapping[str, EffectRow]], *, axis: str, places: int = 2, as_percent: bool = False,
                      limits: tuple[float, float] | None = None):
    """Effects with their intervals around zero (a forest plot): one row a comparison under each statement.

    Parameters
    ----------
    effects : mapping of str to mapping of str to EffectRow
        By statement and comparison.
    axis : str
        What the effect is, in words.
    places : int
        Decimals to show.
    as_percent : bool
        Whether effects are in percentage points already (shown with a per cent sign).
    limits : (float, float), optional
        Ends of the axis; by default the intervals just fit.

    Returns
    -------
    fig, alt, summary
        A filled marker is significant at the corrected level, a hollow one is not.
    """
    layout, height = _stacked(effects, 22)
    sheet = Sheet(height + 40)
    note_width = max(text_width(row.note, 9) for rows in effects.values() for row in rows.values()) + 10
    start, end = _name_width(effects) + 14, SHEET_WIDTH - note_width
    low, high = limits or _effect_limits(effects)

    def across(value):
        return start + (min(max(value, low), high) - low) / (high - low) * (end - start)

    for top_row, bottom_row in layout.blocks:
        sheet.line([across(0)] * 2, [top_row, bottom_row], colour=INK, width=0.9)
    _write_heads(sheet, layout)
    for y, name, row in layout.rows:
        sheet.text(INDENT, y, _cut(name), size=9)
        sheet.line([across(row.low), across(row.high)], [y, y], colour=CATEGORIES[1], width=1.8)
        sheet.dot(across(row.value), y, CATEGORIES[1], filled=row.strong)
        sheet.text(SHEET_WIDTH, y, row.note, align="right", size=9)
    _effect_axis(sheet, height + 10, (low, high), across, axis, as_percent)
    _effect_key(sheet)
    alt, summary = _effect_words(effects, axis, places, as_percent)
    return sheet.fig, alt, summary


def _effect_key(sheet: Sheet) -> None:
    sheet.dot(12, 8, CATEGORIES[1])
    sheet.text(20, 8, "significant at the corrected level", size=9, colour=QUIET)
    x = 20 + text_width("significant at the corrected level", 9) + 18
    sheet.dot(x, 8, CATEGORIES[1], filled=False)
    sheet.text(x + 8, 8, "not significant", size=9, colour=QUIET)


def _effect_limits(effects) -> tuple[float, float]:
    ends = [end for rows in effects.values() for row in rows.values() for end in (row.low, row.high)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    margin = (high - low or 1) * 0.04
    return low - margin, high + margin


def _effect_axis(sheet: Sheet, y: float, limits, across, axis: str, as_percent: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    ticks = [t for t in MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(*limits) if limits[0] <= t <= limits[1]]
    places = 0 if as_percent else 1
    if any(abs(tick - round(tick, places)) > 1e-9 for tick in ticks):
        places += 1
    sheet.line([across(limits[0]), across(limits[1])], [y - 9] * 2)
    for tick in ticks:
        sheet.line([across(tick)] * 2, [y - 9, y - 6])
        sheet.text(across(tick), y, number(tick, places) + "%" * as_percent, align="center", size=9, colour=QUIET)
    centre = (across(limits[0]) + across(limits[1])) / 2
    sheet.text(centre, y + 15, axis, align="center", size=9, colour=QUIET)


@dataclass(frozen=True)
class _Places:
    """Where everything stands: heads (y, line), rows (y, name, content) and the extent of each statement's rows."""

    heads: list[tuple[float, str]]
    rows: list[tuple]
    blocks: list[tuple[float, float]]


def _stacked(groups, top: float) -> tuple[_Places, float]:
    """Place statements one under the other; returns the places and where they end."""
    places, y = _Places([], [], []), top
    for statement, rows in groups.items():
        for line in wrapped(statement, SHEET_WIDTH, 10, "bold"):
            places.heads.append((y + HEAD_LINE / 2, line))
            y += HEAD_LINE
        start = y + 2
        for name, content in rows.items():
            places.rows.append((y + 2 + ROW / 2, name, content))
            y += ROW
        places.blocks.append((start, y + 2))
        y += GAP
    return places, y


def _write_heads(sheet: Sheet, places: _Places) -> None:
    for y, line in places.heads:
        sheet.text(0, y, line, weight="bold")


def _row_name(sheet: Sheet, y: float, name: str, counts, names_end: float) -> None:
    sheet.text(INDENT, y, _cut(name), size=9)
    if counts is None or not counts.sum():
        note = TOO_FEW if counts is None else "no answers"
        sheet.bar(names_end + 10, y - 6, text_width(note, 9) + 6, 12, GROUND, line=0)
        sheet.text(names_end + 13, y, note, size=9, colour=QUIET)
        return
    sheet.text(names_end + N_WIDTH, y, f"n = {number(int(counts.sum()), 0)}", align="right", size=9, colour=QUIET)


def _cut(name: str) -> str:
    lines = wrapped(name, WIDEST_NAME, 9)
    return lines[0] if len(lines) == 1 else lines[0] + "…"


def _point_name(point: int, scale_labels: Mapping[int, str]) -> str:
    return f"{point} {scale_labels.get(point) or ''}".strip().replace("-", MINUS if point < 0 else "-", 1)


def _all_counts(answers: Answers):
    return [counts for groups in answers.values() for counts in groups.values() if counts is not None and counts.sum()]


def _group_names(groups) -> list[str]:
    return list(dict.fromkeys(name for rows in groups.values() for name in rows))


def _upper_words(scale: Sequence[int]) -> str:
    upper = scale[len(scale) - len(scale) // 2 :]
    if len(upper) == 1:
        return str(upper[0])
    return f"{upper[0]} or {upper[1]}" if len(upper) == 2 else f"{upper[0]} to {upper[-1]}"


def _likert_alt(answers: Answers, scale: Sequence[int]) -> str:
    groups = listed(name.lower() for name in _group_names(answers))
    opening = (
        f"Stacked bars of answers that part at the middle of the scale, for {count(len(answers), 'statement')}; "
        f"a bar for each group: {groups}."
    )
    if len(answers) > LONGEST_ALT:
        return f"{opening} {_upper_half_summary(answers, scale)}"
    parts = [
        f"{statement}: " + ", ".join(
            f"{name.lower()} {percent(_halves(counts / counts.sum())[2])}"
            for name, counts in rows.items() if counts is not None and counts.sum()
        )
        for statement, rows in answers.items()
    ]
    return f"{opening} Share answering {_upper_words(scale)}: {'; '.join(parts)}."


def _ranges(answers: Answers, measure) -> list[tuple[str, float, float]]:
    """Lowest and highest value of a measure over the statements, for each group that has answers."""
    found = []
    for name in _group_names(answers):
        values = [
            measure(rows[name]) for rows in answers.values() if rows.get(name) is not None and rows[name].sum()
        ]
        if values:
            found.append((name, min(values), max(values)))
    return found


def _range_words(low: float, high: float, form, places: int) -> str:
    return form(low, places) if form(low, places) == form(high, places) else f"{form(low, places)} to {form(high, places)}"


def _upper_half_summary(answers: Answers, scale: Sequence[int]) -> str:
    ranges = _ranges(answers, lambda counts: _halves(counts / counts.sum())[2])
    if not ranges:
        return "There are no answers to show."
    parts = [f"{_range_words(low, high, percent, 0)} ({name.lower()})" for name, low, high in ranges]
    over = "Share" if len(answers) == 1 else "Lowest and highest share over the statements"
    return f"{over} answering {_upper_words(scale)}: {', '.join(parts)}."


def _means_words(answers: Answers, scale: Sequence[int], level: float) -> tuple[str, str]:
    from prepost.stats import mean, mean_interval

    ranges = _ranges(answers, lambda counts: mean(counts, scale))
    if not ranges:
        return "No means: there are no answers.", "There are no answers to show."
    shares = ", ".join(f"{_range_words(low, high, number, 2)} ({name.lower()})" for name, low, high in ranges)
    over = "Mean" if len(answers) == 1 else "Lowest and highest mean over the statements"
    summary = f"{over}: {shares}. Lines are {percent(level, _level_places(level))} confidence intervals."
    opening = f"Means with intervals on the scale from {scale[0]} to {scale[-1]}, for {count(len(answers), 'statement')}."
    if len(answers) > LONGEST_ALT:
        return f"{opening} {summary}", summary
    parts = []
    for statement, rows in answers.items():
        estimates = [
            (name, mean_interval(counts, scale, level)) for name, counts in rows.items() if counts is not None and counts.sum()
        ]
        parts.append(f"{statement}: " + ", ".join(
            f"{name.lower()} {number(e.value)} ({interval(e.low, e.high)})" for name, e in estimates
        ))
    return f"{opening} {'; '.join(parts)}.", summary


def _level_places(level: float) -> int:
    return 0 if abs(level * 100 - round(level * 100)) < 1e-9 else 1


def _effect_words(effects, axis: str, places: int, as_percent: bool) -> tuple[str, str]:
    sign = "%" * as_percent
    rows = [row for groups in effects.values() for row in groups.values()]
    strong = sum(row.strong for row in rows)
    above, below = sum(row.low > 0 for row in rows), sum(row.high < 0 for row in rows)
    summary = (
        f"{axis}: {number(above, 0)} of {count(len(rows), 'interval')} lie wholly above zero, {number(below, 0)} wholly below; "
        f"{number(strong, 0)} {'is' if strong == 1 else 'are'} significant at the corrected level."
    )
    opening = f"Effects with intervals around zero, for {count(len(effects), 'statement')}. {summary}"
    if len(effects) > LONGEST_ALT:
        return opening, summary
    parts = [
        f"{statement}: " + ", ".join(
            f"{name.lower()} {number(row.value, places)}{sign} ({interval(row.low, row.high, places)}{sign})"
            for name, row in groups.items()
        )
        for statement, groups in effects.items()
    ]
    return f"{opening} {'; '.join(parts)}.", summary
