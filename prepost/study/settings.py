"""study.yml: read as text, checked against its description, turned into the settings of a study.

Scalars keep the text that the user wrote (`no` stays "no", 0415 stays "0415") and become numbers only where a setting
is a number. Every fault in the file is collected before any is reported.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from prepost.study.csv_text import decode
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, quoted
from prepost.study.schema import (
    CORRECTIONS,
    ECONOMICS_KEYS,
    FAMILIES,
    FILES,
    IMPORT_KEYS,
    JUDGEMENTS,
    PROVENANCES,
    QUESTION_KEYS,
    RESPONSE_COLUMNS,
    SETTINGS,
    STATEMENT_KEYS,
    TOPIC_KEYS,
    Setting,
)

__all__ = ["Statement", "Comparison", "Question", "Topic", "ImportRules", "Settings", "read_settings", "settings_from"]

FILE = "study.yml"
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
SYNONYMS = {"fdr_bh": "benjamini-hochberg"}
LONGEST_SCALE = 101


@dataclass(frozen=True)
class Statement:
    """A statement of the questionnaire; `columns` says where an export holds it, by wave ("" for every wave)."""

    id: str
    domain: str
    text: str
    reversed: bool = False
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def heading(self) -> str:
        """Its words above its results, with a mark where the scale was turned round.

        Examples
        --------
        >>> Statement("feel_lost", "knowledge", "I often feel lost", reversed=True).heading
        'I often feel lost (turned round)'
        """
        return f"{self.text} (turned round)" if self.reversed else self.text


@dataclass(frozen=True)
class Comparison:
    """Two groups of forms, each chosen by columns of responses.csv: `{"wave": "pre", "session": "3"}`."""

    first: dict[str, str]
    second: dict[str, str]
    text: str = ""


@dataclass(frozen=True)
class Question:
    """A question of the interviews."""

    id: str
    text: str = ""
    kind: str = "closed"
    answers: tuple[str, ...] = ()
    topic: str = ""
    note: str = ""


@dataclass(frozen=True)
class Topic:
    """A topic of the joint display: the statements and the question of the interviews that bear on it.

    `answer` is the answer, or the theme of an open question, that says so; `together` a judgement by comparison, in
    place of the computed one; `reading` what the study's owner concludes.
    """

    name: str
    statements: tuple[str, ...] = ()
    question: str = ""
    answer: str = ""
    together: tuple[tuple[str, str], ...] = ()
    reading: str = ""


@dataclass(frozen=True)
class ImportRules:
    """Where an export holds what responses.csv needs; "" or nothing where it does not say."""

    wave: str = ""
    waves: tuple[tuple[str, str], ...] = ()
    respondent: str = ""
    session: str = ""
    sessions_attended: str = ""
    keep: tuple[tuple[str, str], ...] = ()


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
        """Return the statement with this id; KeyError where there is none."""
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
        The settings as far as they can be told (None where other files could not be checked against them), and faults.

    Raises
    ------
    StudyError
        Where the file is missing or is not YAML.
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


def _compose(text: str) -> yaml.Node:
    """The file as a tree of nodes that know their lines; StudyError where it is no YAML mapping."""
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AliasToken):
                raise _not_yaml(
                    token.start_mark.line + 1,
                    "the mark * stands for something written elsewhere.",
                    "Put the text into quotation marks, or write it out.",
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"the file cannot be read from here on ({error.problem or error.context})."
        raise _not_yaml(
            mark.line + 1 if mark else None,
            problem,
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


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _is_blank(node: yaml.Node | None) -> bool:
    return node is None or (isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null"))


def _plain(node: yaml.Node) -> object:
    """A node as plain values: numbers and booleans where YAML has them, all else text, dates included."""
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


class _Reader:
    """Reads one study.yml, collecting faults as it goes."""

    def __init__(self, root: yaml.MappingNode, folder: Path):
        self.root, self.folder = root, folder
        self.faults: list[Fault] = []
        self.nodes = self._mapping(root, "", [setting.name for setting in SETTINGS])

    # -- small pieces ---------------------------------------------------------------------------------------------

    def fault(self, node: yaml.Node | None, where: str, value: str | None, problem: str, advice: str) -> None:
        self.faults.append(
            Fault(FILE, _line(node) if node is not None else None, where or None, value, problem, advice)
        )

    def _mapping(self, node: yaml.Node, where: str, known: list[str] | None = None) -> dict[str, yaml.Node]:
        """Keys (as text) and value nodes; a fault for a node that is no mapping, and for keys unknown or repeated."""
        if _is_blank(node):
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, where, None, "this must be pairs of a name and a value.", "Write them as `name: value`.")
            return {}
        pairs: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(key_node, where, None, "a name must be a plain word.", "Write `name: value`.")
                continue
            key = key_node.value.strip()
            if known is not None and key not in known:
                self.fault(
                    key_node,
                    where,
                    key,
                    "is no setting that is known here.",
                    f"{did_you_mean(key, known)}The settings here are {join_words(known)}.",
                )
            elif key in pairs:
                self.fault(key_node, where, key, "is set twice.", "Keep one of the two.")
            else:
                pairs[key] = value
        return pairs

    def _text(self, node: yaml.Node | None, where: str) -> str:
        if _is_blank(node):
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(
                node,
                where,
                None,
                "this must be a text.",
                "Put the text into quotation marks, so that its colons, commas and brackets are read as text.",
            )
            return ""
        return " ".join(node.value.split())

    def _texts(self, node: yaml.Node | None, where: str) -> tuple[str, ...]:
        if _is_blank(node):
            return ()
        if isinstance(node, yaml.ScalarNode):
            return (self._text(node, where),)
        if not isinstance(node, yaml.SequenceNode):
            self.fault(node, where, None, "this must be a list.", "Write it as `[one, two]`.")
            return ()
        return tuple(self._text(item, where) for item in node.value)

    def _number(self, name: str, low: float, high: float, whole: bool = False) -> float | int | None:
        node = self.nodes.get(name)
        if _is_blank(node):
            return None
        text = self._text(node, name)
        try:
            number = int(text) if whole else float(text)
            if low <= number <= high:
                return number
        except ValueError:
            pass
        kind = "whole number" if whole else "number"
        between = f"from {low} to {high}" if high < 1e9 else f"of at least {low}"
        self.fault(
            node, name, text, f"is no {kind} {between}.", f"Write a {kind} {between}, with a decimal point if any."
        )
        return None

    def _choice(self, node: yaml.Node | None, where: str, choices: tuple[str, ...], default: str) -> str:
        if _is_blank(node):
            return default
        text = self._text(node, where)
        found = {choice.casefold(): choice for choice in choices}.get(SYNONYMS.get(text, text).casefold())
        if found is None:
            self.fault(
                node,
                where,
                text,
                "is not one of the possible values.",
                f"{did_you_mean(text, choices)}Use {join_words(choices, 'or')}.",
            )
        return found or default

    def _identifier(self, node: yaml.Node, where: str, text: str) -> bool:
        if IDENTIFIER.fullmatch(text):
            return True
        self.fault(
            node, where, text, "cannot be an id.", "Begin with a letter and use only the letters a to z, digits and _."
        )
        return False

    # -- the settings ----------------------------------------------------------------------------------------------

    def read(self) -> tuple[Settings | None, list[Fault]]:
        for setting in SETTINGS:
            node = self.nodes.get(setting.name)
            if setting.required and (_is_blank(node) or not node.value):
                self.faults.append(Fault(FILE, None, setting.name, None, "this setting is missing.", setting.meaning))
        scale = self._scale()
        waves = self._waves()
        domains = self._named("domains")
        statements = self._statements(domains, tuple(waves))
        sessions = self._unique(self._texts(self.nodes.get("sessions"), "sessions"), "sessions")
        comparisons = self._comparisons("comparisons", tuple(waves), sessions)
        questions = self._questions()
        settings = Settings(
            folder=self.folder,
            title=self._text(self.nodes.get("title"), "title"),
            setting=self._text(self.nodes.get("setting"), "setting"),
            scale=tuple(scale),
            scale_labels=scale,
            off_scale=self._off_scale(scale),
            missing=tuple(dict.fromkeys(("", *self._texts(self.nodes.get("missing"), "missing")))),
            domains=domains,
            statements=statements,
            waves=tuple(waves),
            wave_labels=waves,
            sessions=sessions,
            design=self._choice(self.nodes.get("design"), "design", ("unpaired", "paired"), "unpaired"),
            comparisons=comparisons,
            specifications=self._comparisons("specifications", tuple(waves), sessions),
            alpha=self._level(),
            correction=self._correction(),
            equivalence_margin=self._number("equivalence_margin", 0, 1),
            min_cell=self._number("min_cell", 1, 10**9, whole=True) or 5,
            currency=self._currency(),
            price_year=self._price_year(),
            economics=self._economics(),
            questions=questions,
            joint_display=self._joint_display(domains, statements, questions, comparisons),
            provenance=self._provenance(),
            rules=self._rules(tuple(waves)),
            settings=_plain(self.root),
            lines={key.value: _line(key) for key, _ in self.root.value if isinstance(key, yaml.ScalarNode)},
        )
        usable = bool(scale and waves and statements)
        return (settings if usable else None), self.faults

    def _scale(self) -> dict[int, str]:
        node = self.nodes.get("scale")
        if isinstance(node, yaml.SequenceNode):
            self.fault(
                node,
                "scale",
                None,
                "the scale is a list without codes.",
                "Write each code with its label: `{1: Strongly disagree, 2: Disagree, ...}`.",
            )
            return {}
        points: dict[int, str] = {}
        for key, value in self._mapping(node, "scale").items():
            try:
                points[int(key)] = self._text(value, "scale")
            except ValueError:
                self.fault(
                    value,
                    "scale",
                    key,
                    "is no whole number.",
                    "Give each point of the scale a whole number, as `1: Strongly disagree`.",
                )
        return points if points and self._is_sound(node, points) else {}

    def _is_sound(self, node: yaml.Node, points: dict[int, str]) -> bool:
        """Whether the points make a scale that can be used; a fault for each thing that is wrong with them."""
        labels = [label.casefold() for label in points.values() if label]
        for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
            self.fault(node, "scale", label, "is the label of more than one point.", "Give each point its own label.")
        if list(points) != sorted(points):
            self.fault(
                node,
                "scale",
                None,
                "the codes do not stand in order.",
                "List the scale from its lowest to its highest code; mark single statements with `reversed: true`.",
            )
        if not 2 <= len(points) <= LONGEST_SCALE:
            self.fault(
                node,
                "scale",
                None,
                f"a scale of {len(points)} point{'s' * (len(points) > 1)} cannot be analysed.",
                "List every point, also those that nobody ticked.",
            )
            return False
        return True

    def _off_scale(self, scale: dict[int, str]) -> tuple[str, ...]:
        node = self.nodes.get("off_scale")
        answers = self._texts(node, "off_scale")
        on_scale = {str(code) for code in scale} | {label.casefold() for label in scale.values() if label}
        for answer in answers:
            if answer.casefold() in on_scale:
                self.fault(
                    node, "off_scale", answer, "is a point of the scale as well.", "Remove it from one of the two."
                )
        return tuple(answer for answer in dict.fromkeys(answers) if answer)

    def _unique(self, texts: tuple[str, ...], where: str) -> tuple[str, ...]:
        for text in dict.fromkeys(texts):
            if not text:
                self.fault(self.nodes.get(where), where, None, "an entry is blank.", "Name it or remove it.")
            elif texts.count(text) > 1:
                self.fault(self.nodes.get(where), where, text, "is listed twice.", "Keep one of the two.")
        return tuple(text for text in dict.fromkeys(texts) if text)

    def _waves(self) -> dict[str, str]:
        node = self.nodes.get("waves")
        if isinstance(node, yaml.MappingNode):
            waves = {
                key: self._text(value, "waves") or _words(key) for key, value in self._mapping(node, "waves").items()
            }
        else:
            waves = {wave: _words(wave) for wave in self._unique(self._texts(node, "waves"), "waves")}
        if len(waves) == 1:
            self.fault(node, "waves", next(iter(waves)), "is the only wave.", "A comparison needs two waves or more.")
        return waves

    def _named(self, name: str) -> dict[str, str]:
        pairs = {}
        for key, value in self._mapping(self.nodes.get(name), name).items():
            if self._identifier(value, name, key):
                pairs[key] = self._text(value, f"{name}, {key}") or _words(key).capitalize()
        return pairs

    def _entries(self, name: str, keys: tuple[Setting, ...]) -> list[tuple[yaml.Node, str, dict[str, yaml.Node]]]:
        """The entries of a list of mappings, each with its node, how messages call it, and its values."""
        node = self.nodes.get(name)
        if _is_blank(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            advice = f"Begin each entry with a dash: `- {{{keys[0].name}: ...}}`."
            self.fault(node, name, None, "this must be a list.", advice)
            return []
        entries = []
        for number, item in enumerate(node.value, 1):
            where = f"{name}, entry {number}"
            values = self._mapping(item, where, [key.name for key in keys])
            if not isinstance(item, yaml.MappingNode) and not _is_blank(item):
                continue  # told already
            for key in keys:
                if key.required and _is_blank(values.get(key.name)):
                    self.fault(item, where, None, f"`{key.name}` is missing.", key.meaning)
            entries.append((item, where, values))
        return entries

    def _statements(self, domains: dict[str, str], waves: tuple[str, ...]) -> tuple[Statement, ...]:
        found: dict[str, Statement] = {}
        texts: dict[str, str] = {}
        reserved = {column.name for column in RESPONSE_COLUMNS}
        for _, where, values in self._entries("statements", STATEMENT_KEYS):
            name = self._text(values.get("id"), where)
            domain = self._text(values.get("domain"), where)
            text = self._text(values.get("text"), where)
            if domain and domains and domain not in domains:
                self.fault(
                    values["domain"],
                    where,
                    domain,
                    "is none of the domains.",
                    f"{did_you_mean(domain, domains)}The domains are {join_words(domains)}.",
                )
            if not name or not self._identifier(values["id"], where, name):
                continue
            if name in reserved:
                self.fault(
                    values["id"], where, name, "is the name of another column of responses.csv.", "Choose another id."
                )
            elif name in found:
                self.fault(values["id"], where, name, "is the id of two statements.", "Give each statement its own id.")
            elif text and text in texts:
                self.fault(
                    values["text"],
                    where,
                    text,
                    f"is the text of {texts[text]} as well.",
                    "Word each statement differently.",
                )
            else:
                texts[text] = name
                found[name] = Statement(
                    name,
                    domain,
                    text,
                    self._yes_no(values.get("reversed"), where),
                    self._columns(values.get("columns"), where, waves),
                )
        return tuple(found.values())

    def _columns(self, node: yaml.Node | None, where: str, waves: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        if _is_blank(node):
            return ()
        if isinstance(node, yaml.MappingNode):
            return tuple(
                (wave, self._text(column, where))
                for wave, column in self._mapping(node, f"{where}, columns", list(waves)).items()
            )
        return tuple(("", column) for column in self._texts(node, where) if column)

    def _yes_no(self, node: yaml.Node | None, where: str) -> bool:
        return self._choice(node, where, ("true", "false", "yes", "no"), "false") in ("true", "yes")

    def _filter(
        self, node: yaml.Node | None, where: str, waves: tuple[str, ...], sessions: tuple[str, ...]
    ) -> dict[str, str]:
        chosen = {key: self._text(value, where) for key, value in self._mapping(node, where).items()}
        if not chosen:
            self.fault(node, where, None, "no forms are chosen.", "Write for instance `{wave: pre}`.")
        for column, known in (("wave", waves), ("session", sessions)):
            if column in chosen and chosen[column] not in known and known:
                self.fault(
                    node,
                    where,
                    chosen[column],
                    f"is none of the {column}s.",
                    f"{did_you_mean(chosen[column], known)}The {column}s are {join_words(known)}.",
                )
        return chosen

    def _comparisons(self, setting: str, waves: tuple[str, ...], sessions: tuple[str, ...]) -> dict[str, Comparison]:
        comparisons = {}
        for name, node in self._mapping(self.nodes.get(setting), setting).items():
            where = f"{setting}, {name}"
            if not self._identifier(node, setting, name):
                continue
            parts = self._mapping(node, where, ["first", "second", "text"])
            missing = [side for side in ("first", "second") if side not in parts]
            for side in missing:
                self.fault(node, where, None, f"`{side}` is missing.", "A comparison needs first and second.")
            if not missing:
                first, second = (
                    self._filter(parts[side], f"{where}, {side}", waves, sessions) for side in ("first", "second")
                )
                if first == second:
                    self.fault(node, where, None, "first and second choose the same forms.", "Change one of the two.")
                comparisons[name] = Comparison(first, second, self._text(parts.get("text"), where))
        return comparisons

    def _level(self) -> float:
        level = self._number("alpha", 0, 1)
        if level in (0, 1):
            self.fault(
                self.nodes["alpha"], "alpha", str(level), "cannot be a level of significance.", "Use for instance 0.05."
            )
        return level or 0.05

    def _correction(self) -> dict[str, str]:
        parts = self._mapping(self.nodes.get("correction"), "correction", ["method", "family"])
        return {
            "method": self._choice(parts.get("method"), "correction, method", CORRECTIONS, "bonferroni"),
            "family": self._choice(parts.get("family"), "correction, family", FAMILIES, "comparison"),
        }

    def _currency(self) -> str:
        code = self._text(self.nodes.get("currency"), "currency")
        if code and not re.fullmatch("[A-Z]{3}", code):
            self.fault(
                self.nodes["currency"], "currency", code, "is no currency code.", "Use three capitals, as GBP or EUR."
            )
        return code

    def _price_year(self) -> str:
        year = self._text(self.nodes.get("price_year"), "price_year")
        if year and not re.fullmatch(r"\d{4}([/-]\d{2,4})?", year):
            self.fault(
                self.nodes["price_year"], "price_year", year, "is no year.", "Use four digits, as 2017 or 2017/18."
            )
        return year

    def _economics(self) -> dict:
        parts = self._mapping(self.nodes.get("economics"), "economics", [key.name for key in ECONOMICS_KEYS])
        for name, node in parts.items():
            if name == "deflators":
                numbers = list(self._mapping(node, f"economics, {name}").values())
            else:
                numbers = node.value if isinstance(node, yaml.SequenceNode) and name == "hourly_rate" else [node]
            for number in numbers:
                value = _plain(number)
                if value is not None and (
                    isinstance(value, bool) or not isinstance(value, int | float) or not value > 0
                ):
                    self.fault(
                        number,
                        f"economics, {name}",
                        str(value),
                        "is no number above zero.",
                        "Write a number with a decimal point if any, without a currency.",
                    )
        return {name: _plain(node) for name, node in parts.items()}

    def _questions(self) -> tuple[Question, ...]:
        found: dict[str, Question] = {}
        for _, where, values in self._entries("questions", QUESTION_KEYS):
            name = self._text(values.get("id"), where)
            if not name or not self._identifier(values["id"], where, name):
                continue
            if name in found:
                self.fault(values["id"], where, name, "is the id of two questions.", "Give each question its own id.")
            found[name] = Question(
                name,
                self._text(values.get("text"), where),
                self._choice(values.get("kind"), where, ("closed", "open"), "closed"),
                self._texts(values.get("answers"), where),
                self._text(values.get("topic"), where),
                self._text(values.get("note"), where),
            )
        return tuple(found.values())

    def _joint_display(
        self,
        domains: dict[str, str],
        statements: tuple[Statement, ...],
        questions: tuple[Question, ...],
        comparisons: dict[str, Comparison],
    ) -> tuple[Topic, ...]:
        topics: dict[str, Topic] = {}
        asked = {question.id: question for question in questions}
        for item, where, values in self._entries("joint_display", TOPIC_KEYS):
            name = self._text(values.get("topic"), where)
            question, answer = self._heard(values, where, asked)
            linked = self._bearing(values, where, domains, statements)
            if name in topics:
                self.fault(
                    values.get("topic", item), where, name, "is the topic of two entries.", "Make one entry of the two."
                )
            if not {"domain", "statements", "question"} & set(values):
                self.fault(item, where, None, "nothing bears on this topic.", "Name a domain, or a question, or both.")
            topics[name] = Topic(
                name,
                linked,
                question,
                answer,
                self._judged(values.get("together"), f"{where}, together", comparisons),
                self._text(values.get("reading"), where),
            )
        return tuple(topics.values())

    def _judged(
        self, node: yaml.Node | None, where: str, comparisons: dict[str, Comparison]
    ) -> tuple[tuple[str, str], ...]:
        """What the study's owner judges of a topic, comparison by comparison."""
        judged = {}
        for name, word in self._mapping(node, where).items():
            if name not in comparisons:
                advice = f"{did_you_mean(name, comparisons)}The comparisons are {join_words(comparisons)}."
                self.fault(word, where, name, "is none of the comparisons.", advice)
            judged[name] = self._choice(word, where, JUDGEMENTS, "")
        return tuple((name, word) for name, word in judged.items() if word)

    def _bearing(
        self, values: dict[str, yaml.Node], where: str, domains: dict[str, str], statements: tuple[Statement, ...]
    ) -> tuple[str, ...]:
        """The statements that bear on a topic: those of a domain, or those that are listed."""
        domain, named = self._text(values.get("domain"), where), self._texts(values.get("statements"), where)
        if domain and named:
            advice = "Keep `domain` for all of its statements, or `statements` for some."
            self.fault(values["statements"], where, None, "both a domain and statements are named.", advice)
        ids = [statement.id for statement in statements]
        for text, known, key in [(domain, domains, "domain")] + [(name, ids, "statements") for name in named]:
            if text and text not in known:
                kind = "domains" if key == "domain" else "statements"
                advice = f"{did_you_mean(text, known)}The {kind} are {join_words(known)}."
                self.fault(values[key], where, text, f"is none of the {kind}.", advice)
        if domain:
            return tuple(statement.id for statement in statements if statement.domain == domain)
        return tuple(dict.fromkeys(name for name in named if name in ids))

    def _heard(self, values: dict[str, yaml.Node], where: str, questions: dict[str, Question]) -> tuple[str, str]:
        """The question of the interviews that bears on a topic, and the answer that says so."""
        name, answer = self._text(values.get("question"), where), self._text(values.get("answer"), where)
        if not name:
            if answer:
                self.fault(values["answer"], where, answer, "answers no question.", "Name its `question`.")
            return "", ""
        if name not in questions:
            known = f"The questions are {join_words(questions)}." if questions else "Describe it under `questions`."
            advice = f"{did_you_mean(name, questions)}{known}"
            self.fault(values["question"], where, name, "is none of the questions.", advice)
            return "", ""
        question = questions[name]
        if question.kind == "open" and not answer:
            advice = "Name the theme that bears on this topic."
            self.fault(values["question"], where, name, "is an open question, and `answer` is missing.", advice)
        possible = {known.casefold(): known for known in question.answers}
        answer = answer or "yes"
        answer = possible.get(answer.casefold(), answer)
        if question.kind == "closed" and possible and answer not in question.answers:
            advice = f"{did_you_mean(answer, question.answers)}The answers are {join_words(question.answers)}."
            self.fault(values.get("answer", values["question"]), where, answer, f"is no answer to {name}.", advice)
        return name, answer

    def _provenance(self) -> dict[str, str]:
        known = [file.name for file in FILES] + ["published/"]
        pairs = {}
        for file, node in self._mapping(self.nodes.get("provenance"), "provenance").items():
            if file not in known and not file.startswith("published/"):
                self.fault(
                    node,
                    "provenance",
                    file,
                    "is no file of a study folder.",
                    f"{did_you_mean(file, known)}The files are {join_words(known)}.",
                )
            pairs[file] = self._choice(node, f"provenance, {file}", PROVENANCES, "")
        return pairs

    def _rules(self, waves: tuple[str, ...]) -> ImportRules:
        parts = self._mapping(self.nodes.get("import"), "import", [key.name for key in IMPORT_KEYS])
        named = {
            name: self._text(parts.get(name), f"import, {name}")
            for name in ("wave", "respondent", "session", "sessions_attended")
        }
        meant = {
            key: self._text(node, "import, waves")
            for key, node in self._mapping(parts.get("waves"), "import, waves").items()
        }
        for key, wave in meant.items():
            if wave not in waves:
                self.fault(
                    parts["waves"],
                    "import, waves",
                    wave,
                    f"is none of the waves (for {key}).",
                    f"{did_you_mean(wave, waves)}The waves are {join_words(waves)}.",
                )
        keep = {}
        for name, node in self._mapping(parts.get("keep"), "import, keep").items():
            if not IDENTIFIER.fullmatch(name):
                advice = f"Write first the name that the column gets, then the column: {{a_name: {quoted(name)}}}."
                self.fault(node, "import, keep", name, "cannot be the name of a column of responses.csv.", advice)
            else:
                keep[name] = self._text(node, "import, keep")
        return ImportRules(**named, waves=tuple(meant.items()), keep=tuple(keep.items()))


def _words(identifier: str) -> str:
    return identifier.replace("_", " ").strip()
