"""The ledger on a page: every printed number with its verdict and the reason, what does not agree, and the picture of it.

The table is complete without scripts. `_static/ledger.js` adds sorting, filters and search to it if scripts run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from prepost.audit.claims_ledger import APART, Entry, entry_of
from prepost.report.show import ledger_link
from prepost.report.style import GROUND, QUIET, ink_on
from prepost.report.wording import capital, format_number, in_words, percent, plural, uncapital
from prepost.study.faults import join_words
from prepost.study.sections import Section, section_of

if TYPE_CHECKING:
    from prepost.audit.evaluate import Claims

MARKS = {
    "reproduced": ("✓", "#0b5394"),
    "attained": ("≈", "#3d92c8"),
    "repeats": ("=", "#5f6b76"),
    "given": ("·", "#87919c"),
    "open": ("?", "#a5801c"),
    "partly": ("≲", "#7d6210"),
    "differs": ("≠", "#d0742e"),
    "impossible": ("✗", "#662a00"),
    "unread": ("–", "#5b5b5b"),
}
"""Symbol and colour of each verdict; the word always stands with them."""
_FEW = 5
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def verdict_html(verdict: str, follows: str = ""):
    """A verdict as symbol and word; a repeat with the verdict of what it repeats, if that one does not agree.

    Examples
    --------
    >>> str(verdict_html("differs"))
    '<span class="prepost-mark prepost-verdict-differs"><span aria-hidden="true">≠</span> differs</span>'
    """
    shown, words = (follows, f"{verdict}: {follows}") if follows in APART else (verdict, verdict)
    return Markup('<span class="prepost-mark prepost-verdict-{}"><span aria-hidden="true">{}</span> {}</span>').format(
        shown, MARKS[shown][0], words
    )


def beside(claims: Claims, claim_id: str | None, page: str) -> dict[str, str]:
    """What an article prints and its verdict, as the cells "Printed" and "Ledger" of a table's row.

    Parameters
    ----------
    claims : Claims
        As `prepost.audit.claims_ledger.load_claims` returns them.
    claim_id : str or None
        The claim; dashes stand for one that is not among them.
    page : str
        Address of the page with the ledger.

    Examples
    --------
    >>> beside({}, None, "09_verification.html")
    {'Printed': '–', 'Ledger': '–'}
    """
    if claim_id not in claims:
        return {"Printed": "–", "Ledger": "–"}
    entry = entry_of(claim_id, claims)
    verdict = verdict_html(entry.verdict, entry.follows)
    return {"Printed": ledger_link(claim_id, entry.printed, page), "Ledger": verdict}


def ledger_html(entries, sections, *, label: str, title: str, study=None) -> Markup:
    """The whole ledger as HTML.

    Parameters
    ----------
    entries : sequence of Entry
        The ledger.
    sections : mapping of str to (str, str)
        For each entry's id the name of its section and the address of the page that carries it (either may be blank).
    label, title : str
        Anchor and caption of the table.
    study : prepost.study.Study, optional
        Gives the words for statements and for columns of the article's tables; without it their ids are shown.

    Returns
    -------
    Markup
        A table with a row for each entry; the row's id is the entry's.
    """
    ids = {entry.id for entry in entries}
    rows = Markup("").join(_row(entry, *sections.get(entry.id, ("", "")), ids, study) for entry in entries)
    heads = Markup("").join(
        Markup('<th scope="col">{}</th>').format(head)
        for head in ("What the article says", "Where", "Printed", "Recomputed", "Verdict", "How it was checked")
    )
    return Markup(
        '<figure class="prepost-figure" id="{0}" data-kind="table">'
        '<div class="prepost-scroll" tabindex="0" role="group" aria-label="{1}">'
        '<table class="prepost-table prepost-ledger"><caption><span class="prepost-caption">'
        '<span class="prepost-number" data-label="{0}">'
        "</span> {1}</span></caption><thead><tr>{2}</tr></thead><tbody>{3}</tbody></table></div></figure>"
    ).format(label, title, heads, rows)


def _row(entry, section: str, page: str, ids: set[str], study) -> Markup:
    words = _place(entry.where, study)
    short = words.partition(", ")[0]  # what the row says names statement and column already
    title = Markup(' title="{}"').format(words) if words != short else Markup("")
    place = Markup('<a href="{}"{}>{}</a>').format(page, title, short) if page else escape(words)
    head = Markup(
        '{} <a class="headerlink" href="#{}" title="Link to this row" aria-label="Link to this row">#</a>'
    ).format(capital(entry.says), entry.id)
    return Markup(
        '<tr id="{}" data-verdict="{}" data-section="{}"><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td>'
        "<td>{}</td><td>{}</td></tr>"
    ).format(
        entry.id,
        entry.verdict,
        section or "Article",
        head,
        place,
        entry.printed,
        entry.shown or "–",
        verdict_html(entry.verdict, entry.follows),
        _how(entry, ids),
    )


def _how(entry, ids: set[str]) -> Markup:
    """Calculation and reason, folded away where printed and recomputed agree; below it what a reader must not miss."""
    if not entry.calculation:
        return _given(entry) + _remarks(entry)
    calculation = Markup("<code>{}</code>").format(_linked(entry.calculation, ids))
    reason = entry.reason.removeprefix(" ".join(entry.calculation.split())).strip()
    if entry.follows in APART:  # said below the fold, where no reader misses it
        reason = re.sub(rf" ?It repeats {re.escape(entry.repeats)}, which [^.]*\.", "", reason, count=1)
    opened = Markup(" open") if not entry.agrees else ""
    folded = Markup("<details{}><summary>{}</summary>{} {}</details>").format(
        opened, "calculation", calculation, reason
    )
    return folded + _remarks(entry)


def _given(entry) -> Markup:
    """That a figure is primary, and where it enters: a long list is folded away."""
    if not entry.enters:
        return escape(entry.reason)
    links = Markup(", ").join(ledger_link(claim, claim, "") for claim in entry.enters)
    if len(entry.enters) <= _FEW:
        return Markup("A primary figure. It enters the calculation of: {}.").format(links)
    return Markup(
        'A primary figure. <details class="prepost-uses"><summary>It enters {} calculations</summary>{}.</details>'
    ).format(len(entry.enters), links)


def _remarks(entry) -> Markup:
    """What stands open below the calculation: the figure repeated, where that one does not agree, and the note."""
    remarks = [escape(entry.note)] if entry.note else []
    if entry.follows in APART:
        link = ledger_link(entry.repeats, entry.repeats, "")
        remarks.insert(0, Markup("It repeats {}, which does not agree with the rest.").format(link))
    return Markup("").join(Markup('<p class="prepost-note">{}</p>').format(remark) for remark in remarks)


def _linked(calculation: str, ids: set[str]) -> Markup:
    """A calculation in which each claim is a link to its own row."""
    parts, end = [], 0
    for found in _NAME.finditer(calculation):
        name = found.group()
        parts.append(escape(calculation[end : found.start()]))
        parts.append(ledger_link(name, name, "") if name in ids else escape(name))
        end = found.end()
    return Markup("").join([*parts, escape(calculation[end:])])


def _place(where: str, study=None) -> str:
    """The place table1/q1/pre as "Table 1, q1, pre", or in the study's words for statement and column."""
    parts = where.split("/")
    if len(parts) < 2:
        return where
    table = re.sub(r"^table(\d+)$", r"Table \1", parts[0])
    if parts[1] == "heading":
        return f"{table}, heading {parts[-1]}"
    words = () if study is None else [_statement_words(study, parts[1]), _column_words(study, parts[-1])]
    return ", ".join([table, *(filter(None, words) if words else (parts[1], parts[-1].replace("_", " ")))])


def _statement_words(study, name: str) -> str:
    texts = {statement.id: statement.text for statement in study.statements}
    return f"“{shorten(texts[name], 60, placeholder=' …')}”" if name in texts else name


def _column_words(study, column: str) -> str:
    """Words for a column of an article's table; none for the column that holds the statement itself."""
    from prepost.report.compare import group_name

    groups = ((study.settings.get("reconstruction") or {}).get("columns")) or {}
    if column in groups:
        return uncapital(group_name(study, groups[column]))
    kinds = {"_p": "p-value", "_change": "change"}
    for name, comparison in study.comparisons.items():
        for ending, kind in kinds.items():
            if column == name + ending:
                return f"{kind}: {uncapital(comparison.text)}"
    return "" if column == "statement" else column.replace("_", " ")


def disagreements_table(entries, sections, *, study=None) -> pd.DataFrame:
    """Entries that differ or cannot be attained, a row each, linked to their rows on the same page; see `ledger_html`."""
    words = {entry.id: f"“{entry.says}”" for entry in entries}
    if study is not None:
        words |= {statement.id: f"“{statement.text}”" for statement in study.statements}
    rows = [
        {
            "Section": sections.get(entry.id, ("", ""))[0] or "Article",
            "What the article says": Markup('<a href="#{}">{}</a>').format(entry.id, capital(entry.says)),
            "Printed": entry.printed,
            "Recomputed": entry.shown or "–",
            "Verdict": verdict_html(entry.verdict),
            "What would make it agree": capital(_in_words("; ".join(entry.would_be_right), words))
            or "Nothing simple does",
        }
        for entry in entries
        if not entry.agrees
    ]
    columns = ("Section", "What the article says", "Printed", "Recomputed", "Verdict", "What would make it agree")
    # Text columns of pandas would turn links into plain text.
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _in_words(text: str, words: Mapping[str, str]) -> str:
    """An explanation with what ids stand for, and tables numbered as an article numbers them.

    An id without an underscore may be a plain word where it stands: it is left as it is.

    Examples
    --------
    >>> _in_words("if who_came was taken from table2, which came later", {"who_came": "“visitors”", "came": "“guests”"})
    'if “visitors” was taken from Table 2, which came later'
    """
    named = _NAME.sub(
        lambda found: words.get(found.group(), found.group()) if "_" in found.group() else found.group(), text
    )
    return re.sub(r"\btable(\d+)\b", r"Table \1", named)


def outcome_sentences(entries: Sequence[Entry]) -> list[str]:
    """The outcome of a ledger in sentences, of which the first can stand alone, as the title of a figure."""
    checks = [entry for entry in entries if entry.could_fail]
    counts, others = (Counter(entry.verdict for entry in part) for part in (checks, entries))
    unsearched = sum(entry.unsearched for entry in entries)
    sure = sum(entry.passes == 1 and entry.verdict == "attained" for entry in entries)
    apart = [entry for entry in entries if not entry.agrees]
    sentences = ["Nothing that is printed can be checked against the rest."]
    if checks:
        agree, number = counts["reproduced"] + counts["attained"], format_number(len(checks), 0)
        which = f"All {number}" if agree == len(checks) else f"{format_number(agree, 0)} of the {number}"
        sentences = [f"{which} checks that could have failed agree with what is printed."]
    parts = [
        (counts["differs"], plural(counts["differs"], "differs", "differ") + " from what the others give"),
        (counts["impossible"], "cannot be attained by whole numbers of people"),
        (counts["partly"], plural(counts["partly"], "sentence goes", "sentences go") + " further than the figures"),
        (counts["open"], plural(counts["open"], "is", "are") + " left open by rounding"),
    ]
    if any(number for number, _ in parts):
        sentences.append(f"{capital(join_words(f'{in_words(number)} {words}' for number, words in parts if number))}.")
    causes = len({_cause(entry) for entry in apart})
    if causes < len(apart):
        sentences.append(
            f"The {in_words(len(apart))} rows that do not agree come down to {in_words(causes)} {plural(causes, 'cause')} at most."
        )
    parts = [
        (others["repeats"], plural(others["repeats"], "repeats", "repeat") + " another row"),
        (sure, "would pass whatever was printed"),
        (
            others["given"] - unsearched,
            plural(others["given"] - unsearched, "is a primary figure", "are primary figures"),
        ),
        (unsearched, "would take too long to check"),
        (others["unread"], "cannot be read"),
    ]
    if any(number for number, _ in parts):
        rows = join_words(f"{in_words(number)} {words}" for number, words in parts if number)
        sentences.append(f"Of the other rows {rows}.")
    return sentences


def _cause(entry: Entry) -> str:
    """Rows that one slip may explain: the figures of one printed cell, and shares of the same people."""
    return entry.where if "/" in entry.where else entry.calculation if entry.verdict == "impossible" else entry.id


def verdicts_table(entries, meanings: Mapping[str, str]) -> pd.DataFrame:
    """How many entries have which verdict, in the order of what the verdicts mean."""
    counts = Counter(entry.verdict for entry in entries)
    rows = [
        {"Verdict": verdict_html(verdict), "Rows": counts[verdict], "What it means": capital(meaning)}
        for verdict, meaning in meanings.items()
    ]
    return pd.DataFrame(rows, dtype=object)


def strength_table(groups: Mapping[str, Iterable]) -> pd.DataFrame:
    """For each kind of check the figures checked, and the least and the largest share of figures that would have passed."""
    rows = []
    for name, entries in groups.items():
        rates = [entry.passes for entry in entries if entry.passes is not None]
        if rates:
            rows.append(
                {"Check": name, "Figures": len(rates), "Strongest": _rate(min(rates)), "Weakest": _rate(max(rates))}
            )
    return pd.DataFrame(rows, columns=("Check", "Figures", "Strongest", "Weakest"))


def _rate(share: float) -> str:
    """A share as a percentage; one too small to show is not told as none."""
    return "< 1%" if 0 < share < 0.005 else percent(share)


def vocabulary_table(words: Mapping[str, Callable]) -> pd.DataFrame:
    """Words of the calculation language with what each means, from documentation that opens with how one is written.

    Examples
    --------
    >>> def twice(context, a):
    ...     "`twice(a)`: two times as much."
    >>> vocabulary_table({"twice": twice}).iloc[0].tolist()
    [Markup('<code>twice(a)</code>'), 'two times as much.']
    """
    rows = []
    for word in words.values():
        written, _, meaning = " ".join(word.__doc__.split()).partition("`: ")
        form = Markup(" or ").join(
            Markup("<code>{}</code>").format(part.strip("` ")) for part in written.split("` or `")
        )
        rows.append({"Word": form, "What it means": meaning.replace("`", "")})
    return pd.DataFrame(rows, dtype=object)


def verdict_counts(entries: Sequence[Entry], sections: Sequence[Section]) -> dict[str, dict[str, int]]:
    """How many claims of each section have which verdict; sections in the order of the article, without empty ones."""
    found: dict[str, Counter] = {section.name: Counter() for section in sections}
    for entry in entries:
        section = section_of(entry.where, sections)
        found.setdefault(section.name if section else "Elsewhere", Counter())[entry.verdict] += 1
    return {name: dict(counts) for name, counts in found.items() if counts}


def verdict_figure(counts: Mapping[str, Mapping[str, int]]):
    """Stacked bars of verdicts, one bar a section of the article: what draws them on axes, alternative text, summary.

    Examples
    --------
    >>> verdict_figure({"Abstract": {"reproduced": 5, "differs": 1}})[2]
    '1 of 6 registered numbers and sentences (17%) differ from their recalculation or cannot be attained.'
    """

    def draw(ax) -> None:
        rows, ends = range(len(counts)), np.zeros(len(counts), dtype=int)
        for verdict, (symbol, colour) in MARKS.items():
            found = np.array([row.get(verdict, 0) for row in counts.values()], dtype=int)
            bars = ax.barh(rows, found, 0.7, ends, color=colour, edgecolor=GROUND, label=f"{symbol} {verdict}")
            ends += found
            told = [n if n > ends.max() / (6 * ax.figure.get_figwidth()) else "" for n in found]
            ax.bar_label(bars, told, label_type="center", color=ink_on(colour), fontsize=9)
        ax.bar_label(bars, ends, padding=3, color=QUIET)
        ax.set_yticks(rows, list(counts))
        ax.invert_yaxis()
        ax.set_xlabel("Numbers and sentences")
        ax.legend()

    return draw, *_words(counts)


def _words(counts: Mapping[str, Mapping[str, int]]) -> tuple[str, str]:
    totals = {verdict: sum(row.get(verdict, 0) for row in counts.values()) for verdict in MARKS}
    total = sum(totals.values())
    parts = [
        f"{section}: {join_words(f'{format_number(row[v], 0)} {v}' for v in MARKS if row.get(v))}"
        for section, row in counts.items()
    ]
    alt = f"Stacked bars of verdicts on printed numbers, one bar for each section. {'; '.join(parts)}."
    apart = totals["differs"] + totals["impossible"]
    share = f" ({percent(apart / total)})" if total else ""
    opening = f"{format_number(apart, 0)} of {format_number(total, 0)} registered numbers and sentences{share}"
    return alt, f"{opening} differ from their recalculation or cannot be attained."
