"""The attacker against books of random small studies: `python -m tests.attack 200`.

Each study has 8 to 60 people, two or three waves, paired or not, sectors, comparisons by sector, sessions, attendance,
interviews and themes, with blanks, odd codes and people without a code. The cells of all pages of its book are executed, without
drawing, and what they hand in as published is attacked.
"""

import csv
import random
import re
import statistics
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from unittest import mock

import yaml

from prepost.audit.disclose import accounts, entry_of, leaks
from prepost.report.safety import safe, sides
from prepost.study import load_study
from prepost.study.disclosure import ACCOUNT
from prepost.template import make

SECTORS = ["Health", "Education", "Police", "Charity"]
CELL = re.compile(r"```\{code-cell\}\n(.*?)```", re.DOTALL)


def random_study(folder: Path, seed: int) -> None:
    """Write the book of a random study."""
    rng = random.Random(seed)
    make.make(folder)
    waves = ["pre", "post", "later"][: rng.choice([2, 3])]
    sessions = list(range(1, rng.choice([1, 3, 4]) + 1))
    ids = ["calm", "ready", "tea"][: rng.randint(1, 3)]
    sectors = SECTORS[: rng.randint(2, 4)]
    weights = [rng.random() + 0.05 for _ in sectors]
    people = [
        {"code": f"P{n}", "sector": rng.choices(sectors, weights)[0], "org": rng.randint(1, 3), "bent": rng.random()}
        for n in range(rng.randint(8, 60))
    ]
    settings = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
    points = rng.choice([4, 5, 7])
    settings |= {
        "scale": {point: f"p{point}" for point in range(1, points + 1)},
        "domains": {"all": "All"},
        "statements": [{"id": one, "domain": "all", "text": f"I am {one}"} for one in ids],
        "waves": waves,
        "sessions": sessions if len(sessions) > 1 else [],
        "design": rng.choice(["paired", "unpaired"]),
        "comparisons": _comparisons(rng, waves, sorted({person["sector"] for person in people})),
        "by": rng.choice([[], ["sector"]]),
        "scores": {"whole": {"domain": "all", "text": "All"}} if len(ids) > 1 else {},
        "questions": [
            {"id": "useful", "text": "Useful?", "kind": "closed", "answers": ["yes", "no"]},
            {"id": "what", "text": "What?", "kind": "open"},
        ],
    }
    (folder / "study.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    _responses(rng, folder, people, waves, settings["sessions"], ids, points)
    _others(rng, folder, people, sessions)
    make.renew(folder)


def _comparisons(rng, waves, sectors) -> dict:
    made = {f"{waves[0]}_{wave}": {"first": {"wave": waves[0]}, "second": {"wave": wave}} for wave in waves[1:]}
    for sector in rng.sample(sectors, rng.randint(0, len(sectors))):
        sides = ({"wave": wave, "sector": sector} for wave in waves[:2])
        made[f"in_{sector.lower()}"] = dict(zip(("first", "second"), sides, strict=True))
    return made


def _responses(rng, folder, people, waves, sessions, ids, points) -> None:
    rows = []
    for place, wave in enumerate(waves):
        stays = rng.choice([1.0, 0.9, 0.6])
        for person in people:
            if place and rng.random() > stays:
                continue
            code = "" if rng.random() < 0.03 else rng.choice(people)["code"] if rng.random() < 0.03 else person["code"]
            centre = points * (0.3 + 0.5 * person["bent"])
            given = [min(max(round(rng.gauss(centre, 1) + place), 1), points) for _ in ids]
            given = ["" if rng.random() < 0.04 else f"p{point}" for point in given]
            session = rng.choice(sessions) if sessions and rng.random() > 0.02 else ""
            rows.append([wave, session, code, "", person["sector"], *given])
    _write(folder / "responses.csv", ["wave", "session", "respondent", "sessions_attended", "sector", *ids], rows)


def _others(rng, folder, people, sessions) -> None:
    rows = []
    for person in people:
        code = "" if rng.random() < 0.05 else person["code"]
        for session in rng.sample(sessions, rng.randint(1, len(sessions))):
            rows.append([code, session, person["sector"], f"{person['sector']} {person['org']}"])
    rows = rows if rng.random() < 0.8 else []
    _write(folder / "attendance.csv", ["person", "session", "sector", "organisation"], rows)
    spoken = [person for person in people if rng.random() < rng.choice([0.2, 0.5, 0.9])]
    said = ["yes", "yes", "no", ""]
    rows = [[f"I{n}", "", person["sector"], "", rng.choice(said)] for n, person in enumerate(spoken)]
    _write(folder / "interviews.csv", ["interview", "session", "sector", "role", "useful"], rows)
    themes = {f"T{n}": rng.random() for n in range(rng.randint(1, 4))}
    coded = [
        [f"I{n}", "what", theme, "", "", "A", "", ""]
        for n in range(len(spoken))
        for theme, share in themes.items()
        if rng.random() < share
    ]
    columns = ["interview", "question", "theme", "subtheme", "stance", "coder", "quote", "ok_to_print"]
    _write(folder / "codings.csv", columns, coded)


def _write(path: Path, columns, rows) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


def handed_in(folder: Path) -> tuple[list, object]:
    """The entries that the cells of a book's pages hand in, without drawing, and the study."""
    entries = []

    def display(data, metadata=None, **_):
        entries.extend(entry_of(record) for record in (metadata or {}).get(ACCOUNT, ()))

    blank = '<svg width="1pt" height="1pt"><defs></defs></svg>'
    study = load_study(folder)  # one for all pages, so that what may be shown is worked out once
    with (
        mock.patch("IPython.display.display", display),
        mock.patch("prepost.report.canvas.drawn", lambda *_: None),
        mock.patch("prepost.report.show.svg", lambda *_: blank),
        mock.patch("prepost.study.load_study", lambda *_, **__: study),
    ):
        for page in sorted([folder / "index.md", *(folder / "pages").glob("*.md")]):
            names: dict = {}
            for cell in CELL.findall(page.read_text(encoding="utf-8")):
                exec("\n".join(line for line in cell.splitlines() if not line.startswith(":")), names)
    return entries, study


def lost(study) -> tuple[float, float]:
    """The shares of what is hidden though its groups are large enough: comparisons, and answers wave by wave."""
    may, ids = safe(study), [statement.id for statement in study.statements]
    least, pairs, waves = study.min_cell, product(ids, study.comparisons), product(ids, study.waves)
    planned = [pair for pair in pairs if all(counts.sum() >= least for _, counts in sides(study, *pair))]
    waves = [(one, wave) for one, wave in waves if study.counts(one, {"wave": wave}).sum() >= least]
    comparisons = sum(pair in may.hidden for pair in planned) / max(len(planned), 1)
    return comparisons, sum(may.waves[pair] is None for pair in waves) / max(len(waves), 1)


def main(number: int, first: int = 0) -> int:
    """Attack so many random studies and say what was found."""
    recovered, shares, started = 0, [], time.process_time()
    for seed in range(first, first + number):
        with tempfile.TemporaryDirectory() as root:
            random_study(Path(root, "book"), seed)
            entries, study = handed_in(Path(root, "book"))
            shares.append(lost(study))
        for account in accounts(entries):  # one that nothing fits would hide every leak
            assert account.end(1, account.rows[0]) >= 0, (seed, [str(entry) for entry in account.entries])
        found = leaks(entries, 5)
        recovered += len(found)
        distinct = {(str(entry), entry.low is None) for entry in entries if entry.kind == "people"}
        shares[-1] = (*shares[-1], sum(hidden for _, hidden in distinct) / len(distinct))
        for leak in found:
            print(f"study {seed}: {leak}", flush=True)
    print(f"{number} studies in {time.process_time() - started:.0f} s: {recovered} hidden numbers recovered.")
    for words, column in zip(("comparisons", "answers by wave", "numbers of people"), zip(*shares), strict=True):
        print(f"Hidden {words}: median {statistics.median(column):.0%}, mean {statistics.mean(column):.0%}.")
    return recovered


if __name__ == "__main__":
    sys.exit(bool(main(*(int(word) for word in sys.argv[1:] or ["20"]))))
