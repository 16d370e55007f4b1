"""Study folders with other answers: everyone improves, nobody changes, scores fall, all alike, the scale turned round."""

import csv
import shutil

__all__ = ["VARIANTS", "with_other_answers"]

_ID_COLUMNS = ("wave", "session", "respondent", "sessions_attended")


def _moved(before, later):
    """A rule that shifts answers within the scale: those of forms before by one number, later ones by another."""

    def answer(row, _, code):
        return min(max(code + (before if row["wave"] == "pre" else later), 1), 4)

    return answer


def _alike(_, place, __):
    """The same answers in the same shares whatever the wave, the session and the number of sessions attended."""
    return place % 4 + 1


def _same(row, _, __):
    """The same answer on every form."""
    return 3


def _reversed(row, _, code):
    """The scale turned round."""
    return 5 - code


VARIANTS = {
    "improves": _moved(-1, 1),
    "unchanged": _alike,
    "falls": _moved(1, -1),
    "alike": _same,
    "reversed": _reversed,
}


def with_other_answers(study, folder, variant):
    """Copy a study folder and put other answers into its responses.csv; blank cells stay blank.

    Parameters
    ----------
    study, folder : pathlib.Path
        The study folder, and where its copy is to be.
    variant : str
        One of `VARIANTS`.

    Returns
    -------
    pathlib.Path
        `folder`.
    """
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
