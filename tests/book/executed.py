"""A page's cells, executed here and now over any study folder: fast enough to try many sets of answers."""

import ast
import os
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest import mock

import jupytext
from markupsafe import Markup

from prepost.study import load_published

from .conftest import BOOK

__all__ = ["Executed", "execute"]

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
        shown = (Markup(re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)).striptags() for html in self.shown)
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


def execute(page, study):
    """Execute all cells of a page over a study folder.

    Parameters
    ----------
    page : pathlib.Path
        A page in MyST Markdown.
    study : pathlib.Path
        The study folder that it is to read.

    Returns
    -------
    Executed
    """
    notebook = jupytext.reads(page.read_text(encoding="utf-8"), fmt="md:myst")
    found, names = Executed(), {"__name__": "__main__"}
    with _reading(study), mock.patch("IPython.display.display", found.display):
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                exec(compile(cell.source, f"{page.name}, cell {number}", "exec"), names)
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    claims = load_published(study).claims
    places = {claim.where: claim for claim in reversed(claims.values())}
    prose = re.sub(
        r"\{printed\}`([^`]+)`", lambda match: (claims.get(match.group(1)) or places[match.group(1)]).printed, prose
    )
    found.prose = re.sub(r"\{glue:text\}`([^`]+)`", lambda match: found.texts[match.group(1)], prose)
    return found
