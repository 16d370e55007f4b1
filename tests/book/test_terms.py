"""Words of the glossary and citations explain themselves: with a pointer, a keyboard, a finger, on paper and without scripts."""

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx import addnodes

from prepost.audit.claims_ledger import VERDICTS
from prepost.sphinx.terms import Term, _leave_out_unused, _words_in, definitions, finder

from .conftest import Visit, build

GLOSSARY = "notebooks/15_references"
TERMS = {term: says for part in definitions().values() for term, (_, says) in part.items()}


def test_no_word_belongs_to_two_terms():
    words = [word.lower() for part in definitions().values() for marked, _ in part.values() for word in marked]
    assert len(words) == len(set(words))
    assert sum(map(len, definitions().values())) == len(TERMS)


def test_definitions_are_a_sentence_or_two_of_plain_words():
    for term, says in TERMS.items():
        assert says.endswith(".") and says[0].isupper(), term
        assert len(says) <= 240 and len(re.findall(r"\.( |$)", says)) <= 3, term
        assert not re.search(r"\d|[*_`{<]", says), term


def test_verdicts_are_those_of_the_ledger():
    assert list(definitions()["verdicts"]) == list(VERDICTS)


def test_longest_word_wins_and_parts_of_words_do_not_count():
    inner, outer = Term(("interval",), "p", "a", "."), Term(("Wilson interval", "Wilson's"), "p", "b", ".")
    pattern, by_word = finder([inner, outer])
    assert [
        found.group() for found in pattern.finditer("A Wilson interval, Wilson’s; intervals; re-interval; Interval")
    ] == ["Wilson interval", "Wilson’s", "Interval"]
    assert by_word["wilson interval"] is outer and by_word["interval"] is inner


def test_a_glossary_that_asks_for_it_holds_only_words_that_a_page_uses():
    """Of three terms, one stands in a sentence, one in a heading of a table, and one in the glossary alone."""
    chosen = ["confidence interval", "rank-biserial correlation", "Holm's correction"]
    page = nodes.section("", nodes.paragraph("", "Lines are confidence intervals."))
    page += nodes.raw("", '<th scope="col">Rank-biserial</th><img alt="Holm">', format="html")
    items = [
        nodes.definition_list_item("", nodes.term("", name), nodes.definition("", nodes.paragraph("", TERMS[name])))
        for name in chosen
    ]
    page += addnodes.glossary("", nodes.definition_list("", *items), used=True)
    env = SimpleNamespace(docname="page", prepost_words={"page": _words_in(page)})
    _leave_out_unused(SimpleNamespace(env=env), page)
    assert [term.astext() for term in page.findall(nodes.term)] == chosen[:2]


@pytest.mark.book
def test_glossary_holds_every_definition_once(html):
    entries = html[GLOSSARY].select("dl.glossary dt")
    names = [entry.find(string=True, recursive=False).strip().replace("’", "'") for entry in entries]
    assert sorted(names) == sorted(TERMS)
    assert names == sorted(names, key=str.lower)
    for name, entry in zip(names, entries, strict=True):
        assert " ".join(entry.find_next("dd").get_text().split()).replace("’", "'") == TERMS[name]


UNTOUCHED = ["h1", "h2", "h3", "h4", "pre", "code", "blockquote", "a", "button", "figcaption"]


@pytest.mark.book
def test_each_page_marks_the_first_use_of_a_word_in_its_text_and_no_other(html):
    marked = 0
    for name, page in html.items():
        links = page.select("article a.prepost-term")
        targets = [link["href"].partition("#")[2] for link in links]
        assert len(targets) == len(set(targets)), name
        for link, target in zip(links, targets, strict=True):
            says = " ".join(html[GLOSSARY].find(id=target).find_next("dd").get_text().split())
            assert link["title"] == says and not link.find_parent(UNTOUCHED), f"{name}: {link}"
        marked += len(links)
    assert marked > 50


@pytest.mark.book
def test_a_word_in_a_table_heading_or_a_note_is_marked_too(html):
    assert any(page.select("thead th a.prepost-term") for page in html.values())
    assert any(page.select(".prepost-summary a.prepost-term, .prepost-note a.prepost-term") for page in html.values())


@pytest.fixture
def visit(chromium, site):
    """The page on methods, from a disk, with words and citations on it."""
    with Visit(chromium) as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/02_methods.html")
        yield visit
        assert visit.complaints == []


KINDS = {"word": "article a.prepost-term", "citation": "article a[href^='15_references.html#id'][title]"}


@pytest.fixture(params=KINDS)
def link(request, visit):
    """A word of the glossary, or a citation."""
    found = visit.page.locator(KINDS[request.param]).first
    assert found.count()
    return found.element_handle()


def hint(page):
    """What is shown beside a link, or nothing."""
    box = page.locator("#prepost-hint")
    return box.inner_text() if box.is_visible() else ""


@pytest.mark.book
@pytest.mark.browser
class TestHint:
    def test_appears_under_the_pointer_and_goes_when_it_leaves(self, visit, link):
        says = link.get_attribute("title")
        link.hover()
        assert hint(visit.page) == says
        assert link.get_attribute("title") is None, "the browser would show it a second time"
        assert link.get_attribute("aria-describedby") == "prepost-hint"
        visit.page.mouse.move(0, 0)
        visit.page.wait_for_selector("#prepost-hint", state="hidden")
        assert link.get_attribute("title") == says

    def test_stays_while_it_is_pointed_at(self, visit, link):
        link.hover()
        box = visit.page.locator("#prepost-hint").bounding_box()
        visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
        visit.page.wait_for_timeout(600)
        assert hint(visit.page)

    def test_appears_on_keyboard_focus_and_escape_dismisses_it(self, visit, link):
        says = link.get_attribute("title")
        link.evaluate("element => { element.setAttribute('tabindex', '0'); element.focus({focusVisible: true}); }")
        assert hint(visit.page) == says
        visit.page.wait_for_timeout(600)
        assert hint(visit.page) == says, "it stays for as long as the link is in focus"
        visit.page.keyboard.press("Escape")
        assert hint(visit.page) == ""
        assert link.evaluate("element => element === document.activeElement"), "focus does not move"

    def test_stands_within_a_narrow_window_and_leaves_the_word_in_sight(self, visit, link):
        visit.page.set_viewport_size({"width": 320, "height": 500})
        link.scroll_into_view_if_needed()
        link.hover()
        box, word = (
            visit.page.locator("#prepost-hint").bounding_box(),
            link.evaluate("element => { const {y, height} = element.getBoundingClientRect(); return {y, height}; }"),
        )
        assert box["x"] >= 0 and box["x"] + box["width"] <= 320
        assert box["y"] >= 0 and box["y"] + box["height"] <= 500
        assert box["y"] >= word["y"] + word["height"] or box["y"] + box["height"] <= word["y"]
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 320

    def test_nothing_of_it_is_printed(self, visit, link):
        link.hover()
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("#prepost-hint").is_visible()


@pytest.mark.book
@pytest.mark.browser
def test_a_first_tap_explains_and_a_second_follows(chromium, site):
    with Visit(chromium, has_touch=True, viewport={"width": 390, "height": 800}) as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/02_methods.html")
        word = visit.page.locator("article a.prepost-term").first
        says = word.get_attribute("title")
        word.tap()
        assert hint(visit.page) == says
        word.tap()
        visit.page.wait_for_url("**/15_references.html#term-*")


@pytest.mark.book
@pytest.mark.browser
def test_without_scripts_a_word_leads_to_its_definition(chromium, site):
    with Visit(chromium, java_script_enabled=False) as visit:
        visit.page.goto(f"{site.as_uri()}/notebooks/02_methods.html")
        visit.page.locator("article a.prepost-term").first.click()
        visit.page.wait_for_url("**/15_references.html#term-*")


BOOK_OF_TWO = {
    "_config.yml": """
title: A small book
author: ""
logo: ""
only_build_toc_files: true
execute: {execute_notebooks: "off"}
sphinx: {extra_extensions: [prepost.sphinx]}
""",
    "_toc.yml": "format: jb-book\nroot: index\nchapters: [{file: words}]\n",
    "index.md": "# First\n\nA crumpet before *crumpet*. ``crumpet`` and a wave.\n\n# Crumpet\n",
    "words.md": '# Words\n\n```{glossary}\nCrumpet\n  Eaten with "butter" & <jam>.\n```\n\n```{terms} survey\n```\n',
}


@pytest.mark.book
def test_words_of_a_book_s_own_are_marked_and_follow_an_edit(tmp_path):
    for name, text in BOOK_OF_TWO.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    def marks():
        process = build(tmp_path, tmp_path, "-W", "-n", "--keep-going")
        assert process.returncode == 0, process.stdout + process.stderr
        page = BeautifulSoup((tmp_path / "_build" / "html" / "index.html").read_text(encoding="utf-8"), "html.parser")
        return [(link.get_text(), link["href"], link["title"]) for link in page.select("article a.prepost-term")]

    crumpet, wave = marks()
    assert crumpet == ("crumpet", "words.html#term-Crumpet", "Eaten with “butter” & <jam>.")
    assert wave[:2] == ("wave", "words.html#term-wave")
    words = tmp_path / "words.md"
    words.write_text(words.read_text(encoding="utf-8").replace("butter", "honey"), encoding="utf-8")
    assert "honey" in marks()[0][2]
