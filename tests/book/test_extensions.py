"""What prepost.sphinx adds to a book: numbers on figures and tables, printed numbers that lead to the ledger, formulas."""

import re
import sys

import pytest
from bs4 import BeautifulSoup

from .conftest import BOOK, HEADER, build

pytestmark = pytest.mark.book

CONFIG = """
title: A small book
execute: {execute_notebooks: force, raise_on_error: true, stderr_output: error}
only_build_toc_files: true
sphinx:
  extra_extensions: [prepost.sphinx]
  config:
    prepost_study: study
    prepost_ledger_page: pages/ledger
    numfig_format: {figure: "Figure %s", table: "Table %s"}
    numfig_secnum_depth: 0
"""

SHOW = """```{code-cell} ipython3
from IPython.display import HTML, display
def show(label, kind, title):
    number = f'<span class="prepost-number" data-label="{label}"></span>'
    display(HTML(f'<figure class="prepost-figure" id="{label}" data-kind="{kind}"><figcaption>{number} {title}</figcaption></figure>'))
"""

FIRST = f"""{HEADER}# First

See {{numref}}`counts`, {{numref}}`picture` and {{numref}}`later`. The article prints {{printed}}`places` places, and
{{printed}}`line 16` too. Here $n = \\frac{{a}}{{b}}$.

{SHOW}show("picture", "figure", "What &lt;changed&gt;")
```
"""

SECOND = f"""{HEADER}# Second

{SHOW}show("counts", "table", "A")
show("later", "figure", "A")
```
"""


LEDGER = """# Ledger

<table><caption>Claims</caption><tr id="places"><th scope="row">places</th><td><a href="../first.html">line 16</a></td>
<td><a href="second.html">also</a></td></tr></table>
"""

CLAIMS = "id,where,says,printed,calculation,note\nplaces,line 16,attendances,302 <b>,,\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = tmp_path_factory.mktemp("extensions")
    for name, text in {
        "_config.yml": CONFIG,
        "_toc.yml": "format: jb-book\nroot: first\nchapters: [{file: pages/second}, {file: pages/ledger}]\n",
        "first.md": FIRST,
        "pages/second.md": SECOND,
        "pages/ledger.md": LEDGER,
        "study/published/claims.csv": CLAIMS,
    }.items():
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text(text, encoding="utf-8")
    return book


@pytest.fixture(scope="module", params=["html", "singlehtml"])
def pages(book, request):
    """The pages of the book, as a site or all on one page."""
    process = build(book, book, "-W", "-n", "--keep-going", "--builder", request.param)
    assert process.returncode == 0, process.stdout[-3000:] + process.stderr[-3000:]
    folder = book / "_build" / request.param
    names = ["first", "pages/second"] if request.param == "html" else ["first"]
    return "\n".join((folder / f"{name}.html").read_text(encoding="utf-8") for name in names)


def test_figures_and_tables_count_apart_and_references_name_them(pages):
    soup = BeautifulSoup(pages, "html.parser")
    figures = soup.select("figure.prepost-figure")
    numbers = {figure["id"]: figure.select_one(".prepost-number").get_text() for figure in figures}
    assert numbers == {"picture": "Figure 1.", "counts": "Table 1.", "later": "Figure 2."}
    named = {link.get_text(): link["href"].split("#")[-1] for link in soup.select("a:has(.std-numref)")}
    assert named == {"Table 1": "counts", "Figure 1": "picture", "Figure 2": "later"}


def test_a_printed_number_leads_to_its_row_and_is_escaped(pages):
    links = BeautifulSoup(pages, "html.parser").select("a:has(.prepost-printed), a.prepost-printed")
    assert [link.get_text() for link in links] == ["302 <b>", "302 <b>"]
    assert {link["href"].split("#")[-1] for link in links} == {"places"}


@pytest.mark.parametrize("pages", ["html"], indirect=True)
def test_a_row_leads_back_to_the_words(book, pages):
    first, ledger = (
        BeautifulSoup((book / f"_build/html/{name}.html").read_text(encoding="utf-8"), "html.parser")
        for name in ("first", "pages/ledger")
    )
    assert [link["href"] for link in ledger.select("#places a")] == ["../first.html#printed-places", "second.html"]
    assert [link.get_text() for link in first.select("#printed-places")] == ["302 <b>"]


def test_formulas_are_mathml_and_ask_for_no_script(pages):
    assert re.search(r"<math\b.*?<mfrac>", pages, re.DOTALL)
    assert "mathjax@" not in pages.lower() and "cdn." not in pages.lower()


MISTAKES = {
    "{printed}`nothing`": "no claim has the id or place",
    "{numref}`nothing`": "undefined label",
    "{glue:text}`nothing`": "No key",
    "```{terms} surveys\n```": "the glossary has no part surveys; there are survey, statistics",
}


def test_what_does_not_exist_is_a_warning(book, tmp_path):
    texts = {
        "_config.yml": CONFIG.replace("study: study", f"study: {book / 'study'}"),
        "_toc.yml": f"format: jb-book\nroot: page0\nchapters: {[{'file': f'page{n}'} for n in range(1, len(MISTAKES))]}\n",
    } | {f"page{n}.md": HEADER + f"# Page\n\n{text}\n" for n, text in enumerate(MISTAKES)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    process = build(tmp_path, tmp_path, "-W", "-n", "--keep-going")
    log = process.stdout + process.stderr
    assert process.returncode != 0
    for number, told in enumerate(MISTAKES.values()):
        assert [line for line in log.splitlines() if f"page{number}.md" in line and told in line], log[-4000:]


def test_references_are_sorted_by_author_whoever_wrote_them():
    sys.path.insert(0, str(BOOK / "_ext"))
    from pybtex.database import parse_string
    from reference_style import ByAuthor

    entries = parse_string(
        "@misc{z, author={Zanotti, R.}, year={2015}, title={T}} @misc{d, author={{Department of Health}}, year={2013}, title={T}}"
        "@misc{b, author={Brown, N.}, year={2017}, title={T}}",
        "bibtex",
    ).entries.values()
    assert [entry.key for entry in ByAuthor().sort(entries)] == ["b", "d", "z"]
