"""Comparisons ready to be shown and worded: each with its samples' sizes, its effect, its interval and its p-value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING

from prepost.report.wording import format_number, interval, p_value, plural, signed, signed_percent, uncapital

if TYPE_CHECKING:
    import pandas as pd

    from prepost.stats.estimate import Estimate
    from prepost.study import Comparison, Study

__all__ = [
    "Effect",
    "by_comparison",
    "comparison_label",
    "effects_of",
    "effects_table",
    "forest_rows",
    "group_name",
    "sizes",
]


@dataclass(frozen=True)
class Effect:
    """One statement under one comparison, second group against first.

    Attributes
    ----------
    statement, text : str
        Id and words of the statement.
    comparison, label : str
        Id of the comparison and words for it.
    first, second : str
        Words for the two groups.
    test : str
        "mann_whitney" or "wilcoxon".
    n1, n2 : int
        Answers in the two groups (matched people where the design is paired); 0 where there are too few to show.
    mean1, mean2 : float
        Mean answers, in scale points.
    change : prepost.stats.Estimate
        Change of the mean as a percentage of the scale's range, with its interval at the corrected level.
    rank_biserial : prepost.stats.Estimate
        Rank-biserial correlation with its interval at the corrected level.
    p, p_adjusted : float
        Two-sided p-value, and the same after the study's correction; nan where no test could be made.
    significant : bool
        Whether the adjusted p-value is below the study's alpha.
    alpha : float
        That alpha.
    """

    statement: str
    text: str
    comparison: str
    label: str
    first: str
    second: str
    test: str
    n1: int
    n2: int
    mean1: float
    mean2: float
    change: Estimate
    rank_biserial: Estimate
    p: float
    p_adjusted: float
    significant: bool
    alpha: float

    @property
    def is_defined(self) -> bool:
        """Whether both groups have answers enough to be compared and shown."""
        return not isnan(self.p)


def effects_of(
    study: Study,
    domain: str = "",
    *,
    comparisons: Mapping[str, Comparison] | None = None,
    statements: Sequence[str] = (),
) -> list[Effect]:
    """The comparisons of a study, of one domain or of some statements.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    domain : str
        Id of a domain; blank for all.
    comparisons : mapping of str to Comparison, optional
        Others than the planned ones, such as `study.specifications`.
    statements : sequence of str
        Ids of statements to keep; empty for all.

    Returns
    -------
    list of Effect
        In the order of study.yml: statement by statement, and for each comparison by comparison.
    """
    from prepost.report.compare import comparison_level, comparison_table

    planned = study.comparisons if comparisons is None else comparisons
    level = 1 - comparison_level(study, planned)
    return [
        _effect(study, row, planned[row["comparison"]], level)
        for row in comparison_table(study, planned).to_dict("records")
        if row["domain"] == (domain or row["domain"]) and (not statements or row["statement"] in statements)
    ]


def sizes(effects: Sequence[Effect]) -> str:
    """How many answers some effects rest on, in the first group and in the second; blank where there are none.

    Parameters
    ----------
    effects : sequence of Effect
        Of one comparison; those that cannot be shown are left out.

    Returns
    -------
    str
        Such as "n = 250 to 254 and 218": the fewest and the most answers to a statement.
    """
    made = [effect for effect in effects if effect.is_defined]
    groups = [sorted({getattr(effect, name) for effect in made}) for name in ("n1", "n2")] if made else []
    words = [" to ".join(format_number(n, 0) for n in dict.fromkeys((group[0], group[-1]))) for group in groups]
    if made and made[0].test == "wilcoxon":
        words = words[:1]
    return f"n = {' and '.join(words)}" if words else ""


def comparison_label(study: Study, comparison: Comparison) -> str:
    """What a report calls a comparison: its text in study.yml, or else its two groups."""
    second, first = group_name(study, comparison.second), group_name(study, comparison.first)
    return comparison.text or f"{second} against {uncapital(first)}"


def _effect(study: Study, row: Mapping, comparison: Comparison, level: float) -> Effect:
    import pandas as pd

    from prepost.stats.estimate import Estimate

    first, second = group_name(study, comparison.first), group_name(study, comparison.second)
    sizes = [0 if pd.isna(row[name]) else int(row[name]) for name in ("n1", "n2")]
    return Effect(
        statement=row["statement"],
        text=study.statement(row["statement"]).heading,
        comparison=row["comparison"],
        label=comparison_label(study, comparison),
        first=first,
        second=second,
        test=row["test"],
        n1=sizes[0],
        n2=sizes[1],
        mean1=row["mean1"],
        mean2=row["mean2"],
        change=_change(study, row, comparison, level),
        rank_biserial=Estimate(row["rank_biserial"], row["ci_low"], row["ci_high"], level, nan),
        p=row["p"],
        p_adjusted=row["p_adjusted"],
        significant=bool(row["significant"]) if not pd.isna(row["significant"]) else False,
        alpha=study.alpha,
    )


def _change(study: Study, row: Mapping, comparison: Comparison, level: float) -> Estimate:
    """The change with its interval; a group of a single answer has no interval."""
    from prepost.stats.estimate import Estimate
    from prepost.stats.means import change_percent
    from prepost.stats.paired import matched_change

    if isnan(row["p"]) or min(row["n1"], row["n2"]) < 2:
        return Estimate(row["change_pct"], nan, nan, level, nan)
    if row["test"] == "wilcoxon":
        table = study.pairs(row["statement"], row["comparison"])
        return matched_change(table, study.scale, level).times(100 / (study.scale[-1] - study.scale[0]))
    samples = (study.counts(row["statement"], filters) for filters in (comparison.first, comparison.second))
    return change_percent(*samples, study.scale, level)


def by_comparison(effects: Sequence[Effect]) -> dict[str, list[Effect]]:
    """The same effects, sorted by comparison.

    Parameters
    ----------
    effects : sequence of Effect
        As `effects_of` returns them.

    Returns
    -------
    dict of str to list of Effect
        By the id of the comparison, in order.
    """
    found: dict[str, list[Effect]] = {}
    for effect in effects:
        found.setdefault(effect.comparison, []).append(effect)
    return found


def group_name(study: Study, filters: Mapping[str, object]) -> str:
    """Words for a group of questionnaires: its wave, and whatever else picks it out.

    Parameters
    ----------
    study : prepost.study.Study
        Knows the words for its waves.
    filters : mapping
        As in study.yml's comparisons, such as `{"wave": "pre", "session": "3"}`.
    """
    parts = []
    for column, value in filters.items():
        if column == "wave":
            parts.insert(0, study.wave_labels[str(value)])
        elif column == "sessions_attended":
            parts.append(f"{str(value).replace('-', '–')} {plural(2 if str(value) != '1' else 1, 'session')} attended")
        else:
            parts.append(f"{column.replace('_', ' ')} {value}")
    return ", ".join(parts) or "All"


def effects_table(effects: Sequence[Effect]) -> pd.DataFrame:
    """Each comparison with its sizes, means, effects, intervals and p-values, ready for `table` and `figure`.

    Parameters
    ----------
    effects : sequence of Effect
        As `effects_of` returns them.

    Returns
    -------
    pandas.DataFrame of text
        A row each: statement, comparison, n, means, change as a percentage of the range with its interval,
        rank-biserial correlation with its interval, p as it is and adjusted, significance in a word.
    """
    import pandas as pd

    return pd.DataFrame([_row(effect) for effect in effects], columns=list(_COLUMNS))


_COLUMNS = (
    "Statement",
    "Comparison",
    "n",
    "Means",
    "Change",
    "Interval of change",
    "Rank-biserial",
    "Interval",
    "p",
    "Adjusted p",
    "Significant",
)


def _row(effect: Effect) -> dict[str, str]:
    if not effect.is_defined:
        return dict.fromkeys(_COLUMNS, "–") | {"Statement": effect.text, "Comparison": effect.label}
    change, rank = effect.change, effect.rank_biserial
    values = (
        effect.text,
        effect.label,
        f"{format_number(effect.n1, 0)}, {format_number(effect.n2, 0)}",
        f"{format_number(effect.mean1)}, {format_number(effect.mean2)}",
        f"{signed(change.value, 1)}%",
        interval(change.low / 100, change.high / 100, 1, form=signed_percent),
        signed(rank.value),
        interval(rank.low, rank.high, form=signed),
        p_value(effect.p).removeprefix("p ").removeprefix("= "),
        p_value(effect.p_adjusted).removeprefix("p ").removeprefix("= "),
        "yes" if effect.significant else "no",
    )
    return dict(zip(_COLUMNS, values))


def forest_rows(effects: Sequence[Effect]) -> dict[str, dict]:
    """Comparisons in the form that `comparison_figure` draws: the change as a percentage of the range, with p.

    Parameters
    ----------
    effects : sequence of Effect
        Those that cannot be made are left out.
    """
    from prepost.report.answers import EffectRow

    rows: dict[str, dict] = {}
    for effect in effects:
        if effect.is_defined and not isnan(effect.change.low):
            change = effect.change
            rows.setdefault(effect.text, {})[effect.label] = EffectRow(
                change.value,
                change.low,
                change.high,
                effect.n1,
                effect.n2,
                f"{signed(change.value, 1)}%, {p_value(effect.p)}",
                effect.significant,
            )
    return rows
