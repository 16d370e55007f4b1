"""What the training cost: in relation to what was reached, to what changed, and to what the change would have to be
worth.

A study without costs, or without the records that a figure needs, gives sentences that say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from markupsafe import Markup

from prepost.report.compare import sizes
from prepost.report.show import ledger_link
from prepost.report.wording import (
    capital,
    format_number,
    interval,
    level_words,
    money,
    percent,
    plural,
    signed_percent,
    uncapital,
    with_noun,
)
from prepost.study.faults import join_words

if TYPE_CHECKING:
    import pandas as pd

    from prepost.stats.costs import CostOfEffect, Swing
    from prepost.stats.estimate import Estimate
    from prepost.study import Study

__all__ = [
    "Costed",
    "Economics",
    "Sensitivity",
    "Spending",
    "UnitCost",
    "cost_by_domain",
    "cost_by_statement",
    "cost_of_change",
    "cost_of_change_sentence",
    "cost_of_change_table",
    "cost_range_sentence",
    "economics_of",
    "items_table",
    "needed_sentence",
    "other_prices_sentence",
    "point_sensitivity",
    "reached",
    "resampled_sentence",
    "sensitivity_sentence",
    "spending_of",
    "time_sentence",
    "time_table",
    "unit_costs",
    "unit_costs_sentence",
    "unit_costs_table",
]

NO_COSTS = "No costs are given for this study, so nothing can be set in relation to them."


@dataclass(frozen=True)
class Spending:
    """What was spent.

    Attributes
    ----------
    items : tuple of (item, amount, unit, quantity, note)
        As costs.csv has them; amount and quantity as exact numbers.
    currency, year : str
        ISO 4217 code and price year; the year is blank where study.yml does not say.
    """

    items: tuple[tuple[str, Fraction, str, Fraction, str], ...]
    currency: str
    year: str

    @property
    def total(self) -> Fraction:
        """The sum of all items, exact."""
        from prepost.stats.costs import total_cost

        return total_cost([(amount, quantity) for _, amount, _, quantity, _ in self.items])

    def words(self, amount, places: int = 2) -> str:
        """An amount in this currency."""
        return money(amount, self.currency, places)

    @property
    def in_prices(self) -> str:
        """ ", in prices of YEAR", or nothing where the year is not given."""
        return f", in prices of {self.year}" if self.year else ""


@dataclass(frozen=True)
class UnitCost:
    """The total cost in relation to a number of something.

    Attributes
    ----------
    what : str
        In the singular, such as "training place filled".
    n : int
        How many.
    amount : Fraction
        Total divided by n, exact.
    year : str
        Price year; blank where it is not given.
    """

    what: str
    n: int
    amount: Fraction
    year: str = ""


@dataclass(frozen=True)
class Economics:
    """What study.yml says under `economics`: inputs of its owner, none of which is assumed.

    Attributes
    ----------
    session_hours : float or None
        Hours that a session took from a participant.
    hourly_rates : tuple of float
        What an hour of a participant costs, from the lowest to the highest rate to look at.
    value_per_point : float or None
        What a sustained gain of one per cent of the scale's range in one person is worth.
    deflators : dict of str to float
        For other price years, the factor that turns the study's prices into theirs.
    """

    session_hours: float | None = None
    hourly_rates: tuple[float, ...] = ()
    value_per_point: float | None = None
    deflators: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Costed:
    """What one percentage point of change cost.

    Attributes
    ----------
    name, label : str
        What changed, and under which comparison.
    change : prepost.stats.Estimate
        Change as a percentage of the scale's range.
    per : UnitCost
        What was spent on each of those who changed.
    ratio : prepost.stats.CostOfEffect
        Cost of one percentage point.
    answers : str
        How many answers the change rests on, as `prepost.report.compare.sizes` says it.
    """

    name: str
    label: str
    change: Estimate
    per: UnitCost
    ratio: CostOfEffect
    answers: str = ""


def spending_of(study: Study) -> Spending | None:
    """What the study says that was spent; None where costs.csv is absent or holds no rows."""
    if study.costs is None or study.costs.empty:
        return None
    items = tuple(
        (row["item"], Fraction(row["amount"]), row["unit"], Fraction(row["quantity"] or 1), row["note"])
        for row in study.costs.to_dict("records")
    )
    return Spending(items, study.currency, str(study.price_year or ""))


def items_table(spending: Spending | None) -> pd.DataFrame:
    """The items of cost, with their sum as the last row where there are several."""
    import pandas as pd

    columns = ["Item", "Price", "Unit", "Quantity", "Amount", "Note"]
    if spending is None:
        return pd.DataFrame([], columns=columns)
    rows = [
        [
            item,
            spending.words(amount),
            unit or "–",
            format_number(quantity, 0 if quantity.denominator == 1 else 2),
            spending.words(amount * quantity),
            note or "–",
        ]
        for item, amount, unit, quantity, note in spending.items
    ]
    if len(rows) > 1:
        rows.append(["All items", "–", "–", "–", spending.words(spending.total), "–"])
    return pd.DataFrame(rows, columns=columns)


def unit_costs(
    study: Study, spending: Spending | None = None, *, also: Mapping[str, int] | None = None
) -> list[UnitCost]:
    """The total cost for each training place, each person, and each completed form of every wave.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    spending : Spending, optional
        Other costs than the study's own.
    also : mapping of str to int, optional
        What else to set the total against, and how many of it, such as the events held; it comes last.

    Returns
    -------
    list of UnitCost
        Only those of which there are `min_cell` or more; empty where there are no costs.
    """
    spending = spending or spending_of(study)
    if not spending:
        return []
    heads = reached(study) | dict(also or {})
    return [UnitCost(what, n, spending.total / n, spending.year) for what, n in heads.items()]


def reached(study: Study) -> dict[str, int]:
    """How many training places were filled, people reached, and forms of each wave completed.

    Parameters
    ----------
    study : prepost.study.Study
        The study.

    Returns
    -------
    dict of str to int
        By what is counted, in the singular; only those of which there are `min_cell` or more.
    """
    places, heads = study.attendance, {}
    if places is not None:
        heads["training place filled"] = len(places)
        heads["person who attended"] = int(places["person"][places["person"] != ""].nunique())
    heads |= {f"form {uncapital(study.wave_labels[wave])}": study.n_forms({"wave": wave}) for wave in study.waves}
    return {what: n for what, n in heads.items() if n >= max(study.min_cell, 1)}


def unit_costs_table(
    units: Sequence[UnitCost],
    currency: str,
    claims: Mapping[str, str] | None = None,
    printed: Mapping[str, str] | None = None,
    *,
    ledger: str = "",
) -> pd.DataFrame:
    """What one place, person or form cost, beside what is printed.

    Parameters
    ----------
    units : sequence of UnitCost
        As `unit_costs` returns them.
    currency : str
        ISO 4217 code.
    claims : mapping of str to str, optional
        The claim that prints each figure, by `what`; without it there are no columns for what is printed.
    printed : mapping of str to str, optional
        What each claim prints.
    ledger : str
        Address of the page with the ledger; blank for no links.
    """
    import pandas as pd

    rows = []
    for unit in units:
        row = {"Per": unit.what, "Number": format_number(unit.n, 0), "Recomputed": money(unit.amount, currency)}
        if claims is not None:
            claim = claims.get(unit.what, "")
            text = (printed or {}).get(claim, "")
            row["Printed"] = (ledger_link(claim, text, ledger) if ledger else text) if text else "–"
            row["Agreement"] = _agreement(text, money(unit.amount, currency)) if text else "–"
        rows.append(row)
    columns = ["Per", "Number", "Recomputed", *(["Printed", "Agreement"] if claims is not None else [])]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _agreement(printed: str, recomputed: str) -> Markup:
    symbol, word = ("✓", "agrees") if printed == recomputed else ("≠", "differs")
    return Markup('<span class="prepost-mark"><span aria-hidden="true">{}</span> {}</span>').format(symbol, word)


def unit_costs_sentence(units: Sequence[UnitCost], spending: Spending | None) -> str:
    """The total and what it comes to, in a sentence; the number of each stands in brackets."""
    if spending is None:
        return NO_COSTS
    start = f"{spending.words(spending.total)} in all{spending.in_prices}"
    if not units:
        return f"{start}; there is no number of places, people or forms to set it in relation to."
    return (
        f"{start}:"
        f" {join_words(f'{spending.words(unit.amount)} for each {unit.what} ({format_number(unit.n, 0)})' for unit in units)}."
    )


def other_prices_sentence(units: Sequence[UnitCost], spending: Spending | None, deflators: Mapping[str, float]) -> str:
    """The total and the unit costs in the prices of other years, at the factors that study.yml gives; blank where it
    gives none."""
    if spending is None or not deflators:
        return ""
    parts = []
    for year, factor in deflators.items():
        each = [f"{spending.words(float(unit.amount) * factor)} for each {unit.what}" for unit in units]
        total = spending.words(float(spending.total) * factor)
        parts.append(
            f"In prices of {year} (times {format_number(factor, 3)}): {total} in"
            f" all{', ' * bool(each)}{join_words(each) if each else ''}."
        )
    return " ".join(parts)


def cost_of_change(effects: pd.DataFrame, per: UnitCost, *, name: str = "") -> list[Costed]:
    """What one percentage point of the scale's range cost, for each effect.

    Parameters
    ----------
    effects : pandas.DataFrame
        Rows of `prepost.report.compare.compare`; those that cannot be shown, or have no interval, are left out.
    per : UnitCost
        What was spent on each of those who changed.
    name : str
        If given, the effects are averaged under this name, with the widest interval that the association of their
        answers allows (see `prepost.stats.average`).
    """
    from prepost.stats.costs import average, cost_of_effect
    from prepost.stats.estimate import Estimate

    made = effects[effects["change_pct_low"].notna()]
    if made.empty:
        return []
    changes = [
        _with_se(Estimate(row.change_pct, row.change_pct_low, row.change_pct_high, 1 - row.level, row.change_pct_se))
        for row in made.itertuples()
    ]
    if name:
        change, label = average(changes), made["label"].iloc[0]
        return [Costed(name, label, change, per, cost_of_effect(float(per.amount), change), sizes(made))]
    return [
        Costed(
            made["text"].iloc[place],
            made["label"].iloc[place],
            change,
            per,
            cost_of_effect(float(per.amount), change),
            sizes(made.iloc[[place]]),
        )
        for place, change in enumerate(changes)
    ]


def cost_by_domain(study: Study, effects: pd.DataFrame, comparison: str, per: UnitCost | None) -> list[Costed]:
    """What one percentage point of each domain's mean change cost under one comparison; empty if `per` is None."""
    chosen = effects[effects["comparison"] == comparison]
    domains = {name: chosen[chosen["domain"] == domain] for domain, name in study.domains.items()}
    return [one for name, members in domains.items() if per for one in cost_of_change(members, per, name=name)]


def cost_by_statement(effects: pd.DataFrame, comparison: str, per: UnitCost | None) -> list[Costed]:
    """What one percentage point of each statement's change cost under one comparison; empty if `per` is None."""
    return cost_of_change(effects[effects["comparison"] == comparison], per) if per else []


def _with_se(change: Estimate) -> Estimate:
    """A matched change may come without a standard error: then that of a normal interval of the same width."""
    from math import isnan

    from scipy.special import ndtri

    from prepost.stats.estimate import Estimate

    if not isnan(change.se):
        return change
    return Estimate(*change[:4], (change.high - change.low) / 2 / float(ndtri((1 + change.level) / 2)))


def cost_of_change_table(costed: Sequence[Costed], currency: str) -> pd.DataFrame:
    """Each change with the cost of one percentage point of it, ready for `table` with `groups="Comparison"`."""
    import pandas as pd

    rows = [
        [
            f"{one.label}, {money(one.per.amount, currency)} for each {one.per.what}",
            one.name,
            one.answers.removeprefix("n = ") or "–",
            signed_percent(one.change.value / 100),
            _extent(one.change),
            _point(one.ratio, currency),
            _reach(one.ratio, currency),
        ]
        for one in costed
    ]
    level = level_words(costed[0].change.level) if costed else ""
    return pd.DataFrame(
        rows,
        columns=[
            "Comparison",
            "What changed",
            "Answers",
            "Change",
            f"{level} interval".strip(),
            "Cost of a point",
            "Interval of the cost",
        ],
    )


def _extent(change: Estimate) -> str:
    """The interval of a change, with a further decimal where an end near zero would read as zero."""
    near = any(0 < abs(end) < 0.05 for end in (change.low, change.high))
    return interval(change.low / 100, change.high / 100, 2 if near else 1, form=signed_percent)


def _point(ratio: CostOfEffect, currency: str) -> str:
    return money(ratio.value, currency) if ratio.value is not None and ratio.has_meaning else "no meaning"


def _reach(ratio: CostOfEffect, currency: str) -> str:
    if ratio.has_meaning:
        return f"{money(ratio.low, currency)} to {money(ratio.high, currency)}"
    if ratio.low is None:
        return "no gain to pay for"
    return f"{money(ratio.low, currency)} or more, or no gain at all"


def cost_of_change_sentence(costed: Sequence[Costed], currency: str) -> str:
    """What a percentage point of change cost where that has a meaning, and where it has none, why."""
    if not costed:
        return "The cost of a change cannot be given: the costs, the places filled or the answers are missing."
    parts = []
    for label in dict.fromkeys(one.label for one in costed):
        rows = [one for one in costed if one.label == label]
        per = rows[0].per
        start = f"{capital(label)}, at {_dated(per, currency)} for each {per.what}"
        parts.append(f"{start}: {'; '.join(_costed_words(rows, currency))}.")
    return " ".join(parts)


def _costed_words(rows: Sequence[Costed], currency: str) -> list[str]:
    """What a point cost where it has a cost; the changes whose intervals hold zero; those that are no gain."""
    bounded = [one for one in rows if one.ratio.has_meaning]
    unclear = [one for one in rows if not one.ratio.has_meaning and one.ratio.low is not None]
    without = [one for one in rows if one.ratio.low is None]
    words = [
        f"{money(one.ratio.value, currency)} a percentage point ({level_words(one.change.level)} interval"
        f" {money(one.ratio.low, currency)} to {money(one.ratio.high, currency)}) of {_changed(one)}"
        for one in bounded
    ]
    if unclear:
        several = len(unclear) > 1
        least = join_words(dict.fromkeys(f"{money(one.ratio.low, currency)} or more" for one in unclear))
        words.append(
            f"the {level_words(unclear[0].change.level)} {'intervals' if several else 'interval'} of"
            f" {join_words(map(_changed, unclear))} {plural(len(unclear), 'holds', 'hold')} zero, so a cost of a point has"
            f" no meaning: within {'them' if several else 'it'} a point cost {least}, or nothing was gained"
        )
    if without:
        words.append(f"there was no gain in {join_words(map(_changed, without))}, so a cost of a gain has no meaning")
    return words


def _changed(one: Costed) -> str:
    n = f"; {one.answers}" if one.answers else ""
    return f"{uncapital(one.name)} ({signed_percent(one.change.value / 100)}{n})"


@dataclass(frozen=True)
class Sensitivity:
    """A one-way sensitivity analysis of the cost of a point, with words for the ends of each range.

    Attributes
    ----------
    base : float
        Cost of a percentage point at the base values.
    swings : tuple of prepost.stats.Swing
        The widest first.
    ends : dict of str to (str, str)
        Words for both ends of each input.
    year : str
        Price year; blank where it is not given.
    """

    base: float
    swings: tuple[Swing, ...]
    ends: dict[str, tuple[str, str]]
    year: str = ""


def point_sensitivity(
    one: Costed,
    spending: Spending,
    *,
    answered: int | None = None,
    total: tuple[Fraction, Fraction] | None = None,
    places: int | None = None,
    hours: float | None = None,
    rates: Sequence[float] = (),
) -> Sensitivity | None:
    """Move each input of the cost of a point to the ends of what is known of it, the others at their base values.

    Parameters
    ----------
    one : Costed
        The change with its cost; its interval is the range of the change.
    spending : Spending
        The total.
    answered : int, optional
        How many of those paid for were asked afterwards: the others may have gained as much, or nothing.
    total : (low, high), optional
        A range of the total cost.
    places : int, optional
        Training places filled; by default as many as were paid for.
    hours, rates : float and sequence of float, optional
        Hours that a session took and what an hour costs: the participants' time is left out at one end and counted at
        the highest rate at the other.

    Returns
    -------
    Sensitivity or None
        None where the interval of the change holds zero, so that the cost of a point is not bounded.
    """
    from prepost.stats.costs import one_way

    if not one.ratio.has_meaning:
        return None
    base = {
        "Change": one.change.value,
        "Share that gained": 1.0,
        "Total cost": float(spending.total),
        "Participants' time": 0.0,
    }
    ends = {"Change": tuple(percent(end / 100, 1) for end in (one.change.low, one.change.high))}
    ranges = {"Change": (one.change.low, one.change.high)}
    if answered is not None and 0 < answered < one.per.n:
        ranges["Share that gained"] = (answered / one.per.n, 1.0)
        of = f"{format_number(answered, 0)} of {format_number(one.per.n, 0)}"
        ends["Share that gained"] = (f"{percent(answered / one.per.n)} ({of}), as answered", "all")
    if total is not None and total[0] != total[1]:
        ranges["Total cost"] = (float(total[0]), float(total[1]))
        ends["Total cost"] = tuple(spending.words(end, 0) for end in total)
    if hours and rates:
        ranges["Participants' time"] = (0.0, (places or one.per.n) * hours * max(rates))
        ends["Participants' time"] = ("not counted", f"at {spending.words(max(rates))} an hour")

    def cost_of_a_point(**inputs: float) -> float:
        spent = inputs["Total cost"] + inputs["Participants' time"]
        return spent / one.per.n / (inputs["Change"] * inputs["Share that gained"])

    return Sensitivity(cost_of_a_point(**base), tuple(one_way(cost_of_a_point, base, ranges)), ends, spending.year)


def sensitivity_sentence(found: Sensitivity | None, currency: str) -> str:
    """What a sensitivity analysis shows, or why there is none."""
    if not found:
        return "There is no cost of a point with an upper bound, so there is nothing to vary."
    parts = [
        f"the {uncapital(swing.name)} alone moves it from {money(min(swing.at_low, swing.at_high), currency)} to"
        f" {money(max(swing.at_low, swing.at_high), currency)}"
        for swing in found.swings
    ]
    year = f" (prices of {found.year})" if found.year else ""
    return f"Around {money(found.base, currency)} a percentage point{year}, {join_words(parts)}."


def resampled_sentence(study: Study, one: Costed | None, statement: str, comparison: str, *, seed: int = 1) -> str:
    """The interval of a statement's cost of a point by resampling its answers, beside the one by formula.

    Parameters
    ----------
    study : prepost.study.Study
        Has the answers.
    one : Costed or None
        The statement's change with its cost, by formula; None where there is none.
    statement, comparison : str
        Their ids.
    seed : int
        Of the resampling.
    """
    if one is None:
        return "There is no cost to resample."
    import numpy as np

    from prepost.stats.costs import bootstrap_change

    sides = study.comparisons[comparison]
    draws = bootstrap_change(
        study.counts(statement, sides.first),
        study.counts(statement, sides.second),
        study.scale_of(statement),
        seed=seed,
    )
    low, high = np.quantile(draws, [(1 - one.change.level) / 2, (1 + one.change.level) / 2])
    start = f"Resampling the answers to “{one.name}” {format_number(len(draws), 0)} times"
    if low <= 0 or not one.ratio.has_meaning:
        return (
            f"{start} gives changes from {signed_percent(low / 100)} to {signed_percent(high / 100)} of the range,"
            f" beside {interval(one.change.low / 100, one.change.high / 100, 1, form=signed_percent)} by formula."
        )
    costs = (money(float(one.per.amount) / change, study.currency) for change in (high, low))
    year = f", prices of {one.per.year}" if one.per.year else ""
    return (
        f"{start} gives {' to '.join(costs)} for a point ({level_words(one.change.level)} interval{year}), beside"
        f" {_reach(one.ratio, study.currency)} by formula."
    )


def cost_range_sentence(study: Study, costed: Sequence[Costed], comparison: str, account: Mapping | None) -> str:
    """Over all answers that fit what was printed, between which bounds the cost of a point of each domain lies.

    Parameters
    ----------
    study : prepost.study.Study
        The study.
    costed : sequence of Costed
        As `cost_by_domain` returns them.
    comparison : str
        Their comparison's id.
    account : mapping or None
        The account of the reconstruction, as `prepost.report.account_of` returns it; None where the answers are no
        reconstruction.

    Returns
    -------
    str
        Blank where there is no account. The bounds are outer ones: the least changes of a domain's statements are
        averaged, and the largest.
    """
    if account is None:
        return ""
    parts: dict[str, list[str]] = {}
    for one in costed:
        found = [
            account["ranges"].get(statement.id, {}).get(comparison, {})
            for statement in study.statements
            if study.domains[statement.domain] == one.name
        ]
        which = "change_pct" if one.ratio.has_meaning else "change_pct_high"
        ranges = [part.get(which) for part in found]
        if not ranges or not all(ranges):
            continue
        least, largest = (sum(part[end] for part in ranges) / len(ranges) for end in (0, 1))
        if least > 0:
            low, high = (money(float(one.per.amount) / change, study.currency) for change in (largest, least))
            what = "a point cost" if one.ratio.has_meaning else "the least that a point can have cost is"
            reach = low if low == high else f"{low} to {high}"
            parts.setdefault(what, []).append(f"{reach} in {uncapital(one.name)}")
    words = join_words(f"{what} {join_words(ranges)}" for what, ranges in parts.items())
    return f"Over all answers that fit what is printed, {words}." if parts else ""


def economics_of(study: Study) -> Economics:
    """The inputs that study.yml gives under `economics`.

    Parameters
    ----------
    study : prepost.study.Study
        `economics` may hold `session_hours`, `hourly_rate` (a number, or a list from the lowest to the highest),
        `value_per_point` and `deflators` (a price year and a factor each).

    Returns
    -------
    Economics

    Raises
    ------
    prepost.study.StudyError
        With a sentence for each entry that is unknown or no number above zero.
    """
    from prepost.study import StudyError

    raw, faults = dict(study.economics or {}), []
    for name in [name for name in raw if name not in _INPUTS]:
        advice = f"The settings here are {join_words(_INPUTS)}."
        faults.append(_input_fault(study, name, None, "is no setting that is known here.", advice))

    def positive(name: str, value) -> float | None:
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return float(value)
        advice = "Write a number with a decimal point if any, without a currency."
        faults.append(_input_fault(study, name, value, "is no number above zero.", advice))
        return None

    single = {name: positive(name, raw[name]) for name in _INPUTS[:2] if raw.get(name) is not None}
    rates, deflators = raw.get("hourly_rate"), raw.get("deflators") or {}
    rates = [] if rates is None else rates if isinstance(rates, list) else [rates]
    if not isinstance(deflators, dict):
        advice = "Write `deflators: {2024: 1.25}`."
        faults.append(_input_fault(study, "deflators", deflators, "is no list of years with factors.", advice))
        deflators = {}
    hourly = [positive("hourly_rate", rate) for rate in rates]
    factors = {str(year): positive(f"deflators, {year}", factor) for year, factor in deflators.items()}
    if faults:
        raise StudyError(faults)
    return Economics(**single, hourly_rates=tuple(sorted(hourly)), deflators=factors)


_INPUTS = ("session_hours", "value_per_point", "hourly_rate", "deflators")


def _input_fault(study: Study, name: str, value, problem: str, advice: str):
    from prepost.study import Fault

    text = None if value is None else str(value)
    return Fault("study.yml", study.lines.get("economics"), f"economics, {name}", text, problem, advice)


def time_table(
    places: int, people: int, hours: float, rates: Sequence[float], spending: Spending | None
) -> pd.DataFrame:
    """What the participants' own time in the sessions comes to at each hourly rate; empty where no rate is given.

    Parameters
    ----------
    places, people : int
        Training places filled, by how many people.
    hours : float
        Hours that a session took.
    rates : sequence of float
        What an hour of a participant costs.
    spending : Spending or None
        What was spent otherwise.
    """
    import pandas as pd

    rows = []
    for rate in rates if spending else ():
        worth = places * hours * rate
        rows.append(
            [
                spending.words(rate),
                spending.words(worth, 0),
                spending.words(worth / people, 2),
                spending.words(float(spending.total) + worth, 0),
                format_number(worth / float(spending.total), 2),
            ]
        )
    return pd.DataFrame(
        rows,
        columns=["Rate an hour", "Time in sessions", "For each person", "With what was spent", "Times what was spent"],
    )


def time_sentence(
    places: int, people: int, hours: float | None, rates: Sequence[float], spending: Spending | None
) -> str:
    """The hours that participants gave, and what they come to where a rate is given.

    Parameters
    ----------
    places, people, hours, rates, spending
        As for `time_table`; `hours` is None where the length of a session is not known.
    """
    if hours is None:
        return (
            "How long a session took is not given (economics, session_hours, in study.yml), so the participants' own"
            " time cannot be counted."
        )
    if not places or not people:
        return "How many places were filled is not given, so the participants' own time cannot be counted."
    total = places * hours
    start = (
        f"{format_number(places, 0)} places of {format_number(hours, 1)} hours are {format_number(total, 1 if total % 1 else 0)} hours of"
        f" work, {format_number(total / people, 1)} for each of {with_noun(people, 'person', 'people')}, travel and cover not"
        " counted."
    )
    if spending is not None:
        start += (
            f" At {spending.words(float(spending.total) / total)} an hour they would cost as much as all that was spent"
            f"{spending.in_prices}."
        )
    if not rates or spending is None:
        return (
            f"{start} What an hour costs is an input of the reader: no rate is given in study.yml (economics,"
            " hourly_rate), and none is assumed."
        )
    low, high = (total * rate for rate in (rates[0], rates[-1]))
    spread = f"{spending.words(low, 0)}" if low == high else f"{spending.words(low, 0)} to {spending.words(high, 0)}"
    return (
        f"{start} At the hourly {plural(len(rates), 'rate')} given, that is {spread}, beside"
        f" {spending.words(spending.total)} that were spent{spending.in_prices}."
    )


def needed_sentence(costed: Sequence[Costed], currency: str, value: float | None = None) -> str:
    """Break-even: what a percentage point would have to be worth, or what change would justify the cost at a given
    worth.

    Parameters
    ----------
    costed : sequence of Costed
        Usually the changes that lasted.
    currency : str
        ISO 4217 code.
    value : float, optional
        What a point of sustained gain in one person is worth.
    """
    if not costed:
        return "There is no change to set the cost against."
    if value is not None:
        return " ".join(_justified_by(one, currency, value) for one in costed)
    labels = dict.fromkeys(one.label for one in costed)
    return " ".join(_worth_needed([one for one in costed if one.label == label], currency) for label in labels)


def _justified_by(one: Costed, currency: str, value: float) -> str:
    needed, change = float(one.per.amount) / value, one.change
    where = "above" if needed > change.high else "below" if needed < change.low else "within"
    reach = interval(change.low / 100, change.high / 100, 1, form=signed_percent)
    return (
        f"{one.name}: at {money(value, currency)} a point, {_dated(one.per, currency)} for each {one.per.what} is"
        f" justified by a change of {signed_percent(needed / 100)} of the range, which lies {where} the interval of"
        f" what was found ({reach})."
    )


def _worth_needed(rows: Sequence[Costed], currency: str) -> str:
    """For the changes under one comparison, what a point would have to be worth at the change found and at both ends
    of its interval."""
    gains = [one for one in rows if one.ratio.low is not None]
    parts = []
    for one in gains:
        found = "no worth" if one.ratio.value is None else money(one.ratio.value, currency)
        last = (
            f"{money(one.ratio.high, currency)} at its lower end"
            if one.ratio.has_meaning
            else "at its lower end there is no gain"
        )
        parts.append(
            f"{found} for {uncapital(one.name)} ({money(one.ratio.low, currency)} at the upper end of the interval;"
            f" {last})"
        )
    start = f"{capital(rows[0].label)}: "
    words = []
    if parts:
        per = rows[0].per
        words.append(
            f"to justify {_dated(per, currency)} for each {per.what}, a point would have to be worth {join_words(parts)}"
        )
    if none := [uncapital(one.name) for one in rows if one.ratio.low is None]:
        words.append(
            f"no gain in {join_words(none)} lies within the interval: no worth of a point would justify the cost"
        )
    return f"{start}{'; '.join(words)}."


def _dated(per: UnitCost, currency: str) -> str:
    """An amount with its price year, where that is given."""
    return money(per.amount, currency) + (f" (prices of {per.year})" if per.year else "")
