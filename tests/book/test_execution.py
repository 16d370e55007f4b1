"""Pages are executed again when anything but prose has changed; nothing of an earlier build stays on the site."""

import os
from types import SimpleNamespace

import pytest

from prepost.sphinx.changed import files_behind

from .conftest import BOOK, HEADER, build

pytestmark = pytest.mark.book

CONFIG = """
title: A small book
execute: {execute_notebooks: force, raise_on_error: true, stderr_output: error, timeout: 60}
only_build_toc_files: true
sphinx:
  extra_extensions: [prepost.sphinx]
  config: {prepost_study: study, prepost_inputs: [more/*], prepost_modules: [lib]}
"""

CELLS = """# One

The prose of one.

```{code-cell}
import os
from pathlib import Path
from own import WORD
study = Path(os.environ["PREPOST_STUDY"])
print("answer:", (study / "answers.csv").read_text().strip(), "files:", len(list(study.iterdir())))
print("word:", WORD, "more:", Path("more/a.txt").read_text(), "notes:", Path("more/notes.md").read_text())
```
"""

TEXTS = {
    "_config.yml": CONFIG,
    "_toc.yml": "format: jb-book\nroot: index\nchapters: [{file: one}]\n",
    "index.md": "# Index\n\n```{tableofcontents}\n```\n",
    "one.md": HEADER + CELLS,
    "study/answers.csv": "3\n",
    "lib/own.py": "WORD = 'before'\n",
    "more/a.txt": "input",
    "more/notes.md": "no page",
    "_static/images/logo_own.svg": "<svg/>",
}


EDITS = {
    "study/answers.csv": ("4\n", "answer: 4"),
    "study/added.csv": ("1\n", "files: 2"),
    "lib/own.py": ("WORD = 'after'\n", "word: after"),
    "more/a.txt": ("another", "more: another"),
    "more/notes.md": ("still none", "notes: still none"),
}
"""Edits behind page one, each with what it then shows."""

OLD = {f"_build/html/{name}.html": "<p>answer: 2</p>" for name in ("index", "old")}
"""What an earlier build left."""


def put(folder, texts):
    """Write files and take away those without a text."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).unlink() if text is None else (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("execution")


@pytest.fixture
def book(folder):
    """The small book as it was written, with what earlier builds left below _build."""
    put(folder, dict.fromkeys((name for name in ["study/added.csv", "two.md"] if (folder / name).exists())) | TEXTS)
    return folder


def log_of(book, status, **environment):
    """Build and return what was said; a build ends with status 0 or, if it fails, with another."""
    done = build(book, book, "-W", "-n", "--keep-going", **{"PYTHONPATH": str(BOOK)} | environment)
    log = done.stdout + done.stderr
    assert bool(done.returncode) == bool(status), log[-3000:]
    return log


def built(book, **environment):
    """Build; return the text of page one and whether any page was executed."""
    log = log_of(book, 0, **environment)
    return (book / "_build/html/one.html").read_text(encoding="utf-8"), "Executing" in log


def pages(book):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((book / "_build/html").glob("*.html"))}


def test_prose_and_titles_execute_nothing_and_are_shown_everywhere(book):
    built(book)
    first = pages(book)
    assert built(book)[1] is False
    assert pages(book) == first
    notebook = (book / "_build/jupyter_execute/one.ipynb").read_text(encoding="utf-8")
    assert "answer: 3" in notebook and '"iopub' not in notebook, "with its outputs, from the cache too"
    assert (book / "_build/html/_static/images/logo_own.svg").read_text() == "<svg/>", "what the book brings along"
    edited = {
        "one.md": TEXTS["one.md"].replace("# One", "# Uno").replace("prose of one", "words of uno"),
        "two.md": "# Two\n",
        "_toc.yml": TEXTS["_toc.yml"].replace("{file: one}", "{file: one}, {file: two}"),
    }
    put(book, edited)
    text, executed = built(book)
    assert executed is False
    assert "words of uno" in text
    assert "Uno" in pages(book)["index.html"] and "two.html" in pages(book)
    put(book, dict.fromkeys(edited) | {name: TEXTS[name] for name in ("one.md", "_toc.yml")})
    assert built(book)[1] is False
    assert pages(book) == first, "nothing stays of a page that is gone"


def test_an_edit_behind_a_page_executes_it_and_taking_it_back_gives_the_same_site(book):
    text, _ = built(book)
    first = pages(book)
    for name, (edited, shown) in EDITS.items():
        assert shown not in text
        put(book, {name: edited})
        text, executed = built(book)
        assert executed is True, name
        assert shown in text
    put(book, {name: TEXTS.get(name) for name in EDITS})
    assert built(book)[1] is True
    assert pages(book) == first


def test_another_study_folder_executes(book, tmp_path):
    put(tmp_path, {"answers.csv": "5\n"})
    text, executed = built(book, PREPOST_STUDY=str(tmp_path))
    assert executed is True
    assert "answer: 5" in text


def test_another_version_of_a_package_executes(book, tmp_path):
    path = os.pathsep.join([str(BOOK), str(tmp_path)])
    for version, executes in (("1.0", True), ("1.0", False), ("1.1", True)):
        metadata = f"Metadata-Version: 2.1\nName: something\nVersion: {version}\n"
        put(tmp_path, {"something-1.0.dist-info/METADATA": metadata})
        assert built(book, PYTHONPATH=path)[1] is executes


def test_pages_of_the_template_count_as_files_of_the_library(book):
    config = SimpleNamespace(prepost_study="study", prepost_inputs=[], prepost_sources=[], prepost_modules=[])
    files = files_behind(SimpleNamespace(srcdir=book, config=config))
    assert BOOK / "prepost/template/book/pages/methods.md" in files
    assert BOOK / "prepost/cli.py" in files
    assert book / "study/answers.csv" in files


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        ("```{code-cell}\nraise ValueError(3)\n```", ["one.md: ValueError: 3\n"]),
        # Of these two the first is met while pages are written, the second while they are read.
        ("See {ref}`nowhere` and {unknown}`x`.", ["nowhere", 'role "unknown"']),
    ],
    ids=["a failing cell", "warnings"],
)
def test_a_failing_cell_and_a_warning_fail_every_build(book, mistake, told):
    put(book, OLD | {"one.md": TEXTS["one.md"] + f"\n{mistake}\n"})
    for _ in range(2):
        log = log_of(book, 1)
        assert [words for words in told if words not in log] == []
    if "{code-cell}" in mistake:
        assert log.endswith(told[0]) and list(pages(book)) == ["index.html"], "no old page looks new"
        assert "not finished" in pages(book)["index.html"]


def test_a_study_folder_that_is_not_there_is_told_in_a_sentence_and_leaves_no_site(book):
    put(book, OLD)
    log = log_of(book, 1, PREPOST_STUDY="/nowhere")
    assert "/nowhere does not exist: see PREPOST_STUDY" in log.splitlines()[-1] and "Traceback" not in log
    assert list(pages(book)) == ["index.html"] and "not finished" in pages(book)["index.html"]
