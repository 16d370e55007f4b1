"""What the training cost in relation to what was reached, and what the participants' own time comes to.

A study without costs, or without the records that a figure needs, gives sentences that say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from prepost.report.safety import attended, small_rests
from prepost.report.wording import format_number, money, plural, uncapital, with_noun
from prepost.study import Study
from prepost.study.faults import join_words


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
        """The sum of amounts times quantities, exact to the penny."""
        return sum((amount * quantity for _, amount, _, quantity, _ in self.items), Fraction(0))

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
    """

    what: str
    n: int
    amount: Fraction


def spending_of(study: Study) -> Spending | None:
    """What the study says that was spent; None where costs.csv is absent or holds no rows."""
    if study.costs is None or study.costs.empty:
        return None
    items = tuple(
        (row["item"], Fraction(row["amount"]), row["unit"], Fraction(row["quantity"] or 1), row["note"])
        for row in study.costs.to_dict("records")
    )
    return Spending(items, study.currency, str(study.price_year or ""))


def hourly_rates(study: Study) -> list[float]:
    """What an hour of a participant costs, from the lowest to the highest rate that study.yml gives; empty where it
    gives none."""
    rates = study.economics.get("hourly_rate") or []
    return sorted(map(float, rates if isinstance(rates, list) else [rates]))


def items_table(spending: Spending) -> pd.DataFrame:
    """The items of cost, with their sum as the last row where there are several."""
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
    frame = pd.DataFrame(rows, columns=["Item", "Price", "Unit", "Quantity", "Amount", "Note"])
    return frame if (frame["Note"] != "–").any() else frame.drop(columns="Note")


def unit_costs(study: Study) -> list[UnitCost]:
    """The total cost for each training place, person and completed form, as `reached`; empty where nothing was paid."""
    spending = spending_of(study)
    is_paid = spending is not None and spending.total
    return [UnitCost(what, n, spending.total / n) for what, n in reached(study).items()] if is_paid else []


def reached(study: Study) -> dict[str, int]:
    """How many training places were filled, people reached, and forms of each wave completed.

    Returns
    -------
    dict of str to int
        By what is counted, in the singular; only those of which there are `min_cell` or more, and people only where every
        place has a code.
    """
    heads = {}
    if study.attendance is not None:
        may, is_known = attended(study), (study.attendance["person"] != "").all()
        heads["training place filled"] = may.places or 0
        # Of the others nobody knows how many they are.
        heads["person who attended"] = (may.people or 0) if is_known else 0
    told = [wave for wave in study.waves if wave not in small_rests(study)]
    heads |= {f"form {uncapital(study.wave_labels[wave])}": study.n_forms({"wave": wave}) for wave in told}
    return {what: n for what, n in heads.items() if n >= max(study.min_cell, 1)}


def unit_costs_table(units: Sequence[UnitCost], currency: str) -> pd.DataFrame:
    """What one place, person or form cost, in a currency by its ISO 4217 code."""
    rows = [[unit.what, format_number(unit.n, 0), money(unit.amount, currency)] for unit in units]
    return pd.DataFrame(rows, columns=["Per", "Number", "Cost"])


def unit_costs_sentence(units: Sequence[UnitCost], spending: Spending) -> str:
    """The total and what it comes to, in a sentence; the number of each stands in brackets."""
    start = f"{spending.words(spending.total)} in all{spending.in_prices}"
    if not spending.total:
        return f"{start}: nothing was paid for what is listed, so there is nothing to set in relation to anything."
    if not units:
        return f"{start}; there is no number of places, people or forms to set it in relation to."
    parts = [f"{spending.words(unit.amount)} for each {unit.what} ({format_number(unit.n, 0)})" for unit in units]
    return f"{start}: {join_words(parts)}."


def other_prices_sentence(units: Sequence[UnitCost], spending: Spending, deflators: Mapping[str, float]) -> str:
    """The total and the unit costs in the prices of other years, at the factors that study.yml gives; blank where it
    gives none."""
    parts = []
    for year, factor in deflators.items() if spending.total else ():
        each = [f"{spending.words(float(unit.amount) * factor)} for each {unit.what}" for unit in units]
        total = spending.words(float(spending.total) * factor)
        said = ", ".join([f"{total} in all", *[join_words(each)] * bool(each)])
        parts.append(f"In prices of {year} (times {format_number(factor, 3)}): {said}.")
    return " ".join(parts)


def time_table(places: int, people: int, hours: float, rates: Sequence[float], spending: Spending) -> pd.DataFrame:
    """What the participants' own time in the sessions comes to at each hourly rate.

    Parameters
    ----------
    places, people : int
        Training places filled, by how many people.
    hours : float
        Hours that a session took.
    rates : sequence of float
        What an hour of a participant costs.
    spending : Spending
        What was spent otherwise; nothing is set against it if it is nothing.
    """
    worth = [places * hours * rate for rate in rates]
    spent = float(spending.total)
    table = {
        "Rate an hour": map(spending.words, rates),
        "Time in sessions": [spending.words(each, 0) for each in worth],
        "For each person": [spending.words(each / people) for each in worth],
        "With what was spent": [spending.words(spent + each, 0) for each in worth],
        "Times what was spent": [format_number(each / spent, 2) if spent else "" for each in worth],
    }
    return pd.DataFrame(table).iloc[:, : 5 if spent else 3]


def time_sentence(places: int, people: int, hours: float | None, rates: Sequence[float], spending: Spending) -> str:
    """The hours that participants gave, and what they come to where a rate is given.

    Parameters
    ----------
    places, people, hours, rates, spending
        As for `time_table`; `hours` is None where the length of a session is not known, `people` 0 where their number is not.
    """
    if hours is None:
        return (
            "How long a session took is not given (economics, session_hours, in study.yml), so the participants' own"
            " time cannot be counted."
        )
    if not places:
        return "How many places were filled is not given, so the participants' own time cannot be counted."
    total = places * hours
    each = f" {format_number(total / people, 1)} for each of {with_noun(people, 'person', 'people')}," if people else ""
    start = (
        f"{format_number(places, 0)} places of {format_number(hours, 1)} hours are {format_number(total, 1 if total % 1 else 0)} hours of"
        f" work,{each} travel and cover not counted."
    )
    if spending.total:
        each = spending.words(float(spending.total) / total)
        start += f" At {each} an hour they would cost as much as all that was spent{spending.in_prices}."
    if not rates:
        return (
            f"{start} What an hour costs is an input of the reader: no rate is given in study.yml (economics,"
            " hourly_rate), and none is assumed."
        )
    spread = " to ".join(dict.fromkeys(spending.words(total * rate, 0) for rate in (rates[0], rates[-1])))
    beside = f", beside {spending.words(spending.total)} that were spent{spending.in_prices}" if spending.total else ""
    return f"{start} At the hourly {plural(len(rates), 'rate')} given, that is {spread}{beside}."
