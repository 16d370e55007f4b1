"""Study folders with other answers: everyone improves, nobody changes, scores fall, all alike, the scale turned round."""

import csv
import shutil

_ID_COLUMNS = ("wave", "session", "respondent", "sessions_attended")


def _moved(before, later):
    """A rule that shifts answers within the scale: those of forms before by one number, later ones by another."""
    return lambda row, _, code: min(max(code + (before if row["wave"] == "pre" else later), 1), 4)


VARIANTS = {"improves": _moved(-1, 1), "falls": _moved(1, -1), "alike": lambda *_: 3}
VARIANTS |= {"unchanged": lambda _, place, __: place % 4 + 1, "reversed": lambda _, __, code: 5 - code}
"""Rules that give an answer for a row, its place and the code in it; where nothing changes, the shares of the answers are the
same whatever the wave, the session and the number of sessions attended."""


def with_other_answers(study, folder, variant):
    """Copy a study folder, put the answers of one of `VARIANTS` into its responses.csv (blank cells stay blank), return it."""
    shutil.copytree(study, folder)
    path = folder / "responses.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for place, row in enumerate(rows):
        for name, cell in row.items():
            if name not in _ID_COLUMNS and cell:
                row[name] = str(VARIANTS[variant](row, place, int(cell)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder
