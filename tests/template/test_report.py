"""What is handed over of a book: a PDF, a Word file and pictures that say what the pages say, for every reader."""

import re
import struct
import zipfile
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup

from prepost.cli import main
from prepost.report import hand_over
from prepost.report.printing import chromium

pytestmark = pytest.mark.book
HOSTILE = "I know <b>which</b> $x$ {{ services }} there are <img src=x onerror=alert(1)>"
PAGES = ["pages/methods", "pages/domain_knowledge", "pages/robustness"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
needs_chromium = pytest.mark.skipif(chromium() is None, reason="Chromium is not installed")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book without code on its pages and with hostile words, handed over."""
    folder = tmp_path_factory.mktemp("report") / "book"
    assert main(["new", str(folder)]) == 0
    text = (folder / "study.yml").read_text(encoding="utf-8").replace("show_code: true", "show_code: false")
    text = re.sub("(?m)^title:.*", "title: 'Ours <script>alert(1)</script> & **theirs**'", text)
    text = text.replace('"I know which services there are"', f"'{HOSTILE}'")
    (folder / "study.yml").write_text(text, encoding="utf-8")
    assert main(["new", str(folder), "--update"]) == 0
    contents = {"format": "jb-book", "root": "index", "chapters": [{"file": page} for page in PAGES]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    assert main(["report", str(folder)]) == (0 if chromium() else 2)
    return folder


@pytest.fixture(scope="module")
def page(book):
    """The page that Sphinx made of the whole book."""
    html = (book / "_build" / "singlehtml" / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser").article


def word(book):
    """The parts of the Word file, parsed."""
    with zipfile.ZipFile(book / "_build" / "report" / "report.docx") as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if "xml" in name}


def styled(body, style):
    """The texts of the paragraphs of a style."""
    found = [each for each in body.iter(f"{W}p") if each.find(f"{W}pPr/{W}pStyle[@{W}val='{style}']") is not None]
    return ["".join(text.text for text in each.iter(f"{W}t")) for each in found]


def seen(tags):
    """The words of headings or captions, without the links to themselves."""
    return [" ".join(tag.get_text().removesuffix("#").split()) for tag in tags]


def test_no_page_has_code(page):
    assert page.select(".cell_output") and page.select(".cell_input, details.hide") == []


def test_the_word_file_has_headings_headers_that_repeat_and_alternative_texts(book, page):
    parts = word(book)
    body = parts["word/document.xml"]
    assert styled(body, "Title") == seen(page.select("h1")) == ["Ours <script>alert(1)</script> & **theirs**"]
    assert [styled(body, f"Heading{level}") for level in (1, 2)] == [seen(page.select(f"h{n}")) for n in (2, 3)]
    assert [styled(body, f"TOC{level}") for level in (1, 2)] == [styled(body, f"Heading{level}") for level in (1, 2)]
    tables = list(body.iter(f"{W}tbl"))
    assert len(tables) == len(page.select("table:not(details table)")) > 3
    headers = [row for table in tables for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert len(headers) == len(page.select("table:not(details table) thead tr"))
    assert styled(body, "TableCaption") == seen(page.select("table:not(details table) caption"))
    assert styled(body, "ImageCaption") == seen(page.select("figure[data-kind=figure] > figcaption"))
    alternatives = [picture.get("descr") for picture in body.iter(DRAWN)]
    assert alternatives == [picture["alt"] for picture in page.select("img")] and all(alternatives[:3])
    assert parts["word/styles.xml"].find(f".//{W}lang").get(f"{W}val") == "en"


def test_no_picture_is_taller_than_a_page_of_word(tmp_path):
    page = BeautifulSoup('<html><img width="600" height="1600"><img width="600" height="200"></html>', "html.parser")
    hand_over._for_pandoc(page, tmp_path)
    assert [(image["width"], image["height"]) for image in page.select("img")] == [(300, 800), (600, 200)]


def test_hostile_words_are_letters_in_the_word_file_and_nothing_else_is_in_it(book):
    parts = word(book)
    assert HOSTILE in ["".join(cell.itertext()).strip() for cell in parts["word/document.xml"].iter(f"{W}tc")]
    outside = [each.get("Target") for each in parts["word/_rels/document.xml.rels"] if each.get("TargetMode")]
    assert outside == [] and len(parts["docProps/custom.xml"]) == 0
    text = "".join(parts["word/document.xml"].itertext())
    assert "load_study" not in text and "Show how" not in text and "Download" not in text


@needs_chromium
@pytest.mark.browser
def test_the_pdf_is_tagged_and_says_its_language(book, page):
    pdf = (book / "_build" / "report" / "report.pdf").read_bytes()
    assert re.search(rb"/MarkInfo <<[^>]*/Marked true>>", pdf) and b"/Lang (en)" in pdf
    assert pdf.count(b"/S /Figure") == pdf.count(b"/Alt") == len(page.select("img")) > 2
    assert pdf.count(b"/S /H1") == 1 and pdf.count(b"/S /H2") == len(page.select("h2"))


@needs_chromium
@pytest.mark.browser
def test_each_figure_is_a_picture_in_lines_and_in_dots(book, page):
    folder = book / "_build" / "report" / "pictures"
    names = [figure["id"] for figure in page.select("figure[data-kind=figure]")]
    assert {path.name for path in folder.iterdir()} == {f"{name}.{kind}" for name in names for kind in ("svg", "png")}
    for name in names:
        svg, png = ((folder / f"{name}.{kind}").read_bytes() for kind in ("svg", "png"))
        points = float(ElementTree.fromstring(svg).get("width").removesuffix("pt"))
        assert b"prefers-color-scheme" not in svg
        assert struct.unpack(">I", png[16:20])[0] == pytest.approx(points / 72 * 300, abs=3), "300 dots to the inch"


@pytest.mark.parametrize(
    ("missing", "left", "named"),
    [("chromium", "report.docx", "apt-get install chromium"), ("_has_pandoc", "report.pdf", "pip install pypandoc")],
)
def test_what_is_missing_is_named_and_the_rest_is_written(book, capsys, monkeypatch, missing, left, named):
    target = book / "_build" / "report"
    monkeypatch.setattr(hand_over, "_built", lambda folder: "index")
    monkeypatch.setattr(hand_over, missing, lambda: None)
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    assert main(["report", str(book)]) == 2
    said = capsys.readouterr()
    assert named in said.err and "Traceback" not in said.err
    if missing == "chromium" or chromium():
        assert left in said.out and (target / left).is_file()
        assert [path.name for path in target.glob("report.*")] == [left]
    for path, content in before.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_a_folder_without_a_book_is_told(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    assert "this folder holds no book" in capsys.readouterr().err
