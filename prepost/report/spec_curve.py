"""Strips of dots: how many results, analysed in one way or another, stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prepost.report.answers import effect_axis, effect_key
from prepost.report.canvas import SHEET_WIDTH, Sheet, text_width, wrapped
from prepost.report.style import CATEGORIES, GROUND, INK, LINE, QUIET, new_figure, styled
from prepost.report.wording import format_number, interval, signed, with_noun

HEAD, LANE, NEAR, MARGIN = 15.0, 9.0, 8.0, 12.0


@dataclass(frozen=True)
class Strip:
    """One strip: its name, its results and a note at its right.

    Attributes
    ----------
    name, note : str
        What was compared with what, and for instance how many results are significant.
    values : sequence of float
        A result each.
    strong : sequence of bool
        Whether each is significant.
    """

    name: str
    values: Sequence[float]
    strong: Sequence[bool]
    note: str = ""


@styled
def strip_figure(strips: Sequence[Strip], *, axis: str, thing: str = "statement"):
    """Results of several analyses as dots on one axis, an analysis a strip.

    Parameters
    ----------
    strips : sequence of Strip
        In the order in which they are drawn; one without results says so.
    axis : str
        What the values are, in words; they are percentages.
    thing : str
        What a dot stands for.

    Returns
    -------
    fig, alt, summary
        A filled dot is significant at the corrected level, a hollow one is not. Dots that would cover each other
        stand in lanes.
    """
    values = [value for strip in strips for value in strip.values] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    margin = (high - low or 1) * 0.05
    limits = low - margin, high + margin

    def across(value):
        return MARGIN + (value - limits[0]) / (limits[1] - limits[0]) * (SHEET_WIDTH - 2 * MARGIN)

    placed = [_lanes([across(value) for value in strip.values]) for strip in strips]
    heads = [wrapped(strip.name, SHEET_WIDTH - text_width(strip.note, 9) - 16, 10, "bold") for strip in strips]
    tops, bottom = [], 24.0
    for head, lanes in zip(heads, placed):
        tops.append(bottom)
        bottom += HEAD * len(head) + LANE * (max(lanes, default=0) + 1) + 12
    sheet = Sheet(bottom + 38)
    for strip, head, lanes, top in zip(strips, heads, placed, tops):
        _draw(sheet, strip, head, lanes, top, across)
    effect_axis(sheet, bottom + 12, limits, across, axis)
    effect_key(sheet)
    alt, summary = _words(strips, axis, thing)
    return sheet.fig, alt, summary


def _lanes(places: Sequence[float]) -> list[int]:
    """For each place the first lane in which no other dot is near."""
    taken: list[list[float]] = []
    lanes = [0] * len(places)
    for position in sorted(range(len(places)), key=lambda i: places[i]):
        for lane in range(len(taken) + 1):
            if lane == len(taken):
                taken.append([])
            if all(abs(places[position] - other) >= NEAR for other in taken[lane]):
                taken[lane].append(places[position])
                lanes[position] = lane
                break
    return lanes


def _draw(sheet: Sheet, strip: Strip, head: Sequence[str], lanes: Sequence[int], top: float, across) -> None:
    for line, words in enumerate(head):
        y = top + HEAD * (line + 0.5)
        sheet.bar(0, y - HEAD / 2, text_width(words, 10, "bold") + 4, HEAD, GROUND, line=0)
        sheet.text(0, y, words, weight="bold")
    sheet.text(
        SHEET_WIDTH,
        top + HEAD / 2,
        strip.note or ("no results" if not strip.values else ""),
        align="right",
        size=9,
        colour=QUIET,
    )
    first = top + HEAD * len(head) + LANE / 2 + 2
    bottom = first + LANE * (max(lanes, default=0) + 1)
    sheet.line([across(0)] * 2, [first - LANE / 2 - 1, bottom], colour=INK, width=0.9)
    for value, strong, lane in zip(strip.values, strip.strong, lanes):
        sheet.dot(across(value), first + lane * LANE, CATEGORIES[1], filled=bool(strong))


def _words(strips: Sequence[Strip], axis: str, thing: str) -> tuple[str, str]:
    parts = []
    for strip in strips:
        if not strip.values:
            parts.append(f"{strip.name}: no results")
            continue
        above = sum(value > 0 for value in strip.values)
        parts.append(
            f"{strip.name}: {interval(min(strip.values), max(strip.values), 1, form=signed)}%, {format_number(above, 0)} of "
            f"{with_noun(len(strip.values), thing)} above zero, {format_number(sum(map(bool, strip.strong)), 0)} significant"
        )
    summary = "; ".join(parts) + "."
    return f"Dots on one axis ({axis}), one for each {thing}. {summary}", summary


@styled
def curves_figure(
    curves: Mapping[str, Sequence[float]],
    steps: Sequence[float],
    *,
    axis: str,
    upright: str,
    marks: Sequence[float] = (),
):
    """Smooth curves over one axis, each named at its end.

    Parameters
    ----------
    curves : mapping of str to sequence of float
        For each name a value at each step.
    steps : sequence of float
        The values along the axis, as percentages, in rising order.
    axis, upright : str
        What the horizontal and the vertical values are, in words.
    marks : sequence of float
        Steps at which each curve's value is written beside it.

    Returns
    -------
    fig, alt, summary
        The vertical axis is logarithmic.
    """
    fig, ax = new_figure(3.3)
    ax.set_position((0.09, 0.17, 0.66, 0.72))
    for place, (name, values) in enumerate(curves.items()):
        colour = CATEGORIES[(place + 1) % len(CATEGORIES)]
        ax.plot(steps, values, color=colour, linewidth=1.8)
        ax.annotate(
            name,
            (steps[-1], values[-1]),
            xytext=(6, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
    ax.set_yscale("log")
    _log_ticks(ax, [value for values in curves.values() for value in values])
    ax.set_xticks(
        list(marks) or [steps[0], steps[-1]],
        [f"{format_number(step, 0)}%" for step in (marks or (steps[0], steps[-1]))],
    )
    ax.set_xlabel(axis, fontsize=9)
    ax.set_title(upright, loc="left", fontsize=9, color=QUIET)
    ax.grid(axis="y", color=LINE, linewidth=0.6)
    lines = [
        f"{name}: "
        + ", ".join(f"{format_number(_at(steps, values, mark), 0)} at {format_number(mark, 0)}%" for mark in marks)
        for name, values in curves.items()
    ]
    summary = "; ".join(lines) + "."
    return fig, f"Falling curves on a logarithmic axis: {upright.lower()}, over {axis.lower()}. {summary}", summary


def _log_ticks(ax, values: Sequence[float]) -> None:
    from matplotlib.ticker import FixedLocator, NullLocator

    ticks = [
        mantissa * 10**power
        for power in range(6)
        for mantissa in (1, 2, 5)
        if min(values) * 0.9 <= mantissa * 10**power <= max(values)
    ]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_yticklabels([format_number(tick, 0) for tick in ticks])


def _at(steps: Sequence[float], values: Sequence[float], wanted: float) -> float:
    return next(value for step, value in zip(steps, values) if abs(step - wanted) < 1e-9)
