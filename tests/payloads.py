"""A study folder with a script in every field that takes a text: the fields are found by walking the schema."""

import csv
import itertools
import json
import re
from pathlib import Path

from pydantic import BaseModel

from prepost.cli import main
from prepost.study import StudyError, load_published
from prepost.study.inspection import inspect
from prepost.study.schema import FILES, PUBLISHED
from prepost.study.study_yml import MODELS, StudyFile, settings_of

TOKEN = re.compile(r"Tok_\w+")
STUDY = {
    "scale": {1: "Tok_scale_low", 2: "", 3: "Tok_scale_high"},
    "scales": {"other": {0: "Tok_scales_no", 1: "Tok_scales_yes"}},
    "domains": {"d": {"name": "Tok_domains_name"}, "e": {"scale": "other", "name": "Tok_domains_name_2"}},
    "statements": [
        {"id": "s", "domain": "d", "columns": {"Tok_wave": "Tok_statements_columns"}, "scale": ""},
        {"id": "t", "domain": "d", "text": "Tok_text_2", "reversed": "true"},
        {"id": "u", "domain": "e", "text": "Tok_text_3"},
    ],
    "waves": {"Tok_wave": "Tok_wave_text", "post": "Tok_wave_text_2"},
    "sessions": ["Tok_session", "2"],
    "comparisons": {"c": {"first": {"wave": "Tok_wave"}, "second": {"wave": "post"}, "text": "Tok_comparisons_text"}},
    "specifications": {"f": {"first": {"wave": "Tok_wave", "session": "2"}, "second": {"wave": "post"}}},
    "economics": {"session_hours": 1.5, "hourly_rate": [20], "deflators": {"Tok_deflators": 1.5}},
    "questions": [
        {"id": "q", "kind": "closed", "answers": ["yes", "Tok_answer"]},
        {"id": "o", "kind": "open", "text": "Tok_question_2"},
    ],
    "joint_display": [{"domain": "d", "question": "q", "answer": "Tok_answer", "statements": []}],
    "min_cell": 1,
    "price_year": 2020,
    "choices": {"m": {"options": {"a": "Tok_option", "b": "Tok_option_2"}}},
    "scores": {"score": {"domain": "d"}},
    "comments": {"said": {"ok_to_print": "true"}},
    "by": ["Tok_column"],
    "provenance": {"responses.csv": "invented"},
    "import": {"waves": {"Tok_import_waves": "post"}, "keep": {"sector": "Tok_import_keep"}},
}
"""What must be more than a text, or is referred to; every other setting that the schema knows is put beside it."""
ROWS = {
    "responses.csv": [
        {"wave": wave, "session": session, "respondent": f"Tok_person_{n}", "s": cell, "t": 1 + n % 3, "u": n % 2}
        | {"m.a": 1, "m.b": "", "said": "Tok_comment", "Tok_column": f"Tok_kept_{n % 2}"}
        for wave in ("Tok_wave", "post")
        for n, (session, cell) in enumerate([("Tok_session", 1), ("2", 3), ("2", "Tok_study_off_scale"), ("2", 2)])
    ],
    "attendance.csv": [
        {"session": "Tok_session"},
        {"person": "Tok_person_2", "session": "2", "sector": "Tok_sector_2"},
    ],
    "interviews.csv": [
        {"session": "Tok_session", "q": "yes"},
        {"interview": "Tok_interviewed", "session": "", "q": "Tok_answer"},
    ],
    "codings.csv": [
        {"interview": "Tok_interviews_csv_interview", "question": question, "ok_to_print": "yes"}
        for question in ("o", "q", "")
    ],
    "costs.csv": [{"amount": 5, "quantity": 2}, {"item": "Tok_item_2", "amount": 1, "quantity": ""}],
    "published/claims.csv": [
        {"id": "a", "printed": "12", "calculation": ""},
        {"id": "b", "printed": "12", "calculation": "a"},
        {"id": "c", "printed": "Tok_claims_printed_2", "calculation": "a +"},
        {"id": "d", "printed": "13", "calculation": "a * 2"},
        {"printed": "1", "where": "line 3"},
    ],
}
SHAPES = (lambda text: text, lambda text: [text], lambda text: {text: text}, lambda text: {text: 1})


def payload(number: int) -> str:
    """A text that calls `ran(number)` wherever one of the ways out of a text is open."""
    run = f"ran({number})"
    return (
        f"""{number} & '"></title></style></textarea></script><!--<script>{run}</script>--><script>{run}</script>"""
        f"""<img src=x onerror={run}><svg onload={run}><a href=javascript:{run}>x</a>" onfocus={run} autofocus x="' """
        f"""[x](javascript:{run}) {{{{ 7*7 }}}} {{eval}}`1` $x$ **b** `${{{run}}}` =1+1"""
    )


class Payloads:
    """A study folder, and in which fields of the schema it holds a payload.

    Attributes
    ----------
    fields : dict of str to bool
        For each setting of study.yml and each column of its files whether it takes a payload; the others refuse one.
    """

    def __init__(self, folder: Path):
        self.folder, self.texts, self.places = folder, {}, {}
        self.study = json.loads(json.dumps(STUDY))
        self.rows = {}
        for file in (*FILES, *PUBLISHED):
            full = {column.name: "Tok_" + re.sub(r"\W", "_", f"{file.name}_{column.name}") for column in file.columns}
            self.rows[file.name] = [full | row for row in ROWS.get(file.name, [{}])]
        for setting in settings_of():
            holder, name = self._holder(setting.name)
            for one in settings_of(setting.name) if setting.name in MODELS else [setting]:
                self._fill(holder, one.name, f"{name}_{one.name}", SHAPES)
        self._accept(sorted(set(TOKEN.findall(repr((self.study, self.rows))))), itertools.count(1))
        assert not self._faults()
        found = {name: TOKEN.findall(repr(holder.get(key))) for name, (holder, key) in self.places.items()}
        for name, rows in self.rows.items():
            found |= {f"{name}: {column}": TOKEN.findall(repr([row[column] for row in rows])) for column in rows[0]}
        self.fields = {name: any(token in self.texts for token in tokens) for name, tokens in found.items()}

    def _accept(self, tokens: list[str], numbers) -> None:
        """Put payloads in the place of those tokens where nothing is wrong with them."""
        self.texts |= {token: payload(next(numbers)) for token in tokens}
        if self._faults():
            for token in tokens:
                del self.texts[token]
            if len(tokens) > 1:
                self._accept(tokens[: len(tokens) // 2], numbers)
                self._accept(tokens[len(tokens) // 2 :], numbers)

    def _holder(self, name: str) -> tuple[dict, str]:
        """The mapping to which the settings of one name belong (the first of several), and a name for its fields."""
        if name not in MODELS:
            return self.study, "study"
        field = StudyFile.model_fields.get(name, StudyFile.model_fields["rules"])
        if isinstance(field.default, BaseModel):
            return self.study.setdefault(name, {}), name
        held = self.study.setdefault(name, [{}] if field.default == () else {"Tok_id": {}})
        return (held if isinstance(held, list) else list(held.values()))[0], name

    def _fill(self, holder: dict, key: str, name: str, shapes) -> None:
        """Put a token into a field, in the first form that is valid there; leave the field out where none is."""
        self.places[name] = (holder, key)
        before = 0 if key in holder else self._faults()
        for shape in shapes if key not in holder else ():
            holder[key] = shape(f"Tok_{name}")
            if self._faults() <= before:
                return
            del holder[key]

    def _faults(self) -> int:
        """Write the folder, and count what is wrong with it."""
        study = TOKEN.sub(lambda found: json.dumps(self._text(found[0]))[1:-1], json.dumps(self.study))
        (self.folder / "study.yml").write_text(study, encoding="utf-8")
        for name, rows in self.rows.items():
            path = self.folder / name.replace("*", "1")
            path.parent.mkdir(exist_ok=True)
            columns = dict.fromkeys(column for row in rows for column in row)
            with path.open("w", newline="", encoding="utf-8") as target:
                writer = csv.writer(target)
                for row in [{column: column for column in columns}, *rows]:
                    writer.writerow(TOKEN.sub(lambda found: self._text(found[0]), str(row.get(c, ""))) for c in columns)
        faults = list(inspect(self.folder).faults)
        try:
            load_published(self.folder)
        except StudyError as error:
            faults += error.faults
        return sum(fault.count for fault in faults)

    def _text(self, token: str) -> str:
        return self.texts.get(token, token)


PRINTED_PAGE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# Printed

```{code-cell}
import pandas as pd
from IPython.display import HTML, display
from prepost.audit.claims_ledger import entries_of, load_claims
from prepost.report.ledger import ledger_html
from prepost.report.show import glue_texts, ledger_link, quotations, table
from prepost.study import load_published, load_study

published, study = load_published(".."), load_study("..")
for name in ("headings", "quotes", "themes", "organisations"):
    table(getattr(published, name), label=f"tab-{name}", title=name, note=str(published.tables), groups="line" if name == "quotes" else "")
```

```{code-cell}
entries = entries_of(load_claims(".."))
sections = {entry.id: (entry.where, "index.html") for entry in entries}
display(HTML(ledger_html(entries, sections, label="tab-ledger", title="All", study=study)))
```

```{code-cell}
quotations(study, published.quotes["topic"][0], page="")
table(pd.DataFrame({"Linked": [ledger_link(name, claim.printed, "printed.html") for name, claim in published.claims.items()]}), label="tab-l", title="L")
glue_texts(said=" ".join(published.quotes["quote"]))
```

Said: {glue:text}`said`; {printed}`c`, {printed}`d`.
"""
"""What pages of an article print, over the same files."""


def hostile_book(folder: Path) -> Payloads:
    """Make a book of a study with payloads, and a page that prints what pages of an article do."""
    main(["new", str(folder)])
    found = Payloads(folder)
    main(["new", str(folder), "--update"])
    (folder / "pages/printed.md").write_text(PRINTED_PAGE, encoding="utf-8")
    for name, line in (
        ("_toc.yml", "  - file: pages/printed\n"),
        ("_config.yml", "    prepost_ledger_page: pages/printed\n"),
    ):
        with (folder / name).open("a", encoding="utf-8") as opened:
            opened.write(line)
    return found
