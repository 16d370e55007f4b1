"""Every page in a real browser that has no network: from a disk and from a server, wide and narrow, light and dark."""

import pytest

from .conftest import Visit, page_names, violations

pytestmark = [pytest.mark.book, pytest.mark.browser]

PHONE = {"width": 320, "height": 640}


@pytest.fixture(params=["disk", "server"])
def address(request, site):
    """Where the site is: files on a disk, or a web server."""
    return site.as_uri() if request.param == "disk" else request.getfixturevalue("server")


@pytest.mark.parametrize("name", page_names())
def test_opens_without_complaint_or_request_to_elsewhere(chromium, address, name):
    with Visit(chromium) as visit:
        visit.page.goto(f"{address}/{name}.html", wait_until="load")
        assert visit.complaints == []
        assert [url for url in visit.requests if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("name", page_names())
def test_no_page_scrolls_sideways_on_a_phone(chromium, site, name):
    with Visit(chromium, viewport=PHONE) as visit:
        visit.page.goto(f"{site.as_uri()}/{name}.html")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_goes_on_beyond_the_edge_of_a_phone_says_so(chromium, site):
    """A picture in words, on a narrow page only; a table by a shadow at its edge, covered where the table ends."""
    hint = "getComputedStyle(document.querySelector('[data-kind=figure] > .prepost-scroll'), '::before').content"
    shadow = "getComputedStyle(document.querySelector('[data-kind=table] > .prepost-scroll')).backgroundImage"
    address = (site / "notebooks" / "04_knowledge.html").as_uri()
    with Visit(chromium, viewport=PHONE) as visit:
        visit.page.goto(address)
        assert "goes on" in visit.page.evaluate(hint) and "gradient" in visit.page.evaluate(shadow)
    with Visit(chromium, viewport={"width": 1280, "height": 800}) as visit:
        visit.page.goto(address)
        assert visit.page.evaluate(hint) == "none"


@pytest.mark.parametrize("name", [*page_names(), "search", "genindex"])
def test_meets_wcag_2_2_aa(chromium, server, name):
    with Visit(chromium) as visit:
        assert violations(visit, f"{server}/{name}.html" + "?q=interval" * (name == "search")) == []


def test_search_finds_a_word(chromium, address):
    with Visit(chromium) as visit:
        visit.page.goto(f"{address}/search.html?q=integrated", wait_until="load")
        visit.page.wait_for_selector("#search-results li a", timeout=10_000)
        assert visit.page.locator("#search-results li a").count() >= 1
        assert visit.complaints == []


def test_theme_switch_changes_the_page(chromium, site):
    with Visit(chromium, color_scheme="light") as visit:
        visit.page.goto(f"{site.as_uri()}/index.html")
        ground = "getComputedStyle(document.body).backgroundColor"
        grounds = {visit.page.evaluate(ground)}
        for _ in range(2):
            visit.page.locator("button.theme-switch-button").first.click()
            grounds.add(visit.page.evaluate(ground))
        assert len(grounds) == 2


def test_keyboard_reaches_the_text_first(chromium, site):
    with Visit(chromium) as visit:
        visit.page.goto(f"{site.as_uri()}/index.html")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


@pytest.mark.parametrize("name", page_names())
def test_reads_without_scripts(chromium, site, name):
    """Without JavaScript the text, the figures and the whole of every table are there."""
    with Visit(chromium, java_script_enabled=False) as visit:
        visit.page.goto(f"{site.as_uri()}/{name}.html")
        assert visit.page.locator("article h1").is_visible()
        for table in visit.page.locator("article figure > .prepost-scroll > table:not(details table)").all():
            assert table.is_visible()
