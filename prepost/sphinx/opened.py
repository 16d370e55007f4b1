"""What a page opens while it is executed, noted by its own kernel.

Python tells a hook of every file that it opens, data and modules alike, and of every folder that it lists (:pep:`578`). The
kernel of each page starts with `note_opened`; the book's builder reads the notes and so knows, without anyone having to say it,
behind which files a page stands. Only what Python opens is told. A page that starts another program, asks a database, or whose
own code uses a library that opens files itself, is noted as reading everything.
"""

import _posixsubprocess
import builtins
import importlib
import os
import sys
from pathlib import Path

from prepost.sphinx.contents import modules_in, variable

__all__ = ["EVERYTHING", "NOTES", "add_note", "note_opened", "opened"]

NOTES = "PREPOST_OPENED"
"""The environment variable that names the file in which a kernel notes what it opens."""

EVERYTHING = "*"
"""Stands in the notes for all files there are, where not all is known of what a page reads."""

_SET_BY_THE_BUILDER = {NOTES, "SOURCE_DATE_EPOCH"}  # the latter by the commit, for itself; kernels have another
_LISTINGS = {"os.listdir", "os.scandir"}
_OUT_OF_HEARING = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.forkpty", "pty.spawn",
    "sqlite3.connect",  # a database may attach others
}  # fmt: skip
_READERS = {
    "dask", "duckdb", "fiona", "h5py", "ibis", "lxml", "narwhals", "netCDF4", "polars", "pyarrow", "pyogrio", "pyreadstat",
    "python_calamine", "rasterio", "rpy2", "tables",
}  # fmt: skip
"""Libraries that open files themselves, out of Python's hearing."""

_LOADING = {"altair", "formulaic", "matplotlib", "pandas", "plotly", "prepost", "seaborn", "sklearn", "statsmodels", *_READERS, "importlib"}
"""Libraries that load readers without reading anything by that, or that tell of what they read; compiled ones do by `importlib`."""

_READING = {"pyarrow.csv", "pyarrow.dataset", "pyarrow.feather", "pyarrow.json", "pyarrow.orc", "pyarrow.parquet", "pyreadstat", "tables"}
"""Modules that are loaded where pandas is about to let one of these libraries read a file."""


def note_opened() -> None:
    """Note from now on each file that this process opens and each folder that it lists, once, in the file that `NOTES` names.

    Modules that are loaded already are noted too; of the folders in which Python looks for modules, what could be imported from
    them. What the process has made itself is not noted, for nothing stands behind that but the process. Without the variable
    nothing is noted.
    """
    notes = os.environ.get(NOTES)
    if not notes:
        return
    ear = _Ear(notes)
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None):
            ear.note_found(_source(os.path.abspath(module.__file__)))
    for folder in sys.path:
        ear.note(modules_in(os.path.abspath(folder)))
    sys.addaudithook(ear.hear)
    _notice_readers(ear.note)
    _notice_processes_and_folders_by_number(ear.note)
    _notice_variables(ear.note)


class _Ear:
    """Hears what Python tells of (:pep:`578`) and writes down what is opened, once."""

    def __init__(self, notes: str):
        self.notes = notes
        self.descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.noted: set[str] = set()
        self.made: set[str] = set()

    def hear(self, event: str, arguments: tuple) -> None:
        """Take notice of one event."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self.hear_of_file(_source(_absolute(arguments[0])), arguments[2])
        elif event in _LISTINGS and not isinstance(arguments[0], int):
            folder = _absolute(arguments[0] or ".")
            self.note_found(modules_in(folder) if _looks_for_modules(sys._getframe(1)) else folder)
        elif event == "os.mkdir" and not os.path.lexists(arguments[0]):
            self.made.add(os.path.realpath(os.fsdecode(arguments[0])))
        elif event in _OUT_OF_HEARING or (event == "import" and arguments[0] in _READING):
            self.note(EVERYTHING)

    def hear_of_file(self, path: str, flags: int) -> None:
        """Note a file, unless it is written from its beginning: nothing is read from it then, nor is it anyone else's later."""
        if _makes_anew(flags) and path not in self.noted:
            self.made.add(os.path.realpath(path))
        else:
            self.note_found(path)

    def note_found(self, path: str) -> None:
        """Note a file or folder that this process has not made itself; of a link, which may be gone later, both names."""
        real = os.path.realpath(path)
        if not (self.made and _is_below(real, self.made)):
            self.note(path)
            self.note(real)

    def note(self, path: str) -> None:
        """Write a path down."""
        if path in self.noted:
            return
        self.noted.add(path)
        line = f"{EVERYTHING if chr(10) in path else path}\n".encode(errors="surrogateescape")
        try:
            os.write(self.descriptor, line)
        except OSError:  # a process that is about to become another program has closed it
            with os.fdopen(os.open(self.notes, os.O_WRONLY | os.O_APPEND), "wb") as file:
                file.write(line)


def _absolute(path) -> str:
    return os.path.abspath(os.fsdecode(path))


def _makes_anew(flags: int) -> bool:
    """Whether a file is opened in order to be written from its beginning: nothing is read from it."""
    return bool(flags & os.O_TRUNC) or flags & (os.O_CREAT | os.O_EXCL) == os.O_CREAT | os.O_EXCL


def _is_below(path: str, folders: set[str]) -> bool:
    """Whether a path is one of some, or lies below one.

    Examples
    --------
    >>> _is_below("/tmp/own/a.csv", {"/tmp/own"}), _is_below("/tmp/owner.csv", {"/tmp/own"})
    (True, False)
    """
    return any(str(folder) in folders for folder in (Path(path), *Path(path).parents))


def _notice_readers(note) -> None:
    """Note `EVERYTHING` where any code but that of `_LOADING` imports a library that opens files itself."""
    import_by_statement, import_by_name = builtins.__import__, importlib.import_module

    def notice(name: str, importer: str | None) -> None:
        if name.partition(".")[0] in _READERS and (importer or "").partition(".")[0] not in _LOADING:
            note(EVERYTHING)

    def by_statement(name, globals=None, locals=None, fromlist=(), level=0):
        if level == 0:
            notice(name, (globals or {}).get("__name__"))
        return import_by_statement(name, globals, locals, fromlist, level)

    def by_name(name, package=None):
        notice(name, sys._getframe(1).f_globals.get("__name__"))
        return import_by_name(name, package)

    builtins.__import__, importlib.import_module = by_statement, by_name


def _notice_processes_and_folders_by_number(note) -> None:
    """Note `EVERYTHING` for what the hook is not told: Python started anew by `multiprocessing`, and files below an open folder."""
    start, open_file = _posixsubprocess.fork_exec, os.open

    def noticed_start(*arguments):
        note(EVERYTHING)
        return start(*arguments)

    def noticed_open(path, flags, mode=0o777, *, dir_fd=None):
        if dir_fd is not None and sys._getframe(1).f_globals.get("__name__") != "shutil":  # which removes and copies
            note(EVERYTHING)
        return open_file(path, flags, mode, dir_fd=dir_fd)

    _posixsubprocess.fork_exec, os.open = noticed_start, noticed_open
    os.supports_dir_fd.add(noticed_open)


def _notice_variables(note) -> None:
    """Note each environment variable that is asked for, but for those that the builder sets to something else every time."""
    environment = os.environ.__class__
    read = environment.__getitem__

    def noticed_read(self, name):
        if isinstance(name, str) and name not in _SET_BY_THE_BUILDER:
            note(variable(name))
        return read(self, name)

    environment.__getitem__ = noticed_read


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


def add_note(notes: Path, path: Path | str) -> None:
    """Add a file to a page's notes that the builder itself read for it, or `EVERYTHING`."""
    notes.parent.mkdir(parents=True, exist_ok=True)
    names = {str(path)} if path == EVERYTHING else {str(path), os.path.realpath(path)}
    with notes.open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(f"{name}\n" for name in names)


def opened(notes: Path) -> set[str]:
    """Return the paths in a page's notes, of links both names; `EVERYTHING` alone where they cannot be relied upon.

    Parameters
    ----------
    notes : Path
        What `note_opened` and `add_note` wrote. Where there is no such file, nothing is known of the page.
    """
    if not notes.is_file():
        return {EVERYTHING}
    lines = set(notes.read_text(encoding="utf-8", errors="surrogateescape").split("\n")) - {""}
    return {EVERYTHING} if EVERYTHING in lines else lines
