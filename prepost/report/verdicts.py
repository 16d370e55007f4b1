"""The picture of a ledger: how many printed numbers of each section got which verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from prepost.report.canvas import SHEET_WIDTH, Sheet, key_height, text_width, wrapped
from prepost.report.show import ledger_link
from prepost.report.style import QUIET, styled
from prepost.report.wording import format_number, percent
from prepost.study.faults import join_words

if TYPE_CHECKING:
    from prepost.audit.claims_ledger import Entry

__all__ = ["VERDICTS", "beside", "verdict_figure", "verdict_html"]

# Symbol and colour of each verdict; the word always stands with them.
VERDICTS = {
    "reproduced": ("✓", "#0b5394"),
    "attained": ("≈", "#3d92c8"),
    "given": ("·", "#87919c"),
    "differs": ("≠", "#d0742e"),
    "impossible": ("✗", "#662a00"),
}


def verdict_html(verdict: str):
    """A verdict as symbol and word.

    Examples
    --------
    >>> str(verdict_html("differs"))
    '<span class="prepost-mark prepost-verdict-differs"><span aria-hidden="true">≠</span> differs</span>'
    """
    from markupsafe import Markup

    symbol, _ = VERDICTS[verdict]
    return Markup(
        '<span class="prepost-mark prepost-verdict-{0}"><span aria-hidden="true">{1}</span> {0}</span>'
    ).format(verdict, symbol)


def beside(entries: Mapping[str, Entry], claim_id: str | None, page: str) -> dict[str, str]:
    """What an article prints and its verdict, as the cells "Printed" and "Ledger" of a table's row.

    Parameters
    ----------
    entries : mapping of str to prepost.audit.claims_ledger.Entry
        The ledger by the claims' ids.
    claim_id : str or None
        The claim; dashes stand for one that is not in the ledger.
    page : str
        Address of the page with the ledger.

    Examples
    --------
    >>> beside({}, None, "09_verification.html")
    {'Printed': '–', 'Ledger': '–'}
    """
    if claim_id not in entries:
        return {"Printed": "–", "Ledger": "–"}
    entry = entries[claim_id]
    return {"Printed": ledger_link(claim_id, entry.printed, page), "Ledger": verdict_html(entry.verdict)}


@styled
def verdict_figure(counts: Mapping[str, Mapping[str, int]]):
    """Stacked bars of verdicts, one bar a section.

    Parameters
    ----------
    counts : mapping of str to mapping of str to int
        For each section of the article, in order, the number of printed numbers with each verdict of `VERDICTS`.

    Returns
    -------
    fig, alt, summary

    Examples
    --------
    >>> verdict_figure({"Abstract": {"reproduced": 5, "differs": 1}})[2]
    '1 of 6 registered numbers and sentences (17%) differ from their recalculation or cannot be attained.'
    """
    key = [(colour, f"{symbol} {verdict}") for verdict, (symbol, colour) in VERDICTS.items()]
    names = {section: wrapped(section, 120, 9.5) for section in counts}
    start = max((text_width(line, 9.5) for lines in names.values() for line in lines), default=0) + 10
    longest = max((sum(row.values()) for row in counts.values()), default=1) or 1
    unit = (SHEET_WIDTH - start - 30) / longest
    y = key_height(key) + 6
    heights = {section: max(24, 12 * len(lines) + 8) for section, lines in names.items()}
    sheet = Sheet(y + sum(heights.values()) + 2)
    sheet.key(key)
    for section, row in counts.items():
        middle = y + heights[section] / 2
        for place, line in enumerate(names[section]):
            sheet.text(0, middle + (place - (len(names[section]) - 1) / 2) * 12, line, size=9.5)
        x = start
        for verdict, (_, colour) in VERDICTS.items():
            n = row.get(verdict, 0)
            if n:
                sheet.bar(x, middle - 8, n * unit, 16, colour)
            if n * unit >= text_width(format_number(n, 0), 9) + 5:
                sheet.bar_text(x + n * unit / 2, middle, format_number(n, 0), colour, size=9)
            x += n * unit
        sheet.text(x + 5, middle, format_number(sum(row.values()), 0), size=9, colour=QUIET)
        y += heights[section]
    return sheet.fig, *_words(counts)


def _words(counts: Mapping[str, Mapping[str, int]]) -> tuple[str, str]:
    totals = {verdict: sum(row.get(verdict, 0) for row in counts.values()) for verdict in VERDICTS}
    total = sum(totals.values())
    parts = [
        f"{section}: {join_words(f'{format_number(row[v], 0)} {v}' for v in VERDICTS if row.get(v))}"
        for section, row in counts.items()
    ]
    alt = f"Stacked bars of verdicts on printed numbers, one bar for each section. {'; '.join(parts)}."
    apart = totals["differs"] + totals["impossible"]
    share = f" ({percent(apart / total)})" if total else ""
    opening = f"{format_number(apart, 0)} of {format_number(total, 0)} registered numbers and sentences{share}"
    return alt, f"{opening} differ from their recalculation or cannot be attained."
