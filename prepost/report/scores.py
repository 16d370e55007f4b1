"""Scores across statements, statements one by one, who answered, and changes in groups of people.

A group of fewer than `min_cell` people is in none of them, nor can it be had from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, product
from math import nan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from prepost.audit.told import pooled
from prepost.report.answers import Answers, comparison_figure
from prepost.report.blocks import HIDDEN, prose, show_figure
from prepost.report.compare import (
    adjusted,
    answers_of,
    effects_of,
    effects_table,
    is_matched,
    labels_of,
    step_of,
    stood_in_both,
)
from prepost.report.safety import (
    Safe,
    choose,
    choose_all,
    counted,
    has_few_left,
    respondents,
    safe,
    sides,
    small_rests,
    stands_for,
    whose,
)
from prepost.report.show import table
from prepost.report.wording import capital, format_number, interval, percent, uncapital, with_noun
from prepost.stats.means import mean, sd
from prepost.stats.multiplicity import corrected_level
from prepost.study.disclosure import BOTH, PAIRS, Entry, hide_small, may_show
from prepost.study.pairing import match

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Comparison, Study

LEVEL = 0.95
MANY = 500  # rests of scores of one domain; of more, no further score is shown
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
    """A score of each form, reversed statements turned round: the mean of the answers given, for a sum times the number of
    statements; missing if the form answers too few of them.
    """
    statements = score_statements(study, name)
    score, answers = study.scores[name], study.responses[statements].astype(float)
    given, times = answers.count(axis=1), len(statements) if score.method == "sum" else 1
    # Multiplied first and divided once, so that equal scores are equal numbers.
    return (answers.sum(axis=1) * times / given).where(given >= min(score.fewest, len(statements)))


def scores_frame(study: Study) -> pd.DataFrame:
    """Each score in each wave: text, wave (its words), n, mean, sd, median, and the reliability of its statements.

    `alpha` is Cronbach's over those of the n forms that answer all of them, with its 95 % interval (pingouin's
    `cronbach_alpha`). Where points of a statement are shown together, `alpha` and `sd` have one decimal and there is no interval.
    What would tell of fewer than `min_cell` people, or does not exist, is missing.
    """
    import pandas as pd

    rows, waves = [], safe_scores(study).waves
    for name, score in study.scores.items():
        values, statements = score_values(study, name).dropna(), score_statements(study, name)
        samples = _samples(study, values.reindex(study.responses.index))
        for wave, words in study.wave_labels.items():
            forms = study.responses["wave"] == wave
            group, counts = waves[f"score {name}", wave] or ({}, np.zeros(0))
            told = whose(study, wave, (group, counts), int(forms[values.index].sum()))
            row = {"text": score.text, "wave": words + told}
            row |= _summary(counts, np.unique(values)) if counts.any() else {}
            matched = [column.removeprefix(PAIRS).partition(",")[0] for column in group if column.startswith(PAIRS)]
            at = [(key, int(study.comparisons[key].second.get("wave") == wave)) for key in matched] or [(wave, 2)]
            scored = study.responses.loc[sorted(samples[at[0]]) if group else [], statements].astype(float)
            if may_show(len(scored) - len(scored.dropna()), study.min_cell):
                row |= _reliability(scored.dropna(), study.min_cell)
            stands = [stands_for(study, one, wave) for one in statements]
            if study.min_cell > 1 and any(not own or pooled(own[1].tolist(), study.min_cell) for own in stands):
                row |= {number: round(row[number], 1) for number in ("sd", "alpha") if number in row}
                gone = ["alpha_low", "alpha_high", *["sd", "median"] * (len(statements) == 1)]
                row |= dict.fromkeys(gone, nan)
            rows.append(row)
    return pd.DataFrame(rows, columns=["text", "wave", *_SCORES]).astype(dict.fromkeys(_SCORES, float))


def _summary(counts, points, has_sd: bool = True) -> dict[str, float]:
    n, median = int(counts.sum()), np.asarray(points, dtype=float)[_middle(counts)].mean()
    spread = {"sd": sd(counts, points)} if has_sd and n > 1 else {}
    return {"n": n, "mean": mean(counts, points), "median": median} | spread


def _middle(counts) -> np.ndarray:
    """Where on the scale the two answers in the middle stand, of an odd number the one.

    >>> _middle(np.array([5, 9, 7, 7])).tolist(), _middle(np.array([1, 1, 1])).tolist()
    ([1, 2], [1, 1])
    """
    n = int(counts.sum())
    return np.searchsorted(np.cumsum(counts), [(n - 1) // 2, n // 2], side="right")


def _reliability(complete: pd.DataFrame, min_cell: int) -> dict[str, float]:
    if complete.shape[1] < 2 or len(complete) < max(2, min_cell) or not complete.sum(axis=1).var():
        return {}
    from pingouin import cronbach_alpha

    alpha, ends = cronbach_alpha(complete, ci=LEVEL)
    return {"alpha": alpha, "alpha_low": ends[0], "alpha_high": ends[1]}


def compare_scores(study: Study) -> pd.DataFrame:
    """Every score under every planned comparison, as `compare` does with statements: the same test, correction and columns.

    `statement` is the score's id, and `change_pct` is of the range that the score can have.
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
        found = effects_of(study, answers, points, 1 - level, span)
        found = {"test": found["test"]} if (f"score {name}", key) in safe_scores(study).hidden else found
        alone = answers_of(study, statements[0], study.comparisons[key])[:2] if len(statements) == 1 else ()
        step = nan if study.min_cell > 1 and any(pooled(one.tolist(), study.min_cell) for one in alone) else 0
        rows.append(row | {"level": level, "alpha": study.alpha, "step": step} | found)
    return adjusted(study, rows, [True] * len(rows))


def _is_asked(study: Study, name: str, key: str) -> bool:
    """Whether the statements of a score stood in the questionnaires of both sides of a comparison."""
    statements = score_statements(study, name)
    return bool(statements) and stood_in_both(study, statements[0], study.comparisons[key])


def _score_answers(study: Study, values: pd.Series, comparison: Comparison) -> tuple[tuple, np.ndarray]:
    """Scores of the two sides as counts of each different score, as `answers_of` counts answers, and the scores."""
    points = np.unique(values.dropna())  # of all forms, so that groups can be set against each other
    places = [np.searchsorted(points, values[side]) for side in _forms_with(study, values, comparison)]
    size = len(points)
    if is_matched(study, comparison):
        counts = np.bincount(places[0] * size + places[1], minlength=size * size).reshape(size, size)
        return (counts.sum(axis=1), counts.sum(axis=0), counts), points
    return (*(np.bincount(place, minlength=size) for place in places), None), points


def _forms_with(study: Study, values: pd.Series, comparison: Comparison) -> list[pd.Index]:
    """The forms of the two sides of a comparison that have a value; of people who are matched, where both have."""
    forms = [study.where(one) for one in (comparison.first, comparison.second)]
    both = [side.index for side in forms]
    if not is_matched(study, comparison):
        return [side[values[side].notna()] for side in both]
    pairs = np.array(match(*(side["respondent"].tolist() for side in forms))[0], dtype=int).reshape(-1, 2)
    both = [side[chosen] for side, chosen in zip(both, pairs.T)]
    has_both = np.logical_and(*(values[side].notna().to_numpy() for side in both))
    return [side[has_both] for side in both]


def _samples(study: Study, values: pd.Series) -> dict[tuple[str, int], frozenset]:
    """The forms with a value behind all that is shown of it: by comparison and side (0 or 1), and by wave (and 2)."""
    found = {}
    for key, planned in study.comparisons.items():
        found |= {(key, place): side for place, side in enumerate(_forms_with(study, values, planned))}
    for wave in study.waves:
        found[wave, 2] = values.index[values.notna() & (study.responses["wave"] == wave)]
    return {side: frozenset(forms) for side, forms in found.items()}


def _is_told(study: Study, statement: str, side: tuple[str, int]) -> bool:
    """Whether the answers of a sample to a statement are shown."""
    if side[1] < 2:
        return (statement, side[0]) not in safe(study).hidden
    stands = stands_for(study, statement, side[0])
    return stands is not None and len(stands[0]) == 1


class _Known(NamedTuple):
    """What is known of a score beside itself."""

    statements: list[dict[tuple[str, int], frozenset]]  # the samples of each of its statements
    told: list[dict[tuple[str, int], frozenset]]  # those of them that are shown
    others: list[dict[tuple[str, int], frozenset]]  # those of earlier scores of the same statements
    left: set[frozenset]  # the forms that scores and their statements leave, less each other in every way

    def tells(self, scored: frozenset, side: tuple[str, int], least: int) -> bool:
        """Whether a score of some forms, less what it is made of, is of 1 to `least` - 1 forms; if not, the rest is known too."""
        for samples in [self.told, *([other] for other in self.others)]:
            rests = {frozenset()}
            for own in samples:
                rests = {rest | (scored ^ forms) for rest in rests for forms in own.values()}
                rests = {rest for rest in rests if len(rest) < least}
            if any(rests):
                return True
        left = frozenset().union(*(scored ^ own[side] for own in self.statements))
        new = {left ^ other for other in self.left} - self.left
        if len(self.left) > MANY or any(0 < len(rest) < least for rest in new):
            return bool(new)
        self.left.update(new)
        return False


@lru_cache(maxsize=8)
def safe_scores(study: Study) -> Safe:
    """What of the scores may be shown, so that nothing hidden can be had by subtraction.

    A score less its statements leaves what those answered who answered some of them but not all. So it is shown only of groups in
    which these are none, or enough.
    """
    may, known = Safe(set(), {}, {}), {}
    for name, score in study.scores.items():
        values, groups = score_values(study, name), {}
        points, few = np.unique(values.dropna()), set()
        if study.min_cell > 1:
            given = {one: _samples(study, study.responses[one]) for one in score_statements(study, name)}
            beside = _Known(
                [*given.values()],
                [{side: own[side] for side in own if _is_told(study, one, side)} for one, own in given.items()],
                *known.setdefault(score.domain, ([], {frozenset()})),
            )
            scored = _samples(study, values)
            few = {
                side
                for side, forms in scored.items()
                if len(forms) >= study.min_cell and beside.tells(forms, side, study.min_cell)
            }
            beside.others.append(scored)
        for key, planned in study.comparisons.items():
            (*both, pairs), _ = _score_answers(study, values, planned)
            yes = {} if pairs is None else {f"{PAIRS}{key}, score {name}": "yes"}
            own = [({**side, **yes}, counts) for side, counts in zip((planned.first, planned.second), both)]
            groups |= {key: own} if any(map(np.any, both)) and not few & {(key, 0), (key, 1)} else {}
        may.hidden.update((f"score {name}", key) for key in study.comparisons if key not in groups)
        waves = {wave: values[study.responses["wave"] == wave].dropna() for wave in study.waves if (wave, 2) not in few}
        waves = {wave: np.bincount(np.searchsorted(points, own), minlength=len(points)) for wave, own in waves.items()}
        choose_all(study, may, f"score {name}", groups, waves, scale=tuple(points) or (0.0,))  # nobody has one
    return may


def show_scores(study: Study) -> None:
    """Show each score wave by wave with its reliability, and its change under each planned comparison."""
    import pandas as pd

    why = ""
    if not study.scores:
        why = "No score across statements is asked for in study.yml (scores)."
    elif study.is_reconstructed("responses.csv"):
        why = "These answers are reconstructed from printed tables, which do not say who gave which answers together: so no "
        why += "score is taken across statements."
    elif study.responses is None:
        why = "These forms are counted and not held one by one: so no score is taken across statements."
    if why:
        prose(why)
        return
    rows = []
    for row in scores_frame(study).itertuples():
        n, reach = (
            _cells(row, ["n"], HIDDEN, 0),
            "–" if np.isnan(row.alpha_low) else interval(row.alpha_low, row.alpha_high),
        )
        average, middle = _cells(row, ["mean", "median"])
        spread, alpha = _cells(row, ["sd", "alpha"], decimals=1 if study.min_cell > 1 and reach == "–" else 2)
        rows.append([row.text, row.wave, *n, average, spread, middle, alpha, reach])
    columns = ["Score", "Wave", "n", "Mean", "SD", "Median", "Alpha", f"{percent(LEVEL)} interval"]
    note = "; ".join(_made_from(study, name) for name in study.scores)
    note += (
        ". Alpha (Cronbach's), over the forms that answer all of them, says how far a score's statements go together: "
    )
    frame, entries = pd.DataFrame(rows, columns=columns), [*chain(*safe_scores(study).entries.values())]
    words = {"title": "Scores by wave", "groups": "Score", "note": f"{note}1 is wholly, 0 not at all."}
    table(frame, label="tab-scores", **words, published=entries)
    _show_changes("scores", "How the scores changed", compare_scores(study), entries, "score")


def _cells(row, names: Sequence[str], missing: str = "–", decimals: int = 2, form=format_number) -> list[str]:
    """Numbers of a row, by their columns, as a table prints them."""
    numbers = [getattr(row, name) for name in names]
    return [missing if np.isnan(number) else form(number, decimals) for number in numbers]


def _made_from(study: Study, name: str) -> str:
    score, statements = study.scores[name], score_statements(study, name)
    fewest = format_number(min(score.fewest, len(statements)), 0)
    left_out = len(study.statements_in(score.domain)) - len(statements)
    words = (
        f"{score.text}: {score.method} of {with_noun(len(statements), 'statement')}, at least {fewest} of them answered"
    )
    return words + f" ({with_noun(left_out, 'statement')} not asked each time left out)" * bool(left_out)


def _show_changes(
    label: str, title: str, effects: pd.DataFrame, entries: Sequence[Entry], noun: str = "statement"
) -> None:
    """Show changes as a forest with its numbers; as a table alone where there is nothing to draw."""
    drawn = comparison_figure(effects, noun) if effects["change_pct_low"].notna().any() else None
    show_figure(label, title, drawn, effects_table(effects).rename(columns={"Statement": capital(noun)}), entries)


# -- statements --------------------------------------------------------------------------------------------------------


def items_frame(study: Study, wave: str) -> pd.DataFrame:
    """Every statement asked in a wave: text, n, absent (forms without an answer on the scale), mean, sd, median, and
    the shares of answers at the two highest points (of three or more), at the lowest and at the highest.

    What would tell of fewer than `min_cell` people is missing; the matched people stand for a wave whose other people would be
    told of.
    """
    import pandas as pd

    rows, forms = {}, study.n_forms({"wave": wave})
    for statement in study.statements:
        if not study.is_asked(statement.id, {"wave": wave}):
            continue
        scale, stands = study.scale_of(statement.id), stands_for(study, statement.id, wave)
        counts, size = stands[1] if stands else np.zeros(len(scale), dtype=int), len(scale)
        matched = whose(study, wave, stands, study.counts(statement.id, {"wave": wave}).sum())
        n, answers = int(counts.sum()), Answers(scale, {}, {}, study.min_cell)
        rows[statement.id] = row = {"text": statement.heading + matched}
        if answers.is_shown(counts):
            row |= _summary(counts, scale, has_sd=len(answers.segments(counts)) == size)
            row |= {} if matched else {"absent": forms - n}
            told = {0, *(last + 1 for _, last, _ in answers.segments(counts))}  # where points are not shown together
            low, high = _middle(counts)  # between two points, it tells how many lie on either side
            if not told.issuperset((low, low + 1) if low == high else (low + 1, high)):
                del row["median"]
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
        "of the scale. A dash: it would tell of few people."
    )
    for place, (wave, words) in enumerate(study.wave_labels.items(), 1):
        rows, found = [], items_frame(study, wave)
        for row in found.itertuples():
            n, shares = _cells(row, ["n"], HIDDEN, 0), _cells(row, ["top_two", "floor", "ceiling"], "–", 0, percent)
            rows.append(
                [row.text, *n, *_cells(row, ["absent"], "–", 0), *_cells(row, ["mean", "sd", "median"]), *shares]
            )
        frame, label = pd.DataFrame(rows, columns=columns), f"tab-items-{place}"
        entries = [one for name in found.index for one in safe(study).entries.get(name, ())]
        if rows and study.n_forms({"wave": wave}):
            table(frame, label=label, title=f"The statements one by one: {words}", note=note, published=entries)


# -- groups ------------------------------------------------------------------------------------------------------------


class SafeGroups(NamedTuple):
    """What may be shown of changes in groups."""

    hidden: set[tuple[str, str, str, str]]  # column, comparison, statement and group
    entries: dict[str, list[Entry]]  # the account, by column (`cohort`, of `by`)


@lru_cache(maxsize=8)
def safe_groups(study: Study) -> SafeGroups:
    """What may be shown of groups, beside the results of all together, so that nothing hidden can be had by subtraction."""
    columns = [
        one for one in ("cohort", *study.by) if one in respondents(study) and len(respondents(study)[one][0]) > 1
    ]
    found = SafeGroups(set(), {column: [] for column in columns})
    for statement in study.statements if columns else ():
        known = list(safe(study).entries.get(statement.id, ()))
        for column in found.entries:
            start = len(known)
            for key in study.comparisons:
                _choose_groups(study, statement.id, column, key, known, found.hidden)
            found.entries[column] += known[start:]
    return found


def _has_groups(study: Study, column: str, key: str) -> bool:
    """Whether a comparison can be made in groups: it sets waves against each other, and it is known who is matched."""
    planned = study.comparisons[key]
    if planned.first.get("wave") == planned.second.get("wave") or column in {*planned.first, *planned.second}:
        return False
    is_known = study.responses is not None or not is_matched(study, planned)
    return is_known or not study.match_report(key).ambiguous


def _choose_groups(study: Study, statement: str, column: str, key: str, known: list[Entry], hidden: set) -> None:
    """Choose the groups in which a statement's change is shown: of those whose forms are, as many as tell of no other."""
    if not _has_groups(study, column, key):
        return
    groups = study.value_counts(column)
    found = {value: answers_of(study, statement, study.comparisons[key], {column: value}) for value in groups}
    both, offered = sides(study, statement, key), {}
    # Matched people who changed their group are in none, so that these are other groups than those of the forms.
    moved = any(sum(one[place].sum() for one in found.values()) < n.sum() for place, (_, n) in enumerate(both))
    for value in groups:
        named = {f"{column}{BOTH}" if moved else column: value}
        offered[value] = [({**side, **named}, counts) for (side, _), counts in zip(both, found[value])]
    few = {value for value, own in offered.items() if not all(may_show(int(n.sum()), study.min_cell) for _, n in own)}
    for value in few:
        choose(study, known, statement, offered[value])
    # Each side is a whole whose parts are known; and of groups whose forms are not told no answers are.
    small = {value for value in groups if has_few_left(study, _within(study.comparisons[key], {column: value}))}
    told = respondents(study)[column][0][[side["wave"] for side, _ in both if "wave" in side]].notna().all(axis=1)
    rest = {value for value, own in offered.items() if value and told[value] and any(n.any() for _, n in own)}
    rest = set() if (statement, key) in safe(study).hidden else rest
    for place in (0, 1):
        n = {value: int(own[place][1].sum()) for value, own in offered.items()}
        shown = hide_small(n, study.min_cell, n | dict.fromkeys(small, 1))
        rest = {value for value in rest - few if shown[value] is not None}
    if not choose(study, known, statement, [side for value in sorted(rest) for side in offered[value]]):
        rest = set()
    hidden |= {(column, key, statement, value) for value in offered if value not in rest}


def _within(planned: Comparison, group: dict[str, str]) -> Comparison:
    """A comparison in a group alone."""
    return planned.model_copy(update={"first": planned.first | group, "second": planned.second | group})


def show_respondents(study: Study) -> None:
    """Show who answered, by every column that tells people apart, wave by wave."""
    import pandas as pd

    rows = []
    found = {column: one for column, one in respondents(study).items() if column != "session"}
    for column, (shown, _) in found.items():
        told = shown[(shown.fillna(0) > 0).any(axis=1)]
        for value in told.index if len(told.index.difference([""])) else ():
            told_of = zip(study.waves, told.loc[value])
            numbers = [int(n) if pd.notna(n) else "–" if wave in small_rests(study) else HIDDEN for wave, n in told_of]
            rows.append([_words(column), value or "Not known", *numbers])
    if not rows:
        prose("The files do not say what kind of people answered, or too few of each kind did to be shown.")
        return
    frame = pd.DataFrame(rows, columns=["By", "Group", *study.wave_labels.values()], dtype=object)
    least = format_number(study.min_cell, 0)
    note = f"Forms. A group of fewer than {least} is left out, with others from which it could be told."
    note += f" A dash: 1 to {least} forms of the wave were not matched." * bool(small_rests(study))
    table(frame, label="tab-respondents", title="Who answered", groups="By", note=note, published=counted(study))


def by_group(study: Study, column: str, key: str) -> pd.DataFrame:
    """Each statement's change under a planned comparison (its id), within each group of a column and in all together.

    Returns
    -------
    pandas.DataFrame
        As `prepost.report.compare.compare`, corrected for every group; `comparison` is the group, "" for all together.
        A group is left out where few people stand on one of its sides, or what is shown would tell of such a group.
    """
    planned, values = study.comparisons[key], [value for value in study.value_counts(column) if value]
    asked = [one for one in study.statements if stood_in_both(study, one.id, planned)]
    tests = (len(values) + 1) * (len(asked) if study.correction["family"] == "all" else 1)
    level, rows, samples = corrected_level(study.alpha, tests, study.correction["method"]), [], {}
    for statement, value in product(asked, [*values, ""]):
        found = answers_of(study, statement.id, planned, {column: value} if value else None)
        row = {"statement": statement.id, "domain": statement.domain, "comparison": value, "text": statement.heading}
        row |= {"label": value or "Together", "level": level, "alpha": study.alpha}
        row |= effects_of(study, found, study.scale_of(statement.id), 1 - level)
        rows.append(row)
        if "change" in row:
            row["step"] = step_of(study, statement.id, found, 1 - level, samples)
    effects = adjusted(study, rows, [True] * len(rows))
    hidden = {(one, value) for by, name, one, value in safe_groups(study).hidden if (by, name) == (column, key)}
    hidden |= {(one, "") for one, name in safe(study).hidden if name == key}
    shown = [pair not in hidden for pair in zip(effects["statement"], effects["comparison"])]
    return effects[shown].reset_index(drop=True)


def show_groups(study: Study) -> None:
    """Show each statement's change in the groups of each column of `by`, and of a cohort, and in all together."""
    columns = list(safe_groups(study).entries)
    if not columns:
        prose("No results by group are asked for in study.yml (by), and the forms are of one cohort.")
        return
    prose(
        "Here the correction counts the groups as well, so that what is significant elsewhere need not be so here. That a "
        "change is significant in one group and not in another does not show that the groups differ."
    )
    for column in columns:
        for key in study.comparisons:
            if _has_groups(study, column, key):
                _show_group(study, column, key)


def _show_group(study: Study, column: str, key: str) -> None:
    effects, label = by_group(study, column, key), labels_of(study)[key]
    if not effects["comparison"].any():
        prose(f"{capital(label)}, by {_words(column).lower()}: too few people in each group to be shown.")
        return
    for domain, words in study.domains.items():
        rows = effects[effects["domain"] == domain]
        statements, each = rows["statement"].unique(), max(1, ROWS // effects["comparison"].nunique())
        for start in range(0, len(statements), each):
            place = list(safe_groups(study).entries).index(column)  # a column may have any name
            name = f"by-{place}-{key}-{domain}-{start + 1}".replace("_", "-")
            title = f"{words}, by {_words(column).lower()}: {uncapital(label)}"
            own = rows[rows["statement"].isin(statements[start : start + each])]
            _show_changes(name, title, own, safe_groups(study).entries[column])


def _words(column: str) -> str:
    return capital(column.replace("_", " "))
