"""A proposed study as the text of a commented study.yml: whatever is asked is marked on its own line."""

from collections.abc import Iterable

from prepost.study.faults import join_words, quoted
from prepost.study.imports.proposal import Group, Proposal, ProposedStatement, identifier
from prepost.study.imports.scales import Guess
from prepost.study.settings import MARK


def proposal_text(proposal: Proposal, files: Iterable[str]) -> str:
    """The proposal as a commented study.yml."""
    domains = ["statements: The statements"] + [
        f"{group.name}: {{name: {_yaml_text(group.scale.family.capitalize())}, scale: {group.name}}}"
        for group in proposal.groups[1:]
    ]
    lines = [
        f"# Proposed by prepost import from {join_words(quoted(name) for name in files)}.",
        f"# Look at every line marked {MARK}, correct it, and delete the mark.",
        'title: "Our before-and-after survey"    # the report\'s title',
        'setting: ""                             # where the study took place',
        "# The whole scale, lowest code first, also points that nobody ticked.",
        f"scale: {_mapping(proposal.groups[0].scale.labels)}   # {MARK}: the scale was {_certainty(proposal.groups[0].scale)}",
    ]
    if proposal.groups[1:]:
        lines += ["# Scales of other statements, by name; a domain or a statement names its own.", "scales:"]
        lines += [
            f"  {group.name}: {_mapping(group.scale.labels)}   # {MARK}: the scale was {_certainty(group.scale)}"
            for group in proposal.groups[1:]
        ]
    off_scale = _asked(proposal.doubts["off_scale"]) or "   # counted beside the results, kept out of every percentage"
    lines += [
        f"off_scale: {_list_text(proposal.off_scale)}{off_scale}",
        f"missing: {_list_text(dict.fromkeys(['', *proposal.missing]))}   # what stands where nothing was answered",
        "# Group the statements into domains: each domain gets a page.",
        f"domains: {{{', '.join(domains)}}}",
        f"# {MARK}: the statements, and `reversed: true` on those where agreeing is the worse answer.",
        *(_asked([doubt]).strip() for doubt in proposal.doubts["statements"]),
        "statements:",
        *(_statement_text(one, "statements") for one in proposal.groups[0].statements),
        *(_statement_text(one, group.name) for group in proposal.groups[1:] for one in group.statements),
    ]
    for group in proposal.unknown:
        lines += _unknown_text(group)
    lines += [*_choices_text(proposal), *_waves_text(proposal)]
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


def _certainty(guess: Guess) -> str:
    if guess.name == "labels in an unknown order":
        return "found in the answers, but not its order: put the labels in order, lowest first, and add what is missing"
    if guess.sure:
        where = "listed in the file" if guess.name.startswith(("labelled", "codes lab")) else "read from the answers"
        return f"{where}: had the questionnaire just these points?{f' {guess.doubt}' * bool(guess.doubt)}"
    return f"guessed ({guess.doubt}): add points that nobody ticked, and labels"


def _asked(doubts: list[str]) -> str:
    return f"   # {MARK}: {'; '.join(' '.join(doubt.split()) for doubt in doubts)}" if doubts else ""


def _yaml_text(text: str) -> str:
    """A text in double quotes, whatever stands in it."""
    import yaml

    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).strip()


def _list_text(items: Iterable[str]) -> str:
    return "[" + ", ".join(map(_yaml_text, items)) + "]"


def _mapping(pairs: Iterable[tuple[object, str]]) -> str:
    """Names or numbers, each with a text."""
    return "{" + ", ".join(f"{name}: {_yaml_text(text)}" for name, text in pairs) + "}"


def _columns_text(columns: tuple[tuple[str, str], ...]) -> str:
    return _yaml_text(columns[0][1]) if columns[0][0] == "" else _mapping(columns)


def _statement_text(statement: ProposedStatement, domain: str) -> str:
    return (
        f"  - {{id: {statement.id}, domain: {domain}, text: {_yaml_text(statement.text)}, "
        f"columns: {_columns_text(statement.columns)}}}{_asked([statement.doubt] if statement.doubt else [])}"
    )


def _unknown_text(group: Group) -> list[str]:
    return [
        f"# {MARK}: answers in no known order are left out: are these statements?",
        "# To report them, put the answers in order under `scales:`, give the statements a domain",
        f"# ({group.name}: {{name: ..., scale: {group.name}}}), delete the # below, and import again with --replace.",
        f"#   {group.name}: {_mapping(group.scale.labels)}",
        *(f"#{_statement_text(statement, group.name)}" for statement in group.statements),
    ]


def _choices_text(proposal: Proposal) -> list[str]:
    """The questions of which several options may be ticked, each with ids for its options."""
    lines, named = [], {one.id for group in (*proposal.groups, *proposal.unknown) for one in group.statements}
    for choice in proposal.choices:
        known: set[str] = set()
        ids = ["other" if x.casefold().startswith("other") else identifier("", x, known) for x, _ in choice.options]
        options = _mapping((name, label) for name, (label, _) in zip(ids, choice.options, strict=True))
        columns = tuple((name, column) for name, (_, column) in zip(ids, choice.options, strict=True))
        columns = _columns_text((("", choice.column),) if choice.column else columns)
        asked = _asked(["could several options be ticked here, and are these all of them?"])
        text = f"{{text: {_yaml_text(choice.text)}, options: {options}, columns: {columns}}}"
        lines.append(f"  {identifier('', choice.text, named)}: {text}{asked}")
    title = "# Several options may be ticked: reported as shares of the people who answered."
    return [title, "choices:", *lines] if lines else []


def _waves_text(proposal: Proposal) -> list[str]:
    """Waves, sessions, design and comparisons, and the columns of the export that tell them."""
    waves, doubts = proposal.waves, proposal.doubts
    lines = [f"waves: [{', '.join(waves)}]{_asked(['in order?'])}", f"sessions: {_list_text(proposal.sessions)}"]
    if proposal.paired:
        asked = ["forms of one person are matched by the column respondent", *doubts["people"]]
        lines.append(f"design: paired{_asked(asked)}")
    else:
        other = "   # or paired, where the column respondent holds one code a person"
        lines.append(f"design: unpaired{_asked(doubts['people']) or other}")
    lines.append("comparisons:")
    columns = {wave for group in proposal.groups for one in group.statements for wave, _ in one.columns}
    waves = [wave for wave in waves if wave in columns or "" in columns or not proposal.wave_known] or waves
    waves = waves if len(waves) > 1 else proposal.waves
    planned = list(zip(waves, waves[1:], strict=False)) + ([(waves[0], waves[-1])] if len(waves) > 2 else [])
    lines += [f"  {one}_{other}: {{first: {{wave: {one}}}, second: {{wave: {other}}}}}" for one, other in planned]
    values = ", ".join(f"{_yaml_text(value)}: {wave}" for value, wave in proposal.wave_values.items())
    sets = _mapping((_yaml_text(key), name) for key, name in proposal.cohorts.items())
    unfinished = f"{proposal.unfinished} forms were begun and never sent; or drop?"
    said = {
        "wave": proposal.wave_column and _yaml_text(proposal.wave_column),
        "waves": proposal.wave_column and f"{{{values}}}{_asked(doubts['waves'])}",
        "respondent": proposal.respondent and _columns_text(proposal.respondent),
        "codes": proposal.codes and f"{proposal.codes}{_asked(doubts['codes'])}",
        "cohort": proposal.cohort and _yaml_text(proposal.cohort),
        "cohorts": proposal.cohorts and f"{sets}{_asked(['are these cohorts, each of other people?'])}",
        "session": proposal.session and _yaml_text(proposal.session),
        "sessions_attended": proposal.sessions_attended and _yaml_text(proposal.sessions_attended),
        "unfinished": proposal.unfinished and f"keep{_asked([unfinished])}",
    }
    rules = [f"  {name}: {text}" for name, text in said.items() if text]
    if rules:
        lines += ["# Where the export holds what; edit and import again.", "import:", *rules]
    return lines
