"""Tables that need more than a frame: an article's table rebuilt, normality, shares with their intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

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
    from prepost.report.effects import Effect
    from prepost.study import Published

__all__ = [
    "REBUILT_SPANNERS",
    "RebuiltCell",
    "normality_sentence",
    "normality_table",
    "rebuilt_cells",
    "rebuilt_summary",
    "rebuilt_table",
    "shares_table",
]

_CHANGE = re.compile(rf"([+\-{MINUS}]?\d*\.?\d+)\s*\(([+\-{MINUS}]?\d*\.?\d+)%\)")
_P = re.compile(r"p?\s*([<=])?\s*(\d*\.?\d+)")
MOST_NAMED = 6  # differing figures; more are left to the table
_SLACK = 1e-9  # what floating-point means can be off by


@dataclass(frozen=True)
class RebuiltCell:
    """A printed figure beside its recalculation.

    Attributes
    ----------
    what : str
        "first mean", "second mean", "change" or "p".
    printed, recomputed : str
        As printed, and as it comes out.
    agrees : bool
        Whether the recomputed value rounds to the printed one.
    claim : str
        Id of the printed figure in the ledger; blank where it has none.
    apart : str
        Words for the part that differs, such as "percentage only"; blank where nothing does.
    from_means : str
        A change as it follows from the printed means; blank for other figures.
    """

    what: str
    printed: str
    recomputed: str
    agrees: bool
    claim: str = ""
    apart: str = ""
    from_means: str = ""


def rebuilt_cells(effect: Effect, published: Published, scale: Sequence[int]) -> list[RebuiltCell]:
    """The four printed figures of one statement under one comparison, each beside its recalculation.

    Parameters
    ----------
    effect : Effect
        The comparison, recomputed from the answers.
    published : prepost.study.Published
        The printed tables: the columns `COMPARISON_change` and `COMPARISON_p`, with the two means before them.
    scale : sequence of int
        The scale, for changes printed as a percentage of its range.

    Returns
    -------
    list of RebuiltCell
        Empty where the article prints nothing on this statement and comparison.

    Notes
    -----
    A mean agrees where it rounds to the printed one, either way where it lies half-way; a p-value likewise, or where
    both are below a printed bound. A change is held to the two printed means, as exactly as their decimals allow, and
    its percentage to the changes that fit both these means and the printed change. Where the means themselves differ,
    the change is held to the answers instead, within one and a half units of its last decimal.
    """
    printed = published.tables.get(effect.statement, {})
    names = list(printed)
    change_name = f"{effect.comparison}_change"
    if change_name not in names or not effect.is_defined:
        return []
    place = names.index(change_name)
    first, second, p = names[place - 2], names[place - 1], f"{effect.comparison}_p"
    # A cell may hold two numbers; the first claim of a place is that of the change itself.
    claims = {claim.where: claim.id for claim in reversed(published.claims.values())}

    def cell(what: str, column: str, recomputed: str, apart: str, from_means: str = "") -> RebuiltCell:
        where = f"{published.table_of[effect.statement]}/{effect.statement}/{column}"
        return RebuiltCell(what, printed[column], recomputed, not apart, claims.get(where, ""), apart, from_means)

    def unless(agrees: bool, what: str) -> str:
        return "" if agrees else what

    change, scale_range = effect.mean2 - effect.mean1, scale[-1] - scale[0]
    means = ((effect.mean1, printed[first]), (effect.mean2, printed[second]))
    differing = [not _mean_agrees(value, text) for value, text in means]
    if any(differing):
        apart, from_means = unless(_change_agrees(change, printed[change_name], scale_range), "change"), ""
    else:
        apart, from_means = _change_of_means(printed[first], printed[second], printed[change_name], scale_range)
    return [
        cell("first mean", first, format_number(effect.mean1), unless(not differing[0], "first mean")),
        cell("second mean", second, format_number(effect.mean2), unless(not differing[1], "second mean")),
        cell("change", change_name, f"{signed(change)} ({signed(effect.change.value, 1)}%)", apart, from_means),
        cell("p", p, _p_cell(effect.p), unless(_p_agrees(effect.p, printed[p]), "p")),
    ]


def _value(text: str) -> float:
    return float(text.replace(MINUS, "-"))


def _half_unit(text: str) -> float:
    return 0.5 * 10.0 ** -len(text.partition(".")[2])


def _mean_agrees(value: float, printed: str) -> bool:
    try:
        return abs(value - _value(printed)) <= _half_unit(printed) + _SLACK
    except ValueError:
        return False


def _change_agrees(value: float, printed: str, scale_range: float) -> bool:
    found = _CHANGE.fullmatch(printed.strip())
    if not found:
        return False
    change, share = found.groups()
    is_change = abs(value - _value(change)) <= 3 * _half_unit(change) + _SLACK
    room = _half_unit(share) + 100 * _half_unit(change) / scale_range + _SLACK
    return is_change and abs(_value(share) - 100 * _value(change) / scale_range) <= room


def _change_of_means(first: str, second: str, printed: str, scale_range: int) -> tuple[str, str]:
    """The part of a printed change that does not follow from its two printed means, and what does follow."""
    from prepost.audit.intervals import Interval, rounding_interval

    possible = rounding_interval(second) - rounding_interval(first)
    exact = _value(second) - _value(first)
    from_means = f"{signed(exact)} ({signed(100 * exact / scale_range, 1)}%)"
    found = _CHANGE.fullmatch(printed.strip())
    if not found:
        return "change", from_means
    change, share = (rounding_interval(text.replace("+", "")) for text in found.groups())
    fitting = possible.overlap(change)
    share_of = (fitting or possible) * Interval.exactly(100) / Interval.exactly(scale_range)
    is_share = share_of.overlap(share) is not None
    if fitting is None:
        return "change only" if is_share else "change and percentage", from_means
    return "" if is_share else "percentage only", from_means


def _p_agrees(value: float, printed: str) -> bool:
    found = _P.fullmatch(printed.strip())
    if not found:
        return False
    sign, bound = found.groups()
    return value < float(bound) if sign == "<" else abs(value - float(bound)) <= _half_unit(bound) + _SLACK


_HEADINGS = {"first mean": "First mean", "second mean": "Second mean", "change": "Change", "p": "p"}


def rebuilt_table(
    effects: Sequence[Effect], published: Published, scale: Sequence[int], *, ledger: str = ""
) -> pd.DataFrame:
    """An article's table rebuilt: each comparison with what is printed beside what comes out.

    Parameters
    ----------
    effects : sequence of Effect
        The comparisons, as `effects_of` returns them.
    published, scale
        As for `rebuilt_cells`.
    ledger : str
        Address of the page with the ledger, to which printed figures link; blank for no links.

    Returns
    -------
    pandas.DataFrame
        For `table`, with `spanners=REBUILT_SPANNERS` and `groups="Statement"`.
    """
    import pandas as pd

    rows = []
    for effect in effects:
        cells = rebuilt_cells(effect, published, scale)
        if not cells:
            continue
        row = {
            "Statement": effect.text,
            "Comparison": effect.label,
            "Agreement": _agreement(cells),
            "n": f"{format_number(effect.n1, 0)}, {format_number(effect.n2, 0)}",
        }
        for cell in cells:
            link = ledger_link(cell.claim, cell.printed, ledger) if ledger and cell.claim else cell.printed
            row[f"{_HEADINGS[cell.what]}: printed"] = link
            row[f"{_HEADINGS[cell.what]}: here"] = cell.recomputed
        rows.append(row)
    columns = [f"{heading}: {part}" for heading in _HEADINGS.values() for part in ("printed", "here")]
    # Not as text columns: pandas would turn links and marks into plain text.
    return pd.DataFrame(rows, columns=["Statement", "Comparison", "Agreement", "n", *columns], dtype=object)


REBUILT_SPANNERS = {heading: [f"{heading}: printed", f"{heading}: here"] for heading in _HEADINGS.values()}


def _agreement(cells: Sequence[RebuiltCell]) -> Markup:
    apart = [cell.apart for cell in cells if not cell.agrees]
    symbol, words = ("≠", f"differs: {join_words(apart)}") if apart else ("✓", "agrees")
    return Markup('<span class="prepost-mark"><span aria-hidden="true">{}</span> {}</span>').format(symbol, words)


def rebuilt_summary(
    effects: Sequence[Effect], published: Published, scale: Sequence[int], *, is_recovered: bool = False
) -> str:
    """How many printed figures agree with their recalculation, and which do not.

    Parameters
    ----------
    effects, published, scale
        As for `rebuilt_table`.
    is_recovered : bool
        Whether the answers were recovered from the printed means and p-values: that these agree is then no test.
    """
    found = [(effect, cell) for effect in effects for cell in rebuilt_cells(effect, published, scale)]
    if not found:
        return "The article prints no table on these statements."
    apart = [(effect, cell) for effect, cell in found if not cell.agrees]
    if is_recovered and all(cell.what == "change" for _, cell in apart):
        changes = sum(cell.what == "change" for _, cell in found)
        agree = f"{format_number(changes - len(apart), 0)} of" if apart else "all"
        opening = (
            "The means and p-values agree because the answers were recovered from them; only the changes are a test: "
            f"{agree} {format_number(changes, 0)} {plural(changes - len(apart), 'agrees', 'agree')}"
        )
        return _naming(opening, apart)
    if not apart:
        return f"All {format_number(len(found), 0)} printed figures of the table agree with their recalculation."
    agree = f"{format_number(len(found) - len(apart), 0)} {plural(len(found) - len(apart), 'agrees', 'agree')}"
    differ = f"{format_number(len(apart), 0)} {plural(len(apart), 'differs', 'differ')}"
    opening = f"Of the {format_number(len(found), 0)} printed figures of the table, {agree} with the recalculation and {differ}"
    return _naming(opening, apart)


def _naming(opening: str, apart: Sequence[tuple[Effect, RebuiltCell]]) -> str:
    """A sentence on agreement, followed by the figures that differ where they are few."""
    if not apart:
        return f"{opening}."
    if len(apart) > MOST_NAMED:
        return f"{opening}; those that differ are marked in the table."
    which = "; ".join(
        f"“{effect.text}” ({uncapital(effect.label)}: {cell.apart}; printed {cell.printed}, "
        + (f"from the printed means {cell.from_means})" if cell.from_means else f"from the answers {cell.recomputed})")
        for effect, cell in apart
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
