"""A study folder, inspected in one pass: settings, clean cells, every fault, repair and question left open."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prepost.study.answers import AnswerReader, Unreadable, read_choice, read_code, read_number, read_yes_no
from prepost.study.csv_text import Sheet, read_sheet, tidy
from prepost.study.faults import Fault, StudyError, did_you_mean, grouped, join_words, quoted
from prepost.study.personal import personal_header, personal_value
from prepost.study.schema import FILES, File
from prepost.study.settings import Settings, read_settings

__all__ = ["HOLDS_PERSONAL_DATA", "ColumnReader", "Inspection", "Repair", "Table", "inspect"]

HOLDS_PERSONAL_DATA = "the cell holds personal data"
"""How a fault begins whose value is not repeated."""


@dataclass(frozen=True)
class Repair:
    """A safe repair that was made while reading; the file itself stays as it is."""

    file: str
    column: str
    before: str
    after: str
    cells: int

    def __str__(self) -> str:
        times = "1 cell" if self.cells == 1 else f"{self.cells} cells"
        return f"{self.file}, column {self.column}: {quoted(self.before)} was read as {quoted(self.after)} ({times})."


@dataclass
class Table:
    """The clean cells of one file: text by column, in the order of the rows."""

    name: str
    rows: list[int]
    columns: dict[str, list[str]] = field(default_factory=dict)
    off_scale: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass
class Inspection:
    """What was found in a study folder.

    Attributes
    ----------
    settings : Settings or None
        study.yml, where it could be read.
    tables : dict of str to Table
        Clean cells of each file that is there.
    faults : list of Fault
        What the user has to change, equal faults brought together.
    repairs : list of Repair
        What was repaired while reading.
    notes : list of str
        What the user may want to look at, as sentences.
    """

    settings: Settings | None = None
    tables: dict[str, Table] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def inspect(folder: Path | str, responses: Any = None, *, only: Collection[str] | None = None) -> Inspection:
    """Inspect a study folder: study.yml first, then every file that it describes.

    Parameters
    ----------
    folder : path
        The folder with study.yml.
    responses : any frame that narwhals knows, optional
        The questionnaires, in place of the folder's own.
    only : collection of str, optional
        The tables to look at, such as `{"responses", "costs"}`; by default all. Other files are not opened.

    Returns
    -------
    Inspection
        With all faults of all these files; nothing is raised for what a user can get wrong.
    """
    folder = Path(folder)
    found = Inspection()
    try:
        found.settings, found.faults = read_settings(folder)
    except StudyError as error:
        found.faults = error.faults
        return found
    for file in FILES:
        if only is not None and file.name.removesuffix(".csv") not in only:
            continue
        path = folder / file.name
        if file.name == "responses.csv" and found.settings is not None:
            _inspect_responses(folder, responses, file, found)
        elif path.is_file():
            _inspect_file(path, file, found)
        elif file.required:
            found.faults.append(_missing(file))
    if found.settings is not None:
        _across(found.settings, found)
    found.faults = grouped(found.faults)
    return found


def _inspect_responses(folder: Path, frame: Any, file: File, found: Inspection) -> None:
    """Hold the rows of a small responses.csv; count questionnaires that are stored in any other way."""
    from prepost.study.counting import is_counted, questionnaires

    try:
        path = questionnaires(folder)
        if frame is not None or is_counted(path):
            from prepost.study.counted import count_frame, count_path

            count_path(path, found) if frame is None else count_frame(frame, file.name, found)
        elif path.is_file():
            _inspect_file(path, file, found)
        else:
            found.faults.append(_missing(file))
    except StudyError as error:
        found.faults += error.faults


def _missing(file: File) -> Fault:
    return Fault(
        file.name,
        None,
        None,
        None,
        "this file is missing.",
        f"It holds one row for each {file.a_row_is.partition(' ')[2]}.",
    )


def _inspect_file(path: Path, file: File, found: Inspection) -> None:
    try:
        sheet = read_sheet(path)
    except StudyError as error:
        found.faults += error.faults
        return
    found.notes += sheet.notes
    found.faults += sheet.faults
    if found.settings is None:
        _personal(sheet, set(), found)
        return
    found.tables[file.name] = ColumnReader(sheet, file, found.settings, found).read()


class ColumnReader:
    """Reads the columns of one file by its description."""

    def __init__(self, sheet: Sheet, file: File, settings: Settings, found: Inspection):
        self.sheet, self.file, self.settings, self.found = sheet, file, settings, found
        self.table = Table(sheet.name, [])
        self.statements = {s.id: s for s in settings.statements} if file.name == "responses.csv" else {}
        self.questions = {q.id: q for q in settings.questions} if file.name == "interviews.csv" else {}
        self.described = {column.name: column for column in file.columns}
        self.readers = self._readers()

    def _readers(self) -> dict[str, Callable[[str], str]]:
        settings = self.settings
        by_kind = {
            "text": tidy,
            "quote": str.strip,
            "code": read_code,
            "number": read_number,
            "yes_no": read_yes_no,
            "wave": lambda cell: read_choice(cell, settings.waves, "wave"),
            "session": lambda cell: (
                read_choice(cell, settings.sessions, "session") if settings.sessions else tidy(cell)
            ),
        }
        readers = {name: by_kind[column.kind] for name, column in self.described.items()}
        for question in self.questions.values():
            readers[question.id] = (
                (lambda cell, known=question.answers: read_choice(cell, known, "answer")) if question.answers else tidy
            )
        return readers

    def read(self) -> Table:
        names = self.recognised()
        rows = self._without_repeated_headers()
        self.table.rows = [number for number, _ in rows]
        _personal(self.sheet, set(self.described) | set(self.statements) | set(self.questions), self.found, names)
        answers = AnswerReader(self.settings) if self.statements else None
        for position, name in enumerate(names):
            cells = [row[position] for _, row in rows]
            if not name or name in self.table.columns:
                continue
            if name in self.statements:
                self._answers(name, cells, answers)
            else:
                self.table.columns[name] = self._cells(name, cells, self.readers.get(name, tidy))
        for name in self.described:
            self.table.columns.setdefault(name, [""] * len(rows))
        return self.table

    def _fault(self, row: int | None, column: str | None, value: str | None, problem: str, advice: str) -> None:
        self.found.faults.append(Fault(self.sheet.name, row, column, value, problem, advice))

    def recognised(self) -> list[str]:
        """The name by which each column of the header is known; faults for those that are missing."""
        wanted = [*self.described, *self.statements, *self.questions]
        by_folded = {name.casefold(): name for name in wanted}
        by_folded |= {tidy(s.text).casefold(): s.id for s in self.statements.values() if s.text}
        names = []
        for heading in self.sheet.header:
            name = heading if heading in wanted else by_folded.get(heading.casefold(), heading)
            if name != heading and name in self.sheet.header:
                name = heading
            if name != heading:
                self.found.repairs.append(Repair(self.sheet.name, name, heading, name, 1))
            names.append(name)
        unknown = [name for name in names if name and name not in wanted]
        missing = [name for name in self._needed() if name not in names]
        taken = set()
        for name in missing:
            guess = did_you_mean(name, unknown)
            taken |= {other for other in unknown if guess and f'"{other}"' in guess}
            meaning = self.described[name].meaning if name in self.described else "It holds the answers to a statement."
            self._fault(
                1,
                name,
                None,
                "this column is missing.",
                f"{guess}{meaning}" if not guess else f"{guess}If so, rename it to {name}.",
            )
        self._remark_on([name for name in unknown if name not in taken and not personal_header(name)])
        return names

    def _needed(self) -> list[str]:
        needed = [name for name, column in self.described.items() if column.required]
        if self.file.name == "responses.csv":
            if self.settings.design == "paired":
                needed.append("respondent")
            needed += list(self.statements)
        return needed

    def _remark_on(self, unknown: list[str]) -> None:
        open_to_more = self.file.name == "interviews.csv" and not self.questions
        used = {
            column
            for comparison in self.settings.comparisons.values()
            for side in (comparison.first, comparison.second)
            for column in side
        }
        unknown = [] if open_to_more else [name for name in unknown if name not in used]
        if unknown:
            one = len(unknown) == 1
            self.found.notes.append(
                f"{self.sheet.name}: the column{'' if one else 's'} {join_words(map(quoted, unknown))} "
                f"{'is' if one else 'are'} not described in study.yml; no page uses {'it' if one else 'them'}."
            )

    def _without_repeated_headers(self) -> list[tuple[int, list[str]]]:
        kept = []
        header = [name.casefold() for name in self.sheet.header]
        for number, cells in self.sheet.rows:
            same = sum(tidy(cell).casefold() == name for cell, name in zip(cells, header, strict=True))
            if same > len(header) / 2 and same > 1:
                self._fault(number, None, None, "the row repeats the names of the columns.", "Delete the row.")
            else:
                kept.append((number, cells))
        return kept

    def _cells(self, name: str, cells: list[str], read: Callable[[str], str]) -> list[str]:
        column = self.described.get(name)
        filled = column is not None and column.filled
        memory: dict[str, str | Unreadable] = {}
        repairs: Counter = Counter()
        clean = []
        for number, cell in zip(self.table.rows, cells, strict=True):
            if cell not in memory:
                try:
                    memory[cell] = read(cell)
                except Unreadable as error:
                    memory[cell] = error
            result = memory[cell]
            if isinstance(result, Unreadable):
                self._fault(number, name, cell, result.problem, result.advice)
                result = ""
            elif not result and filled:
                self._fault(
                    number,
                    name,
                    None,
                    "the cell is blank.",
                    f"Fill it in: {column.meaning[0].lower()}{column.meaning[1:]}",
                )
            elif result != cell and tidy(cell) != cell.strip() or result != tidy(cell) and result != cell.strip():
                repairs[cell, result] += 1
            clean.append(result)
        self._note_repairs(name, repairs)
        return clean

    def _answers(self, name: str, cells: list[str], read: AnswerReader) -> None:
        memory: dict[str, tuple[str, str] | Unreadable] = {}
        repairs: Counter = Counter()
        codes, off_scale = [], []
        for number, cell in zip(self.table.rows, cells, strict=True):
            if cell not in memory:
                try:
                    memory[cell] = read(cell)
                except Unreadable as error:
                    memory[cell] = error
            result = memory[cell]
            if isinstance(result, Unreadable):
                self._fault(number, name, cell, result.problem, result.advice)
                result = ("", "")
            elif "".join(result) != cell and any(result):
                repairs[cell, "".join(result)] += 1
            codes.append(result[0])
            off_scale.append(result[1])
        self.table.columns[name] = codes
        self.table.off_scale[name] = off_scale
        self._note_repairs(name, repairs)

    def _note_repairs(self, name: str, repairs: Counter) -> None:
        self.found.repairs += [
            Repair(self.sheet.name, name, before, after, cells) for (before, after), cells in repairs.items()
        ]


def _personal(sheet: Sheet, described: set[str], found: Inspection, names: list[str] | None = None) -> None:
    """A fault for each column that holds personal data, by its heading or by what stands in it."""
    advice = "Delete the column before you go on: everything in this folder may be published."
    for position, heading in enumerate(sheet.header):
        name = names[position] if names else heading
        kind = "" if name in described else personal_header(heading)
        if kind:
            found.faults.append(Fault(sheet.name, 1, heading, None, f"by its name this column holds {kind}.", advice))
            continue
        hit = personal_value(cells[position] for _, cells in sheet.rows)
        if hit:
            row = sheet.rows[hit[1]][0]
            found.faults.append(
                Fault(
                    sheet.name,
                    row,
                    heading,
                    None,
                    f"{HOLDS_PERSONAL_DATA} ({hit[0]}).",
                    "Remove them from the column, or delete it: everything in this folder may be published.",
                )
            )


# -- what involves more than one column or file ----------------------------------------------------------------------


def _across(settings: Settings, found: Inspection) -> None:
    responses = found.tables.get("responses.csv")
    if responses is not None:
        _comparisons(settings, responses, found)
        _duplicates(settings, responses, found)
        if not responses.rows:
            found.faults.append(
                Fault(
                    responses.name,
                    None,
                    None,
                    None,
                    "there is no form in this file.",
                    "Add one row for each questionnaire, or give your export to prepost import.",
                )
            )
    interviews = found.tables.get("interviews.csv")
    if interviews is not None and interviews.rows:
        _repeated(interviews, "interview", found)
        codings = found.tables.get("codings.csv")
        if codings is not None:
            _known_interviews(interviews, codings, found)
    lines = _unconfirmed(settings)
    if lines:
        found.notes.append(
            f"study.yml, line{'s' * (len(lines) > 1)} {join_words(lines)}: guessed by the import. Compare with your "
            "questionnaire, correct what is wrong, and delete the words CONFIRM THIS."
        )


def _unconfirmed(settings: Settings) -> list[int]:
    """The lines of study.yml that nobody has confirmed yet."""
    try:
        text = (settings.folder / "study.yml").read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    return [number for number, line in enumerate(text.splitlines(), 1) if "# CONFIRM THIS" in line]


def _comparisons(settings: Settings, responses: Table, found: Inspection) -> None:
    planned = [("comparisons", settings.comparisons), ("specifications", settings.specifications)]
    for setting, name, comparison in [(setting, *item) for setting, named in planned for item in named.items()]:
        for side, chosen in (("first", comparison.first), ("second", comparison.second)):
            where = f"{setting}, {name}, {side}"
            usable = True
            for column, value in chosen.items():
                cells = responses.columns.get(column)
                known = sorted(set(cells or ())) if column not in ("wave", "session") else None
                if cells is None:
                    usable = False
                    found.faults.append(
                        Fault(
                            "study.yml",
                            settings.lines.get(setting),
                            where,
                            column,
                            f"is no column of {responses.name}.",
                            f"{did_you_mean(column, responses.columns)}Choose forms by a column that is there.",
                        )
                    )
                elif known is not None and responses.rows and value not in known:
                    usable = False
                    shown = [text for text in known if text][:8]
                    found.faults.append(
                        Fault(
                            "study.yml",
                            settings.lines.get(setting),
                            where,
                            value,
                            f"never stands in column {column} of {responses.name}.",
                            f"{did_you_mean(value, shown)}There stand "
                            f"{join_words(map(quoted, shown)) or 'only blank cells'}.",
                        )
                    )
            if usable and responses.rows and not _chosen(responses, chosen):
                found.notes.append(
                    f"study.yml, {where}: no form in {responses.name} is chosen; the comparison stays empty."
                )


def _chosen(table: Table, filters: dict[str, str]) -> int:
    columns = [(table.columns[column], value) for column, value in filters.items()]
    return sum(all(cells[i] == value for cells, value in columns) for i in range(len(table.rows)))


def _duplicates(settings: Settings, responses: Table, found: Inspection) -> None:
    """Ask about forms that look as if they had been entered twice; none is ever dropped."""
    if type(responses) is not Table:
        return  # counted, not held
    columns = list(responses.columns.values())
    rows = list(zip(*columns, strict=True)) if columns else []
    half = len(rows) // 2
    if half >= 5 and len(rows) % 2 == 0 and rows[:half] == rows[half:] and len(set(rows[:half])) > 1:
        found.notes.append(
            f"responses.csv: rows {responses.rows[half]} to {responses.rows[-1]} repeat all rows above them. "
            "If the file was imported twice, delete them; nothing was dropped."
        )
        return
    respondents = responses.columns.get("respondent", [])
    first: dict[tuple, int] = {}
    for row, number, respondent in zip(rows, responses.rows, respondents, strict=False):
        if respondent and row in first:
            found.notes.append(
                f"responses.csv, rows {first[row]} and {number}: both hold the same answers of respondent "
                f"{quoted(respondent)}. If the form was entered twice, delete one; nothing was dropped."
            )
        first.setdefault(row, number)
    if settings.design == "paired" and rows and not any(respondents):
        found.faults.append(
            Fault(
                "responses.csv",
                None,
                "respondent",
                None,
                "every cell is blank, but the design is paired.",
                "Fill in the codes, or set `design: unpaired` in study.yml.",
            )
        )


def _repeated(table: Table, column: str, found: Inspection) -> None:
    seen: dict[str, int] = {}
    for number, cell in zip(table.rows, table.columns[column], strict=True):
        if cell and cell in seen:
            found.faults.append(
                Fault(
                    table.name,
                    number,
                    column,
                    cell,
                    f"stands in row {seen[cell]} as well.",
                    f"Give each {column} a code of its own.",
                )
            )
        seen.setdefault(cell, number)


def _known_interviews(interviews: Table, codings: Table, found: Inspection) -> None:
    known = set(interviews.columns["interview"])
    for number, cell in zip(codings.rows, codings.columns["interview"], strict=True):
        if cell and cell not in known:
            found.faults.append(
                Fault(
                    "codings.csv",
                    number,
                    "interview",
                    cell,
                    "is no interview of interviews.csv.",
                    f"{did_you_mean(cell, known)}Use the code that stands there.",
                )
            )
