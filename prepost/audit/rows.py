"""From chosen totals to the rows of the study's files, by fixed rules that claim no association between columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import numpy as np

from prepost.audit.denominators import percentage_denominators
from prepost.audit.inputs import Inputs, wrong_claim
from prepost.audit.printed import parse_printed
from prepost.study.claims import Claim
from prepost.study.faults import join_words

THE_REST = "the rest"
ATTENDANCE_COLUMNS = ("person", "session", "sector", "organisation")
CODING_COLUMNS = ("interview", "question", "theme", "subtheme", "stance", "coder", "quote", "ok_to_print")


def shuffled(values: Sequence, turn: int) -> list:
    """Values in a fixed scattered order, a different one for each turn.

    Parameters
    ----------
    values : sequence of length n
        What is to be dealt out.
    turn : int
        Number of the column that is filled, from 0.

    Returns
    -------
    list
        Places are taken in the order of the SHA-256 of "turn place": the same on every machine, and as if shuffled,
        so that no two columns move together except by chance.

    Examples
    --------
    >>> shuffled("aaabbbcc", 0)
    ['c', 'b', 'a', 'c', 'a', 'b', 'a', 'b']
    """
    places = sorted(range(len(values)), key=lambda place: sha256(f"{turn} {place}".encode()).digest())
    return [value for _, value in sorted(zip(places, values))]


def response_rows(
    inputs: Inputs, chosen: Mapping[str, Mapping[str, np.ndarray]], sizes: Mapping[str, int]
) -> list[list[str]]:
    """The rows of responses.csv, header first.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed.
    chosen : dict of str to dict of str to numpy.ndarray
        For each statement the answers per scale point, by column.
    sizes : dict of str to int
        Forms, by column.

    Returns
    -------
    list of list of str
        One row a form; blank where nothing is known or nothing was answered.
    """
    statements = [statement.id for statement in inputs.settings.statements]
    rows = [["wave", "session", "respondent", "sessions_attended", *statements]]
    for column in inputs.columns:
        if column == inputs.whole:
            continue
        taken_out = (
            inputs.subset["part"] if column == inputs.subset.get("of") else None
        )  # these forms have rows already
        size, answers = sizes[column] - sizes.get(taken_out, 0), []
        for turn, statement in enumerate(statements):
            counts = chosen[statement][column] - chosen[statement].get(taken_out, 0)
            values = [str(point) for point, count in zip(inputs.settings.scale, counts) for _ in range(count)]
            answers.append(shuffled(values + [""] * (size - len(values)), turn))
        filters = inputs.columns[column]
        form = [filters.get("wave", ""), filters.get("session", ""), "", filters.get("sessions_attended", "")]
        rows += [[*form, *line] for line in zip(*answers)]
    order = {wave: place for place, wave in enumerate(inputs.settings.waves)}
    return [rows[0], *sorted(rows[1:], key=lambda row: order[row[0]])]


def attendance_rows(inputs: Inputs, forms_by_session: Mapping[str, int]) -> list[list[str]]:
    """The rows of attendance.csv, header first: one row a training place.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed; the rules stand in study.yml under `reconstruction: attendance`.
    forms_by_session : dict of str to int
        Forms known to come from a session, which therefore had at least as many places.

    Raises
    ------
    StudyError
        If people, places, sectors and organisations do not add up.
    """
    rules = inputs.rules["attendance"]
    people_by_sessions = {int(times): inputs.number(claim) for times, claim in rules["people_by_sessions"].items()}
    places_by_sector = {sector: inputs.number(claim) for sector, claim in rules["places_by_sector"].items()}
    people = inputs.number(rules["people"])
    places = inputs.number(rules["places"])
    by_sessions, taken = rules["people_by_sessions"].values(), (times * n for times, n in people_by_sessions.items())
    _must_equal(inputs, rules["people"], people, people_by_sessions.values(), by_sessions)
    _must_equal(inputs, rules["places"], places, taken, by_sessions)
    _must_equal(inputs, rules["places"], places, places_by_sector.values(), rules["places_by_sector"].values())
    persons = _persons(people_by_sessions, places_by_sector)
    organisations = _organisations(inputs, rules.get("organisations", {}), persons)
    sessions = _sessions(inputs.settings.sessions, [times for _, times in persons], forms_by_session)
    width = len(str(people))
    return [list(ATTENDANCE_COLUMNS)] + [
        [f"P{number:0{width}d}", session, sector, organisations[number - 1]]
        for number, (sector, _) in enumerate(persons, 1)
        for session in sessions[number - 1]
    ]


def _persons(people_by_sessions: Mapping[int, int], places_by_sector: Mapping[str, int]) -> list[tuple[str, int]]:
    """A sector and a number of sessions for each person, in proportion to the sectors' places, with exact totals."""
    places = dict(places_by_sector)
    total = sum(places.values())
    persons = []
    for times in sorted(people_by_sessions, reverse=True):
        count = people_by_sessions[times]
        share = dict(places) if times == 1 else _in_proportion(count, places_by_sector, total)
        for sector, number in share.items():
            places[sector] -= number * times
            persons += [(sector, times)] * number
    return shuffled(persons, 0)


def _in_proportion(count: int, weights: Mapping[str, int], total: int) -> dict[str, int]:
    """Largest remainders: whole numbers that add up to `count`, as near to the weights as can be."""
    exact = {name: count * weight / total for name, weight in weights.items()}
    shares = {name: int(value) for name, value in exact.items()}
    left_over = sorted(weights, key=lambda name: shares[name] - exact[name])
    for name in left_over[: count - sum(shares.values())]:
        shares[name] += 1
    return shares


def _organisations(inputs: Inputs, rules: Mapping, persons: Sequence[tuple[str, int]]) -> list[str]:
    """The organisation of each person, so that the printed numbers of places come out; blank where nothing is
    printed."""
    names = [""] * len(persons)
    for name, rule in rules.items():
        wanted = inputs.number(rule["places"])
        for number, (sector, times) in enumerate(persons):
            if sector == rule["sector"] and not names[number] and times <= wanted:
                names[number], wanted = name, wanted - times
        if wanted:
            advice = "Check the claim and the sector that study.yml gives the organisation."
            raise wrong_claim(inputs.claims[rule["places"]], f"are more places than {rule['sector']} has.", advice)
    return names


def _sessions(sessions: Sequence[str], times: Sequence[int], forms_by_session: Mapping[str, int]) -> list[list[str]]:
    """Which sessions each person attended: always those with most places left to fill. Places are shared out evenly,
    except that a session has at least as many as it has forms.
    """
    total = sum(times)
    left = {session: forms for session, forms in forms_by_session.items() if forms > total // len(sessions)}
    rest, others = total - sum(left.values()), [session for session in sessions if session not in left]
    left |= {session: (rest + place) // len(others) for place, session in enumerate(others)}
    attended: list[list[str]] = [[] for _ in times]
    for person in sorted(range(len(times)), key=lambda person: -times[person]):
        fullest = sorted(sessions, key=lambda session: -left[session])[: times[person]]
        attended[person] = sorted(fullest, key=sessions.index)
        for session in fullest:
            left[session] -= 1
    return attended


def interview_rows(inputs: Inputs) -> list[list[str]]:
    """The rows of interviews.csv, header first: one row an interview, one column a question.

    Raises
    ------
    StudyError
        If the interviews do not add up, or no whole number of them gives a printed percentage.
    """
    rules = inputs.rules["interviews"]
    people, per_session = inputs.number(rules["people"]), inputs.number(rules["per_session"])
    sectors = {sector: inputs.number(claim) for sector, claim in rules["sectors"].items()}
    sessions = inputs.settings.sessions
    _must_equal(inputs, rules["people"], people, [per_session] * len(sessions), [rules["per_session"]])
    _must_equal(inputs, rules["people"], people, sectors.values(), rules["sectors"].values())
    columns = {
        "session": [session for session in sessions for _ in range(per_session)],
        "sector": shuffled([sector for sector, count in sectors.items() for _ in range(count)], 0),
        "role": [""] * people,
    }
    for turn, (question, answers) in enumerate(rules["answers"].items(), 1):
        columns[question] = shuffled(_answers(inputs, question, answers, people), turn)
    for turn, (question, themes) in enumerate(rules["themes"].items(), 1 + len(rules["answers"])):
        asked = common_denominators(inputs, themes, people)[0]
        columns[question] = shuffled(["answered"] * asked + [""] * (people - asked), turn)
    names = [f"I{number:0{len(str(people))}d}" for number in range(1, people + 1)]
    return [["interview", *columns], *map(list, zip(names, *columns.values()))]


def _answers(inputs: Inputs, question: str, answers: Mapping[str, str], people: int) -> list[str]:
    """Answers to a closed question, so that each printed percentage comes out."""
    counts = {}
    for answer, claim in answers.items():
        if claim != THE_REST:
            numbers = _shares(inputs.claims[claim], people)
            if not numbers:
                advice = "A question that fewer people answered belongs under themes in study.yml."
                raise wrong_claim(inputs.claims[claim], f"is the share of no whole number of {people} people.", advice)
            counts[answer] = numbers[0]
    rest = people - sum(counts.values())
    remaining = [answer for answer, claim in answers.items() if claim == THE_REST]
    if rest < 0 or (rest and not remaining):
        claim = next(claim for claim in answers.values() if claim != THE_REST)
        problem = f"and the other answers to {question} do not add up to {people} people."
        raise wrong_claim(inputs.claims[claim], problem, "Check the printed percentages.")
    return [answer for answer in answers for _ in range(counts.get(answer, rest))]


def _shares(claim: Claim, people: int) -> range:
    """Whole numbers of people, out of `people`, whose share prints as the claim does."""
    return parse_printed(claim.printed).rounds_to.whole_numbers(people, (0, people))


def common_denominators(inputs: Inputs, themes: Mapping[str, str], people: int) -> list[int]:
    """Numbers of people of whom each printed percentage is a whole number: all of them, else as many as possible.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed.
    themes : dict of str to str
        The claim that prints each theme's percentage.
    people : int
        Interviews held.

    Returns
    -------
    list of int
        From the largest to the smallest; never empty.

    Raises
    ------
    StudyError
        If no number up to `people` gives all percentages.
    """
    claims = [inputs.claims[claim] for claim in themes.values()]
    numbers = percentage_denominators([claim.printed for claim in claims], people)
    if not numbers:
        problem = f"and the percentages beside it have no denominator up to {people} in common."
        raise wrong_claim(claims[0], problem, "Check the printed percentages.")
    return numbers[::-1]


def coding_rows(inputs: Inputs, interviews: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows of codings.csv, header first: one row a theme that an interviewee named.

    Parameters
    ----------
    inputs : Inputs
        What is printed and assumed.
    interviews : list of list of str
        The rows of interviews.csv, header first.
    """
    header, *lines = interviews
    rows = []
    for question, themes in inputs.rules["interviews"]["themes"].items():
        answered = [line[0] for line in lines if line[header.index(question)] == "answered"]
        for turn, (theme, claim) in enumerate(themes.items(), 1):
            named = _shares(inputs.claims[claim], len(answered))[0]
            marks = shuffled([True] * named + [False] * (len(answered) - named), turn)
            rows += [[name, question, theme, "", "", "", "", ""] for name, mark in zip(answered, marks) if mark]
    return [list(CODING_COLUMNS), *rows]


def _must_equal(inputs: Inputs, claim: str, whole: int, parts: Iterable[int], names: Iterable[str]) -> None:
    total = sum(parts)
    if total != whole:
        problem = f"is not what {join_words(names)} add up to, which is {total}."
        raise wrong_claim(inputs.claims[claim], problem, "Check these claims against the article.")
