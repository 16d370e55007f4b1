"""Sentences whose words follow from the numbers, by sign, interval and significance; never typed beside a result."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from prepost.report.answers import Answers, group_of, upper_words
from prepost.report.compare import told
from prepost.report.wording import (
    capital,
    format_number,
    in_words,
    interval,
    level_words,
    p_value,
    plural,
    signed,
    signed_percent,
    uncapital,
)
from prepost.study.faults import join_words


def directions(effects: pd.DataFrame) -> tuple[int, int, int]:
    """Count the comparisons that differ significantly, by direction.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`; those with too few answers are left out.

    Returns
    -------
    higher, lower, total : int
        Significantly higher in the second group, significantly lower, and all that could be compared.
    """
    made = effects[effects["change"].notna()]
    signs = made["rank_biserial"][made["significant"].astype(bool)]
    return int((signs > 0).sum()), int((signs < 0).sum()), len(made)


def differences(effects: pd.DataFrame) -> str:
    """On how many statements the second group differs significantly from the first, and which way.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`: the statements of a domain under one comparison.

    Returns
    -------
    str
        Such as "significantly higher on four of the five statements and not significantly different on one".
    """
    higher, lower, n = directions(effects)
    if not n:
        return "not compared, for a group has no answers, or too few to show"
    groups = {
        "significantly higher": higher,
        "significantly lower": lower,
        "not significantly different": n - higher - lower,
    }
    found = [(words, n) for words, n in groups.items() if n]
    if len(found) == 1:
        return _all_alike(*found[0])
    total = f" of the {in_words(n)} {plural(n, 'statement')}"
    parts = [f"{words} on {in_words(n)}{total if place == 0 else ''}" for place, (words, n) in enumerate(found)]
    return join_words(parts)


def _all_alike(words: str, n: int) -> str:
    if n == 1:
        return words
    if words.startswith("not"):
        return f"{words} on {'either' if n == 2 else 'any'} of the {in_words(n)} statements"
    return f"{words} on {'both' if n == 2 else f'all {in_words(n)}'} statements"


def headline(effects: pd.DataFrame) -> str:
    """A finding as the title of a figure: each comparison and what it shows.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`.

    Returns
    -------
    str
        Such as "After against before: significantly higher on both statements".
    """
    found: dict[str, list[str]] = {}
    for _, rows in effects.groupby("comparison", sort=False):
        found.setdefault(differences(rows) + _left_out(rows), []).append(rows["label"].iloc[0])
    parts = [f"{join_words([labels[0], *map(uncapital, labels[1:])])}: {words}" for words, labels in found.items()]
    return capital("; ".join([parts[0], *map(uncapital, parts[1:])])) if parts else "Nothing to compare"


def _left_out(effects: pd.DataFrame) -> str:
    """How many statements beside those that are compared are not, and why."""
    once = int((effects["change"].isna() & ((effects["n1"] == 0) | (effects["n2"] == 0))).sum())
    few = int(effects["change"].isna().sum()) - once
    why = [f"{in_words(once)} asked of one group alone"] * bool(once)
    why += [f"{in_words(few)} with too few answers"] * bool(few)
    return f" (not compared: {join_words(why)})" if why and once + few < len(effects) else ""


def summary_of(effects: pd.DataFrame) -> str:
    """On how many statements one comparison shows a difference, as a sentence; parameters as for `reading`."""
    label = effects["label"].iloc[0] if len(effects) else "This comparison"
    return f"{capital(label)}: answers were {differences(effects)}{_left_out(effects)}."


def reading(effects: pd.DataFrame) -> str:
    """What one comparison shows over several statements, hedged as much as its numbers are.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare` under one comparison.

    Returns
    -------
    str
        Full sentences: how many differ significantly and which way, how large the changes are, what the correction
        decided, and what the intervals of the others leave open.
    """
    made, sentences = effects[effects["change"].notna()], [summary_of(effects)]
    if len(made):
        rest = made[~made["significant"].astype(bool)]
        sentences += [_extent(made["change_pct"]), *_decided_by_correction(rest), *left_open(rest)]
    return " ".join(sentences)


def _extent(changes: pd.Series) -> str:
    low, high = (f"{signed(value, 1)}%" for value in (changes.min(), changes.max()))
    if low == high:
        return f"{'The' if len(changes) == 1 else 'Each'} mean changed by {low} of the scale's range."
    return f"Means changed by {low} to {high} of the scale's range."


def _decided_by_correction(rest: pd.DataFrame) -> list[str]:
    between = rest[rest["p"] < rest["alpha"]]
    if between.empty:
        return []
    which = join_words(f"“{row.text}”" + f" ({p_value(row.p)})" * (row.step == 0) for row in between.itertuples())
    alpha = format_number(between["alpha"].iloc[0], 2)
    lie = plural(len(between), "lies", "lie")
    return [f"{which} {lie} below {alpha}, but not below the level corrected for several tests."]


def left_open(rest: pd.DataFrame) -> list[str]:
    """The intervals of what is not significant: absence of significance is no sign of absence of change."""
    several, rest = rest[(rest[["n1", "n2"]].min(axis=1) > 1) & rest["step"].notna()], told(rest)
    rest = rest[rest["change_pct_low"].notna()]
    if rest.empty:
        words = "Where the difference is not significant, no interval can be given, for the answers show no spread."
        return [words] if len(several) else []
    low, high = rest["change_pct_low"].min(), rest["change_pct_high"].max()
    level = level_words(1 - rest["level"].iloc[0])
    places = int((rest["step"] == 0).all())
    reach = f"from {interval(low / 100, high / 100, places, form=signed_percent)} of the range ({level} level)"
    what = "its interval reaches" if len(rest) == 1 else "the intervals together reach"
    open_both_ways = ", so that neither a fall nor a rise is ruled out" if low < 0 < high else ""
    return [f"Where the difference is not significant, {what} {reach}{open_both_ways}."]


def shares_title(answers: Answers) -> str:
    """Title for a picture of answers: on how many statements each later group chose the upper half more often.

    Parameters
    ----------
    answers : Answers
        The first group is what the others are set against.
    """
    shares: dict[str, dict[str, float]] = {statement: {} for statement in answers.groups}
    for statement, name, counts in answers.groups_shown():
        share = answers.told_halves(counts)[1]
        if share is not None:
            shares[statement][group_of(name)] = share
    first, *later = answers.group_names or [""]
    alike: dict[str, list[str]] = {}
    for name in later:
        pairs = zip(answers.groups.values(), shares.values())
        asked = [told for rows, told in pairs if {first, name} <= set(map(group_of, rows))]
        gaps = [row[name] - row[first] for row in asked if {first, name} <= row.keys()]
        if gaps:
            alike.setdefault(_more_or_less(gaps, len(asked)), []).append(uncapital(name))
    points = upper_words(answers.scale)
    groups = [counts for *_, counts in answers.groups_shown()]
    if 2 * sum(map(answers.is_told, groups)) < len(groups):
        return "How the answers spread over the scale, as far as so few let it be shown"
    if not alike:
        return f"How often {points} was chosen"
    parts = (f"{join_words(names)}, {words}" for words, names in alike.items())
    return f"Answers of {points}, compared with {uncapital(first)}: {'; '.join(parts)}"


def _more_or_less(gaps: Sequence[float], asked: int) -> str:
    """How many statements have a larger or a smaller share, out of all that were asked in both groups."""
    more, less = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    n, words = (more, "more frequent") if more >= less else (less, "less frequent")
    n, words = (n, words) if n else (len(gaps), "equally frequent")
    if n == asked:
        every = f" on {'both' if n == 2 else f'all {in_words(n)}'} statements"
        return words + every * (n > 1 and more + less > 0)
    untold = f" (too few answers to tell on {in_words(asked - len(gaps))})" * (asked > len(gaps))
    return f"{words} on {in_words(n)} of {in_words(asked)} {plural(asked, 'statement')}{untold}"
