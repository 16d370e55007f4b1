"""The version in the footer of every page: of the book's sources, by commit and the commit's date, never by the clock.

The role ``{revision}`here` `` puts it into a sentence. Every page is read in every build, so that it is never that of an
earlier one.
"""

import os
from html import escape

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from prepost.report.provenance import revision


class RevisionRole(SphinxRole):
    """The revision of the book's sources; the role's text is not shown."""

    def run(self):
        """Return the revision as a text."""
        return [nodes.Text(self.config.prepost_revision or "not known: the sources came without their history")], []


def _note_revision(app, config):
    """Ask git once."""
    found = revision(app.srcdir)
    config.prepost_revision = str(found) if found else ""
    if found:
        os.environ.setdefault("SOURCE_DATE_EPOCH", str(found.timestamp))


def _add_footer(app, pagename, templatename, context, doctree):
    if app.config.prepost_revision:
        context["theme_extra_footer"] = f'<p class="prepost-version">Revision {escape(app.config.prepost_revision)}</p>'


def register(app):
    """Add the configuration value and connect the events."""
    app.add_config_value("prepost_revision", "", "html")
    app.connect("config-inited", _note_revision)
    app.add_role("revision", RevisionRole())
    app.connect("html-page-context", _add_footer)
