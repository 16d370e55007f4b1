"""Questions of which several options may be ticked: a column an option, or all that was ticked in one cell."""

import re
from collections import Counter
from dataclasses import dataclass

from prepost.study.answers import Unreadable
from prepost.study.csv_text import tidy
from prepost.study.faults import join_words, quoted
from prepost.study.imports.attendance import NOT_THERE, THERE
from prepost.study.imports.exports import Export
from prepost.study.imports.scales import guess_scale, is_missing, is_off_scale
from prepost.study.study_yml import Choice

TICKED = THERE | {"checked", "selected"}
NOT_TICKED = NOT_THERE | {"unchecked", "not selected"}
OF_REDCAP = re.compile(r"(?P<base>.+)___(?P<code>\w+)|(?P<stem>.+?) ?\(choice=(?P<label>.+)\)")
MOST_OPTIONS, LONGEST_OPTION = 25, 60


@dataclass(frozen=True)
class ProposedChoice:
    """A question with its options: the label of each, and the column of each ("" for one column that lists them)."""

    text: str
    options: tuple[tuple[str, str], ...]
    column: str = ""


def propose_choices(exports: list[Export], known: set[tuple[str, str]]) -> list[ProposedChoice]:
    """The questions with several options among columns that are not yet known by file and name."""
    columns: dict[str, tuple[str, str, str, list[str]]] = {}
    for export in exports:
        for q in export.questions:
            if (export.name, q.name) not in known:
                match = OF_REDCAP.fullmatch(q.name)
                stem = (match["base"] or match["stem"]) if match else q.stem.removesuffix(" - Selected Choice")
                label = (match["code"] or match["label"]) if match else q.text
                held = columns.setdefault(q.name, (stem, label, q.text, []))
                held[3].extend(tidy(cell) for cell in q.cells if not is_missing(cell))
    found = []
    for stem in dict.fromkeys(stem for stem, *_ in columns.values() if stem):
        group = {name: (label, cells) for name, (of, label, _, cells) in columns.items() if of == stem}
        if len(group) > 1 and all(_are_ticks(label, cells) for label, cells in group.values()):
            found.append(ProposedChoice(stem, tuple((label, name) for name, (label, _) in group.items())))
    for name, (stem, _, text, cells) in columns.items():
        if (not stem or stem.endswith(text)) and (options := _listed(cells)):
            found.append(ProposedChoice(text, tuple((option, "") for option in options), name))
    return found


def _are_ticks(label: str, cells: list[str]) -> bool:
    """Whether the cells of an option say only that it was ticked, or not; what was written under "other" is a tick."""
    ticked = {cell.casefold() for cell in cells} - {"0", "unchecked", "not selected"}
    return label.casefold().startswith("other") or (len(ticked) < 2 and ticked <= TICKED | {label.casefold()})


def _listed(cells: list[str]) -> list[str]:
    """The options of a column whose cells list several: what stands there more than once, if that is nearly all."""
    mark = ";" if any(";" in cell for cell in cells) else ","
    parts = [[part for part in map(str.strip, cell.split(mark)) if part] for cell in cells]
    counts = Counter(part for listed in parts for part in listed)
    options = [part for part, number in counts.items() if number > 1]
    longest = max(map(len, parts), default=0)
    are_numbers = all(re.fullmatch(r"[-−+]?[\d.]+", part) or is_off_scale(part) for part in counts)  # perhaps decimals
    is_list = 1 < len(options) <= MOST_OPTIONS and longest > 1 + are_numbers
    is_list = is_list and max(map(len, options)) <= LONGEST_OPTION and guess_scale(cells) is None
    if not is_list or sum(counts[part] for part in options) < 0.8 * counts.total():
        return []
    return options + ["Other"] * (len(options) < len(counts) and "other" not in map(str.casefold, options))


def read_ticks(choice: Choice, option: str, cell: str) -> str:
    """The options that a cell says were ticked, with spaces between: of the column of an option, or of all options.

    >>> tea = Choice(text="Which teas?", options={"green": "Green", "milk": "Black, with milk", "other": "Other"})
    >>> read_ticks(tea, "", "Black, with milk, Mint"), read_ticks(tea, "green", "Checked"), read_ticks(tea, "green", "0")
    ('milk other', 'green', '')
    """
    text = tidy(cell)
    if is_missing(text) or text.casefold() in NOT_TICKED:
        return ""
    if option:
        if option == "other" or text.casefold() in TICKED | {choice.options[option].casefold()}:
            return option
        raise Unreadable(f"is no tick of {quoted(choice.options[option])}.", "Correct the cell, or leave it blank.")
    ticked = []
    for name, label in sorted(choice.options.items(), key=lambda pair: -len(pair[1])):
        text, times = re.subn(rf"(^|[;,])\s*{re.escape(tidy(label))}\s*(?=[;,]|$)", r"\1", text, flags=re.IGNORECASE)
        ticked += [name] if times else []
    if rest := text.strip(" ;,"):
        if "other" not in choice.options:
            advice = f"The options are {join_words(choice.options.values())}. Add it, or `other`, in study.yml."
            raise Unreadable(f"holds {quoted(rest)}, which is no option.", advice)
        ticked = [*(name for name in ticked if name != "other"), "other"]
    return " ".join(ticked)
