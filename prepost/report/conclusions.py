"""What a discussion may conclude: gains at once and later in words, an article's findings beside what the answers give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.compare import group_name
from prepost.report.robustness import equivalences
from prepost.report.sentences import differences, directions
from prepost.report.wording import capital, format_number, in_words, percent, plural, uncapital
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

    from prepost.study import Comparison, Study


def unsettled(study: Study, comparison: Comparison, effects: pd.DataFrame) -> pd.DataFrame:
    """The statements on which a comparison shows neither a difference nor that there is none worth having.

    Parameters
    ----------
    study : prepost.study.Study
        Its `equivalence_margin` says which differences are not worth having.
    comparison : Comparison
        The comparison.
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare` under this comparison.

    Returns
    -------
    pandas.DataFrame
        Some of these rows.
    """
    frame = equivalences(study, comparison)
    ruled_out = frame["statement"][frame["equivalent"].astype(bool)]
    return effects[~effects["significant"].fillna(False) & ~effects["statement"].isin(ruled_out)]


def margin_sentence(study: Study) -> str:
    """From which size on a difference is called worth having, and who chose that.

    Parameters
    ----------
    study : prepost.study.Study
        Its `equivalence_margin`, a distance of the probability of superiority from one half.
    """
    margin = study.equivalence_margin
    if not margin:
        return "No size is set from which on a difference would be worth having, so none can be ruled out."
    low, high = percent(0.5 - margin), percent(0.5 + margin)
    return (
        "A difference is called worth having here where an answer drawn from one group would be the higher one in more "
        f"than {high} or less than {low} of draws, ties shared: a margin of {format_number(margin, 2)} around one half. It is "
        "our choice, made for this report."
    )


def lasting_sentence(early: pd.DataFrame, late: pd.DataFrame, open_late: pd.DataFrame) -> str:
    """What was seen at once, what was seen later, and whether its absence later is shown or merely not excluded.

    Parameters
    ----------
    early, late : pandas.DataFrame
        Rows of `prepost.report.compare.compare` under the comparison made at once, and under the one made later.
    open_late : pandas.DataFrame
        What `unsettled` leaves of the later ones.

    Returns
    -------
    str
        Full sentences.
    """
    parts = [
        f"{capital(effects['label'].iloc[0])}, answers were {differences(effects)}."
        for effects in (early, late)
        if len(effects)
    ]
    if len(open_late):
        parts.append(
            f"Not significant is not the same as no difference: {_on(len(open_late), len(late))}, a difference worth "
            "having is neither shown nor ruled out."
        )
    return " ".join(parts)


def _on(some: int, total: int) -> str:
    """Such as "on two of the ten statements"."""
    if some == total:
        return f"on {_all(total, 'statement')}"
    return f"on {in_words(some)} of the {in_words(total)} statements"


def _all(n: int, noun: str) -> str:
    return {1: f"the one {noun}", 2: f"both {noun}s"}.get(n, f"all {in_words(n)} {noun}s")


def left_later(late: pd.DataFrame, open_late: pd.DataFrame) -> str:
    """Whether a gain is seen later, is ruled out, or is left open.

    Parameters
    ----------
    late, open_late : pandas.DataFrame
        As for `lasting_sentence`.

    Returns
    -------
    str
        A clause that can follow "In these answers".
    """
    higher, _, total = directions(late)
    if higher:
        return f"{_share(higher, total)} stood significantly higher later"
    if len(open_late):
        where = _on(len(open_late), len(late))
        return f"no rating stood significantly higher later, but {where} a gain worth having is not ruled out"
    return "no rating stood significantly higher later, and a gain worth having is ruled out"


def conclusion(early: pd.DataFrame, late: pd.DataFrame) -> str:
    """The shortest true statement of what happened at once and what was left of it.

    Parameters
    ----------
    early, late : pandas.DataFrame
        As for `lasting_sentence`.

    Returns
    -------
    str
        A clause that can follow "In these answers".
    """
    (higher, lower, total), (later_higher, later_lower, later_total) = directions(early), directions(late)
    if not total or not later_total:
        return "too few answers were given to conclude anything"
    first = _moved(directions(early), "rose significantly", "fell significantly", "no rating changed significantly")
    if higher and not lower and not later_higher and not later_lower:
        # A rise that is not seen again later may still be there: the sentence must leave that open.
        return f"{first} at once, and it is not shown that any of the rise was left later"
    second = _moved(
        directions(late), "stood significantly higher", "stood significantly lower", "none differed significantly"
    )
    return f"{first} at once, and {second} later"


def _moved(found: tuple[int, int, int], up: str, down: str, neither: str) -> str:
    higher, lower, total = found
    parts = [f"{_share(n, total)} {verb}" for n, verb in ((higher, up), (lower, down)) if n]
    return " and ".join(parts) or neither


def _share(n: int, total: int) -> str:
    """Such as "two of the ten ratings"."""
    return _all(n, "rating") if n == total else f"{in_words(n)} of the {in_words(total)} ratings"


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


def rise(says: str, claim: str, effects: pd.DataFrame) -> Finding:
    """The finding that some statement is significantly higher in the second group."""
    return Finding(says, claim, differences(effects), directions(effects)[0] > 0)


def no_rise(says: str, claim: str, effects: pd.DataFrame) -> Finding:
    """The finding that no statement is significantly higher in the second group."""
    return Finding(says, claim, differences(effects), directions(effects)[0] == 0)


def no_difference(says: str, claim: str, effects: pd.DataFrame) -> Finding:
    """The finding that no statement differs significantly between the groups, whichever way."""
    higher, lower, _ = directions(effects)
    return Finding(says, claim, differences(effects), higher + lower == 0)


def fall_short(says: str, claim: str, late: pd.DataFrame, open_late: pd.DataFrame) -> Finding:
    """The finding that there was no lasting gain: more than that none was significant, for it must be ruled out.

    Parameters
    ----------
    says, claim : str
        As for `Finding`.
    late, open_late : pandas.DataFrame
        As for `lasting_sentence`.
    """
    return Finding(says, claim, left_later(late, open_late), open_late.empty and not directions(late)[0])


def most(says: str, claim: str, count: int, n: int, people: str) -> Finding:
    """The finding that more than half of those asked said something."""
    return Finding(says, claim, f"{format_number(count, 0)} of {format_number(n, 0)} {people}", count > n / 2)


def short_of_difference(study: Study, comparison: Comparison, effects: pd.DataFrame) -> str:
    """How a comparison without a significant difference should be read: which way it leans, and what it could show.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    comparison : Comparison
        The comparison.
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare` under this comparison.

    Returns
    -------
    str
        Full sentences; the smallest changes that such groups could have shown are those of `prepost.stats.power`.
    """
    made = effects[effects["p"].notna()]
    reach = equivalences(study, comparison)["detectable"]
    if made.empty or reach.empty:
        return "Too few answers can be shown to say more on this."
    up = int((made["mean2"] > made["mean1"]).sum())
    sentences = [
        f"{capital(_on_means(up, len(made)))} higher in the second group "
        f"({uncapital(group_name(study, comparison.second))}) than in the first "
        f"({uncapital(group_name(study, comparison.first))})."
    ]
    wave = comparison.first.get("wave")
    if wave and wave == comparison.second.get("wave"):
        sentences.append(
            "Both groups answered at the same time: what is compared is where they stood, not how much they rose."
        )
    if reach.max() > 0:
        low, high = (format_number(end, 0) for end in (reach.min(), reach.max()))
        sentences.append(
            f"Groups of {format_number(made['n1'].max(), 0)} and {format_number(made['n2'].max(), 0)} could have shown, "
            f"with a chance of four in five, only differences of {high if low == high else f'{low} to {high}'}% of the "
            "scale's range or more, depending on the statement."
        )
    return " ".join(sentences)


def _on_means(up: int, total: int) -> str:
    if up == total:
        return "every mean is" if total > 1 else "the one mean is"
    return f"{in_words(up) if up else 'none'} of the {in_words(total)} means {'is' if up < 2 else 'are'}"


def findings_table(findings: Sequence[Finding], ledger: str, notes: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Findings as a table: what the article says, what was found here, whether the first follows.

    Parameters
    ----------
    findings : sequence of Finding
        In the order to show.
    ledger : str
        Address of the page with the ledger.
    notes : mapping of str to str, optional
        By id of a row of the ledger what that row notes; given, they make a fourth column.

    Returns
    -------
    pandas.DataFrame of text
    """
    import pandas as pd

    rows = [
        [_linked(finding, ledger), capital(finding.found), "yes" if finding.follows else "no"] for finding in findings
    ]
    frame = pd.DataFrame(rows, columns=["The article finds", "Here", "Does it follow?"], dtype=object)
    if notes is not None:
        frame["Note in the ledger"] = [notes.get(finding.claim, "") for finding in findings]
    return frame


def _linked(finding: Finding, ledger: str) -> Markup | str:
    return (
        Markup('<a href="{}#{}">{}</a>').format(ledger, finding.claim, finding.says) if finding.claim else finding.says
    )


def parting_sentence(findings: Sequence[Finding]) -> str:
    """Which findings do not follow; `findings_table` has what the answers and records give instead."""
    parting = [f"“{finding.says}”" for finding in findings if not finding.follows]
    if not parting:
        return "All of them follow."
    how_many = f"{capital(in_words(len(parting)))} {plural(len(parting), 'finding goes', 'findings go')}"
    differ, verb = plural(len(parting), "differs", "differ"), plural(len(parting), "does", "do")
    opening = f"{how_many} further than, or {differ} from, the figures used here, and so {verb} not follow"
    return f"{opening}: {join_words(parting)}."


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
        how_many, verb = ("All", "follow") if follow else ("None of the", "follows")
        return f"{how_many} {in_words(total)} findings {verb} {rest}"
    return f"{capital(in_words(follow))} of {in_words(total)} findings {'follows' if follow == 1 else 'follow'} {rest}"
