"""What the book says about itself, read back by the rules of each form."""

import json
import re
import sys

import pytest
import yaml
from pybtex.database import parse_string

import prepost

from .conftest import BOOK

sys.path.insert(0, str(BOOK / "_ext"))
import citation as forms  # noqa: E402  the extension stands outside any package

CITATION = forms.read_citation(BOOK / "CITATION.cff")


def test_citation_file_has_what_the_format_requires():
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["message"] and CITATION["title"] and CITATION["abstract"]
    assert [author["name"] for author in CITATION["authors"]] == ["The report's contributors"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", CITATION["date-released"])
    assert all("title" in work and "authors" in work and "type" in work for work in CITATION["references"])


def test_one_title_and_one_version_everywhere():
    config = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
    assert config["title"] == CITATION["title"]
    name = CITATION["authors"][0]["name"]
    assert config["author"] == name[0].lower() + name[1:], "the footer says “By” before it"
    assert CITATION["version"] == prepost.__version__
    assert CITATION["title"] in (BOOK / "README.md").read_text(encoding="utf-8")


def test_bibtex_reads_back():
    (entry,) = parse_string(forms.bibtex(CITATION), "bibtex").entries.values()
    assert entry.fields["title"].strip("{}") == CITATION["title"]
    assert entry.fields["year"] == CITATION["date-released"][:4]
    assert str(entry.persons["author"][0]).strip("{}") == CITATION["authors"][0]["name"]


def test_ris_reads_back():
    lines = forms.ris(CITATION).split("\r\n")
    fields = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups() for line in lines if line]
    assert fields[0] == ("TY", "GEN") and fields[-1] == ("ER", "")
    assert ("TI", CITATION["title"]) in fields
    assert [value for tag, value in fields if tag == "KW"] == CITATION["keywords"]


@pytest.mark.book
def test_landing_page_carries_the_tags(html):
    page = html["index"]
    tags = {tag["name"]: tag["content"] for tag in page.select("meta[name^=citation_]")}
    assert tags["citation_title"] == CITATION["title"]
    assert tags["citation_author"] == CITATION["authors"][0]["name"]
    assert re.fullmatch(r"\d{4}/\d{2}/\d{2}", tags["citation_publication_date"])
    data = json.loads(page.select_one('script[type="application/ld+json"]').string)
    assert data["@type"] == "ScholarlyArticle" and data["name"] == CITATION["title"]


@pytest.mark.book
def test_other_pages_carry_no_highwire_tags_but_open_graph(html):
    for name, page in html.items():
        if name != "index":
            assert not page.select("meta[name^=citation_]"), name
        tags = {tag["property"]: tag["content"] for tag in page.select('meta[property^="og:"]')}
        assert tags["og:title"] and tags["og:description"], name


@pytest.mark.book
def test_files_for_reference_managers_lie_beside_the_landing_page(site):
    assert (site / "cite.bib").read_text(encoding="utf-8") == forms.bibtex(CITATION)
    assert (site / "cite.ris").read_bytes().decode("utf-8") == forms.ris(CITATION)


@pytest.mark.book
def test_every_footer_names_the_revision(html):
    for name, page in html.items():
        assert re.search(
            r"Revision [0-9a-f]{10} of \d{4}-\d{2}-\d{2}", page.select_one(".prepost-version").get_text()
        ), name
