"""Tables that need more than a frame: an article's table beside its recalculation, normality, shares with intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from markupsafe import Markup, escape

from prepost.audit.intervals import rounding_interval
from prepost.report.figures import Share
from prepost.report.show import ledger_link
from prepost.report.wording import MINUS, format_number, interval, p_value, percent, signed
from prepost.study import Published, Study
from prepost.study.faults import join_words

_PARTS = {"Means": ("printed", "here"), "Change": ("printed", "of means", "here"), "p": ("printed", "here")}
SPANNERS = {heading: [f"{heading}: {part}" for part in parts] for heading, parts in _PARTS.items()}
"""Headings over the columns of `beside_print`, for `table`."""
_NUMBER = re.compile(r"p?\s*(?:(?P<bound><)|=)?\s*\+?(?P<number>-?\d*\.?\d+)(?:\s*\([^)]*\))?")


def beside_print(compared: pd.DataFrame, study: Study, published: Published, ledger: str) -> pd.DataFrame:
    """An article's table beside its recalculation, ready for `table`.

    Parameters
    ----------
    compared : pandas.DataFrame
        A row for each statement and comparison: statement, comparison, n1, n2, mean1, mean2, change, p.
    study : prepost.study.Study
        The study, for the words of its statements and comparisons.
    published : prepost.study.Published
        The printed tables: the columns `COMPARISON_change` and `COMPARISON_p`, with the two means before them.
    ledger : str
        Address of the page with the ledger, to which printed figures link.

    Returns
    -------
    pandas.DataFrame
        A row for each comparison that the article prints, for `table` with `spanners=SPANNERS` and
        `groups="Statement"`. A figure agrees if what comes out rounds to what the article prints, by half a unit of its
        last decimal; a percentage of change is no figure of its own.
    """
    claims = {claim.where: claim.id for claim in reversed(published.claims.values())}
    texts = {statement.id: statement.text for statement in study.statements}
    rows = []
    for row in compared.itertuples():
        cells = published.tables.get(row.statement, {})
        change, p = f"{row.comparison}_change", f"{row.comparison}_p"
        if change not in cells:
            continue
        place = list(cells).index(change)
        first, second = list(cells)[place - 2 : place]
        where = f"{published.table_of[row.statement]}/{row.statement}"
        linked = {
            column: ledger_link(claim, cells[column], ledger) if claim else escape(cells[column])
            for column in (first, second, change, p)
            for claim in [claims.get(f"{where}/{column}")]
        }
        figures = [("first mean", first, row.mean1), ("second mean", second, row.mean2)]
        figures += [("change", change, row.change), ("p", p, row.p)]
        differs = [name for name, column, value in figures if not _prints_as(value, cells[column])]
        means = [_NUMBER.fullmatch(cells[column].strip()) for column in (first, second)]
        moved = signed(Decimal(means[1]["number"]) - Decimal(means[0]["number"])) if all(means) else "–"
        rows.append(
            [
                *(texts[row.statement], study.comparisons[row.comparison].text),
                f"{format_number(row.n1, 0)}, {format_number(row.n2, 0)}",
                Markup("{}, {}").format(linked[first], linked[second]),
                f"{format_number(row.mean1)}, {format_number(row.mean2)}",
                *(linked[change], moved, signed(row.change)),
                *(linked[p], p_value(row.p).removeprefix("p ").removeprefix("= ")),
                _mark(differs),
            ]
        )
    # Not as text columns: pandas would turn links and marks into plain text.
    columns = ["Statement", "Comparison", "n", *sum(SPANNERS.values(), []), "Agreement"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _prints_as(value: float, printed: str) -> bool:
    """Whether a value rounds to a printed one, either way if it lies half-way, or lies below a printed bound."""
    found = _NUMBER.fullmatch(printed.replace(MINUS, "-").strip())
    if not found:
        return False
    value = Fraction(repr(float(value)))
    if found["bound"]:
        return value < Fraction(found["number"])
    possible = rounding_interval(found["number"])
    return possible.low <= value <= possible.high


def _mark(differs: Sequence[str]) -> Markup:
    symbol, words = ("≠", f"differs: {join_words(differs)}") if differs else ("✓", "agrees")
    return Markup('<span class="prepost-mark"><span aria-hidden="true">{}</span> {}</span>').format(symbol, words)


def shares_table(shares: Sequence[Share], *, what: str) -> pd.DataFrame:
    """Shares with n and their 95% Wilson interval.

    Parameters
    ----------
    shares : sequence of Share
        In the order to show.
    what : str
        Heading of the column that names the shares.

    Returns
    -------
    pandas.DataFrame of text
    """
    rows = []
    for share in shares:
        if not share.n:
            rows.append([share.name, format_number(share.count, 0), "0", "–", "–"])
            continue
        numbers = format_number(share.count, 0), format_number(share.n, 0), percent(share.count / share.n)
        rows.append([share.name, *numbers, interval(*share.interval, 0, form=percent)])
    return pd.DataFrame(rows, columns=[what, "Number", "of", "Share", "95% interval"], dtype=object)
