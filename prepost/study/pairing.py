"""Matching the forms of one person by a code: what could be matched, what could not, and the matched answers as counts.

Nothing is guessed: a blank code matches nothing, and a code that stands twice on one side is left out as ambiguous.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from prepost.study.settings import Comparison, Settings


@dataclass(frozen=True)
class MatchReport:
    """How the forms of a comparison could be matched.

    Attributes
    ----------
    comparison : str
    before, after : int
        Forms on the first and on the second side.
    paired : int
        People with exactly one form on each side.
    ambiguous : int
        Forms whose code stands more than once on a side, and the forms opposite them: none is paired.
    blank : int
        Forms without a code.
    only_before, only_after : int
        Forms whose code has none opposite it.
    """

    comparison: str
    before: int
    after: int
    paired: int
    ambiguous: int
    blank: int
    only_before: int
    only_after: int

    def __str__(self) -> str:
        return (
            f"{self.comparison}: {self.before} forms before, {self.after} after; {self.paired} pairs; "
            f"{self.ambiguous} forms with an ambiguous code, {self.blank} without a code, "
            f"{self.only_before} only before, {self.only_after} only after."
        )


def match(first: list[str], second: list[str]) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """Match two lists of codes.

    Parameters
    ----------
    first, second : list of str
        The codes of the forms on each side; "" if a form has none.

    Returns
    -------
    (list of (int, int), dict)
        Positions of the matched forms, in the order of `first`, and the numbers of a `MatchReport`.

    >>> match(["a", "b", "", "c", "c"], ["c", "a", "", "d"])[0]
    [(0, 1)]
    """
    counts = Counter(filter(None, first)), Counter(filter(None, second))
    doubled = {code for side in counts for code, times in side.items() if times > 1}
    place = {code: position for position, code in enumerate(second) if code}
    pairs = [
        (position, place[code]) for position, code in enumerate(first) if code and code not in doubled and code in place
    ]
    numbers = {
        "before": len(first),
        "after": len(second),
        "paired": len(pairs),
        "ambiguous": sum(code in doubled for code in (*first, *second)),
        "blank": sum(not code for code in (*first, *second)),
        "only_before": sum(bool(code) and code not in doubled and code not in counts[1] for code in first),
        "only_after": sum(bool(code) and code not in doubled and code not in counts[0] for code in second),
    }
    return pairs, numbers


def is_matched(settings: Settings, comparison: Comparison) -> bool:
    """Whether a comparison is made within persons: of a paired design, and of different waves."""
    return settings.design == "paired" and comparison.first.get("wave") != comparison.second.get("wave")


def matched_comparisons(settings: Settings) -> dict[str, Comparison]:
    """The comparisons that are made within persons."""
    return {name: planned for name, planned in settings.comparisons.items() if is_matched(settings, planned)}
