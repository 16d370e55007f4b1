"""Carrying out a calculation: the tree of one claim, with the printed values of the others."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property, partial
from graphlib import CycleError, TopologicalSorter
from inspect import Parameter, signature

from prepost.audit.language import (
    Binary,
    CalculationError,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Word,
    children,
    parse,
    parts,
)
from prepost.audit.printed import Printed, parse_printed
from prepost.audit.values import OPTION_READERS, READERS, Attainment, Quantity, Truth, quantities
from prepost.audit.vocabulary import CHECKS, SPREADING, VOCABULARY, compared
from prepost.study.claims import Claim
from prepost.study.faults import StudyError, did_you_mean

_signature = cache(signature)
_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class Claims(dict):
    """The claims of one article by id, ready to be recomputed from each other.

    Parameters
    ----------
    claims : mapping of str to Claim
        By id.
    read_scale : callable
        Gives the lowest and the highest point of the study's scale; asked only if a calculation needs it.

    Examples
    --------
    >>> claims = {"sent": Claim("sent", "line 1", "", "84", "", "", 2),
    ...           "got": Claim("got", "line 2", "", "30", "", "", 3),
    ...           "rate": Claim("rate", "line 2", "", "36%", "got / sent", "", 4)}
    >>> float(Claims(claims, lambda: (1, 4)).outcome("rate").face)
    0.35714285714285715
    """

    def __init__(self, claims: Mapping[str, Claim], read_scale: Callable[[], tuple[int, int]]):
        super().__init__(claims)
        self.read_scale = read_scale
        self.trees: dict[str, Node] = {}
        self._outcomes: dict[str, Quantity | Truth | Attainment] = {}

    @cached_property
    def circles(self) -> dict[str, list[str]]:
        """Claims that are recomputed from each other in a circle, each with the way round, the first one repeated at its
        end.

        A check on whole numbers asks what the other claims print and recomputes none of them, so it closes no circle.

        Examples
        --------
        >>> claims = {"a": Claim("a", "", "", "2", "b / 2", "", 2), "b": Claim("b", "", "", "4", "a * 2", "", 3)}
        >>> Claims(claims, lambda: (1, 4)).circles
        {'a': ['a', 'b', 'a'], 'b': ['a', 'b', 'a']}
        """
        found: dict[str, list[str]] = {}
        sources: dict[str, list[str]] = {}
        for claim_id in self:
            with suppress(CalculationError):
                names = _names_recomputed(self.tree(claim_id))
                # What a row prints beside its own figure is recomputed from nothing.
                sources[claim_id] = sorted({name.id for name in names if not (name.part and name.id == claim_id)})
        while True:
            try:
                TopologicalSorter(sources).prepare()
                return found
            except CycleError as error:
                way = error.args[1][-2::-1]  # each before what it is recomputed from
                start = way.index(next(claim_id for claim_id in self if claim_id in way))
                way = [*way[start:], *way[: start + 1]]
                found |= dict.fromkeys(way, way)
                sources[way[-2]].remove(way[-1])

    def tree(self, claim_id: str) -> Node:
        """The calculation of a claim, read; CalculationError if it cannot be, or uses an id or a word that is not
        known.
        """
        if claim_id not in self.trees:
            self.trees[claim_id] = self.read(self[claim_id].calculation, claim_id)
        return self.trees[claim_id]

    def read(self, calculation: str, claim_id: str) -> Node:
        """A calculation of a claim, read, with a part for every id that one with a star stands for."""
        tree = self._spread(parse(calculation), claim_id)
        for part in parts(tree):
            self._check_known(part)
        return tree

    def _spread(self, node: Node, claim_id: str) -> Node:
        """A part in which each argument with a star stands as often as there are rows that it can mean."""
        if "*" not in node.text or isinstance(node, Name):
            return node
        if isinstance(node, Negative):
            return replace(node, inner=self._spread(node.inner, claim_id))
        if isinstance(node, Binary):
            return replace(node, left=self._spread(node.left, claim_id), right=self._spread(node.right, claim_id))
        if not isinstance(node, Call):
            return node
        arguments: list[Node] = []
        for argument in (self._spread(part, claim_id) for part in node.arguments):
            stars = [name.id for name in parts(argument) if isinstance(name, Name) and "*" in name.id]
            if not stars or node.function not in SPREADING:
                arguments.append(argument)
                continue
            ids = "|".join(map(re.escape, sorted(stars, key=len, reverse=True)))
            for value in self._stands_for(stars, claim_id):
                named = partial(lambda found, value: found[0].replace("*", value), value=value)
                arguments.append(parse(re.sub(rf"(?<!\w)(?:{ids})(?!\w)", named, argument.text)))
        return replace(node, arguments=tuple(arguments))

    def _stands_for(self, stars: list[str], claim_id: str) -> list[str]:
        """What the star can stand for, so that every id with a star is that of a row; headings of tables are none."""
        start, _, end = stars[0].partition("*")
        found = [
            name[len(start) : len(name) - len(end)]
            for name, claim in self.items()
            if name.startswith(start) and name.endswith(end) and len(name) > len(start + end)
            if name != claim_id and "/heading/" not in claim.where
        ]
        found = [value for value in found if all(star.replace("*", value) in self for star in stars)]
        if not found:
            raise CalculationError(f'uses "{stars[0]}", which no claim\'s id is like.')
        return found

    def _check_known(self, part: Node) -> None:
        if isinstance(part, Name) and "*" in part.id:
            raise CalculationError(f'uses "{part.id}" where one row is meant; it can stand in {", ".join(SPREADING)}.')
        if isinstance(part, Name) and part.id not in self:
            raise CalculationError(f'uses "{part.id}", which is no claim\'s id. {did_you_mean(part.id, self)}'.strip())
        if isinstance(part, Call) and part.function not in VOCABULARY:
            raise CalculationError(
                f'uses the word "{part.function}", which is not known. {did_you_mean(part.function, VOCABULARY)}'
                f"The words are {', '.join(VOCABULARY)}."
            )
        if isinstance(part, Call):
            _check_number_of_arguments(VOCABULARY[part.function], part)

    def outcome(self, claim_id: str) -> Quantity | Truth | Attainment:
        """What the calculation of a claim comes to."""
        if claim_id in self.circles:
            raise CalculationError(f"goes in a circle: {' -> '.join(self.circles[claim_id])}.")
        if claim_id not in self._outcomes:
            self._outcomes[claim_id] = Evaluation(self, claim_id).evaluate(self.tree(claim_id))
        return self._outcomes[claim_id]

    def printed(self, claim_id: str, part: str = "") -> Printed:
        """What a claim prints, as a figure, or a part of it; ValueError if it prints none."""
        printed = parse_printed(self[claim_id].printed)
        if printed.kind == "count" and self[claim_id].calculation.lstrip().startswith(("mean_of", "sd_of")):
            printed = replace(printed, kind="number")  # a mean is rounded though printed without decimals
        if part and part not in printed.parts:
            has = f"its parts are {', '.join(printed.parts)}" if printed.parts else "it prints one figure"
            raise CalculationError(f'asks "{claim_id}" for "{part}": {has}.')
        return printed.parts[part] if part else printed


class Evaluation:
    """One claim's calculation under way."""

    def __init__(self, claims: Claims, claim_id: str):
        self.claims = claims
        try:
            self.own = claims.printed(claim_id)
        except ValueError:
            self.own = None

    def evaluate(self, node: Node) -> Quantity | Truth | Attainment:
        """The value of a part of the calculation."""
        if isinstance(node, Number):
            return Quantity.exactly(node.value)
        if isinstance(node, Name):
            return self._named(node)
        if isinstance(node, Negative):
            return -quantities(self, (node.inner,))[0]
        if isinstance(node, Binary):
            return self._joined(node)
        if isinstance(node, Word):
            raise CalculationError(f'uses "{node.text}" as a number, which it is not.')
        return self._called(node)

    def printed(self, node: Node) -> Printed:
        """What the claim that a part names prints."""
        self._must_name(node)
        try:
            printed = self.claims.printed(node.id, node.part)
        except CalculationError:
            raise
        except ValueError:
            raise CalculationError(f'uses "{node.id}", whose printed text is no number.') from None
        if printed.cannot:
            raise CalculationError(f'uses "{node.id}", whose printed figure cannot be.')
        return printed

    def outcome(self, node: Node) -> Quantity | Truth | Attainment:
        """What the calculation of the claim that a part names comes to."""
        self._must_name(node)
        if not self.claims[node.id].calculation:
            raise CalculationError(f'uses what "{node.id}" finds, but that claim has no calculation.')
        return self.claims.outcome(node.id)

    def _must_name(self, node: Node) -> None:
        if not isinstance(node, Name):
            raise CalculationError(f'needs the id of a claim where "{node.text}" stands.')

    def _named(self, node: Name) -> Quantity | Truth:
        try:
            printed = self.printed(node)
        except CalculationError:
            value = self.claims.outcome(node.id) if self.claims[node.id].calculation and not node.part else None
            if isinstance(value, Truth):
                return value
            raise
        return Quantity(printed.face, printed.as_input)

    def _joined(self, node: Binary) -> Quantity | Truth:
        if node.compares:
            return compared(self, node.left, node.sign, node.right)
        try:
            return _ARITHMETIC[node.sign](*quantities(self, (node.left, node.right)))
        except ZeroDivisionError:
            raise CalculationError(f'divides by "{node.right.text}", which may be zero.') from None

    def _called(self, node: Call) -> Quantity | Truth | Attainment:
        try:
            parameters, _ = _parameters(VOCABULARY[node.function])
            parameters += [parameters[-1]] * (len(node.arguments) - len(parameters)) if parameters else []
            given = [READERS[one.annotation](self, part) for one, part in zip(parameters, node.arguments)]
            options = {name: OPTION_READERS[name](self, part) for name, part in node.options}
            return VOCABULARY[node.function](self, *given, **options)
        except (CalculationError, StudyError):
            raise
        except ValueError as error:
            raise CalculationError(f"cannot be carried out: {error}") from None
        except (TypeError, IndexError, ZeroDivisionError, OverflowError, MemoryError):
            raise CalculationError(f"cannot be carried out: {node.function} fails with these figures.") from None


def _names_recomputed(node: Node, in_check: bool = False) -> set[Name]:
    """Names of which more is asked than what they print: outside checks, and where sizes of groups are asked for."""
    if isinstance(node, Name):
        return set() if in_check else {node}
    if isinstance(node, Call):
        in_check = node.function in CHECKS or (in_check and node.function not in ("first_part", "second_part"))
    return {name for part in children(node) for name in _names_recomputed(part, in_check)}


def _parameters(function: Callable) -> tuple[list[Parameter], list[str]]:
    """What a word takes by place, and the names of what it takes by name."""
    _, *every = _signature(function).parameters.values()
    by_name = [parameter.name for parameter in every if parameter.kind is Parameter.KEYWORD_ONLY]
    return every[: len(every) - len(by_name)], by_name


def _check_number_of_arguments(function: Callable, node: Call) -> None:
    parameters, by_name = _parameters(function)
    for name, _ in node.options:
        if name not in by_name:
            raise CalculationError(f"gives {node.function} {name}, which it does not take.")
        if [option for option, _ in node.options].count(name) > 1:
            raise CalculationError(f"gives {node.function} {name} twice.")
    needed = [parameter.name for parameter in parameters if parameter.kind is not Parameter.VAR_POSITIONAL]
    open_ended = len(needed) < len(parameters)
    if len(node.arguments) < len(needed) or (not open_ended and len(node.arguments) > len(needed)):
        at_least = "at least " if open_ended else ""
        raise CalculationError(
            f"gives {node.function} {len(node.arguments)} arguments; it takes {at_least}{len(needed)}: "
            f"{', '.join(needed)}."
        )
