"""Pages that never show old numbers: executed again when anything behind them has changed, and only then.

Sphinx reads a page again when its text changes, but knows nothing of the data files and modules that the page's cells
use. Jupyter Book's own cache has the same blind spot. Here every input is known by its content: the files of the study
folder, the modules of this package, and what the book lists. Each page's kernel notes what it opens
(`prepost.sphinx.opened`). If a file was edited since the last good build, exactly the pages that had opened it are executed
again; if one was added or removed, all are, for a page may have looked for it in vain. Content, not date: an older file
copied over a newer one is a change too, of a page's own text as well (`prepost.sphinx.texts`). A page of which not all is
known, because it starts other programs, say, is executed in every build. What the book's builder itself imports of this
package stands behind the text of all pages.

Two things are not noticed: what a page asks of the clock, of chance or of the network, and what it asks about a file without
opening it (its size, its date, and whether there is a folder, a page of the book, or anything outside it). Pages are executed in
no order, so none should read what another writes. Files inside Python's own folders count by the list
that came with their package, and files above 64 MB by size and date.

What was read is only relied upon once all of it was: a build that is broken off while pages are executed leaves no page as read
to the next, and outputs that were kept are used by content alone (`prepost.sphinx.kept`). After one that is broken off while
they are written, or that writes another output (the single page of the PDF), all pages are written, as they are after an edit
to a style sheet or script of the site.

A book sets, in ``_config.yml`` under ``sphinx: config:``

``prepost_study``
    The study folder, relative to the book (default ``.``). The environment variable ``PREPOST_STUDY`` goes before it.
``prepost_inputs``
    Patterns of further files that cells open, relative to the book.
``prepost_sources``
    Patterns of files that the building of every page rests on, such as the book's own extensions: after an edit to one of
    them all pages are read and executed anew, as they are after an edit to :mod:`prepost.sphinx`.
``prepost_modules``
    Folders, relative to the book, from which every page can import.
"""

import os
import shutil
import traceback
import uuid
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util import logging

import prepost
from prepost.sphinx.contents import belongs_to_a_tool, fingerprint, forget_compiled, imported_by, software, variables
from prepost.sphinx.opened import EVERYTHING, NOTES, opened

__all__ = [
    "BEHIND_ALL",
    "beside_site",
    "files_in",
    "inputs",
    "notes_of",
    "register",
    "sources",
    "static_folders",
    "study_folder",
]

BEHIND_ALL = ("software", "variables")
"""What stands behind all pages beside `sources`: names among the digests of files."""

_LOGGER = logging.getLogger(__name__)
_KERNEL_SETTINGS = """
c = get_config()
c.IPKernelApp.log_level = 40  # not a remark for every page that its kernel talks over this machine's loopback
c.HistoryManager.enabled = False
# What a cell prints is sent once, at its end: sent while it runs, it would be cut where the machine's pace has it.
c.InteractiveShellApp.exec_lines = [
    "import sys; sys.stdout.flush_interval = sys.stderr.flush_interval = 3600; del sys",
    # The commit dates pages, in their footers, but not what cells make: that would have to be made anew with every commit.
    "import os; os.environ['SOURCE_DATE_EPOCH'] = '315532800'; del os",
    "from prepost.sphinx.opened import note_opened; note_opened(); del note_opened",
]
"""


def study_folder(app):
    """Return the absolute path of the study folder that the pages of this book read.

    Raises
    ------
    sphinx.errors.ExtensionError
        When there is no such folder.
    """
    named = os.environ.get("PREPOST_STUDY")
    folder = Path(named).absolute() if named else Path(app.srcdir, app.config.prepost_study).absolute()
    if not folder.is_dir():
        source = "PREPOST_STUDY" if named else "prepost_study in _config.yml"
        raise ExtensionError(f"{source} names the study folder {folder}, and there is no such folder.")
    return folder.resolve()


def inputs(app):
    """Return every file that cells may open, sorted: data, library and what the book lists; of links both names."""
    study = study_folder(app)
    of_pages = (
        {".md", ".html"} if study == Path(app.srcdir).resolve() else set()
    )  # a book's own pages, which Sphinx watches
    found = {path for path in files_in(study) if path.suffix not in of_pages}
    found.update(files_in(Path(prepost.__file__).parent))
    found.update(_listed(app, app.config.prepost_inputs))
    return sorted({*found, *(path.resolve() for path in found)})  # a link may be led elsewhere


def sources(app):
    """Return every file that the building of all pages rests on, sorted and resolved."""
    found = {*Path(__file__).parent.glob("*"), *_listed(app, app.config.prepost_sources)}
    return sorted({path.resolve() for path in found if path.is_file()})


def _listed(app, patterns):
    return (path for pattern in patterns for path in Path(app.srcdir).glob(pattern) if path.is_file())


def files_in(folder, above=()):
    """Return every file below a folder, of those that links lead to as well, but nothing that tools put beside data.

    Parameters
    ----------
    folder : Path
    above : sequence of Path
        The folders above it, resolved, to which a link may lead back.
    """
    above = (*above, folder.resolve())
    for path in _listed_in(folder):
        if belongs_to_a_tool(path.name) or (path / "pyvenv.cfg").is_file():  # the latter: an environment of Python
            continue
        if path.is_file():
            yield path
        elif path.is_dir() and path.resolve() not in above:  # a link may lead back to a folder above
            yield from files_in(path, above)


def _listed_in(folder):
    try:
        return sorted(folder.iterdir())
    except PermissionError:  # nor can a page list it
        return []


def _prepare_kernels(app):
    """Give every page's kernel the study folder, the book's own modules and the same start on every machine."""
    app.prepost_study_before = os.environ.get("PREPOST_STUDY")
    os.environ["PREPOST_STUDY"] = str(study_folder(app))
    os.environ.pop(NOTES, None)
    modules = [str(Path(app.srcdir, folder)) for folder in app.config.prepost_modules]
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join([*modules, *(path for path in paths if path and path not in modules)])
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ.pop("PYTHONPYCACHEPREFIX", None)  # a compiled module beside its source tells which source it is of
    profile = Path(app.doctreedir, "ipython", "profile_default")  # none of whoever builds the book
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(_KERNEL_SETTINGS, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(profile.parent)
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger remarks on Python's frozen modules


def _remove_old_reports(app):
    """Remove tracebacks of an earlier failed build, which would be published with the site."""
    shutil.rmtree(Path(app.outdir, "reports"), ignore_errors=True)


def notes_of(app, docname):
    """Return the file that holds what the page opened when it was last read."""
    return Path(app.doctreedir, "opened", f"{docname}.txt")


def _note_page(app, docname, source):
    """Begin a page's notes anew; the kernel that is about to be started for it takes them up from the environment."""
    notes = notes_of(app, docname)
    notes.parent.mkdir(parents=True, exist_ok=True)
    notes.write_text("", encoding="utf-8")
    os.environ[NOTES] = str(notes)


def beside_site(app, name):
    """Return the file of some name in the folder in which MyST-NB puts executed notebooks and their pictures."""
    return Path(app.env.mystnb_config.output_folder, name)


def _outdated(app, env, added, changed, removed):
    """Name every page that has opened a file that was edited since the last build, or of which not all is known."""
    now = fingerprint([*inputs(app), *sources(app)]) | {"software": software(), "variables": variables()}
    before = getattr(env, "prepost_fingerprint", None)
    env.prepost_fingerprint = now
    if before is None:
        return []
    edited = {path for path in now if before.get(path) != now[path]}
    forget_compiled(edited)
    if before.keys() != now.keys() or edited & {*map(str, sources(app)), *BEHIND_ALL, *_behind_texts(app, edited)}:
        return sorted(env.found_docs)
    return sorted(name for name in env.found_docs if _rests_on(notes_of(app, name), edited) or _is_lost(app, name))


def _behind_texts(app, edited):
    """The modules of this package with which the builder writes pages, looked for only where one of the package was edited."""
    package = Path(prepost.__file__).parent
    if not any(path.startswith(f"{package}{os.sep}") for path in edited):
        return set()
    return set(map(str, imported_by([path for path in sources(app) if path.suffix == ".py"], package)))


def _rests_on(notes, edited):
    return not opened(notes).isdisjoint({EVERYTHING, *edited})


def _is_lost(app, name):
    """Whether someone deleted the executed notebook of a page, which the site offers."""
    return bool(app.env.metadata[name].get("kernelspec")) and not beside_site(app, f"{name}.ipynb").is_file()


def _environment(app):
    return Path(app.doctreedir, "environment.pickle")


def _written(app):
    """The file that tells from what this builder has written all pages, as `_state` has it."""
    return Path(app.doctreedir, f"written-{app.builder.name}.txt")


def static_folders(app, of_extensions=True):
    """Return the folders of which the files are put into the site as they are, with or without those that extensions add."""
    entries = [entry for entry in app.config.html_static_path if of_extensions or not os.path.isabs(entry)]
    return [folder for entry in entries if (folder := Path(app.confdir, entry)).is_dir()]


def _state(app, reading):
    """What written pages rest on: one reading of all, the software, templates, and style sheets and scripts, whose digests they name."""
    package = Path(prepost.__file__).parent
    templates = [folder for entry in app.config.templates_path if (folder := Path(app.confdir, entry)).is_dir()]
    folders = [*static_folders(app), package / "sphinx" / "static", *templates]
    digests = fingerprint(
        sorted([*(path for folder in folders for path in files_in(folder)), package / "report" / "report.css"])
    )
    return f"{reading}\n{software()}\n{digests}\n"


def _begin_reading(app, env, docnames):
    """Name this reading, and forget the one before: pages are about to be read over it, and may be left half read."""
    env.prepost_reading_before = getattr(env, "prepost_reading", None)
    if docnames:
        env.prepost_reading = uuid.uuid4().hex
        _environment(app).unlink(missing_ok=True)


def _write_what_is_behind(app, env):
    """All pages, where this builder's rest on anything else: a style sheet edited since, what another read or one broke off."""
    mark = _written(app)
    written = mark.read_text(encoding="utf-8") if mark.is_file() else ""
    mark.unlink(missing_ok=True)
    index = Path(app.outdir, getattr(app.builder, "searchindex_filename", None) or "index.html")
    return [] if written == _state(app, env.prepost_reading_before) and index.is_file() else sorted(env.found_docs)


def _note_written(app, exception):
    if not exception:
        _written(app).write_text(_state(app, app.env.prepost_reading), encoding="utf-8")


def _take_study_back(app, exception):
    """Leave the variable as it was: another book may be built in the same process."""
    os.environ.pop("PREPOST_STUDY", None)
    if app.prepost_study_before is not None:
        os.environ["PREPOST_STUDY"] = app.prepost_study_before


def _show_failing_cell(app, exception):
    """Print the failing cell and its traceback, of which Jupyter Book names only the page."""
    if exception:
        told = getattr(exception, "traceback", None) or "".join(traceback.format_exception(exception))
        _, found, rest = told.partition("CellExecutionError: ")
        if found:
            _LOGGER.error("A cell of this book fails.\n%s", rest.partition("\nThe above exception")[0].strip())


def _forget_after_warnings(app, exception):
    """After a build with warnings, forget that pages were read, so that the next build warns again."""
    if exception or app._warncount:
        _environment(app).unlink(missing_ok=True)


def register(app):
    """Add the configuration values and connect the events."""
    app.add_config_value("prepost_study", ".", "env")
    app.add_config_value("prepost_inputs", [], "env")
    app.add_config_value("prepost_sources", [], "env")
    app.add_config_value("prepost_modules", [], "env")
    app.connect("builder-inited", _prepare_kernels)
    app.connect("builder-inited", _remove_old_reports)
    app.connect("env-get-outdated", _outdated)
    app.connect("source-read", _note_page)
    app.connect("env-before-read-docs", _begin_reading, priority=850)  # after others may have named more pages
    app.connect("env-updated", _write_what_is_behind)
    app.connect("build-finished", _show_failing_cell)
    app.connect("build-finished", _forget_after_warnings)
    app.connect("build-finished", _note_written, priority=999)  # after all that still changes pages
    app.connect("build-finished", _take_study_back, priority=1000)
