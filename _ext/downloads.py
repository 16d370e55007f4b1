"""What a reader can take away from a page: its executed notebook, the whole book as one zip that builds, a way to cite it.

The same bytes from the same commit: cells get numbers for names, files the date of the commit. The PDF is offered where
``PREPOST_PDF`` names one (`make site` does).
"""

import os
import re
import shutil
import zipfile
from html import escape
from pathlib import Path, PurePosixPath
from time import gmtime

import nbformat
from citation import read_citation
from pybtex.database import parse_file
from sphinx.util.osutil import relative_uri

from prepost.report.provenance import REVISION_FILE, noted, revision
from prepost.sphinx.changed import study_folder
from prepost.study.claims import read_claims

ZIP = "book.zip"
PDF = "paper.pdf"
FILES = [f"*.{ending}" for ending in ("md", "yml", "bib", "txt", "toml", "cff")]
FILES += ["LICENSE", "Makefile", ".gitignore", ".ci/*", "notebooks/*.md", "notebooks/*.py", "_ext/*.py"]
FILES += [f"{folder}/**/*" for folder in ("data", "prepost", "_static", "tests", "benchmarks")]
"""What the zip holds, as patterns below the book's folder."""

START = """\
> **To run this notebook**, unpack `book.zip`, which every page of the site offers under *Cite or download this page*, and open
> the notebook in its folder `notebooks`: study, library and the list of packages to install (`requirements.txt`) are there.
"""
GUARD = """\
import sys
from pathlib import Path

if not Path("paths.py").is_file():
    raise FileNotFoundError("The study is not here: open this notebook in the folder notebooks of the unpacked book.zip.")
sys.path.insert(0, "..")

"""
"""What a downloaded notebook begins with, in words and in its first cell of code."""

_ROLE = re.compile(r"\{([a-z:]+)\}`([^`]+)`")


def plain_notebook(path, reading=lambda role, target: None):
    """Return an executed notebook as text that can be read and run wherever it lands, the same from each execution.

    Parameters
    ----------
    path : path
        The notebook.
    reading : function
        For a role of the prose and its target the words that stand there, or None to leave it as it is.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(START))
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = GUARD + first.source
    for position, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{position}"
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
        else:
            cell.source = _ROLE.sub(lambda role: reading(*role.groups()) or role[0], cell.source)
    notebook.metadata.get("language_info", {}).pop("version", None)
    return nbformat.writes(notebook) + "\n"


def _joined(outputs):
    """The outputs of a cell with printed pieces that follow each other as one: where they are cut is chance."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def book_files(book):
    """Return the files of the book, sorted, each as a path below its folder."""
    found = {path for pattern in FILES for path in Path(book).glob(pattern) if path.is_file()}
    names = sorted(path.relative_to(book).as_posix() for path in found)
    return [name for name in names if "__pycache__" not in name and name != REVISION_FILE]


def write_zip(target, book, notebooks):
    """Write the zip: the book's files, its executed notebooks beside their sources, and the revision.

    Parameters
    ----------
    target : path
        The zip to write.
    book : path
        The folder of the book.
    notebooks : mapping of str to str
        Executed notebooks as text, by file name.
    """
    source = revision(book)
    date = gmtime(source.timestamp if source else 315532800)[:6]  # 1980, the first year a zip knows
    texts = {f"notebooks/{name}": text.encode("utf-8") for name, text in notebooks.items()}
    if source:
        texts[REVISION_FILE] = noted(source).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted([*book_files(book), *texts]):
            entry = zipfile.ZipInfo(f"book/{name}", date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name.startswith(".ci/") else 0o644) << 16
            archive.writestr(entry, texts[name] if name in texts else (Path(book) / name).read_bytes())


def page_citation(citation, title, source):
    """Return how to cite one page of the book, as text.

    Examples
    --------
    >>> citation = {"authors": [{"name": "The contributors"}], "date-released": "2026-01-31", "title": "A book", "version": "1.0"}
    >>> page_citation(citation, "Methods", "0123456789 of 2026-01-30")
    'The contributors (2026). Methods. In: A book. Version 1.0, revision 0123456789 of 2026-01-30.'
    """
    authors = ", ".join(author["name"] for author in citation["authors"])
    where = citation["title"] if title == citation["title"] else f"{title}. In: {citation['title']}"
    version = f"Version {citation['version']}" + (f", revision {source}" if source else "")
    return f"{authors} ({citation['date-released'][:4]}). {where}. {version}."


def _is_executed(app, page):
    """Whether a page has cells, and so a notebook with their outputs."""
    return bool(app.env.metadata[page].get("kernelspec"))


def _reading(app):
    """What the roles of the pages show: numbers of figures and tables, printed numbers, citations, the revision."""
    claims = read_claims(study_folder(app))
    by_place = {claim.where: claim for claim in reversed(claims.values())}
    numbers = {
        label: app.config.numfig_format[kind] % ".".join(map(str, number))
        for page in app.env.toc_fignumbers.values()
        for kind, found in page.items()
        for label, number in found.items()
    }
    works = parse_file(str(Path(app.srcdir, "references.bib"))).entries

    def cited(keys, form):
        return "; ".join(form.format(_authors(works[key]), works[key].fields["year"]) for key in keys.split(","))

    def words(role, target):
        if role == "printed":
            return (claims.get(target) or by_place[target]).printed
        if role == "numref":
            return numbers.get(target)
        if role == "cite:t":
            return cited(target, "{} ({})")
        if role in ("cite", "cite:p"):
            return f"({cited(target, '{}, {}')})"
        return app.config.prepost_revision if role == "revision" else None

    return words


def _authors(work):
    names = [" ".join([*person.prelast_names, *person.last_names]).strip("{}") for person in work.persons["author"]]
    return f"{names[0]} et al." if len(names) > 2 else " and ".join(names)


def _add_tools(app, pagename, templatename, context, doctree):
    """Put the folded panel under a page's text; where all pages are one, which is printed, how to cite it under the title."""
    if app.builder.name not in ("html", "singlehtml") or "body" not in context or doctree is None:
        return
    citation = read_citation(Path(app.srcdir, "CITATION.cff"))
    if app.builder.name == "singlehtml":
        text = escape(page_citation(citation, citation["title"], app.config.prepost_revision))
        context["body"] = context["body"].replace("</h1>", f'</h1>\n<p class="prepost-byline">{text}</p>', 1)
        return
    title = app.env.titles[pagename].astext()
    links = [("cite.bib", "BibTeX"), ("cite.ris", "RIS"), (ZIP, "the whole book, ready to build (zip)")]
    if _is_executed(app, pagename):
        links.append((f"downloads/{PurePosixPath(pagename).name}.ipynb", "this page as an executed notebook"))
    if os.environ.get("PREPOST_PDF"):
        links.append((PDF, "the whole article as PDF"))
    here = f"{pagename}.html"
    items = "".join(
        f'<li><a download href="{relative_uri(here, target)}">{escape(words)}</a></li>' for target, words in links
    )
    text = escape(page_citation(citation, title, app.config.prepost_revision))
    context["body"] += (
        f'<details class="prepost-tools"{" open" if pagename == app.config.root_doc else ""}>'
        "<summary>Cite or download this page</summary>"
        f'<p class="prepost-cite-text">{text}</p><ul>{items}</ul></details>'
    )


def _write_files(app, exception):
    if exception or app.builder.name != "html":
        return
    site = Path(app.outdir)
    (site / "downloads").mkdir()
    reading, folder = _reading(app), site.parent / "jupyter_execute"
    pages = (folder / f"{page}.ipynb" for page in sorted(app.env.found_docs) if _is_executed(app, page))
    notebooks = {path.name: plain_notebook(path, reading) for path in pages}
    for name, text in notebooks.items():
        (site / "downloads" / name).write_text(text, encoding="utf-8")
    write_zip(site / ZIP, app.srcdir, notebooks)
    if pdf := os.environ.get("PREPOST_PDF"):
        shutil.copyfile(pdf, site / PDF)


def setup(app):
    """Add the panel to every page and write the files at the end."""
    app.connect("html-page-context", _add_tools)
    app.connect("build-finished", _write_files)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
