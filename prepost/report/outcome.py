"""What came of a ledger: verdicts by section of the article, and in sentences what does not agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.show import ledger_link
from prepost.report.wording import capital, format_number, in_words, plural
from prepost.study.faults import join_words
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
    unsearched = sum(entry.unsearched for entry in entries)
    given, apart = counts["given"] - unsearched, counts["differs"] + counts["impossible"]
    checked = len(entries) - counts["given"]
    if not checked:
        return ["Nothing that is printed can be checked against the rest."]
    registered = f"{format_number(checked, 0)} registered numbers and sentences that can be checked"
    parts = [
        f"{in_words(counts[verdict])} {words}"
        for verdict, words in (
            ("differs", plural(counts["differs"], "differs", "differ") + " from what the others give"),
            ("impossible", "cannot be attained by whole numbers of people"),
        )
        if counts[verdict]
    ]
    agree = f"{format_number(checked - apart, 0)} of the {registered} agree" if apart else f"All {registered} agree"
    sentences = [f"{agree} with the others as printed."]
    if parts:
        sentences.append(f"{capital(join_words(parts))}.")
    if given:
        figures = plural(given, "more is a primary figure", "more are primary figures")
        sentences.append(f"{capital(in_words(given))} {figures}, which nothing printed tests.")
    if unsearched:
        words = plural(unsearched, "check was", "checks were")
        sentences.append(f"{capital(in_words(unsearched))} {words} not carried out: too many answers to go through.")
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
    apart: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.agrees:
            apart.setdefault(_same_matter(entry), []).append(entry)
    if not apart:
        return Markup("<p>Nothing that is printed disagrees with the rest.</p>")
    lines = (Markup("<li>{}</li>").format(_line(together, page)) for together in apart.values())
    return Markup("<ul>{}</ul>").format(Markup("").join(lines))


def _same_matter(entry: Entry) -> str:
    """What is told in one line: the figures of one printed cell, and columns that bear the same heading."""
    table, _, place = entry.where.partition("/")
    if place.startswith("heading/"):
        return f"{table}/{entry.printed}"
    return entry.where if place else entry.id


def _said_once(says: Sequence[str]) -> str:
    """What several rows say, without repeating how they all begin: "a mean, before" and "a mean, after" in one."""
    head, comma, _ = says[0].partition(", ")
    if len(says) > 1 and comma and all(text.startswith(head + comma) for text in says):
        return f"{head}, {join_words(text.removeprefix(head + comma) for text in says)}"
    return join_words(says)


def _line(together: Sequence[Entry], page: str) -> Markup:
    first = together[0]
    says = capital(_said_once([first.says, *(entry.says for entry in together[1:] if entry.printed == first.printed)]))
    links = [ledger_link(entry.id, entry.printed, page) for entry in together]
    if isinstance(first.recomputed, bool):
        quoted = Markup(" and ").join(Markup("“{}”").format(link) for link in links)
        borne = plural(len(links), "is", "are")
        return Markup("{}: {} {} not borne out by the printed figures.").format(says, quoted, borne)
    printed = Markup(" and ").join(links)
    if first.verdict == "impossible":
        return Markup("{}: {} is the share of no whole number of those asked.").format(says, printed)
    return Markup("{}: printed {}, recomputed {}.").format(says, printed, join_words(entry.shown for entry in together))
