"""The ledger on a page: every printed number with its verdict and the reason, what does not agree, and the picture of it.

The table is complete without scripts. `_static/ledger.js` adds sorting, filters and search to it if scripts run.
"""

from __future__ import annotations

import re
from textwrap import shorten

from markupsafe import Markup, escape

from prepost.audit.claims_ledger import APART, entry_of
from prepost.audit.evaluate import Claims
from prepost.report.compare import group_name
from prepost.report.show import ledger_link
from prepost.report.wording import capital, true_minus, uncapital

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
_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)")


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
    names = ("What the article says", "Where", "Printed", "Recomputed", "Verdict", "How it was checked")
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(name) for name in names)
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
    verdict = verdict_html(entry.verdict, entry.follows)
    cells = (place, true_minus(entry.printed), entry.shown or "–", verdict, _how(entry, ids))
    return Markup('<tr id="{}" data-verdict="{}" data-section="{}"><th scope="row">{}</th>{}</tr>').format(
        *(entry.id, entry.verdict, section or "Article", head),
        Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells),
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
    folded = Markup("<details{}><summary>calculation</summary>{} {}</details>")
    return folded.format(opened, calculation, reason) + _remarks(entry)


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
    parts = _NAME.split(calculation)
    return Markup("").join(ledger_link(part, part, "") if part in ids else escape(part) for part in parts)


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
    groups = ((study.settings.get("reconstruction") or {}).get("columns")) or {}
    if column in groups:
        return uncapital(group_name(study, groups[column]))
    name, _, kind = column.rpartition("_")
    if name in study.comparisons and kind in ("p", "change"):
        return f"{'p-value' if kind == 'p' else kind}: {uncapital(study.comparisons[name].text)}"
    return "" if column == "statement" else column.replace("_", " ")
