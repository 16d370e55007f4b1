"""A page's cells, executed here and now over any study folder: fast enough to try many sets of answers."""

import ast
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from unittest import mock

import jupytext
from markupsafe import Markup

from prepost.study import load_published

from .conftest import BOOK

STUDY = BOOK / "data" / "newham"

_RECORD = "application/papermill.record/text/plain"


@dataclass
class Executed:
    """What a page gave.

    Attributes
    ----------
    texts : dict of str to str
        What `say` made available to the prose, by name.
    shown : list of str
        The HTML of figures, tables and banners, in order.
    prose : str
        The page's Markdown with every such text, and every printed number, in its place.
    """

    texts: dict[str, str] = field(default_factory=dict)
    shown: list[str] = field(default_factory=list)
    prose: str = ""

    def words(self):
        """Everything a reader reads: prose, titles, summaries, alternative texts and tables, without markup."""
        alternatives = [alt for html in self.shown for alt in re.findall(r'alt="([^"]*)"', html)]
        unread = re.compile(r'<script\b.*?</script>|"data:[^"]*"', re.DOTALL)
        shown = (Markup(unread.sub("", html)).striptags() for html in self.shown)
        return "\n".join([self.prose, *shown, *alternatives])

    def display(self, data, *, raw=False, metadata=None, **_):
        """Stand in for IPython's `display`."""
        if raw and _RECORD in data:
            self.texts[metadata["scrapbook"]["name"]] = ast.literal_eval(data[_RECORD])
        elif raw:
            self.shown.append(data.get("text/html", ""))


@contextmanager
def _reading(study):
    """The pages' own `paths` module, for another study folder."""
    kept = sys.modules.pop("paths", None)
    with (
        mock.patch.dict(os.environ, {"PREPOST_STUDY": str(study)}),
        mock.patch.object(sys, "path", [str(BOOK / "notebooks"), *sys.path]),
    ):
        try:
            yield
        finally:
            sys.modules.pop("paths", None)
            if kept is not None:
                sys.modules["paths"] = kept


def path_of(page):
    """The file of a page by its name, such as `index` or `02_methods`."""
    return BOOK / (f"{page}.md" if page == "index" else f"notebooks/{page}.md")


@lru_cache(maxsize=None)
def executed(page, study=STUDY):
    """Execute a page over a study folder that does not change, once for all tests."""
    return execute(page, study)


def execute(page, study):
    """Execute all cells of a page over a study folder.

    Parameters
    ----------
    page : str
        The name of a page in MyST Markdown.
    study : pathlib.Path
        The study folder that it is to read.

    Returns
    -------
    Executed
    """
    path = path_of(page)
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    found, names = Executed(), {"__name__": "__main__"}
    with _reading(study), mock.patch("IPython.display.display", found.display):
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{path.name}, cell {number}", "exec"), names)
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    claims = load_published(study).claims
    places = {claim.where: claim for claim in reversed(claims.values())}
    prose = re.sub(
        r"\{printed\}`([^`]+)`", lambda match: (claims.get(match.group(1)) or places[match.group(1)]).printed, prose
    )
    found.prose = re.sub(r"\{glue:text\}`([^`]+)`", lambda match: found.texts[match.group(1)], prose)
    return found


def assert_reads_well(words):
    """Fail if words hold what no reader should see: a value that is none, or a gap."""
    found = re.search(r".*(\b(nan|inf|NaN|None(?! (of|is)))\b|np\.float|Fraction\(|\[\]|\{\}).*", words)
    assert not found, found.group()
    found = re.search(r".*(\b0 of 0\b|\(\)|: \.|\.\.\s).*", words.replace("(...)", ""))
    assert not found, found.group()
