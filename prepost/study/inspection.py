"""A study folder, inspected in one pass: settings, clean cells, every fault, repair and question left open."""

from collections.abc import Collection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from prepost.study.columns import ColumnReader, Inspection, Table, find_personal_data
from prepost.study.csv_text import decode, read_sheet
from prepost.study.faults import StudyError, did_you_mean, grouped, join_words, quoted
from prepost.study.record import import_again
from prepost.study.schema import FILES, File
from prepost.study.settings import Settings, read_settings

PLACES = ("responses.csv", "responses.parquet", "responses")
HELD = 2 * 2**20  # bytes of a responses.csv whose rows are held, some sixty thousand forms


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
            _missing(file, found)
    if found.settings is not None:
        _across(found.settings, found)
    found.faults = grouped(found.faults)
    return found


def _inspect_responses(folder: Path, frame: Any, file: File, found: Inspection) -> None:
    """Hold the rows of a small responses.csv; count questionnaires that are stored in any other way."""
    try:
        path = questionnaires(folder)
        if frame is not None or is_counted(path):
            from prepost.study.large import count_frame, count_path

            count_path(path, found) if frame is None else count_frame(frame, file.name, found)
        elif path.is_file():
            _inspect_file(path, file, found)
        else:
            _missing(file, found)
    except StudyError as error:
        found.faults += error.faults


def _missing(file: File, found: Inspection) -> None:
    advice = f"It holds one row for each {file.a_row_is.partition(' ')[2]}."
    found.fault(file.name, None, None, None, "this file is missing.", advice)


def _inspect_file(path: Path, file: File, found: Inspection) -> None:
    try:
        sheet = read_sheet(path)
    except StudyError as error:
        found.faults += error.faults
        return
    found.notes += sheet.notes
    found.faults += sheet.faults
    if found.settings is None:
        find_personal_data(sheet, set(), found)
        return
    found.tables[file.name] = ColumnReader(sheet, file, found.settings, found).read()


def questionnaires(folder: Path) -> Path:
    """Where a study folder holds its questionnaires: responses.csv, responses.parquet or the folder responses.

    Raises
    ------
    StudyError
        If more than one of them is there.
    """
    there = [folder / name for name in PLACES if (folder / name).exists()]
    if len(there) > 1:
        names = join_words(path.name for path in there)
        raise StudyError.about(
            there[0].name,
            f"{names} are both there." if len(there) == 2 else f"{names} are all there.",
            "Keep the one that holds the questionnaires.",
        )
    return there[0] if there else folder / PLACES[0]


def is_counted(path: Path) -> bool:
    """Whether questionnaires are counted where they lie: all but a responses.csv that is small, or that only we can
    decode.
    """
    if path.suffix != ".csv" or not path.is_file():
        return path.exists()
    if path.stat().st_size <= HELD:
        return False
    with path.open("rb") as opened:
        start = opened.readline(HELD)
    return find_spec("duckdb") is not None and decode(start)[1] == "utf-8"


# -- what involves more than one column or file ----------------------------------------------------------------------


def _across(settings: Settings, found: Inspection) -> None:
    responses = found.tables.get("responses.csv")
    if responses is not None:
        _comparisons(settings, responses, found)
        _duplicates(settings, responses, found)
        if not responses.rows:
            advice = "Add one row for each questionnaire, or give your export to prepost import."
            found.fault(responses.name, None, None, None, "there is no form in this file.", advice)
    interviews = found.tables.get("interviews.csv")
    if interviews is not None and interviews.rows:
        _repeated(interviews, "interview", found)
        codings = found.tables.get("codings.csv")
        if codings is not None:
            _known_interviews(interviews, codings, found)
    if again := import_again(settings):
        found.notes.append(again)
    if settings.marks:
        found.notes.append(
            f"study.yml, line{'s' * (len(settings.marks) > 1)} {join_words(line for line, _ in settings.marks)}: guessed "
            "by the import. Compare with your questionnaire, correct what is wrong, and delete the words CONFIRM THIS."
        )
        found.notes += [f"study.yml, line {line}: {asked}" for line, asked in settings.marks]


def _comparisons(settings: Settings, responses: Table, found: Inspection) -> None:
    for column in settings.by:
        if column not in responses.columns:
            advice = f"{did_you_mean(column, responses.columns)}Name a column that is there."
            problem = f"is no column of {responses.name}."
            found.fault("study.yml", settings.lines.get("by"), "by", column, problem, advice)
    planned = [("comparisons", settings.comparisons), ("specifications", settings.specifications)]
    for setting, name, comparison in [(setting, *item) for setting, named in planned for item in named.items()]:
        for side, chosen in (("first", comparison.first), ("second", comparison.second)):
            line, where = settings.lines.get(setting), f"{setting}, {name}, {side}"
            usable = True
            for column, value in chosen.items():
                cells = responses.columns.get(column)
                known = sorted(set(cells or ())) if column not in ("wave", "session") else None
                if cells is None:
                    usable = False
                    advice = f"{did_you_mean(column, responses.columns)}Choose forms by a column that is there."
                    found.fault("study.yml", line, where, column, f"is no column of {responses.name}.", advice)
                elif known is not None and responses.rows and value not in known:
                    usable = False
                    shown = [text for text in known if text][:8]
                    problem = f"never stands in column {column} of {responses.name}."
                    there = join_words(map(quoted, shown)) or "only blank cells"
                    advice = f"{did_you_mean(value, shown)}There stand {there}."
                    found.fault("study.yml", line, where, value, problem, advice)
            if usable and responses.rows and not responses.chosen(chosen):
                found.notes.append(
                    f"study.yml, {where}: no form in {responses.name} is chosen; the comparison stays empty."
                )


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
        problem, advice = (
            "every cell is blank, but the design is paired.",
            "Fill in the codes, or set `design: unpaired`",
        )
        found.fault("responses.csv", None, "respondent", None, problem, f"{advice} in study.yml.")


def _repeated(table: Table, column: str, found: Inspection) -> None:
    seen: dict[str, int] = {}
    for number, cell in zip(table.rows, table.columns[column], strict=True):
        if cell and cell in seen:
            advice = f"Give each {column} a code of its own."
            found.fault(table.name, number, column, cell, f"stands in row {seen[cell]} as well.", advice)
        seen.setdefault(cell, number)


def _known_interviews(interviews: Table, codings: Table, found: Inspection) -> None:
    known = set(interviews.columns["interview"])
    for number, cell in zip(codings.rows, codings.columns["interview"], strict=True):
        if cell and cell not in known:
            advice = f"{did_you_mean(cell, known)}Use the code that stands there."
            found.fault("codings.csv", number, "interview", cell, "is no interview of interviews.csv.", advice)
