"""Pages are executed again when anything but prose has changed, and never otherwise.

Jupyter-cache keeps the outputs of a page for as long as its cells are the same, but knows nothing of data and modules. Here
one digest stands for all of these and names the folder of the cache: with another digest there is no cache. Pages without
outputs are executed side by side, by jupyter-cache's own executor. Every page is read and written in every build, so no
title, number or warning of an earlier build stays. Until a build has ended well, its site says that it is not finished. A cell
that fails ends the build, and what it says is said last. What a page asks of the clock, of chance or of the network is not
noticed, nor are files outside the study folder, the library and what the book lists.

A book sets in ``_config.yml``, under ``sphinx: config:``

``prepost_study``
    The study folder, relative to the book (default ``.``). The environment variable ``PREPOST_STUDY`` goes before it.
``prepost_inputs``, ``prepost_sources``
    Patterns of further files, relative to the book: those that cells open, and those that the build rests on.
``prepost_modules``
    Folders, relative to the book, from which every page can import.
"""

import ast
import hashlib
import os
import re
import shutil
import sys
from contextlib import suppress
from importlib.metadata import distributions
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.util import logging

import prepost
from prepost.study.disclosure import ACCOUNT

_PASSED_OVER = {"__pycache__", "_build", ".git", ".ipynb_checkpoints", ".venv"}
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_GLUED = re.compile(r"\{glue:text\}`([^`]+)`")
UNFINISHED = """<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>Not finished</title>
<p>This report is not finished: its last build failed, or is still at work. The messages of that build say why.</p></html>
"""
"""What stands in the place of a site until it is built."""

_READER = {"name": "myst_nb_md", "type": "plugin"}


def study_folder(app):
    """Return the study folder that the pages read.

    Raises
    ------
    SystemExit
        If there is no such folder.
    """
    folder = Path(os.environ.get("PREPOST_STUDY") or Path(app.srcdir, app.config.prepost_study)).absolute()
    if not folder.is_dir():
        raise SystemExit(
            f"The study folder {folder} does not exist: see PREPOST_STUDY and prepost_study in _config.yml."
        )
    return folder


def digest_of(paths, *words):
    """Return the SHA-256 over the names and the bytes of files, and further words, in order.

    Examples
    --------
    >>> digest_of([]) == digest_of([]), digest_of([], "numpy 2.4.6") == digest_of([])
    (True, False)
    """
    digest = hashlib.sha256("\n".join(words).encode())
    for path in sorted(paths):
        digest.update(f"\n{path}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def files_behind(app):
    """Return every file that a cell may read or import: of the study, of the library, and what the book lists.

    Pages and settings of a book that lies in its study folder are left out: an edit to prose or to a title executes nothing.
    """
    prose = ("_config.yml", "_toc.yml")  # beside pages, in a book that is its own study folder
    found = {path for path in _files_in(study_folder(app)) if path.suffix != ".md" and path.name not in prose}
    found.update(_files_in(Path(prepost.__file__).parent))
    patterns = [*app.config.prepost_inputs, *app.config.prepost_sources]
    patterns += [f"{folder}/*.py" for folder in app.config.prepost_modules]
    return found | {path for pattern in patterns for path in Path(app.srcdir).glob(pattern) if path.is_file()}


def _files_in(root):
    """The files below a folder, without what tools keep there."""
    for path in root.rglob("*"):
        if path.is_file() and not _PASSED_OVER.intersection(path.relative_to(root).parts):
            yield path


def _prepare(app):
    """Name the cache after what stands behind the pages, drop older ones, and tell kernels where the study is."""
    config = app.config
    study = study_folder(app)
    software = sorted(f"{package.name} {package.version}" for package in distributions())
    name = digest_of(files_behind(app), sys.version, str(study), *software)
    caches = Path(app.doctreedir).parent / ".outputs"
    for old in caches.glob("*"):
        if old.name != name:
            shutil.rmtree(old)
    config.nb_execution_mode, config.nb_execution_cache_path = "cache", str(caches / name)
    os.environ["PREPOST_STUDY"] = str(study)
    modules = [str(Path(app.srcdir, folder)) for folder in config.prepost_modules]
    before = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([*modules, *filter(None, before)]))


def _execute(app, env, docnames):
    """Execute the pages that have no outputs yet, side by side."""
    import matplotlib.font_manager  # noqa: F401  writes its list of fonts once, before two kernels would at the same time

    cache = get_cache(app.config.nb_execution_cache_path)
    pages = [
        str(env.doc2path(name)) for name in docnames if "{code-cell}" in Path(env.doc2path(name)).read_text("utf-8")
    ]
    for page in pages:
        cache.add_nb_to_project(page, read_data=_READER)
    waiting = cache.list_unexecuted(filter_uris=pages) if pages else []
    if waiting:
        logging.getLogger(__name__).info(f"Executing {len(waiting)} of {len(pages)} pages")
        load_executor("local-parallel", cache).run_and_cache(filter_uris=pages, timeout=app.config.nb_execution_timeout)
        failed = [record for record in cache.list_project_records(pages) if record.traceback]
        if failed and app.config.nb_execution_raise_on_error:
            # Any other exception would be shown with a traceback of Sphinx and Jupyter Book below it.
            raise SystemExit("\n".join(f"{record.uri}: {said_last(record.traceback)}" for record in failed))


def said_last(traceback):
    """Return what an exception says, of its traceback as a kernel writes it: of a fault in the study the sentences alone.

    Examples
    --------
    >>> said_last("Cell In[1], line 1\\n\\x1b[0;31mStudyError\\x1b[0m: costs.csv: one.\\ncosts.csv: two.\\n")
    'costs.csv: one.\\ncosts.csv: two.'
    >>> said_last("ValueError     Traceback (most recent call last)\\n----> 1 f()\\nValueError: none")
    'ValueError: none'
    """
    *_, last = re.split(
        r"^(?=[\w.]*(?:Error|Exception|Exit|Interrupt)\b:)", _COLOUR.sub("", traceback), flags=re.MULTILINE
    )
    return last.strip().removeprefix("StudyError: ")


def _complete_notebooks(app, env):
    """Put the outputs into the notebooks that MyST-NB wrote, which leaves those of cached pages without any, and the values
    into their prose, where no notebook program would.
    """
    for path, notebook, outputs in executed(app, env):
        texts = dict(filter(None, map(_glued, outputs)))
        for output in outputs:
            output.get("metadata", {}).pop(ACCOUNT, None)  # for the owner's eyes only
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)  # times of the clock
            if cell.cell_type == "code":
                cell.outputs = [output for output in cell.outputs if _glued(output) is None]
            else:
                cell.source = _GLUED.sub(lambda found: texts.get(found[1], found[0]), cell.source)
        nbformat.write(notebook, path)


def executed(app, env):
    """The path of each page's notebook, the notebook with its outputs out of the cache, and these outputs."""
    cache = get_cache(app.config.nb_execution_cache_path)
    for path in sorted(Path(env.mystnb_config.output_folder).rglob("*.ipynb")):
        with suppress(KeyError):  # a page without cells has no outputs
            _, notebook = cache.merge_match_into_notebook(nbformat.read(path, as_version=4))
            yield path, notebook, [output for cell in notebook.cells for output in cell.get("outputs", ())]


def _glued(output):
    """The name and the text that an output makes available to the prose; None for any other output."""
    named = output.get("metadata", {}).get("scrapbook")
    if named is None:
        return None
    text = output["data"].get(f"{named.get('mime_prefix', '')}text/plain", "")
    with suppress(ValueError, SyntaxError):  # what is no text or number stays as Python shows it
        text = str(ast.literal_eval(text))
    return named["name"], text


def _begin_site(app):
    """Let nothing stay of an earlier build; a good one writes its first page over the sentence."""
    if app.builder.format == "html":
        shutil.rmtree(app.outdir, ignore_errors=True)
        Path(app.outdir).mkdir(parents=True)
        Path(app.outdir, "index.html").write_text(UNFINISHED, encoding="utf-8")


def _end_site(app, exception):
    """Leave no part of a site that failed; Jupyter Book itself leads from an index that is missing to the first page."""
    index = Path(app.outdir, "index.html")
    if exception:
        _begin_site(app)
    elif app.builder.format == "html" and index.read_bytes() == UNFINISHED.encode():
        index.unlink()


def register(app):
    """Add the settings, and execute before MyST-NB reads the pages."""
    app.add_config_value("prepost_study", ".", "env")
    for name in ("prepost_inputs", "prepost_sources", "prepost_modules"):
        app.add_config_value(name, [], "env")
    app.connect("builder-inited", _begin_site, priority=1)
    app.connect("builder-inited", _prepare, priority=2)
    app.connect("env-get-outdated", lambda app, env, added, changed, removed: env.found_docs - added)
    app.connect("env-before-read-docs", _execute)
    app.connect("env-updated", _complete_notebooks)
    app.connect("build-finished", _end_site)
