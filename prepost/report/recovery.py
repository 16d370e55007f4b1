"""How recovered answers are shown: what was searched, what survived, and how typical the chosen answers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prepost.report.canvas import SHEET_WIDTH, Sheet, text_width, wrapped
from prepost.report.style import CATEGORIES, INK, LINE, QUIET, UNKNOWN, styled
from prepost.report.wording import format_number, in_words, interval, with_noun
from prepost.study.faults import join_words

ROW = 30
TOP = 26


def splits_table(splits: Sequence[Mapping], names: Mapping[str, str]):
    """Ways to divide a sample into its two groups, as a table.

    Parameters
    ----------
    splits : sequence of dict
        `parts_and_whole` of a reconstruction's account.
    names : dict of str to str
        Words for each group.

    Returns
    -------
    pandas.DataFrame
    """
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "Solution": in_words(place).capitalize(),
                **{names[part]: size for part, size in split["sizes"].items()},
                "Answers that must be missing": split["missing"],
            }
            for place, split in enumerate(splits, 1)
        ]
    )


def survivors_table(account: Mapping, texts: Mapping[str, str], stages: Mapping[str, str]):
    """For each statement and stage: pairs searched, pairs that fit everything printed, and those of single-peaked
    answers.

    Parameters
    ----------
    account : dict
        A reconstruction's account.
    texts, stages : dict of str to str
        Words for statements and stages.

    Returns
    -------
    pandas.DataFrame, dict of str to list of str
        The table and the columns under each stage's heading.
    """
    import pandas as pd

    rows, spanners = [], {words: [] for words in stages.values()}
    for statement, found in account["survivors"].items():
        row = {"Statement": texts[statement]}
        for stage, words in stages.items():
            pick = found[stage]
            row[f"{words}: fit"] = format_number(pick["survivors"], 0)
            row[f"{words}: of"] = format_number(pick["searched"], 0)
            row[f"{words}: one peak"] = "all" if pick["single_peaked_only"] else format_number(pick["single_peaked"], 0)
        rows.append(row)
    frame = pd.DataFrame(rows)
    for words, columns in spanners.items():
        columns += [column for column in frame.columns if column.startswith(f"{words}: ")]
    return frame, spanners


def without_single_peak(account: Mapping, stage: str) -> list[str]:
    """Statements for which no pair of single-peaked samples fits everything printed at a stage, given the choices
    before."""
    return [statement for statement, found in account["survivors"].items() if not found[stage]["single_peaked"]]


@styled
def subset_figure(searched: Sequence[Mapping], chosen: int, statements: int, *, axis: str = "forms"):
    """How many statements can hold for each number of forms of a sample whose size was not printed.

    Parameters
    ----------
    searched : sequence of dict
        `subset: searched` of a reconstruction's account.
    chosen : int
        The number of forms that was used.
    statements : int
        Statements of the questionnaire.
    axis : str
        What the forms are.

    Returns
    -------
    fig, alt, summary
    """
    height, left, right = 150.0, 30.0, SHEET_WIDTH - 8
    sheet = Sheet(height + 74)
    first, last = searched[0]["forms"], searched[-1]["forms"]

    def across(forms: float) -> float:
        return left + (forms - first) / (last - first or 1) * (right - left)

    def up(holding: float) -> float:
        return TOP + height - holding / statements * (height - 10)

    for level in sorted({0, statements // 2, statements}):
        sheet.line([left, right], [up(level)] * 2, colour=LINE)
        sheet.text(left - 8, up(level), format_number(level, 0), align="right", size=9, colour=QUIET)
    series = (
        ("holding", CATEGORIES[1], "statements that hold with some answers missing"),
        ("without_blanks", CATEGORIES[2], "with none missing"),
    )
    forms = [size["forms"] for size in searched]
    for key, colour, _ in series:
        sheet.line([across(each) for each in forms], [up(size[key]) for size in searched], colour=colour, width=1.4)
    sheet.key([(colour, words) for _, colour, words in series], x=left)
    used = next(size for size in searched if size["forms"] == chosen)
    sheet.dot(across(chosen), up(used["without_blanks"]), INK, filled=False, size=8)
    words = f"{format_number(chosen, 0)} forms, used here"
    centre = min(max(across(chosen), left + text_width(words, 9) / 2), right - text_width(words, 9) / 2)
    sheet.line([across(chosen)] * 2, [up(used["without_blanks"]) + 5, up(0)], colour=INK, style=":")
    for tick in range((first // 50 + 1) * 50, last + 1, 50):
        sheet.text(across(tick), up(0) + 12, format_number(tick, 0), align="center", size=9, colour=QUIET)
    sheet.text(centre, up(0) + 26, words, align="center", size=9)
    sheet.text((left + right) / 2, up(0) + 42, axis, align="center", size=9, colour=QUIET)
    alt = (
        f"Two lines over possible numbers of forms from {first} to {last}. With some answers missing, all {statements} statements hold for "
        f"{_spans(size['forms'] for size in searched if size['holding'] == statements)} forms. With none missing, they first hold together "
        f"at {chosen} forms."
        if used["missing"] == 0
        else f"Two lines over possible numbers of forms from {first} to {last}; the fewest answers are missing with {chosen} forms."
    )
    whole = sum(size["missing"] is not None for size in searched)
    complete = sum(size["without_blanks"] == statements for size in searched)
    summary = (
        f"Of {with_noun(len(searched), 'number')} of forms tried, {format_number(whole, 0)} let every p-value hold, "
        f"{format_number(complete, 0)} of them with no answer missing."
    )
    return sheet.fig, alt, summary


def _spans(numbers) -> str:
    """Runs of whole numbers in words: "79 to 82, 85 and 92 to 202"."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return (
        join_words([str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs])
        if runs
        else "no number of"
    )


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
