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
import zipfile
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

from prepost.study.csv_text import tidy
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
    "1|1.5|2|2.5|3",
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
EVENTS = ("before_arm_1", "after_arm_1", "3_month_after_arm_1")
TEAS = ["Green", "Mint", "Cocoa"]
LAYOUTS = ("files", "files", "column", "headings")
PROGRAMS = "plain plain plain plain plain google qualtrics limesurvey surveymonkey redcap excel spss".split()
OF_PLAIN_FILES = set(
    "title unnamed repeated_header summary comma_heading short_row sep curly decimal constant_column".split()
)
OF_TEXT_FILES = {"sep", "utf16", "cp1252", "semicolon", "short_row", "open_quote", "decimal"}
NUISANCES = """spaces case curly blank_rows summary repeated_header title comments unnamed post_only slip prefix
sep comma_heading decimal email off_scale missing_code comment_only short_row open_quote loose_codes utf16 cp1252 semicolon
constant_column consent background teas cohorts code_spaces glued""".split()


def workbook(path, sheets):
    """The smallest Excel workbook of sheets: name, state, cells by their place."""
    space, rel = "http://schemas.openxmlformats.org", "officeDocument/2006/relationships"
    main, package = f"{space}/spreadsheetml/2006/main", f"{space}/package/2006"
    link = f'<Relationship Id="r{{}}" Type="{space}/{rel}/{{}}" Target="{{}}"/>'
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    listed, targets = "", ""
    with zipfile.ZipFile(path, "w") as file:
        for number, (name, state, cells) in enumerate(sheets, 1):
            listed += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
            targets += link.format(number, "worksheet", f"worksheets/sheet{number}.xml")
            rows = ""
            for row, columns in cells.items():
                filled = (cell.format(f"{column}{row}", escape(str(text))) for column, text in columns.items())
                rows += f'<row r="{row}">{"".join(filled)}</row>'
            text = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
            file.writestr(f"xl/worksheets/sheet{number}.xml", text)
        book = f'<workbook xmlns="{main}" xmlns:r="{space}/{rel}"><sheets>{listed}</sheets></workbook>'
        links = f'<Relationships xmlns="{package}/relationships">{{}}</Relationships>'
        file.writestr("xl/workbook.xml", book)
        file.writestr("_rels/.rels", links.format(link.format(0, "officeDocument", "xl/workbook.xml")))
        file.writestr("xl/_rels/workbook.xml.rels", links.format(targets))
        file.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')


class Draw:
    """One random study: what was answered, and the files that say so."""

    def __init__(self, seed: int):
        self.rng = rng = random.Random(seed)
        self.layout, self.program = rng.choice(LAYOUTS), rng.choice(PROGRAMS)
        self.layout = {"surveymonkey": "files", "redcap": "column", "spss": "files"}.get(self.program, self.layout)
        chosen = {one for one in NUISANCES if rng.random() < (0.16 if one in OF_PLAIN_FILES else 0.1)}
        self.on = chosen - ({"post_only", "slip", "prefix"} if self.layout != "files" else {"glued"})
        self.on -= {"glued"} if self.layout != "headings" or self.program != "plain" else {"comma_heading", "curly"}
        self.on -= {"teas"} if self.layout == "headings" or self.program in ("limesurvey", "spss") else set()
        self.on -= OF_TEXT_FILES if self.program in ("excel", "spss", "redcap") else set()
        if self.program != "plain":
            self.on -= OF_PLAIN_FILES | {"prefix", "slip", "post_only", "cohorts"}
        if self.program == "qualtrics" and rng.random() < 0.5:
            self.on |= {"preview"}
        if self.program == "plain" and self.layout == "files":
            self.on |= {one for one in ("post_only", "slip", "prefix", "reversed", "cohorts") if rng.random() < 0.2}
        self.on |= {"glued"} if self.layout == "headings" and self.program == "plain" and rng.random() < 0.4 else set()
        self.on -= {"cohorts"} if self.layout != "files" or self.on & {"slip", "prefix", "curly"} else set()
        self.sets = ["north", "south"] if "cohorts" in self.on else [""]
        self.n_waves = rng.choice((2, 2, 3))
        self.scales = [text.split("|") for text in rng.sample(SCALES, rng.choice((1, 1, 2, 3)))]
        self.statements: list[tuple[str, list[str]]] = []
        texts = [f"{verb} {thing}" for verb in VERBS for thing in THINGS]
        for scale in self.scales:
            self.statements += [(texts.pop(rng.randrange(len(texts))), scale) for _ in range(rng.choice((1, 2, 3)))]
        people = [f"{rng.choice('ABCDEFGH')}{rng.randrange(100, 999)}x{n}" for n in range(rng.choice((6, 12, 25)))]
        self.waves = rng.choice(FILES if self.layout == "files" else CELLS)[: self.n_waves]
        self.waves = EVENTS[: self.n_waves] if self.program == "redcap" else self.waves
        self.truth: dict[str, list[dict[str, str]]] = {}
        for place, wave in enumerate(self.waves):
            came = people if self.layout == "headings" else [one for one in people if rng.random() < 0.85] or people[:1]
            self.truth[wave] = [{"person": one} | self._answers(place) for one in came]
            for form in self.truth[wave]:
                form["set"] = self.sets[people.index(form["person"]) % len(self.sets)]
                form["teas"] = {tea for tea in TEAS if rng.random() < 0.5} if "teas" in self.on else set()
        for wave in self.waves:
            self.truth[wave] = [form for form in self.truth[wave] if any(form[t] for t, _ in self.statements)]

    def _answers(self, place: int) -> dict[str, str]:
        answers = {}
        for number, (text, scale) in enumerate(self.statements):
            asked = not ("post_only" in self.on and number == len(self.statements) - 1 and number and place == 0)
            answers[text] = self.rng.choice(scale) if asked and self.rng.random() > 0.05 else ""
            if answers[text] and "off_scale" in self.on and self.rng.random() < 0.1:
                answers[text] = self.rng.choice(["Prefer not to say", "Don't know"])
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
        if "glued" in self.on:
            text = text.replace(" ", "_")
        if "prefix" in self.on:
            text = f"Section {'AB'[place % 2]}: {text}"
        return text

    def _teas(self) -> list[str]:
        """The headings of the question of which several options may be ticked."""
        return [f"teas___{tea.lower()}" for tea in TEAS] if self.program == "redcap" else ["Which teas?"]

    def _ticks(self, form: dict) -> list[str]:
        if self.program == "redcap":
            return [str(int(tea in form["teas"])) for tea in TEAS]
        return [", ".join(tea for tea in TEAS if tea in form["teas"])]

    def _table(self, wave: str | None, of: str = "") -> list[list[str]]:
        """Headings and rows of one file: of a wave (and of one set of people), or of all."""
        places = [self.waves.index(wave)] if wave else range(self.n_waves)
        late = "post_only" in self.on and wave == self.waves[0] and len(self.statements) > 1
        texts = [text for text, _ in (self.statements[:-1] if late else self.statements)]
        if self.layout == "headings":
            mark = "" if "glued" in self.on else ": "
            heads = [f"{name}{mark}{self._heading(text, 0)}" for name in self._prefixes() for text in texts]
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
                for form in (one for one in self.truth[self.waves[place]] if one["set"] == of):
                    code = form["person"].lower() if "loose_codes" in self.on and place else form["person"]
                    code = f" {code} " if "code_spaces" in self.on and place else code
                    shout = "case" in self.on and self.rng.random() < 0.3
                    told = [] if wave else [self.waves[place].upper() if shout else self.waves[place]]
                    ticks = self._ticks(form) if "teas" in self.on else []
                    rows.append([*told, code, *(self._cell(form[text]) for text in texts), *ticks])
            heads += self._teas() if "teas" in self.on else []
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
        names = ["pre", "post", "followup"] if "glued" in self.on else ["Before", "After", "Follow-up"]
        return names[: self.n_waves]

    def _as_program(self, table: list[list[str]]) -> list[list[str]]:
        heads, rows = table[0], table[1:]
        statements = {text for text, _ in self.statements}
        answers = [any(_plain(text) in _plain(head) for text in statements) for head in heads]
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
            if "preview" in self.on and rows:
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
        if self.program == "redcap":
            rows = [[row[1], row[0], "", *row[2:], "2"] for row in rows]
            rows += [[*row[:2], "kit", *[""] * (len(row) - 3)] for row in rows[:1]]
            return [
                ["record_id", "redcap_event_name", "redcap_repeat_instrument", *heads[2:], "survey_complete"],
                *rows,
            ]
        if self.program != "plain":
            return [heads, *rows]
        if "repeated_header" in self.on:
            rows = [*rows[:2], heads, *rows[2:]]
        if "blank_rows" in self.on:
            rows = [*rows[:3], [""] * len(heads), *rows[3:]]
        if "summary" in self.on:
            label = self.rng.choice(["Mean", "Average:", "Gesamt", ""] if rows else ["Mean"])
            rows = [*rows, [label, *["2" if a else "" for a in answers[1:]]]]
        if "title" in self.on and len(heads) > 2:
            heads, rows = ["A survey of boats", *[""] * (len(heads) - 1)], [heads, *rows]
        return [heads, *rows]

    def write(self, folder: Path) -> list[Path]:
        """Write the study's files into a folder."""
        paths = []
        for of, wave in [(of, w) for of in self.sets for w in (self.waves if self.layout == "files" else (None,))]:
            path = folder / of / f"{wave or 'answers'}{self.suffix}"
            path.parent.mkdir(exist_ok=True)
            paths.append(path)
            table = self._table(wave, of)
            if self.program == "excel":
                columns = [chr(65 + n // 26 - 1) * (n > 25) + chr(65 + n % 26) for n in range(len(table[0]))]
                workbook(path, [("Forms", "visible", {n: dict(zip(columns, row)) for n, row in enumerate(table, 1)})])
                continue
            if self.program == "spss":
                self._write_sav(path, table)
                continue
            delimiter = ";" if {"semicolon", "sep", "decimal"} & self.on else ","
            text = io.StringIO()
            csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(table)
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
        return paths[::-1] if "reversed" in self.on else paths

    @property
    def suffix(self) -> str:
        """How the files' names end."""
        return {"excel": ".xlsx", "spss": ".sav"}.get(self.program, ".csv")

    def _write_sav(self, path: Path, table: list[list[str]]) -> None:
        """The table as SPSS holds it: codes of words with their labels, the words of the questions as labels of columns."""
        import pandas
        import pyreadstat

        scales = {text: scale for text, scale in self.statements if all(re.fullmatch("[A-Z][a-z ]+", x) for x in scale)}
        frame, labels = {}, {}
        for n, head in enumerate(table[0]):
            cells = [tidy(row[n]) for row in table[1:]]
            scale = next((scale for text, scale in scales.items() if _plain(text) in _plain(head)), None)
            codes = {word.casefold(): code for code, word in enumerate(scale or (), 1)} | {"prefer not to say": 97}
            if scale and all(cell.casefold() in codes or cell in ("", "-99") for cell in cells):
                labels[f"v{n}"] = {code: word for code, word in enumerate(scale, 1)} | {97: "Prefer not to say"}
                cells = [float(codes.get(cell.casefold(), "nan")) for cell in cells]
            frame[f"v{n}"] = cells
        pyreadstat.write_sav(pandas.DataFrame(frame), str(path), column_labels=table[0], variable_value_labels=labels)


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
        comments = [
            line for line in (folder / "study" / "study.yml").read_text("utf-8").splitlines() if line.startswith("#")
        ]
    return _compared(draw, settings, rows, told, comments)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip()


def _compared(draw: Draw, settings, rows: list[dict], told: dict, comments: list[str]) -> str:
    asked = " | ".join(text for _, text in settings.marks)
    out = [row for row in told["columns"] if row["taken_for"].startswith(("left out", "not used"))]
    waves = dict(settings.rules.waves) or dict(zip(draw._prefixes(), settings.waves))
    wave_of = {}
    for place, wave in enumerate(draw.waves):
        name = f"{draw.sets[0]}/" * ("cohorts" in draw.on) + f"{wave}{draw.suffix}"
        key = name if draw.layout == "files" else wave if draw.layout == "column" else draw._prefixes()[place]
        found = waves.get(key) or next((w for k, w in waves.items() if k.casefold() == key.casefold()), None)
        if found is None:
            return "asked" if "no wave was found" in asked else f"the wave {wave} is nowhere: {waves}"
        wave_of[wave] = found
    if len(set(wave_of.values())) < draw.n_waves and "may be one wave" not in asked:
        return f"waves share an id: {wave_of}"
    if list(settings.waves) != list(wave_of.values()) and "in order" not in asked:
        return "the order of waves"
    result = "equal"
    lost = [line for line in comments if line.startswith("#  - {") or " is left out (" in line]
    lost = [_plain(said) for said in (*lost, *(row["column"] for row in out))]
    held = [text for text, _ in draw.statements if not any(_plain(text) in said for said in lost)]
    if settings.rules.codes == "cohort" and "of the codes stand in two cohorts" in asked:  # each code with its cohort
        for form in (form for forms in draw.truth.values() for form in forms):
            form["person"] = f"{form['set']} {form['person']}"
    for text, scale in draw.statements:
        found = [s for s in settings.statements if _plain(text) in _plain(s.text)]
        if not found and "slip" in draw.on:
            others = [_plain(other) for other, _ in draw.statements]
            slipped = [s for s in settings.statements if not any(other in _plain(s.text) for other in others)]
            found = [s for s in slipped if text.split()[-1] in s.text][:1]
        if not found:
            gone = {row["taken_for"] for row in out if _plain(text) in _plain(row["column"])}
            listed = comments if "in no known order are left out" in asked else ()
            if any(_plain(text) in _plain(said) for said in (asked, *listed)) or gone == {"left out: no answers"}:
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
                (form["person"].casefold(), _plain(form[text]))
                for form in forms
                if any(form[t] for t in held) or (settings.choices and form["teas"])
            )
            if not settings.rules.respondent:
                true = Counter({("", answer): 0 for _, answer in true}) + Counter(a for _, a in true.elements())
                read = Counter(a for (_, a), n in read.items() for _ in range(n))
                result = "asked"
            if read != true:
                return f"{wave}, {text}: {dict(read - true)} for {dict(true - read)}"
    if "cohorts" in draw.on and "are these cohorts" not in asked and "may be one wave" not in asked:
        return "cohorts are pooled"
    return _compared_ticks(draw, settings, rows, wave_of) if settings.choices and "teas" in draw.on else result


def _compared_ticks(draw: Draw, settings, rows: list[dict], wave_of: dict[str, str]) -> str:
    ((name, choice),) = settings.choices.items()
    for wave, forms in draw.truth.items():
        ticks = [frozenset(x for x in choice.options if row[f"{name}.{x}"]) for row in rows]
        read = Counter((r["respondent"].casefold(), t) for r, t in zip(rows, ticks) if t and r["wave"] == wave_of[wave])
        # What was ticked only once is no option that could be told from words of one's own: it is "other", and asked.
        given = [frozenset(x if x in choice.options else "other" for x in map(str.lower, f["teas"])) for f in forms]
        true = Counter((form["person"].casefold(), g) for form, g in zip(forms, given) if g)
        if "other" in set().union(*given) and "are these all of them" not in str(settings.marks):
            return f"{name}: options are gone"
        if read != true and settings.rules.respondent:
            return f"{wave}, {name}: {dict(read - true)} for {dict(true - read)}"
    return "equal"


def main(number: int, start: int = 0) -> int:
    """Draw studies, print what became of them, and return how many differ in silence."""
    found, occurred, silent = Counter(), Counter(), []
    for seed in range(start, start + number):
        draw = Draw(seed)
        occurred.update((*draw.on, draw.program, draw.layout))
        result = outcome(draw)
        found[result if result in ("equal", "asked", "fault") else "silent"] += 1
        if result not in ("equal", "asked", "fault"):
            silent.append((seed, draw.layout, draw.program, sorted(draw.on), result))
    print(dict(found), "; drawn:", ", ".join(f"{name} {times}" for name, times in occurred.most_common()))
    for one in silent[:8]:
        print(*one, sep="\n  ")
    return len(silent)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), *map(int, sys.argv[2:3]))))
