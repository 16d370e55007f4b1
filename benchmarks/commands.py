"""The commands of the library, each from start to exit, on the article's own study."""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.measure import ROOT, Case

__all__ = ["cases"]

STUDY = ROOT / "data" / "newham"


def cases() -> list[Case]:
    """The cases: first Python alone, against which the import is seen."""
    imports = "Start of Python"
    return [
        Case(imports, "python -c pass", "commands:python", ("pass",)),
        Case(imports, 'python -c "import prepost"', "commands:python", ("import prepost",)),
        Case("prepost check", "python -m prepost check", "commands:prepost", ("check",), runs=9),
        Case("prepost compare", "python -m prepost compare", "commands:prepost", ("compare",), runs=5),
        Case("prepost audit", "python -m prepost audit", "commands:prepost", ("audit", "--format", "json"), runs=3),
        Case("prepost reconstruct", "python -m prepost reconstruct", "commands:reconstruct", (), runs=1),
    ]


def python(code: str):
    """Run a line of Python."""
    return lambda: _run("-c", code)


def prepost(command: str, *options: str):
    """Run a command that only reads."""
    return lambda: _run("-m", "prepost", command, str(STUDY), *options)


def reconstruct():
    """Run the reconstruction on a copy of the study."""
    folder = Path(mkdtemp()) / "study"
    shutil.copytree(STUDY, folder)
    return lambda: _run("-m", "prepost", "reconstruct", str(folder))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
