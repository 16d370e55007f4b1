"""Scores across statements, statements one by one, who answered, and changes in groups of people.

A group of fewer than `min_cell` people is in none of them, nor can it be had from the others.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from prepost.report.answers import Answers, comparison_figure
from prepost.report.blocks import HIDDEN, prose
from prepost.report.compare import adjusted, answers_of, compare, effects_of, effects_table, is_matched, labels_of
from prepost.report.show import figure, table
from prepost.report.wording import capital, format_number, interval, percent, uncapital, with_noun
from prepost.stats.means import mean, sd
from prepost.stats.multiplicity import corrected_level
from prepost.study.disclosure import hide_small, may_show
from prepost.study.pairing import match

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Comparison, Study

LEVEL = 0.95
ROWS = 36  # in one picture of groups; more would not fit a screen
_ITEMS = ["n", "absent", "mean", "sd", "median", "top_two", "floor", "ceiling"]
_SCORES = ["n", "mean", "sd", "median", "alpha", "alpha_low", "alpha_high"]


# -- scores ------------------------------------------------------------------------------------------------------------


def score_statements(study: Study, name: str) -> list[str]:
    """The statements of a score, by their ids: those of its domain that stood in every questionnaire that asked any."""
    asked = {
        one.id: {wave for wave in study.waves if study.is_asked(one.id, {"wave": wave})}
        for one in study.statements_in(study.scores[name].domain)
    }
    waves = set().union(*asked.values())
    return [statement for statement, those in asked.items() if those == waves]


def score_values(study: Study, name: str) -> pd.Series:
    """A score of each form, reversed statements turned round; missing if the form answers too few of its statements.

    Parameters
    ----------
    study : prepost.study.Study
        Whose forms are held one by one.
    name : str
        An id of study.yml's scores.

    Returns
    -------
    pandas.Series of float
        The mean of the answers given, or for a sum that mean times the number of statements.
    """
    statements = score_statements(study, name)
    score, answers = study.scores[name], study.responses[statements].astype(float)
    given, times = answers.count(axis=1), len(statements) if score.method == "sum" else 1
    # Multiplied first and divided once, so that equal scores are equal numbers.
    return (answers.sum(axis=1) * times / given).where(given >= min(score.fewest, len(statements)))


def scores_frame(study: Study) -> pd.DataFrame:
    """Each score in each wave: text, wave (its words), n, mean, sd, median, and the reliability of its statements.

    `alpha` is Cronbach's over the forms that answer all of them, with its 95 % interval (pingouin's `cronbach_alpha`).
    What fewer than `min_cell` people gave, or does not exist, is missing.
    """
    import pandas as pd

    rows = []
    for name, score in study.scores.items():
        values, answers = score_values(study, name), study.responses[score_statements(study, name)].astype(float)
        for wave, words in study.wave_labels.items():
            inside = study.responses["wave"] == wave
            here, row = values[inside].dropna(), {"text": score.text, "wave": words}
            if may_show(len(here), study.min_cell):
                row |= {"n": len(here), "mean": here.mean(), "sd": here.std(), "median": here.median()}
            rows.append(row | _reliability(answers[inside].dropna(), study.min_cell))
    return pd.DataFrame(rows, columns=["text", "wave", *_SCORES]).astype(dict.fromkeys(_SCORES, float))


def _reliability(complete: pd.DataFrame, min_cell: int) -> dict[str, float]:
    if complete.shape[1] < 2 or len(complete) < max(2, min_cell) or not complete.sum(axis=1).var():
        return {}
    from pingouin import cronbach_alpha

    alpha, ends = cronbach_alpha(complete, ci=LEVEL)
    return {"alpha": alpha, "alpha_low": ends[0], "alpha_high": ends[1]}


def compare_scores(study: Study) -> pd.DataFrame:
    """Every score under every planned comparison, as `compare` does with statements: the same test and correction.

    Returns
    -------
    pandas.DataFrame
        As `prepost.report.compare.compare`; `statement` is the score's id, and `change_pct` is of the range that the
        score can have.
    """
    made = [(name, key) for name in study.scores for key in study.comparisons if _is_asked(study, name, key)]
    tests = len(made) if study.correction["family"] == "all" else len(study.comparisons)
    level, words = corrected_level(study.alpha, max(tests, 1), study.correction["method"]), labels_of(study)
    rows = []
    for name, key in made:
        score, statements = study.scores[name], score_statements(study, name)
        scale = study.scale_of(statements[0])
        span = float(scale[-1] - scale[0]) * (len(statements) if score.method == "sum" else 1)
        answers, points = _score_answers(study, score_values(study, name), study.comparisons[key])
        row = {"statement": name, "domain": score.domain, "comparison": key, "text": score.text, "label": words[key]}
        rows.append(row | {"level": level, "alpha": study.alpha} | effects_of(study, answers, points, 1 - level, span))
    return adjusted(study, rows, [True] * len(rows))


def _is_asked(study: Study, name: str, key: str) -> bool:
    """Whether the statements of a score stood in the questionnaires of both sides of a comparison."""
    sides, statements = study.comparisons[key], score_statements(study, name)
    return bool(statements) and all(study.is_asked(statements[0], side) for side in (sides.first, sides.second))


def _score_answers(study: Study, values: pd.Series, comparison: Comparison) -> tuple[tuple, np.ndarray]:
    """Scores of the two sides as counts of each different score, as `answers_of` counts answers, and the scores."""
    matched, sides = is_matched(study, comparison), [study.where(one) for one in (comparison.first, comparison.second)]
    both = [values[side.index].to_numpy() for side in sides]
    if matched:
        pairs = np.array(match(*(side["respondent"].tolist() for side in sides))[0], dtype=int).reshape(-1, 2)
        both = np.array([side[chosen] for side, chosen in zip(both, pairs.T)])
        both = both[:, ~np.isnan(both).any(axis=0)]
    both = [side[~np.isnan(side)] for side in both]
    points = np.unique(np.concatenate(both))
    places, size = [np.searchsorted(points, side) for side in both], len(points)
    if matched:
        counts = np.bincount(places[0] * size + places[1], minlength=size * size).reshape(size, size)
        return (counts.sum(axis=1), counts.sum(axis=0), counts), points
    return (*(np.bincount(place, minlength=size) for place in places), None), points


def show_scores(study: Study) -> None:
    """Show each score wave by wave with its reliability, and its change under each planned comparison."""
    import pandas as pd

    if not study.scores:
        prose("No score across statements is asked for in study.yml (scores).")
    elif study.is_reconstructed("responses.csv"):
        prose(
            "These answers are reconstructed from printed tables, which do not say who gave which answers together: so no "
            "score is taken across statements."
        )
    elif study.responses is None:
        prose("These forms are counted and not held one by one: so no score is taken across statements.")
    else:
        rows = []
        for row in scores_frame(study).itertuples():
            numbers = [HIDDEN] * 4
            if row.n > 0:
                numbers = [format_number(row.n, 0), *map(format_number, (row.mean, row.sd, row.median))]
            reliability = [format_number(row.alpha), interval(row.alpha_low, row.alpha_high)]
            rows.append([row.text, row.wave, *numbers, *reliability])
        columns = [
            "Score",
            "Wave",
            "n",
            "Mean",
            "SD",
            "Median",
            "Alpha",
            f"{percent(LEVEL)} interval",
        ]
        made = "; ".join(_made_from(study, name) for name in study.scores)
        note = (
            f"{made}. Alpha (Cronbach's), over the forms that answer all of them, says how far a score's statements go "
            "together: 1 is wholly, 0 not at all."
        )
        table(
            pd.DataFrame(rows, columns=columns), label="tab-scores", title="Scores by wave", groups="Score", note=note
        )
        _show_changes("scores", "How the scores changed", compare_scores(study), "score")


def _made_from(study: Study, name: str) -> str:
    score, statements = study.scores[name], score_statements(study, name)
    fewest = format_number(min(score.fewest, len(statements)), 0)
    left_out = len(study.statements_in(score.domain)) - len(statements)
    words = (
        f"{score.text}: {score.method} of {with_noun(len(statements), 'statement')}, at least {fewest} of them answered"
    )
    return words + f" ({with_noun(left_out, 'statement')} not asked each time left out)" * bool(left_out)


def _show_changes(label: str, title: str, effects: pd.DataFrame, noun: str = "statement") -> None:
    """Show changes as a forest with its numbers; as a table alone where there is nothing to draw."""
    numbers = effects_table(effects).rename(columns={"Statement": capital(noun)})
    if effects["change_pct_low"].notna().any():
        draw, alt, summary = comparison_figure(effects, noun)
        figure(draw, label=f"fig-{label}", title=title, alt=alt, summary=summary, table=numbers)
    elif len(numbers):
        table(numbers, label=f"tab-{label}", title=title)


# -- statements --------------------------------------------------------------------------------------------------------


def items_frame(study: Study, wave: str) -> pd.DataFrame:
    """Every statement asked in a wave: text, n, absent (forms without an answer on the scale), mean, sd, median, and
    the shares of answers at the two highest points (of three or more), at the lowest and at the highest.

    What would tell of fewer than `min_cell` people is missing.
    """
    import pandas as pd
    from statsmodels.stats.weightstats import DescrStatsW

    rows, forms = {}, study.n_forms({"wave": wave})
    for statement in study.statements:
        counts, scale = study.counts(statement.id, {"wave": wave}), study.scale_of(statement.id)
        answers, n, size = Answers(scale, {}, {}, study.min_cell), int(counts.sum()), len(scale)
        if not study.is_asked(statement.id, {"wave": wave}):
            continue
        rows[statement.id] = row = {"text": statement.heading}
        if answers.is_shown(counts):
            row |= {"n": n, "absent": forms - n if may_show(forms - n, study.min_cell) else None}
            row |= {"mean": mean(counts, scale), "sd": sd(counts, scale) if n > 1 else None}
            row["median"] = DescrStatsW(scale, weights=counts).quantile(0.5, return_pandas=False)[0]
            told = {0, *(last + 1 for _, last, _ in answers.segments(counts))}  # where points are not shown together
            ends = {"floor": (0, 1), "ceiling": (size - 1, size), "top_two": (size - 2, size)}
            shares = {name: counts[slice(*part)].sum() / n for name, part in ends.items() if told.issuperset(part)}
            row |= {name: share for name, share in shares.items() if name != "top_two" or size > 2}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["text", *_ITEMS])
    return frame.astype(dict.fromkeys(_ITEMS, float))


def show_items(study: Study) -> None:
    """Show a table of all statements for each wave."""
    import pandas as pd

    columns = ["Statement", "n", "Missing", "Mean", "SD", "Median", "Two highest", "Lowest", "Highest"]
    note = (
        "Missing: forms without an answer on the scale. Two highest, lowest, highest: shares of the answers at these points "
        "of the scale; a dash where few people chose one."
    )
    for place, (wave, words) in enumerate(study.wave_labels.items(), 1):
        rows = []
        for row in items_frame(study, wave).itertuples():
            cells = [HIDDEN, *["–"] * 7]
            if row.n > 0:
                absent = HIDDEN if np.isnan(row.absent) else format_number(row.absent, 0)
                shares = ["–" if np.isnan(share) else percent(share) for share in (row.top_two, row.floor, row.ceiling)]
                cells = [format_number(row.n, 0), absent, *map(format_number, (row.mean, row.sd, row.median)), *shares]
            rows.append([row.text, *cells])
        title = f"The statements one by one: {words}"
        if rows and study.n_forms({"wave": wave}):
            table(pd.DataFrame(rows, columns=columns), label=f"tab-items-{place}", title=title, note=note)


# -- groups ------------------------------------------------------------------------------------------------------------


def respondents(study: Study) -> pd.DataFrame:
    """Forms by wave and by each column that tells people apart: `cohort`, those of `by`, and those that the import kept.

    Returns
    -------
    pandas.DataFrame
        by (the column), group (what stands in it, "" where nothing does), then nullable numbers of forms, a column a
        wave; missing where they would tell of fewer than `min_cell` people. A row that tells nothing is left out.
    """
    import pandas as pd

    rows = []
    for column in dict.fromkeys(["cohort", *study.by, *study.rules.keep]):
        with suppress(KeyError):  # a column that is not there, or was not counted
            counts = pd.DataFrame({wave: study.value_counts(column, {"wave": wave}) for wave in study.waves})
            shown = hide_small(counts.fillna(0).astype(int), study.min_cell)
            told = shown[(shown.fillna(0) > 0).any(axis=1)]
            named = len(told.index.difference([""]))
            rows += [{"by": column, "group": value, **told.loc[value]} for value in told.index if named]
    return pd.DataFrame(rows, columns=["by", "group", *study.waves]).astype(dict.fromkeys(study.waves, "Int64"))


def show_respondents(study: Study) -> None:
    """Show who answered, by every column that tells people apart, wave by wave."""
    found = respondents(study)
    if found.empty:
        prose("The files do not say what kind of people answered, or too few of each kind did to be shown.")
        return
    numbers = found[list(study.waves)].astype(object).where(found[list(study.waves)].notna(), HIDDEN)
    shown = numbers.rename(columns=study.wave_labels)
    shown.insert(0, "Group", found["group"].replace("", "Not known"))
    shown.insert(0, "By", found["by"].map(_words))
    note = f"Forms. A group of fewer than {format_number(study.min_cell, 0)} is left out, with others from which it could be told."
    table(shown, label="tab-respondents", title="Who answered", groups="By", note=note)


def by_group(study: Study, column: str, key: str) -> pd.DataFrame:
    """Each statement's change under a planned comparison, within each group and in all together.

    Parameters
    ----------
    study : prepost.study.Study
    column : str
        The column of responses.csv that tells the groups apart.
    key : str
        An id of study.yml's comparisons.

    Returns
    -------
    pandas.DataFrame
        As `prepost.report.compare.compare`, corrected for every group; `comparison` is the group, "" for all together.
        A group is left out where few people stand on one of its sides, or the next smallest would tell of them.
    """
    planned = study.comparisons[key]
    within = {}
    for value in study.value_counts(column):
        sides = {"first": {**planned.first, column: value}, "second": {**planned.second, column: value}}
        within[value] = planned.model_copy(update={**sides, "text": value})
    named = {value: one for value, one in within.items() if value}
    effects = compare(study, named | {"": planned.model_copy(update={"text": "Together"})})
    hidden = set()
    for statement in effects["statement"].unique():
        answers = {value: answers_of(study, statement, one) for value, one in within.items()}
        for side in (0, 1):
            people = {value: int(found[side].sum()) for value, found in answers.items()}
            hidden |= {
                (statement, value) for value, n in hide_small(people, study.min_cell).items() if value and n is None
            }
    shown = [pair not in hidden for pair in zip(effects["statement"], effects["comparison"])]
    return effects[shown].reset_index(drop=True)


def show_groups(study: Study) -> None:
    """Show each statement's change in the groups of each column of `by`, and of a cohort, and in all together."""
    cohorts = (respondents(study)["by"] == "cohort").sum()
    columns = list(dict.fromkeys([*(["cohort"] if cohorts > 1 else []), *study.by]))
    if not columns:
        prose("No results by group are asked for in study.yml (by), and the forms are of one cohort.")
        return
    prose(
        "Here the correction counts the groups as well, so that what is significant elsewhere need not be so here. That a "
        "change is significant in one group and not in another does not show that the groups differ."
    )
    for key, planned in study.comparisons.items():
        for column in columns if planned.first.get("wave") != planned.second.get("wave") else ():
            if column not in planned.first and column not in planned.second:
                _show_group(study, column, key)


def _show_group(study: Study, column: str, key: str) -> None:
    effects, label = by_group(study, column, key), capital(labels_of(study)[key])
    if not effects["comparison"].any():
        prose(f"{label}, by {_words(column).lower()}: too few people in each group to be shown.")
        return
    for domain, words in study.domains.items():
        rows = effects[effects["domain"] == domain]
        statements, each = rows["statement"].unique(), max(1, ROWS // effects["comparison"].nunique())
        for start in range(0, len(statements), each):
            name = f"{column}-{key}-{domain}-{start + 1}".replace("_", "-")
            title = f"{words}, by {_words(column).lower()}: {uncapital(label)}"
            _show_changes(name, title, rows[rows["statement"].isin(statements[start : start + each])])


def _words(column: str) -> str:
    return capital(column.replace("_", " "))
