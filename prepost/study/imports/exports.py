"""Files as survey programs export them, each turned into columns of text with the question that each column answers.

Every layout has a small recogniser that looks at the header rows only; what it recognised, left out or put right is
told.
"""

import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from prepost.study.csv_text import split_rows, tidy, wrong_number_of_cells
from prepost.study.extent import refuse_large
from prepost.study.faults import StudyError, join_words, quoted
from prepost.study.imports.scales import as_number, guess_scale, is_missing, is_off_scale
from prepost.study.personal import personal_column, personal_header

WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}
STATISTICS = {".sav", ".zsav", ".por", ".dta"}
METADATA = re.compile(
    r"#|id|response ?id|respondent ?id|collector ?id|start ?date|end ?date|submit ?date|date submitted|date|last ?page|"
    r"start ?language|seed|status|response type|progress|finished|recorded ?date|duration.*|distribution ?channel|"
    r"user ?language|start time|completion time|last modified time|timestamp|time stamp|record[ _]?id|redcap[ _].*|"
    r"event name|zeitstempel|horodateur|marca temporal|submission (date|id)|unique response number|"
    r"survey identifier|survey timestamp|complete\??|.*_complete|.*_timestamp|custom data \d|ref ?url|recipient.*|"
    r"external (data )?reference|total time|group time.*|question time.*|points?|points - .*|score|feedback.*|"
    r"quiz feedback|grade posted time|total points",
    re.IGNORECASE,
)
LIMESURVEY_CODE = re.compile(r"AO?0*(\d{1,2})")
CODE_COLUMN = re.compile(
    r"((your|unique|personal|self.?generated|participant'?s?|person'?s?|respondent'?s?|anonymous|anonymised|study|subject|"
    r"student|teilnehmer|trainee|learner|matching|linking)[ _]?)?"
    r"(id[ _]?)?(code|token|pseudonym)( word)?|respondent|(participant|person|subject|student|study|respondent|unique|"
    r"trainee|learner|p|record)[ _]?(id|number|no\.?|#)|person|subject|pid|uid|response ?id_\w+|teilnehmercode|code personnel",
    re.IGNORECASE,
)
SUMMARY = re.compile(
    r"((grand |sub)?totals?|means?|averages?|avg|median|mode|std\.? ?dev\.?|st\.? ?dev|standard deviation|sum|percent|%|min|"
    r"max|minimum|maximum|mittelwert|durchschnitt|gesamt|summe|moyenne|promedio|media|suma|somme)(\W.*)?",
    re.IGNORECASE,
)
NUMBERS = re.compile(r"[-\d.,%]*")
SUMMARY_BELOW = re.compile(r"n|sd|count|number|responses|base", re.IGNORECASE)
STATUS = re.compile(r"(response |survey )?(status|type)", re.IGNORECASE)
NO_RESPONDENT = re.compile(r".*\b(preview|test|spam|synthetic|deleted|disqualified)\b.*", re.IGNORECASE)
QUALTRICS_BITS = 1 | 2 | 8 | 256
"""Preview, test, spam and synthetic in the number that Qualtrics writes as Status."""
CODEBOOK = re.compile(
    r"(value|variable|column|name|field|item|code)s? (question|label|text|description|wording|statement)s?",
    re.IGNORECASE,
)
PLAIN = "a table with one header row"
BRACKETED = re.compile(r"(?P<stem>.*\S)\s*\[(?P<item>[^\[\]]+)\]")


@dataclass(frozen=True)
class Question:
    """A column of an export: its short name, the question (`stem`) and statement (`text`) it answers, its cells."""

    name: str
    text: str
    stem: str
    cells: tuple[str, ...]
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Export:
    """One export, read.

    Attributes
    ----------
    name : str
        The file's name.
    layout : str
        What it was recognised as.
    questions : tuple of Question
        All columns that are neither about the form itself nor personal data.
    context : tuple of Question
        Columns about the form: identifiers, dates, events.
    rows : tuple of int
        The spreadsheet row of each form.
    notes : tuple of str
    left : tuple of (str, str)
        Columns that were left out, and why.
    out : dict of str to int
        Rows below the headings that are no forms, by the reason.
    unfinished : frozenset of int
        The rows of forms that were begun and never sent.
    """

    name: str
    layout: str
    questions: tuple[Question, ...]
    context: tuple[Question, ...]
    rows: tuple[int, ...]
    notes: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    out: dict[str, int] = field(default_factory=dict)
    unfinished: frozenset[int] = frozenset()

    def find(self, name: str) -> Question | None:
        """The column of this name, or with this text; None if there is none."""
        every = (*self.questions, *self.context)
        folded = tidy(name).casefold()
        exact = [q for q in every if q.name == name] or [q for q in every if q.name.casefold() == folded]
        exact = exact or [q for q in every if q.text.casefold() == folded]
        return exact[0] if exact else None


@dataclass
class _Grid:
    """Header and data rows while a layout is worked out."""

    names: list[str]
    texts: list[str]
    stems: list[str]
    rows: list[tuple[int, list[str]]]
    layout: str
    labels: dict[int, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    out: Counter = field(default_factory=Counter)
    unfinished: set[int] = field(default_factory=set)

    def leave_out(self, reason: str, is_no_form) -> None:
        """Take rows away, count them and name them."""
        gone = [number for number, cells in self.rows if is_no_form(number, cells)]
        if gone:
            self.rows = [row for row in self.rows if row[0] not in set(gone)]
            self.out[reason] += len(gone)
            named = f"row {gone[0]}" if len(gone) == 1 else f"rows {join_words(gone[:6])}{' ...' * (len(gone) > 6)}"
            what = times(len(gone), "form" if "preview" in reason else "row")
            self.notes.append(f"{what} left out: {reason} ({named}).")


def read_export(path: Path) -> Export:
    """Read one export in whatever layout it is.

    Parameters
    ----------
    path : Path
        CSV, TSV or text in any common encoding, an Excel or OpenDocument workbook, an SPSS or Stata file; of a
        workbook, `name.xlsx#Sheet` is one sheet.

    Returns
    -------
    Export

    Raises
    ------
    StudyError
        If the file is absent, empty or no table.
    """
    if path.is_dir():
        raise StudyError.about(path.name, "this is a folder.", "Name the exported files in it, one after the other.")
    file, _, sheet = (path.name, "", "") if path.is_file() else path.name.partition("#")
    path = path.with_name(file)
    if not path.is_file():
        raise StudyError.about(path.name, "there is no such file.", "Check its name and folder.")
    suffix = path.suffix.casefold()
    if suffix in STATISTICS:
        return _export(path.name, _statistics_file(path, suffix))
    is_workbook, name = suffix in WORKBOOKS, path.name + f"#{sheet}" * bool(sheet)
    rows, notes = _workbook(path, sheet) if is_workbook else split_rows(name, path.read_bytes())
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(tidy(cell) for cell in row)]
    if len(filled) < 2:
        raise StudyError.about(path.name, "there is no form in this file.", "Export it again with its answers.")
    try:
        return _export(name, _laid_out(name, filled, list(notes), is_workbook))
    except StudyError as error:
        for note in notes:
            print(note)
        raise error


# -- formats -----------------------------------------------------------------------------------------------------------


def _workbook(path: Path, chosen: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows of the sheet of that name, or of the first visible sheet with text."""
    import python_calamine

    try:
        refuse_large(path)
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        visible = python_calamine.SheetVisibleEnum.Visible
        shown = [sheet.name for sheet in workbook.sheets_metadata if chosen or sheet.visible == visible]
        read = {name: workbook.get_sheet_by_name(name) for name in shown if chosen in ("", name)}
        sheets = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in read.items()]
    except StudyError:
        raise
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as error:
        advice = "Open it in your spreadsheet program and save it anew, without a password."
        raise StudyError.about(path.name, f"the workbook cannot be opened ({error}).", advice) from None
    sheets = [(name, rows) for name, rows in sheets if any(any(cell != "" for cell in row) for row in rows)]
    if not sheets:
        there = f"Its visible sheets are {join_words(map(quoted, shown))}."
        raise StudyError.about(path.name, "there is nothing in this workbook, or in this sheet.", there)
    name, rows = sheets[0]
    others = [other for other in workbook.sheet_names if other != name and not chosen]
    told = (
        f"{path.name}: the sheet {quoted(name)} was read; the others were not. There is {join_words(map(quoted, others))}. "
        f'To read another, write its name behind the file\'s: "{path.name}#{"".join(others[:1])}".'
    )
    return [[_cell_text(cell) for cell in row] for row in rows], (told,) * bool(others)


def _cell_text(cell: object) -> str:
    """A cell as text: whole numbers without ".0", dates as year-month-day, nothing where nothing is."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _statistics_file(path: Path, suffix: str) -> _Grid:
    try:
        import pyreadstat
    except ImportError:
        advice = "Install it with: python -m pip install pyreadstat"
        raise StudyError.about(path.name, "reading SPSS and Stata files needs one more package.", advice) from None
    reader = {".dta": pyreadstat.read_dta, ".por": pyreadstat.read_por}.get(suffix, pyreadstat.read_sav)
    options = {} if suffix == ".por" else {"user_missing": True}
    try:
        frame, meta = reader(str(path), apply_value_formats=False, **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as error:
        advice = "Save it anew, or export it as CSV."
        raise StudyError.about(path.name, f"the file cannot be read ({error}).", advice) from None
    labels, columns, notes = {}, [], []
    for place, name in enumerate(frame.columns):
        missing = set(map(_cell_text, (meta.missing_user_values or {}).get(name, [])))
        ranges = (meta.missing_ranges or {}).get(name, [])
        named = {_cell_text(code): label for code, label in (meta.variable_value_labels or {}).get(name, {}).items()}
        cells = list(map(_cell_text, frame[name]))
        declared = {code for code in {*named, *cells} if code in missing or _within(code, ranges)}
        labels[place] = {code: label for code, label in named.items() if code not in declared}
        # What the file declares as missing keeps its label, or its letter (Stata), and is blank without one.
        apart = {code: named.get(code, f".{code}" if re.fullmatch("[a-z]", code) else "") for code in declared}
        columns.append([apart.get(cell, cell) for cell in cells])
        if blank := [code for code in sorted(declared) if not apart[code] and code]:
            notes.append(f"{quoted(name)}: {join_words(blank)} is blank here, for the file declares it as missing.")
    rows = [(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 2)]
    texts = [tidy(text or "") for text in meta.column_labels] if meta.column_labels else [""] * len(frame.columns)
    kind = "a Stata file" if suffix == ".dta" else "an SPSS file"
    return _Grid(list(frame.columns), texts, [""] * len(texts), rows, kind, labels, notes)


def _within(code: str, ranges: list[dict]) -> bool:
    try:
        return any(float(part["lo"]) <= float(code) <= float(part["hi"]) for part in ranges)
    except (TypeError, ValueError):
        return False


# -- layouts -----------------------------------------------------------------------------------------------------------


def _laid_out(name: str, rows: list[tuple[int, list[str]]], notes: list[str], padded: bool) -> _Grid:
    width = max(len(row) for _, row in rows)
    while len(rows) > 2 and _filled(rows[0][1]) <= width // 3 and _filled(rows[1][1]) > _filled(rows[0][1]):
        notes.append(f"{name}: row {rows[0][0]} was passed over as a title: {quoted(next(filter(tidy, rows[0][1])))}.")
        rows = rows[1:]
    given = rows
    rows = [(number, [*row, *[""] * (width - len(row))]) for number, row in rows]
    heads = [[tidy(cell) for cell in row] for _, row in rows[:3]]
    layouts = (_qualtrics, _surveymonkey, _limesurvey, _redcap, _google, _microsoft, _plain)
    grid = next(filter(None, (recognise(heads, rows) for recognise in layouts)))
    _leave_out_no_forms(grid)
    _check_width(name, given, grid, padded)
    _refuse_answers_as_headings(name, grid)
    grid.notes[:0] = notes
    return grid


def _filled(cells: list[str]) -> int:
    return sum(bool(tidy(cell)) for cell in cells)


def _leave_out_no_forms(grid: _Grid) -> None:
    """Leave out the rows below the headings that are no forms: headings again, sums and notes, previews and tests."""
    names = [name.casefold() for name in grid.names]

    def first(cells: list[str]) -> str:
        return next(filter(None, map(tidy, cells)), "")

    def sums(cells: list[str], words: re.Pattern) -> bool:
        start, *others = [*filter(None, map(tidy, cells)), ""]
        return bool(words.fullmatch(start)) and any(others) and all(map(NUMBERS.fullmatch, others))

    def repeats(number: int, cells: list[str]) -> bool:
        same = [tidy(cell).casefold() == name for cell, name in zip(cells, names) if tidy(cell)]
        return all(same) and 2 * len(same) > sum(map(bool, names)) and as_number(first(cells)) is None

    grid.leave_out("the headings once more", repeats)
    uncoded = [not tidy(cells[0]) for _, cells in grid.rows]
    is_coded = CODE_COLUMN.fullmatch(names[0]) or METADATA.fullmatch(names[0])
    is_coded = is_coded and 2 * sum(uncoded) <= len(uncoded) and uncoded == sorted(uncoded)

    def ends(cells: list[str]) -> bool:
        is_note = _filled(cells) == 1 < _filled(grid.names) and len(first(cells)) > 12
        is_uncoded = is_coded and not tidy(cells[0]) and all(NUMBERS.fullmatch(tidy(cell)) for cell in cells)
        return is_note or is_uncoded or sums(cells, SUMMARY_BELOW) or sums(cells, SUMMARY)

    end = len(grid.rows) - _legend(grid.rows)
    while end and ends(grid.rows[end - 1][1]):
        end -= 1
    below = {number for number, _ in grid.rows[end:]} if end else set()
    below |= {number for number, cells in grid.rows if grid.layout == PLAIN and sums(cells, SUMMARY)}
    grid.leave_out("a summary or a note", lambda number, _: number in below)
    is_qualtrics = grid.layout.startswith("a Qualtrics")
    for place, name in enumerate(grid.names):
        if STATUS.fullmatch(name):
            reason = f"a preview, a test or spam, as {name} says"
            grid.leave_out(reason, lambda _, cells, place=place: _is_no_respondent(tidy(cells[place]), is_qualtrics))
        if name == "Finished" and is_qualtrics:
            grid.unfinished |= {row for row, cells in grid.rows if tidy(cells[place]).casefold() in ("false", "0")}


def _legend(rows: list[tuple[int, list[str]]]) -> int:
    """How many rows below an empty one say what the numbers 1, 2, 3 and so on mean."""
    gap = max((place for place, (one, other) in enumerate(pairwise(rows), 1) if other[0] > one[0] + 1), default=0)
    cells = [[*filter(None, map(tidy, row))] for _, row in rows[gap:]] if gap else []
    codes = [as_number(row[0]) for row in cells if len(row) == 2 and as_number(row[1]) is None]
    is_legend = len(codes) == len({row[-1] for row in cells}) == len(cells) > 1 and codes[0] in (0, 1)
    return len(cells) if is_legend and codes == [*range(codes[0], codes[0] + len(codes))] else 0


def _refuse_answers_as_headings(name: str, grid: _Grid) -> None:
    """A fault where the first row holds answers, as those of the rows below: it would be lost as a row of names."""
    named = [(place, head.casefold()) for place, head in enumerate(grid.names) if head]
    answered = [head for place, head in named if head in {tidy(cells[place]).casefold() for _, cells in grid.rows}]
    numbered = [head for _, head in named] == [str(number) for number in range(1, len(named) + 1)]
    if grid.layout == PLAIN and len(answered) > 1 and 2 * len(answered) >= len(named) and not numbered:
        problem = f"the first row seems to hold answers, such as {quoted(answered[0])}, and not the names of columns."
        raise StudyError.about(name, problem, "Put a row of names above it.")


def _is_no_respondent(status: str, is_qualtrics: bool) -> bool:
    is_coded = is_qualtrics and status.isdecimal()
    return bool(int(status) & QUALTRICS_BITS if is_coded else NO_RESPONDENT.fullmatch(status))


def _check_width(name: str, rows: list[tuple[int, list[str]]], grid: _Grid, padded: bool) -> None:
    """Raise a fault for each row with fewer cells or more than the header: something has moved its answers."""
    first = grid.rows[0][0] if grid.rows else rows[-1][0] + 1
    columns = max((len(row) for number, row in rows if number < first), default=0)
    named = max((place for place, heading in enumerate(grid.names, 1) if heading), default=0)
    forms = {number for number, _ in grid.rows}
    wrong = [(n, row) for n, row in rows if any(map(tidy, row[columns:])) or (len(row) < named and not padded)]
    if faults := [wrong_number_of_cells(name, n, row, columns) for n, row in wrong if n in forms]:
        raise StudyError(faults)


def _simple(heads: list[list[str]], rows: list, layout: str, skip: int = 1) -> _Grid:
    return _Grid(list(heads[0]), [""] * len(heads[0]), [""] * len(heads[0]), rows[skip:], layout)


def _plain(heads: list[list[str]], rows: list) -> _Grid:
    if len(rows) > 3 and "" in heads[0] and all(top or below for top, below in zip(heads[0], heads[1])):
        below = [[tidy(row[place]) for _, row in rows[2:]] for place in range(len(heads[0]))]
        if all(as_number(cell) is None and (not cell or cell not in cells) for cell, cells in zip(heads[1], below)):
            return _two_rows(_simple(heads, rows, "a table with two header rows", 2), heads)
    return _simple(heads, rows, PLAIN)


def _qualtrics(heads: list[list[str]], rows: list) -> _Grid | None:
    known = {"ResponseId", "RecordedDate", "StartDate", "Finished"}
    if len(known & set(heads[0])) < 2 or len(heads) < 2:
        return None
    has_ids = len(heads) > 2 and any('"ImportId"' in cell for cell in heads[2])
    has_texts = has_ids or "Start Date" in heads[1] or "Response ID" in heads[1]
    header = 1 + has_texts + has_ids
    grid = _simple(heads, rows, f"a Qualtrics export with {header} header rows", header)
    if has_texts:
        grid.texts = list(heads[1])
        _split_stems(grid, " - ")
    return grid


def _surveymonkey(heads: list[list[str]], rows: list) -> _Grid | None:
    is_one = {"Respondent ID", "Collector ID"} <= set(heads[0]) and len(heads) > 1
    return _two_rows(_simple(heads, rows, "a SurveyMonkey export with 2 header rows", 2), heads) if is_one else None


def _two_rows(grid: _Grid, heads: list[list[str]]) -> _Grid:
    """Headings of questions, each above those of its statements."""
    question = ""
    for place, (top, below) in enumerate(zip(heads[0], heads[1], strict=True)):
        question = top or question
        item = "" if below in ("Response", "Open-Ended Response", "Open-ended response") else below
        grid.stems[place], grid.texts[place] = (question, item) if item else ("", question)
        grid.names[place] = f"{question} [{item}]" if item else question
    return grid


def _limesurvey(heads: list[list[str]], rows: list) -> _Grid | None:
    codes = {"submitdate", "lastpage"} <= {head.casefold() for head in heads[0]}
    full = {"Date submitted", "Last page"} <= set(heads[0])
    if not codes and not full:
        return None
    grid = _simple(heads, rows, f"a LimeSurvey export with {'codes' if codes else 'full texts'}")
    if not codes:
        _split_brackets(grid)
    place = next(i for i, head in enumerate(heads[0]) if head.casefold() in ("submitdate", "date submitted"))
    grid.unfinished = {number for number, row in grid.rows if not tidy(row[place])}
    for column, name in enumerate(grid.names if codes else ()):
        cells = {cell for _, row in grid.rows if (cell := tidy(row[column])) and not is_off_scale(cell)}
        found = {cell: match[1] for cell in cells if (match := LIMESURVEY_CODE.fullmatch(cell))}
        if (
            cells
            and len(found) == len(cells)
            and not CODE_COLUMN.fullmatch(name)
            and max(map(int, found.values())) <= 11
        ):
            for _, row in grid.rows:
                row[column] = found.get(tidy(row[column]), row[column])
            grid.notes.append(f"{quoted(name)}: answer codes such as {min(cells)} were read as numbers.")
    if not codes:
        grid.rows = [(number, ["" if cell == "N/A" else cell for cell in row]) for number, row in grid.rows]
    return grid


def _redcap(heads: list[list[str]], rows: list) -> _Grid | None:
    done = any(head.endswith("_complete") for head in heads[0])
    raw = "redcap_event_name" in heads[0] or ("record_id" in heads[0] and done)
    labels = "Record ID" in heads[0] and ("Event Name" in heads[0] or "Complete?" in heads[0])
    layout = f"a REDCap export of {'raw codes' if raw else 'labels'}"
    return _simple(heads, rows, layout) if raw or labels else None


def _google(heads: list[list[str]], rows: list) -> _Grid | None:
    if heads[0][0].casefold() not in ("timestamp", "zeitstempel", "horodateur", "marca temporal"):
        return None
    grid = _simple(heads, rows, "a Google Forms export")
    _split_brackets(grid)
    return grid


def _microsoft(heads: list[list[str]], rows: list) -> _Grid | None:
    if not {"start time", "completion time"} <= {head.casefold() for head in heads[0]}:
        return None
    grid = _simple(heads, rows, "a Microsoft Forms workbook")
    # The semicolon behind a single answer is no part of it.
    grid.rows = [(number, [re.sub(r"^\s*([^;]*);\s*$", r"\1", cell) for cell in row]) for number, row in grid.rows]
    return grid


def _split_stems(grid: _Grid, mark: str) -> None:
    """Split "Question - statement" if a question heads two columns or more."""
    parts = [text.rpartition(mark) for text in grid.texts]
    stems = [stem for stem, _, _ in parts]
    for place, (stem, _, item) in enumerate(parts):
        if stem and item and stems.count(stem) > 1:
            grid.stems[place], grid.texts[place] = tidy(stem), tidy(item)


def _split_brackets(grid: _Grid) -> None:
    for place, name in enumerate(grid.names):
        if match := BRACKETED.fullmatch(name):
            grid.stems[place], grid.texts[place] = tidy(match["stem"]), tidy(match["item"])


# -- from grid to export -----------------------------------------------------------------------------------------------


def _export(file: str, grid: _Grid) -> Export:
    names = _unique([tidy(name) for name in grid.names])
    columns, left = [], []
    for place, name in enumerate(names):
        cells, labels = [row[place] for _, row in grid.rows], grid.labels.get(place, {})
        if name:
            columns.append(_question(name, grid.texts[place] or name, grid.stems[place], cells, labels))
        elif filled := _filled(cells):
            left.append((f"(column {place + 1})", f"it has no heading; {filled} cells are filled"))
    notes = [f"{file}: {note}" if not note.startswith(file) else note for note in grid.notes]
    if CODEBOOK.fullmatch(" ".join(names)):
        return Export(file, "a codebook", tuple(columns), (), tuple(number for number, _ in grid.rows), tuple(notes))
    personal = {
        q.name: kind
        for q in columns
        if (kind := personal_header(q.name) or personal_header(q.text))
        or (not METADATA.fullmatch(q.name) and not guess_scale(q.cells) and (kind := personal_column(q.cells)))
    }
    if personal:
        notes.append(f"{file}: left out as personal data: {join_words(map(quoted, personal))}.")
    left += [(name, f"personal data: {kind}") for name, kind in personal.items()]
    columns = [q for q in columns if q.name not in personal]
    context = [q for q in columns if METADATA.fullmatch(q.name) or METADATA.fullmatch(q.text)]
    questions, rows = tuple(q for q in columns if q not in context), tuple(number for number, _ in grid.rows)
    told = tuple(notes), tuple(left), dict(grid.out), frozenset(grid.unfinished)
    return Export(file, grid.layout, questions, tuple(context), rows, *told)


def _question(name: str, text: str, stem: str, cells: list[str], labels: dict[str, str]) -> Question:
    """A column, with words in place of codes where the file has one for every code, or for codes off the scale."""
    apart = {code for code, label in labels.items() if is_off_scale(label) or is_missing(label)}
    on_scale = {code: label for code, label in labels.items() if code not in apart}
    codes = [number for code in on_scale if (number := as_number(code)) is not None]
    every = range(min(codes), max(codes) + 1) if codes else ()
    is_full = len(codes) == len(on_scale) == len(every) and len(set(map(str.casefold, on_scale.values()))) == len(every)
    is_full = is_full and all(cell in labels or as_number(cell) is None for cell in cells)
    worded = labels if is_full else {code: labels[code] for code in apart}
    return Question(name, text, stem, tuple(worded.get(cell, cell) for cell in cells), tuple(on_scale.items()))


def _unique(names: list[str]) -> list[str]:
    """Give a name that returns a number, so that each column can be named."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return unique


def times(number: int, noun: str) -> str:
    """A number of things with its verb.

    >>> times(2, "row")
    '2 rows were'
    """
    return f"1 {noun} was" if number == 1 else f"{number} {noun}s were"
