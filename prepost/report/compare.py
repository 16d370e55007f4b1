"""The comparisons of a study as one frame: for pages, figures, sentences and `python -m prepost compare DIR`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

import numpy as np
import pandas as pd

from prepost.audit.told import Sample, step_of_interval
from prepost.report.safety import safe
from prepost.report.wording import NOT_DEFINED, format_number, interval, p_value, signed, signed_percent, uncapital
from prepost.stats import chosen
from prepost.stats.means import change
from prepost.stats.multiplicity import adjust, corrected_level
from prepost.stats.paired import matched_change, matched_rank_biserial
from prepost.stats.ranks import superiority
from prepost.study import Comparison, Study, load_study
from prepost.study.pairing import is_matched

COLUMNS = (
    "statement domain comparison test n1 n2 mean1 mean2 change change_pct u z p p_adjusted significant rank_biserial "
    "ci_low ci_high"
).split()
"""What the command prints of each comparison."""
_NUMBERS = [
    *COLUMNS[6:14],
    *COLUMNS[15:],
    "change_pct_low",
    "change_pct_high",
    "change_pct_se",
    "level",
    "alpha",
    "step",
]


def compare(study: Study, comparisons: Mapping[str, Comparison] | None = None) -> pd.DataFrame:
    """Every statement under every planned comparison, second group against first.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    comparisons : mapping of str to Comparison, optional
        Others than the planned ones, such as `study.specifications`; the correction then counts these.

    Returns
    -------
    pandas.DataFrame
        A row for each statement and comparison, in the order of study.yml.

        - `COLUMNS`: `change` is the second mean minus the first, in scale points, `change_pct` the same as a percentage
          of the scale's range. `test` is the one that study.yml chooses. If the design is paired and the two sides
          are different waves, n, means and test rest on the matched people alone; other groups of a paired design are
          compared by `mann_whitney`. `u` is U, W or the number of rises, `z` what p comes from (z, or t), if the test
          has them. `p_adjusted` follows the study's correction and `significant` says whether it is below alpha.
          `ci_low` and `ci_high` bound `rank_biserial` at the corrected level.
        - `change_pct_low`, `change_pct_high`, `change_pct_se`: the interval of `change_pct` at the corrected level, and
          its standard error; missing if the answers show no spread. It ends where a mean could change no further.
        - `text`, `label`: words for the statement and for the comparison.
        - `level`, `alpha`: the corrected level of each test, and the study's.
        - `step`: how closely the results may be told (`told`): 0 if exactly.

        If a group has no answers, everything but the sizes is missing; if it has fewer than `min_cell`, these are
        missing too, for it is shown nowhere; and so they are where other comparisons would give such a group away by
        subtraction (`prepost.report.safety`). So `change` is missing wherever nothing can be said.
    """

    comparisons = study.comparisons if comparisons is None else comparisons
    level = comparison_level(study, comparisons)
    labels, samples = labels_of(study, comparisons), {}
    rows = [
        {
            "statement": statement.id,
            "domain": statement.domain,
            "comparison": name,
            "text": statement.heading,
            "label": labels[name],
            "level": level,
            "alpha": study.alpha,
            **_shown_effects(study, statement.id, name, comparison, 1 - level, samples),
        }
        for statement in study.statements
        for name, comparison in comparisons.items()
    ]
    asked = [stood_in_both(study, row["statement"], comparisons[row["comparison"]]) for row in rows]
    return adjusted(study, rows, asked)


def adjusted(study: Study, rows: list[dict], asked: list[bool]) -> pd.DataFrame:
    """Rows as `compare` returns them, with the p-values that the study's correction gives.

    Parameters
    ----------
    study : prepost.study.Study
        `correction` and `alpha` in study.yml.
    rows : list of dict
        Its other columns.
    asked : list of bool
        Whether each row is a test that was planned. One that could not be made counts as one that found nothing.
    """
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "text", "label", *_NUMBERS[-6:]])
    family = frame["statement"] if study.correction["family"] == "comparison" else pd.Series("", frame.index)
    p = frame["p"].astype(float)
    corrected = p.fillna(1.0)[asked].groupby(family).transform(lambda p: adjust(p, study.correction["method"]))
    corrected = corrected.reindex(frame.index)
    frame["p_adjusted"] = corrected.mask(p.isna())
    frame["significant"] = (corrected < study.alpha).astype("boolean").mask(p.isna())
    return frame.astype({"n1": "Int64", "n2": "Int64"} | dict.fromkeys(_NUMBERS, float))


def comparison_level(study: Study, comparisons: Mapping[str, Comparison] | None = None) -> float:
    """The level that each single test is held to after the study's correction.

    Parameters
    ----------
    study : prepost.study.Study
        `correction` in study.yml: family `comparison` counts the comparisons of one statement, `all` every test of
        the study.
    comparisons : mapping of str to Comparison, optional
        As for `compare`.

    Returns
    -------
    float
    """
    planned = (study.comparisons if comparisons is None else comparisons).values()
    tests = [sum(stood_in_both(study, one.id, comparison) for comparison in planned) for one in study.statements]
    number = sum(tests) if study.correction["family"] == "all" else max(tests, default=1)
    return corrected_level(study.alpha, max(number, 1), study.correction["method"])


def stood_in_both(study: Study, statement: str, comparison: Comparison) -> bool:
    """Whether a statement stood in the questionnaires of both sides."""
    return study.is_asked(statement, comparison.first) and study.is_asked(statement, comparison.second)


def _shown_effects(
    study: Study, statement: str, name: str, comparison: Comparison, confidence: float, samples: dict
) -> dict:
    answers = answers_of(study, statement, comparison)
    found = effects_of(study, answers, study.scale_of(statement), confidence)
    is_hidden = study.comparisons.get(name) is comparison and (statement, name) in safe(study).hidden
    if is_hidden or "change" not in found:
        return {"test": found["test"]} if is_hidden else found
    return found | {"step": step_of(study, statement, answers, confidence, samples)}


def step_of(study: Study, statement: str, answers: tuple, confidence: float, samples: dict) -> float:
    """How closely the results of a comparison may be told.

    Parameters
    ----------
    study, statement, answers, confidence
        As for `effects_of`.
    samples : dict
        What earlier calls have told of the same groups; filled in.

    Returns
    -------
    float
        0 if exactly; else the per cent of the range to which the ends of the interval are rounded (1 for matched people, whose
        changes say little of the answers of either wave), or missing if the interval may not be told.
    """
    if study.min_cell <= 1:
        return 0.0
    *counts, table = answers
    for key in [(statement, *one.tolist()) for one in counts]:
        if key not in samples:
            samples[key] = Sample(key[1:], study.scale_of(statement), study.min_cell)
    groups = [samples[statement, *one.tolist()] for one in counts]
    if table is not None:
        return float(any(group.pooled for group in groups))
    step = step_of_interval(*groups, confidence)
    return np.nan if step is None else float(step)


def told(effects: pd.DataFrame) -> pd.DataFrame:
    """Rows of `compare` as a page may tell them.

    Where points of the scale are shown together, because few people chose them, the exact results of a test would say how many
    chose each. There the ends of `change_pct` are rounded outward to `step`, or missing, and p-values, test statistics and the
    rank-biserial correlation are missing; `significant` stays.
    """
    is_exact = effects["step"] == 0
    step = effects["step"].mask(is_exact)
    ends = {"change_pct_low": np.floor, "change_pct_high": np.ceil}
    rounded = {name: effects[name].where(is_exact, way(effects[name] / step) * step) for name, way in ends.items()}
    kept = ["u", "z", "p", "p_adjusted", "rank_biserial", "ci_low", "ci_high"]
    return effects.assign(**rounded, **{name: effects[name].where(is_exact) for name in kept})


def answers_of(study: Study, statement: str, comparison: Comparison, within: dict[str, str] | None = None) -> tuple:
    """The answers that a comparison rests on, of all forms or of those that hold some values.

    Returns
    -------
    first, second : numpy.ndarray of int
        Answers per scale point; of the matched people alone where `table` is there.
    table : numpy.ndarray of int, or None
        Matched answers, first by second, if the design is paired and the two sides are different waves.
    """
    if is_matched(study, comparison):
        table = study.pairs(statement, comparison, within)
        return table.sum(axis=1), table.sum(axis=0), table
    sides = ({**side, **(within or {})} for side in (comparison.first, comparison.second))
    return (*(study.counts(statement, side) for side in sides), None)


def effects_of(study: Study, answers: tuple, points, confidence: float, span: float | None = None) -> dict:
    """What answers give under one comparison, by columns of `compare`.

    Parameters
    ----------
    study : prepost.study.Study
        Its smallest cell and its choice of test.
    answers : tuple
        As `answers_of` returns them.
    points : sequence of float
        What each count stands for, in rising order.
    confidence : float
        Level of the intervals.
    span : float, optional
        What a change is a percentage of; by default the distance between the ends of `points`.
    """
    first, second, table = answers
    n1, n2 = int(first.sum()), int(second.sum())
    matched = table is not None
    test = study.test if matched or study.design == "unpaired" else "mann_whitney"
    if 0 < n1 < study.min_cell or 0 < n2 < study.min_cell:
        return {"test": test}
    row = {"test": test, "n1": n1, "n2": n2}
    if not n1 or not n2:
        return row
    mean1, mean2 = float(first @ points) / n1, float(second @ points) / n2
    percent = 100 / (span or points[-1] - points[0])
    row |= {"mean1": mean1, "mean2": mean2, "change": mean2 - mean1, "change_pct": (mean2 - mean1) * percent}
    if min(n1, n2) > 1:
        moved = matched_change(table, points, confidence) if matched else change(first, second, points, confidence)
        if moved.se:  # no further than the scale; answers without spread have no interval
            low, high = max(moved.low * percent, -100.0), min(moved.high * percent, 100.0)
            row |= {"change_pct_low": low, "change_pct_high": high, "change_pct_se": moved.se * percent}
    choice = {"continuity": study.continuity, "exact": n1 + n2 * (not matched) <= study.exact}
    if matched:
        rank = matched_rank_biserial(table, points, confidence)
        row |= {"rank_biserial": rank.value, "ci_low": rank.low, "ci_high": rank.high}
        return row | chosen.matched(test, table, points, **choice)._asdict()
    above = superiority(first, second, level=confidence)
    row |= {"rank_biserial": 2 * above.value - 1, "ci_low": 2 * above.low - 1, "ci_high": 2 * above.high - 1}
    return row | chosen.independent(test, first, second, points, **choice)._asdict()


def labels_of(study: Study, comparisons: Mapping[str, Comparison] | None = None) -> dict[str, str]:
    """Words for each comparison, by default of the planned ones: its own, or what is set against what."""
    return {
        name: one.text or f"{group_name(study, one.second)} against {uncapital(group_name(study, one.first))}"
        for name, one in (study.comparisons if comparisons is None else comparisons).items()
    }


_TESTS = {
    "mann_whitney": "the Mann-Whitney U test (ties corrected for, {} continuity correction)",
    "brunner_munzel": "Brunner and Munzel's test, which lets the groups spread differently",
    "welch": "Welch's t test of the means, which lets the groups spread differently",
    "wilcoxon": "the Wilcoxon signed-rank test (ties corrected for, {} continuity correction)",
    "sign": "the exact sign test, which counts who rose and who fell",
}


def how_compared(study: Study) -> str:
    """How groups are compared, in whole sentences, as `test`, `continuity` and `exact` in study.yml choose."""
    words = {name: text.format("with a" if study.continuity else "without a") for name, text in _TESTS.items()}
    said = f"Forms of different people are compared by {words[study.test]}."
    if study.design == "paired":
        said = f"Matched forms are compared by {words[study.test]}"
        others = not all(is_matched(study, one) for one in study.comparisons.values())
        said += f", other groups of forms by {words['mann_whitney']}." if others else "."
    if study.test in ("brunner_munzel", "welch"):
        said += " Where no spread can be estimated, the Mann-Whitney U test takes its place."
    if study.exact:
        said += f" Where it rests on {study.exact} people or fewer, its p-value is exact, given the ties."
    return said


def group_name(study: Study, filters: Mapping[str, object]) -> str:
    """Words for a group of questionnaires: its wave, and whatever else picks it out.

    Parameters
    ----------
    study : prepost.study.Study
        Knows the words for its waves.
    filters : mapping
        As in study.yml's comparisons, such as `{"wave": "pre", "session": "3"}`.

    Returns
    -------
    str
        Such as "Before, session 3".
    """
    parts = []
    for column, value in filters.items():
        if column == "wave":
            parts.insert(0, study.wave_labels[str(value)])
        elif column == "sessions_attended":
            parts.append(f"{str(value).replace('-', '–')} session{'s' * (str(value) != '1')} attended")
        else:
            parts.append(f"{column.replace('_', ' ')} {value}")
    return ", ".join(parts) or "All"


def sizes(effects: pd.DataFrame) -> str:
    """How many answers some effects rest on, in the first group and in the second.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare` under one comparison.

    Returns
    -------
    str
        Such as "n = 250 to 254 and 218": the fewest and the most answers to a statement; blank if none can be shown.
    """
    made = effects[effects["change"].notna()]
    groups = ["n1"] if made["test"].isin(["wilcoxon", "sign"]).all() else ["n1", "n2"]
    words = [
        " to ".join(dict.fromkeys(format_number(n, 0) for n in (made[group].min(), made[group].max())))
        for group in groups
        if len(made)
    ]
    return f"n = {' and '.join(words)}" if words else ""


def effects_table(effects: pd.DataFrame) -> pd.DataFrame:
    """Each comparison with its sizes, means, effects, intervals and p-values, ready for `table` and `figure`.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `compare`.

    Returns
    -------
    pandas.DataFrame of text
        A row each: statement, comparison, n, means, change as a percentage of the range with its interval,
        rank-biserial correlation with its interval, p as it is and adjusted, significance in a word; dashes if nothing
        can be shown.
    """
    rows = []
    for row in told(effects).itertuples():
        if np.isnan(row.change):
            rows.append([row.text, row.label, *["–"] * 9])
            continue
        low, high = row.change_pct_low, row.change_pct_high
        tested = [
            signed(row.rank_biserial),
            NOT_DEFINED if row.ci_high - row.ci_low == 2 else interval(row.ci_low, row.ci_high, form=signed),
            *(p_value(p).removeprefix("p ").removeprefix("= ") for p in (row.p, row.p_adjusted)),
        ]
        rows.append(
            [
                row.text,
                row.label,
                f"{format_number(row.n1, 0)}, {format_number(row.n2, 0)}",
                f"{format_number(row.mean1)}, {format_number(row.mean2)}",
                f"{signed(row.change_pct, 1)}%",
                "–" if np.isnan(row.step) else interval(low / 100, high / 100, int(not row.step), form=signed_percent),
                *(tested if row.step == 0 else ["–"] * 4),
                "yes" if row.significant else "no",
            ]
        )
    columns = ["Statement", "Comparison", "n", "Means", "Change", "Interval of change", "Rank-biserial", "Interval"]
    return pd.DataFrame(rows, columns=[*columns, "p", "Adjusted p", "Significant"])


def to_csv(frame: pd.DataFrame) -> str:
    """The columns `COLUMNS` as CSV: twelve significant digits, `true` and `false`, blank if missing."""
    told = frame[COLUMNS].assign(significant=frame["significant"].map({True: "true", False: "false"}))
    return told.to_csv(index=False, float_format="%.12g", lineterminator="\n")


def to_json(frame: pd.DataFrame) -> str:
    """The columns `COLUMNS` as a JSON list of objects: the same digits, null if missing."""
    rows = frame[COLUMNS].astype(object).where(frame[COLUMNS].notna(), None).to_dict("records")
    rows = [{name: float(f"{v:.12g}") if isinstance(v, float) else v for name, v in row.items()} for row in rows]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def run(folder, format: str = "csv") -> int:
    """Print the planned comparisons of the study in a folder.

    Parameters
    ----------
    folder : path
        A study folder.
    format : str
        `"csv"` or `"json"`.

    Returns
    -------
    int
        0.

    Raises
    ------
    prepost.study.StudyError
        If the folder has faults.
    """
    study = load_study(folder)
    frame = compare(study)
    hidden = int(frame["n1"].isna().sum())
    if hidden:
        few = f"a group has fewer than {study.min_cell} answers (min_cell), or would give such a group away by subtraction"
        print(f"{hidden} rows are blank: {few}.", file=sys.stderr)
    for row in frame.itertuples():
        if not stood_in_both(study, row.statement, study.comparisons[row.comparison]):
            print(f"{row.statement}, {row.comparison}: left out, for one side was not asked this.", file=sys.stderr)
    for mark in study.marks:
        print(f"study.yml, line {mark[0]}: not confirmed yet: {mark[1]}", file=sys.stderr)
    sys.stdout.write(to_json(frame) if format == "json" else to_csv(frame))
    return 0
