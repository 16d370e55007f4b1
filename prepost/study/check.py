"""`python -m prepost check`: what a study folder holds, what was repaired, what is open and what is wrong."""

import json
import sys
from pathlib import Path

from prepost.study.columns import Inspection
from prepost.study.faults import join_words
from prepost.study.inspection import inspect
from prepost.study.pairing import MatchReport, matched_comparisons


def run(folder: Path | str, format: str = "text") -> int:
    """Check a study folder and print the outcome.

    Parameters
    ----------
    folder : path
    format : {"text", "json"}

    Returns
    -------
    int
        The exit status: 0 if there is no fault, else 2.
    """
    found = inspect(folder)
    if format == "json":
        print(json.dumps(as_dict(folder, found), ensure_ascii=False, indent=2))
        return 2 if found.faults else 0
    for line in summary(found):
        print(line)
    if found.faults:
        sys.stdout.flush()
        for fault in found.faults:
            print(fault, file=sys.stderr)
        cells = sum(fault.count for fault in found.faults)
        print(f"{cells} fault{'s' * (cells > 1)} found. Correct the files and run the check again.", file=sys.stderr)
        return 2
    print("No fault found.")
    return 0


def summary(found: Inspection) -> list[str]:
    """Sentences on what is there, what was repaired while reading, and what may need a look."""
    lines = []
    settings = found.settings
    if settings is not None:
        lines.append(
            f"study.yml: {_several(len(settings.statements), 'statement')} in "
            f"{_several(len(settings.domains), 'domain')}; "
            f"scale {join_words(dict.fromkeys(f'{one[0]} to {one[-1]}' for one in map(tuple, settings.scales.values())))}; waves {join_words(settings.waves)}; "
            f"{settings.design} design; {_several(len(settings.comparisons), 'comparison')}."
        )
    lines += [f"{table.name}: {_several(len(table), 'row')}." for table in found.tables.values()]
    if settings is not None and not found.faults:
        lines += [str(report) for report in match_reports(found)]
    if found.repairs:
        lines += [
            "",
            "Repaired while reading; your files stay as they are:",
            *(f"  {repair}" for repair in found.repairs),
        ]
    if found.notes:
        lines += ["", "Please look at:", *(f"  {note}" for note in found.notes)]
    return [*lines, ""] if found.repairs or found.notes else lines


def match_reports(found: Inspection) -> list[MatchReport]:
    """Return how the forms match, for every comparison between waves of a paired design."""
    responses, planned = found.tables["responses.csv"], matched_comparisons(found.settings)
    return [responses.match_report(name, comparison) for name, comparison in planned.items()]


def _several(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def as_dict(folder: Path | str, found: Inspection) -> dict:
    """The outcome as plain values."""
    return {
        "folder": str(folder),
        "ok": not found.faults,
        "files": {name: len(table) for name, table in found.tables.items()},
        "faults": [fault.as_dict() for fault in found.faults],
        "repairs": [vars(repair) | {"sentence": str(repair)} for repair in found.repairs],
        "notes": found.notes,
    }
