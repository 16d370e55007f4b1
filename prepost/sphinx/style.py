"""How figures, tables, quotations and banners look: the style sheet that comes with :mod:`prepost.report`, on every page."""

from importlib import resources

__all__ = ["register"]


def _add_style_sheet(app, config):
    config.html_static_path.append(str(resources.files("prepost.report") / "report.css"))


def register(app):
    """Copy the style sheet into the site and name it on every page, before a book's own."""
    app.connect("config-inited", _add_style_sheet)
    app.add_css_file("report.css", priority=600)
