"""`prepost audit DIR`: the ledger on the screen, as JSON, CSV or HTML; one claim step by step."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path

from prepost.audit.claims_ledger import (
    COLUMNS,
    NOT_SEARCHED,
    VERDICTS,
    Entry,
    cells_copied_differently,
    entries_of,
    entry_of,
    load_claims,
    mixed_decimals,
)
from prepost.audit.stepwise import steps
from prepost.study.claims import CLAIMS_FILE
from prepost.study.faults import Fault, StudyError, did_you_mean

WIDTH = 118


def run(folder: Path | str, format: str = "text", only: str | None = None) -> int:
    """Print the ledger of a folder.

    Parameters
    ----------
    folder : Path or str
        A folder with a `published/claims.csv`.
    format : str
        `"text"`: counts by verdict, then the rows that do not agree. `"json"`, `"csv"`, `"html"`: every row, all columns.
    only : str, optional
        Id of one claim to show alone; as text, its calculation step by step.

    Returns
    -------
    int
        0, whatever the verdicts.

    Raises
    ------
    StudyError
        If there is no table of claims, or `only` is no id.
    """
    claims = load_claims(folder)
    if only is not None and only not in claims:
        advice = f"{did_you_mean(only, claims)}Give an id of that column."
        raise StudyError([Fault(CLAIMS_FILE, None, "id", only, "is no claim's id.", advice)])
    if not claims:
        print(f"{CLAIMS_FILE} holds no claim: give every number that the article prints a row.", file=sys.stderr)
    for sentence in (*cells_copied_differently(folder, claims), *mixed_decimals(claims)):
        print(sentence, file=sys.stderr)
    entries = entries_of(claims) if only is None else [entry_of(only, claims)]
    if format == "json":
        print(json.dumps([entry.as_row() for entry in entries], ensure_ascii=False, indent=1))
    elif format == "csv":
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(entry.as_row() for entry in entries)
    elif format == "html":
        print(_html(entries))
    elif only is not None:
        print("\n".join(_one_claim(entries[0], steps(only, claims))))
    else:
        print("\n".join(_summary(entries)))
    return 0


def _html(entries: list[Entry]) -> str:
    from html import escape

    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    rows = (["" if cell is None else escape(str(cell)) for cell in entry.as_row().values()] for entry in entries)
    body = "\n".join(f'<tr id="{row[0]}"><td>{"</td><td>".join(row)}</td></tr>' for row in rows)
    table = f"<table>\n<caption>The ledger</caption>\n<tr>{head}</tr>\n{body}\n</table>"
    return f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>The ledger</title>\n{table}\n</html>'


def _summary(entries: list[Entry]) -> list[str]:
    counts = Counter(entry.verdict for entry in entries)
    lines = [f"{len(entries)} claims.", ""]
    lines += [f"{counts[verdict]:5d}  {verdict:<11} {meaning}" for verdict, meaning in VERDICTS.items()]
    unsearched = sum(entry.unsearched for entry in entries)
    if unsearched:
        lines += ["", f"{unsearched} of those given: {NOT_SEARCHED}."]
    apart = [entry for entry in entries if not entry.agrees]
    unread = [entry for entry in entries if entry.verdict == "unread"]
    for entry in (*apart, *unread):
        lines += [
            "",
            f"{entry.id}: {entry.printed} ({entry.where}; {entry.says}) - {entry.verdict}",
            *_wrapped(entry.reason),
        ]
    if entries and not apart and not unread:
        lines += ["", "Every claim agrees with the others, as far as they can be recomputed."]
    return lines


def _one_claim(entry: Entry, calculation: list[str]) -> list[str]:
    lines = [f"{entry.id}: {entry.says}", f"  printed      {entry.printed} ({entry.where})"]
    lines.append(f"  calculation  {entry.calculation or '(none: a primary figure)'}")
    lines += [line for step in calculation for line in _wrapped(step, "    ")]
    lines += [f"  verdict      {entry.verdict}: {entry.meaning}", *_wrapped(entry.reason)]
    return lines + (_wrapped(f"Note: {entry.note}") if entry.note else [])


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    from textwrap import wrap

    return wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
