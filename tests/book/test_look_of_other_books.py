"""A book that `prepost new` makes looks and behaves as this one does, from the same style sheet and scripts.

Its study has a script in every field that takes a text: none may be run, and none may spoil the look.
"""

import json
from html import unescape
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from tests.payloads import hostile_book, payload

from .conftest import Visit, build, violations

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return hostile_book(tmp_path_factory.mktemp("other") / "book")


@pytest.fixture(scope="module")
def other(hostile):
    """The site of a new book."""
    process = build(hostile.folder, hostile.folder, "-W", "-n", "--keep-going")
    assert process.returncode == 0, process.stdout[-3000:] + process.stderr[-3000:]
    return hostile.folder / "_build" / "html"


def pages(folder):
    """Its pages, by name."""
    return ["index", *(f"pages/{path.stem}" for path in sorted((folder / "pages").glob("*.html")))]


def test_both_share_one_style_sheet_and_its_scripts(other, site):
    for name in ("book.css", "report.css", "letters.js", "links.js", "hints.js", "pygments.css"):
        assert (other / "_static" / name).read_bytes() == (site / "_static" / name).read_bytes(), name


def test_pages_are_light_and_free_of_what_the_theme_does_not_need(other):
    for path in other.rglob("*.html"):
        assert path.stat().st_size < 1_500_000  # long payloads are drawn in pictures of two widths
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


def ran(visit, address):
    """Open a page and return the numbers of the payloads that were run."""
    visit.page.add_init_script("window.executed = []; window.ran = (number) => window.executed.push(number)")
    visit.page.goto(address, wait_until="load")
    visit.page.evaluate("new Promise(requestAnimationFrame)")  # handlers come a moment later
    return visit.page.evaluate("window.executed")


def test_every_field_of_the_schema_holds_a_script_or_refuses_it(hostile, other):
    """What refuses one are ids, numbers, choices and references."""
    taken = [name for name, took in hostile.fields.items() if took]
    assert len(hostile.fields) > 110 and len(taken) > 80, taken
    pages_hold = unescape("".join(path.read_text(encoding="utf-8") for path in other.rglob("*.html")))
    assert sum(f"ran({number})" in pages_hold for number in range(1, 300)) > 50


@pytest.mark.browser
def test_no_text_of_a_study_is_run_on_any_page_or_in_the_search(chromium, other):
    """Without the policy, which would stop what is not escaped."""
    titles = json.loads((other / "searchindex.js").read_text()[len("Search.setIndex(") : -1])["alltitles"]
    asked = [unescape(title) for title in titles if "ran(" in title]
    assert len(asked) == 3, "the report's and those of its domains"
    addresses = [path.as_uri() for path in sorted(other.rglob("*.html")) if "_static" not in path.parts]
    with Visit(chromium, bypass_csp=True) as visit:
        assert {address: ran(visit, address) for address in addresses} == dict.fromkeys(addresses, [])
        for title in asked:
            assert ran(visit, f"{(other / 'search.html').as_uri()}?q={quote(title)}") == []
            visit.page.wait_for_selector("#search-results li a:has-text('onerror')")
            assert visit.page.evaluate("window.executed") == []


@pytest.mark.browser
def test_the_policy_stops_what_was_not_escaped(chromium, other):
    page = other / "pages" / "unescaped.html"
    page.write_text((other / "pages/themes.html").read_text(encoding="utf-8").replace("</h1>", f"</h1>{payload(1)}", 1))
    try:
        for bypass, runs in ((True, True), (False, False)):
            with Visit(chromium, bypass_csp=bypass) as visit:
                assert bool(ran(visit, page.as_uri())) is runs
                assert any("Content Security Policy" in told for told in visit.complaints) is not runs
    finally:
        page.unlink()
