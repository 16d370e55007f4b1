"""The bank of quotations in a browser: it can be searched, every quotation has its address, and no script is needed to read."""

import pytest

from prepost.study import load_published

from .conftest import BOOK, Visit

pytestmark = [pytest.mark.book, pytest.mark.browser]

PAGE = "notebooks/06_qualitative_themes.html"


@pytest.fixture(scope="module")
def quotes():
    return load_published(BOOK / "data" / "newham").quotes


def test_search_and_filters_narrow_the_quotations(chromium, site, quotes):
    with Visit(chromium) as visit:
        visit.page.goto(f"{site.as_uri()}/{PAGE}")
        shown = visit.page.locator(".prepost-voice:visible")
        assert shown.count() == len(quotes)
        visit.page.get_by_label("Search the words").fill("rush rush")
        assert shown.count() == 1
        assert visit.page.locator(".prepost-bank [role=status]").inner_text() == f"1 of {len(quotes)} quotations shown"
        visit.page.get_by_label("Search the words").fill("")
        visit.page.get_by_label("Said by").select_option("Learning Mentor")
        assert shown.count() == int((quotes["role"] == "Learning Mentor").sum())
        assert visit.complaints == []


def test_every_quotation_has_an_address(chromium, site, quotes):
    with Visit(chromium) as visit:
        for quote in quotes["id"]:
            visit.page.goto(f"{site.as_uri()}/{PAGE}#quote-{quote}")
            assert visit.page.locator(":target").is_visible(), quote


def test_the_bank_is_whole_without_scripts(chromium, site, quotes):
    with Visit(chromium, java_script_enabled=False) as visit:
        visit.page.goto(f"{site.as_uri()}/{PAGE}")
        assert visit.page.locator(".prepost-voice:visible").count() == len(quotes)
        assert visit.page.locator(".prepost-bank input").count() == 0
