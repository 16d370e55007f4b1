"""A book that `prepost new` makes looks and behaves as this one does, from the same style sheet and scripts."""

import pytest
from bs4 import BeautifulSoup

from prepost.cli import main

from .conftest import Visit, build, violations

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The site of a new book, as its owner first builds it."""
    book = tmp_path_factory.mktemp("other") / "book"
    assert main(["new", str(book)]) == 0
    process = build(book, book, "-W", "-n", "--keep-going")
    assert process.returncode == 0, process.stdout[-3000:] + process.stderr[-3000:]
    return book / "_build" / "html"


def pages(folder):
    """Its pages, by name."""
    return ["index", *(f"pages/{path.stem}" for path in sorted((folder / "pages").glob("*.html")))]


def test_both_share_one_style_sheet_and_its_scripts(other, site):
    for name in ("book.css", "report.css", "letters.js", "links.js", "hints.js", "pygments.css"):
        assert (other / "_static" / name).read_bytes() == (site / "_static" / name).read_bytes(), name


def test_pages_are_light_and_free_of_what_the_theme_does_not_need(other):
    for path in other.rglob("*.html"):
        assert path.stat().st_size < 1_000_000
        assert "fontawesome.js" not in path.read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in (other / "_static").rglob("*")) < 2_000_000


def test_how_it_was_computed_is_beside_each_figure_and_table_and_words_explain_themselves(other):
    marked = 0
    for name in pages(other):
        page = BeautifulSoup((other / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
        for figure in page.select("article div.cell figure.prepost-figure"):
            assert figure.find_parent("div", class_="cell").select_one("div.cell_input"), f"{name}: {figure.get('id')}"
        marked += len(page.select("article a.prepost-term"))
    assert marked > 5


@pytest.mark.browser
def test_meets_wcag_2_2_aa(chromium, other):
    for name in pages(other):
        with Visit(chromium) as visit:
            assert violations(visit, (other / f"{name}.html").as_uri()) == [], name
            assert visit.complaints == []
            assert [url for url in visit.requests if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.browser
def test_no_page_scrolls_sideways_on_a_phone(chromium, other):
    with Visit(chromium, viewport={"width": 320, "height": 640}) as visit:
        for name in pages(other):
            visit.page.goto((other / f"{name}.html").as_uri())
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320, name
