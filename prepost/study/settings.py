"""study.yml: read as text, held against its description, turned into the settings of a study.

Scalars keep the text that the user wrote (`no` stays "no", 0415 stays "0415") and become numbers only if a setting is
a number. Every fault in the file is collected before any is reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from prepost.study.csv_text import decode
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, quoted
from prepost.study.schema import FILES, RESPONSE_COLUMNS
from prepost.study.study_yml import (
    IDENTIFIER,
    MODELS,
    Comparison,
    ImportRules,
    Question,
    Statement,
    StudyFile,
    Topic,
    settings_of,
)

__all__ = ["Statement", "Comparison", "Question", "Topic", "ImportRules", "Settings", "read_settings", "settings_from"]

FILE = "study.yml"
LONGEST_SCALE = 101
DEPTH = dict.fromkeys(["scale", "waves", "sessions", "off_scale", "missing"], 1) | {
    "comparisons": 3,
    "specifications": 3,
}
"""How many steps of a place messages name, if not two."""
AS_SAID = (
    "title",
    "setting",
    "design",
    "alpha",
    "equivalence_margin",
    "min_cell",
    "currency",
    "price_year",
    "provenance",
    "rules",
)
"""The settings that are as study.yml says them."""
Place = tuple[str | int, ...]
"""Where a value stands in study.yml: `("statements", 2, "domain")`."""


@dataclass(frozen=True)
class Settings:
    """What study.yml says, checked.

    Attributes
    ----------
    folder : Path
        The study folder.
    scale : tuple of int
        All points of the answer scale, in order.
    scale_labels : dict of int to str
        The label of each point, "" where it has none.
    off_scale, missing : tuple of str
        Answers kept out of every percentage; what stands where nothing was answered.
    statements : tuple of Statement
    domains : dict of str to str
        Id and name.
    waves, sessions : tuple of str
        In order.
    wave_labels : dict of str to str
        Words to show for each wave.
    comparisons, specifications : dict of str to Comparison
        The planned comparisons; the last wave against each baseline it could be set against.
    min_cell : int
        Groups of fewer people are shown nowhere.
    joint_display : tuple of Topic
        The topics on which questionnaires and interviews are set side by side.
    rules : ImportRules
        What `prepost import` reads an export by.
    settings : dict
        All of study.yml as plain values.
    lines : dict of str to int
        The line on which each setting stands.
    """

    folder: Path
    title: str
    setting: str
    scale: tuple[int, ...]
    scale_labels: dict[int, str]
    off_scale: tuple[str, ...]
    missing: tuple[str, ...]
    domains: dict[str, str]
    statements: tuple[Statement, ...]
    waves: tuple[str, ...]
    wave_labels: dict[str, str]
    sessions: tuple[str, ...]
    design: str
    comparisons: dict[str, Comparison]
    specifications: dict[str, Comparison]
    alpha: float
    correction: dict[str, str]
    equivalence_margin: float | None
    min_cell: int
    currency: str
    price_year: str
    economics: dict
    questions: tuple[Question, ...]
    joint_display: tuple[Topic, ...]
    provenance: dict[str, str]
    rules: ImportRules
    settings: dict
    lines: dict[str, int]

    def statement(self, statement_id: str) -> Statement:
        """Return the statement with this id; KeyError if there is none."""
        for statement in self.statements:
            if statement.id == statement_id:
                return statement
        raise KeyError(f"study.yml has no statement {statement_id!r}.")

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
    text, _ = decode(data)
    return _Reader(_compose(text), folder).read()


# -- YAML -------------------------------------------------------------------------------------------------------------


def _compose(text: str) -> yaml.MappingNode:
    """The file as a tree of nodes that know their lines; StudyError if it is no YAML mapping."""
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader) if "*" in text else ():
            if isinstance(token, yaml.AliasToken):
                raise _not_yaml(
                    token.start_mark.line + 1,
                    "the mark * stands for something written elsewhere.",
                    "Put the text into quotation marks, or write it out.",
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _not_yaml(
            mark.line + 1 if mark else None,
            f"the file cannot be read from here on ({error.problem or error.context}).",
            "Look for a missing quotation mark, a tab, a colon "
            "inside a text, or lines that do not begin below each other.",
        ) from None
    except StudyError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(getattr(error, "reason", None) or type(error).__name__).split())
        raise _not_yaml(None, f"the file cannot be read ({reason}).", "Save it as plain text in UTF-8.") from None
    if not isinstance(node, yaml.MappingNode):
        raise _not_yaml(
            None,
            "the file does not list settings.",
            "Each line needs a name, a colon and a value: `title: Our training`.",
        )
    return node


def _not_yaml(line: int | None, problem: str, advice: str) -> StudyError:
    return StudyError([Fault(FILE, line, None, None, problem, advice)])


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")


def _plain(node: yaml.Node) -> Any:
    """A node as plain values: numbers and booleans if YAML has them, all else text, dates included."""
    if isinstance(node, yaml.MappingNode):
        return {
            _plain(key) if isinstance(key, yaml.ScalarNode) else str(key.value): _plain(value)
            for key, value in node.value
        }
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if _is_blank(node):
        return None
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return node.value.casefold() in ("true", "yes", "on")
    if kind in ("int", "float"):
        for convert in (int, float):
            try:
                return convert(node.value)
            except ValueError:
                continue
    return node.value


def _remove(tree: Any, place: Place) -> None:
    """Take away what stands at a place of a tree, or the last thing on the way to it; nothing if it has gone before."""
    holder, last = None, None
    for step in place:
        if not (step in tree if isinstance(tree, dict) else isinstance(tree, list) and step in range(len(tree))):
            break
        holder, last, tree = tree, step, tree[step]
    if isinstance(holder, dict):
        del holder[last]
    elif holder is not None:
        holder[last] = None


def _where(place: Place) -> str:
    """How messages call a place: an entry of a list by its number, a value within it by nothing more.

    >>> _where(("statements", 2, "domain")), _where(("joint_display", 0, "together", "pre_post"))
    ('statements, entry 3', 'joint_display, entry 1, together')
    """
    shown = DEPTH.get(place[0], 2) + ("together" in place) if place else 0
    return ", ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in place[:shown])


# -- the reader -------------------------------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Reads one study.yml, collecting faults as it goes."""

    root: yaml.MappingNode
    folder: Path
    faults: list[Fault] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    tree: dict[str, Any] = field(default_factory=dict)

    def read(self) -> tuple[Settings | None, list[Fault]]:
        """The settings, as far as they can be told, and all faults."""
        self.tree = self._texts(self.root, ())
        self._needed()
        settings = self._settings(self._validated())
        self.faults.sort(key=lambda fault: fault.row or 0)
        return (settings if settings.scale and settings.waves and settings.statements else None), self.faults

    def fault(self, place: Place, value: str | None, problem: str, advice: str, where: str | None = None) -> None:
        """Note a fault of what stands at a place, or nearest above it."""
        line = next((self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), None)
        self.faults.append(
            Fault(FILE, line, (_where(place) if where is None else where) or None, value, problem, advice)
        )

    def _none_of(self, place: Place, value: str, kind: str, known: Collection[str], where: str | None = None) -> None:
        advice = f"{did_you_mean(value, known)}The {kind} are {join_words(known)}."
        self.fault(place, value, f"is none of the {kind}.", advice, where)

    def _unknown(self, place: Place, known: Sequence[str]) -> None:
        advice = f"{did_you_mean(place[-1], known)}The settings here are {join_words(known)}."
        self.fault(place, place[-1], "is no setting that is known here.", advice, _where(place[:-1]))

    def _texts(self, node: yaml.Node, place: Place) -> Any:
        """A node as texts, None for what is blank; a fault for names that are repeated or no plain words."""
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._texts(item, (*place, number)) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            if _is_blank(node):
                return None
            return _plain(node) if place[0] == "economics" else node.value
        values = {}
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(
                    Fault(
                        FILE, line, _where(place) or None, None, "a name must be a plain word.", "Write `name: value`."
                    )
                )
                continue
            key = key_node.value.strip()
            if key in values:
                self.faults.append(
                    Fault(FILE, line, _where(place) or None, key, "is set twice.", "Keep one of the two.")
                )
            else:
                values[key] = self._texts(value, (*place, key))
        return values

    def _validated(self) -> StudyFile:
        """What study.yml says, without what is at fault."""
        while True:
            try:
                return StudyFile.model_validate(self.tree)
            except ValidationError as error:
                for one in error.errors(include_url=False):
                    self._refused(one)
                for one in error.errors(include_url=False):
                    _remove(self.tree, one["loc"])

    def _refused(self, error: dict) -> None:
        """Note in our words what pydantic refuses."""
        place, kind = error["loc"], error["type"]
        value = error["input"] if isinstance(error["input"], str | int | float) else None
        if kind == "extra_forbidden":
            self._unknown(place, [setting.name for setting in settings_of(place[0] if len(place) > 1 else "")])
        elif kind == "in_our_words":
            problem, where = error["ctx"]["problem"], _where(place[:-2]) if place[-1] == "[key]" else None
            if value is None:
                problem = f"this {problem}"
            self.fault(place, None if value is None else str(value), problem, error["ctx"]["advice"], where)
        elif kind == "dict_type" and place == ("scale",) and isinstance(error["input"], list):
            advice = "Write each code with its label: `{1: Strongly disagree, 2: Disagree, ...}`."
            self.fault(place, None, "the scale is a list without codes.", advice)
        elif kind == "string_type":
            advice = "Put the text into quotation marks, so that its colons, commas and brackets are read as text."
            self.fault(place, None, "this must be a text.", advice)
        elif kind == "tuple_type" and place[0] in MODELS and len(place) == 1:
            first = settings_of(place[0])[0].name
            self.fault(place, None, "this must be a list.", f"Begin each entry with a dash: `- {{{first}: ...}}`.")
        elif kind == "tuple_type":
            self.fault(place, None, "this must be a list.", "Write it as `[one, two]`.")
        else:
            self.fault(place, None, "this must be pairs of a name and a value.", "Write them as `name: value`.")

    def _needed(self) -> None:
        """A fault for each setting that must be there and is not, of the file and of the entries of its lists."""
        for setting in settings_of():
            if setting.required and not self.tree.get(setting.name):
                self.faults.append(Fault(FILE, None, setting.name, None, "this setting is missing.", setting.meaning))
        for name in ("statements", "questions", "joint_display"):
            entries = self.tree.get(name)
            for number, entry in enumerate(entries if isinstance(entries, list) else ()):
                for setting in settings_of(name) if entry is None or isinstance(entry, dict) else ():
                    if setting.required and (entry or {}).get(setting.name) is None:
                        self.fault((name, number), None, f"`{setting.name}` is missing.", setting.meaning)
        for name in ("comparisons", "specifications"):
            planned = self.tree.get(name)
            for key, comparison in planned.items() if isinstance(planned, dict) else ():
                for side in ("first", "second") if comparison is None or isinstance(comparison, dict) else ():
                    if side not in (comparison or ()):
                        advice = "A comparison needs first and second."
                        self.fault((name, key), None, f"`{side}` is missing.", advice)

    # -- what involves more than one value ----------------------------------------------------------------------------

    def _settings(self, said: StudyFile) -> Settings:
        scale = self._scale(said.scale)
        names = self._unique(tuple(name for name, _ in said.waves), "waves")
        waves = {name: text or _words(name) for name, text in dict(reversed(said.waves)).items()}
        waves = {name: waves[name] for name in names}
        if len(waves) == 1:
            self.fault(("waves",), names[0], "is the only wave.", "A comparison needs two waves or more.")
        domains = {name: text or _words(name).capitalize() for name, text in said.domains.items()}
        statements = self._statements(said.statements, domains, names)
        sessions = self._unique(said.sessions, "sessions")
        known = {"wave": names, "session": sessions}
        comparisons = self._comparisons("comparisons", said.comparisons, known)
        questions = self._by_id("questions", said.questions)
        self._provenance(said.provenance)
        self._rules(said.rules, names)
        plain = _plain(self.root)
        return Settings(
            folder=self.folder,
            scale=tuple(scale),
            scale_labels=scale,
            off_scale=self._off_scale(said.off_scale, scale),
            missing=tuple(dict.fromkeys(("", *said.missing))),
            domains=domains,
            statements=statements,
            waves=names,
            wave_labels=waves,
            sessions=sessions,
            comparisons=comparisons,
            specifications=self._comparisons("specifications", said.specifications, known),
            correction=said.correction.model_dump(),
            economics=plain.get("economics") or {},
            questions=questions,
            joint_display=self._joint_display(said.joint_display, domains, statements, questions, comparisons),
            settings=plain,
            lines={key.value: key.start_mark.line + 1 for key, _ in self.root.value if not key.value == []},
            **{name: getattr(said, name) for name in AS_SAID},
        )

    def _scale(self, points: dict[int, str]) -> dict[int, str]:
        """The scale, nothing if it has too few points or too many; a fault for each thing that is wrong with it."""
        place = ("scale",)
        labels = [label.casefold() for label in points.values() if label]
        for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
            self.fault(place, label, "is the label of more than one point.", "Give each point its own label.")
        if list(points) != sorted(points):
            self.fault(
                place,
                None,
                "the codes do not stand in order.",
                "List the scale from its lowest to its highest code; mark single statements with `reversed: true`.",
            )
        if not points or 2 <= len(points) <= LONGEST_SCALE:
            return points
        number = f"{len(points)} point{'s' * (len(points) > 1)}"
        advice = "List every point, also those that nobody ticked."
        self.fault(place, None, f"a scale of {number} cannot be analysed.", advice)
        return {}

    def _off_scale(self, answers: tuple[str, ...], scale: dict[int, str]) -> tuple[str, ...]:
        on_scale = {str(code) for code in scale} | {label.casefold() for label in scale.values() if label}
        for answer in answers:
            if answer.casefold() in on_scale:
                advice = "Remove it from one of the two."
                self.fault(("off_scale",), answer, "is a point of the scale as well.", advice)
        return tuple(answer for answer in dict.fromkeys(answers) if answer)

    def _unique(self, texts: tuple[str, ...], name: str) -> tuple[str, ...]:
        for text in dict.fromkeys(texts):
            if not text:
                self.fault((name,), None, "an entry is blank.", "Name it or remove it.")
            elif texts.count(text) > 1:
                self.fault((name,), text, "is listed twice.", "Keep one of the two.")
        return tuple(text for text in dict.fromkeys(texts) if text)

    def _by_id(self, name: str, entries: tuple, reserved: Collection[str] = ()) -> tuple:
        """The entries of a list that have an id of their own."""
        found: dict[str, Any] = {}
        for number, entry in enumerate(entries):
            place = (name, number, "id")
            if entry.id in reserved:
                advice = "Choose another id."
                self.fault(place, entry.id, "is the name of another column of responses.csv.", advice)
            elif entry.id in found:
                one = name.removesuffix("s")
                self.fault(place, entry.id, f"is the id of two {name}.", f"Give each {one} its own id.")
            elif entry.id:
                found[entry.id] = entry
        return tuple(found.values())

    def _statements(
        self, statements: tuple[Statement, ...], domains: dict[str, str], waves: tuple[str, ...]
    ) -> tuple[Statement, ...]:
        texts: dict[str, str] = {}
        for number, statement in enumerate(statements):
            place = ("statements", number)
            if statement.domain and domains and statement.domain not in domains:
                self._none_of((*place, "domain"), statement.domain, "domains", domains)
            if statement.text in texts:
                problem = f"is the text of {texts[statement.text]} as well."
                self.fault((*place, "text"), statement.text, problem, "Word each statement differently.")
            elif statement.text and statement.id:
                texts[statement.text] = statement.id
            for wave, _ in statement.columns:
                if wave and wave not in waves:
                    self._unknown((*place, "columns", wave), waves)
        return self._by_id("statements", statements, {column.name for column in RESPONSE_COLUMNS})

    def _comparisons(
        self, name: str, planned: dict[str, Comparison], known: dict[str, tuple[str, ...]]
    ) -> dict[str, Comparison]:
        for key, comparison in planned.items():
            sides = {"first": comparison.first, "second": comparison.second}
            for side, chosen in sides.items():
                place = (name, key, side)
                if not chosen and place in self.lines:
                    self.fault(place, None, "no forms are chosen.", "Write for instance `{wave: pre}`.")
                for column, values in known.items():
                    if values and chosen.get(column, values[0]) not in values:
                        self._none_of(place, chosen[column], f"{column}s", values)
            if comparison.first == comparison.second != {}:
                self.fault((name, key), None, "first and second choose the same forms.", "Change one of the two.")
        return {key: comparison for key, comparison in planned.items() if comparison.first and comparison.second}

    def _joint_display(
        self,
        topics: tuple[Topic, ...],
        domains: dict[str, str],
        statements: tuple[Statement, ...],
        questions: tuple[Question, ...],
        comparisons: dict[str, Comparison],
    ) -> tuple[Topic, ...]:
        found: dict[str, Topic] = {}
        for number, topic in enumerate(topics):
            place = ("joint_display", number)
            question, answer = self._heard(topic, place, {one.id: one for one in questions})
            linked = self._bearing(topic, place, domains, statements)
            if topic.name in found:
                self.fault((*place, "topic"), topic.name, "is the topic of two entries.", "Make one entry of the two.")
            if not {"domain", "statements", "question"} & topic.model_fields_set:
                self.fault(place, None, "nothing bears on this topic.", "Name a domain, or a question, or both.")
            for name, _ in topic.together:
                if name not in comparisons:
                    self._none_of((*place, "together", name), name, "comparisons", comparisons)
            heard = {"statements": linked, "question": question, "answer": answer}
            found[topic.name] = topic.model_copy(update=heard)
        return tuple(found.values())

    def _bearing(
        self, topic: Topic, place: Place, domains: dict[str, str], statements: tuple[Statement, ...]
    ) -> tuple[str, ...]:
        """The statements that bear on a topic: those of a domain, or those that are listed."""
        if topic.domain and topic.statements:
            advice = "Keep `domain` for all of its statements, or `statements` for some."
            self.fault((*place, "statements"), None, "both a domain and statements are named.", advice)
        ids = [statement.id for statement in statements]
        if topic.domain and topic.domain not in domains:
            self._none_of((*place, "domain"), topic.domain, "domains", domains)
        for name in filter(None, topic.statements):
            if name not in ids:
                self._none_of((*place, "statements"), name, "statements", ids)
        if topic.domain:
            return tuple(statement.id for statement in statements if statement.domain == topic.domain)
        return tuple(dict.fromkeys(name for name in topic.statements if name in ids))

    def _heard(self, topic: Topic, place: Place, questions: dict[str, Question]) -> tuple[str, str]:
        """The question of the interviews that bears on a topic, and the answer that says so."""
        asked, answered = (*place, "question"), (*place, "answer")
        if not topic.question:
            if topic.answer:
                self.fault(answered, topic.answer, "answers no question.", "Name its `question`.")
            return "", ""
        if topic.question not in questions:
            known = f"The questions are {join_words(questions)}." if questions else "Describe it under `questions`."
            advice = f"{did_you_mean(topic.question, questions)}{known}"
            self.fault(asked, topic.question, "is none of the questions.", advice)
            return "", ""
        question = questions[topic.question]
        if question.kind == "open" and not topic.answer:
            advice = "Name the theme that bears on this topic."
            self.fault(asked, question.id, "is an open question, and `answer` is missing.", advice)
        answer = topic.answer or "yes"
        answer = {known.casefold(): known for known in question.answers}.get(answer.casefold(), answer)
        if question.kind == "closed" and question.answers and answer not in question.answers:
            advice = f"{did_you_mean(answer, question.answers)}The answers are {join_words(question.answers)}."
            at = answered if answered in self.lines else asked
            self.fault(at, answer, f"is no answer to {question.id}.", advice)
        return question.id, answer

    def _provenance(self, origins: dict[str, str]) -> None:
        known = [file.name for file in FILES] + ["published/"]
        for file in origins:
            if file not in known and not file.startswith("published/"):
                advice = f"{did_you_mean(file, known)}The files are {join_words(known)}."
                self.fault(("provenance", file), file, "is no file of a study folder.", advice, "provenance")

    def _rules(self, rules: ImportRules, waves: tuple[str, ...]) -> None:
        for key, wave in rules.waves.items():
            if wave not in waves:
                advice = f"{did_you_mean(wave, waves)}The waves are {join_words(waves)}."
                self.fault(("import", "waves", key), wave, f"is none of the waves (for {key}).", advice)
        for name in rules.keep:
            if not re.fullmatch(IDENTIFIER, name):
                advice = f"Write first the name that the column gets, then the column: {{a_name: {quoted(name)}}}."
                problem = "cannot be the name of a column of responses.csv."
                self.fault(("import", "keep", name), name, problem, advice)


def _words(identifier: str) -> str:
    return identifier.replace("_", " ").strip()
