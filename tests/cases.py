"""Cases of a test as a table written in text, where a list of tuples would take a line for each of them; and what was said."""

import os
from pathlib import Path


def cases(text):
    """The rows of a table as tuples of texts: rows part at the ends of lines and at `;;`, their cells at `|`."""
    rows = (row for line in text.splitlines() for row in line.split(";;"))
    return [tuple(cell.strip() for cell in row.split("|")) for row in rows if row.strip()]


def kept(name, said):
    """What was said when it was last kept; with KEPT=anew in the environment it is kept now: read what changed."""
    path = Path(__file__).parent / "data" / "kept" / f"{name}.txt"
    if os.environ.get("KEPT") == "anew":
        path.write_text(said, encoding="utf-8")
    return path.read_text(encoding="utf-8")
