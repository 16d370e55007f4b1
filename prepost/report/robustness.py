"""How far results lean on choices: other baselines, corrections, tests, matching, and those who did not answer.

Every function takes a study and returns numbers in a frame; `prepost.report.blocks` words and tabulates them. A
group of fewer people than the study's `min_cell`, or of a single answer, is left out of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

import numpy as np
import pandas as pd

from prepost.audit.told import pooled
from prepost.report.compare import comparison_level, is_matched
from prepost.report.safety import safe
from prepost.stats.means import change
from prepost.stats.multiplicity import adjust
from prepost.stats.paired import matched_change
from prepost.stats.power import detectable_change
from prepost.stats.ranks import superiority
from prepost.study import Study


def valid_summary(study: Study, planned: pd.DataFrame, account: Mapping) -> dict | None:
    """The account of a reconstruction, if the answers that the study holds can be those that it is about.

    Parameters
    ----------
    planned : pandas.DataFrame
        Its planned comparisons, as `prepost.report.compare.compare` returns them.
    account : mapping
        What `prepost reconstruct` wrote: its `ranges` hold, for each statement and comparison, the least and the
        largest effect over all answers that fit what was printed.

    Returns
    -------
    dict or None
        None if study.yml calls the answers anything but reconstructed, if there are no ranges, or if an effect in the
        study lies outside its range: other answers have been put in the place of the reconstructed ones.
    """
    ranges = account.get("ranges")
    if not ranges or not study.is_reconstructed("responses.csv"):
        return None
    for row in planned.itertuples():
        found = ranges.get(row.statement, {}).get(row.comparison, {}).get("change_pct")
        if found and not found[0] - _ROUNDED <= row.change_pct <= found[1] + _ROUNDED:
            return None
    return dict(account)


_ROUNDED = 1e-5  # ranges are written with six decimals


def corrections(study: Study, planned: pd.DataFrame) -> pd.DataFrame:
    """How many statements are significant in each planned comparison, under each way to allow for many tests.

    Parameters
    ----------
    planned : pandas.DataFrame
        Its planned comparisons, as `prepost.report.compare.compare` returns them.

    Returns
    -------
    pandas.DataFrame
        `correction` (words), then one column of numbers for each planned comparison, named by its id.
    """
    planned = planned[planned["change"].notna()]
    tests, tests_each = len(planned), len(study.comparisons)
    ways = {
        "None": lambda p: p,
        f"Bonferroni, {tests_each} test{'s' * (tests_each != 1)} a statement": lambda p: np.minimum(p * tests_each, 1),
        f"Holm, all {tests} tests": lambda p: adjust(p, "holm"),
        f"Benjamini-Hochberg, all {tests} tests": lambda p: adjust(p, "benjamini-hochberg"),
    }
    p, comparison = planned["p"].to_numpy(dtype=float), planned["comparison"]
    rows = []
    for words, way in ways.items():
        found = comparison[way(p) < study.alpha].tolist()
        rows.append({"correction": words} | {name: found.count(name) for name in study.comparisons})
    return pd.DataFrame(rows)


def equivalences(study: Study, name: str) -> pd.DataFrame:
    """Whether each statement's difference is shown, shown to be too small to matter, or neither.

    Parameters
    ----------
    study : prepost.study.Study
        Its `equivalence_margin` is the largest distance of the probability of superiority from one half that would
        not matter.
    name : str
        The id of one of its comparisons.

    Returns
    -------
    pandas.DataFrame
        statement, text, n1, n2, superiority, p_equivalence, `equivalent`, detectable (smallest change in per cent of
        the range found with probability 0.8; missing where the answers show no spread, or where points of their scale
        are shown together). Without a margin, or where the
        answers show no spread, the equivalence test is missing.

    Notes
    -----
    Independent forms: Brunner and Munzel (2000). Matched forms: each person counts 1 if they rise, 1/2 if they stay and
    0 if they fall, and the mean of that, the dependent probability of superiority (Grissom & Kim 2012), has its t test.
    """
    level, margin = comparison_level(study), study.equivalence_margin or 0
    fewest, comparison, hidden = max(2, study.min_cell), study.comparisons[name], safe(study).hidden
    rows = []
    for statement in (one.id for one in study.statements):
        matched = study.pairs(statement, comparison) if is_matched(study, comparison) else None
        sides = (study.counts(statement, side) for side in (comparison.first, comparison.second))
        first, second = sides if matched is None else (matched.sum(axis=1), matched.sum(axis=0))
        if min(first.sum(), second.sum()) < fewest or (statement, name) in hidden:
            continue
        tested, scale = (nan, nan), study.scale_of(statement)
        if 0 < margin < 0.5:
            tested = _unmatched(first, second, margin) if matched is None else _matched(matched, margin)
        moved = change(first, second, scale) if matched is None else matched_change(matched, scale)
        detectable, is_equivalent = detectable_change(moved, scale, alpha=level), bool(tested[1] < study.alpha)
        if any(study.min_cell > 1 and pooled(side, study.min_cell) for side in (first, second)):  # as `told` leaves out
            tested, detectable = (nan, nan), nan
        sizes = int(first.sum()), int(second.sum())
        row = [*sizes, *tested, is_equivalent, detectable or nan]
        rows.append([statement, study.statement(statement).heading, *row])
    columns = "statement text n1 n2 superiority p_equivalence equivalent detectable"
    return pd.DataFrame(rows, columns=columns.split())


def _unmatched(first, second, margin: float) -> tuple[float, float]:
    """The second sample's probability of superiority and the p of equivalence; missing where nothing is spread."""
    from statsmodels.stats.nonparametric import rank_compare_2ordinal

    if not superiority(first, second).df:
        return nan, nan
    test = rank_compare_2ordinal(second, first)
    return test.prob1, test.tost_prob_superior(0.5 - margin, 0.5 + margin).pvalue


def _matched(table, margin: float) -> tuple[float, float]:
    """The share of people who rise and half of those who stay, and the p of its equivalence with one half."""
    from statsmodels.stats.weightstats import DescrStatsW

    rises, stays, falls = (int(part.sum()) for part in (np.triu(table, 1), np.diag(table), np.tril(table, -1)))
    people = DescrStatsW([1, 0.5, 0], weights=[rises, stays, falls])
    if not people.var:
        return nan, nan
    return float(people.mean), float(people.ttost_mean(0.5 - margin, 0.5 + margin)[0])


def answered(study: Study, filters: Mapping[str, str]) -> pd.DataFrame | None:
    """Who answered a questionnaire, by the number of sessions attended, against all who attended that many.

    Parameters
    ----------
    study : prepost.study.Study
        With attendance.csv, and `sessions_attended` filled in on the forms: a number, or a range such as "1-2".
    filters : mapping
        The forms, such as `{"wave": "follow_up"}`.

    Returns
    -------
    pandas.DataFrame or None
        group, people, forms, share, and `p`: Fisher's exact test of the group's share against that of all others. None
        where the files do not say, or a group is too small to show.
    """
    from scipy.stats import fisher_exact

    forms = study.value_counts("sessions_attended", dict(filters))
    if study.attendance is None or len(forms) < 2 or "" in forms:
        return None
    places = study.attendance["person"].value_counts().drop("", errors="ignore")
    rows = [(group, int(places.between(*_ends(group)).sum()), int(forms[group])) for group in sorted(forms)]
    if any(not 0 < n <= people or n < study.min_cell for _, people, n in rows):
        return None
    frame = pd.DataFrame(rows, columns=["group", "people", "forms"])
    frame["share"] = frame["forms"] / frame["people"]
    own = np.stack([frame["forms"], frame["people"] - frame["forms"]], axis=1)
    frame["p"] = [float(fisher_exact([one, own.sum(axis=0) - one]).pvalue) for one in own]
    return frame


def _ends(group: str) -> tuple[int, int]:
    """The fewest and the most sessions of a group such as "1-2"; of one that names none, a range that holds none."""
    first, _, last = group.partition("-")
    return (int(first), int(last if last.isdigit() else first)) if first.isdigit() else (1, 0)
