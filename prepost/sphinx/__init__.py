"""What a book made with this package asks of Sphinx.

A book names one extension in its ``_config.yml`` (``sphinx: extra_extensions: [prepost.sphinx]``) and has:

- pages that are executed again whenever a data file or a module behind them changes, side by side, and an edit to prose
  that executes nothing (:mod:`prepost.sphinx.changed`);
- figures and tables of cell outputs that are numbered apart and can be referred to (:mod:`prepost.sphinx.numbering`);
- the role ``{printed}`id```, a number that an article prints, linked to its row in the ledger
  (:mod:`prepost.sphinx.printed`);
- formulas as MathML, which browsers draw without a script (:mod:`prepost.sphinx.mathml`);
- an account of what the pages publish about people, which stops a build that gives small groups away
  (:mod:`prepost.sphinx.account`);
- one look, light and dark, of pages and of what :mod:`prepost.report` shows (:mod:`prepost.sphinx.style`);
- words of a glossary that explain themselves where a page first uses them (:mod:`prepost.sphinx.terms`);
- the revision of its sources in the footer of every page (:mod:`prepost.sphinx.version`);
- texts of which nothing is run, and pages with a content security policy (:mod:`prepost.sphinx.inert`);
- pages without what the theme brings and they do not need (:mod:`prepost.sphinx.finish`).

Nothing here is needed, or imported, when the library is used without a book.
"""

from importlib import import_module

_PARTS = ("account", "changed", "numbering", "printed", "mathml", "style", "terms", "version", "inert", "finish")


def setup(app):
    """Register every part with the Sphinx application ``app``."""
    for part in _PARTS:
        import_module(f"prepost.sphinx.{part}").register(app)
    return {"version": "1.0", "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
