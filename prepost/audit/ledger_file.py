"""The ledger as `prepost reconstruct` wrote it into a study folder, for pages that show it and need not compute it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from prepost.audit.claims_ledger import Entry, entries_of, read_register
from prepost.audit.evaluate import Register
from prepost.audit.language import CalculationError
from prepost.study.claims import CLAIM_COLUMNS, CLAIMS_FILE
from prepost.study.faults import StudyError, typed

__all__ = ["LEDGER_FILE", "check_saved_ledger", "ledger_inputs", "ledger_text", "saved_ledger"]

LEDGER_FILE = "ledger.json"


def saved_ledger(folder: Path | str) -> list[Entry]:
    """The ledger of a study folder, read where it was written from the very claims that are there, computed where not.

    Parameters
    ----------
    folder : Path or str
        A folder with a `published/claims.csv`.

    Returns
    -------
    list of Entry
        As `prepost.audit.ledger` returns them.

    Raises
    ------
    StudyError
        Where the claims cannot be read or, if they have to be, calculated.

    Notes
    -----
    A file that was edited is passed over. Whether the library has changed since it was written the checksums do not
    tell: the page that computes the ledger does, by `check_saved_ledger`, and the book is then not built.
    """
    register = read_register(folder)
    content = _content(folder)
    rows = content.get("entries")
    if content.get("inputs") != ledger_inputs(register) or content.get("sha256") != _checksum(rows):
        return entries_of(register)
    return [Entry(**{name: tuple(it) if isinstance(it, list) else it for name, it in row.items()}) for row in rows]


def check_saved_ledger(folder: Path | str, register: Register, entries: Sequence[Entry]) -> None:
    """Refuse a written ledger that is not what its claims come to.

    Parameters
    ----------
    folder : Path or str
        The study folder.
    register : Register
        Its claims, as `read_register` returns them.
    entries : sequence of Entry
        The ledger as just computed from them.

    Raises
    ------
    StudyError
        Where the folder holds a ledger written from the same claims whose text is another: the file was edited, or the
        library now comes to something else.
    """
    if _content(folder).get("inputs") != ledger_inputs(register):
        return
    if _read(folder) != ledger_text(register, entries):
        raise StudyError.about(
            LEDGER_FILE,
            "this is not what the claims beside it come to.",
            f"Write it anew with `python -m prepost reconstruct {typed(folder)}`, or delete it.",
        )


def ledger_text(register: Register, entries: Sequence[Entry]) -> str:
    """The text of the file: the entries with all that they hold, their checksum, and those of their inputs.

    Parameters
    ----------
    register : Register
        The claims.
    entries : sequence of Entry
        The ledger that was computed from them.

    Returns
    -------
    str
        JSON, the same for the same claims.
    """
    rows = [asdict(entry) for entry in entries]
    content = {"inputs": ledger_inputs(register), "sha256": _checksum(rows), "entries": rows}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def ledger_inputs(register: Register) -> dict[str, str]:
    """SHA-256 of everything that a ledger is computed from, by file: the claims, and of study.yml the ends of the scale.

    Parameters
    ----------
    register : Register
        The claims, as `read_register` returns them.

    Returns
    -------
    dict of str to str
    """
    claims = [[getattr(claim, column) for column in CLAIM_COLUMNS] for claim in register.claims.values()]
    try:
        ends = register.read_scale()
    except (CalculationError, StudyError):
        ends = None  # a ledger that can be computed without a scale does not rest on one
    return {CLAIMS_FILE: _checksum(claims), "study.yml": _checksum(ends)}


def _checksum(content: object) -> str:
    return sha256(json.dumps(content).encode()).hexdigest()


def _content(folder: Path | str) -> dict:
    """What the file holds; nothing where there is no such file, or it cannot be read."""
    try:
        content = json.loads(_read(folder))
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _read(folder: Path | str) -> str:
    try:
        return (Path(folder) / LEDGER_FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
