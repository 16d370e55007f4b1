"""`python -m prepost import`: survey exports into responses.csv, with a proposed study.yml if there is none yet.

A study.yml that somebody has edited is never written over: the export is then read by what it says.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from itertools import groupby
from pathlib import Path

from prepost.study.answers import AnswerReader, Unreadable, read_choice, read_code
from prepost.study.columns import HOLDS_PERSONAL_DATA
from prepost.study.csv_text import tidy
from prepost.study.faults import Fault, StudyError, did_you_mean, join_words, quoted, typed
from prepost.study.imports.attendance import attendance_rows, is_register
from prepost.study.imports.choices import read_ticks
from prepost.study.imports.exports import Export, Question, read_export, times
from prepost.study.imports.proposal import loosely, propose, refuse_unlike
from prepost.study.imports.proposed_yml import proposal_text
from prepost.study.imports.scales import as_number, is_missing, is_no_code
from prepost.study.inspection import PLACES, inspect
from prepost.study.personal import personal_value
from prepost.study.record import RECORD, record_text
from prepost.study.schema import RESPONSE_COLUMNS, file_named
from prepost.study.settings import MARK, ImportRules, Settings, settings_from
from prepost.study.study_yml import Choice
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
    """The rows of responses.csv, what is told of them, and by file the rows that are no forms (`out`) and the forms."""

    header: list[str]
    exports: list[Export] = field(default_factory=list)
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
        print(*self.notes, sep="\n")
        if self.columns:
            width = max(len(quoted(row["column"])) for row in self.columns)
            print("\nEvery column, how many of its cells are filled, and what it was taken for:")
            for file, rows in groupby(self.columns, lambda row: row["file"]):
                print(f"  {file}")
                for row in rows:
                    print(f"    {quoted(row['column']):{width}}  {row['filled']:>5}  {row['taken_for']}")
        for row in self.forms:
            less = [f"{number} {reason}" for reason, number in row["left_out"].items()]
            waves = f" in each of {row['waves']} waves" if row["waves"] > 1 else ""
            print(f"{row['file']}: {row['rows']} rows{waves} = {' + '.join([str(row['forms']) + ' forms', *less])}.")
        if self.asked:
            print("\nAsked in study.yml:", *(f"line {line}: {question}" for line, question in self.asked), sep="\n  ")


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
    if twice := [path for place, path in enumerate(files) if path in files[:place]]:
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
    use = "not used, for study.yml is there already" if _is_own(into / "study.yml") else "the questions of the others"
    told.notes += [f"{export.name}: a codebook: {use}." for export in read if export.layout == "a codebook"]
    try:
        if surveys:
            _surveys(surveys, into, replace, written, told, files)
        printable = "coded passages; none is printed until you set ok_to_print to yes"
        made = [("codings.csv", _passages, passages, printable)] * bool(passages)
        made += [("attendance.csv", attendance_rows, registers, "training places")] * bool(registers)
        for name, read_rows, given, what in made:
            rows, notes = read_rows(given)
            written[name] = _as_csv(into / name, rows, replace)
            told.notes += [*notes, f"{name}: {len(rows)} {what}."]
    except StudyError as error:
        if error.roles:
            told.columns = _columns_told(surveys, None, dict(error.roles))
        if "study.yml" in written and told.columns:
            write_all(into, {"study.yml": written["study.yml"]})
            told.wrote = [str(into / "study.yml")]
            told.notes.append(f"Wrote {into / 'study.yml'}, for you to correct.")
        told.show(form)
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
    look = f"open {into / 'study.yml'}, look at each line marked {MARK}, then run: " * ("study.yml" in written)
    print(f"Next: {look}python -m prepost check {typed(into)}")
    return 0


def _named_apart(exports: list[Export], files: list[Path]) -> list[Export]:
    """Files of one name in several folders, named with their folders."""
    names, apart = [export.name for export in exports], []
    for export, folder in zip(exports, (path.parent.name for path in files), strict=True):
        told = {"name": f"{folder}/{export.name}", "notes": tuple(f"{folder}/{note}" for note in export.notes)}
        apart.append(replace(export, **told) if names.count(export.name) > 1 else export)
    return apart


def _surveys(
    exports: list[Export], into: Path, replace: bool, written: dict[str, str], told: Told, files: list[Path]
) -> None:
    roles = {}
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
        number, codes = len(settings.statements), f"codes {settings.scale[0]} to {settings.scale[-1]}"
        told.notes.append(
            f"Proposed: {number} statement{'s' * (number > 1)}; scale: {proposal.groups[0].scale.name}, {codes}; waves "
            f"{join_words(settings.waves)}; {settings.design} design."
        )
        if others := [group.name for group in proposal.groups[1:]]:
            told.notes.append(f"Statements on other scales were found as well: {join_words(others)}.")
        told.notes += _not_brought_in(_columns_told(exports, settings, roles))
    for name in (name for name in PLACES[1:] if (into / name).exists()):
        problem = "this holds the questionnaires already, and responses.csv would stand beside it."
        raise StudyError.about(name, problem, "Import into another folder, or move this away first.")
    forms = import_forms(exports, settings)
    told.columns = _columns_told(exports, settings, roles)
    if forms.faults:
        raise StudyError(forms.faults)
    written["responses.csv"] = _as_csv(into / "responses.csv", forms.rows, replace, forms.header)
    written[RECORD] = record_text(settings, files)
    told.notes += [*forms.notes, f"responses.csv: {len(forms.rows)} forms."]
    told.forms = [_added_up(export, settings, forms) for export in exports]


def _added_up(export: Export, settings: Settings, forms: Forms) -> dict:
    """How the rows of a file became forms: rows times waves of a row are the forms and what was left out."""
    by_heading = not settings.rules.wave and any(wave for s in settings.statements for wave, _ in s.columns)
    waves = len({wave for s in settings.statements for wave, _ in s.columns}) if by_heading else 1
    out = Counter({reason: number * waves for reason, number in export.out.items()})
    out += forms.out.get(export.name, Counter())
    rows = len(export.rows) + sum(export.out.values())
    if rows * waves != forms.made[export.name] + sum(out.values()):
        problem = f"{rows} rows for each of {waves} waves are not {forms.made[export.name]} forms and {sum(out.values())} left out."
        raise StudyError.about(export.name, problem, "Nothing was written: please report this file's layout.")
    return {"file": export.name, "rows": rows, "waves": waves, "forms": forms.made[export.name], "left_out": dict(out)}


def _columns_told(exports: list[Export], settings: Settings | None, roles: dict[tuple[str, str], str]) -> list[dict]:
    """What each column of each file was taken for."""
    rules = settings.rules if settings else ImportRules()
    used = {column: f"kept as {name}" for name, column in (_kept(settings) if settings else {}).items()}
    used |= {column: f"of several options: {name}" for name, *_, column in (_options(settings) if settings else ())}
    used |= {rules.wave: "the wave", rules.session: "the session", rules.sessions_attended: "sessions attended"}
    used |= {rules.cohort: "the cohort"} if rules.cohort != rules.wave else {}
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


def _not_brought_in(columns: list[dict]) -> list[str]:
    """Say which questions the proposal has no use for, so that nothing is dropped in silence."""
    left = [row for row in columns if row["taken_for"].startswith("left out") and row["filled"] != ""]
    left = list(dict.fromkeys(row["column"] for row in left))
    column = f"{{a_name: {quoted(min(left, key=len, default=''))}}}"
    return [
        f"Not brought in, being no answers on a scale: {join_words(map(quoted, left))}.",
        f"To have such a column too, write under import in study.yml: keep: {column}; if it holds people's own words, write "
        f"comments: {column} instead, at the left edge.",
    ] * bool(left)


def _is_own(path: Path) -> bool:
    """Whether a study.yml is somebody's own: there, and not the untouched one of a new book."""
    return path.is_file() and not is_untouched(path)


def _as_csv(path: Path, rows: list[list[str]], replace: bool, header: Iterable[str] = ()) -> str:
    """The text of a file of the study folder; a fault if the file holds other rows already."""
    text = io.StringIO()
    header = header or [column.name for column in file_named(path.name).columns]
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    is_free = replace or not path.is_file() or is_untouched(path) or path.read_bytes() == text.getvalue().encode()
    with suppress(StudyError):
        there = None if is_free else inspect(path.parent).tables.get(path.name)
        is_free = is_free or (there is not None and not there.rows)
    if not is_free:
        advice = "Add --replace to write it anew; give all exports of the study in one command."
        raise StudyError.about(path.name, "the file already holds rows.", advice)
    return text.getvalue()


# -- codebooks ---------------------------------------------------------------------------------------------------------


def _with_codebooks(exports: list[Export]) -> list[Export]:
    """Take codebooks out of the exports and give their questions to the columns that they describe."""
    texts: dict[str, str] = {}
    surveys = []
    for export in exports:
        if export.layout == "a codebook":
            pairs = zip(*(question.cells for question in export.questions), strict=True)
            for name, text in ((name, tidy(text)) for name, text in pairs if not is_missing(text)):
                refuse_unlike(export.name, name, text, texts.setdefault(name, text), "codebook")
        else:
            surveys.append(export)
    if not surveys:
        names = join_words(export.name for export in exports)
        raise StudyError.about(names, "these are codebooks only.", "Give the exports with the answers as well.")
    return [replace(export, questions=tuple(_described(q, texts) for q in export.questions)) for export in surveys]


def _described(question: Question, texts: dict[str, str]) -> Question:
    stem, _, item = texts.get(question.name, "").rpartition(" - ")
    return replace(question, text=item, stem=stem) if item else question


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
    names = [column.name for column in RESPONSE_COLUMNS] + ["cohort"] * bool(settings.rules.cohort)
    names += [*_kept(settings), *(s.id for s in settings.statements), *settings.option_columns]
    forms = Forms(names, exports)
    readers = {s.id: _answers(AnswerReader(settings, settings.labels_of(s.id))) for s in settings.statements}
    spelt: dict[str, str] = {}

    def read_person(cell: str) -> str:
        code = "" if is_no_code(cell) else read_code(cell)
        return spelt.setdefault(loosely(code), code) if code and settings.rules.codes == "loose" else code

    for export in exports:
        _File(export, settings, forms, readers, read_person).read()
    return forms


def _kept(settings: Settings) -> dict[str, str]:
    """Further columns by the name that they get: those to keep, and the comments, by the words of their question."""
    return {name: comment.text for name, comment in settings.comments.items()} | settings.rules.keep


def _options(settings: Settings) -> list[tuple[str, Choice, str, str]]:
    """The columns of multiple choices: question, option ("" where a column lists them all) and the export's column."""
    asked = settings.choices.items()
    return [(name, choice, *held) for name, choice in asked for held in choice.columns or (("", choice.text),)]


class _File:
    """One export, read row by row by what study.yml says about its columns."""

    def __init__(self, export: Export, settings: Settings, forms: Forms, readers: dict, read_person: Callable):
        self.export, self.settings, self.forms, self.rules = export, settings, forms, settings.rules
        self.readers, self.read_person, others = readers, read_person, forms.exports
        asked = [wave for wave in settings.waves if any(wave in dict(s.columns) for s in settings.statements)]
        self.waves = [] if self.rules.wave else asked
        names = ("session", "sessions_attended", "cohort")
        self.context = {n: self.column(getattr(self.rules, n), f"import, {n}", others) for n in names}
        self.kept = [self.column(c, f"import, keep, {name}", others) for name, c in _kept(settings).items()]
        self.options = [
            (name, self.column(c, f"choices, {name}", others), partial(read_ticks, choice, option))
            for name, choice, option, c in _options(settings)
        ]
        of_session = partial(read_choice, choices=settings.sessions, kind="session")
        self.read_session = of_session if settings.sessions else tidy
        self.wave_column = self.column(self.rules.wave, "import, wave")
        self.by_wave = cache(lambda wave: (self.places(wave), self.person(wave)))

    def fault(self, row: int | None, column: str | None, value: str | None, problem: str, advice: str) -> None:
        self.forms.faults.append(Fault(self.export.name, row, column, value, problem, advice))

    def column(self, name: str, where: str, others: Iterable[Export] = ()) -> Question | None:
        """A column that study.yml names; a fault if it is in neither this file nor one of the others."""
        if name in ("", "file") or (question := self.export.find(name)):
            return None if name in ("", "file") else question
        if why := dict(self.export.left).get(name):
            advice = "Take it out of study.yml: everything in this folder may be published."
            self.fault(1, name, None, f"the column was left out: {why}.", advice)
        elif not any(other.find(name) or name in dict(other.left) for other in others):
            known = [q.name for q in (*self.export.questions, *self.export.context)]
            advice = f"{did_you_mean(name, known)}Correct it and import again."
            problem = f"is no column of {self.export.name}."
            self.forms.faults.append(Fault("study.yml", None, where, name, problem, advice))
        return None

    def person(self, wave: str) -> Question | None:
        """The column of people's codes in a wave."""
        named = dict(self.rules.respondent)
        question = self.column(named.get(wave, named.get("", "")), "import, respondent")
        spaced = [cell for cell in (question.cells if question else ()) if tidy(cell) != cell]
        note = f"{self.export.name}: spaces were taken off {len(spaced)} codes of people, as of {spaced[:1]}."
        self.forms.notes += [note] * (bool(spaced) and note not in self.forms.notes)
        return question

    def places(self, wave: str) -> dict[str, Question]:
        """The column of each statement that was asked in a wave, by the statement's id."""
        found: dict[str, Question | None] = {}
        for one in self.settings.statements:
            named = dict(one.columns) or {"": one.id}
            if wave not in named and "" not in named:
                continue
            wanted = named.get(wave, named.get(""))
            question = self.export.find(wanted) or (None if one.columns else self.export.find(one.text))
            if question is None:
                guess = did_you_mean(wanted, [q.name for q in self.export.questions])
                problem = f"is no column of this file (statement {one.id})."
                advice = f"{guess}Correct `columns` of the statement in study.yml; one asked in some waves only is "
                advice += f"written `columns: {{{self.settings.waves[-1]}: {quoted(wanted)}}}`."
                self.fault(None, None, wanted, problem, advice)
            else:
                found[one.id] = question
        return found

    def cell(self, question: Question | None, place: int, read: Callable[[str], str]) -> str:
        """A cell as its reader gives it; "" if there is no such column, or with a fault if it cannot be read."""
        if question is None:
            return ""
        try:
            return read(question.cells[place])
        except Unreadable as error:
            value = question.cells[place]
            self.fault(self.export.rows[place], question.name, value, error.problem, error.advice)
            return ""

    def wave(self, place: int) -> str:
        """The wave that the file, or the row's cell of the wave column, stands for."""
        waves, column = self.settings.waves, self.wave_column
        text = tidy(column.cells[place] if column else self.export.name)
        known = {wave.casefold(): wave for wave in waves}
        known |= {tidy(key).casefold(): wave for key, wave in self.rules.waves.items()}
        found = known.get(text.casefold()) or known.get(Path(text).stem.casefold())
        if found is None:
            free = [wave for wave in waves if wave not in self.rules.waves.values()]
            advice = f"Say what it means under `import: waves:` in study.yml: {{{quoted(text)}: {''.join(free[:1])}}}."
            full = (
                "Every wave of study.yml stands for another. Name a further one there under `waves:`, under `import: waves:` "
                f"({quoted(text)}: its name), and on one side of a comparison; or delete study.yml and import all files at once."
            )
            row, name = (self.export.rows[place], column.name) if column else (None, None)
            advice = f"{did_you_mean(text, waves)}{advice if free else full}"
            self.fault(row, name, text, "is no wave that study.yml knows.", advice)
        return found or ""

    def read(self) -> None:
        """Turn every row into its forms, and tell which rows gave none."""
        name, notes, unfinished = self.export.name, self.forms.notes, self.export.unfinished
        self.out, blank = self.forms.out.setdefault(name, Counter()), Counter()
        _refuse_personal(self)
        for place in range(len(self.export.rows)):
            for wave in self.waves or [self.wave(place)]:
                if not self.form(place, wave):
                    blank[wave if self.waves else ""] += 1
        if unfinished and self.rules.unfinished == "keep":
            told = times(len(unfinished), "form")
            notes.append(f"{name}: {told} never submitted, but kept where anything was answered.")
        for wave, number in blank.items():
            self.out[f"without an answer{f' of wave {wave}' * bool(wave)}"] += number
            told = f"{number} rows hold no answer of wave {wave} and give no form of it."
            notes.append(
                f"{name}: {told if wave else times(number, 'form') + ' left out because nothing was answered.'}"
            )

    def form(self, place: int, wave: str) -> bool:
        """Make the form of a wave that a row holds; False if nothing was answered."""
        (columns, person), number, faults = self.by_wave(wave), self.export.rows[place], len(self.forms.faults)
        answers = {s.id: self.cell(columns.get(s.id), place, self.readers[s.id]) for s in self.settings.statements}
        ticked = {f"{name}.{one}" for name, q, read in self.options for one in self.cell(q, place, read).split()}
        said = any(answers[one] and tidy(q.cells[place]) for one, q in columns.items()) or (ticked and not self.waves)
        if not said and len(self.forms.faults) == faults:
            return False
        if number in self.export.unfinished and self.rules.unfinished == "drop":
            self.out["begun and never sent"] += 1
            return True
        of = self.cell(self.context["cohort"], place, tidy)
        of = self.rules.cohorts.get(of or self.export.name, of or Path(self.export.name).stem)
        numbered = f"{Path(self.export.name).stem}-{number}" if self.waves else ""
        code = self.cell(person, place, self.read_person) if person else numbered
        code = f"{of} {code}" if code and self.rules.codes == "cohort" else code
        session = self.cell(self.context["session"], place, self.read_session)
        attended = self.cell(self.context["sessions_attended"], place, tidy)
        more = [self.cell(question, place, tidy) for question in self.kept]
        marks = ["1" if name in ticked else "" for name in self.settings.option_columns]
        row = [wave, session, code, attended, *[of] * bool(self.rules.cohort), *more, *answers.values(), *marks]
        self.forms.rows.append(row)
        self.forms.made[self.export.name] += 1
        return True


def _answers(read: AnswerReader) -> Callable[[str], str]:
    """Answers as responses.csv holds them: words as they are, a number as its code, nothing where nothing was said."""

    @cache
    def answer(cell: str) -> str:
        text, number = tidy(cell), as_number(tidy(cell))  # a decimal comma is read here, where a file is foreign
        text = text if number is None or text in read.scale or text in read.off_scale else str(number)
        code, off_scale = read(text)
        return off_scale or (text if code and text not in read.scale else code)

    return answer


def _refuse_personal(file: _File) -> None:
    """A fault for each cell of a column to be kept that holds personal data."""
    for question in filter(None, file.kept):
        looked_at = question.name in file.rules.personal_data
        for number, cell in zip(file.export.rows, () if looked_at else question.cells):
            if kind := personal_value(cell):
                advice = f"Remove it from the file; if it is none, write under import: personal_data: [{quoted(question.name)}]"
                file.fault(number, question.name, None, f"{HOLDS_PERSONAL_DATA} ({kind}).", advice)


# -- coded interviews --------------------------------------------------------------------------------------------------


def _passage_columns(export: Export) -> dict[str, Question] | None:
    """The columns of an export of coded passages (Taguette, QualCoder and the like); None if it is none."""
    found = {column: next(filter(None, map(export.find, names)), None) for column, names in PASSAGE_COLUMNS.items()}
    return found if found["interview"] and found["theme"] and found["quote"] else None


def _passages(exports: list[Export]) -> tuple[list[list[str]], list[str]]:
    """Rows of codings.csv, and notes: a tag such as `Barriers.Time` is theme and subtheme, and no passage is printable yet."""
    rows, untagged = [], Counter()
    for export in exports:
        columns = _passage_columns(export)
        for place in range(len(export.rows)):
            row = {name: tidy(question.cells[place]) if question else "" for name, question in columns.items()}
            theme, _, subtheme = row["theme"].partition(".")
            if theme:
                rows.append([row["interview"], "", tidy(theme), tidy(subtheme), "", row["coder"], row["quote"], "no"])
            untagged[export.name] += not theme
    return rows, [f"{name}: {n} passage{'s' * (n > 1)} without a tag left out." for name, n in untagged.items() if n]
