"""Pictures of answers: how they spread over the scale, their means, and how two samples differ.

All three share one form: under each statement stand its rows, one a wave or comparison, with their numbers beside
them. So the text of a statement has the full width, and a picture reads on a phone as on a desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd

from prepost.report.canvas import POINTS_PER_INCH, legend_columns, text_width, wrapped
from prepost.report.compare import told
from prepost.report.style import CATEGORIES, GROUND, INK, LINE, QUIET, diverging, ink_on
from prepost.report.wording import (
    format_number,
    interval,
    level_words,
    percent,
    plural,
    signed,
    uncapital,
    with_noun,
)
from prepost.stats.estimate import Estimate
from prepost.stats.means import mean, mean_interval
from prepost.study.disclosure import pool_small
from prepost.study.faults import join_words

SHAPES = "osD^vPX"
TOO_FEW, NO_SPREAD = "too few answers to show", "too few to show how they spread"
LONGEST_ALT = 8  # statements; beyond that an alternative text would be longer than the table it stands for
MOST_TICKS = 11  # points of a scale that are named under a picture; of a longer one the ends are

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
    >>> before = np.array([2, 9, 9, 9, 6])
    >>> answers = Answers((1, 2, 3, 4, 5), {1: "no", 5: "yes"}, {"It helped": {"Before": before}}, min_cell=5)
    >>> answers.segments(before), answers.is_told(before)
    ([(0, 1, 11), (2, 2, 9), (3, 4, 15)], True)
    """

    scale: tuple[int, ...]
    scale_labels: Mapping[int, str]
    groups: Mapping[str, Mapping[str, np.ndarray]]
    min_cell: int = 1

    @classmethod
    def of(cls, study, domain: str) -> Answers:
        """The answers of a study to the statements of one domain, by its id.

        There is a group for each wave, as far as it may be shown beside all else: else its matched people stand for it. A
        wave in which nobody answered a statement that others answered has no row: it was not asked.
        """
        groups = {}
        for statement in study.statements_in(domain):
            counts = dict(_by_wave(study, statement.id))
            groups[statement.heading] = {name: n for name, n in counts.items() if n.any()} or counts
        labels = study.labels_of(study.statements_in(domain)[0].id) if groups else study.scale_labels
        return cls(tuple(labels), labels, groups, study.min_cell)

    @property
    def group_names(self) -> list[str]:
        """Names of all groups, in order; the matched people of a wave, who stand for it on some statements, by its name."""
        return list(dict.fromkeys(group_of(name) for rows in self.groups.values() for name in rows))

    def is_shown(self, counts) -> bool:
        """Whether a group has answers, and enough of them to be shown."""
        return bool(counts.sum() >= max(self.min_cell, 1))

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
        return [(start, end - 1, int(counts[start:end].sum())) for start, end in pool_small(counts, self.min_cell)]

    def is_told(self, counts) -> bool:
        """Whether a group may be shown and its shares below and above the middle be told: then its bar is drawn."""
        return self.is_shown(counts) and None not in self.told_halves(counts)

    def is_drawable(self, counts) -> bool:
        """Whether a bar shows more than one pool of points, or one point on which all agree."""
        filled = [(first, last) for first, last, n in self.segments(counts) if n]
        return len(filled) > 1 or any(first == last for first, last in filled)

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


def group_of(name: str) -> str:
    """The group to which a row belongs: its name, or the wave for which matched people stand.

    >>> group_of("After, matched people"), group_of("After")
    ('After', 'After')
    """
    return name.removesuffix(", matched people")


def _by_wave(study, statement: str):
    """The name and the answers of what stands for each wave."""
    from prepost.report.safety import stands_for, whose

    for wave in study.waves:
        stands = stands_for(study, statement, wave)
        one = np.eye(1, len(study.scale_of(statement)), dtype=np.int64)[0]  # answer, which is too few to be shown
        told = whose(study, wave, stands, study.counts(statement, {"wave": wave}).sum())
        yield study.wave_labels[wave] + told, stands[1] if stands else one


def answers_table(answers: Answers):
    """Every count of answers as a table: statement, group, n, one column a point of the scale.

    Returns
    -------
    pandas.DataFrame
        Points that are shown together have their sum at the first of them and "counted at POINT" at the others.
    """
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
    key = [_point_name(point, answers.scale_labels) for point in answers.scale]
    halves = [answers.halves(counts) for *_, counts in answers.groups_shown() if answers.is_told(counts)]
    left = max((low + astride / 2 for low, astride, _ in halves), default=0.5)
    right = max((high + astride / 2 for _, astride, high in halves), default=0.5)

    def draw(ax) -> None:
        from matplotlib.patches import Patch

        ax.legend(handles=[Patch(color=colour, label=words) for colour, words in zip(colours, key)])
        rows, room = _rows(ax, _rows_of(answers), 15 * -(-len(key) // legend_columns(key, ax.figure.get_figwidth())))
        unit = (room - 70) / (left + right)  # points that a share of one takes, with room for the shares at its ends
        for top, bottom, (_, counts) in rows:
            if answers.is_told(counts):
                ax.vlines(0, top, bottom, color=INK, linewidth=0.8, zorder=0.9)
                _draw_shares(ax, (top + bottom) / 2, counts, answers, colours, unit)
            else:
                _write_instead(ax, (top + bottom) / 2, _in_place_of_a_bar(answers, counts, room))
        ax.set(xlim=(-left - 35 / unit, right + 35 / unit), xticks=[])
        ax.spines.bottom.set_visible(False)

    return draw, _likert_alt(answers), _upper_half_summary(answers)


def _in_place_of_a_bar(answers: Answers, counts, room: float) -> str:
    """What may be said of a group without a bar: if its bar cannot be placed, the shares of points shown together."""
    if not answers.is_shown(counts):
        return TOO_FEW if counts.sum() else "no answers"
    segments = answers.segments(counts)
    parts = [f"{_points(answers.scale, first, last)}: {percent(n / counts.sum())}" for first, last, n in segments if n]
    words = ", ".join(parts)
    return words if len(parts) > 1 and text_width(words, 9) < room else NO_SPREAD


def _points(scale: Sequence[int], first: int, last: int) -> str:
    return str(scale[first]) if first == last else f"{scale[first]}–{scale[last]}"


def _draw_shares(ax, y: float, counts, answers: Answers, colours, unit: float) -> None:
    low, astride, high = answers.halves(counts)
    start = x = -(low + astride / 2)
    for first, last, n in answers.segments(counts):
        middle = (
            first + last + (first + last < len(colours) - 1)
        ) // 2  # of a pool of two, the point nearer the middle
        share, colour, words = n / counts.sum(), colours[middle], percent(n / counts.sum())
        if n:
            ax.barh(y, share, 13, left=x, color=colour, edgecolor=GROUND, linewidth=1.2)
        if first < last:  # points shown together are named on their bar
            points = _points(answers.scale, first, last)
            words = f"{points}: {words}" if share * unit >= text_width(f"{points}: {words}", 8.5) + 5 else points
        if share * unit >= text_width(words, 8.5) + 5:
            ax.text(x + share / 2, y, words, size=8.5, color=ink_on(colour), ha="center", va="center_baseline")
        x += share
    for end, words, offset, align in ((start, percent(low), -4, "right"), (x, percent(high), 4, "left")):
        _annotate(ax, words, (end, y), offset, ha=align)


def _annotate(ax, words: str, place: tuple, offset: float, **style) -> None:
    """A word beside a place, so many points to its right."""
    style = {"size": 9, "color": QUIET, "va": "center_baseline"} | style
    ax.annotate(words, place, (offset, 0), textcoords="offset points", **style)


def _write_instead(ax, y: float, words: str) -> None:
    _annotate(ax, words, (0, y), 3, xycoords=("axes fraction", "data"), backgroundcolor=GROUND)


def _rows_of(answers: Answers) -> list[tuple[str, list]]:
    """The groups of each statement, named with the number of their answers where they may be shown."""
    found = []
    for statement, groups in answers.groups.items():
        sizes = [_unbroken(f", n = {format_number(int(n.sum()), 0)}") * answers.is_shown(n) for n in groups.values()]
        found.append((statement, [(name + size, (name, groups[name])) for name, size in zip(groups, sizes)]))
    return found


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _rows(
    ax, groups: Iterable[tuple[str, Iterable]], more: float = 0.0
) -> tuple[list[tuple[float, float, Any]], float]:
    """Name rows at the left, those of a heading under it; the heading has the whole width.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its y counts points from the top, and its figure becomes as high as the rows need.
    groups : iterable of (str, iterable of (str, object))
        Headings, "" for none, each with the names of its rows and what they hold.
    more : float
        Points for what stands above and below the rows.

    Returns
    -------
    rows, room
        Top, bottom and what is held of each row, and about how many points wide the axes are.
    """
    width, y, rows, names = ax.figure.get_figwidth(), 0.0, [], []
    for heading, held in groups:
        lines = wrapped(heading, width * POINTS_PER_INCH - 12, 10, "bold") if heading else []
        style = {"weight": "bold", "va": "top", "annotation_clip": False, "in_layout": False}
        ax.annotate("\n".join(lines), (0.012, y), xycoords=("figure fraction", "data"), **style)
        y += 14 * len(lines)
        for name, content in held:
            names.append(fill(name, round(6 * width)))
            rows.append((y, y + 12.5 * (1 + names[-1].count("\n")) + 5, content))
            y = rows[-1][1]
        y += 9 * bool(heading)
    ax.set_yticks([(top + bottom) / 2 for top, bottom, _ in rows], names, size=9)
    ax.set_ylim(y, 0)
    ax.figure.set_figheight((y + more + 12) / POINTS_PER_INCH)
    taken = max((text_width(line, 9) for name in names for line in name.splitlines()), default=0.0)
    return rows, width * POINTS_PER_INCH - taken - 16


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

    scale = answers.scale if len(answers.scale) <= MOST_TICKS else (answers.scale[0], answers.scale[-1])
    words = {point: fill(answers.scale_labels.get(point) or "", 12) for point in (scale[0], scale[-1])}

    def draw(ax) -> None:
        lines = max(text.count("\n") for text in words.values())
        for top, bottom, (name, counts) in _rows(ax, _rows_of(answers), 30 + 13 * lines)[0]:
            y, place = (top + bottom) / 2, answers.group_names.index(group_of(name))
            ax.vlines(scale, top, bottom, color=LINE, linewidth=0.8, zorder=0.9)
            if not answers.is_shown(counts):
                _write_instead(ax, y, _in_place_of_a_bar(answers, counts, 0))
                continue
            colour, estimate = CATEGORIES[place % len(CATEGORIES)], _mean(counts, answers.scale, level)
            low, high, value = (
                round(one, 2) for one in (estimate.low, estimate.high, estimate.value)
            )  # as it is printed
            ax.plot([low, high], [y, y], color=colour, linewidth=2, clip_on=False)
            ax.plot(value, y, SHAPES[place % len(SHAPES)], color=colour, clip_on=False)
            _at_the_right(ax, format_number(estimate.value), y, weight="bold", color=colour)
        ax.set_xlim(scale[0], scale[-1])
        ax.set_xticks(scale, [f"{format_number(point, 0)}\n{words.get(point, '')}".strip() for point in scale], size=9)

    return draw, *_means_words(answers, level)


def _mean(counts, scale: Sequence[int], level: float | None):
    """The mean with its interval, which ends where the scale does; answers without spread have none, nor has no level."""
    found = mean_interval(counts, scale, level) if counts.sum() > 1 and level else None
    if found and found.se:
        return found._replace(low=max(found.low, scale[0]), high=min(found.high, scale[-1]))
    return Estimate(mean(counts, scale), nan, nan, level or 0, nan)


def _at_the_right(ax, words: str, y: float, **style) -> None:
    _annotate(ax, words, (1, y), 8, xycoords=("axes fraction", "data"), **style)


def comparison_figure(effects: pd.DataFrame, noun: str = "statement"):
    """Changes with their intervals around zero (a forest plot): one row a comparison under each statement.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`; those that cannot be compared are left out, and a change without
        an interval is a marker without a line. If all are of one comparison, a row is a statement.
    noun : str
        What the changes are of.

    Returns
    -------
    draw, alt, summary
        A filled marker is significant at the corrected level, a hollow one is not.
    """
    shown = told(effects[effects["change"].notna()])
    groups: dict[str, list] = {}
    for row in shown.itertuples():
        heading, name = ("", row.text) if shown["label"].nunique() == 1 else (row.text, row.label)
        sizes = [row.n1] if row.test in ("wilcoxon", "sign") else [row.n1, row.n2]  # of the same people
        n = _unbroken(f"n = {' and '.join(format_number(size, 0) for size in sizes)}")
        groups.setdefault(heading, []).append((f"{name} ({n})", row))

    def draw(ax) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.ticker import MaxNLocator

        marker = {"marker": "o", "color": CATEGORIES[1], "markeredgewidth": 1.4}
        for top, bottom, row in _rows(ax, groups.items(), 75)[0]:
            y, face = (top + bottom) / 2, CATEGORIES[1] if row.significant else GROUND
            ax.vlines(0, top, bottom, color=INK, linewidth=0.9, zorder=0.9)
            low, high, value = (round(one, 1) for one in (row.change_pct_low, row.change_pct_high, row.change_pct))
            ax.plot([low, high], [y, y], color=CATEGORIES[1], linewidth=1.8)  # no more exactly than they are printed
            ax.plot(value, y, markerfacecolor=face, **marker)
            _at_the_right(ax, f"{signed(row.change_pct, 1)}%", y)
        ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        ax.xaxis.set_major_formatter(lambda tick, _: f"{format_number(tick, 0 if float(tick).is_integer() else 1)}%")
        ax.set_xlabel("Change as a percentage of the scale's range", size=9)
        kinds = {"significant at the corrected level": CATEGORIES[1], "not significant": GROUND}
        handles = [Line2D([], [], ls="", markerfacecolor=face, label=kind, **marker) for kind, face in kinds.items()]
        ax.legend(handles=handles)

    return draw, *_effect_words(shown, noun)


def _point_name(point: int, scale_labels: Mapping[int, str]) -> str:
    return f"{format_number(point, 0)} {scale_labels.get(point) or ''}".strip()


def upper_words(scale: Sequence[int]) -> str:
    """The points of the upper half of a scale, as a sentence names them.

    Examples
    --------
    >>> upper_words((1, 2)), upper_words((1, 2, 3)), upper_words((1, 2, 3, 4)), upper_words((0, 1, 2, 3, 4, 5, 6))
    ('2', '3', '3 or 4', '4 to 6')
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
    told = [(one, uncapital(name), answers.told_halves(n)[1]) for one, name, n in answers.groups_shown()]
    parts = [(*place, "too few to show" if share is None else percent(share)) for *place, share in told]
    instead = f"{opening} {_upper_half_summary(answers)}"
    return _alt(f"{opening} Share answering {upper_words(answers.scale)}:", instead, parts)


def _alt(opening: str, instead: str, parts: Sequence[tuple[str, str, str]]) -> str:
    """An alternative text that says something of each row under each statement, or another where there are too many."""
    found: dict[str, list[str]] = {}
    for statement, name, words in parts:
        found.setdefault(statement, []).append(f"{name} {words}")
    said = "; ".join(f"{statement}: {', '.join(words)}" for statement, words in found.items())
    return f"{opening} {said}." if 0 < len(found) <= LONGEST_ALT else instead


def _range_words(answers: Answers, measure, form, places: int) -> str:
    """Lowest and highest value of a measure over the statements, group by group, and over how many where not all."""
    parts = []
    for group in answers.group_names:
        counts = [n for rows in answers.groups.values() for name, n in rows.items() if group_of(name) == group]
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


def _means_words(answers: Answers, level: float | None) -> tuple[str, str]:
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
    parts = []
    for statement, name, counts in answers.groups_shown():
        found = _mean(counts, answers.scale, level)
        reach = f" (interval {interval(found.low, found.high)})" if level else ""
        parts.append((statement, uncapital(name), format_number(found.value) + reach))
    return _alt(opening, f"{opening} {summary}", parts), summary


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
        summary += (
            " A marker without a line: the answers show no spread, or an interval would tell what few people gave."
        )
    if (drawn["step"] != 0).any():
        summary += (
            " Where few people chose a point of the scale, the interval is rounded outward and no p-value is given."
        )
    if (is_strong != ((low > 0) | (high < 0)))[low.notna()].any():
        summary += (
            " Tests and intervals are worked out differently: where they part, the test says what is significant."
        )
    opening = f"Effects with intervals around zero, for {with_noun(drawn['text'].nunique(), noun)}. {summary}"
    rows = [(row, interval(row.change_pct_low, row.change_pct_high, 1)) for row in drawn.itertuples()]
    rows = [(row, "not told" if isnan(row.step) else ends + "%" * ends[-1].isdigit()) for row, ends in rows]
    # A group of people keeps its capitals: it may be a place.
    names = [row.label if row.label == row.comparison else uncapital(row.label) for row, _ in rows]
    parts = [
        (row.text, name, f"{format_number(row.change_pct, 1)}% ({ends})") for name, (row, ends) in zip(names, rows)
    ]
    return _alt(opening, opening, parts), summary
