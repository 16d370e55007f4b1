"""The columns of one file, read by its description: clean cells, with every fault, repair and remark on the way."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prepost.study.answers import AnswerReader, Unreadable, read_choice, read_code, read_number, read_tick, read_yes_no
from prepost.study.csv_text import Sheet, tidy
from prepost.study.faults import Fault, did_you_mean, join_words, quoted
from prepost.study.pairing import MatchReport, match
from prepost.study.personal import TITLED, personal_column, personal_header, personal_value
from prepost.study.schema import File
from prepost.study.settings import Comparison, Settings

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
        before, after = quoted(self.before), quoted(self.after)
        if before == after:
            return f"{self.file}, column {self.column}: spaces or marks that cannot be seen were taken out of {after} ({times})."
        return f"{self.file}, column {self.column}: {before} was read as {after} ({times})."


@dataclass
class Table:
    """The clean cells of one file: text by column, in the order of the rows."""

    name: str
    rows: list[int]
    columns: dict[str, list[str]] = field(default_factory=dict)
    off_scale: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def chosen(self, filters: dict[str, str]) -> list[int]:
        """Return the positions of the rows whose columns hold the given cells."""
        columns = [(self.columns[column], value) for column, value in filters.items()]
        return [place for place in range(len(self.rows)) if all(cells[place] == value for cells, value in columns)]

    def match_report(self, name: str, comparison: Comparison) -> MatchReport:
        """Report how the forms of one comparison match by the column respondent."""
        codes = self.columns["respondent"]
        sides = [[codes[place] for place in self.chosen(side)] for side in (comparison.first, comparison.second)]
        return MatchReport(name, **match(*sides)[1])


@dataclass
class Inspection:
    """What was found in a study folder.

    Attributes
    ----------
    settings : Settings or None
        study.yml, if it could be read.
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

    def fault(self, *parts: Any) -> None:
        """Note a `Fault` by its file, row, column, value, problem and advice."""
        self.faults.append(Fault(*parts))


class ColumnReader:
    """Reads the columns of one file by its description."""

    def __init__(self, sheet: Sheet, file: File, settings: Settings, found: Inspection):
        self.sheet, self.file, self.settings, self.found = sheet, file, settings, found
        self.table = Table(sheet.name, [])
        self.statements = {s.id: s for s in settings.statements} if file.name == "responses.csv" else {}
        self.questions = {q.id: q for q in settings.questions} if file.name == "interviews.csv" else {}
        self.asked = dict.fromkeys(settings.option_columns, read_tick) | dict.fromkeys(settings.comments, str.strip)
        self.asked = self.asked if file.name == "responses.csv" else {}
        self.described = {column.name: column for column in file.columns}
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
        self.readers = {name: by_kind[column.kind] for name, column in self.described.items()} | self.asked
        for question in self.questions.values():
            self.readers[question.id] = (
                (lambda cell, known=question.answers: read_choice(cell, known, "answer")) if question.answers else tidy
            )

    def read(self) -> Table:
        names = self.recognised()
        rows = self._without_repeated_headers()
        self.table.rows = [number for number, _ in rows]
        described = {*self.described, *self.statements, *self.questions, *self.settings.option_columns}
        find_personal_data(self.sheet, described, self.found, names)
        for position, name in enumerate(names):
            cells = [row[position] for _, row in rows]
            if not name or name in self.table.columns:
                continue
            if name in self.statements:
                answers = AnswerReader(self.settings, self.settings.labels_of(name))
                read = self._read(name, cells, answers, ("", ""), answers.is_repair)
                self.table.columns[name] = [code for code, _ in read]
                self.table.off_scale[name] = [off_scale for _, off_scale in read]
            else:
                self.table.columns[name] = self._read(
                    name,
                    cells,
                    self.readers.get(name, tidy),
                    "",
                    lambda cell, text: (
                        text != cell and tidy(cell) != cell.strip() or text not in (tidy(cell), cell.strip())
                    ),
                )
        for name in self.described:
            self.table.columns.setdefault(name, [""] * len(rows))
        return self.table

    def _fault(self, row: int | None, column: str | None, value: str | None, problem: str, advice: str) -> None:
        self.found.fault(self.sheet.name, row, column, value, problem, advice)

    def recognised(self) -> list[str]:
        """The name by which each column of the header is known; faults for those that are missing."""
        wanted = [*self.described, *self.statements, *self.questions, *self.asked]
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
        needed = [name for name, column in self.described.items() if column.required]
        if self.statements and self.settings.design == "paired":
            needed.append("respondent")
        missing = [name for name in (*needed, *self.statements, *self.asked) if name not in names]
        taken = set()
        for name in missing:
            guess = did_you_mean(name, unknown)
            taken |= {other for other in unknown if guess and f'"{other}"' in guess}
            meaning = self.described[name].meaning if name in self.described else "It holds the answers to a question."
            advice = f"{guess}If so, rename it to {name}." if guess else meaning
            self._fault(1, name, None, "this column is missing.", advice)
        self._remark_on([name for name in unknown if name not in taken and not personal_header(name)])
        return names

    def _remark_on(self, unknown: list[str]) -> None:
        open_to_more = self.file.name == "interviews.csv" and not self.questions
        used = {"cohort", *self.settings.by, *self.settings.rules.keep} | {
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

    def _read(self, name: str, cells: list[str], read: Callable[[str], Any], nothing: Any, is_repair: Callable) -> list:
        """Return what each cell of a column was read as; each different cell is read once."""
        column = self.described.get(name)
        memory: dict[str, tuple[Any, bool]] = {}
        repairs: Counter = Counter()
        clean = []
        for number, cell in zip(self.table.rows, cells, strict=True):
            if cell not in memory:
                try:
                    result = read(cell)
                    memory[cell] = result, is_repair(cell, result)
                except Unreadable as error:
                    memory[cell] = error, False
            result, repaired = memory[cell]
            if isinstance(result, Unreadable):
                self._fault(number, name, cell, result.problem, result.advice)
                result = nothing
            elif column is not None and column.filled and not result:
                advice = f"Fill it in: {column.meaning[0].lower()}{column.meaning[1:]}"
                self._fault(number, name, None, "the cell is blank.", advice)
            elif repaired:
                repairs[cell, "".join(result)] += 1
            clean.append(result)
        self.found.repairs += [
            Repair(self.sheet.name, name, before, after, times) for (before, after), times in repairs.items()
        ]
        return clean


def find_personal_data(sheet: Sheet, described: set[str], found: Inspection, names: list[str] | None = None) -> None:
    """A fault for each column that holds personal data, by its heading or by what stands in it."""
    advice = "Delete the column before you go on: everything in this folder may be published."
    for position, heading in enumerate(sheet.header):
        name = names[position] if names else heading
        kind = "" if name in described else personal_header(heading)
        if kind:
            found.fault(sheet.name, 1, heading, None, f"by its name this column holds {kind}.", advice)
            continue
        looked_at = found.settings is not None and {name, heading} & {
            *found.settings.rules.personal_data,
            *(key for key, column in found.settings.rules.keep.items() if column in found.settings.rules.personal_data),
        }
        cells = [cells[position] for _, cells in sheet.rows]
        pairs = () if looked_at else zip(sheet.rows, cells, strict=True)
        hits = [(row, held) for row, cell in pairs if (held := personal_value(cell))]
        is_held = bool(sheet.rows) and sheet.rows[0][0] is not None  # else these are a few suspicious cells only
        kind = personal_column(cells) if is_held and not (looked_at or hits or name in described) else ""
        few = 5 * len(hits) < len(sheet.rows)
        allowed = f"If it is none, write in study.yml under import: personal_data: [{quoted(name)}]."
        if kind:
            problem = f"by what stands in it, this column holds {kind}."
            found.fault(sheet.name, None, heading, None, problem, f"{advice} {allowed}")
        for (row, _), held in hits if is_held else hits[:1]:
            problem = f"{HOLDS_PERSONAL_DATA} ({held})."
            remove = "Remove them from the column, or delete it: everything in this folder may be published."
            found.fault(sheet.name, row, heading, None, problem, f"{remove} {allowed}" if few else remove)
        if name == "quote" and not looked_at:
            called = [str(row) for (row, _), cell in zip(sheet.rows, cells) if TITLED.search(cell)]
            if called:
                found.notes.append(
                    f"{sheet.name}, row{'s' * (len(called) > 1)} {join_words(called)}, column {name}: the words seem to name a person. "
                    "Leave the name out where the passage is printed."
                )
