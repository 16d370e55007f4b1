"""Faults in a study's files, told as sentences that name the file, the row, the column, the value and what to do.

Rows are counted as a spreadsheet shows them: the header is row 1. In study.yml a row is a line.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

LONGEST_QUOTED = 60
ROWS_NAMED = 6
DIRECTIONS = {mark: f"[U+{mark:04X}]" for mark in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""The marks that turn the direction of writing, with which a text can look like another one, and how each is shown."""


def quoted(value: object) -> str:
    r"""Show a value from a user's file within quotation marks, on one line and not too long.

    >>> print(quoted("Agre"))
    "Agre"
    >>> print(quoted("two\nlines"))
    "two lines"
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())
    if len(text) > LONGEST_QUOTED:
        text = text[: LONGEST_QUOTED - 1].rstrip() + "…"
    return f'"{text}"'


def typed(path: object) -> str:
    """Show a path as it is typed in any terminal: within quotation marks if it holds a space.

    >>> typed("my_report"), typed("my report")
    ('my_report', '"my report"')
    """
    return f'"{path}"' if any(character.isspace() for character in str(path)) else str(path)


def join_words(items: Iterable[object], conjunction: str = "and") -> str:
    """Join items as a sentence does, without a comma before the last one; no items are "none".

    >>> join_words(["pre", "post", "later"]), join_words(["pre"]), join_words([])
    ('pre, post and later', 'pre', 'none')
    """
    texts = [str(item) for item in items]
    if len(texts) < 2:
        return texts[0] if texts else "none"
    return f"{', '.join(texts[:-1])} {conjunction} {texts[-1]}"


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Return `Did you mean "…"? ` for the known word nearest to `value`, or an empty string if none is near.

    >>> did_you_mean("stetements", ["statements", "scale"])
    'Did you mean "statements"? '
    >>> did_you_mean("xyz", ["statements", "scale"])
    ''
    """
    by_lower_case = {word.casefold(): word for word in known if word}
    near = get_close_matches(str(value).strip().casefold(), by_lower_case, n=1, cutoff=0.6)
    return f'Did you mean "{by_lower_case[near[0]]}"? ' if near else ""


@dataclass(frozen=True)
class Fault:
    """One thing that a user has to change in one of the study's files.

    Parameters
    ----------
    file : str
        The file's name inside the study folder, for instance `responses.csv`.
    row : int or None
        The row as a spreadsheet numbers it (header = 1), the line in study.yml, None if no single row is at fault.
    column : str or None
        The column's name; in study.yml the setting.
    value : str or None
        What stands there.
    problem : str
        What is wrong, as the end of a sentence: `is not on the scale 1 to 4`.
    advice : str
        What to do, as a sentence of its own.
    rows : tuple of int
        All rows with the same fault, if equal faults were brought together.

    Examples
    --------
    >>> print(Fault("responses.csv", 17, "q1", "9", "is not on the scale 1 to 4.", "Correct it or leave it blank."))
    responses.csv, row 17, column q1: "9" is not on the scale 1 to 4. Correct it or leave it blank.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    advice: str
    rows: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """Number of rows that this fault stands for."""
        return max(1, len(self.rows))

    def __str__(self) -> str:
        sentence = self.problem if self.value is None else f"{quoted(self.value)} {self.problem}"
        return f"{self._place()}: {sentence} {self.advice}".strip()

    def _place(self) -> str:
        in_settings = self.file.endswith((".yml", ".yaml"))
        parts = [self.file]
        if len(self.rows) > 1:
            named = self.rows[:ROWS_NAMED]
            more = len(self.rows) - len(named)
            ending = f" and {more} more" if more else ""
            parts.append(f"rows {', '.join(map(str, named)) if more else join_words(named)}{ending}")
        elif self.row is not None:
            parts.append(f"{'line' if in_settings else 'row'} {self.row}")
        if self.column is not None:
            parts.append(self.column if in_settings else f"column {_one_line(self.column)}")
        return ", ".join(parts)

    def as_dict(self) -> dict:
        """The fault as plain values for JSON, with its sentence."""
        return {**asdict(self), "rows": list(self.rows), "count": self.count, "sentence": str(self)}


class StudyError(ValueError):
    """The study's files cannot be used as they are.

    Attributes
    ----------
    faults : list of Fault
        Everything that was found, in the order of files and rows, equal faults brought together.
    roles : dict of (str, str) to str
        What each column of each file was taken for, if an import came so far.
    """

    roles: Mapping[tuple[str, str], str] = MappingProxyType({})

    def __init__(self, faults: Iterable[Fault]):
        self.faults = grouped(faults)
        super().__init__("\n".join(map(str, self.faults)))

    @classmethod
    def about(cls, file: str, problem: str, advice: str) -> "StudyError":
        """An error about a whole file: what is wrong with it, and what to do."""
        return cls([Fault(file, None, None, None, problem, advice)])


def grouped(faults: Iterable[Fault]) -> list[Fault]:
    """Bring faults together that differ in their row only.

    >>> twice = [Fault("responses.csv", row, "wave", "Befor", "is no wave.", "Correct it.") for row in (2, 5)]
    >>> print(grouped(twice)[0])
    responses.csv, rows 2 and 5, column wave: "Befor" is no wave. Correct it.
    """
    groups: dict[tuple, list[Fault]] = {}
    for fault in faults:
        key = (fault.file, fault.column, fault.value, fault.problem, fault.advice)
        groups.setdefault(key, []).append(fault)
    together = []
    for same in groups.values():
        rows = [row for fault in same for row in (fault.rows or (fault.row,)) if row is not None]
        together.append(replace(same[0], rows=tuple(rows) if len(rows) > 1 else ()))
    return together


def missing_columns(
    file: str, header: Collection[str], advice: Mapping[str, str], near: Collection[str] = ()
) -> list[Fault]:
    """A fault for each column that a file lacks.

    Parameters
    ----------
    file : str
        As for `Fault`.
    header : collection of str
        The columns that are there.
    advice : mapping of str to str
        What to do, by the columns that must be there.
    near : collection of str
        Names that may be meant for a missing one.

    >>> print(missing_columns("claims.csv", ["Id"], {"id": "Add it."}, ["Id"])[0])
    claims.csv, row 1, column id: this column is missing. Did you mean "Id"? Add it.
    """
    return [
        Fault(file, 1, name, None, "this column is missing.", did_you_mean(name, near) + todo)
        for name, todo in advice.items()
        if name not in header
    ]


def _one_line(text: str) -> str:
    return quoted(text)[1:-1]
