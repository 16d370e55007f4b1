"""The settings of a study: what study.yml says, held against its description and against itself.

Scalars keep the text that the user wrote (`no` stays "no", 0415 stays "0415") and become numbers only if a setting is
a number. Every fault in the file is collected before any is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prepost.study.csv_text import decode
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, quoted
from prepost.study.schema import FILES, RESPONSE_COLUMNS
from prepost.study.source import FILE, Place, Source, compose, plain
from prepost.study.study_yml import (
    IDENTIFIER,
    TESTS,
    Choice,
    Comment,
    Comparison,
    ImportRules,
    Question,
    Score,
    Statement,
    StudyFile,
    Topic,
)

LONGEST_SCALE = 101
MARK = "CONFIRM THIS"
"""What stands in a comment of study.yml beside a guess."""


@dataclass(frozen=True)
class Settings:
    """What study.yml says, checked. Those that are not listed are as `prepost.study.study_yml` describes them.

    Attributes
    ----------
    folder : Path
        The study folder.
    scale : tuple of int
        All points of the answer scale, in order.
    scale_labels : dict of int to str
        The label of each point, "" if it has none.
    scales : dict of str to dict of int to str
        Every scale with its labels by name, "" for the common one; `scale` of each statement names its own.
    choices, comments : dict of str to Choice, to Comment
        Each option of a choice is a column `question.option` of responses.csv: 1 or blank. Other columns of `rules.keep` than
        comments tell who answered.
    waves, sessions : tuple of str
        In order.
    wave_labels : dict of str to str
        Words to show for each wave.
    test : str
        The test that is asked for, or the design's usual one.
    scores : dict of str to Score
        Each with its name and the fewest answers that it needs filled in.
    rules : ImportRules
        What `prepost import` reads an export by.
    settings : dict
        All of study.yml as plain values.
    lines : dict of str to int
        The line on which each setting stands.
    marks : tuple of (int, str)
        The guesses of the import that nobody has confirmed: line, and what is asked.
    """

    folder: Path
    title: str
    setting: str
    scale: tuple[int, ...]
    scale_labels: dict[int, str]
    scales: dict[str, dict[int, str]]
    off_scale: tuple[str, ...]
    missing: tuple[str, ...]
    domains: dict[str, str]
    statements: tuple[Statement, ...]
    choices: dict[str, Choice]
    comments: dict[str, Comment]
    waves: tuple[str, ...]
    wave_labels: dict[str, str]
    sessions: tuple[str, ...]
    design: str
    comparisons: dict[str, Comparison]
    specifications: dict[str, Comparison]
    test: str
    continuity: bool
    exact: int
    alpha: float
    correction: dict[str, str]
    scores: dict[str, Score]
    by: tuple[str, ...]
    equivalence_margin: float | None
    min_cell: int
    show_code: bool
    currency: str
    price_year: str
    economics: dict
    questions: tuple[Question, ...]
    joint_display: tuple[Topic, ...]
    provenance: dict[str, str]
    rules: ImportRules
    settings: dict
    lines: dict[str, int]
    marks: tuple[tuple[int, str], ...]

    def statement(self, statement_id: str) -> Statement:
        """Return the statement with this id; KeyError if there is none."""
        found = next((one for one in self.statements if one.id == statement_id), None)
        if found is None:
            raise KeyError(f"study.yml has no statement {statement_id!r}.")
        return found

    @property
    def option_columns(self) -> list[str]:
        """The columns of responses.csv that hold the options of multiple choices, 1 where one was ticked."""
        return [f"{name}.{option}" for name, choice in self.choices.items() for option in choice.options]

    def labels_of(self, statement_id: str) -> dict[int, str]:
        """Return the points of a statement's scale, in order, with their labels."""
        return self.scales[self.statement(statement_id).scale]

    def scale_of(self, statement_id: str) -> tuple[int, ...]:
        """Return the points of a statement's scale, in order."""
        return tuple(self.labels_of(statement_id))

    def codes_of(self, statement_id: str) -> dict[str, int]:
        """Return what a cell of each point counts as: the point, or the opposite one if the statement is reversed."""
        points = self.scale_of(statement_id)
        turned = points[::-1] if self.statement(statement_id).reversed else points
        return dict(zip(map(str, points), turned, strict=True))

    def is_asked(self, statement_id: str, filters: dict[str, object]) -> bool:
        """Whether a statement stood in the questionnaire of the chosen wave, as its `columns` say; True if they do not."""
        waves = {wave for wave, _ in self.statement(statement_id).columns}
        return "wave" not in filters or not waves or "" in waves or str(filters["wave"]) in waves

    def statements_in(self, domain: str) -> tuple[Statement, ...]:
        """Return the statements of one domain, in the order of study.yml."""
        return tuple(statement for statement in self.statements if statement.domain == domain)

    def is_reconstructed(self, file: str) -> bool:
        """Whether study.yml marks this file (or the folder that it lies in) as reconstructed."""
        return self.origin(file) == "reconstructed"

    def origin(self, file: str) -> str:
        """How the file came about, as study.yml says (one of the schema's PROVENANCES); "" where it says nothing."""
        folders = [name for name in self.provenance if name.endswith("/") and file.startswith(name)]
        return self.provenance.get(file) or (self.provenance[max(folders, key=len)] if folders else "")


def read_settings(folder: Path) -> tuple[Settings | None, list[Fault]]:
    """Read and check a folder's study.yml.

    Parameters
    ----------
    folder : Path
        The study folder.

    Returns
    -------
    (Settings or None, list of Fault)
        The settings as far as they can be told (None if other files could not be checked against them), and faults.

    Raises
    ------
    StudyError
        If the file is missing or is not YAML.
    """
    if not folder.is_dir():
        raise StudyError.about(str(folder), "there is no such folder.", "Give the folder that holds study.yml.")
    path = folder / FILE
    if not path.is_file():
        raise StudyError.about(
            FILE,
            f"there is none in the folder {folder.name or folder}.",
            "Make one with `prepost new` or `prepost import`.",
        )
    return settings_from(path.read_bytes(), folder)


def settings_from(data: bytes, folder: Path) -> tuple[Settings | None, list[Fault]]:
    """Check the bytes of a study.yml; see `read_settings`."""
    text = decode(data)[0]
    source = Source(compose(text))
    marks = tuple(
        (number, line.partition(MARK)[2].lstrip(": ").strip() or line.strip().partition(":")[0])
        for number, line in enumerate(text.splitlines(), 1)
        if f"# {MARK}" in line
    )
    settings = _settings(source, source.validated(), folder, marks)
    faults = sorted(source.faults, key=lambda fault: fault.row or 0)
    return (settings if settings.scale and settings.waves and settings.statements else None), faults


# -- what involves more than one value --------------------------------------------------------------------------------


def _settings(source: Source, said: StudyFile, folder: Path, marks: tuple[tuple[int, str], ...]) -> Settings:
    scales = {"": _scale(source, ("scale",), said.scale)}
    scales |= {name: _scale(source, ("scales", name), points) for name, points in said.scales.items()}
    scales = {name: points for name, points in scales.items() if points}
    names = _unique(source, tuple(name for name, _ in said.waves), "waves")
    waves = {name: text or _words(name) for name, text in dict(reversed(said.waves)).items()}
    waves = {name: waves[name] for name in names}
    _told_apart(source, ("waves",), waves.values(), "wave")
    if len(waves) == 1:
        source.fault(("waves",), names[0], "is the only wave.", "A comparison needs two waves or more.")
    domains = {name: domain.name or _words(name).capitalize() for name, domain in said.domains.items()}
    statements = _with_scales(source, said, scales, _statements(source, said.statements, domains, names))
    scale = scales.get("") or next((scales[one.scale] for one in statements if one.scale in scales), {})
    _choices(source, said, statements)
    sessions = _unique(source, said.sessions, "sessions")
    known = {"wave": names, "session": sessions}
    comparisons = _comparisons(source, "comparisons", said.comparisons, known)
    questions = _by_id(source, "questions", said.questions)
    _provenance(source, said.provenance)
    _rules(source, said.rules, names)
    everything = plain(source.root)
    values = dict(said) | {
        "scale": tuple(scale),
        "scales": scales,
        "off_scale": _off_scale(source, said.off_scale, scales),
        "missing": tuple(dict.fromkeys(("", *said.missing))),
        "domains": domains,
        "statements": statements,
        "waves": names,
        "sessions": sessions,
        "comparisons": comparisons,
        "specifications": _comparisons(source, "specifications", said.specifications, known),
        "test": _test(source, said),
        "scores": _scores(source, said.scores, domains, statements),
        "by": _by(source, said.by, statements),
        "correction": said.correction.model_dump(),
        "economics": everything.get("economics") or {},
        "questions": questions,
        "joint_display": _joint_display(source, said.joint_display, domains, statements, questions, comparisons),
    }
    del values["reconstruction"]
    lines = {key.value: key.start_mark.line + 1 for key, _ in source.root.value if isinstance(key.value, str)}
    known = {"scale_labels": scale, "wave_labels": waves, "settings": everything, "lines": lines, "marks": marks}
    return Settings(folder, **values, **known)


def _told_apart(source: Source, place: Place, labels: Iterable[str], what: str) -> None:
    """A fault for each label that more than one point, or wave, has."""
    for label in (label for label, number in Counter(map(str.casefold, labels)).items() if label and number > 1):
        source.fault(place, label, f"is the label of more than one {what}.", f"Give each {what} its own label.")


def _scale(source: Source, place: Place, points: dict[int, str]) -> dict[int, str]:
    """A scale, nothing if it has too few points or too many; a fault for each thing that is wrong with it."""
    _told_apart(source, place, points.values(), "point")
    if list(points) != sorted(points):
        source.fault(
            place,
            None,
            "the codes do not stand in order.",
            "List the scale from its lowest to its highest code; mark single statements with `reversed: true`.",
        )
    if not points or 2 <= len(points) <= LONGEST_SCALE:
        return points
    number = f"{len(points)} point{'s' * (len(points) > 1)}"
    advice = f"List every point, also those that nobody ticked; there can be {LONGEST_SCALE}."
    source.fault(place, None, f"a scale of {number} cannot be analysed.", advice)
    return {}


def _with_scales(
    source: Source, said: StudyFile, scales: dict[str, dict[int, str]], statements: tuple[Statement, ...]
) -> tuple[Statement, ...]:
    """Statements with the name of the scale that each is on; those whose scale is not known are left out."""
    found, named = [], {}
    for number, statement in enumerate(said.statements):
        domain = said.domains.get(statement.domain)
        name = statement.scale or (domain.scale if domain else "")
        place = ("statements", number, "scale") if statement.scale else ("domains", statement.domain, "scale")
        problem = advice = ""
        if name and name not in said.scales:
            source.none_of(place, name, "scales", said.scales)
        elif not name and not said.scale and said.scales:
            problem = "is on no scale."
            advice = f"Write `scale: name` beside it, or a `scale` for all. The scales are {join_words(said.scales)}."
        elif named.setdefault(statement.domain, name) != name:
            problem = "is on another scale than the rest of its domain."
            advice = "Give the statements on another scale a domain of their own."
        elif statement.net_score and [*said.scales.get(name, said.scale)] != [*range(11)]:
            problem = "has no scale from 0 to 10, as a net score needs."
            advice = "Remove `net_score`, or name a scale with the codes 0 to 10."
        if problem:
            source.fault(("statements", number), statement.id, problem, advice)
        if name in scales and statement in statements:
            found.append(statement.model_copy(update={"scale": name}))
    return tuple(dict.fromkeys(found)) if scales else statements


def _off_scale(source: Source, answers: tuple[str, ...], scales: dict[str, dict[int, str]]) -> tuple[str, ...]:
    on_scale = {str(code) for scale in scales.values() for code in scale}
    on_scale |= {label.casefold() for scale in scales.values() for label in scale.values() if label}
    for answer in answers:
        if answer.casefold() in on_scale:
            advice = "Remove it from one of the two."
            source.fault(("off_scale",), answer, "is a point of the scale as well.", advice)
    return tuple(answer for answer in dict.fromkeys(answers) if answer)


def _unique(source: Source, texts: tuple[str, ...], name: str) -> tuple[str, ...]:
    for text in dict.fromkeys(texts):
        if not text:
            source.fault((name,), None, "an entry is blank.", "Name it or remove it.")
        elif texts.count(text) > 1:
            source.fault((name,), text, "is listed twice.", "Keep one of the two.")
    return tuple(text for text in dict.fromkeys(texts) if text)


def _by_id(source: Source, name: str, entries: tuple, reserved: Collection[str] = ()) -> tuple:
    """The entries of a list that have an id of their own."""
    found: dict[str, Any] = {}
    for number, entry in enumerate(entries):
        place = (name, number, "id")
        if entry.id in reserved:
            advice = "Choose another id."
            source.fault(place, entry.id, "is the name of another column of responses.csv.", advice)
        elif entry.id in found:
            one = name.removesuffix("s")
            source.fault(place, entry.id, f"is the id of two {name}.", f"Give each {one} its own id.")
        elif entry.id:
            found[entry.id] = entry
    return tuple(found.values())


def _statements(
    source: Source, statements: tuple[Statement, ...], domains: dict[str, str], waves: tuple[str, ...]
) -> tuple[Statement, ...]:
    texts: dict[str, str] = {}
    for number, statement in enumerate(statements):
        place = ("statements", number)
        if statement.domain and domains and statement.domain not in domains:
            source.none_of((*place, "domain"), statement.domain, "domains", domains)
        if statement.text in texts:
            problem = f"is the text of {texts[statement.text]} as well."
            source.fault((*place, "text"), statement.text, problem, "Word each statement differently.")
        elif statement.text and statement.id:
            texts[statement.text] = statement.id
        for wave, _ in statement.columns:
            if wave and wave not in waves:
                source.unknown((*place, "columns", wave), waves)
    return _by_id(source, "statements", statements, {"cohort", *(column.name for column in RESPONSE_COLUMNS)})


def _choices(source: Source, said: StudyFile, statements: tuple[Statement, ...]) -> None:
    """Faults of questions that are no statements."""
    for name, choice in said.choices.items():
        for option in {option for option, _ in choice.columns} - {"", *choice.options}:
            source.unknown(("choices", name, "columns", option), list(choice.options))
    for name in {statement.id for statement in statements} & set(said.comments):
        source.fault(("comments", name), name, "is a statement as well.", "Keep it in one of the two places.")


def _comparisons(
    source: Source, name: str, planned: dict[str, Comparison], known: dict[str, tuple[str, ...]]
) -> dict[str, Comparison]:
    for key, comparison in planned.items():
        sides = {"first": comparison.first, "second": comparison.second}
        for side, chosen in sides.items():
            place = (name, key, side)
            if not chosen and side in comparison.model_fields_set:
                source.fault(place, None, "no forms are chosen.", "Write for instance `{wave: pre}`.")
            for column, values in known.items():
                if values and chosen.get(column, values[0]) not in values:
                    source.none_of(place, chosen[column], f"{column}s", values)
        if comparison.first == comparison.second != {}:
            source.fault((name, key), None, "first and second choose the same forms.", "Change one of the two.")
    return {
        key: comparison for key, comparison in planned.items() if {"first", "second"} <= comparison.model_fields_set
    }


def _test(source: Source, said: StudyFile) -> str:
    """The test that is asked for, or else the design's usual one; a fault where it does not fit."""
    usual = TESTS[said.design][0]
    if said.test and said.test not in TESTS[said.design]:
        advice = f"For such a design use {join_words(TESTS[said.design], 'or')}."
        source.fault(("test",), said.test, f"does not fit a design that is {said.design}.", advice)
        return usual
    test = said.test or usual
    for key in ("continuity", "exact"):
        if getattr(said, key) and test not in (TESTS["unpaired"][0], TESTS["paired"][0]):
            advice = "Leave it out, or use mann_whitney or wilcoxon."
            source.fault((key,), None, f"there is no such choice for the test {test}.", advice)
    return test


def _scores(
    source: Source, scores: dict[str, Score], domains: dict[str, str], statements: tuple[Statement, ...]
) -> dict[str, Score]:
    found = {}
    for name, score in scores.items():
        number = sum(one.domain == score.domain for one in statements)
        if not score.domain:
            continue  # said already
        if score.domain not in domains:
            source.none_of(("scores", name, "domain"), score.domain, "domains", domains)
        elif (score.fewest or 0) > number:
            advice = f"The domain {score.domain} has {number}."
            source.fault(("scores", name, "fewest"), str(score.fewest), "is more than there are statements.", advice)
        else:
            filled = {"text": score.text or domains[score.domain], "fewest": score.fewest or number}
            found[name] = score.model_copy(update=filled)
    return found


def _by(source: Source, columns: tuple[str, ...], statements: tuple[Statement, ...]) -> tuple[str, ...]:
    """Columns that can part the forms into groups; a fault for the others."""
    for column in columns:
        if column in ("", "wave", "respondent", *(one.id for one in statements)):
            source.fault(("by",), column, "parts the forms into no groups.", "Name a column such as site or role.")
    return tuple(dict.fromkeys(columns))


def _joint_display(
    source: Source,
    topics: tuple[Topic, ...],
    domains: dict[str, str],
    statements: tuple[Statement, ...],
    questions: tuple[Question, ...],
    comparisons: dict[str, Comparison],
) -> tuple[Topic, ...]:
    found: dict[str, Topic] = {}
    for number, topic in enumerate(topics):
        place = ("joint_display", number)
        question, answer = _heard(source, topic, place, {one.id: one for one in questions})
        linked = _bearing(source, topic, place, domains, statements)
        if topic.name in found:
            source.fault((*place, "topic"), topic.name, "is the topic of two entries.", "Make one entry of the two.")
        if not any((*place, key) in source.lines for key in ("domain", "statements", "question")):
            source.fault(place, None, "nothing bears on this topic.", "Name a domain, or a question, or both.")
        for name, _ in topic.together:
            if name not in comparisons:
                source.none_of((*place, "together", name), name, "comparisons", comparisons)
        heard = {"statements": linked, "question": question, "answer": answer}
        found[topic.name] = topic.model_copy(update=heard)
    return tuple(found.values())


def _bearing(
    source: Source, topic: Topic, place: Place, domains: dict[str, str], statements: tuple[Statement, ...]
) -> tuple[str, ...]:
    """The statements that bear on a topic: those of a domain, or those that are listed."""
    if topic.domain and topic.statements:
        advice = "Keep `domain` for all of its statements, or `statements` for some."
        source.fault((*place, "statements"), None, "both a domain and statements are named.", advice)
    ids = [statement.id for statement in statements]
    if topic.domain and topic.domain not in domains:
        source.none_of((*place, "domain"), topic.domain, "domains", domains)
    for name in filter(None, topic.statements):
        if name not in ids:
            source.none_of((*place, "statements"), name, "statements", ids)
    if topic.domain:
        return tuple(statement.id for statement in statements if statement.domain == topic.domain)
    return tuple(dict.fromkeys(name for name in topic.statements if name in ids))


def _heard(source: Source, topic: Topic, place: Place, questions: dict[str, Question]) -> tuple[str, str]:
    """The question of the interviews that bears on a topic, and the answer that says so."""
    asked, answered = (*place, "question"), (*place, "answer")
    if not topic.question:
        if topic.answer:
            source.fault(answered, topic.answer, "answers no question.", "Name its `question`.")
        return "", ""
    if topic.question not in questions:
        if questions:
            source.none_of(asked, topic.question, "questions", questions)
        else:
            source.fault(asked, topic.question, "is none of the questions.", "Describe it under `questions`.")
        return "", ""
    question = questions[topic.question]
    if question.kind == "open" and not topic.answer:
        advice = "Name the theme that bears on this topic."
        source.fault(asked, question.id, "is an open question, and `answer` is missing.", advice)
    answer = topic.answer or "yes"
    answer = {known.casefold(): known for known in question.answers}.get(answer.casefold(), answer)
    if question.kind == "closed" and question.answers and answer not in question.answers:
        at = answered if answered in source.lines else asked
        source.none_of(at, answer, "answers", question.answers, f"is no answer to {question.id}.")
    return question.id, answer


def _provenance(source: Source, origins: dict[str, str]) -> None:
    known = [file.name for file in FILES] + ["published/"]
    for file in origins:
        if file not in known and not file.startswith("published/"):
            advice = f"{did_you_mean(file, known)}The files are {join_words(known)}."
            source.fault(("provenance", file), file, "is no file of a study folder.", advice, "provenance")


def _rules(source: Source, rules: ImportRules, waves: tuple[str, ...]) -> None:
    for key, wave in rules.waves.items():
        if wave not in waves:
            source.none_of(("import", "waves", key), wave, "waves", waves, f"is none of the waves (for {key}).")
    for name in rules.keep:
        if not re.fullmatch(IDENTIFIER, name):
            advice = f"Write first the name that the column gets, then the column: {{a_name: {quoted(name)}}}."
            problem = "cannot be the name of a column of responses.csv."
            source.fault(("import", "keep", name), name, problem, advice)


def _words(identifier: str) -> str:
    return identifier.replace("_", " ").strip()
