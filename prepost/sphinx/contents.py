"""What files, folders and this machine's Python hold, as digests: what a built page rests on is compared by content, not date."""

import ast
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

__all__ = [
    "IGNORED", "content_of", "digest_of", "digest_of_text", "edited_since", "fingerprint", "importable", "imported_by", "modules_in",
    "software", "variable", "variables",
]  # fmt: skip

IGNORED = {"_build", "__pycache__", ".git", ".venv", ".ipynb_checkpoints"}

_LARGE = 64 * 2**20  # bytes; above this, size and date stand for the content
_SLOW_CLOCK = 50_000_000  # nanoseconds by which the dates that a file system gives may be behind
_VARIABLES = ("LANG", "LC_", "TZ", "PYTHON", "MPL", "OMP_", "OPENBLAS_", "PREPOST_STUDY")
_MODULES = {".py", ".so", ".pyd"}
_MODULES_IN, _VARIABLE = os.sep + "?.py", os.sep + "?variable" + os.sep  # no file that anyone would open has such a name


def digest_of(path: Path) -> str:
    """Return a digest that changes with the content of a file; of a very large one, with its size or date."""
    status = path.stat()
    if status.st_size > _LARGE:
        return f"{status.st_size} bytes, {status.st_mtime_ns}"
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of_text(value) -> str:
    """Return a digest of anything that can be written as JSON, in which the order of keys has no part."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def fingerprint(paths: Iterable[Path]) -> dict[str, str]:
    """Return a mapping of each path, as text, to a digest that changes with the file's content.

    Examples
    --------
    >>> fingerprint([])
    {}
    """
    return {str(path): digest_of(path) for path in paths}


def content_of(path: str) -> str | None:
    """Return what a file holds or a folder lists, as a digest; None where there is neither.

    A path as `modules_in` makes it stands for what could be imported from a folder, one of `variable` for what it is set to.

    Examples
    --------
    >>> content_of("no such file") is None
    True
    """
    if path.startswith(_VARIABLE):
        return digest_of_text(os.environ.get(path.removeprefix(_VARIABLE)))
    if path.endswith(_MODULES_IN):
        return digest_of_text(importable(path.removesuffix(_MODULES_IN)))
    if os.path.isdir(path):
        return digest_of_text(sorted(set(os.listdir(path)) - IGNORED))
    return digest_of(Path(path)) if os.path.isfile(path) else None


def edited_since(path: str, moment: int) -> bool:
    """Return whether a file or folder was edited, or put in the place of another, since a moment.

    Parameters
    ----------
    path : str
        What is gone counts as not edited.
    moment : int
        Nanoseconds, as `time.time_ns` counts them.

    Examples
    --------
    >>> edited_since(__file__, 0), edited_since(__file__, 2**62), edited_since("no such file", 0)
    (True, False, False)
    """
    try:
        status = os.stat(path)
    except OSError:
        return False
    return max(status.st_mtime_ns, status.st_ctime_ns) >= moment - _SLOW_CLOCK


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
    """Return a path that stands for an environment variable, for `content_of`.

    Examples
    --------
    >>> variable("PREPOST_STUDY")
    '/?variable/PREPOST_STUDY'
    """
    return _VARIABLE + name


def importable(folder: str) -> list[str]:
    """Return the names of what a cell could import from a folder, and of Matplotlib's settings, for which it looks as silently.

    Examples
    --------
    >>> [name for name in importable(os.path.dirname(os.path.dirname(__file__))) if name[0] in "os"]
    ['on_demand.py', 'sphinx', 'stats', 'study']
    >>> importable("no such folder")
    []
    """
    if not os.path.isdir(folder):
        return []
    paths = Path(folder).iterdir()
    return sorted(
        path.name for path in paths if path.suffix in _MODULES or path.name == "matplotlibrc" or (path / "__init__.py").is_file()
    )


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
    for node in ast.walk(ast.parse(file.read_bytes())):
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
