"""study.yml as text: its YAML, where each value stands in it, and what pydantic refuses of it, in our words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import yaml
from pydantic import ValidationError

from prepost.study.faults import DIRECTIONS, Fault, StudyError, did_you_mean, join_words
from prepost.study.study_yml import MODELS, StudyFile, settings_of

FILE = "study.yml"
DEPTH = dict.fromkeys(["scale", "waves", "sessions", "off_scale", "missing"], 1)
DEPTH |= {"comparisons": 3, "specifications": 3}
"""How many steps of a place messages name, if not two."""
Place = tuple[str | int, ...]


MOST_ENTRIES = 5_000
MOST_TEXT = 2_000_000


class _Loader(yaml.SafeLoader):
    """YAML in which nothing stands for something else and no list is endless."""

    def compose_node(self, parent, index):
        """Read one value; StudyError at the line where it is refused."""
        line = self.peek_event().start_mark.line + 1
        if self.check_event(yaml.AliasEvent):
            advice = "Put the text into quotation marks, or write it out."
            raise _not_yaml(line, "the mark * stands for something written elsewhere.", advice)
        if parent is not None and len(parent.value) >= MOST_ENTRIES:
            raise _not_yaml(line, f"there are more than {MOST_ENTRIES:,} entries.", "Keep those that are needed.")
        return super().compose_node(parent, index)


def compose(text: str) -> yaml.MappingNode:
    """The file as a tree of nodes that know their lines; StudyError if it is no YAML mapping."""
    try:
        if len(text) > MOST_TEXT:
            raise _not_yaml(None, f"the file holds more than {MOST_TEXT:,} letters.", "Keep what is needed.")
        node = yaml.compose(text, Loader=_Loader)
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


def plain(node: yaml.Node) -> Any:
    """A node as plain values: numbers and booleans if YAML has them, all else text, dates included."""
    if isinstance(node, yaml.MappingNode):
        return {
            plain(key) if isinstance(key, yaml.ScalarNode) else str(key.value): plain(value)
            for key, value in node.value
        }
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
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
    """Take away what stands at a place of a tree, or what is nearest above it and not yet taken away."""
    way = []
    for step in place:
        if not (step in tree if isinstance(tree, dict) else isinstance(tree, list) and step in range(len(tree))):
            break
        way.append((tree, step))
        tree = tree[step]
    for holder, step in reversed(way):
        if isinstance(holder, dict):
            del holder[step]
            return
        if holder[step] is not None:
            holder[step] = None
            return


def _where(place: Place) -> str:
    """How messages call a place: an entry of a list by its number, a value within it by nothing more.

    >>> _where(("statements", 2, "domain")), _where(("joint_display", 0, "together", "pre_post"))
    ('statements, entry 3', 'joint_display, entry 1, together')
    """
    shown = DEPTH.get(place[0], 2) + ("together" in place or "columns" in place) if place else 0
    return ", ".join(f"entry {step + 1}" if isinstance(step, int) else step for step in place[:shown])


@dataclass
class Source:
    """One study.yml, and the faults that are found in it.

    Attributes
    ----------
    root : MappingNode
        The file as YAML reads it.
    tree : dict
        The same as texts, without what was found to be at fault.
    lines : dict of tuple to int
        The line on which each value stands, by its place: `("statements", 2, "domain")`.
    faults : list of Fault
    """

    root: yaml.MappingNode
    tree: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def validated(self) -> StudyFile:
        """Return what study.yml says, without what is at fault."""
        self.tree = self._texts(self.root, ())
        self._needed()
        refused = None
        while True:
            try:
                return StudyFile.model_validate(self.tree)
            except ValidationError as error:
                for one in error.errors(include_url=False) if refused is None else ():
                    self._refused(one)
                refused = error.errors(include_url=False)
                for one in refused:
                    _remove(self.tree, one["loc"])

    def fault(self, place: Place, value: str | None, problem: str, advice: str, where: str | None = None) -> None:
        """Note a fault of what stands at a place, or nearest above it."""
        line = next((self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines), None)
        self.faults.append(
            Fault(FILE, line, (_where(place) if where is None else where) or None, value, problem, advice)
        )

    def none_of(self, place: Place, value: str, kind: str, known: Collection[str], problem: str = "") -> None:
        """Note that a value is none of those that are known."""
        advice = f"{did_you_mean(value, known)}The {kind} are {join_words(known)}."
        self.fault(place, value, problem or f"is none of the {kind}.", advice)

    def unknown(self, place: Place, known: Sequence[str]) -> None:
        """Note that the name at a place is none of the settings that are known there."""
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
            self._direction(node.value, place)
            return plain(node) if place[0] == "economics" else node.value
        values = {}
        for key_node, value in node.value:
            known, where = key_node.value, _where(place) or None
            fault = partial(Fault, FILE, key_node.start_mark.line + 1, where)
            if not isinstance(known, str):
                self.faults.append(fault(None, "a name must be a plain word.", "Write `name: value`."))
            elif known.strip() in values:
                self.faults.append(fault(known.strip(), "is set twice.", "Keep one of the two."))
            else:
                values[known.strip()] = self._texts(value, (*place, known.strip()))
                self._direction(known, (*place, known.strip()))
        return values

    def _direction(self, text: str, place: Place) -> None:
        """Note a mark with which a text would look like another one wherever it is shown."""
        for mark in dict.fromkeys(ord(letter) for letter in text if ord(letter) in DIRECTIONS):
            problem = f"holds the mark {DIRECTIONS[mark]}, which turns the direction of writing."
            self.fault(place, text, problem, "Remove it: the text would look like another one.")

    def _refused(self, error: dict) -> None:
        """Note in our words what pydantic refuses."""
        place, kind = error["loc"], error["type"]
        value = error["input"] if isinstance(error["input"], str | int | float) else None
        if kind == "extra_forbidden":
            self.unknown(place, [setting.name for setting in settings_of(place[0] if len(place) > 1 else "")])
        elif kind == "in_our_words":
            problem, where = error["ctx"]["problem"], _where(place[:-2]) if place[-1] == "[key]" else None
            if value is None:
                problem = f"this {problem}"
            self.fault(place, None if value is None else str(value), problem, error["ctx"]["advice"], where)
        elif kind == "dict_type" and place[0] in ("scale", "scales") and isinstance(error["input"], list):
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
            stands = self.tree.get(setting.name) or (setting.name == "scale" and self.tree.get("scales"))
            if setting.required and not stands:
                self.faults.append(Fault(FILE, None, setting.name, None, "this setting is missing.", setting.meaning))
        for name in MODELS:
            entries = self.tree.get(name)
            listed = enumerate(entries) if isinstance(entries, list) else ()
            for key, entry in entries.items() if isinstance(entries, dict) else listed:
                for setting in settings_of(name) if entry is None or isinstance(entry, dict) else ():
                    if setting.required and (entry or {}).get(setting.name) is None:
                        self.fault((name, key), None, f"`{setting.name}` is missing.", setting.meaning)
