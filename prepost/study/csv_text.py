"""Text files of rows and cells, read as text: no cell is turned into a number or a date, and nothing counts as missing.

Encoding and delimiter are recognised and reported; rows keep the numbers that a spreadsheet gives them.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from prepost.study.faults import Fault, StudyError

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
TYPOGRAPHIC = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\ufeff": "", "\u200b": "", "\u00ad": ""}
)
SPREADSHEETS = {b"PK\x03\x04": "an Excel workbook", b"\xd0\xcf\x11\xe0": "an old Excel workbook"}
LOOKED_AT = 100_000  # characters by which the delimiter is recognised
MOST_COLUMNS = 5_000
MOST_TEXT = 64 * 2**20
csv.field_size_limit(MOST_TEXT)


def tidy(text: str) -> str:
    """Remove what cannot be seen: spaces at the ends or doubled, no-break spaces, zero-width marks, curly quotes.

    >>> tidy(" Agree\\u00a0 mostly ")
    'Agree mostly'
    """
    return " ".join((text if text.isascii() else text.translate(TYPOGRAPHIC)).split())


@dataclass(frozen=True)
class Sheet:
    """Rows of text cells under one header.

    Attributes
    ----------
    name : str
        The file's name as messages give it.
    header : tuple of str
        Column names, tidied.
    rows : list of (int, list of str)
        Spreadsheet row number and the cells as they stand, one a column. Rows without any text are left out.
    notes : tuple of str
        What was recognised or repaired while reading (encoding, delimiter, blank rows), as sentences.
    """

    name: str
    header: tuple[str, ...]
    rows: list[tuple[int, list[str]]]
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    def column(self, name: str) -> list[str]:
        """All cells of one column, in the order of the rows."""
        position = self.header.index(name)
        return [cells[position] for _, cells in self.rows]


def decode(data: bytes) -> tuple[str, str]:
    """Decode bytes of unknown encoding.

    Byte order marks decide first, then UTF-8, then zero bytes (UTF-16 without a mark), then Windows-1252 or Mac Roman,
    whichever makes words of the bytes above 127.

    Returns
    -------
    (str, str)
        The text and the name of the encoding.

    >>> decode("Coût".encode("cp1252"))
    ('Coût', 'cp1252')
    >>> decode("Café".encode("mac_roman"))
    ('Café', 'mac_roman')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    try:
        text = data.decode("utf-8-sig")
        if "\x00" not in text:
            return text, "utf-8"
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        encoding = "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
        return data.decode(encoding, errors="replace"), encoding
    read = ((data.decode(encoding, errors="replace"), encoding) for encoding in ("cp1252", "mac_roman"))
    return max(read, key=lambda pair: _wordlike(pair[0]))


def _wordlike(text: str) -> int:
    """Characters above ASCII that are lower-case letters or usual punctuation, less those that no survey holds."""
    usual = sum(1 for c in text if c > "\x7f" and (c.islower() or c in "‘’“”–—…£€°\u00a0"))
    unusual = sum(1 for c in text if c > "\x7f" and not (c.isalpha() or c in "‘’“”–—…£€°\u00a0"))
    return usual - 2 * unusual


def delimiter_of(text: str) -> str:
    r"""The delimiter that gives most rows as many cells as the first; of several, what stands there most often.

    >>> delimiter_of('wave;"one, two, three";q1')
    ';'
    >>> delimiter_of("code;I row, steer, and dock\nk1;2\nk2;4\n")
    ';'
    """
    first = text.find("\n", LOOKED_AT)
    start = text if first < 0 else text[:first]

    outside = "".join(next((line for line in start.splitlines() if line.strip()), "").split('"')[::2])

    def fitness(delimiter: str) -> tuple[float, int]:
        rows = csv.reader(io.StringIO(start, newline=None), delimiter=delimiter)
        widths = [len(row) for row in rows if any(map(str.strip, row))]
        if not widths or max(widths) < 2:
            return -1.0, outside.count(delimiter)
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) / len(widths) if usual > 1 else 0.0), outside.count(delimiter)

    return max(DELIMITERS, key=fitness)


def split_rows(name: str, data: bytes) -> tuple[list[list[str]], tuple[str, ...]]:
    """Split a text file into rows of cells as they stand, header rows included.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    data : bytes
        Its content.

    Returns
    -------
    (list of list of str, tuple of str)
        Rows (an empty list for an empty line, so that positions are spreadsheet rows less one) and notes.

    Raises
    ------
    StudyError
        If the file is no text file, or its quotation marks never close.
    """
    for start, kind in SPREADSHEETS.items():
        if data.startswith(start):
            raise StudyError.about(
                name,
                f"this is {kind} under the name of a text file.",
                "Save it as CSV UTF-8, or give it the ending of a workbook and import it.",
            )
    if len(data) > MOST_TEXT:
        raise too_large(name)
    text, encoding = decode(data)
    if "\x00" in text:
        raise StudyError.about(name, "this is no text file.", "Save the table as CSV UTF-8.")
    told = re.match("sep=(.)[ \t]*(?:\r\n|\r|\n)", text)  # Excel's own way of naming the delimiter
    delimiter = told[1] if told and told[1] in DELIMITERS else delimiter_of(text)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=False):
            if len(row) > MOST_COLUMNS:
                raise too_large(name, f"the sheet has {len(row):,} columns, and can have {MOST_COLUMNS:,}.")
            rows.append(row)
        if told:
            rows[0] = []
        _refuse_swallowed(name, text, delimiter, rows)
    except csv.Error as error:
        raise StudyError.about(
            name, f"the rows cannot be told apart ({error}).", "Look for a quotation mark that is never closed."
        ) from None
    notes = []
    if encoding != "utf-8":
        notes.append(
            f"{name}: read as {encoding}, not UTF-8. If letters with accents look wrong, save it as CSV UTF-8."
        )
    if delimiter != ",":
        notes.append(f"{name}: cells are separated by {DELIMITERS[delimiter]}.")
    return rows, tuple(notes)


def too_large(name: str, problem: str = "", advice: str = "") -> StudyError:
    """The error about a file that is too large to be held; by default, for its text is.

    >>> print(too_large("forms.csv"))
    forms.csv: the sheet holds more than 64 MB of text. Give the part of it that is needed.
    """
    problem = problem or f"the sheet holds more than {MOST_TEXT // 2**20} MB of text."
    return StudyError.about(name, problem, advice or "Give the part of it that is needed.")


def _refuse_swallowed(name: str, text: str, delimiter: str, rows: list[list[str]]) -> None:
    """A fault for each row in which a quotation mark is opened and swallows what follows."""
    broken = [number for number, row in enumerate(rows, 1) if any("\n" in cell for cell in row)]
    swallowed = [number for number in broken if _holds_rows(rows[number - 1], delimiter)]
    try:
        for _ in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True) if broken else ():
            pass
    except csv.Error:
        swallowed = broken
    if swallowed:
        raise StudyError(wrong_number_of_cells(name, number, rows[number - 1], 0) for number in swallowed)


def _holds_rows(row: list[str], delimiter: str) -> bool:
    r"""Whether the lines of a cell, with what stands beside it, would be whole rows, as after a stray quotation mark.

    >>> _holds_rows(["pre", "K1", "fine\npre,K2,so so\npost,K1,better"], ",")
    True
    >>> _holds_rows(["K1", "3", "one\ntwo, three"], ",")
    False
    """
    for place, cell in enumerate(row if len(row) > 2 else ()):
        first, *others = (line.count(delimiter) for line in cell.split("\n"))
        if others and {place + first, *others[:-1], others[-1] + len(row) - place - 1} == {len(row) - 1}:
            return True
    return False


def read_sheet(path: Path, name: str | None = None) -> Sheet:
    """Read a text file of one header row and data rows, every cell as text.

    Parameters
    ----------
    path : Path
        The file.
    name : str, optional
        What messages call it; by default the file's name.

    Returns
    -------
    Sheet
        With a fault for each row whose cells do not match the header, and for each name that heads two columns.

    Raises
    ------
    StudyError
        If the file cannot be read as rows at all.
    """
    name = name or path.name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StudyError.about(
            name, f"this file cannot be read ({error.strerror}).", "Close it in other programs and try again."
        ) from None
    rows, notes = split_rows(name, data)
    start = next((i for i, row in enumerate(rows) if any(tidy(cell) for cell in row)), None)
    if start is None:
        raise StudyError.about(name, "the file is empty.", "The first row must name the columns.")
    return _under_header(name, rows, start, notes)


def _under_header(name: str, rows: list[list[str]], start: int, notes: tuple[str, ...]) -> Sheet:
    header = [tidy(cell) for cell in rows[start]]
    while header and not header[-1]:
        header.pop()
    faults = [
        Fault(name, start + 1, None, column, "heads more than one column.", "Give each column its own name.")
        for column in dict.fromkeys(header)
        if column and header.count(column) > 1
    ]
    faults += [
        Fault(name, start + 1, None, None, f"column {i + 1} has no name.", "Name the column or delete it.")
        for i, column in enumerate(header)
        if not column
    ]
    kept, blank = [], 0
    for number, cells in enumerate(rows[start + 1 :], start + 2):
        if not any(tidy(cell) for cell in cells):
            blank += 1
            continue
        while len(cells) > len(header) and not tidy(cells[-1]):
            cells = cells[:-1]
        if len(cells) == len(header):
            kept.append((number, cells))
        else:
            faults.append(wrong_number_of_cells(name, number, cells, len(header)))
    if blank:
        notes += (f"{name}: {blank} blank {'row was' if blank == 1 else 'rows were'} left out.",)
    return Sheet(name, tuple(header), kept, notes, tuple(faults))


def wrong_number_of_cells(name: str, number: int, cells: list[str], columns: int) -> Fault:
    """The fault of a row of file `name` that does not have a cell for each column.

    >>> print(wrong_number_of_cells("forms.csv", 5, ["pre", "clear", " calm", "4"], 3))
    forms.csv, row 5: the row has 4 cells, but the header names 3 columns. Look for a missing cell, or for a separator \
inside a text without quotation marks.
    """
    if any("\n" in cell for cell in cells):
        problem, advice = "a quotation mark is opened in this row and swallows the next.", "Close it, or remove it."
    else:
        problem = f"the row has {len(cells)} cells, but the header names {columns} columns."
        advice = "Look for a missing cell, or for a separator inside a text without quotation marks."
    return Fault(name, number, None, None, problem, advice)
