"""`prepost claims FILE --into DIR`: every number and test in an article's text, with its place, proposed as a claim."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from prepost.audit.printed import NUMBER_WORDS, TENS, parse_printed
from prepost.study.claims import CLAIM_COLUMNS, CLAIMS_FILE, Claim, read_claims
from prepost.study.faults import StudyError
from prepost.study.writing import as_csv, write_all

LONGEST = 160
_NUMBER = r"(?<![\w.])[+\-\u2212\u2013]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:[.\u00b7]\d+|(?<=\d))"
_P = (
    r"[pP]\s*(?:[<>=\u2264\u2265]\s*" + _NUMBER + r"(?:\s*\u00d7\s*10[\u2212\u207b-]?[\d\u2070-\u2079]+)?|\s+ns)|\bns\b"
)
_WORDS = (*NUMBER_WORDS[1:], *TENS, *"half third quarter quarters thirds fifth fifths".split())
_FORMS = re.compile(
    "|".join(
        (
            r"(?P<left_out>\b(?:Table|Fig\.|Figure|Box|Appendix)\s+\d+|(?<=[A-Za-z.,] )(?<=, |\. )(?:19|20)\d\d[a-z]?(?=[;)])|"
            r"(?<=\()(?:19|20)\d\d[a-z]?(?=\)))",
            rf"(?P<test>(?<![\w])(?:t|F|r|z|Z|Q(?:[wbm]|-?within|-?between)?|[\u03c7X\u03a7](?:2|\u00b2)|chi2)\s*(?:\([^()]*\))?\s*[=<>]\s*{_NUMBER}\s*[,;]\s*(?:{_P}))",
            rf"(?P<p>\b(?:{_P}))",
            rf"(?P<share>(?<![\w./])\d+\s*/\s*\d+(?:\s*\({_NUMBER}\s*%\))?(?![\w/]))",
            rf"(?P<spread>{_NUMBER}\s*\u00b1\s*{_NUMBER})",
            rf"(?P<money>[\u00a3$\u20ac]\s*{_NUMBER}(?:\s*(?:k|m|bn|million|billion)\b)?)",
            rf"(?P<interval>\d+\s*%\s*CI\s*[:,=]?\s*(?P<opened>[(\[])?"
            rf"{_NUMBER}\s*(?:\u2013|-|to|,|;)\s*{_NUMBER}(?(opened)[)\]]))",
            rf"(?P<percent>[<>~]?{_NUMBER}\s*(?:%|per cent|percent))",
            rf"(?P<named>\b[nN]\s*=\s*{_NUMBER})",
            rf"(?P<number>{_NUMBER})",
            rf"(?P<word>\b(?:{'|'.join(_WORDS)})(?:[- ](?:{'|'.join(_WORDS)}))?\b)",
        )
    ),
    re.IGNORECASE,
)
_REFERENCES = re.compile(r"\W*(?:references|bibliography|works cited)\W*", re.IGNORECASE)
_AFTER_REFERENCES = re.compile(r"\W*(?:(?:tables?|figures?|appendix|supplementary)\b[\w ]*)\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A number or a test in an article's text.

    Attributes
    ----------
    where : str
        `line 12`, or `table1` for a cell of the first table.
    number : str
        As printed.
    kind : str
        The form in which it was found: `test`, `p`, `share`, `percent` and so on.
    sentence : str
        The sentence around it.
    """

    where: str
    number: str
    kind: str
    sentence: str


def _lines_of(path: Path) -> list[tuple[str, str]]:
    """The text of an article, line by line, each with its place; cells of tables are parted by tabs. Lines are counted,
    unless the text prints its line numbers.
    """
    advice = "Give the article as txt, html, docx or pdf."
    if not path.is_file():
        raise StudyError.about(path.name, "there is no such file.", advice)
    readers = {".txt": _text, ".html": _html, ".htm": _html, ".docx": _docx, ".pdf": _pdf}
    if path.suffix.lower() not in readers:
        raise StudyError.about(path.name, "is of no kind that can be read.", advice)
    return _placed(readers[path.suffix.lower()](path))


def find_numbers(lines: Sequence[tuple[str, str]]) -> list[Found]:
    """Every number and test in a text, in its order, but for years of citations, numbers of tables, and the references.

    Examples
    --------
    >>> [(found.number, found.kind) for found in find_numbers([("line 1", "Of 30, 12 (40%) came, t(28) = 2.20, p = .06.")])]
    [('30', 'number'), ('12', 'number'), ('40%', 'percent'), ('t(28) = 2.20, p = .06', 'test')]
    """
    found: list[Found] = []
    for part in _without_references(lines):
        starts, text = [], ""
        for _, line in part:
            starts.append(len(text))
            text += line + " "
        ends = [0, *(match.end() for match in re.finditer(r"[.?!]\s+(?=[A-Z])|\t", text)), len(text)]
        for match in _FORMS.finditer(text):
            if match.lastgroup == "left_out":
                continue
            sentence = text[ends[bisect_right(ends, match.start()) - 1] : ends[bisect_right(ends, match.start())]]
            where = part[bisect_right(starts, match.start()) - 1][0]
            found.append(Found(where, match[0].strip(), match.lastgroup, " ".join(sentence.split())))
    return found


def registered(numbers: Iterable[tuple[str, str]], claims: Iterable[Claim]) -> list[bool]:
    """Whether each number found in a text stands in a claim of the same place, or of the line before or after.

    Parameters
    ----------
    numbers : iterable of (str, str)
        Place and number, as in numbers.csv.
    claims : iterable of Claim
        The article's claims.

    Returns
    -------
    list of bool
    """
    printed: dict[str, list[str]] = {}
    for claim in claims:
        printed.setdefault(claim.where.partition("/")[0], []).append(f" {_core(claim.printed)} ")

    def stands(where: str, number: str) -> bool:
        line = re.fullmatch(r"line (\d+)", where)
        near = [f"line {int(line[1]) + step}" for step in (-1, 0, 1)] if line else [where]
        return any(f" {_core(number)} " in text for place in near for text in printed.get(place, ()))

    return [stands(where, number) for where, number in numbers]


def run(path: Path, into: Path) -> int:
    """Write the numbers of an article into a folder, with a proposed claim for each that has none.

    Parameters
    ----------
    path : Path
        The article.
    into : Path
        A folder; `published/numbers.csv` holds place and number alone, `published/claims.csv` the proposals, or, if it
        is there already, `published/claims_proposed.csv` those still missing.

    Returns
    -------
    int
        0.
    """
    found = find_numbers(_lines_of(path))
    there = (into / CLAIMS_FILE).is_file()
    claims = list(read_claims(into).values()) if there else []
    known = registered([(one.where, one.number) for one in found], claims)
    missing = [one for one, is_known in zip(found, known) if not is_known]
    target = "published/claims_proposed.csv" if there else CLAIMS_FILE
    numbers = as_csv([("where", "number"), *((one.where, one.number) for one in found)])
    proposed = as_csv([CLAIM_COLUMNS, *_proposals(missing, {claim.id for claim in claims})])
    write_all(into, {"published/numbers.csv": numbers, target: proposed})
    tests = sum(one.kind == "test" for one in found)
    print(f"{len(found)} numbers in {path.name}, {tests} of them tests with a p-value.")
    print(f"{sum(known)} of {len(found)} numbers registered in {CLAIMS_FILE}.")
    print(f"{len(missing)} proposed in {target}: confirm each, or take it out, and say how it follows from others.")
    return 0


def _proposals(found: Iterable[Found], used: set[str]) -> Iterator[tuple[str, ...]]:
    for one in found:
        stem = re.sub(r"\W+", "_", one.where)
        name = next(name for name in (f"{stem}_{n}" for n in range(1, 10**6)) if name not in used)
        used.add(name)
        share = f"agree({name}.percent, {name}.count / {name}.of)" if "%" in one.number else ""
        calculation = {"test": "p_of_test()", "share": share}.get(one.kind, "")
        try:
            parse_printed(one.number)
            note = "Found, to be confirmed."
        except ValueError:
            note = "Found, to be confirmed; not read as one figure."
        says = one.sentence if len(one.sentence) <= LONGEST else f"{one.sentence[: LONGEST - 1]}\u2026"
        yield name, one.where, says, one.number, calculation, note


def _core(printed: str) -> str:
    """Numbers and words of a printed text, without signs and units, parted by single spaces."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", printed.lower().replace("\u00b7", "."))
    return " ".join(re.findall(r"\d+(?:\.\d+)?|\.\d+|[a-z]{2,}", re.sub(r"\b(?:per ?cent|n|p)\b", " ", text)))


def _without_references(lines: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Parts of the text that are read as one: running lines, and each row of a table; references are left out."""
    part: list[tuple[str, str]] = []
    leave_out = False
    for where, line in lines:
        table = "\t" in line
        leave_out = (leave_out or bool(_REFERENCES.fullmatch(line))) and not (
            table or _AFTER_REFERENCES.fullmatch(line)
        )
        if part and (not line.strip() or table or leave_out):
            yield part
            part = []
        if table:
            yield [(where, line)]
        elif line.strip() and not leave_out:
            part.append((where, line))
    if part:
        yield part


def _placed(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Lines with their places: the numbers printed at their beginnings, if most have one, else counted."""
    numbered = [re.match(r"\s*(?:[-*\u2022]\s*)?(\d+)(?:\s+|$)", line) for line in lines]
    running = [match for match, line in zip(numbered, lines) if line.strip() and "\t" not in line]
    values = [int(match[1]) for match in running if match]
    printed = len(values) > 10 and 2 * len(values) > len(running) and values == sorted(values)
    places, table, inside = [], 0, False
    for count, (line, match) in enumerate(zip(lines, numbered), 1):
        if "\t" in line:
            table, inside = table + (not inside), True
            places.append((f"table{table}", line))
            continue
        inside = False
        if printed and match:
            places.append((f"line {match[1]}", line[match.end() :]))
        elif not printed or line.strip():
            places.append((f"line {count}" if not printed else "between lines", line))
    return places


def _text(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def _docx(path: Path) -> list[str]:
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    try:
        with zipfile.ZipFile(path) as archive:
            body = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{space}body")
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise StudyError.about(path.name, "is no Word document.", "Save it as docx or as text.") from None

    def words(part) -> str:
        return "".join(node.text or "" if node.tag == f"{space}t" else " " for node in part.iter() if node.tag in texts)

    texts = (f"{space}t", f"{space}tab", f"{space}br")
    lines = []
    for part in body:
        if part.tag == f"{space}tbl":
            rows = part.iter(f"{space}tr")
            lines += ["\t".join(words(cell) for cell in row.iter(f"{space}tc")) for row in rows]
        else:
            lines.append(words(part))
    return lines


_WITHIN_LINES = ("a", "b", "i", "em", "strong", "span", "sup", "sub", "small", "abbr", "code")


class _Page(HTMLParser):
    """The lines of a page: what stands between block elements; cells of a row are parted by tabs."""

    def __init__(self):
        super().__init__()
        self.lines, self.hidden = [""], 0

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("script", "style")
        if tag in ("td", "th"):
            self.lines[-1] += "\t" if self.lines[-1].strip() else ""
        elif self.lines[-1] and tag not in _WITHIN_LINES:
            self.lines.append("")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.hidden:
            self.lines[-1] += " ".join(data.split()) if not data.strip() else re.sub(r"\s+", " ", data)


def _html(path: Path) -> list[str]:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8", errors="replace"))
    return page.lines


def _pdf(path: Path) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        advice = "Install pdftotext (poppler-utils), or save the article as text."
        raise StudyError.about(path.name, "is a PDF, and the program pdftotext is not installed.", advice)
    done = subprocess.run([program, "-enc", "UTF-8", str(path), "-"], capture_output=True, check=False)
    if done.returncode:
        raise StudyError.about(path.name, "cannot be read by pdftotext.", "Save the article as text.")
    return done.stdout.decode("utf-8", errors="replace").splitlines()
