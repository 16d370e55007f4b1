"""Tables that need more than a frame: an article's table beside its recalculation, normality, shares with intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.audit.intervals import rounding_interval
from prepost.report.figures import Share
from prepost.report.show import ledger_link
from prepost.report.wording import (
    MINUS,
    format_number,
    in_words,
    interval,
    level_words,
    p_value,
    percent,
    plural,
    signed,
    uncapital,
)
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

    from prepost.report.answers import Answers
    from prepost.study import Published

_HEADINGS = {"first mean": "First mean", "second mean": "Second mean", "change": "Change", "p": "p"}
SPANNERS = {heading: [f"{heading}: printed", f"{heading}: here"] for heading in _HEADINGS.values()}
"""Headings over the columns of `printed_table`, for `table`."""
_FIGURE = rf"([+\-{MINUS}]?\d*\.?\d+)"
_CHANGE = re.compile(rf"{_FIGURE}\s*\({_FIGURE}%\)")
_PRINTED = re.compile(rf"p?\s*(?:(?P<bound><)|=)?\s*\+?(?P<number>[\-{MINUS}]?\d*\.?\d+)")
MOST_NAMED = 6  # differing figures; more are left to the table


def printed_and_recomputed(effects: pd.DataFrame, published: Published, scale: Sequence[int]) -> pd.DataFrame:
    """The printed figures of each comparison, each beside its recalculation.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`.
    published : prepost.study.Published
        The printed tables: the columns `COMPARISON_change` and `COMPARISON_p`, with the two means before them.
    scale : sequence of int
        The scale, for changes printed as a percentage of its range.

    Returns
    -------
    pandas.DataFrame of text
        Four rows for each comparison of which the article prints anything: text, label, n, what ("first mean", "second
        mean", "change" or "p"), printed, here, claim (its id in the ledger), differs (the part that does, such as
        "percentage only") and from_means (the change as it follows from the printed means). What there is not is blank.

    Notes
    -----
    A mean and a p-value agree if what comes out is printed so, whichever way it is rounded half-way. A change is held
    to its two printed means, as in the ledger, and its percentage to the changes that fit both them and the printed
    change. Only if a mean differs is the change held to the answers.
    """
    import pandas as pd

    # A cell may hold two numbers; the first claim of a place is that of the change itself.
    claims = {claim.where: claim.id for claim in reversed(published.claims.values())}
    rows = []
    for row in effects[effects["p"].notna()].itertuples():
        cells = published.tables.get(row.statement, {})
        if f"{row.comparison}_change" not in cells:
            continue
        place = list(cells).index(f"{row.comparison}_change")
        columns = [*list(cells)[place - 2 : place + 1], f"{row.comparison}_p"]
        first, second, change, p = (cells[column] for column in columns)
        parts = _CHANGE.fullmatch(change.strip())
        wrong = set() if parts else {"change"}
        for what, value, printed in (
            ("first mean", row.mean1, first),
            ("second mean", row.mean2, second),
            ("p", row.p, p),
            *(
                ("change", value, part)
                for value, part in zip((row.change, row.change_pct), parts.groups() if parts else ())
            ),
        ):
            found = _PRINTED.fullmatch(printed.strip())
            value = Fraction(repr(float(value)))
            if found and found["bound"]:
                fits = value < Fraction(found["number"])
            else:
                possible = rounding_interval(found["number"]) if found else None
                fits = possible is not None and possible.low <= value <= possible.high
            wrong |= set() if fits else {what}
        from_means, apart = "", {what: what if what in wrong else "" for what in _HEADINGS}
        if not apart["first mean"] + apart["second mean"]:
            apart["change"], from_means = _change_of_means(first, second, parts, scale[-1] - scale[0])
        here = (
            format_number(row.mean1),
            format_number(row.mean2),
            f"{signed(row.change)} ({signed(row.change_pct, 1)}%)",
            p_value(row.p).removeprefix("p ").removeprefix("= "),
        )
        n = f"{format_number(row.n1, 0)}, {format_number(row.n2, 0)}"
        table = f"{published.table_of[row.statement]}/{row.statement}"
        rows += [
            (
                row.text,
                row.label,
                n,
                what,
                cells[column],
                value,
                claims.get(f"{table}/{column}", ""),
                apart[what],
                means,
            )
            for what, column, value, means in zip(_HEADINGS, columns, here, ("", "", from_means, ""))
        ]
    names = ["text", "label", "n", "what", "printed", "here", "claim", "differs", "from_means"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _change_of_means(first: str, second: str, printed: re.Match | None, scale_range: int) -> tuple[str, str]:
    """The part of a printed change that does not follow from its two printed means, and what does follow."""
    before, after = rounding_interval(first), rounding_interval(second)
    exact = float((after.low + after.high - before.low - before.high) / 2)
    from_means = f"{signed(exact)} ({signed(100 * exact / scale_range, 1)}%)"
    if printed is None:
        return "change", from_means
    change, share = (rounding_interval(text.replace("+", "")) for text in printed.groups())
    low, high = after.low - before.high, after.high - before.low
    is_change = max(low, change.low) <= min(high, change.high)
    if is_change:
        low, high = max(low, change.low), min(high, change.high)
    is_share = max(100 * low / scale_range, share.low) <= min(100 * high / scale_range, share.high)
    if is_change:
        return "" if is_share else "percentage only", from_means
    return "change only" if is_share else "change and percentage", from_means


def printed_table(cells: pd.DataFrame, ledger: str = "") -> pd.DataFrame:
    """An article's table beside its recalculation, ready for `table`.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `printed_and_recomputed` returns them.
    ledger : str
        Address of the page with the ledger, to which printed figures link; blank for no links.

    Returns
    -------
    pandas.DataFrame
        A row a comparison, for `table` with `spanners=SPANNERS` and `groups="Statement"`.
    """
    import pandas as pd

    rows = []
    for (text, label, n), members in cells.groupby(["text", "label", "n"], sort=False):
        differs = [part for part in members["differs"] if part]
        symbol, words = ("≠", f"differs: {join_words(differs)}") if differs else ("✓", "agrees")
        mark = Markup('<span class="prepost-mark"><span aria-hidden="true">{}</span> {}</span>').format(symbol, words)
        row = {"Statement": text, "Comparison": label, "Agreement": mark, "n": n}
        for cell in members.itertuples():
            link = ledger_link(cell.claim, cell.printed, ledger) if ledger and cell.claim else cell.printed
            row |= zip(SPANNERS[_HEADINGS[cell.what]], (link, cell.here))
        rows.append(row)
    # Not as text columns: pandas would turn links and marks into plain text.
    columns = ["Statement", "Comparison", "Agreement", "n", *sum(SPANNERS.values(), [])]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def agreement_sentence(cells: pd.DataFrame, *, is_recovered: bool = False) -> str:
    """How many printed figures agree with their recalculation, and which do not.

    Parameters
    ----------
    cells : pandas.DataFrame
        As `printed_and_recomputed` returns them.
    is_recovered : bool
        Whether the answers were recovered from the printed means and p-values: that these agree is then no test.

    Returns
    -------
    str
        One sentence, and a second that names the figures that differ if they are few.
    """
    if cells.empty:
        return "The article prints no table on these statements."
    apart = cells[cells["differs"] != ""]
    if is_recovered and (apart["what"] == "change").all():
        changes = int((cells["what"] == "change").sum())
        agree = f"{format_number(changes - len(apart), 0)} of" if len(apart) else "all"
        opening = (
            "The means and p-values agree because the answers were recovered from them; only the changes are a test: "
            f"{agree} {format_number(changes, 0)} {plural(changes - len(apart), 'agrees', 'agree')}"
        )
    elif apart.empty:
        return f"All {format_number(len(cells), 0)} printed figures of the table agree with their recalculation."
    else:
        same = len(cells) - len(apart)
        opening = (
            f"Of the {format_number(len(cells), 0)} printed figures of the table, {format_number(same, 0)} "
            f"{plural(same, 'agrees', 'agree')} with the recalculation and {format_number(len(apart), 0)} "
            f"{plural(len(apart), 'differs', 'differ')}"
        )
    if apart.empty:
        return f"{opening}."
    if len(apart) > MOST_NAMED:
        return f"{opening}; those that differ are marked in the table."
    which = "; ".join(
        f"“{cell.text}” ({uncapital(cell.label)}: {cell.differs}; printed {cell.printed}, "
        + (f"from the printed means {cell.from_means})" if cell.from_means else f"from the answers {cell.here})")
        for cell in apart.itertuples()
    )
    return f"{opening}. {'This differs' if len(apart) == 1 else 'These differ'}: {which}."


def normality_table(answers: Answers) -> pd.DataFrame:
    """Shapiro and Wilk's test of normality for each group of answers.

    Parameters
    ----------
    answers : Answers
        The answers.

    Returns
    -------
    pandas.DataFrame of text
        A row a statement; for each group the columns "GROUP: n", "GROUP: W" and "GROUP: p". A dash where the test has
        no answer (fewer than three answers, or all alike) or the group is too small to show.
    """
    import pandas as pd

    columns = [f"{group}: {part}" for group in answers.group_names for part in ("n", "W", "p")]
    rows = {statement: dict.fromkeys(columns, "–") for statement in answers.groups}
    for statement, group, counts, test in _normality(answers):
        rows[statement][f"{group}: n"] = format_number(int(counts.sum()), 0)
        if test is not None:
            rows[statement] |= {f"{group}: W": format_number(test.w, 3), f"{group}: p": _p_cell(test.p)}
    return pd.DataFrame(
        [{"Statement": statement, **row} for statement, row in rows.items()], columns=["Statement", *columns]
    )


def normality_sentence(answers: Answers, alpha: float) -> str:
    """In how many groups of answers normality is rejected.

    Parameters
    ----------
    answers : Answers
        The answers.
    alpha : float
        The level.
    """
    tests = [test for *_, test in _normality(answers) if test is not None]
    if not tests:
        return "No group of answers could be tested for normality."
    rejected = sum(test.p < alpha for test in tests)
    share = (
        f"all {in_words(len(tests))}" if rejected == len(tests) else f"{in_words(rejected)} of {in_words(len(tests))}"
    )
    largest = max(test.p for test in tests)
    bound = " each time" if largest < 0.001 else " at most" if len(tests) > 1 else ""
    return f"Normality is rejected for {share} groups of answers ({p_value(largest)}{bound}; level {format_number(alpha, 2)})."


def _normality(answers: Answers):
    from prepost.stats.means import shapiro_wilk

    for statement, group, counts in answers.groups_shown():
        try:
            yield statement, group, counts, shapiro_wilk(counts, answers.scale)
        except ValueError:
            yield statement, group, counts, None


def _p_cell(p: float) -> str:
    return p_value(p).removeprefix("p ").removeprefix("= ")


def shares_table(
    shares: Sequence[Share], *, level: float = 0.95, printed: Sequence[str] | None = None, what: str = "What"
) -> pd.DataFrame:
    """Shares with n and Wilson interval, beside what is printed where something is.

    Parameters
    ----------
    shares : sequence of Share
        In the order to show.
    level : float
        Confidence level.
    printed : sequence of str or Markup, optional
        What is printed of each share, such as a `ledger_link`; blank where nothing is.
    what : str
        Heading of the column that names the shares.

    Returns
    -------
    pandas.DataFrame of text
    """
    import pandas as pd
    from statsmodels.stats.proportion import proportion_confint

    head = f"{level_words(level)} interval"
    rows = []
    for share in shares:
        if not share.n:
            rows.append([share.name, format_number(share.count, 0), "0", "–", "–"])
            continue
        low, high = proportion_confint(share.count, share.n, alpha=1 - level, method="wilson")
        numbers = format_number(share.count, 0), format_number(share.n, 0), percent(share.count / share.n)
        rows.append([share.name, *numbers, interval(low, high, 0, form=percent)])
    frame = pd.DataFrame(rows, columns=[what, "Number", "of", "Share", head], dtype=object)
    if printed is not None:
        frame["Printed"] = pd.Series([text if text else "–" for text in printed], dtype=object)
    return frame
