"""What a calculation can come to: a quantity, the truth of a sentence, or the outcome of a check on whole numbers; and
what its words may ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from prepost.audit.intervals import Interval
from prepost.audit.language import CalculationError, Node
from prepost.audit.printed import Printed


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
    found, plausible : int or None
        How many answer sets (or pairs of them) give it, and how many of plausible shape; None if that is not the
        question.
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
    found: int | None = None
    plausible: int | None = None
    pass_rate: float | None = None
    low: Fraction | float | None = None
    high: Fraction | float | None = None
    alternatives: tuple[str, ...] = ()
    parts: tuple[int, int] | None = None


class Context(Protocol):
    """What a word may ask of the evaluator that calls it."""

    own: Printed | None

    def evaluate(self, node: Node) -> Quantity | Truth | Attainment:
        """The value of a part of the calculation."""

    def printed(self, node: Node) -> Printed:
        """What the claim that a part names prints."""

    def outcome(self, node: Node) -> Quantity | Truth | Attainment:
        """What the calculation of the claim that a part names comes to."""

    def scale(self) -> tuple[int, int]:
        """Lowest and highest point of the study's answer scale."""


def quantities(context: Context, nodes: Sequence[Node]) -> list[Quantity]:
    """The values of parts of a calculation that must be numbers."""
    values = [context.evaluate(node) for node in nodes]
    for node, value in zip(nodes, values):
        if not isinstance(value, Quantity):
            raise CalculationError(f'uses "{node.text}" as a number, which it is not.')
    return values


def whole(context: Context, node: Node, least: int = 1) -> int:
    """The value of a part of a calculation that must be a whole number."""
    face = quantities(context, (node,))[0].face
    if face.denominator != 1 or face < least:
        raise CalculationError(f'needs a whole number of at least {least} in "{node.text}".')
    return int(face)
