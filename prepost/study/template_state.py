"""Which files of a folder are still as `prepost new` made them: it notes the checksum of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

RECORD = ".prepost.json"
"""Name of the file that holds the checksums."""


def noted(folder: Path) -> dict[str, str]:
    """The checksums noted in a folder, by file; empty if nothing was noted or the note cannot be read."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note(folder: Path, texts: Mapping[str, str], forget: Sequence[str] = ()) -> str:
    """The text of the note with the checksums of files as they are written now, without those of files removed."""
    record = {name: digest for name, digest in noted(folder).items() if name not in forget}
    record |= {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return json.dumps(record, indent=1, sort_keys=True) + "\n"


def is_untouched(path: Path, folder: Path | None = None) -> bool:
    """Whether a file is still what `prepost new` wrote.

    Parameters
    ----------
    path : Path
        The file.
    folder : Path, optional
        The folder that was made; by default the file's.

    Returns
    -------
    bool
        False also if the file was never noted, or is no longer there.
    """
    folder = folder or path.parent
    checksum = noted(folder).get(path.relative_to(folder).as_posix())
    return checksum is not None and path.is_file() and checksum == sha256(path.read_bytes()).hexdigest()
