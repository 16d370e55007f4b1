"""Random studies, written as survey programs write them with random nuisances, are imported again.

The result is equal to what was drawn, or a question or a fault names the place; there is no third outcome.
`python -m tests.roundtrip 100000` draws as many; the test suite draws a few.
"""

import contextlib
import csv
import io
import json
import random
import re
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

from prepost.study.faults import StudyError
from prepost.study.imports.importing import run
from prepost.study.settings import settings_from

SCALES = [
    "Strongly disagree|Disagree|Neither agree nor disagree|Agree|Strongly agree",
    "Strongly disagree|Somewhat disagree|Neither agree nor disagree|Somewhat agree|Strongly agree",
    "Strongly disagree|Tend to disagree|Neither agree nor disagree|Tend to agree|Strongly agree",
    "Never|Rarely|Sometimes|Often|Always",
    "Not at all confident|Slightly confident|Moderately confident|Very confident|Extremely confident",
    "Very poor|Poor|Fair|Good|Very good",
    "No|Yes",
    "Nie|Selten|Manchmal|Oft|Immer",
    "1|2|3|4|5",
    "0|1|2|3|4|5|6|7|8|9|10",
    "-2|-1|0|1|2",
    "1 - Not at all|2|3|4|5 - Fully",
]
THINGS = "boats nets ropes tides knots maps sails winds rocks lights".split()
VERBS = ["I can handle", "I know about", "I feel safe with", "I would teach"]
FILES = [
    ("before", "after", "3 months after"),
    ("Boat school pre-survey", "Boat school post-survey", "Boat school follow-up"),
    ("t1", "t2", "t3"),
    ("survey_start", "survey_end", "survey_later"),
    ("2024 after-school club before", "2024 after-school club after", "2024 after-school club 6 months after"),
]
CELLS = [
    ("Before", "After", "3 months after"),
    ("pre", "post", "follow-up"),
    ("1", "2", "3"),
    ("Baseline", "Exit", "Later"),
]
LAYOUTS = ("files", "files", "column", "headings")
PROGRAMS = ("plain", "plain", "plain", "plain", "google", "qualtrics", "limesurvey", "surveymonkey")
NUISANCES = """spaces case curly blank_rows summary repeated_header title comments unnamed preview post_only slip prefix
sep comma_heading decimal email off_scale missing_code comment_only short_row open_quote loose_codes utf16 cp1252 semicolon
constant_column consent background""".split()


class Draw:
    """One random study: what was answered, and the files that say so."""

    def __init__(self, seed: int):
        self.rng = rng = random.Random(seed)
        self.layout, self.program = rng.choice(LAYOUTS), rng.choice(PROGRAMS)
        chosen = {one for one in NUISANCES if rng.random() < 0.09}
        self.on = chosen - ({"post_only", "slip", "prefix"} if self.layout != "files" else set())
        if self.program != "plain":
            self.on -= {"title", "unnamed", "repeated_header", "summary", "comma_heading", "short_row", "sep", "curly"}
            self.on -= {"prefix", "slip", "post_only", "decimal", "constant_column"}
        self.layout = "files" if self.program == "surveymonkey" else self.layout
        self.on -= {"preview"}
        if self.program == "qualtrics" and rng.random() < 0.5:
            self.on |= {"preview"}
        if self.program == "plain" and self.layout == "files":
            self.on |= {one for one in ("post_only", "slip", "prefix", "reversed") if rng.random() < 0.12}
        self.n_waves = rng.choice((2, 2, 3))
        self.scales = [text.split("|") for text in rng.sample(SCALES, rng.choice((1, 1, 2, 3)))]
        self.statements: list[tuple[str, list[str]]] = []
        texts = [f"{verb} {thing}" for verb in VERBS for thing in THINGS]
        for scale in self.scales:
            self.statements += [(texts.pop(rng.randrange(len(texts))), scale) for _ in range(rng.choice((1, 2, 3)))]
        people = [f"{rng.choice('ABCDEFGH')}{rng.randrange(100, 999)}x{n}" for n in range(rng.choice((6, 12, 25)))]
        self.waves = rng.choice(FILES if self.layout == "files" else CELLS)[: self.n_waves]
        self.truth: dict[str, list[dict[str, str]]] = {}
        for place, wave in enumerate(self.waves):
            came = people if self.layout == "headings" else [one for one in people if rng.random() < 0.85] or people[:1]
            self.truth[wave] = [{"person": one} | self._answers(place) for one in came]
        for wave in self.waves:
            self.truth[wave] = [form for form in self.truth[wave] if any(form[t] for t, _ in self.statements)]

    def _answers(self, place: int) -> dict[str, str]:
        answers = {}
        for number, (text, scale) in enumerate(self.statements):
            asked = not ("post_only" in self.on and number == len(self.statements) - 1 and number and place == 0)
            answers[text] = self.rng.choice(scale) if asked and self.rng.random() > 0.05 else ""
            if answers[text] and "off_scale" in self.on and self.rng.random() < 0.1:
                answers[text] = "Prefer not to say"
        return answers

    # -- writing ------------------------------------------------------------------------------------------------------

    def _cell(self, answer: str) -> str:
        if not answer:
            return "-99" if "missing_code" in self.on else ""
        if "decimal" in self.on and re.fullmatch(r"\d+", answer):
            return f"{answer},0"
        answer = answer.upper() if "case" in self.on and self.rng.random() < 0.1 and answer.isalpha() else answer
        return f" {answer.replace(' ', chr(160), 1)} " if "spaces" in self.on and self.rng.random() < 0.3 else answer

    def _heading(self, text: str, place: int) -> str:
        if "comma_heading" in self.on:
            text += ", nets, and more"
        if "curly" in self.on:
            text += " in the day’s work" if place % 2 else " in the day's work"
        if "slip" in self.on and place == 1 and text.startswith(self.statements[0][0]):
            text = text.replace("I ", "I  ").replace("an", "na", 1) if "an" in text else text + "s"
        if "prefix" in self.on:
            text = f"Section {'AB'[place % 2]}: {text}"
        return text

    def _table(self, wave: str | None) -> list[list[str]]:
        """Headings and rows of one file: of a wave, or of all."""
        places = [self.waves.index(wave)] if wave else range(self.n_waves)
        last = (
            {self.statements[-1][0]}
            if "post_only" in self.on and wave == self.waves[0] and len(self.statements) > 1
            else set()
        )
        texts = [text for text, _ in self.statements if text not in last]
        if self.layout == "headings":
            heads = [f"{name}: {self._heading(text, 0)}" for name in self._prefixes() for text in texts]
        else:
            heads = [self._heading(text, places[0]) for text in texts]
        extra = {name: [] for name in ("comments", "email", "unnamed", "constant_column", "consent", "background")}
        rows = []
        if self.layout == "headings":
            people = dict.fromkeys(form["person"] for forms in self.truth.values() for form in forms)
            for one in people:
                forms = [next((f for f in self.truth[w] if f["person"] == one), {}) for w in self.waves]
                rows.append([one, *(self._cell(form.get(text, "")) for form in forms for text in texts)])
        else:
            for place in places:
                for form in self.truth[self.waves[place]]:
                    code = form["person"].lower() if "loose_codes" in self.on and place else form["person"]
                    told = [] if wave else [self.waves[place]]
                    rows.append([*told, code, *(self._cell(form[text]) for text in texts)])
        table = [[*([] if wave or self.layout == "headings" else ["Wave"]), "Code", *heads], *rows]
        columns = {
            "comments": ("Any comments", lambda n: ["", "good, really", 'she said "yes"', "two\nlines"][n % 4]),
            "email": ("Contact", lambda n: f"p{n}@example.org"),
            "unnamed": ("", lambda n: "x"),
            "constant_column": ("Survey", lambda n: "Boat day"),
            "consent": ("I consent to take part in this study", lambda n: "Agree"),
            "background": ("Sector", lambda n: ["Health", "School", "Other work"][n % 3]),
        }
        for name in extra:
            if name in self.on:
                table[0].append(columns[name][0])
                for number, row in enumerate(table[1:]):
                    row.append(columns[name][1](number))
        if "comment_only" in self.on and "comments" in self.on and self.layout == "files":
            table.append(["Z999z9", *[""] * (len(table[0]) - 1)])
            table[-1][table[0].index("Any comments")] = "only this"
        return self._as_program(table)

    def _prefixes(self) -> list[str]:
        return ["Before", "After", "Follow-up"][: self.n_waves]

    def _as_program(self, table: list[list[str]]) -> list[list[str]]:
        heads, rows = table[0], table[1:]
        statements = {text for text, _ in self.statements}
        answers = [any(text in head for text in statements) for head in heads]
        if self.program == "google":
            heads = [
                f"How far do you agree? [{h}]" if a and self.layout != "headings" else h for h, a in zip(heads, answers)
            ]
            return [["Timestamp", *heads], *([f"01/05/2019 10:{n % 60:02}:00", *row] for n, row in enumerate(rows))]
        if self.program == "qualtrics":
            meta = ["StartDate", "RecordedDate", "Status", "Finished", "ResponseId"]
            told = ["Start Date", "Recorded Date", "Response Type", "Finished", "Response ID"]
            out = [[*meta, *heads], [*told, *heads]]
            out += [["2019-05-01", "2019-05-01", "IP Address", "True", f"R_{n}", *row] for n, row in enumerate(rows)]
            if "preview" in self.on:
                out.append(["2019-05-01", "2019-05-01", "Survey Preview", "True", "R_x", *rows[-1]])
            return out
        if self.program == "limesurvey":
            meta = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
            return [[*meta, *heads], *([n, "2019-05-01", "2", "en", "9", *row] for n, row in enumerate(rows, 1))]
        if self.program == "surveymonkey":
            first = answers.index(True)
            top = ["How far?" if n == first else "" if a else h for n, (h, a) in enumerate(zip(heads, answers))]
            below = [h if a else "Response" for h, a in zip(heads, answers)]
            meta = [["Respondent ID", "Collector ID", *top], ["", "", *below]]
            return [*meta, *([str(118 + n), "77", *row] for n, row in enumerate(rows))]
        if "repeated_header" in self.on:
            rows = [*rows[:2], heads, *rows[2:]]
        if "blank_rows" in self.on:
            rows = [*rows[:3], [""] * len(heads), *rows[3:]]
        if "summary" in self.on:
            rows = [*rows, ["Mean", *["2.5" if a else "" for a in answers[1:]]]]
        if "title" in self.on and len(heads) > 2:
            heads, rows = ["A survey of boats", *[""] * (len(heads) - 1)], [heads, *rows]
        return [heads, *rows]

    def write(self, folder: Path) -> list[Path]:
        """Write the study's files into a folder."""
        paths = []
        for wave in self.waves if self.layout == "files" else (None,):
            path = folder / f"{wave or 'answers'}.csv"
            delimiter = ";" if {"semicolon", "sep", "decimal"} & self.on else ","
            text = io.StringIO()
            csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(self._table(wave))
            lines = text.getvalue()
            if "short_row" in self.on:
                lines += f"Q1{delimiter}\n" if lines.split("\n")[1].count(delimiter) > 1 else ""
            if "open_quote" in self.on:
                lines = lines.rstrip("\n") + f'{delimiter}"never closed\nand more\n'
            if "sep" in self.on:
                lines = f"sep={delimiter}\n{lines}"
            encoding = "utf-16" if "utf16" in self.on else "utf-8"
            if "cp1252" in self.on and "utf16" not in self.on:
                with contextlib.suppress(UnicodeEncodeError):
                    lines.encode("cp1252")
                    encoding = "cp1252"
            path.write_text(lines, encoding=encoding, newline="")
            paths.append(path)
        return paths[::-1] if "reversed" in self.on else paths


def outcome(draw: Draw) -> str:
    """What became of a study: "equal", "asked", "fault", or what differs in silence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths, said = draw.write(folder), io.StringIO()
        try:
            with contextlib.redirect_stdout(said):
                run(paths, folder / "study", form="json")
        except StudyError as error:
            return "fault" if any(path.name in str(error) for path in paths) else f"a fault without a place: {error}"
        except Exception:  # whatever else happens is what is looked for
            return traceback.format_exc()
        told = json.loads(said.getvalue())
        settings, _ = settings_from((folder / "study" / "study.yml").read_bytes(), folder)
        with (folder / "study" / "responses.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    return _compared(draw, settings, rows, told)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip()


def _compared(draw: Draw, settings, rows: list[dict], told: dict) -> str:
    asked = " | ".join(text for _, text in settings.marks)
    out = [row for row in told["columns"] if row["taken_for"].startswith(("left out", "not used"))]
    waves = dict(settings.rules.waves) or dict(zip(draw._prefixes(), settings.waves))
    wave_of = {}
    for place, wave in enumerate(draw.waves):
        key = f"{wave}.csv" if draw.layout == "files" else wave if draw.layout == "column" else draw._prefixes()[place]
        found = waves.get(key) or next((w for k, w in waves.items() if k.casefold() == key.casefold()), None)
        if found is None:
            return "asked" if "no wave was found" in asked else f"the wave {wave} is nowhere: {waves}"
        wave_of[wave] = found
    if len(set(wave_of.values())) < draw.n_waves and "may be one wave" not in asked:
        return f"waves share an id: {wave_of}"
    if list(settings.waves) != list(wave_of.values()) and "in order" not in asked:
        return "the order of waves"
    result = "equal"
    held = [text for text, _ in draw.statements if not any(_plain(text) in _plain(row["column"]) for row in out)]
    for text, scale in draw.statements:
        found = [s for s in settings.statements if _plain(text) in _plain(s.text)]
        if not found and "slip" in draw.on:
            others = [_plain(other) for other, _ in draw.statements]
            found = [s for s in settings.statements if text.split()[-1] in s.text and _plain(s.text) not in others][:1]
        if not found:
            if any(_plain(text) in _plain(row["column"]) for row in out):
                result = "asked"
                continue
            return f"the statement {text} is gone"
        if len(found) > 1:
            return f"the statement {text} is there {len(found)} times" if "slip" not in draw.on else "asked"
        one = found[0]
        labels = settings.labels_of(one.id)
        known = {label.casefold(): code for code, label in labels.items() if label} | {
            str(code): code for code in labels
        }
        order = [known.get(re.sub(r"^\d - ", "", answer).casefold(), known.get(answer[0])) for answer in scale]
        given = {form[text] for forms in draw.truth.values() for form in forms}
        codes = [code for code, answer in zip(order, scale) if answer in given]
        if codes != sorted(set(codes), key=lambda code: (code is None, code)):
            if "not its order" not in asked and "no points of a scale" not in asked:
                return f"the order of {text}: {labels}"
            result = "asked"
        for wave, forms in draw.truth.items():
            read = Counter(
                (row["respondent"].casefold(), _plain(row[one.id])) for row in rows if row["wave"] == wave_of[wave]
            )
            true = Counter(
                (form["person"].casefold(), _plain(form[text])) for form in forms if any(form[t] for t in held)
            )
            if not settings.rules.respondent:
                true = Counter({("", answer): 0 for _, answer in true}) + Counter(a for _, a in true.elements())
                read = Counter(a for (_, a), n in read.items() for _ in range(n))
                result = "asked"
            if read != true:
                return f"{wave}, {text}: {dict(read - true)} for {dict(true - read)}"
    return result


def main(number: int, start: int = 0) -> int:
    """Draw studies, print what became of them, and return how many differ in silence."""
    found, occurred, silent = Counter(), Counter(), []
    for seed in range(start, start + number):
        draw = Draw(seed)
        occurred.update(draw.on)
        result = outcome(draw)
        found[result if result in ("equal", "asked", "fault") else "silent"] += 1
        if result not in ("equal", "asked", "fault"):
            silent.append((seed, draw.layout, draw.program, sorted(draw.on), result))
    print(dict(found), "rarest:", occurred.most_common()[-3:])
    for one in silent[:8]:
        print(*one, sep="\n  ")
    return len(silent)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), *map(int, sys.argv[2:3]))))
