"""How recovered answers are shown: which sizes fit, and how typical the chosen answers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepost.report.canvas import SHEET_WIDTH, Sheet, wrapped
from prepost.report.style import CATEGORIES, INK, LINE, QUIET, UNKNOWN, styled
from prepost.report.wording import format_number, interval
from prepost.study.faults import join_words

__all__ = ["chosen_among_survivors", "runs", "sizes_figure"]

ROW = 30


@styled
def sizes_figure(sizes: Sequence[Mapping], chosen: int, last: int, *, axis: str = "forms"):
    """Which numbers of forms of a sample, whose size was not printed, let everything printed hold.

    Parameters
    ----------
    sizes : sequence of dict
        `sizes` of a reconstruction's account.
    chosen, last : int
        The number of forms that is used, and the largest that was tried.
    axis : str
        What the forms are.

    Returns
    -------
    fig, alt, summary
    """
    rows = {
        "fit, with a single peak throughout": [size["forms"] for size in sizes if size["single_peaked"]],
        "fit, some only in odd shapes": [
            size["forms"] for size in sizes if size["admissible"] and not size["single_peaked"]
        ],
        "need too many blanks": [size["forms"] for size in sizes if not size["admissible"]],
    }
    sheet, left, right = Sheet(ROW * len(rows) + 44), 190.0, SHEET_WIDTH - 12

    def across(forms: float) -> float:
        return left + forms / last * (right - left)

    foot = ROW * len(rows)
    for place, ((words, numbers), colour) in enumerate(zip(rows.items(), (CATEGORIES[1], CATEGORIES[2], QUIET))):
        y = ROW * (place + 0.5)
        sheet.text(left - 12, y, words, align="right", size=9)
        sheet.line([left, right], [y, y], colour=LINE)
        for forms in numbers:
            sheet.line([across(forms)] * 2, [y - 7, y + 7], colour=colour, width=1.6)
    sheet.line([across(chosen)] * 2, [2, foot], colour=INK, style=":")
    for tick in range(0, last + 1, 50):
        sheet.text(across(tick), foot + 8, format_number(tick, 0), align="center", size=9, colour=QUIET)
    sheet.text(across(chosen), foot + 20, f"{chosen} used here", align="center", size=9)
    sheet.text((left + right) / 2, foot + 34, axis, align="center", size=9, colour=QUIET)
    alt = " ".join(f"{words.capitalize()}: {runs(numbers)}." for words, numbers in rows.items())
    fit = len(rows["fit, with a single peak throughout"])
    more = len(rows["fit, some only in odd shapes"])
    summary = (
        f"Of the {last - 1} numbers of forms tried, {fit + more} fit everything that binds, {fit} of them with answers that "
        "rise to one peak and fall, on every statement."
    )
    return sheet.fig, alt, summary


def runs(numbers: Sequence[int]) -> str:
    """Runs of whole numbers in words, "none" where there are no numbers.

    Examples
    --------
    >>> runs([79, 80, 81, 85])
    '79 to 81 and 85'
    """
    found: list[list[int]] = []
    for each in numbers:
        if found and each == found[-1][-1] + 1:
            found[-1].append(each)
        else:
            found.append([each])
    return join_words([str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in found]) or "none"


@styled
def chosen_among_survivors(
    ranges: Mapping[str, Sequence[float]], chosen: Mapping[str, float], *, axis: str, limits=(-1.0, 1.0)
):
    """Where the chosen answers' effect lies between the smallest and the largest effect of all answers that fit.

    Parameters
    ----------
    ranges : dict of str to (float, float)
        By statement's text: smallest and largest effect over all survivors.
    chosen : dict of str to float
        By statement's text: effect of the chosen answers.
    axis : str
        What the effect is.
    limits : (float, float)
        Ends of the axis.

    Returns
    -------
    fig, alt, summary
    """
    sheet = Sheet(ROW * len(ranges) + 34)
    start, end = SHEET_WIDTH * 0.55, SHEET_WIDTH - 12

    def across(value: float) -> float:
        return start + (value - limits[0]) / (limits[1] - limits[0]) * (end - start)

    sheet.line([across(0)] * 2, [4, ROW * len(ranges)], colour=INK)
    for place, (text, (low, high)) in enumerate(ranges.items()):
        y = ROW * (place + 0.5)
        lines = wrapped(text, start - 16, 9)[:3]
        for line, part in enumerate(lines):
            sheet.text(0, y + (line - (len(lines) - 1) / 2) * 10, part, size=9)
        sheet.line([across(low), across(high)], [y, y], colour=UNKNOWN, width=5)
        sheet.dot(across(chosen[text]), y, CATEGORIES[1])
    for tick in (limits[0], limits[0] / 2, 0.0, limits[1] / 2, limits[1]):
        sheet.text(across(tick), ROW * len(ranges) + 8, format_number(tick, 2), align="center", size=9, colour=QUIET)
    sheet.text((start + end) / 2, ROW * len(ranges) + 22, axis, align="center", size=9, colour=QUIET)
    alt = (
        "; ".join(
            f"{text}: {format_number(chosen[text])}, possible from {interval(low, high)}"
            for text, (low, high) in ranges.items()
        )
        + "."
    )
    widest = max(ranges, key=lambda text: ranges[text][1] - ranges[text][0])
    summary = (
        f"Dots are the answers used in this report; bars run over all answers that fit. The widest bar, from {interval(*ranges[widest])}, "
        f"belongs to “{widest}”."
    )
    return sheet.fig, alt, summary
