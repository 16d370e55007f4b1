"""What came of a ledger: verdicts by section of the article, and in sentences what does not agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.show import ledger_link
from prepost.report.wording import capital, in_words, listed, number, plural
from prepost.study.sections import Section, section_of

if TYPE_CHECKING:
    from prepost.audit.claims_ledger import Entry

__all__ = ["disagreements_html", "outcome_sentences", "verdict_counts"]

ELSEWHERE = "Elsewhere"


def verdict_counts(entries: Sequence[Entry], sections: Sequence[Section]) -> dict[str, dict[str, int]]:
    """How many claims of each section have which verdict, sections in the order of the article and tables after them.

    Parameters
    ----------
    entries : sequence of Entry
        The ledger.
    sections : sequence of Section
        As `prepost.study.sections.read_sections` gives them.

    Returns
    -------
    dict of str to dict of str to int
        Sections without a claim are left out.
    """
    found: dict[str, Counter] = {section.name: Counter() for section in sections}
    for entry in entries:
        section = section_of(entry.where, sections)
        found.setdefault(section.name if section else ELSEWHERE, Counter())[entry.verdict] += 1
    return {name: dict(counts) for name, counts in found.items() if counts}


def outcome_sentences(entries: Sequence[Entry]) -> list[str]:
    """The outcome of a ledger, from how much agrees to how much does not.

    Parameters
    ----------
    entries : sequence of Entry
        The ledger.

    Returns
    -------
    list of str
        Sentences; the first can stand alone, as the title of a figure.
    """
    counts = Counter(entry.verdict for entry in entries)
    total, apart = len(entries), counts["differs"] + counts["impossible"]
    registered = f"the {number(total, 0)} registered numbers and sentences"
    agree = f"All {registered[4:]} agree with one another" if not apart else f"{number(total - apart, 0)} of {registered} agree with the others"
    parts = [
        f"{in_words(counts[verdict])} {words}"
        for verdict, words in (("differs", "differ from what the others give"), ("impossible", "cannot be attained by whole numbers of people"))
        if counts[verdict]
    ]
    sentences = [f"{agree} as printed."]
    if parts:
        sentences.append(f"{capital(listed(parts))}.")
    given = counts["given"]
    if given:
        sentences.append(f"{capital(in_words(given))} {plural(given, 'is', 'are')} primary: nothing printed lets one recompute {plural(given, 'it', 'them')}.")
    return sentences


def disagreements_html(entries: Sequence[Entry], page: str) -> Markup:
    """What does not agree, a line each, with a link to its row in the ledger.

    Parameters
    ----------
    entries : sequence of Entry
        The ledger.
    page : str
        Address of the page that carries the ledger.
    """
    apart = [entry for entry in entries if not entry.agrees]
    if not apart:
        return Markup("<p>Nothing that is printed disagrees with the rest.</p>")
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(_line(entry, page)) for entry in apart))


def _line(entry: Entry, page: str) -> Markup:
    printed = ledger_link(entry.id, entry.printed, page)
    says = capital(entry.says)
    if isinstance(entry.recomputed, bool):
        return Markup("{}: “{}” does not follow from the printed figures.").format(says, printed)
    if entry.verdict == "impossible":
        return Markup("{}: {} is the share of no whole number of people.").format(says, printed)
    return Markup("{}: printed {}, recomputed {}.").format(says, printed, entry.shown)
