"""Outputs of a page, used again while its cells and all that they rest on are the same: an edit to its prose executes nothing.

This is no cache that can go stale, for nothing is taken on trust. Beside the outputs stands, by content, what they rest on:

- the cells, their options and the page's own settings, in order;
- every file that the page's kernel opened, every folder that it listed, wherever they lie, and every environment variable that it
  asked for (`prepost.sphinx.opened`);
- the names of all inputs of the book, because a page may have looked for a file in vain, and of the modules in every folder in
  which it could have looked for one;
- the extensions that build the book, the settings of the execution, and what `prepost.sphinx.rebuild` has behind all pages.

If any of it differs, or was edited while the page was executed, the page is executed. So is a page of which not all is known
(`EVERYTHING`). The folder of a book that was built elsewhere, a build folder that was deleted and `jupyter-book build --all`
keep nothing. What is not noticed in a page whose text nobody has edited (`prepost.sphinx.rebuild`) is not noticed here.
"""

import json
import os
import shutil
import sys
import sysconfig
import time
from pathlib import Path

import nbformat
from myst_nb import sphinx_ as parser
from myst_nb.core.execute import NotebookClientDirect, NotebookClientInline, create_client
from sphinx.errors import ExtensionError

from prepost.sphinx.contents import content_of, digest_of_text, edited_since, forget_compiled
from prepost.sphinx.opened import EVERYTHING, add_notes, opened
from prepost.sphinx.rebuild import BEHIND_ALL, notes_of, sources

__all__ = ["KeepingClient", "behind", "code_of", "kept_of", "register"]

_OF_THE_TEXT = {"source_map"}  # the lines on which cells stand, which prose moves
_OF_THE_MACHINE = ("/proc", "/sys", "/dev")


def _folders_of_python() -> list[str]:
    """Where Python and packages are installed: in its environment and, where it has one, below that."""
    bases = ({}, {"base": sys.base_prefix, "platbase": sys.base_prefix})
    paths = {
        sysconfig.get_path(name, vars=base) for base in bases for name in ("stdlib", "platstdlib", "purelib", "platlib")
    }
    return sorted({follow(path) for path in paths for follow in (os.path.abspath, os.path.realpath)})


_PYTHON = _folders_of_python()
"""Known by version, as the software that is installed."""


def code_of(notebook) -> str:
    """Return a digest of what is executed of a page, in which its prose has no part.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The page before it is executed.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    >>> page = new_notebook(cells=[new_markdown_cell("Two."), new_code_cell("1 + 1")])
    >>> edited = new_notebook(cells=[new_markdown_cell("Two!"), new_code_cell("1 + 1")])
    >>> code_of(page) == code_of(edited)
    True
    """
    cells = [[cell.source, cell.metadata] for cell in notebook.cells if cell.cell_type == "code"]
    settings = {name: value for name, value in notebook.metadata.items() if name not in _OF_THE_TEXT}
    return digest_of_text([settings, cells])


def kept_of(app, docname) -> Path:
    """Return the file that holds the outputs of a page and what they rest on."""
    return Path(app.doctreedir, "kept", f"{docname}.json")


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _surroundings(app, settings) -> str:
    """What every page of a book is executed in: its inputs by name; by content its builder's sources and what is behind all."""
    known = app.env.prepost_fingerprint
    behind_all = {name: known.get(name) for name in [*map(str, sources(app)), *BEHIND_ALL]}
    execution = {name: value for name, value, _ in settings.as_triple() if name.startswith("execution_")}
    return digest_of_text([sorted(known), behind_all, execution])


def behind(read, known) -> list[str]:
    """Return those of the paths that a page read whose content counts; for the rest of Python's folders their versions do.

    Parameters
    ----------
    read : iterable of str
        The page's notes.
    known : mapping
        Inputs of the book by path, which may be installed among Python's folders as this package is.

    Examples
    --------
    >>> installed, library = f"{_PYTHON[0]}/installed.py", f"{_PYTHON[0]}/library.py"
    >>> behind(["/proc/stat", "/study/costs.csv", installed, library], {library: "digest"}) == sorted([library, "/study/costs.csv"])
    True
    """
    return sorted(path for path in read if path in known or not _is_of_python(path))


def _is_of_python(path: str) -> bool:
    return any(path == folder or path.startswith(folder + os.sep) for folder in (*_PYTHON, *_OF_THE_MACHINE))


def _contents(app, paths) -> dict:
    """What is in each of some paths: of inputs of the book, what was in them when this build began."""
    known = app.env.prepost_fingerprint
    return {path: known[path] if path in known else content_of(path) for path in paths}


class KeepingClient(NotebookClientDirect):
    """Executes a page and keeps its outputs, or gives it those that were kept."""

    def start_client(self):
        """Fill in the outputs of the page's cells."""
        app = self._kwargs["app"]
        file, notes = kept_of(app, app.env.docname), notes_of(app, app.env.docname)
        self._note_loaded(notes)
        basis = {"code": code_of(self.notebook), "surroundings": _surroundings(app, self.nb_config)}
        kept = _read(file)
        if kept and kept["basis"] == basis and kept["read"] == _contents(app, kept["read"]):
            self._take(kept["outputs"])
            self.exec_metadata = kept["executed"]
            add_notes(notes, kept["read"])
            self.logger.info("Outputs kept: its cells and all that they rest on are as they were")
            return
        file.unlink(missing_ok=True)
        before, begun = opened(notes), time.time_ns()
        super().start_client()
        if opened(notes) == before:  # a kernel of another language, say, which notes nothing
            add_notes(notes, [EVERYTHING])
        outside = behind(opened(notes) - app.env.prepost_fingerprint.keys(), {})
        if any(
            edited_since(path, begun) for path in outside
        ):  # nobody knows whether before the page opened it or after
            add_notes(notes, [EVERYTHING])
        if self.exec_metadata["succeeded"]:
            self._keep(app, file, basis, opened(notes))

    def _note_loaded(self, notes):
        """Note the files whose text stands in a cell (its option `load`): MyST-NB reads them without telling Sphinx."""
        add_notes(
            notes, [self.path.parent / cell.metadata["load"] for cell in self.notebook.cells if "load" in cell.metadata]
        )

    def _take(self, outputs):
        executed = nbformat.from_dict(outputs)
        self.notebook.metadata.update(executed.metadata)
        cells = (cell for cell in self.notebook.cells if cell.cell_type == "code")
        for cell, done in zip(cells, executed.cells, strict=True):
            cell.outputs, cell.execution_count = done.outputs, done.execution_count

    def _keep(self, app, file, basis, read):
        if EVERYTHING in read:
            return
        paths = behind(read, app.env.prepost_fingerprint)
        contents = _contents(app, paths)
        if contents != {path: content_of(path) for path in paths}:
            return
        cells = [
            {"outputs": cell.outputs, "execution_count": cell.execution_count}
            for cell in self.notebook.cells
            if cell.cell_type == "code"
        ]
        metadata = {name: value for name, value in self.notebook.metadata.items() if name not in _OF_THE_TEXT}
        outputs = {"metadata": metadata, "cells": cells}
        kept = {"basis": basis, "read": contents, "outputs": outputs, "executed": self.exec_metadata}
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(kept), encoding="utf-8")
        unfinished.replace(file)


def _outdated_from_outside(app, env, added, changed, removed):
    """Name every page that has opened a file which is no input of the book and was edited since, or of which nothing was kept."""
    found = []
    for docname in env.found_docs:
        kept = _read(kept_of(app, docname))
        outside = {
            path: content for path, content in kept.get("read", {}).items() if path not in env.prepost_fingerprint
        }
        edited = {path for path, content in outside.items() if content_of(path) != content}
        forget_compiled(edited)
        executed = parser.NbMetadataCollector.get_exec_data(env, docname)
        if edited or (executed and not kept):
            found.append(docname)
    return sorted(found)


def _refuse_another_cache(mode):
    """Jupyter Book's own cache knows nothing of data and modules."""
    if mode == "cache":
        raise ExtensionError(
            "The execution mode is cache, which shows old numbers after an edit to a data file or a module. Write force "
            "(execute_notebooks in _config.yml): outputs are then kept for as long as all that they rest on is the same."
        )


def _keep_nothing_where_all_is_asked_for(app):
    if app.fresh_env_used and Path(app.doctreedir, "environment.pickle").is_file():
        shutil.rmtree(Path(app.doctreedir, "kept"), ignore_errors=True)


def register(app):
    """Let the pages of this book be executed by a `KeepingClient`, for which MyST-NB has no setting."""

    def create_keeping(notebook, source, settings, logger, read_fmt=None):
        _refuse_another_cache(settings.execution_mode)  # a page can set it too
        client = create_client(notebook, source, settings, logger, read_fmt)
        if type(client) is NotebookClientDirect:
            return KeepingClient(notebook, client.path, settings, logger, app=app)
        if isinstance(client, NotebookClientInline):  # it executes cells while the page is read, after this
            add_notes(notes_of(app, app.env.docname), [EVERYTHING])
        return client

    parser.create_client = create_keeping
    app.connect("builder-inited", lambda app: _refuse_another_cache(app.config.nb_execution_mode))
    app.connect("builder-inited", _keep_nothing_where_all_is_asked_for)
    app.connect("env-get-outdated", _outdated_from_outside)
