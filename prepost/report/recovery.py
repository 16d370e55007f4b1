"""How recovered answers are shown: which sizes fit, and how typical the chosen answers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepost.report.style import CATEGORIES, INK, QUIET, UNKNOWN
from prepost.report.wording import format_number, interval
from prepost.study.faults import join_words


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
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.
    """
    rows = {
        "fit, with a single peak throughout": [size["forms"] for size in sizes if size["single_peaked"]],
        "fit, some only in odd shapes": [
            size["forms"] for size in sizes if size["admissible"] and not size["single_peaked"]
        ],
        "need too many blanks": [size["forms"] for size in sizes if not size["admissible"]],
    }

    def draw(ax) -> None:
        for place, (numbers, colour) in enumerate(zip(rows.values(), (*CATEGORIES[1:3], QUIET))):
            ax.bar(numbers, 0.5, 1, place - 0.25, color=colour, edgecolor=colour, linewidth=0.4)  # leaves no seams
        ax.axvline(chosen, color=INK, linewidth=0.8, linestyle=":")
        ax.annotate(f"{chosen} used here", (chosen, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom")
        ax.set_yticks(range(len(rows)), list(rows))
        ax.set(xlim=(0, last), ylim=(len(rows) - 0.5, -0.5), xlabel=axis)

    alt = " ".join(f"{words.capitalize()}: {runs(numbers)}." for words, numbers in rows.items())
    fit = len(rows["fit, with a single peak throughout"])
    more = len(rows["fit, some only in odd shapes"])
    summary = (
        f"Of the {last - 1} numbers of forms tried, {fit + more} fit everything that binds, {fit} of them with answers that "
        "rise to one peak and fall, on every statement."
    )
    return draw, alt, summary


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


def chosen_among_survivors(ranges: Mapping[str, Sequence[float]], chosen: Mapping[str, float], *, axis: str):
    """Where the chosen answers' effect lies between the smallest and the largest effect of all answers that fit.

    Parameters
    ----------
    ranges : dict of str to (float, float)
        By statement: smallest and largest effect over all survivors.
    chosen : dict of str to float
        By statement: effect of the chosen answers.
    axis : str
        What the effect is.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.
    """

    def draw(ax) -> None:
        places = range(len(ranges))
        ax.axvline(0, color=INK, linewidth=0.8)
        ax.hlines(places, *zip(*ranges.values()), colors=UNKNOWN, linewidth=5)
        ax.plot([chosen[text] for text in ranges], places, "o", color=CATEGORIES[1])
        ax.set_yticks(places, list(ranges))
        ax.invert_yaxis()
        ax.set_xlabel(axis)

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
    return draw, alt, summary
