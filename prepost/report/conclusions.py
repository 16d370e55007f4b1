"""What a discussion may conclude: sentences about gains at once and later, and an article's findings beside what the answers give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prepost.report.sentences import differences
from prepost.report.show import ledger_link
from prepost.report.wording import capital, in_words, plural

if TYPE_CHECKING:
    import pandas as pd

    from prepost.report.effects import Effect

__all__ = ["Finding", "Gains", "conclusion", "findings_table", "findings_title", "gains", "lasting_sentence"]


@dataclass(frozen=True)
class Gains:
    """How many statements of a comparison differ significantly, and which way.

    Attributes
    ----------
    higher, lower : int
        Statements on which the second group is significantly higher, or lower.
    total : int
        Statements that could be compared.
    """

    higher: int
    lower: int
    total: int


def gains(effects: Sequence[Effect]) -> Gains:
    """Count the significant differences of a comparison by direction.

    Parameters
    ----------
    effects : sequence of Effect
        Statements under one comparison; those with too few answers are left out.
    """
    made = [effect for effect in effects if effect.is_defined]
    signs = [effect.rank_biserial.value for effect in made if effect.significant]
    return Gains(sum(sign > 0 for sign in signs), sum(sign < 0 for sign in signs), len(made))


def lasting_sentence(early: Sequence[Effect], late: Sequence[Effect], equivalent: int) -> str:
    """What was seen at once, what was seen later, and whether its absence later is shown or merely not excluded.

    Parameters
    ----------
    early, late : sequence of Effect
        The statements under the comparison made at once, and under the one made later.
    equivalent : int
        Statements on which the later comparison shows that no difference that matters is left (an equivalence test).

    Returns
    -------
    str
        Full sentences.
    """
    parts = [f"{capital(effects[0].label)}, answers were {differences(effects)}." for effects in (early, late) if effects]
    later = gains(late)
    silent = later.total - later.higher - later.lower
    if silent and later.total:
        absent = "none" if equivalent == 0 else in_words(equivalent)
        parts.append(
            f"Not significant is not the same as no difference: that no difference worth having is left is shown on {absent} of the "
            f"{in_words(later.total)} {plural(later.total, 'statement')}.")
    return " ".join(parts)


def conclusion(early: Sequence[Effect], late: Sequence[Effect]) -> str:
    """The shortest true statement of what happened at once and what was left of it.

    Parameters
    ----------
    early, late : sequence of Effect
        As for `lasting_sentence`.

    Returns
    -------
    str
        A clause that can follow "In these answers".
    """
    at_once, later = gains(early), gains(late)
    if not at_once.total or not later.total:
        return "too few were given to conclude anything"
    return f"{_AT_ONCE[_direction(at_once)]}, and {_left(_direction(at_once), _direction(later))}"


_AT_ONCE = {
    "up": "some ratings rose significantly at once",
    "down": "some ratings fell significantly at once",
    "both": "some ratings rose significantly at once and others fell",
    "none": "no rating changed significantly at once",
}
_LATER = {
    "up": "some stood significantly higher later",
    "down": "some stood significantly lower later",
    "both": "later some stood significantly higher and others lower",
    "none": "none differed significantly later",
}


def _direction(found: Gains) -> str:
    if found.higher and found.lower:
        return "both"
    return "up" if found.higher else "down" if found.lower else "none"


def _left(at_once: str, later: str) -> str:
    """A rise that is not seen again later may still be there: the sentence must leave that open."""
    return "it is not shown that any of the rise was left later" if (at_once, later) == ("up", "none") else _LATER[later]


@dataclass(frozen=True)
class Finding:
    """A finding of an article beside what the answers give.

    Attributes
    ----------
    says : str
        The finding in a few words.
    claim : str
        Id of its row in the ledger; blank where it has none.
    found : str
        What the answers give, in words chosen by the numbers.
    follows : bool
        Whether the finding follows from that.
    """

    says: str
    claim: str
    found: str
    follows: bool


def findings_table(findings: Sequence[Finding], ledger: str) -> pd.DataFrame:
    """Findings as a table: what the article says, what was found here, whether the first follows.

    Parameters
    ----------
    findings : sequence of Finding
        In the order to show.
    ledger : str
        Address of the page with the ledger.

    Returns
    -------
    pandas.DataFrame of text
    """
    import pandas as pd

    rows = [
        [ledger_link(finding.claim, finding.says, ledger) if finding.claim else finding.says, capital(finding.found),
         "yes" if finding.follows else "no"]
        for finding in findings
    ]
    return pd.DataFrame(rows, columns=["The article finds", "Here", "Does it follow?"], dtype=object)


def findings_title(findings: Sequence[Finding]) -> str:
    """How many of an article's findings follow, as a title.

    Examples
    --------
    >>> findings_title([Finding("a rise", "", "a rise", True), Finding("no fall", "", "a fall", False)])
    'One of two findings follows from the answers and records used here'
    >>> findings_title([Finding("a rise", "", "a rise", True)])
    'The one finding follows from the answers and records used here'
    """
    total, follow = len(findings), sum(finding.follows for finding in findings)
    rest = "from the answers and records used here"
    if total == 1:
        return f"The one finding {'follows' if follow else 'does not follow'} {rest}"
    if follow in (0, total):
        return f"{'All' if follow else 'None of the'} {in_words(total)} findings {'follow' if follow else 'follows'} {rest}"
    return f"{capital(in_words(follow))} of {in_words(total)} findings {'follows' if follow == 1 else 'follow'} {rest}"
