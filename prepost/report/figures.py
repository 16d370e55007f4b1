"""Pictures of who took part and what they said: numbers of people, shares, the flow through the study, its calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from prepost.report.canvas import SHEET_WIDTH, Sheet, sheet_width, text_width, wrapped
from prepost.report.style import CATEGORIES, GROUND, QUIET, UNKNOWN, styled
from prepost.report.wording import format_number, in_words, interval, percent, uncapital, with_noun
from prepost.study.faults import join_words

__all__ = [
    "Event",
    "Share",
    "Step",
    "bars_figure",
    "flow_figure",
    "range_title",
    "shares_figure",
]


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


@dataclass(frozen=True)
class Step:
    """A stage of the flow through a study.

    Attributes
    ----------
    name : str
        What is counted, such as "Forms before".
    n : int
        How many.
    parent : str
        The stage out of which they come; blank for the first.
    of : int or None
        Out of how many, where a response rate has a meaning.
    lost : str
        What the others did, such as "not returned"; shown with their number.
    """

    name: str
    n: int
    parent: str = ""
    of: int | None = None
    lost: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened, from a first to a last day.

    Attributes
    ----------
    lane : str
        The row in which it stands; events of one kind share a row.
    name : str
        What is written on it.
    start, end : datetime.date
        First and last day, as exactly as they are known.
    times : int
        How often it took place in that span; each is drawn as a dot where there are several.
    """

    lane: str
    name: str
    start: date
    end: date
    times: int = 1


@styled
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
    fig, alt, summary

    Examples
    --------
    >>> bars_figure([("Health", 60), ("Schools", 20)], unit="place", unknown=("Not known", 20))[2]
    '100 places in all; 20% of them: not known.'
    """
    rows = [(name, n, False) for name, n in bars] + ([(*unknown, True)] if unknown else [])
    total = sum(n for _, n, _ in rows)
    names = [wrapped(name, SHEET_WIDTH * 0.4, 9.5) for name, _, _ in rows]
    name_width = max((text_width(line, 9.5) for lines in names for line in lines), default=0) + 10
    longest = max((n for _, n, _ in rows), default=1) or 1
    label_width = max((text_width(_of_total(n, total), 9.5) for _, n, _ in rows), default=0) + 8
    unit_length = (SHEET_WIDTH - name_width - label_width) / longest
    heights = [max(22, 12 * len(lines) + 8) for lines in names]
    sheet, y = Sheet(sum(heights) + 4), 2.0
    for (_, n, is_unknown), lines, height in zip(rows, names, heights):
        middle = y + height / 2
        for place, line in enumerate(lines):
            sheet.text(0, middle + (place - (len(lines) - 1) / 2) * 12, line, size=9.5)
        style = {"colour": GROUND, "edge": UNKNOWN, "hatch": "////"} if is_unknown else {"colour": CATEGORIES[1]}
        sheet.bar(name_width, middle - 7, n * unit_length, 14, **style)
        sheet.text(name_width + n * unit_length + 5, middle, _of_total(n, total), size=9.5, colour=QUIET)
        y += height
    alt = (
        f"Bars of {several or unit + 's'}. " + "; ".join(f"{name}: {format_number(n, 0)}" for name, n, _ in rows) + "."
    )
    summary = f"{with_noun(total, unit, several)} in all"
    summary += f"; {percent(unknown[1] / total)} of them: {uncapital(unknown[0])}." if unknown and total else "."
    return sheet.fig, alt, summary


def _of_total(n: int, total: int) -> str:
    return f"{format_number(n, 0)} ({percent(n / total)})" if total else format_number(n, 0)


@styled
def shares_figure(shares: Sequence[Share], *, level: float = 0.95, people: str = "people"):
    """Shares with their Wilson intervals on an axis from nobody to everybody.

    Parameters
    ----------
    shares : sequence of Share
        In the order to show; a share with n = 0 is named without a bar.
    level : float
        Confidence level.
    people : str
        Who was asked, in the plural.

    Returns
    -------
    fig, alt, summary

    Examples
    --------
    >>> shares_figure([Share("It helped", 23, 30)], people="interviewees")[2]
    'Highest: It helped (77%, 23 of 30 interviewees). Lines are 95% Wilson intervals.'
    """
    from statsmodels.stats.proportion import proportion_confint

    names = [wrapped(share.name, SHEET_WIDTH * 0.36, 9.5) for share in shares]
    heights = [max(22, 12 * len(lines) + 8) for lines in names]
    start = max((text_width(line, 9.5) for lines in names for line in lines), default=0) + 14
    end = SHEET_WIDTH - text_width("100% (300 of 300)", 9) - 8
    sheet, y = Sheet(sum(heights) + 26), 2.0
    bottom = sum(heights) + 4

    def across(value):
        return start + value * (end - start)

    for tick in (0, 0.25, 0.5, 0.75, 1):
        sheet.line([across(tick)] * 2, [0, bottom])
        sheet.text(across(tick), bottom + 10, percent(tick), align="center", size=9, colour=QUIET)
    for share, lines, height in zip(shares, names, heights):
        middle = y + height / 2
        for place, line in enumerate(lines):
            sheet.text(0, middle + (place - (len(lines) - 1) / 2) * 12, line, size=9.5)
        if share.n:
            ends = proportion_confint(share.count, share.n, alpha=1 - level, method="wilson")
            sheet.line(list(map(across, ends)), [middle] * 2, colour=CATEGORIES[1], width=2)
            sheet.dot(across(share.count / share.n), middle, CATEGORIES[1])
        sheet.text(SHEET_WIDTH, middle, _share_words(share), align="right", size=9, colour=QUIET)
        y += height
    return sheet.fig, *_shares_alt(shares, level, people)


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


def _shares_alt(shares: Sequence[Share], level: float, people: str) -> tuple[str, str]:
    from statsmodels.stats.proportion import proportion_confint

    asked = [share for share in shares if share.n]
    if not asked:
        return "No shares: nobody was asked.", "There is nothing to show."
    parts = []
    for share in asked:
        low, high = proportion_confint(share.count, share.n, alpha=1 - level, method="wilson")
        parts.append(f"{share.name}: {_share_words(share)}, interval {interval(low, high, 0, form=percent)}")
    top = max(asked, key=lambda share: share.count / share.n)
    alt = f"Shares with {percent(level)} Wilson intervals. {'; '.join(parts)}."
    most = f"{percent(top.count / top.n)}, {format_number(top.count, 0)} of {format_number(top.n, 0)} {people}"
    return alt, f"Highest: {top.name} ({most}). Lines are {percent(level)} Wilson intervals."


def flow_figure(steps: Sequence[Step]):
    """Boxes from who was reached to who answered, with numbers, response rates and who was lost on the way.

    Parameters
    ----------
    steps : sequence of Step
        A tree: each names the stage that it comes out of, which stands earlier in the sequence.

    Returns
    -------
    draw, alt, summary
        A function that draws on axes, the alternative text and the one-line summary.

    Raises
    ------
    ValueError
        If a stage names a parent that does not stand before it.

    Examples
    --------
    >>> flow_figure([Step("People", 202), Step("Forms", 65, "People", 202, "did not answer")])[2]
    'Response at each stage: forms 32%.'
    """
    depth: dict[str, int] = {}
    for step in steps:
        if step.parent and step.parent not in depth:
            raise ValueError(f'The stage "{step.name}" comes out of "{step.parent}", which does not stand before it.')
        depth[step.name] = depth[step.parent] + 1 if step.parent else 0

    def below(parent: str) -> Iterator[Step]:
        for step in steps:
            if step.parent == parent:
                yield step
                yield from below(step.name)

    def draw(ax) -> None:
        boxes, bottom = {}, 0.0
        for step in below(""):
            left = 26.0 * depth[step.name]
            room = sheet_width(ax) - left - 18
            n = format_number(step.n, 0)
            n += f" of {format_number(step.of, 0)} ({percent(step.n / step.of)})" if step.of else ""
            lost = f"{format_number(step.of - step.n, 0)} {step.lost}" if step.lost and step.of is not None else ""
            names, more = wrapped(step.name, room - text_width(n, 10, "bold") - 8), wrapped(lost, room, 9) * bool(lost)
            boxes[step.name] = left, bottom, 12.5 * len(names + more) + 9, n, names, more
            bottom += boxes[step.name][2] + 7
        sheet = Sheet(bottom, ax)
        for step in below(""):
            left, top, height, n, names, more = boxes[step.name]
            if step.parent:
                x, y, above, *_ = boxes[step.parent]
                sheet.line(
                    [x + 13, x + 13, left], [y + above, top + height / 2, top + height / 2], colour=UNKNOWN, width=1.1
                )
            edge = CATEGORIES[1] if step.of is None else UNKNOWN
            sheet.bar(left, top, sheet.width - left, height, GROUND, edge=edge)
            sheet.text(sheet.width - 9, top + 11, n, align="right", weight="bold")
            for place, line in enumerate(names + more):
                style = {} if place < len(names) else {"size": 9, "colour": QUIET}
                sheet.text(left + 9, top + 11 + 12.5 * place, line, **style)

    return draw, *_flow_words(steps)


def _flow_words(steps: Sequence[Step]) -> tuple[str, str]:
    def words(step: Step) -> str:
        text = f"{step.name}: {format_number(step.n, 0)}"
        if step.of:
            text += f" of {format_number(step.of, 0)} ({percent(step.n / step.of)})"
            text += f", {format_number(step.of - step.n, 0)} {step.lost}" if step.lost else ""
        return text + (f", out of {uncapital(step.parent)}" if step.parent else "")

    alt = "Flow through the study, in boxes joined by lines. " + "; ".join(map(words, steps)) + "."
    rates = [step for step in steps if step.of]
    if not rates:
        return alt, f"{with_noun(len(steps), 'stage')}."
    parts = [f"{uncapital(step.name)} {percent(step.n / step.of)}" for step in rates]
    return alt, f"Response at each stage: {join_words(parts)}."


def _span(event: Event) -> str:
    start, end = f"{event.start:%B %Y}", f"{event.end:%B %Y}"
    times = f" ({in_words(event.times)} times)" if event.times > 1 else ""
    return (start if start == end else f"{start} to {end}") + times
