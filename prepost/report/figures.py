"""Pictures of who took part and what they said: numbers of people, shares, the flow through the study, its calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prepost.report.canvas import SHEET_WIDTH, Sheet, text_width, wrapped
from prepost.report.style import CATEGORIES, GROUND, INK, QUIET, UNKNOWN, styled
from prepost.report.wording import capital, format_number, in_words, interval, percent, uncapital, with_noun
from prepost.study.faults import join_words

__all__ = [
    "Event",
    "Share",
    "Step",
    "attendance_sentence",
    "bars_figure",
    "cloud_figure",
    "flow_figure",
    "range_title",
    "shares_figure",
    "timeline_figure",
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


def attendance_sentence(times: Sequence[int], places: int) -> str:
    """How many people filled how many training places, and how many of them came once.

    Parameters
    ----------
    times : sequence of int
        For each person, how often they came.
    places : int
        Training places filled, those of people without a code among them.

    Examples
    --------
    >>> attendance_sentence([1, 1, 2], 4)
    '3 people filled 4 training places (2 × 1 + 1 × 2), so 1.3 each on average; 2 of 3 (67%) came once.'
    """
    if not times:
        return "Who attended how often is not recorded in the files of this study."
    each = [f"{format_number(times.count(n), 0)} × {format_number(n, 0)}" for n in sorted(set(times))]
    without = places - sum(times)
    once = f"{format_number(times.count(1), 0)} of {format_number(len(times), 0)} ({percent(times.count(1) / len(times))}) came once"
    rest = f"; of {with_noun(without, 'place')} it is not known who filled them" if without else ""
    return (
        f"{with_noun(len(times), 'person', 'people')} filled {with_noun(sum(times), 'training place')} ({' + '.join(each)}), so"
        f" {format_number(sum(times) / len(times), 1)} each on average; {once}{rest}."
    )


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


@styled
def flow_figure(steps: Sequence[Step]):
    """Boxes from who was reached to who answered, with numbers, response rates and who was lost on the way.

    Parameters
    ----------
    steps : sequence of Step
        A tree: each names the stage that it comes out of, which stands earlier in the sequence.

    Returns
    -------
    fig, alt, summary

    Raises
    ------
    ValueError
        Where a stage names a parent that does not stand before it.

    Examples
    --------
    >>> flow_figure([Step("People", 202), Step("Forms", 65, "People", 202, "did not answer")])[2]
    'Response at each stage: forms 32%.'
    """
    places, bottom = _flow_places(steps)
    sheet = Sheet(bottom + 2)
    for step in steps:
        x, y, width, height = places[step.name]
        if step.parent:
            px, py, parent_width, parent_height = places[step.parent]
            middle, from_y = x + width / 2, py + parent_height
            joint = y - 9
            sheet.line(
                [px + parent_width / 2, px + parent_width / 2, middle, middle],
                [from_y, joint, joint, y],
                colour=UNKNOWN,
                width=1.1,
            )
        sheet.bar(x, y, width, height, GROUND, edge=CATEGORIES[1] if step.of is None else UNKNOWN, line=1.2)
        for place, (line, size, weight, colour) in enumerate(_step_lines(step, width)):
            sheet.text(
                x + width / 2, y + 12 + place * 12.5, line, align="center", size=size, weight=weight, colour=colour
            )
    return sheet.fig, *_flow_words(steps)


def _step_lines(step: Step, width: float) -> list[tuple[str, float, str, str]]:
    lines = [(line, 9, "normal", INK) for line in wrapped(step.name, width - 10, 9)]
    share = f" of {format_number(step.of, 0)} ({percent(step.n / step.of)})" if step.of else ""
    lines.append((f"{format_number(step.n, 0)}{share}", 10.5, "bold", INK))
    if step.lost and step.of is not None:
        lost = f"{format_number(step.of - step.n, 0)} {step.lost}"
        lines += [(line, 8.5, "normal", QUIET) for line in wrapped(lost, width - 10, 8.5)]
    return lines


def _flow_places(steps: Sequence[Step]) -> tuple[dict[str, tuple[float, float, float, float]], float]:
    """x, y, width and height of each box: a layer a generation, each parent over its children."""
    depth: dict[str, int] = {}
    for step in steps:
        if step.parent and step.parent not in depth:
            raise ValueError(f'The stage "{step.name}" comes out of "{step.parent}", which does not stand before it.')
        depth[step.name] = depth[step.parent] + 1 if step.parent else 0
    children = {step.name: [other for other in steps if other.parent == step.name] for step in steps}

    def leaves(name: str) -> int:
        return sum(leaves(child.name) for child in children[name]) or 1

    roots = [step for step in steps if not step.parent]
    slot = SHEET_WIDTH / max(sum(leaves(root.name) for root in roots), 1)
    box = min(slot - 10, 150.0)
    tallest = [
        max(12.5 * len(_step_lines(step, box)) + 11 for step in steps if depth[step.name] == layer)
        for layer in range(max(depth.values(), default=-1) + 1)
    ]
    tops = [1 + sum(tallest[:layer]) + 20 * layer for layer in range(len(tallest))]
    places = {}

    def place(step: Step, left: float) -> None:
        width = leaves(step.name) * slot
        places[step.name] = (left + width / 2 - box / 2, tops[depth[step.name]], box, tallest[depth[step.name]])
        for child in children[step.name]:
            place(child, left)
            left += leaves(child.name) * slot

    left = 0.0
    for root in roots:
        place(root, left)
        left += leaves(root.name) * slot
    return places, tops[-1] + tallest[-1] if tops else 10.0


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


@styled
def timeline_figure(events: Sequence[Event]):
    """A calendar of the study: one row a kind of event, months along the top.

    Parameters
    ----------
    events : sequence of Event
        In any order; rows stand in the order in which their first event is given.

    Returns
    -------
    fig, alt, summary

    Examples
    --------
    >>> timeline_figure([Event("Workshops", "First", date(2016, 12, 1), date(2016, 12, 31), 4)])[2]
    'In December 2016; workshops took place four times.'
    """
    lanes = list(dict.fromkeys(event.lane for event in events))
    first = min(event.start for event in events).replace(day=1)
    months = _months(first, max(event.end for event in events))
    names = {lane: wrapped(lane, 112, 9.5) for lane in lanes}
    start = max(text_width(line, 9.5) for lines in names.values() for line in lines) + 14
    month_width = (SHEET_WIDTH - start) / len(months)
    row, top = 40.0, 24.0
    sheet = Sheet(top + row * len(lanes) + 4)

    def across(day: date) -> float:
        begun = sum((month.year, month.month) < (day.year, day.month) for month in months)
        return start + (begun + (day.day - 1) / 31) * month_width

    for place, month in enumerate(months):
        sheet.line([start + place * month_width] * 2, [0, top + row * len(lanes)])
        name = (
            month.strftime("%B %Y")
            if text_width(month.strftime("%B %Y"), 9) < month_width - 6
            else month.strftime("%b %y")
        )
        sheet.text(start + (place + 0.5) * month_width, 9, name, align="center", size=9, colour=QUIET)
    for place, lane in enumerate(lanes):
        middle = top + (place + 0.5) * row
        for line, text in enumerate(names[lane]):
            sheet.text(0, middle + (line - (len(names[lane]) - 1) / 2) * 12, text, size=9.5)
        for event in (event for event in events if event.lane == lane):
            _draw_event(
                sheet, event, across(event.start), across(event.end) + month_width / 31, middle, CATEGORIES[place % 8]
            )
    parts = [f"{event.lane}: {event.name}, {_span(event)}" for event in events]
    repeated = [
        f"{uncapital(lane)} took place {in_words(sum(e.times for e in events if e.lane == lane))} times"
        for lane in lanes
        if any(event.times > 1 for event in events if event.lane == lane)
    ]
    span = f"From {months[0]:%B %Y} to {months[-1]:%B %Y}" if len(months) > 1 else f"In {months[0]:%B %Y}"
    summary = f"{span}; {join_words(repeated)}." if repeated else f"{span}."
    return sheet.fig, f"A calendar with one row for each kind of event. {'; '.join(parts)}.", summary


def _draw_event(sheet: Sheet, event: Event, left: float, right: float, middle: float, colour: str) -> None:
    width = max(right - left - 4, 6)
    sheet.bar(left + 2, middle - 11, width, 22, colour)
    lines = wrapped(event.name, width - 6, 8.5)
    if len(lines) > 1 or event.times > 1:
        lines = lines[: 1 if event.times > 1 else 2]
    for place, line in enumerate(lines):
        offset = (place - (len(lines) - 1) / 2) * 10 - (4 if event.times > 1 else 0)
        sheet.bar_text(left + 2 + width / 2, middle + offset, line, colour, size=8.5)
    if event.times > 1:
        for number_of in range(event.times):
            x = left + 2 + width * (number_of + 1) / (event.times + 1)
            sheet.dot(x, middle + 5.5, GROUND, size=3)


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while (months[-1].year, months[-1].month) < (last.year, last.month):
        year, month = months[-1].year, months[-1].month
        months.append(date(year + month // 12, month % 12 + 1, 1))
    return months


def _span(event: Event) -> str:
    start, end = f"{event.start:%B %Y}", f"{event.end:%B %Y}"
    times = f" ({in_words(event.times)} times)" if event.times > 1 else ""
    return (start if start == end else f"{start} to {end}") + times


@styled
def cloud_figure(words: Sequence[tuple[str, int | None]], *, unit: str, several: str = ""):
    """A word cloud that claims no more than is known: sized where there is a number, equal and grey elsewhere.

    Parameters
    ----------
    words : sequence of (str, int or None)
        Each word with its number, or None where it was not published.
    unit, several : str
        What the numbers count.

    Returns
    -------
    fig, alt, summary

    Notes
    -----
    The height of the letters of a word with a number is proportional to it. Words are laid like lines of a text, the
    largest in the middle, so none hides another and the same words always stand in the same place.
    """
    known = sorted(((word, n) for word, n in words if n is not None), key=lambda pair: (-pair[1], pair[0]))
    unknown = [word for word, n in words if n is None]
    largest = max((n for _, n in known), default=1) or 1
    top_size = min(
        [46.0, *(46 * SHEET_WIDTH * 0.9 / max(text_width(w, 46 * n / largest, "bold"), 1) for w, n in known)]
    )
    half = len(unknown) // 2
    lines = [
        *_cloud_lines([(word, 10.0, UNKNOWN) for word in unknown[:half]]),
        *_cloud_lines([(word, max(top_size * n / largest, 6), CATEGORIES[1]) for word, n in known]),
        *_cloud_lines([(word, 10.0, UNKNOWN) for word in unknown[half:]]),
    ]
    heights = [max(size for _, size, _ in line) * 1.25 + 6 for line in lines]
    sheet, y = Sheet(max(sum(heights), 20)), 0.0
    for line, height in zip(lines, heights):
        x = (SHEET_WIDTH - _line_length(line)) / 2
        for word, size, colour in line:
            weight = "normal" if colour == UNKNOWN else "bold"
            sheet.text(x, y + height / 2, word, size=size, colour=colour, weight=weight)
            x += text_width(word, size, weight) + 16
        y += height
    sized = join_words(f"{word} ({format_number(n, 0)})" for word, n in known)
    alt = (
        f"Word cloud. Sized by {several or unit + 's'}: {sized}. "
        f"Equal and grey, for no number was published: {join_words(unknown)}."
    )
    things = several or unit + "s"
    summary = f"{capital(in_words(len(known)))} of {with_noun(len(words), 'name')} with a published number of {things}."
    return sheet.fig, alt, summary


def _line_length(line) -> float:
    return sum(
        text_width(word, size, "normal" if colour == UNKNOWN else "bold") for word, size, colour in line
    ) + 16 * (len(line) - 1)


def _cloud_lines(words: list[tuple[str, float, str]]) -> list[list[tuple[str, float, str]]]:
    lines: list[list[tuple[str, float, str]]] = []
    for word in words:
        if lines and _line_length([*lines[-1], word]) <= SHEET_WIDTH * 0.94:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines
