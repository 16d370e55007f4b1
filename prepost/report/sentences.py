"""Sentences whose words follow from the numbers, by sign, interval and significance; never typed beside a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from prepost.report.answers import Answers
    from prepost.report.effects import Effect

__all__ = [
    "differences",
    "headline",
    "reading",
    "shares_title",
    "short_headline",
    "significance",
    "statement_sentence",
]


def significance(effect: Effect) -> str:
    """Whether a test is significant at the corrected level, and whether the correction decides it.

    Returns
    -------
    str
        Such as "significant at the corrected level".
    """
    if not effect.is_defined:
        return "not tested, for a group has no answers, or too few to show"
    if effect.significant:
        return "significant at the corrected level"
    if effect.p < effect.alpha:
        return f"not significant at the corrected level, though below {format_number(effect.alpha, 2)} before the correction"
    return "not significant"


def differences(effects: Sequence[Effect]) -> str:
    """On how many statements the second group differs significantly from the first, and which way.

    Parameters
    ----------
    effects : sequence of Effect
        The statements of a domain under one comparison.

    Returns
    -------
    str
        Such as "significantly higher on four of the five statements and not significantly different on one".
    """
    made = [effect for effect in effects if effect.is_defined]
    if not made:
        return "not compared, for a group has no answers, or too few to show"
    groups = {
        "significantly higher": sum(e.significant and e.rank_biserial.value > 0 for e in made),
        "significantly lower": sum(e.significant and e.rank_biserial.value < 0 for e in made),
        "not significantly different": sum(not e.significant or e.rank_biserial.value == 0 for e in made),
    }
    found = [(words, n) for words, n in groups.items() if n]
    if len(found) == 1:
        return _all_alike(*found[0])
    total = f" of the {in_words(len(made))} {plural(len(made), 'statement')}"
    parts = [f"{words} on {in_words(n)}{total if place == 0 else ''}" for place, (words, n) in enumerate(found)]
    return join_words(parts)


def _all_alike(words: str, n: int) -> str:
    if n == 1:
        return words
    if words.startswith("not"):
        return f"{words} on {'either' if n == 2 else 'any'} of the {in_words(n)} statements"
    return f"{words} on {'both' if n == 2 else f'all {in_words(n)}'} statements"


def headline(*comparisons: Sequence[Effect]) -> str:
    """A finding as the title of a figure: each comparison and what it shows.

    Parameters
    ----------
    *comparisons : sequence of Effect
        For each comparison, the statements under it.
    """
    found: dict[str, list[str]] = {}
    for effects in comparisons:
        if effects:
            found.setdefault(differences(effects), []).append(effects[0].label)
    parts = [f"{join_words([labels[0], *map(uncapital, labels[1:])])}: {words}" for words, labels in found.items()]
    return capital("; ".join([parts[0], *map(uncapital, parts[1:])])) if parts else "Nothing to compare"


def short_headline(comparisons: Mapping[str, Sequence[Effect]]) -> str:
    """A finding as a short title: each comparison in a word or two, and how many statements differ under it.

    Parameters
    ----------
    comparisons : mapping of str to sequence of Effect
        By the words for the comparison, the statements under it.

    Returns
    -------
    str
        Such as "At once, four of five significantly higher; at one month, none".
    """
    parts, is_said = [], False
    for name, effects in comparisons.items():
        made = [effect for effect in effects if effect.is_defined]
        up = sum(effect.significant and effect.rank_biserial.value > 0 for effect in made)
        down = sum(effect.significant and effect.rank_biserial.value < 0 for effect in made)
        found = [(word, n) for word, n in (("higher", up), ("lower", down)) if n]
        if not made:
            parts.append(f"{name}, too few answers")
        elif not found:
            parts.append(f"{name}, none" if is_said else f"{name}, none significantly different")
            is_said = True
        else:
            words = join_words(f"{_of_all(n, len(made))} significantly {word}" for word, n in found)
            parts.append(f"{name}, {words}")
            is_said = True
    return capital("; ".join(parts)) if parts else "Nothing to compare"


def _of_all(n: int, total: int) -> str:
    """Such as "four of five", "all five", "both"."""
    if n < total:
        return f"{in_words(n)} of {in_words(total)}"
    return {1: "the one statement", 2: "both"}.get(total, f"all {in_words(total)}")


def reading(effects: Sequence[Effect]) -> str:
    """What one comparison shows over several statements, hedged as much as its numbers are.

    Parameters
    ----------
    effects : sequence of Effect
        The statements of a domain (or one statement) under one comparison.

    Returns
    -------
    str
        Full sentences: how many differ significantly and which way, how large the changes are, what the correction
        decided, and what the intervals of the others leave open.
    """
    made = [effect for effect in effects if effect.is_defined]
    label = effects[0].label if effects else "This comparison"
    sentences = [f"{capital(label)}: answers were {differences(effects)}."]
    if made:
        sentences.append(_extent(made))
    sentences += _decided_by_correction(made) + _left_open(made)
    return " ".join(sentences)


def _extent(made: Sequence[Effect]) -> str:
    values = [effect.change.value for effect in made]
    low, high = (f"{signed(value, 1)}%" for value in (min(values), max(values)))
    if low == high:
        return f"{'The' if len(values) == 1 else 'Each'} mean changed by {low} of the scale's range."
    return f"Means changed by {low} to {high} of the scale's range."


def _decided_by_correction(made: Sequence[Effect]) -> list[str]:
    between = [effect for effect in made if not effect.significant and effect.p < effect.alpha]
    if not between:
        return []
    which = join_words(f"“{effect.text}” ({p_value(effect.p)})" for effect in between)
    lie = plural(len(between), "lies", "lie")
    return [
        f"{which} {lie} below {format_number(between[0].alpha, 2)}, but not below the level corrected for several tests."
    ]


def _left_open(made: Sequence[Effect]) -> list[str]:
    """The intervals of what is not significant: absence of significance is no sign of absence of change."""
    rest = [effect for effect in made if not effect.significant and not isnan(effect.change.low)]
    if not rest:
        return []
    low, high = min(effect.change.low for effect in rest), max(effect.change.high for effect in rest)
    if low == high:
        return ["Where the difference is not significant, everybody answered alike, so that no interval can be given."]
    level = rest[0].change.level
    reach = f"from {interval(low / 100, high / 100, 1, form=signed_percent)} of the range ({level_words(level)} level)"
    what = "its interval reaches" if len(rest) == 1 else "the intervals together reach"
    open_both_ways = ", so that neither a fall nor a rise is ruled out" if low < 0 < high else ""
    return [f"Where the difference is not significant, {what} {reach}{open_both_ways}."]


def statement_sentence(effect: Effect) -> str:
    """A statement under one comparison in full: n, means, effect, interval, p and what they amount to.

    It opens with the comparison: the page around it says which statement it speaks of.
    """
    if not effect.is_defined:
        return f"{capital(effect.label)}: {significance(effect)}."
    change, rank = effect.change, effect.rank_biserial
    reach = interval(change.low / 100, change.high / 100, 1, form=signed_percent)
    return (
        f"{capital(effect.label)}: mean {format_number(effect.mean1)} {uncapital(effect.first)} (n = {format_number(effect.n1, 0)}) and "
        f"{format_number(effect.mean2)} {uncapital(effect.second)} (n = {format_number(effect.n2, 0)}), "
        f"a change of {signed(change.value, 1)}% of the scale's range ({level_words(change.level)} interval {reach}); "
        f"rank-biserial correlation {signed(rank.value)} ({interval(rank.low, rank.high, form=signed)}); "
        f"{p_value(effect.p)}, {significance(effect)}."
    )


def shares_title(answers: Answers) -> str:
    """Title for a picture of answers: on how many statements each later group chose the upper half more often.

    Parameters
    ----------
    answers : Answers
        The first group is what the others are set against.
    """
    from prepost.report.answers import upper_words

    shares: dict[str, dict[str, float]] = {}
    for statement, name, counts in answers.groups_shown():
        share = answers.told_halves(counts)[1]
        if share is not None:
            shares.setdefault(statement, {})[name] = share
    first, *later = answers.group_names or [""]
    alike: dict[str, list[str]] = {}
    for name in later:
        gaps = [row[name] - row[first] for row in shares.values() if first in row and name in row]
        if gaps:
            alike.setdefault(_more_or_less(gaps), []).append(uncapital(name))
    points = upper_words(answers.scale)
    if not alike:
        return f"How often {points} was chosen"
    parts = (f"{join_words(names)}, {words}" for words, names in alike.items())
    return f"Answers of {points}, compared with {uncapital(first)}: {'; '.join(parts)}"


def _more_or_less(gaps: Sequence[float]) -> str:
    more, less = sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)
    if more == less == 0:
        return "equally frequent"
    n, words = (more, "more frequent") if more >= less else (less, "less frequent")
    if n == len(gaps):
        return words if n == 1 else f"{words} on {'both' if n == 2 else f'all {in_words(n)}'} statements"
    return f"{words} on {in_words(n)} of {in_words(len(gaps))} {plural(len(gaps), 'statement')}"
