"""What a calculation can come to: a quantity, the truth of a sentence, or the outcome of a check on whole numbers; and
how its words ask for numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from prepost.audit.intervals import Interval
from prepost.audit.language import CalculationError, Node

if TYPE_CHECKING:
    from prepost.audit.evaluate import Evaluation


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
