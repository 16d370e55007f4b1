"""The ledger: every claim of an article, recomputed from the others, with a verdict and the reason for it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from prepost.audit.evaluate import Claims
from prepost.audit.explain import cell_of, explanations, remarks
from prepost.audit.language import CalculationError, Call, Name, names_in
from prepost.audit.printed import Printed, more_places, show_like
from prepost.audit.values import Attainment, Quantity, Truth
from prepost.study.claims import CLAIMS_FILE, Claim, read_claims
from prepost.study.faults import StudyError, join_words
from prepost.study.settings import read_settings

COLUMNS = (
    *("id", "where", "says", "printed", "calculation", "recomputed", "low", "high", "verdict", "reason"),
    *("note", "repeats", "follows", "passes"),
)
VERDICTS = {
    "given": "a primary figure, taken as printed",
    "repeats": "says again what another row says, and shares its fate",
    "reproduced": "recomputed from other printed figures; agrees after rounding",
    "attained": "whole numbers of people or answers that fit everything else give it",
    "open": "rounding leaves it undecided",
    "partly": "the figures bear it out, but its words go further; the note says how",
    "differs": "recomputed from other printed figures; does not agree after rounding",
    "impossible": "no whole numbers of people or answers give it, or no such figure can be",
    "unread": "its figure or its calculation cannot be read; it is counted apart",
}
"""The verdicts and what each means, from nothing to recompute to the strongest disagreement."""

ELSEWHERE = {
    "reproduced": "statcheck: no error, where the row is a test; INSPECT-SR 4.9: no concern",
    "attained": "scrutiny: consistency TRUE; INSPECT-SR 4.8: no concern",
    "differs": "statcheck: Error, and DecisionError where the reason says that the decision changes; "
    "INSPECT-SR 4.9 (results) or 4.6 (numbers of participants): concern",
    "impossible": "scrutiny: consistency FALSE (GRIM, GRIMMER, DEBIT); INSPECT-SR 4.8: concern",
    "open": "no other name: statcheck counts p = .05 as significant",
    "unread": "statcheck: not extracted",
}
"""What other tools and forms call a verdict, so that their forms can be filled from the ledger."""
APART = {"differs": "differs", "impossible": "cannot be attained"}
"""The verdicts of what does not agree, and how a sentence says so."""
NOT_SEARCHED = "taken as printed: its check would go through too many answers"


_MAY_LACK = ("note", "repeats", "follows")
_ADVICE = "Correct the calculation, or leave it empty if nothing printed lets one recompute the claim."
_FORMS = "Write the figure as printed, such as 302, 62%, £71.08, p<0.001, five, 12/30 (40%) or t(28) = 2.20, p = .06."


@dataclass(frozen=True)
class Entry:
    """One row of the ledger.

    Attributes
    ----------
    id, where, says, printed, calculation : str
        As in claims.csv.
    verdict : str
        A key of `VERDICTS`.
    reason : str
        Sentences: how the verdict came about and, if printed and recomputed part, what would make it agree.
    recomputed : float, bool or None
        The recomputed value in the unit in which the claim is printed (a percentage as 84.1); for a sentence whether it
        holds.
    low, high : float or None
        Smallest and largest value that the printed figures, or the answers searched, allow.
    note : str
        The remark in claims.csv.
    shown : str
        What the calculation gives, as text: a value, a range, or whether a sentence holds; "" if there is nothing to
        show.
    passes : float or None
        Share of all figures with as many decimals that would have passed the check, with as many blanks as it allows.
    would_be_right : tuple of str
        Simple explanations, each with its arithmetic; none is asserted as the cause.
    repeats : str
        If the calculation is the id of another claim: that id.
    follows : str
        Its verdict; if it repeats another claim itself, the verdict at the end of the row.
    enters : tuple of str
        Ids of the claims whose calculations use this one.
    """

    id: str
    where: str
    says: str
    printed: str
    calculation: str
    verdict: str
    reason: str
    recomputed: float | bool | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""
    shown: str = ""
    passes: float | None = None
    would_be_right: tuple[str, ...] = ()
    repeats: str = ""
    follows: str = ""
    enters: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether printed and recomputed agree, or nothing could be recomputed."""
        return self.verdict not in APART

    @property
    def could_fail(self) -> bool:
        """Whether its own check could have called it into question: it repeats none, and not every figure passes."""
        return self.verdict not in ("given", "repeats", "unread") and self.passes != 1

    @property
    def unsearched(self) -> bool:
        """Whether it is taken as printed because its check would take too long, not because it has none."""
        return self.verdict == "given" and bool(self.calculation)

    @property
    def meaning(self) -> str:
        """What its verdict means here."""
        return NOT_SEARCHED if self.unsearched else VERDICTS[self.verdict]

    def as_row(self) -> dict:
        """The published columns, in order, as plain values."""
        return {
            column: None if (value := getattr(self, column)) == "" and column in _MAY_LACK else value
            for column in COLUMNS
        }


def ledger(folder: Path | str) -> list[Entry]:
    """Recompute every claim in a folder's `published/claims.csv` and in the tables of its `published/tables.yml`.

    Parameters
    ----------
    folder : Path or str
        Any folder with one of these files; its study.yml, if there is one, gives the answer scale.

    Returns
    -------
    list of Entry
        In the order of the file.

    Raises
    ------
    StudyError
        If the file is missing, is no table, lacks a column or has an id twice. What is amiss in a single row is that
        row's verdict, `unread`.

    Notes
    -----
    Each printed figure stands for all values that round to it, and calculations are carried out on these intervals in
    exact fractions; counts of people and forms are exact. A claim agrees if the interval recomputed and the interval
    printed have a value in common. No rounding rule can make a verdict stricter than that.
    """
    return entries_of(load_claims(folder))


def entries_of(claims: Claims) -> list[Entry]:
    """As `ledger`, of claims that were read before with `load_claims`."""
    uses = _uses(claims)
    return [_entry(claim, claims, uses.get(claim.id, ())) for claim in claims.values()]


def entry_of(claim_id: str, claims: Claims) -> Entry:
    """The row of one claim of those that `load_claims` returns, without the others."""
    return _entry(claims[claim_id], claims, _uses(claims).get(claim_id, ()))


def load_claims(folder: Path | str) -> Claims:
    """Read the claims of a folder: every figure and every calculation, not yet carried out.

    Parameters
    ----------
    folder : Path or str
        A folder with a `published/claims.csv`.

    Returns
    -------
    Claims

    Raises
    ------
    StudyError
        If the file is missing, is no table, lacks a column or has an id twice.
    """
    folder = Path(folder)
    return Claims(read_claims(folder), cache(lambda: _scale(folder)))


def cells_copied_differently(folder: Path | str, claims: Claims) -> list[str]:
    """Claims about a table cell that hold another figure than the printed table beside them.

    Parameters
    ----------
    folder : Path or str
        The study folder; if it has no `published/table1.csv` and so on, there is nothing to compare.
    claims : Claims
        As `load_claims` returns it.

    Returns
    -------
    list of str
        A sentence for each, with the row of claims.csv; empty if both copies agree.
    """
    from prepost.study import load_published

    try:
        published = load_published(folder, only=["tables"])
    except StudyError:  # tables with other columns than those of a study, read by tables.yml alone
        return []
    sentences = []
    for claim in claims.values():
        table, statement, column = cell_of(claim)
        cells = published.tables[statement] if published.table_of.get(statement) == table else {}
        if column in cells and claim.printed not in cells[column]:
            sentences.append(
                f"{CLAIMS_FILE}, row {claim.row}: {claim.where} is copied as {claim.printed}, but {table}.csv has "
                f"{cells[column]}. Copy both from the article."
            )
    return sentences


def mixed_decimals(claims: Claims) -> list[str]:
    """Columns of figures that seem to have lost their last zeros, as a spreadsheet drops them.

    Parameters
    ----------
    claims : Claims
        As `load_claims` returns it.

    Returns
    -------
    list of str
        A sentence for each column of a table, and for each calculation of means, in which most figures have as many
        decimals, none of these ends in zero, and the others have fewer.
    """
    columns: dict[tuple[str, str], list[Printed]] = {}
    for claim in claims.values():
        table, _, column = cell_of(claim)
        if column or claim.calculation.startswith(("mean_of", "sd_of")):
            with suppress(ValueError):
                printed = claims.printed(claim.id)
                name = f"the column {column} of {table}" if column else f"figures with {claim.calculation}"
                columns.setdefault((name, printed.kind), []).append(printed)
    sentences = []
    for (name, kind), figures in columns.items():
        most = max(figure.places for figure in figures)
        full, short = ([one.text for one in figures if (one.places < most) == is_short] for is_short in (False, True))
        most_are_full = 2 * len(full) >= len(figures) > 3 and kind in ("number", "percent", "count")
        if short and most_are_full and not any(re.sub(r"\D", "", text).endswith("0") for text in full):
            sentences.append(
                f"In {name} {join_words(short[:3])} {'has' if len(short) == 1 else 'have'} fewer decimals than "
                f"{full[0]}. If a spreadsheet dropped zeros at the end, put them back: 2.70 says more than 2.7."
            )
    return sentences


def _scale(folder: Path) -> tuple[int, int]:
    if not (folder / "study.yml").is_file():
        raise CalculationError("needs the answer scale; give its lowest and highest point as the last two arguments.")
    settings, faults = read_settings(folder)
    if settings is None:
        raise CalculationError(f"needs the answer scale, but study.yml cannot be read: {faults[0].problem}")
    return settings.scale[0], settings.scale[-1]


def _uses(claims: Claims) -> dict[str, tuple[str, ...]]:
    """For each claim the claims whose calculations name it, in the order of the file."""
    uses: dict[str, tuple[str, ...]] = {}
    for claim in claims.values():
        with suppress(CalculationError):
            for name in names_in(claims.tree(claim.id)) - {claim.id}:
                uses[name] = (*uses.get(name, ()), claim.id)
    return uses


def _entry(claim: Claim, claims: Claims, enters: tuple[str, ...]) -> Entry:
    columns = {name: getattr(claim, name) for name in ("id", "where", "says", "printed", "calculation", "note")}
    try:
        judged = _judged(claim, claims, enters)
    except ValueError as error:
        problem = f"column calculation: it {error} {_ADVICE}"
        if not isinstance(error, CalculationError):
            problem = f"column printed: {error} {_FORMS}"
        judged = {"verdict": "unread", "reason": f"{claim.file}, row {claim.row}, {problem}"}
    return Entry(**columns, **judged, enters=enters)


def _judged(claim: Claim, claims: Claims, enters: tuple[str, ...]) -> dict:
    """What is printed, beside what its calculation comes to if it has one: columns of its entry."""
    if claim.fault:
        return {"verdict": "unread", "reason": f"{claim.file}, row {claim.row}, {claim.fault}"}
    try:
        cannot = claims.printed(claim.id).cannot
    except ValueError:
        if not claim.calculation:
            raise
        cannot = ""
    if cannot:
        return {"verdict": "impossible", "reason": cannot}
    if not claim.calculation:
        use = f" It enters the calculation of: {', '.join(enters)}." if enters else ""
        return {"verdict": "given", "reason": f"A primary figure.{use}"}
    outcome = claims.outcome(claim.id)
    judge = {Quantity: _judged_quantity, Truth: _judged_truth, Attainment: _judged_attainment}[type(outcome)]
    result = judge(outcome, claim, claims)
    repeated = _repeated(claim, claims)
    if repeated:
        repeated = _entry(repeated, claims, ())
        result |= {"repeats": repeated.id, "follows": repeated.follows or repeated.verdict}
        if not (isinstance(outcome, Quantity) and result["verdict"] == "differs"):
            result["verdict"] = "repeats"
        if result["follows"] in APART:
            result["reason"] += f" It repeats {repeated.id}, which {APART[result['follows']]}."
    if result["verdict"] in APART:
        simple = explanations(claim, outcome, claims)
        right = f"What would make it agree: {'; or '.join(simple) or 'nothing simple does'}."
        result["would_be_right"] = tuple(simple)
        result["reason"] = " ".join([result["reason"], *remarks(claim, outcome, claims), right])
    return result


def _repeated(claim: Claim, claims: Claims) -> Claim | None:
    """The claim that this one repeats."""
    tree = claims.tree(claim.id)
    return claims[tree.id] if isinstance(tree, Name) and not tree.part else None


def _judged_quantity(outcome: Quantity, claim: Claim, claims: Claims) -> dict:
    printed = claims.printed(claim.id)
    agrees = outcome.range.overlap(printed.rounds_to) is not None
    repeated = _repeated(claim, claims)  # shown as the other place prints it
    shown = repeated.printed if repeated else show_like(outcome.face, printed, more_places(outcome.face, printed, 1))
    ends = (outcome.range.low, outcome.range.high)
    more = max(more_places(end, printed, 2) for end in ends)
    bounds = [show_like(end, printed, more) for end in ends]
    between = "" if bounds[0] == bounds[1] else f" (between {bounds[0]} and {bounds[1]}, as its inputs are rounded)"
    verb = "agrees with" if agrees else "does not round to"
    reason = f"{' '.join(claim.calculation.split())} = {shown}{between}; this {verb} the printed {claim.printed}."
    if printed.kind == "share":
        ends = " to ".join(f"{float(end):.1%}" for end in (printed.rounds_to.low, printed.rounds_to.high))
        reason += f" In words it stands for {ends}: nearer to it than to any other half, third, quarter or fifth."
    if printed.bracket is not None:
        reason += " The figure in brackets is not checked here."
    return {
        "recomputed": _in_unit(outcome.face, printed),
        "low": _in_unit(outcome.range.low, printed),
        "high": _in_unit(outcome.range.high, printed),
        "verdict": "reproduced" if agrees else "differs",
        "reason": reason,
        "shown": shown,
    }


def _judged_truth(outcome: Truth, claim: Claim, claims: Claims) -> dict:
    tree = claims.tree(claim.id)
    says_more = isinstance(tree, Call) and tree.function == "partly"
    verdict, shown, opening = {
        True: ("reproduced", "holds", "The printed figures bear it out"),
        None: ("open", "open", "Rounding leaves it open, so it is not called into question"),
        False: ("differs", "not borne out", "The printed figures do not bear it out"),
    }[outcome.value]
    if says_more and outcome.value:
        verdict, opening = "partly", "The printed figures bear out this much"
    reason = f"{opening}: {'; '.join(outcome.because)}."
    return {"recomputed": outcome.value, "verdict": verdict, "reason": reason, "shown": shown}


def _judged_attainment(outcome: Attainment, claim: Claim, claims: Claims) -> dict:
    weak = outcome.possible and outcome.pass_rate == 1 and "p-value" not in outcome.reason
    remark = " As a check this is weak: at this size every figure with as many decimals would pass." if weak else ""
    judged = {
        "verdict": {True: "attained", None: "given", False: "impossible"}[outcome.possible],
        "reason": outcome.reason + remark,
        "passes": outcome.pass_rate,
    }
    if outcome.low is None:
        return judged
    own = claims.printed(claim.id)
    ends = {"low": _in_unit(outcome.low, own), "high": _in_unit(outcome.high, own)}
    return judged | ends | {"shown": _span(outcome, own)}


def _span(outcome: Attainment, printed: Printed) -> str:
    """What whole numbers give: one value, a range of them, or the two on either side of what they do not give."""
    low, high = (
        show_like(Fraction(bound), printed, 0 if printed.kind == "p_value" else 1)
        for bound in (outcome.low, outcome.high)
    )
    if low == high:
        return low
    return f"{low} to {high}" if outcome.possible or printed.kind == "p_value" else f"{low} or {high}"


def _in_unit(value: Fraction | float, printed: Printed) -> float:
    """A value in the unit in which a claim is printed, to nine decimals: the same digits on every machine."""
    return round(float(value * 100 if printed.kind in ("percent", "share") else value), 9)
