"""Numbers found in an article's text: every one that a person listed, with its place, and tests with their calculation."""

import csv
import json
import re
import zipfile
from pathlib import Path

import pytest

from prepost.audit.finding import find_numbers, registered
from prepost.cli import main
from prepost.study.claims import read_claims
from tests.cases import cases

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "data" / "newham"
SENTENCES = ["Of 30 people, 12/30 (40%) came.", "They improved, t(28) = 2.20,", "p = .06, by £1.2m (three", "times)."]
FOUND = [("line 1", "30"), ("line 1", "12/30 (40%)"), ("line 2", "t(28) = 2.20, p = .06"), ("line 3", "£1.2m")]
FOUND += [("line 3", "three")]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def word_document(path, paragraphs, table=()):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in table)
    body += f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" if table else ""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')


@pytest.mark.parametrize("kind", ["txt", "numbered.txt", "html", "docx"])
def test_numbers_are_found_in_any_file_with_their_places(tmp_path, capsys, kind):
    article = tmp_path / f"article.{kind}"
    if kind == "docx":
        word_document(article, SENTENCES)
    elif kind == "html":
        text = "".join(f"<p>{line.replace('12/30', '<b>12/30</b>')}</p>" for line in SENTENCES)
        article.write_text(f"<html><style>p {{width: 77px}}</style><body>{text}</body></html>", encoding="utf-8")
    else:
        more = [f"Line {word}." for word in "abcdefgh"] if "numbered" in kind else []
        lines = [f"{n} {line}" if more else line for n, line in enumerate([*SENTENCES, *more], 1)]
        article.write_text("\n".join(lines), encoding="utf-8")
    assert main(["claims", str(article), "--into", str(tmp_path / "study")]) == 0
    published = tmp_path / "study" / "published"
    assert [(row["where"], row["number"]) for row in rows(published / "numbers.csv")] == FOUND
    assert "5 numbers in" in (out := capsys.readouterr().out) and "1 of them tests" in out
    proposed = rows(published / "claims.csv")
    agree = "agree(line_1_2.percent, line_1_2.count / line_1_2.of)"
    assert [row["calculation"] for row in proposed] == ["", agree, "p_of_test()", "", ""]
    assert proposed[2]["says"].startswith("They improved, t(28) = 2.20, p = .06") and "confirmed" in proposed[2]["note"]
    assert main(["audit", str(tmp_path / "study"), "--format", "json"]) == 0
    verdicts = [entry["verdict"] for entry in json.loads(capsys.readouterr().out)]
    assert verdicts == ["given", "reproduced", "differs", "given", "given"]


def test_cells_of_a_table_citations_and_references():
    text = """
        line 1 | See Table 3 (Brown, 2015; Smith et al., 2001a) on 7 people in 2016. ;; table1 | Mean\t2.63\t3.03
        line 2 | References ;; line 3 | Brown 2015, 12, 3-4. ;; line 4 | Tables ;; line 5 | Group of 9
    """
    found = "line 1 | 7 ;; line 1 | 2016 ;; table1 | 2.63 ;; table1 | 3.03 ;; line 5 | 9"
    assert [(number.where, number.number) for number in find_numbers(cases(text))] == cases(found)


def test_an_interval_is_one_figure_and_a_dash_between_two_is_no_sign():
    text = "OR 2.25 (95% CI 0.99\u20135.09; 95% CI [0.12, 0.55]), ages 3\u20134, by \u20130.5 (95% CI 1 to 9), 1/2/26"
    found = "2.25 | 95% CI 0.99\u20135.09 | 95% CI [0.12, 0.55] | 3 | 4 | \u20130.5 | 95% CI 1 to 9 | 1 | 2 | 26"
    assert [figure.number for figure in find_numbers([("line 1", text)])] == found.split(" | ")


def test_a_table_in_a_word_document_has_its_place(tmp_path):
    word_document(tmp_path / "a.docx", ["Of 30"], ["Mean", "2.63"])
    assert main(["claims", str(tmp_path / "a.docx"), "--into", str(tmp_path)]) == 0
    assert [row["where"] for row in rows(tmp_path / "published" / "numbers.csv")] == ["line 1", "table1"]


def test_claims_that_are_there_are_kept_and_the_others_proposed_beside_them(tmp_path, capsys):
    article = tmp_path / "article.txt"
    article.write_text("\n".join(SENTENCES), encoding="utf-8")
    claims = tmp_path / "published" / "claims.csv"
    claims.parent.mkdir()
    claims.write_text("id,where,says,printed,calculation\nn,line 1,people,30,\n", encoding="utf-8")
    before = claims.read_bytes()
    assert main(["claims", str(article), "--into", str(tmp_path)]) == 0
    assert claims.read_bytes() == before and "1 of 5 numbers registered" in capsys.readouterr().out
    assert len(rows(tmp_path / "published" / "claims_proposed.csv")) == 4


UNREADABLE = (
    "a.odt | | is of no kind that can be read ;; a.docx | no zip | is no Word document ;; a.pdf | %PDF | pdftotext"
)


@pytest.mark.parametrize("name, content, sentence", [*cases(UNREADABLE), ("a.txt", None, "there is no such file")])
def test_what_cannot_be_read_says_so(tmp_path, capsys, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_text(content)
    assert main(["claims", str(tmp_path / name), "--into", str(tmp_path)]) == 2
    assert sentence in capsys.readouterr().err


def test_the_numbers_of_this_article_hold_all_that_a_person_listed():
    """tests/data/printed_numbers.csv was drawn up from the manuscript, line by line, by hand."""
    found = {(row["where"], row["number"].lower()) for row in rows(STUDY / "published" / "numbers.csv")}
    for row in rows(ROOT / "tests" / "data" / "printed_numbers.csv"):
        place = row["where"].partition("/")[0]
        number = re.sub(r"^(?:about |n=)", "", row["printed"].lower())
        here = [text for where, text in found if where == place]
        assert any(number.strip("+-") in text for text in here) or "heading" in row["where"], row


def test_almost_every_number_of_this_article_is_registered():
    """The others: findings and years of other studies, ordinals, and one in a turn of phrase."""
    numbers = [(row["where"], row["number"]) for row in rows(STUDY / "published" / "numbers.csv")]
    known = registered(numbers, read_claims(STUDY).values())
    assert (len(numbers), sum(known)) == (338, 318)
    assert all(where.startswith("line ") for (where, _), is_known in zip(numbers, known) if not is_known)
    number = r"[-+£\d.,%<=pn ]+|[a-z]+(?: [a-z]+)?"
    assert all(re.fullmatch(number, text.lower()) for _, text in numbers), "no words but numbers"


def test_a_number_beside_another_place_is_not_registered():
    claims = read_claims(STUDY).values()
    assert registered([("line 222", "302"), ("line 222", "303"), ("line 400", "302")], claims) == [True, False, False]
