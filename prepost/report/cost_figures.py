"""Pictures of how sure a cost of a change is, and on which inputs it leans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from prepost.report.canvas import SHEET_WIDTH, Sheet, key_height, text_width, wrapped
from prepost.report.style import CATEGORIES, INK, LINE, QUIET, new_figure, styled
from prepost.report.wording import chance, money, percent, uncapital
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

    from prepost.report.costs import Costed, Sensitivity

__all__ = [
    "acceptability_figure",
    "acceptability_table",
    "acceptability_title",
    "tornado_figure",
    "tornado_table",
    "tornado_title",
]


@styled
def tornado_figure(found: Sensitivity, currency: str):
    """A tornado diagram: how far each input alone moves the cost of a percentage point.

    Parameters
    ----------
    found : Sensitivity
        As `prepost.report.point_sensitivity` returns it.
    currency : str
        ISO 4217 code.

    Returns
    -------
    fig, alt, summary
    """
    values = [found.base, *(value for swing in found.swings for value in (swing.at_low, swing.at_high))]
    low, high = min(values), max(values)
    names = [wrapped(swing.name, SHEET_WIDTH * 0.3, 9.5) for swing in found.swings]
    name_width = max((text_width(line, 9.5) for lines in names for line in lines), default=0) + 12
    room = max(text_width(money(value, currency), 9) for value in values) + 8
    scale = (SHEET_WIDTH - name_width - 2 * room) / ((high - low) or 1)

    def across(value: float) -> float:
        return name_width + room + (value - low) * scale

    height = 40.0
    key = [(CATEGORIES[2], "input at its low end"), (CATEGORIES[1], "input at its high end")]
    top = key_height(key) + 6
    sheet = Sheet(top + 24 + height * len(found.swings))
    sheet.key(key)
    sheet.text(across(found.base) - 6, top + 8, f"Base: {money(found.base, currency)}", size=9, colour=QUIET)
    for place, (swing, lines) in enumerate(zip(found.swings, names)):
        middle = top + 34 + place * height
        for line, text in enumerate(lines):
            sheet.text(0, middle + (line - (len(lines) - 1) / 2) * 12, text, size=9.5)
        for value, words, colour in zip(
            (swing.at_low, swing.at_high), found.ends[swing.name], (CATEGORIES[2], CATEGORIES[1])
        ):
            _draw_end(sheet, across(value), across(found.base), middle, money(value, currency), words, colour)
    sheet.line([across(found.base)] * 2, [top + 16, top + 20 + height * len(found.swings)], colour=INK)
    return sheet.fig, *_tornado_words(found, currency)


def _draw_end(sheet: Sheet, end: float, base: float, middle: float, amount: str, words: str, colour: str) -> None:
    """One end of a bar, its amount outside it and what it stands for beneath; nothing where it is the base value."""
    if abs(end - base) < 0.5:
        return
    sheet.bar(min(end, base), middle - 7, abs(end - base), 14, colour)
    is_left = end < base
    sheet.text(end + (-5 if is_left else 5), middle, amount, align="right" if is_left else "left", size=9)
    inner = "left" if is_left else "right"
    wide = text_width(words, 8.5) > abs(end - base)
    sheet.text(
        base + (-4 if is_left else 4) if wide else end,
        middle + 14,
        words,
        align={"left": "right", "right": "left"}[inner] if wide else inner,
        size=8.5,
        colour=QUIET,
    )


def _tornado_words(found: Sensitivity, currency: str) -> tuple[str, str]:
    parts = [
        f"{swing.name}: {money(swing.at_low, currency)} at {found.ends[swing.name][0]},"
        f" {money(swing.at_high, currency)} at {found.ends[swing.name][1]}"
        for swing in found.swings
    ]
    base, year = money(found.base, currency), _prices(found.year)
    return (
        f"Tornado diagram of the cost of a percentage point{year}, around {base}. {'; '.join(parts)}.",
        f"Base: {base} a percentage point{year}. Each bar moves one input alone, the others at their base values.",
    )


def tornado_table(found: Sensitivity, currency: str) -> pd.DataFrame:
    """The numbers behind a tornado diagram."""
    import pandas as pd

    rows = [
        [
            swing.name,
            found.ends[swing.name][0],
            money(swing.at_low, currency),
            found.ends[swing.name][1],
            money(swing.at_high, currency),
        ]
        for swing in found.swings
    ]
    return pd.DataFrame(
        rows, columns=["Input", "One end", "Cost of a point there", "Other end", "Cost of a point at that end"]
    )


def tornado_title(found: Sensitivity, currency: str) -> str:
    """On which input the cost of a point leans most, and how far that moves it."""
    widest = found.swings[0]
    low, high = sorted((widest.at_low, widest.at_high))
    return (
        f"The cost of a point leans most on the {uncapital(widest.name)}: from {money(low, currency)}"
        f" to {money(high, currency)} around {money(found.base, currency)}{_prices(found.year)}"
    )


def _prices(year: str) -> str:
    return f" (prices of {year})" if year else ""


def acceptability_title(costed: Sequence[Costed], currency: str) -> str:
    """From which worth of a point the gains are more likely than not worth their cost, the cheapest and the dearest
    of them."""
    gains = [one.ratio.value for one in costed if one.ratio.value is not None]
    if not gains:
        return "No gain was found, so none was more likely than not worth its cost"
    low, high = (money(value, currency) for value in (min(gains), max(gains)))
    start, year = "More likely than not worth its cost where a point is worth more than", _prices(costed[0].per.year)
    reach = low if low == high else f"{low} to {high}, according to which gain is meant"
    return f"{start} {reach}{year}"


def _values(costed: Sequence[Costed], steps: int = 241) -> np.ndarray:
    """Worths of a point to look at: from a fifth of the cheapest point to fifty times it, evenly on a logarithmic
    axis."""
    cheapest = min(float(one.per.amount) / max(one.change.high, 1e-9) for one in costed if one.change.high > 0)
    return np.geomspace(cheapest / 5, cheapest * 250, steps)


def acceptability_table(costed: Sequence[Costed], currency: str, values: Sequence[float] = ()) -> pd.DataFrame:
    """For round worths of a point, the chance that each change was worth its cost.

    Parameters
    ----------
    costed : sequence of Costed
        Each change with its cost.
    currency : str
        ISO 4217 code.
    values : sequence of float
        Worths of a point; round ones within the figure's range by default.
    """
    import pandas as pd

    from prepost.stats.costs import acceptability

    gains = [one for one in costed if one.change.high > 0]
    values = list(values) or (_round_values(_values(gains)) if gains else [])
    columns = (
        {
            _curve_name(one): list(map(chance, acceptability(float(one.per.amount), one.change, values)))
            for one in costed
        }
        if values
        else {}
    )
    return pd.DataFrame(
        {"A point is worth": [money(value, currency, 0 if value >= 1 else 2) for value in values], **columns}
    )


def _round_values(values: np.ndarray) -> list[float]:
    low, high = float(values[0]), float(values[-1])
    return [m * 10.0**power for power in range(-4, 8) for m in (1, 2, 5) if low <= m * 10.0**power <= high]


def _curve_name(one: Costed) -> str:
    return f"{one.name}, {uncapital(one.label)}"


_STYLES = ("-", "--", ":", "-.", (0, (6, 1.5)), (0, (1, 3)), (0, (3, 1, 1, 1, 1, 1)))


@styled
def acceptability_figure(costed: Sequence[Costed], currency: str):
    """Cost-effectiveness acceptability curves: the chance that each change was worth its cost, by what a point is
    worth.

    Parameters
    ----------
    costed : sequence of Costed
        At least one whose interval reaches above zero.
    currency : str
        ISO 4217 code.

    Returns
    -------
    fig, alt, summary
    """
    from matplotlib.lines import Line2D

    from prepost.stats.costs import acceptability

    values = _values(costed)
    fig, ax = new_figure(3.1 + 0.2 * len(costed))
    foot = 0.2 * len(costed) + 0.5
    ax.set_position((0.08, foot / fig.get_figheight() + 0.06, 0.9, 1 - foot / fig.get_figheight() - 0.14))
    for place, one in enumerate(costed):
        chances = acceptability(float(one.per.amount), one.change, values)
        colour, style = CATEGORIES[1 + place % 7], _STYLES[place % len(_STYLES)]
        ax.plot(values, chances, color=colour, linestyle=style, linewidth=2)
        height = (foot - 0.48 - 0.2 * place) / fig.get_figheight()
        fig.add_artist(Line2D([0.08, 0.14], [height] * 2, color=colour, linestyle=style, linewidth=2))
        fig.text(0.16, height, _curve_name(one), fontsize=9, va="center_baseline")
    ax.set_xscale("log")
    ticks = [value for place, value in enumerate(_round_values(values)) if place % 2 == 0]
    ax.set_xticks(ticks, [money(tick, currency, 0 if tick >= 1 else 2) for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], [percent(tick) for tick in (0, 0.25, 0.5, 0.75, 1)])
    ax.set_ylim(-0.02, 1.02)
    ax.grid(axis="y", color=LINE, linewidth=0.6)
    year = _prices(costed[0].per.year)
    ax.set_xlabel(f"What a percentage point of the scale's range is worth, for each person or place{year}", fontsize=9)
    ax.set_title("Chance that the gain was worth its cost", loc="left", fontsize=9, color=QUIET)
    summary = _crossings(costed, currency)
    return (
        fig,
        "Rising curves of the chance that the gain was worth its cost, by what a point is worth, on a logarithmic axis."
        f" {summary}",
        summary,
    )


def _crossings(costed: Sequence[Costed], currency: str) -> str:
    """Where the chance passes one half: at the cost of a point, whatever the standard error."""
    year, parts = _prices(costed[0].per.year), []
    for label in dict.fromkeys(one.label for one in costed):
        each = [
            f"{'never' if one.ratio.value is None else money(one.ratio.value, currency)} for {uncapital(one.name)}"
            for one in costed
            if one.label == label
        ]
        parts.append(f"{uncapital(label)}, {join_words(each)}")
    return f"More likely than not worth its cost above these worths of a point{year}: {'; '.join(parts)}."
