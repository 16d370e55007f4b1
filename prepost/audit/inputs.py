"""What a reconstruction goes by: printed means, p-values and changes, form counts and rules, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from prepost.audit.intervals import Interval, p_interval, rounding_interval
from prepost.audit.printed import parse_printed
from prepost.study.claims import CLAIMS_FILE, Claim, read_claims
from prepost.study.csv_text import read_sheet
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, missing_columns
from prepost.study.settings import Settings, read_settings

SETTINGS_FILE = "study.yml"
MOST_FORMS = 500
"""Above this number of forms the answers that have a printed mean are too many to go through."""


@dataclass(frozen=True)
class Cell:
    """A printed cell and where it stands."""

    file: str
    row: int
    column: str
    printed: str

    def fault(self, problem: str, advice: str) -> Fault:
        """A fault that names this cell."""
        return Fault(self.file, self.row, self.column, self.printed, problem, advice)


@dataclass(frozen=True)
class Inputs:
    """Everything that the search for possible answers is told.

    Attributes
    ----------
    settings : Settings
        The study's own settings.
    rules : dict
        The section `reconstruction` of study.yml.
    cells : dict of str to dict of str to Cell
        For each statement its printed means, p-values and, where the table has them, changes, by column.
    columns : dict of str to dict of str to str
        For each printed mean the forms it describes, as filters on responses.csv.
    forms : dict of str to int
        Forms behind the columns whose number is printed.
    stages : tuple of (str, str, str)
        For each stage the column of the first sample, of the second, and of the p-value.
    stage_names : tuple of str
        The comparison of each stage.
    claims : dict of str to Claim
        The printed claims.
    """

    settings: Settings
    rules: Mapping
    cells: Mapping[str, Mapping[str, Cell]]
    columns: Mapping[str, Mapping[str, str]]
    forms: Mapping[str, int]
    stages: tuple[tuple[str, str, str], ...]
    stage_names: tuple[str, ...]
    claims: Mapping[str, Claim]

    @property
    def scale(self) -> tuple[int, int]:
        """Lowest and highest point of the answer scale."""
        return self.settings.scale[0], self.settings.scale[-1]

    @property
    def parts(self) -> tuple[str, ...]:
        """Columns of the two groups that make up the whole, as the stage that compares them has them."""
        parts = tuple(self.rules.get("parts_and_whole", {}).get("parts", ()))
        return next((stage[:2] for stage in self.stages if set(stage[:2]) == set(parts)), parts)

    @property
    def whole(self) -> str | None:
        """Column of the sample that the parts make up."""
        return self.rules.get("parts_and_whole", {}).get("whole")

    @property
    def subset(self) -> Mapping:
        """`part`, `of`, `at_most` and `nearest` of a sample whose forms are among those of another; empty where there
        is none.
        """
        return self.rules.get("subset", {})

    @property
    def stage_of_subset(self) -> int:
        """Place of the comparison that the subset stands in."""
        return next(place for place, stage in enumerate(self.stages) if self.subset["part"] in stage[:2])

    def most_blank(self, of_all: int, forms: int) -> int:
        """Most answers that so many forms may leave blank, rounded down.

        Parameters
        ----------
        of_all : int
            Over how many statements together; 1 means: on any one of them.
        forms : int
            Their number.
        """
        shares = self.rules.get("most_blank", {"overall": "0", "statement": "0"})
        return int(Fraction(str(shares["statement" if of_all == 1 else "overall"])) * of_all * forms)

    def column(self, filters: Mapping[str, str]) -> str | None:
        """The printed column of the forms that a comparison filters; None where none is printed."""
        return next((column for column, forms in self.columns.items() if forms == dict(filters)), None)

    def change(self, statement: str, stage: int) -> Interval | None:
        """What the printed change of a stage stands for; None where none is printed, or where it contradicts the two
        means that are printed beside it.
        """
        line, (first, second, p_column) = self.cells[statement], self.stages[stage]
        cell = line.get(_change_column(p_column))
        if cell is None:
            return None
        difference = rounding_interval(line[second].printed) - rounding_interval(line[first].printed)
        printed = parse_printed(cell.printed).rounds_to
        return printed if printed.overlap(difference) else None

    def unattainable(self, statement: str, stage: int) -> Fault:
        """A fault that says of a stage that nothing gives its p-value."""
        first, second, p_column = self.stages[stage]
        line = self.cells[statement]
        return line[p_column].fault(
            f"cannot be attained: no whole numbers of answers with the printed means {line[first].printed} ({first}) "
            f"and {line[second].printed} ({second}), and the printed change, give this p-value (where samples are too many "
            "to go through, only those with a single peak were tried).",
            "Check this row against the printed table.",
        )

    def number(self, claim: str) -> int:
        """The whole number that a claim prints."""
        return whole_number(self.claims[claim])


def read_inputs(folder: Path | str) -> Inputs:
    """Read what a reconstruction needs from study.yml and published/.

    Parameters
    ----------
    folder : Path or str
        A study folder with a section `reconstruction` in study.yml, and published/ beside it.

    Returns
    -------
    Inputs

    Raises
    ------
    StudyError
        With every fault found: a missing file, column, statement or claim; a mean that cannot be read or lies outside
        the scale; a p-value that cannot be read or lies outside 0 to 1.
    """
    folder = Path(folder)
    settings, faults = read_settings(folder)
    if faults or settings is None:
        raise StudyError(faults)
    rules = settings.settings.get("reconstruction")
    if not isinstance(rules, dict) or not {"columns", "forms", "stages"} <= set(rules):
        problem = "the section needs columns, forms and stages at least."
        raise _wrong_rule(settings, problem, "Say in it which forms each printed mean describes.")
    columns = {name: {key: str(value) for key, value in filters.items()} for name, filters in rules["columns"].items()}
    claims = read_claims(folder)
    stages = tuple(_stage(settings, columns, str(name)) for name in rules["stages"])
    _check_rules(settings, rules, stages)
    cells, faults = _cells(folder, settings, columns, stages)
    for name in (name for name in claims_used(rules) if name not in claims):
        problem = f'it names the claim "{name}", which is not in published/claims.csv.'
        faults.append(_rule_fault(settings, problem, f"{did_you_mean(name, claims)}Use an id of that file."))
    if faults:
        raise StudyError(faults)
    forms = {str(column): _forms(claims[claim]) for column, claim in rules["forms"].items()}
    return Inputs(settings, rules, cells, columns, forms, stages, tuple(map(str, rules["stages"])), claims)


def _check_rules(settings: Settings, rules: Mapping, stages) -> None:
    """Refuse rules by which sizes that are not printed cannot be found."""
    parts = set(rules.get("parts_and_whole", {}).get("parts", ()))
    if parts and not any(set(stage[:2]) == parts for stage in stages):
        raise _wrong_rule(settings, "no stage compares its two parts.", "List their comparison under stages.")
    if "subset" not in rules or rules["subset"]["part"] in rules["forms"]:
        return
    most_blank, nearest = rules.get("most_blank", {}), rules["subset"].get("nearest")
    if not {"overall", "statement"} <= set(most_blank) or nearest is None:
        problem = "its subset has a size that is not printed, and nothing says how to find it."
        raise _wrong_rule(settings, problem, "Give most_blank (overall, statement), and nearest under subset.")
    try:
        [Fraction(str(share)) for share in (*most_blank.values(), nearest)]
    except (ValueError, ZeroDivisionError):
        problem = "most_blank or nearest is no share."
        raise _wrong_rule(settings, problem, "Write a share as 1/20 or 0.05.") from None


def _forms(claim: Claim) -> int:
    """A number of forms that can be searched."""
    forms = whole_number(claim)
    if not 1 <= forms <= MOST_FORMS:
        advice = "Check the claim, and that study.yml names the right one under forms."
        problem = f"is no number of forms that can be searched, which is 1 to {MOST_FORMS}."
        raise wrong_claim(claim, problem, advice)
    return forms


def wrong_claim(claim: Claim, problem: str, advice: str) -> StudyError:
    """An error about what a claim prints."""
    return StudyError([Fault(CLAIMS_FILE, claim.row, "printed", claim.printed, problem, advice)])


def whole_number(claim: Claim) -> int:
    """The whole number that a claim prints, in digits or as a word.

    Raises
    ------
    StudyError
        If it prints none.

    Examples
    --------
    >>> whole_number(Claim("declined", "line 12", "people who declined", "three", "", "", 2))
    3
    """
    with suppress(ValueError):
        printed = parse_printed(claim.printed)
        if printed.kind == "count" and printed.face >= 0:
            return int(printed.face)
    advice = "study.yml uses it as a number of people or forms; name another claim there."
    raise wrong_claim(claim, "is no whole number.", advice)


def _stage(settings: Settings, columns: dict, name: str) -> tuple[str, str, str]:
    """The printed columns that a comparison sets against each other."""
    if name not in settings.comparisons:
        advice = f"{did_you_mean(name, settings.comparisons)}Use names listed under comparisons."
        raise _wrong_rule(settings, f'its stage "{name}" is no comparison of this study.', advice)
    comparison = settings.comparisons[name]
    found = []
    for filters in (comparison.first, comparison.second):
        described = [column for column, forms in columns.items() if forms == dict(filters)]
        if not described:
            problem = f'no column describes the forms that "{name}" compares.'
            raise _wrong_rule(settings, problem, "Write the same filters under columns as under comparisons.")
        found.append(described[0])
    return found[0], found[1], f"{name}_p"


def _cells(folder: Path, settings: Settings, columns: dict, stages) -> tuple[dict, list[Fault]]:
    """Each statement's cells, checked, from all tables of published/."""
    wanted = [*columns, *(p_column for _, _, p_column in stages)]
    cells: dict[str, dict[str, Cell]] = {}
    faults: list[Fault] = []
    for path in sorted((folder / "published").glob("table*.csv")):
        name = f"published/{path.name}"
        sheet = read_sheet(path, name)
        faults += sheet.faults
        advice = dict.fromkeys(("statement", *wanted), "Head the column with this name.")
        missing = missing_columns(name, sheet.header, advice, sheet.header)
        faults += missing
        if missing:
            continue
        for row, values in sheet.rows:
            printed = dict(zip(sheet.header, (value.strip() for value in values)))
            changes = [column for _, _, p_column in stages if (column := _change_column(p_column)) in printed]
            line = {column: Cell(name, row, column, printed[column]) for column in (*wanted, *changes)}
            faults += _row_faults(settings, Cell(name, row, "statement", printed["statement"]), cells)
            kinds = dict.fromkeys(changes, "change") | dict.fromkeys(columns, "mean")
            faults += [
                fault for cell in line.values() for fault in _faults(cell, kinds.get(cell.column), settings.scale)
            ]
            cells.setdefault(printed["statement"], line)
    absent = [statement.id for statement in settings.statements if statement.id not in cells]
    if absent and not faults:
        advice = "Give each statement of study.yml a row in a file published/table1.csv, table2.csv and so on."
        problem = f"no printed table holds {join_words(absent)}."
        faults.append(Fault("published/table1.csv", None, "statement", None, problem, advice))
    return cells, faults


def _row_faults(settings: Settings, cell: Cell, earlier: Mapping) -> list[Fault]:
    known = [statement.id for statement in settings.statements]
    if cell.printed not in known:
        advice = f"{did_you_mean(cell.printed, known)}Use an id listed there."
        return [cell.fault("is no statement of study.yml.", advice)]
    if cell.printed in earlier:
        return [cell.fault("has a row already.", "Keep one row for each statement.")]
    return []


def _faults(cell: Cell, kind: str | None, scale: tuple[int, ...]) -> list[Fault]:
    """What is wrong with a mean, a change or, by default, a p-value."""
    read, problem, advice = {
        "mean": (rounding_interval, "is not a mean that can be read.", "Write it as printed, in digits, such as 2.84."),
        "change": (_change, "is not a change that can be read.", "Write it as printed, such as +0.40."),
    }.get(kind, (p_interval, "is not a p-value between 0 and 1.", "Write it as printed, such as p=0.397 or p<0.001."))
    try:
        interval = read(cell.printed)
    except ValueError:
        return [cell.fault(problem, advice)]
    if kind != "mean" or (scale[0] <= interval.high and interval.low <= scale[-1]):
        return []
    problem = f"lies outside the scale, which runs from {scale[0]} to {scale[-1]}."
    return [cell.fault(problem, "Check the cell against the printed table.")]


def _change(text: str) -> Interval:
    printed = parse_printed(text)
    if printed.kind != "number":
        raise ValueError(f'"{text}" is no change.')
    return printed.rounds_to


def _change_column(p_column: str) -> str:
    return p_column.removesuffix("_p") + "_change"


def claims_used(rules: Mapping) -> list[str]:
    """Ids of the claims that the section `reconstruction` of study.yml names.

    Examples
    --------
    >>> claims_used({"forms": {"pre": "forms_before"}, "subset": {"at_most": "places"}})
    ['forms_before', 'places']
    """
    attendance, interviews = rules.get("attendance", {}), rules.get("interviews", {})
    named = [*rules["forms"].values(), rules.get("subset", {}).get("at_most")]
    named += [attendance.get(name) for name in ("people", "places")]
    named += [interviews.get(name) for name in ("people", "per_session")]
    for group in ("people_by_sessions", "places_by_sector"):
        named += attendance.get(group, {}).values()
    named += [rule["places"] for rule in attendance.get("organisations", {}).values()]
    named += interviews.get("sectors", {}).values()
    for group in ("answers", "themes"):
        named += [claim for claims in interviews.get(group, {}).values() for claim in claims.values()]
    return [str(name) for name in named if name is not None and name != "the rest"]


def _rule_fault(settings: Settings, problem: str, advice: str) -> Fault:
    return Fault(SETTINGS_FILE, settings.lines.get("reconstruction"), "reconstruction", None, problem, advice)


def _wrong_rule(settings: Settings, problem: str, advice: str) -> StudyError:
    return StudyError([_rule_fault(settings, problem, advice)])
