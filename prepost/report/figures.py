"""Pictures of who took part and what they said: numbers of people, and shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prepost.report.style import CATEGORIES, GROUND, LINE, QUIET, UNKNOWN, WIDTH
from prepost.report.wording import format_number, interval, percent, uncapital, with_noun


@dataclass(frozen=True)
class Share:
    """How many of how many.

    Attributes
    ----------
    name : str
        What they have in common.
    count, n : int
        How many of them, of how many who were asked.
    """

    name: str
    count: int
    n: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% Wilson interval of the share."""
        from statsmodels.stats.proportion import proportion_confint

        return proportion_confint(self.count, self.n, method="wilson")


def bars_figure(
    bars: Sequence[tuple[str, int]], *, unit: str, unknown: tuple[str, int] | None = None, several: str = ""
):
    """Bars with their numbers, the longest first as given, and what was not published as a bar of its own.

    Parameters
    ----------
    bars : sequence of (str, int)
        Names and numbers, in the order to show.
    unit, several : str
        What is counted, in the singular and (where it is not formed with s) in the plural.
    unknown : (str, int), optional
        Name and size of a category that is named as not known: a pale, hatched bar.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.

    Examples
    --------
    >>> bars_figure([("Health", 60), ("Schools", 20)], unit="place", unknown=("Not known", 20))[2]
    '100 places in all; 20% of them: not known.'
    """
    rows = [(name, n, False) for name, n in bars] + ([(*unknown, True)] if unknown else [])
    total = sum(n for _, n, _ in rows)

    def draw(ax) -> None:
        bars = ax.barh(range(len(rows)), [n for _, n, _ in rows], 0.6, color=CATEGORIES[1])
        if unknown:
            bars[-1].set(facecolor=GROUND, edgecolor=UNKNOWN, hatch="////")
        ax.bar_label(bars, [_of_total(n, total) for _, n, _ in rows], padding=5, color=QUIET)
        ax.spines.bottom.set_visible(False)
        ax.set_xticks([])
        _name_rows(ax, [name for name, *_ in rows])

    alt = (
        f"Bars of {several or unit + 's'}. " + "; ".join(f"{name}: {format_number(n, 0)}" for name, n, _ in rows) + "."
    )
    summary = f"{with_noun(total, unit, several)} in all"
    summary += f"; {percent(unknown[1] / total)} of them: {uncapital(unknown[0])}." if unknown and total else "."
    return draw, alt, summary


def _name_rows(ax, names: Sequence[str]) -> None:
    """Name the rows from the top, and make the figure as high as it must be for names that are wrapped."""
    lines = sum(1 + len(name) // (6 * ax.figure.get_figwidth()) for name in names)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.figure.set_figheight(0.5 + 0.15 * len(names) + 0.17 * lines)


def _of_total(n: int, total: int) -> str:
    return f"{format_number(n, 0)} ({percent(n / total)})" if total else format_number(n, 0)


def shares_figure(shares: Sequence[Share], *, people: str = "people"):
    """Shares with their Wilson intervals on an axis from nobody to everybody.

    Parameters
    ----------
    shares : sequence of Share
        In the order to show; a share with n = 0 is named without a bar.
    people : str
        Who was asked, in the plural.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.

    Examples
    --------
    >>> shares_figure([Share("It helped", 23, 30)], people="interviewees")[2]
    'Highest: It helped (77%, 23 of 30 interviewees). Lines are 95% Wilson intervals.'
    """

    def draw(ax) -> None:
        for place, share in enumerate(shares):
            if share.n:
                ax.plot(share.interval, [place, place], color=CATEGORIES[1], linewidth=2)
                ax.plot(share.count / share.n, place, "o", color=CATEGORIES[1])
            words = _share_words(share)
            words = words.replace(" (", "\n(") if ax.figure.get_figwidth() < WIDTH else words
            ax.annotate(words, (1, place), (12, 0), textcoords="offset points", va="center", fontsize=9, color=QUIET)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "", "50%", "", "100%"])
        ax.grid(axis="x", color=LINE)
        _name_rows(ax, [share.name for share in shares])

    return draw, *_shares_alt(shares, people)


def range_title(shares: Sequence[Share], subject: str) -> str:
    """A finding as a title: the smallest and the largest of several shares.

    Parameters
    ----------
    shares : sequence of Share
        Those with n = 0 are left out.
    subject : str
        What the shares are, with a verb: "Response ran", "Shares of the places run".

    Examples
    --------
    >>> range_title([Share("Before", 254, 302), Share("At one month", 65, 202)], "Response ran")
    'Response ran from 32% (at one month) to 84% (before)'
    """
    order = sorted((share for share in shares if share.n), key=lambda share: share.count / share.n)
    if not order:
        return "Nobody was asked"
    ends = [f"{percent(share.count / share.n)} ({uncapital(share.name)})" for share in (order[0], order[-1])]
    return f"{subject} {'at ' + ends[0] if len(order) == 1 else f'from {ends[0]} to {ends[1]}'}"


def _share_words(share: Share) -> str:
    if not share.n:
        return "nobody was asked"
    return f"{percent(share.count / share.n)} ({format_number(share.count, 0)} of {format_number(share.n, 0)})"


def _shares_alt(shares: Sequence[Share], people: str) -> tuple[str, str]:
    asked = [share for share in shares if share.n]
    if not asked:
        return "No shares: nobody was asked.", "There is nothing to show."
    parts = [
        f"{share.name}: {_share_words(share)}, interval {interval(*share.interval, 0, form=percent)}" for share in asked
    ]
    top = max(asked, key=lambda share: share.count / share.n)
    alt = f"Shares with 95% Wilson intervals. {'; '.join(parts)}."
    most = f"{percent(top.count / top.n)}, {format_number(top.count, 0)} of {format_number(top.n, 0)} {people}"
    return alt, f"Highest: {top.name} ({most}). Lines are 95% Wilson intervals."
