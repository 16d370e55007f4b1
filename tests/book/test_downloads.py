"""What a reader can take away works where it lands, and is the same each time."""

import re
import sys
import zipfile

import nbformat
import pytest

from prepost.report import printing
from prepost.report.hand_over import reading_copy
from prepost.report.provenance import REVISION_FILE

from .conftest import BOOK, Visit, build

sys.path.insert(0, str(BOOK / "_ext"))
from downloads import book_files  # noqa: E402  the extension stands outside any package

pytestmark = pytest.mark.book


PAGES = ["03_participants", "12_reporting"]


def test_the_zip_holds_the_book_and_executes_pages_to_the_same_bytes(site, tmp_path):
    """Two pages, in another folder, without git, by the zip's own copy of the library."""
    with zipfile.ZipFile(site / "book.zip") as archive:
        archive.extractall(tmp_path)
    book = tmp_path / "book"
    held = {path.relative_to(book).as_posix(): path.read_bytes() for path in book.rglob("*") if path.is_file()}
    sources = {name: (BOOK / name).read_bytes() for name in book_files(BOOK)}
    executed = {f"notebooks/{path.name}": path.read_bytes() for path in (site / "downloads").glob("*.ipynb")}
    assert "data/newham/responses.csv" in sources and len(executed) > 10
    assert held == sources | executed | {REVISION_FILE: held[REVISION_FILE]}
    chapters = ", ".join(f"{{file: notebooks/{name}}}" for name in PAGES)
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters: [{chapters}]\n", encoding="utf-8")
    (book / "index.md").write_text("# Two pages\n", encoding="utf-8")
    process = build(
        book, book, PYTHONPATH=str(book)
    )  # without -W: the other pages, to which these refer, are not there
    assert process.returncode == 0, process.stdout[-4000:] + process.stderr[-4000:]
    for name in PAGES:
        again = book / "_build" / "html" / "downloads" / f"{name}.ipynb"
        assert again.read_bytes() == executed[f"notebooks/{name}.ipynb"], name


def test_executed_notebooks_are_complete_and_bear_no_trace_of_when(site):
    notebooks = sorted((site / "downloads").glob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert all(cell.execution_count for cell in code), path.name
        assert not any("execution" in cell.metadata for cell in notebook.cells), path.name


@pytest.mark.whole
def test_the_article_prints_as_the_same_pdf_each_time(built, chromium):
    process, site = built
    again = build(BOOK, site.parents[1], "-W", "-n", "--keep-going", "--builder", "singlehtml")
    assert again.returncode == 0, again.stdout[-3000:] + again.stderr[-3000:]
    assert "Executing notebook" not in again.stdout  # the pages of the site serve both
    folder = site.parent / "singlehtml"
    page = str(reading_copy((folder / "index.html").read_text(encoding="utf-8")))
    program, date = printing.chromium(), "D:20260101000000+00'00'"
    first, second = (printing.print_pdf(program, page, folder / "paper.html", date) for _ in range(2))
    assert first.startswith(b"%PDF") and len(first) > 100_000
    assert first == second
    with Visit(chromium) as visit:
        visit.page.goto((folder / "paper.html").as_uri())
        missing = visit.page.evaluate(
            "[...document.querySelectorAll('article a[href^=\"#\"]')].map(link => link.getAttribute('href').slice(1))"
            ".filter(id => id && !document.getElementById(decodeURIComponent(id)))"
        )
        folded = visit.page.evaluate(
            "[...document.querySelectorAll('div.cell details.hide, .prepost-ledger details, .prepost-ledger button')].length"
        )
        unseen = visit.page.evaluate(
            "[...document.querySelectorAll('figure.prepost-figure')].filter(each => !each.offsetHeight).map(each => each.id)"
        )
        byline = visit.page.inner_text(".prepost-byline")
    assert missing == []
    assert folded == 0 and unseen == []  # paper has nothing to click on
    assert "Version" in byline and "(20" in byline


def executed(path):
    """Run a notebook where it lies; the error that it ended with, if any."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    try:
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        return error.evalue
    return None


def test_a_downloaded_notebook_runs_in_the_zip_and_says_elsewhere_what_it_needs(site, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.delenv("PREPOST_STUDY", raising=False)
    with zipfile.ZipFile(site / "book.zip") as archive:
        archive.extractall(tmp_path)
    alone = tmp_path / "03_participants.ipynb"
    alone.write_bytes((site / "downloads" / alone.name).read_bytes())
    assert executed(tmp_path / "book" / "notebooks" / alone.name) is None
    assert "notebooks of the unpacked book.zip" in executed(alone)


def test_a_downloaded_notebook_reads_as_its_page_does(site):
    """No role of the page's text is left; what stands in its place is what the page shows."""
    for path in sorted((site / "downloads").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        assert re.findall(r"\{(?:glue:text|printed|numref|cite|cite:[pt]|revision)\}`", prose) == [], path.name
    landing = nbformat.read(site / "downloads" / "index.ipynb", as_version=4)
    assert "302" in "".join(cell.source for cell in landing.cells if cell.cell_type == "markdown"), (
        "manuscript, line 16"
    )
