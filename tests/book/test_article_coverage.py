"""The book beside the article, section by section: nothing that the article reports is without its place.

`article.yml` lists what the article reports, where, and the words by which its place in this book is known. Pages are
executed here, so that what stands in a table, a figure or a computed sentence counts as much as the prose.
"""

import re
from functools import lru_cache

import pytest
import yaml

from prepost.study import load_published

from .conftest import BOOK
from .executed import STUDY, executed, path_of

ARTICLE = yaml.safe_load((BOOK / "tests" / "book" / "article.yml").read_text(encoding="utf-8"))
PLACES = [(section["section"], place) for section in ARTICLE["sections"] for place in section["places"]]


@lru_cache(maxsize=None)
def words_of(page):
    """What a reader of a page reads, on one line, with straight quotation marks."""
    words = executed(page).words()
    return re.sub(r"\s+", " ", words.replace("’", "'").replace("‘", "'"))


@pytest.mark.parametrize(
    "place", [place for _, place in PLACES], ids=[f"{section}: {place['says']}" for section, place in PLACES]
)
def test_what_the_article_reports_has_its_place(place):
    words = words_of(place["page"])
    assert [wanted for wanted in place["words"] if not re.search(wanted, words, re.IGNORECASE)] == []


def test_the_list_reaches_over_the_whole_article():
    """Every section from title to tables, and no stretch of the text of more than eight lines left out."""
    covered = set()
    for _, place in PLACES:
        first, _, last = place["lines"].partition("-")
        covered.update(range(int(first), int(last or first) + 1))
    quotes = load_published(STUDY).quotes
    for line in quotes["line"].astype(int):
        covered.update(range(line, line + 7))  # none is longer
    gaps = [(one, other) for one, other in zip(sorted(covered), sorted(covered)[1:]) if other - one > 8 and one < 461]
    assert gaps == []


@pytest.mark.parametrize("quote", load_published(STUDY).quotes.to_dict("records"), ids=lambda quote: quote["id"])
def test_every_quotation_stands_on_a_page_with_its_role_and_line(quote):
    said = re.sub(r"\s+", " ", quote["quote"].replace("’", "'"))
    words = words_of("06_qualitative_themes")
    assert said in words
    after = words[words.index(said) + len(said) :][:200]
    assert quote["role"] in after and f"line {quote['line']}" in after


def cited_on(page):
    """The keys that a page cites."""
    found = re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", path_of(page).read_text(encoding="utf-8"))
    return {key.strip() for keys in found for key in keys.split(",")}


def reference_keys():
    """The keys of the article's own references in references.bib."""
    text = (BOOK / "references.bib").read_text(encoding="utf-8")
    entries = re.findall(r"^@\w+\{(\w+),(.*?)^\}", text, re.DOTALL | re.MULTILINE)
    return {key for key, body in entries if re.search(r"keywords\s*=\s*\{article\}", body)}


def test_the_list_names_all_thirty_references():
    assert len(reference_keys()) == 30
    assert set(ARTICLE["citations"]) == reference_keys()


@pytest.mark.parametrize("key", sorted(ARTICLE["citations"]))
def test_every_reference_is_cited_where_the_article_cites_it(key):
    assert [page for page in ARTICLE["citations"][key] if key not in cited_on(page)] == []
