"""What a reconstruction goes by: printed means and p-values, form counts and assumptions, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prepost.audit.intervals import rounding_interval
from prepost.audit.rank_pairs import p_interval
from prepost.audit.printed import parse_printed
from prepost.study.cells import read_sheet
from prepost.study.claims import CLAIMS_FILE, Claim, read_claims
from prepost.study.faults import Fault, StudyError, did_you_mean, listed
from prepost.study.settings import Settings, read_settings

__all__ = ["Cell", "Inputs", "claims_used", "read_inputs", "whole_number"]

SETTINGS_FILE = "study.yml"


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
        For each statement its printed means and p-values, by column.
    columns : dict of str to dict of str to str
        For each printed mean the forms it describes, as filters on responses.csv.
    forms : dict of str to int
        Forms behind the columns whose number is printed.
    stages : tuple of (str, str, str)
        For each stage the column of the first sample, of the second, and of the p-value.
    stage_names : tuple of str
        The comparison of each stage.
    claims : dict of str to Claim
        The register of printed claims.
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
        """Columns of the groups that make up the whole, where their sizes are not printed."""
        return tuple(self.rules.get("parts_and_whole", {}).get("parts", ()))

    @property
    def whole(self) -> str | None:
        """Column of the sample that the parts make up."""
        return self.rules.get("parts_and_whole", {}).get("whole")

    @property
    def subset(self) -> Mapping:
        """`part`, `of` and `at_most` of a sample whose forms are among those of another; empty where there is none."""
        return self.rules.get("subset", {})

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
        raise StudyError(
            [
                _rule_fault(
                    settings,
                    "the section needs columns, forms and stages at least.",
                    "Say in it which forms each printed mean describes.",
                )
            ]
        )
    columns = {name: {key: str(value) for key, value in filters.items()} for name, filters in rules["columns"].items()}
    claims = read_claims(folder)
    stages = tuple(_stage(settings, columns, str(name)) for name in rules["stages"])
    cells, faults = _cells(folder, settings, columns, stages)
    faults += [_unknown_claim(settings, name, claims) for name in claims_used(rules) if name not in claims]
    if faults:
        raise StudyError(faults)
    forms = {str(column): whole_number(claims[claim]) for column, claim in rules["forms"].items()}
    return Inputs(settings, rules, cells, columns, forms, stages, tuple(map(str, rules["stages"])), claims)


def whole_number(claim: Claim) -> int:
    """The whole number that a claim prints, in digits or as a word.

    Raises
    ------
    StudyError
        Where it prints none.

    Examples
    --------
    >>> whole_number(Claim("declined", "line 234", "people who declined", "three", "", "", 2))
    3
    """
    try:
        printed = parse_printed(claim.printed)
    except ValueError:
        printed = None
    if printed is None or printed.kind != "count" or printed.face < 0:
        advice = "study.yml uses it as a number of people or forms; name another claim there."
        raise StudyError([Fault(CLAIMS_FILE, claim.row, "printed", claim.printed, "is no whole number.", advice)])
    return int(printed.face)
