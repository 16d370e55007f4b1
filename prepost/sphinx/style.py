"""How a book looks: one style sheet for all books, beside that of :mod:`prepost.report`, their letters and a few small scripts.

A book's own ``_static/*.css`` comes after them, so that it has the last word; what it sets in ``html_theme_options`` stays.
"""

import re
import shutil
from base64 import b64encode
from pathlib import Path

SHEETS = ("report.css", "book.css")
SCRIPTS = ("letters.js", "links.js", "hints.js", "code.js")
LOOK = {
    "home_page_in_toc": False,  # the title above the contents leads there
    "navbar_persistent": [],
    "navigation_with_keys": False,
    "pygments_dark_style": "a11y-high-contrast-dark",
    "pygments_light_style": "a11y-high-contrast-light",
    "search_bar_text": "Search this report",
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_source_button": False,
}
"""The theme's options where a book sets nothing else."""

_LETTERS = re.compile(r"url\((fonts/[\w-]+\.woff2)\)")


def with_letters(sheet: str, folder) -> str:
    """Return a style sheet with the fonts that it names written into it.

    A page waits for its style sheets, not for fonts, which would come after the lines are set and move them.

    Examples
    --------
    >>> with_letters("a { color: red }", ".")
    'a { color: red }'
    """

    def written_in(found):
        return f"url(data:font/woff2;base64,{b64encode(Path(folder, found.group(1)).read_bytes()).decode('ascii')})"

    return _LETTERS.sub(written_in, sheet)


def _copy(app):
    """Copy what comes with the package before pages are written. Paths to it in the configuration would differ by machine."""
    if app.builder.format != "html":
        return
    target = Path(app.outdir, "_static")
    folder = Path(__file__).with_name("static")
    shutil.copytree(folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.woff2"))
    sheet = (folder / "book.css").read_text(encoding="utf-8")
    (target / "book.css").write_text(with_letters(sheet, folder), encoding="utf-8")
    shutil.copyfile(Path(__file__).parents[1] / "report" / "report.css", target / "report.css")


def _set_look(app, config):
    if config.html_theme != "sphinx_book_theme":  # another theme has other options
        return
    config.html_theme_options = LOOK | config.html_theme_options
    config.html_show_search_summary = False  # excerpts are fetched page by page, which a browser forbids on a disk


def register(app):
    """Copy sheets, letters and scripts into the site and name them on every page, before a book's own."""
    app.connect("config-inited", _set_look)
    app.connect("builder-inited", _copy)
    for position, name in enumerate(SHEETS):
        app.add_css_file(name, priority=600 + position)
    for position, name in enumerate(SCRIPTS):
        app.add_js_file(name, priority=400 + position)
