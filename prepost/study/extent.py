"""How far the sheets of a workbook reach and how much text they hold, found before a reader has to hold them."""

import re
import zipfile
from pathlib import Path

from prepost.study.csv_text import MOST_COLUMNS, MOST_TEXT, too_large
from prepost.study.faults import StudyError

MOST_CELLS = 30_000_000
_TAG = re.compile(rb"<[^>]*>")
_STRING = re.compile(rb"<(?:\w+:)?si\b")
_ELEMENT = re.compile(rb"<(?:\w+:)?(row|c|table-row|(?:covered-)?table-cell)\b([^>]*)>(?:<(?:\w+:)?v\b[^>]*>\s*(\d+))?")
_CELL = re.compile(rb"<c[\s/>]")
_PREFIXED = re.compile(rb"<\w+:(?:row|c|table-row|(?:covered-)?table-cell)\b")
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="\d+")?( t="s")?[^>/]*(/?)>(?:<v>(\d+))?')
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})(\d{1,9})""")
_REPEATED = re.compile(rb"""-repeated\s*=\s*["'](\d{1,12})""")


def refuse_large(path: Path) -> None:
    """Refuse a workbook of which a sheet reaches too far to the right or down, or holds too much text.

    Raises
    ------
    StudyError
        If it is too large for a reader to hold; the sentence names the limit. If it is in Excel's binary format, of which
        that cannot be told.
    """
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > MOST_TEXT:
            raise too_large(path.name)
        return
    with zipfile.ZipFile(path) as archive:
        if any(name.casefold().endswith("workbook.bin") for name in archive.namelist()):
            raise StudyError.about(path.name, "Excel's binary format cannot be read.", "Save it as .xlsx, or as CSV.")
        strings = [archive.open(name).read(MOST_TEXT) for name in archive.namelist() if "sharedstrings" in name.lower()]
        lengths = [len(_TAG.sub(b"", one)) for text in strings for one in _STRING.split(text)[1:]]
        for name in archive.namelist():
            with archive.open(name) as part:
                _Sheet(path.name, lengths, archive.getinfo(name).file_size > MOST_TEXT).read(part)


class _Sheet:
    """The last row, the last column and the amount of text, as far as a sheet has been read."""

    def __init__(self, name: str, lengths: list[int], is_long: bool):
        self.name, self.lengths, self.is_long = name, lengths, is_long
        self.row = self.column = self.text = self.right = self.down = 0
        self.step, self.more = 1, 0
        self.farthest = ""

    def read(self, part) -> None:
        """Read a part of the workbook piece by piece, and stop where a limit is passed."""
        rest = b""
        while piece := part.read(2**24):
            data = rest + piece
            cut = max(data.rfind(b"<"), 0)
            self._elements(data[:cut])
            rest = data[cut:]
            self.text += 0 if len(rest) < MOST_TEXT else MOST_TEXT
            self._hold_to_limits()

    def _elements(self, data: bytes) -> None:
        """Take cells as Excel writes them together, which is ten times as fast, and all others one by one."""
        self.text += len(_TAG.sub(b"", data)) if self.is_long else 0
        cells = _USUAL.findall(data)
        if len(cells) != len(_CELL.findall(data)) or _PREFIXED.search(data):
            self._one_by_one(data)
            return
        filled = [cell for cell in cells if not cell[3]]
        lengths = dict(enumerate(self.lengths))
        self.text += sum(lengths.get(int(cell[4]), 0) for cell in filled if cell[2] and cell[4])
        self.row = max([self.row, *(int(cell[1]) for cell in filled)])
        for letters in {cell[0] for cell in filled}:
            self.column = _number(letters)
            self._filled(self.row, next(letters + cell[1] for cell in filled[::-1] if cell[0] == letters))

    def _one_by_one(self, data: bytes) -> None:
        """Follow rows and cells, with places of their own (Excel) or repeated (OpenDocument); empty cells are none."""
        end = 0
        for found in _ELEMENT.finditer(data):
            kind, said, index = found.groups()
            self.text += self.more * (found.start() - end)  # the cell before is repeated, and its text with it
            end, self.more = found.end(), 0
            place, repeated = _PLACE.search(said), _REPEATED.search(said)
            times = int(repeated[1]) if repeated else 1
            if kind.endswith(b"row"):
                self.row, self.step = int(place[2]) if place else self.row + self.step, times
                self.column = 0
                continue
            self.column = _number(place[1]) if place else self.column + times
            if not said.endswith(b"/"):
                self._filled(
                    int(place[2]) if place else self.row + self.step - 1, b"".join(place.groups()) if place else b""
                )
                self.more = min(times * self.step - 1, MOST_TEXT)
                if index and b'"s"' in said and int(index) < len(self.lengths):
                    self.text += self.lengths[int(index)]
        self.text += self.more * (len(data) - end)

    def _filled(self, row: int, name: bytes = b"") -> None:
        """Note the place of a filled cell."""
        if row > self.down or self.column > self.right:
            self.farthest = f"cell {name.decode()}" if name else f"row {row}, column {self.column}"
        self.down, self.right = max(self.down, row), max(self.right, self.column)

    def _hold_to_limits(self) -> None:
        if self.right > MOST_COLUMNS or self.right * self.down > MOST_CELLS:
            problem = (
                f"the sheet reaches as far as row {self.down:,} and column {self.right:,}, and can have {MOST_COLUMNS:,} "
                f"columns and {MOST_CELLS:,} cells."
            )
            raise too_large(self.name, problem, f"Delete what stands far from the table, as in {self.farthest}.")
        if self.text > MOST_TEXT:
            raise too_large(self.name)


def _number(letters: bytes) -> int:
    """A column's number from its letters, 27 for AA."""
    return sum((letter - 64) * 26**place for place, letter in enumerate(letters.upper()[::-1]))
