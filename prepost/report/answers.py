"""Pictures of answers: how they spread over the scale, their means, and how two samples differ.

All three share one form: under each statement stand its rows, one a wave or comparison, with their numbers beside
them. So the text of a statement has the full width, and a picture reads on a phone as on a desk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from prepost.report.canvas import SHEET_WIDTH, Sheet, key_height, sheet_width, text_width, wrapped
from prepost.report.style import CATEGORIES, GROUND, INK, QUIET, diverging
from prepost.report.wording import (
    format_number,
    interval,
    level_words,
    p_value,
    percent,
    plural,
    signed,
    uncapital,
    with_noun,
)
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

ROW, EFFECT_ROW, HEAD_LINE, GAP = 17.0, 25.0, 13.0, 10.0
INDENT, N_WIDTH, WIDEST_NAME = 8.0, 46.0, 190.0
SHAPES = "osD^vPX"
TOO_FEW, NO_SPREAD = "too few answers to show", "too few to show how they spread"
LONGEST_ALT = 8  # statements; beyond that an alternative text would be longer than the table it stands for

Segments = list[tuple[int, int, int]]  # first and last position on the scale, and the answers between them


@dataclass(frozen=True)
class Answers:
    """Counts of answers, by statement and by group, with the scale on which they were given.

    Attributes
    ----------
    scale : tuple of int
        The whole scale, in order: a point that nobody chose keeps its colour and its place.
    scale_labels : mapping of int to str
        Names of the points, blank where a point has none.
    groups : mapping of str to mapping of str to array of int, shape (scale points,)
        The text of each statement, the name of each group, its answers per point.
    min_cell : int
        Smaller groups are shown nowhere, and neighbouring points are shown together until each holds as many answers:
        on one side of the middle where that is enough.

    Examples
    --------
    >>> answers = Answers((1, 2, 3), {1: "no", 3: "yes"}, {"It helped": {"Before": np.array([2, 9, 6])}}, min_cell=5)
    >>> answers.segments(answers.groups["It helped"]["Before"])
    [(0, 1, 11), (2, 2, 6)]
    >>> answers.is_told(answers.groups["It helped"]["Before"])
    False
    """

    scale: tuple[int, ...]
    scale_labels: Mapping[int, str]
    groups: Mapping[str, Mapping[str, np.ndarray]]
    min_cell: int = 1

    @classmethod
    def of(cls, study, domain: str, rows: Mapping[str, dict] | None = None) -> Answers:
        """The answers of a study to the statements of one domain.

        Parameters
        ----------
        study : prepost.study.Study
            The study.
        domain : str
            Id of a domain.
        rows : mapping of str to dict, optional
            Name of each group and the filter that picks its forms, such as `{"Before": {"wave": "pre"}}`; by default a
            group for each wave, as far as it may be shown beside all else: else its matched people stand for it. A group
            in which nobody answered a statement that others answered has no row: it was not asked.
        """
        groups = {}
        for statement in study.statements_in(domain):
            counts = {name: study.counts(statement.id, filters) for name, filters in (rows or {}).items()}
            counts = counts if rows else dict(_by_wave(study, statement.id))
            groups[statement.heading] = {name: n for name, n in counts.items() if n.any()} or counts
        labels = study.labels_of(study.statements_in(domain)[0].id) if groups else study.scale_labels
        return cls(tuple(labels), labels, groups, study.min_cell)

    @property
    def group_names(self) -> list[str]:
        """Names of all groups, in order."""
        return _row_names(self.groups)

    def is_shown(self, counts) -> bool:
        """Whether a group has answers, and enough of them to be shown."""
        return counts.sum() >= max(self.min_cell, 1)

    def groups_shown(self) -> list[tuple[str, str, np.ndarray]]:
        """Statement, group and counts of every group that may be shown."""
        return [
            (statement, name, counts)
            for statement, rows in self.groups.items()
            for name, counts in rows.items()
            if self.is_shown(counts)
        ]

    def segments(self, counts) -> Segments:
        """The answers of a group along the scale, small numbers pooled with their neighbours."""
        from prepost.study.disclosure import pool_small

        return [(start, end - 1, int(counts[start:end].sum())) for start, end in pool_small(counts, self.min_cell)]

    def is_told(self, counts) -> bool:
        """Whether a group may be shown and its shares below and above the middle be told: then its bar is drawn."""
        return self.is_shown(counts) and None not in self.told_halves(counts)

    def halves(self, counts) -> tuple[float, float, float]:
        """Shares of a group's answers below the middle of the scale, on or astride it, and above it."""
        size, total, low, high = len(self.scale), counts.sum(), 0, 0
        for first, last, n in self.segments(counts):
            low += n if last < size // 2 else 0
            high += n if first >= size - size // 2 else 0
        return float(low / total), float((total - low - high) / total), float(high / total)

    def told_halves(self, counts) -> tuple[float | None, float | None]:
        """Shares below and above the middle of the scale; None for one that pooled points reach into and so conceal.

        Examples
        --------
        >>> Answers((1, 2, 3, 4), {}, {}, min_cell=5).told_halves(np.array([9, 3, 3, 0]))
        (None, None)
        """
        low, _, high = self.halves(counts)
        below, above = len(self.scale) // 2, len(self.scale) - len(self.scale) // 2
        across = [any(first < edge <= last for first, last, _ in self.segments(counts)) for edge in (below, above)]
        return None if across[0] else low, None if across[1] else high


def _by_wave(study, statement: str):
    """The name and the answers of what stands for each wave."""
    from prepost.report.safety import counts_of, whose

    for wave in study.waves:
        yield study.wave_labels[wave] + whose(study, statement, wave), counts_of(study, statement, wave)


def answers_table(answers: Answers):
    """Every count of answers as a table: statement, group, n, one column a point of the scale.

    Parameters
    ----------
    answers : Answers
        The answers.

    Returns
    -------
    pandas.DataFrame
        Points that are shown together have their sum at the first of them and "counted at POINT" at the others.
    """
    import pandas as pd

    names = [_point_name(point, answers.scale_labels) for point in answers.scale]
    rows = []
    for statement, groups in answers.groups.items():
        for group, counts in groups.items():
            cells: list = ["–"] * len(names)
            for first, last, n in answers.segments(counts):
                cells[first : last + 1] = [n, *[f"counted at {answers.scale[first]}"] * (last - first)]
            rows.append([statement, group, int(counts.sum()) if answers.segments(counts) else TOO_FEW, *cells])
    return pd.DataFrame(rows, columns=["Statement", "Group", "n", *names])


def likert_figure(answers: Answers):
    """Diverging stacked bars: the answers of each group, parted at the middle of the scale.

    Parameters
    ----------
    answers : Answers
        The answers.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.

    Notes
    -----
    An odd number of points has its middle one astride the middle. The figures at the ends of a bar are the shares of
    answers below and above the middle.

    Examples
    --------
    >>> answers = Answers((1, 2, 3, 4), {1: "no", 4: "yes"}, {"It helped": {"Before": np.array([4, 10, 20, 6])}})
    >>> likert_figure(answers)[2]
    'Share answering 3 or 4: 65% (before).'
    """
    colours = diverging(len(answers.scale))
    key = [(colour, _point_name(point, answers.scale_labels)) for colour, point in zip(colours, answers.scale)]

    def draw(ax) -> None:
        width = sheet_width(ax)
        places, height = _stacked(answers.groups, key_height(key, width) + 8, width)
        sheet = Sheet(height + 4, ax)
        sheet.key(key)
        middle, unit = _middle(answers, width)
        for (top_row, bottom_row), row in zip(places.blocks, places.rows):
            if answers.is_told(row.content):
                sheet.line([middle, middle], [top_row, bottom_row], colour=INK, width=0.8)
        _write_heads(sheet, places)
        for row in places.rows:
            _row_name(
                sheet, row, answers, "" if answers.is_told(row.content) else _in_place_of_a_bar(answers, row, width)
            )
            if answers.is_told(row.content):
                _draw_shares(sheet, row.y, row.content, answers, colours, middle, unit)

    return draw, _likert_alt(answers), _upper_half_summary(answers)


def _in_place_of_a_bar(answers: Answers, row: _Row, width: float) -> str:
    """What may be said of a group whose bar cannot be placed: the shares of the points that are shown together."""
    segments = answers.segments(row.content)
    parts = [
        f"{_points(answers.scale, first, last)}: {percent(n / row.content.sum())}" for first, last, n in segments if n
    ]
    words, room = ", ".join(parts), width - _names_end(answers.groups, width, N_WIDTH) - 20
    return words if len(parts) > 1 and text_width(words, 9) < room else NO_SPREAD


def _points(scale: Sequence[int], first: int, last: int) -> str:
    return str(scale[first]) if first == last else f"{scale[first]}–{scale[last]}"


def _middle(answers: Answers, width: float) -> tuple[float, float]:
    """Where the middle line stands, and how long a share of one is, so that the longest bars just fit."""
    halves = [answers.halves(counts) for _, _, counts in answers.groups_shown() if answers.is_told(counts)]
    left = max((low + astride / 2 for low, astride, _ in halves), default=0.5) or 0.01
    right = max((high + astride / 2 for _, astride, high in halves), default=0.5) or 0.01
    start, end = _names_end(answers.groups, width, N_WIDTH) + 34, width - 32
    unit = (end - start) / (left + right)
    return start + left * unit, unit


def _draw_shares(sheet: Sheet, y: float, counts, answers: Answers, colours, middle: float, unit: float) -> None:
    low, astride, high = answers.halves(counts)
    x = middle - (low + astride / 2) * unit
    sheet.text(x - 4, y, percent(low), align="right", size=9, colour=QUIET)
    for first, last, n in answers.segments(counts):
        width, colour, words = n / counts.sum() * unit, colours[(first + last) // 2], percent(n / counts.sum())
        if n:
            sheet.bar(x, y - 6.5, width, 13, colour)
        if first < last:  # points shown together are named on their bar
            points = _points(answers.scale, first, last)
            words = f"{points}: {words}" if width >= text_width(f"{points}: {words}", 8.5) + 5 else points
        if width >= text_width(words, 8.5) + 5:
            sheet.bar_text(x + width / 2, y, words, colour, size=8.5)
        x += width
    sheet.text(x + 4, y, percent(high), size=9, colour=QUIET)


def means_figure(answers: Answers, level: float | None = 0.95):
    """Mean answers of each group with their intervals, on the whole scale.

    Parameters
    ----------
    answers : Answers
        The answers.
    level : float or None
        Confidence level of the intervals; None to draw none, where they would give single answers away.

    Returns
    -------
    draw, alt, summary

    Examples
    --------
    >>> answers = Answers((1, 2, 3, 4), {1: "no", 4: "yes"}, {"It helped": {"Before": np.array([4, 10, 20, 6])}})
    >>> means_figure(answers)[2]
    'Mean: 2.70 (before). Lines are 95% confidence intervals.'
    """

    def draw(ax) -> None:
        width = sheet_width(ax)
        places, height = _stacked(answers.groups, 8, width)
        sheet = Sheet(height + 34, ax)
        start, end = _names_end(answers.groups, width, N_WIDTH) + 12, width - 34

        def across(value):
            share = (value - answers.scale[0]) / (answers.scale[-1] - answers.scale[0])
            return start + min(max(share, 0), 1) * (end - start)

        for top_row, bottom_row in places.blocks:
            for point in answers.scale:
                sheet.line([across(point)] * 2, [top_row, bottom_row])
        _write_heads(sheet, places)
        for row in places.rows:
            _row_name(sheet, row, answers)
            if not answers.is_shown(row.content):
                continue
            place = answers.group_names.index(row.name)
            colour, estimate = CATEGORIES[place % len(CATEGORIES)], _mean(row.content, answers.scale, level)
            sheet.line([across(estimate.low), across(estimate.high)], [row.y, row.y], colour=colour, width=2)
            sheet.dot(across(estimate.value), row.y, colour, shape=SHAPES[place % len(SHAPES)])
            sheet.text(width, row.y, format_number(estimate.value), align="right", weight="bold", colour=colour)
        _scale_axis(sheet, height + 8, answers, across)

    return draw, *_means_words(answers, level)


def _mean(counts, scale: Sequence[int], level: float | None):
    """The mean with its interval, which ends where the scale does; answers without spread have none, nor has no level."""
    from prepost.stats.estimate import Estimate
    from prepost.stats.means import mean, mean_interval

    found = mean_interval(counts, scale, level) if counts.sum() > 1 and level else None
    if found and found.se:
        return found._replace(low=max(found.low, scale[0]), high=min(found.high, scale[-1]))
    return Estimate(mean(counts, scale), nan, nan, level or 0, nan)


def _scale_axis(sheet: Sheet, y: float, answers: Answers, across) -> None:
    for point in answers.scale:
        sheet.text(across(point), y, format_number(point, 0), align="center", size=9, colour=QUIET)
    for point, align in ((answers.scale[0], "left"), (answers.scale[-1], "right")):
        offset = -3 if align == "left" else 3
        sheet.text(
            across(point) + offset, y + 14, answers.scale_labels.get(point) or "", align=align, size=9, colour=QUIET
        )


def comparison_figure(effects: pd.DataFrame, noun: str = "statement"):
    """Changes with their intervals around zero (a forest plot): one row a comparison under each statement.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`; those that cannot be compared are left out, and a change without
        an interval is a marker without a line.
    noun : str
        What the changes are of.

    Returns
    -------
    draw, alt, summary
        A filled marker is significant at the corrected level, a hollow one is not.
    """
    shown = effects[effects["p"].notna()]
    notes = {row.Index: f"{signed(row.change_pct, 1)}%, {p_value(row.p)}" for row in shown.itertuples()}
    groups = {text: {row.label: row for row in rows.itertuples()} for text, rows in shown.groupby("text", sort=False)}
    limits = change_limits(shown)

    def draw(ax) -> None:
        width = sheet_width(ax)
        layout, height = _stacked(groups, 22, width, row=EFFECT_ROW)
        sheet = Sheet(height + 40, ax)
        note_width = max((text_width(note, 9) for note in notes.values()), default=0) + 10
        start = _names_end(groups, width) + 14
        end = width - (14 if width < SHEET_WIDTH else note_width)

        def across(value):
            return start + (value - limits[0]) / (limits[1] - limits[0]) * (end - start)

        for top_row, bottom_row in layout.blocks:
            sheet.line([across(0)] * 2, [top_row, bottom_row], colour=INK, width=0.9)
        _write_heads(sheet, layout)
        for name_y, y, name, row in layout.rows:
            n = f"n = {format_number(row.n1, 0)} and {format_number(row.n2, 0)}"
            ends = [across(row.change_pct_low), across(row.change_pct_high)]
            sheet.text(INDENT, name_y - 5, _cut(name), size=9)
            sheet.text(INDENT, name_y + 5.5, n, size=8, colour=QUIET)
            sheet.line(ends, [y, y], colour=CATEGORIES[1], width=1.8)
            sheet.dot(across(row.change_pct), y, CATEGORIES[1], filled=bool(row.significant))
            sheet.text(width, name_y + 5.5 * (y != name_y), notes[row.Index], align="right", size=9)
        effect_axis(sheet, height + 10, limits, across, "Change as a percentage of the scale's range")
        effect_key(sheet)

    return draw, *_effect_words(shown, noun)


def change_limits(shown: pd.DataFrame) -> tuple[float, float]:
    """The ends of an axis that holds zero, the changes and their intervals."""
    reach = [0.0, *shown[["change_pct", "change_pct_low", "change_pct_high"]].stack()]
    margin = (max(reach) - min(reach) or 1) * 0.04
    return min(reach) - margin, max(reach) + margin


def effect_key(sheet: Sheet) -> None:
    sheet.dot(12, 8, CATEGORIES[1])
    sheet.text(20, 8, "significant at the corrected level", size=9, colour=QUIET)
    x = 20 + text_width("significant at the corrected level", 9) + 18
    sheet.dot(x, 8, CATEGORIES[1], filled=False)
    sheet.text(x + 8, 8, "not significant", size=9, colour=QUIET)


def effect_axis(sheet: Sheet, y: float, limits, across, axis: str) -> None:
    """An axis of percentages under a picture, with its ticks and what it measures."""
    from matplotlib.ticker import MaxNLocator

    ticks = [t for t in MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(*limits) if limits[0] <= t <= limits[1]]
    places = 1 if any(abs(tick - round(tick)) > 1e-9 for tick in ticks) else 0
    sheet.line([across(limits[0]), across(limits[1])], [y - 9] * 2)
    for tick in ticks:
        sheet.line([across(tick)] * 2, [y - 9, y - 6])
        sheet.text(across(tick), y, f"{format_number(tick, places)}%", align="center", size=9, colour=QUIET)
    centre = (across(limits[0]) + across(limits[1])) / 2
    sheet.text(centre, y + 15, axis, align="center", size=9, colour=QUIET)


class _Row(NamedTuple):
    """Where the name of a row and its content stand; on a telephone the name stands above."""

    name_y: float
    y: float
    name: str
    content: Any


@dataclass(frozen=True)
class _Places:
    """Where everything stands: heads (y, line), rows and the extent of each."""

    heads: list[tuple[float, str]]
    rows: list[_Row]
    blocks: list[tuple[float, float]]


def _stacked(groups, top: float, width: float, row: float = ROW) -> tuple[_Places, float]:
    """Place statements one under the other; returns the places and where they end."""
    places, y = _Places([], [], []), top
    above, high = (row, ROW) if width < SHEET_WIDTH else (0.0, row)
    for statement, rows in groups.items():
        for line in wrapped(statement, width, 10, "bold"):
            places.heads.append((y + HEAD_LINE / 2, line))
            y += HEAD_LINE
        for name, content in rows.items():
            top_row = y + 2 + above
            places.rows.append(_Row(y + 2 + row / 2, top_row + high / 2, name, content))
            y += above + high
            places.blocks.append((top_row, y + 2))
        y += GAP
    return places, y


def _write_heads(sheet: Sheet, places: _Places) -> None:
    for y, line in places.heads:
        sheet.text(0, y, line, weight="bold")


def _names_end(groups, width: float, more: float = 0.0) -> float:
    """Where the column of names ends, and one beside it; a longer name is cut. On a telephone there is none."""
    if width < SHEET_WIDTH:
        return 0.0
    return more + INDENT + min(max((text_width(name, 9) for name in _row_names(groups)), default=0.0), WIDEST_NAME)


def _row_names(groups) -> list[str]:
    return list(dict.fromkeys(name for rows in groups.values() for name in rows))


def _row_name(sheet: Sheet, row: _Row, answers: Answers, note: str = "") -> None:
    """The name of a row with its n, and what stands in place of a bar if there is none."""
    counts, end = row.content, _names_end(answers.groups, sheet.width, N_WIDTH) or sheet.width
    sheet.text(INDENT, row.name_y, _cut(row.name), size=9)
    is_shown = answers.is_shown(counts)
    if note or not is_shown:
        note = note if is_shown else TOO_FEW if counts.sum() else "no answers"
        x = _names_end(answers.groups, sheet.width, N_WIDTH * is_shown)
        sheet.bar(x + 10, row.y - 6, text_width(note, 9) + 6, 12, GROUND, line=0)
        sheet.text(x + 13, row.y, note, size=9, colour=QUIET)
    if not is_shown:
        return
    sheet.text(end, row.name_y, f"n = {format_number(int(counts.sum()), 0)}", align="right", size=9, colour=QUIET)


def _cut(name: str) -> str:
    lines = wrapped(name, WIDEST_NAME, 9)
    return lines[0] if len(lines) == 1 else lines[0] + "…"


def _point_name(point: int, scale_labels: Mapping[int, str]) -> str:
    return f"{format_number(point, 0)} {scale_labels.get(point) or ''}".strip()


def upper_words(scale: Sequence[int]) -> str:
    """The points of the upper half of a scale, as a sentence names them.

    Examples
    --------
    >>> upper_words((1, 2, 3, 4)), upper_words((0, 1, 2, 3, 4, 5, 6))
    ('3 or 4', '4 to 6')
    """
    upper = scale[len(scale) - len(scale) // 2 :]
    if len(upper) == 1:
        return str(upper[0])
    return f"{upper[0]} or {upper[1]}" if len(upper) == 2 else f"{upper[0]} to {upper[-1]}"


def _likert_alt(answers: Answers) -> str:
    groups = join_words(uncapital(name) for name in answers.group_names)
    opening = (
        f"Stacked bars of answers that part at the middle of the scale, for {with_noun(len(answers.groups), 'statement')}; "
        f"a bar for each group: {groups}."
    )
    if len(answers.groups) > LONGEST_ALT or not answers.groups_shown():
        return f"{opening} {_upper_half_summary(answers)}"
    parts = _by_statement(answers, lambda counts: _percent_or_hidden(answers.told_halves(counts)[1]))
    return f"{opening} Share answering {upper_words(answers.scale)}: {parts}."


def _by_statement(answers: Answers, words) -> str:
    """What `words` says of each group's counts, statement by statement."""
    found: dict[str, list[str]] = {}
    for statement, name, counts in answers.groups_shown():
        found.setdefault(statement, []).append(f"{uncapital(name)} {words(counts)}")
    return "; ".join(f"{statement}: {', '.join(parts)}" for statement, parts in found.items())


def _range_words(answers: Answers, measure, form, places: int) -> str:
    """Lowest and highest value of a measure over the statements, group by group, and over how many where not all."""
    parts = []
    for group in answers.group_names:
        counts = [rows[group] for rows in answers.groups.values() if group in rows]
        values = [value for n in counts if answers.is_shown(n) and (value := measure(n)) is not None]
        if values:
            ends = [form(min(values), places), form(max(values), places)]
            few = f", on {len(values)} of {with_noun(len(counts), 'statement')}" * (len(values) < len(counts))
            parts.append(f"{ends[0] if ends[0] == ends[1] else ' to '.join(ends)} ({uncapital(group)}{few})")
    return ", ".join(parts)


def _upper_half_summary(answers: Answers) -> str:
    if not answers.groups_shown():
        return "There are no answers to show."
    ranges = _range_words(answers, lambda counts: answers.told_halves(counts)[1], percent, 0)
    over = "Share" if len(answers.groups) == 1 else "Lowest and highest share over the statements,"
    words = f"{over} answering {upper_words(answers.scale)}: {ranges or 'too few answers to show'}."
    shown = [counts for _, _, counts in answers.groups_shown()]
    if any(first < last for counts in shown if answers.is_told(counts) for first, last, _ in answers.segments(counts)):
        words += " Neighbouring points are shown together where few people chose one of them."
    if not all(map(answers.is_told, shown)):
        words += " In place of a bar: shares of points together, or nothing, for few people chose one side."
    return words


def _percent_or_hidden(share: float | None) -> str:
    return "too few to show" if share is None else percent(share)


def _means_words(answers: Answers, level: float | None) -> tuple[str, str]:
    from prepost.stats.means import mean

    ranges = _range_words(answers, lambda counts: mean(counts, answers.scale), format_number, 2)
    if not ranges:
        return "No means: there are no answers to show.", "There are no answers to show."
    over = "Mean" if len(answers.groups) == 1 else "Lowest and highest mean over the statements"
    lines = "Intervals would give answers of few away."
    if level:
        lines = f"Lines are {level_words(level)} confidence intervals."
        if any(isnan(_mean(counts, answers.scale, level).low) for _, _, counts in answers.groups_shown()):
            lines += " Where all gave one answer there is none."
    summary = f"{over}: {ranges}. {lines}"
    ends = f"{format_number(answers.scale[0], 0)} to {format_number(answers.scale[-1], 0)}"
    opening = f"Means{' with intervals' if level else ''} on the scale from {ends}, for {with_noun(len(answers.groups), 'statement')}."
    if len(answers.groups) > LONGEST_ALT:
        return f"{opening} {summary}", summary

    def words(counts) -> str:
        estimate = _mean(counts, answers.scale, level)
        reach = f" (interval {interval(estimate.low, estimate.high)})" if level else ""
        return format_number(estimate.value) + reach

    return f"{opening} {_by_statement(answers, words)}.", summary


def parting(effects: pd.DataFrame) -> str:
    """A remark if tests and intervals disagree on what differs from zero, else nothing."""
    low, high, is_strong = effects["change_pct_low"], effects["change_pct_high"], effects["significant"].astype(bool)
    if not (is_strong != ((low > 0) | (high < 0)))[low.notna()].any():
        return ""
    return " Tests and intervals are worked out differently: where they part, the test says what is significant."


def _effect_words(drawn: pd.DataFrame, noun: str) -> tuple[str, str]:
    """Alternative text and summary of a picture of effects."""
    if drawn.empty:
        return ("Too few answers to be compared.",) * 2
    low, high, is_strong = drawn["change_pct_low"], drawn["change_pct_high"], drawn["significant"].astype(bool)
    above, below, strong = int((low > 0).sum()), int((high < 0).sum()), int(is_strong.sum())
    intervals = int(low.notna().sum())
    summary = (
        f"Change as a percentage of the scale's range: {format_number(above, 0)} of {with_noun(intervals, 'interval')} "
        f"{plural(above if intervals > 1 else 1, 'lies', 'lie')} wholly above zero, {format_number(below, 0)} wholly "
        f"below; {format_number(strong, 0)} {plural(strong, 'is', 'are')} significant at the corrected level."
    )
    if not intervals:
        summary = "Change as a percentage of the scale's range."
    if intervals < len(drawn):
        summary += " A marker without a line: the answers show no spread, so that no interval can be given."
    summary += parting(drawn)
    statements = drawn.groupby("text", sort=False)
    opening = f"Effects with intervals around zero, for {with_noun(len(statements), noun)}. {summary}"
    if len(statements) > LONGEST_ALT:
        return opening, summary
    parts = [
        f"{statement}: "
        + ", ".join(
            f"{uncapital(row.label)} {format_number(row.change_pct, 1)}% ({_interval_of(row)})"
            for row in rows.itertuples()
        )
        for statement, rows in statements
    ]
    return f"{opening} {'; '.join(parts)}.", summary


def _interval_of(row) -> str:
    ends = interval(row.change_pct_low, row.change_pct_high, 1)
    return ends if isnan(row.change_pct_low) else f"{ends}%"
