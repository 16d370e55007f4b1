"""The ledger as `prepost reconstruct` wrote it into a study folder, for pages that show it and need not compute it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from prepost.audit.claims_ledger import Entry, ledger
from prepost.study.claims import CLAIMS_FILE, read_claims
from prepost.study.faults import Fault, StudyError, typed
from prepost.study.settings import read_settings

__all__ = ["LEDGER_FILE", "check_saved_ledger", "ledger_checksums", "ledger_text", "saved_ledger"]

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
    The checksums beside the entries are those of the claims and of the answer scale: they do not tell whether the
    library has changed since. The page that computes the ledger does, by `check_saved_ledger`.
    """
    found = _as_written(Path(folder))
    return ledger(folder) if found is None else found


def check_saved_ledger(folder: Path | str, entries: Sequence[Entry]) -> None:
    """Refuse a written ledger that is not what its claims come to.

    Parameters
    ----------
    folder : Path or str
        The study folder.
    entries : sequence of Entry
        The ledger as just computed.

    Raises
    ------
    StudyError
        Where the folder holds a ledger written from the same claims whose entries are not these: the file was edited,
        or the library now comes to something else.
    """
    found = _as_written(Path(folder))
    if found is None or found == list(entries):
        return
    written, computed = next(pair for pair in zip_longest(found, entries) if pair[0] != pair[1])
    raise StudyError(
        [
            Fault(
                LEDGER_FILE,
                None,
                "id",
                (computed or written).id,
                "is not as the claims now give it.",
                f"Write the file anew with `python -m prepost reconstruct {typed(folder)}`, or delete it.",
            )
        ]
    )


def ledger_text(folder: Path | str, entries: Sequence[Entry]) -> str:
    """The text of the file: the entries with all that they hold, and the checksums of what they were computed from.

    Parameters
    ----------
    folder : Path or str
        The study folder.
    entries : sequence of Entry
        Its ledger.

    Returns
    -------
    str
        JSON, the same for the same claims.
    """
    content = {"inputs": ledger_checksums(folder), "entries": [asdict(entry) for entry in entries]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def ledger_checksums(folder: Path | str) -> dict[str, str]:
    """SHA-256 of everything that a ledger is computed from, by file: the claims, and of study.yml the answer scale."""
    folder = Path(folder)
    settings = read_settings(folder)[0] if (folder / "study.yml").is_file() else None
    read = {
        CLAIMS_FILE: [asdict(claim) for claim in read_claims(folder).values()],
        "study.yml": settings.scale if settings else [],
    }
    return {name: sha256(json.dumps(content).encode()).hexdigest() for name, content in read.items()}


def _as_written(folder: Path) -> list[Entry] | None:
    """The entries of the file; None where there is no such file, or it was written from other claims."""
    try:
        content = json.loads((folder / LEDGER_FILE).read_text(encoding="utf-8"))
        if content["inputs"] != ledger_checksums(folder):
            return None
        return [_entry(row) for row in content["entries"]]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _entry(row: dict) -> Entry:
    return Entry(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
