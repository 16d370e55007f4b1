"""`python -m prepost import`: survey exports into responses.csv, with a proposed study.yml if there is none yet.

A study.yml that somebody has edited is never written over: the export is then read by what it says.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from prepost.study.answers import AnswerReader, Unreadable, read_choice, read_code
from prepost.study.csv_text import tidy
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, quoted, typed
from prepost.study.imports.exports import Export, Question, read_export
from prepost.study.imports.proposal import Proposal, proposal_text, propose
from prepost.study.imports.scales import is_missing
from prepost.study.inspection import PLACES, inspect
from prepost.study.schema import RESPONSE_COLUMNS, file_named
from prepost.study.settings import Settings, settings_from
from prepost.study.template_state import is_untouched
from prepost.study.writing import write_all

__all__ = ["run", "import_codings", "import_forms"]

COLUMNS_NAMED = 5

PASSAGE_COLUMNS = {
    "interview": ("document", "file", "filename", "source", "case", "fid"),
    "theme": ("tag", "codename", "code", "code name", "codes"),
    "quote": ("content", "coded", "text", "quote", "seltext", "segment", "coded text", "highlight"),
    "coder": ("coder", "owner", "coded by", "user"),
}


@dataclass
class Forms:
    """The rows of responses.csv and what has to be told about them."""

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def run(files: list[Path], into: Path, replace: bool = False) -> int:
    """Import files into a study folder and say what was done.

    Parameters
    ----------
    files : list of Path
        Exports of one study; a codebook (two columns: column name, question) may be among them.
    into : Path
        The study folder, made if it is not there.
    replace : bool
        Write responses.csv anew if it already holds forms.

    Returns
    -------
    int
        Exit status 0.

    Raises
    ------
    StudyError
        With every fault found; no file is then written or changed.
    """
    if into.exists() and not into.is_dir():
        raise StudyError.about(str(into), "this is a file.", "Name a folder.")
    read = [read_export(path) for path in files]
    exports = _with_codebooks(read)
    passages = [export for export in exports if _passage_columns(export)]
    surveys = [export for export in exports if export not in passages]
    written: dict[str, str] = {}
    said = [
        f"{export.name}: {'coded passages' if export in passages else export.layout}, {len(export.rows)} rows."
        for export in exports
    ] + [note for export in exports for note in export.notes]
    use = (
        "not used, for study.yml is there already"
        if _is_own(into / "study.yml")
        else "the questions of the other files"
    )
    said += [f"{export.name}: a codebook: {use}." for export in read if export.layout == "a codebook"]
    if surveys:
        said += _surveys(surveys, into, replace, written)
    if passages:
        said += _passages(passages, into, replace, written)
    write_all(into, written)
    for line in said:
        print(line)
    print(f"Wrote {join_words(str(into / name) for name in written)}.")
    if "study.yml" in written:
        print(
            f"Next: open {into / 'study.yml'}, look at each line marked CONFIRM THIS, then run: python -m "
            f"prepost check {typed(into)}"
        )
    else:
        print(f"Next: python -m prepost check {typed(into)}")
    return 0


def _surveys(exports: list[Export], into: Path, replace: bool, written: dict[str, str]) -> list[str]:
    said = []
    if _is_own(into / "study.yml"):
        settings, faults = settings_from((into / "study.yml").read_bytes(), into)
        said.append("study.yml: read as it stands; delete it, and add --replace, to have it proposed anew.")
    else:
        proposal = propose(exports)
        text = proposal_text(proposal, [export.name for export in exports])
        settings, faults = settings_from(text.encode(), into)
        written["study.yml"] = text
        statements = len(proposal.statements)
        said.append(
            f"Proposed: {statements} statement{'s' * (statements > 1)}; scale: {proposal.scale.name}, codes "
            f"{settings.scale[0]} to {settings.scale[-1]}; waves {join_words(settings.waves)}; {settings.design} design."
        )
        if proposal.others:
            said.append(f"Columns on {len(proposal.others)} other scales were found; study.yml lists them as comments.")
        said += _not_brought_in(exports, proposal)
    if faults or settings is None:
        raise StudyError(faults)
    _refuse_beside_others(into)
    forms = import_forms(exports, settings)
    if forms.faults:
        raise StudyError(forms.faults)
    text = _as_csv(forms.header, forms.rows)
    _refuse_to_overwrite(into, "responses.csv", text, replace)
    written["responses.csv"] = text
    return [*said, *forms.notes, f"responses.csv: {len(forms.rows)} forms."]


def _not_brought_in(exports: list[Export], proposal: Proposal) -> list[str]:
    """Say which questions the proposal has no use for, so that nothing is dropped in silence."""
    statements = [s for found in (proposal.statements, *(others for _, others in proposal.others)) for s in found]
    used = {column for statement in statements for _, column in statement.columns}
    used |= {proposal.wave_column, proposal.respondent, proposal.session, proposal.sessions_attended}
    left = list(dict.fromkeys(q.name for export in exports for q in export.questions if q.name not in used))
    if not left:
        return []
    more = [f"{len(left) - COLUMNS_NAMED} more"] if len(left) > COLUMNS_NAMED else []
    return [
        f"Not brought in, being no answers on a scale: {join_words([*map(quoted, left[:COLUMNS_NAMED]), *more])}.",
        f"To have such a column too, write under import in study.yml: keep: {{a_name: {quoted(min(left, key=len))}}}",
    ]


def _is_own(path: Path) -> bool:
    """Whether a study.yml is somebody's own: there, and not the untouched one of a new book."""
    return path.is_file() and not is_untouched(path)


def _refuse_beside_others(into: Path) -> None:
    """Questionnaires stand in one place: responses.csv is not written beside a Parquet file or a folder of files."""
    for name in PLACES[1:]:
        if (into / name).exists():
            raise StudyError.about(
                name,
                "this holds the questionnaires already, and responses.csv would stand beside it.",
                "Import into another folder, or move this away first.",
            )


def _refuse_to_overwrite(into: Path, name: str, text: str, replace: bool) -> None:
    path = into / name
    if (
        replace
        or not path.is_file()
        or is_untouched(path)
        or path.read_text(encoding="utf-8", errors="replace") == text
    ):
        return
    try:
        rows = inspect(into).tables.get(name)
    except StudyError:
        rows = None
    if rows is not None and not rows.rows:
        return
    raise StudyError.about(
        name,
        "the file already holds rows.",
        "Add --replace to write it anew; give all exports of the study in one command.",
    )


def _as_csv(header: list[str], rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


# -- codebooks ---------------------------------------------------------------------------------------------------------


def _with_codebooks(exports: list[Export]) -> list[Export]:
    """Take codebooks out of the exports and give their questions to the columns that they describe."""
    texts: dict[str, str] = {}
    surveys = []
    for export in exports:
        if export.layout == "a codebook":
            pairs = zip(*(question.cells for question in export.questions), strict=True)
            texts |= {name: tidy(text) for name, text in pairs if not is_missing(text) and name not in texts}
        else:
            surveys.append(export)
    if not surveys:
        raise StudyError.about(
            join_words(export.name for export in exports),
            "these are codebooks only.",
            "Give the exports with the answers as well.",
        )
    return [replace(export, questions=tuple(_described(q, texts) for q in export.questions)) for export in surveys]


def _described(question: Question, texts: dict[str, str]) -> Question:
    text = texts.get(question.name)
    if not text:
        return question
    stem, _, item = text.rpartition(" - ")
    return replace(question, text=item if stem else text, stem=stem)


# -- forms -------------------------------------------------------------------------------------------------------------


def import_forms(exports: list[Export], settings: Settings) -> Forms:
    """Turn exports into the rows of responses.csv, by what study.yml says about their columns.

    Parameters
    ----------
    exports : list of Export
    settings : Settings
        With `columns` of the statements and the section `import`, if column names alone do not tell.

    Returns
    -------
    Forms
        Header, rows and faults; faults name the export, its row and its column.
    """
    kept = list(settings.rules.keep)
    forms = Forms([column.name for column in RESPONSE_COLUMNS] + kept + [s.id for s in settings.statements])
    reader = AnswerReader(settings)
    for export in exports:
        places = _places(export, settings, forms)
        if len(forms.faults) == 0:
            for wave_of_columns, columns in places.items():
                _read_forms(export, settings, wave_of_columns, columns, reader, forms)
    return forms


def _places(export: Export, settings: Settings, forms: Forms) -> dict[str, dict[str, Question]]:
    """For each wave that has columns of its own ("" for columns that serve every wave), statement id and column."""
    names = [q.name for q in export.questions]
    places: dict[str, dict[str, Question]] = {}
    for statement in settings.statements:
        wanted = statement.columns or (("", statement.id),)
        for wave, name in wanted:
            question = export.find(name) or (export.find(statement.text) if not statement.columns else None)
            if question is None:
                forms.faults.append(
                    Fault(
                        export.name,
                        None,
                        None,
                        name,
                        f"is no column of this file (statement {statement.id}).",
                        f"{did_you_mean(name, names)}Correct `columns` of the statement in study.yml.",
                    )
                )
            else:
                places.setdefault(wave, {})[statement.id] = question
    return places


def _read_forms(
    export: Export, settings: Settings, wave: str, columns: dict[str, Question], reader: AnswerReader, forms: Forms
) -> None:
    rules = settings.rules
    context = {
        name: _context(export, getattr(rules, name), f"import, {name}", forms)
        for name in ("respondent", "session", "sessions_attended")
    }
    kept = [_context(export, column, f"import, keep, {name}", forms) for name, column in rules.keep.items()]
    waves = (
        _context(export, rules.wave, "import, wave", forms)
        if rules.wave and rules.wave != "file" and not wave
        else None
    )
    blank = 0

    def read_session(cell: str) -> str:
        return read_choice(cell, settings.sessions, "session") if settings.sessions else tidy(cell)

    for place, number in enumerate(export.rows):
        answers = [
            _read(export, number, columns.get(s.id), place, lambda cell: "".join(reader(cell)), forms)
            for s in settings.statements
        ]
        if wave and not any(answers):
            blank += 1
            continue
        told = wave or _wave(
            export, number, waves.cells[place] if waves else export.name, settings, forms, waves.name if waves else None
        )
        code = (
            _read(export, number, context["respondent"], place, read_code, forms)
            if context["respondent"]
            else (f"{Path(export.name).stem}-{number}" if wave else "")
        )
        session = _read(export, number, context["session"], place, read_session, forms)
        attended = _read(export, number, context["sessions_attended"], place, tidy, forms)
        forms.rows.append(
            [
                told,
                session,
                code,
                attended,
                *(_read(export, number, question, place, tidy, forms) for question in kept),
                *answers,
            ]
        )
    if blank:
        forms.notes.append(f"{export.name}: {blank} rows hold no answer of wave {wave} and give no form of it.")


def _context(export: Export, name: str, where: str, forms: Forms) -> Question | None:
    if not name:
        return None
    question = export.find(name)
    if question is None:
        known = [q.name for q in (*export.questions, *export.context)]
        forms.faults.append(
            Fault(
                "study.yml",
                None,
                where,
                name,
                f"is no column of {export.name}.",
                f"{did_you_mean(name, known)}Correct it and import again.",
            )
        )
    return question


def _read(
    export: Export, number: int, question: Question | None, place: int, read: Callable[[str], str], forms: Forms
) -> str:
    """A cell as its reader gives it; "" if there is no such column, or with a fault if it cannot be read."""
    if question is None:
        return ""
    try:
        return read(question.cells[place])
    except Unreadable as error:
        forms.faults.append(
            Fault(export.name, number, question.name, question.cells[place], error.problem, error.advice)
        )
        return ""


def _wave_advice(text: str, settings: Settings) -> str:
    taken = set(settings.rules.waves.values())
    free = [wave for wave in settings.waves if wave not in taken]
    if free:
        return f"Say what it means under `import: waves:` in study.yml: {{{quoted(text)}: {free[0]}}}."
    return (
        "Every wave of study.yml stands for another. If this is a further wave, name it in study.yml: under `waves:`, under "
        f"`import: waves:` ({quoted(text)}: its name), and on one side of a comparison. Or delete study.yml and import all files "
        "in one command: then it is proposed anew."
    )


def _wave(export: Export, number: int, value: str, settings: Settings, forms: Forms, column: str | None) -> str:
    """The wave that a file or a cell of the wave column stands for."""
    text = tidy(value)
    meant = {tidy(key).casefold(): wave for key, wave in settings.rules.waves.items()}
    known = {wave.casefold(): wave for wave in settings.waves}
    found = meant.get(text.casefold()) or known.get(text.casefold()) or known.get(Path(text).stem.casefold())
    if found is None:
        row = number if column else None
        forms.faults.append(
            Fault(
                export.name,
                row,
                column,
                text,
                "is no wave that study.yml knows.",
                f"{did_you_mean(text, settings.waves)}{_wave_advice(text, settings)}",
            )
        )
        return ""
    return found


# -- coded interviews --------------------------------------------------------------------------------------------------


def _passage_columns(export: Export) -> dict[str, Question] | None:
    """The columns of an export of coded passages (Taguette, QualCoder and the like); None if it is none."""
    by_name = {q.name.casefold(): q for q in (*export.questions, *export.context)}
    found = {
        column: next((by_name[name] for name in names if name in by_name), None)
        for column, names in PASSAGE_COLUMNS.items()
    }
    return found if found["interview"] and found["theme"] and found["quote"] else None


def import_codings(exports: list[Export]) -> tuple[list[list[str]], list[str]]:
    """Turn exported coded passages into rows of codings.csv.

    A tag such as `Barriers.Time` becomes theme and subtheme. No passage is marked as printable: that is for its owner
    to do.

    Returns
    -------
    (list of list of str, list of str)
        Rows (interview, question, theme, subtheme, stance, coder, quote, ok_to_print) and notes.
    """
    rows, notes = [], []
    for export in exports:
        columns = _passage_columns(export)
        untagged = 0
        for place in range(len(export.rows)):
            cell = {name: tidy(question.cells[place]) if question else "" for name, question in columns.items()}
            if not cell["theme"]:
                untagged += 1
                continue
            theme, _, subtheme = cell["theme"].partition(".")
            rows.append([cell["interview"], "", tidy(theme), tidy(subtheme), "", cell["coder"], cell["quote"], "no"])
        if untagged:
            notes.append(f"{export.name}: {untagged} passage{'s' * (untagged > 1)} without a tag left out.")
    return rows, notes


def _passages(exports: list[Export], into: Path, replace: bool, written: dict[str, str]) -> list[str]:
    rows, notes = import_codings(exports)
    text = _as_csv([column.name for column in file_named("codings.csv").columns], rows)
    _refuse_to_overwrite(into, "codings.csv", text, replace)
    written["codings.csv"] = text
    return [*notes, f"codings.csv: {len(rows)} coded passages; none is printed until you set ok_to_print to yes."]
