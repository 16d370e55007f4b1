"""What goes with publishing: metadata read by the rules of each form, and workflows that run what is there."""

import json
import os
import re
import sys
import tomllib

import pytest
import yaml
from bs4 import BeautifulSoup
from jsonschema import Draft7Validator
from pybtex.database import parse_string

import prepost

from .conftest import BOOK, Visit

sys.path.insert(0, str(BOOK / "_ext"))
import citation as forms  # noqa: E402  the extension stands outside any package

CITATION = forms.read_citation(BOOK / "CITATION.cff")
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in BOOK.glob(".github/workflows/*.yml")
}
STEPS = [step for workflow in WORKFLOWS.values() for job in workflow["jobs"].values() for step in job["steps"]]
RIS_TAGS = {"TY", "TI", "AU", "PY", "DA", "ET", "KW", "AB", "ER"}


def test_citation_file_meets_the_schema_of_the_format():
    """The schema is the format's own, version 1.2.0, by the authors of the Citation File Format, CC BY 4.0,
    but for its list of countries.
    """
    schema = json.loads((BOOK / "tests" / "data" / "cff-1.2.0.json").read_text(encoding="utf-8"))
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(CITATION)] == []
    assert list(validator.iter_errors(CITATION | {"date-released": "soon"}))


def test_one_title_and_one_version_everywhere():
    config = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
    assert config["title"] == CITATION["title"]
    assert [author["name"] for author in CITATION["authors"]] == ["The report's contributors"]
    assert config["author"] == "the report's contributors", "the footer says “By” before it"
    assert CITATION["version"] == prepost.__version__
    assert CITATION["title"] in (BOOK / "README.md").read_text(encoding="utf-8")


def test_ris_gives_back_every_field():
    lines = forms.ris(CITATION).split("\r\n")
    records = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups() for line in lines if line]
    assert records[0] == ("TY", "GEN") and records[-1] == ("ER", "")
    assert {tag for tag, _ in records} == RIS_TAGS
    fields = dict(records)
    assert fields["TI"] == CITATION["title"]
    assert fields["AB"] == CITATION["abstract"].strip()
    assert fields["ET"] == CITATION["version"]
    assert fields["DA"].replace("/", "-") == CITATION["date-released"]
    assert [value for tag, value in records if tag == "AU"] == [author["name"] for author in CITATION["authors"]]
    assert [value for tag, value in records if tag == "KW"] == CITATION["keywords"]


def test_bibtex_survives_a_reader_and_a_writer():
    once = parse_string(forms.bibtex(CITATION), "bibtex")
    again = parse_string(once.to_string("bibtex"), "bibtex")
    (first,), (second,) = once.entries.values(), again.entries.values()
    assert dict(first.fields) == dict(second.fields)
    assert first.fields["keywords"] == ", ".join(CITATION["keywords"])
    assert first.fields["title"].strip("{}") == CITATION["title"]
    assert first.fields["year"] == CITATION["date-released"][:4]
    assert str(first.persons["author"][0]).strip("{}") == CITATION["authors"][0]["name"]


def test_no_text_leaves_its_field_in_any_form():
    """A line break opens a field in RIS, a brace in BibTeX; a comment before a script hides the script's end from a browser."""
    title = "A\nER  - \nTY  - } @book{x, \\input{y} 100% </script><!--<script>"
    hostile = CITATION | {"title": title}
    once = parse_string(forms.bibtex(hostile), "bibtex")
    (entry,) = once.entries.values()
    assert "{\\textbackslash}input" in entry.fields["title"] and entry.fields["year"] == CITATION["date-released"][:4]
    assert [line[:2] for line in forms.ris(hostile).split("\r\n")].count("ER") == 1
    block = forms.in_page(forms.json_ld(hostile))
    assert block.count("<") == 2 and json.loads(BeautifulSoup(block, "html.parser").script.string)["name"] == title


def test_structured_data_has_what_a_search_engine_asks_of_an_article():
    data = forms.json_ld(CITATION)
    assert data["@context"] == "https://schema.org" and len(data["headline"]) <= 110
    assert all(author["@type"] == "Organization" and author["name"] for author in data["author"])
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", data["datePublished"])


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
def test_files_for_reference_managers_lie_beside_the_landing_page(site):
    assert (site / "cite.bib").read_text(encoding="utf-8") == forms.bibtex(CITATION)
    assert (site / "cite.ris").read_bytes().decode("utf-8") == forms.ris(CITATION)


@pytest.mark.book
def test_social_cards_say_what_a_page_says(html):
    for name, page in html.items():
        assert name == "index" or not page.select("meta[name^=citation_]"), name
        tags = {tag["property"]: tag["content"] for tag in page.select('meta[property^="og:"]')}
        assert tags["og:title"] == page.select_one("article h1").find(string=True).strip(), name
        assert len(tags["og:description"]) >= 40, name
        revision = page.select_one(".prepost-version").get_text()
        assert re.search(r"Revision [0-9a-f]{10} of \d{4}-\d{2}-\d{2}", revision), name


def test_actions_are_versions_that_today_s_runners_can_run():
    """Earlier ones run on Node 20, which the runners no longer have."""
    least = {"checkout": 5, "setup-python": 6, "upload-pages-artifact": 5, "deploy-pages": 5}
    used = [re.fullmatch(r"actions/([\w-]+)@v(\d+)", step["uses"]).groups() for step in STEPS if "uses" in step]
    assert {name for name, _ in used} == set(least)
    assert all(int(version) >= least[name] for name, version in used)


def test_workflows_run_commands_that_exist():
    makefile = (BOOK / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    commands = [step["run"].split("  #")[0].split() for step in STEPS if "run" in step]
    assert ["make", "site"] in commands and [".ci/run"] in commands
    for command in commands:
        if command[0] == "make":
            assert command[1] in targets
        elif command[0].startswith("."):
            assert os.access(BOOK / command[0], os.X_OK), command
    (upload,) = (step for step in STEPS if "upload-pages-artifact" in step.get("uses", ""))
    assert f"{upload['with']['path']}/index.html" in makefile or "_build/html" == upload["with"]["path"]


def test_workflows_may_do_no_more_than_they_must():
    for workflow in WORKFLOWS.values():
        assert workflow["permissions"] == {"contents": "read"}
    rights = {name: job["permissions"] for name, job in WORKFLOWS["publish"]["jobs"].items() if "permissions" in job}
    assert rights == {"publish": {"pages": "write", "id-token": "write"}}
    assert all("run" not in step for step in WORKFLOWS["publish"]["jobs"]["publish"]["steps"])
    for step in STEPS:
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_workflows_use_versions_of_python_that_the_library_allows():
    oldest = tomllib.loads((BOOK / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    versions = WORKFLOWS["tests"]["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert versions[0] == oldest.removeprefix(">=")
    assert all(isinstance(version, str) for version in versions), "3.10 without quotation marks is 3.1"


@pytest.mark.book
@pytest.mark.browser
def test_the_address_of_a_heading_figure_table_or_claim_is_copied(chromium, server):
    places = {
        "notebooks/04_knowledge": [
            "article h2 a.headerlink",
            "figure[data-kind=figure] a.headerlink",
            "table caption a.headerlink",
        ],
        "notebooks/09_verification": ["table.prepost-ledger tbody a.headerlink"],
        "notebooks/15_references": ["dl.glossary dt a.headerlink"],
    }
    with Visit(chromium) as visit:
        visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
        for name, selectors in places.items():
            visit.page.goto(f"{server}/{name}.html")
            for selector in selectors:
                link = visit.page.locator(selector).first
                link.click(force=True)
                visit.page.wait_for_selector("#prepost-told:has-text('Link copied')")
                copied = visit.page.evaluate("navigator.clipboard.readText()")
                assert copied == f"{server}/{name}.html{link.get_attribute('href')}", selector
                anchor = copied.partition("#")[2]
                assert visit.page.locator(f"[id='{anchor}']").count() == 1, selector
                visit.page.wait_for_selector("#prepost-told:empty", state="attached")
        assert visit.complaints == []
