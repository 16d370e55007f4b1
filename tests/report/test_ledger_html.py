"""The ledger as a table: complete without scripts, escaped, linked row by row."""

import csv
import re
from pathlib import Path

import pytest

from prepost.audit.candidate_tests import Case, which_test
from prepost.audit.claims_ledger import APART, ledger
from prepost.audit.vocabulary import VOCABULARY
from prepost.report.ledger import ledger_html
from prepost.study import load_study

ROOT = Path(__file__).parents[2]
NEWHAM = ROOT / "data" / "newham"
HOSTILE = '<script>alert(1)</script> {{ x }} $y$ "quoted"'


@pytest.fixture(scope="module")
def entries():
    return ledger(NEWHAM)


@pytest.fixture(scope="module")
def html(entries):
    with (NEWHAM / "published" / "sections.csv").open(encoding="utf-8", newline="") as file:
        parts = list(csv.DictReader(file))
    lines = {
        f"line {line}": part
        for part in parts
        for line in range(int(part["first_line"] or 0), int(part["last_line"] or -1) + 1)
    }
    places = lines | {part["table"]: part for part in parts if part["table"]}
    found = {entry.id: places[entry.where.partition("/")[0]] for entry in entries}
    sections = {claim: (part["section"], f"{part['page']}.html") for claim, part in found.items()}
    return str(ledger_html(entries, sections, label="tab-ledger", title="The ledger"))


def test_hostile_text_is_inert(tmp_path):
    (tmp_path / "published").mkdir()
    cell = HOSTILE.replace('"', '""')
    rows = f'a,"{cell}","{cell}",10,,\nb,p. 1,"{cell}",11,a,"{cell}"\n'
    (tmp_path / "published" / "claims.csv").write_text(f"id,where,says,printed,calculation,note\n{rows}")
    html = str(ledger_html(ledger(tmp_path), {}, label="tab-ledger", title=HOSTILE))
    assert "<script" not in html and "&lt;script&gt;" in html


def test_every_claim_has_one_row_that_can_be_linked_to_and_leads_to_the_page_that_carries_it(entries, html):
    rows = re.findall(r'<tr id="([^"]+)" data-verdict="([^"]+)" data-section="([^"]+)">', html)
    ids = {entry.id for entry in entries}
    assert [row[0] for row in rows] == [entry.id for entry in entries] and len(ids) == len(rows)
    assert set(re.findall(r'href="#([^"]+)"', html)) == ids
    assert len(re.findall(r"<td><a href=\"(?:index|notebooks/\d\d_\w+)\.html\"[ >]", html)) == len(rows)


def test_the_table_is_complete_without_scripts_and_not_heavy(entries, html):
    assert "<script" not in html and "hidden" not in html.replace('aria-hidden="true"', "")
    assert html.count('scope="col"') == 6 and "<caption>" in html and "Table 1, know_health, pre post p" in html
    assert html.count('<th scope="row">') == html.count("<tr id=") and len(html.encode()) < 500_000
    assert html.count("<details open>") == sum(not entry.agrees for entry in entries)
    assert html.count("<details>") == sum(entry.agrees and bool(entry.calculation) for entry in entries)


def test_a_figure_repeated_says_so_where_it_differs_itself(entries, html):
    row = re.search(r'<tr id="discussion_cost_per_person".*?</tr>', html, re.DOTALL)[0]
    link = '<a class="prepost-printed" href="#cost_per_person">cost_per_person</a>'
    assert f'<p class="prepost-note">It repeats {link}, which does not agree' in row
    assert row.count("It repeats") == 1 and '<span aria-hidden="true">≠</span> repeats: differs</span>' in row
    assert [entry.id for entry in entries if entry.follows in APART] == ["discussion_cost_per_person"]


def test_a_primary_figure_links_to_what_it_enters_and_weaker_words_are_noted_outside_the_fold(html):
    row = re.search(r'<tr id="attendances".*?</tr>', html, re.DOTALL)[0]
    assert "nothing printed" not in row and 'href="#attendances_from_people"' in row and "A primary figure." in row
    row = re.search(r'<tr id="conclusion_ineffective".*?</tr>', html, re.DOTALL)[0]
    assert "weaker than the words" in row.split("</details>")[1]


def test_places_in_the_words_of_the_study_and_short_links_to_them(entries):
    study = load_study(NEWHAM)
    html = str(ledger_html(entries, {}, label="tab-ledger", title="The ledger", study=study))
    assert "Table 1, “I know a lot about health services in Newham”, p-value: after a session against before it" in html
    title = "“I know a lot about health services in Newham”, before, session 3"
    assert f"{title}</td>" in html and ">Table 1, heading 5</td>" in html and "pre post p" not in html
    sections = {entry.id: ("Table", "page.html") for entry in entries}
    html = str(ledger_html(entries, sections, label="tab-ledger", title="The ledger", study=study))
    assert f'<a href="page.html" title="Table 1, {title}">Table 1</a>' in html
    assert re.search(r'<a href="page.html">line \d+</a>', html)


def test_one_test_alone_gives_both_p_values():
    """The first case is within reach of three tests; both together are within reach of one."""
    first, second = Case("q1", "0.397", "2.71", 42, "2.83", 23), Case("q2", "0.191", "3.40", 42, "3.65", 23)
    whole = [test for test, (attained, _) in which_test([first, second]).items() if len(attained) == 2]
    assert whole == ["Mann-Whitney, as SPSS prints it"]


def test_every_word_of_the_language_is_explained():
    """As the page with the vocabulary takes them: how a word is written, a colon, what it means."""
    for word, function in VOCABULARY.items():
        written, _, meaning = " ".join(function.__doc__.split()).partition("`: ")
        assert written.startswith(f"`{word}(") and meaning
