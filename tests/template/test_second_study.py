"""A whole second study, invented: seven points from 0, three waves matched by code, other domains, small groups, no
costs.

It is made as an evaluator makes one: `new`, `import`, `check`, `compare`, and a build with every warning a failure.
"""

import csv
import html
import io
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from prepost.audit.disclose import read_account
from prepost.cli import main
from prepost.study import load_study
from prepost.study.disclosure import ACCOUNT
from tests.book.conftest import build
from tests.cases import kept
from tests.valid_folders import accounts, execute_pages

SECOND = Path(__file__).parents[1] / "data" / "second_study"
EXPORTS = ["1 before.csv", "2 after.csv", "3 three months later.csv"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The book of the second study, as its owner would leave it before the build."""
    folder = tmp_path_factory.mktemp("second") / "book"
    assert main(["new", str(folder)]) == 0
    for name in ("study.yml", "attendance.csv", "interviews.csv", "codings.csv"):
        shutil.copy(SECOND / name, folder / name)
    (folder / "costs.csv").unlink()
    assert main(["import", *(str(SECOND / name) for name in EXPORTS), "--into", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def site(book):
    """The built site."""
    process = build(book, book, "-W", "-n", "--keep-going")
    assert process.returncode == 0, process.stdout[-3000:] + process.stderr[-3000:]
    return book / "_build" / "html"


@pytest.fixture(scope="module")
def pages(site):
    """The HTML of every page, and what is seen of it: text, alternative texts, titles and downloads."""
    return {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
        for path in site.rglob("*.html")
        if path.name not in ("genindex.html", "search.html")
    }


def test_it_is_sound_and_says_how_people_were_matched(book, capsys):
    assert main(["check", str(book)]) == 0
    said = capsys.readouterr().out
    assert "scale 0 to 6; waves before, after and later; paired design" in said
    assert "before_after: 44 forms before, 36 after; 33 pairs; 2 forms with an ambiguous code, 2 without a code" in said
    study = load_study(book)
    report = study.match_report("before_after")
    # By hand from the three exports: 44 forms before = 33 paired, 2 of one code, 1 blank, 8 not returned.
    assert (report.before, report.after, report.paired, report.only_before, report.only_after) == (44, 36, 33, 8, 2)
    assert sum(study.off_scale_counts("turn").values()) > 0


def test_compare_matches_people_between_waves_and_not_between_evenings(book, capsys):
    assert main(["compare", str(book), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    tests = {"before_after": "wilcoxon", "before_later": "wilcoxon", "first_second": "mann_whitney"}
    assert {(row["comparison"], row["test"]) for row in rows} == set(tests.items())
    assert {row["domain"] for row in rows} == {"notice", "act"}
    assert all(int(row["n1"]) == int(row["n2"]) <= 33 for row in rows if row["test"] == "wilcoxon")


def test_its_pages_show_what_they_showed(book):
    """By hand: 44 forms of 61 places; 10 of 15 named Tea & talk; Parking was raised by two, and is shown nowhere."""
    said = accounts(execute_pages(book))
    assert said == kept("second_study", said)


def test_it_builds_without_a_warning_and_has_all_pages(pages):
    names = "methods participants domain_notice domain_act themes robustness provenance".split()
    assert {"index.html", *(f"pages/{name}.html" for name in names)} <= set(pages)
    assert "pages/cost.html" not in pages, "there is no costs.csv"
    assert "<strong>Invented.</strong>" in pages["pages/domain_act.html"]


def test_hostile_text_reaches_the_pages_inert(pages):
    everything = "\n".join(pages.values())
    assert "<script>alert" not in everything
    themes = pages["pages/themes.html"]
    for quote in (
        "<script>alert('quote')</script> is what I would write",
        "It costs {{ nothing }} and $5$",
        "**Bold** of me, but I asked",
        "{eval}`1 + 1` cups of tea",
        '=HYPERLINK("http://example.org","tea")',
    ):
        assert quote in html.unescape(themes)
    assert 'href="http://example.org"' not in everything
    assert "Noticing *loneliness*" in html.unescape(re.sub(r"<[^>]+>", "", pages["pages/domain_notice.html"]))


HIDDEN = ["Lighthouse", "Keeper of the light", "Parking", "nowhere to leave a car"]
HIDDEN += ["these words were not released", "Thank you"]
"""A sector of four places and one interviewee; a role of one; a theme that two raised; ok_to_print is no; a remark."""


@pytest.mark.parametrize("hidden", HIDDEN)
def test_small_groups_and_unreleased_words_are_nowhere_on_the_site(site, hidden):
    for path in site.rglob("*"):
        if path.is_file() and path.suffix in (".html", ".js", ".csv", ".json", ".txt", ".svg", ".md", ".ipynb", ".inv"):
            assert hidden not in path.read_text(encoding="utf-8", errors="replace"), path


def test_no_download_holds_a_single_persons_answers(site, book):
    codes = set(load_study(book).responses["respondent"]) - {""}
    everything = "\n".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    assert not [code for code in codes if code in everything]
    assert not list(site.rglob("responses.csv"))


def test_every_number_of_people_in_a_table_stands_in_the_account_and_none_of_it_is_published(site, book, pages, capsys):
    assert main(["disclose", str(book)]) == 0, capsys.readouterr().out
    _, entries = read_account(book)
    known = {entry.low for entry in entries if entry.low is not None} | {0}
    labels, seen = {entry.where for entry in entries}, set()
    link = r'<a download="([^"]+)\.csv" href="data:text/csv;charset=utf-8,([^"]*)"'
    for page in pages.values():
        for label, address in re.findall(link, page):
            if label in labels and "items" not in label and "saturation" not in label:
                rows = list(csv.reader(io.StringIO(unquote(address).lstrip("\ufeff"))))
                matches = (re.fullmatch(r"(\d+)(?: of (\d+))?", cell) for row in rows[1:] for cell in row)
                numbers = {float(n) for match in matches if match for n in match.groups() if n}
                assert numbers <= known, (label, numbers - known)
                seen.add(label)
    assert {"tab-forms", "tab-matching", "tab-make-up"} <= seen
    kinds = (".html", ".js", ".json", ".ipynb", ".txt")
    published = [path for path in site.rglob("*") if path.is_file() and path.suffix in kinds]
    assert published
    assert not [path for path in published if ACCOUNT in path.read_text(encoding="utf-8", errors="replace")]
