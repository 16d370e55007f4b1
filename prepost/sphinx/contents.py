"""What files, folders, variables and Python itself hold, as digests: what a built page rests on is compared by content, not date."""

import ast
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from glob import escape
from pathlib import Path

__all__ = [
    "NOTES", "belongs_to_a_tool", "content_of", "digest_of_text", "edited_since", "fingerprint", "forget_compiled", "imported_by",
    "modules_in", "software", "variable", "variables",
]  # fmt: skip

_OF_TOOLS = {
    "_build", "__pycache__", ".git", ".venv", ".ipynb_checkpoints", ".pytest_cache", ".mypy_cache", ".ruff_cache", "node_modules",
    ".DS_Store",
}  # fmt: skip
_OF_EDITORS = re.compile(
    r"\.~lock\..*|~\$.*|\..*\.sw[a-z]|\.#.*|.*~"
)  # while a file is open: LibreOffice, Excel, Vim, Emacs

NOTES = "PREPOST_OPENED"
"""The environment variable that names the file in which a kernel notes what it opens."""

_SET_BY_THE_BUILDER = {NOTES, "SOURCE_DATE_EPOCH"}  # the latter by the commit, for itself; kernels have another

_LARGE = 64 * 2**20  # bytes; above this, size and date stand for the content
_SECOND = 10**9  # in nanoseconds
_VARIABLES = ("LANG", "LC_", "TZ", "PYTHON", "MPL", "OMP_", "OPENBLAS_", "PREPOST_STUDY")
_MODULES = {".py", ".pyc", ".so", ".pyd"}
_MODULES_IN, _VARIABLE = "/?.py", "/?variable/"  # no file that anyone would open has such a name


def belongs_to_a_tool(name: str) -> bool:
    """Return whether a file or folder of this name is no data, but what a tool puts beside them.

    Examples
    --------
    >>> [belongs_to_a_tool(name) for name in ("__pycache__", ".costs.csv.swp", ".~lock.costs.csv#", "~$costs.xlsx", "costs.csv")]
    [True, True, True, True, False]
    """
    return name in _OF_TOOLS or _OF_EDITORS.fullmatch(name) is not None


def _digest_of(path: Path) -> str:
    """Return a digest that changes with the content of a file; of a very large one, with its size and date."""
    status = path.stat()
    if status.st_size > _LARGE:
        return f"{status.st_size} bytes, {status.st_mtime_ns}"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of_text(value) -> str:
    """Return a digest of anything that can be written as JSON, in which the order of keys has no part.

    Examples
    --------
    >>> digest_of_text({"a": 1, "b": 2}) == digest_of_text({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def fingerprint(paths: Iterable[Path]) -> dict[str, str | None]:
    """Return a mapping of each path, as text, to what `content_of` says of it.

    Examples
    --------
    >>> fingerprint([Path("no such file")])
    {'no such file': None}
    """
    return {str(path): content_of(str(path)) for path in paths}


def content_of(path: str) -> str | None:
    """Return what a file holds or a folder lists, as a digest; None where there is neither, or it may not be read.

    A path as `modules_in` makes it stands for what could be imported from a folder, one of `variable` for what it is set to.

    Examples
    --------
    >>> content_of("no such file") is None
    True
    """
    if path.startswith(_VARIABLE):
        return digest_of_text(_variables(path.removeprefix(_VARIABLE)))
    if path.endswith(_MODULES_IN):
        return digest_of_text(_importable(path.removesuffix(_MODULES_IN)))
    try:
        if os.path.isdir(path):
            return digest_of_text(sorted(name for name in os.listdir(path) if not belongs_to_a_tool(name)))
        return _digest_of(Path(path)) if os.path.isfile(path) else None
    except OSError:
        return None


def edited_since(path: str, moment: int) -> bool:
    """Return whether a file or folder was edited, or put in the place of another, since a moment.

    Parameters
    ----------
    path : str
        What is gone counts as not edited. Of what can be imported from a folder (`modules_in`), any file.
    moment : int
        Nanoseconds, as `time.time_ns` counts them.

    Examples
    --------
    >>> edited_since(__file__, 0), edited_since(__file__, 2**62), edited_since("no such file", 0)
    (True, False, False)
    """
    if path.endswith(_MODULES_IN):
        folder = path.removesuffix(_MODULES_IN)
        files = (os.path.join(folder, name) for name in _importable(folder))
        return any(edited_since(file, moment) for file in files if os.path.isfile(file))
    try:
        status = os.stat(path)
    except OSError:
        return False
    # Some file systems give dates that are a little behind, others count whole seconds by twos.
    slack = _SECOND // 20 if status.st_mtime_ns % _SECOND else 2 * _SECOND
    return max(status.st_mtime_ns, status.st_ctime_ns) >= moment - slack


@lru_cache(maxsize=1)
def software() -> str:
    """Return a digest of Python and all that is installed: of each package its version and the list of its files."""
    folders = sorted({Path(folder) for folder in sys.path if os.path.isdir(folder)})
    installed = sorted(info for folder in folders for info in folder.glob("*.dist-info"))
    return digest_of_text([sys.version, [(info.name, content_of(str(info / "RECORD"))) for info in installed]])


def variables() -> str:
    """Return a digest of the environment variables that change what Python computes or how it writes, without a cell's asking."""
    return digest_of_text({name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)})


def modules_in(folder: str) -> str:
    """Return a path that stands for what could be imported from a folder, for `content_of`.

    Examples
    --------
    >>> modules_in("/book/modules")
    '/book/modules/?.py'
    """
    return folder + _MODULES_IN


def variable(name: str) -> str:
    """Return a path that stands for an environment variable, or with the name `*` for all of them, for `content_of`.

    Those that the builder itself sets to something else every time count as not set.

    Examples
    --------
    >>> variable("PREPOST_STUDY")
    '/?variable/PREPOST_STUDY'
    """
    return _VARIABLE + name


def _variables(name: str) -> dict[str, str]:
    return {
        each: value for each, value in os.environ.items() if name in ("*", each) and each not in _SET_BY_THE_BUILDER
    }


def _importable(folder: str) -> list[str]:
    """Return the names of what a cell could import from a folder, and of Matplotlib's settings, for which it looks as silently.

    Examples
    --------
    >>> {"contents.py", "static"} <= set(_importable(os.path.dirname(__file__)))
    True
    >>> _importable("no such folder")
    []
    """
    try:
        names = [name for name in os.listdir(folder) if not belongs_to_a_tool(name)]
    except OSError:
        return []
    return sorted(
        name
        for name in names
        if os.path.splitext(name)[1] in _MODULES
        or name == "matplotlibrc"
        or (
            name.isidentifier() and os.path.isdir(os.path.join(folder, name))
        )  # a package, with or without `__init__.py`
    )


def forget_compiled(edited: Iterable[str]) -> None:
    """Remove what Python has compiled of modules that were edited: it takes one for unchanged if its size and date are.

    Parameters
    ----------
    edited : iterable of str
        Paths; those that are no modules are passed over.
    """
    for path in map(Path, edited):
        if path.suffix == ".py":
            for compiled in (path.parent / "__pycache__").glob(f"{escape(path.stem)}.*.pyc"):
                with suppress(OSError):  # the package of an administrator, say
                    compiled.unlink()


def imported_by(files: Iterable[Path], package: Path) -> set[Path]:
    """Return the modules of a package that some files import, and those that these import, at their head or anywhere below.

    Parameters
    ----------
    files : iterable of Path
        Python files; they are in the result only where another imports them.
    package : Path
        The package's folder, whose name is that of the package.

    Examples
    --------
    >>> package = Path(__file__).parents[1]
    >>> found = {path.relative_to(package).as_posix() for path in imported_by([Path(__file__).with_name("terms.py")], package)}
    >>> {"audit/claims_ledger.py", "audit/__init__.py"} <= found, "sphinx/terms.py" in found
    (True, False)
    """
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        for path in _imports(waiting.pop(), package) - found:
            found.add(path)
            waiting.append(path)
    return found


def _imports(file: Path, package: Path) -> set[Path]:
    found = set()
    for node in ast.walk(ast.parse(file.read_bytes(), filename=str(file))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.update(_modules(alias.name, package))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found.update(_modules(f"{node.module}.{alias.name}", package))
    return {path for path in found if path.is_file()}


def _modules(name: str, package: Path) -> set[Path]:
    """The files behind a dotted name: the packages on the way to it, and what it is, or all that its package could take it from."""
    first, *rest = name.split(".")
    if first != package.name:
        return set()
    steps = [package.joinpath(*rest[:depth]) for depth in range(len(rest) + 1)]
    found = {file for step in steps for file in (step / "__init__.py", step.with_suffix(".py")) if file.is_file()}
    if rest and steps[-2].is_dir() and not {steps[-1] / "__init__.py", steps[-1].with_suffix(".py")} & found:
        found.update(steps[-2].glob("*.py"))
    return found
