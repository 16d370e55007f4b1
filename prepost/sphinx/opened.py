"""What a page opens while it is executed, noted by its own kernel.

Python tells a hook of every file that it opens, data and modules alike, and of every folder that it lists (:pep:`578`). The kernel of each page starts with
`note_opened`; the book's builder reads the notes and so knows, without anyone having to say it, behind which files a page
stands. Only what Python opens is told. A page that starts another program, or whose own code uses a library that opens files
itself, is noted as reading everything.
"""

import builtins
import os
import sys
from functools import lru_cache
from pathlib import Path

__all__ = ["EVERYTHING", "NOTES", "add_note", "note_opened", "opened"]

NOTES = "PREPOST_OPENED"
"""The environment variable that names the file in which a kernel notes what it opens."""

EVERYTHING = "*"
"""Stands in the notes for all files there are, where not all is known of what a page reads."""

_LISTINGS = {"os.listdir", "os.scandir"}
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.forkpty", "pty.spawn"}
_READERS = {
    "dask", "duckdb", "fiona", "h5py", "ibis", "lxml", "narwhals", "netCDF4", "polars", "pyarrow", "pyogrio", "pyreadstat",
    "python_calamine", "rasterio", "rpy2", "tables",
}
"""Libraries that open files themselves, out of Python's hearing. Others load some of them without reading anything."""

_READING = {"pyarrow.csv", "pyarrow.dataset", "pyarrow.feather", "pyarrow.json", "pyarrow.orc", "pyarrow.parquet", "pyreadstat", "tables"}
"""Modules that are loaded where pandas is about to let one of these libraries read a file."""


def note_opened() -> None:
    """Note from now on each file that this process opens and each folder that it lists, once, in the file that `NOTES` names.

    Modules that are loaded already are noted too; the folders in which Python looks for modules are not. Without the variable
    nothing is noted.
    """
    notes = os.environ.get(NOTES)
    if not notes:
        return
    descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    known: set[str] = set()

    def note(path: str) -> None:
        if path not in known:
            known.add(path)
            line = f"{path}\n".encode(errors="surrogateescape")
            try:
                os.write(descriptor, line)
            except OSError:  # a process that is about to become another program has closed it
                with os.fdopen(os.open(notes, os.O_WRONLY | os.O_APPEND), "wb") as file:
                    file.write(line)

    def hear(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            note(_source(os.path.abspath(os.fsdecode(arguments[0]))))
        elif event in _LISTINGS and not isinstance(arguments[0], int) and not _looks_for_modules(sys._getframe(1)):
            note(os.path.abspath(os.fsdecode(arguments[0] or ".")))
        elif event == "sqlite3.connect":
            note(os.path.abspath(os.fsdecode(arguments[0])))
        elif event in _PROGRAMS or (event == "import" and arguments[0] in _READING):
            note(EVERYTHING)

    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None):
            note(_source(module.__file__))
    sys.addaudithook(hear)
    _notice_readers(note)


def _notice_readers(note) -> None:
    """Note `EVERYTHING` where a cell, or a module that belongs to no library, imports a library that opens files itself."""
    import_module = builtins.__import__

    def notice(name, globals=None, locals=None, fromlist=(), level=0):
        if level == 0 and name.partition(".")[0] in _READERS and not _is_of_a_library((globals or {}).get("__file__")):
            note(EVERYTHING)
        return import_module(name, globals, locals, fromlist, level)

    builtins.__import__ = notice


def _is_of_a_library(file: str | None) -> bool:
    folders = (sys.prefix, sys.base_prefix, os.path.dirname(os.path.dirname(__file__)))  # the last is that of this package
    return file is not None and file.startswith(tuple(folder + os.sep for folder in folders))


def _looks_for_modules(frame) -> bool:
    return frame.f_globals.get("__name__", "").startswith("importlib")


def _source(path: str) -> str:
    """The module behind a compiled file `folder/__pycache__/module.cpython-311.pyc`; any other path as it is.

    Examples
    --------
    >>> _source("/library/__pycache__/ranks.cpython-311.pyc")
    '/library/ranks.py'
    >>> _source("/study/costs.csv")
    '/study/costs.csv'
    """
    folder, name = os.path.split(path)
    if os.path.basename(folder) != "__pycache__" or ".pyc" not in name:
        return path
    return os.path.join(os.path.dirname(folder), f"{name.partition('.')[0]}.py")


def add_note(notes: Path, path: Path) -> None:
    """Add a file to a page's notes that the builder itself read for it."""
    notes.parent.mkdir(parents=True, exist_ok=True)
    with notes.open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.write(f"{path}\n")


def opened(notes: Path) -> set[str]:
    """Return the resolved paths in a page's notes; `EVERYTHING` alone where they cannot be relied upon.

    Parameters
    ----------
    notes : Path
        What `note_opened` and `add_note` wrote. Where there is no such file, nothing is known of the page.
    """
    if not notes.is_file():
        return {EVERYTHING}
    lines = set(notes.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    return {EVERYTHING} if EVERYTHING in lines else {_resolved(line) for line in lines}


@lru_cache(maxsize=None)
def _resolved(path: str) -> str:
    """Pages open much the same files, and to follow links takes a question to the disk for each folder of a path."""
    return os.path.realpath(path)
