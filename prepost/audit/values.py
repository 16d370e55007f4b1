"""What a calculation can come to: a quantity, the truth of a sentence, or the outcome of a check on whole numbers; and
how its words ask for numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from prepost.audit.intervals import Interval
from prepost.audit.language import CalculationError, Name, Node, Word
from prepost.audit.p_values import MOST_BLANK

if TYPE_CHECKING:
    from prepost.audit.evaluate import Evaluation

Count = Whole = Two = int
"""Whole numbers from 0, from 1 and from 2 on, as `READERS` knows them."""


@dataclass(frozen=True)
class Quantity:
    """A number recomputed from printed ones.

    Attributes
    ----------
    face : fractions.Fraction
        The result with every printed number taken at its face.
    range : Interval
        All results that the printed numbers allow, each standing for every value that rounds to it.
    """

    face: Fraction
    range: Interval

    @classmethod
    def exactly(cls, value) -> Quantity:
        """A number without rounding."""
        return cls(Fraction(value), Interval.exactly(value))

    def __neg__(self) -> Quantity:
        return Quantity(-self.face, -self.range)

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.face + other.face, self.range + other.range)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.face - other.face, self.range - other.range)

    def __mul__(self, other: Quantity) -> Quantity:
        return Quantity(self.face * other.face, self.range * other.range)

    def __truediv__(self, other: Quantity) -> Quantity:
        return Quantity(self.face / other.face, self.range / other.range)


Rounded = Quantity
"""A mean, an SD or a statistic, as `READERS` knows them."""


@dataclass(frozen=True)
class Truth:
    """Whether a sentence holds.

    Attributes
    ----------
    value : bool or None
        None if the rounding of the printed numbers leaves it open.
    because : tuple of str
        Half sentences that say why, such as "p = 0.018 is not below 0.0167".
    """

    value: bool | None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attainment:
    """Whether whole numbers of people or answers give a printed figure.

    Attributes
    ----------
    possible : bool or None
        Whether some do; None if there are too many to go through.
    reason : str
        A sentence or two: what was searched, what was found.
    pass_rate : float or None
        Share of all figures with as many decimals that would have passed: 1 means that the check excludes nothing.
    low, high : fractions.Fraction or float or None
        Smallest and largest value that whole numbers attain, within what was printed or within the search.
    alternatives : tuple of str
        What whole numbers would give instead, if none gives the figure.
    parts : tuple of int or None
        Sizes of two groups, if the check finds them.
    """

    possible: bool | None
    reason: str
    pass_rate: float | None = None
    low: Fraction | float | None = None
    high: Fraction | float | None = None
    alternatives: tuple[str, ...] = ()
    parts: tuple[int, int] | None = None


def quantities(context: Evaluation, nodes: Sequence[Node]) -> list[Quantity]:
    """The values of parts of a calculation that must be numbers."""
    values = [context.evaluate(node) for node in nodes]
    for node, value in zip(nodes, values):
        if not isinstance(value, Quantity):
            raise CalculationError(f'uses "{node.text}" as a number, which it is not.')
    return values


def whole(context: Evaluation, node: Node, least: int = 1) -> int:
    """The value of a part of a calculation that must be a whole number."""
    face = quantities(context, (node,))[0].face
    if face.denominator != 1 or face < least:
        raise CalculationError(f'needs a whole number of at least {least} in "{node.text}".')
    return int(face)


def rounded(context: Evaluation, node: Node) -> Quantity:
    """The value of a part that is a mean, an SD or a statistic: rounded, as no count is, though printed without decimals."""
    [value] = quantities(context, (node,))
    return Quantity(value.face, context.printed(node).rounds_to) if isinstance(node, Name) else value


def truth(context: Evaluation, node: Node) -> Truth:
    """The value of a part of a calculation that must be a sentence."""
    value = context.evaluate(node)
    if not isinstance(value, Truth):
        raise CalculationError(f'uses "{node.text}" as a sentence, which it is not.')
    return value


def _most_blank(context: Evaluation, node: Node) -> int:
    face = quantities(context, (node,))[0].face
    if face.denominator != 1 or not 0 <= face <= MOST_BLANK:
        raise CalculationError(f"takes as most_blank a whole number from 0 to {MOST_BLANK}.")
    return int(face)


def _sides(context: Evaluation, node: Node) -> int:
    sides = whole(context, node)
    if sides not in (1, 2):
        raise CalculationError("takes as tails 1 or 2.")
    return sides


def _level(context: Evaluation, node: Node) -> Fraction:
    share = quantities(context, (node,))[0].face
    if not 0 < share < 1:
        raise CalculationError("takes as level a share such as 95%.")
    return share


def _is_true(context: Evaluation, node: Node) -> bool:
    if not isinstance(node, Word) or node.value not in ("true", "false"):
        raise CalculationError(f'needs true or false where "{node.text}" stands.')
    return node.value == "true"


READERS: dict[str, Callable] = {
    "Node": lambda context, node: node,
    "Printed": lambda context, node: context.printed(node),
    "Quantity": lambda context, node: quantities(context, (node,))[0],
    "Rounded": rounded,
    "Truth": truth,
    "Count": partial(whole, least=0),
    "Whole": whole,
    "Two": partial(whole, least=2),
}
"""How a part of a calculation is read as an argument of a word, by the annotation of that argument."""
OPTION_READERS: dict[str, Callable] = {
    "most_blank": _most_blank,
    "items": whole,
    "tails": _sides,
    "level": _level,
    **dict.fromkeys(("welch", "continuity"), _is_true),
    "method": lambda context, node: getattr(node, "value", None),
}
"""How what is given by name is read, by that name."""
