"""Who a sample is, against those it was drawn from, and what a number of interviews can and cannot support."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import pandas as pd

from prepost.report.figures import Share
from prepost.report.wording import capital, format_number, in_words, interval, p_value, percent, plural, with_noun
from prepost.stats.crosstabs import make_up
from prepost.study.disclosure import hide_small

LEVEL = 0.95
MAKE_UP = {"Training places": ("n", "share"), "Interviewees": ("n", "share", "95% interval", "expected")}
"""Headings over the columns of `make_up_table`, and the columns' names behind them."""


def rows_of(frame: pd.DataFrame | None, *columns: str) -> pd.DataFrame:
    """A table of a study, or one without rows where its file is absent.

    Parameters
    ----------
    frame : pandas.DataFrame of str, or None
        Such as `study.attendance`.
    *columns : str
        What it must have: a column that is missing is blank.
    """
    frame = pd.DataFrame(columns=list(columns), dtype=str) if frame is None else frame
    return frame.assign(**{name: "" for name in columns if name not in frame.columns})


def sectors_of(frame: pd.DataFrame | None) -> dict[str, int]:
    """Rows of a table, such as `study.attendance`, by their sector, the most frequent first; blank cells are left out."""
    sectors = rows_of(frame, "sector")["sector"]
    return {str(name): int(n) for name, n in sectors[sectors != ""].value_counts().items()}


def nameable(
    sample: Mapping[str, int], population: Mapping[str, int], min_cell: int, few: Container[str] = ()
) -> list[str]:
    """The categories that are large enough in sample and population; the others stand together in one row.

    Parameters
    ----------
    sample, population : mapping of str to int
        Members in each category; a category that the sample lacks counts as none.
    min_cell : int
        Categories of fewer people are not named, nor the next smallest.
    few : container of str
        Categories that are not to be named for another reason: few people fill their places.
    """
    shown = hide_small({name: sample.get(name, 0) for name in population}, min_cell)
    of_whole = hide_small(population, min_cell)
    named = [name for name in population if None not in (shown[name], of_whole[name]) and name not in few]
    if named and len(named) == len(population) - 1:  # one group by itself is no "others together"
        named.remove(min(named, key=population.__getitem__))
    return named


def make_up_table(sample: Mapping[str, int], population: Mapping[str, int], named: Sequence[str]) -> pd.DataFrame:
    """The sectors of interviewees beside those of training places.

    Parameters
    ----------
    sample, population, named
        As `nameable` takes and returns them.

    Returns
    -------
    pandas.DataFrame of text
        For each category the number and share in both, the interval of the sample's share, and the number that the
        population's share would give.
    """
    n, whole = sum(sample.values()), sum(population.values())
    columns = ["Sector", *(f"{heading}: {part}" for heading, parts in MAKE_UP.items() for part in parts)]
    parts = {name: (population[name], sample.get(name, 0)) for name in named}
    if len(named) < len(population):
        others = [name for name in population if name not in named]
        parts["Other groups together"] = tuple(sum(group.get(x, 0) for x in others) for group in (population, sample))
    rows = []
    for name, (rest, own) in parts.items() if n and whole else ():
        of_whole, expected = [format_number(rest, 0), percent(rest / whole)], format_number(rest / whole * n, 1)
        of_sample = [format_number(own, 0), percent(own / n), interval(*Share(name, own, n).interval, 0, form=percent)]
        rows.append([name, *of_whole, *of_sample, expected])
    return pd.DataFrame(rows, columns=columns)


def make_up_sentence(sample: Mapping[str, int], population: Mapping[str, int], named: Sequence[str]) -> str:
    """Whether interviewees are made up like the training places, with the exact test and the largest differences.

    Parameters
    ----------
    sample, population, named
        As for `make_up_table`; the sample is part of the population. Unless all are named, none is here.
    """
    n, whole = sum(sample.values()), sum(population.values())
    kinds = {name: size for name, size in population.items() if size}
    if not n or not whole or len(kinds) < 2 or any(sample.get(name, 0) > population.get(name, 0) for name in sample):
        return "The make-up of the interviewees cannot be set against that of the training places: the records do not allow it."
    if n == whole:
        return "All training places are interviewees, so there is nothing to compare."
    start, groups = "Some groups among the interviewees are too small to be named.", [[name] for name in named]
    # Those that are not named are one group here too: a p-value would tell how they divide.
    if others := [name for name in kinds if name not in named]:
        groups.append(others)
    else:
        start = _unlike(sample, kinds)
    if len(groups) < 2:
        return f"{start} So their make-up cannot be set against that of the training places."
    result = make_up(*([sum(held.get(name, 0) for name in group) for group in groups] for held in (sample, kinds)))
    how = "exact test" if result.is_enumerated else "test by seeded draws"
    if result.p_exact < 0.05:
        return (
            f"{start} A draw this uneven would seldom come about by chance ({how}, {p_value(result.p_exact)}), which"
            " points to a selection."
        )
    return (
        f"{start} A draw this uneven comes about by chance often enough ({how}, {p_value(result.p_exact)}): the"
        f" difference could be chance, and with {with_noun(n, 'person', 'people')} that is no proof that it is."
    )


def _unlike(sample: Mapping[str, int], kinds: Mapping[str, int]) -> str:
    """The category whose share of the sample is most above that of the population, and the one most below."""
    n, whole = sum(sample.values()), sum(kinds.values())
    gaps = {name: sample.get(name, 0) / n - size / whole for name, size in kinds.items()}
    if not any(gaps.values()):
        return "The interviewees are made up exactly as the training places are."

    def shares(name: str) -> str:
        own, rest = sample.get(name, 0), kinds[name]
        return (
            f"{percent(own / n)}, {format_number(own, 0)} of {format_number(n, 0)}, against {percent(rest / whole)},"
            f" {format_number(rest, 0)} of {format_number(whole, 0)}"
        )

    more, fewer = max(gaps, key=gaps.get), min(gaps, key=gaps.get)
    return (
        f"{more} has a larger share of the interviewees than of the training places ({shares(more)}), {fewer} a smaller one"
        f" ({shares(fewer)})."
    )


def capacity_sentence(n: int) -> str:
    """What a number of interviews can and cannot support, in two sentences.

    Examples
    --------
    >>> capacity_sentence(30).partition(",")[0]
    'Thirty interviews will very probably hear a view that 9.5% of people hold (chance 95%)'
    """
    if not n:
        return "There are no interviews, so nothing rests on them."
    low, high = Share("half", n // 2, n).interval
    width = (high - low) / 2
    # Of a share this large, somebody is drawn (Hanley & Lippman-Hand 1983, JAMA 249, 1743-1745).
    unheard = 1 - (1 - LEVEL) ** (1 / n)
    return (
        f"{capital(in_words(n))} {plural(n, 'interview', 'interviews')} will very probably hear a view that"
        f" {percent(unheard, 1)} of people hold (chance {percent(LEVEL)}), and may miss a rarer one."
        f" A share near one half is known only to within {format_number(width * 100, 0)} percentage points either way."
    )
