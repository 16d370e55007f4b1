"""The version in the footer of every page: of the book's sources, by commit and the commit's date, never by the clock."""

import os
from html import escape

from prepost.report.provenance import revision

__all__ = ["register"]


def _note_revision(app, config):
    """Ask git once. As a configuration value of HTML, a new revision writes all pages anew without executing them."""
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
    app.connect("html-page-context", _add_footer)
