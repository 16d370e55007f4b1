"""What of a study's answers and attendance can be shown together, so that nothing hidden can be had by subtraction.

Each page is computed by itself, but what one page may show depends on what another shows: the answers of all and of all but
three give those of the three. So the choice is made here, for the whole study and in one order: planned comparisons in the order
of study.yml, then the answers of each wave. Each is shown if the attacker (`prepost.audit.disclose`) recovers nothing from it and
from all that comes before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from prepost.audit.disclose import give_away
from prepost.report.wording import format_number
from prepost.study.disclosure import PAIRS, SESSIONS, answers, hide_small, may_show, people, places, pool_small
from prepost.study.pairing import matched_comparisons

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Study
    from prepost.study.disclosure import Entry


class Safe(NamedTuple):
    """What may be shown of the answers."""

    hidden: set[tuple[str, str]]  # statements and comparisons that are not shown
    waves: dict[
        tuple[str, str], str | None
    ]  # whose answers stand for a wave: "" of all, a comparison's matched, or None
    entries: dict[tuple[str, str], list[Entry]]  # the account of a statement under a comparison, or in a wave
    has_intervals: dict[str, bool]  # whether a statement's means can stand with intervals that tell of no single answer


@lru_cache(maxsize=8)
def safe(study: Study) -> Safe:
    """What of the answers of a study may be shown; of one whose `min_cell` is 1, everything."""
    may = Safe(set(), {}, {}, {})
    if study.min_cell <= 1:
        return may
    known = {one.id: _of_comparisons(study, one.id, may) for one in study.statements}
    for wave in study.waves:
        stands = _stands_for(study, wave, known)
        may.waves.update({(statement, wave): stands for statement in known})
    for statement in known:
        may.has_intervals[statement] = _of_waves(study, statement, known[statement], may)
    return may


def is_added(study: Study, known: list[Entry], new: Sequence[Entry]) -> bool:
    """Whether nothing is given away beside what is known; if so, it is known from here on."""
    if give_away([*known, *new], study.min_cell):
        return False
    known += new
    return True


def choose(study: Study, known: list[Entry], name: str, groups: Sequence[tuple], **shown) -> bool:
    """Whether groups with their answers may all be shown beside what is known, to which their account is added.

    Parameters
    ----------
    study : Study
    known : list of Entry
        Of groups too small to be shown it is added as well that they are hidden.
    name : str
        The statement, or what else has points.
    groups : sequence of (mapping, array of int)
        Each group, as study.yml writes it, and its answers.
    **shown
        What is shown of them, as `answers` takes it.
    """
    small = [side for side in groups if not may_show(int(side[1].sum()), study.min_cell)]
    if small:
        scale = shown.get("scale", ())
        known += [one for side in small for one in answers(study, name, *side, scale=scale, is_shown=False)]
        return False
    return is_added(study, known, [one for side in groups for one in answers(study, name, *side, **shown)])


@lru_cache(maxsize=8)
def respondents(study: Study) -> dict[str, tuple[pd.DataFrame, list[Entry]]]:
    """Forms by each column that tells people apart and wave, small numbers hidden (<NA>), with their account."""
    import pandas as pd

    found = {}
    kept = [name for name in study.rules.keep if name not in study.comments]
    for column in dict.fromkeys(["cohort", *study.by, *kept]):
        with suppress(KeyError):  # a column that is not there, or was not counted
            counts = pd.DataFrame({wave: study.value_counts(column, {"wave": wave}) for wave in study.waves})
            shown = hide_small(counts.fillna(0).astype(int), study.min_cell)
            shown[[*small_rests(study)]] = pd.NA  # parts would add up to the whole
            cells = ((value, wave, shown.loc[value, wave]) for value in shown.index for wave in study.waves)
            groups = [({"wave": wave, column: value}, None if pd.isna(n) else int(n)) for value, wave, n in cells]
            found[column] = shown, [entry for group, n in groups for entry in people(study, group, n)]
    return found


@lru_cache(maxsize=8)
def small_rests(study: Study) -> dict[str, tuple[str, int]]:
    """The waves of which all forms but 1 to `min_cell` - 1 are matched, with the comparison and the people matched.

    The number of forms of such a wave is shown nowhere: these people stand for it.
    """
    found: dict[str, tuple[str, int]] = {}
    for name, planned in matched_comparisons(study).items() if study.min_cell > 1 else ():
        report = study.match_report(name)
        for side, forms in ((planned.first, report.before), (planned.second, report.after)):
            if report.paired >= study.min_cell and not may_show(forms - report.paired, study.min_cell):
                for wave in [side["wave"]] if set(side) == {"wave"} else ():
                    found.setdefault(wave, (name, report.paired))
    return found


def forms_in(study: Study, wave: str) -> str | int:
    """How many forms there are of a wave, as a page may say it."""
    total, least = study.n_forms({"wave": wave}), format_number(study.min_cell, 0)
    if wave in small_rests(study):
        return f"{format_number(small_rests(study)[wave][1], 0)} matched people; fewer than {least} other forms"
    return total if may_show(total, study.min_cell) else "too few to show"


def forms_published(study: Study) -> list[Entry]:
    """The account of the table of forms: by wave and session, with the total of each wave or what stands for it."""
    made = []
    for wave in study.waves:
        cells, total = forms_of(study, wave), study.n_forms({"wave": wave})
        is_told = may_show(total, study.min_cell) and wave not in small_rests(study)
        made += people(study, {"wave": wave}, total if is_told else None)
        for session, number in cells.items() if study.sessions else ():
            made += people(study, {"wave": wave, "session": session}, number)
        if wave in small_rests(study):
            comparison, matched = small_rests(study)[wave]
            made += people(study, {"wave": wave, f"matched {comparison}": "yes"}, matched)
            [rest] = people(study, {"wave": wave, f"matched {comparison}": "no"}, None)
            made += [rest, rest._replace(low=0, high=study.min_cell - 1)]
    return made


def forms_of(study: Study, wave: str) -> dict[str, int | None]:
    """The forms of a wave by session, blank where none is given; small numbers hidden."""
    sessions = [*study.sessions, ""] if study.sessions and study.n_forms({"session": ""}) else study.sessions or [""]
    filters = [{"wave": wave} | ({"session": session} if study.sessions else {}) for session in sessions]
    if wave in small_rests(study):  # parts would add up to the whole
        return dict.fromkeys(sessions)
    return hide_small({session: study.n_forms(chosen) for session, chosen in zip(sessions, filters)}, study.min_cell)


def sides(study: Study, statement: str, comparison: str) -> list[tuple[dict[str, str], np.ndarray]]:
    """The two groups that a comparison rests on, each with its answers to a statement: of matched people, where it matches."""
    planned = study.comparisons[comparison]
    both = [{column: str(value) for column, value in side.items()} for side in (planned.first, planned.second)]
    if comparison in matched_comparisons(study):
        table = study.pairs(statement, comparison)
        pairs = {f"{pairs_of(study, comparison)}, {statement}": "yes"}
        return [(side | pairs, table.sum(axis=1 - place)) for place, side in enumerate(both)]
    return [(side, study.counts(statement, side)) for side in both]


@lru_cache(maxsize=256)
def pairs_of(study: Study, comparison: str) -> str:
    """The name for the people matched in a comparison.

    It is that of its two waves where nobody changes groups: then those of a group are known to be among all.
    """
    first, second = study.comparisons[comparison].first, study.comparisons[comparison].second
    waves, columns = [side.get("wave", "") for side in (first, second)], [name for name in first if name != "wave"]
    is_same, forms = {**first, "wave": ""} == {**second, "wave": ""}, study.responses
    if is_same and columns and forms is not None:  # forms that are counted and not held one by one do not say
        forms = forms[forms["wave"].isin(waves) & (forms["respondent"] != "")]
        is_same = forms.groupby("respondent")[columns].nunique(dropna=False).le(1).all(axis=None)
    if is_same and (forms is not None or not columns):
        return f"{PAIRS}{waves[0]} and {waves[1]}"
    return f"{PAIRS}{comparison}"


def counted(study: Study) -> list[Entry]:
    """The account of all tables of forms: by wave and session, and by each column that tells people apart."""
    return forms_published(study) + [entry for _, rows in respondents(study).values() for entry in rows]


def _of_comparisons(study: Study, statement: str, may: Safe) -> list[Entry]:
    """All that is known once a statement's comparisons are, those of small groups first; what would tell is noted as hidden."""
    known, groups = counted(study), {name: sides(study, statement, name) for name in study.comparisons}
    small = {name for name, both in groups.items() if not all(may_show(int(n.sum()), study.min_cell) for _, n in both)}
    for name in sorted(groups, key=lambda name: name not in small):
        start = len(known)
        if not choose(study, known, statement, groups[name], mean=2):
            may.hidden.add((statement, name))
        may.entries[statement, name] = known[start:]
    return known


def of_wave(study: Study, statement: str, wave: str, stands: str) -> tuple[dict[str, str], np.ndarray]:
    """The group that stands for a wave, and its answers: all forms, or the matched people of a comparison."""
    if not stands:
        return {"wave": wave}, study.counts(statement, {"wave": wave})
    return next(side for side in sides(study, statement, stands) if side[0].get("wave") == wave)


def whose(study: Study, statement: str, wave: str) -> str:
    """What is said behind the name of a wave, or a statement, where fewer people than all who answered stand for it."""
    stands = safe(study).waves.get((statement, wave))
    if not stands:
        return ""
    of_all = study.counts(statement, {"wave": wave}).sum() == of_wave(study, statement, wave, stands)[1].sum()
    return "" if of_all and wave not in small_rests(study) else ", matched people"


def counts_of(study: Study, statement: str, wave: str) -> np.ndarray:
    """The answers of what stands for a wave; of what may not be shown one answer, which is too few."""
    stands = safe(study).waves.get((statement, wave), "")
    counts = of_wave(study, statement, wave, stands or "")[1]
    return counts if stands is not None else np.eye(1, len(counts), dtype=np.int64)[0]


def _wave(study: Study, statement: str, wave: str, stands: str, deviation: int | None) -> list[Entry]:
    group, counts = of_wave(study, statement, wave, stands)
    pools = pool_small(counts, study.min_cell)
    is_shown = may_show(int(counts.sum()), study.min_cell)
    return answers(study, statement, group, counts, is_shown=is_shown, mean=2, deviation=deviation, pools=pools)


def _stands_for(study: Study, wave: str, known: Mapping[str, Sequence[Entry]]) -> str:
    """Whose answers stand for a wave: all, or where all beside the matched would give the others away, the matched."""
    if wave in small_rests(study):
        return small_rests(study)[wave][0]
    for name, planned in matched_comparisons(study).items():
        if {"wave": wave} in (dict(planned.first), dict(planned.second)):
            shown = ((known[one], _wave(study, one, wave, "", None)) for one in known)
            tells = any(give_away([*before, *new], study.min_cell) for before, new in shown)
            return name if tells else ""
    return ""


def _of_waves(study: Study, statement: str, known: list[Entry], may: Safe) -> bool:
    """Choose a statement's answers wave by wave; returns whether means can stand with their intervals."""
    for deviation in (2, None):
        new = {wave: _wave(study, statement, wave, may.waves[statement, wave], deviation) for wave in study.waves}
        if is_added(study, known, [entry for rows in new.values() for entry in rows]):
            may.entries.update({(statement, wave): rows for wave, rows in new.items()})
            return deviation is not None
    for wave, rows in new.items():
        if is_added(study, known, rows):
            may.entries[statement, wave] = rows
        else:
            may.waves[statement, wave] = None
    return False


class Attended(NamedTuple):
    """What may be shown of attendance.csv; None stands for what may not."""

    places: int | None
    people: int | None  # with a code
    coded: int | None  # places that these filled
    bars: Mapping[
        str, Mapping[str, int | None]
    ]  # places by session, sector, organisation, people by "times", where told
    entries: Mapping[str, list[Entry]]  # the account of each of the bars, and of "all"


@lru_cache(maxsize=8)
def attended(study: Study) -> Attended:
    """What of the attendance of a study may be shown: by the distinct people behind it, whom rows without a code do not add to."""
    rows, least = study.attendance, study.min_cell
    coded = rows[rows["person"] != ""]
    persons, total = coded["person"].nunique(), len(rows)
    is_told = may_show(total, least) and (may_show(persons, least) or len(coded) < total)
    made = Attended(total if is_told else None, None, None, {}, {"all": places(study, {}, total if is_told else None)})
    if is_told and persons and may_show(persons, least):
        made = _with_people(study, made, persons, len(coded) if may_show(total - len(coded), least) else None)
    for column in ("session", "sector", "organisation") if is_told else ():
        made = _with_places(study, made, column)
    return made


def _with_people(study: Study, made: Attended, persons: int, coded: int | None) -> Attended:
    """With the number of people, and how often they came, as far as the places filled do not give small numbers away."""
    named = study.attendance["person"][study.attendance["person"] != ""]
    times = {str(time): int(n) for time, n in named.value_counts().value_counts().sort_index().items()}
    shown = hide_small(times, study.min_cell)
    total = people(study, {}, persons, file="attendance.csv")
    total += places(study, {}, coded, is_coded=True) if coded is not None else []
    by_time = {time: people(study, {SESSIONS: time}, n, file="attendance.csv") for time, n in shown.items()}
    bars = [entry for rows in by_time.values() for entry in rows]
    small = [entry for time, n in times.items() if n < study.min_cell for entry in by_time[time]]
    known = made.entries["all"] + total
    if is_added(study, known[:], bars):
        entries = {"all": known, "times": bars}
        return made._replace(people=persons, coded=coded, bars={"times": shown}, entries=entries)
    if is_added(study, known, small):
        return made._replace(people=persons, coded=coded, entries={"all": known, "times": []})
    return made._replace(entries={"all": made.entries["all"] + small})


def _with_places(study: Study, made: Attended, column: str) -> Attended:
    """With the places by a column, if these and what is shown already give nothing away."""
    rows = study.attendance
    counts = {str(name): int(n) for name, n in rows[column].value_counts().items()}
    heads = rows[rows["person"] != ""].groupby(column)["person"].nunique().to_dict()
    heads = {name: int(heads.get(name, 0)) or 1 for name in counts}  # nobody known is as few as one
    shown = hide_small(counts, study.min_cell, heads)
    entries = [entry for name, n in shown.items() for entry in places(study, {column: name}, n)]
    small = [entry for name in counts if heads[name] < study.min_cell for entry in places(study, {column: name}, None)]
    known = [entry for kept in made.entries.values() for entry in kept]
    if give_away([*known, *entries], study.min_cell):
        return made._replace(entries={**made.entries, column: small})
    return made._replace(bars={**made.bars, column: shown}, entries={**made.entries, column: entries})
