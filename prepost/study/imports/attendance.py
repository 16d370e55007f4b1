"""Lists of attendance: a row a person and session, or people down and sessions across."""

from prepost.study.csv_text import tidy
from prepost.study.faults import StudyError, join_words, quoted
from prepost.study.imports.exports import CODE_COLUMN, Export, Question

THERE = {"x", "✓", "✔", "yes", "y", "1", "present", "attended", "p", "true", "ja", "oui"}
NOT_THERE = {"", "0", "no", "n", "absent", "a", "-", "false", "did not attend", "apologies", "nein", "non"}
COLUMNS = {
    "session": ("session", "session attended", "workshop", "training session", "session number", "event", "course"),
    "sector": ("sector",),
    "organisation": ("organisation", "organization", "employer"),
}


def is_register(export: Export) -> bool:
    """Whether a file is a list of attendance by its name and its columns."""
    words = ("attendance", "register", "attendees", "sign-in", "sign in", "participants list")
    is_named = any(word in export.name.casefold() for word in words)
    return is_named and bool(_sessions(export) or _columns(export)["session"])


def _columns(export: Export) -> dict[str, Question | None]:
    found = {name: next(filter(None, map(export.find, names)), None) for name, names in COLUMNS.items()}
    named = (q for q in (*export.questions, *export.context) if CODE_COLUMN.fullmatch(q.name))
    return found | {"person": next(named, export.find("id"))}


def _sessions(export: Export) -> list[Question]:
    """The columns of a register that are sessions: each cell says whether somebody was there."""
    marks = [q for q in export.questions if {tidy(cell).casefold() for cell in q.cells} <= THERE | NOT_THERE]
    return [q for q in marks if any(tidy(cell).casefold() in THERE for cell in q.cells)] if len(marks) > 1 else []


def attendance_rows(exports: list[Export]) -> tuple[list[list[str]], list[str]]:
    """Turn lists of attendance into rows of attendance.csv; people without a code stay without one.

    Returns
    -------
    (list of list of str, list of str)
        Rows (person, session, sector, organisation) and notes.

    Raises
    ------
    StudyError
        If a file names no session.
    """
    rows, notes = [], []
    for export in exports:
        found, sessions = _columns(export), _sessions(export)
        if not found["session"] and not sessions:
            advice = f"Head one with session. There are {join_words(quoted(q.name) for q in export.questions)}."
            raise StudyError.about(export.name, "no column says the session.", advice)
        made = []
        for place in range(len(export.rows)):
            cell = {name: tidy(q.cells[place]) if q else "" for name, q in found.items()}
            there = (q.name for q in sessions if tidy(q.cells[place]).casefold() in THERE)
            names = [cell["session"]] if found["session"] else there
            made += [[cell["person"], name, cell["sector"], cell["organisation"]] for name in names]
        coded = [tuple(row[:2]) for row in made if row[0]]
        unknown, twice = sum(not row[0] for row in made), len(coded) - len(set(coded))
        if unknown:
            notes.append(f"{export.name}: {unknown} places hold no code: who filled them is not known.")
        if twice:
            notes.append(f"{export.name}: {twice} rows repeat a person and a session; they are kept.")
        rows += made
    return rows, notes
