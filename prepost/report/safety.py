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
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from prepost.audit.disclose import recovered
from prepost.report.wording import format_number
from prepost.study.disclosure import PAIRS, SESSIONS, answers, hide_small, may_show, people, places, pool_small
from prepost.study.pairing import is_matched, matched_comparisons

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from prepost.study import Comparison, Study
    from prepost.study.disclosure import Entry

Group = tuple[dict[str, str], "np.ndarray"]  # as study.yml writes it, and its answers at each point


class Safe(NamedTuple):
    """What may be shown of the answers to statements, or of scores, each by its id."""

    hidden: set[tuple[str, str]]  # ids and comparisons that are not shown
    waves: dict[
        tuple[str, str], Group | None
    ]  # by id and wave, who stands for it: all, or only the matched of a comparison
    entries: dict[str, list[Entry]]  # the account of all of these, by id


@lru_cache(maxsize=8)
def safe(study: Study) -> Safe:
    """What of the answers of a study may be shown; of one whose `min_cell` is 1, everything."""
    may = Safe(set(), {}, {})
    for one in (statement.id for statement in study.statements if study.min_cell > 1):
        waves = {wave: study.counts(one, {"wave": wave}) for wave in study.waves}
        choose_all(
            study, may, one, {name: sides(study, one, name) for name in study.comparisons}, waves, has_pools=True
        )
    return may


def choose_all(
    study: Study, may: Safe, name: str, groups: Mapping[str, Sequence[Group]], waves: Mapping[str, np.ndarray], **shown
) -> None:
    """Choose what may be shown of a statement, or of what else has points, beside the tables of forms, and note it in `may`.

    First come the two sides of each comparison (`groups`), those of small groups before the others, then the answers of all forms
    of each wave; where these would tell of a few, or are not offered (`waves`), the matched people of a comparison stand for the
    wave. A comparison in a group of which a few forms are not matched would tell, beside the group's forms, how many.
    """
    known = may.entries[name] = []
    small = {key for key, own in groups.items() if not all(may_show(int(n.sum()), study.min_cell) for _, n in own)}
    for key in sorted(groups, key=lambda key: key not in small):
        alone = [
            side for side, _ in groups[key] if {"wave"} != {column for column in side if not column.startswith(PAIRS)}
        ]
        alone = alone if has_few_left(study, study.comparisons[key]) else []
        for side in alone:
            rest = {column: "no" if column.startswith(PAIRS) else value for column, value in side.items()}
            known += people(study, rest, None)
        if alone or not choose(study, known, name, groups[key], **shown | {"has_pools": False}):
            may.hidden.add((name, key))
    everyone = {wave: ({"wave": wave}, counts) for wave, counts in waves.items()}
    is_offered = len(everyone) == len(study.waves) and not small_rests(study)
    if is_offered and choose(study, known, name, list(everyone.values()), **shown):
        may.waves.update({(name, wave): group for wave, group in everyone.items()})
        return
    for wave in study.waves:
        matched = [side for own in groups.values() for side in own if _is_whole(side[0], wave)]
        stands = [everyone[one] for one in everyone if one == wave and wave not in small_rests(study)] + matched
        may.waves[name, wave] = next((side for side in stands if choose(study, known, name, [side], **shown)), None)


def _is_whole(group: Mapping[str, str], wave: str) -> bool:
    """Whether a group is all of a wave, as far as they are matched."""
    return {column: value for column, value in group.items() if not column.startswith(PAIRS)} == {"wave": wave}


def has_few_left(study: Study, planned: Comparison) -> bool:
    """Whether 1 to `min_cell` - 1 forms of a side of a comparison have no match, and the number of its forms may be shown."""
    if not is_matched(study, planned):
        return False
    report = study.match_report(planned)
    sides = (planned.first, report.before), (planned.second, report.after)
    return any(
        not may_show(forms - report.paired, study.min_cell) and side.get("wave") not in small_rests(study)
        for side, forms in sides
    )


def choose(
    study: Study, known: list[Entry], name: str, groups: Sequence[Group], scale=(), has_pools: bool = False
) -> bool:
    """Whether groups with their answers (and with `has_pools` the numbers at the points) may all be shown beside what is known.

    Their account is added to what is known; of groups too small to be shown, that they are hidden.
    """
    if small := [side for side in groups if not may_show(int(side[1].sum()), study.min_cell)]:
        known += [one for side in small for one in answers(study, name, *side, scale=scale, is_shown=False)]
        return False
    pools = [pool_small(counts, study.min_cell) if has_pools else () for _, counts in groups]
    new = [answers(study, name, *side, scale=scale, pools=own) for side, own in zip(groups, pools, strict=True)]
    return is_added(study, known, [entry for own in new for entry in own], counted(study))


def is_added(study: Study, known: list[Entry], new: Sequence[Entry], others: Sequence[Entry] = ()) -> bool:
    """Whether nothing is given away beside what is known (and others know); if so, it is known from here on."""
    if any(recovered([*others, *known, *new], study.min_cell)):
        return False
    known += new
    return True


def stands_for(study: Study, statement: str, wave: str) -> Group | None:
    """Who stands for a wave, with their answers: all forms, or matched people; None where nobody may be shown."""
    everyone = {"wave": wave}, study.counts(statement, {"wave": wave})
    return safe(study).waves.get((statement, wave), everyone)


def whose(study: Study, wave: str, stands: Group | None, everyone: int) -> str:
    """What is said behind the name of a wave, or a statement, where fewer people than all who answered stand for it."""
    is_matched = stands and len(stands[0]) > 1 and (wave in small_rests(study) or stands[1].sum() < everyone)
    return ", matched people" if is_matched else ""


def sides(study: Study, statement: str, comparison: str) -> list[Group]:
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
    is_known = is_same and (forms is not None or not columns)
    return PAIRS + (f"{waves[0]} and {waves[1]}" if is_known else comparison)


# -- forms ------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def small_rests(study: Study) -> dict[str, tuple[str, int]]:
    """The waves of which all forms but 1 to `min_cell` are matched, with the comparison that matches most people, and these.

    The number of forms of such a wave is shown nowhere: these people stand for it. That says how many others there are to
    `min_cell` values, which is as closely as a number of people may be told; none at all is nothing to hide.
    """
    waves: dict[str, list[tuple[str, int, int]]] = {}
    for name, planned in matched_comparisons(study).items() if study.min_cell > 1 else ():
        report = study.match_report(name)
        for side, forms in ((planned.first, report.before), (planned.second, report.after)):
            if set(side) == {"wave"} and report.paired >= study.min_cell:
                waves.setdefault(side["wave"], []).append((name, report.paired, forms - report.paired))
    found = {}
    for wave, own in waves.items():  # where one comparison matches everybody, the number of forms is known from it
        most = study.min_cell - any(rest == 0 for *_, rest in own)
        small = [(name, n) for name, n, rest in own if 0 < rest <= most]
        found |= {wave: max(small, key=itemgetter(1))} if small else {}
    return found


def forms_in(study: Study, wave: str) -> str | int:
    """How many forms there are of a wave, as a page may say it."""
    total = study.n_forms({"wave": wave})
    if wave in small_rests(study):
        return f"{format_number(small_rests(study)[wave][1], 0)} matched people; 1 to {study.min_cell} other forms"
    return total if may_show(total, study.min_cell) else "too few to show"


@lru_cache(maxsize=8)
def respondents(study: Study) -> dict[str, tuple[pd.DataFrame, list[Entry]]]:
    """Forms by session, and by each column that tells people apart, and wave, small numbers hidden (<NA>), with their account."""
    import pandas as pd

    found = {}
    kept = [name for name in study.rules.keep if name not in study.comments]
    for column in dict.fromkeys(["session", "cohort", *study.by, *kept]):
        with suppress(KeyError):  # a column that is not there, or was not counted
            counts = pd.DataFrame({wave: study.value_counts(column, {"wave": wave}) for wave in study.waves}).fillna(0)
            if column == "session":
                counts = counts.reindex([*study.sessions, *[""] * ("" in counts.index)], fill_value=0)
            parts = {wave: hide_small(counts[wave].to_dict(), study.min_cell) for wave in counts}
            shown = pd.DataFrame(parts, dtype="Int64")
            shown[[*small_rests(study)]] = pd.NA  # parts would add up to the whole
            cells = [({"wave": wave, column: value}, n) for wave in shown for value, n in shown[wave].items()]
            made = [people(study, group, None if pd.isna(n) else int(n)) for group, n in cells]
            found[column] = shown, [entry for own in made for entry in own]
    return found


@lru_cache(maxsize=8)
def forms_published(study: Study) -> tuple[Entry, ...]:
    """The account of the table of forms: by wave and session, with the total of each wave or what stands for it."""
    made = list(respondents(study)["session"][1]) if study.sessions else []
    for wave in study.waves:
        total, (comparison, matched) = study.n_forms({"wave": wave}), small_rests(study).get(wave, ("", 0))
        made += people(study, {"wave": wave}, total if may_show(total, study.min_cell) and not comparison else None)
        if comparison:
            made += people(study, {"wave": wave, f"matched {comparison}": "yes"}, matched)
            for rest in people(study, {"wave": wave, f"matched {comparison}": "no"}, None):
                made += [rest, rest._replace(low=1, high=study.min_cell)]
    return tuple(made)


def counted(study: Study) -> list[Entry]:
    """The account of all tables of forms: by wave and session, and by each column that tells people apart."""
    others = [entries for column, (_, entries) in respondents(study).items() if column != "session"]
    return [*forms_published(study), *(entry for entries in others for entry in entries)]


# -- attendance -------------------------------------------------------------------------------------------------------------


class Attended(NamedTuple):
    """What may be shown of attendance.csv; None stands for what may not."""

    places: int | None
    people: int | None  # with a code
    bars: Mapping[
        str, Mapping[str, int | None]
    ]  # where told: places by session, sector or organisation; people by "times"
    entries: Mapping[str, list[Entry]]  # the account of each of the bars, and of "all"


@lru_cache(maxsize=8)
def attended(study: Study) -> Attended:
    """What of the attendance of a study may be shown: by the distinct people behind it, whom rows without a code do not add to."""
    rows, least = study.attendance, study.min_cell
    named, total = rows["person"][rows["person"] != ""], len(rows)
    often, persons = named.value_counts(), named.nunique()
    times = [str(time) for time in range(1, max([1, len(study.sessions), *often]) + 1)]

    def came(weights: Mapping[str, float], n: int | None) -> list[Entry]:
        entries = people(study, {}, n, file="attendance.csv")
        return [entry._replace(group={SESSIONS: dict.fromkeys([*times, ""], 0.0) | weights}) for entry in entries]

    counts = {str(time): int(n) for time, n in often.value_counts().sort_index().items()}
    shown, few = hide_small(counts, least), [time for time, n in counts.items() if not may_show(n, least)]
    few = [entry for time in few for entry in came({time: 1.0}, None)]
    bars = [entry for time, n in shown.items() for entry in came({time: 1.0}, n)]
    of_all = came({time: float(time) for time in times} | {"": 1.0}, total)
    of_all += people(study, {}, total, file="places of attendance.csv")
    of_people = came(dict.fromkeys(times, 1.0), persons)
    is_told = may_show(total, least) and (may_show(persons, least) or len(named) < total)
    highest = 0 if not is_told else 3 if persons and may_show(persons, least) else 1
    for level in range(highest, -1, -1):  # first the bars are left out, then the people, then all
        told, of_times = of_all * (level > 0) + of_people * (level > 1), bars if level > 2 else few
        if is_added(study, known := [], told + of_times):
            break
    entries = {"all": told, "times": of_times}
    parts = {"times": shown} if level > 2 else {}
    for column in ("session", "sector", "organisation") if level else ():
        groups = {str(name): int(n) for name, n in rows[column].value_counts().items()}
        heads = rows[rows["person"] != ""].groupby(column)["person"].nunique().reindex(groups, fill_value=1).to_dict()
        offered = hide_small(groups, least, heads)  # nobody known is as few as one
        entries[column] = [entry for name, n in offered.items() for entry in places(study, {column: name}, n)]
        if is_added(study, known, entries[column]):
            parts[column] = offered
        else:
            few = [name for name in groups if not may_show(heads[name], least)]
            entries[column] = [entry for name in few for entry in places(study, {column: name}, None)]
    return Attended(total if level else None, persons if level > 1 else None, parts, entries)
