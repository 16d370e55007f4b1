"""The small language of calculations: arithmetic and comparisons over claims, and calls of a fixed vocabulary.

A calculation such as `pre_questionnaires / attendances` or `significant_at(health_p, 0.05 / 3)` is read into a tree.
Python reads the text but evaluates nothing of it: the tree knows numbers, names, `+ - * /`, comparisons and calls, and nothing else.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, zip_longest

MOST_WORDS = 500
MOST_DIGITS = 200
DEEPEST = 60
OPTIONS = frozenset({"most_blank", "items", "tails", "level", "welch", "continuity", "method"})
"""What a word may be given by name, as in `mean_of(n, most_blank=3)`."""
_ARITHMETIC = {"+", "-", "*", "/"}
_COMPARISONS = {"<", "<=", ">", ">=", "=", "!="}
_SAME_SIGN = {"\u2212": "-", "==": "="}
_STRAY = re.compile(r"[^A-Za-z0-9_.%\s+*/(),<>=!\u2212\"-]|,(?=\s*\))")
_WORDS = re.compile(r"[A-Za-z0-9_.%]+|[<>=!]=|\S")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)%?")
_SIGN = re.compile(r"[^()\s]+")
_STAR = re.compile(
    r"(?<=_)\*(?=\w|[\s,)]|$)|(?<=\()\*(?=_)|(?<=, )\*(?=_)|(?<=,)\*(?=_)|^\*(?=_)|(?<=[-+/<>=] )\*(?=_)"
)
"""A star that stands for a part of an id, as in `*_pre` and `know_*_post`, not for a product."""
# Python's spelling, at the same places of the text: "5%" as a number of its own, "=" as any comparison and a star in an
# id as a letter, since the number, the sign and the id are then read from the text.
_SPELLING = (
    (_STAR, "W"),
    (re.compile(r"\s"), " "),
    (re.compile("\u2212"), "-"),
    (re.compile(r"(?<![<>=!])=(?!=)"), "<"),
    (re.compile(r"(?<![A-Za-z0-9_.])([0-9]+(?:\.[0-9]*)?|\.[0-9]+)%"), r"\1j"),
)


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
    """Another claim's id, and perhaps the part that is meant of what it prints, as in `test.p`.

    An id with a star stands for all ids that are alike but for what the star stands for.
    """

    id: str
    part: str = ""


@dataclass(frozen=True)
class Word(Node):
    """A setting that is no number: `true`, `false`, or a word in quotation marks."""

    value: str


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
    """A word of the vocabulary with its arguments, and those given by name."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Node], ...] = ()


def parse(calculation: str) -> Node:
    """Read a calculation.

    Parameters
    ----------
    calculation : str
        The text as it stands in claims.csv.

    Returns
    -------
    Node
        Its tree: products bind before sums, sums before comparisons.

    Raises
    ------
    CalculationError
        If it cannot be read; the message names the place.

    Examples
    --------
    >>> tree = parse("(answered + 2) / invited")
    >>> tree.sign, tree.left.text, sorted(names_in(tree))
    ('/', '(answered + 2)', ['answered', 'invited'])
    """
    text = calculation.strip()
    if stray := _STRAY.search(text):
        raise _meaningless(stray[0], stray.start())
    if any(len(word) > MOST_DIGITS for word in re.findall(r"[\d.]+", text)):
        raise CalculationError(f"has a number of more than {MOST_DIGITS} digits.")
    if len(_WORDS.findall(text)) > MOST_WORDS:
        raise CalculationError(f"has more than {MOST_WORDS} numbers, names and signs.")
    if max(accumulate((sign == "(") - (sign == ")") for sign in text), default=0) > DEEPEST:
        raise CalculationError(f"has more than {DEEPEST} brackets within each other.")
    source = text
    for pattern, instead in _SPELLING:
        source = pattern.sub(instead, source)
    try:
        with warnings.catch_warnings(action="ignore"):
            found = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        place = error.offset or 0  # none at the end of the text
        if not 0 < place <= len(text):
            raise CalculationError("ends before it is complete.") from None
        raise CalculationError(f'cannot be read from character {place} on: "{text[place - 1 :][:40]}".') from None
    return _tree(text, found, 0, len(text))


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
    return (*node.arguments, *(value for _, value in node.options)) if isinstance(node, Call) else ()


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


def _tree(text: str, found: ast.expr, start: int, end: int) -> Node:
    """Read a node of Python's tree that stands, with the brackets around it, between two places of the text."""
    shown = text[start:end].strip()
    own = text[found.col_offset : found.end_col_offset]
    if isinstance(found, ast.Constant) and _NUMBER.fullmatch(own):
        return Number(shown, Fraction(own.removesuffix("%")) / (100 if own.endswith("%") else 1))
    if isinstance(found, ast.Constant) and isinstance(found.value, str) and own == f'"{found.value}"':
        return Word(shown, found.value)
    if isinstance(found, ast.Name) and own in ("true", "false"):
        return Word(shown, own)
    if isinstance(found, ast.Name) and _STAR.sub("W", own) == found.id:
        return Name(shown, own)
    if isinstance(found, ast.Attribute) and isinstance(found.value, ast.Name):
        name, _, part = own.partition(".")
        if _STAR.sub("W", name) == found.value.id and part == found.attr:
            return Name(shown, name, part)
    if isinstance(found, ast.UnaryOp) and isinstance(found.op, (ast.UAdd, ast.USub)):
        return _signed(text, found, shown)
    if isinstance(found, ast.BinOp):
        return _joined(text, found, found.left, found.right, _ARITHMETIC, shown)
    if isinstance(found, ast.Compare) and len(found.ops) == 1:
        return _joined(text, found, found.left, found.comparators[0], _COMPARISONS, shown)
    named = isinstance(found, ast.Call) and isinstance(found.func, ast.Name) and own.startswith(found.func.id)
    if named and not found.keywords:
        given = list(_arguments(text, found))
        options = [part for part in given if _is_option(part)]
        return Call(
            shown,
            found.func.id,
            tuple(part for part in given if part not in options),
            tuple((part.left.id, part.right) for part in options),
        )
    raise _meaningless(own, found.col_offset)


def _signed(text: str, found: ast.UnaryOp, shown: str) -> Node:
    """Signs in a row come to one or none: the depth of the tree is that of the brackets."""
    inner, start, negative = found, found.col_offset, False
    while isinstance(inner, ast.UnaryOp) and isinstance(inner.op, (ast.UAdd, ast.USub)) and start == inner.col_offset:
        negative ^= isinstance(inner.op, ast.USub)
        start += 1 + len(text[start + 1 :]) - len(text[start + 1 :].lstrip())
        inner = inner.operand
    tree = _tree(text, inner, start, found.end_col_offset)
    return Negative(shown, tree) if negative else tree


def _joined(text: str, found: ast.expr, left: ast.expr, right: ast.expr, signs: set[str], shown: str) -> Binary:
    """Between two parts stand a sign and perhaps brackets; the sign is read from the text, where it is as written."""
    match = _SIGN.search(text, left.end_col_offset, right.col_offset)
    sign = _SAME_SIGN.get(match[0], match[0])
    if sign not in signs:
        raise _meaningless(match[0], match.start())
    return Binary(
        shown,
        sign,
        _tree(text, left, found.col_offset, match.start()),
        _tree(text, right, match.end(), found.end_col_offset),
    )


def _arguments(text: str, call: ast.Call) -> Iterator[Node]:
    start = text.index("(", call.func.end_col_offset) + 1
    for argument, after in zip_longest(call.args, call.args[1:]):
        end = text.index(",", argument.end_col_offset) if after else call.end_col_offset - 1
        yield _tree(text, argument, start, end)
        start = end + 1


def _is_option(part: Node) -> bool:
    named = isinstance(part, Binary) and part.sign == "=" and isinstance(part.left, Name)
    return named and part.left.id in OPTIONS


def _meaningless(part: str, place: int) -> CalculationError:
    return CalculationError(f'holds "{part}" at character {place + 1}, which has no meaning here.')
