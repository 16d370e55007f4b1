"""A study proposed from survey exports: waves, people, statements and scales as far as columns and answers show them.

Every column gets a role, and every guess that could change a number is a question.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import chain, count

from prepost.study.csv_text import tidy
from prepost.study.faults import StudyError, join_words, quoted
from prepost.study.imports.choices import OF_REDCAP, ProposedChoice, propose_choices
from prepost.study.imports.exports import CODE_COLUMN, PLAIN, Export, Question
from prepost.study.imports.scales import (
    Guess,
    as_number,
    as_ticked,
    guess_scale,
    is_missing,
    is_no_code,
    is_off_scale,
    on_scale,
    whole_numbers,
)
from prepost.study.imports.waves import differing, glued_waves, in_order, named_waves, wave_in, wave_words
from prepost.study.schema import RESPONSE_COLUMNS

WAVE_COLUMN = re.compile(r"wave|time ?point|event name|redcap_event_name|pre[ /_-]?post|measurement", re.IGNORECASE)
PERHAPS_WAVE = re.compile(r"time|phase|survey|when|occasion|round|stage|period|visit", re.IGNORECASE)
COHORT_COLUMN = re.compile(r"cohort( ?name| ?number| ?no\.?)?|intake", re.IGNORECASE)
SESSION_COLUMN = re.compile(r"session( number| no)?|workshop|training session", re.IGNORECASE)
ATTENDED_COLUMN = re.compile(r"sessions[ _]attended|number of sessions.*", re.IGNORECASE)
BACKGROUND = re.compile(
    r"sector|role|job.*|profession|age.*|gender|sex|ethnicity|organi[sz]ation|employer|department|site|location|"
    r"grade|band|year.*|team|service|region|session.*|q?_?totals?",
    re.IGNORECASE,
)
CONSENT = re.compile(
    r"consent.*|.*\b(i (give my )?consent|take part in (this|the) (study|survey|research|evaluation)|informed consent)\b.*",
    re.IGNORECASE,
)
FREE_TEXT = re.compile(r".*\b(comments?|why|explain|specify|describe|suggestions?|anything else)\b.*", re.IGNORECASE)
PREFIX = re.compile(r"^(section|part|q|question)? ?[a-z]?\d*[a-z]?[.):] ", re.IGNORECASE)
RANGE = re.compile(r"(-?\d{1,2}) ?(?:to|-|–|bis) ?(\d{1,2})\b")
SENT = re.compile(r".*(time|zeitstempel|horodateur|marca temporal|response ?(id|number)).*", re.IGNORECASE)
COMMON_WORDS = set(
    "i a an the of to and or in on for with my our we is are am that this it at by from as be do have".split()
)
ALIKE = 0.85
NOW = {"could": "can", "was": "am", "were": "are", "knew": "know", "felt": "feel", "had": "have", "did": "do"}
"""A question about the time before may be worded in the past."""
WORDS_AT_MOST = 11
PERHAPS_POINT = re.compile(r"sure|know|opinion|say$|other|\d|wei(ß|ss)|sais|sabe|weet", re.IGNORECASE)
"""Answers off the scale that may have stood in its middle."""
OF_SEVERAL = "left out: one choice of several"
MIXED = "no one scale holds the answers of all waves"


@dataclass(frozen=True)
class ProposedStatement:
    """A statement with the columns that hold its answers, by wave ("" if one column serves every wave)."""

    id: str
    text: str
    columns: tuple[tuple[str, str], ...]
    doubt: str = ""
    stem: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    by_wave: dict[str, Counter] = field(default_factory=dict, compare=False, repr=False)

    @property
    def answers(self) -> Counter:
        """All answers to it."""
        return sum(self.by_wave.values(), Counter())


@dataclass
class Group:
    """Statements on one scale."""

    scale: Guess | None
    statements: list[ProposedStatement]
    name: str = ""

    def answers(self) -> Counter:
        """All answers to its statements."""
        return sum((one.answers for one in self.statements), Counter())


@dataclass
class Proposal:
    """What `prepost import` makes of the exports before anybody has confirmed it.

    Attributes
    ----------
    cohorts : dict of str to str
        The cohort of each file (or cell of the column `cohort`), where files come in sets.
    groups : list of Group
        The statements by their scale, those of most statements first; `unknown` are shown as comments.
    doubts : dict of str to list of str
        What has to be asked of waves and people.
    roles : dict of (str, str) to str
        What each column of each file was taken for, by file and column.
    """

    waves: list[str] = field(default_factory=list)
    wave_column: str = ""
    wave_values: dict[str, str] = field(default_factory=dict)
    wave_known: bool = True
    respondent: tuple[tuple[str, str], ...] = ()
    paired: bool = False
    cohort: str = ""
    cohorts: dict[str, str] = field(default_factory=dict)
    codes: str = ""
    session: str = ""
    sessions: list[str] = field(default_factory=list)
    sessions_attended: str = ""
    groups: list[Group] = field(default_factory=list)
    unknown: list[Group] = field(default_factory=list)
    choices: list[ProposedChoice] = field(default_factory=list)
    glued: dict[str, tuple[str, str]] = field(default_factory=dict)
    off_scale: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unfinished: int = 0
    doubts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    roles: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def by_heading(self) -> bool:
        """Whether the headings tell the wave."""
        return not self.wave_column

    def wave_of(self, cell: str) -> str:
        """The wave that a cell of the wave column or the name of a file stands for."""
        text, known = tidy(cell), self.wave_values
        return known.get(text) or next((wave for key, wave in known.items() if key.casefold() == text.casefold()), text)


def propose(exports: list[Export]) -> Proposal:
    """Propose a study from its exports.

    Parameters
    ----------
    exports : list of Export
        All files of one study.

    Returns
    -------
    Proposal

    Raises
    ------
    StudyError
        If no column looks like answers on a scale.
    """
    proposal = Proposal(unfinished=sum(len(export.unfinished) for export in exports))
    proposal.glued = glued_waves(q.name for export in exports for q in export.questions)
    _waves(exports, proposal)
    _refuse_other_words(exports, proposal)
    _people(exports, proposal)
    found = _statements(exports, proposal)
    _refuse_counts(exports, found)
    proposal.groups, proposal.unknown = _by_scale(found)
    proposed = [one for group in (*proposal.groups, *proposal.unknown) for one in group.statements]
    for statement in (one for one in found if one not in proposed):
        is_numeric = all(re.fullmatch(r"-?[\d.,]+", answer) for answer in on_scale(statement.answers))
        why = "numbers, but no scale of a few whole numbers" if is_numeric else "text, or answers on no scale"
        why = MIXED if statement.doubt == MIXED else why
        if is_numeric or why == MIXED:
            doubt = f"{quoted(statement.text)} is left out ({why}): if it is a statement, add it, with its scale."
            proposal.doubts["statements"].append(doubt)
        _take(exports, dict(statement.columns).values(), f"left out: {why}", proposal)
    if not proposal.groups:
        advice = "Write study.yml with your scale and statements, naming each statement's column under `columns`, and import "
        names = join_words(export.name for export in exports)
        error = StudyError.about(names, "no column with answers on a scale was recognised.", f"{advice}again.")
        error.roles = proposal.roles
        raise error
    _name(proposal)
    for one in (one for group in proposal.unknown for one in group.statements):
        asked = "left out: answers in no known order; study.yml lists them as a comment"
        _take(exports, dict(one.columns).values(), asked, proposal)
    answers = list(dict.fromkeys(answer for group in proposal.groups for answer in group.answers()))
    points = [point for group in proposal.groups for point in group.scale.labels]
    labels = {text for code, label in points for text in (str(code), label.casefold())}
    proposal.missing = [answer for answer in answers if is_missing(answer) and answer]
    apart = [answer for answer in answers if not is_missing(answer) and answer.casefold() not in labels]
    proposal.off_scale = [one for one in apart if is_off_scale(one) or (as_number(one) or 0) < 0]
    if points := [one for one in proposal.off_scale if as_number(one) is not None or PERHAPS_POINT.search(one)]:
        proposal.doubts["off_scale"].append(f"are these no points of a scale: {join_words(points)}?")
    return proposal


def _held(exports: list[Export], name: str) -> list[tuple[Export, Question]]:
    """The files that have a column of this name, each with the column."""
    return [(export, q) for export in exports if name and (q := export.find(name))]


def _take(exports: list[Export], names: Iterable[str], role: str, proposal: Proposal) -> None:
    """Note what columns were taken for, if that is not yet known."""
    for export, q in (pair for name in names for pair in _held(exports, name)):
        proposal.roles.setdefault((export.name, q.name), role)


# -- waves and people --------------------------------------------------------------------------------------------------


def _waves(exports: list[Export], proposal: Proposal) -> None:
    """Tell the waves by a column, by headings that name two of them, or by the files."""
    names = [export.name.rpartition(".")[0] if "#" not in export.name else export.name for export in exports]
    by_file = len(exports) > 1 and all(wave_words(name) for name in names)
    column, values, is_plain = _wave_column(exports, by_file)
    by_heading = not column and not by_file and _headings_tell(exports, proposal)
    if len(exports) > 1 and (column or by_heading):
        sets, proposal.cohort = differing(names), "file"
        proposal.cohorts = {export.name: sets[name] or name for export, name in zip(exports, names, strict=True)}
    if by_heading:
        proposal.waves = in_order(wave for e in exports for q in e.questions if (wave := _told(q, proposal)[0]))
        return
    proposal.wave_column = column or "file"
    _take(exports, [column], "the wave", proposal)
    proposal.wave_known = bool(column) or len(exports) > 1 or bool(wave_words(names[0]))
    given = dict(zip(values, values)) if column else {e.name: name for e, name in zip(exports, names)}
    if proposal.wave_known:
        found, sets, proposal.doubts["waves"] = named_waves(given.values())
        proposal.wave_values = {key: found[value] for key, value in given.items()}
        if sets:
            proposal.cohort, proposal.cohorts = proposal.wave_column, {key: sets[x] for key, x in given.items()}
        proposal.doubts["waves"] += [] if is_plain else [f"does {quoted(column)} tell the wave?"]
    else:
        proposal.wave_values = dict.fromkeys(given, "pre")
        proposal.doubts["waves"].append("no wave was found, so every form was taken as the first")
    proposal.waves = in_order(proposal.wave_values.values())
    if len(proposal.waves) == 1:
        other = "post" if proposal.waves == ["pre"] else "pre"
        proposal.waves = in_order([*proposal.waves, other])


def _wave_column(exports: list[Export], by_file: bool) -> tuple[str, list[str], bool]:
    """The column that says the wave, what stands in it, and whether its heading says so; every file has it."""
    for question in (*exports[0].context, *exports[0].questions):
        columns = [export.find(question.name) for export in exports]
        if None in columns:
            continue
        cells = (tidy(cell) for column in columns for cell in column.cells if tidy(cell))
        values = list(_spelt(cells).values())
        if not 2 <= len(values) <= 8 or any(len(value) > 40 for value in values):
            continue
        telling = sum(bool(wave_words(value)) for value in values)
        exact = all(wave_in(value)[0] and len(value.split()) <= 3 for value in values)
        named = WAVE_COLUMN.fullmatch(question.name) and not (by_file and not telling)
        counted = not by_file and all(value.isdecimal() for value in values)
        perhaps = PERHAPS_WAVE.fullmatch(question.name) and (2 * telling >= len(values) or counted)
        if named or perhaps or (exact and not by_file and not guess_scale(values)):
            return question.name, values, bool(named or perhaps)
    return "", [], True


def _told(q: Question, proposal: Proposal) -> tuple[str, str]:
    """The wave that a column's heading tells, and the rest of the heading."""
    return proposal.glued.get(q.name) or wave_in(q.name)


def _headings_tell(exports: list[Export], proposal: Proposal) -> bool:
    """Whether the headings of one file name two waves, on half of its columns of answers."""
    answers = ([q for q in e.questions if q.labels or guess_scale(q.cells)] for e in exports)
    told = [[_told(q, proposal)[0] for q in questions if not CODE_COLUMN.fullmatch(q.name)] for questions in answers]
    return any(len({*waves} - {""}) > 1 and 2 * waves.count("") <= len(waves) for waves in told)


def _refuse_other_words(exports: list[Export], proposal: Proposal) -> None:
    """A fault where two files of one wave ask different things in columns of one name."""
    known: dict[tuple[str, str], str] = {}
    for export in exports:
        wave = proposal.wave_values.get(export.name, "") if proposal.wave_column == "file" else ""
        for q in export.questions:
            refuse_unlike(export.name, q.name, q.text, known.setdefault((wave, q.name), q.text), "file")


def refuse_unlike(file: str, column: str, text: str, other: str, where: str) -> None:
    """A fault where a column asks something else than elsewhere."""
    if text != other and alike(text, other) < ALIKE:
        problem = f"the column {column} asks {quoted(text)}, but in another {where} {quoted(other)}."
        raise StudyError.about(file, problem, "Give one of the two columns another name.")


def _refuse_counts(exports: list[Export], found: list[ProposedStatement]) -> None:
    """A fault where the headings are the points of a scale: the cells are numbers of forms, not answers."""
    counts = [one.text for one in found if all(map(str.isdecimal, on_scale(one.answers)))]
    points = [text for text in counts if guess_scale([text] * 2)]
    if len(points) > 1 and 2 * len(points) >= len(found):
        problem = f"{join_words(map(quoted, points))} head columns of numbers: this seems to be a table of counts."
        raise StudyError.about(exports[0].name, problem, "Export the forms themselves, a row a form.")


def _people(exports: list[Export], proposal: Proposal) -> None:
    """Tell which columns hold the person's code, the cohort and the session."""
    every = [q for export in exports for q in (*export.questions, *export.context)]
    names = list(dict.fromkeys(q.name for q in every))
    everywhere = [name for name in names if len(_held(exports, name)) == len(exports)]
    proposal.sessions_attended = next(filter(ATTENDED_COLUMN.fullmatch, names), "")
    proposal.session = next(filter(SESSION_COLUMN.fullmatch, names), "")
    if cohort := next(filter(COHORT_COLUMN.fullmatch, everywhere), ""):
        proposal.cohort, proposal.cohorts = cohort, {}
    serial = [name for name in names if _is_serial(exports, name)]
    called = {q.name for q in every if CODE_COLUMN.fullmatch(q.name) or CODE_COLUMN.fullmatch(q.text)}
    codes = [name for name in everywhere if name in called]
    codes += [name for name in everywhere if _return(exports, proposal, name)]
    codes = [name for name in codes if name not in serial]
    if codes and codes[0] != proposal.wave_column:
        proposal.respondent = (("", codes[0]),)
    elif proposal.wave_column == "file":
        each = [next((name for name in names if name in called and export.find(name)), "") for export in exports]
        if all(each) and len(set(each)) > 1:
            proposal.respondent = tuple((proposal.wave_values[e.name], n) for e, n in zip(exports, each, strict=True))
    serial = [name for name in serial if name in called or name in ("id", "ID")]
    if serial and not proposal.respondent and len(exports) > 1 and exports[0].layout == PLAIN:
        proposal.doubts["people"].append(f"{quoted(serial[0])} only numbers the rows; is it a code of people?")
    if called and not proposal.respondent and not codes and not serial:
        proposal.doubts["people"].append(f"{quoted(sorted(called)[0])} is not in every file: which column is it there?")
    roles = [*((name, "the person's code") for _, name in proposal.respondent), (proposal.session, "the session")]
    for name, role in (*roles, (proposal.sessions_attended, "sessions attended"), (proposal.cohort, "the cohort")):
        _take(exports, [name], role, proposal)
    cells = {tidy(cell) for _, q in _held(exports, proposal.session) for cell in q.cells} - {""}
    proposal.sessions = sorted(cells, key=lambda text: (len(text), text))
    _matching(exports, proposal)


def _matching(exports: list[Export], proposal: Proposal) -> None:
    """Tell whether people return, and what is in doubt about their codes."""
    doubts, sets, names = proposal.doubts["people"], {}, list(dict(proposal.respondent).values())
    columns = [q for name in names for _, q in _held(exports, name)]
    if spaced := [cell for q in columns for cell in q.cells if tidy(cell) != cell]:
        doubts.append(f"spaces were taken off {len(spaced)} codes, as of {spaced[:1]}; were they part of the code?")
    if no_codes := [cell for q in columns for cell in q.cells if tidy(cell) and is_no_code(cell)]:
        doubts.append(f"{len(no_codes)} forms have no code but {quoted(no_codes[0])}, and are matched with none")
    for export in exports if proposal.cohort == "file" else ():
        known = _codes_by_wave([export], proposal).values()
        sets[proposal.cohorts[export.name]] = sets.get(proposal.cohorts[export.name], set()).union(*known)
    if shared := _common(sets.values()):
        proposal.codes = "cohort"
        proposal.doubts["codes"] = [f"{shared} of the codes stand in two cohorts: of other people? If not, write exact"]
    waves = _codes_by_wave(exports, proposal)
    exact, loose = (_common({how(code) for code in codes} for codes in waves.values()) for how in (str, loosely))
    proposal.paired = proposal.by_heading or exact > 0
    if shared := sum(number for codes in waves.values() for number in codes.values() if number > 1):
        doubts.append(
            f"{shared} forms share their code with others of their wave: is {quoted(names[0])} a code of people?"
        )
    is_given = any(q in export.context for export in exports for q in columns)  # a number that the program gave
    if names and not is_given and not proposal.paired and len(set(proposal.wave_values.values())) > 1:
        doubts.append(f"no code of {quoted(names[0])} stands in two waves; should it?")
    if copies := _copies(exports):
        doubts.append(f"{copies} rows equal another row in every cell, its time as well: should they be taken out?")
    if loose > exact:
        doubts.append(
            f"{loose - exact} more of {loose} people would be matched if case, spaces, hyphens, leading zeros and .0 did "
            "not count; to accept, write codes: loose under import"
        )


def _copies(exports: list[Export]) -> int:
    """How many rows repeat another in every cell, of files with a column that tells the forms apart."""
    rows: Counter = Counter()
    for export in exports:
        columns = sorted((*export.questions, *export.context), key=lambda q: q.name)
        if any(SENT.fullmatch(q.name) and 2 * len(set(q.cells)) >= len(q.cells) > 1 for q in columns):
            rows.update(zip(*(map(tidy, q.cells) for q in columns), strict=True))
    return sum(number - 1 for number in rows.values())


def loosely(code: str) -> str:
    """A code without what is often written differently.

    >>> loosely("0415"), loosely("ef-56 "), loosely("7.0")
    ('415', 'ef56', '7')
    """
    return re.sub(r"[\s-]", "", re.sub(r"\.0+$", "", tidy(code).casefold())).lstrip("0")


def _common(sets: Iterable[set[str]]) -> int:
    """How many codes stand in more than one wave."""
    return sum(number > 1 for number in Counter(code for codes in sets for code in codes).values())


def _codes_by_wave(exports: list[Export], proposal: Proposal, name: str = "") -> dict[str, Counter]:
    """How often each code stands in each wave, in the respondent column or in the column of that name."""
    found: dict[str, Counter] = {}
    for export in exports:
        names = [name] if name else [column for _, column in proposal.respondent]
        column = next(filter(None, map(export.find, names)), None)
        waves = export.find(proposal.wave_column) if proposal.wave_column not in ("", "file") else None
        for place, code in enumerate(column.cells if column else ()):
            if not is_no_code(code):
                wave = proposal.wave_of(waves.cells[place] if waves else export.name)
                apart = f"{proposal.cohorts[export.name]} " if proposal.codes == "cohort" else ""
                found.setdefault(wave, Counter())[apart + tidy(code)] += 1
    return found


def _return(exports: list[Export], proposal: Proposal, name: str) -> bool:
    """Whether a column's values return in every wave and hardly repeat within one."""
    columns = [export.find(name) for export in exports]
    filled = sum(bool(tidy(cell)) for column in columns for cell in column.cells)
    waves = list(_codes_by_wave(exports, proposal, name).values())
    words = [code for wave in waves for code in wave if " " in code and not re.search(r"\d", code)]
    if len(waves) < 2 or min(map(len, waves)) < 2 or sum(map(len, waves)) < 0.9 * filled or 4 * len(words) > filled:
        return False
    is_few = len(set().union(*waves)) <= WORDS_AT_MOST  # and so may be answers
    are_answers = is_few and any(guess_scale(q.cells) and q not in e.context for q, e in zip(columns, exports))
    return not are_answers and all(2 * len(waves[0] & wave) >= min(len(waves[0]), len(wave)) for wave in waves[1:])


def _is_serial(exports: list[Export], name: str) -> bool:
    """Whether a column only numbers the rows of each file."""
    columns = [list(map(tidy, q.cells)) for _, q in _held(exports, name)]
    return not exports[0].layout.startswith(("an SPSS", "a REDCap")) and all(
        cells == [str(n) for n in range(1, len(cells) + 1)] for cells in columns
    )


# -- statements --------------------------------------------------------------------------------------------------------


def _statements(exports: list[Export], proposal: Proposal) -> list[ProposedStatement]:
    """Every column that may be answers, the same question of different waves together; the others get their role."""
    held: dict[str, list[tuple[str, Export, Question]]] = {}
    waves_of: dict[str, set[str]] = defaultdict(set)
    for q in (q for export in exports for q in export.questions):
        waves_of[q.text].add(_told(q, proposal)[0] if proposal.by_heading else "")
    if not proposal.by_heading:
        known = {(e.name, q.name) for e in exports for q in e.questions if _role(q, exports) not in ("", OF_SEVERAL)}
        proposal.choices = propose_choices(exports, known | set(proposal.roles))
        for choice in proposal.choices:
            columns = [choice.column, *(column for _, column in choice.options)]
            _take(exports, columns, f"of several options: {choice.text}", proposal)
    for export in exports:
        for q in export.context:
            proposal.roles.setdefault((export.name, q.name), "about the form")
        for q in export.questions:
            role = proposal.roles.get((export.name, q.name)) or _role(q, exports)
            if role:
                proposal.roles[export.name, q.name] = role
                continue
            wave, base = _told(q, proposal) if proposal.by_heading else ("", q.name)
            words = q.text if q.text != q.name else tidy(base)
            if q.text != q.name and wave_in(words)[0] == wave != "" and len(waves_of[q.text]) == 1:
                words = wave_in(words)[1]  # words that stand in both waves name neither
            # Equal words to one question are one statement; without words of their own, columns of one base name are.
            stem = wave_in(q.stem)[1] if proposal.by_heading else q.stem
            key = f"{stem} {words}".casefold() if q.text != q.name else base.casefold()
            wave = proposal.wave_values[export.name] if proposal.wave_column == "file" else wave
            if any(other == wave and e is export for other, e, _ in held.get(key, ())):
                key = f"{key} {q.name}"
            held.setdefault(key, []).append((wave, export, replace(q, text=words)))
    if proposal.by_heading:  # a question that was asked once, and not before and after, has no wave
        gone = [held.pop(key) for key in [key for key, found in held.items() if not found[0][0]]]
        names = [q.name for found in gone for _, _, q in found]
        _take(exports, names, "left out: its heading names no wave, as those of other columns do", proposal)
    return [_statement(exports, proposal, found, doubt) for found, doubt in _paired(held, proposal)]


def _role(q: Question, exports: list[Export]) -> str:
    """What a column is that holds no answers to a statement; "" if it may hold some."""
    if all(is_missing(cell) for _, other in _held(exports, q.name) if other.name == q.name for cell in other.cells):
        return "left out: no answers"
    if OF_REDCAP.fullmatch(q.name):
        return OF_SEVERAL
    if PERHAPS_WAVE.fullmatch(q.name) or WAVE_COLUMN.fullmatch(q.name):
        return "left out: about the form"
    if CONSENT.fullmatch(q.name) or CONSENT.fullmatch(q.text):
        return "left out: consent"
    guess = guess_scale(q.cells)
    if (BACKGROUND.fullmatch(q.name) or CODE_COLUMN.fullmatch(q.name)) and not (guess and guess.sure):
        return "left out: about the person"
    if (FREE_TEXT.fullmatch(q.name) or FREE_TEXT.fullmatch(q.text)) and guess is None:
        return "left out: free text"
    return ""


def _paired(held: dict, proposal: Proposal) -> list[tuple[list, str]]:
    """The same columns, those whose headings nearly agree and that no wave has both of taken together, with a doubt."""

    def asked(names: list[str]) -> str:
        return f"are these one statement: {join_words(map(quoted, names))}?" * bool(names)

    def waves(item: tuple[list, str]) -> set[str]:
        return {wave for wave, *_ in item[0]}

    glued = proposal.glued if proposal.by_heading else {}
    times = Counter(pair for found in held.values() for pair in {(wave, q.text) for wave, _, q in found})
    items = [(found, asked([q.name for _, _, q in found if q.name in glued])) for found in held.values()]
    if not proposal.by_heading and proposal.wave_column != "file":
        return items
    alone = [item for item in items if waves(item) != set(proposal.waves)]
    while alone:
        one = alone.pop(0)
        near = [other for other in alone if not waves(one) & waves(other)]
        likeness = {place: alike(one[0][0][2].text, other[0][0][2].text) for place, other in enumerate(near)}
        best = max(likeness, key=likeness.get, default=None)
        if best is None or likeness[best] < ALIKE:
            continue
        other, place = near[best], items.index(one)
        alone.remove(other)
        items.remove(other)
        (text, name), (again, other_name) = ((found[0][2].text, found[0][2].name) for found, _ in (one, other))
        is_told = len(text.split()) > 3 and all(times[wave, text] == 1 for wave in waves(one) | waves(other))
        names = [text, again] if text != again else [] if is_told else [name, other_name]
        items[place] = (one[0] + other[0], asked(names))
        alone.insert(0, items[place])
    return items


def alike(one: str, other: str) -> float:
    """How much two headings agree, without case, punctuation, a section's prefix and the wave's words.

    >>> alike("Before: I could row", "After: I can  row"), alike("Item 1", "Item 2")
    (1.0, 0.0)
    """
    plain = [re.sub(r"[\W_]+", " ", PREFIX.sub("", wave_in(text)[1]).casefold()).strip() for text in (one, other)]
    plain = [" ".join(NOW.get(word, word) for word in text.split()) for text in plain]
    numbers = [re.findall(r"\d+", text) for text in plain]
    return SequenceMatcher(None, *plain).ratio() if numbers[0] == numbers[1] else 0.0


def _statement(exports: list[Export], proposal: Proposal, found: list, doubt: str) -> ProposedStatement:
    first, columns = found[0][2], {}
    by_wave: dict[str, Counter] = defaultdict(Counter)
    for wave, export, q in found:
        told = export.find(proposal.wave_column) if proposal.wave_column not in ("", "file") else None
        for place, cell in enumerate(q.cells):
            of = proposal.wave_of(told.cells[place]) if told else wave
            by_wave[of][tidy(cell)] += 1
            columns |= {} if of in columns or is_missing(cell) else {of: q.name}
    if not proposal.by_heading and {*columns} >= {*proposal.wave_values.values()} and len({*columns.values()}) == 1:
        columns = {"": first.name}
    if twice := [m[1] for _, e, q in found if (m := re.fullmatch(r"(.+) \(\d+\)", q.name)) and e.find(m[1])]:
        doubt = doubt or f"two columns are headed {quoted(twice[0])}: is each compared with its own of the other waves?"
    labels = {code: label for _, _, q in found for code, label in q.labels}
    if len({bool(q.labels) for _, _, q in found}) > 1:
        doubt = doubt or "do the labels of one file hold for the codes of another, which has none?"
    answers = sum(by_wave.values(), Counter())
    changed = any(labels[code].casefold() != label.casefold() for _, _, q in found for code, label in q.labels)
    mixed = not labels and guess_scale(answers) is None and all(map(guess_scale, by_wave.values()))
    if mixed or (changed and any(as_number(answer) is not None for answer in answers)):
        doubt = MIXED
    told = tuple(columns.items()), doubt, first.stem, tuple(labels.items()), by_wave
    return ProposedStatement(_told(first, proposal)[1] if proposal.by_heading else first.name, first.text, *told)


# -- scales ------------------------------------------------------------------------------------------------------------


def _by_scale(statements: list[ProposedStatement]) -> tuple[list[Group], list[Group]]:
    """Statements grouped by the scale of their answers; and those whose answers nobody can put in order."""
    groups: list[Group] = []
    unclear = []
    for statement in (one for one in statements if one.doubt != MIXED):
        guess = _listed(statement) or _as_told(statement, _tolerant(statement))
        if guess is None:
            unclear.append(statement)
            continue
        home = next((group for group in groups if (joint := _joint(group, statement, guess)) is not None), None)
        if home is None:
            groups.append(Group(guess, [statement]))
        else:
            home.scale = joint
            home.statements.append(statement)
    for statement in list(unclear):  # too few answers to tell alone, but all of them are those of others
        answers = _spelt(on_scale(statement.answers)).keys()
        scales = [_spelt(label for _, label in group.scale.labels).keys() for group in groups]
        if home := next((group for group, labels in zip(groups, scales) if answers and answers <= labels), None):
            home.statements.append(statement)
            unclear.remove(statement)
    for group in groups:
        scale = as_ticked(group.scale, group.answers())
        group.scale = replace(scale, doubt="; ".join(filter(None, (scale.doubt, _between_waves(group)))))
    unknown = _unknown(unclear) + [group for group in groups if len(group.scale.labels) == 1]
    for group in groups if len(groups) > 1 else ():  # a question with words of its own: which service, which role
        listed = [label for _, label in group.scale.labels for _ in range(2)]
        if len(group.statements) == 1 and group.scale.name.startswith("labelled") and guess_scale(listed) is None:
            unknown.append(group)
    groups = [group for group in groups if group not in unknown] or unknown
    plain = [group for group in unknown if group not in groups and (len(group.statements) > 1 or not groups)]
    groups += plain
    most = max((len(group.statements) for group in groups), default=0)
    groups.sort(key=lambda group: -len(group.statements))
    groups.sort(key=lambda group: not ("agreement" in group.scale.name and 2 * len(group.statements) >= most))
    return groups, [group for group in unknown if group not in groups]


def _listed(statement: ProposedStatement) -> Guess | None:
    """The scale that the file itself lists: labels of codes, whether of all or of some."""
    labels = {int(code): label for code, label in statement.labels if as_number(code) is not None}
    seen = {number for answer in statement.answers if (number := as_number(answer)) is not None and number >= 0}
    if len(labels) < 2 or max(seen | set(labels)) > 100:
        return None
    low, high = min({*labels, *seen}), max({*labels, *seen})
    every = range(low, high + 1) if seen - set(labels) or high - low < len(labels) + 1 else sorted(labels)
    name = "labelled codes" if len(every) == len(labels) else "codes labelled in part"
    return Guess(f"{name} ({len(every)} points)", tuple((code, labels.get(code, "")) for code in every), True)


def _as_told(statement: ProposedStatement, guess: Guess | None) -> Guess | None:
    """Numbers on the scale that the question names, as "(0 to 10)", if all of them are on it."""
    told = RANGE.search(f"{statement.stem} {statement.text}")
    if guess is None or told is None or not guess.family.startswith("whole numbers"):
        return guess
    low, high = int(told[1]), int(told[2])
    seen = {number for answer in on_scale(statement.answers) if (number := as_number(answer)) is not None}
    if not (low <= 1 and low < min(high, 11) and seen <= set(range(low, high + 1))):
        return guess
    return whole_numbers(low, high, "as the question says")


def _tolerant(statement: ProposedStatement) -> Guess | None:
    """The scale of nearly all answers: one cell in ten may be something else, and is then a fault with its row."""
    guess = guess_scale(statement.answers)
    answers = on_scale(statement.answers)
    total = sum(answers.values())
    if guess is not None or total < 10:
        return guess
    usual = sorted(answers, key=answers.get, reverse=True)
    few = [odd for odd in range(1, min(4, len(usual) - 1)) if sum(map(answers.get, usual[-odd:])) <= total / 10]
    found = (guess_scale({answer: answers[answer] for answer in usual[:-odd]}) for odd in few)
    return next(filter(None, found), None)


def _joint(group: Group, statement: ProposedStatement, guess: Guess) -> Guess | None:
    """The scale of a group and one more statement together, None if they are on different ones."""
    is_grid = bool(statement.stem) and statement.stem == group.statements[0].stem
    known = group.scale
    if known == guess or [(c, x.casefold()) for c, x in known.labels] == [(c, x.casefold()) for c, x in guess.labels]:
        return known
    if statement.labels or group.statements[0].labels:
        return None
    if known.family.startswith("whole numbers") and guess.family.startswith("whole numbers"):
        bands = [_band(one) for one in (known, guess)]
        if not is_grid and (bands[0] != bands[1] or known.labels[0][0] < 0 or guess.labels[0][0] < 0):
            return None
        codes = [code for code, _ in (*known.labels, *guess.labels)]
        return whole_numbers(min(codes), max(codes), known.doubt or guess.doubt)
    if known.family != guess.family:
        return None
    joint = guess_scale(group.answers() + statement.answers)
    if joint is None or joint.family != known.family:
        return None
    # Together they would need more points than either has: two scales, unless one grid holds both.
    return joint if is_grid or len(joint.labels) <= max(len(known.labels), len(guess.labels)) else None


def _between_waves(group: Group) -> str:
    """What is in doubt where the answers of two waves, each by themselves, are of scales with other ends."""
    given: dict[str, Counter] = defaultdict(Counter)
    for wave, answers in (pair for one in group.statements for pair in one.by_wave.items()):
        given[wave] += answers
    guesses = [(wave, guess) for wave, answers in given.items() if (guess := guess_scale(answers))]
    bare = [(wave, one) for wave, one in guesses if one.family.startswith("whole numbers")]
    ends = {wave: (one.labels[0][0], one.labels[-1][0]) for wave, one in bare or guesses if bare or one.sure}
    bands, lengths = {_band(one) for _, one in bare}, {high - low for low, high in ends.values()}
    differ = len(bands or lengths) > 1 or len(set(ends.values())) > len(lengths)
    return f"{join_words(f'{wave} {low} to {high}' for wave, (low, high) in ends.items())}: was it one scale?" * differ


def _band(guess: Guess) -> int:
    """Numbers to 1, to 5, to 7 and to 10 are asked on scales of their own."""
    return next(band for band in (1, 5, 7, 10, 100) if guess.labels[-1][0] <= band)


def _unknown(statements: list[ProposedStatement]) -> list[Group]:
    """Statements that share short answers on no scale that is known: their order has to be told by the user."""
    found: list[Group] = []
    for statement in statements:
        given = on_scale(statement.answers)
        answers = _spelt(given)
        if not 2 <= len(answers) <= WORDS_AT_MOST or any(len(a) > 60 or any(map(str.isdigit, a)) for a in given):
            continue
        for group in found:
            shared = _spelt(on_scale(group.answers())).keys() & answers.keys()
            if len(shared) >= 2 or (statement.stem and statement.stem == group.statements[0].stem):
                group.statements.append(statement)
                break
        else:
            if sum(given.values()) > len(answers) or len(statements) > 1:
                found.append(Group(None, [statement]))
    for group in found:
        labels = _spelt(on_scale(group.answers())).values()
        group.scale = Guess("labels in an unknown order", tuple(enumerate(labels, 1)), False)
    repeat = [g for g in found if len(g.statements) > 1 or sum(on_scale(g.answers()).values()) > len(g.scale.labels)]
    return [group for group in repeat if len(group.scale.labels) <= WORDS_AT_MOST]


def _spelt(answers: Iterable[str]) -> dict[str, str]:
    """Each answer as it is spelt, whatever its case."""
    return {answer.casefold(): answer for answer in answers}


# -- names -------------------------------------------------------------------------------------------------------------


def _name(proposal: Proposal) -> None:
    """Give every scale a name and every statement an id of its own."""
    named: set[str] = {column.name for column in RESPONSE_COLUMNS}
    scales, seen = {"statements"}, Counter()
    for group in (*proposal.groups, *proposal.unknown):
        group.name = _unused("_".join(re.findall(r"[a-z0-9]+", group.scale.family.casefold())), scales)
        for place, one in enumerate(group.statements):
            seen[one.text] += 1
            text = f"{one.text} ({seen[one.text]})" if seen[one.text] > 1 else one.text
            group.statements[place] = replace(one, id=identifier(one.id, one.text, named), text=text)


def identifier(given: str, text: str, named: set[str]) -> str:
    """A short id from a text's telling words, or the given name where the text has no words of its own; none twice.

    >>> identifier("Q1", "I know a lot about boats", set()), identifier("Q1", "Boats", set())
    ('know_lot_about_boats', 'Q1')
    """
    words = re.findall(r"[a-z0-9]+", text.casefold())
    telling = [word for word in words if word not in COMMON_WORDS] or words
    is_own = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", given) and len(words) < 3
    name = given if is_own else "_".join(telling[:4]) or "statement"
    return _unused((name if name[:1].isalpha() else f"s_{name}")[:60], named)


def _unused(name: str, taken: set[str]) -> str:
    """The name, with a number if it is taken already, and taken from now on."""
    unique = next(one for one in chain([name], (f"{name}_{number}" for number in count(2))) if one not in taken)
    taken.add(unique)
    return unique
