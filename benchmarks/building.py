"""The book: built clean, built again after one-line edits, and its pages executed without any book around them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measure import ROOT, Case, Measurement, middle

__all__ = ["measured"]

ROUNDS = 3
TOGETHER = 2  # pages executed at a time, with and without the book
NAME = "The book"


def measured(rounds: int = ROUNDS) -> Iterator[tuple[Case, Measurement]]:
    """Copy the sources to a temporary folder, build and edit them there, and yield what each step took."""
    with tempfile.TemporaryDirectory() as place:
        book = _copy_of_sources(Path(place) / "book")
        pages = [book / "index.md", *sorted((book / "notebooks").glob("[0-9]*.md"))]
        yield from _case("its pages executed alone, two at a time", lambda: _execute(book, pages), rounds)
        yield from _case(
            "clean build",
            lambda: _build(book),
            rounds,
            before=lambda: shutil.rmtree(book / "_build", ignore_errors=True),
        )
        yield from _case("built again, nothing changed", lambda: _build(book), rounds)
        yield from _case(
            "after an edit to the prose of a page without cells",
            lambda: _build(book),
            rounds,
            before=lambda: _edit_page(pages[1]),
        )
        yield from _case(
            "after an edit to the prose of the page with most cells",
            lambda: _build(book),
            rounds,
            before=lambda: _edit_page(max(pages, key=_number_of_cells)),
        )
        yield from _case(
            "after an edit to an answer in responses.csv",
            lambda: _build(book),
            rounds,
            before=lambda: _edit_answer(book),
        )
        yield from _case(
            "after an edit to a remark in costs.csv", lambda: _build(book), rounds, before=lambda: _edit_cost(book)
        )
        yield from _case(
            "after an edit to a module of the library", lambda: _build(book), rounds, before=lambda: _edit_module(book)
        )


def _case(what: str, call: Callable[[], float], rounds: int, before: Callable[[], None] = lambda: None):
    seconds, peaks = [], []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        peaks.append(call())
        seconds.append(time.perf_counter() - start)
    yield Case(NAME, what, ""), Measurement(*middle(seconds), rounds, max(peaks))


def _copy_of_sources(book: Path) -> Path:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (book / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, book / name)
    shutil.copytree(ROOT / ".git", book / ".git")  # the pages say from which revision they were built
    return book


def _environment(book: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(book), str(book / "notebooks")]),
        "PREPOST_STUDY": str(book / "data" / "newham"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }


def _run(book: Path, tool: str, *options: str) -> float:
    """Run a tool of this environment to its end; the largest memory, in megabytes, of any one process of it."""
    command = [str(Path(sys.executable).parent / tool), *options]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=book, env=_environment(book), stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace")[-2000:])
    return used.ru_maxrss * 1024 / 1e6


def _build(book: Path) -> float:
    return _run(book, "jupyter-book", "build", ".", "-W", "-n", "--keep-going")


def _execute(book: Path, pages: list[Path]) -> float:
    notebooks = [book / "notebooks" / f"{page.stem}.ipynb" for page in pages]
    for page, notebook in zip(pages, notebooks, strict=True):
        _run(book, "jupytext", "--to", "ipynb", "--output", str(notebook), str(page))
    with ThreadPoolExecutor(TOGETHER) as pool:
        peaks = list(pool.map(lambda notebook: _run(book, "jupyter", "execute", str(notebook)), notebooks))
    for notebook in notebooks:
        notebook.unlink()
    return max(peaks)


def _number_of_cells(page: Path) -> int:
    return page.read_text(encoding="utf-8").count("```{code-cell}")


def _edit_page(page: Path) -> None:
    """Give the first paragraph of prose one more word."""
    text = page.read_text(encoding="utf-8")
    paragraph = re.search(r"^# .+\n\n(.+\n)", text, re.MULTILINE)
    page.write_text(f"{text[: paragraph.end() - 1]} Indeed.{text[paragraph.end() - 1 :]}", encoding="utf-8")


def _edit_answer(book: Path) -> None:
    """Change the last answer of the last questionnaire, between the two points at the top of its scale."""
    path = book / "data" / "newham" / "responses.csv"
    start, _, answer = path.read_text(encoding="utf-8").rstrip("\n").rpartition(",")
    path.write_text(f"{start},{3 if answer.strip() == '4' else 4}\n", encoding="utf-8")


def _edit_cost(book: Path) -> None:
    """Give the remark on the last item of cost one more word."""
    path = book / "data" / "newham" / "costs.csv"
    start, _, end = path.read_text(encoding="utf-8").rpartition('"')
    path.write_text(f'{start} Indeed."{end}', encoding="utf-8")


def _edit_module(book: Path) -> None:
    """Append a remark to a module that every page uses."""
    with (book / "prepost" / "report" / "wording.py").open("a", encoding="utf-8") as module:
        module.write("# One more line.\n")
