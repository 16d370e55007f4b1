"""How far results lean on choices: other baselines, corrections, tests, matching, and those who did not answer.

Every function takes a study and returns numbers in a frame; `prepost.report.robustness_tables` words and tabulates them. A
group of fewer people than the study's `min_cell`, or of a single answer, is left out of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from prepost.report.compare import comparison_level
from prepost.stats import mann_whitney
from prepost.stats.attrition import delta_adjusted, tipping_point, worst_case_mean
from prepost.stats.contrasts import contrast
from prepost.stats.lost_pairing import change_at_correlation, design_effect, inflated
from prepost.stats.means import change, change_percent, mean
from prepost.stats.multiplicity import adjust
from prepost.stats.odds import proportional_odds
from prepost.stats.power import detectable_change, forms_needed, pairs_needed, pooled_sd
from prepost.stats.ranks import superiority

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Comparison, Study


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


def baselines(study: Study) -> dict[str, Comparison]:
    """What the last wave is set against: `specifications` of study.yml, else the planned comparisons ending with it."""
    if study.specifications:
        return study.specifications
    ending = {
        name: comparison
        for name, comparison in study.comparisons.items()
        if comparison.second.get("wave") == study.waves[-1]
    }
    return ending or study.comparisons


def samples(study: Study, comparison: Comparison) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Statements with their two samples, where both hold enough answers to be analysed and shown.

    Yields
    ------
    statement, first, second : str, array of int, array of int
        Answers per scale point. In a paired design too these are all answers of each side, taken as independent.
    """
    fewest = max(2, study.min_cell)
    for statement in study.statements:
        first, second = (study.counts(statement.id, side) for side in (comparison.first, comparison.second))
        if min(first.sum(), second.sum()) >= fewest:
            yield statement.id, first, second


def specifications(effects: pd.DataFrame, account: Mapping | None = None) -> pd.DataFrame:
    """Every statement under every baseline: a specification curve (Simonsohn, Simmons & Nelson 2020).

    Parameters
    ----------
    effects : pandas.DataFrame
        Comparisons as `prepost.report.compare.compare` returns them, such as those of `baselines(study)`.
    account : mapping, optional
        As `valid_summary` returns it: adds the ranges over all answers that fit what was printed.

    Returns
    -------
    pandas.DataFrame
        The rows that can be shown, with more columns, missing without an account: change_least, change_most, rank_least,
        rank_most, p_least, p_most and `throughout`: "always", "never" or "some" of the possible answers give a
        significant result.
    """
    import pandas as pd

    made = effects[effects["p"].notna()].reset_index(drop=True).astype({"significant": bool})
    ranges = (account or {}).get("ranges", {})
    possible = [
        _possible(ranges.get(row.statement, {}).get(row.comparison, {}), row.level) for row in made.itertuples()
    ]
    names = ["change_least", "change_most", "rank_least", "rank_most", "p_least", "p_most", "throughout"]
    return made.join(pd.DataFrame(possible, columns=names, index=made.index).astype(dict.fromkeys(names[:6], float)))


def _possible(ranges: Mapping, level: float) -> list:
    if "p" not in ranges:
        return [None] * 7
    least, most = ranges["p"]
    throughout = "always" if most < level else "never" if least >= level else "some"
    return [*ranges["change_pct"], *ranges["rank_biserial"], least, most, throughout]


def overview(planned: pd.DataFrame, early: str, later: pd.DataFrame) -> pd.DataFrame:
    """A planned comparison and, below it, the last wave under every baseline, each corrected within its own family.

    Parameters
    ----------
    planned, later : pandas.DataFrame
        `specifications` of the planned comparisons, and of the baselines.
    early : str
        Id of the planned comparison, such as that of after against before.
    """
    import pandas as pd

    parts = [planned[planned["comparison"] == early], later]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def corrections(study: Study, planned: pd.DataFrame) -> pd.DataFrame:
    """How many statements are significant in each planned comparison, under each way to allow for many tests.

    Parameters
    ----------
    planned : pandas.DataFrame
        `specifications` of its planned comparisons.

    Returns
    -------
    pandas.DataFrame
        `correction` (words), then one column of numbers for each planned comparison, named by its id. Where the frame
        has ranges there are also columns `<id>_least` and `<id>_most`: every p-value at its largest, or at its
        smallest.
    """
    import pandas as pd

    tests, tests_each = len(planned), len(study.comparisons)
    ways = {
        "None": lambda p: p,
        f"Bonferroni, {tests_each} test{'s' * (tests_each != 1)} a statement": lambda p: np.minimum(p * tests_each, 1),
        f"Holm, all {tests} tests": lambda p: adjust(p, "holm"),
        f"Benjamini-Hochberg, all {tests} tests": lambda p: adjust(p, "benjamini-hochberg"),
    }
    p_values = {"": planned["p"]} | (
        {} if planned["p_most"].isna().any() else {"_least": planned["p_most"], "_most": planned["p_least"]}
    )
    rows = []
    for words, way in ways.items():
        row: dict[str, object] = {"correction": words}
        for suffix, p in p_values.items():
            significant = way(p.to_numpy(dtype=float)) < study.alpha
            row |= {
                name + suffix: int(significant[(planned["comparison"] == name).to_numpy()].sum())
                for name in study.comparisons
            }
        rows.append(row)
    return pd.DataFrame(rows)


def equivalences(study: Study, comparison: Comparison) -> pd.DataFrame:
    """Whether each statement's difference is shown, shown to be too small to matter, or neither.

    Parameters
    ----------
    study : prepost.study.Study
        Its `equivalence_margin` is the largest distance of the probability of superiority from one half that would
        not matter.
    comparison : Comparison
        One of the study's.

    Returns
    -------
    pandas.DataFrame
        statement, text, n1, n2, superiority, low, high (interval at 1 - 2 alpha), p_equivalence, `equivalent`,
        `different` (the rank test at the study's corrected level), detectable (smallest change in per cent of the
        range found with probability 0.8). Without a margin, or where the answers show no spread, the equivalence test
        is missing.
    """
    import pandas as pd

    level, margin = comparison_level(study), study.equivalence_margin or 0
    rows = []
    for statement, first, second in samples(study, comparison):
        tested = [nan, nan, nan, nan, False]
        test = _attempt(lambda a=first, b=second: _rank_comparison(a, b)) if 0 < margin < 0.5 else None
        if test is not None:
            p = test.tost_prob_superior(0.5 - margin, 0.5 + margin).pvalue
            tested = [test.prob1, *test.conf_int(alpha=2 * study.alpha), p, bool(p < study.alpha)]
        is_different = mann_whitney(first, second).p < level
        detectable = detectable_change(first, second, study.scale_of(statement), alpha=level)
        sizes = int(first.sum()), int(second.sum())
        rows.append([statement, study.statement(statement).text, *sizes, *tested, is_different, detectable])
    columns = "statement text n1 n2 superiority low high p_equivalence equivalent different detectable"
    return pd.DataFrame(rows, columns=columns.split())


def _attempt(call: Callable):
    """The result of a calculation, or None where the answers do not allow it."""
    try:
        return call()
    except ValueError:
        return None


def _rank_comparison(first, second):
    """The second sample's probability of superiority with its spread, from counts: Brunner and Munzel's (2000)."""
    from statsmodels.stats.nonparametric import rank_compare_2ordinal

    if superiority(first, second).method != "logit":
        raise ValueError("The spread of the answers cannot be estimated.")
    return rank_compare_2ordinal(second, first)


def difference_of_changes(study: Study, statement: str, early: Comparison, late: Comparison, level: float):
    """How much larger the later change is than the earlier one, with an interval that knows which forms stand in both.

    Parameters
    ----------
    statement : str
        Its id.
    early, late : Comparison
        The two changes; a form may stand in several of their four groups.
    level : float
        Confidence level.

    Returns
    -------
    prepost.stats.Estimate
        Late change minus early change, in per cent of the scale's range.

    Notes
    -----
    The forms are parted by the groups that they stand in. Each group's mean is a weighted sum of the
    means of its parts, so that the difference is one linear contrast of independent samples
    (`prepost.stats.contrast`).

    Raises
    ------
    ValueError
        Where a part with a weight holds one answer only.
    """
    groups = [(late.second, 1), (late.first, -1), (early.second, -1), (early.first, 1)]
    parted = study.overlaps(statement, [side for side, _ in groups])
    parts = {inside: counts for inside, counts in parted.items() if any(inside)}
    sizes = [sum(counts.sum() for inside, counts in parts.items() if inside[place]) for place in range(len(groups))]
    weights = [
        sum(sign * counts.sum() / sizes[place] for place, (_, sign) in enumerate(groups) if inside[place])
        for inside, counts in parts.items()
    ]
    scale = study.scale_of(statement)
    estimate = contrast(
        list(parts.values()), [0 if abs(weight) < 1e-12 else weight for weight in weights], scale, level
    )
    return estimate.times(100 / (scale[-1] - scale[0]))


def retained(study: Study, early: Comparison, late: Comparison) -> pd.DataFrame:
    """The change at once, the change that was left, and the difference between the two, statement by statement.

    Parameters
    ----------
    early, late : Comparison
        For instance after against before, and last wave against its baseline.

    Returns
    -------
    pandas.DataFrame
        statement, text, early, late, difference, low, high: in per cent of the scale's range, the interval at the
        study's corrected level. Statements with too few answers are left out.
    """
    import pandas as pd

    level = 1 - comparison_level(study)
    second = {statement: pair for statement, *pair in samples(study, late)}
    rows = []
    for statement, *pair in samples(study, early):
        if statement not in second:
            continue
        difference = _attempt(lambda name=statement: difference_of_changes(study, name, early, late, level))
        if difference is None:
            continue
        moved = [change_percent(*pair, study.scale_of(statement)).value for pair in (pair, second[statement])]
        rows.append([statement, study.statement(statement).text, *moved, *difference[:3]])
    return pd.DataFrame(rows, columns=["statement", "text", "early", "late", "difference", "low", "high"])


def attendance_by_person(study: Study) -> dict[int, int] | None:
    """Number of people who filled one, two, three ... places; None without attendance.csv or codes of persons."""
    if study.attendance is None:
        return None
    people = study.attendance["person"][study.attendance["person"] != ""].value_counts()
    return {int(places): int(number) for places, number in people.value_counts().sort_index().items()} or None


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
        group, people, forms, share, low, high (95 % Wilson), and `p`: Fisher's exact test of the group's share
        against that of all others. None where the files do not say, or a group is too small to show.
    """
    import pandas as pd
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import proportion_confint

    people = attendance_by_person(study)
    forms = study.value_counts("sessions_attended", dict(filters))
    groups = sorted(set(forms) - {""})
    if people is None or len(groups) < 2 or "" in forms:
        return None
    asked = {group: sum(number for places, number in people.items() if _stands_in(group, places)) for group in groups}
    returned = {group: forms[group] for group in groups}
    if any(
        not 0 < returned[group] <= asked[group] or min(asked[group], returned[group]) < study.min_cell
        for group in groups
    ):
        return None
    rows = []
    for group in groups:
        low, high = proportion_confint(returned[group], asked[group], method="wilson")
        own = returned[group], asked[group] - returned[group]
        others = sum(returned.values()) - own[0], sum(asked.values()) - sum(returned.values()) - own[1]
        p = float(fisher_exact([own, others]).pvalue)
        rows.append([group, asked[group], returned[group], returned[group] / asked[group], low, high, p])
    return pd.DataFrame(rows, columns=["group", "people", "forms", "share", "low", "high", "p"])


def _stands_in(group: str, places: int) -> bool:
    first, _, last = group.partition("-")
    return first.isdigit() and int(first) <= places <= int(last if last.isdigit() else first)


def standardised(study: Study, comparison: Comparison) -> pd.DataFrame | None:
    """The change, had those who attended often and seldom answered in the proportions in which they attended.

    Parameters
    ----------
    study : prepost.study.Study
        As for `answered`, which weighs the groups.
    comparison : Comparison
        Its second side is weighted.

    Returns
    -------
    pandas.DataFrame or None
        statement, text, change (as answered), weighted, low, high: per cent of the scale's range, the interval at the
        study's corrected level. None where `answered` is.
    """
    import pandas as pd

    groups = answered(study, comparison.second)
    if groups is None:
        return None
    level = 1 - comparison_level(study)
    shares = groups["people"] / groups["people"].sum()
    rows = []
    for statement, first, second in samples(study, comparison):
        points = study.scale_of(statement)
        parts = [
            study.counts(statement, {**comparison.second, "sessions_attended": group}) for group in groups["group"]
        ]
        weighted = _attempt(lambda a=first, b=parts: contrast([a, *b], [-1, *shares], points, level))
        if weighted is not None:
            percent, moved = weighted.times(100 / (points[-1] - points[0])), change_percent(first, second, points).value
            rows.append([statement, study.statement(statement).text, moved, *percent[:3]])
    return pd.DataFrame(rows, columns=["statement", "text", "change", "weighted", "low", "high"])


def attrition(study: Study, comparison: Comparison, people: int) -> pd.DataFrame:
    """How far those who did not answer the second questionnaire could change each result.

    Parameters
    ----------
    comparison : Comparison
        Its first side is taken as it is.
    people : int
        All whom the second side stands for.

    Returns
    -------
    pandas.DataFrame
        statement, text, response, change, worst, best (all silent people at the lowest, at the highest point),
        tipping (how much lower, on average, the silent must stand than those who answered for the change to be
        nought; negative: higher) and unchanged (the change had they stood where the first side stands): all but
        `response` in per cent of the scale's range.
    """
    import pandas as pd

    rows = []
    for statement, first, second in samples(study, comparison):
        if second.sum() > people:
            continue
        scale = study.scale_of(statement)
        response, gain = int(second.sum()) / people, change(first, second, scale)
        before, percent = mean(first, scale), 100 / (scale[-1] - scale[0])
        worst, best = (end - before for end in worst_case_mean(second, scale, people))
        tipping, unchanged = tipping_point(gain.value, response), delta_adjusted(gain, response, -gain.value).value
        shares = [value * percent for value in (gain.value, worst, best, tipping, unchanged)]
        rows.append([statement, study.statement(statement).text, response, *shares])
    columns = ["statement", "text", "response", "change", "worst", "best", "tipping", "unchanged"]
    return pd.DataFrame(rows, columns=columns)


def matching(study: Study, comparisons: Mapping[str, Comparison], correlations: Sequence[float]) -> pd.DataFrame:
    """What the lost pairing hides: how many changes would be told from nought, at assumed correlations within persons.

    Parameters
    ----------
    comparisons : mapping of str to Comparison
    correlations : sequence of float
        Assumed correlations between a person's two answers; those beyond what the answers allow are cut to that.

    Returns
    -------
    pandas.DataFrame
        correlation, then for each comparison the number of statements whose interval at the corrected level leaves
        out nought, and `<id>_width`, the median width of these intervals in per cent of the scale's range.
    """
    import pandas as pd

    from prepost.stats.lost_pairing import largest_correlation

    level = 1 - comparison_level(study)
    rows = []
    for assumed in correlations:
        row: dict[str, float] = {"correlation": assumed}
        for name, comparison in comparisons.items():
            found = [(a, b, study.scale_of(statement)) for statement, a, b in samples(study, comparison)]
            estimates = [
                change_at_correlation(*one, min(assumed, largest_correlation(*one)), level=level) for one in found
            ]
            row[name] = sum(estimate.excludes(0) for estimate in estimates)
            row[f"{name}_width"] = (
                float(
                    np.median(
                        [
                            (e.high - e.low) * (100 / (points[-1] - points[0]))
                            for e, (_, _, points) in zip(estimates, found)
                        ]
                    )
                )
                if found
                else float("nan")
            )
        rows.append(row)
    return pd.DataFrame(rows)


def repeated_forms(
    study: Study, comparisons: Mapping[str, Comparison], correlations: Sequence[float]
) -> pd.DataFrame | None:
    """What several forms of one person do: how many changes are told from nought with a variance inflated for them.

    Parameters
    ----------
    study : prepost.study.Study
        With attendance.csv, which says how often people came; without it the result is None.
    comparisons : mapping of str to Comparison
    correlations : sequence of float
        Assumed correlations between forms of one person at one wave.

    Returns
    -------
    pandas.DataFrame or None
        correlation, design_effect, and for each comparison the number of statements whose interval at the corrected
        level leaves out nought. Every sample gets the whole design effect: an upper bound where people answered one
        of the waves but once.
    """
    import pandas as pd

    people = attendance_by_person(study)
    if people is None:
        return None
    level = 1 - comparison_level(study)
    rows = []
    for assumed in correlations:
        effect = design_effect(people, assumed)
        found = {
            name: sum(
                inflated(change(a, b, study.scale_of(one), level), effect).excludes(0)
                for one, a, b in samples(study, comparison)
            )
            for name, comparison in comparisons.items()
        }
        rows.append({"correlation": assumed, "design_effect": effect, **found})
    return pd.DataFrame(rows)


def other_tests(study: Study, comparisons: Mapping[str, Comparison]) -> pd.DataFrame:
    """How many statements each of several tests finds significant at the study's corrected level.

    Parameters
    ----------
    comparisons : mapping of str to Comparison

    Returns
    -------
    pandas.DataFrame
        test, then a column of numbers for each comparison, and `furthest`: the largest difference of its p-value from
        that of the asymptotic Mann-Whitney test without continuity correction, over all statements and comparisons.
        The last column, `refused`, counts the cases that a test cannot be made of.
    """
    import pandas as pd

    level = comparison_level(study)
    pairs = {name: list(samples(study, comparison)) for name, comparison in comparisons.items()}
    rows = []
    for words, test in _TESTS.items():
        row: dict[str, object] = {"test": words}
        furthest, refused = 0.0, 0
        for name, found in pairs.items():
            p_values = [
                (_attempt(lambda a=a, b=b, scale=study.scale_of(one): test(a, b, scale)), mann_whitney(a, b).p)
                for one, a, b in found
            ]
            made = [(p, usual) for p, usual in p_values if p is not None]
            refused += len(p_values) - len(made)
            row[name] = sum(p < level for p, _ in made)
            furthest = max([furthest, *(abs(p - usual) for p, usual in made)])
        rows.append({**row, "furthest": furthest, "refused": refused})
    return pd.DataFrame(rows)


def unequal_odds(study: Study, comparisons: Mapping[str, Comparison]) -> tuple[int, int]:
    """In how many cases the odds of a higher answer differ from cut to cut of the scale: one odds ratio misleads.

    Parameters
    ----------
    comparisons : mapping of str to Comparison

    Returns
    -------
    unequal, fitted : int
        Cases whose likelihood-ratio test of proportional odds gives p below the study's alpha, and all that could be
        fitted.
    """
    fits = [
        _attempt(lambda a=a, b=b: _odds(tuple(a), tuple(b)))
        for comparison in comparisons.values()
        for _, a, b in samples(study, comparison)
    ]
    made = [fit for fit in fits if fit is not None]
    return sum(fit.p_proportional < study.alpha for fit in made), len(made)


@lru_cache
def _odds(first: tuple[int, ...], second: tuple[int, ...]):
    """The proportional-odds model of two samples, fitted once for all that is asked of it."""
    return proportional_odds(first, second)


def _welch_p(first, second, points) -> float:
    from scipy.stats import ttest_ind_from_stats

    from prepost.stats.means import sd

    summary = [
        value for counts in (first, second) for value in (mean(counts, points), sd(counts, points), int(counts.sum()))
    ]
    if summary[1] == summary[4] == 0:
        raise ValueError("Everybody answers alike in each sample, so that there is no spread to test against.")
    return float(ttest_ind_from_stats(*summary, equal_var=False).pvalue)


_TESTS = {
    "Mann-Whitney, as published": lambda a, b, points: mann_whitney(a, b).p,
    "Mann-Whitney, continuity-corrected": lambda a, b, points: mann_whitney(a, b, continuity=True).p,
    "Mann-Whitney, exact with ties": lambda a, b, points: mann_whitney(a, b, method="exact").p,
    "Brunner-Munzel": lambda a, b, points: float(_rank_comparison(a, b).test_prob_superior(0.5).pvalue),
    "Proportional odds": lambda a, b, points: _odds(tuple(a), tuple(b)).p,
    "Welch's t": _welch_p,
}


def next_study(
    study: Study, comparison: Comparison, changes: Sequence[float], correlations: Sequence[float]
) -> pd.DataFrame:
    """Forms that the next study needs, matched and not.

    Parameters
    ----------
    study : prepost.study.Study
        Gives the spread of answers: the median over the statements of this comparison.
    comparison : Comparison
        Whose spread to take.
    changes : sequence of float
        Changes to detect, in per cent of the scale's range.
    correlations : sequence of float
        Assumed correlations between a person's two answers, where forms are matched.

    Returns
    -------
    pandas.DataFrame
        change, unmatched (forms before, and as many after), and a column `matched_<correlation>` (people with both
        forms), for a power of 0.8 at the study's corrected level. Empty where no statement shows any spread.
    """
    import pandas as pd

    scales = {one.id: study.scale_of(one.id) for one in study.statements}
    ranges = {name: scale[-1] - scale[0] for name, scale in scales.items()}
    spreads = [pooled_sd(a, b, scales[one]) / ranges[one] for one, a, b in samples(study, comparison)]
    spread = float(np.median(spreads)) if spreads else 0.0
    columns = ["change", "unmatched", *(f"matched_{r:g}" for r in correlations)]
    if spread == 0:
        return pd.DataFrame(columns=columns)
    level, unit = comparison_level(study), 0.01
    rows = [
        [
            wanted,
            forms_needed(wanted * unit, spread, alpha=level),
            *(pairs_needed(wanted * unit, spread, r, alpha=level) for r in correlations),
        ]
        for wanted in changes
    ]
    return pd.DataFrame(rows, columns=columns)
