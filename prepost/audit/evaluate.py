"""Carrying out a calculation: the tree of one claim, with the printed values of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, signature

from prepost.audit.intervals import Interval
from prepost.audit.language import (
    Binary,
    CalculationError,
    Call,
    Name,
    Negative,
    Node,
    Number,
    children,
    names_in,
    parse,
    parts,
)
from prepost.audit.printed import Printed, parse_printed
from prepost.audit.values import Attainment, Quantity, Truth
from prepost.audit.vocabulary import CHECKS, VOCABULARY, compared
from prepost.study.claims import Claim
from prepost.study.faults import StudyError, did_you_mean

__all__ = ["Claims", "circle"]


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
        self._under_way: list[str] = []

    def tree(self, claim_id: str) -> Node:
        """The calculation of a claim, read; CalculationError if it cannot be, or uses an id or a word that is not
        known.
        """
        if claim_id not in self.trees:
            tree = parse(self[claim_id].calculation)
            for part in parts(tree):
                self._check_known(part)
            self.trees[claim_id] = tree
        return self.trees[claim_id]

    def _check_known(self, part: Node) -> None:
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
        if claim_id in self._under_way:
            raise CalculationError(f"goes in a circle: {' -> '.join([*self._under_way, claim_id])}.")
        if claim_id not in self._outcomes:
            self._under_way.append(claim_id)
            try:
                self._outcomes[claim_id] = Evaluation(self, claim_id).evaluate(self.tree(claim_id))
            finally:
                self._under_way.pop()
        return self._outcomes[claim_id]

    def printed(self, claim_id: str) -> Printed:
        """What a claim prints, as a figure; ValueError if it prints none."""
        return parse_printed(self[claim_id].printed)


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
            inner = self._number(node.inner)
            return Quantity(-inner.face, -inner.range)
        if isinstance(node, Binary):
            return self._joined(node)
        return self._called(node)

    def printed(self, node: Node) -> Printed:
        """What the claim that a part names prints."""
        self._must_name(node)
        try:
            return self.claims.printed(node.id)
        except ValueError:
            raise CalculationError(f'uses "{node.id}", whose printed text is no number.') from None

    def outcome(self, node: Node) -> Quantity | Truth | Attainment:
        """What the calculation of the claim that a part names comes to."""
        self._must_name(node)
        if not self.claims[node.id].calculation:
            raise CalculationError(f'uses what "{node.id}" finds, but that claim has no calculation.')
        return self.claims.outcome(node.id)

    def scale(self) -> tuple[int, int]:
        """Lowest and highest point of the study's answer scale."""
        return self.claims.read_scale()

    def _must_name(self, node: Node) -> None:
        if not isinstance(node, Name):
            raise CalculationError(f'needs the id of a claim where "{node.text}" stands.')

    def _named(self, node: Name) -> Quantity | Truth:
        try:
            printed = self.claims.printed(node.id)
        except ValueError:
            value = self.claims.outcome(node.id) if self.claims[node.id].calculation else None
            if isinstance(value, Truth):
                return value
            raise CalculationError(f'uses "{node.id}", whose printed text is no number.') from None
        return Quantity(printed.face, printed.as_input)

    def _number(self, node: Node) -> Quantity:
        value = self.evaluate(node)
        if not isinstance(value, Quantity):
            raise CalculationError(f'uses "{node.text}" as a number, which it is not.')
        return value

    def _joined(self, node: Binary) -> Quantity | Truth:
        if node.compares:
            return compared(self, node.left, node.sign, node.right)
        left, right = self._number(node.left), self._number(node.right)
        try:
            return Quantity(
                _arithmetic(node.sign, left.face, right.face), _arithmetic(node.sign, left.range, right.range)
            )
        except ZeroDivisionError:
            raise CalculationError(f'divides by "{node.right.text}", which may be zero.') from None

    def _called(self, node: Call) -> Quantity | Truth | Attainment:
        try:
            return VOCABULARY[node.function](self, *node.arguments, **dict(node.options))
        except (CalculationError, StudyError):
            raise
        except ValueError as error:
            raise CalculationError(f"cannot be carried out: {error}") from None
        except (TypeError, IndexError, ZeroDivisionError, OverflowError, MemoryError):
            raise CalculationError(f"cannot be carried out: {node.function} fails with these figures.") from None


def circle(claims: Claims) -> list[str] | None:
    """Claims that are recomputed from each other in a circle, the first one repeated at the end; None if there are
    none.

    A check on whole numbers asks what the other claims print and recomputes none of them, so it closes no circle.

    Examples
    --------
    >>> claims = {"a": Claim("a", "", "", "2", "b / 2", "", 2), "b": Claim("b", "", "", "4", "a * 2", "", 3)}
    >>> circle(Claims(claims, lambda: (1, 4)))
    ['a', 'b', 'a']
    """
    done: set[str] = set()
    for start in claims:
        trail: list[tuple[str, list[str]]] = [(start, _recomputed_from(claims, start))]
        while trail:
            claim_id, ahead = trail[-1]
            if claim_id in done or not ahead:
                done.add(claim_id)
                trail.pop()
                continue
            following = ahead.pop()
            path = [passed for passed, _ in trail]
            if following in path:
                return [*path[path.index(following) :], following]
            trail.append((following, _recomputed_from(claims, following)))
    return None


def _recomputed_from(claims: Claims, claim_id: str) -> list[str]:
    if not claims[claim_id].calculation:
        return []
    return sorted((_names_outside_checks(claims.tree(claim_id)) & set(claims)), reverse=True)


def _names_outside_checks(node: Node) -> set[str]:
    if isinstance(node, Call):
        if node.function in CHECKS:
            return set()
        return {name for part in children(node) for name in _names_outside_checks(part)}
    if isinstance(node, Binary):
        return _names_outside_checks(node.left) | _names_outside_checks(node.right)
    return _names_outside_checks(node.inner) if isinstance(node, Negative) else names_in(node)


def _arithmetic(sign: str, left, right):
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if isinstance(right, Interval) and right.low == right.high == 0:
        raise ZeroDivisionError
    return left / right


def _check_number_of_arguments(function: Callable, node: Call) -> None:
    every = list(signature(function).parameters.values())[1:]
    by_name = [parameter.name for parameter in every if parameter.kind is Parameter.KEYWORD_ONLY]
    for name, _ in node.options:
        if name not in by_name:
            raise CalculationError(f"gives {node.function} {name}, which it does not take.")
        if [option for option, _ in node.options].count(name) > 1:
            raise CalculationError(f"gives {node.function} {name} twice.")
    parameters = [parameter for parameter in every if parameter.kind is not Parameter.KEYWORD_ONLY]
    needed = [parameter.name for parameter in parameters if parameter.kind is not Parameter.VAR_POSITIONAL]
    open_ended = len(needed) < len(parameters)
    if len(node.arguments) < len(needed) or (not open_ended and len(node.arguments) > len(needed)):
        at_least = "at least " if open_ended else ""
        raise CalculationError(
            f"gives {node.function} {len(node.arguments)} arguments; it takes {at_least}{len(needed)}: "
            f"{', '.join(needed)}."
        )
