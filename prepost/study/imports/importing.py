"""`python -m prepost import`: survey exports into responses.csv, with a proposed study.yml if there is none yet.

A study.yml that somebody has edited is never written over: the export is then read by what it says.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path

from prepost.study.answers import AnswerReader, Unreadable, read_choice, read_code
from prepost.study.columns import HOLDS_PERSONAL_DATA
from prepost.study.csv_text import tidy
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, quoted, typed
from prepost.study.imports.attendance import attendance_rows, is_register
from prepost.study.imports.exports import Export, Question, read_export, times
from prepost.study.imports.proposal import Proposal, loosely, propose
from prepost.study.imports.proposed_yml import proposal_text
from prepost.study.imports.scales import as_number, is_missing
from prepost.study.inspection import PLACES, inspect
from prepost.study.personal import personal_value
from prepost.study.record import RECORD, record_text
from prepost.study.schema import RESPONSE_COLUMNS, file_named
from prepost.study.settings import MARK, ImportRules, Settings, settings_from
from prepost.study.template_state import is_untouched
from prepost.study.writing import write_all

PASSAGE_COLUMNS = {
    "interview": ("document", "file", "filename", "source", "case", "fid"),
    "theme": ("tag", "codename", "code", "code name", "codes"),
    "quote": ("content", "coded", "text", "quote", "seltext", "segment", "coded text", "highlight"),
    "coder": ("coder", "owner", "coded by", "user"),
}


@dataclass
class Forms:
    """The rows of responses.csv and what has to be told about them.

    Attributes
    ----------
    out : dict of str to Counter
        Rows of each file that are no forms, by the reason.
    made : Counter
        Forms by file.
    """

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    out: dict[str, Counter] = field(default_factory=dict)
    made: Counter = field(default_factory=Counter)


@dataclass
class Told:
    """What an import says: sentences, the table of columns, how the rows add up, and what is asked."""

    notes: list[str] = field(default_factory=list)
    columns: list[dict] = field(default_factory=list)
    forms: list[dict] = field(default_factory=list)
    asked: list[tuple[int, str]] = field(default_factory=list)
    wrote: list[str] = field(default_factory=list)

    def show(self, form: str) -> None:
        """Print it as text or as JSON."""
        if form == "json":
            print(json.dumps(asdict(self), ensure_ascii=False, indent=2))
            return
        for line in self.notes:
            print(line)
        if self.columns:
            width = max(len(quoted(row["column"])) for row in self.columns)
            print("\nEvery column, how many of its cells are filled, and what it was taken for:")
            for file in dict.fromkeys(row["file"] for row in self.columns):
                print(f"  {file}")
                for row in self.columns:
                    if row["file"] == file:
                        print(f"    {quoted(row['column']):{width}}  {row['filled']:>5}  {row['taken_for']}")
        for row in self.forms:
            less = [f"{number} {reason}" for reason, number in row["left_out"].items()]
            waves = f" in each of {row['waves']} waves" if row["waves"] > 1 else ""
            print(f"{row['file']}: {row['rows']} rows{waves} = {' + '.join([str(row['forms']) + ' forms', *less])}.")
        if self.asked:
            print("\nAsked in study.yml:")
            for line, question in self.asked:
                print(f"  line {line}: {question}")


def run(
    files: list[Path],
    into: Path,
    replace: bool = False,
    form: str = "text",
    kind: str = "",
    book: Callable[[str], tuple[dict[str, str], list[str], list[str]]] | None = None,
) -> int:
    """Import files into a study folder and say what was done.

    Parameters
    ----------
    files : list of Path
        Exports of one study; a codebook (two columns: column name, question) may be among them.
    into : Path
        The study folder, made if it is not there.
    replace : bool
        Write responses.csv anew if it already holds forms.
    form : {"text", "json"}
        How it is said.
    kind : {"", "survey", "attendance", "codings"}
        What the files are, if their columns do not tell.
    book : callable, optional
        Gives, for the study.yml that is about to be written, the pages to be written with it, to be removed, and all their names.

    Returns
    -------
    int
        Exit status 0.

    Raises
    ------
    StudyError
        With every fault found; no file is then written or changed, but a proposed study.yml is written for correction.
    """
    if into.exists() and not into.is_dir():
        raise StudyError.about(str(into), "this is a file.", "Name a folder.")
    twice = [path for place, path in enumerate(files) if path in files[:place]]
    if twice:
        raise StudyError.about(twice[0].name, "the file is given twice.", "Name each file once.")
    read = _named_apart([read_export(path) for path in files], files)
    exports = _with_codebooks(read)
    passages = [e for e in exports if kind in ("", "codings") and _passage_columns(e)]
    registers = [e for e in exports if e not in passages and (kind == "attendance" or (not kind and is_register(e)))]
    surveys = [e for e in exports if e not in (*passages, *registers)]
    written: dict[str, str] = {}
    kinds = {e.name: "coded passages" for e in passages} | {e.name: "a list of attendance" for e in registers}
    told = Told([f"{e.name}: {kinds.get(e.name, e.layout)}, {len(e.rows)} rows." for e in exports])
    told.notes += [note for export in exports for note in export.notes]
    use = (
        "not used, for study.yml is there already"
        if _is_own(into / "study.yml")
        else "the questions of the other files"
    )
    told.notes += [f"{export.name}: a codebook: {use}." for export in read if export.layout == "a codebook"]
    try:
        if surveys:
            _surveys(surveys, into, replace, written, told, files)
        if passages:
            told.notes += _passages(passages, into, replace, written)
        if registers:
            rows, notes = attendance_rows(registers)
            text = _as_csv([column.name for column in file_named("attendance.csv").columns], rows)
            _refuse_to_overwrite(into, "attendance.csv", text, replace)
            written["attendance.csv"] = text
            told.notes += [*notes, f"attendance.csv: {len(rows)} training places."]
    except StudyError as error:
        if error.roles:
            told.columns = _columns_told(surveys, None, dict(error.roles))
        told.show(form)
        if "study.yml" in written and told.columns:
            write_all(into, {"study.yml": written["study.yml"]})
            print(f"Wrote {into / 'study.yml'}, for you to correct.")
        raise error
    texts, removed, pages = book(written.get("study.yml", "")) if book else ({}, [], [])
    write_all(into, written | texts, removed)
    told.wrote = [str(into / name) for name in written if not name.startswith(".")]
    told.show(form)
    if form == "json":
        return 0
    print(f"Wrote {join_words(told.wrote)}.")
    if pages:
        print(f"Pages of the book brought up to date: {', '.join(pages)}.")
    if "study.yml" in written:
        print(
            f"Next: open {into / 'study.yml'}, look at each line marked {MARK}, then run: python -m "
            f"prepost check {typed(into)}"
        )
    else:
        print(f"Next: python -m prepost check {typed(into)}")
    return 0


def _named_apart(exports: list[Export], files: list[Path]) -> list[Export]:
    """Files of one name in several folders, named with their folders."""
    names = [export.name for export in exports]
    return [
        replace(export, name=f"{path.parent.name}/{export.name}") if names.count(export.name) > 1 else export
        for export, path in zip(exports, files, strict=True)
    ]


def _surveys(
    exports: list[Export], into: Path, replace: bool, written: dict[str, str], told: Told, files: list[Path]
) -> None:
    roles: dict[tuple[str, str], str] = {}
    if _is_own(into / "study.yml"):
        text = (into / "study.yml").read_bytes()
        told.notes.append("study.yml: read as it stands; delete it, and add --replace, to have it proposed anew.")
    else:
        proposal = propose(exports)
        roles = proposal.roles
        written["study.yml"] = proposal_text(proposal, [export.name for export in exports])
        text = written["study.yml"].encode()
    settings, faults = settings_from(text, into)
    if faults or settings is None:
        raise StudyError(faults)
    told.asked = list(settings.marks)
    if roles:
        statements = len(settings.statements)
        told.notes.append(
            f"Proposed: {statements} statement{'s' * (statements > 1)}; scale: {proposal.scale.name}, codes "
            f"{settings.scale[0]} to {settings.scale[-1]}; waves {join_words(settings.waves)}; {settings.design} design."
        )
        if proposal.others:
            names = join_words(group.name for group in proposal.groups[1:])
            told.notes.append(f"Statements on other scales were found as well: {names}.")
        told.notes += _not_brought_in(exports, proposal)
    _refuse_beside_others(into)
    forms = import_forms(exports, settings)
    told.columns = _columns_told(exports, settings, roles)
    if forms.faults:
        raise StudyError(forms.faults)
    text = _as_csv(forms.header, forms.rows)
    _refuse_to_overwrite(into, "responses.csv", text, replace)
    written["responses.csv"] = text
    written[RECORD] = record_text(settings, files)
    told.notes += [*forms.notes, f"responses.csv: {len(forms.rows)} forms."]
    told.forms = [_added_up(export, settings, forms) for export in exports]


def _added_up(export: Export, settings: Settings, forms: Forms) -> dict:
    """How the rows of a file became forms: rows times waves of a row are the forms and what was left out."""
    by_heading = not settings.rules.wave and any(wave for s in settings.statements for wave, _ in s.columns)
    waves = len({wave for s in settings.statements for wave, _ in s.columns}) if by_heading else 1
    out = Counter({reason: number * waves for reason, number in export.out.items()}) + forms.out.get(
        export.name, Counter()
    )
    rows = len(export.rows) + sum(export.out.values())
    if rows * waves != forms.made[export.name] + sum(out.values()):
        problem = f"{rows} rows for each of {waves} waves are not {forms.made[export.name]} forms and {sum(out.values())} left out."
        raise StudyError.about(export.name, problem, "Nothing was written: please report this file's layout.")
    return {"file": export.name, "rows": rows, "waves": waves, "forms": forms.made[export.name], "left_out": dict(out)}


def _columns_told(exports: list[Export], settings: Settings | None, roles: dict[tuple[str, str], str]) -> list[dict]:
    """What each column of each file was taken for."""
    rules, used = settings.rules if settings else ImportRules(), {}
    used |= {name: f"kept as {key}" for key, name in rules.keep.items()}
    used |= {rules.wave: "the wave", rules.session: "the session", rules.sessions_attended: "sessions attended"}
    used |= {name: "the person's code" for _, name in rules.respondent}
    told = []
    for export in exports:
        found = {q.name: used[name] for name in used if name and (q := export.find(name))}
        wave = rules.waves.get(export.name) if rules.wave == "file" else None
        for statement in settings.statements if settings else ():
            for other, name in statement.columns or (("", statement.id), ("", statement.text)):
                if (q := export.find(name)) and (wave is None or other in ("", wave)):
                    found[q.name] = f"statement {statement.id}"
        for q in (*export.questions, *export.context):
            role = found.get(q.name) or roles.get((export.name, q.name)) or "not used: study.yml does not name it"
            filled = sum(bool(tidy(cell)) for cell in q.cells)
            told.append({"file": export.name, "column": q.name, "filled": filled, "taken_for": role})
        for name, why in export.left:
            told.append({"file": export.name, "column": name, "filled": "", "taken_for": f"left out: {why}"})
    return told


def _not_brought_in(exports: list[Export], proposal: Proposal) -> list[str]:
    """Say which questions the proposal has no use for, so that nothing is dropped in silence."""
    left = [
        q.name for e in exports for q in e.questions if proposal.roles.get((e.name, q.name), "left").startswith("left")
    ]
    left = list(dict.fromkeys(left))
    if not left:
        return []
    return [
        f"Not brought in, being no answers on a scale: {join_words(map(quoted, left))}.",
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
    readers = {s.id: _answers(AnswerReader(settings, settings.labels_of(s.id))) for s in settings.statements}
    spelt: dict[str, str] = {}

    def read_person(cell: str) -> str:
        code = read_code(cell)
        return spelt.setdefault(loosely(code), code) if code and settings.rules.codes == "loose" else code

    for export in exports:
        _read_forms(export, settings, readers, read_person, forms)
    return forms


def _places(export: Export, settings: Settings, wave: str, forms: Forms) -> dict[str, Question]:
    """The column of each statement that was asked in a wave, by the statement's id."""
    names = [q.name for q in export.questions]
    places: dict[str, Question] = {}
    for statement in settings.statements:
        named = dict(statement.columns)
        if named and wave not in named and "" not in named:
            continue
        wanted = named.get(wave, named.get("", statement.id))
        question = export.find(wanted) or (export.find(statement.text) if not named else None)
        if question is None:
            forms.faults.append(
                Fault(
                    export.name,
                    None,
                    None,
                    wanted,
                    f"is no column of this file (statement {statement.id}).",
                    f"{did_you_mean(wanted, names)}Correct `columns` of the statement in study.yml; one that was asked in "
                    f"some waves only is written `columns: {{{settings.waves[-1]}: {quoted(wanted)}}}`.",
                )
            )
        else:
            places[statement.id] = question
    return places


def _read_forms(
    export: Export,
    settings: Settings,
    readers: dict[str, Callable[[str], str]],
    read_person: Callable[[str], str],
    forms: Forms,
) -> None:
    rules, out = settings.rules, forms.out.setdefault(export.name, Counter())
    named = [wave for wave in settings.waves if any(wave in dict(s.columns) for s in settings.statements)]
    by_heading = bool(named) and not rules.wave
    context = {
        name: _context(export, getattr(rules, name), f"import, {name}", forms)
        for name in ("session", "sessions_attended")
    }
    kept = [_context(export, column, f"import, keep, {name}", forms) for name, column in rules.keep.items()]
    _refuse_personal(export, kept, settings, forms)
    waves = _context(export, rules.wave, "import, wave", forms) if rules.wave not in ("", "file") else None
    places: dict[str, dict[str, Question]] = {}
    people: dict[str, Question | None] = {}
    blank: Counter = Counter()

    def read_session(cell: str) -> str:
        return read_choice(cell, settings.sessions, "session") if settings.sessions else tidy(cell)

    for place, number in enumerate(export.rows):
        value = (waves.cells[place], waves.name) if waves else (export.name, None)
        for told in named if by_heading else [_wave(export, number, value[0], settings, forms, value[1])]:
            if told not in places:
                places[told] = _places(export, settings, told, forms)
                codes = dict(rules.respondent)
                people[told] = _context(export, codes.get(told, codes.get("", "")), "import, respondent", forms)
            columns = places[told]
            answers = [
                _read(export, number, columns.get(s.id), place, readers[s.id], forms) for s in settings.statements
            ]
            is_blank = not any(
                columns.get(s.id) and tidy(columns[s.id].cells[place]) and answer
                for s, answer in zip(settings.statements, answers, strict=True)
            )
            if is_blank and not any(fault.row == number for fault in forms.faults[-len(answers) :]):
                blank[told if by_heading else ""] += 1
                continue
            if number in export.unfinished and rules.unfinished == "drop":
                out["begun and never sent"] += 1
                continue
            code = (
                _read(export, number, people[told], place, read_person, forms)
                if people[told]
                else (f"{Path(export.name).stem}-{number}" if by_heading else "")
            )
            session = _read(export, number, context["session"], place, read_session, forms)
            attended = _read(export, number, context["sessions_attended"], place, tidy, forms)
            more = [_read(export, number, question, place, tidy, forms) for question in kept]
            forms.rows.append([told, session, code, attended, *more, *answers])
            forms.made[export.name] += 1
    if export.unfinished and rules.unfinished == "keep":
        number = len(export.unfinished)
        forms.notes.append(
            f"{export.name}: {times(number, 'form')} never submitted, but kept where anything was answered."
        )
    for wave, number in blank.items():
        out[f"without an answer{f' of wave {wave}' * bool(wave)}"] += number
        forms.notes.append(
            f"{export.name}: {number} rows hold no answer of wave {wave} and give no form of it."
            if wave
            else f"{export.name}: {times(number, 'form')} left out because nothing was answered."
        )


def _answers(read: AnswerReader) -> Callable[[str], str]:
    """Answers as responses.csv holds them: words as they are, a number as its code, nothing where nothing was said."""

    @cache
    def answer(cell: str) -> str:
        text, number = tidy(cell), as_number(tidy(cell))  # a decimal comma is read here, where a file is foreign
        code, off_scale = read(cell if number is None or text in read.scale or text in read.off_scale else str(number))
        return off_scale or (text if code and number is None else code)

    return answer


def _refuse_personal(export: Export, kept: list[Question | None], settings: Settings, forms: Forms) -> None:
    """A fault for each cell of a column to be kept that holds personal data."""
    for question in kept:
        if question is None or question.name in settings.rules.personal_data:
            continue
        for place, cell in enumerate(question.cells):
            hit = personal_value([cell])
            if hit:
                advice = f"Remove it from the file; if it is none, write under import: personal_data: [{quoted(question.name)}]"
                problem = f"{HOLDS_PERSONAL_DATA} ({hit[0]})."
                forms.faults.append(Fault(export.name, export.rows[place], question.name, None, problem, advice))


def _context(export: Export, name: str, where: str, forms: Forms) -> Question | None:
    if not name:
        return None
    question = export.find(name)
    why = dict(export.left).get(name)
    if question is None and why:
        advice = "Take it out of study.yml: everything in this folder may be published."
        forms.faults.append(Fault(export.name, 1, name, None, f"the column was left out: {why}.", advice))
    elif question is None:
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
