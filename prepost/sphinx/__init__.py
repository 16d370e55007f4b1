"""What a book made with this package asks of Sphinx.

A book names one extension in its ``_config.yml`` (``sphinx: extra_extensions: [prepost.sphinx]``) and has:

- pages that are executed again whenever a data file or a module behind them changes (:mod:`prepost.sphinx.rebuild`),
  known by what each page opens (:mod:`prepost.sphinx.opened`), and a table of it (:mod:`prepost.sphinx.reading`);
- pages that are read again when their text holds anything else, whatever its date (:mod:`prepost.sphinx.texts`);
- pages that show nothing old of one another (:mod:`prepost.sphinx.shown`);
- pages that are executed side by side (:mod:`prepost.sphinx.side_by_side`), in one build at a time
  (:mod:`prepost.sphinx.one_at_a_time`);
- an edit to a page's prose that executes nothing (:mod:`prepost.sphinx.kept`);
- figures and tables of cell outputs that are numbered apart and can be referred to (:mod:`prepost.sphinx.numbering`);
- the role ``{printed}`id```, a number that an article prints, linked to its row in the ledger
  (:mod:`prepost.sphinx.printed`);
- formulas as MathML, which browsers draw without a script (:mod:`prepost.sphinx.mathml`);
- one look, light and dark, of pages and of what :mod:`prepost.report` shows (:mod:`prepost.sphinx.style`);
- words of a glossary that explain themselves where a page first uses them (:mod:`prepost.sphinx.terms`);
- the revision of its sources in the footer of every page (:mod:`prepost.sphinx.version`);
- a search index that does not grow wrong over rebuilds (:mod:`prepost.sphinx.search`);
- pages without what the theme brings and they do not need (:mod:`prepost.sphinx.finish`), and a site without anything of
  pages that are gone (:mod:`prepost.sphinx.leftovers`).

Nothing here is needed, or imported, when the library is used without a book.
"""

from importlib import import_module

__all__ = ["setup"]

_PARTS = (
    "one_at_a_time", "rebuild", "texts", "shown", "side_by_side", "kept", "reading", "numbering", "printed", "mathml", "style", "terms",
    "version", "search", "finish", "leftovers",
)  # fmt: skip


def setup(app):
    """Register every part with the Sphinx application ``app``."""
    for part in _PARTS:
        import_module(f"prepost.sphinx.{part}").register(app)
    return {"version": "1.0", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
