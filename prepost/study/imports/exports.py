"""Files as survey programs export them, each turned into columns of text with the question that each column answers.

Every layout has a small recogniser that looks at the header rows only; what it recognised, left out or put right is
told.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from prepost.study.csv_text import split_rows, tidy, wrong_number_of_cells
from prepost.study.faults import StudyError, join_words, quoted
from prepost.study.personal import personal_header, personal_value

__all__ = ["Export", "Question", "read_export"]

WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}
STATISTICS = {".sav", ".zsav", ".por", ".dta"}
METADATA = re.compile(
    r"#|id|response ?id|respondent ?id|collector ?id|start ?date|end ?date|submit ?date|date "
    r"submitted|date|last ?page|start ?language|"
    r"seed|status|response type|progress|finished|recorded ?date|duration.*|distribution ?channel|user "
    r"?language|start time|"
    r"completion time|last modified time|timestamp|time stamp|record[ _]?id|redcap[ _].*|survey "
    r"identifier|survey timestamp|"
    r"complete\??|.*_complete|.*_timestamp|custom data \d|ref ?url|external (data )?reference|recipient.*|"
    r"total time|group time.*|question time.*|points?|points - .*|score|feedback.*|quiz feedback|grade posted "
    r"time|total points",
    re.IGNORECASE,
)
LIMESURVEY_CODE = re.compile(r"[A-Z]{1,3}0*(\d{1,2})")
CODEBOOK = re.compile(
    r"(value|variable|column|name|field|item|code)s? (question|label|text|description|wording|statement)s?",
    re.IGNORECASE,
)
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
    """

    name: str
    layout: str
    questions: tuple[Question, ...]
    context: tuple[Question, ...]
    rows: tuple[int, ...]
    notes: tuple[str, ...] = ()

    def find(self, name: str) -> Question | None:
        """The column of this name, or with this text; None if there is none."""
        every = (*self.questions, *self.context)
        folded = tidy(name).casefold()
        return next((q for q in every if q.name == name), None) or next(
            (q for q in every if folded in (q.name.casefold(), q.text.casefold())), None
        )


@dataclass
class _Grid:
    """Header and data rows while a layout is worked out."""

    names: list[str]
    texts: list[str]
    stems: list[str]
    rows: list[tuple[int, list[str]]]
    labels: dict[int, dict[str, str]]
    layout: str
    notes: list[str]


def read_export(path: Path) -> Export:
    """Read one export in whatever layout it is.

    Parameters
    ----------
    path : Path
        CSV, TSV or text in any common encoding, an Excel or OpenDocument workbook, an SPSS or Stata file.

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
    if not path.is_file():
        raise StudyError.about(path.name, "there is no such file.", "Check its name and folder.")
    suffix = path.suffix.casefold()
    if suffix in STATISTICS:
        return _export(path.name, _statistics_file(path, suffix))
    rows, notes = _workbook(path) if suffix in WORKBOOKS else split_rows(path.name, path.read_bytes())
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(tidy(cell) for cell in row)]
    if len(filled) < 2:
        raise StudyError.about(path.name, "there is no form in this file.", "Export it again with its answers.")
    return _export(path.name, _laid_out(path.name, filled, list(notes)))


# -- formats -----------------------------------------------------------------------------------------------------------


def _workbook(path: Path) -> tuple[list[list[str]], tuple[str, ...]]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise StudyError.about(
            path.name,
            f"the workbook cannot be opened ({error}).",
            "Open it in your spreadsheet program and save it anew, without a password.",
        ) from None
    sheets = [(name, rows) for name, rows in sheets if any(any(cell != "" for cell in row) for row in rows)]
    if not sheets:
        raise StudyError.about(path.name, "the workbook is empty.", "Export it again.")
    name, rows = sheets[0]
    notes = () if len(sheets) == 1 else (f"{path.name}: the sheet {quoted(name)} was read; the others were not.",)
    return [[_cell_text(cell) for cell in row] for row in rows], notes


def _cell_text(cell: object) -> str:
    """A workbook's cell as text: whole numbers without ".0", dates as year-month-day."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _statistics_file(path: Path, suffix: str) -> _Grid:
    try:
        import pyreadstat
    except ImportError:
        raise StudyError.about(
            path.name,
            "reading SPSS and Stata files needs one more package.",
            "Install it with: python -m pip install pyreadstat",
        ) from None
    reader = (
        pyreadstat.read_dta if suffix == ".dta" else pyreadstat.read_por if suffix == ".por" else pyreadstat.read_sav
    )
    options = {} if suffix == ".por" else {"user_missing": True}
    try:
        frame, meta = reader(str(path), apply_value_formats=False, **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as error:
        raise StudyError.about(
            path.name, f"the file cannot be read ({error}).", "Save it anew, or export it as CSV."
        ) from None
    labels = {}
    columns = []
    for place, name in enumerate(frame.columns):
        missing = set(map(_number_text, (meta.missing_user_values or {}).get(name, [])))
        ranges = (meta.missing_ranges or {}).get(name, [])
        named = {_number_text(code): label for code, label in (meta.variable_value_labels or {}).get(name, {}).items()}
        declared = {code for code in named if _within(code, ranges)} | missing
        labels[place] = {code: label for code, label in named.items() if code not in declared}
        columns.append([_user_missing(_number_text(cell), declared, named, suffix) for cell in frame[name]])
    rows = [(number, list(cells)) for number, cells in enumerate(zip(*columns, strict=True), 2)]
    texts = [tidy(text or "") for text in meta.column_labels] if meta.column_labels else [""] * len(frame.columns)
    kind = "a Stata file" if suffix == ".dta" else "an SPSS file"
    return _Grid(list(frame.columns), texts, [""] * len(texts), rows, labels, kind, [])


def _number_text(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _within(code: str, ranges: list[dict]) -> bool:
    try:
        return any(float(part["lo"]) <= float(code) <= float(part["hi"]) for part in ranges)
    except (TypeError, ValueError):
        return False


def _user_missing(code: str, declared: set[str], named: dict[str, str], suffix: str) -> str:
    """Answers that the file declares as missing keep their label; Stata's letters become .a to .z."""
    if code not in declared:
        return code
    if suffix == ".dta" and code not in named and re.fullmatch("[a-z]", code):
        return f".{code}"
    return named.get(code, code)


# -- layouts -----------------------------------------------------------------------------------------------------------


def _laid_out(name: str, rows: list[tuple[int, list[str]]], notes: list[str]) -> _Grid:
    given, width = rows, max(len(row) for _, row in rows)
    rows = [(number, [*row, *[""] * (width - len(row))]) for number, row in rows]
    heads = [[tidy(cell) for cell in row] for _, row in rows[:3]]
    for recognise in (_qualtrics, _surveymonkey, _limesurvey, _redcap, _google, _microsoft):
        grid = recognise(heads, rows)
        if grid is not None:
            break
    else:
        grid = _plain(heads, rows)
    _check_width(name, given, grid)
    grid.notes[:0] = notes
    return grid


def _check_width(name: str, rows: list[tuple[int, list[str]]], grid: _Grid) -> None:
    """Raise a fault for each row with text beyond the header: a separator inside a text has moved its answers."""
    first = grid.rows[0][0] if grid.rows else rows[-1][0] + 1
    columns = max(len(row) for number, row in rows if number < first)
    faults = [
        wrong_number_of_cells(name, number, row, columns)
        for number, row in rows
        if number >= first and any(tidy(cell) for cell in row[columns:])
    ]
    if faults:
        raise StudyError(faults)


def _simple(heads: list[list[str]], rows: list, layout: str, skip: int = 1) -> _Grid:
    return _Grid(list(heads[0]), ["" for _ in heads[0]], ["" for _ in heads[0]], rows[skip:], {}, layout, [])


def _plain(heads: list[list[str]], rows: list) -> _Grid:
    return _simple(heads, rows, "a table with one header row")


def _qualtrics(heads: list[list[str]], rows: list) -> _Grid | None:
    known = {"ResponseId", "RecordedDate", "StartDate", "Finished"}
    if len(known & set(heads[0])) < 2 or len(heads) < 2:
        return None
    has_ids = len(heads) > 2 and any('"ImportId"' in cell for cell in heads[2])
    has_texts = has_ids or "Start Date" in heads[1] or "Response ID" in heads[1]
    grid = _simple(
        heads, rows, f"a Qualtrics export with {1 + has_texts + has_ids} header rows", 1 + has_texts + has_ids
    )
    if has_texts:
        grid.texts = list(heads[1])
        _split_stems(grid, " - ")
    if "Status" in heads[0]:
        place = heads[0].index("Status")
        kept = [row for row in grid.rows if tidy(row[1][place]).casefold() not in ("survey preview", "1", "spam", "8")]
        if len(kept) < len(grid.rows):
            grid.notes.append(
                f"{_times(len(grid.rows) - len(kept), 'form')} left out: a preview or spam, as Status says."
            )
        grid.rows = kept
    return grid


def _surveymonkey(heads: list[list[str]], rows: list) -> _Grid | None:
    if not {"Respondent ID", "Collector ID"} <= set(heads[0]) or len(heads) < 2:
        return None
    grid = _simple(heads, rows, "a SurveyMonkey export with 2 header rows", 2)
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
    _split_brackets(grid, keep_names=codes)
    place = next(i for i, head in enumerate(heads[0]) if head.casefold() in ("submitdate", "date submitted"))
    unfinished = sum(not tidy(row[place]) for _, row in grid.rows)
    if unfinished:
        grid.notes.append(
            f"{_times(unfinished, 'form')} never submitted (no date of submission), but kept where anything was "
            "answered."
        )
    if codes:
        found = [cell for _, row in grid.rows for cell in row if LIMESURVEY_CODE.fullmatch(cell)]
        if found:
            grid.rows = [(number, [_limesurvey_code(cell) for cell in row]) for number, row in grid.rows]
            grid.notes.append(f"answer codes such as {found[0]} were read as numbers.")
    else:
        grid.rows = [(number, ["" if cell == "N/A" else cell for cell in row]) for number, row in grid.rows]
    return grid


def _limesurvey_code(cell: str) -> str:
    match = LIMESURVEY_CODE.fullmatch(cell)
    return str(int(match[1])) if match else cell


def _redcap(heads: list[list[str]], rows: list) -> _Grid | None:
    raw = "redcap_event_name" in heads[0] or (
        "record_id" in heads[0] and any(h.endswith("_complete") for h in heads[0])
    )
    labels = "Record ID" in heads[0] and ("Event Name" in heads[0] or "Complete?" in heads[0])
    if not raw and not labels:
        return None
    return _simple(heads, rows, f"a REDCap export of {'raw codes' if raw else 'labels'}")


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
    grid.rows = [(number, [_without_last_semicolon(cell) for cell in row]) for number, row in grid.rows]
    return grid


def _without_last_semicolon(cell: str) -> str:
    text = cell.strip()
    return text[:-1] if text.endswith(";") and text.count(";") == 1 else cell


def _split_stems(grid: _Grid, mark: str) -> None:
    """Split "Question - statement" if a question heads two columns or more."""
    parts = [text.rpartition(mark) for text in grid.texts]
    stems = [stem for stem, _, _ in parts]
    for place, (stem, _, item) in enumerate(parts):
        if stem and item and stems.count(stem) > 1:
            grid.stems[place], grid.texts[place] = tidy(stem), tidy(item)


def _split_brackets(grid: _Grid, keep_names: bool = False) -> None:
    if keep_names:
        return
    for place, name in enumerate(grid.names):
        match = BRACKETED.fullmatch(name)
        if match:
            grid.stems[place], grid.texts[place] = tidy(match["stem"]), tidy(match["item"])


# -- from grid to export -----------------------------------------------------------------------------------------------


def _export(file: str, grid: _Grid) -> Export:
    names = _unique([tidy(name) for name in grid.names])
    columns = [
        Question(
            name,
            grid.texts[place] or name,
            grid.stems[place],
            tuple(cells[place] for _, cells in grid.rows),
            tuple(grid.labels.get(place, {}).items()),
        )
        for place, name in enumerate(names)
        if name
    ]
    notes = [f"{file}: {note}" if not note.startswith(file) else note for note in grid.notes]
    if CODEBOOK.fullmatch(" ".join(names)):
        return Export(file, "a codebook", tuple(columns), (), tuple(number for number, _ in grid.rows), tuple(notes))
    personal = {q.name for q in columns if personal_header(q.name) or personal_header(q.text)}
    personal |= {
        q.name for q in columns if q.name not in personal and not METADATA.fullmatch(q.name) and personal_value(q.cells)
    }
    if personal:
        notes.append(
            f"{file}: left out as personal data: {join_words(quoted(q.name) for q in columns if q.name in personal)}."
        )
    columns = [q for q in columns if q.name not in personal]
    context = [q for q in columns if _is_about_the_form(q)]
    questions = [q for q in columns if q not in context]
    return _without_empty(
        Export(
            file, grid.layout, tuple(questions), tuple(context), tuple(number for number, _ in grid.rows), tuple(notes)
        )
    )


def _is_about_the_form(question: Question) -> bool:
    return bool(METADATA.fullmatch(question.name) or METADATA.fullmatch(question.text)) or question.name == "Event Name"


def _unique(names: list[str]) -> list[str]:
    """Give a name that returns a number, so that each column can be named."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return unique


def _without_empty(export: Export) -> Export:
    """Leave forms out in which no question was answered at all, and say how many."""
    kept = [i for i in range(len(export.rows)) if any(tidy(q.cells[i]) for q in export.questions)]
    gone = len(export.rows) - len(kept)
    if not gone or not export.questions:
        return export

    def only(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(replace(q, cells=tuple(q.cells[i] for i in kept)) for q in questions)

    return replace(
        export,
        questions=only(export.questions),
        context=only(export.context),
        rows=tuple(export.rows[i] for i in kept),
        notes=(*export.notes, f"{export.name}: {_times(gone, 'form')} left out because nothing was answered."),
    )


def _times(number: int, noun: str) -> str:
    return f"1 {noun} was" if number == 1 else f"{number} {noun}s were"
