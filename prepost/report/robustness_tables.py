"""What the frames of `prepost.report.robustness` say: sentences chosen by the numbers, and tables ready to be shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from prepost.report.robustness import baselines, equivalences, specifications
from prepost.report.spec_curve import Strip, curves_figure
from prepost.report.wording import (
    capital,
    format_number,
    in_words,
    interval,
    level_words,
    p_value,
    percent,
    plural,
    share_in_words,
    signed,
    with_noun,
)
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

    from prepost.report.effects import Effect
    from prepost.study import Comparison, Study

__all__ = [
    "answered_sentence",
    "answered_table",
    "attrition_sentence",
    "attrition_table",
    "baseline_sentence",
    "corrections_sentence",
    "counts_table",
    "dose_sentence",
    "equivalence_sentence",
    "equivalence_table",
    "forms_needed_sentence",
    "lasting_title",
    "needed_figure",
    "needed_table",
    "open_sentence",
    "reading_notes",
    "retained_sentence",
    "retained_table",
    "shown",
    "significant_range",
    "solid_sentence",
    "specification_strips",
    "specification_table",
    "other_tests_sentence",
    "weighted_table",
]


def shown(frame: pd.DataFrame, columns: Mapping[str, tuple[str, Callable]]) -> pd.DataFrame:
    """Some columns of a frame under other headings, each value through its formatter; missing ones as a dash.

    Parameters
    ----------
    frame : pandas.DataFrame
        Numbers and texts.
    columns : mapping of str to (str, callable)
        Heading, and for each the column and what makes a text of its values.

    Returns
    -------
    pandas.DataFrame of text
    """
    import pandas as pd

    return pd.DataFrame(
        {
            heading: ["–" if pd.isna(value) else form(value) for value in frame[column]]
            for heading, (column, form) in columns.items()
        }
    )


def _as_is(value) -> str:
    return str(value)


def _whole(value) -> str:
    return format_number(value, 0)


def _points(value) -> str:
    return f"{signed(value, 1)}%"


def _span(frame: pd.DataFrame, low: str, high: str, form: Callable) -> list[str]:
    """Two columns as "low to high", one value where both read alike, a dash where missing."""
    import pandas as pd

    texts = []
    for least, most in zip(frame[low], frame[high]):
        if pd.isna(least) or pd.isna(most):
            texts.append("–")
        else:
            ends = form(least), form(most)
            texts.append(ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}")
    return texts


def _p(value) -> str:
    return p_value(value).removeprefix("p ").removeprefix("= ")


def _p_end(value) -> str:
    """An end of a range: one that lies on the edge of a printed p < 0.001 reads as that bound."""
    return _p(0.0) if value <= 0.001 + _ROUNDED else _p(value)


_ROUNDED = 1e-6  # ranges are written with six decimals


# -- baselines ---------------------------------------------------------------------------------------------------------


def significant_range(frame: pd.DataFrame) -> tuple[int, int, int]:
    """Statements with a significant result: in these answers, and the fewest and the most in any that fit the print.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of `specifications` under one comparison. Without ranges all three numbers are the same.
    """
    now = int(frame["significant"].sum())
    if frame["throughout"].isna().any():
        return now, now, now
    return now, int((frame["throughout"] == "always").sum()), int((frame["throughout"] != "never").sum())


def _how_many(frame: pd.DataFrame) -> str:
    """Such as "three of the ten statements (none to nine over all answers that fit)"."""
    now, fewest, most = significant_range(frame)
    text = _share_of(now, len(frame))
    if fewest == most == now:
        return text
    return f"{text} ({_none_or(fewest)} to {in_words(most)} over all answers that fit)"


def _none_or(n: int) -> str:
    return "none" if n == 0 else in_words(n)


def _share_of(n: int, total: int, noun: str = "statement") -> str:
    """Such as "none of the ten statements", "three of the ten statements", "all ten statements"."""
    if n == total:
        return (
            f"the one {noun}"
            if total == 1
            else f"{'both' if total == 2 else f'all {in_words(total)}'} {plural(total, noun)}"
        )
    return f"{_none_or(n)} of the {in_words(total)} {plural(total, noun)}"


def specification_strips(frame: pd.DataFrame) -> list[Strip]:
    """The results of each comparison as a strip of `strip_figure`."""
    strips = []
    for _, rows in frame.groupby("comparison", sort=False):
        now, fewest, most = significant_range(rows)
        note = f"{format_number(now, 0)} of {format_number(len(rows), 0)} significant"
        if (fewest, most) != (now, now):
            note += f" ({format_number(fewest, 0)} to {format_number(most, 0)} possible)"
        strips.append(Strip(rows["label"].iloc[0], rows["change"].tolist(), rows["significant"].tolist(), note))
    return strips


def specification_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Every statement under every comparison: n, effects, intervals, p-values and the ranges over possible answers."""
    table = shown(
        frame,
        {
            "Statement": ("text", _as_is),
            "Comparison": ("label", _as_is),
            "n before": ("n1", _whole),
            "n after": ("n2", _whole),
            "Change": ("change", _points),
        },
    )
    table["Interval of change"] = _span(frame, "change_low", "change_high", _points)
    table["Rank-biserial"] = [signed(value) for value in frame["rank_biserial"]]
    table["Interval"] = _span(frame, "ci_low", "ci_high", signed)
    table["p"] = [_p(value) for value in frame["p"]]
    table["Adjusted p"] = [_p(value) for value in frame["p_adjusted"]]
    table["Rank-biserial, all possible answers"] = _span(frame, "rank_least", "rank_most", signed)
    table["p, all possible answers"] = _span(frame, "p_least", "p_most", _p_end)
    return table


def lasting_title(frame: pd.DataFrame) -> str:
    """Title of the picture of baselines: the rise at once (or the fall, if nothing rises at once), and how far that of the
    last wave depends on its baseline.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `overview` returns it: first the planned comparison, then the last wave under each baseline.
    """
    groups = [rows for _, rows in frame.groupby("comparison", sort=False)]
    if not groups:
        return "Too few answers can be shown"
    higher, lower = (
        [int((rows["significant"] & (sign * rows["change"] > 0)).sum()) for rows in groups] for sign in (1, -1)
    )
    falls = not higher[0] if lower[0] else any(lower) and not any(higher)
    moved, way = (lower, "lower") if falls else (higher, "higher")
    label, total = capital(groups[0]["label"].iloc[0]), in_words(len(groups[0]))
    first = f"{label}: {_none_or(moved[0])} of {total} statements significantly {way}"
    later = moved[1:]
    if not later:
        return first
    if len(set(later)) == 1:
        return f"{first}; in the last wave {_none_or(later[0])}, whatever the baseline"
    return f"{first}; in the last wave {_none_or(min(later))} to {in_words(max(later))}, depending on the baseline"


def solid_sentence(planned: pd.DataFrame, comparison: str, alpha: float) -> str:
    """What a planned comparison shows under every correction, and in all answers that fit what was printed.

    Parameters
    ----------
    planned : pandas.DataFrame
        `specifications` of all planned comparisons.
    comparison : str
        Id of one of them.
    alpha : float
        The study's level.
    """
    from prepost.stats.multiplicity import adjust

    rows = planned[planned["comparison"] == comparison]
    if rows.empty:
        return "Too few answers can be shown for this comparison."
    holm = adjust(planned["p"].to_numpy(dtype=float), "holm") < alpha
    firm = rows[rows["significant"] & holm[rows.index] & (rows["throughout"].isna() | (rows["throughout"] == "always"))]
    label = capital(rows["label"].iloc[0])
    is_known = rows["throughout"].notna().all()
    where = ", and in all single-peaked answers that fit, with the group sizes found" if is_known else ""
    if firm.empty:
        return f"{label}, {_share_of(0, len(rows))} differs significantly under every correction for many tests{where}."
    up, down = int((firm["change"] > 0).sum()), int((firm["change"] < 0).sum())
    parts = [f"{word} on {_share_of(n, len(rows))}" for word, n in (("higher", up), ("lower", down)) if n]
    return (
        f"{label}, answers are significantly {join_words(parts)}, whichever correction for many tests is used{where}."
    )


def baseline_sentence(later: pd.DataFrame) -> str:
    """Whether what is concluded about the last wave depends on what it is set against.

    Parameters
    ----------
    later : pandas.DataFrame
        `specifications` of the baselines.
    """
    groups = [rows for _, rows in later.groupby("comparison", sort=False)]
    if not groups:
        return "Too few answers can be shown to set the last wave against anything."
    parts = [f"{_lower(rows['label'].iloc[0])}, {_how_many(rows)}" for rows in groups]
    if len(groups) == 1:
        return f"Significantly different: {parts[0]}."
    patterns = {tuple(zip(rows["significant"], rows["significant"] & (rows["change"] > 0))) for rows in groups}
    opening = (
        "How the last wave compares depends on what it is set against"
        if len(patterns) > 1
        else "What the last wave is set against makes no difference to which statements are significant"
    )
    return f"{opening}. Significantly different: {'; '.join(parts)}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def open_sentence(study: Study, comparison: Comparison, people: int | None = None) -> str:
    """What the last wave cannot tell: changes too small for its size, and those who did not answer."""
    frame = equivalences(study, comparison)
    if frame.empty:
        return "Too few answers can be shown to say what they can tell."
    smallest, largest = frame["detectable"].min(), frame["detectable"].max()
    if largest == 0:
        return "Everybody answers alike, so that nothing can be said of what such samples could have shown."
    reach = (
        f"{format_number(smallest, 0)}%"
        if round(smallest) == round(largest)
        else f"{format_number(smallest, 0)} to {format_number(largest, 0)}%"
    )
    n1, n2 = int(frame["n1"].max()), int(frame["n2"].max())
    sentence = (
        f"With groups of {format_number(n1, 0)} and {with_noun(n2, 'form')}, a true change smaller than about {reach} of "
        "the "
        "scale's range (it depends on the statement) would have gone unseen in more than one such study in five"
    )
    if people is None or n2 > people:
        return sentence + "."
    silent = people - n2
    return (
        f"{sentence}. What the {format_number(silent, 0)} of {format_number(people, 0)} people ({share_in_words(silent / people)}) "
        "who did not answer would have said cannot be known."
    )


def dose_sentence(study: Study, name: str, effects: Sequence[Effect]) -> str:
    """How many changes of a comparison point upwards, how far they reach, and what its groups could have shown.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    name : str
        Id of one of its comparisons.
    effects : sequence of Effect
        The statements to speak of; those under other comparisons are passed over.
    """
    made = [effect for effect in effects if effect.comparison == name and effect.is_defined]
    if not made:
        return "Too few answers can be shown for this comparison."
    wanted = {effect.statement for effect in made}
    frame = equivalences(study, study.comparisons[name])
    reach = frame[frame["statement"].isin(wanted)]["detectable"]
    values = [effect.change.value for effect in made]
    up = sum(value > _DUST for value in values)
    sentence = (
        f"{capital(made[0].label)}: the second group's mean is higher on {_share_of(up, len(made))} (changes from "
        f"{_points(min(values))} to {_points(max(values))} of the scale's range)"
    )
    if reach.empty or reach.max() == 0:
        return f"{sentence}."
    ends = dict.fromkeys(format_number(end, 0) for end in (reach.min(), reach.max()))
    n1, n2 = (max(getattr(effect, side) for effect in made) for side in ("n1", "n2"))
    return (
        f"{sentence}. Groups as small as these (at most {format_number(n1, 0)} and {format_number(n2, 0)} answers) would have shown, "
        f"four times in five, only a true change of {' to '.join(ends)}% or more, depending on the statement."
    )


# -- corrections, tests, matching --------------------------------------------------------------------------------------


def counts_table(
    frame: pd.DataFrame,
    names: Mapping[str, str],
    first: tuple[str, str],
    form: Callable = _as_is,
    further: Mapping[str, tuple[str, Callable]] | None = None,
) -> pd.DataFrame:
    """Numbers of significant statements as a table: a row for each way of testing, a column for each comparison.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `corrections`, `matching`, `repeated_forms` or `other_tests`.
    names : mapping of str to str
        Ids of comparisons and their headings.
    first : (str, str)
        The column that names the row, and its heading; `form` makes texts of it.
    further : mapping of str to (str, callable), optional
        More columns, as for `shown`.

    Returns
    -------
    pandas.DataFrame of text
        Where possible answers give other numbers, they stand behind it in brackets.
    """
    table = shown(frame, {first[1]: (first[0], form)})
    for name, heading in names.items():
        cells = [_whole(value) for value in frame[name]]
        if f"{name}_least" in frame:
            cells = [
                cell if least == most == value else f"{cell} ({format_number(least, 0)} to {format_number(most, 0)})"
                for cell, value, least, most in zip(cells, frame[name], frame[f"{name}_least"], frame[f"{name}_most"])
            ]
        table[heading] = cells
    for heading, (column, form_of) in (further or {}).items():
        table[heading] = [form_of(value) for value in frame[column]]
    return table


def corrections_sentence(frame: pd.DataFrame, names: Sequence[str]) -> str:
    """Whether the ways to allow for many tests agree on the numbers of significant statements.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `corrections`; its first row makes no correction.
    names : sequence of str
        Ids of the comparisons.
    """
    ways = frame.iloc[1:][list(names)]
    how_many = in_words(len(ways))
    apart = int((ways.nunique() > 1).sum())
    if not apart:
        return f"All {how_many} corrections agree."
    return f"The {how_many} corrections differ in {in_words(apart)} of the {in_words(len(names))} comparisons."


# -- equivalence -------------------------------------------------------------------------------------------------------


def equivalence_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Statement by statement: superiority with its interval, the verdict, the smallest change that could be seen."""
    table = shown(frame, {"Statement": ("text", _as_is)})
    table["n"] = [f"{format_number(n1, 0)}, {format_number(n2, 0)}" for n1, n2 in zip(frame["n1"], frame["n2"])]
    table["Superiority"] = [
        "–" if value != value else f"{format_number(value)} ({interval(low, high)})"
        for value, low, high in zip(frame["superiority"], frame["low"], frame["high"])
    ]
    table["p"] = ["–" if value != value else _p(value) for value in frame["p_equivalence"]]
    table["Shown"] = [
        _verdict(different, equivalent) for different, equivalent in zip(frame["different"], frame["equivalent"])
    ]
    table["Detectable"] = [f"{format_number(value, 1)}%" for value in frame["detectable"]]
    return table


def _verdict(different: bool, equivalent: bool) -> str:
    return {
        (True, False): "a difference",
        (False, True): "no difference that matters",
        (False, False): "neither",
        (True, True): "a difference too small to matter",
    }[bool(different), bool(equivalent)]


def equivalence_sentence(study: Study, comparison: Comparison) -> str:
    """On how many statements a difference is shown, on how many its absence, and on how many neither."""
    frame = equivalences(study, comparison)
    if frame.empty or not study.equivalence_margin:
        return "No equivalence test is made: study.yml states no margin, or a group has no answers, or too few to show."
    if frame["p_equivalence"].isna().all() and not frame["different"].any():
        return "No equivalence test can be made: the answers show no spread."
    kinds: dict[str, int] = {}
    for different, equivalent in zip(frame["different"], frame["equivalent"]):
        verdict = _verdict(different, equivalent)
        kinds[verdict] = kinds.get(verdict, 0) + 1
    if list(kinds) == ["neither"]:
        return (
            f"On {_share_of(0, len(frame))} is a difference shown, and on none its absence: the data leave both open."
        )
    parts = [
        f"{'neither a difference nor its absence' if kind == 'neither' else kind} on {_share_of(n, len(frame))}"
        for kind, n in kinds.items()
    ]
    return f"The data show {join_words(parts)}."


# -- what was left, who answered, who did not --------------------------------------------------------------------------


def retained_table(frame: pd.DataFrame, early: str, late: str) -> pd.DataFrame:
    """The change at once, the change that was left, and the difference with its interval."""
    table = shown(
        frame,
        {
            "Statement": ("text", _as_is),
            early: ("early", _points),
            late: ("late", _points),
            "Difference": ("difference", _points),
        },
    )
    table["Interval"] = _span(frame, "low", "high", _points)
    return table


def retained_sentence(frame: pd.DataFrame, level: float) -> str:
    """On how many statements the later change is told from the earlier one.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `retained`.
    level : float
        Confidence level of its intervals.
    """
    if frame.empty:
        return "Too few answers can be shown to set the two changes against each other."
    lower, higher = int((frame["high"] < -_DUST).sum()), int((frame["low"] > _DUST).sum())
    if lower == higher == 0:
        return (
            f"On {_share_of(0, len(frame))} does the {level_words(level)} interval of the difference between the two "
            "changes "
            "leave out zero."
        )
    parts = [f"{word} on {_share_of(n, len(frame))}" for word, n in (("lower", lower), ("higher", higher)) if n]
    rest = len(frame) - lower - higher
    sentence = f"At the {level_words(level)} level the later change is {join_words(parts)}"
    return (
        f"{sentence}; on the other {in_words(rest)} the two changes cannot be told apart." if rest else f"{sentence}."
    )


_DUST = 1e-9  # differences that are rounding errors of floating point


def answered_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Who answered, by the number of sessions attended, with 95 % Wilson intervals."""
    table = shown(
        frame,
        {
            "Sessions attended": ("group", lambda group: group.replace("-", " or ")),
            "People": ("people", _whole),
            "Forms": ("forms", _whole),
            "Share answering": ("share", percent),
        },
    )
    table["Interval"] = _span(frame, "low", "high", percent)
    return table


def answered_sentence(frame: pd.DataFrame) -> str:
    """Which group answered most readily, and how far it is over-represented among the answers."""
    most, least = frame.loc[frame["share"].idxmax()], frame.loc[frame["share"].idxmin()]
    if most["p"] >= 0.05:
        return f"The shares that answered do not differ clearly (Fisher's exact test, {p_value(most['p'])})."
    of_forms, of_people = most["forms"] / frame["forms"].sum(), most["people"] / frame["people"].sum()
    return (
        f"Of those who attended {_sessions(most['group'])}, {_part(most)} answered ({percent(most['share'])}); of "
        f"those who attended {_sessions(least['group'])}, {_part(least)} ({percent(least['share'])}; Fisher's exact "
        f"test, {p_value(most['p'])}). The first group is {percent(of_people)} of the people "
        f"({format_number(most['people'], 0)} of {format_number(frame['people'].sum(), 0)}) and {percent(of_forms)} of the answers "
        f"({format_number(most['forms'], 0)} of {format_number(frame['forms'].sum(), 0)}), which speak for it more than for the "
        "others."
    )


def _part(row) -> str:
    return f"{format_number(row['forms'], 0)} of {format_number(row['people'], 0)}"


def _sessions(group: str) -> str:
    first, _, last = group.partition("-")
    words = " or ".join(in_words(int(part)) for part in (first, last) if part)
    return f"{words} {'session' if (last or first) == '1' else 'sessions'}"


def weighted_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The change as answered, and weighted by attendance with its interval; from `standardised`."""
    table = shown(
        frame, {"Statement": ("text", _as_is), "As answered": ("change", _points), "Weighted": ("weighted", _points)}
    )
    table["Interval"] = _span(frame, "low", "high", _points)
    return table


def attrition_table(frame: pd.DataFrame) -> pd.DataFrame:
    """For each statement the change, what the silent people could make of it, and the tipping point."""
    table = shown(frame, {"Statement": ("text", _as_is), "Answered": ("change", _points)})
    table["Others unchanged"] = [_points(value) for value in frame["unchanged"]]
    table["Tipping point"] = [_points(-value) for value in frame["tipping"]]
    table["Worst and best case"] = _span(frame, "worst", "best", _points)
    return table


def attrition_sentence(frame: pd.DataFrame) -> str:
    """How far the silent people could turn the results round."""
    if frame.empty:
        return "How many people were asked is not known, so that nothing can be said of those who did not answer."
    turned = int(((frame["worst"] < 0) & (frame["best"] > 0)).sum())
    share = _share_of(turned, len(frame), "change")
    sentence = f"Taken at their worst and best, the people who did not answer could turn {share} either way"
    gains = frame[frame["change"] > 0]
    loose = gains[gains["worst"] < 0]
    if gains.empty:
        return f"{sentence}; no change is a gain."
    if loose.empty:
        return f"{sentence}; even the lowest possible answers would leave every gain."
    ends = [format_number(value, 1) for value in (loose["tipping"].min(), loose["tipping"].max())]
    reach = f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}% to {ends[1]}%"
    subject = (
        "The gain is"
        if len(loose) == 1
        else "The gains are"
        if len(loose) == len(gains)
        else f"{capital(in_words(len(loose)))} gains are"
    )
    return f"{sentence}. {subject} gone if they stand lower than those who answered by {reach} of the scale's range."


def other_tests_sentence(frame: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Whether the choice of test changes how many statements are significant, among tests that could be made of all.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `other_tests`.
    names : mapping of str to str
        Ids of comparisons and their words.
    """
    made = frame[frame["refused"] == 0]
    moved = [name for name in names if made[name].nunique() > 1]
    refused = frame[frame["refused"] > 0]
    sentence = (
        "The choice of test changes no count"
        if not moved
        else f"The choice of test changes the count in {in_words(len(moved))} of the {in_words(len(names))} comparisons"
    )
    if moved:
        spans = [
            f"{_lower(names[name])}, {format_number(made[name].min(), 0)} to {format_number(made[name].max(), 0)}"
            for name in moved
        ]
        sentence = f"{sentence}: {'; '.join(spans)}"
    if len(refused):
        left_out = join_words(f"“{test}”" for test in refused["test"])
        are = plural(len(refused), "is", "are")
        return f"{sentence}. Not every statement allows {left_out}, which {are} left out here."
    return f"{sentence}."


def forms_needed_sentence(frame: pd.DataFrame, change: float, correlation: float) -> str:
    """How many forms the next study needs for one change, matched and not.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `next_study`, with a row for the change and a column for the correlation.
    change : float
        In per cent of the range.
    correlation : float
        Between a person's two answers.
    """
    rows = frame[frame["change"] == change]
    if rows.empty:
        return "The answers show no spread to plan a study by."
    row = rows.iloc[0]
    return (
        f"To find a change of {percent(change / 100)} of the range takes {format_number(row['unmatched'], 0)} forms at each "
        f"wave, or {with_noun(int(row[f'matched_{correlation:g}']), 'person', 'people')} with both forms matched "
        f"(correlation {format_number(correlation, 1)})"
    )


_MATCHED = "matched_"


def _designs(frame: pd.DataFrame) -> dict[str, str]:
    """Columns of `next_study` and their words."""
    return {
        name: f"Matched, r = {name.removeprefix(_MATCHED)}" if name.startswith(_MATCHED) else "Not matched"
        for name in frame.columns
        if name != "change"
    }


def needed_table(frame: pd.DataFrame, marks: Sequence[float]) -> pd.DataFrame:
    """Forms needed for some of the changes of `next_study`."""
    columns = {words: (name, _whole) for name, words in _designs(frame).items()}
    return shown(frame[frame["change"].isin(marks)], {"Change": ("change", lambda x: percent(x / 100)), **columns})


def needed_figure(frame: pd.DataFrame, marks: Sequence[float]):
    """Forms needed at each wave over the change to be found, matched and not.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `next_study`, for changes in rising order.
    marks : sequence of float
        Changes that the axis names, each in the frame.

    Returns
    -------
    fig, alt, summary
    """
    curves = {words: frame[name].tolist() for name, words in _designs(frame).items()}
    return curves_figure(
        curves,
        frame["change"].tolist(),
        marks=marks,
        upright="Forms needed at each wave",
        axis="Change to be found, as a percentage of the scale's range",
    )


# -- notes for other pages ---------------------------------------------------------------------------------------------


def reading_notes(study: Study, domain: str = "", account: Mapping | None = None) -> dict[str, str]:
    """Two or three sentences that change how a page's numbers should be read.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    domain : str
        Id of a domain; blank for all statements.
    account : mapping, optional
        As `prepost.report.robustness.account_of` returns it.

    Returns
    -------
    dict of str to str
        `baseline`: results for the last wave under each baseline. `detectable`: the changes that its size could show.
        `equivalence`: what the main comparison of the last wave shows. Each a full sentence.
    """
    wanted = {statement.id for statement in study.statements if domain in ("", statement.domain)}
    frame = specifications(study, account=account)
    frame = frame[frame["statement"].isin(wanted)]
    main = next(iter(baselines(study).values()))
    tests = equivalences(study, main)
    tests = tests[tests["statement"].isin(wanted)]
    if frame.empty or tests.empty:
        return dict.fromkeys(("baseline", "detectable", "equivalence"), "Too few answers can be shown to say more.")
    parts = [
        f"{_lower(rows['label'].iloc[0])}, {_how_many(rows)}" for _, rows in frame.groupby("comparison", sort=False)
    ]
    ends = [format_number(end, 0) for end in (tests["detectable"].min(), tests["detectable"].max())]
    neither = int((~tests["different"].astype(bool) & ~tests["equivalent"].astype(bool)).sum())
    label = capital(frame["label"].iloc[0])
    return {
        "baseline": f"Significantly different: {'; '.join(parts)}.",
        "detectable": "Everybody answers alike, so that nothing can be said of what such samples could have shown."
        if tests["detectable"].max() == 0
        else "So many answers would show, four times in five, a true change of "
        f"{' to '.join(dict.fromkeys(ends))}% of the scale's range or more, depending on the statement.",
        "equivalence": f"{label}, every statement shows a difference or its absence."
        if neither == 0
        else f"{label}, on {_share_of(neither, len(tests))} neither a difference nor its absence is shown.",
    }
