"""Random study folders that `check` passes, odd ones often; the pages of the template are executed over each.

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
from urllib.parse import unquote

from markupsafe import Markup

from prepost.study import load_study
from prepost.study.check import summary
from prepost.study.inspection import inspect
from prepost.study.schema import FILES
from prepost.template.make import renew

from .book.conftest import build
from .book.executed import Executed, assert_reads_well

CELL = re.compile(r"```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)```", re.DOTALL)
KINDS = """one_form few_forms all_ties no_spread rise empty_wave blank_statement free costs attendance interviews codings no_rows one_statement
two_scales some_waves paired sessions long_labels min_cell_1 off_scale third_wave attended no_codes sites holm margin exact
economics coders joint_display baseline choices comments scores cohort other_test""".split()
"""What makes a folder odd, or large; each is drawn about once in three."""
SCALES = {"": [1, 2, 3, 4, 5], "two": [0, 1], "odd": [-3, -1, 0, 2], "long": list(range(11))}
LONG = "a very long label, Ünïcode and “quotation marks” & all, that goes on until it is longer than any page is wide"
UNTRUE = r"no correction over|£0\.00 for each|\b0\.0% to [+−]?0\.0%|(\d\.\d\d) \(\1 to \1\)|\b0 of 0\b"
"""What stood on pages of odd folders and was not so, or said nothing."""


class Draw:
    """One random study folder: `on` holds the kinds that were drawn, `files` the rows of its files by name."""

    def __init__(self, seed: int):
        self.rng = rng = random.Random(seed)
        self.on = on = {kind for kind in KINDS if rng.random() < 0.3}
        on -= {"exact"} if "other_test" in on else set()  # which has no choice of the kind
        self.waves = ["pre", "post", "3 months (later)"][: 3 if "third_wave" in on else 2]
        names = rng.sample(list(SCALES), 2 if "two_scales" in on else 1)
        number = 1 if "one_statement" in on else rng.randint(2, 5)
        self.statements = [self._statement(n, names[n % len(names)]) for n in range(max(number, len(names)))]
        most = 1 if "one_form" in on else rng.randint(2, 7) if "few_forms" in on else rng.randint(8, 40)
        forms = [(wave, n) for wave in self.waves for n in range(most if wave == "pre" else rng.randint(1, most))]
        self.files = {"responses.csv": [self._form(*form) for form in forms]} | self._records()
        self.files = {name: rows for name, rows in self.files.items() if name.partition(".")[0] in on | {"responses"}}
        self.study = self._study(names)

    def _statement(self, n: int, scale: str) -> dict:
        waves = self.rng.sample(self.waves, self.rng.randint(1, len(self.waves)))
        asked = {"columns": {wave: f"Q{n}" for wave in waves}} if "some_waves" in self.on else {}
        text = f"Statement {n}{': ' + LONG if 'long_labels' in self.on else ''}"
        return {"id": f"s{n}", "domain": f"d_{scale}", "text": text, "reversed": self.rng.random() < 0.3} | asked

    def _form(self, wave: str, n: int) -> dict:
        rng, on, form = self.rng, self.on, {"wave": wave}
        form |= {"session": rng.choice(["1", "2", "2", ""])} if "sessions" in on else {}
        form |= {"respondent": "" if "no_codes" in on or rng.random() < 0.05 else f"P{n}"} if "paired" in on else {}
        form |= {"sessions_attended": rng.choice(["1", "2", "1-2", "3"])} if "attended" in on else {}
        form |= {"cohort": rng.choice(["first", "second"])} if "cohort" in on else {}
        form |= {"site": "AB"[n % 2]} if "sites" in on else {}
        form |= {f"many.{one}": rng.choice([1, ""]) for one in "ab"} if "choices" in on else {}
        form |= {"said": rng.choice(["It went well", ""])} if "comments" in on else {}
        return form | {one["id"]: self._answer(one, wave, n) for one in self.statements}

    def _answer(self, statement: dict, wave: str, n: int):
        rng, on, points = self.rng, self.on, SCALES[statement["domain"][2:]]
        left_out = ("blank_statement" in on and statement["id"] == "s0") or ("empty_wave" in on and wave == "post")
        if left_out or wave not in statement.get("columns", self.waves) or rng.random() < 0.08:
            return ""
        if "off_scale" in on and rng.random() < 0.2:
            return "No answer"
        if "rise" in on:
            return points[0] if wave == "pre" else points[-1]
        return points[-1] if "no_spread" in on else points[n % len(points)] if "all_ties" in on else rng.choice(points)

    def _records(self) -> dict[str, list[dict]]:
        """What else may be there, each file with none, one, some or many rows."""
        rng, some = self.rng, lambda: range(0 if "no_rows" in self.on else self.rng.choice([1, 6, 30]))
        sector = lambda: rng.choice(["Health", "School", "Police", ""])  # noqa: E731
        sessions = "12" if "sessions" in self.on else [""]
        interviews = [
            {"interview": f"I{n}", "session": "", "sector": sector(), "role": rng.choice(["Nurse", ""]), "useful": rng.choice(["yes", "no", ""])}
            for n in some()
        ]  # fmt: skip
        of = max(len(interviews), 1) if "interviews" in self.on else 9
        return {
            "attendance.csv": [
                {"person": rng.choice([f"P{n // 2}", ""]), "session": rng.choice(sessions), "sector": sector(), "organisation": rng.choice("AB")}
                for n in some()
            ],
            "interviews.csv": interviews,
            "codings.csv": [
                {"interview": f"I{n % of}", "question": rng.choice(["best", ""]), "theme": rng.choice(["Time", "Trust"]), "subtheme": "",
                 "stance": rng.choice(["positive", "negative", ""]), "coder": coder, "quote": rng.choice(["Some words", ""]), "ok_to_print": rng.choice(["yes", "no"])}
                for n in (some() if interviews or "interviews" not in self.on else ())
                for coder in ("AB" if "coders" in self.on else "A")
            ],
            "costs.csv": [
                {"item": f"Item {n}", "amount": 0 if "free" in self.on else rng.choice([0, 5, 99.5, 1200]), "unit": "", "quantity": rng.choice(["", 2, 0.5, 0]), "note": ""}
                for n in some()
            ],
        }  # fmt: skip

    def _study(self, names: list[str]) -> dict:
        rng, on = self.rng, self.on
        ends = (LONG, LONG[::-1]) if "long_labels" in on else ("Not at all", "Fully")
        labels = {
            name: dict.fromkeys(SCALES[name], "") | {SCALES[name][0]: ends[0], SCALES[name][-1]: ends[1]}
            for name in SCALES
        }
        first, second, last = ({"wave": wave} for wave in (*self.waves[:2], self.waves[-1]))
        planned = [(first, second)] + [(first, last)] * ("third_wave" in on)
        sites = sorted({form.get("site", "") for form in self.files["responses.csv"]})
        planned += [({"site": site}, second) for site in sites] if len(sites) == 2 else []
        if "sessions" in on and any(form["session"] == "1" for form in self.files["responses.csv"]):
            planned.append((first | {"session": "1"}, second))
        comparisons = {f"c{n}": {"first": one, "second": other} for n, (one, other) in enumerate(planned)}
        paired, domain = "paired" in on and "no_codes" not in on, self.statements[0]["domain"]
        chosen = {
            "sessions": {"sessions": ["1", "2"]},
            "off_scale": {"off_scale": ["No answer"]},
            "baseline": {"specifications": {"b": comparisons["c0"]}},
            "margin": {"equivalence_margin": rng.choice([0, 0.06, 0.5, 1])},
            "exact": {"exact": 100, "continuity": True},
            "economics": {"economics": {"session_hours": 1.5, "hourly_rate": [20, 30], "deflators": {2030: 1.1}}},
            "choices": {"choices": {"many": {"text": "Which?", "options": {"a": "This", "b": "That"}}}},
            "comments": {"comments": {"said": {"text": "Anything else?", "ok_to_print": rng.random() < 0.5}}},
            "scores": {"scores": {"all": {"domain": domain, "method": rng.choice(["mean", "sum"])}}},
            "sites": {"by": ["site"]},
            "other_test": {"test": "sign" if paired else rng.choice(["welch", "brunner_munzel"])},
        }
        questions = [
            {"id": "useful", "text": "Useful?", "answers": ["yes", "no"]},
            {"id": "best", "text": "Best?", "kind": "open"},
        ]
        topics = [
            {"topic": "Use", "domain": domain, "question": "useful", "answer": "yes"},
            {"topic": "Time", "statements": [self.statements[-1]["id"]], "question": "best", "answer": "Time"},
        ]
        study = {
            "title": "A study",
            "scale": labels[""],
            "scales": {name: points for name, points in labels.items() if name},
            "domains": {f"d_{name}": {"name": f"Domain {name}"} | ({"scale": name} if name else {}) for name in names},
            "statements": self.statements,
            "waves": {wave: "" for wave in self.waves},
            "design": "paired" if paired else "unpaired",
            "comparisons": comparisons,
            "correction": {
                "method": rng.choice(["none", "bonferroni", "holm"]),
                "family": "all" if "holm" in on else "comparison",
            },
            "min_cell": 1 if "min_cell_1" in on else rng.choice([2, 5, 5, 10]),
            "currency": rng.choice(["GBP", ""]),
            "questions": questions if "interviews" in on or "codings" in on else [],
            "joint_display": topics if {"interviews", "joint_display"} <= on else [],
        }
        return study | {name: value for kind in sorted(on & chosen.keys()) for name, value in chosen[kind].items()}

    def write(self, folder: Path) -> list:
        """Write the folder with the pages of the template; returns what `check` has against it."""
        (folder / "study.yml").write_text(json.dumps(self.study), encoding="utf-8")
        for name, rows in self.files.items():
            with (folder / name).open("w", newline="", encoding="utf-8") as target:
                known = next(file.columns for file in FILES if file.name == name)
                writer = csv.DictWriter(target, list(rows[0]) if rows else [column.name for column in known])
                writer.writeheader()
                writer.writerows(rows)
        faults = inspect(folder).faults
        if not faults:
            renew(folder)
        return faults


def execute_pages(folder: Path) -> dict[str, Executed]:
    """Execute every page of a book as its kernel would, but for one study to all; returns what each gave, by name."""
    found, study = {}, load_study(folder)
    for page in [folder / "index.md", *sorted((folder / "pages").glob("*.md"))]:
        name, names = page.relative_to(folder).with_suffix("").as_posix(), {"__name__": "__main__"}
        shown, text = found.setdefault(name, Executed()), page.read_text(encoding="utf-8")
        displayed = mock.patch("IPython.display.display", shown.display)
        with chdir(page.parent), displayed, mock.patch("prepost.study.load_study", lambda *_, **__: study):
            for cell in CELL.findall(text):
                exec(compile(cell, str(page), "exec"), names)
        prose = CELL.sub("", text.split("---", 2)[2])
        shown.prose = re.sub(r"\{glue:text\}`([^`]+)`", lambda match: shown.texts[match[1]], prose)
    return found


def account(shown: Executed) -> str:
    """What a page shows: its words, and of each picture how many coordinates it has and what they add up to."""
    lines = []
    for html in shown.shown:
        parted = re.sub(
            r'<script\b.*?</script>|"data:[^"]*"',
            "",
            re.sub("</(?:t[dhr]|caption|summary)>", " | ", html),
            flags=re.DOTALL,
        )
        lines += [Markup(parted).striptags(), *re.findall('alt="([^"]*)"', html)]
        for svg in map(unquote, re.findall('"data:image/svg[^,]*,([^"]*)"', html)):
            places = " ".join(re.findall(""" (?:d|x|y|transform)=['"]([^'"]*)""", svg))
            numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", places)]
            lines.append(f"Picture: {len(numbers)} coordinates, {sum(numbers):.3g} in all")
    return "\n".join(lines) + "\n"


def accounts(pages: dict[str, Executed]) -> str:
    """What pages show, but for the versions of what made them."""
    return "\n".join(f"# {page}\n{account(shown)}" for page, shown in pages.items() if "provenance" not in page)


def try_one(seed: int, built: bool = False) -> str:
    """Draw a folder and execute or build its pages: they read well. What they show; nothing if `check` refuses the folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if Draw(seed).write(folder):
            return ""
        if built:
            process = build(folder, folder, "-W", "-n", "--keep-going")
            assert process.returncode == 0, process.stdout[-2000:] + process.stderr[-2000:]
            return "built"
        pages = execute_pages(folder)
        for page, shown in pages.items():
            assert_reads_well(shown.words())
            found = re.search(f".*(?:{UNTRUE}).*", shown.words())
            assert not found, f"{page}: {found[0]}"
        return "\n".join([*summary(inspect(folder)), accounts(pages)])


if __name__ == "__main__":
    passed, failed = 0, []
    for seed in range(*map(int, sys.argv[1].split("-"))) if "-" in sys.argv[1] else range(int(sys.argv[1])):
        try:
            passed += bool(try_one(seed, built="build" in sys.argv))
        except Exception as error:  # told with its folder's number; the others are tried all the same
            failed.append(seed)
            print(f"{seed}: {type(error).__name__}: {error}", flush=True)
    print(f"{passed} folders executed, {len(failed)} of them failed")
    sys.exit(bool(failed))
