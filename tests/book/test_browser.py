"""Every page in a real browser that has no network: from a disk and from a server, wide and narrow, light and dark."""

import pytest

from prepost.report import show

from .conftest import BOOK, Visit, page_names, violations

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


def test_a_table_that_goes_on_beyond_the_edge_says_so(chromium, site):
    """By a shadow at its edge, covered where the table ends."""
    shadow = "getComputedStyle(document.querySelector('[data-kind=table] > .prepost-scroll')).backgroundImage"
    with Visit(chromium, viewport=PHONE) as visit:
        visit.page.goto((site / "notebooks" / "02_methods.html").as_uri())
        assert "gradient" in visit.page.evaluate(shadow)


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


CODE = "[...document.querySelectorAll('div.cell details.hide')].map(cell => cell.open)"


def test_one_switch_shows_all_code_and_is_remembered(chromium, server):
    with Visit(chromium, viewport={"width": 1280, "height": 800}) as visit:
        page, first, second = (
            visit.page,
            f"{server}/notebooks/04_knowledge.html",
            f"{server}/notebooks/03_participants.html",
        )
        page.goto(first)
        assert page.evaluate(CODE) and not any(page.evaluate(CODE))
        switch = page.get_by_role("button", name="Show all code")
        switch.focus()
        page.keyboard.press("Enter")
        assert all(page.evaluate(CODE)) and switch.get_attribute("aria-pressed") == "true"
        page.goto(second)
        assert page.evaluate(CODE) and all(page.evaluate(CODE))
        switch.click()
        assert not any(page.evaluate(CODE)) and switch.get_attribute("aria-pressed") == "false"
        page.goto(f"{first}#code")
        assert all(page.evaluate(CODE))


def test_the_switch_works_where_nothing_may_be_remembered(chromium, site):
    with Visit(chromium) as visit:
        visit.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})"
        )
        visit.page.goto(f"{site.as_uri()}/notebooks/04_knowledge.html")
        visit.page.get_by_role("button", name="Show all code").click()
        assert all(visit.page.evaluate(CODE))


def test_the_policy_of_a_page_stops_nothing_of_its_own(chromium, site):
    """But for what the driver of the browser evaluates in each page, which is no script of the site's."""
    with Visit(chromium, bypass_csp=False) as visit:
        for page in [*site.glob("*.html"), *site.glob("notebooks/*.html")]:
            visit.page.goto(page.as_uri(), wait_until="load")
        assert [one for one in visit.complaints if not one.startswith("Evaluating a string as JavaScript")] == []


def test_folded_cells_that_follow_one_another_unfold_together(chromium, site):
    """What a reader sees of each run on page 04 is one line."""
    seen = "[...document.querySelectorAll('div.cell > details.hide > summary')].filter(one => one.offsetHeight)"
    with Visit(chromium) as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/04_knowledge.html")
        assert 2 < visit.page.evaluate(f"{seen}.length") < len(visit.page.evaluate(CODE)) - 5
        first = "document.querySelector('div.cell:has(> details.hide):not(:has(.cell_output)):has(+ div.cell > details.hide)')"
        visit.page.evaluate(f"{first}.querySelector('summary').click()")
        visit.page.wait_for_function(f"{first}.nextElementSibling.querySelector('details').open", timeout=2000)
        assert not all(visit.page.evaluate(CODE))


def test_a_number_goes_from_the_search_to_its_row(chromium, address):
    """£107.51 is the printed cost a person (manuscript, line 226)."""
    with Visit(chromium) as visit:
        visit.page.goto(f"{address}/search.html?q=£107.51", wait_until="load")
        visit.page.get_by_role("link", name="Look up £107.51 in the ledger").click()
        visit.page.wait_for_url("**/09_verification.html?q=*")
        shown = visit.page.evaluate(
            "[...document.querySelectorAll('.prepost-ledger tbody tr:not([hidden])')].map(row => row.id)"
        )
        assert "cost_per_person" in shown and len(shown) < 10
        visit.page.goto(f"{address}/search.html?q=integrated")
        assert visit.page.locator(".prepost-look-up").count() == 0, "words are the search's own business"


def test_the_ledger_uses_the_width_it_has(chromium, site):
    """What a row was checked by runs over the whole width; on a phone a row is a card, and the row that is linked to is marked."""
    at = f"{site.as_uri()}/notebooks/09_verification.html#cost_per_person"
    boxes = "[...document.getElementById('cost_per_person').cells].map(cell => cell.getBoundingClientRect().toJSON())"
    ground = (
        "['cost_per_person', 'cost_per_place'].map(id => getComputedStyle(document.getElementById(id)).backgroundColor)"
    )
    for width in (1280, 390):
        with Visit(chromium, viewport={"width": width, "height": 800}) as visit:
            visit.page.goto(at)
            cells = visit.page.evaluate(boxes)
            table = visit.page.locator("table.prepost-ledger").bounding_box()
            assert cells[-1]["width"] > 0.9 * table["width"] and all(cell["right"] <= width for cell in cells)
            linked, other = visit.page.evaluate(ground)
            assert linked != other


def test_the_name_of_a_row_stays_in_sight_on_a_phone(chromium, site):
    with Visit(chromium, viewport={"width": 390, "height": 800}) as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/04_knowledge.html")
        moved = visit.page.evaluate(
            "(() => { const box = document.querySelector('#tab-knowledge .prepost-scroll'); box.scrollLeft = 200;"
            " return [box.scrollLeft, box.querySelector('th[scope=row]').getBoundingClientRect().left]; })()"
        )
        assert moved[0] == 200 and 0 <= moved[1] < 40


CUT = (
    "[...document.querySelectorAll('article .prepost-picture')].filter(picture => picture.checkVisibility())"
    ".filter(picture => picture.getBoundingClientRect().right > document.documentElement.clientWidth"
    " || picture.closest('.prepost-scroll').scrollWidth > picture.closest('.prepost-scroll').clientWidth)"
    ".map(picture => picture.closest('figure').id)"
)


def test_no_figure_is_cut_on_a_phone(chromium, site):
    cut = []
    for name in page_names():
        with Visit(chromium, viewport={"width": 390, "height": 800}) as visit:
            visit.page.goto(f"{site.as_uri()}/{name}.html", wait_until="load")
            cut += [f"{name}#{label}" for label in visit.page.evaluate(CUT)]
    assert cut == []


@pytest.mark.parametrize("width", [320, 390, 640, 700, 1280])
def test_a_figure_that_a_function_draws_is_cut_nowhere(chromium, tmp_path, shown, width):
    show.figure(
        lambda ax: ax.plot([1, 2]), label="fig-x", title="A finding", alt="A line that rises", summary="It rises"
    )
    sheets = [BOOK / "prepost/report/report.css", BOOK / "prepost/sphinx/static/book.css"]
    styles = "".join(f"<style>{sheet.read_text(encoding='utf-8')}</style>" for sheet in sheets)
    page = f'<!doctype html><html><head><meta name="viewport" content="width=device-width">{styles}</head>'
    page += f'<body style="margin: 0 16px"><article class="bd-content">{shown[0]}</article></body></html>'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    with Visit(chromium, viewport={"width": width, "height": 800}) as visit:
        visit.page.goto((tmp_path / "page.html").as_uri(), wait_until="load")
        assert visit.page.evaluate(CUT) == []
        shape = visit.page.evaluate("(picture => picture.naturalWidth)(document.querySelector('.prepost-picture'))")
        assert (shape < 390) == (width <= 640)
