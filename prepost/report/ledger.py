"""The ledger on a page: every printed number with its calculation, its verdict and the reason, as one plain table.

The table is complete without scripts. `_static/ledger.js` adds sorting, filters and search to it where scripts run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from textwrap import shorten

import pandas as pd
from markupsafe import Markup, escape

from prepost.report.show import ledger_link
from prepost.report.verdicts import verdict_html
from prepost.report.wording import capital, in_words, percent, plural
from prepost.study.faults import join_words

__all__ = [
    "disagreements_table",
    "ledger_html",
    "ledger_table",
    "strength_table",
    "verdicts_table",
    "vocabulary_table",
    "which_test_sentence",
    "which_test_table",
]

_APART = ("differs", "impossible")
_FEW = 5
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def ledger_table(entries, sections, *, label: str, title: str, study=None) -> None:
    """Show the whole ledger as a numbered table; see `ledger_html`."""
    from IPython.display import HTML, display

    display(HTML(ledger_html(entries, sections, label=label, title=title, study=study)))


def ledger_html(entries, sections, *, label: str, title: str, study=None) -> Markup:
    """The whole ledger as HTML.

    Parameters
    ----------
    entries : sequence of prepost.audit.Entry
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


def disagreements_table(entries, sections, *, study=None) -> pd.DataFrame:
    """Entries that differ or cannot be attained, a row each, linked to their rows in the ledger on the same page.

    Parameters
    ----------
    entries, sections, study
        As for `ledger_html`.
    """
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
        if entry.verdict in _APART
    ]
    columns = ("Section", "What the article says", "Printed", "Recomputed", "Verdict", "What would make it agree")
    # Text columns of pandas would turn links into plain text.
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _in_words(text: str, words: Mapping[str, str]) -> str:
    """An explanation with what ids stand for, and tables numbered as an article numbers them.

    An id that is a plain word, without an underscore, may be no id where it stands: it is left as it is.

    Examples
    --------
    >>> _in_words("if who_came was taken from table2, which came later", {"who_came": "“visitors”", "came": "“guests”"})
    'if “visitors” was taken from Table 2, which came later'
    """
    named = _NAME.sub(
        lambda found: words.get(found.group(), found.group()) if "_" in found.group() else found.group(), text
    )
    return re.sub(r"\btable(\d+)\b", r"Table \1", named)


def verdicts_table(entries, meanings: Mapping[str, str]) -> pd.DataFrame:
    """How many entries have which verdict, with what each verdict means.

    Parameters
    ----------
    entries : sequence of prepost.audit.Entry
        The ledger.
    meanings : mapping of str to str
        For each verdict, in the order to show, what it means.
    """
    counts = Counter(entry.verdict for entry in entries)
    rows = [
        {"Verdict": verdict_html(verdict), "Rows": counts[verdict], "What it means": capital(meaning)}
        for verdict, meaning in meanings.items()
    ]
    return pd.DataFrame(rows, dtype=object)


def strength_table(groups: Mapping[str, Iterable]) -> pd.DataFrame:
    """How much each kind of check could have excluded.

    Parameters
    ----------
    groups : mapping of str to iterable of Entry
        Entries by kind of check; those without a pass rate are left out.

    Returns
    -------
    DataFrame
        Kind of check, figures checked, and the smallest and largest share of possible figures that would have passed.
    """
    rows = []
    for name, entries in groups.items():
        rates = [entry.pass_rate for entry in entries if entry.pass_rate is not None]
        if rates:
            rows.append(
                {"Check": name, "Figures": len(rates), "Strongest": _rate(min(rates)), "Weakest": _rate(max(rates))}
            )
    return pd.DataFrame(rows, columns=("Check", "Figures", "Strongest", "Weakest"))


def _rate(share: float) -> str:
    """A share as a percentage; one too small to show is not told as none."""
    return "< 1%" if 0 < share < 0.005 else percent(share)


def vocabulary_table(words: Mapping[str, Callable]) -> pd.DataFrame:
    """Words of the calculation language with what each means.

    Parameters
    ----------
    words : mapping of str to function
        `prepost.audit.VOCABULARY`; a word's documentation opens with how it is written, then a colon.

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


def which_test_table(fits) -> pd.DataFrame:
    """Candidate tests with the number of p-values that each can give.

    Parameters
    ----------
    fits : sequence of prepost.audit.Candidate
        As `which_test` returns them.
    """
    return pd.DataFrame(
        [
            {
                "Test": fit.test,
                "p-values it can give": f"{len(fit.attained)} of {fit.cases}",
                "with single-peaked answers": f"{len(fit.plausible)} of {fit.cases}",
            }
            for fit in fits
        ]
    )


def which_test_sentence(fits) -> str:
    """Which tests can give all p-values, in words.

    Examples
    --------
    >>> from types import SimpleNamespace as Fit
    >>> which_test_sentence([Fit(test="A", attained=("x", "y"), cases=2), Fit(test="B", attained=("x",), cases=2)])
    'Only one test can give all of them: A. The others fall short by one or more.'
    """
    whole = [fit.test for fit in fits if len(fit.attained) == fit.cases]
    if not whole:
        return "No single test can give all of them."
    if len(whole) == len(fits):
        return "Every one of these tests can give all of them, so they do not tell the tests apart."
    tests = plural(len(whole), "one test", f"{in_words(len(whole))} tests")
    return f"Only {tests} can give all of them: {join_words(whole)}. The others fall short by one or more."


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
        verdict_html(entry.verdict),
        _how(entry, ids),
    )


def _how(entry, ids: set[str]) -> Markup:
    """Calculation and reason, folded away where printed and recomputed agree; below it what a reader must not miss."""
    if not entry.calculation:
        return _given(entry) + _remarks(entry)
    calculation = Markup("<code>{}</code>").format(_linked(entry.calculation, ids))
    reason = entry.reason.removeprefix(" ".join(entry.calculation.split())).strip()
    if entry.repeats:  # said below the fold, where no reader misses it
        reason = re.sub(rf" ?It repeats {re.escape(entry.repeats)}, which [^.]*\.", "", reason, count=1)
    opened = Markup(" open") if entry.verdict in _APART else ""
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
    if entry.repeats:
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


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _statement_words(study, name: str) -> str:
    texts = {statement.id: statement.text for statement in study.statements}
    return f"“{shorten(texts[name], 60, placeholder=' …')}”" if name in texts else name


def _column_words(study, column: str) -> str:
    """Words for a column of an article's table; none for the column that holds the statement itself."""
    from prepost.report.compare import group_name

    groups = ((study.settings.get("reconstruction") or {}).get("columns")) or {}
    if column in groups:
        return _lower(group_name(study, groups[column]))
    kinds = {"_p": "p-value", "_change": "change"}
    for name, comparison in study.comparisons.items():
        for ending, kind in kinds.items():
            if column == name + ending:
                return f"{kind}: {_lower(comparison.text)}"
    return "" if column == "statement" else column.replace("_", " ")
