"""Pages are executed again when anything but prose has changed; nothing of an earlier build stays on the site."""

import ast
import os
import shutil
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


@pytest.fixture
def book(tmp_path):
    for name, text in TEXTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def built(book, **environment):
    """Build; return the text of page one and whether any page was executed."""
    done = build(book, book, "-W", "-n", "--keep-going", **{"PYTHONPATH": str(BOOK)} | environment)
    log = done.stdout + done.stderr
    assert done.returncode == 0, log[-3000:]
    return (book / "_build/html/one.html").read_text(encoding="utf-8"), "Executing" in log


def pages(book):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((book / "_build/html").glob("*.html"))}


def test_prose_and_titles_execute_nothing_and_are_shown_everywhere(book):
    assert built(book)[1] is True
    first = pages(book)
    assert built(book)[1] is False
    assert pages(book) == first
    (book / "one.md").write_text(TEXTS["one.md"].replace("# One", "# Uno").replace("prose of one", "words of uno"))
    text, executed = built(book)
    assert executed is False
    assert "words of uno" in text
    assert "Uno" in (book / "_build/html/index.html").read_text(encoding="utf-8")
    (book / "one.md").write_text(TEXTS["one.md"])
    built(book)
    assert pages(book) == first


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("study/answers.csv", "4\n", "answer: 4"),
        ("study/added.csv", "1\n", "files: 2"),
        ("lib/own.py", "WORD = 'after'\n", "word: after"),
        ("more/a.txt", "another", "more: another"),
        ("more/notes.md", "still none", "notes: still none"),
    ],
)
def test_an_edit_behind_a_page_executes_it_and_taking_it_back_gives_the_same_site(book, name, text, shown):
    assert shown not in built(book)[0]
    first = pages(book)
    (book / name).write_text(text)
    after, executed = built(book)
    assert executed is True
    assert shown in after
    if name in TEXTS:
        (book / name).write_text(TEXTS[name])
    else:
        (book / name).unlink()
    built(book)
    assert pages(book) == first


def test_another_study_folder_executes(book):
    built(book)
    shutil.copytree(book / "study", book / "other")
    (book / "other/answers.csv").write_text("5\n")
    text, executed = built(book, PREPOST_STUDY=str(book / "other"))
    assert executed is True
    assert "answer: 5" in text


def test_another_version_of_a_package_executes(book, tmp_path_factory):
    packages = tmp_path_factory.mktemp("packages")
    (packages / "something-1.0.dist-info").mkdir()
    metadata = packages / "something-1.0.dist-info" / "METADATA"
    path = os.pathsep.join([str(BOOK), str(packages)])
    metadata.write_text("Metadata-Version: 2.1\nName: something\nVersion: 1.0\n")
    built(book, PYTHONPATH=path)
    assert built(book, PYTHONPATH=path)[1] is False
    metadata.write_text("Metadata-Version: 2.1\nName: something\nVersion: 1.1\n")
    assert built(book, PYTHONPATH=path)[1] is True


def test_pages_of_the_template_count_as_files_of_the_library(book):
    config = SimpleNamespace(prepost_study="study", prepost_inputs=[], prepost_sources=[], prepost_modules=[])
    files = files_behind(SimpleNamespace(srcdir=book, config=config))
    assert BOOK / "prepost/template/book/pages/methods.md" in files
    assert BOOK / "prepost/cli.py" in files
    assert book / "study/answers.csv" in files


def test_what_the_book_brings_along_stays(book):
    built(book)
    assert (book / "_build/html/_static/images/logo_own.svg").read_text() == "<svg/>"


def test_a_failing_cell_fails_every_build(book):
    (book / "one.md").write_text(TEXTS["one.md"] + "\n```{code-cell}\nraise ValueError(3)\n```\n")
    for _ in range(2):
        assert build(book, book, "-W", "-n", "--keep-going", PYTHONPATH=str(BOOK)).returncode != 0


@pytest.mark.parametrize("mistake", ["{ref}`nowhere`", "{unknown}`x`"])
def test_a_warning_is_not_forgotten(book, mistake):
    """Of the two the first is met while pages are written, the second while they are read."""
    (book / "one.md").write_text(TEXTS["one.md"] + f"\nSee {mistake}.\n")
    for _ in range(2):
        assert build(book, book, "-W", "-n", "--keep-going", PYTHONPATH=str(BOOK)).returncode != 0


def test_a_page_that_is_gone_leaves_nothing(book):
    built(book)
    (book / "two.md").write_text("# Two\n")
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters: [{file: one}, {file: two}]\n")
    built(book)
    assert (book / "_build/html/two.html").is_file()
    (book / "_toc.yml").write_text(TEXTS["_toc.yml"])
    (book / "two.md").unlink()
    built(book)
    assert not (book / "_build/html/two.html").exists()


def test_the_executed_notebook_has_its_outputs_from_the_cache_too(book):
    for _ in range(2):
        built(book)
        text = (book / "_build/jupyter_execute/one.ipynb").read_text(encoding="utf-8")
        assert "answer: 3" in text
        assert '"iopub' not in text


def _assigned(node):
    """The single targets of an assignment; an entry of a mapping counts as none."""
    if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        return []
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]


def test_nothing_of_another_package_is_assigned():
    """Sphinx's settings (`config`, `app`), entries of os.environ and contexts of matplotlib may be set; nothing else is."""
    for path in sorted([*(BOOK / "prepost").rglob("*.py"), *(BOOK / "_ext").glob("*.py")]):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        names = {
            (alias.asname or alias.name).partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for alias in node.names
        }
        for node in ast.walk(tree):
            for target in _assigned(node):
                root = target
                while isinstance(root, ast.Attribute):
                    root = root.value
                patched = isinstance(target, ast.Attribute) and isinstance(root, ast.Name) and root.id in names
                assert not patched, f"{path.name}, line {node.lineno}: {ast.unparse(target)}"
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "setattr":
                root = node.args[0]
                while isinstance(root, ast.Attribute):
                    root = root.value
                patched = isinstance(root, ast.Name) and root.id in names
                assert not patched, f"{path.name}, line {node.lineno}: {ast.unparse(node)}"
