"""A terminal on a page: commands are really run, in an empty folder, and what they print stands under them."""

import io
import os
import shlex
import shutil
import tempfile
import textwrap
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from prepost.cli import main

__all__ = ["edit", "empty_folder", "terminal"]

WIDTH = 70


def empty_folder(*files):
    """Go to a new, empty folder that holds copies of some files."""
    folder = tempfile.mkdtemp()
    for file in files:
        shutil.copy(file, folder)
    os.chdir(folder)


def terminal(line, wrap=True):
    """Run a command of prepost as a terminal would, and print what it prints, long lines wrapped."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        status = main(shlex.split(line))
    lines = [
        f"$ python -m prepost {line}",
        *printed.getvalue().splitlines(),
        *([f"(exit status {status})"] if status else []),
    ]
    print("\n".join(_wrapped(text) if wrap else text for text in lines))


def edit(file, old, new):
    """Change a text in a file, as an editor would, and print the line before and after."""
    text = Path(file).read_text(encoding="utf-8")
    Path(file).write_text(text.replace(old, new, 1), encoding="utf-8")
    line = next(line for line in text.splitlines() if old in line).strip()
    print(f"{file}:\n  {line}\nbecomes\n  {line.replace(old, new)}\n")


def _wrapped(text):
    if len(text) <= WIDTH:
        return text
    return textwrap.fill(text, WIDTH, subsequent_indent="    ", break_on_hyphens=False, break_long_words=False)
