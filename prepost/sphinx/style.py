"""How figures, tables, quotations and banners look: the style sheet that comes with :mod:`prepost.report`, on every page."""

import shutil
from importlib import resources
from pathlib import Path

__all__ = ["register"]

NAME = "report.css"


def _copy_style_sheet(app):
    """Copy the sheet before pages are written. A path to it in the configuration would differ from machine to machine."""
    if app.builder.format == "html":
        target = Path(app.outdir, "_static", NAME)
        target.parent.mkdir(parents=True, exist_ok=True)
        with resources.as_file(resources.files("prepost.report") / NAME) as source:
            shutil.copyfile(source, target)


def register(app):
    """Copy the style sheet into the site and name it on every page, before a book's own."""
    app.connect("builder-inited", _copy_style_sheet)
    app.add_css_file(NAME, priority=600)
