"""Where a report comes from: the revision of its sources, and the software that made it."""

import platform
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

REVISION_FILE = "REVISION"
"""Stands for git where the sources were handed on without it: commit and date on one line."""


@dataclass(frozen=True)
class Revision:
    """A commit of a book's sources.

    Parameters
    ----------
    commit : str
        The full hash.
    date : str
        The commit's own date, as YYYY-MM-DD: the same however often the book is built.
    timestamp : int
        The same moment in seconds since 1970.
    clean : bool
        Whether the sources are exactly those of the commit.
    """

    commit: str
    date: str
    timestamp: int
    clean: bool

    def __str__(self):
        changes = "" if self.clean else ", with changes that are not committed"
        return f"{self.commit[:10]} of {self.date}{changes}"


def revision(folder):
    """Return the revision of the sources in ``folder``, or None where nothing tells it.

    Asks git; without git, reads the file ``REVISION`` in the folder, as `noted` writes it.
    """
    folder = Path(folder)
    log = _git(folder, "log", "-1", "--format=%H %cs %ct")
    if log:
        commit, date, timestamp = log.split()
        return Revision(commit, date, int(timestamp), clean=not _git(folder, "status", "--porcelain"))
    handed_on = folder / REVISION_FILE
    if handed_on.is_file():
        commit, date, timestamp, state = handed_on.read_text(encoding="utf-8").split()
        return Revision(commit, date, int(timestamp), clean=state == "clean")
    return None


def noted(found):
    """Return what the file ``REVISION`` holds for a revision.

    Examples
    --------
    >>> noted(Revision("0f3a", "2026-01-31", 1769817600, clean=True))
    '0f3a 2026-01-31 1769817600 clean\\n'
    """
    return f"{found.commit} {found.date} {found.timestamp} {'clean' if found.clean else 'changed'}\n"


def _git(folder, *words):
    """What git prints, or nothing where there is no git or the folder is not the top of a repository."""
    if not (folder / ".git").exists():
        return ""
    try:
        run = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.strip()


def software(*packages):
    """Return a row for Python and for each installed package named: its name and version.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        When a named package is not installed.
    """
    rows = [{"software": "Python", "version": platform.python_version()}]
    return rows + [{"software": name, "version": metadata.version(name)} for name in packages]
