"""What came of a ledger: verdicts by section of the article, and in sentences what does not agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.show import ledger_link
from prepost.report.wording import capital, in_words, listed, number, plural

if TYPE_CHECKING:
    from prepost.audit.claims_ledger import Entry

__all__ = ["disagreements_html", "outcome_sentences", "read_sections", "section_of", "verdict_counts"]

SECTIONS_FILE = "published/sections.csv"
ELSEWHERE = "Elsewhere"


def read_sections(folder: Path | str) -> list[tuple[str, int, int]]:
    """The sections of the article with their first and last printed lines, from `published/sections.csv`.

    Parameters
    ----------
    folder : Path or str
        The study folder.

    Returns
    -------
    list of (str, int, int)
        In the order of the article; empty where there is no such file.
    """
    from prepost.study.cells import read_sheet

    path = Path(folder) / SECTIONS_FILE
    if not path.exists():
        return []
    return [(name, int(first), int(last)) for _, (name, first, last) in read_sheet(path, SECTIONS_FILE).rows]


def section_of(where: str, sections: Sequence[tuple[str, int, int]]) -> str:
    """The section of the article, or the table, in which a claim stands.

    Examples
    --------
    >>> section_of("line 225", [("Abstract", 4, 28), ("Participants", 204, 237)])
    'Participants'
    >>> section_of("table1/q1/pre", [])
    'Table 1'
    """
    line = re.fullmatch(r"line (\d+)", where)
    if line:
        return next((name for name, first, last in sections if first <= int(line[1]) <= last), ELSEWHERE)
    table = re.match(r"table(\d+)/", where)
    return f"Table {table[1]}" if table else ELSEWHERE


def verdict_counts(entries: Sequence[Entry], sections: Sequence[tuple[str, int, int]]) -> dict[str, dict[str, int]]:
    """How many claims of each section have which verdict, sections in the order of the article and tables after them.

    Parameters
    ----------
    entries : sequence of Entry
        The ledger.
    sections : sequence of (str, int, int)
        As `read_sections` gives them.

    Returns
    -------
    dict of str to dict of str to int
        Sections without a claim are left out.
    """
    found: dict[str, Counter] = {name: Counter() for name, _, _ in sections}
    for entry in sorted(entries, key=lambda entry: section_of(entry.where, sections)):
        found.setdefault(section_of(entry.where, sections), Counter())[entry.verdict] += 1
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
