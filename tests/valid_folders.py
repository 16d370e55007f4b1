"""Random study folders that `check` passes, degenerate ones often; the pages of the template are executed over each.

`python -m tests.valid_folders 500` draws as many; `python -m tests.valid_folders 5 build` builds them with Jupyter Book.
"""

import csv
import json
import random
import re
import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from unittest import mock

import yaml

from prepost.study.faults import StudyError
from prepost.study.inspection import inspect
from prepost.template.make import renew

from .book.executed import Executed, assert_reads_well

CELL = re.compile(r"```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)```", re.DOTALL)
KINDS = """one_form few_forms all_ties no_spread empty_wave blank_statement free_costs no_costs missing_files empty_files one_statement
two_points negative_codes two_scales some_waves paired sessions long_labels min_cell_1 off_scale three_waves attended no_codes
same_people cohorts margin holm_all no_correction economics interviews codings two_coders joint_display specifications""".split()
"""What makes a folder odd; each is drawn about once in four."""
SCALES = {"": [1, 2, 3, 4, 5], "two_points": [0, 1], "negative_codes": [-3, -1, 0, 2]}
LONG = "a very long label of a point that goes on and on, Ünïcode and “quotation marks” too, until it is longer than any page"


class Draw:
    """One random study folder: `on` holds the kinds that were drawn, `files` what stands in its files."""

    def __init__(self, seed: int):
        self.rng = rng = random.Random(seed)
        self.on = {kind for kind in KINDS if rng.random() < 0.25}
        self.waves = ["pre", "post", "later"][: 3 if "three_waves" in self.on else 2]
        self.scales = {name: points for name, points in SCALES.items() if not name or name in self.on}
        used = list(self.scales) if "two_scales" in self.on else [rng.choice(list(self.scales))]
        number = 1 if "one_statement" in self.on else rng.randint(2, 5)
        self.statements = [self._statement(n, used[n % len(used)]) for n in range(max(number, len(used)))]
        forms = 1 if "one_form" in self.on else rng.randint(2, 7) if "few_forms" in self.on else rng.randint(8, 40)
        rows = [
            self._form(wave, n) for wave in self.waves for n in range(forms if wave == "pre" else rng.randint(1, forms))
        ]
        self.files = {"study.yml": json.dumps(self._study()), "responses.csv": rows}
        if "missing_files" not in self.on:
            self._others()

    def _statement(self, n: int, scale: str) -> dict:
        asked = self.rng.sample(self.waves, self.rng.randint(1, len(self.waves))) if "some_waves" in self.on else []
        words = f"Statement {n}" + f": {LONG}" * ("long_labels" in self.on)
        return {
            "id": f"s{n}",
            "domain": f"d{list(SCALES).index(scale)}",
            "text": words,
            "reversed": self.rng.random() < 0.3,
        } | ({"columns": {wave: f"Q{n}" for wave in asked}} if asked else {})

    def _form(self, wave: str, n: int) -> dict:
        rng, form = self.rng, {"wave": wave}
        if "sessions" in self.on:
            form["session"] = rng.choice(["1", "2", "2", ""] if n else ["1"])
        if self.on & {"paired", "same_people"}:
            form["respondent"] = "" if "no_codes" in self.on or rng.random() < 0.05 else f"P{n}"
        if "attended" in self.on:
            form["sessions_attended"] = rng.choice(["1", "2", "1-2", "3"])
        if "cohorts" in self.on:
            form["site"] = rng.choice("AB")
        for number, statement in enumerate(self.statements):
            points = self.scales[list(SCALES)[int(statement["domain"][1:])]]
            cell = (
                points[-1]
                if "no_spread" in self.on
                else points[n % len(points)]
                if "all_ties" in self.on
                else rng.choice(points)
            )
            unasked = wave not in statement.get("columns", self.waves)
            blank = unasked or rng.random() < 0.08 or ("blank_statement" in self.on and not number)
            blank = blank or ("empty_wave" in self.on and wave == "post")
            form[statement["id"]] = (
                "" if blank else "No answer" if "off_scale" in self.on and rng.random() < 0.2 else cell
            )
        return form

    def _study(self) -> dict:
        rng, on = self.rng, self.on
        label = {"low": LONG, "high": LONG[::-1]} if "long_labels" in on else {"low": "Not at all", "high": "Fully"}
        scales = {
            name: {p: label["low"] if p == points[0] else label["high"] if p == points[-1] else "" for p in points}
            for name, points in self.scales.items()
        }
        sides = [{"wave": wave} for wave in self.waves]
        planned = [(sides[0], sides[1])] + [(sides[0], sides[-1])] * ("three_waves" in on)
        if "cohorts" in on:
            planned += [({"site": "A"}, {"site": "B"}), (sides[0] | {"site": "A"}, sides[1] | {"site": "A"})]
        if "sessions" in on:
            planned.append((sides[0] | {"session": "1"}, sides[1]))
        comparisons = {f"c{n}": {"first": first, "second": second} for n, (first, second) in enumerate(planned)}
        method = "none" if "no_correction" in on else rng.choice(["bonferroni", "holm", "benjamini-hochberg"])
        return {
            "title": "A study",
            "scale": scales[""],
            "scales": {name: points for name, points in scales.items() if name},
            "off_scale": ["No answer"] if "off_scale" in on else [],
            "domains": {
                f"d{n}": {"name": f"Domain {n}"} | ({"scale": name} if name else {})
                for n, name in enumerate(SCALES)
                if name in scales
            },
            "statements": self.statements,
            "waves": {wave: "" for wave in self.waves},
            "sessions": ["1", "2"] if "sessions" in on else [],
            "design": "paired" if on & {"paired"} and not on & {"no_codes"} else "unpaired",
            "comparisons": comparisons,
            "specifications": dict(list(comparisons.items())[:1]) if "specifications" in on else {},
            "correction": {"method": method, "family": "all" if "holm_all" in on else "comparison"},
            "equivalence_margin": rng.choice([0, 0.06, 0.5, 1]) if "margin" in on else None,
            "min_cell": 1 if "min_cell_1" in on else rng.choice([2, 5, 5, 10]),
            "currency": rng.choice(["GBP", "", "EUR"]),
            "economics": {"session_hours": 1.5, "hourly_rate": [20, 30], "deflators": {2030: 1.1}}
            if "economics" in on
            else {},
            "questions": [
                {"id": "useful", "text": "Useful?", "answers": ["yes", "no"]},
                {"id": "best", "text": "What was best?", "kind": "open"},
            ]
            if "interviews" in on
            else [],
            "joint_display": [
                {"topic": "Use", "domain": self.statements[0]["domain"], "question": "useful", "answer": "yes"},
                {"topic": "Time", "statements": [self.statements[-1]["id"]], "question": "best", "answer": "Time"},
            ]
            if {"joint_display", "interviews"} <= on
            else [],
            "import": {"keep": {"site": "Site"}} if "cohorts" in on else {},
        }

    def _others(self) -> None:
        rng, on = self.rng, self.on
        some = 0 if "empty_files" in on else rng.choice([1, 6, 30])
        person = [f"P{n % rng.choice([1, 3, 30])}" if rng.random() < 0.9 else "" for n in range(some)]
        self.files["attendance.csv"] = [
            {
                "person": code,
                "session": rng.choice("12") if "sessions" in on else "",
                "sector": rng.choice(["Health", "School", "Police", ""]),
                "organisation": rng.choice(["A", ""]),
            }
            for code in person
        ] or ["person,session,sector,organisation"]
        if "interviews" in on:
            n = rng.choice([1, 5, 15])
            self.files["interviews.csv"] = [
                {
                    "interview": f"I{k}",
                    "session": "",
                    "sector": rng.choice(["Health", "School", ""]),
                    "role": rng.choice(["Nurse", ""]),
                    "useful": rng.choice(["yes", "no", ""]),
                }
                for k in range(n)
            ]
        if "codings" in on:
            of = len(self.files.get("interviews.csv", [])) or 9
            self.files["codings.csv"] = [
                {
                    "interview": f"I{k % of}",
                    "question": rng.choice(["best", ""]) if "interviews" in on else "",
                    "theme": rng.choice(["Time", "Trust"]),
                    "subtheme": "",
                    "stance": rng.choice(["positive", "negative", ""]),
                    "coder": coder,
                    "quote": rng.choice(["Some words", ""]),
                    "ok_to_print": rng.choice(["yes", "no"]),
                }
                for k in range(rng.choice([1, 12]))
                for coder in ("AB" if "two_coders" in on else rng.choice(["A", " "]).strip() or [""])
            ]
        if "no_costs" not in on:
            self.files["costs.csv"] = [
                {
                    "item": f"Item {k}",
                    "amount": 0 if "free_costs" in on else rng.choice([0, 5, 99.5, 1200]),
                    "unit": rng.choice(["day", ""]),
                    "quantity": rng.choice(["", 2, 0.5, 0]),
                    "note": "",
                }
                for k in range(rng.randint(1, 3))
            ]

    def write(self, folder: Path) -> None:
        """Write the folder with the pages of the template."""
        for name, rows in self.files.items():
            with (folder / name).open("w", newline="", encoding="utf-8") as target:
                if isinstance(rows, str) or isinstance(rows[0], str):
                    target.write(rows if isinstance(rows, str) else rows[0] + "\n")
                    continue
                writer = csv.DictWriter(target, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        faults = inspect(folder).faults
        if faults:
            raise StudyError(faults)
        renew(folder)


def execute_pages(folder: Path) -> dict[str, Executed]:
    """Execute every page of a book as its kernel would."""
    found = {}
    for chapter in [{"file": "index"}, *yaml.safe_load((folder / "_toc.yml").read_text())["chapters"]]:
        page, names = folder / f"{chapter['file']}.md", {}
        shown = found[chapter["file"]] = Executed()
        with chdir(page.parent), mock.patch("IPython.display.display", shown.display):
            for cell in CELL.findall(page.read_text(encoding="utf-8")):
                exec(compile(cell, str(page), "exec"), names)
        prose = re.sub(CELL, "", page.read_text(encoding="utf-8").split("---", 2)[2])
        shown.prose = re.sub(r"\{glue:text\}`([^`]+)`", lambda match: shown.texts[match[1]], prose)
    return found


def try_one(seed: int) -> str:
    """Draw a folder and execute its pages; returns what was wrong with it, "" if nothing, "not valid" if `check` refuses it."""
    draw = Draw(seed)
    with tempfile.TemporaryDirectory() as name:
        try:
            draw.write(Path(name))
        except StudyError as error:
            return f"not valid: {error.faults[0]}"
        pages = execute_pages(Path(name))
        for page, shown in pages.items():
            try:
                assert_reads_well(shown.words())
            except AssertionError as error:
                return f"{page}: {str(error)[:300]}"
    return ""


if __name__ == "__main__":
    import collections
    import time
    import traceback

    counts = collections.Counter()
    t = time.process_time()
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        try:
            said = try_one(seed)
        except Exception as e:
            tb = traceback.extract_tb(e.__traceback__)
            at = [f"{Path(f.filename).name}:{f.lineno}" for f in tb[-3:]]
            said = f"RAISED {type(e).__name__}: {e} at {at}"
        if said:
            print(seed, said, flush=True)
        counts[said.split(":")[0][:40]] += 1
    print(counts, time.process_time() - t)
