"""The directive ``{pages-and-files}``: a table of the study's files that each page opened while it was executed.

It is filled in from the notes of the pages' kernels (`prepost.sphinx.opened`) when the page that holds it is written, so it
tells what happened, not what anyone thinks that the pages read::

    ```{pages-and-files} The files that each page read
    :label: tab-reads
    ```
"""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from prepost.report.show import table_html
from prepost.sphinx.opened import EVERYTHING, opened
from prepost.sphinx.rebuild import files_in, notes_of, study_folder

__all__ = ["PagesAndFiles", "pages_and_files", "register"]


class PagesAndFiles(SphinxDirective):
    """Show which page read which file of the study; the argument is the table's title."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec = {"label": directives.unchanged_required}

    def run(self):
        """Return a table without rows, which is numbered now and filled in later."""
        if "label" not in self.options:
            raise self.error("The directive pages-and-files needs the option label, by which pages refer to its table.")
        label, title = self.options["label"], self.arguments[0]
        self.env.metadata[self.env.docname]["pages_and_files"] = True
        pending = nodes.raw("", table_html(_frame([]), label=label, title=title), format="html")
        pending["pages_and_files"] = {"label": label, "title": title}
        return [pending]


def _frame(read):
    import pandas as pd

    rows = [[page, ", ".join(files)] for page, files in read]
    return pd.DataFrame(rows, columns=["Page", "Files of the study"])


def pages_and_files(app):
    """Return the study's files that each page opened.

    Returns
    -------
    list of (str, list of str)
        The page's title and the names of its files, in reading order; only pages that opened any. A file is named as in the
        study folder, those of its own before those in folders. A page that starts other programs is taken to read everything.
    """
    folder = study_folder(app)
    files = sorted(files_in(folder), key=lambda path: (len(path.parts), path))
    found = []
    for page in _in_reading_order(app):
        read = opened(notes_of(app, page))
        names = [path.relative_to(folder).as_posix() for path in files if EVERYTHING in read or str(path) in read]
        if names:
            found.append((app.env.titles[page].astext(), names))
    return found


def _in_reading_order(app):
    """The pages as the table of contents has them."""
    pages, waiting = [], [app.config.root_doc]
    while waiting:
        page = waiting.pop(0)
        if page not in pages:
            pages.append(page)
            waiting[:0] = app.env.toctree_includes.get(page, [])
    return pages


def _pages_to_write(app, env):
    """The pages that hold the directive, where any page has opened other files than before."""
    before = getattr(env, "prepost_pages_and_files", None)
    env.prepost_pages_and_files = pages_and_files(app)
    if before == env.prepost_pages_and_files:
        return []
    return [name for name in env.found_docs if "pages_and_files" in env.metadata.get(name, {})]


def _fill_in(app, doctree, docname):
    for raw in list(doctree.findall(nodes.raw)):
        if "pages_and_files" in raw:
            shown = table_html(_frame(pages_and_files(app)), **raw["pages_and_files"], row_header=0)
            raw.children[:] = [nodes.Text(str(shown))]
            raw.rawsource = str(shown)


def register(app):
    """Add the directive and fill its table in once all pages have been read."""
    app.add_directive("pages-and-files", PagesAndFiles)
    app.connect("env-updated", _pages_to_write)
    app.connect("doctree-resolved", _fill_in)
