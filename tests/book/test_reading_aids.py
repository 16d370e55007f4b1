"""What helps to read: nothing moves, everything can be reached, and how a result was computed is one click away."""

import re

import pytest

from prepost.study import load_published

from .conftest import BOOK, Visit, page_names

pytestmark = pytest.mark.book

FOCUSABLE = """
[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter(element =>
  element.tabIndex >= 0 && !element.disabled && element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
  && element.getClientRects().length && !element.closest('dialog:not([open])'))
"""
FOCUS = """
(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const boxes = [...element.getClientRects()];
  const seen = boxes.some(box => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
  return {place: window.places.indexOf(element), drawn, seen, html: element.outerHTML.slice(0, 120)};
})()
"""


def test_how_it_was_computed_is_one_click_away_from_each_figure_and_table(html):
    for name, page in html.items():
        for figure in page.select("article div.cell figure.prepost-figure"):
            assert figure.find_parent("div", class_="cell").select_one("div.cell_input"), f"{name}: {figure.get('id')}"


def test_folded_code_says_what_it_shows(html):
    for name, page in html.items():
        for summary in page.select("article details.hide > summary"):
            assert re.match(r"Show \w+", summary.get_text().strip()), f"{name}: {summary}"


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", page_names())
def test_nothing_moves_once_it_is_drawn(chromium, server, name, width):
    with Visit(chromium, viewport={"width": width, "height": 800}) as visit:
        visit.page.add_init_script(
            "window.moved = []; new PerformanceObserver(list => window.moved.push(...list.getEntries().map(entry => entry.value)))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        visit.page.goto(f"{server}/{name}.html", wait_until="load")
        visit.page.wait_for_timeout(400)
        assert sum(visit.page.evaluate("window.moved")) < 0.01


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", ["index", "notebooks/02_methods", "notebooks/06_qualitative_themes", "notebooks/15_references"]
)
def test_keyboard_reaches_every_control_in_sight(chromium, site, name):
    with Visit(chromium, viewport={"width": 1280, "height": 800}) as visit:
        visit.page.goto(f"{site.as_uri()}/{name}.html", wait_until="load")
        controls = visit.page.evaluate(f"window.places = {FOCUSABLE}; window.places.length")
        reached = []
        for _ in range(controls + 2):
            visit.page.keyboard.press("Tab")
            at = visit.page.evaluate(FOCUS)
            if not at["seen"]:
                visit.page.wait_for_timeout(400)  # the link to the text slides in
                at = visit.page.evaluate(FOCUS)
            if at["place"] in reached or at["place"] < 0:
                break
            assert at["drawn"] and at["seen"], at["html"]
            reached.append(at["place"])
        missed = sorted(set(range(controls)) - set(reached))
        assert [visit.page.evaluate(f"window.places[{place}].outerHTML.slice(0, 150)") for place in missed] == []


@pytest.mark.browser
def test_landing_page_and_ledger_work_without_scripts(chromium, site):
    with Visit(chromium, java_script_enabled=False) as visit:
        visit.page.goto(f"{site.as_uri()}/index.html")
        for door in ("01_introduction", "09_verification", "13_your_data"):
            assert visit.page.locator(f".sd-card a.sd-stretched-link[href='notebooks/{door}.html']").count() == 1
        visit.page.locator(".sd-card:has(a.sd-stretched-link[href='notebooks/09_verification.html'])").click()
        visit.page.wait_for_url("**/09_verification.html")
        rows = visit.page.locator("table.prepost-ledger tbody tr")
        assert rows.count() > 300
        claim = rows.nth(40)
        assert claim.is_visible()
        visit.page.goto(f"{visit.page.url.partition('#')[0]}#{claim.get_attribute('id')}")
        assert claim.bounding_box()["y"] < 720, "a link to a claim leads to its row"


@pytest.mark.browser
def test_formulas_are_drawn_and_keep_within_the_page(chromium, site, html):
    names = [name for name, page in html.items() if page.select("article math")]
    assert names
    with Visit(chromium, viewport={"width": 320, "height": 640}) as visit:
        for name in names:
            visit.page.goto(f"{site.as_uri()}/{name}.html")
            boxes = visit.page.evaluate(
                "[...document.querySelectorAll('article math')].filter(math => math.checkVisibility()).map(math =>"
                " { const box = math.getBoundingClientRect(); return [box.width, box.height, !!math.querySelector('merror')]; })"
            )
            assert all(width > 4 and height > 8 and not failed for width, height, failed in boxes), name
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320, name


@pytest.mark.browser
def test_paper_shows_the_text_and_none_of_the_controls(chromium, site):
    with Visit(chromium, color_scheme="dark") as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/04_knowledge.html")
        visit.page.emulate_media(media="print", color_scheme="dark")
        controls = ".bd-sidebar-primary, .bd-header-article, article a.headerlink, button.copybtn, .prev-next-footer"
        assert not [
            each.evaluate("e => e.outerHTML") for each in visit.page.locator(controls).all() if each.is_visible()
        ]
        assert visit.page.locator("article h1").is_visible()
        ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        assert visit.page.evaluate("getComputedStyle(document.querySelector('article p')).color") == "rgb(0, 0, 0)"


@pytest.mark.browser
@pytest.mark.parametrize("machine", ["light", "dark"])
def test_figures_follow_the_page_and_not_the_machine(chromium, site, machine):
    """Their ground is opaque, white on a light page and dark on a dark one, whatever the system is set to."""
    from io import BytesIO

    from matplotlib.image import imread

    with Visit(chromium, color_scheme=machine) as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/04_knowledge.html")
        for theme, lightness in (("light", 1.0), ("dark", 0.13)):
            visit.page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
            visit.page.wait_for_timeout(300)
            shot = visit.page.locator("img.prepost-picture").first.screenshot()
            corner = imread(BytesIO(shot))[8, 8, :3]
            assert abs(float(corner.mean()) - lightness) < 0.03


@pytest.mark.browser
def test_the_glass_does_not_lie_on_what_was_searched_for(chromium, server):
    with Visit(chromium) as visit:
        visit.page.goto(f"{server}/search.html?q=interval", wait_until="load")
        glass, words = visit.page.evaluate(
            "[...document.querySelectorAll('.bd-search-container .bd-search > *')].slice(0, 2).map((element, position) => {"
            " const box = element.getBoundingClientRect();"
            " return position ? box.left + parseFloat(getComputedStyle(element).paddingLeft) : box.right; })"
        )
        assert glass <= words


BANK = "notebooks/06_qualitative_themes.html"


@pytest.fixture(scope="module")
def quotes():
    return load_published(BOOK / "data" / "newham").quotes


@pytest.mark.browser
def test_search_and_filters_narrow_the_quotations(chromium, site, quotes):
    with Visit(chromium) as visit:
        visit.page.goto(f"{site.as_uri()}/{BANK}")
        shown = visit.page.locator(".prepost-voice:visible")
        assert shown.count() == len(quotes)
        visit.page.get_by_label("Search the words").fill("rush rush")
        assert shown.count() == 1
        assert visit.page.locator(".prepost-bank [role=status]").inner_text() == f"1 of {len(quotes)} quotations shown"
        visit.page.get_by_label("Search the words").fill("")
        visit.page.get_by_label("Said by").select_option("Learning Mentor")
        assert shown.count() == int((quotes["role"] == "Learning Mentor").sum())
        assert visit.complaints == []


@pytest.mark.browser
def test_every_quotation_has_an_address(chromium, site, quotes):
    with Visit(chromium) as visit:
        for quote in quotes["id"]:
            visit.page.goto(f"{site.as_uri()}/{BANK}#quote-{quote}")
            assert visit.page.locator(":target").is_visible(), quote


@pytest.mark.browser
def test_the_bank_is_whole_without_scripts(chromium, site, quotes):
    with Visit(chromium, java_script_enabled=False) as visit:
        visit.page.goto(f"{site.as_uri()}/{BANK}")
        assert visit.page.locator(".prepost-voice:visible").count() == len(quotes)
        assert visit.page.locator(".prepost-bank input").count() == 0
