"""By which rules of study.yml responses.csv was imported: a change of them calls for another import."""

import json
from hashlib import sha256
from pathlib import Path

from prepost.study.faults import typed
from prepost.study.settings import Settings

RECORD = ".import.json"


def _rules(settings: Settings) -> str:
    statements = [(one.id, one.columns) for one in settings.statements]
    asked = settings.choices, settings.comments
    return sha256(repr((settings.waves, statements, *asked, settings.rules)).encode()).hexdigest()


def record_text(settings: Settings, files: list[Path]) -> str:
    """What is noted beside responses.csv: the files, and a checksum of waves, statements and import."""
    return json.dumps({"files": [str(file) for file in files], "rules": _rules(settings)}) + "\n"


def import_again(settings: Settings) -> str:
    """Say that study.yml reads the exports in another way than when they were imported; "" if it does not."""
    try:
        known = json.loads((settings.folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if known.get("rules") == _rules(settings):
        return ""
    files = " ".join(typed(file) for file in known.get("files", []))
    return (
        "study.yml: waves, statements or import have changed since the exports were imported. Import again: python -m "
        f"prepost import {files} --into {typed(settings.folder)} --replace"
    )
