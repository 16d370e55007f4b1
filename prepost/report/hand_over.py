"""`python -m prepost report`: a built book as PDF, as a Word file, and its figures as SVG and PNG.

All are made from one page, which Jupyter Book's builder ``singlehtml`` makes of the book. `reading_copy` takes away what
is of use on a screen alone: code, scripts, navigation, what unfolds. Chromium prints the page, pandoc turns it into Word.
"""

import base64
import copy
import io
import mimetypes
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import yaml
from bs4 import BeautifulSoup
from bs4.element import Tag

from prepost.report.printing import chromium, dotted, print_pdf
from prepost.report.provenance import revision
from prepost.study.faults import Fault, StudyError, join_words, typed

_PAGE = re.compile(r"(?:[^:#]*/)?([\w-]+)\.html(#.+)?|#document-[^#]*(#.+)")
_SVG = "data:image/svg+xml;charset=utf-8,"
_DARK = re.compile(r"<style>@media \(prefers-color-scheme: dark\).*?</style>\s*", re.DOTALL)
_LEFT_OUT = (
    "script, noscript, meta:not([charset]), link:not([rel=stylesheet]), div.cell_input, div.cell details.hide > summary,"
    " a.headerlink, button, picture > source, .sd-container-fluid, .prepost-download, .prepost-numbers,"
    " .prepost-ledger-controls, .prepost-bank-controls, .prepost-bank-controls + p"
)
"""What serves on a screen alone: code, links to places, switches and downloads."""

_WIDER = 9638 / 7920  # twentieths of a point between the margins: of reference.docx, and of a page as pandoc takes it
_TALLEST = 800  # pixels of a picture that stands on a page with its title and summary
_MANY = 8  # columns from which a table is set smaller
_LETTERS, _LETTERS_SMALL = 100, 130  # that stand side by side in a table as wide as the page
_WORD_FITS = 14  # letters of a word that claim room; a longer one is broken


def run(folder: Path) -> int:
    """Write what a book hands over into its folder `_build/report`, and say what was written.

    Parameters
    ----------
    folder : Path
        The book.

    Returns
    -------
    int
        Exit status 0.

    Raises
    ------
    StudyError
        If there is no book or it cannot be built; if Chromium or pandoc is missing, after all else has been written.
    """
    root = _built(folder)
    made = folder / "_build" / "singlehtml" / f"{root}.html"
    site, page = made.parent, reading_copy(made.read_text(encoding="utf-8"), root)
    pictures, program, date, faults = pictures_of(page), chromium(), _date(folder), []
    files: dict[str, bytes] = {f"pictures/{name}.svg": svg.encode() for name, svg in pictures.items()}
    images = {}
    if program:
        images = dotted(program, pictures, site / "pictures.html")
        files |= {f"pictures/{name}.png": png for name, png in images.items()}
        files["report.pdf"] = print_pdf(program, str(page), site / "paper.html", f"{date:D:%Y%m%d%H%M%S+00'00'}")
    else:
        faults += _missing(
            "the PDF and the pictures as PNG need Chromium", "As root on Debian: apt-get install chromium"
        )
    if _has_pandoc():
        files["report.docx"] = word_file(page, images, site, date)
    else:
        faults += _missing("the Word file needs pandoc", f"{typed(sys.executable)} -m pip install pypandoc-binary")
    target = folder / "_build" / "report"
    shutil.rmtree(target, ignore_errors=True)
    for name, content in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    print(
        f"Wrote {join_words([*(name for name in files if '/' not in name), f'{len(pictures)} figures'])} into {target}."
    )
    if faults:
        raise StudyError(faults)
    return 0


def _has_pandoc() -> bool:
    try:
        import pypandoc

        return bool(pypandoc.get_pandoc_path())
    except (ImportError, OSError):  # the package, or the program that it calls, is not there
        return False


def _missing(what: str, advice: str) -> list[Fault]:
    return [Fault("report", None, None, None, f"{what}, which was not found.", advice)]


def _built(folder: Path) -> str:
    """Build the book as one page, from the outputs that are there, and return the name of its first page, which is the one's."""
    contents = folder / "_toc.yml"
    if not contents.is_file():
        raise StudyError.about(str(folder), "this folder holds no book.", "Make one: python -m prepost new FOLDER")
    start = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-P", "-c", start, "build", str(folder), "--builder", "singlehtml"]
    if subprocess.run(command, capture_output=True).returncode:
        told = "this book cannot be built."
        raise StudyError.about(str(folder), told, f"See what is wrong: jupyter-book build {typed(folder)}")
    return yaml.safe_load(contents.read_text(encoding="utf-8"))["root"]


def _date(folder: Path) -> datetime:
    """The date of the book's sources; of 1980, the first year a zip knows, if nothing tells it."""
    source = revision(folder)
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", source.timestamp if source else 315532800))
    return datetime.fromtimestamp(seconds, UTC)


# -- the one page -----------------------------------------------------------------------------------------------------


def reading_copy(html: str, root: str = "index") -> BeautifulSoup:
    """Return a book on one page as it is read on paper.

    Parameters
    ----------
    html : str
        The page, as the builder ``singlehtml`` writes it.
    root : str
        The page of the book with which it begins.

    Examples
    --------
    >>> page = "<html><head></head><body><nav>Menu</nav><main><article><h1>Ours<a class='headerlink'>#</a></h1>{}</article></main></body></html>"
    >>> print(reading_copy(page.format('<a href="notebooks/03_people.html#who">who</a>')).article)
    <article id="document-index"><h1>Ours</h1><a href="#who">who</a></article>
    >>> print(reading_copy(page.format('<div class="cell"><div class="cell_input">1 + 1</div></div>')).body)
    <body><main><article id="document-index"><h1>Ours</h1></article></main></body>
    """
    page = BeautifulSoup(html, "html.parser")
    article = page.find("article")
    node = article
    while node.name != "body":
        for other in [*node.previous_siblings, *node.next_siblings]:
            other.extract()
        node = node.parent
    for part in page.select(_LEFT_OUT):
        part.decompose()
    for figure in article.select("figure"):
        figure["role"] = "group"  # the picture within it is the figure that needs an alternative text
    for folded in article.select(".prepost-ledger details:not([open])"):
        summary, calculation = folded.find_all(recursive=False)[:2]
        folded.replace_with(calculation if calculation.name == "code" else summary.get_text() + ".")
    for folded in article.select("details"):
        for summary in folded.select("summary"):
            summary.decompose() if folded.find_parent(class_="prepost-ledger") else summary.unwrap()
        folded.unwrap()
    for heading in article.select(".prepost-bank h3, .prepost-bank h4"):
        heading.name = f"h{int(heading.name[1]) + 1}"  # the sections of pages are a level lower on one page
    for cell in article.select("div.cell"):
        if not cell.get_text(strip=True) and not cell.find("img"):
            cell.decompose()
    article["id"] = f"document-{root}"
    _link_within(article)
    page.html["data-theme"] = "light"
    if page.title and article.h1:
        page.title.clear()
        page.title.append(article.h1.get_text())
    return page


def _link_within(article: Tag) -> None:
    """Turn links between pages into links within the one page."""
    ids = [place["id"] for place in article.parent.select("[id^=document-]")]
    places = {name.removeprefix("document-").rpartition("/")[2]: name for name in ids}
    for link in article.select("a[href]"):
        found = _PAGE.fullmatch(link["href"])
        if found and (found[2] or found[3]):
            link["href"] = found[2] or found[3]
        elif found and found[1] in places:
            link["href"] = "#" + places[found[1]]


def pictures_of(page: BeautifulSoup) -> dict[str, str]:
    """Return the numbered figures of a page as SVG texts, in the colours of light pages, by name."""
    found = {}
    for figure in page.select('figure.prepost-figure[data-kind="figure"]'):
        address = figure.img["src"]
        if address.startswith(_SVG) and re.fullmatch(r"[\w-]+", figure["id"]):
            found[figure["id"]] = _DARK.sub("", unquote(address.removeprefix(_SVG)))
    return found


# -- Word -------------------------------------------------------------------------------------------------------------


def word_file(page: BeautifulSoup, images: Mapping[str, bytes], site: Path, date: datetime) -> bytes:
    """Return a page as a Word file: its title, headings, captions, alternative texts, and headers of tables that repeat.

    Parameters
    ----------
    page : BeautifulSoup
        As `reading_copy` returns it.
    images : mapping of str to bytes
        Figures as PNG, by name; those that are not there are put in as SVG.
    site : Path
        The folder in which other pictures of the page are found.
    date : datetime
        What the file bears as its date.
    """
    import pypandoc

    page = copy.copy(page)
    for name in images:
        page.find(id=name).img["src"] = "data:image/png;base64," + base64.b64encode(images[name]).decode()
    _for_pandoc(page, site)
    target, look = site / "report.docx", Path(__file__).with_name("reference.docx")
    options = ["--shift-heading-level-by=-1", f"--reference-doc={look}", "--toc", "--toc-depth=2"]
    pypandoc.convert_text(str(page), "docx", format="html", outputfile=target, extra_args=options, sandbox=True)
    return _laid_out(target.read_bytes(), date)


def _for_pandoc(page: BeautifulSoup, site: Path) -> None:
    """Write in pandoc's way what it would not know: figures, quotations, alignment, widths, pictures of other files."""
    for part in page.select("a.prepost-term, table code"):
        part.unwrap()
    for figure in page.select("figure.prepost-figure"):
        for around in figure.select(".prepost-scroll, picture"):
            around.unwrap()
        if figure.get("data-kind") == "table":
            figure.name = "div"
        else:
            figure.insert_after(*reversed(figure.select(".prepost-summary")))
    if page.title and page.h1:
        page.h1.decompose()  # the title says the same
    for part in page.select(".prepost-quotation, .prepost-quotation figcaption"):
        part.name = "div" if part.name == "figure" else "p"
    for cell in page.select(".prepost-num"):
        cell["style"] = "text-align: right"
    for head in page.select("thead th, th.prepost-group"):
        strong = page.new_tag("strong")
        strong.extend([*head.contents])
        head.append(strong)
    for table in page.select("table"):
        _set_widths(page, table)
    for image in page.select("img[width][height]"):
        size = float(image["width"]), float(image["height"])
        image["width"], image["height"] = (round(side * min(1, _TALLEST / size[1])) for side in size)
    for image in page.select('img[src]:not([src^="data:"])'):
        path = (site / unquote(image["src"])).resolve()
        if path.is_relative_to(site.resolve()) and path.is_file():
            kind = mimetypes.guess_type(path.name)[0]
            image["src"] = f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _set_widths(page: BeautifulSoup, table: Tag) -> None:
    """Give each column of a table the width that its longest word needs, and of what is left a share by its letters."""
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])] for row in table.find_all("tr")]
    count = max(map(len, rows), default=0)
    columns = list(zip(*(row for row in rows if len(row) == count)))
    least = [3 + min(max(map(len, " ".join(texts).split()), default=0), _WORD_FITS) for texts in columns]
    written = [sum(map(len, texts)) for texts in columns]
    room = max((_LETTERS_SMALL if count > _MANY else _LETTERS) - sum(least), 0) / (sum(written) or 1)
    shares = [low + room * letters for low, letters in zip(least, written)]
    widths = page.new_tag("colgroup")
    widths.extend(page.new_tag("col", style=f"width: {100 * each / sum(shares):.1f}%") for each in shares)
    table.insert(1 if table.caption else 0, widths)


def _table(xml: str) -> str:
    """A table in small letters, of many columns in smaller ones, whose rows stay whole."""
    style = "TableText" + "Small" * (xml.count("<w:gridCol ") > _MANY)
    xml = re.sub(r'<w:pStyle w:val="(Compact|BodyText|FirstParagraph)" />', f'<w:pStyle w:val="{style}" />', xml)
    xml = re.sub(r"<w:tblW [^>]*>", '<w:tblW w:type="pct" w:w="5000" />', xml)
    xml = re.sub(r'(?<=<w:gridCol w:w=")\d+', lambda width: str(int(int(width[0]) * _WIDER)), xml)
    return xml.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit /></w:trPr><w:tc>")


def _with_contents(xml: str) -> str:
    """A document whose field of contents lists its headings already, for programs that do not work it out on opening."""
    found = re.findall(r'<w:pStyle w:val="Heading([12])" />(.*?)</w:p>', xml, re.DOTALL)
    lines = [
        f'<w:p><w:pPr><w:pStyle w:val="TOC{level}" /><w:spacing w:before="0" w:after="0" /><w:ind w:left="{level}80" /></w:pPr>'
        f"<w:r><w:t>{' '.join(re.sub('<[^>]+>', ' ', text).split())}</w:t></w:r></w:p>"
        for level, text in found
    ]
    separate, end = '<w:fldChar w:fldCharType="separate" />', '<w:fldChar w:fldCharType="end" />'
    return xml.replace(separate + end, f"{separate}</w:r></w:p>{''.join(lines)}<w:p><w:r>{end}", 1)


def _laid_out(docx: bytes, date: datetime) -> bytes:
    """A Word file of pandoc's with tables of its page's width and without addresses as descriptions, the same bytes each time."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as read, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in read.namelist():
            content = read.read(name).replace(b"1970-01-01T00:00:00Z", f"{date:%Y-%m-%dT%H:%M:%SZ}".encode())
            if name == "word/document.xml":
                text = re.sub(r'(?<=<pic:cNvPr descr=")data:[^"]*', "", content.decode("utf-8"))
                text = re.sub(r"<w:tbl>.*?</w:tbl>", lambda table: _table(table[0]), text, flags=re.DOTALL)
                content = _with_contents(text).encode("utf-8")
            entry = zipfile.ZipInfo(name, date.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()
