"""What a page opens while it is executed, noted by its own kernel.

Python tells a hook of every file that it opens, data and modules alike, and of every folder that it lists (:pep:`578`). The
kernel of each page starts with `note_opened`; the book's builder reads the notes and so knows, without anyone having to say it,
behind which files a page stands. Environment variables that it asks for are noted too. Only what Python opens is told. A page that
starts another program, asks a database, or whose own code uses a library that opens files itself, is noted as reading everything.
"""

import builtins
import importlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from prepost.sphinx.contents import NOTES, belongs_to_a_tool, modules_in, variable

try:
    import _posixsubprocess
except ImportError:  # Windows, where Python tells its hooks of every process
    _posixsubprocess = None

__all__ = ["EVERYTHING", "NOTES", "add_notes", "note_opened", "opened"]

EVERYTHING = "*"
"""Stands in the notes for all files there are, where not all is known of what a page reads."""

_LISTINGS = {"os.listdir", "os.scandir"}
_OUT_OF_HEARING = {
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.forkpty", "pty.spawn",
    "_winapi.CreateProcess",
    "sqlite3.connect",  # a database may attach others
}  # fmt: skip
_READERS = {
    "_dbm", "_gdbm", "cv2", "dask", "duckdb", "fastexcel", "fiona", "h5py", "ibis", "lxml", "narwhals", "netCDF4", "osgeo", "polars",
    "pyarrow", "pyogrio", "pyreadstat", "python_calamine", "rasterio", "rpy2", "safetensors", "tables",
}  # fmt: skip
"""Libraries that open files themselves, out of Python's hearing."""

_LOADING = {
    "altair", "arviz", "bokeh", "bs4", "formulaic", "great_tables", "matplotlib", "openpyxl", "pandas", "plotly", "prepost", "seaborn",
    "sklearn", "statsmodels", *_READERS, "importlib",
}  # fmt: skip
"""Libraries that load readers without reading anything by that, or that tell of what they read; compiled ones do by `importlib`."""

_READING = {
    "pyarrow.csv",
    "pyarrow.dataset",
    "pyarrow.feather",
    "pyarrow.json",
    "pyarrow.orc",
    "pyarrow.parquet",
    "pyreadstat",
    "tables",
}
"""Modules that are loaded where pandas is about to let one of these libraries read a file."""

_READING_BY_NAME = {"pyreadstat", "tables"}
"""Those of them that pandas imports by name, of which Python tells no hook; to the others it hands files that it has opened."""


def note_opened() -> None:
    """Note from now on what this process opens, lists and asks for, once, in the file that `NOTES` names.

    That is each file, each folder and each environment variable. Modules that are loaded already are noted too; of the folders
    in which Python looks for modules, what could be imported from them. What the process has made itself is not noted, for
    nothing stands behind that but the process. Without the variable nothing is noted.
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
        self.start = os.path.join(os.getcwd(), "")
        self.noted: set[str] = set()
        self.made: set[str] = set()

    def hear(self, event: str, arguments: tuple) -> None:
        """Take notice of one event."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            self.hear_of_file(_source(_absolute(arguments[0])), arguments[2])
        elif event in _LISTINGS and not isinstance(arguments[0], int):
            self.hear_of_folder(_absolute(arguments[0] or "."), sys._getframe(1))
        elif event == "os.mkdir" and _is_called_by(sys._getframe(1), "tempfile"):  # of a name that nobody else will use
            self.made.add(os.path.realpath(os.fsdecode(arguments[0])))
        elif event == "os.rename" and os.path.realpath(arguments[0]) in self.made:
            self.made.add(os.path.realpath(arguments[1]))
        elif event == "os.link":
            self.note_found(_absolute(arguments[0]))
        elif event in _OUT_OF_HEARING or (event == "import" and arguments[0] in _READING):
            self.note(EVERYTHING)
        elif (event == "import" and arguments[1]) or (event == "ctypes.dlopen" and arguments[0]):  # compiled modules
            self.note_found(_absolute(arguments[1 if event == "import" else 0]))

    def hear_of_folder(self, path: str, frame) -> None:
        """Note a folder: as one to import from, where Python looks for modules; not what tools make below the page's own."""
        if _is_called_by(frame, "importlib._bootstrap_external"):
            self.note_found(modules_in(path))
            return
        below = path.removeprefix(self.start)
        if below == path or not any(map(belongs_to_a_tool, below.split(os.sep))):
            self.note_found(path)

    def hear_of_file(self, path: str, flags: int) -> None:
        """Note a file, unless it is written only: nothing is read from it then. From its beginning, and it is nobody else's."""
        begins_anew = flags & os.O_TRUNC and (not os.path.lexists(path) or os.access(path, os.W_OK))
        if (begins_anew or (flags & os.O_EXCL and not os.path.lexists(path))) and path not in self.noted:
            self.made.add(os.path.realpath(path))
        elif flags & (os.O_WRONLY | os.O_RDWR) != os.O_WRONLY or flags & os.O_EXCL:
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
        line = _line(path).encode(errors="surrogateescape")
        try:
            os.write(self.descriptor, line)
        except OSError:  # a process that is about to become another program has closed it
            with os.fdopen(os.open(self.notes, os.O_WRONLY | os.O_APPEND), "wb") as file:
                file.write(line)


def _line(path: str) -> str:
    """The line of the notes for a path; one that would not stay one line cannot be noted."""
    return (EVERYTHING if {"\n", "\r"} & set(path) else path) + "\n"


def _absolute(path) -> str:
    return os.path.abspath(os.fsdecode(path))


def _is_below(path: str, folders: set[str]) -> bool:
    """Whether a path is one of some, or lies below one.

    Examples
    --------
    >>> _is_below("/study/own/a.csv", {"/study/own"}), _is_below("/study/owner.csv", {"/study/own"})
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
        module = import_by_statement(name, globals, locals, fromlist, level)
        if level == 0:
            notice(name, (globals or {}).get("__name__"))
        return module

    def by_name(name, package=None):
        module = import_by_name(name, package)
        notice(name, sys._getframe(1).f_globals.get("__name__"))
        if name in _READING_BY_NAME:
            note(EVERYTHING)
        return module

    builtins.__import__, importlib.import_module = by_statement, by_name


def _notice_processes_and_folders_by_number(note) -> None:
    """Note `EVERYTHING` for what the hook is not told: Python started anew by `multiprocessing`, and files below an open folder."""
    open_file = os.open

    def noticed_open(path, flags, mode=0o777, *, dir_fd=None):
        if (
            dir_fd is not None and sys._getframe(1).f_globals.get("__name__") != "shutil"
        ):  # rmtree, which opens folders to empty them
            note(EVERYTHING)
        return open_file(path, flags, mode, dir_fd=dir_fd)

    os.open = noticed_open
    if open_file in os.supports_dir_fd:
        os.supports_dir_fd.add(noticed_open)
    if _posixsubprocess:
        start = _posixsubprocess.fork_exec

        def noticed_start(*arguments):
            note(EVERYTHING)
            return start(*arguments)

        _posixsubprocess.fork_exec = noticed_start


def _notice_variables(note) -> None:
    """Note each environment variable that is asked for; all of them where they are gone through or copied."""
    environment = os.environ.__class__
    read, go_through = environment.__getitem__, environment.__iter__

    def noticed_read(self, name):
        if isinstance(name, str | bytes):
            note(variable(os.fsdecode(name)))
        return read(self, name)

    def noticed_going_through(self):
        note(variable("*"))
        return go_through(self)

    environment.__getitem__, environment.__iter__ = noticed_read, noticed_going_through


def _is_called_by(frame, module: str) -> bool:
    return frame.f_globals.get("__name__") == module


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


def add_notes(notes: Path, paths: Iterable[Path | str]) -> None:
    """Add files to a page's notes that the builder itself read for it, or `EVERYTHING`."""
    notes.parent.mkdir(parents=True, exist_ok=True)
    names = {
        name for path in map(str, paths) for name in ({path} if path == EVERYTHING else {path, os.path.realpath(path)})
    }
    with notes.open("a", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines(map(_line, sorted(names)))


def opened(notes: Path) -> set[str]:
    """Return a page's notes: paths, of links both names, and what `contents.modules_in` and `contents.variable` make.

    Parameters
    ----------
    notes : Path
        What `note_opened` and `add_notes` wrote.

    Returns
    -------
    set of str
        `EVERYTHING` alone where not all is known, or where there is no such file.

    Examples
    --------
    >>> opened(Path("no such notes"))
    {'*'}
    """
    if not notes.is_file():
        return {EVERYTHING}
    lines = set(notes.read_text(encoding="utf-8", errors="surrogateescape").split("\n")) - {""}
    return {EVERYTHING} if EVERYTHING in lines else lines
