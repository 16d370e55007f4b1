"""The planned comparisons of a study as one table: `python -m prepost compare DIR`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from prepost.stats import mann_whitney
from prepost.stats.means import mean
from prepost.stats.multiplicity import adjust, corrected_level
from prepost.stats.paired import matched_rank_biserial, wilcoxon
from prepost.stats.ranks import superiority

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Comparison, Study

__all__ = ["COLUMNS", "comparison_level", "comparison_table", "is_paired", "run", "to_csv", "to_json"]

COLUMNS = (
    "statement",
    "domain",
    "comparison",
    "test",
    "n1",
    "n2",
    "mean1",
    "mean2",
    "change",
    "change_pct",
    "u",
    "z",
    "p",
    "p_adjusted",
    "significant",
    "rank_biserial",
    "ci_low",
    "ci_high",
)


def comparison_table(study: Study, comparisons: Mapping[str, Comparison] | None = None) -> pd.DataFrame:
    """Every statement under every planned comparison.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    comparisons : mapping of str to Comparison, optional
        Others than the planned ones, such as `study.specifications`; the correction then counts these.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`, a row for each statement and comparison, in the order of study.yml. `change` is the second
        mean minus the first, `change_pct` the same as a percentage of the scale's range. `test` is `mann_whitney`, or
        `wilcoxon` where the design is paired and the two sides are different waves: n, means and test then rest on
        the matched people alone, and `u` is W. `p_adjusted` follows the study's correction and `significant` says
        whether it is below alpha; `ci_low` and `ci_high` bound `rank_biserial` at the corrected level. A sample
        without answers leaves everything but the sizes missing; one of fewer than `min_cell` people leaves these
        missing too, for it is shown nowhere.
    """
    import pandas as pd

    comparisons = study.comparisons if comparisons is None else comparisons
    confidence = 1 - comparison_level(study, comparisons)
    rows = [
        {
            "statement": statement.id,
            "domain": statement.domain,
            "comparison": name,
            **_effects(study, statement.id, name, comparison, confidence),
        }
        for statement in study.statements
        for name, comparison in comparisons.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["p_adjusted"] = _adjusted(frame, study.correction)
    frame["significant"] = (frame["p_adjusted"] < study.alpha).astype("boolean").mask(frame["p"].isna())
    return frame.astype({"n1": "Int64", "n2": "Int64"} | dict.fromkeys(_NUMBERS, float))


_NUMBERS = [name for name in COLUMNS[6:] if name != "significant"]


def comparison_level(study: Study, comparisons: Mapping[str, Comparison] | None = None) -> float:
    """The level that each single test is held to after the study's correction.

    Parameters
    ----------
    study : prepost.study.Study
        `correction` in study.yml: family `comparison` counts the comparisons of one statement, `all` every test of
        the study.
    comparisons : mapping of str to Comparison, optional
        As for `comparison_table`.

    Returns
    -------
    float
    """
    tests = len(study.comparisons if comparisons is None else comparisons)
    if study.correction["family"] == "all":
        tests *= len(study.statements)
    return corrected_level(study.alpha, max(tests, 1), study.correction["method"])


def is_paired(study: Study, comparison: Comparison) -> bool:
    """Whether a comparison sets the same people's answers at two waves against each other, matched by their code."""
    return study.design == "paired" and comparison.first.get("wave") != comparison.second.get("wave")


def _effects(study: Study, statement: str, name: str, comparison: Comparison, confidence: float) -> dict:
    if is_paired(study, comparison):
        table = study.pairs(statement, name)
        sizes = {"test": "wilcoxon", "n1": int(table.sum()), "n2": int(table.sum())}
        samples = table.sum(axis=1), table.sum(axis=0)
    else:
        samples = study.counts(statement, comparison.first), study.counts(statement, comparison.second)
        sizes = {"test": "mann_whitney", "n1": int(samples[0].sum()), "n2": int(samples[1].sum())}
    if any(0 < size < study.min_cell for size in (sizes["n1"], sizes["n2"])):
        return {"test": sizes["test"]}
    if 0 in sizes.values():
        return sizes
    means = _means(*samples, study.scale)
    if is_paired(study, comparison):
        return sizes | means | _matched(table, study.scale, confidence)
    return sizes | means | _independent(*samples, confidence)


def _means(first: np.ndarray, second: np.ndarray, points) -> dict[str, float]:
    mean1, mean2 = mean(first, points), mean(second, points)
    return {
        "mean1": mean1,
        "mean2": mean2,
        "change": mean2 - mean1,
        "change_pct": 100 * (mean2 - mean1) / (points[-1] - points[0]),
    }


def _independent(first: np.ndarray, second: np.ndarray, confidence: float) -> dict[str, float]:
    test = mann_whitney(first, second)
    low, high = superiority(first, second, level=confidence).rank_biserial_interval
    return {"u": test.u, "z": test.z, "p": test.p, "rank_biserial": test.rank_biserial, "ci_low": low, "ci_high": high}


def _matched(table: np.ndarray, points, confidence: float) -> dict[str, float]:
    test = wilcoxon(table, points)
    effect = matched_rank_biserial(table, points, confidence)
    return {
        "u": test.w,
        "z": test.z,
        "p": test.p,
        "rank_biserial": effect.value,
        "ci_low": effect.low,
        "ci_high": effect.high,
    }


def _adjusted(frame: pd.DataFrame, correction: Mapping[str, str]) -> np.ndarray:
    """Adjusted p-values; a planned test that could not be made still counts, as one that found nothing."""
    p = frame["p"].to_numpy(dtype=float)
    counted = np.where(np.isnan(p), 1.0, p)
    adjusted = np.empty(len(p))
    families = (
        [np.arange(len(p))]
        if correction["family"] == "all"
        else frame.groupby("statement", sort=False).indices.values()
    )
    for family in families:
        adjusted[family] = adjust(counted[family], correction["method"])
    return np.where(np.isnan(p), np.nan, adjusted)


def to_csv(frame: pd.DataFrame) -> str:
    """The table as CSV: twelve significant digits, `true` and `false`, blank where missing."""
    lines = [
        ",".join(COLUMNS),
        *(",".join(map(_cell, row)) for row in frame[list(COLUMNS)].itertuples(index=False, name=None)),
    ]
    return "\n".join(lines) + "\n"


def to_json(frame: pd.DataFrame) -> str:
    """The table as a JSON list of objects: the same digits, null where missing."""
    rows = [
        {name: _plain(value) for name, value in zip(COLUMNS, row)}
        for row in frame[list(COLUMNS)].itertuples(index=False, name=None)
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _plain(value):
    import pandas as pd

    if isinstance(value, str):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return int(value) if isinstance(value, int | np.integer) else float(f"{value:.12g}")


def _cell(value) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return f"{plain:.12g}" if isinstance(plain, float) else str(plain)


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
        Where the folder has faults.
    """
    from prepost.study import load_study

    frame = comparison_table(load_study(folder))
    sys.stdout.write(to_json(frame) if format == "json" else to_csv(frame))
    return 0
