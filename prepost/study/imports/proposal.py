"""A study.yml proposed from survey exports: waves, statements and scale as far as columns and answers show them.

Everything that is a guess stands in the proposal with the words CONFIRM THIS.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from prepost.study.csv_text import tidy
from prepost.study.faults import StudyError, join_words, quoted
from prepost.study.imports.exports import Export, Question
from prepost.study.imports.scales import Guess, guess_scale, is_missing, is_off_scale
from prepost.study.schema import RESPONSE_COLUMNS

__all__ = ["Proposal", "propose", "proposal_text"]

WAVE_WORDS = {
    "pre": r"pre[ _-]?(?:test|survey|training|course|session)?|before|baseline|prior|entry",
    "post": r"post[ _-]?(?:test|survey|training|course|session)?|after|exit|endline",
    "follow_up": r"follow[ _-]?up\d*|later|fu",
    "t{}": r"(?:t|w|wave|time|timepoint|round)[ _-]?(\d)",
}
WAVE = re.compile(
    r"(?:^|(?<=[\W_]))(?:"
    + "|".join(f"(?P<w{i}>{words})" for i, words in enumerate(WAVE_WORDS.values()))
    + r")(?=$|[\W_])",
    re.IGNORECASE,
)
WAVE_COLUMN = re.compile(
    r"wave|time ?point|time|phase|survey|event name|redcap_event_name|when|occasion|round|pre[ /_-]?post", re.IGNORECASE
)
CODE_COLUMN = re.compile(
    r"(your |unique |personal |self.?generated |participant.?s? |person.?s? |respondent.?s? |anonymous |study )?"
    r"(id ?)?code( word)?|respondent|participant[ _]?(id|number|no)?|person[ _]?(id)?|pseudonym|study[ _]?id|"
    r"pid|record[ _]?id|response ?id_\w+",
    re.IGNORECASE,
)
SESSION_COLUMN = re.compile(r"session( number| no)?|workshop|training session", re.IGNORECASE)
ATTENDED_COLUMN = re.compile(r"sessions[ _]attended|number of sessions.*", re.IGNORECASE)
BACKGROUND = re.compile(
    r"sector|role|job.*|profession|age.*|gender|sex|ethnicity|organi[sz]ation|employer|department|site|location|"
    r"grade|band|year.*|team|service|region|.*___\d+|.*\(choice=.*\)|consent.*|session.*|q?_?totals?",
    re.IGNORECASE,
)
COMMON_WORDS = set(
    "i a an the of to and or in on for with my our we is are am that this it at by from as be do have".split()
)
REPORTED_SCALES = 4


@dataclass(frozen=True)
class ProposedStatement:
    """A statement with the columns that hold its answers, by wave ("" if one column serves every wave)."""

    id: str
    text: str
    columns: tuple[tuple[str, str], ...]


@dataclass
class Proposal:
    """What `prepost import` makes of the exports before anybody has confirmed it."""

    waves: list[str] = field(default_factory=list)
    wave_column: str = ""
    wave_values: dict[str, str] = field(default_factory=dict)
    wave_known: bool = True
    respondent: str = ""
    paired: bool = False
    session: str = ""
    sessions: list[str] = field(default_factory=list)
    sessions_attended: str = ""
    scale: Guess | None = None
    statements: list[ProposedStatement] = field(default_factory=list)
    off_scale: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    others: list[tuple[Guess, list[ProposedStatement]]] = field(default_factory=list)


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
    columns = _columns(exports)
    groups = _by_scale(columns)
    if not groups:
        raise StudyError.about(
            join_words(export.name for export in exports),
            "no column with answers on a scale was recognised.",
            "Write study.yml with your scale and statements, naming each statement's column under "
            "`columns`, and import again.",
        )
    proposal = Proposal()
    _waves(exports, [question for _, questions in groups for question in questions], proposal)
    by_wave = not proposal.wave_column and proposal.wave_known
    named: set[str] = {column.name for column in RESPONSE_COLUMNS}
    if by_wave:  # a question that was asked once, and not before and after, has no wave
        groups = [(scale, [q for q in questions if _wave_in(q.name)[0]]) for scale, questions in groups]
    made = [
        (scale, _statements(questions, proposal.waves if by_wave else [], named))
        for scale, questions in groups
        if questions
    ]
    (proposal.scale, proposal.statements), *proposal.others = made
    _people(exports, proposal, by_wave)
    used = {column for statement in proposal.statements for _, column in statement.columns}
    answers = list(dict.fromkeys(tidy(cell) for name in columns if name in used for cell in columns[name].cells))
    labels = {label.casefold() for _, label in proposal.scale.labels}
    proposal.missing = [answer for answer in answers if is_missing(answer)]
    proposal.off_scale = [
        answer
        for answer in answers
        if answer and is_off_scale(answer) and not is_missing(answer) and answer.casefold() not in labels
    ]
    return proposal


def _columns(exports: list[Export]) -> dict[str, Question]:
    """The questions of all exports by name, the cells of equal names one after the other."""
    together: dict[str, Question] = {}
    for export in exports:
        for question in export.questions:
            known = together.get(question.name)
            together[question.name] = (
                question
                if known is None
                else Question(
                    known.name, known.text, known.stem, known.cells + question.cells, known.labels or question.labels
                )
            )
    return together


# -- scales and statements ---------------------------------------------------------------------------------------------


def _by_scale(columns: dict[str, Question]) -> list[tuple[Guess, list[Question]]]:
    """Questions grouped by the scale of their answers: agreement first unless another scale has far more questions."""
    families: dict[str, list[Question]] = {}
    for question in columns.values():
        guess = _guess(question)
        background = BACKGROUND.fullmatch(question.name) or CODE_COLUMN.fullmatch(question.name)
        if guess is None or (background and not guess.sure):
            continue
        families.setdefault(str(question.labels) if question.labels else guess.name.partition(" (")[0], []).append(
            question
        )
    groups = []
    for questions in families.values():
        together = _guess(questions[0]) if questions[0].labels else guess_scale(c for q in questions for c in q.cells)
        if together is not None:
            groups.append((together, questions))
        else:
            groups += [(_guess(question), [question]) for question in questions]
    groups = groups or _unknown_scales(columns)
    most = max((len(questions) for _, questions in groups), default=0)
    return sorted(
        groups, key=lambda group: (not ("agreement" in group[0].name and 2 * len(group[1]) >= most), -len(group[1]))
    )


def _guess(question: Question) -> Guess | None:
    labels = tuple(
        (int(code), label)
        for code, label in question.labels
        if re.fullmatch(r"\d{1,2}", code) and not is_off_scale(label) and not is_missing(label)
    )
    if len(labels) > 2 and not BACKGROUND.fullmatch(question.name):
        return Guess("labelled codes", tuple(sorted(labels)), sure=True)
    return guess_scale(question.cells)


def _unknown_scales(columns: dict[str, Question]) -> list[tuple[Guess, list[Question]]]:
    """Questions that share short answers on no scale that is known: their order has to be told by the user."""
    found: list[tuple[list[str], list[Question]]] = []
    for question in columns.values():
        answers = list(dict.fromkeys(tidy(cell) for cell in question.cells))
        answers = [a for a in answers if not is_missing(a) and not is_off_scale(a)]
        if (
            BACKGROUND.fullmatch(question.name)
            or not 2 <= len(answers) <= 11
            or any(len(a) > 40 or any(map(str.isdigit, a)) for a in answers)
        ):
            continue
        for shared, questions in found:
            if len(set(shared) & set(answers)) >= 2:
                shared += [a for a in answers if a not in shared]
                questions.append(question)
                break
        else:
            found.append((answers, [question]))
    return [
        (Guess("labels in an unknown order", tuple(enumerate(shared, 1)), sure=False), questions)
        for shared, questions in found
        if len(questions) > 1
    ]


def _statements(questions: list[Question], waves: list[str], named: set[str]) -> list[ProposedStatement]:
    by_statement: dict[str, tuple[Question, list[tuple[str, str]]]] = {}
    for question in questions:
        wave, base = _wave_in(question.name) if waves else ("", question.name)
        text = question.text if question.text != question.name else tidy(base)
        # Equal words are one statement; without words of their own, columns of one base name are.
        key = text.casefold() if question.text != question.name else base.casefold()
        if wave in dict(by_statement.get(key, (None, []))[1]):
            key = f"{key} {question.name}"
        by_statement.setdefault(key, (question, []))[1].append((wave, question.name))
        by_statement[key] = (Question(base, text, question.stem, ()), by_statement[key][1])
    return [
        ProposedStatement(_identifier(question, named), question.text, tuple(columns))
        for question, columns in by_statement.values()
    ]


def _identifier(question: Question, named: set[str]) -> str:
    """A short id from the statement's telling words, or from the column's name where it has no words of its own."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", question.name)
    words = re.findall(r"[a-z0-9]+", question.text.casefold())
    if plain and len(words) < 3:
        name = question.name
    else:
        telling = [word for word in words if word not in COMMON_WORDS] or words
        name = "_".join(telling[:4]) or "statement"
    name = name if name[:1].isalpha() else f"s_{name}"
    unique, number = name, 2
    while unique in named:
        unique, number = f"{name}_{number}", number + 1
    named.add(unique)
    return unique


# -- waves -------------------------------------------------------------------------------------------------------------


def _wave_in(name: str) -> tuple[str, str]:
    """The wave that a name begins or ends with, and the rest of the name; ("", name) if it does neither."""
    for match in WAVE.finditer(name):
        before, after = name[: match.start()], name[match.end() :]
        if not re.search(r"\w", before) or not re.search(r"\w", after):
            return _wave_id(match), (before + after).strip(" _-.:,()[]") or name
    return "", name


def _wave_id(match: re.Match) -> str:
    for place, wave in enumerate(WAVE_WORDS):
        if match[f"w{place}"]:
            return wave.format(*re.findall(r"\d", match[f"w{place}"]))
    raise AssertionError("one of the alternatives matched")


def _wave_of_text(text: str) -> str:
    """A wave id for what stands in a wave column or for a file's name."""
    match = WAVE.search(text)
    if match:
        return _wave_id(match)
    words = re.findall(r"[a-z0-9]+", re.sub(r"_arm_\d+$", "", text.casefold()))
    name = "_".join(words)[:30] or "wave"
    return name if name[0].isalpha() else f"t{name}"


def _waves(exports: list[Export], questions: list[Question], proposal: Proposal) -> None:
    values = _wave_values(exports, proposal)
    if values:
        proposal.wave_values = {value: _wave_of_text(value) for value in values}
    elif len(waves := {wave for q in questions if (wave := _wave_in(q.name)[0])}) > 1:
        found = [wave for q in questions if (wave := _wave_in(q.name)[0])]
        if 2 * len(found) >= len(questions):
            proposal.waves = _in_order(waves)
            return
    if not proposal.wave_values:
        proposal.wave_column = "file"
        proposal.wave_known = len(exports) > 1 or bool(WAVE.search(exports[0].name.rpartition(".")[0]))
        names = [export.name for export in exports]
        proposal.wave_values = {
            name: _wave_of_text(name.rpartition(".")[0]) if proposal.wave_known else "pre" for name in names
        }
    proposal.waves = _in_order(proposal.wave_values.values())
    if len(proposal.waves) == 1:
        other = "post" if proposal.waves == ["pre"] else "pre"
        proposal.waves = _in_order([*proposal.waves, other])


def _wave_values(exports: list[Export], proposal: Proposal) -> list[str]:
    """What stands in the column that says the wave, if every export has one."""
    for question in (*exports[0].context, *exports[0].questions):
        if not WAVE_COLUMN.fullmatch(question.name):
            continue
        columns = [export.find(question.name) for export in exports]
        values = list(dict.fromkeys(tidy(cell) for column in columns if column for cell in column.cells))
        if None not in columns and all(values) and len(values) <= 8 and all(len(value) < 40 for value in values):
            proposal.wave_column = question.name
            return values
    return []


def _in_order(waves: Iterable[str]) -> list[str]:
    usual = ["pre", "post", "follow_up"]
    unique = list(dict.fromkeys(waves))
    if all(re.fullmatch(r"t\d+", wave) for wave in unique):
        return sorted(unique)
    return sorted(unique, key=lambda wave: usual.index(wave) if wave in usual else len(usual))


def _people(exports: list[Export], proposal: Proposal, by_wave: bool) -> None:
    columns = {q.name: q for export in exports for q in (*export.questions, *export.context)}
    for name in columns:
        if CODE_COLUMN.fullmatch(name) and not proposal.respondent and all(export.find(name) for export in exports):
            proposal.respondent = name
        elif ATTENDED_COLUMN.fullmatch(name):
            proposal.sessions_attended = proposal.sessions_attended or name
        elif SESSION_COLUMN.fullmatch(name):
            proposal.session = proposal.session or name
    if proposal.session:
        cells = [tidy(cell) for export in exports if (q := export.find(proposal.session)) for cell in q.cells]
        proposal.sessions = sorted(dict.fromkeys(filter(None, cells)), key=lambda text: (len(text), text))
    proposal.paired = by_wave or _codes_return(exports, proposal)


def _codes_return(exports: list[Export], proposal: Proposal) -> bool:
    """Whether a person's code stands in more than one wave."""
    if not proposal.respondent:
        return False
    waves_of: dict[str, set[str]] = {}
    for export in exports:
        codes = export.find(proposal.respondent)
        waves = export.find(proposal.wave_column) if proposal.wave_column != "file" else None
        for place, code in enumerate(codes.cells if codes else ()):
            if tidy(code):
                waves_of.setdefault(tidy(code), set()).add(waves.cells[place] if waves else export.name)
    return any(len(waves) > 1 for waves in waves_of.values())


# -- as text -----------------------------------------------------------------------------------------------------------


def proposal_text(proposal: Proposal, files: Iterable[str]) -> str:
    """The proposal as a commented study.yml."""
    guess = proposal.scale
    certainty = (
        "read from the answers" if guess.sure else "guessed: add points that nobody ticked, labels, and the order"
    )
    lines = [
        f"# Proposed by prepost import from {join_words(quoted(name) for name in files)}.",
        "# Look at every line marked CONFIRM THIS, correct it, and delete the mark.",
        'title: "Our before-and-after survey"    # the report\'s title',
        'setting: ""                             # where the study took place',
        f"# CONFIRM THIS: the scale was {certainty}. It must hold the whole scale, lowest code first.",
        f"scale: {_scale_text(guess)}",
        f"off_scale: {_list_text(proposal.off_scale)}   # counted beside the results, kept out of every percentage",
        f"missing: {_list_text(dict.fromkeys(['', *proposal.missing]))}   # what stands where nothing was answered",
        "# Group the statements into domains: each domain gets a page.",
        "domains: {statements: The statements}",
        "# CONFIRM THIS: the statements, and `reversed: true` on those where agreeing is the worse answer.",
        "statements:",
        *map(_statement_text, proposal.statements),
    ]
    for other, statements in proposal.others[:REPORTED_SCALES]:
        lines += [
            f"# Also found, on another scale ({other.name}); a study has one scale. To report these instead, use this:",
            f"# scale: {_scale_text(other)}",
            *(f"#{_statement_text(statement)}" for statement in statements),
        ]
    lines += _waves_text(proposal)
    lines += [
        "alpha: 0.05",
        "correction: {method: holm, family: all}",
        "equivalence_margin: 0.06   # the probability of superiority within this of one half would not matter",
        "min_cell: 5      # smaller groups are shown nowhere",
        'currency: ""',
        'price_year: ""',
        "economics: {}",
        "provenance: {responses.csv: collected}",
    ]
    return "\n".join(lines) + "\n"


def _yaml_text(text: str) -> str:
    """A text in double quotes, whatever stands in it."""
    import yaml

    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).strip()


def _list_text(items: Iterable[str]) -> str:
    return "[" + ", ".join(map(_yaml_text, items)) + "]"


def _scale_text(guess: Guess) -> str:
    return "{" + ", ".join(f"{code}: {_yaml_text(label)}" for code, label in guess.labels) + "}"


def _statement_text(statement: ProposedStatement) -> str:
    if statement.columns[0][0] == "":
        columns = _yaml_text(statement.columns[0][1])
    else:
        columns = "{" + ", ".join(f"{wave}: {_yaml_text(name)}" for wave, name in statement.columns) + "}"
    return f"  - {{id: {statement.id}, domain: statements, text: {_yaml_text(statement.text)}, columns: {columns}}}"


def _waves_text(proposal: Proposal) -> list[str]:
    """Waves, sessions, design and comparisons, and the columns of the export that tell them."""
    waves = proposal.waves
    doubt = "" if proposal.wave_known else "   # CONFIRM THIS: no wave was found, so every form was taken as the first"
    lines = [
        f"waves: [{', '.join(waves)}]{doubt or '   # CONFIRM THIS: in order'}",
        f"sessions: [{', '.join(map(_yaml_text, proposal.sessions))}]",
    ]
    if proposal.paired:
        lines.append("design: paired     # CONFIRM THIS: forms of one person are matched by the column respondent")
    else:
        lines.append("design: unpaired   # or paired, where the column respondent holds one code a person")
    lines.append("comparisons:")
    planned = list(zip(waves, waves[1:], strict=False)) + ([(waves[0], waves[-1])] if len(waves) > 2 else [])
    lines += [
        f"  {first}_{second}: {{first: {{wave: {first}}}, second: {{wave: {second}}}}}" for first, second in planned
    ]
    rules = []
    if proposal.wave_column:
        rules += [
            f"  wave: {_yaml_text(proposal.wave_column)}",
            "  waves: {"
            + ", ".join(f"{_yaml_text(value)}: {wave}" for value, wave in proposal.wave_values.items())
            + "}",
        ]
    rules += [
        f"  {name}: {_yaml_text(column)}"
        for name, column in (
            ("respondent", proposal.respondent),
            ("session", proposal.session),
            ("sessions_attended", proposal.sessions_attended),
        )
        if column
    ]
    if rules:
        lines += ["# Where the export holds what; edit and import again.", "import:", *rules]
    return lines
