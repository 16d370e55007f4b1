"""The small language of calculations: arithmetic and comparisons over claims, and calls of a fixed vocabulary.

A calculation such as `pre_questionnaires / attendances` or `significant_at(health_p, 0.05 / 3)` is read into a tree.
Nothing of Python is evaluated: the tree knows numbers, names, `+ - * /`, comparisons and calls, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

__all__ = [
    "Binary",
    "CalculationError",
    "Call",
    "Name",
    "Negative",
    "Node",
    "Number",
    "children",
    "names_in",
    "parse",
    "parts",
]

MOST_TOKENS = 500
DEEPEST = 60
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+(?:\.\d*)?|\.\d+)%?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|==|!=|[-+*/(),<>=\u2212]))"
)
_COMPARISONS = {"<", "<=", ">", ">=", "=", "==", "!="}


class CalculationError(ValueError):
    """A calculation that cannot be read or carried out; the message is the end of a sentence, such as "names no
    claim".
    """


@dataclass(frozen=True)
class Node:
    """A part of a calculation, with the text it was read from."""

    text: str


@dataclass(frozen=True)
class Number(Node):
    """A number written in the calculation: exact, `5%` is 0.05."""

    value: Fraction


@dataclass(frozen=True)
class Name(Node):
    """Another claim's id."""

    id: str


@dataclass(frozen=True)
class Negative(Node):
    """A minus sign before a part."""

    inner: Node


@dataclass(frozen=True)
class Binary(Node):
    """Two parts joined by an arithmetic sign or a comparison."""

    sign: str
    left: Node
    right: Node

    @property
    def compares(self) -> bool:
        """Whether the sign is a comparison."""
        return self.sign in _COMPARISONS


@dataclass(frozen=True)
class Call(Node):
    """A word of the vocabulary with its arguments."""

    function: str
    arguments: tuple[Node, ...]


def parse(calculation: str) -> Node:
    """Read a calculation.

    Parameters
    ----------
    calculation : str
        The text as it stands in the register.

    Returns
    -------
    Node
        Its tree: products bind before sums, sums before comparisons.

    Raises
    ------
    CalculationError
        Where it cannot be read; the message names the place.

    Examples
    --------
    >>> tree = parse("(answered + 2) / invited")
    >>> tree.sign, tree.left.text, sorted(names_in(tree))
    ('/', '(answered + 2)', ['answered', 'invited'])
    """
    return _Reader(calculation).whole()


def names_in(node: Node) -> set[str]:
    """Ids of the claims that a calculation uses.

    Examples
    --------
    >>> sorted(names_in(parse("2 * answered / invited")))
    ['answered', 'invited']
    """
    return {part.id for part in parts(node) if isinstance(part, Name)}


def children(node: Node) -> tuple[Node, ...]:
    """The parts that a part is made of, from left to right."""
    if isinstance(node, Negative):
        return (node.inner,)
    if isinstance(node, Binary):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


def parts(node: Node) -> Iterator[Node]:
    """A part and everything that it is made of, from left to right.

    Examples
    --------
    >>> [part.text for part in parts(parse("answered / 2"))]
    ['answered / 2', 'answered', '2']
    """
    yield node
    for child in children(node):
        yield from parts(child)


class _Reader:
    """One pass over the tokens, one method for each level of binding."""

    def __init__(self, text: str):
        self.text = text
        self.tokens = list(islice(self._tokens(), MOST_TOKENS + 1))
        if len(self.tokens) > MOST_TOKENS:
            raise CalculationError(f"has more than {MOST_TOKENS} numbers, names and signs.")
        self.position = 0
        self.depth = 0

    def whole(self) -> Node:
        tree = self._comparison()
        kind, token, start, _ = self._next
        if kind != "end":
            raise CalculationError(f'has "{token}" at character {start + 1}, where it should end.')
        return tree

    def _tokens(self):
        place = 0
        while self.text[place:].strip():
            match = _TOKEN.match(self.text, place)
            if not match:
                place += len(self.text[place:]) - len(self.text[place:].lstrip())
                raise CalculationError(
                    f'holds "{self.text[place]}" at character {place + 1}, which has no meaning here.'
                )
            kind = match.lastgroup
            yield kind, match[kind].replace("\u2212", "-"), match.start(kind), match.end(kind)
            place = match.end()
        yield "end", "", len(self.text), len(self.text)

    @property
    def _next(self):
        return self.tokens[self.position]

    def _take(self, *signs: str) -> str | None:
        kind, token, _, _ = self._next
        if kind == "sign" and token in signs:
            self.position += 1
            return token
        return None

    def _span(self, first: int) -> str:
        return self.text[self.tokens[first][2] : self.tokens[self.position - 1][3]]

    def _comparison(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise CalculationError(f"has more than {DEEPEST} brackets within each other.")
        first = self.position
        left = self._joined(("+", "-"), lambda: self._joined(("*", "/"), self._signed))
        sign = self._take(*_COMPARISONS)
        if sign:
            right = self._joined(("+", "-"), lambda: self._joined(("*", "/"), self._signed))
            left = Binary(self._span(first), "=" if sign == "==" else sign, left, right)
        self.depth -= 1
        return left

    def _joined(self, signs: tuple[str, ...], inner) -> Node:
        first = self.position
        left = inner()
        while sign := self._take(*signs):
            right = inner()
            left = Binary(self._span(first), sign, left, right)
        return left

    def _signed(self) -> Node:
        first, negative = self.position, False
        while sign := self._take("-", "+"):
            negative ^= sign == "-"
        inner = self._single()
        return Negative(self._span(first), inner) if negative else inner

    def _single(self) -> Node:
        kind, token, start, _ = self._next
        first = self.position
        self.position += 1
        if kind == "number":
            value = Fraction(token.removesuffix("%")) / (100 if token.endswith("%") else 1)
            return Number(token, value)
        if kind == "name":
            return Call(*self._call(first, token)) if self._take("(") else Name(token, token)
        if token == "(":
            inner = self._comparison()
            self._close(")")
            return _with_text(inner, self._span(first))
        where = "ends" if kind == "end" else f'has "{token}" at character {start + 1}'
        raise CalculationError(f"{where} where a number, a claim or a bracket is expected.")

    def _call(self, first: int, function: str):
        arguments = []
        if not self._take(")"):
            arguments.append(self._comparison())
            while self._take(","):
                arguments.append(self._comparison())
            self._close(")")
        return self._span(first), function, tuple(arguments)

    def _close(self, bracket: str) -> None:
        if not self._take(bracket):
            kind, token, start, _ = self._next
            where = "ends" if kind == "end" else f'has "{token}" at character {start + 1}'
            raise CalculationError(f'{where} where "{bracket}" is expected.')


def _with_text(node: Node, text: str) -> Node:
    return type(node)(text, *(getattr(node, name) for name in node.__dataclass_fields__ if name != "text"))
